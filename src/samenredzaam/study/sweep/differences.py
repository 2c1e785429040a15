"""What each scenario of a plan changes: differences from the first one, paired by seed, at the end of the run.

As in a comparison, runs of two scenarios with one seed see the same draws, and the interval is that of the mean over
seeds (study/compare.py). Every point and neighbourhood has its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from samenredzaam.recording import METRICS
from samenredzaam.study.compare import half_width, mean_of, verdict_of
from samenredzaam.study.results import Run
from samenredzaam.study.results_table import cell
from samenredzaam.study.sweep.cases import Case
from samenredzaam.study.sweep.plan import Plan
from samenredzaam.study.sweep.tables import kinds_of

HEADER = "point,profile,scenario,baseline,group,metric,level,difference,low,high,seeds,higher,lower,verdict\n"

RunOf = Callable[[Case, int], Run | None]


def difference_rows(
    plan: Plan, compared: Iterable[tuple[Case, ...]], seeds: Sequence[int], run_of: RunOf
) -> Iterator[bytes]:
    """Yield the table of differences over the last period of the run.

    Args:
        plan: says what is measured.
        compared: cases that differ in scenario alone; the first of each is what the others are compared with.
        seeds: the seeds; a pair of which a run is missing is left out.
        run_of: gives the run of a case with a seed.
    """
    yield HEADER.encode()
    for first, *others in compared:
        kinds = kinds_of(plan, first.site)
        theirs = _ends(first, seeds, run_of, kinds)
        for case in others:
            mine = _ends(case, seeds, run_of, kinds)
            begin = f"{case.point.number},{cell(case.site.name)},{cell(case.name)},{cell(first.name)}"
            for place, (kind, _, metric) in enumerate(kinds):
                better = list(METRICS.values())[metric].better
                yield f"{begin},{kind},{_row(mine[:, place], theirs[:, place], better)}\n".encode()


def _ends(case: Case, seeds: Sequence[int], run_of: RunOf, kinds: Sequence[tuple[str, int, int]]) -> np.ndarray:
    """Return what a case came to in the last period, float64 of shape (seeds, kinds); NaN where a run is missing."""
    found = np.full((len(seeds), len(kinds)), np.nan)
    metrics, groups = [metric for _, _, metric in kinds], [group for _, group, _ in kinds]
    for place, seed in enumerate(seeds):
        run = run_of(case, seed)
        if run is not None:
            found[place] = run.values[-1, metrics, groups]
    return found


def _row(mine: np.ndarray, theirs: np.ndarray, better: str | None) -> str:
    """Return level, difference, interval, pairs and verdict; what there is no value of is left empty."""
    known = ~(np.isnan(mine) | np.isnan(theirs))
    pairs = (mine - theirs)[known].tolist()
    mean, half, level = mean_of(pairs), half_width(pairs), mean_of(theirs[known].tolist())
    numbers = (level, mean, mean - half, mean + half)
    counts = len(pairs), sum(pair > 0 for pair in pairs), sum(pair < 0 for pair in pairs)
    told = ["" if np.isnan(one) else repr(one) for one in numbers] + [str(count) for count in counts]
    return ",".join([*told, verdict_of(pairs, better).value.en])
