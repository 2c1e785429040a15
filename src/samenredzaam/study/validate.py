"""Holding the baseline against published figures, each measured as its source defines it.

    python -m samenredzaam.study.validate experiments/validation

renews the study in that folder: its summary.csv and the generated part of its findings.md. Nothing is fitted.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from samenredzaam.errors import InputError
from samenredzaam.model import SPIN_UP_WEEKS, NeighbourhoodModel
from samenredzaam.neighbourhood.profile_folders import named, together
from samenredzaam.scenario import Scenario
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study import validate_people, validate_support
from samenredzaam.study.run import each_done, usual_processes
from samenredzaam.study.targets import targets
from samenredzaam.study.validate_measuring import YEAR_WEEKS, Values, onlookers
from samenredzaam.study.validation import Outcome, Validation
from samenredzaam.study.validation_findings import renew
from samenredzaam.version import model_version

MODULES = (validate_people, validate_support)
"""What declares measures."""

PROFILE = "netherlands"
SEEDS, STUDY_SEEDS = 5, 20
MOST_WEEKS = 520


class Task(NamedTuple):
    """One run."""

    scenario: Scenario
    seed: int
    spin_up_weeks: int
    measures: tuple[str, ...]


def validate(
    seeds: Sequence[int],
    *,
    profile: str | Path = PROFILE,
    residents: int | None = None,
    weeks: int = YEAR_WEEKS,
    spin_up_weeks: int = SPIN_UP_WEEKS,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
) -> Validation:
    """Run the baseline with some seeds and hold it against every target; the last 52 weeks are measured.

    Args:
        seeds: the seeds.
        profile: a profile that ships, or the path of one.
        residents: to how many residents it is scaled; None is as many as it has.
        weeks: weeks lived after spin-up, at least 52.
        spin_up_weeks: weeks lived before.
        processes: how many processes work at a time; 1 works in this one.
        progress: told how many runs are done, of how many.

    Raises:
        InputError: there is no such profile, or a number is out of range.
    """
    if not YEAR_WEEKS <= weeks <= MOST_WEEKS:
        raise InputError(
            "weeks is {weeks}; geef een geheel getal van {least} tot {most}",
            "weeks is {weeks}; give a whole number from {least} to {most}",
            weeks=weeks, least=YEAR_WEEKS, most=MOST_WEEKS,
        )  # fmt: skip
    if not seeds:
        raise InputError("er zijn geen startgetallen; geef er ten minste een", "there are no seeds; give at least one")
    scenario = dataclasses.replace(
        read_scenario("baseline"), profile=named(str(profile)), residents=residents, folder=None, weeks=weeks
    )
    profiles = scenario.profiles()
    names = tuple(dict.fromkeys(target.measure for target in targets().values() if target.measure))
    tasks = [Task(scenario, seed, spin_up_weeks, names) for seed in seeds]
    runs = []
    progress(0, len(tasks))
    for done, run in enumerate(each_done(measured, tasks, processes), start=1):
        runs.append(run)
        progress(done, len(tasks))
    return Validation(
        profile=profiles[0].name if len(profiles) == 1 else str(profile),
        title=together(profiles),
        residents=sum(scenario.residents_each(profiles)),
        seeds=tuple(seeds),
        weeks=weeks,
        spin_up_weeks=spin_up_weeks,
        version=model_version(),
        outcomes=_outcomes(runs),
    )


def _outcomes(runs: Sequence[dict[str, Values]]) -> tuple[Outcome, ...]:
    """Return every part of every target with its value in each run that has one."""
    found = []
    for target in targets().values():
        for place, part in enumerate(target.parts):
            values = [run[target.measure][place] for run in runs] if target.measure else []
            found.append(Outcome(target, part, tuple(value for value in values if math.isfinite(value))))
    return tuple(found)


def measured(task: Task) -> dict[str, Values]:
    """Live a run, and return the values of each measure."""
    model = NeighbourhoodModel(task.scenario, task.seed, spin_up_weeks=task.spin_up_weeks)
    for _ in range(task.scenario.weeks - YEAR_WEEKS):
        model.step()
    looking = onlookers(task.measures)
    for onlooker in looking.values():
        onlooker.begin(model)
    for _ in range(YEAR_WEEKS):
        model.step()
        for onlooker in looking.values():
            onlooker.see(model)
    return {name: onlooker.values(model) for name, onlooker in looking.items()}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--processes", type=click.IntRange(1, 512), help="Processes at a time (all processors if not given).")
def main(folder: Path, processes: int | None) -> None:
    """Hold the baseline against published figures, and renew the summary and findings in FOLDER."""
    try:
        found = validate(
            range(1, STUDY_SEEDS + 1),
            processes=processes or usual_processes(),
            progress=lambda done, wanted: click.echo(f"{done} of {wanted} runs done", err=True),
        )
        click.echo(renew(folder, found))
    except InputError as error:
        click.echo(f"samenredzaam: {error}", err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
