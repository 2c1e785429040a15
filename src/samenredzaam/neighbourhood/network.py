"""The social network there is at the start: household, kin, friends and neighbours, here and elsewhere."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.links import (
    Links,
    empty_places,
    make_outside_tie,
    make_tie,
    other_end,
    tied,
)
from samenredzaam.neighbourhood.people import ADULT_AGE, bind_households
from samenredzaam.neighbourhood.residents import CHILD, Homes, Residents
from samenredzaam.neighbourhood.ties import BY_START, FRIEND, KIN, NEIGHBOUR, OUTSIDE
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, mix, purpose

FOUNDING_TIES = purpose("ties at the start")
KIN_ELSEWHERE = purpose("kin elsewhere")

CELL_METRES = 100.0
PLACES_KEPT = 4
"""Places for ties that founding leaves empty, so that life can add some."""


@dataclass(frozen=True)
class Founding:
    """How many ties people have at the start, and with whom."""

    friends_near_mean: float = parameter(
        2.6, unit="ties per adult", low=0.5, high=6.0,
        nl="vrienden in de buurt", en="friends within the neighbourhood",
        assumption="with friends elsewhere, kin, household and neighbours adds up to the 12-14 named supporters that "
        "are general knowledge",
    )  # fmt: skip
    friends_elsewhere_mean: float = parameter(
        2.0, unit="ties per adult", low=0.0, high=6.0,
        nl="vrienden elders", en="friends elsewhere",
        assumption="as for friends in the neighbourhood",
    )  # fmt: skip
    neighbours_mean: float = parameter(
        2.2, unit="ties per adult", low=0.5, high=6.0,
        nl="buren met wie men een band heeft", en="neighbours one has a tie with",
        assumption="neighbour ties per person: looked for and not found; general knowledge has 10-15% of supporters be "
        "neighbours",
    )  # fmt: skip
    kin_near_share: float = parameter(
        0.15, unit="share of adults", low=0.0, high=0.5,
        nl="deel van de volwassenen met een ouder of kind in de buurt, buiten het huishouden",
        en="share of adults who look for a parent in the neighbourhood, outside the household",
        assumption="no figure read; wide range",
    )  # fmt: skip
    siblings_mean: float = parameter(
        1.3, unit="ties per adult", low=0.0, high=4.0,
        nl="broers, zussen en andere familie elders", en="siblings and other kin elsewhere",
        assumption="families of two to three children, some of whom keep in touch",
    )  # fmt: skip
    children_elsewhere_mean: float = parameter(
        1.4, unit="ties per adult above 55", low=0.0, high=3.0,
        nl="kinderen elders, van wie ouder is dan 55", en="children elsewhere, of those above 55",
        assumption="1.43 children per woman today, more for older cohorts, some of them childless or living near",
    )  # fmt: skip
    rooting_years: float = parameter(
        6.0, unit="years", low=0.5, high=20.0,
        nl="na zoveel jaar hier wonen heeft iemand aan het begin een volledig netwerk in de buurt",
        en="after so many years of living here someone has a full network near home at the start",
        assumption="newcomers rebuild slowly; so that the network at the start is one that moving keeps up",
    )  # fmt: skip
    distance_scale: float = parameter(
        100.0, unit="m", low=30.0, high=400.0,
        nl="afstand waarboven vriendschappen snel schaarser worden",
        en="distance past which friendships become scarce quickly", source="cremers_2025",
    )  # fmt: skip
    same_age_years: float = parameter(
        8.0, unit="years", low=2.0, high=30.0,
        nl="leeftijdsverschil waarbij de kans op vriendschap halveert",
        en="difference in age at which the chance of friendship halves",
        assumption="homophily by age is among the strongest; the size here is not read anywhere",
    )  # fmt: skip
    other_schooling_share: float = parameter(
        0.5, unit="share", low=0.1, high=1.0,
        nl="kans op een band bij ander opleidingsniveau, vergeleken met hetzelfde",
        en="chance of a tie across levels of schooling, compared with the same level",
        assumption="homophily by schooling; size not read",
    )  # fmt: skip
    other_background_share: float = parameter(
        0.5, unit="share", low=0.1, high=1.0,
        nl="kans op een band bij andere herkomst, vergeleken met dezelfde",
        en="chance of a tie across backgrounds, compared with the same",
        assumption="homophily by background; size not read",
    )  # fmt: skip
    neighbour_tolerance: float = parameter(
        0.5, unit="0 to 1", low=0.0, high=1.0,
        nl="hoeveel minder verschil uitmaakt tussen buren", en="how much less difference matters between neighbours",
        assumption="neighbours are chosen by the street; half as choosy as friends",
    )  # fmt: skip
    closure_share: float = parameter(
        0.45, unit="share of friends", low=0.0, high=0.9,
        nl="deel van de vrienden dat een vriend van een vriend is", en="share of friends who are friends of a friend",
        assumption="clustering of personal networks of 0.3-0.5 is general knowledge, not verified",
    )  # fmt: skip

    @cached_property
    def directions(self) -> np.ndarray:
        """Return sixteen directions as (east, north), shape (16, 2)."""
        eighth = [
            (1.0, 0.0),
            (0.923879533, 0.382683432),
            (0.707106781, 0.707106781),
            (0.382683432, 0.923879533),
        ]
        quarter = [(-north, east) for east, north in eighth]
        half = eighth + quarter
        return table([part for east, north in half for part in (east, north, -east, -north)]).reshape(16, 2)

    def found(self, town: Town) -> None:
        """Make the ties of a town that has none yet."""
        residents, homes = town.residents, town.homes
        town.room_for_ties(residents.capacity * 12)
        links = town.links()
        key = town.streams.key(FOUNDING_TIES, 0)
        occupied = np.flatnonzero(homes.household).astype(np.int32)
        bind_households(links, occupied, homes.members, town.week, 0.9)
        for neighbourhood in range(len(town.codes)):
            rows = np.flatnonzero(residents.used & (residents.neighbourhood == neighbourhood))
            cells = _cells(homes, residents, rows)
            befriend_near(
                links, rows, residents.identity, residents.age, residents.schooling, residents.background,
                residents.home, homes.x, homes.y, homes.since, homes.street, homes.members, cells.start, cells.rows,
                cells.across, key, town.week, self.directions, self.friends_near_mean, self.neighbours_mean,
                self.kin_near_share, self.distance_scale, self.same_age_years, self.other_schooling_share,
                self.other_background_share, self.neighbour_tolerance, self.closure_share,
                self.rooting_years * WEEKS_PER_YEAR,
            )  # fmt: skip
        self.know_elsewhere(town, np.flatnonzero(residents.used))
        town.trim_ties()

    def know_elsewhere(self, town: Town, rows: np.ndarray) -> None:
        """Give residents their kin and friends who live elsewhere."""
        residents = town.residents
        town.room_for_ties(len(rows) * 8)
        make_kin_elsewhere(
            town.links(), rows, residents.identity, residents.age, residents.position,
            town.streams.key(KIN_ELSEWHERE, 0), town.week, town.age_week, self.siblings_mean,
            self.children_elsewhere_mean, self.friends_elsewhere_mean,
        )  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """Residents by square cell of 100 m: those of cell c are rows[start[c]:start[c + 1]]; `across` cells in a row."""

    start: np.ndarray
    rows: np.ndarray
    across: int


def _cells(homes: Homes, residents: Residents, rows: np.ndarray) -> Cells:
    """Sort adults into cells, in the order of their rows."""
    grown = rows[residents.age[rows] >= ADULT_AGE]
    home = residents.home[grown]
    east = (homes.x[home] / CELL_METRES).astype(np.int64)
    north = (homes.y[home] / CELL_METRES).astype(np.int64)
    across = int(east.max(initial=0)) + 1
    cell = north * across + east
    order = np.argsort(cell, kind="stable")
    count = across * (int(north.max(initial=0)) + 1)
    start = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=count))])
    return Cells(start.astype(np.int64), grown[order], across)


@inlined
def alike(
    one: int, two: int, age, schooling, background, same_age_years: float, other_schooling: float,
    other_background: float, tolerance: float,
) -> float:  # fmt: skip
    """Return how readily two people become friends, 0 to 1: less with other age, schooling, background.

    `tolerance` moves every factor that far towards 1.
    """
    gap = (age[one] - age[two]) / same_age_years
    by_age = 1.0 / (1.0 + gap * gap)
    by_schooling = 1.0 if schooling[one] == schooling[two] else other_schooling
    by_background = 1.0 if background[one] == background[two] else other_background
    whole = 1.0
    for factor in (by_age, by_schooling, by_background):
        whole = whole * (factor + tolerance * (1.0 - factor))
    return whole


@inlined
def count_around(mean: float, uniform: float) -> int:
    """Return a whole number between 0 and about twice the mean, evenly spread around it."""
    return int(uniform * 2.0 * mean + 0.5)


@kernel
def befriend_near(  # noqa: C901 - whom someone looks for, in one pass over the residents
    links: Links, rows, identity, age, schooling, background, home, x, y, since, street, members, cell_start, cell_rows,
    across, key, week, directions, friends_mean, neighbours_mean, kin_share, distance_scale, same_age_years,
    other_schooling, other_background, neighbour_tolerance, closure_share, rooting_weeks,
):  # fmt: skip
    """Let each adult in turn look for friends at a distance, neighbours in the street, and a parent nearby.

    The founding population is the same in every scenario of a profile, so here people may be met by their place in a
    list.
    """
    down = (cell_start.shape[0] - 1) // across
    for row in rows:
        if age[row] < ADULT_AGE:
            continue
        who = identity[row]
        # A tie counts for two, so each looks for half of the ties they are to have.
        rooted = min(-since[home[row]] / rooting_weeks, 1.0)
        friends = int(rooted * friends_mean * 0.5 + draw(key, who, np.uint64(1)))
        neighbours = int(rooted * neighbours_mean * 0.5 + draw(key, who, np.uint64(2)))
        for attempt in range(24):
            if friends <= 0 or empty_places(links, row) <= PLACES_KEPT:
                break
            number = np.uint64(100 + attempt * 8)
            found = -1
            if draw(key, who, number) < closure_share:
                found = _friend_of_friend(links, row, bits(key, who, number + np.uint64(1)))
            if found < 0:
                reach = draw(key, who, number + np.uint64(2))
                metres = distance_scale * reach / (1.0001 - reach)
                way = int(draw(key, who, number + np.uint64(3)) * 16)
                found = _someone_at(
                    x[home[row]] + metres * directions[way, 0], y[home[row]] + metres * directions[way, 1], cell_start,
                    cell_rows, across, down, draw(key, who, number + np.uint64(4)),
                )  # fmt: skip
            if found < 0 or home[found] == home[row] or age[found] < ADULT_AGE:
                continue
            chance = alike(
                row, found, age, schooling, background, same_age_years, other_schooling, other_background, 0.0
            )
            if draw(key, who, number + np.uint64(5)) < chance and _room_between(links, row, found):
                strength = 0.35 + 0.5 * draw(key, who, number + np.uint64(6))
                make_tie(links, row, found, FRIEND, BY_START, week, strength)
                friends -= 1
        for attempt in range(12):
            if neighbours <= 0 or empty_places(links, row) <= PLACES_KEPT:
                break
            number = np.uint64(400 + attempt * 4)
            step = int(draw(key, who, number) * 13.0) - 6
            there = home[row] + step
            if step == 0 or there < 0 or there >= street.shape[0] or street[there] != street[home[row]]:
                continue
            found = np.int64(members[there, int(draw(key, who, number + np.uint64(1)) * 2.0)])
            if found < 0 or age[found] < ADULT_AGE:
                continue
            chance = alike(
                row, found, age, schooling, background, same_age_years, other_schooling, other_background,
                neighbour_tolerance,
            )  # fmt: skip
            if draw(key, who, number + np.uint64(2)) < chance and _room_between(links, row, found):
                strength = 0.2 + 0.4 * draw(key, who, number + np.uint64(3))
                make_tie(links, row, found, NEIGHBOUR, BY_START, week, strength)
                neighbours -= 1
        if age[row] < 62 and draw(key, who, np.uint64(3)) < kin_share:
            parent = -1
            for attempt in range(16):
                found = np.int64(cell_rows[int(draw(key, who, np.uint64(600 + attempt)) * cell_rows.shape[0])])
                gap = age[found] - age[row]
                if 22 <= gap <= 38 and background[found] == background[row] and home[found] != home[row]:
                    parent = found
                    break
            if parent >= 0 and _room_between(links, row, parent):
                make_tie(links, row, parent, KIN, BY_START, week, 0.5 + 0.4 * draw(key, who, np.uint64(4)))


@inlined
def _room_between(links: Links, one: int, two: int) -> bool:
    return one != two and empty_places(links, two) > PLACES_KEPT and not tied(links, one, two)


@inlined
def _someone_at(x: float, y: float, cell_start, cell_rows, across: int, down: int, uniform: float) -> int:
    """Return an adult who lives in the cell around a point, or -1 where nobody does."""
    east, north = int(x / CELL_METRES), int(y / CELL_METRES)
    if x < 0.0 or y < 0.0 or east >= across or north >= down:
        return -1
    cell = north * across + east
    count = cell_start[cell + 1] - cell_start[cell]
    return np.int64(cell_rows[cell_start[cell] + int(uniform * count)]) if count > 0 else -1


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


@kernel
def make_kin_elsewhere(
    links: Links,
    rows,
    identity,
    age,
    position,
    key,
    week,
    age_week,
    siblings_mean,
    children_mean,
    friends_mean,
):
    """Give each resident parents, siblings, grown children and friends elsewhere, as many as their age makes likely."""
    for row in rows:
        who = identity[row]
        if age[row] < ADULT_AGE or (position[row] == CHILD and age[row] < 25):
            continue
        parent_alive = min(max((88.0 - age[row]) / 45.0, 0.0), 1.0)
        for parent in range(2):
            number = np.uint64(10 + 4 * parent)
            if draw(key, who, number) < parent_alive * (0.9 if parent == 0 else 0.75):
                years = age[row] + 24.0 + 12.0 * draw(key, who, number + np.uint64(1))
                if years < 100.0:
                    _know(
                        links,
                        row,
                        KIN,
                        week,
                        age_week,
                        years,
                        0.45 + 0.5 * draw(key, who, number + np.uint64(2)),
                        number,
                        who,
                    )
        siblings = count_around(siblings_mean, draw(key, who, np.uint64(30)))
        for sibling in range(siblings):
            number = np.uint64(40 + 4 * sibling)
            years = age[row] - 6.0 + 12.0 * draw(key, who, number)
            _know(
                links,
                row,
                KIN,
                week,
                age_week,
                years,
                0.25 + 0.6 * draw(key, who, number + np.uint64(1)),
                number,
                who,
            )
        if age[row] > 55:
            children = count_around(children_mean, draw(key, who, np.uint64(70)))
            for child in range(children):
                number = np.uint64(80 + 4 * child)
                years = age[row] - 24.0 - 12.0 * draw(key, who, number)
                _know(
                    links,
                    row,
                    KIN,
                    week,
                    age_week,
                    max(years, 18.0),
                    0.45 + 0.5 * draw(key, who, number + np.uint64(1)),
                    number,
                    who,
                )
        friends = count_around(friends_mean, draw(key, who, np.uint64(110)))
        for friend in range(friends):
            number = np.uint64(120 + 4 * friend)
            years = age[row] - 8.0 + 16.0 * draw(key, who, number)
            _know(
                links,
                row,
                FRIEND,
                week,
                age_week,
                max(years, 18.0),
                0.3 + 0.5 * draw(key, who, number + np.uint64(1)),
                number,
                who,
            )


@inlined
def _know(
    links: Links,
    row: int,
    kind: int,
    week: int,
    age_week: int,
    years: float,
    strength: float,
    number: np.uint64,
    who: np.uint64,
) -> None:
    """Make a tie with someone elsewhere of so many years, unless nearly all places are taken."""
    if empty_places(links, row) > 2:
        born = age_week - int(years * WEEKS_PER_YEAR)
        make_outside_tie(links, row, mix(who + number), kind, BY_START, week, strength, born)
