"""Who was helped gives something back: barter over the tie on which help is owed.

In some weeks whoever owes help on a tie, and has time left after what they give already, does something for the other:
what the other needs, if there is anything they can do about it, and otherwise simply time. It is a meeting, it lowers
the debt, and so it makes asking again easier.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.ledgers import (
    BY_BARTER,
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_exchange,
    post_help,
)
from samenredzaam.neighbourhood.links import Links, use_for_help
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.residents import BY_TIES, PERSONAL
from samenredzaam.neighbourhood.ties import OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn, weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose

GIVES_BACK = purpose("gives something back for help")
LEAST_MINUTES = 15


@dataclass(frozen=True)
class Returning:
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
        """Let some of those who owe help on a tie give something back over it."""
        residents = town.residents
        give_back(
            town.book(), town.links(), np.flatnonzero(town.ties.debt_minutes), residents.age,
            residents.resting_until, town.needs.stage, town.needs.complexity, residents.gave_back,
            np.zeros((2, residents.capacity), dtype=np.uint64), town.week, town.key(GIVES_BACK),
            over_turn(self.return_chance), int(60 * self.most_hours), self.informal.complexity_loss,
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip


@kernel
def give_back(
    book: HelpBook, links: Links, owing, age, resting_until, stage, complexity, gave_back, best, week, key,
    chance, most_minutes, complexity_loss, strength_kept, debt_kept,
):  # fmt: skip
    """Let each who owes give back over one tie at most, and each who is owed receive over one, by a race of ties.

    Goes over the ties three times: for the best of each debtor, for the best of those of each creditor, and to give.
    """
    for step in range(3):
        for tie in owing:
            # A free row keeps the debt of the tie that ended; with someone elsewhere there is no barter.
            if links.ends[tie, 1] <= OUTSIDE or weeks_since_turn(links.identity[tie], week) != 0:
                continue
            debt = int(faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept))
            side = 1 if debt > 0 else 0
            giver, receiver = np.int64(links.ends[tie, 1 - side]), np.int64(links.ends[tie, side])
            if age[giver] < HELPER_AGE or resting_until[giver] > week:
                continue
            if draw(key, links.identity[tie], np.uint64(0)) >= chance:
                continue
            score = bits(key, links.identity[tie], np.uint64(1)) | np.uint64(1)
            if step > 0 and score != best[0, giver]:
                continue
            minutes = min(abs(debt), most_minutes)
            if step < 2:
                # Who wins is decided before anyone gives, so time left is still what the ladder left.
                if min(minutes, minutes_left(book, giver)) >= LEAST_MINUTES:
                    end = giver if step == 0 else receiver
                    best[step, end] = max(best[step, end], score)
            elif score == best[1, receiver]:
                minutes = min(minutes, minutes_left(book, giver))
                posted = _meet_need(book, stage, complexity, giver, receiver, minutes, complexity_loss)
                post_exchange(book, giver, receiver, BY_BARTER, minutes, posted)
                use_for_help(links, tie, side, minutes, week, strength_kept, debt_kept)
                gave_back[giver] = week


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
