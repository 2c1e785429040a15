"""Differences from the baseline, paired by seed.

Runs of two scenarios with one seed see the same random draws, so the difference within a pair is caused by
policy. From the differences of all pairs follow their mean and a 95% interval (Student's t). It says how far
the mean over ever more seeds may lie from the one shown, and nothing of uncertain parameters.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

import numpy as np

# The same quantile as scipy.stats.t.ppf, which takes four times as long to import.
from scipy.special import stdtrit

from samenredzaam.errors import InputError
from samenredzaam.study.manifest import Manifest, MetricEntry, ScenarioEntry
from samenredzaam.study.results import Results
from samenredzaam.texts import Text

CONFIDENCE = 0.95
ENOUGH_RUNS = 30
YEAR_WEEKS = 52

FIRST_LOOK = Text(
    f"een eerste indruk: minder dan {ENOUGH_RUNS} runs per scenario",
    f"a first look: fewer than {ENOUGH_RUNS} runs of each scenario",
)
ONE_RUN = Text(
    "uit één run per scenario kan niets worden geconcludeerd",
    "nothing can be concluded from one run of each scenario",
)
MANY_COMPARISONS = Text(
    "van elke honderd vergelijkingen zonder echt verschil lijken er door toeval ongeveer vijf te verschillen",
    "of every hundred comparisons without a true difference about five seem different by chance",
)


class Window(Enum):
    """Over which part of a run is averaged."""

    LAST_YEAR = Text("het laatste jaar", "the last year")
    WHOLE = Text("de hele tijd na de eerste verandering", "the whole time after the first change")


class Verdict(Enum):
    """What can be said of a difference."""

    BETTER = Text("beter", "better")
    WORSE = Text("slechter", "worse")
    DIFFERENT = Text("anders", "different")
    NOT_DISTINGUISHABLE = Text("niet te onderscheiden van nul", "not distinguishable from zero")
    NONE = Text("geen verschil", "no difference")
    ONE_RUN = Text("niets te concluderen uit één run", "nothing can be concluded from one run")
    NO_VALUE = Text("geen waarde voor deze groep", "no value for this group")


DISTINGUISHABLE = (Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERENT)


@dataclass(frozen=True)
class Difference:
    """A scenario minus the baseline, for one metric, group and window.

    Attributes:
        scenario: the scenario.
        baseline: the scenario it is compared with.
        metric: name of the metric, and `metric_entry` what is known of it.
        group: name of the group, and `group_title` the same in words.
        window: over which part of the runs is averaged.
        pairs: the difference within each pair of runs, in the order of the seeds; pairs without a value (the
            group is empty in one of the two) are left out.
        level: mean of the baseline over the same runs, NaN without pairs.
    """

    scenario: ScenarioEntry
    baseline: ScenarioEntry
    metric: str
    metric_entry: MetricEntry
    group: str
    group_title: Text
    window: Window
    pairs: tuple[float, ...]
    level: float

    @cached_property
    def mean(self) -> float:
        """Return the mean difference, NaN without pairs."""
        return mean_of(self.pairs)

    @cached_property
    def half(self) -> float:
        """Return half the width of the 95% interval, NaN with fewer than two pairs."""
        return half_width(self.pairs)

    @property
    def low(self) -> float:
        """Return the lower end of the 95% interval."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """Return the upper end of the 95% interval."""
        return self.mean + self.half

    @property
    def runs(self) -> int:
        """Return the number of pairs."""
        return len(self.pairs)

    @property
    def higher(self) -> int:
        """Return in how many pairs the scenario is above the baseline."""
        return sum(pair > 0 for pair in self.pairs)

    @property
    def lower(self) -> int:
        """Return in how many pairs the scenario is below the baseline."""
        return sum(pair < 0 for pair in self.pairs)

    @property
    def better(self) -> int | None:
        """Return in how many pairs the scenario is better, or None where neither direction is better."""
        return {"higher": self.higher, "lower": self.lower}.get(self.metric_entry.better or "")

    @property
    def relative(self) -> float:
        """Return the mean difference as a share of the baseline's level, NaN where that is zero."""
        return self.mean / abs(self.level) if self.level else math.nan

    @property
    def verdict(self) -> Verdict:
        """Return what can be said of the difference."""
        return verdict_of(self.pairs, self.metric_entry.better)


def verdict_of(pairs: Sequence[float], better: str | None) -> Verdict:
    """Return what can be said of differences within pairs.

    Args:
        pairs: the difference within each pair.
        better: "higher" or "lower", or None where neither is better.
    """
    if not pairs:
        return Verdict.NO_VALUE
    if len(pairs) == 1:
        return Verdict.ONE_RUN
    if not any(pairs):
        return Verdict.NONE
    mean, half = mean_of(pairs), half_width(pairs)
    if mean - half <= 0 <= mean + half:
        return Verdict.NOT_DISTINGUISHABLE
    if better is None:
        return Verdict.DIFFERENT
    return Verdict.BETTER if (mean > 0) == (better == "higher") else Verdict.WORSE


def compare(
    results: Results,
    *,
    metrics: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    windows: Sequence[Window] = tuple(Window),
) -> list[Difference]:
    """Return the differences from the baseline, by scenario, window, metric and group.

    Args:
        results: of two or more scenarios, one of which the manifest names as baseline.
        metrics: names of metrics, or None for all.
        groups: names of groups, or None for all.
        windows: over which parts of the runs is averaged.

    Raises:
        InputError: the results name no baseline.
    """
    manifest = results.manifest
    if manifest.baseline is None:
        raise InputError(
            "deze resultaten noemen geen basis om mee te vergelijken; draai opnieuw en noem er een",
            "these results name no baseline to compare with; run again and name one",
        )
    baseline = manifest.scenario(manifest.baseline)
    return [
        difference
        for scenario in manifest.scenarios
        if scenario is not baseline
        for window in windows
        for difference in _of_scenario(results, scenario, baseline, window, metrics, groups)
    ]


def _of_scenario(
    results: Results,
    scenario: ScenarioEntry,
    baseline: ScenarioEntry,
    window: Window,
    metrics: Sequence[str] | None,
    groups: Sequence[str] | None,
) -> Iterator[Difference]:
    """Yield the differences of one scenario in one window."""
    manifest = results.manifest
    periods = periods_of(window, manifest, scenario)
    mine = window_means(results.values[results.scenarios.index(scenario.name)], periods, manifest)
    theirs = window_means(results.values[results.scenarios.index(baseline.name)], periods, manifest)
    for metric in metrics or results.metrics:
        for group in groups or results.groups:
            place = (slice(None), results.groups.index(group), results.metrics.index(metric))
            pairs, level = _paired(mine[place], theirs[place])
            yield Difference(
                scenario, baseline, metric, manifest.metrics[metric], group, manifest.groups[group], window,
                pairs, level,
            )  # fmt: skip


def periods_of(window: Window, manifest: Manifest, scenario: ScenarioEntry) -> list[int]:
    """Return the places of the periods that lie wholly in a window, in order; never none.

    The last year is the last 52 weeks. The whole time begins with the first change that the baseline does not
    make; it is all of the run for a scenario that differs from the start, or whose changes come too late.
    """
    first = 0
    if window is Window.LAST_YEAR:
        first = manifest.weeks - YEAR_WEEKS
    elif changed := first_change(manifest, scenario):
        first = (changed - manifest.start).days // 7
    chosen = [place for place, week in enumerate(manifest.period_starts) if week >= first]
    everything = list(range(len(manifest.period_starts)))
    return chosen or (everything[-1:] if window is Window.LAST_YEAR else everything)


def first_change(manifest: Manifest, scenario: ScenarioEntry) -> date | None:
    """Return the date of the first change that the baseline does not make, or None where there is none."""
    shared = manifest.scenario(manifest.baseline).changes if manifest.baseline else ()
    return min((change.date for change in scenario.changes if change not in shared), default=None)


def window_means(values: np.ndarray, periods: list[int], manifest: Manifest) -> np.ndarray:
    """Return means over periods, weighted by their weeks; periods without a value do not count.

    Args:
        values: of one scenario, float64 of shape (seeds, periods, groups, metrics).
        periods: places of the periods.
        manifest: says how many weeks each period has.

    Returns:
        float64 of shape (seeds, groups, metrics); NaN where no period has a value. Added in the order of the
        periods, so that every machine gives the same bits.
    """
    total = np.zeros((values.shape[0], *values.shape[2:]))
    weeks = np.zeros(total.shape)
    for place in periods:
        length = manifest.period_ends[place] - manifest.period_starts[place] + 1
        known = ~np.isnan(values[:, place])
        total += np.where(known, values[:, place], 0.0) * length
        weeks += known * length
    means: np.ndarray = np.divide(total, weeks, out=np.full(total.shape, np.nan), where=weeks > 0)
    return means


def _paired(mine: np.ndarray, theirs: np.ndarray) -> tuple[tuple[float, ...], float]:
    """Return the differences within pairs and the level of the baseline, from means of shape (seeds,)."""
    known = ~(np.isnan(mine) | np.isnan(theirs))
    return tuple((mine - theirs)[known].tolist()), mean_of(theirs[known].tolist())


def mean_of(values: Sequence[float]) -> float:
    """Return the mean, NaN of none."""
    return math.fsum(values) / len(values) if values else math.nan


def half_width(values: Sequence[float]) -> float:
    """Return half the width of the 95% interval of a mean by Student's t, NaN with fewer than two values."""
    runs = len(values)
    if runs < 2:
        return math.nan
    mean = mean_of(values)
    variance = math.fsum((value - mean) * (value - mean) for value in values) / (runs - 1)
    return quantile(runs - 1) * math.sqrt(variance / runs)


def quantile(freedom: int) -> float:
    """Return the t quantile of the 95% interval, to nine digits: libraries differ in the last."""
    return round(float(stdtrit(freedom, 0.5 + CONFIDENCE / 2)), 9)


def caution(runs: int) -> Text | None:
    """Return what must be said beside differences over so few runs, or None where there are enough."""
    if runs < 2:
        return ONE_RUN
    return FIRST_LOOK if runs < ENOUGH_RUNS else None
