"""Professionals write down where policy chafes with daily life, as far as hours are left (luis in de pels)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    ABOUT_CARER,
    ABOUT_PRICE,
    ABOUT_REFUSAL,
    ABOUT_STAYING_AWAY,
    ABOUT_WAITING,
    FOR_SIGNALLING,
    QUEUE_OF,
    SUBJECTS,
    UNUSED,
)
from samenredzaam.neighbourhood.residents import ENDED_LOST, ENDED_PRICE, ENDED_REFUSED, ENDINGS, FORMAL_NONE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn_for, purpose

NOTICED = purpose("a professional notices where policy chafes")

OF_ENDING = {ENDED_REFUSED: ABOUT_REFUSAL, ENDED_PRICE: ABOUT_PRICE, ENDED_LOST: ABOUT_STAYING_AWAY}
_NO_SUBJECT = -1
_SUBJECT = np.array([OF_ENDING.get(ended, _NO_SUBJECT) for ended in range(len(ENDINGS))])
"""What the way in which formal support ended says, by code (ENDED_...)."""

_WAITS = QUEUE_OF >= 0
CARER_WEEKS = 13
"""Once in so many weeks professionals go over the carers they hear of."""


@dataclass(frozen=True)
class Signalling:
    """Signals of the week; whether anyone listens is another matter."""

    writes: ClassVar = ()

    noticed_share: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="deel van wat er wringt dat een professional opmerkt",
        en="share of what chafes that a professional notices",
        assumption="of their own clients and whom they hear of; size not read",
    )  # fmt: skip
    signal_minutes: int = parameter(
        30, unit="minutes", low=5, high=240,
        nl="tijd om een signaal op te schrijven", en="time to write a signal down",
        assumption="a form or a note to the policy staff; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let professionals note what they noticed, while there are hours; the rest stays unwritten."""
        noticed = np.zeros((len(town.codes), len(SUBJECTS)), dtype=np.int64)
        self._among_clients(town, noticed)
        self._among_carers(town, noticed)
        for at in np.flatnonzero(noticed.any(axis=1)).tolist():
            self._write(town, at, noticed[at].tolist())

    def _write(self, town: Town, at: int, noticed: list[int]) -> None:
        """Let those who have not retreated write down their part; the others look no further than the procedure."""
        team = [one for one in town.deciders.professionals if one and one.neighbourhood == at]
        open_count = sum(not one.retreated for one in team)
        seen = [_part(here, open_count, len(team)) for here in noticed]
        time = _part(int(town.ledgers.professional[at, UNUSED]), open_count, len(team)) // self.signal_minutes
        for subject, here in enumerate(seen):
            if here == 0:
                continue
            written = min(here, here * time // max(sum(seen), 1))
            town.ledgers.post_signals(at, subject, written, here - written)
            town.ledgers.spend_unused(at, FOR_SIGNALLING, written * self.signal_minutes)

    def _among_clients(self, town: Town, noticed: np.ndarray) -> None:
        """Count refusals, prices too high, clients who stay away, and waits that pass the legal term this week."""
        needs, residents, week = town.needs, town.residents, town.week
        notice(
            town.formally, residents.identity, residents.neighbourhood, needs.formal, needs.formal_since,
            needs.asked_since, needs.ended, town.offers.legal_waiting_weeks, noticed, _SUBJECT, _WAITS, week,
            town.key(NOTICED), self.noticed_share,
        )  # fmt: skip

    def _among_carers(self, town: Town, noticed: np.ndarray) -> None:
        """Count carers who gave up: once in a quarter of a year professionals go over who they are."""
        if town.week % CARER_WEEKS != 0:
            return
        residents = town.residents
        rows = rows_where(residents.resting_until > town.week)
        seen = rows[drawn_for(town.key(NOTICED), residents.identity[rows], 4) < self.noticed_share]
        np.add.at(noticed, (residents.neighbourhood[seen], ABOUT_CARER), 1)


def _part(count: int, some: int, of: int) -> int:
    """Return the part that `some` of so many have in a count, rounded; all of it where there is nobody."""
    return (2 * count * some + of) // (2 * of) if of else count


@kernel
def notice(
    rows, identity, neighbourhood, formal, formal_since, asked_since, ended, legal_weeks, noticed, subject_of, waits,
    week, key, noticed_share,
):  # fmt: skip
    """Count by neighbourhood and subject what professionals notice: what ended this week, and waits just too long."""
    for row in rows:
        at = neighbourhood[row]
        for domain in range(4):
            subject = _NO_SUBJECT
            if formal[row, domain] == FORMAL_NONE:
                if formal_since[row, domain] == week:
                    subject = subject_of[ended[row, domain]]
            elif waits[formal[row, domain]] and week - asked_since[row, domain] == legal_weeks[at] + 1:
                subject = ABOUT_WAITING
            if subject != _NO_SUBJECT and draw(key, identity[row], np.uint64(domain)) < noticed_share:
                noticed[at, subject] += 1
