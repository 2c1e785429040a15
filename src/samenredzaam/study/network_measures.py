"""What a social network looks like: ties, circles, distance, likeness, and what is left of them later.

Whole arrays of a Town are read and nothing is changed. Counts are whole numbers, so that a measure does not depend on
the order of rows.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.ties import (
    BY_ELSEWHERE,
    BY_FRIEND,
    BY_MATCH,
    BY_STREET,
    HOUSEHOLD,
    KINDS,
    OUTSIDE,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import weeks_since_turns
from samenredzaam.streams import mix

RING_METRES = 100
RINGS = 5
"""Rings that are told apart by distance; one more holds all that lies farther."""

LIFE_MAKES = (BY_STREET, BY_FRIEND, BY_ELSEWHERE, BY_MATCH)
"""Makers of the ties that come of meeting people; the others are there at the start, or come with a household."""

HERE, ELSEWHERE = 0, 1


class Ends(NamedTuple):
    """Every tie once from each end that lives here; arrays of shape (ends,).

    Attributes:
        resident: row in Residents of this end.
        other: row of the other end, or OUTSIDE.
        tie: row in Ties.
    """

    resident: np.ndarray
    other: np.ndarray
    tie: np.ndarray


def ends_of(town: Town) -> Ends:
    """Return all ties as seen by those who live here."""
    ties = np.flatnonzero(town.ties.used)
    one, two = town.ties.ends[ties, 0], town.ties.ends[ties, 1]
    here = two != OUTSIDE
    return Ends(
        np.concatenate([one, two[here]]), np.concatenate([two, one[here]]), np.concatenate([ties, ties[here]])
    )  # fmt: skip


def grown(town: Town, years: int = ADULT_AGE) -> np.ndarray:
    """Return for each row of Residents whether someone of `years` or older has it."""
    people: np.ndarray = town.residents.used & (town.residents.age >= years)
    return people


def ties_by_kind(town: Town) -> np.ndarray:
    """Return how many ties each resident has, shape (capacity, kinds, 2): here and elsewhere."""
    ends = ends_of(town)
    cells = (ends.resident.astype(np.int64) * len(KINDS) + town.ties.kind[ends.tie]) * 2 + (ends.other == OUTSIDE)
    capacity = town.residents.capacity
    return np.bincount(cells, minlength=capacity * len(KINDS) * 2).reshape(capacity, len(KINDS), 2)


def supporters(town: Town) -> np.ndarray:
    """Return how many of each resident's ties are with someone grown up, by kind, shape (capacity, kinds)."""
    ends = ends_of(town)
    born = np.where(
        ends.other == OUTSIDE, town.ties.outside_birth_week[ends.tie], town.residents.birth_week[ends.other]
    )
    old = (town.age_week - born) >= ADULT_AGE * WEEKS_PER_YEAR
    cells = ends.resident[old].astype(np.int64) * len(KINDS) + town.ties.kind[ends.tie[old]]
    capacity = town.residents.capacity
    return np.bincount(cells, minlength=capacity * len(KINDS)).reshape(capacity, len(KINDS))


def good_ties(town: Town) -> np.ndarray:
    """Return how many good ties each resident has now, shape (capacity,)."""
    ties, fading, ends = town.ties, town.fading, ends_of(town)
    since = np.clip(town.week - ties.touched[ends.tie], 0, len(fading.strength_kept) - 1)
    strength = ties.strength[ends.tie] * fading.strength_kept[since]
    return np.bincount(ends.resident[strength >= fading.good_strength], minlength=town.residents.capacity)


def ties_here(town: Town, *, but: Sequence[int] = (), only: Sequence[int] = ()) -> np.ndarray:
    """Return the two ends of the ties between residents, shape (ties, 2), without some kinds or of some kinds only."""
    ties = town.ties
    wanted = ties.used & (ties.ends[:, 1] != OUTSIDE) & ~np.isin(ties.kind, but)
    if only:
        wanted &= np.isin(ties.kind, only)
    found: np.ndarray = ties.ends[wanted]
    return found


def clustering(town: Town, *, household_too: bool) -> np.ndarray:
    """Return for each resident the share of pairs of their ties here who are tied themselves, shape (capacity,).

    Two members of another household whom someone knows both count as tied, also when the ties to one's own household
    are left out. NaN for whoever has fewer than two ties.
    """
    capacity = town.residents.capacity
    whole = _matrix(ties_here(town), capacity)
    own = whole if household_too else _matrix(ties_here(town, but=(HOUSEHOLD,)), capacity)
    # Steps over an own tie, then any tie, that end at an own tie: every tied pair is counted twice.
    closed = (own @ whole).multiply(own).sum(axis=1)
    count = np.diff(own.indptr).astype(np.int64)
    shares = np.full(capacity, np.nan)
    np.divide(closed, count * (count - 1), out=shares, where=count > 1)
    return shares


def _matrix(ends: np.ndarray, size: int) -> Any:
    """Return ties as a sparse matrix of ones, the same both ways."""
    one, two = ends[:, 0], ends[:, 1]
    both = (np.concatenate([one, two]), np.concatenate([two, one]))
    return csr_array((np.ones(2 * len(ends), dtype=np.int64), both), shape=(size, size))


class Rings(NamedTuple):
    """Pairs of adults who do not live together, by distance; arrays of shape (RINGS + 1,), the last for all beyond."""

    pairs: np.ndarray
    tied: np.ndarray


def rings(town: Town, *, only: Sequence[int] = ()) -> Rings:
    """Count pairs of adults by the distance of their homes, and those of them with a tie other than of a household.

    Only pairs within one neighbourhood count; `only` leaves ties of other kinds out.
    """
    adults = grown(town)
    ends = ties_here(town, but=(HOUSEHOLD,), only=only)
    ends = ends[adults[ends[:, 0]] & adults[ends[:, 1]]]
    pairs = np.zeros(RINGS + 1, dtype=np.int64)
    for neighbourhood in range(len(town.codes)):
        pairs += _pairs(town, np.flatnonzero(adults & (town.residents.neighbourhood == neighbourhood)))
    where = town.residents.neighbourhood[ends]
    return Rings(pairs, _tied(town, ends[where[:, 0] == where[:, 1]]))


def _pairs(town: Town, adults: np.ndarray) -> np.ndarray:
    """Count the pairs of adults by the ring in which one sees the other's home."""
    homes, living = np.unique(town.residents.home[adults], return_counts=True)
    if len(homes) == 0:
        return np.zeros(RINGS + 1, dtype=np.int64)
    tree = cKDTree(_places(town, homes))
    weights = living.astype(np.float64)
    reached = tree.count_neighbors(tree, RING_METRES * np.arange(1.0, RINGS + 1), weights=(weights, weights))
    everyone = np.append(np.round(reached).astype(np.int64), int(living.sum()) ** 2)
    # Each pair was counted from both sides, and everyone with all of their own home.
    return np.diff((everyone - int((living * living).sum())) // 2, prepend=0)


def _tied(town: Town, ends: np.ndarray) -> np.ndarray:
    """Count ties by the ring in which they lie."""
    one, two = (_places(town, town.residents.home[ends[:, end]]) for end in (0, 1))
    east, north = one[:, 0] - two[:, 0], one[:, 1] - two[:, 1]
    reach = (RING_METRES * np.arange(1.0, RINGS + 1)) ** 2
    ring = np.searchsorted(reach, east * east + north * north, side="left")
    return np.bincount(ring, minlength=RINGS + 1)


def _places(town: Town, homes: np.ndarray) -> np.ndarray:
    return np.stack([town.homes.x[homes], town.homes.y[homes]], axis=1).astype(np.float64)


class Likeness(NamedTuple):
    """How alike tied people are; NaN where that has no sense.

    Attributes:
        same: share of ties between two who are the same.
        expected: the share to expect when the same ends are tied at random.
        coefficient: assortativity (Newman 2003, "Mixing patterns in networks", equation 2): 0 as by chance, 1 always
            the same.
    """

    same: float
    expected: float
    coefficient: float


def likeness(codes: np.ndarray, ends: np.ndarray) -> Likeness:
    """Return how alike the ends of ties are in a code by resident; who has none (below 0) is left out."""
    known = (codes[ends] >= 0).all(axis=1)
    one, two = codes[ends[known, 0]].astype(np.int64), codes[ends[known, 1]].astype(np.int64)
    total = 2 * len(one)
    if total == 0:
        return Likeness(np.nan, np.nan, np.nan)
    margin = np.bincount(np.concatenate([one, two])).tolist()
    same = 2 * int((one == two).sum())
    square = sum(count * count for count in margin)
    left = total * total - square
    return Likeness(same / total, square / total**2, (same * total - square) / left if left else np.nan)


class AgeLikeness(NamedTuple):
    """Ages over ties: the correlation, the mean gap, and the mean gap between any two adults. NaN without ties."""

    correlation: float
    gap_years: float
    random_gap_years: float


def age_likeness(town: Town, ends: np.ndarray) -> AgeLikeness:
    """Return how alike in age the ends of ties are."""
    age = town.residents.age.astype(np.int64)
    random = _random_gap(np.bincount(age[grown(town)]))
    if len(ends) == 0:
        return AgeLikeness(np.nan, np.nan, random)
    one, two = age[ends[:, 0]], age[ends[:, 1]]
    # Both ways round, so that it does not matter which end stands first.
    count, total = 2 * len(one), int(one.sum() + two.sum())
    squares, products = int((one * one + two * two).sum()), 2 * int((one * two).sum())
    spread = count * squares - total * total
    correlation = (count * products - total * total) / spread if spread else np.nan
    return AgeLikeness(correlation, int(np.abs(one - two).sum()) / len(one), random)


def _random_gap(by_age: np.ndarray) -> float:
    """Return the mean difference in age over all pairs, from numbers by age."""
    # Between the ages a and a + 1 every pair with one on either side gains a year.
    below = np.cumsum(by_age)
    people = int(below[-1]) if len(below) else 0
    gaps = sum(int(count) * (people - int(count)) for count in below)
    return gaps / (people * (people - 1) / 2) if people > 1 else np.nan


class Kept(NamedTuple):
    """Ties there were and how many of them are left, by kind; whole numbers of shape (kinds,).

    Attributes:
        here, here_left: ties between two who both still live here.
        elsewhere, elsewhere_left: ties with someone elsewhere, of those who still live here.
        all, all_left: all ties of those who still live here, counted for each of them; left also when the other moved
            away and the tie stayed, lost also when the other died or moved.
    """

    here: np.ndarray
    here_left: np.ndarray
    elsewhere: np.ndarray
    elsewhere_left: np.ndarray
    all: np.ndarray
    all_left: np.ndarray


class Snapshot(NamedTuple):
    """The ties there are in a week, by who people are; `people` is 0 for someone elsewhere."""

    week: int
    identity: np.ndarray
    kind: np.ndarray
    people: np.ndarray


def snapshot(town: Town) -> Snapshot:
    """Return the ties of now, to be held against those of later."""
    rows = np.flatnonzero(town.ties.used)
    ends = town.ties.ends[rows]
    people = np.where(ends == OUTSIDE, np.uint64(0), town.residents.identity[np.maximum(ends, 0)])
    return Snapshot(town.week, town.ties.identity[rows], town.ties.kind[rows].copy(), people)


def kept(town: Town, before: Snapshot) -> Kept:
    """Count what is left of the ties of a snapshot; a tie that ended and was made anew is not left."""
    old = town.ties.used & (town.ties.made <= before.week)
    there = town.ties.identity[old]
    unchanged = np.isin(before.identity, there)
    # A tie whose one end moved away goes on under another identity (links.turn_outside).
    left = unchanged | np.isin(mix(before.identity), there)
    lives = np.isin(before.people, town.residents.identity[town.residents.used])
    first, second = lives[:, 0], lives[:, 1]
    both, one = first & second, first & (before.people[:, 1] == 0)

    def count(which: np.ndarray) -> np.ndarray:
        return np.bincount(before.kind[which], minlength=len(KINDS))

    return Kept(
        count(both), count(both & unchanged), count(one), count(one & unchanged),
        count(first) + count(second), count(first & left) + count(second & left),
    )  # fmt: skip


def in_contact(town: Town, kinds: Sequence[int]) -> np.ndarray:
    """Return for each resident whether over a tie of one of these kinds they met or helped this week, or made it.

    Shape (capacity,).
    """
    ties = town.ties
    this_week = np.uint8(1) << weeks_since_turns(ties.identity, town.week).astype(np.uint8)
    meet = (ties.meetings.astype(np.uint8) & this_week != 0) | (ties.made == town.week)
    ends = ties.ends[ties.used & meet & np.isin(ties.kind, kinds)].ravel()
    met = np.zeros(town.residents.capacity, dtype=np.bool_)
    met[ends[ends != OUTSIDE]] = True
    return met


def made_now(town: Town) -> tuple[int, int]:
    """Return how many ties of those that come of meeting people were made this week, here and elsewhere."""
    ties = town.ties
    fresh = ties.used & (ties.made == town.week) & np.isin(ties.maker, LIFE_MAKES)
    elsewhere = int((ties.ends[fresh, 1] == OUTSIDE).sum())
    return int(fresh.sum()) - elsewhere, elsewhere
