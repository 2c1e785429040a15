"""The sixth rung: the neighbourhood team helps its cases, and takes new ones from its queue as far as hours reach."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.casework import Casework
from samenredzaam.neighbourhood.ledgers import QUEUE_ASSESSMENT, QUEUE_TEAM, HelpBook, post_formal_help
from samenredzaam.neighbourhood.residents import (
    BY_TEAM,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_NONE,
    FORMAL_QUEUE,
    PRACTICAL,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class TeamWork:
    """Cases and intake."""

    writes: ClassVar = (
        "open_minutes", "received_minutes", "met_minutes", "formal", "formal_since", "asked_since", "worker",
        "reserved_minutes",
    )  # fmt: skip

    casework: Casework = Casework()
    direct_share: float = parameter(
        0.6, unit="share", low=0.2, high=1.0,
        nl="deel van die tijd dat directe hulp is", en="share of that time that is direct help",
        assumption="travel, consultation and the file take the rest; size not read",
    )  # fmt: skip
    case_weeks: int = parameter(
        26, unit="weeks", low=4, high=104,
        nl="zolang duurt een zaak hoogstens", en="how long a case lasts at most",
        assumption="teams are for short support; size not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Help the cases; then take in who is first in the queue."""
        self._work(town, active)
        self._take_in(town, active)

    def _work(self, town: Town, active: np.ndarray) -> None:
        needs = town.needs
        minutes = [int(one.case_minutes * self.direct_share) if one else 0 for one in town.deciders.professionals]
        moved = np.zeros((len(town.formally), 4), dtype=np.bool_)
        work_cases(
            town.book(), town.formally, needs.lasting, needs.formal, needs.formal_since, needs.asked_since,
            needs.worker, moved, active, np.array(minutes, dtype=np.int64), town.week, self.case_weeks,
        )  # fmt: skip
        rows = town.formally[np.nonzero(moved)[0]]
        town.ledgers.post_queue(QUEUE_ASSESSMENT, town.residents.neighbourhood[rows])

    def _take_in(self, town: Town, active: np.ndarray) -> None:
        """Take needs from the queue, the most serious first, then the longest waiting, while there are places."""
        needs, residents, week = town.needs, town.residents, town.week
        rows, domains = town.needs_that_are(FORMAL_QUEUE)
        order = np.lexsort(
            (
                residents.identity[rows],
                domains,
                needs.formal_since[rows, domains],
                -needs.stage[rows, domains],
            )
        )
        rows, domains = rows[order], domains[order]
        for neighbourhood in np.flatnonzero(active):
            here = np.flatnonzero(residents.neighbourhood[rows] == neighbourhood)
            places = self._places(town, int(neighbourhood))
            here, workers = here[: len(places)], places[: len(here)]
            row, domain = rows[here], domains[here]
            for worker in workers:
                town.deciders.professionals[worker].take_case(self.casework.intake_minutes, town.ledgers)
            waited = week - needs.formal_since[row, domain]
            town.ledgers.post_queue(QUEUE_TEAM, residents.neighbourhood[row], waited)
            refer = needs.lasting[row, domain] & ((domain == PRACTICAL) | (needs.stage[row, domain] >= 2))
            needs.formal[row, domain] = np.where(refer, FORMAL_ASSESSMENT, FORMAL_CASE)
            needs.worker[row, domain] = np.where(refer, -1, workers)
            needs.formal_since[row, domain] = week
            town.ledgers.post_queue(QUEUE_ASSESSMENT, residents.neighbourhood[row[refer]])

    def _places(self, town: Town, neighbourhood: int) -> np.ndarray:
        """Return the professionals of a neighbourhood, each as often as they have places for a new case."""
        team = [
            (number, one.places)
            for number, one in enumerate(town.deciders.professionals)
            if one and one.neighbourhood == neighbourhood
        ]
        return np.array([number for number, places in team for _ in range(places)], dtype=np.int16)


@kernel
def work_cases(
    book: HelpBook,
    formally,
    lasting,
    formal,
    formal_since,
    asked_since,
    worker,
    moved,
    active,
    minutes,
    week,
    case_weeks,
):
    """Give each case its professional's time; one that has lasted its weeks is closed, or passed on to assessment."""
    for place in range(formally.shape[0]):
        row = formally[place]
        if not active[book.neighbourhood[row]]:
            continue
        for domain in range(4):
            if formal[row, domain] != FORMAL_CASE:
                continue
            given = min(minutes[worker[row, domain]], book.open_minutes[row, domain])
            if given > 0:
                post_formal_help(book, row, domain, BY_TEAM, given)
            if week - formal_since[row, domain] >= case_weeks:
                moved[place, domain] = lasting[row, domain]
                formal[row, domain] = FORMAL_ASSESSMENT if lasting[row, domain] else FORMAL_NONE
                formal_since[row, domain] = week
                worker[row, domain] = -1
                if lasting[row, domain]:
                    asked_since[row, domain] = week
