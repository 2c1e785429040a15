"""The seventh rung: individual provisions after assessment (maatwerk), and district nursing.

An application waits to be assessed, then for a provider with room. Whoever finds the price too high withdraws before
anyone comes to assess, and gives up what they have when it rises. What is granted is what is open, less the usual help
expected of housemates who are able to give it, less what strictness takes off. It is looked at again after its term, by
the rules of that day; nurses fit their own plan to what is needed as they go.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    FOR_ASSESSMENT,
    FOR_GUIDANCE,
    FOR_HOUSEHOLD_HELP,
    FOR_NURSING,
    INSURER,
    MUNICIPALITY,
    QUEUE_ASSESSMENT,
    QUEUE_PROVIDER,
    STATE,
    cents_of,
)
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    post_formal_help,
)
from samenredzaam.neighbourhood.residents import (
    BY_PROVISION,
    ENDED_PRICE,
    ENDED_REFUSED,
    FORMAL_ASSESSMENT,
    FORMAL_GRANTED,
    FORMAL_NONE,
    FORMAL_PROVISION,
    PERSONAL,
    PRACTICAL,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn_for, purpose

HIRED_ASSESSOR = purpose("an overdue application goes to a hired assessor")
PRICE_BORNE = purpose("price someone is ready to pay")

HELP, NURSING = 0, 1
REFUSED, GRANTED = 0, 1


@dataclass(frozen=True)
class Provision:
    """Assessment, start, and the weekly hours of individual provisions."""

    writes: ClassVar = (
        "open_minutes", "received_minutes", "met_minutes", "formal", "formal_since", "granted_minutes",
        "ended", "reserved_minutes",
    )  # fmt: skip

    usual_minutes: int = parameter(
        90, unit="minutes per week", low=0, high=600,
        nl="gebruikelijke hulp die wordt verwacht van elke volwassen huisgenoot die haar kan geven",
        en="usual help expected of each adult housemate who can give it",
        assumption="assessors subtract it for household help; size not read",
    )  # fmt: skip
    least_minutes: int = parameter(
        90, unit="minutes per week", low=0, high=600,
        nl="wat bij de strengste beoordeling te weinig is voor maatwerk",
        en="what under the strictest assessment is too little for a provision",
        assumption="small needs are left to people themselves where assessment is strict; size not read",
    )  # fmt: skip
    strict_cut: float = parameter(
        0.4, unit="share", low=0.0, high=0.9,
        nl="hoeveel minder de strengste beoordeling toekent", en="how much less the strictest assessment grants",
        assumption="norm hours were lowered by a fifth to two fifths in cuts reported in the press, none read in the "
        "original",
    )  # fmt: skip
    hired_share: float = parameter(
        0.05, unit="share per week", low=0.0, high=1.0,
        nl="deel van de aanvragen over de wettelijke termijn dat per week wordt uitbesteed",
        en="share of applications past the legal term that goes to hired assessors each week",
        assumption="the term is often passed (mean wait 11 weeks against 8, kassa_2023), so few; size not read",
    )  # fmt: skip
    review_weeks: int = parameter(
        104, unit="weeks", low=26, high=520,
        nl="na zoveel weken wordt opnieuw bekeken wat is toegekend",
        en="after so many weeks what was granted is looked at again",
        assumption="decisions are given for a term of some years, which differs by municipality; length not read",
    )  # fmt: skip
    nursing_pace: float = parameter(
        0.08, unit="share per week", low=0.0, high=1.0,
        nl="hoe snel wijkverpleegkundigen hun plan aanpassen aan wat nodig is",
        en="how fast district nurses fit their plan to what is needed",
        assumption="they judge what is needed themselves, so within a few months; size not read, and 0 is possible",
    )  # fmt: skip
    start_weeks: int = parameter(
        2, unit="weeks", low=0, high=26,
        nl="tijd die een aanbieder nodig heeft om te beginnen", en="time a provider needs to begin",
        assumption="planning a first visit; size not read",
    )  # fmt: skip
    tariff_household_help: float = parameter(
        32.40, unit="euro per hour", low=20.0, high=60.0,
        nl="tarief huishoudelijke hulp", en="tariff of household help", source="westerveld_2023",
    )  # fmt: skip
    tariff_guidance: float = parameter(
        70.0, unit="euro per hour", low=55.80, high=85.20,
        nl="tarief begeleiding", en="tariff of guidance", source="westerveld_2023",
    )  # fmt: skip
    tariff_nursing: float = parameter(
        65.0, unit="euro per hour", low=40.0, high=100.0,
        nl="tarief wijkverpleging", en="tariff of district nursing",
        assumption="no figure read; near that of guidance",
    )  # fmt: skip
    assessment_cost: float = parameter(
        1394.0, unit="euro per application", low=200.0, high=3000.0,
        nl="kosten van een beoordeling", en="cost of an assessment", source="westerveld_2023",
    )  # fmt: skip
    income_low: float = parameter(
        1300.0, unit="euro per month", low=900.0, high=1800.0,
        nl="besteedbaar inkomen per maand, laag", en="disposable income per month, low",
        assumption="order of magnitude of single households on a minimum income",
    )  # fmt: skip
    income_middle: float = parameter(
        2300.0, unit="euro per month", low=1600.0, high=3200.0,
        nl="besteedbaar inkomen per maand, midden", en="disposable income per month, middle",
        assumption="order of magnitude; standardised income of the middle groups",
    )  # fmt: skip
    income_high: float = parameter(
        4200.0, unit="euro per month", low=3000.0, high=8000.0,
        nl="besteedbaar inkomen per maand, hoog", en="disposable income per month, high",
        assumption="order of magnitude; standardised income of the highest fifth",
    )  # fmt: skip
    price_half: float = parameter(
        0.03, unit="share of disposable income", low=0.005, high=0.2,
        nl="eigen bijdrage als deel van het inkomen waarbij de helft afziet van hulp",
        en="price as a share of income at which half do without",
        assumption="a lower price raised use of household help by 12.7% in a year (significant_2019); size by income "
        "not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Look again at what has had its term; deliver what is provided; assess applications; let providers begin."""
        take_up = self.take_up(town)
        reviews = self._review(town, active)
        running = self._deliver(town, active, take_up)
        self._assess(town, active, reviews)
        self._start(town, active, running)

    def take_up(self, town: Town) -> np.ndarray:
        """Return the share ready to pay this week's price by income group, shape (neighbourhoods, 3)."""
        weekly = np.array([self.income_low, self.income_middle, self.income_high]) * 100.0 * 12.0 / 52.0
        burden = town.offers.fee_cents / weekly / self.price_half
        return 1.0 / (1.0 + burden * burden)

    def _review(self, town: Town, active: np.ndarray) -> np.ndarray:
        """Decide anew on provisions that have had their term; return how many, shape (neighbourhoods,).

        Help goes on until then, so that these do not wait: assessors take them first.
        """
        needs, neighbourhood = town.needs, town.residents.neighbourhood
        rows, domains = town.needs_that_are(FORMAL_PROVISION)
        since = needs.formal_since[rows, domains]
        due = rows_where((town.week - since) % self.review_weeks == 0)
        due = due[(domains[due] != PERSONAL) & (since[due] < town.week) & active[neighbourhood[rows[due]]]]
        rows, domains, since = rows[due], domains[due], since[due]
        if len(rows) == 0:
            return np.zeros(len(town.codes), dtype=np.int64)
        goes_on = self._decide(town, rows, domains) == GRANTED
        place = rows[goes_on], domains[goes_on]
        needs.formal[place], needs.formal_since[place] = FORMAL_PROVISION, since[goes_on]
        return np.bincount(neighbourhood[rows], minlength=len(town.codes))

    def _deliver(self, town: Town, active: np.ndarray, take_up: np.ndarray) -> np.ndarray:
        """Deliver and pay; return the minutes granted that run, shape (neighbourhoods, HELP or NURSING)."""
        needs, residents, ledgers = town.needs, town.residents, town.ledgers
        neighbourhoods = len(town.codes)
        contract = np.column_stack([town.offers.provider_minutes, town.offers.nursing_minutes])
        running = np.zeros((neighbourhoods, 2), dtype=np.int64)
        delivered = np.zeros((neighbourhoods, 3), dtype=np.int64)
        clients = np.zeros((neighbourhoods, 3), dtype=np.int64)
        leave_for_price(
            town.book(), town.formally, residents.identity, residents.home, town.homes.income, needs.formal,
            needs.formal_since, needs.granted_minutes, needs.ended, ledgers.queue_out, ledgers.waited_weeks, running,
            clients, active, take_up, town.week, town.streams.lasting_key(PRICE_BORNE),
        )  # fmt: skip
        deliver(
            town.book(), town.formally, needs.formal, needs.granted_minutes, contract, running, delivered, active,
            self.nursing_pace,
        )  # fmt: skip
        for at in rows_where(active):
            self._pay(town, int(at), delivered[at], clients[at])
        return running

    def _pay(self, town: Town, at: int, delivered: np.ndarray, clients: np.ndarray) -> None:
        """Pay providers for the hours delivered, and let the municipality count what it spent; clients pay fees.

        Whoever pays for provisions receives the fees for them.
        """
        cents = [
            int(minutes) * cents_of(tariff) // 60
            for minutes, tariff in zip(
                delivered,
                (self.tariff_household_help, self.tariff_guidance, self.tariff_nursing),
                strict=True,
            )
        ]
        share = float(town.policy["decentralised_share"][at])
        for what, whole in zip((FOR_HOUSEHOLD_HELP, FOR_GUIDANCE), cents[:2], strict=True):
            own = int(whole * share)
            town.ledgers.post_money(at, MUNICIPALITY, what, own)
            town.ledgers.post_money(at, STATE, what, whole - own)
            town.deciders.municipality.book_week(at, own)
        town.ledgers.post_money(at, INSURER, FOR_NURSING, cents[2])
        for income in range(3):
            town.ledgers.post_fees(at, int(clients[income] * town.offers.fee_cents[at, income]), share)

    def _assess(self, town: Town, active: np.ndarray, reviews: np.ndarray) -> None:
        """Assess those in a crisis first, then the longest waiting, as many as the assessors can beside `reviews`.

        Some of the overdue go to hired assessors.
        """
        needs, residents, week = town.needs, town.residents, town.week
        rows, domains = town.needs_that_are(FORMAL_ASSESSMENT)
        if len(rows) == 0:
            return
        calm = residents.crisis_until[rows] <= week
        order = np.lexsort((residents.identity[rows], domains, needs.formal_since[rows, domains], calm))
        rows, domains = rows[order], domains[order]
        legal_weeks = town.offers.legal_waiting_weeks[residents.neighbourhood[rows]]
        hired = week - needs.formal_since[rows, domains] >= legal_weeks
        luck = drawn_for(town.key(HIRED_ASSESSOR), residents.identity[rows[hired]], domains[hired])
        hired[hired] = luck < self.hired_share
        turn = hired & active[residents.neighbourhood[rows]]
        for at in rows_where(active):
            waiting = rows_where((residents.neighbourhood[rows] == at) & ~turn)
            turn[waiting[: max(town.offers.assessments[at] - reviews[at], 0)]] = True
        rows, domains = rows[turn], domains[turn]
        waited = week - needs.formal_since[rows, domains]
        town.ledgers.post_queue(QUEUE_ASSESSMENT, residents.neighbourhood[rows], waited)
        decision = self._decide(town, rows, domains)
        town.ledgers.post_queue(QUEUE_PROVIDER, residents.neighbourhood[rows[decision == GRANTED]])

    def _decide(self, town: Town, rows: np.ndarray, domains: np.ndarray) -> np.ndarray:
        """Decide on these and pay for it; return GRANTED or REFUSED for each."""
        needs, residents, homes = town.needs, town.residents, town.homes
        for at, count in enumerate(np.bincount(residents.neighbourhood[rows], minlength=len(town.codes))):
            town.ledgers.post_money(at, MUNICIPALITY, FOR_ASSESSMENT, int(count) * cents_of(self.assessment_cost))
        decision = np.zeros(len(rows), dtype=np.int8)
        decide(
            rows, domains, residents.neighbourhood, residents.age, residents.hindered, residents.home, homes.members,
            needs.required_minutes, needs.open_minutes, needs.formal, needs.formal_since, needs.granted_minutes,
            needs.ended, decision, town.offers.strictness, town.week, self.usual_minutes, self.least_minutes,
            self.strict_cut,
        )  # fmt: skip
        return decision

    def _start(self, town: Town, active: np.ndarray, running: np.ndarray) -> None:
        """Let providers begin with those who were granted longest ago, as far as `running` leaves of their contract."""
        needs, residents, week = town.needs, town.residents, town.week
        rows, domains = town.needs_that_are(FORMAL_GRANTED)
        since = needs.formal_since[rows, domains]
        ready = rows_where(since <= week - self.start_weeks)
        if len(ready) == 0:
            return
        rows, domains, since = rows[ready], domains[ready], since[ready]
        order = np.lexsort((residents.identity[rows], domains, since))
        rows, domains, since = rows[order], domains[order], since[order]
        granted, nursing = needs.granted_minutes[rows, domains], domains == PERSONAL
        for at in rows_where(active).tolist():
            mine = residents.neighbourhood[rows] == at
            for kind, here in ((HELP, rows_where(mine & ~nursing)), (NURSING, rows_where(mine & nursing))):
                provider = (town.deciders.nursing if kind == NURSING else town.deciders.providers)[at]
                contract = (town.offers.nursing_minutes if kind == NURSING else town.offers.provider_minutes)[at]
                begin = here[: provider.can_start(int(contract), granted[here].tolist(), int(running[at, kind]))]
                if len(begin) == 0:
                    continue
                place = rows[begin], domains[begin]
                town.ledgers.post_queue(QUEUE_PROVIDER, residents.neighbourhood[place[0]], week - since[begin])
                if kind == HELP:
                    town.ledgers.starts[at] += len(begin)
                    town.ledgers.start_weeks[at] += int((week - needs.asked_since[place]).sum())
                needs.formal[place], needs.formal_since[place] = FORMAL_PROVISION, week


@inlined
def _kind(domain: int) -> int:
    return NURSING if domain == PERSONAL else HELP


@kernel
def leave_for_price(
    book: HelpBook, formally, identity, home, income, formal, formal_since, granted_minutes, ended, queue_out,
    waited_weeks, running, clients, active, take_up, week, key,
):  # fmt: skip
    """Let clients stop whose price has risen above what they bear, and those who wait to be assessed withdraw.

    Counts the running minutes and the paying clients. What someone bears is drawn once for life, so that the same
    price never makes a client come and go.
    """
    for row in formally:
        at = book.neighbourhood[row]
        if not active[at]:
            continue
        pays = False
        dear = draw(key, identity[row], np.uint64(0)) >= take_up[at, income[home[row]]]
        for domain in range(4):
            if formal[row, domain] == FORMAL_ASSESSMENT and dear:
                queue_out[at, QUEUE_ASSESSMENT] += 1
                waited_weeks[at, QUEUE_ASSESSMENT] += week - formal_since[row, domain]
                formal[row, domain] = FORMAL_NONE
                formal_since[row, domain] = week
                ended[row, domain] = ENDED_PRICE
            if formal[row, domain] != FORMAL_PROVISION:
                continue
            if domain != PERSONAL and dear:
                formal[row, domain] = FORMAL_NONE
                formal_since[row, domain] = week
                granted_minutes[row, domain] = 0
                ended[row, domain] = ENDED_PRICE
                continue
            running[at, _kind(domain)] += granted_minutes[row, domain]
            pays = pays or domain != PERSONAL
        if pays:
            clients[at, income[home[row]]] += 1


@kernel
def deliver(
    book: HelpBook, formally, formal, granted_minutes, contract, running, delivered, active, nursing_pace,
):  # fmt: skip
    """Deliver what was granted and is open; where providers have too few hours, everyone gets less in proportion.

    Nurses move what they plan from next week on towards what is open: down, and up where their contract leaves room.
    """
    for row in formally:
        at = book.neighbourhood[row]
        if not active[at]:
            continue
        for domain in range(4):
            if formal[row, domain] != FORMAL_PROVISION:
                continue
            minutes = granted_minutes[row, domain]
            kind, still_open = _kind(domain), book.open_minutes[row, domain]
            crowded = running[at, kind] > contract[at, kind]
            if kind == NURSING and (still_open < minutes or not crowded):
                # They keep an eye on a client for whom others do everything, so it never comes to nothing.
                granted_minutes[row, domain] = max(minutes + int((still_open - minutes) * nursing_pace), 1)
            if crowded:
                minutes = minutes * contract[at, kind] // running[at, kind]
            minutes = min(minutes, still_open)
            if minutes > 0:
                post_formal_help(book, row, domain, BY_PROVISION, minutes)
                delivered[at, 2 if kind == NURSING else (0 if domain == PRACTICAL else 1)] += minutes


@kernel
def decide(
    rows, domains, neighbourhood, age, hindered, home, members, required_minutes, open_minutes, formal, formal_since,
    granted_minutes, ended, decision, strictness, week, usual_minutes, least_minutes, strict_cut,
):  # fmt: skip
    """Decide: usual help is subtracted, the small refused, the granted lowered by strictness.

    Housemates who are hindered in that domain themselves are no usual help.
    """
    for index in range(rows.shape[0]):
        row, domain = rows[index], domains[index]
        at = neighbourhood[row]
        usual = 0
        if domain == PRACTICAL:
            for place in range(members.shape[1]):
                other = members[home[row], place]
                if other >= 0 and other != row and age[other] >= 18 and is_able(hindered, other, domain):
                    usual += usual_minutes
        uncovered = min(open_minutes[row, domain], max(required_minutes[row, domain] - usual, 0))
        granted = int(uncovered * (1.0 - strict_cut * strictness[at]))
        formal_since[row, domain] = week
        if uncovered < least_minutes * strictness[at] or granted < 15:
            decision[index] = REFUSED
            ended[row, domain] = ENDED_REFUSED
        else:
            decision[index] = GRANTED
        formal[row, domain] = FORMAL_GRANTED if decision[index] == GRANTED else FORMAL_NONE
        granted_minutes[row, domain] = granted if decision[index] == GRANTED else 0
