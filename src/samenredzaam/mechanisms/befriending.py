"""New ties: with those who live close, with friends of friends, and elsewhere. Who has few looks for more."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.links import Links, empty_places, make_outside_tie, make_tie, other_end, tied
from samenredzaam.neighbourhood.network import Founding, alike
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import TIE_SLOTS
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
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, mix, pair, purpose, quick_draw

LOOKS_FOR_TIES = purpose("looks for new ties")
MEETS_SOMEONE = purpose("whom someone meets")
LIKES = purpose("two strangers like each other")
FRIEND_ELSEWHERE = purpose("a new friend elsewhere")


@dataclass(frozen=True)
class Befriending:
    """New ties of the week."""

    writes: ClassVar = ("ties",)

    founding: Founding = Founding()
    look_chance: float = parameter(
        0.15, unit="chance per week", low=0.0, high=0.5,
        nl="kans dat iemand zonder banden een nieuwe zoekt; minder naarmate er meer zijn",
        en="chance that someone without ties looks for one; less with every tie",
        assumption="replaces what is lost: about 137 new ties a week per 10,000 residents",
    )  # fmt: skip
    street_share: float = parameter(
        0.4, unit="share", low=0.0, high=1.0,
        nl="deel dat in de eigen straat kijkt, de rest bij vrienden van vrienden",
        en="share who look in their street, the others among friends of friends",
        assumption="closeness and friends of friends are the two roads; the split was not read",
    )  # fmt: skip
    elsewhere_chance: float = parameter(
        0.016, unit="chance per week", low=0.0, high=0.1,
        nl="kans op een nieuwe vriend elders, zonder banden", en="chance of a new friend elsewhere, without ties",
        assumption="work, school and clubs elsewhere replace the friends lost there",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let people look for someone, and tie those who like each other."""
        residents, homes, founding = town.residents, town.homes, self.founding
        proposal = np.full(residents.capacity, -1, dtype=np.int64)
        looks_near = np.zeros(residents.capacity, dtype=np.bool_)
        meets_elsewhere = np.zeros(residents.capacity, dtype=np.bool_)
        best = np.zeros(residents.capacity, dtype=np.uint64)
        most = look_around(
            town.links(), residents.identity, residents.age, residents.home, homes.street, homes.members, proposal,
            looks_near, meets_elsewhere, town.key(LOOKS_FOR_TIES), town.key(MEETS_SOMEONE),
            self.look_chance, self.street_share, self.elsewhere_chance,
        )  # fmt: skip
        town.room_for_ties(most)
        links = town.links()
        like_each_other(
            residents.identity, residents.age, residents.schooling, residents.background, proposal, looks_near,
            best, town.key(LIKES), founding.same_age_years, founding.other_schooling_share,
            founding.other_background_share, founding.neighbour_tolerance,
        )  # fmt: skip
        tie_the_chosen(links, residents.identity, proposal, looks_near, best, town.key(LIKES), town.week)
        meet_elsewhere(
            links, np.flatnonzero(meets_elsewhere), residents.identity, residents.age, town.key(LOOKS_FOR_TIES),
            town.key(FRIEND_ELSEWHERE), town.week, town.age_week, self.elsewhere_chance,
        )  # fmt: skip


@inlined
def _longing(links: Links, row: int) -> float:
    """Return how much someone misses ties, 1 with none to 0 with nearly all places taken."""
    return max(empty_places(links, row) - 2, 0) / (TIE_SLOTS - 2.0)


@kernel
def look_around(
    links: Links, identity, age, home, street, members, proposal, looks_near, meets_elsewhere, key, meet_key,
    look_chance, street_share, elsewhere_chance,
):  # fmt: skip
    """Let each adult perhaps look for a tie, and remember whom they met: in the street, or a friend of a friend.

    One draw decides: low ones look here, high ones may meet someone elsewhere. Returns how many ties can be made at
    most.
    """
    most = 0
    for row in range(identity.shape[0]):
        if identity[row] == 0 or age[row] < ADULT_AGE:
            continue
        chance = quick_draw(key, identity[row])
        if chance >= 1.0 - elsewhere_chance:
            meets_elsewhere[row] = True
            most += 1
            continue
        if chance >= look_chance or chance >= look_chance * _longing(links, row):
            continue
        looks_near[row] = draw(key, identity[row], np.uint64(1)) < street_share
        word = bits(meet_key, identity[row], np.uint64(0))
        if looks_near[row]:
            found = _in_the_street(identity, age, home[row], street, members, word)
        else:
            friend = _some_tie(links, identity, age, row, row, word)
            found = _some_tie(links, identity, age, friend, row, mix(word)) if friend >= 0 else OUTSIDE
        others = found >= 0 and found != row and home[found] != home[row]
        if others and empty_places(links, found) > 2 and not tied(links, row, found):
            proposal[row] = found
            most += 1
    return most


@inlined
def _in_the_street(identity, age, home: int, street, members, word: np.uint64) -> int:
    """Return an adult of a home a few doors away, by race of draws, or OUTSIDE.

    Dwellings do not move, so doors may be counted.
    """
    there = home + np.int64((word >> np.uint64(32)) % np.uint64(13)) - 6
    if there < 0 or there >= street.shape[0] or street[there] != street[home]:
        return OUTSIDE
    best, found = np.uint64(0), OUTSIDE
    for place in range(members.shape[1]):
        one = np.int64(members[there, place])
        if one >= 0 and age[one] >= ADULT_AGE:
            score = mix(word ^ identity[one])
            if score > best:
                best, found = score, one
    return found


@inlined
def _some_tie(links: Links, identity, age, row: int, but: int, word: np.uint64) -> int:
    """Return an adult resident to whom `row` is tied, outside the household, by race of draws, or OUTSIDE."""
    best, found = np.uint64(0), OUTSIDE
    for place in range(links.of.shape[1]):
        tie = links.of[row, place]
        if tie < 0 or links.kind[tie] == HOUSEHOLD:
            continue
        other = other_end(links, tie, row)
        if other >= 0 and other != but and age[other] >= ADULT_AGE:
            score = mix(word ^ identity[other])
            if score > best:
                best, found = score, other
    return found


@inlined
def _rank(key: np.uint64, one: np.uint64, two: np.uint64) -> np.uint64:
    return bits(key, pair(one, two), np.uint64(1)) | np.uint64(1)


@kernel
def like_each_other(
    identity, age, schooling, background, proposal, looks_near, best, key, same_age_years, other_schooling,
    other_background, neighbour_tolerance,
):  # fmt: skip
    """Withdraw proposals between people who do not take to each other.

    Of the rest each person may have one, the best by hash.
    """
    for row in range(identity.shape[0]):
        found = proposal[row]
        if found < 0:
            continue
        tolerance = neighbour_tolerance if looks_near[row] else 0.0
        chance = alike(
            row,
            found,
            age,
            schooling,
            background,
            same_age_years,
            other_schooling,
            other_background,
            tolerance,
        )
        if draw(key, pair(identity[row], identity[found]), np.uint64(0)) >= chance:
            proposal[row] = OUTSIDE
            continue
        rank = _rank(key, identity[row], identity[found])
        best[row] = max(best[row], rank)
        best[found] = max(best[found], rank)


@kernel
def tie_the_chosen(links: Links, identity, proposal, looks_near, best, key, week):
    """Tie each pair that is the best for both, once."""
    for row in range(identity.shape[0]):
        found = proposal[row]
        if found < 0:
            continue
        rank = _rank(key, identity[row], identity[found])
        if best[row] == rank and best[found] == rank and not tied(links, row, found):
            # Where both proposed, the kind follows the one with the smaller identity.
            both = proposal[found] == row
            near = looks_near[found] if both and identity[found] < identity[row] else looks_near[row]
            kind, maker = (NEIGHBOUR, BY_STREET) if near else (FRIEND, BY_FRIEND)
            strength = 0.25 + 0.2 * draw(key, pair(identity[row], identity[found]), np.uint64(2))
            make_tie(links, row, found, kind, maker, week, strength)


@kernel
def meet_elsewhere(links: Links, rows, identity, age, look_key, key, week, age_week, chance):
    """Let adults find friends outside the municipality, of about their own age."""
    for row in rows:
        who = identity[row]
        if 1.0 - quick_draw(look_key, who) < chance * _longing(links, row):
            years = max(age[row] - 8.0 + 16.0 * draw(key, who, np.uint64(1)), 18.0)
            stranger = bits(key, who, np.uint64(2))
            born = age_week - int(years * WEEKS_PER_YEAR)
            make_outside_tie(links, row, stranger, FRIEND, BY_ELSEWHERE, week, 0.4, born)
