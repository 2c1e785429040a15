"""The third rung: people ask those they know, and those they know say yes or no.

In each of a few rounds a week, whoever is still short of help asks one person; whoever is asked says yes to at most
one, the most serious need first. A yes becomes an arrangement. Nobody asks around for what a provider is about to do.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
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
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES, Standing, arrange, write_agreement
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    ASKED,
)
from samenredzaam.neighbourhood.links import Links, arranged_bit, other_end, use_for_help
from samenredzaam.neighbourhood.notes import DID_NOT_DARE, HEARD_NO, HEARD_YES, anyone_followed, note
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    minutes_left,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_PROVISION, BY_TIES, FORMAL_PROVISION
from samenredzaam.neighbourhood.ties import HOUSEHOLD, OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

ASKS = purpose("asks for help")
WHOM_TO_ASK = purpose("whom someone asks")
SAYS_YES = purpose("says yes to helping")
KIN_ASKS = purpose("kin elsewhere asks for help")

MOST_OWED = 6000
"""Minutes beyond which owing more, or being owed more, makes no difference."""


class Inclination(NamedTuple):
    """What makes people ask, as numbers for kernels, in logits."""

    constant: float
    reluctance_weight: float
    stage_weight: float
    strength_weight: float
    debt_weight: float
    balance_weight: float
    normal_weight: float
    loneliness_weight: float


@dataclass(frozen=True)
class Asking:
    """Asking, and saying yes."""

    writes: ClassVar = (*Standing.writes, "reserved_minutes")

    standing: Standing = Standing()
    agreeing: Agreeing = Agreeing()
    rounds: int = parameter(
        3, unit="rounds per week", low=1, high=10,
        nl="hoeveel mensen iemand per week hoogstens vraagt", en="how many people someone asks in a week at most",
        assumption="a few; size not read",
    )  # fmt: skip
    ask_constant: float = parameter(
        1.2, unit="logit", low=-2.0, high=4.0,
        nl="geneigdheid om te vragen", en="inclination to ask",
        assumption="with the mean reluctance, about four in ten ask in a round",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        3.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid weegt", en="how heavily reluctance to ask weighs",
        assumption="the most reluctant hardly ever ask; size not read",
    )  # fmt: skip
    stage_weight: float = parameter(
        0.8, unit="logit per stage", low=0.0, high=2.0,
        nl="hoeveel eerder mensen vragen als het zwaarder is", en="how much sooner people ask when it is more serious",
        assumption="direction well known, size not read",
    )  # fmt: skip
    debt_weight: float = parameter(
        0.6, unit="logit per 10 hours owed", low=0.0, high=3.0,
        nl="hoe zwaar schuld aan de ander weegt bij het vragen", en="how heavily what one owes weighs in asking",
        assumption="one-sided receiving makes asking harder; size not read",
    )  # fmt: skip
    balance_weight: float = parameter(
        0.5, unit="logit at 100 hours owed or more", low=0.0, high=3.0,
        nl="hoe zwaar bij het vragen weegt wat men iedereen bij elkaar schuldig is",
        en="how heavily what one owes to everyone together weighs in asking",
        assumption="who always receives asks less, of anyone; who is owed asks sooner; size not read",
    )  # fmt: skip
    normal_weight: float = parameter(
        0.6, unit="logit, if all do", low=0.0, high=3.0,
        nl="hoeveel eerder mensen vragen als de mensen om hen heen geregeld helpen",
        en="how much sooner people ask where those around them help regularly",
        assumption="asking is easier where helping is normal; size not read",
    )  # fmt: skip
    loneliness_weight: float = parameter(
        0.5, unit="logit over the scale of loneliness", low=0.0, high=3.0,
        nl="hoeveel minder eenzame mensen vragen", en="how much less lonely people ask",
        assumption="being lonely lowers asking; size not read",
    )  # fmt: skip
    elsewhere_share: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="hoe vaak mensen iemand elders vragen, vergeleken met hier",
        en="how often people turn to someone elsewhere, compared with here",
        assumption="distance makes help harder to give; size not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Give what was agreed; then let whoever is short ask, and kin elsewhere ask too."""
        self.standing.give(town, BY_TIES, active)
        leave_to_providers(town, active)
        self._ask_around(town, active)
        self._answer_kin(town, active)

    def _ask_around(self, town: Town, active: np.ndarray) -> None:
        short = town.needy.copy()
        agreed = np.empty((self.rounds * len(short), 4), dtype=np.int32)
        asking = Inclination(
            self.ask_constant, self.reluctance_weight, self.stage_weight, self.agreeing.strength_weight,
            self.debt_weight, self.balance_weight, self.normal_weight, self.loneliness_weight,
        )  # fmt: skip
        count = ask_around(
            town.book(), town.links(), circle(town), short, np.empty((2, len(short)), dtype=np.int64),
            np.empty(town.residents.capacity, dtype=np.uint64), np.empty(town.residents.capacity),
            agreed, town.ledgers.events, active, self.rounds, town.week, town.key(ASKS), town.key(WHOM_TO_ASK),
            town.key(SAYS_YES), asking, self.agreeing.answering, self.elsewhere_share, town.fading.strength_kept,
            town.fading.debt_kept,
        )  # fmt: skip
        arrange(town, agreed[:count], BY_TIES)

    def _answer_kin(self, town: Town, active: np.ndarray) -> None:
        # The many ties of which nobody needs help from here are passed over by this one column.
        calling = rows_where(town.ties.outside_minutes != 0)
        best = np.zeros(town.residents.capacity, dtype=np.uint64)
        agreed = np.empty((len(calling), 4), dtype=np.int32)
        count = answer_kin(
            town.book(), town.links(), circle(town), calling, best, agreed, active, town.week, town.key(KIN_ASKS),
            self.agreeing.answering, logistic(self.ask_constant - 0.5 * self.reluctance_weight),
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip
        arrange(town, agreed[:count], BY_TIES)


def leave_to_providers(town: Town, active: np.ndarray) -> None:
    """Reserve what was granted and is yet to be delivered this week: from here on nobody else is asked for it.

    What people did before goes on all the same: they themselves, housemates, and whoever agreed to it.
    """
    needs, ladder = town.needs, town.offers.ladder
    yet_to_come = np.argmax(ladder == BY_PROVISION, axis=1) > np.argmax(ladder == BY_TIES, axis=1)
    reserve_granted(
        town.formally, town.residents.neighbourhood, needs.formal, needs.granted_minutes, needs.reserved_minutes,
        active & yet_to_come,
    )  # fmt: skip


@kernel
def reserve_granted(formally, neighbourhood, formal, granted_minutes, reserved_minutes, active):
    """Reserve of each need with a provision at least what was granted."""
    for row in formally:
        if not active[neighbourhood[row]]:
            continue
        for domain in range(4):
            if formal[row, domain] == FORMAL_PROVISION:
                reserved_minutes[row, domain] = max(reserved_minutes[row, domain], granted_minutes[row, domain])


@kernel
def ask_around(
    book: HelpBook, links: Links, people: Circle, short, asked, best, custom, agreed, events, active, rounds, week,
    ask_key, whom_key, yes_key, asking: Inclination, answering: Answering, elsewhere_share, strength_kept, debt_kept,
):  # fmt: skip
    """Let those still short of help ask someone in each round, and those asked agree; return how many agreements."""
    still, count = short.shape[0], 0
    for number in range(rounds):
        still = _ask_someone(
            book, links, people, short, still, asked, best, custom, active, number, week, ask_key, whom_key, yes_key,
            asking, answering, elsewhere_share, strength_kept, debt_kept,
        )  # fmt: skip
        count = agree(
            book, links, people, short, still, asked, best, agreed, count, events, ASKED, week, whom_key, answering,
            strength_kept, debt_kept,
        )  # fmt: skip
    return count


@inlined
def _ask_someone(
    book: HelpBook, links: Links, people: Circle, short, still: int, asked, best, custom, active, number: int,
    week: int, ask_key: np.uint64, whom_key: np.uint64, yes_key: np.uint64, asking: Inclination,
    answering: Answering, elsewhere_share: float, strength_kept, debt_kept,
) -> int:  # fmt: skip
    """Let each of the first `still` in `short` who is still short of help ask one person for one need.

    Moves those who are to the front of `short` and returns how many; keeps by place in it the tie over which someone
    said yes (-1: nobody did) and the need, and each helper's best request. How usual asking is for someone is
    worked out in the first round, for the others too.
    """
    count = 0
    best[:] = 0
    for before in range(still):
        row = short[before]
        if not active[book.neighbourhood[row]] or not is_short(book, row):
            continue
        domain = most_pressing(book, people, row, bits(whom_key, people.identity[row], np.uint64(number)))
        place = count
        count += 1
        short[place] = row
        asked[0, place] = -1
        credit = 0.0
        if number == 0:
            custom[row], credit = _custom(links, people, asking, row, week, debt_kept)
        stage = np.int64(people.stage[row, domain])
        inclination = custom[row] + (
            asking.constant - asking.reluctance_weight * float(people.reluctance_to_ask[row])
            + asking.stage_weight * (stage - 1)
            - asking.loneliness_weight * min(max(float(people.loneliness[row]), 0.0), 11.0) / 11.0
        )  # fmt: skip
        luck = draw(ask_key, people.identity[row], np.uint64(number * 4 + domain))
        # Who would not dare to ask even the closest, or whoever owes them most, need not look whom to ask. Only in the
        # first round: what people are owed changes with the help they agree to in it.
        if number == 0 and not anyone_followed(book.notes):
            highest = inclination + 0.5 * asking.strength_weight + asking.debt_weight * credit / 600.0
            if luck >= logistic(highest):
                continue
        tie = _whom_to_ask(
            book, links, people, row, domain, week, bits(whom_key, people.identity[row], np.uint64(16 + number)),
            elsewhere_share, strength_kept,
        )  # fmt: skip
        if tie < 0:
            continue
        strength = faded(links.strength[tie], links.touched[tie], week, strength_kept)
        inclination += asking.strength_weight * (strength - 0.5)
        inclination -= asking.debt_weight * owed_on(links, tie, row, week, debt_kept) / 600.0
        helper = other_end(links, tie, row)
        if luck >= logistic(inclination):
            note(book.notes, row, helper, DID_NOT_DARE, domain, BY_TIES, 0)
            continue
        # The answer hangs on the pair and the week, not on the round: asking twice in a week does not help.
        ready = readiness(links, people, answering, row, helper, tie, domain, strength)
        if draw(yes_key, links.identity[tie], np.uint64(domain)) >= logistic(ready):
            note(book.notes, row, helper, HEARD_NO, domain, BY_TIES, 0)
            continue
        note(book.notes, row, helper, HEARD_YES, domain, BY_TIES, 0)
        asked[0, place] = tie
        asked[1, place] = domain
        if helper >= 0:
            best[helper] = max(best[helper], rank(whom_key, links.identity[tie], domain, stage))
    return count


@inlined
def _custom(
    links: Links, people: Circle, asking: Inclination, row: int, week: int, debt_kept
) -> tuple[float, float]:  # fmt: skip
    """Return how usual asking is for someone, as a logit, and the most minutes that anyone owes them.

    It is less usual for those who owe much, more for those around whom people help.
    """
    owed, known, helping, credit = np.int64(links.closed_debt_minutes[row]), 0, 0, 0.0
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[row, place])
        if tie < 0:
            continue
        if links.debt_minutes[tie] != 0:
            debt = owed_on(links, tie, row, week, debt_kept)
            owed += np.int64(debt)
            credit = max(credit, -debt)
        other = other_end(links, tie, row)
        if other >= 0:
            known += 1
            helping += 1 if people.caring_weeks[other] > 0 else 0
    balance = min(max(owed, np.int64(-MOST_OWED)), np.int64(MOST_OWED)) / MOST_OWED
    return asking.normal_weight * helping / max(known, 1) - asking.balance_weight * balance, credit


@inlined
def _whom_to_ask(
    book: HelpBook, links: Links, people: Circle, row: int, domain: int, week: int, word: np.uint64,
    elsewhere_share: float, strength_kept,
) -> int:  # fmt: skip
    """Return the tie over which someone asks, by a race of draws times strength, or -1."""
    chosen, highest = -1, 0.0
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[row, place])
        if tie < 0:
            continue
        # A tie's weight is at most 1, so whoever draws too low cannot win and need not be looked at further.
        luck = quick_draw(word, links.identity[tie])
        if luck <= highest or links.kind[tie] == HOUSEHOLD:
            continue
        other = other_end(links, tie, row)
        if not could_help(book, links, people, row, other, tie, domain, week):
            continue
        if other == OUTSIDE:
            luck *= elsewhere_share
        score = luck * faded(links.strength[tie], links.touched[tie], week, strength_kept)
        if score > highest:
            chosen, highest = tie, score
    return chosen


@kernel
def answer_kin(
    book: HelpBook, links: Links, people: Circle, calling, best, agreed, active, week, key, answering: Answering,
    ask_chance, strength_kept, debt_kept,
):  # fmt: skip
    """Let kin elsewhere who are not yet helped from here ask; each resident says yes to at most one of them a week."""
    for phase in range(2):
        count = 0
        for tie in calling:
            helper, domain = np.int64(links.ends[tie, 0]), np.int64(links.outside_domain[tie])
            if people.arranged[tie] & arranged_bit(1, domain):
                continue
            rests = people.resting_until[helper] > week
            if rests or not active[book.neighbourhood[helper]] or people.age[helper] < HELPER_AGE:
                continue
            if not is_able(people.hindered, helper, domain):
                continue
            if draw(key, links.identity[tie], np.uint64(0)) >= ask_chance:
                continue
            strength = faded(links.strength[tie], links.touched[tie], week, strength_kept) - 0.5
            answer = (
                answering.willing[domain] + answering.strength_weight * strength
                + answering.values_weight * float(people.prosocial_values[helper])
                - answering.strain_weight * float(people.strain[helper])
            )  # fmt: skip
            if draw(key, links.identity[tie], np.uint64(1)) >= logistic(answer):
                continue
            priority = bits(key, links.identity[tie], np.uint64(2)) | np.uint64(1)
            if phase == 0:
                best[helper] = max(best[helper], priority)
                continue
            minutes = min(np.int64(links.outside_minutes[tie]), answering.most_minutes[-1], minutes_left(book, helper))
            if best[helper] != priority or minutes < LEAST_MINUTES:
                continue
            post_help(book, helper, OUTSIDE, book.neighbourhood[helper], domain, BY_TIES, minutes, 1.0)
            use_for_help(links, tie, 1, minutes, week, strength_kept, debt_kept)
            write_agreement(agreed, count, tie, 1, domain, minutes)
            count += 1
    return count
