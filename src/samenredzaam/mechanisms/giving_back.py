"""Who was helped gives something back: barter over the tie on which help is owed.

In some weeks whoever owes help in all, and has time left after what they give already, does something for one of those
they owe: what the other needs, if there is anything they can do about it, and otherwise simply time. It is a meeting,
it lowers the debt, and so it makes asking again easier.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.ledgers import (
    BY_BARTER,
)
from samenredzaam.neighbourhood.links import Links, other_end, use_for_help
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_exchange,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_TIES, PERSONAL
from samenredzaam.neighbourhood.ties import OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn, weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, purpose, quick_draw

GIVES_BACK = purpose("gives something back for help")
LEAST_MINUTES = 15


@dataclass(frozen=True)
class GivingBack:
    """What is given back this week."""

    writes: ClassVar = (
        "ties", "given_minutes", "gave_back", "open_minutes", "received_minutes", "met_minutes", "leans_on_overloaded",
    )  # fmt: skip

    informal: Informal = Informal()
    return_chance: float = parameter(
        0.1, unit="chance per week", low=0.0, high=0.5,
        nl="kans dat wie hulp schuldig is iets terugdoet", en="chance that someone who owes help gives something back",
        assumption="about every tenth week; no figure read",
    )  # fmt: skip
    most_hours: float = parameter(
        2.0, unit="hours", low=0.25, high=10.0,
        nl="uren die iemand hoogstens in een keer teruggeeft", en="hours given back at a time at most",
        assumption="a meal, an errand, an afternoon with the children; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let some of those who owe help give something back to one of those they owe."""
        residents = town.residents
        # Whoever owed nothing in all when they last took stock does not think of it.
        owing = rows_where(residents.owed_minutes > 0)
        give_back(
            town.book(), town.links(), owing, residents.identity, residents.age, residents.resting_until,
            town.needs.stage, town.needs.complexity, residents.gave_back, np.empty(len(owing), dtype=np.int64),
            np.zeros(residents.capacity, dtype=np.uint64), town.week, town.key(GIVES_BACK),
            over_turn(self.return_chance), int(60 * self.most_hours), self.informal.complexity_loss,
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip


@kernel
def give_back(
    book: HelpBook, links: Links, owing, identity, age, resting_until, stage, complexity, gave_back, chosen, best, week,
    key, chance, most_minutes, complexity_loss, strength_kept, debt_kept,
):  # fmt: skip
    """Let each of `owing` choose one tie, by lot, and each who is owed receive over the one with the best lot.

    Those who give are moved to the front of `owing`, and the tie they chose stands in the same place of `chosen`.
    """
    count = 0
    for giver in owing:
        who = identity[giver]
        if weeks_since_turn(who, week) != 0 or age[giver] < HELPER_AGE or resting_until[giver] > week:
            continue
        if quick_draw(key, who) >= chance:
            continue
        most = min(most_minutes, minutes_left(book, giver))
        highest = np.uint64(0)
        for place in range(links.of.shape[1]):
            tie = np.int64(links.of[giver, place])
            if tie < 0 or other_end(links, tie, giver) == OUTSIDE:
                continue
            owed = _owed(links, tie, np.int64(giver), week, debt_kept)
            if min(owed, most) >= LEAST_MINUTES and _lot(links, tie, key) > highest:
                highest = _lot(links, tie, key)
                chosen[count] = tie
        if highest > 0:
            owing[count] = giver
            receiver = other_end(links, chosen[count], giver)
            best[receiver] = max(best[receiver], highest)
            count += 1
    for place in range(count):
        giver, tie = np.int64(owing[place]), chosen[place]
        receiver = other_end(links, tie, giver)
        if best[receiver] != _lot(links, tie, key):
            continue
        owed = _owed(links, tie, giver, week, debt_kept)
        minutes = min(owed, most_minutes, minutes_left(book, giver))
        posted = _meet_need(book, stage, complexity, giver, receiver, minutes, complexity_loss)
        post_exchange(book, giver, receiver, BY_BARTER, minutes, posted)
        side = 0 if links.ends[tie, 0] == receiver else 1
        use_for_help(links, tie, side, minutes, week, strength_kept, debt_kept)
        gave_back[giver] = week


@inlined
def _owed(links: Links, tie: int, giver: int, week: int, debt_kept) -> int:
    """Return the minutes that one end of a tie owes the other (negative: is owed)."""
    if links.debt_minutes[tie] == 0:
        return 0
    debt = int(faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept))
    return debt if links.ends[tie, 0] == giver else -debt


@inlined
def _lot(links: Links, tie: int, key: np.uint64) -> np.uint64:
    """Return the lot of a tie, the same each time it is asked for; never 0."""
    return bits(key, links.identity[tie], np.uint64(1)) | np.uint64(1)


@inlined
def _meet_need(
    book: HelpBook, stage, complexity, giver: int, receiver: int, minutes: int, complexity_loss: float
) -> int:
    """Spend minutes on what is most open of the other's needs, and return how many were of use."""
    chosen, most = -1, 0
    for domain in range(4):
        still = informally_open(book, receiver, domain)
        if domain != PERSONAL and stage[receiver, domain] > 0 and still > most:
            chosen, most = domain, still
    if chosen < 0:
        return 0
    share = informal_share(complexity[receiver, chosen], complexity_loss)
    useful = min(minutes, minutes_for(most, share))
    post_help(book, giver, receiver, np.int64(book.neighbourhood[receiver]), chosen, BY_TIES, useful, share)
    return useful
