"""Sweeps: a plan lived in every point, neighbourhood, scenario and seed, once each, whatever happens in between.

    plan.toml         the plan, as it was when the tables were made
    design.csv        the points: number, and the value of all that varies
    results.csv       point, profile, scenario, seed, week, date, group, metric, value
    differences.csv   of several scenarios: what each changes in the last period, paired by seed
    failed/           runs that failed, each with all it was made of
    sweep.json        version, libraries, seeds, and whether every run is there

Runs themselves are in the store (study/store.py), where other sweeps and comparisons find them too.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product
from pathlib import Path

import numpy as np

from samenredzaam.recording import METRICS, group_titles
from samenredzaam.study.compare import half_width
from samenredzaam.study.results import Run
from samenredzaam.study.run import made_with
from samenredzaam.study.store import Store
from samenredzaam.study.sweep.cases import Case, Site, cases_of, sites_of
from samenredzaam.study.sweep.design import Point, points_of
from samenredzaam.study.sweep.differences import difference_rows
from samenredzaam.study.sweep.plan import Plan
from samenredzaam.study.sweep.tables import design_table, result_rows
from samenredzaam.study.sweep.work import Job, work_off
from samenredzaam.texts import Text, both
from samenredzaam.version import model_version
from samenredzaam.writing import written_whole

FAILED, TABLE, DESIGN, PLAN_COPY, STANDING = "failed", "results.csv", "design.csv", "plan.toml", "sweep.json"
DIFFERENCES = "differences.csv"


@dataclass(frozen=True)
class Status:
    """How far a sweep is.

    Attributes:
        wanted: how many runs it is to have.
        there: how many of them are there.
        failed: how many of those that are missing failed when last tried.
        seeds: how many seeds each point has.
        parts: over how many parts the runs are spread; others may be made elsewhere.
    """

    wanted: int
    there: int
    failed: int
    seeds: int
    parts: int

    @property
    def complete(self) -> bool:
        """Tell whether all runs are there."""
        return self.there == self.wanted

    def as_json(self) -> dict[str, int | bool]:
        """Return it as JSON has it."""
        missing = self.wanted - self.there
        return {
            "complete": self.complete, "runs": self.wanted, "missing": missing, "failed": self.failed,
            "seeds": self.seeds,
        }  # fmt: skip

    def said(self) -> Text:
        """Return it in a sentence."""
        if self.complete:
            return both(
                "Compleet: alle {wanted} runs zijn er.", "Complete: all {wanted} runs are there.", wanted=self.wanted
            )
        missing = self.wanted - self.there
        remedy = (
            Text("dezelfde opdracht gaat verder met wat ontbreekt", "the same command goes on with what is missing")
            if self.parts == 1
            else Text(
                "neem die van de andere delen over met --take-from", "take over those of other parts: --take-from"
            )
        )
        told = both(
            "Niet compleet: {missing} van {wanted} runs ontbreken; {remedy}.",
            "Incomplete: {missing} of {wanted} runs are missing; {remedy}.",
            missing=missing, wanted=self.wanted, remedy=remedy,
        )  # fmt: skip
        if not self.failed:
            return told
        return both(
            "{told} Daarvan mislukten er {failed} (zie de map failed); --retry probeert ze opnieuw.",
            "{told} Of those, {failed} failed (see the folder failed); --retry tries them again.",
            told=told, failed=self.failed,
        )  # fmt: skip


class Sweep:
    """A plan, where its runs are kept, and the folder in which its tables are made.

    Args:
        plan: the plan.
        folder: where tables and failures are written.
        store: where runs are kept.
        seeds: how many seeds, where that is another number than the plan says.
        part: which part of the runs, of how many, is made here: (1, 4) is the first of four.
    """

    def __init__(
        self, plan: Plan, folder: Path, store: Store, *, seeds: int | None = None, part: tuple[int, int] = (1, 1)
    ) -> None:
        self.plan, self.folder, self.store, self.part = plan, folder, store, part
        self.seeds = seeds or plan.seeds
        self.points: tuple[Point, ...] = points_of(plan)
        self.sites: tuple[Site, ...] = sites_of(plan)
        self.version = model_version()
        self._jobs: dict[tuple[int, int], Job] = {}

    @property
    def all_seeds(self) -> range:
        """Return the seeds, as many as there are by now."""
        return range(self.plan.first_seed, self.plan.first_seed + self.seeds)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Return every point in every neighbourhood and scenario, in that order."""
        return cases_of(self.plan, self.points, self.sites)

    def job(self, case: Case, seed: int) -> Job:
        """Return the run of a case with a seed."""
        if (known := self._jobs.get((case.number, seed))) is None:
            known = Job(case.origin(seed, self.plan.every, self.version), case.scenario)
            self._jobs[case.number, seed] = known
        return known

    def jobs(self) -> Iterator[Job]:
        """Yield all runs in the order in which they are made: seed by seed, and for each seed case by case."""
        for seed, case in product(self.all_seeds, self.cases):
            yield self.job(case, seed)

    def unique(self) -> dict[str, Job]:
        """Return all runs by key, each once: points may be alike where only whole numbers are meant."""
        return {job.origin.key: job for job in self.jobs()}

    def missing(self, *, retry: bool = True) -> list[Job]:
        """Return the runs of this part to be made, each once; without `retry`, not those that failed before."""
        part, parts = self.part
        given_up = set() if retry else {path.stem for path in self._failures()}
        mine = [job for key, job in list(self.unique().items())[part - 1 :: parts] if key not in given_up]
        return [job for job in mine if self.store.find(job.origin) is None]

    def status(self) -> Status:
        """Return how far the sweep is."""
        jobs = self.unique()
        there = {key for key, job in jobs.items() if self.store.has(job.origin)}
        failed = {path.stem for path in self._failures()} & (jobs.keys() - there)
        return Status(len(jobs), len(there), len(failed), self.seeds, self.part[1])

    def perform(
        self, *, processes: int, retry: bool = False, look: Callable[[int, int], None] = lambda done, wanted: None
    ) -> Status:
        """Make what is missing, more seeds where the plan asks for a narrower interval, and then the tables.

        Args:
            processes: how many processes work at a time; 1 works in this one.
            retry: also what failed before.
            look: told now and then how many runs are there, of how many.

        Raises:
            OSError: something cannot be written; all that was kept before stays.
        """
        self._make(processes, look, retry=retry)
        while self._more_seeds():
            self._make(processes, look, retry=retry)
        self._forget_mended()
        status = self.status()
        self._write(status)
        return status

    def announcement(self) -> Text:
        """Return what will be done, before it is begun."""
        return both(
            "{title}: punten: {points}, wijken: {sites}, scenario's: {scenarios}, startgetallen: {seeds}.",
            "{title}: points: {points}, neighbourhoods: {sites}, scenarios: {scenarios}, seeds: {seeds}.",
            title=self.plan.title, points=len(self.points), sites=len(self.sites),
            scenarios=len(self.plan.scenarios), seeds=self.seeds,
        )  # fmt: skip

    def compared(self) -> Iterator[tuple[Case, ...]]:
        """Yield the cases that differ in scenario alone; the first of each is what the others are compared with."""
        for _, alike in groupby(self.cases, key=lambda case: (case.point.number, case.site.name)):
            yield tuple(alike)

    def run_of(self, case: Case, seed: int) -> Run | None:
        """Return the run of a case with a seed, or None where it is not there."""
        return self.store.find(self.job(case, seed).origin)

    def _make(self, processes: int, look: Callable[[int, int], None], *, retry: bool) -> None:
        """Make what is missing of the seeds there are by now."""
        begun = self.status()
        work_off(
            self.missing(retry=retry), self.store, self.folder / FAILED, processes,
            lambda done: look(begun.there + done, begun.wanted),
        )  # fmt: skip

    def _more_seeds(self) -> bool:
        """Add seeds where an interval is still too wide, and tell whether there are more now."""
        until = self.plan.until
        if until is None or self.seeds >= until.most_seeds or self.missing(retry=False):
            return False
        if max(self._widths(), default=0.0) <= until.half_width:
            return False
        self.seeds = min(self.seeds + self.plan.seeds, until.most_seeds)
        return True

    def _widths(self) -> Iterator[float]:
        """Yield half the width of the interval of every difference from the first scenario, at the end of the run."""
        assert self.plan.until is not None
        metric = list(METRICS).index(self.plan.until.metric)
        for cases in self.compared():
            group = list(group_titles(cases[0].site.codes)).index(self.plan.until.group)
            runs = [[self.run_of(case, seed) for seed in self.all_seeds] for case in cases]
            ends = np.array([[np.nan if run is None else run.values[-1, metric, group] for run in row] for row in runs])
            against = ends[1:] - ends[0] if len(ends) > 1 else ends
            for pairs in against:
                yield half_width(pairs[~np.isnan(pairs)].tolist())

    def _failures(self) -> list[Path]:
        return sorted((self.folder / FAILED).glob("*.json"))

    def _forget_mended(self) -> None:
        """Remove what was written of failures of runs that are there now."""
        for path in self._failures():
            if self.store.place(path.stem).is_file():
                path.unlink()

    def _write(self, status: Status) -> None:
        """Write the tables of what is there, and last of all how far it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with written_whole(self.folder / PLAN_COPY) as file:
            file.write(self.plan.text.encode())
        with written_whole(self.folder / DESIGN) as file:
            file.write(design_table(self.plan, self.points))
        with written_whole(self.folder / TABLE) as file:
            for rows in result_rows(self.plan, self.cases, self.all_seeds, self.run_of):
                file.write(rows)
        if len(self.plan.scenarios) > 1:
            with written_whole(self.folder / DIFFERENCES) as file:
                for rows in difference_rows(self.plan, self.compared(), self.all_seeds, self.run_of):
                    file.write(rows)
        said = {
            **status.as_json(), "version": self.version, "made_with": made_with(), "plan": self.plan.digest,
            "profiles": {site.name: site.hashes for site in self.sites},
        }  # fmt: skip
        with written_whole(self.folder / STANDING) as file:
            file.write((json.dumps(said, indent=2) + "\n").encode())
