"""Ages by single year: the table of age and position, spread within its five-year groups by a smooth curve.

The curve is the monotone cubic of Fritsch and Carlson (1980) through the running totals of the groups, in
the form with harmonic means: no age gets fewer than nobody, and every group keeps its total. Positions are
spread by curves of their own, and then fitted to the curve of all together, so that no dents arise where
one position takes over.
"""

import itertools
import math
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from samenredzaam.curves import DIGITS
from samenredzaam.neighbourhood.residents import LIVING_ALONE, PARTNER, SINGLE_PARENT
from samenredzaam.neighbourhood.synthesis_fitting import fitted

GROUP_STARTS = tuple(range(0, 100, 5))
YEARS = 105
"""Ages 0 to 104; whoever is older counts as 104."""

SEXES, POSITIONS = 2, 5
_OLDEST_KEPT = 0.7
"""Of people of 95 and older, each year of age has this many times those of the year before (assumption)."""


_LEAVING_GROUP, _LEAVING_SHARES = 3, [0.0, 0.0, 0.0, 0.35, 0.65]
"""Of 15 to 19 years, only those of 18 and 19 live alone, with a partner or as a parent (assumption)."""


class AgeTable(NamedTuple):
    """Who lives how at which age.

    Attributes:
        counts: residents by sex, five-year group and position, shape (2, 20, 5).
        within: how each of those is spread over single years: running shares at the start of each year of the
            group and at its end, shape (2, 20, 5, 11); groups of five years repeat 1 after their end.
    """

    counts: np.ndarray
    within: np.ndarray


@cache
def age_table() -> AgeTable:
    """Return the table that ships with the package, with the ages above 65 scaled to those of the country."""
    text = resources.files("samenredzaam").joinpath("data/age_position.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    groups = sorted(found["groups"], key=lambda group: int(group["age"]))
    counts = np.array([[group[sex] for group in groups] for sex in ("male", "female")], dtype=np.float64)
    older, parts = found["older"], ((13, 15), (15, 17), (17, 20))
    shares = [older["age_65_74"], older["age_75_84"], older["age_85_plus"]]
    there = [int(counts[:, low:high].sum()) for low, high in parts]
    for (low, high), share, count in zip(parts, shares, there, strict=True):
        counts[:, low:high] *= share / math.fsum(shares) * sum(there) / count
    within = np.stack([_running_shares(counts[sex]) for sex in range(SEXES)])
    return AgeTable(counts, within)


def _running_shares(counts: np.ndarray) -> np.ndarray:
    """Return how counts by group and position are spread over single years, shape (20, 5, 11)."""
    together = [math.fsum(row) for row in counts.tolist()]
    years_together = spread_by_year(together)
    apart = [spread_by_year(counts[:, position].tolist()) for position in range(POSITIONS)]
    for position in (LIVING_ALONE, PARTNER, SINGLE_PARENT):
        apart[position][_LEAVING_GROUP] = _LEAVING_SHARES
    made = np.ones((len(counts), POSITIONS, 11))
    for group, shares in enumerate(years_together):
        seed = np.array([apart[position][group] for position in range(POSITIONS)]) * counts[group][:, None]
        years = np.broadcast_to(np.arange(len(shares)), seed.shape)
        positions = np.broadcast_to(np.arange(POSITIONS)[:, None], seed.shape)
        totals = [share * together[group] for share in shares]
        table = fitted(seed, [(years, totals), (positions, counts[group].tolist())], rounds=50)
        for position in range(POSITIONS):
            if counts[group, position] > 0:
                running = itertools.accumulate((table[position] / counts[group, position]).tolist(), initial=0.0)
                made[group, position, : len(shares)] = [round(share, DIGITS) for share in running][:-1]
    return made


def spread_by_year(groups: list[float]) -> list[list[float]]:
    """Return for each five-year group (the last: ten years) the shares of its single years, summing to 1."""
    slopes = [count / 5 for count in groups]
    slopes[-1] /= 2
    tangents = [slopes[0], *(_harmonic(one, two) for one, two in itertools.pairwise(slopes)), slopes[-1]]
    made = []
    for group, count in enumerate(groups[:-1]):
        edges = [_hermite(count, tangents[group], tangents[group + 1], year / 5) for year in range(6)]
        made.append(_shares([edges[year + 1] - edges[year] for year in range(5)]))
    made.append(_shares(list(itertools.accumulate(range(9), lambda before, _: before * _OLDEST_KEPT, initial=1.0))))
    return made


def _harmonic(one: float, two: float) -> float:
    """Return the harmonic mean of two slopes, 0 where one of them is flat."""
    return 2 * one * two / (one + two) if one > 0 and two > 0 else 0.0


def _hermite(rise: float, first: float, last: float, part: float) -> float:
    """Return the cubic from 0 to `rise` over five years with slopes per year `first` and `last`."""
    rest = 1 - part
    return part * part * (3 - 2 * part) * rise + 5 * part * rest * (rest * first - part * last)


def _shares(values: list[float]) -> list[float]:
    """Return values as shares of their sum, rounded; even where there is nothing."""
    values = [max(value, 0.0) for value in values]
    whole = math.fsum(values)
    return [round(value / whole, DIGITS) if whole > 0 else 1 / len(values) for value in values]


def single_years(counts: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Spread whole numbers of residents over single years.

    Args:
        counts: residents by sex, group and position, whole numbers of shape (2, 20, 5).
        starts: a number in [0, 1) for each of them, where rounding starts.

    Returns:
        Whole numbers by sex, year of age and position, shape (2, YEARS, 5), with the same totals.
    """
    running = np.floor(age_table().within * counts[..., None] + starts[..., None]).astype(np.int64)
    running = np.minimum(running, counts[..., None])
    by_year = np.diff(running, axis=-1)
    made = np.zeros((SEXES, YEARS, POSITIONS), dtype=np.int64)
    for group, start in enumerate(GROUP_STARTS):
        years = min(start + 10, YEARS) - start if group == len(GROUP_STARTS) - 1 else 5
        made[:, start : start + years] = by_year[:, group, :, :years].transpose(0, 2, 1)
    return made
