"""Whom one can ask for something that needs no match: volunteers in care and neighbourhood with hours left."""

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    minutes_left,
)
from samenredzaam.neighbourhood.residents import BY_VOLUNTEERS, ROLE_CARE, ROLE_NEIGHBOURHOOD
from samenredzaam.neighbourhood.town import Town

LEAST_DUTY = 15
"""Nobody comes for less than so many minutes."""


def volunteers_on_hand(town: Town, book: HelpBook) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of volunteers in care and neighbourhood who have hours left, and minutes; shapes (volunteers,).

    Left is what of the hours of the role neither goes to those they visit nor was given otherwise this week, as far as
    their week has room. Those trained for respite have their own task.
    """
    residents, arrangements = town.residents, town.arrangements
    rows, spare = np.empty((2, residents.capacity), dtype=np.int64)
    count = find_on_hand(
        book, residents.role, residents.role_minutes, residents.trained, residents.resting_until,
        arrangements.identity, arrangements.rung, arrangements.helper, arrangements.minutes,
        np.zeros(residents.capacity, dtype=np.int64), rows, spare, town.week,
    )  # fmt: skip
    return rows[:count], spare[:count]


@kernel
def find_on_hand(
    book: HelpBook, role, role_minutes, trained, resting_until, arrangement_identity, rung_of, helper_of, minutes,
    promised, rows, spare, week,
):  # fmt: skip
    """Write rows and minutes of those with hours left; return how many. `promised` is scratch, 0 everywhere."""
    for row in range(arrangement_identity.shape[0]):
        if arrangement_identity[row] != 0 and rung_of[row] == BY_VOLUNTEERS and helper_of[row] >= 0:
            promised[helper_of[row]] += minutes[row]
    count = 0
    for row in range(role.shape[0]):
        if (role[row] != ROLE_CARE and role[row] != ROLE_NEIGHBOURHOOD) or trained[row] or resting_until[row] > week:
            continue
        left = role_minutes[row] - max(promised[row], np.int64(book.volunteered_minutes[row]))
        left = min(left, np.int64(minutes_left(book, row)))
        if left >= LEAST_DUTY:
            rows[count] = row
            spare[count] = left
            count += 1
    return count
