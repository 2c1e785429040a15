"""The time bank: who gives an hour to any member may ask an hour of any other, so that nobody owes a neighbour.

What is still open after the ladder, members may ask of the bank instead of a person. It looks for another member whom
they do not know yet, with time and a will for the task; those who owe the bank are asked first. The swap is for this
week and this need. It counts as help over ties: one resident helps another, in exchange and not as a volunteer whom an
organisation guides.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders.initiatives import BANK
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.ledgers import (
    BY_BANK,
)
from samenredzaam.neighbourhood.links import Links, tied
from samenredzaam.neighbourhood.memberships import living, members_anyhow
from samenredzaam.neighbourhood.notes import SWAPPED, note
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_exchange,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_TIES, PERSONAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, draws, pair, purpose

MEMBER = purpose("member of the time bank")
ASKS_BANK = purpose("asks the time bank")
SWAPS = purpose("which member of the time bank helps whom")
WILLING_TO_SWAP = purpose("willing to do a task for the time bank")

LEAST_MINUTES = 30
_HALF = np.uint64(1)
_FIRST = np.uint64(1 << 63)


@dataclass(frozen=True)
class Swapping:
    """What members of the time bank do for one another this week."""

    writes: ClassVar = (
        "given_minutes", "gave_back", "bank_minutes", "open_minutes", "received_minutes", "met_minutes",
        "leans_on_overloaded",
    )  # fmt: skip

    informal: Informal = Informal()
    ask_constant: float = parameter(
        0.5, unit="logit", low=-2.0, high=3.0,
        nl="geneigdheid om de tijdbank te vragen", en="inclination to ask the time bank",
        assumption="members joined to ask and to give; somewhat lower than for people they know; size not read",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        1.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid hierbij weegt", en="how heavily reluctance to ask weighs here",
        assumption="far less than with people one knows, since nobody in person is owed; size not read",
    )  # fmt: skip
    willing_share: float = parameter(
        0.6, unit="share", low=0.1, high=0.95,
        nl="deel van de leden dat een bepaalde klus voor een ander lid wil doen",
        en="share of members who will do a given task for a given other member",
        assumption="between the 45% willing to do housework and the 86% willing to shop (gfk_2015)",
    )  # fmt: skip
    most_hours: float = parameter(
        2.0, unit="hours", low=0.5, high=8.0,
        nl="uren die een ruil hoogstens duurt", en="hours a swap takes at most",
        assumption="a chore or an errand; size not read",
    )  # fmt: skip
    most_owed: float = parameter(
        20.0, unit="hours", low=2.0, high=200.0,
        nl="uren die een lid de tijdbank hoogstens schuldig mag zijn", en="hours a member may owe the bank at most",
        assumption="banks set a limit to what one may owe; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let members who are short ask the bank, and others help them."""
        residents, needs = town.residents, town.needs
        members = self._members(town)
        if len(members) == 0:
            return
        joined = np.zeros(residents.capacity, dtype=np.bool_)
        joined[members] = True
        swap(
            town.book(), town.links(), members, town.needy, joined, residents.identity,
            residents.home, residents.resting_until, residents.reluctance_to_ask, needs.stage, needs.complexity,
            residents.bank_minutes, residents.gave_back, np.zeros((2, residents.capacity), dtype=np.uint64),
            np.full((2, residents.capacity), -1, dtype=np.int64), town.week, town.key(ASKS_BANK), town.key(SWAPS),
            town.streams.lasting_key(WILLING_TO_SWAP), self.ask_constant, self.reluctance_weight, self.willing_share,
            int(60 * self.most_hours), int(60 * self.most_owed), self.informal.complexity_loss,
        )  # fmt: skip

    def _members(self, town: Town) -> np.ndarray:
        """Return the rows of the members: who joins, drawn once for life, and adults of an initiative with a bank."""
        residents, share = town.residents, town.offers.time_bank_share
        banks, of_bank = [BANK in one.goals for one in living(town)], np.zeros(0, dtype=np.int64)
        if any(banks):
            rows, of = members_anyhow(town)
            of_bank = rows[np.array(banks)[of] & (residents.age[rows] >= ADULT_AGE)]
        if not share.any():
            return of_bank
        adults = rows_where(residents.age >= ADULT_AGE)
        luck = draws(town.streams.lasting_key(MEMBER), residents.identity[adults])
        return np.union1d(adults[luck < share[residents.neighbourhood[adults]]], of_bank)


@kernel
def swap(
    book: HelpBook, links: Links, members, needy, joined, identity, home, resting_until, reluctance_to_ask, stage,
    complexity, bank_minutes, gave_back, lots, chosen, week, ask_key, swap_key, willing_key, ask_constant,
    reluctance_weight, willing_share, most_minutes, most_owed, complexity_loss,
):  # fmt: skip
    """Match members by race: each who asks draws a helper, each helper takes the best who drew them.

    `lots` and `chosen` are scratch: by row the best lot drawn by a helper and the lot of who asks; whom they ask, and
    for which need.
    """
    for row in needy:
        if not joined[row] or bank_minutes[row] <= -most_owed:
            continue
        domain = _asked(book, stage, row)
        inclination = ask_constant - reluctance_weight * float(reluctance_to_ask[row])
        if domain < 0 or draw(ask_key, identity[row], np.uint64(0)) >= logistic(inclination):
            continue
        highest = np.uint64(0)
        for helper in members:
            if resting_until[helper] > week or minutes_left(book, helper) < LEAST_MINUTES:
                continue
            score = _score(swap_key, identity, bank_minutes, row, helper)
            if score <= highest or not _is_other(book, links, home, row, helper):
                continue
            if draw(willing_key, pair(identity[row], identity[helper]), np.uint64(domain)) < willing_share:
                highest = score
                chosen[0, row] = helper
                chosen[1, row] = domain
        if chosen[0, row] >= 0:
            lots[1, row] = highest
            lots[0, chosen[0, row]] = max(lots[0, chosen[0, row]], highest)
    for row in needy:
        helper = chosen[0, row] if joined[row] else -1
        if helper < 0 or lots[0, helper] != lots[1, row]:
            continue
        domain = chosen[1, row]
        share = informal_share(complexity[row, domain], complexity_loss)
        minutes = min(minutes_for(informally_open(book, row, domain), share), minutes_left(book, helper), most_minutes)
        post_help(book, helper, row, np.int64(book.neighbourhood[row]), domain, BY_TIES, minutes, share)
        post_exchange(book, helper, row, BY_BANK, minutes, minutes)
        note(book.notes, helper, row, SWAPPED, domain, BY_TIES, minutes)
        bank_minutes[helper] += minutes
        bank_minutes[row] -= minutes
        gave_back[helper] = week


@inlined
def _asked(book: HelpBook, stage, row: int) -> int:
    """Return the need for which someone asks the bank: the most open of those members can do something about, or -1."""
    chosen, most = -1, LEAST_MINUTES - 1
    for domain in range(4):
        still = informally_open(book, row, domain)
        if domain != PERSONAL and 0 < stage[row, domain] < 3 and still > most:
            chosen, most = domain, still
    return chosen


@inlined
def _is_other(book: HelpBook, links: Links, home, row: int, helper: int) -> bool:
    """Tell whether a member lives in the same neighbourhood and is nobody whom one could ask anyway."""
    if book.neighbourhood[helper] != book.neighbourhood[row] or home[helper] == home[row]:
        return False
    return not tied(links, np.int64(row), np.int64(helper))


@inlined
def _score(key: np.uint64, identity, bank_minutes, row: int, helper: int) -> np.uint64:
    """Return the lot of a pair, above all others where the helper owes the bank; never 0."""
    word = bits(key, identity[row], identity[helper]) >> _HALF | _HALF
    return word | _FIRST if bank_minutes[helper] < 0 else word
