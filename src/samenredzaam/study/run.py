"""Running: every scenario with every seed, in several processes, into a results folder.

The runs of one seed share their spin-up: it is lived once, and each policy branches from its end.
"""

import dataclasses
import hashlib
import os
import platform
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import metadata
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.profile_folders import together
from samenredzaam.recording import METRICS, group_titles
from samenredzaam.scenario import Scenario
from samenredzaam.study.checkpoints import USUAL_MINUTES, Checkpoints, remove_left
from samenredzaam.study.compiling import compile_if_needed
from samenredzaam.study.manifest import ChangeEntry, Manifest, MetricEntry, ProfileEntry, ScenarioEntry
from samenredzaam.study.results import ResultsFolder, Run, Standing
from samenredzaam.study.snapshot_take import taken
from samenredzaam.version import model_version

Done = TypeVar("Done")

LIBRARIES = ("mesa", "numba", "numpy", "scipy")
MOST_MAPPED = 4
"""Neighbourhoods of a map: they are laid out side by side, and more of them make streets too small to see."""

LOOK_SECONDS = 0.5
"""How often progress is looked at."""


class RunFailed(Exception):  # noqa: N818 - named by what happened
    """A run stopped on an error; the message says which, and that the finished ones are kept."""


@dataclass(frozen=True)
class Task:
    """What one process does at a time: some scenarios with one seed, which share a spin-up."""

    seed: int
    scenarios: tuple[Scenario, ...]
    folder: Path
    manifest: Manifest
    minutes: float


def profiles_of(scenarios: Sequence[Scenario]) -> tuple[Profile, ...]:
    """Return the profiles of the neighbourhoods that all scenarios share.

    Raises:
        InputError: they differ in neighbourhood, size, start or length, so that their runs cannot be compared.
    """
    first = scenarios[0]
    for other in scenarios[1:]:
        for name in ("profile", "beside", "residents", "start", "weeks"):
            if getattr(other, name) != getattr(first, name):
                raise InputError(
                    "{one} en {other} verschillen in {name} ({here} en {there}); geef scenario's die worden vergeleken "
                    "dezelfde wijk, grootte, begin en lengte",
                    "{one} and {other} differ in {name} ({here} and {there}); scenarios that are compared must share "
                    "neighbourhood, size, start and length",
                    one=first.name, other=other.name, name=name, here=getattr(first, name), there=getattr(other, name),
                )  # fmt: skip
    return first.profiles()


def manifest_of(
    scenarios: Sequence[Scenario], seeds: Sequence[int], *, every: int, command: str, baseline: str | None
) -> Manifest:
    """Return the manifest of a request, before anything has run."""
    profiles = profiles_of(scenarios)
    codes = tuple(one.area for one in profiles)
    for scenario in scenarios:
        scenario.check_codes(codes)
    first = scenarios[0]
    return Manifest(
        complete=False,
        version=model_version(),
        made_with=made_with(),
        command=command,
        baseline=baseline,
        scenarios=tuple(_entry(scenario) for scenario in scenarios),
        seeds=tuple(seeds),
        weeks=first.weeks,
        every=every,
        start=first.start,
        parameters=_values(first),
        profile=_profile_entry(profiles, first.residents_each(profiles)),
        metrics={
            name: MetricEntry(
                metric.title,
                metric.unit,
                metric.better,
                "share" if name.endswith("_share") else "number",
                metric.main,
                metric.payer,
                metric.purpose,
            )
            for name, metric in METRICS.items()
        },
        groups=group_titles(codes) | ({one.area: one.title for one in profiles} if len(profiles) > 1 else {}),
    )


def made_with() -> dict[str, str]:
    """Return on what, and with which versions of what decides the last bits, runs are made here."""
    here = {"python": platform.python_version(), "platform": platform.platform(), "machine": platform.machine()}
    return here | {name: metadata.version(name) for name in LIBRARIES}


def _profile_entry(profiles: Sequence[Profile], counts: Sequence[int]) -> ProfileEntry:
    """Return what a manifest says of the neighbourhoods, of so many residents: of several, and a hash of theirs."""
    if len(profiles) == 1:
        one = profiles[0]
        return ProfileEntry(one.name, one.title, one.hash(), counts[0], one.source)
    return ProfileEntry(
        name=f"{profiles[0].name}-and-{len(profiles) - 1}-more",
        title=together(profiles),
        hash=hashlib.sha256(" ".join(one.hash() for one in profiles).encode()).hexdigest(),
        residents=sum(counts),
        source="; ".join(dict.fromkeys(one.source for one in profiles)),
        areas=tuple(one.area for one in profiles),
    )


def _entry(scenario: Scenario) -> ScenarioEntry:
    changes = tuple(
        ChangeEntry(change.lever, LEVERS[change.lever].name, change.date, change.described(LEVERS[change.lever]))
        for change in scenario.changes
    )
    return ScenarioEntry(scenario.name, scenario.title, scenario.question, scenario.hash(), scenario.text, changes)


def _values(scenario: Scenario) -> dict[str, float]:
    """Return every parameter and every lever at the start, by key."""
    values = {name: float(scenario.parameters.get(name, declared.default)) for name, declared in PARAMETERS.items()}
    levers = {
        f"policy.{name}": float(scenario.start_policy.get(name, lever.declared.default))
        for name, lever in LEVERS.items()
    }
    return values | levers


def perform(
    folder: ResultsFolder,
    scenarios: Sequence[Scenario],
    *,
    processes: int,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
    overwrite: bool = False,
    checkpoint_minutes: float = USUAL_MINUTES,
) -> Standing:
    """Make the runs that a results folder still lacks, and complete it.

    Args:
        folder: the folder, of a manifest of these scenarios.
        scenarios: what is run.
        processes: how many processes work at a time; 1 works in this one.
        progress: told now and then how many runs are there, of how many.
        overwrite: begin anew where the folder holds results.
        checkpoint_minutes: what is under way is saved once in so many minutes, and gone on with when it was ended;
            0 saves nothing on the way.

    Returns:
        What the folder held before.

    Raises:
        InputError: the folder is of another request, or there is no room to save what is under way.
        RunFailed: a run stopped on an error. Finished runs are kept, as they are on KeyboardInterrupt.
    """
    standing = folder.open(overwrite=overwrite)
    if standing is Standing.COMPLETE:
        return standing
    wanted = len(folder.manifest.scenarios) * len(folder.manifest.seeds)

    def look() -> None:
        progress(wanted - len(folder.missing()), wanted)

    remove_left(folder.path)
    tasks = _tasks(folder, scenarios, processes, checkpoint_minutes)
    look()
    if processes == 1 or len(tasks) <= 1:
        for task in tasks:
            _do(task, look)
    else:
        compile_if_needed()
        _in_processes(tasks, processes, look)
    folder.finish()
    look()
    return standing


def _tasks(folder: ResultsFolder, scenarios: Sequence[Scenario], processes: int, minutes: float) -> list[Task]:
    """Return what is missing, seed by seed; few seeds are split by scenario, so that no process is idle."""
    missing = set(folder.missing())
    tasks = []
    for seed in folder.manifest.seeds:
        groups: dict[str, list[Scenario]] = {}
        for scenario in scenarios:
            if (scenario.name, seed) in missing:
                groups.setdefault(scenario.spin_up_key(), []).append(scenario)
        parts = -(-processes // len(folder.manifest.seeds))
        for group in groups.values():
            size = -(-len(group) // parts)
            chunks = [group[begin : begin + size] for begin in range(0, len(group), size)]
            tasks += [Task(seed, tuple(chunk), folder.path, folder.manifest, minutes) for chunk in chunks]
    return tasks


def _do(task: Task, look: Callable[[], None] = lambda: None) -> None:
    """Live a task: one spin-up, then each scenario from its end; every finished run is stored at once.

    What was under way when an earlier process was ended is gone on with from where it was last saved.
    """
    folder = ResultsFolder(task.folder, task.manifest)
    kept = Checkpoints(folder, task.seed, task.minutes)
    name = task.scenarios[0].name
    spun_up: NeighbourhoodModel | None = None
    try:
        for scenario in task.scenarios:
            name = scenario.name
            model = kept.begun(scenario)
            if model is None:
                spun_up = spun_up or kept.spun_up(task.scenarios[0])
                model = spun_up.branch(scenario)
            kept.keep(model)
            run = live(model, task.manifest.every)
            mapped = task.seed == task.manifest.seeds[0] and len(model.codes) <= MOST_MAPPED
            folder.add(scenario.name, task.seed, dataclasses.replace(run, snapshot=taken(model) if mapped else None))
            kept.forget(scenario)
            look()
    except InputError:
        raise
    except Exception as error:
        raise RunFailed(
            f"scenario {name!r} with seed {task.seed} stopped on {type(error).__name__}: {error}; the runs that were "
            "finished are kept, and the same command goes on with the others"
        ) from error


def live(model: NeighbourhoodModel, every: int) -> Run:
    """Live a model to its end, and return its indicators as means over periods of `every` weeks."""
    weeks = model.scenario_used.weeks
    for _ in range(weeks - len(model.history)):
        model.step()
    ends = [*range(every, weeks, every), weeks]
    # Stacked period by period: of a hundred neighbourhoods ten years take a tenth of a gigabyte as they are.
    parts = (model.history[begin:end] for begin, end in zip([0, *ends[:-1]], ends, strict=True))
    periods = [mean_over_weeks(np.stack(part)) for part in parts]
    return Run(np.array(ends) - 1, np.stack(periods))


def mean_over_weeks(values: np.ndarray) -> np.ndarray:
    """Return the mean over the first axis of what is there, added up week by week; NaN where nothing is."""
    total, count = np.zeros(values.shape[1:]), np.zeros(values.shape[1:])
    for week in values:
        there = ~np.isnan(week)
        total[there] += week[there]
        count[there] += 1
    means: np.ndarray = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return means


def each_done(work: Callable[[Any], Done], tasks: Sequence[Any], processes: int) -> Iterator[Done]:
    """Yield what tasks give, in their order, from so many processes; work must be a function of a module."""
    if processes == 1 or len(tasks) == 1:
        yield from map(work, tasks)
        return
    compile_if_needed()
    pool = _workers(min(processes, len(tasks)))
    try:
        yield from pool.map(work, tasks)
    finally:
        _stop(pool)


def _in_processes(tasks: list[Task], processes: int, look: Callable[[], None]) -> None:
    """Do tasks in several processes; on an interruption or error the others are stopped, and what is done is kept."""
    pool = _workers(processes)
    try:
        waiting: set[Future[None]] = {pool.submit(_do, task) for task in tasks}
        while waiting:
            done, waiting = wait(waiting, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            look()
    except BrokenProcessPool as error:
        raise RunFailed(
            "a process was ended from outside, perhaps for want of memory; the runs that were finished are kept, and "
            "the same command goes on with the others (--processes 1 asks least memory)"
        ) from error
    finally:
        _stop(pool)


def _workers(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=be_worker)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once: what is waiting is dropped, what is running is stopped."""
    running = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.terminate()
    deadline = time.monotonic() + 5
    for process in running:
        process.join(max(deadline - time.monotonic(), 0.1))


def be_worker() -> None:
    """Leave Ctrl-C to the process that was asked, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    asked = parent_process()
    assert asked is not None
    asked.join()
    os._exit(1)


def usual_processes() -> int:
    """Return how many processes this machine can work with."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return max(os.cpu_count() or 1, 1)
