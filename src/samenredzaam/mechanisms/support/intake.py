"""Taking needs in from the queue of a neighbourhood team: what becomes a case, whose, of which service and style."""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.ledgers import (
    CASES_JOINED,
    CASES_PROFESSED,
    CASES_RETURNED,
    CASES_STEERED,
    CASES_TAKEN,
    QUEUE_ASSESSMENT,
    QUEUE_TEAM,
)
from samenredzaam.neighbourhood.residents import (
    DIRECTIVE,
    ENDED_NOT,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    NO_STYLE,
    OUTREACH,
    PRACTICAL,
)
from samenredzaam.neighbourhood.services import Bounds, Clients, fitting_service
from samenredzaam.neighbourhood.styles import gives_part, professed_style, style_in_fact
from samenredzaam.streams import draw

YEAR_WEEKS = 52
HEAVY = 3


class Files(NamedTuple):
    """Columns of needs that say how they stand with the team."""

    stage: np.ndarray
    lasting: np.ndarray
    formal: np.ndarray
    formal_since: np.ndarray
    worker: np.ndarray
    service: np.ndarray
    case_style: np.ndarray
    bond: np.ndarray
    case_closed: np.ndarray
    ended: np.ndarray


class Accounts(NamedTuple):
    """The accounts in which an intake is booked."""

    cases: np.ndarray
    queue_in: np.ndarray
    queue_out: np.ndarray
    waited_weeks: np.ndarray


class Customs(NamedTuple):
    """How teams work, for kernels; arrays have a row for each neighbourhood, but `retreated` one for each worker."""

    joint_share: np.ndarray
    partner_weeks: int
    work_share: np.ndarray
    style_weights: np.ndarray
    client_steers: np.ndarray
    steered_share: float
    retreated: np.ndarray
    bounds: Bounds


class Keys(NamedTuple):
    """The keys of the draws at an intake; the first and the last are for life."""

    as_one: np.uint64
    professed: np.uint64
    steered: np.uint64
    to_work: np.uint64


@kernel
def take_in(
    clients: Clients, files: Files, accounts: Accounts, customs: Customs, keys: Keys, rows, domains, home_identity,
    members, workers, bonds, joint, places, first, after, used, unlimited, active, week,
):  # fmt: skip
    """Take in the needs in line while there are places, and what joins a case of the household without one.

    The places of neighbourhood n, each with its professional, are places[first[n]:after[n]]; they come back endlessly
    if `unlimited`. Counts in `used` how many were taken. `workers`, `bonds` and `joint` are scratch, by place in line.
    """
    # Who joins is told before anyone is taken in: a case that begins now has no professional to turn to yet.
    for index in range(rows.shape[0]):
        row = np.int64(rows[index])
        at, home = clients.neighbourhood[row], clients.home[row]
        joint[index] = False
        if draw(keys.as_one, home_identity[home], np.uint64(0)) < customs.joint_share[at]:
            holder = _holder(clients, files, members, row)
            if holder >= 0:
                joint[index] = True
                workers[index] = files.worker[holder, _first_case(files, holder)]
                bonds[index] = _greatest_bond(files, row) if holder == row else 0.0
    for index in range(rows.shape[0]):
        row, domain = np.int64(rows[index]), np.int64(domains[index])
        at = clients.neighbourhood[row]
        if not active[at]:
            continue
        if joint[index]:
            if week - files.formal_since[row, domain] >= customs.partner_weeks:
                worker = np.int64(workers[index])
                if _begin(clients, files, accounts, customs, keys, row, domain, worker, week):
                    files.bond[row, domain] = bonds[index]
                    accounts.cases[at, CASES_JOINED] += 1
            continue
        count = after[at] - first[at]
        if count > 0 and (unlimited or used[at] < count):
            worker = np.int64(places[first[at] + used[at] % count])
            used[at] += 1
            _begin(clients, files, accounts, customs, keys, row, domain, worker, week)


@inlined
def _first_case(files: Files, row: int) -> int:
    """Return the first domain in which someone has a case, or -1."""
    for domain in range(4):
        if files.formal[row, domain] == FORMAL_CASE:
            return domain
    return -1


@inlined
def _greatest_bond(files: Files, row: int) -> float:
    """Return the greatest bond that someone has with a professional."""
    greatest = 0.0
    for domain in range(4):
        greatest = max(greatest, float(files.bond[row, domain]))
    return greatest


@inlined
def _holder(clients: Clients, files: Files, members, row: int) -> int:
    """Return whose case a need would join: one's own, or that of the housemate with the smallest identity; or -1."""
    if _first_case(files, row) >= 0:
        return row
    found = -1
    for place in range(members.shape[1]):
        one = np.int64(members[clients.home[row], place])
        if one < 0 or _first_case(files, one) < 0:
            continue
        if found < 0 or clients.identity[one] < clients.identity[found]:
            found = one
    return found


@inlined
def _begin(
    clients: Clients, files: Files, accounts: Accounts, customs: Customs, keys: Keys, row: int, domain: int,
    worker: int, week: int,
) -> bool:  # fmt: skip
    """Let lasting household help and lasting heavy needs go on to assessment; tell whether a case begins."""
    at, stage = clients.neighbourhood[row], np.int64(files.stage[row, domain])
    accounts.queue_out[at, QUEUE_TEAM] += 1
    accounts.waited_weeks[at, QUEUE_TEAM] += week - files.formal_since[row, domain]
    files.formal_since[row, domain] = week
    files.ended[row, domain] = ENDED_NOT
    household = domain == PRACTICAL and not clients.leans_on_overloaded[row]
    if files.lasting[row, domain] and (household or stage == HEAVY):
        files.formal[row, domain] = FORMAL_ASSESSMENT
        files.worker[row, domain] = -1
        files.case_style[row, domain] = NO_STYLE
        accounts.queue_in[at, QUEUE_ASSESSMENT] += 1
        return False
    files.formal[row, domain] = FORMAL_CASE
    files.worker[row, domain] = worker
    files.service[row, domain] = fitting_service(
        clients, customs.bounds, customs.work_share, keys.to_work, row, domain, stage
    )
    files.bond[row, domain] = 0.0
    accounts.cases[at, CASES_TAKEN] += 1
    if week - files.case_closed[row, domain] <= YEAR_WEEKS:
        accounts.cases[at, CASES_RETURNED] += 1
    # Whoever was found by outreach keeps that style.
    if files.case_style[row, domain] != OUTREACH:
        files.case_style[row, domain] = _style(clients, accounts, customs, keys, row, domain, worker)
    return True


@inlined
def _style(
    clients: Clients, accounts: Accounts, customs: Customs, keys: Keys, row: int, domain: int, worker: int
) -> int:
    """Return the style in which a new case is in fact worked.

    A professional who has retreated works by the standard procedure, whatever was said and whoever was to decide.
    """
    at, who = clients.neighbourhood[row], clients.identity[row]
    professed = professed_style(customs.style_weights[at], draw(keys.professed, who, np.uint64(domain)))
    client = draw(keys.steered, who, np.uint64(domain)) < customs.client_steers[at]
    luck = draw(keys.steered, who, np.uint64(domain + 4))
    style = style_in_fact(professed, client, luck, customs.steered_share)
    if gives_part(professed):
        accounts.cases[at, CASES_PROFESSED] += 1
        accounts.cases[at, CASES_STEERED] += 1 if style == DIRECTIVE else 0
    return DIRECTIVE if customs.retreated[worker] else style
