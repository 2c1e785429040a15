"""The second rung: the usual help of those who live in the same home (gebruikelijke hulp).

Who agreed to take over a part of a housemate's care gives it first, so that the housemates have that much less to do.
A housemate who cannot do it for themselves does not do it for another.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.mechanisms.support.standing import Standing
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_unspent,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_HOUSEHOLD, BY_TIES
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, pair, purpose

WILLING_AT_HOME = purpose("willing to help at home")


@dataclass(frozen=True)
class Household:
    """What housemates do for one another; who is willing at home is so for good, until worn out."""

    writes: ClassVar = Standing.writes

    informal: Informal = Informal()
    standing: Standing = Standing()
    practical_share: float = parameter(
        0.95, unit="share of housemates", low=0.3, high=1.0,
        nl="deel van de huisgenoten dat praktisch helpt", en="share of housemates who help in practical matters",
        assumption="usual help at home is expected by law and custom; size not read",
    )  # fmt: skip
    social_share: float = parameter(
        0.7, unit="share of housemates", low=0.2, high=1.0,
        nl="deel van de huisgenoten dat gezelschap biedt", en="share of housemates who give company",
        assumption="company at home is not always the company missed",
    )  # fmt: skip
    personal_share: float = parameter(
        0.6, unit="share of housemates", low=0.1, high=1.0,
        nl="deel van de huisgenoten dat verzorgt", en="share of housemates who give personal care",
        assumption="far more than the 29% willing for a neighbour (gfk_2015), not all",
    )  # fmt: skip
    administrative_share: float = parameter(
        0.8, unit="share of housemates", low=0.2, high=1.0,
        nl="deel van de huisgenoten dat helpt met papieren en geld",
        en="share of housemates who help with forms and money",
        assumption="between practical help and care; size not read",
    )  # fmt: skip

    @cached_property
    def willing(self) -> np.ndarray:
        """Return the share of willing housemates by domain."""
        return table([self.practical_share, self.social_share, self.personal_share, self.administrative_share])

    def step(self, town: Town, active: np.ndarray) -> None:
        """Let those who relieve housemates give first; then let housemates help, where this is the rung in turn."""
        self.standing.fit(town, active, at_home=True)
        self.standing.give(town, BY_TIES, active, at_home=True)
        residents, homes, needs = town.residents, town.homes, town.needs
        help_at_home(
            town.book(), town.needy, residents.home, residents.identity, residents.age, residents.strain,
            residents.resting_until, residents.hindered, needs.stage, needs.complexity, homes.members,
            homes.neighbourhood, active, town.week, town.streams.lasting_key(WILLING_AT_HOME), self.willing,
            self.informal.complexity_loss, np.zeros(homes.capacity, dtype=np.bool_),
            np.empty((2, homes.members.shape[1]), dtype=np.int64),
        )  # fmt: skip


@kernel
def help_at_home(
    book: HelpBook, needy, home_of, identity, age, strain, resting_until, hindered, stage, complexity, members,
    neighbourhood, active, week, key, willing, complexity_loss, done, scratch,
):  # fmt: skip
    """Go through the homes of those in need; the heaviest need comes first, and willing housemates share it evenly."""
    housemates, helpers = scratch[0], scratch[1]
    for row in needy:
        home = home_of[row]
        if done[home] or not active[neighbourhood[home]]:
            continue
        done[home] = True
        count = _housemates(identity, members, home, housemates)
        if count < 2:
            continue
        for wanted in range(_heaviest(stage, housemates, count), 0, -1):
            for index in range(count):
                needy_one = housemates[index]
                for domain in range(4):
                    if stage[needy_one, domain] != wanted or informally_open(book, needy_one, domain) == 0:
                        continue
                    able = _able(
                        identity, age, resting_until, hindered, housemates, count, needy_one, domain, week, key,
                        willing[domain], helpers,
                    )  # fmt: skip
                    if able > 0:
                        share = informal_share(complexity[needy_one, domain], complexity_loss)
                        _share_out(book, needy_one, np.int64(neighbourhood[home]), domain, helpers, able, strain, share)


@inlined
def _heaviest(stage, housemates, count: int) -> int:
    """Return the heaviest stage of any need in the home."""
    heaviest = 0
    for index in range(count):
        for domain in range(4):
            heaviest = max(heaviest, np.int64(stage[housemates[index], domain]))
    return heaviest


@inlined
def _able(
    identity, age, resting_until, hindered, housemates, count: int, needy: int, domain: int, week: int,
    key: np.uint64, willing: float, helpers,
) -> int:  # fmt: skip
    """Write who of the housemates is willing and able to help with a need into `helpers`, and return how many."""
    able = 0
    for other in range(count):
        helper = housemates[other]
        if helper == needy or age[helper] < HELPER_AGE or resting_until[helper] > week:
            continue
        if not is_able(hindered, helper, domain):
            continue
        if draw(key, pair(identity[needy], identity[helper]), np.uint64(domain)) < willing:
            helpers[able] = helper
            able += 1
    return able


@inlined
def _housemates(identity, members, home: int, housemates) -> int:
    """Write who lives in a home into `housemates`, in the order of who they are, and return how many."""
    count = 0
    for place in range(members.shape[1]):
        one = members[home, place]
        if one < 0:
            continue
        index = count
        while index > 0 and identity[housemates[index - 1]] > identity[one]:
            housemates[index] = housemates[index - 1]
            index -= 1
        housemates[index] = one
        count += 1
    return count


@inlined
def _share_out(book: HelpBook, needy: int, at: int, domain: int, helpers, able: int, strain, share: float) -> None:
    """Divide a need over the able: each takes an even part of what is then open, less when strained."""
    for index in range(able):
        helper = helpers[index]
        wanted = minutes_for(informally_open(book, needy, domain), share) // (able - index)
        most = int(minutes_unspent(book, helper) * (1.0 - 0.5 * float(strain[helper])))
        minutes = min(wanted, most)
        if minutes > 0:
            post_help(book, helper, needy, at, domain, BY_HOUSEHOLD, minutes, share)
