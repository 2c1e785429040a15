"""Being noticed: someone short of help meets those they know, who may notice, and may offer without being asked.

Who is reluctant to offer (handelingsverlegenheid) notices and stays silent; who is very reluctant to ask, or deep in
debt, may say no to an offer. An offer that is accepted becomes an arrangement, as a request does.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.agreeing import (
    Agreeing,
    Answering,
    Circle,
    agree,
    circle,
    could_help,
    is_short,
    most_pressing,
    owed_on,
    rank,
    readiness,
)
from samenredzaam.mechanisms.support.standing import Standing, arrange
from samenredzaam.neighbourhood.ledgers import (
    OFFERED,
)
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.notes import DID_NOT_OFFER, OFFER_ACCEPTED, OFFER_DECLINED, note
from samenredzaam.neighbourhood.postings import (
    HelpBook,
)
from samenredzaam.neighbourhood.residents import BY_TIES
from samenredzaam.neighbourhood.ties import HOUSEHOLD, OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

NOTICES = purpose("notices that someone needs help")
OFFERS = purpose("offers help unasked")
ACCEPTS = purpose("accepts an offer of help")


class Offered(NamedTuple):
    """What makes people notice, offer and accept, as numbers for kernels."""

    notice_chance: float
    reluctance_to_offer_weight: float
    accept_constant: float
    reluctance_to_ask_weight: float
    debt_weight: float


@dataclass(frozen=True)
class Offering:
    """Noticing, offering and accepting, after those who dared have asked."""

    writes: ClassVar = Standing.writes

    agreeing: Agreeing = Agreeing()
    notice_chance: float = parameter(
        0.1, unit="chance at a meeting", low=0.0, high=0.5,
        nl="kans dat iemand bij een ontmoeting een lichte hulpvraag opmerkt, over een band van sterkte een half",
        en="chance to notice a light need at a meeting, over a tie of strength one half",
        assumption="needs are hidden from most; twice as likely when moderate, and in proportion to the strength of "
        "the tie; size not read",
    )  # fmt: skip
    reluctance_to_offer_weight: float = parameter(
        3.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar handelingsverlegenheid weegt", en="how heavily reluctance to offer weighs",
        assumption="as heavily as reluctance to ask weighs in asking; size not read",
    )  # fmt: skip
    accept_constant: float = parameter(
        3.0, unit="logit", low=-1.0, high=6.0,
        nl="geneigdheid om aangeboden hulp aan te nemen", en="inclination to accept help that is offered",
        assumption="most accept what is offered; size not read",
    )  # fmt: skip
    reluctance_to_ask_weight: float = parameter(
        2.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid weegt bij aannemen", en="how heavily reluctance to ask weighs in accepting",
        assumption="less than in asking; size not read",
    )  # fmt: skip
    debt_weight: float = parameter(
        0.3, unit="logit per 10 hours owed", low=0.0, high=3.0,
        nl="hoe zwaar schuld aan de ander weegt bij aannemen", en="how heavily what one owes weighs in accepting",
        assumption="half as heavily as in asking; size not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Let those who meet someone short of help notice and offer it."""
        short = town.needy.copy()
        agreed = np.empty((len(short), 4), dtype=np.int32)
        offered = Offered(
            self.notice_chance, self.reluctance_to_offer_weight, self.accept_constant, self.reluctance_to_ask_weight,
            self.debt_weight,
        )  # fmt: skip
        count = offer_help(
            town.book(), town.links(), circle(town), short, np.empty((2, len(short)), dtype=np.int64),
            np.empty(town.residents.capacity, dtype=np.uint64), agreed, town.ledgers.events, active, town.week,
            town.key(NOTICES), town.key(OFFERS), town.key(ACCEPTS), offered, self.agreeing.answering,
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip
        arrange(town, agreed[:count], BY_TIES)


@kernel
def offer_help(
    book: HelpBook, links: Links, people: Circle, short, asked, best, agreed, events, active, week, notice_key,
    offer_key, accept_key, offered: Offered, answering: Answering, strength_kept, debt_kept,
):  # fmt: skip
    """Let those who are short of help accept at most one offer, for their most pressing need; return how many agree."""
    accepted = 0
    best[:] = 0
    for row in short:
        if not active[book.neighbourhood[row]] or not is_short(book, row):
            continue
        who = people.identity[row]
        domain = most_pressing(book, people, row, bits(accept_key, who, np.uint64(4)))
        tie = _who_offers(
            book, links, people, row, domain, week, notice_key, offer_key, offered, answering, strength_kept
        )  # fmt: skip
        if tie < 0:
            continue
        accepts = (
            offered.accept_constant - offered.reluctance_to_ask_weight * float(people.reluctance_to_ask[row])
            - offered.debt_weight * owed_on(links, tie, row, week, debt_kept) / 600.0
        )  # fmt: skip
        helper = other_end(links, tie, row)
        if draw(accept_key, who, np.uint64(domain)) >= logistic(accepts):
            note(book.notes, helper, row, OFFER_DECLINED, domain, BY_TIES, 0)
            continue
        note(book.notes, helper, row, OFFER_ACCEPTED, domain, BY_TIES, 0)
        # Those before in the list have been looked at, so their places can be used again.
        short[accepted] = row
        asked[0, accepted] = tie
        asked[1, accepted] = domain
        accepted += 1
        priority = rank(accept_key, links.identity[tie], domain, np.int64(people.stage[row, domain]))
        best[helper] = max(best[helper], priority)
    return agree(
        book, links, people, short, accepted, asked, best, agreed, 0, events, OFFERED, week, accept_key, answering,
        strength_kept, debt_kept,
    )  # fmt: skip


@inlined
def _who_offers(
    book: HelpBook, links: Links, people: Circle, row: int, domain: int, week: int, notice_key: np.uint64,
    offer_key: np.uint64, offered: Offered, answering: Answering, strength_kept,
) -> int:  # fmt: skip
    """Return the tie over which help is offered with a need, by a race of draws among those who do, or -1."""
    chosen, highest = -1, -1.0
    seen = 2.0 * offered.notice_chance * people.stage[row, domain]
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[row, place])
        if tie < 0 or links.meetings[tie] == 0:
            continue
        if (links.meetings[tie] >> weeks_since_turn(links.identity[tie], week)) & 1 == 0:
            continue
        # Two ends of one tie may both be in need, and notice one another.
        mine = np.uint64(domain if links.ends[tie, 0] == row else 4 + domain)
        luck = draw(notice_key, links.identity[tie], mine)
        if luck >= seen:
            continue
        strength = faded(links.strength[tie], links.touched[tie], week, strength_kept)
        helper = other_end(links, tie, row)
        if luck >= seen * strength or helper == OUTSIDE or links.kind[tie] == HOUSEHOLD:
            continue
        if not could_help(book, links, people, row, helper, tie, domain, week):
            continue
        ready = readiness(links, people, answering, row, helper, tie, domain, strength)
        ready -= offered.reluctance_to_offer_weight * float(people.reluctance_to_offer[helper])
        race = quick_draw(offer_key, links.identity[tie])
        if draw(offer_key, links.identity[tie], mine) >= logistic(ready):
            note(book.notes, helper, row, DID_NOT_OFFER, domain, BY_TIES, 0)
        elif race > highest:
            chosen, highest = tie, race
    return chosen
