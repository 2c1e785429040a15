"""Living the arms of a study of patterns, and measuring: intervals over paired runs, with the mechanism on and off."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.scenario import Scenario
from samenredzaam.study.compare import half_width, mean_of
from samenredzaam.study.patterns_plan import EVERYONE, Form, Measure, Pattern, Plan, Term, arms_of
from samenredzaam.study.patterns_watch import WATCHES
from samenredzaam.study.run import each_done, mean_over_weeks
from samenredzaam.writing import written_whole

GONE_SHARE = 0.1
"""With the mechanism off, an effect below this share of the one with it counts as gone."""

NAMES = (*METRICS, *WATCHES)

Means = np.ndarray
"""Means of one run, float64 of shape (windows, metrics and watches, groups): in the order of the plan and NAMES."""


def behaviour() -> str:
    """Return a hash of how small neighbourhoods live, three policies: models that behave alike have the same.

    It changes with any change of the model that changes what happens there, and not with its texts or its speed.
    """
    whole = hashlib.sha256()
    for policy in ("baseline", "higher_price", "cut"):
        model = NeighbourhoodModel(policy, seed=7, residents=600, spin_up_weeks=30)
        for _ in range(130):
            model.step()
        whole.update(model.town.digest().encode())
        whole.update(np.round(model.history[-1], 9).tobytes())
    return whole.hexdigest()[:16]


@dataclass(frozen=True)
class Interval:
    """A mean over runs with its 95% interval (Student's t), from one value for each seed that has one."""

    values: tuple[float, ...]

    @cached_property
    def mean(self) -> float:
        """Return the mean."""
        return mean_of(self.values)

    @cached_property
    def half(self) -> float:
        """Return half the width of the interval."""
        return half_width(self.values)

    @property
    def low(self) -> float:
        """Return the lower end."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """Return the upper end."""
        return self.mean + self.half

    def lies(self, side: str, bound: float) -> bool | None:
        """Tell whether the interval lies on a side of a bound (one of SIDES), or None where no side is claimed."""
        above, below = self.low > bound, self.high < bound
        return {
            "higher": above,
            "lower": below,
            "not_higher": not above,
            "not_lower": not below,
            "within": -bound < self.low and self.high < bound,
            "reported": None,
        }[side]

    def gone_beside(self, effect: "Interval") -> bool:
        """Tell whether this effect, with the mechanism off, is gone: maybe zero, or below a tenth of `effect`."""
        return self.low <= 0.0 <= self.high or abs(self.mean) < GONE_SHARE * abs(effect.mean)


@dataclass(frozen=True)
class Found:
    """What came out for a measure.

    Attributes:
        pattern: of which pattern.
        measure: what was measured.
        effect: over the terms of the measure.
        off: the same with the mechanism off, or None where the measure has no such terms.
        level: mean of the first term's `against` (or of its arm, where it stands alone).
    """

    pattern: Pattern
    measure: Measure
    effect: Interval
    off: Interval | None
    level: float

    @property
    def shown(self) -> bool | None:
        """Tell whether it lies on the stated side, or None where no side is claimed."""
        return self.effect.lies(self.measure.side, self.measure.bound)

    @property
    def gone(self) -> bool | None:
        """Tell whether it is gone with the mechanism off, or None where that was not measured."""
        return None if self.off is None else self.off.gone_beside(self.effect)


@dataclass(frozen=True)
class Studied:
    """A plan that was carried out: its form, and what came out for each of its measures."""

    plan: Plan
    form: Form
    found: Sequence[Found]


Lived = Mapping[str, Sequence[Means]]
"""Means of each arm, one for each seed, in the order of the seeds."""


def run(
    plan: Plan,
    patterns: Sequence[Pattern],
    form: Form,
    *,
    small: bool = False,
    processes: int = 1,
    kept: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
) -> list[Found]:
    """Live the arms that patterns need, and measure.

    Args:
        plan: the study.
        patterns: which patterns of it.
        form: seeds, residents, weeks and windows.
        small: only the measures of the small form.
        processes: how many processes work at a time; 1 works in this one.
        kept: a folder in which what was lived is kept, and found again, or None.
        progress: told how many tasks are done, of how many.

    Returns:
        What came out for each measure, in the order of the plan.
    """
    chosen = [(pattern, one) for pattern in patterns for one in pattern.measures if one.small or not small]
    arms = arms_of(one for _, one in chosen)
    lived = live(plan, arms, form, processes=processes, kept=kept, progress=progress)
    return [measured(pattern, measure, lived, plan.windows) for pattern, measure in chosen]


def measured(pattern: Pattern, measure: Measure, lived: Lived, windows: Sequence[str]) -> Found:
    """Return what came out for one measure; `windows` are the names of those of the means, in their order."""
    first = measure.terms[0]
    level = mean_of(_values(measure, first, first.against or first.arm, lived, windows).tolist())
    off = _interval(measure, measure.off, lived, windows) if measure.off else None
    return Found(pattern, measure, _interval(measure, measure.terms, lived, windows), off, level)


def _interval(measure: Measure, terms: Iterable[Term], lived: Lived, windows: Sequence[str]) -> Interval:
    """Return the interval of a sum of terms, paired by seed; seeds without a value are left out."""
    total = sum((_term(measure, term, lived, windows) for term in terms), start=np.zeros(()))
    return Interval(tuple(total[~np.isnan(total)].tolist()))


def _term(measure: Measure, term: Term, lived: Lived, windows: Sequence[str]) -> np.ndarray:
    """Return a term by seed."""
    found = _values(measure, term, term.arm, lived, windows)
    if term.against is not None:
        against = _values(measure, term, term.against, lived, windows)
        scale = mean_of(against[~np.isnan(against)].tolist()) if measure.relative else 1.0
        found = (found - against) / scale
    return found * term.weight


def _values(measure: Measure, term: Term, arm: str, lived: Lived, windows: Sequence[str]) -> np.ndarray:
    """Return the mean over the window of a term, for one of its arms, by seed, shape (seeds,)."""
    window = windows.index(term.window or measure.window)
    place = (window, NAMES.index(term.metric or measure.metric), list(GROUPS).index(term.group))
    return np.array([means[place] for means in lived[arm]])


@dataclass(frozen=True)
class Task:
    """Arms that share a spin-up, with one seed; `kept` is a folder in which what came out is kept, or None."""

    seed: int
    form: Form
    scenarios: tuple[Scenario, ...]
    kept: Path | None = None

    @property
    def file(self) -> Path | None:
        """Return the file in which what came out is kept: another for other seeds, sizes or arms."""
        if self.kept is None:
            return None
        said = repr((self.seed, self.form, self.scenarios))
        return self.kept / f"{hashlib.sha256(said.encode()).hexdigest()[:24]}.npz"


def live(
    plan: Plan,
    arms: Sequence[str],
    form: Form,
    *,
    processes: int,
    kept: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
) -> Lived:
    """Live arms with every seed of a form, and return their means."""
    tasks = _tasks([plan.scenario(name, form) for name in arms], form, kept)
    lived: dict[str, list[Means]] = {name: [] for name in arms}
    for done, made in enumerate(each_done(live_task, tasks, processes), start=1):
        for name, means in made.items():
            lived[name].append(means)
        progress(done, len(tasks))
    return lived


def _tasks(scenarios: Sequence[Scenario], form: Form, kept: Path | None) -> list[Task]:
    """Return the tasks, seed by seed, so that the means of each arm come in the order of the seeds."""
    together: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        together.setdefault(scenario.spin_up_key(), []).append(scenario)
    return [Task(seed, form, tuple(group), kept) for seed in form.all_seeds for group in together.values()]


def live_task(task: Task) -> dict[str, Means]:
    """Live one spin-up, then each arm from its end; what is kept already is not lived again."""
    if task.file is not None and task.file.is_file():
        with np.load(task.file) as found:
            return {scenario.name: found[scenario.name] for scenario in task.scenarios}
    begun = NeighbourhoodModel(task.scenarios[0], task.seed, spin_up_weeks=task.form.spin_up_weeks)
    lived = {scenario.name: _lived(begun.branch(scenario), task.form) for scenario in task.scenarios}
    if task.file is not None:
        with written_whole(task.file) as file:
            np.savez_compressed(file, **lived)  # type: ignore[arg-type]
    return lived


def _lived(model: NeighbourhoodModel, form: Form) -> Means:
    """Live a model to its end, and return its means by window."""
    onlookers = [watch.make(form.change_week) for watch in WATCHES.values()]
    weeks = np.full((form.weeks, len(NAMES), len(GROUPS)), np.nan)
    for week in range(form.weeks):
        model.step()
        weeks[week, : len(METRICS)] = model.history[-1]
        weeks[week, len(METRICS) :, list(GROUPS).index(EVERYONE)] = [onlooker(model) for onlooker in onlookers]
    return np.stack([mean_over_weeks(weeks[begin:end]) for begin, end in form.windows.values()])
