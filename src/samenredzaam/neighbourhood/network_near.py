"""Who knows whom near home at the start: friends at a distance, neighbours in the street, a parent nearby."""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.links import Links, empty_places, make_tie, other_end, tied
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.ties import BY_START, FRIEND, KIN, NEIGHBOUR, OUTSIDE
from samenredzaam.streams import bits, draw, mix

CELL_METRES = 100.0
PLACES_KEPT = 4
"""Places for ties that founding leaves empty, so that life can add some."""


class People(NamedTuple):
    """Columns of Residents that matter to whether two people take to each other."""

    identity: np.ndarray
    age: np.ndarray
    schooling: np.ndarray
    background: np.ndarray
    home: np.ndarray


class Taste(NamedTuple):
    """How much likeness matters (parameters of Founding)."""

    same_age_years: float
    other_schooling: float
    other_background: float
    neighbour_tolerance: float


class Cells(NamedTuple):
    """Where people live: adults by square cell of 100 m, and columns of Homes.

    The adults of cell c are rows[start[c]:start[c + 1]]; there are `across` cells in a row.
    """

    start: np.ndarray
    rows: np.ndarray
    across: int
    x: np.ndarray
    y: np.ndarray
    since: np.ndarray
    street: np.ndarray


@inlined
def alike(one: int, two: int, people: People, taste: Taste, tolerance: float) -> float:
    """Return how readily two people become friends, 0 to 1: less with other age, schooling, background.

    `tolerance` moves every factor that far towards 1.
    """
    gap = (people.age[one] - people.age[two]) / taste.same_age_years
    by_age = 1.0 / (1.0 + gap * gap)
    by_schooling = 1.0 if people.schooling[one] == people.schooling[two] else taste.other_schooling
    by_background = 1.0 if people.background[one] == people.background[two] else taste.other_background
    whole = 1.0
    for factor in (by_age, by_schooling, by_background):
        whole = whole * (factor + tolerance * (1.0 - factor))
    return whole


@kernel
def befriend_near(
    links: Links, rows, people: People, cells: Cells, members, key, week, directions, taste: Taste, friends_mean,
    neighbours_mean, kin_share, distance_scale, closure_share, rooting_weeks,
):  # fmt: skip
    """Let each adult in turn look for friends at a distance, neighbours in the street, and a parent nearby.

    The founding population is the same in every scenario of a profile, so here people may be met by their place in a
    list.
    """
    for row in rows:
        if people.age[row] < ADULT_AGE:
            continue
        who = people.identity[row]
        # A tie counts for two, so each looks for half of the ties they are to have.
        rooted = min(-cells.since[people.home[row]] / rooting_weeks, 1.0)
        friends = int(rooted * friends_mean * 0.5 + draw(key, who, np.uint64(1)))
        neighbours = int(rooted * neighbours_mean * 0.5 + draw(key, who, np.uint64(2)))
        _find_friends(links, row, friends, people, cells, key, week, directions, taste, distance_scale, closure_share)
        _find_neighbours(links, row, neighbours, people, cells, members, key, week, taste)
        if people.age[row] < 62 and draw(key, who, np.uint64(3)) < kin_share:
            parent = _some_parent(row, people, cells, key)
            if parent >= 0 and _room_between(links, row, parent):
                make_tie(links, row, parent, KIN, BY_START, week, 0.5 + 0.4 * draw(key, who, np.uint64(4)))


@inlined
def _find_friends(
    links: Links, row: int, wanted: int, people: People, cells: Cells, key, week, directions, taste: Taste,
    distance_scale: float, closure_share: float,
) -> None:  # fmt: skip
    """Look for friends: friends of friends, or someone at a distance in one of sixteen directions."""
    who, home = people.identity[row], people.home[row]
    for attempt in range(24):
        if wanted <= 0 or empty_places(links, row) <= PLACES_KEPT:
            break
        number = np.uint64(100 + attempt * 8)
        found = -1
        if draw(key, who, number) < closure_share:
            found = _friend_of_friend(links, row, bits(key, who, number + np.uint64(1)))
        if found < 0:
            reach = draw(key, who, number + np.uint64(2))
            metres = distance_scale * reach / (1.0001 - reach)
            way = int(draw(key, who, number + np.uint64(3)) * 16)
            east = cells.x[home] + metres * directions[way, 0]
            north = cells.y[home] + metres * directions[way, 1]
            found = _someone_at(east, north, cells, draw(key, who, number + np.uint64(4)))
        if found < 0 or people.home[found] == home or people.age[found] < ADULT_AGE:
            continue
        chance = alike(row, found, people, taste, 0.0)
        if draw(key, who, number + np.uint64(5)) < chance and _room_between(links, row, found):
            make_tie(
                links, row, found, FRIEND, BY_START, week, 0.35 + 0.5 * draw(key, who, number + np.uint64(6))
            )  # fmt: skip
            wanted -= 1


@inlined
def _find_neighbours(
    links: Links, row: int, wanted: int, people: People, cells: Cells, members, key, week, taste: Taste
) -> None:
    """Look for neighbours at most six doors away in the same street."""
    who, home = people.identity[row], people.home[row]
    for attempt in range(12):
        if wanted <= 0 or empty_places(links, row) <= PLACES_KEPT:
            break
        number = np.uint64(400 + attempt * 4)
        step = int(draw(key, who, number) * 13.0) - 6
        there = home + step
        if step == 0 or there < 0 or there >= cells.street.shape[0] or cells.street[there] != cells.street[home]:
            continue
        found = np.int64(members[there, int(draw(key, who, number + np.uint64(1)) * 2.0)])
        if found < 0 or people.age[found] < ADULT_AGE:
            continue
        chance = alike(row, found, people, taste, taste.neighbour_tolerance)
        if draw(key, who, number + np.uint64(2)) < chance and _room_between(links, row, found):
            make_tie(
                links, row, found, NEIGHBOUR, BY_START, week, 0.2 + 0.4 * draw(key, who, number + np.uint64(3))
            )  # fmt: skip
            wanted -= 1


@inlined
def _some_parent(row: int, people: People, cells: Cells, key) -> int:
    """Return someone of the age and background of a parent who lives in another home, or -1."""
    for attempt in range(16):
        place = int(draw(key, people.identity[row], np.uint64(600 + attempt)) * cells.rows.shape[0])
        found = np.int64(cells.rows[place])
        gap = people.age[found] - people.age[row]
        alike_enough = people.background[found] == people.background[row] and people.home[found] != people.home[row]
        if 22 <= gap <= 38 and alike_enough:
            return found
    return -1


@inlined
def _room_between(links: Links, one: int, two: int) -> bool:
    return one != two and empty_places(links, two) > PLACES_KEPT and not tied(links, one, two)


@inlined
def _someone_at(x: float, y: float, cells: Cells, uniform: float) -> int:
    """Return an adult who lives in the cell around a point, or -1 where nobody does."""
    down = (cells.start.shape[0] - 1) // cells.across
    east, north = int(x / CELL_METRES), int(y / CELL_METRES)
    if x < 0.0 or y < 0.0 or east >= cells.across or north >= down:
        return -1
    cell = north * cells.across + east
    count = cells.start[cell + 1] - cells.start[cell]
    return np.int64(cells.rows[cells.start[cell] + int(uniform * count)]) if count > 0 else -1


@inlined
def _friend_of_friend(links: Links, row: int, word: np.uint64) -> int:
    """Return a friend or neighbour of a friend or neighbour, by race of draws, or -1."""
    friend = _chosen_friend(links, row, OUTSIDE, word)
    return _chosen_friend(links, friend, row, mix(word)) if friend >= 0 else -1


@inlined
def _chosen_friend(links: Links, row: int, but: int, word: np.uint64) -> int:
    best, chosen = np.uint64(0), -1
    for place in range(links.of.shape[1]):
        tie = links.of[row, place]
        if tie >= 0 and (links.kind[tie] == FRIEND or links.kind[tie] == NEIGHBOUR):
            other = other_end(links, tie, row)
            score = mix(word ^ links.identity[tie])
            if other >= 0 and other != but and score > best:
                best, chosen = score, other
    return chosen
