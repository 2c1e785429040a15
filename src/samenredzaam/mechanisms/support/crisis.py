"""The last rung: a heavy need that stays largely unmet for weeks may end in a crisis, which cannot be left alone.

From the next week on, for some weeks, all that is open is met in a crisis place, at a price. The need goes to
assessment with priority, care of the body to the nurse, and for the old a nursing home comes near.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
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
from samenredzaam.neighbourhood.need_book import leave_caseload
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
        residents, needs = town.residents, town.needs
        fallen = np.empty(len(town.needy), dtype=np.int64)
        places = np.zeros((len(town.codes), 2), dtype=np.int64)
        count = go_through_crises(
            town.book(), town.needy, residents.identity, residents.crisis_until, needs.stage, needs.unmet_weeks,
            needs.required_minutes, fallen, places, active, town.week, town.key(FALLS_INTO_CRISIS), self.chance,
            self.least_weeks, self.unmet_share, self.weeks,
        )  # fmt: skip
        if count > 0:
            town.ledgers.post_events(CRISES, residents.neighbourhood[fallen[:count]])
            self._pass_on(town, fallen[:count])
        cents = places * 7 * cents_of(self.day_cost)
        for at in np.flatnonzero(places.any(axis=1)).tolist():
            town.ledgers.post_money(at, MUNICIPALITY, FOR_CRISIS, int(cents[at, 0]))
            town.ledgers.post_money(at, INSURER, FOR_CRISIS, int(cents[at, 1]))

    def _pass_on(self, town: Town, rows: np.ndarray) -> None:
        """Pass the heavy needs of whoever is in crisis on to assessment or the nurse, out of the team's hands."""
        needs, week = town.needs, town.week
        with_team = np.isin(needs.formal[rows], (FORMAL_NONE, FORMAL_QUEUE, FORMAL_CASE))
        places, domains = np.nonzero(with_team & (needs.stage[rows] == 3) & (needs.open_minutes[rows] >= 15))
        rows = rows[places]
        at, nursing = town.residents.neighbourhood[rows], domains == PERSONAL
        state = needs.formal[rows, domains]
        queued = state == FORMAL_QUEUE
        waited = week - needs.formal_since[rows, domains]
        town.ledgers.post_queue(QUEUE_TEAM, at[queued], waited[queued])
        needs.asked_since[rows, domains] = np.where(queued, needs.asked_since[rows, domains], week)
        needs.formal[rows, domains] = np.where(nursing, FORMAL_GRANTED, FORMAL_ASSESSMENT)
        needs.formal_since[rows, domains] = week
        leave_caseload(needs, rows, domains)
        needs.granted_minutes[rows, domains] = np.where(nursing, needs.open_minutes[rows, domains], 0)
        town.ledgers.post_queue(QUEUE_ASSESSMENT, at[~nursing])
        town.ledgers.post_queue(QUEUE_PROVIDER, at[nursing])


@kernel
def go_through_crises(
    book: HelpBook, needy, identity, crisis_until, stage, unmet_weeks, required_minutes, fallen, places, active, week,
    key, chance, least_weeks, unmet_share, weeks,
):  # fmt: skip
    """Meet all that is open of those in a crisis; write who falls into one and return how many.

    Counts the places taken, apart those for people with a need of care.
    """
    count = 0
    for row in needy:
        if not active[book.neighbourhood[row]]:
            continue
        if crisis_until[row] > week:
            places[book.neighbourhood[row], 1 if stage[row, PERSONAL] > 0 else 0] += 1
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
                fallen[count] = row
                count += 1
                break
    return count
