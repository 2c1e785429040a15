"""An overloaded carer looks for someone to share with: a tie of who is cared for says yes, or it goes on as it was.

It is tried once in four weeks. A yes divides the care from next week on: the carer's arrangement shrinks by what the
other takes over. Housemates have no arrangement; who relieves them gives before they do, and so leaves them less.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.agreeing import Answering, Circle, circle, could_help, readiness
from samenredzaam.mechanisms.support.asking import Asking
from samenredzaam.mechanisms.support.respite import heaviest_cares
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES, arrange, write_agreement
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    SHARED,
)
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    minutes_left,
)
from samenredzaam.neighbourhood.residents import BY_TIES
from samenredzaam.neighbourhood.tasks import task_of
from samenredzaam.neighbourhood.ties import HOUSEHOLD, KIN, OUTSIDE, SHARES, SHARES_AT_HOME, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import weeks_since_turns
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

WHOM_TO_SHARE_WITH = purpose("with whom a carer wants to share")
SHARES_CARE = purpose("says yes to sharing care")


@dataclass(frozen=True)
class Sharing:
    """Looking for someone to share with."""

    writes: ClassVar = ("arrangements",)

    asking: Asking = Asking()
    strain_from: float = parameter(
        0.5, unit="0 to 1", low=0.2, high=0.95,
        nl="belasting waarboven mantelzorgers iemand zoeken om de zorg mee te delen",
        en="strain above which carers look for someone to share the care with",
        assumption="the strain that counts as heavily burdened here; size not read",
    )  # fmt: skip
    part: float = parameter(
        0.5, unit="share of the care", low=0.0, high=0.9,
        nl="welk deel de ander overneemt", en="what part the other takes over",
        assumption="sharing evenly; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let those whose turn it is look for someone, and divide the care where someone says yes."""
        residents, asking = town.residents, self.asking
        carers = rows_where(residents.strain > self.strain_from)
        carers = carers[weeks_since_turns(residents.identity[carers], town.week) == 0]
        if len(carers) == 0:
            return
        agreed = np.empty((len(carers), 5), dtype=np.int32)
        count = share_care(
            town.book(), town.links(), circle(town), carers, heaviest_cares(town, carers), residents.home,
            town.arrangements.minutes, np.zeros((2, residents.capacity), dtype=np.uint64), agreed,
            town.ledgers.care_events, town.week, town.key(WHOM_TO_SHARE_WITH), town.key(SHARES_CARE),
            self.strain_from, self.part, asking.agreeing.answering, asking.elsewhere_share, town.fading.strength_kept,
        )  # fmt: skip
        agreed = agreed[:count]
        for relief in (SHARES, SHARES_AT_HOME) if count > 0 else ():
            arrange(town, agreed[agreed[:, 4] == relief], BY_TIES, relief)


@kernel
def share_care(
    book: HelpBook, links: Links, people: Circle, carers, care, home, agreed_minutes, best, agreed, events, week,
    whom_key, yes_key, strain_from, part, answering: Answering, elsewhere_share, strength_kept,
):  # fmt: skip
    """Let carers each turn to one tie of who they care for; a helper shares with one, and each need gets one more.

    Keeps each helper's and each recipient's best claim in `best`; writes agreements as (tie, side, domain, minutes,
    relief) and returns how many.
    """
    count = 0
    for phase in range(2):
        for index in range(carers.shape[0]):
            row, recipient, domain, arrangement = carers[index], care[index, 0], care[index, 1], care[index, 3]
            if recipient < 0:
                continue
            rank = bits(whom_key, people.identity[row], people.identity[recipient]) | np.uint64(1)
            if phase == 1 and best[1, recipient] != rank:
                continue
            tie = _with_whom(
                book, links, people, home, row, recipient, domain, week,
                bits(whom_key, people.identity[row], np.uint64(1)), strain_from, elsewhere_share, strength_kept,
            )  # fmt: skip
            if tie < 0:
                continue
            helper = other_end(links, tie, recipient)
            strength = faded(links.strength[tie], links.touched[tie], week, strength_kept)
            answer = readiness(links, people, answering, recipient, helper, tie, domain, strength)
            if draw(yes_key, links.identity[tie], np.uint64(domain)) >= logistic(answer):
                continue
            if phase == 0:
                best[1, recipient] = max(best[1, recipient], rank)
                if helper >= 0:
                    best[0, helper] = max(best[0, helper], rank)
                continue
            task = task_of(domain, np.int64(people.stage[recipient, domain]), people.lasting[recipient, domain])
            most = answering.most_minutes[-1 if links.kind[tie] == KIN else task]
            minutes = min(int(care[index, 2] * part), most)
            if helper >= 0:
                minutes = min(minutes, minutes_left(book, helper))
            if minutes < LEAST_MINUTES or (helper >= 0 and best[0, helper] != rank):
                continue
            if arrangement >= 0:
                agreed_minutes[arrangement] -= minutes
            side = 0 if links.ends[tie, 0] == recipient else 1
            write_agreement(agreed, count, tie, side, domain, minutes)
            agreed[count, 4] = SHARES if arrangement >= 0 else SHARES_AT_HOME
            events[book.neighbourhood[row], SHARED] += 1
            count += 1
    return count


@inlined
def _with_whom(
    book: HelpBook, links: Links, people: Circle, home, row: int, recipient: int, domain: int, week: int,
    word: np.uint64, strain_from: float, elsewhere_share: float, strength_kept,
) -> int:  # fmt: skip
    """Return the tie of the recipient that a carer turns to, or -1: one's own housemates first, then by a race.

    Those are left out who help with this need already, are strained themselves, or have no time or rest.
    """
    chosen, highest = -1, 0.0
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[recipient, place])
        if tie < 0 or links.kind[tie] == HOUSEHOLD:
            continue
        other = other_end(links, tie, recipient)
        if not could_help(book, links, people, recipient, other, tie, domain, week):
            continue
        score = quick_draw(word, links.identity[tie]) * faded(
            links.strength[tie], links.touched[tie], week, strength_kept
        )
        if other == OUTSIDE:
            score *= elsewhere_share
        elif other == row or float(people.strain[other]) > strain_from:
            score = 0.0
        elif home[other] == home[row]:
            score += 1.0
        if score > highest:
            chosen, highest = tie, score
    return chosen
