"""People move: households leave, grown children leave home, couples part; and empty homes fill with newcomers.

Some of the grown children take an empty home nearby. Newcomers are households like those of the start: which one is
drawn from the founding households, the young and mobile more often. They come with kin and friends elsewhere and know
nobody here. While the population stands still, others just like them take the place of those who would leave.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.households import bind_households, find_homes, leave, rehouse
from samenredzaam.neighbourhood.ledgers import ARRIVALS, DEPARTURES
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.newcomers import COPIED, households_like, library, write_newcomers
from samenredzaam.neighbourhood.people import ADULT_AGE, Settling
from samenredzaam.neighbourhood.residents import CHILD, PARTNER
from samenredzaam.neighbourhood.streets import USUAL_LIVEABILITY
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import having_turn, over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn_for, purpose, quick_draw

HOUSEHOLD_MOVES = purpose("a household moves out")
LEAVES_HOME = purpose("a grown child leaves home")
COUPLE_PARTS = purpose("a couple parts")
HOME_FILLS = purpose("an empty home is taken")


@dataclass(frozen=True)
class Moving:
    """Moves of the week, out and in."""

    writes: ClassVar = "population"

    settling: Settling = Settling()
    founding: Founding = Founding()
    moves_share: float = parameter(
        0.08, unit="share of households per year", low=0.02, high=0.25,
        nl="deel van de huishoudens dat per jaar vertrekt", en="share of households that move out in a year",
        assumption="with children who leave home and couples who part, 9-15% of residents move in a year "
        "(cbs_60048ned); some of those moves stay within the neighbourhood",
    )  # fmt: skip
    young_factor: float = parameter(
        2.5, unit="factor", low=1.0, high=5.0,
        nl="hoeveel vaker huishoudens met een hoofd onder de 35 verhuizen",
        en="how many times as often households with a head below 35 move",
        assumption="moves peak in young adulthood; size not read",
    )  # fmt: skip
    old_factor: float = parameter(
        0.4, unit="factor", low=0.1, high=1.0,
        nl="hoeveel minder vaak huishoudens met een hoofd boven de 60 verhuizen",
        en="how many times as often households with a head above 60 move",
        assumption="moves are rare in old age; size not read",
    )  # fmt: skip
    leave_home_share: float = parameter(
        0.12, unit="share of grown children per year", low=0.05, high=0.4,
        nl="deel van de volwassen kinderen dat per jaar het ouderlijk huis verlaat",
        en="share of grown children who leave home in a year",
        assumption="half have left by about 24",
    )  # fmt: skip
    near_home_share: float = parameter(
        0.4, unit="share of those who leave home", low=0.0, high=0.8,
        nl="deel van hen dat in de buurt blijft, waar een woning leeg staat",
        en="share of them who stay in the neighbourhood, where a home is empty",
        assumption="no figure read; keeps kin nearby as common as they are taken to be at the start",
    )  # fmt: skip
    parting_share: float = parameter(
        0.012, unit="share of couples per year", low=0.0, high=0.04,
        nl="deel van de paren dat per jaar uit elkaar gaat", en="share of couples who part in a year",
        assumption="no figure read; of the order of the divorce rate, and more for the unmarried",
    )  # fmt: skip
    fill_share: float = parameter(
        0.2, unit="share of empty homes per week", low=0.02, high=1.0,
        nl="deel van de lege woningen dat per week bewoond raakt", en="share of empty homes taken in a week",
        assumption="homes stand empty for about five weeks, apart from those that stood empty at the start",
    )  # fmt: skip
    kept_friend_share: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="deel van de vrienden dat vriend blijft na een verhuizing", en="share of friends kept after a move",
        assumption="most friendships are lost with distance; size not read",
    )  # fmt: skip

    liveability_on_moving: float = parameter(
        0.5, unit="factor per point of liveability", low=0.0, high=2.0,
        nl="hoeveel minder huishoudens vertrekken uit een straat die leefbaarder is",
        en="how much less households move out of a street that is more liveable",
        assumption="who likes the street stays; size not read",
    )  # fmt: skip

    @cached_property
    def mobility(self) -> np.ndarray:
        """Return how mobile a household is by the age of its oldest member, relative to the middle, at 0 to 121."""
        return table([self.young_factor if age < 35 else (self.old_factor if age > 60 else 1.0) for age in range(122)])

    def step(self, town: Town) -> None:
        """Let people move out and in; while the population stands still, others like them take their place."""
        residents = town.residents
        movers, near = self._choose(town)
        if town.week < 0:
            self.founding.replace(
                town, np.concatenate([movers, near]), moved=True, kept_friend_share=self.kept_friend_share
            )
            return
        library(town, self.mobility)
        homes = find_homes(town, town.key(HOME_FILLS), near)
        movers = np.concatenate([movers, near[homes < 0]])
        rehouse(town, near[homes >= 0], homes[homes >= 0])
        np.add.at(town.ledgers.flows[:, DEPARTURES], residents.neighbourhood[movers], 1)
        leave(town, movers, moved=True, kept_friend_share=self.kept_friend_share)
        self._fill(town)

    def _choose(self, town: Town) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of those who move out, and of the grown children who look for a home nearby."""
        residents, homes = town.residents, town.homes
        moves = np.zeros(residents.capacity, dtype=np.int8)
        choose_movers(
            having_turn(homes.household, town.week), town.turning(), residents.identity,
            residents.age, residents.position, residents.home, homes.members, homes.household, homes.street,
            town.streets.liveability, moves, town.key(HOUSEHOLD_MOVES), town.key(LEAVES_HOME), town.key(COUPLE_PARTS),
            self.mobility, over_turn(self.moves_share / WEEKS_PER_YEAR),
            over_turn(self.leave_home_share / WEEKS_PER_YEAR), over_turn(self.parting_share / WEEKS_PER_YEAR),
            self.near_home_share, self.liveability_on_moving,
        )  # fmt: skip
        return rows_where(moves == MOVES_OUT), rows_where(moves == MOVES_NEAR)

    def _fill(self, town: Town) -> None:
        """Let newcomers take some of the empty homes, as many as keeps homes as full as they were at the start.

        Of those beyond the number empty at the start a share is taken each week.
        """
        homes, key, found = town.homes, town.key(HOME_FILLS), town.founding
        empty = rows_where(homes.household == 0)
        at = homes.neighbourhood[empty]
        count = np.bincount(at, minlength=len(town.codes))
        above = np.maximum(count - found["spare"], 0) / np.maximum(count, 1)
        taken = empty[drawn_for(key, homes.identity[empty], 0) < self.fill_share * above[at]]
        if len(taken) == 0:
            return
        like = households_like(town, taken, key)
        rows = town.room_for_residents(int(found["size"][like].sum()))
        self._arrive(town, taken, like, rows)

    def _arrive(self, town: Town, taken: np.ndarray, like: np.ndarray, rows: np.ndarray) -> None:
        """Write the newcomers into `rows` and give them traits, household ties and those they know elsewhere."""
        residents, homes, found = town.residents, town.homes, town.founding
        write_newcomers(
            taken, like, rows, town.week, town.age_week, town.key(HOME_FILLS), found["members"], found["income"],
            homes.identity, homes.household, homes.since, homes.income, homes.neighbourhood, homes.members,
            residents.identity, residents.neighbourhood, residents.home, residents.birth_week,
            *(found[name] for name in COPIED), *(getattr(residents, name) for name in COPIED),
        )  # fmt: skip
        self.settling.settle(town, rows, town.week)
        town.room_for_ties(len(rows) * 5)
        bind_households(town.links(), taken.astype(np.int32), homes.members, town.week, 0.85)
        self.founding.know_elsewhere(town, rows.astype(np.int64))
        np.add.at(town.ledgers.flows[:, ARRIVALS], residents.neighbourhood[rows], 1)


MOVES_OUT, MOVES_NEAR = 1, 2


@kernel
def choose_movers(
    homes_turning, people_turning, identity, age, position, home_of, members, household, street, liveability, moves,
    key, child_key, parting_key, mobility, moves_chance, child_chance, parting_chance, near_share, liveability_weight,
):  # fmt: skip
    """Mark who moves out: whole households (low draws), one of a couple that parts (high draws), and grown children.

    Of the grown children those with the lowest draws look for a home nearby.
    """
    for home in homes_turning:
        if household[home] == 0:
            continue
        chance = quick_draw(key, household[home])
        if chance >= 1.0 - parting_chance:
            _part(identity, position, members, home, moves, parting_key)
            continue
        stays = max(1.0 - liveability_weight * (float(liveability[street[home]]) - USUAL_LIVEABILITY), 0.0)
        if chance < moves_chance * stays * mobility[_oldest(age, members, home)]:
            for place in range(members.shape[1]):
                if members[home, place] >= 0:
                    moves[members[home, place]] = MOVES_OUT
    for row in people_turning:
        if position[row] != CHILD or age[row] < ADULT_AGE or identity[row] == 0 or moves[row] != 0:
            continue
        chance = quick_draw(child_key, identity[row])
        if chance < child_chance and _count(members, home_of[row]) > 1:
            moves[row] = MOVES_NEAR if chance < child_chance * near_share else MOVES_OUT


@inlined
def _oldest(age, members, home: int) -> int:
    oldest = 0
    for place in range(members.shape[1]):
        if members[home, place] >= 0:
            oldest = max(oldest, age[members[home, place]])
    return oldest


@inlined
def _count(members, home: int) -> int:
    count = 0
    for place in range(members.shape[1]):
        count += 1 if members[home, place] >= 0 else 0
    return count


@inlined
def _part(identity, position, members, home: int, moves, key: np.uint64) -> None:
    """Let a couple part, if one lives here: the partner with the lower draw moves out."""
    leaver, stays = -1, False
    for place in range(members.shape[1]):
        one = members[home, place]
        if one < 0 or position[one] != PARTNER:
            continue
        stays = leaver >= 0
        if leaver < 0 or draw(key, identity[one], np.uint64(1)) < draw(key, identity[leaver], np.uint64(1)):
            leaver = one
    if stays:
        moves[leaver] = MOVES_OUT
