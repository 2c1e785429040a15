"""Running and comparing scenarios, drawing what came out, and looking over the files beforehand."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samenredzaam.cli.options import PATH, check_names, in_language, running, scenario_named
from samenredzaam.errors import InputError
from samenredzaam.show.terminal import print_lines, progress, says, tell, width
from samenredzaam.texts import Text

if TYPE_CHECKING:
    from samenredzaam.scenario import Scenario
    from samenredzaam.study.results import ResultsFolder


@click.command(
    help=says(
        "Draai SCENARIO (een naam of een .toml-bestand) met verschillende startgetallen.",
        "Run SCENARIO (a name or a .toml file) with several seeds.",
    )
)
@click.argument("scenario")
@running
def run(scenario: str, **options: Any) -> None:
    """Run one scenario."""
    _perform([scenario_named(scenario, options)], None, options, f"run-{Path(scenario).stem}")


@click.command(
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
@running
def compare(scenarios: tuple[str, ...], baseline: str, metrics: tuple[str, ...], group: str, **options: Any) -> None:
    """Compare scenarios with a baseline."""
    read = [scenario_named(name, options) for name in (baseline, *scenarios)]
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


def _perform(scenarios: list["Scenario"], baseline: str | None, options: dict[str, Any], name: str) -> None:
    """Run scenarios into a folder, and tell and draw what came out."""
    from samenredzaam.study.results import ResultsFolder, Standing
    from samenredzaam.study.run import manifest_of, perform, usual_processes

    seeds = range(options["first_seed"], options["first_seed"] + options["seeds"])
    command = shlex.join(["samenredzaam", *sys.argv[1:]])
    manifest = manifest_of(scenarios, seeds, every=options["every"], command=command, baseline=baseline)
    if baseline is not None:
        check_names(Text("indicator", "metric"), options["metrics"], manifest.metrics)
        check_names(Text("groep", "group"), [options["group"]], manifest.groups)
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


@click.command(
    help=says("Teken de beelden van de map RESULTS opnieuw.", "Draw the pictures of the folder RESULTS again.")
)
@click.argument("results", type=PATH)
@click.option("--output", type=PATH, help=says("Map voor de beelden.", "Folder for the pictures."))
@in_language
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


@click.command(
    help=says(
        "Kijk FILES (scenario's, en de profielen die zij noemen) na zonder iets door te rekenen.",
        "Look over scenario FILES (and the profiles they name) without running anything.",
    )
)
@click.argument("files", nargs=-1, required=True)
@in_language
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
