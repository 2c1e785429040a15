"""The last rung: a heavy need that stays largely unmet for weeks may end in a crisis, which cannot be left alone.

From the next week on, for some weeks, all that is open is met in a crisis place, at a price. The need goes to
assessment with priority, care of the body to the nurse, and for the old a nursing home comes near.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.ledgers import (
    CRISES,
    FOR_CRISIS,
    INSURER,
    MUNICIPALITY,
    QUEUE_ASSESSMENT,
    QUEUE_PROVIDER,
    QUEUE_TEAM,
    cents_of,
)
from samenredzaam.neighbourhood.need_book import leave_worker
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    post_formal_help,
)
from samenredzaam.neighbourhood.residents import (
    BY_CRISIS,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_GRANTED,
    FORMAL_NONE,
    FORMAL_QUEUE,
    PERSONAL,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

FALLS_INTO_CRISIS = purpose("an unmet heavy need becomes a crisis")

LONGEST_WEEKS = 52
"""Weeks unmet beyond which a crisis comes no nearer."""

LEAST_MINUTES = 15
"""Of a need of which less than this is open nothing is passed on."""


@dataclass(frozen=True)
class Crisis:
    """Crises that begin, and what is met in them."""

    writes: ClassVar = (
        "open_minutes", "received_minutes", "met_minutes", "reserved_minutes", "crisis_until", "formal",
        "formal_since", "asked_since", "granted_minutes", "worker",
    )  # fmt: skip

    chance: float = parameter(
        0.004, unit="chance per week, for each quarter year unmet", low=0.0, high=0.05,
        nl="kans op een crisis bij een zware hulpvraag die grotendeels onvervuld blijft",
        en="chance of a crisis with a heavy need that stays largely unmet",
        assumption="no figure read; prevention hangs on it, so a wide range",
    )  # fmt: skip
    least_weeks: int = parameter(
        4, unit="weeks", low=0, high=26,
        nl="eerder dan na zoveel weken onvervuld is er geen crisis", en="no crisis before so many weeks unmet",
        assumption="it takes weeks before a fall, neglect or eviction; size not read",
    )  # fmt: skip
    unmet_share: float = parameter(
        0.5, unit="share", low=0.1, high=1.0,
        nl="deel dat deze week onvervuld is", en="share that is unmet this week",
        assumption="largely unmet: half or more",
    )  # fmt: skip
    weeks: int = parameter(
        4, unit="weeks", low=1, high=26,
        nl="hoe lang een crisis duurt", en="how long a crisis lasts",
        assumption="a stay of some weeks; size not read",
    )  # fmt: skip
    day_cost: float = parameter(
        168.0, unit="euro per day", low=80.0, high=500.0,
        nl="kosten van een crisisplek per dag", en="cost of a crisis place per day",
        assumption="as a day in a nursing home in the costing manual (168 euro in 2014, general knowledge, unverified)",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Meet everything that is open in each crisis; let others fall into one, and pass their needs on."""
        residents, needs, ledgers = town.residents, town.needs, town.ledgers
        places = np.zeros((len(town.codes), 2), dtype=np.int64)
        go_through_crises(
            town.book(), town.needy, residents.identity, residents.crisis_until, needs.stage, needs.unmet_weeks,
            needs.required_minutes, needs.formal, needs.formal_since, needs.asked_since, needs.granted_minutes,
            needs.worker, needs.service, needs.case_style, needs.bond, ledgers.events, ledgers.queue_in,
            ledgers.queue_out, ledgers.waited_weeks, places, active, town.week, town.key(FALLS_INTO_CRISIS),
            self.chance, self.least_weeks, self.unmet_share, self.weeks,
        )  # fmt: skip
        day = cents_of(self.day_cost)
        for at, (without_care, with_care) in enumerate(places.tolist()):
            ledgers.post_money(at, MUNICIPALITY, FOR_CRISIS, 7 * day * without_care)
            ledgers.post_money(at, INSURER, FOR_CRISIS, 7 * day * with_care)


@kernel
def go_through_crises(
    book: HelpBook, needy, identity, crisis_until, stage, unmet_weeks, required_minutes, formal, formal_since,
    asked_since, granted_minutes, worker, service, case_style, bond, events, queue_in, queue_out, waited_weeks, places,
    active, week, key, chance, least_weeks, unmet_share, weeks,
):  # fmt: skip
    """Meet all that is open of those in a crisis; pass the heavy needs of whoever falls into one on.

    Counts the places taken, apart those for people with a need of care.
    """
    for row in needy:
        at = book.neighbourhood[row]
        if not active[at]:
            continue
        if crisis_until[row] > week:
            places[at, 1 if stage[row, PERSONAL] > 0 else 0] += 1
            for domain in range(4):
                minutes = np.int64(book.open_minutes[row, domain])
                if minutes > 0:
                    post_formal_help(book, row, domain, BY_CRISIS, minutes)
            continue
        for domain in range(4):
            if stage[row, domain] < 3 or unmet_weeks[row, domain] < least_weeks:
                continue
            if book.open_minutes[row, domain] < unmet_share * required_minutes[row, domain]:
                continue
            near = chance * min(np.int64(unmet_weeks[row, domain]), LONGEST_WEEKS) / 13.0
            if draw(key, identity[row], np.uint64(domain)) < near:
                crisis_until[row] = week + 1 + weeks
                events[at, CRISES] += 1
                _pass_on(
                    book, stage, formal, formal_since, asked_since, granted_minutes, worker, service, case_style, bond,
                    queue_in, queue_out, waited_weeks, np.int64(at), row, week,
                )  # fmt: skip
                break


@inlined
def _pass_on(
    book: HelpBook, stage, formal, formal_since, asked_since, granted_minutes, worker, service, case_style, bond,
    queue_in, queue_out, waited_weeks, at: int, row: int, week: int,
) -> None:  # fmt: skip
    """Pass the heavy needs of whoever is in crisis on to assessment or the nurse, out of the team's hands."""
    for domain in range(4):
        state, minutes = formal[row, domain], book.open_minutes[row, domain]
        with_team = state in (FORMAL_NONE, FORMAL_QUEUE, FORMAL_CASE)
        if not with_team or stage[row, domain] != 3 or minutes < LEAST_MINUTES:
            continue
        if state == FORMAL_QUEUE:
            queue_out[at, QUEUE_TEAM] += 1
            waited_weeks[at, QUEUE_TEAM] += week - formal_since[row, domain]
        else:
            asked_since[row, domain] = week
        nursing = domain == PERSONAL
        formal[row, domain] = FORMAL_GRANTED if nursing else FORMAL_ASSESSMENT
        formal_since[row, domain] = week
        granted_minutes[row, domain] = minutes if nursing else 0
        leave_worker(worker, service, case_style, bond, row, domain)
        queue_in[at, QUEUE_PROVIDER if nursing else QUEUE_ASSESSMENT] += 1
