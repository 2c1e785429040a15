"""Doing a sweep: what is missing is lived, in many processes, and kept the moment it is there.

Work goes seed by seed, and for each seed over all points in all scenarios, so that a sweep that is half done is half
done everywhere. A run that fails is written down with all it was made of, and the others go on; so do they when the
system kills a process.
"""

import json
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import Scenario
from samenredzaam.study.compiling import compile_if_needed
from samenredzaam.study.results import Run
from samenredzaam.study.run import LOOK_SECONDS, be_worker, live
from samenredzaam.study.store import Origin, Store
from samenredzaam.writing import written_whole

MOST_TOGETHER = 8
"""Lives that share a spin-up are lived one after another by one process, but no more than so many."""


@dataclass(frozen=True)
class Job:
    """One run to be made: what it hangs on, and the scenario that is lived."""

    origin: Origin
    scenario: Scenario


@dataclass(frozen=True)
class Failure:
    """A run that stopped on an error, or whose process was killed.

    Attributes:
        origin: what it hangs on.
        scenario: the scenario as TOML, so that it can be tried by hand.
        what: the error in one line.
        trace: where it arose; empty for a process that was killed.
    """

    origin: Origin
    scenario: str
    what: str
    trace: str

    def written(self) -> bytes:
        """Return it as the contents of a file."""
        said = {"origin": json.loads(self.origin.text), "scenario": self.scenario, "what": self.what}
        return (json.dumps(said | {"trace": self.trace}, indent=2, ensure_ascii=False) + "\n").encode()


def lived(jobs: Sequence[Job]) -> Iterator[tuple[Job, Run | Failure]]:
    """Live jobs that share a spin-up, one after another; each gives its run, or how it failed."""
    begun: NeighbourhoodModel | None = None
    for job in jobs:
        try:
            if begun is None:
                begun = NeighbourhoodModel(job.scenario, job.origin.seed)
            yield job, live(begun.branch(job.scenario), job.origin.every)
        except Exception as error:
            yield job, _failure(job, f"{type(error).__name__}: {error}", traceback.format_exc())


def _failure(job: Job, what: str, trace: str = "") -> Failure:
    return Failure(job.origin, job.scenario.text, what, trace)


def keep_lived(jobs: Sequence[Job], store: Store) -> list[Failure]:
    """Live jobs, keep each run at once, and return what failed."""
    failures = []
    for job, found in lived(jobs):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            store.keep(job.origin, found)
    return failures


def together(jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
    """Return jobs in lots that share a spin-up and a seed, in the order of the first of each."""
    lots: dict[tuple[int, tuple[str, ...], str, int], list[Job]] = {}
    for job in jobs:
        shared = job.origin.seed, job.origin.neighbourhoods, job.scenario.spin_up_key()
        number = 0
        while len(lots.get((*shared, number), ())) >= MOST_TOGETHER:
            number += 1
        lots.setdefault((*shared, number), []).append(job)
    return [tuple(lot) for lot in lots.values()]


def work_off(
    jobs: Sequence[Job], store: Store, failed: Path, processes: int, look: Callable[[int], None] = lambda done: None
) -> None:
    """Live jobs, in so many processes, and write down what failed.

    Args:
        jobs: what is missing, in the order in which it is to be done.
        store: where runs are kept.
        failed: a folder for what failed, a file for each, named by the key of the run.
        processes: how many processes; 1 works in this one.
        look: told how many jobs are done, now and then.
    """
    lots, done = together(jobs), 0
    if processes == 1:
        for lot in lots:
            _write(failed, keep_lived(lot, store))
            done += len(lot)
            look(done)
        return
    compile_if_needed()
    pool = ProcessPool(
        max_workers=min(processes, max(len(lots), 1)), context=get_context("spawn"), initializer=be_worker
    )
    try:
        waiting: dict[Future[list[Failure]], tuple[Job, ...]] = {
            pool.schedule(keep_lived, (lot, store)): lot for lot in lots
        }
        while waiting:
            ready, _ = wait(waiting, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in ready:
                lot = waiting.pop(future)
                _write(failed, _outcome(future, lot, store))
                done += len(lot)
            look(done)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(future: Future[list[Failure]], lot: Sequence[Job], store: Store) -> list[Failure]:
    """Return what failed of a lot; if its process was ended, all that it did not keep before."""
    try:
        return future.result()
    except ProcessExpired as error:
        what = f"its process was ended from outside (exit code {error.exitcode}), perhaps for want of memory"
        return [_failure(job, what) for job in lot if not store.has(job.origin)]


def _write(failed: Path, failures: Sequence[Failure]) -> None:
    """Write down what failed."""
    for one in failures:
        failed.mkdir(parents=True, exist_ok=True)
        with written_whole(failed / f"{one.origin.key}.json") as file:
            file.write(one.written())
