"""Couples form: single people who know each other, or one of them and someone from elsewhere, come to live together.

Whoever knows nobody suitable here may meet someone elsewhere, who moves in as a newcomer. Of two who know each other
the smaller household moves in with the larger, a single parent with the children; two who both live with others look
for an empty home. The homes they leave become free. Couples form every fourth week, which is often enough for what
happens to a few in a thousand in a year.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.households import bind_households, find_homes, rehouse
from samenredzaam.neighbourhood.ledgers import ARRIVALS, COUPLES
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.newcomers import COPIED, people_like
from samenredzaam.neighbourhood.people import ADULT_AGE, Settling
from samenredzaam.neighbourhood.residents import CHILD, HOME_PLACES, LIVING_ALONE, PARTNER, SINGLE_PARENT
from samenredzaam.neighbourhood.ties import HOUSEHOLD, KIN, OUTSIDE
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS, over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, drawn_for, mix, mixed, purpose, quick_draw

FINDS_PARTNER = purpose("finds a partner")
SEEKS_OWN_SEX = purpose("seeks a partner of the same sex")
NEW_HOME = purpose("a new couple finds a home")
PARTNER_COMES = purpose("a partner from elsewhere moves in")


@dataclass(frozen=True)
class Pairing:
    """Couples of the week."""

    writes: ClassVar = "population"

    settling: Settling = Settling()
    founding: Founding = Founding()
    pairs_share: float = parameter(
        0.1, unit="share of single people per year", low=0.01, high=0.3,
        nl="deel van de alleenstaanden van 25 tot 35 dat per jaar met iemand gaat samenwonen",
        en="share of single people of 25 to 34 who come to live with someone in a year",
        assumption="balances couples who part, widowhood and children who leave, so that positions in the household "
        "stay near those of cbs_37620",
    )  # fmt: skip
    young_factor: float = parameter(
        0.5, unit="factor", low=0.1, high=1.0,
        nl="hoeveel minder vaak wie jonger is dan 25", en="how much less often those below 25",
        assumption="most couples form between 25 and 35; size not read",
    )  # fmt: skip
    halving_years: float = parameter(
        12.0, unit="years", low=5.0, high=40.0,
        nl="boven de 35 halveert de kans in zoveel jaar", en="above 35 the chance halves in so many years",
        assumption="new couples become rare with age; size not read",
    )  # fmt: skip
    near_share: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="deel dat een partner zoekt onder wie zij hier kennen, de rest elders",
        en="share who look for a partner among those they know here, the others elsewhere",
        assumption="no figure read; wide range",
    )  # fmt: skip
    gap_years: int = parameter(
        8, unit="years", low=2, high=20,
        nl="leeftijdsverschil dat partners hoogstens hebben", en="difference in age that partners have at most",
        assumption="no figure read; most couples are closer in age",
    )  # fmt: skip
    same_sex_share: float = parameter(
        0.02, unit="share of people", low=0.0, high=0.1,
        nl="deel dat een partner van hetzelfde geslacht zoekt", en="share who seek a partner of the same sex",
        assumption="no figure read",
    )  # fmt: skip
    mourning_weeks: int = parameter(
        52, unit="weeks", low=0, high=260,
        nl="zo lang na het verlies van een partner zoekt niemand een ander",
        en="so long after the loss of a partner nobody seeks another",
        assumption="no figure read",
    )  # fmt: skip

    @cached_property
    def chances(self) -> np.ndarray:
        """Return the chance in four weeks that a single person comes to seek a partner, at ages 0 to 121."""
        factors = [
            0.0
            if age < ADULT_AGE
            else self.young_factor
            if age < 25
            else 0.5 ** (max(age - 35, 0) / self.halving_years)
            for age in range(122)
        ]
        return table([over_turn(self.pairs_share * factor / WEEKS_PER_YEAR) for factor in factors])

    def step(self, town: Town) -> None:
        """Let couples form every fourth week, unless time stands still for the population."""
        if town.week < 0 or town.week % TURN_WEEKS:
            return
        residents = town.residents
        seekers, others = np.empty((2, residents.capacity), dtype=np.int64)
        count = choose_partners(
            town.links(), residents.identity, residents.age, residents.sex, residents.position,
            residents.neighbourhood, residents.partner_lost, seekers, others, town.week,
            town.key(FINDS_PARTNER), town.streams.lasting_key(SEEKS_OWN_SEX), self.chances, self.near_share,
            self.gap_years, self.same_sex_share, self.mourning_weeks,
        )  # fmt: skip
        if count == 0:
            return
        seekers, others = self._one_to_a_home(town, seekers[:count], others[:count])
        self._come(town, seekers[others == OUTSIDE])
        self._join(town, seekers[others >= 0], others[others >= 0])

    def _one_to_a_home(self, town: Town, seekers: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the couples that form: of those that concern one home the first by lot."""
        residents, key = town.residents, int(town.key(FINDS_PARTNER))
        who = residents.identity
        lots = [
            mixed(mixed(key ^ (pair_word(who[one], who[two]) if two >= 0 else int(who[one]))) + 2)
            for one, two in zip(seekers, others, strict=True)
        ]
        # Where both looked for each other, they are the same couple twice, with the same lot.
        taken: set[int] = set()
        chosen = []
        for place in np.lexsort((who[seekers], np.array(lots, dtype=np.uint64))).tolist():
            concerned = {int(residents.home[row]) for row in (seekers[place], others[place]) if row >= 0}
            if not concerned & taken:
                taken |= concerned
                chosen.append(place)
        return seekers[chosen], others[chosen]

    def _join(self, town: Town, ones: np.ndarray, twos: np.ndarray) -> None:
        """Let two who live here come to live in one home."""
        movers: list[int] = []
        to: list[int] = []
        homeless: list[tuple[int, int]] = []
        for couple in zip(ones.tolist(), twos.tolist(), strict=True):
            if not (_heads(town, couple[0]) or _heads(town, couple[1])):
                homeless.append(couple)
                continue
            home, guests = _one_home(town, couple)
            if guests:
                movers += guests
                to += [home] * len(guests)
                self._pair(town, couple)
        seekers = np.array([min(one, key=lambda row: town.residents.identity[row]) for one in homeless], dtype=np.int64)
        for couple, home in zip(homeless, find_homes(town, town.key(NEW_HOME), seekers).tolist(), strict=True):
            if home >= 0 and all(len(_group(town, one)) == 1 for one in couple):
                movers += couple
                to += [home, home]
                self._pair(town, couple)
        rehouse(town, np.array(movers, dtype=np.int64), np.array(to, dtype=np.int64))

    @staticmethod
    def _pair(town: Town, couple: tuple[int, ...]) -> None:
        town.residents.position[list(couple)] = PARTNER
        town.ledgers.flows[town.residents.neighbourhood[couple[0]], COUPLES] += 1

    def _come(self, town: Town, hosts: np.ndarray) -> None:
        """Let partners from elsewhere move in with those who have a home of their own."""
        residents, homes, key = town.residents, town.homes, town.key(PARTNER_COMES)
        full = (homes.members[residents.home[hosts]] >= 0).all(axis=1)
        hosts = hosts[~full & np.array([_heads(town, host) for host in hosts], dtype=np.bool_)]
        hosts = hosts[np.argsort(residents.identity[hosts], kind="stable")]
        who = residents.identity[hosts]
        sex = np.where(
            drawn_for(town.streams.lasting_key(SEEKS_OWN_SEX), who, 0) < self.same_sex_share,
            residents.sex[hosts], 1 - residents.sex[hosts],
        )  # fmt: skip
        age = residents.age[hosts].astype(np.int64)
        like = people_like(
            town, residents.neighbourhood[hosts], sex, np.maximum(age - self.gap_years, ADULT_AGE),
            np.minimum(age + self.gap_years, 120), drawn_for(key, who, 0),
        )  # fmt: skip
        hosts, like = hosts[like >= 0], like[like >= 0]
        if len(hosts) == 0:
            return
        rows = town.room_for_residents(len(hosts))
        self._write(town, hosts, like, rows)
        residents.position[hosts] = PARTNER
        residents.position[rows] = PARTNER
        self.settling.settle(town, rows, town.week)
        town.room_for_ties(len(rows) * HOME_PLACES)
        bind_households(town.links(), residents.home[hosts], homes.members, town.week, 0.85)
        self.founding.know_elsewhere(town, rows.astype(np.int64))
        for flow in (ARRIVALS, COUPLES):
            np.add.at(town.ledgers.flows[:, flow], residents.neighbourhood[rows], 1)

    @staticmethod
    def _write(town: Town, hosts: np.ndarray, like: np.ndarray, rows: np.ndarray) -> None:
        """Write the partners into `rows`; who they are follows from the host, the week and that they are one."""
        residents, homes, found = town.residents, town.homes, town.founding
        residents.identity[rows] = [
            mixed(mixed(mixed(int(host)) ^ (town.week + 1)) + 1) for host in residents.identity[hosts]
        ]
        for name in COPIED:
            getattr(residents, name)[rows] = found[name][like]
        for name in ("neighbourhood", "home"):
            getattr(residents, name)[rows] = getattr(residents, name)[hosts]
        within = drawn_for(town.key(PARTNER_COMES), residents.identity[rows], 1)
        born = (residents.age[rows] + within) * WEEKS_PER_YEAR
        residents.birth_week[rows] = town.age_week - born.astype(np.int64)
        free = np.argmax(homes.members[residents.home[rows]] < 0, axis=1)
        homes.members[residents.home[rows], free] = rows


def pair_word(one: np.uint64, two: np.uint64) -> int:
    """Return the identity of a pair, as `pair` does in kernels, on Python's integers."""
    low, high = sorted((int(one), int(two)))
    return mixed(low) ^ mixed(high + 0x9E3779B97F4A7C15)


def _group(town: Town, row: int) -> list[int]:
    """Return who moves along with someone: a single parent takes the children; nobody may be left who leans on them.

    Empty for a single parent who also lives with others, and so stays.
    """
    residents = town.residents
    if residents.position[row] != SINGLE_PARENT:
        return [row]
    members = town.homes.members[residents.home[row]]
    group = [int(one) for one in members if one >= 0]
    alone_with_children = all(one == row or residents.position[one] == CHILD for one in group)
    return group if alone_with_children else []


def _heads(town: Town, row: int) -> bool:
    """Tell whether a home is someone's own, with or without children, so that a partner can move in."""
    residents = town.residents
    if residents.position[row] not in (LIVING_ALONE, SINGLE_PARENT):
        return False
    members = town.homes.members[residents.home[row]]
    return not (residents.position[members[members >= 0]] == PARTNER).any()


def _one_home(town: Town, couple: tuple[int, int]) -> tuple[int, list[int]]:
    """Return in which home two come to live, one of whom has a home of their own, and who moves there.

    The smaller household moves, of two equal ones that of the greater identity; nobody, if there is no room.
    """
    residents, members = town.residents, town.homes.members
    found = []
    for host, guest in (couple, couple[::-1]):
        guests, home = _group(town, guest), int(residents.home[host])
        there = int(np.count_nonzero(members[home] >= 0))
        if _heads(town, host) and guests and there + len(guests) <= HOME_PLACES:
            found.append((len(guests), int(residents.identity[host]), home, guests))
    return min(found)[2:] if found else (-1, [])


@inlined
def _single(row: int, week: int, age, position, partner_lost, mourning_weeks: int) -> bool:
    return age[row] >= ADULT_AGE and position[row] != PARTNER and week - partner_lost[row] >= mourning_weeks


@kernel
def choose_partners(
    links: Links, identity, age, sex, position, neighbourhood, partner_lost, seekers, others, week,
    key, sex_key, chances, near_share, gap_years, same_sex_share, mourning_weeks,
):  # fmt: skip
    """Write who comes to live with whom (OUTSIDE for someone from elsewhere), and return how many couples those are.

    Who looks here takes the best by hash of the single people they know who fit.
    """
    count = 0
    for row in range(identity.shape[0]):
        who = identity[row]
        luck = quick_draw(key, who)
        if luck >= chances[age[row]] or who == 0 or not _single(row, week, age, position, partner_lost, mourning_weeks):
            continue
        found = OUTSIDE
        if luck < chances[age[row]] * near_share:
            word, best = bits(key, who, np.uint64(1)), np.uint64(0)
            wants = _wanted_sex(sex, identity, row, sex_key, same_sex_share)
            for place in range(links.of.shape[1]):
                tie = links.of[row, place]
                if tie < 0 or links.kind[tie] == HOUSEHOLD or links.kind[tie] == KIN:
                    continue
                other = other_end(links, tie, row)
                if other < 0 or sex[other] != wants or abs(age[other] - age[row]) > gap_years:
                    continue
                fits = (
                    _single(other, week, age, position, partner_lost, mourning_weeks)
                    and neighbourhood[other] == neighbourhood[row]
                    and _wanted_sex(sex, identity, other, sex_key, same_sex_share) == sex[row]
                )
                score = mix(word ^ identity[other])
                if fits and score > best:
                    found, best = other, score
            if found == OUTSIDE:
                continue
        seekers[count], others[count] = row, found
        count += 1
    return count


@inlined
def _wanted_sex(sex, identity, row: int, key, same_sex_share: float) -> int:
    own = draw(key, identity[row], np.uint64(0)) < same_sex_share
    return np.int64(sex[row]) if own else np.int64(1 - sex[row])
