"""Patterns that the model must show: paired experiments, with what is claimed written down before the first run.

    python -m samenredzaam.study.patterns experiments/patterns

runs the whole study of the plan in that folder, and renews its summary.csv and the generated part of its findings.md.
What has been lived is kept in a folder `kept` until all of it is there, so that the same command goes on where it was
cut off, as long as neither model nor study was changed.
"""

import hashlib
import shutil
from pathlib import Path

import click

from samenredzaam.errors import InputError
from samenredzaam.study import patterns_draws
from samenredzaam.study.patterns_plan import AFTERWARDS, Plan, read
from samenredzaam.study.patterns_report import renew
from samenredzaam.study.patterns_run import Studied, behaviour, run
from samenredzaam.study.run import usual_processes

__all__ = ["main", "perform", "plans_of", "read", "run"]

KEPT = "kept"


def perform(folder: Path, processes: int) -> Path:
    """Run the whole study of a folder, renew what it found, and return the file of the findings.

    Raises:
        InputError: the plan cannot be used, or model or plan were changed while the study ran.
    """
    behaved, plans = behaviour(), plans_of(folder)
    kept = _keep(folder)
    studied: list[list[Studied]] = []
    for plan in plans:
        studied.append([])
        for there, form in plan.everywhere():
            found = run(there, plan.patterns, form, processes=processes, kept=kept, progress=_tell)
            studied[-1].append(Studied(there, form, found))
    draws = patterns_draws.read(folder)
    answers = patterns_draws.run(draws, processes=processes, kept=kept, progress=_tell) if draws else []
    if behaviour() != behaved or [plan.digest for plan in plans_of(folder)] != [plan.digest for plan in plans]:
        shutil.rmtree(folder / KEPT)
        raise InputError(
            "het model of een plan veranderde terwijl het onderzoek liep; er is niets geschreven, draai het opnieuw",
            "the model or a plan was changed while the study ran, so nothing was written; run it again",
        )
    more = ""
    if draws is not None:
        patterns_draws.write(folder, draws, answers)
        more = patterns_draws.report(draws, answers)
    path = renew(folder, studied, behaved, more)
    shutil.rmtree(folder / KEPT)
    return path


def _keep(folder: Path) -> Path:
    """Return the folder in which what this code lives is kept; what other code left behind is thrown away."""
    package, code = Path(__file__).parent.parent, hashlib.sha256()
    for path in sorted(path for path in package.rglob("*") if path.suffix in (".py", ".toml")):
        code.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    kept = folder / KEPT / code.hexdigest()[:16]
    if not kept.is_dir():
        shutil.rmtree(folder / KEPT, ignore_errors=True)
        kept.mkdir(parents=True)
    return kept


def plans_of(folder: Path) -> list[Plan]:
    """Return the plan of a study, and that of what was looked into afterwards where there is one."""
    return [read(folder), *([read(folder, AFTERWARDS)] if (folder / AFTERWARDS).is_file() else [])]


def _tell(done: int, wanted: int) -> None:
    """Say now and then how far it is."""
    if done == wanted or done % max(wanted // 20, 1) == 0:
        click.echo(f"{done} of {wanted} parts done", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--processes", type=click.IntRange(1, 512), help="Processes at a time (all processors if not given).")
def main(folder: Path, processes: int | None) -> None:
    """Run the study of patterns in FOLDER, and renew its summary and findings."""
    try:
        click.echo(perform(folder, processes or usual_processes()))
    except InputError as error:
        click.echo(f"samenredzaam: {error}", err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
