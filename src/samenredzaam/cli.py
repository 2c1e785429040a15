"""The commands; each reads its arguments, calls one function, prints one thing.

Data go to stdout, progress and messages to stderr. Exit codes: 0 done, 2 wrong input, 1 failed. Everything heavy is imported
inside the commands, so that --help answers at once.
"""

import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samenredzaam.errors import InputError, nearest
from samenredzaam.texts import Text

if TYPE_CHECKING:
    from rich.table import Table

    from samenredzaam.scenario import Scenario
    from samenredzaam.study.compare import Difference
    from samenredzaam.study.manifest import Manifest

LANGUAGE_VARIABLE = "SAMENREDZAAM_LANGUAGE"


def usual_language() -> str:
    """Return the language that the environment asks for: Dutch or English."""
    for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if asked := os.environ.get(name, ""):
            return "nl" if asked.lower().startswith("nl") else "en"
    return "en"


class Commands(click.Group):
    """The group of commands: wrong input ends with one sentence and exit code 2, whatever command it was given to."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command, and turn what went wrong into a sentence."""
        from samenredzaam.errors import InputError as Wrong

        try:
            return super().invoke(context)
        except Wrong as error:
            if context.params.get("debug"):
                raise
            _tell(f"samenredzaam: {error}")
            context.exit(2)
        except KeyboardInterrupt:
            _tell("samenredzaam: stopped; finished runs are kept, and the same command goes on with what is missing")
            context.exit(1)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # Whoever read our output has seen enough.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open until the end
            context.exit(1)
        except Exception as error:
            if context.params.get("debug"):
                raise
            _tell(f"samenredzaam: {error or type(error).__name__} (--debug before the command shows where)")
            context.exit(1)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or name the nearest known one."""
        if arguments and not arguments[0].startswith("-") and arguments[0] not in self.commands:
            raise click.UsageError(f"there is no command {arguments[0]!r}; {nearest(arguments[0], self.commands)}")
        return super().resolve_command(context, arguments)


def _tell(message: str) -> None:
    """Write a message to stderr."""
    click.echo(message, err=True)


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    # Tables that go to a file or another program are not cut to a width.
    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else 160
    return Console(stderr=stderr, width=wide, highlight=False)


def _language(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--language",
        type=click.Choice(["nl", "en"]),
        default=usual_language,
        help="Language of what is shown (nl or en; from the environment if not given).",
    )(function)


def _json(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(function)


def _running(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that run scenarios."""
    options = [
        click.option(
            "--seeds", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Runs of each scenario."
        ),
        click.option(
            "--first-seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="The first seed."
        ),
        click.option("--profile", help="Another neighbourhood: a profile that ships, or a file."),
        click.option("--residents", type=int, help="Scale the neighbourhood to so many residents."),
        click.option("--weeks", type=int, help="Simulate so many weeks."),
        click.option(
            "--every",
            type=click.IntRange(1, 5200),
            default=13,
            show_default=True,
            help="Weeks in a row of the results.",
        ),
        click.option(
            "--processes", type=click.IntRange(1, 512), help="Processes at a time (all processors if not given)."
        ),
        click.option("--output", type=click.Path(path_type=Path), help="Folder for the results."),
        click.option("--overwrite", is_flag=True, help="Replace results that are in the folder."),
        click.option("--no-figures", is_flag=True, help="Draw no pictures."),
    ]
    for option in reversed(options):
        function = option(function)
    return _language(function)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="samenredzaam")
@click.option("--debug", is_flag=True, help="Show where an error arose.")
def main(debug: bool) -> None:  # noqa: ARG001 - read from the context where errors are told
    """Simulate how people in a neighbourhood manage together, and compare policies."""


@main.command()
@click.argument("scenario")
@_running
def run(scenario: str, **options: Any) -> None:
    """Run SCENARIO (a name or a .toml file) with several seeds."""
    _perform([_scenario(scenario, options)], None, options, f"run-{Path(scenario).stem}")


@main.command()
@click.argument("scenarios", nargs=-1, required=True)
@click.option("--baseline", default="baseline", show_default=True, help="What the others are compared with.")
@_running
def compare(scenarios: tuple[str, ...], baseline: str, **options: Any) -> None:
    """Compare SCENARIOS with a baseline, paired by seed: differences, intervals, pictures."""
    read = [_scenario(name, options) for name in (baseline, *scenarios)]
    chosen = list({scenario.name: scenario for scenario in read}.values())
    if len(chosen) < len(read):
        names = [scenario.name for scenario in read]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(
            f"the scenario {twice!r} is given twice (the baseline included); give each once, under its own name"
        )
    _perform(chosen, chosen[0].name, options, f"compare-{'-'.join(scenario.name for scenario in chosen[1:])}")


def _scenario(name: str, options: dict[str, Any]) -> "Scenario":
    """Return a scenario with what the command line changes of its setting."""
    import dataclasses

    from samenredzaam.scenario import read

    scenario = read(name)
    changes: dict[str, Any] = {}
    if options["profile"] is not None:
        changes |= {"profile": options["profile"], "folder": None}
    if options["residents"] is not None:
        changes["residents"] = options["residents"]
    if options["weeks"] is not None:
        changes["weeks"] = options["weeks"]
    return dataclasses.replace(scenario, **changes)


def _perform(scenarios: list["Scenario"], baseline: str | None, options: dict[str, Any], name: str) -> None:
    """Run scenarios into a folder, draw and tell what came out."""
    from samenredzaam.study.results import ResultsFolder, Standing
    from samenredzaam.study.run import manifest_of, perform, usual_processes

    seeds = range(options["first_seed"], options["first_seed"] + options["seeds"])
    command = shlex.join(["samenredzaam", *sys.argv[1:]])
    manifest = manifest_of(scenarios, seeds, every=options["every"], command=command, baseline=baseline)
    output = options["output"] or Path("results") / f"{name[:80]}-{manifest.profile.name}"
    processes = options["processes"] or usual_processes()
    folder = ResultsFolder(output, manifest)
    language = options["language"]
    _announce(manifest, processes, language)
    with _progress(language) as progress:
        standing = perform(folder, scenarios, processes=processes, progress=progress, overwrite=options["overwrite"])
    if standing is Standing.COMPLETE:
        _tell(Text("Deze runs stonden er al, compleet.", "These runs were there already, complete.").said(language))
    _tell(Text(f"Resultaten: {output}/results.csv", f"Results: {output}/results.csv").said(language))
    if baseline is not None:
        _tell_differences(output, language)
    if not options["no_figures"]:
        _draw(output, language)


def _announce(manifest: "Manifest", processes: int, language: str) -> None:
    """Say what will be done, before it is begun."""
    from samenredzaam import kernels

    runs = len(manifest.scenarios) * len(manifest.seeds)
    who = f"{manifest.profile.title.said(language)}, {manifest.profile.residents:,}".replace(
        ",", "." if language == "nl" else ","
    )
    for notice in kernels.notices:
        _tell(notice)
    _tell(
        Text(
            f"{runs} runs: {len(manifest.scenarios)} scenario's met {len(manifest.seeds)} startgetallen, {manifest.weeks} weken, "
            f"{who} inwoners, {processes} processen.",
            f"{runs} runs: {len(manifest.scenarios)} scenarios with {len(manifest.seeds)} seeds, {manifest.weeks} weeks, "
            f"{who} residents, {processes} processes.",
        ).said(language)
    )
    if kernels.CACHE is not None and not any(kernels.CACHE.glob("**/*.nbi")):
        _tell(
            Text(
                "Eerst wordt het rekenwerk eenmalig gecompileerd (ongeveer een minuut).",
                "First the kernels are compiled, once per installation (about a minute).",
            ).said(language)
        )


@contextmanager
def _progress(language: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar of finished runs on a terminal, and a line now and then elsewhere."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = _console(stderr=True)
    if not console.is_terminal:
        last = -1

        def line(done: int, wanted: int) -> None:
            nonlocal last
            if done != last:
                _tell(Text(f"{done} van {wanted} runs klaar", f"{done} of {wanted} runs done").said(language))
            last = done

        yield line
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("runs", total=None)
        yield lambda done, wanted: bar.update(task, completed=done, total=wanted)


def _tell_differences(output: Path, language: str) -> None:
    """Print the paired differences of the main indicators, and write all of them to differences.csv."""
    from samenredzaam.study import compare as comparing
    from samenredzaam.study.results import Results

    results = Results.read(output)
    differences = comparing.compare(results)
    comparing.write(differences, output)
    shown = [
        found
        for found in differences
        if found.metric_entry.main and found.group == "all" and found.window is comparing.Window.LAST_YEAR
    ]
    _console().print(_table(shown, language))
    caution = comparing.caution(len(results.manifest.seeds))
    if caution is not None:
        _tell(caution.said(language))
    _tell(Text("Modeluitkomst, geen voorspelling.", "Model outcome, not a forecast.").said(language))


def _table(differences: Sequence["Difference"], language: str) -> "Table":
    from rich.table import Table

    from samenredzaam.study.compare import shown

    heads = {
        "nl": ("indicator", "scenario", "huidig beleid", "verschil", "95%-interval", "runs hoger", "oordeel"),
        "en": ("indicator", "scenario", "current policy", "difference", "95% interval", "runs higher", "verdict"),
    }[language]
    title = Text("Verschil met het basisscenario, laatste jaar", "Difference from the baseline, last year").said(
        language
    )
    table = Table(*heads, title=title, title_justify="left")
    last = ""
    for found in differences:
        name = found.metric_entry.title.said(language)
        interval = (
            "" if found.runs < 2 else f"{shown(found.low, found, language)} … {shown(found.high, found, language)}"
        )
        of = Text("van", "of").said(language)
        table.add_row(
            name if name != last else "",
            found.scenario.title.said(language),
            shown(found.level, found, language),
            shown(found.mean, found, language),
            interval,
            f"{found.higher} {of} {found.runs}",
            found.verdict.value.said(language),
        )
        last = name
    return table


def _draw(output: Path, language: str) -> None:
    from samenredzaam.show.figures import draw

    paths = draw(output, language)
    _tell(Text("Beelden:", "Pictures:").said(language))
    for path in paths:
        if path.suffix == ".png":
            _tell(f"  {path}")


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the pictures.")
@_language
def plot(results: Path, output: Path | None, language: str) -> None:
    """Draw the pictures of the folder RESULTS again."""
    from samenredzaam.show.figures import draw

    for path in draw(results, language, output):
        click.echo(path)


@main.command()
@click.argument("files", nargs=-1, required=True)
def check(files: tuple[str, ...]) -> None:
    """Look over scenario FILES (and the profiles they name) without running anything."""
    from samenredzaam.neighbourhood.profile import read as read_profile
    from samenredzaam.scenario import read

    wrong = 0
    for name in files:
        try:
            scenario = read(name)
            profile = read_profile(scenario.profile_source)
            scenario.check_codes((profile.code,))
            click.echo(
                f"{name}: good; {len(scenario.changes)} changes of policy, {profile.name}, "
                f"{scenario.residents or profile.residents} residents, {scenario.weeks} weeks from {scenario.start}"
            )
        except InputError as error:
            wrong += 1
            _tell(f"samenredzaam: {error}")
    if wrong:
        sys.exit(2)


@main.command("list")
@click.argument("what", type=click.Choice(["scenarios", "profiles", "levers", "parameters", "metrics", "sources"]))
@_language
@_json
def list_(what: str, language: str, as_json: bool) -> None:
    """List what there is: scenarios, profiles, levers, parameters, metrics or sources."""
    from samenredzaam.study.catalogue import catalogue

    rows = catalogue(what, language)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    _print_rows(rows)


def _print_rows(rows: list[dict[str, Any]]) -> None:
    """Print rows of one shape as a table."""
    from rich.table import Table

    if not rows:
        return
    table = Table(*rows[0], show_lines=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    _console().print(table)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", help="The code of the area, such as WK036304; without it, the areas of the file are listed.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where to write the profile (the code, in this folder)."
)
@click.option("--overwrite", is_flag=True, help="Replace a profile that is there.")
@click.option("--check", "checked", is_flag=True, help="Also build it, and print the people beside the statistics.")
@_language
@_json
def neighbourhood(
    file: Path, code: str | None, output: Path | None, overwrite: bool, checked: bool, language: str, as_json: bool
) -> None:
    """Make a profile of an area from FILE, a table 'Kerncijfers wijken en buurten' of Statistics Netherlands."""
    from samenredzaam.neighbourhood import profile as profiles
    from samenredzaam.neighbourhood import statistics

    found = statistics.read(file)
    if code is None:
        rows = [
            {"code": area.code, "kind": area.kind, "name": area.name, "residents": area.residents}
            for area in found.areas
        ]
        if as_json:
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            _print_rows(rows)
            _tell(Text("Kies er een met --code.", "Choose one with --code.").said(language))
        return
    made = profiles.profile_from(found, code)
    path = output or Path(f"{made.name}.toml")
    profiles.write(made, path, overwrite=overwrite)
    _tell(
        Text(
            f"Profiel van {made.title.nl} ({made.residents} inwoners): {path}. Lees en verbeter het gerust; "
            f"gebruik het met: samenredzaam compare cut --profile {path}",
            f"Profile of {made.title.en} ({made.residents} residents): {path}. Read and correct it freely; "
            f"use it with: samenredzaam compare cut --profile {path}",
        ).said(language)
    )
    if checked:
        from samenredzaam.study.built import report

        _print_rows(_said(report(made), language))


def _said(rows: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """Return rows of a report with its texts in one language."""
    return [row.said(language) for row in rows]


@main.command()
@click.argument("profile", default="amsterdam-wk036366")
@click.option("--seed", type=int, default=1, show_default=True, help="The seed.")
@click.option("--residents", type=int, help="Scale the neighbourhood to so many residents.")
@_language
@_json
def network(profile: str, seed: int, residents: int | None, language: str, as_json: bool) -> None:
    """Report the social network of PROFILE beside published figures."""
    from samenredzaam.study.network import report

    found = report(profile, seed, residents=residents)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    _print_rows(_said(found.rows(), language))


if __name__ == "__main__":
    main()
