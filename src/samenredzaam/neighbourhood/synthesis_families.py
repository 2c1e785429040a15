"""Which children live with which parents: family sizes, couples with children, a child for each place.

A mother's age when a child was born and the years between siblings are drawn for every place in a family;
children by age then take the places in that order. So families look alike in every neighbourhood, and the
ages of children and of adults stay as they were fitted.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from samenredzaam.curves import DIGITS
from samenredzaam.neighbourhood.residents import HOME_PLACES
from samenredzaam.neighbourhood.synthesis_ages import YEARS
from samenredzaam.neighbourhood.synthesis_assumptions import Synthesis
from samenredzaam.neighbourhood.synthesis_draws import SPREAD, noise, ordered, uniforms, within
from samenredzaam.streams import Streams, purpose

CHOSEN = purpose("synthesis couple with children")
FAMILY_SIZE = purpose("synthesis family size")
BIRTHS = purpose("synthesis age of mother")
SIBLINGS = purpose("synthesis sibling years")
CHILD_MONTH = purpose("synthesis age of child")

LEAST_PARENT_YEARS = 15
"""A child has a parent at least so many years older."""

MOST_CHILDREN = HOME_PLACES - 2

# Children at home for each family, 1 to 8, before they are shifted to the number of children there are: from
# the sizes of households in the country (cbs_37975) and its single parents (cbs_37620); how four and more are
# divided is assumption.
_COUPLE_SIZES = (0.375, 0.437, 0.14, 0.034, 0.01, 0.003, 0.0008, 0.0002)
_SINGLE_SIZES = (0.58, 0.31, 0.085, 0.019, 0.004, 0.0015, 0.0004, 0.0001)

# Children at home by age of the mother: at first not all are born, later the eldest have left (assumption).
_SIZE_BY_AGE = (
    (16, 1.1),
    (22, 1.2),
    (27, 1.45),
    (33, 1.8),
    (40, 2.05),
    (46, 1.95),
    (52, 1.6),
    (58, 1.3),
    (66, 1.1),
)

_FIRST_AGE, _LAST_AGE = 16, 48
"""Ages at which women bear children."""


class Families(NamedTuple):
    """Parents and children, by family.

    Attributes:
        with_children: for each couple whether it has children at home, shape (couples,).
        family: for each child the number of its family, shape (children,); couples with children first, in
            their order, then single parents; -1 for a child no parent is old enough for.
    """

    with_children: np.ndarray
    family: np.ndarray


class Parents(NamedTuple):
    """Adults who may have children: the age that counts for births, that of the elder, a number for draws."""

    mother_age: np.ndarray
    eldest_age: np.ndarray
    number: np.ndarray


def families(
    couples: Parents, singles: Parents, child_age: np.ndarray, child_number: np.ndarray, wanted: int,
    streams: Streams, synthesis: Synthesis,
) -> Families:  # fmt: skip
    """Return which couples have children at home, and who their children are.

    Args:
        couples: all couples.
        singles: single parents; each of them gets a child.
        child_age: ages of the children, at least one and at most MOST_CHILDREN for each family.
        child_number: numbers to draw by, of the same shape.
        wanted: how many couples are to have children.
        streams: random numbers.
        synthesis: the assumptions.
    """
    chances = _birth_chances(synthesis)
    has = _with_children(couples, singles, child_age, wanted, chances, streams)
    mother_age = np.r_[couples.mother_age[has], singles.mother_age]
    number = np.r_[couples.number[has], singles.number]
    eldest = np.r_[couples.eldest_age[has], singles.eldest_age]
    sizes = _sizes(mother_age, number, int(has.sum()), len(child_age), streams)
    place_family = np.repeat(np.arange(len(sizes)), sizes)
    places = _age_order(place_family, sizes, mother_age, number, chances, streams, synthesis)
    month = uniforms(streams.lasting_key(CHILD_MONTH), child_number)
    children = ordered(child_age.astype(np.int64) * SPREAD + (month * SPREAD).astype(np.int64))
    family = np.empty(len(child_age), dtype=np.int64)
    family[children] = place_family[places]
    return Families(has, _old_enough(family, child_age, eldest))


def _birth_chances(synthesis: Synthesis) -> list[float]:
    """Return how births are spread over the ages _FIRST_AGE to _LAST_AGE: a normal curve, as shares."""
    weights = [
        math.exp(-0.5 * ((age + 0.5 - synthesis.mother_age) / synthesis.mother_age_spread) ** 2)
        for age in range(_FIRST_AGE, _LAST_AGE + 1)
    ]
    whole = math.fsum(weights)
    return [round(weight / whole, DIGITS) for weight in weights]


def _by_age(points: tuple[tuple[int, float], ...]) -> list[float]:
    """Return a value for each year of age, along straight lines between points."""
    made = [points[0][1]] * (points[0][0])
    for (age, value), (next_age, next_value) in itertools.pairwise(points):
        made += [value + (next_value - value) * (year - age) / (next_age - age) for year in range(age, next_age)]
    return [round(value, DIGITS) for value in (made + [points[-1][1]] * YEARS)[:YEARS]]


_SIZES_BY_AGE = _by_age(_SIZE_BY_AGE)


def _with_children(
    couples: Parents,
    singles: Parents,
    child_age: np.ndarray,
    wanted: int,
    chances: list[float],
    streams: Streams,
) -> np.ndarray:
    """Return which couples have children: as many at each age of the mother as the children ask for."""
    there = np.bincount(couples.mother_age, minlength=YEARS).tolist()
    alone = np.bincount(singles.mother_age, minlength=YEARS).tolist()
    children = np.bincount(child_age, minlength=YEARS).tolist()
    mothers = [0.0] * (YEARS + _LAST_AGE)
    for age, count in enumerate(children):
        for birth, chance in enumerate(chances, start=_FIRST_AGE):
            mothers[age + birth] += count * chance
    families_there = max(wanted + len(singles.mother_age), 1)
    usual = [mothers[age] / _SIZES_BY_AGE[age] for age in range(YEARS)]
    factor = families_there / max(math.fsum(usual), 1e-9)
    asked = [max(factor * usual[age] - alone[age], 0.0) + 1e-3 * there[age] for age in range(YEARS)]
    counts = _filled(asked, there, wanted)
    key = streams.lasting_key(CHOSEN)
    order = np.lexsort((noise(key, couples.number), couples.mother_age))
    rank = within(couples.mother_age[order])
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order] = rank < np.array(counts)[couples.mother_age[order]]
    return chosen


def _filled(asked: list[float], there: list[int], wanted: int) -> list[int]:
    """Return whole numbers that sum to `wanted`, in proportion to what is asked, none above what is there."""
    level, most = 0.0, 0.0
    for _ in range(60):
        open_ = [place for place, share in enumerate(asked) if share * level < there[place]]
        left = wanted - sum(count for place, count in enumerate(there) if place not in set(open_))
        most = math.fsum(asked[place] for place in open_)
        if most <= 0 or left / most <= level:
            break
        level = left / most
    running = list(itertools.accumulate(min(share * level, count) for share, count in zip(asked, there, strict=True)))
    edges = [0, *(int(value + 0.5) for value in running)]
    counts = [min(high - low, count) for (low, high), count in zip(itertools.pairwise(edges), there, strict=True)]
    for place in sorted(range(len(there)), key=lambda place: -asked[place]):
        counts[place] += min(max(wanted - sum(counts), 0), there[place] - counts[place])
        counts[place] -= min(max(sum(counts) - wanted, 0), counts[place])
    return counts


def _sizes(mother_age: np.ndarray, number: np.ndarray, couples: int, children: int, streams: Streams) -> np.ndarray:
    """Return how many children each family has, `children` in all: most where the mother is about forty."""
    made = np.ones(len(mother_age), dtype=np.int64)
    level = _size_level(couples, len(mother_age) - couples, children)
    usual = np.array(_SIZES_BY_AGE)[mother_age]
    score = noise(streams.lasting_key(FAMILY_SIZE), number) + (usual * 2 * SPREAD).astype(np.int64)
    for part, shares in ((slice(0, couples), _COUPLE_SIZES), (slice(couples, None), _SINGLE_SIZES)):
        order = ordered(score[part])
        running = list(itertools.accumulate(_shifted(shares, level)))
        edges = np.array([0, *(int(share * len(order) + 0.5) for share in running[:-1]), len(order)])
        made[part][order] = np.repeat(np.arange(1, len(shares) + 1), np.diff(edges))
    order = ordered(score)[::-1]
    while (missing := children - int(made.sum())) != 0:
        able = order[made[order] < MOST_CHILDREN] if missing > 0 else order[::-1][made[order[::-1]] > 1]
        made[able[: abs(missing)]] += 1 if missing > 0 else -1
    return made


def _size_level(couples: int, singles: int, children: int) -> float:
    """Return how many times likelier each further child must be for families to have so many children."""
    low, high = 1e-6, 1e6
    for _ in range(60):
        middle = math.sqrt(low * high)
        found = couples * _mean(_shifted(_COUPLE_SIZES, middle)) + singles * _mean(_shifted(_SINGLE_SIZES, middle))
        low, high = (middle, high) if found < children else (low, middle)
    return middle


def _shifted(shares: tuple[float, ...], level: float) -> list[float]:
    """Return shares of sizes, each further child `level` times likelier."""
    factors = itertools.accumulate(range(len(shares) - 1), lambda before, _: before * level, initial=1.0)
    weights = [share * factor for share, factor in zip(shares, factors, strict=True)]
    whole = math.fsum(weights)
    return [weight / whole for weight in weights]


def _mean(shares: list[float]) -> float:
    return math.fsum((place + 1) * share for place, share in enumerate(shares))


def _age_order(
    family: np.ndarray, sizes: np.ndarray, mother_age: np.ndarray, number: np.ndarray, chances: list[float],
    streams: Streams, synthesis: Synthesis,
) -> np.ndarray:  # fmt: skip
    """Return the places for children in families, from the one for the youngest to the one for the eldest."""
    running = np.array([0.0, *itertools.accumulate(chances)])
    spacing = synthesis.sibling_years
    latest = mother_age - (sizes - 1) * spacing / 2
    possible = running[np.clip(np.floor(latest).astype(np.int64) - _FIRST_AGE, 1, len(chances))]
    drawn = uniforms(streams.lasting_key(BIRTHS), number) * possible
    born_at = _FIRST_AGE + np.clip(np.searchsorted(running, drawn, side="right") - 1, 0, len(chances) - 1)
    rank = within(family)
    own = noise(streams.lasting_key(SIBLINGS), number[family], rank)
    middle = (mother_age - born_at)[family] + ((sizes[family] - 1) / 2 - rank) * spacing
    return ordered((middle * SPREAD).astype(np.int64) + own)


def _old_enough(family: np.ndarray, child_age: np.ndarray, eldest_age: np.ndarray) -> np.ndarray:
    """Exchange children between families until everyone has a parent old enough; -1 where nobody is."""
    family = family.copy()
    reach = 8
    while True:
        slack = eldest_age[family] - child_age - LEAST_PARENT_YEARS
        wrong = np.flatnonzero(slack < 0)
        if not len(wrong):
            return family
        if reach >= 2 * len(family):
            family[wrong] = -1
            return family
        # Those who are too old for their parents, and children much younger than theirs: eldest to eldest.
        pool = np.union1d(wrong, ordered(-slack)[: reach * len(wrong)])
        by_parent = pool[ordered(eldest_age[family[pool]])]
        by_age = pool[ordered(child_age[pool])]
        family[by_age] = family[by_parent]
        reach *= 4
