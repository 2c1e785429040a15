"""Needs as kernels see them: their columns together, how complex one is at first, how it worsens, how it ends."""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.columns import NEVER
from samenredzaam.neighbourhood.ledgers import QUEUE_OF
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, FORMAL_NONE, PERSONAL, Needs


class NeedBook(NamedTuple):
    """Columns of needs, and the account of those who leave a queue."""

    stage: np.ndarray
    lasting: np.ndarray
    required_minutes: np.ndarray
    reserved_minutes: np.ndarray
    complexity: np.ndarray
    since: np.ndarray
    unmet_weeks: np.ndarray
    open_minutes: np.ndarray
    formal: np.ndarray
    formal_since: np.ndarray
    asked_since: np.ndarray
    granted_minutes: np.ndarray
    worker: np.ndarray
    reached: np.ndarray
    service: np.ndarray
    case_style: np.ndarray
    bond: np.ndarray
    ended: np.ndarray
    queue_left: np.ndarray


@inlined
def end_need(needs: NeedBook, neighbourhood: int, row: int, domain: int) -> None:
    """End a need, and with it any place in a queue."""
    queue = QUEUE_OF[needs.formal[row, domain]]
    if queue >= 0:
        needs.queue_left[neighbourhood, queue] += 1
    needs.stage[row, domain] = 0
    needs.required_minutes[row, domain] = 0
    needs.reserved_minutes[row, domain] = 0
    needs.complexity[row, domain] = 0.0
    needs.unmet_weeks[row, domain] = 0
    needs.formal[row, domain] = FORMAL_NONE
    needs.formal_since[row, domain] = NEVER
    needs.asked_since[row, domain] = NEVER
    needs.granted_minutes[row, domain] = 0
    needs.worker[row, domain] = -1
    needs.reached[row, domain] = False
    needs.service[row, domain] = 0
    needs.case_style[row, domain] = 0
    needs.bond[row, domain] = 0.0
    needs.ended[row, domain] = 0


def leave_caseload(needs: Needs, rows: np.ndarray, domains: np.ndarray) -> None:
    """Take needs out of the hands of their worker of the team, with all that was between client and worker."""
    needs.worker[rows, domains] = -1
    for column in (needs.service, needs.case_style, needs.bond):
        column[rows, domains] = 0


@inlined
def leave_worker(worker, service, case_style, bond, row: int, domain: int) -> None:
    """Take one need out of the hands of its worker, as `leave_caseload` does with many."""
    worker[row, domain] = -1
    service[row, domain] = 0
    case_style[row, domain] = 0
    bond[row, domain] = 0.0


@inlined
def first_complexity(domain: int, spread: float) -> float:
    """Return how much skill a new need asks: little for chores and company, more for care, most varied for money."""
    if domain == PERSONAL:
        return 0.25 + 0.35 * spread
    if domain == ADMINISTRATIVE:
        return 0.15 + 0.55 * spread
    return 0.3 * spread


@inlined
def chance_to_worsen(escalation: float, unmet_weeks: int, self_reliance: float) -> float:
    """Return the chance that a need worsens: more with weeks unmet, up to half a year; less with self-reliance."""
    return escalation * min(unmet_weeks, 26) / 13.0 * 2.0 * (1.0 - float(self_reliance))
