"""The commands; each reads its arguments, calls one function, prints one thing.

Data go to stdout, progress and messages to stderr. Everything heavy is imported inside the commands, so that --help
answers at once.
"""

import json
import shlex
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samenredzaam.announcing import announced_by
from samenredzaam.errors import InputError, nearest
from samenredzaam.show.terminal import (
    LANGUAGE_VARIABLE,
    Commands,
    Known,
    part_of,
    print_lines,
    progress,
    says,
    tell,
    usual_language,
    width,
)
from samenredzaam.texts import LANGUAGES, Text

if TYPE_CHECKING:
    from samenredzaam.scenario import Scenario
    from samenredzaam.study.results import ResultsFolder
    from samenredzaam.study.validation import Validation

Function = Callable[..., Any]
PATH = click.Path(path_type=Path)
KINDS = ("scenarios", "regimes", "profiles", "levers", "parameters", "metrics", "sources", "targets")


def _language(function: Function) -> Function:
    return click.option(
        "--language",
        type=Known(LANGUAGES),
        default=usual_language,
        callback=_remembered,
        help=says(
            "Taal van wat u ziet: nl of en (anders volgens de omgeving).",
            "Language of what you see: nl or en (otherwise as the environment says).",
        ),
    )(function)


def _remembered(context: click.Context, _: click.Parameter, value: str) -> str:
    context.meta[LANGUAGE_VARIABLE] = value
    announced_by(lambda text: tell(text, value))
    return value


def _json(function: Function) -> Function:
    return click.option(
        "--json", "as_json", is_flag=True, help=says("Geef JSON, voor programma's.", "Print JSON, for programs.")
    )(function)


def _neighbourhood(function: Function) -> Function:
    """Add the option that scales a neighbourhood."""
    return click.option(
        "--residents",
        type=int,
        help=says("Maak de wijk zo groot: aantal inwoners.", "Scale the neighbourhood to so many residents."),
    )(function)


_seed = click.option("--seed", type=int, default=1, show_default=True, help=says("Het startgetal.", "The seed."))
_first_seed = click.option(
    "--first-seed", type=click.IntRange(0, 2**31), default=1, show_default=True,
    help=says("Het eerste startgetal.", "The first seed."),
)  # fmt: skip
_profile = click.option(
    "--profile",
    help=says("Een andere wijk: een meegeleverd profiel, een bestand, of een map met profielen (een gemeente).",
              "Another neighbourhood: a profile that ships, a file, or a folder of profiles (a municipality)."),
)  # fmt: skip
_weeks = click.option("--weeks", type=int, help=says("Reken zoveel weken door.", "Simulate so many weeks."))
_processes = click.option(
    "--processes", type=click.IntRange(1, 512),
    help=says("Processen tegelijk (anders alle processoren).", "Processes at a time (all processors if not given)."),
)  # fmt: skip


def _running(function: Function) -> Function:
    """Add the options of commands that run scenarios."""
    options = (
        click.option(
            "--seeds", type=click.IntRange(1, 10_000), default=10, show_default=True,
            help=says("Runs per scenario.", "Runs of each scenario."),
        ),
        _first_seed,
        _profile,
        _neighbourhood,
        _weeks,
        click.option(
            "--every", type=click.IntRange(1, 5200), default=13, show_default=True,
            help=says("Weken per rij van de resultaten.", "Weeks in a row of the results."),
        ),
        _processes,
        click.option(
            "--checkpoint-minutes", type=click.FloatRange(0, 10_000), default=10.0, show_default=True,
            help=says("Bewaar lopende runs zo vaak, om na een onderbreking verder te gaan; 0: niet.",
                      "Save runs under way this often, to go on with after an interruption; 0: never."),
        ),
        click.option("--output", type=PATH, help=says("Map voor de resultaten.", "Folder for the results.")),
        click.option(
            "--overwrite", is_flag=True,
            help=says("Vervang resultaten die in de map staan.", "Replace results that are in the folder."),
        ),
        click.option("--no-figures", is_flag=True, help=says("Teken geen beelden.", "Draw no pictures.")),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return _language(function)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=says(
        "Reken door hoe mensen in een wijk het samen redden, en vergelijk beleid.",
        "Simulate how people in a neighbourhood manage together, and compare policies.",
    ),
)
@click.version_option(package_name="samenredzaam")
@click.option("--debug", is_flag=True, help=says("Laat zien waar een fout ontstond.", "Show where an error arose."))
@click.pass_context
def main(context: click.Context, debug: bool) -> None:  # noqa: ARG001 - read from the context where errors are told
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@main.command(
    help=says(
        "Draai SCENARIO (een naam of een .toml-bestand) met verschillende startgetallen.",
        "Run SCENARIO (a name or a .toml file) with several seeds.",
    )
)
@click.argument("scenario")
@_running
def run(scenario: str, **options: Any) -> None:
    """Run one scenario."""
    _perform([_scenario(scenario, options)], None, options, f"run-{Path(scenario).stem}")


@main.command(
    help=says(
        "Vergelijk SCENARIOS met een basisscenario, per paar met hetzelfde startgetal: verschillen en beelden.",
        "Compare SCENARIOS with a baseline, paired by seed: differences, intervals, pictures.",
    )
)
@click.argument("scenarios", nargs=-1, required=True)
@click.option(
    "--baseline",
    default="baseline",
    show_default=True,
    help=says("Waarmee wordt vergeleken.", "What the others are compared with."),
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    help=says(
        "Toon deze indicator in plaats van de belangrijkste; mag vaker (namen: samenredzaam list metrics).",
        "Show this indicator instead of the main ones; may be repeated (names: samenredzaam list metrics).",
    ),
)
@click.option(
    "--group",
    default="all",
    show_default=True,
    help=says("Toon deze groep, zoals living_alone.", "Show this group, such as living_alone."),
)
@_running
def compare(scenarios: tuple[str, ...], baseline: str, metrics: tuple[str, ...], group: str, **options: Any) -> None:
    """Compare scenarios with a baseline."""
    read = [_scenario(name, options) for name in (baseline, *scenarios)]
    names = [scenario.name for scenario in read]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(
            "het scenario {name!r} is twee keer gegeven (het basisscenario meegeteld); geef elk een keer, onder een "
            "eigen naam",
            "the scenario {name!r} is given twice (the baseline included); give each once, under its own name",
            name=twice[0],
        )
    options |= {"metrics": metrics, "group": group}
    _perform(read, names[0], options, f"compare-{'-'.join(names[1:])}")


def _scenario(name: str, options: dict[str, Any]) -> "Scenario":
    """Return a scenario with what the command line changes of its setting."""
    import dataclasses

    from samenredzaam.neighbourhood.profile_folders import named
    from samenredzaam.scenario import read

    changes = {key: options[key] for key in ("profile", "residents", "weeks") if options[key] is not None}
    if "profile" in changes:
        changes |= {"profile": named(changes["profile"]), "folder": None, "beside": ()}
    return dataclasses.replace(read(name), **changes)


def _perform(scenarios: list["Scenario"], baseline: str | None, options: dict[str, Any], name: str) -> None:
    """Run scenarios into a folder, and tell and draw what came out."""
    from samenredzaam.study.results import ResultsFolder, Standing
    from samenredzaam.study.run import manifest_of, perform, usual_processes

    seeds = range(options["first_seed"], options["first_seed"] + options["seeds"])
    command = shlex.join(["samenredzaam", *sys.argv[1:]])
    manifest = manifest_of(scenarios, seeds, every=options["every"], command=command, baseline=baseline)
    if baseline is not None:
        _check_names(Text("indicator", "metric"), options["metrics"], manifest.metrics)
        _check_names(Text("groep", "group"), [options["group"]], manifest.groups)
    output = options["output"] or Path("results") / f"{name[:80]}-{manifest.profile.name}"
    processes, language = options["processes"] or usual_processes(), options["language"]
    folder = ResultsFolder(output, manifest)
    with progress(language, lambda: _announce(folder, processes, language)) as look:
        standing = perform(
            folder, scenarios, processes=processes, progress=look, overwrite=options["overwrite"],
            checkpoint_minutes=options["checkpoint_minutes"],
        )  # fmt: skip
    if standing is Standing.COMPLETE:
        tell(Text("Deze runs stonden er al, compleet.", "These runs were there already, complete."), language)
    tell(Text(f"Resultaten: {output}/results.csv", f"Results: {output}/results.csv"), language)
    if baseline is not None:
        _print_differences(output, options)
    if not options["no_figures"]:
        _draw(output, language)


def _check_names(what: Text, given: Sequence[str], known: Collection[str]) -> None:
    """Refuse names that are not known, before anything is run."""
    for name in given:
        if name not in known:
            raise InputError(
                "er is geen {what} {name!r}; {near}",
                "there is no {what} {name!r}; {near}",
                what=what,
                name=name,
                near=nearest(name[:80], known),
            )


def _announce(folder: "ResultsFolder", processes: int, language: str) -> None:
    """Say what will be done, before it is begun."""
    from samenredzaam.numbers import number

    manifest = folder.manifest
    scenarios, seeds = len(manifest.scenarios), len(manifest.seeds)
    who, residents = manifest.profile.title, number(manifest.profile.residents, language)
    tell(
        Text(
            f"{scenarios * seeds} runs: {scenarios} x {seeds} (scenario's x startgetallen), {manifest.weeks} weken, "
            f"{who.nl}, {residents} inwoners, processen: {processes}.",
            f"{scenarios * seeds} runs: {scenarios} x {seeds} (scenarios x seeds), {manifest.weeks} weeks, "
            f"{who.en}, {residents} residents, processes: {processes}.",
        ),
        language,
    )
    if under_way := folder.under_way():
        tell(
            Text(
                f"Wat onderbroken werd, gaat verder waar het het laatst is bewaard ({under_way}).",
                f"What was interrupted goes on from where it was last saved ({under_way}).",
            ),
            language,
        )


def _print_differences(output: Path, options: dict[str, Any]) -> None:
    """Print the paired differences that were asked for, and write all of them to differences.csv."""
    from samenredzaam.show import tables
    from samenredzaam.study import compare as comparing
    from samenredzaam.study import phases, scorecard
    from samenredzaam.study.compare_told import write
    from samenredzaam.study.results import Results

    results, language = Results.read(output), options["language"]
    found = comparing.compare(results)
    write(found, output)
    print_lines(tables.differences(tables.chosen(found, options["metrics"], options["group"]), language, width()))
    scores = scorecard.scorecard(found)
    scorecard.write(scores, output)
    courses = phases.phases(results)
    phases.write(courses, output)
    titles = {one.name: one.title for one in results.manifest.scenarios}
    print_lines(tables.headed(scorecard.TITLE, scorecard.rows(scores, titles, language), language, width()))
    print_lines(tables.headed(phases.TITLE, phases.rows(courses, titles, language), language, width()))
    sys.stdout.flush()
    if caution := comparing.caution(len(results.manifest.seeds)):
        tell(caution, language)
    tell(Text("Modeluitkomst, geen voorspelling.", "Model outcome, not a forecast."), language)


def _draw(output: Path, language: str) -> None:
    """Draw pictures, and name them."""
    from samenredzaam.show.figures import draw

    paths = draw(output, language)
    _tell_of_map(paths, language)
    tell(Text("Beelden:", "Pictures:"), language)
    for path in paths:
        if path.suffix == ".png":
            tell(f"  {path}")


def _tell_of_map(paths: Sequence[Path], language: str) -> None:
    """Say so where no map could be drawn: results of many neighbourhoods, or of before there were maps, hold none."""
    if not any(path.name.startswith("map.") for path in paths):
        tell(
            Text(
                "Deze resultaten bevatten geen kaart (ze zijn van veel wijken, of van een oudere versie); die is er "
                "niet bij.",
                "These results hold no map (they are of many neighbourhoods, or an earlier version made them); it is "
                "not drawn.",
            ),
            language,
        )


@main.command(
    help=says("Teken de beelden van de map RESULTS opnieuw.", "Draw the pictures of the folder RESULTS again.")
)
@click.argument("results", type=PATH)
@click.option("--output", type=PATH, help=says("Map voor de beelden.", "Folder for the pictures."))
@_language
def plot(results: Path, output: Path | None, language: str) -> None:
    """Draw pictures again."""
    from samenredzaam.show.figures import draw

    try:
        paths = draw(results, language, output)
    except OSError as error:
        raise InputError(
            "{path} kan niet worden geschreven ({why}); noem een andere --output",
            "{path} cannot be written ({why}); name another --output",
            path=error.filename,
            why=error.strerror,
        ) from error
    _tell_of_map(paths, language)
    for path in paths:
        click.echo(path)


@main.command(
    help=says(
        "Kijk FILES (scenario's, en de profielen die zij noemen) na zonder iets door te rekenen.",
        "Look over scenario FILES (and the profiles they name) without running anything.",
    )
)
@click.argument("files", nargs=-1, required=True)
@_language
def check(files: tuple[str, ...], language: str) -> None:
    """Look over scenario files."""
    wrong = 0
    for name in files:
        try:
            click.echo(_looked_over(name).said(language))
        except InputError as error:
            wrong += 1
            tell(f"samenredzaam: {error.text.said(language)}")
    if wrong:
        sys.exit(2)


def _looked_over(name: str) -> Text:
    """Return what a scenario file says in short, or refuse it."""
    from samenredzaam.neighbourhood.profile_folders import MOST_NAMED, together
    from samenredzaam.scenario import read

    scenario = read(name)
    profiles = scenario.profiles()
    scenario.check_codes([one.area for one in profiles])
    few = ", ".join(one.name for one in profiles)
    where = Text(few, few) if len(profiles) <= MOST_NAMED else together(profiles)
    changes, residents = len(scenario.changes), sum(scenario.residents_each(profiles))
    return Text(
        f"{name}: goed; veranderingen van beleid: {changes}, {where.nl}, inwoners: {residents}, "
        f"{scenario.weeks} weken vanaf {scenario.start}",
        f"{name}: good; changes of policy: {changes}, {where.en}, residents: {residents}, "
        f"{scenario.weeks} weeks from {scenario.start}",
    )


@main.command(
    "list",
    help=says(
        f"Noem wat er is. WHAT: {', '.join(KINDS)}.",
        f"List what there is. WHAT: {', '.join(KINDS)}.",
    ),
)
@click.argument("what", type=Known(KINDS), metavar="WHAT")
@_language
@_json
def list_(what: str, language: str, as_json: bool) -> None:
    """List what there is."""
    from samenredzaam.study.catalogue import catalogue

    _print_rows(catalogue(what, language), language, as_json)


def _print_rows(rows: list[dict[str, Any]], language: str, as_json: bool = False, *, grouped: bool = False) -> None:
    """Print rows of one shape: as JSON, as a table on a terminal, or else whole with tabs between the cells."""
    from samenredzaam.show import tables

    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif sys.stdout.isatty():
        print_lines((tables.grouped if grouped else tables.listed)(rows, language, width()))
    else:
        for line in tables.separated(rows, language):
            click.echo(line)


@main.command(
    help=says(
        "Maak een profiel van een wijk uit FILE, een CSV-tabel 'Kerncijfers wijken en buurten' van het CBS.",
        "Make a profile of an area from FILE, a CSV table 'Kerncijfers wijken en buurten' of Statistics Netherlands.",
    )
)
@click.argument("file", type=PATH)
@click.option(
    "--code",
    help=says(
        "De code van het gebied, zoals WK036304; zonder code worden de gebieden in het bestand genoemd.",
        "The code of the area, such as WK036304; without it, the areas of the file are listed.",
    ),
)
@click.option(
    "--output",
    type=PATH,
    help=says("Waar het profiel komt (anders hier).", "Where to write the profile (this folder if not given)."),
)
@click.option(
    "--overwrite", is_flag=True, help=says("Vervang een profiel dat er staat.", "Replace a profile that is there.")
)
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help=says(
        "Bouw de wijk ook, en zet de mensen naast de cijfers.",
        "Also build it, and print the people beside the statistics.",
    ),
)
@_language
@_json
def neighbourhood(
    file: Path, code: str | None, output: Path | None, overwrite: bool, checked: bool, language: str, as_json: bool
) -> None:
    """Make a profile of an area."""
    from samenredzaam.neighbourhood import profile as profiles
    from samenredzaam.neighbourhood import statistics

    found = statistics.read(file)
    if code is None:
        kept = ("code", "kind", "name", "municipality", "residents")
        rows = [{name: getattr(area, name) for name in kept} for area in found.areas]
        _print_rows(rows, language, as_json)
        tell(Text("Kies er een met --code.", "Choose one with --code."), language)
        return
    made = profiles.profile_from(found, code)
    path = output or Path(f"{made.name}.toml")
    profiles.write(made, path, overwrite=overwrite)
    tell(
        Text(
            f"Profiel van {made.title.nl} ({made.residents} inwoners): {path}. Lees en verbeter het gerust; "
            f"gebruik het met: samenredzaam compare cut --profile {path}",
            f"Profile of {made.title.en} ({made.residents} residents): {path}. Read and correct it freely; "
            f"use it with: samenredzaam compare cut --profile {path}",
        ),
        language,
    )
    if checked:
        from samenredzaam.study.built import report

        _print_report(report(made), language, as_json)


@main.command(
    help=says(
        "Maak een map met een profiel van elke wijk van een gemeente uit FILE, een tabel als bij neighbourhood.",
        "Make a folder with a profile of each wijk of a municipality from FILE, a table as for neighbourhood.",
    )
)
@click.argument("file", type=PATH)
@click.option(
    "--code",
    help=says(
        "De code van de gemeente, zoals GM0363; nodig als de tabel van meer gemeenten is.",
        "The code of the municipality, such as GM0363; needed where the table is of several.",
    ),
)
@click.option(
    "--output",
    type=PATH,
    help=says("De map voor de profielen (anders de naam van de gemeente).",
              "The folder for the profiles (the name of the municipality if not given)."),
)  # fmt: skip
@click.option(
    "--overwrite", is_flag=True, help=says("Vervang profielen die er staan.", "Replace profiles that are there.")
)
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help=says(
        "Bouw de wijken ook, en noem wat niet bij de cijfers past.",
        "Also build the wijken, and print what is not in line with the statistics.",
    ),
)
@_language
@_json
def municipality(
    file: Path, code: str | None, output: Path | None, overwrite: bool, checked: bool, language: str, as_json: bool
) -> None:
    """Make profiles of all wijken of a municipality."""
    from samenredzaam.neighbourhood import profile_folders, statistics
    from samenredzaam.numbers import number

    made = profile_folders.municipality_from(statistics.read(file), code)
    folder = output or Path(made.name)
    profile_folders.write_folder(made.profiles, folder, overwrite=overwrite)
    for why in made.left_out:
        tell(Text(f"Niet erbij: {why.nl}.", f"Left out: {why.en}."), language)
    title, residents = profile_folders.together(made.profiles), number(made.residents, language)
    tell(
        Text(
            f"{title.nl} ({residents} inwoners): {folder}. Lees en verbeter de profielen gerust, of haal er een weg; "
            f"probeer het klein met: samenredzaam compare cut --profile {folder} --residents 20000",
            f"{title.en} ({residents} residents): {folder}. Read and correct the profiles freely, or take one away; "
            f"try it small with: samenredzaam compare cut --profile {folder} --residents 20000",
        ),
        language,
    )
    if checked:
        from samenredzaam.study.built import report_of_all

        rows, count = report_of_all(made.profiles)
        _print_report(rows, language, as_json)
        tell(
            Text(
                f"Van {count} cijfers passen er {count - len(rows)} bij wat is gebouwd.",
                f"Of {count} numbers {count - len(rows)} are in line with what was built.",
            ),
            language,
        )


def _print_report(rows: Sequence[Any], language: str, as_json: bool) -> None:
    """Print the rows of a report."""
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1))
    else:
        _print_rows([row.said(language) for row in rows], language, grouped=True)


@main.command(
    help=says(
        "Zet het sociale netwerk van PROFILE naast gepubliceerde cijfers.",
        "Report the social network of PROFILE beside published figures.",
    )
)
@click.argument("profile", default="amsterdam-wk036366")
@_seed
@_neighbourhood
@_language
@_json
def network(profile: str, seed: int, residents: int | None, language: str, as_json: bool) -> None:
    """Report a social network."""
    from samenredzaam.study.network import report

    found = report(profile, seed, residents=residents)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    _print_report(found.rows(), language, as_json)


@main.command(
    help=says(
        "Noem de systemen van het veld (S1 tot S49), en wat daarvan in het model werkt; NAME is bijvoorbeeld S11.",
        "List the systems of the field (S1 to S49), and what of them works in the model; NAME is S11, for instance.",
    )
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_language
@_json
def systems(names: tuple[str, ...], language: str, as_json: bool) -> None:
    """List the systems of the field."""
    from samenredzaam.study.systems import State, systems

    found = systems()
    _check_names(Text("systeem", "system"), names, found)
    chosen = [found[name] for name in names] if names else list(found.values())
    _print_rows([one.row(language) for one in chosen], language, as_json)
    if not names:
        counts = [f"{state.value.said(language)}: {sum(one.state is state for one in chosen)}" for state in State]
        tell("; ".join(counts))


@main.command(
    help=says(
        "Volg een paar bewoners in SCENARIO: een dagboek van wat zij besluiten en meemaken.",
        "Follow a few residents in SCENARIO: a diary of what they decide and meet with.",
    )
)
@click.argument("scenario", default="baseline")
@click.option(
    "--like",
    "whom",
    multiple=True,
    default=("in-need",),
    show_default=True,
    help=says(
        "Wie: in-need, alone, client, carer, volunteer, lonely, of een bewoner (16 tekens); mag vaker.",
        "Whom: in-need, alone, client, carer, volunteer, lonely, or a resident (16 digits); may be repeated.",
    ),
)
@click.option("--count", type=click.IntRange(1, 20), default=1, show_default=True, help=says("Hoeveel.", "How many."))
@_seed
@_profile
@_neighbourhood
@_weeks
@_language
@_json
def follow(
    scenario: str, whom: tuple[str, ...], count: int, seed: int, language: str, as_json: bool, **options: Any
) -> None:
    """Keep a diary of residents."""
    from samenredzaam.show import diary
    from samenredzaam.study.follow import follow as followed

    found = followed(_scenario(scenario, options), seed, whom, count=count)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    for line in diary.told(found, language):
        click.echo(line)
    tell(
        Text("Modeluitkomst: verzonnen mensen in een echte wijk.", "Model outcome: made-up people in a real place."),
        language,
    )


@main.command(
    help=says(
        "Zet het model (huidig beleid) naast gepubliceerde cijfers, elk gemeten zoals de bron het omschrijft.",
        "Hold the model (current policy) against published figures, each measured as its source defines it.",
    )
)
@click.option("--profile", default="netherlands", show_default=True,
              help=says("De wijk: een meegeleverd profiel, of een bestand.",
                        "The neighbourhood: a profile that ships, or a file."))  # fmt: skip
@click.option("--seeds", type=click.IntRange(1, 10_000), default=5, show_default=True,
              help=says("Aantal runs.", "Number of runs."))  # fmt: skip
@_first_seed
@_neighbourhood
@click.option("--weeks", type=int, default=52, show_default=True,
              help=says("Reken zoveel weken door; de laatste 52 worden gemeten.",
                        "Simulate so many weeks; the last 52 are measured."))  # fmt: skip
@_processes
@click.option(
    "--output",
    type=PATH,
    help=says("Map voor validation.csv en de beelden.", "Folder for validation.csv and the pictures."),
)
@_language
@_json
def validate(
    profile: str, seeds: int, first_seed: int, weeks: int, processes: int | None, residents: int | None,
    output: Path | None, language: str, as_json: bool,
) -> None:  # fmt: skip
    """Hold the model against published figures."""
    from samenredzaam.study.run import usual_processes
    from samenredzaam.study.validate import validate as perform
    from samenredzaam.study.validation import absences

    if output is not None and output.exists() and not output.is_dir():
        raise InputError(
            "{path} is geen map; noem een andere --output", "{path} is no folder; name another --output", path=output
        )
    with progress(language, lambda: None) as look:
        found = perform(
            range(first_seed, first_seed + seeds), profile=profile, residents=residents, weeks=weeks,
            processes=processes or usual_processes(), progress=look,
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        terminal = sys.stdout.isatty()
        _print_rows(found.rows(language, whole=not terminal), language, grouped=True)
        for line in absences(found.absent(), language) if terminal else ():
            click.echo(line)
    sys.stdout.flush()
    for line in found.summary(language):
        tell(line)
    if output is not None:
        _write_validation(found, output, language)


def _write_validation(found: "Validation", output: Path, language: str) -> None:
    """Write the table and the pictures of a validation, and name them."""
    from samenredzaam.show.figures import draw_validation

    try:
        paths = draw_validation(found, output, language)
        (output / "validation.csv").write_text(found.csv(), encoding="utf-8")
    except OSError as error:
        raise InputError(
            "{path} kan niet worden geschreven ({why}); noem een andere --output",
            "{path} cannot be written ({why}); name another --output",
            path=error.filename, why=error.strerror,
        ) from error  # fmt: skip
    for path in [output / "validation.csv", *(path for path in paths if path.suffix == ".png")]:
        tell(f"  {path}")


@main.command(
    help=says(
        "Meet hoe snel het model hier is, hoeveel geheugen het vraagt en hoe gauw het begint.",
        "Measure how fast the model is here, how much memory it takes and how soon it starts.",
    )
)
@click.option("--residents", "sizes", type=click.IntRange(200, 20_000_000), multiple=True,
              help=says("Aantal inwoners; mag vaker (anders 1.000, 10.000 en 100.000).",
                        "Number of residents; may be repeated (1,000, 10,000 and 100,000 if not given)."))  # fmt: skip
@click.option("--repeats", type=click.IntRange(1, 100), default=3, show_default=True,
              help=says("Hoe vaak elk wordt gemeten.", "How often each is measured."))  # fmt: skip
@click.option("--no-plain", is_flag=True,
              help=says("Zet het model niet naast een gewoon Mesa-model van drie van zijn mechanismen.",
                        "Do not hold the model against a plain Mesa model of three of its mechanisms."))  # fmt: skip
@click.option("--no-starts", is_flag=True,
              help=says("Meet het starten niet, waarvoor alles opnieuw wordt vertaald.",
                        "Do not measure starting, for which all is compiled anew."))  # fmt: skip
@_language
@_json
def benchmark(
    sizes: tuple[int, ...], repeats: int, no_plain: bool, no_starts: bool, language: str, as_json: bool
) -> None:
    """Measure speed, memory and starting."""
    from samenredzaam.study.benchmark import SIZES
    from samenredzaam.study.benchmark import benchmark as perform

    with progress(language, lambda: None) as look:
        found = perform(sizes or SIZES, repeats=repeats, plain=not no_plain, starts=not no_starts, progress=look)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        _print_rows([one.said(language) for one in found.figures()], language, grouped=True)


@main.command(
    "compile",
    help=says(
        "Compileer al het rekenwerk vooraf, eenmalig voor deze versie, zodat geen run erop hoeft te wachten.",
        "Compile the model beforehand, once for this version, so that no run has to wait for it.",
    ),
)
@_language
def compile_beforehand(language: str) -> None:
    """Compile every kernel."""
    from samenredzaam.study.compiling import compile_all

    with progress(language, lambda: None, Text("gecompileerd", "compiled")) as look:
        found = compile_all(look)
    click.echo(found.said().said(language))


@main.command(
    help=says(
        "Maak alle runs van PLAN, een plan.toml of de map van een onderzoek; wat er al is, blijft zoals het is.",
        "Make all runs of PLAN, a plan.toml or the folder of a study; what is there already is not made again.",
    )
)
@click.argument("plan", type=PATH)
@click.option("--output", type=PATH, help=says("Map voor de tabellen.", "Folder for the tables."))
@click.option("--store", type=PATH,
              help=says("Map voor de runs (anders results/store, of SAMENREDZAAM_STORE).",
                        "Folder for the runs (results/store, or SAMENREDZAAM_STORE, if not given)."))  # fmt: skip
@click.option("--seeds", type=click.IntRange(1, 10_000),
              help=says("Runs van elk punt in elk scenario (anders wat het plan zegt).",
                        "Runs of each point in each scenario (as the plan says if not given)."))  # fmt: skip
@click.option("--part", callback=part_of, metavar="K/N", default="1/1", show_default=True,
              help=says("Maak dit deel, zoals 2/4; andere machines maken de andere.",
                        "Make this part, such as 2/4; other machines make the others."))  # fmt: skip
@click.option("--take-from", "others", type=PATH, multiple=True,
              help=says("Neem eerst de runs over uit een map met runs van elders; mag vaker.",
                        "First take over the runs in a folder with runs from elsewhere; may be repeated."))  # fmt: skip
@click.option("--retry", is_flag=True, help=says("Probeer ook wat eerder mislukte.", "Also try what failed before."))
@click.option("--status", "only_status", is_flag=True,
              help=says("Zeg alleen hoe ver het is.", "Only tell how far it is."))  # fmt: skip
@_processes
@_language
@_json
def sweep(plan: Path, output: Path | None, store: Path | None, others: tuple[Path, ...], only_status: bool,
          processes: int | None, language: str, as_json: bool, **options: Any) -> None:  # fmt: skip
    """Make all runs of a plan."""
    from samenredzaam.study.run import usual_processes
    from samenredzaam.study.store import Store, usual_store
    from samenredzaam.study.sweep import Sweep
    from samenredzaam.study.sweep.plan import read

    found, kept = read(plan), Store(store) if store else usual_store()
    output = output or Path("results") / found.name
    made = Sweep(found, output, kept, seeds=options["seeds"], part=options["part"])
    for other in others:
        copied, refused = kept.take_over(Store(other))
        tell(Text(f"{copied} runs overgenomen uit {other}, {refused} onbruikbaar.",
                  f"{copied} runs taken over from {other}, {refused} of no use."), language)  # fmt: skip
    if only_status:
        status = made.status()
    else:
        with progress(language, lambda: tell(made.announcement(), language)) as look:
            status = made.perform(processes=processes or usual_processes(), retry=options["retry"], look=look)
        tell(Text(f"Tabellen: {output}/results.csv en design.csv.", f"Tables: {output}/results.csv and design.csv."),
             language)  # fmt: skip
    click.echo(json.dumps(status.as_json(), indent=1) if as_json else status.said().said(language))
    if not only_status and (status.failed or (status.parts == 1 and not status.complete)):
        sys.exit(1)


if __name__ == "__main__":
    main()
