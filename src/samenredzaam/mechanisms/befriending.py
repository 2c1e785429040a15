"""New ties: with those who live close, with friends of friends, and elsewhere. Who has few looks for more.

Everyone has a turn to look once in four weeks. Newcomers look for more; whoever lost a partner first looks for less,
and then for more than others. In a street that is pleasant to live in people take to each other sooner.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.links import (
    Links,
    empty_places,
    longing,
    make_outside_tie,
    make_tie,
    new_strength,
    other_end,
    tied,
)
from samenredzaam.neighbourhood.network import Founding, people_of
from samenredzaam.neighbourhood.network_near import People, Taste, alike
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.streets import USUAL_LIVEABILITY
from samenredzaam.neighbourhood.ties import (
    BY_ELSEWHERE,
    BY_FRIEND,
    BY_STREET,
    FRIEND,
    HOUSEHOLD,
    NEIGHBOUR,
    OUTSIDE,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, mix, pair, purpose, quick_draw

LOOKS_FOR_TIES = purpose("looks for new ties")
MEETS_SOMEONE = purpose("whom someone meets")
LIKES = purpose("two strangers like each other")
FRIEND_ELSEWHERE = purpose("a new friend elsewhere")


class Looking(NamedTuple):
    """How long and how much newcomers and those who lost a partner look for more or for less (parameters)."""

    newcomer_weeks: int
    newcomer_factor: float
    grief_weeks: int
    grief_factor: float
    rebuilding_weeks: int
    rebuilding_factor: float


class Found(NamedTuple):
    """Those who found someone this week; of each array only the first so many places count.

    Attributes:
        rows: who looked.
        other: whom they met.
        near: whether in the street.
        elsewhere: another list: who may have met someone elsewhere.
        place: for a resident who is in `rows` where; for others anything, so it holds only where rows[place] says so.
        best: for each resident, the best of the meetings they are part of, by hash.
    """

    rows: np.ndarray
    other: np.ndarray
    near: np.ndarray
    elsewhere: np.ndarray
    place: np.ndarray
    best: np.ndarray


@dataclass(frozen=True)
class Befriending:
    """New ties of the week."""

    writes: ClassVar = ("ties",)

    founding: Founding = Founding()
    look_chance: float = parameter(
        0.4, unit="chance per week", low=0.0, high=0.9,
        nl="kans dat iemand zonder banden een nieuwe zoekt; minder naarmate er meer zijn",
        en="chance that someone without ties looks for one; less with every tie",
        assumption="replaces what is lost: about 137 new ties a week per 10,000 residents; with 12 of 20 places taken "
        "someone misses a third as much as with none",
    )  # fmt: skip
    street_share: float = parameter(
        0.26, unit="share", low=0.0, high=1.0,
        nl="deel dat in de eigen straat kijkt, de rest bij vrienden van vrienden",
        en="share who look in their street, the others among friends of friends",
        assumption="closeness and friends of friends are the two roads; so that 10-15% of supporters are neighbours, "
        "which is general knowledge",
    )  # fmt: skip
    elsewhere_chance: float = parameter(
        0.031, unit="chance per week", low=0.0, high=0.1,
        nl="kans op een nieuwe vriend elders, zonder banden", en="chance of a new friend elsewhere, without ties",
        assumption="work, school and clubs elsewhere replace the friends lost there",
    )  # fmt: skip

    newcomer_weeks: int = parameter(
        104, unit="weeks", low=0, high=520,
        nl="zo lang na een verhuizing zoekt iemand meer", en="so long after a move people look for more",
        assumption="newcomers rebuild slowly, over years rather than months; size not read",
    )  # fmt: skip
    newcomer_factor: float = parameter(
        1.5, unit="factor", low=1.0, high=3.0,
        nl="hoeveel vaker zij zoeken", en="how much more often they look",
        assumption="who knows nobody here has more reason to look; size not read",
    )  # fmt: skip
    grief_weeks: int = parameter(
        52, unit="weeks", low=0, high=260,
        nl="zo lang na het verlies van een partner zoekt iemand minder",
        en="so long after the loss of a partner people look for less",
        assumption="the first year of mourning; widowhood is the largest rise in loneliness (dykstra_2005), its course "
        "was not read",
    )  # fmt: skip
    grief_factor: float = parameter(
        0.5, unit="factor", low=0.0, high=1.0,
        nl="hoeveel minder vaak dan", en="how much less often then",
        assumption="as for the time",
    )  # fmt: skip
    rebuilding_weeks: int = parameter(
        156, unit="weeks", low=0, high=520,
        nl="zo lang daarna zoekt iemand meer", en="so long after that people look for more",
        assumption="the widowed rebuild slowly; size not read",
    )  # fmt: skip
    rebuilding_factor: float = parameter(
        1.5, unit="factor", low=1.0, high=3.0,
        nl="hoeveel vaker dan", en="how much more often then",
        assumption="as for the time",
    )  # fmt: skip
    liveability_on_meeting: float = parameter(
        0.5, unit="factor per point of liveability", low=0.0, high=2.0,
        nl="hoeveel eerder mensen elkaar mogen in een straat die leefbaarder is",
        en="how much sooner people take to each other in a street that is more liveable",
        assumption="liveability feeds back on contact; size not read",
    )  # fmt: skip

    @cached_property
    def looking(self) -> Looking:
        """Return who looks for more and who for less, for the kernel."""
        return Looking(
            self.newcomer_weeks, self.newcomer_factor, self.grief_weeks, self.grief_factor,
            self.rebuilding_weeks, self.rebuilding_factor,
        )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let those whose turn it is look for someone, and tie those who like each other."""
        residents, homes, founding = town.residents, town.homes, self.founding
        turning = town.turning()
        rows, capacity = np.empty((3, len(turning)), dtype=np.int64), residents.capacity
        found = Found(
            rows[0], rows[1], np.zeros(len(turning), dtype=np.bool_), rows[2],
            np.zeros(capacity, dtype=np.int32), np.zeros(capacity, dtype=np.uint64),
        )  # fmt: skip
        people, links = people_of(residents), town.links()
        here, elsewhere = look_around(
            links, turning, people, residents.partner_lost, homes.street, homes.since, homes.members, found,
            self.looking, town.week, town.key(LOOKS_FOR_TIES), town.key(MEETS_SOMEONE), over_turn(self.look_chance),
            self.street_share, over_turn(self.elsewhere_chance),
        )  # fmt: skip
        town.room_for_ties(here + elsewhere)
        tie_the_chosen(
            town.links(), here, people, homes.street, town.streets.liveability, found, founding.taste,
            self.liveability_on_meeting, town.key(LIKES), town.week, found.elsewhere[:elsewhere],
            town.key(LOOKS_FOR_TIES), town.key(FRIEND_ELSEWHERE), town.age_week, over_turn(self.elsewhere_chance),
        )  # fmt: skip


@inlined
def _eager(since_move: int, since_loss: int, looking: Looking) -> float:
    """Return how many times as often as others someone looks: more as a newcomer; less in grief, and then more."""
    factor = looking.newcomer_factor if since_move < looking.newcomer_weeks else 1.0
    if since_loss < looking.grief_weeks:
        return factor * looking.grief_factor
    return factor * (looking.rebuilding_factor if since_loss < looking.grief_weeks + looking.rebuilding_weeks else 1.0)


@kernel
def look_around(
    links: Links, turning, people: People, partner_lost, street, since, members, found: Found, looking: Looking, week,
    key, meet_key, look_chance, street_share, elsewhere_chance,
):  # fmt: skip
    """Let each adult perhaps look for a tie, and remember whom they met: in the street, or a friend of a friend.

    One draw decides: low ones look here, high ones may meet someone elsewhere. Returns how many of each.
    """
    here, elsewhere = 0, 0
    most = look_chance * looking.newcomer_factor * looking.rebuilding_factor
    for row in turning:
        who = people.identity[row]
        if who == 0 or people.age[row] < ADULT_AGE:
            continue
        chance = quick_draw(key, who)
        if chance >= 1.0 - elsewhere_chance:
            found.elsewhere[elsewhere] = row
            elsewhere += 1
            continue
        if chance >= most:
            continue
        eager = _eager(week - since[people.home[row]], week - partner_lost[row], looking)
        if chance >= look_chance * eager * longing(links, row):
            continue
        near = draw(key, who, np.uint64(1)) < street_share
        word = bits(meet_key, who, np.uint64(0))
        if near:
            other = _in_the_street(people, people.home[row], street, members, word)
        else:
            friend = _some_tie(links, people, row, row, word)
            other = _some_tie(links, people, friend, row, mix(word)) if friend >= 0 else OUTSIDE
        others = other >= 0 and other != row and people.home[other] != people.home[row]
        if others and empty_places(links, other) > 2 and not tied(links, row, other):
            found.rows[here], found.other[here], found.near[here], found.place[row] = row, other, near, here
            here += 1
    return here, elsewhere


@inlined
def _in_the_street(people: People, home: int, street, members, word: np.uint64) -> int:
    """Return an adult of a home a few doors away, by race of draws, or OUTSIDE.

    Dwellings do not move, so doors may be counted.
    """
    there = home + np.int64((word >> np.uint64(32)) % np.uint64(13)) - 6
    if there < 0 or there >= street.shape[0] or street[there] != street[home]:
        return OUTSIDE
    best, found = np.uint64(0), OUTSIDE
    for place in range(members.shape[1]):
        one = np.int64(members[there, place])
        if one >= 0 and people.age[one] >= ADULT_AGE:
            score = mix(word ^ people.identity[one])
            if score > best:
                best, found = score, one
    return found


@inlined
def _some_tie(links: Links, people: People, row: int, but: int, word: np.uint64) -> int:
    """Return an adult resident to whom `row` is tied, outside the household, by race of draws, or OUTSIDE."""
    best, found = np.uint64(0), OUTSIDE
    for place in range(links.of.shape[1]):
        tie = links.of[row, place]
        if tie < 0 or links.kind[tie] == HOUSEHOLD:
            continue
        other = other_end(links, tie, row)
        if other >= 0 and other != but and people.age[other] >= ADULT_AGE:
            score = mix(word ^ people.identity[other])
            if score > best:
                best, found = score, other
    return found


@inlined
def _rank(key: np.uint64, one: np.uint64, two: np.uint64) -> np.uint64:
    return bits(key, pair(one, two), np.uint64(1)) | np.uint64(1)


@inlined
def _take_to_each_other(
    row: int, other: int, near: bool, people: People, street, liveability, taste: Taste, liveability_weight: float,
    key: np.uint64,
) -> bool:  # fmt: skip
    """Tell whether two who met like each other: by likeness, between neighbours less, and the street matters too."""
    chance = alike(row, other, people, taste, taste.neighbour_tolerance if near else 0.0)
    if near:
        better = float(liveability[street[people.home[row]]]) - USUAL_LIVEABILITY
        chance = chance * max(1.0 + liveability_weight * better, 0.0)
    return draw(key, pair(people.identity[row], people.identity[other]), np.uint64(0)) < chance


@kernel
def tie_the_chosen(
    links: Links, count, people: People, street, liveability, found: Found, taste: Taste, liveability_weight, key, week,
    elsewhere, look_key, elsewhere_key, age_week, elsewhere_chance,
):  # fmt: skip
    """Tie those who take to each other; each person to at most one, the best for both by hash.

    After that some find a friend elsewhere.
    """
    for index in range(count):
        row, other = found.rows[index], found.other[index]
        if not _take_to_each_other(
            row, other, found.near[index], people, street, liveability, taste, liveability_weight, key
        ):
            found.other[index] = OUTSIDE
            continue
        rank = _rank(key, people.identity[row], people.identity[other])
        found.best[row] = max(found.best[row], rank)
        found.best[other] = max(found.best[other], rank)
    for index in range(count):
        row, other = found.rows[index], found.other[index]
        if other < 0:
            continue
        one, two = people.identity[row], people.identity[other]
        rank = _rank(key, one, two)
        if found.best[row] == rank and found.best[other] == rank and not tied(links, row, other):
            # Where both looked, the kind follows the one with the smaller identity.
            back = found.place[other]
            both = back < count and found.rows[back] == other and found.other[back] == row
            near = found.near[back] if both and two < one else found.near[index]
            kind, maker = (NEIGHBOUR, BY_STREET) if near else (FRIEND, BY_FRIEND)
            make_tie(links, row, other, kind, maker, week, new_strength(draw(key, pair(one, two), np.uint64(2))))
    for row in elsewhere:
        _meet_elsewhere(links, row, people, look_key, elsewhere_key, week, age_week, elsewhere_chance)


@inlined
def _meet_elsewhere(
    links: Links, row: int, people: People, look_key, key, week: int, age_week: int, chance: float
) -> None:
    """Let someone perhaps find a friend outside the municipality, of about their own age."""
    who = people.identity[row]
    if 1.0 - quick_draw(look_key, who) < chance * longing(links, row):
        years = max(people.age[row] - 8.0 + 16.0 * draw(key, who, np.uint64(1)), 18.0)
        stranger = bits(key, who, np.uint64(2))
        born = age_week - int(years * WEEKS_PER_YEAR)
        make_outside_tie(links, row, stranger, FRIEND, BY_ELSEWHERE, week, 0.4, born)
