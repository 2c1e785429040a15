"""People move: households leave, grown children leave home, couples part; and empty homes fill with newcomers.

Newcomers are households like those of the start: which one is drawn from the founding households, the young and mobile
more often. They come with kin and friends elsewhere and know nobody here.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.ledgers import ARRIVALS, DEPARTURES
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.people import Settling, bind_households, leave
from samenredzaam.neighbourhood.residents import CHILD, PARTNER
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, mix, purpose, quick_draw

HOUSEHOLD_MOVES = purpose("a household moves out")
LEAVES_HOME = purpose("a grown child leaves home")
COUPLE_PARTS = purpose("a couple parts")
HOME_FILLS = purpose("an empty home is taken")

COPIED = ("age", "sex", "position", "schooling", "background", "benefit", "work_minutes")
"""What a newcomer has from the founding resident in whose likeness they come."""


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

    @cached_property
    def mobility(self) -> np.ndarray:
        """Return how mobile a household is by the age of its oldest member, relative to the middle, at 0 to 121."""
        return table([self.young_factor if age < 35 else (self.old_factor if age > 60 else 1.0) for age in range(122)])

    def step(self, town: Town) -> None:
        """Let people move out and in, unless time stands still for the population."""
        if town.week < 0:
            return
        residents, homes = town.residents, town.homes
        moves = np.zeros(residents.capacity, dtype=np.bool_)
        choose_movers(
            residents.identity, residents.age, residents.position, residents.home, homes.members, homes.household,
            moves, town.key(HOUSEHOLD_MOVES), town.key(LEAVES_HOME), town.key(COUPLE_PARTS),
            self.mobility, float(self.mobility.max()), self.moves_share / WEEKS_PER_YEAR,
            self.leave_home_share / WEEKS_PER_YEAR, self.parting_share / WEEKS_PER_YEAR,
        )  # fmt: skip
        rows = np.flatnonzero(moves)
        np.add.at(town.ledgers.flows[:, DEPARTURES], residents.neighbourhood[rows], 1)
        leave(town, rows, moved=True, kept_friend_share=self.kept_friend_share)
        self._fill(town)

    def _fill(self, town: Town) -> None:
        """Let newcomers take some of the empty homes, as many as keeps homes as full as they were at the start."""
        homes = town.homes
        key = town.key(HOME_FILLS)
        fills = np.zeros(homes.capacity, dtype=np.int64)
        library = self._library(town)
        places = np.zeros(homes.capacity, dtype=np.int64)
        choose_fills(
            homes.household,
            homes.identity,
            homes.neighbourhood,
            library["spare"],
            np.zeros(len(town.codes), dtype=np.int64),
            fills,
            key,
            self.fill_share,
        )
        taken = np.flatnonzero(fills)
        if len(taken) == 0:
            return
        choose_likeness(taken, homes.identity, homes.neighbourhood, library["start"], library["weight"], places, key)
        sizes = library["size"][places[taken]]
        rows = town.room_for_residents(int(sizes.sum()))
        town.room_for_ties(len(rows) * 14)
        self._arrive(town, library, taken, places[taken], rows)

    def _arrive(
        self,
        town: Town,
        library: dict[str, np.ndarray],
        taken: np.ndarray,
        likeness: np.ndarray,
        rows: np.ndarray,
    ) -> None:
        """Write the newcomers into `rows` and give them traits, household ties and those they know elsewhere."""
        residents, homes = town.residents, town.homes
        write_newcomers(
            taken, likeness, rows, town.week, town.age_week, town.key(HOME_FILLS), library["members"],
            library["income"], homes.identity, homes.household, homes.since, homes.income, homes.neighbourhood,
            homes.members, residents.identity, residents.neighbourhood, residents.home, residents.birth_week,
            *(library[name] for name in COPIED), *(getattr(residents, name) for name in COPIED),
        )  # fmt: skip
        self.settling.settle(town, rows, town.week)
        bind_households(town.links(), taken.astype(np.int32), homes.members, town.week, 0.85)
        self.founding.know_elsewhere(town, rows.astype(np.int64))
        np.add.at(town.ledgers.flows[:, ARRIVALS], residents.neighbourhood[rows], 1)

    def _library(self, town: Town) -> dict[str, np.ndarray]:
        """Return the founding households by neighbourhood, with cumulative weights to draw one by; made once."""
        if town.founding:
            return town.founding
        homes, residents = town.homes, town.residents
        occupied = np.flatnonzero(homes.household)
        order = np.lexsort((homes.identity[occupied], homes.neighbourhood[occupied]))
        occupied = occupied[order]
        members = homes.members[occupied]
        ages = np.where(members >= 0, residents.age[np.maximum(members, 0)], 0)
        weight = (1000.0 * self.mobility[np.max(ages, axis=1)]).astype(np.int64)
        counts = np.bincount(homes.neighbourhood[occupied], minlength=len(town.codes))
        empty = np.bincount(homes.neighbourhood[homes.household == 0], minlength=len(town.codes))
        library = {
            "members": members,
            "size": np.sum(members >= 0, axis=1),
            "weight": np.cumsum(weight),
            "income": homes.income[occupied].copy(),
            "start": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            "spare": empty.astype(np.int64),
        }
        library.update({name: getattr(residents, name).copy() for name in COPIED})
        town.founding.update(library)
        return library


@kernel
def choose_movers(
    identity, age, position, home_of, members, household, moves, key, child_key, parting_key, mobility,
    most_mobile, moves_chance, child_chance, parting_chance,
):  # fmt: skip
    """Mark who moves out: whole households (low draws), one of a couple that parts (high draws), and grown children."""
    for home in range(members.shape[0]):
        if household[home] == 0:
            continue
        chance = quick_draw(key, household[home])
        if chance < moves_chance * most_mobile and chance < moves_chance * mobility[_oldest(age, members, home)]:
            for place in range(members.shape[1]):
                if members[home, place] >= 0:
                    moves[members[home, place]] = True
        elif chance >= 1.0 - parting_chance:
            _part(identity, position, members, home, moves, parting_key)
    for row in range(identity.shape[0]):
        if identity[row] != 0 and position[row] == CHILD and age[row] >= 18 and not moves[row]:
            moves[row] = quick_draw(child_key, identity[row]) < child_chance and _count(members, home_of[row]) > 1


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
        moves[leaver] = True


@kernel
def choose_fills(household, identity, neighbourhood, spare, empty, fills, key, fill_share):
    """Mark the empty homes that are taken: of those beyond the number empty at the start, a share each week."""
    for home in range(household.shape[0]):
        if household[home] == 0:
            empty[neighbourhood[home]] += 1
    for home in range(household.shape[0]):
        if household[home] == 0:
            at = neighbourhood[home]
            above = max(empty[at] - spare[at], 0) / empty[at]
            if draw(key, identity[home], np.uint64(0)) < fill_share * above:
                fills[home] = 1


@kernel
def choose_likeness(taken, identity, neighbourhood, start, weight, likeness, key):
    """Choose a founding household of the same neighbourhood for each taken home, by weight.

    The founding households are the same list in every scenario, so a place in it is as stable as an identity.
    """
    for home in taken:
        first, after = start[neighbourhood[home]], start[neighbourhood[home] + 1]
        before = weight[first - 1] if first > 0 else 0
        aim = before + int(draw(key, identity[home], np.uint64(1)) * (weight[after - 1] - before))
        low, high = first, after - 1
        while low < high:
            middle = (low + high) // 2
            if weight[middle] > aim:
                high = middle
            else:
                low = middle + 1
        likeness[home] = low


@kernel
def write_newcomers(
    taken, likeness, rows, week, age_week, key, like_members, like_income, home_identity, household, since, income,
    home_neighbourhood, members, identity, neighbourhood, home_of, birth_week, like_age, like_sex, like_position,
    like_schooling, like_background, like_benefit, like_work, age, sex, position, schooling, background, benefit, work,
):  # fmt: skip
    """Write newcomers; who they are follows from the home, the week and their place in the household."""
    used = 0
    for index in range(taken.shape[0]):
        home = taken[index]
        household[home] = mix(home_identity[home] ^ mix(np.uint64(week + 1)))
        since[home] = week
        income[home] = like_income[likeness[index]]
        filled = 0
        for place in range(like_members.shape[1]):
            like = like_members[likeness[index], place]
            if like < 0:
                continue
            row = rows[used]
            used += 1
            members[home, filled] = row
            filled += 1
            identity[row] = mix(household[home] + np.uint64(place + 1))
            neighbourhood[row] = home_neighbourhood[home]
            home_of[row] = home
            age[row] = like_age[like]
            within = draw(key, identity[row], np.uint64(2))
            birth_week[row] = age_week - int((like_age[like] + within) * WEEKS_PER_YEAR)
            sex[row] = like_sex[like]
            position[row] = like_position[like]
            schooling[row] = like_schooling[like]
            background[row] = like_background[like]
            benefit[row] = like_benefit[like]
            work[row] = like_work[like]
