"""Turns: what changes slowly is looked at once in four weeks, each thing in a week of its own.

A quarter of the things has its turn in any week, so nothing happens to all at once; and the work is a quarter.
"""

import numpy as np

from samenredzaam.kernels import inlined, kernel

TURN_WEEKS = 4
"""Every so many weeks a thing has its turn."""

_START = TURN_WEEKS * 10_000


@inlined
def weeks_since_turn(identity: np.uint64, week: int) -> int:
    """Return how many weeks ago the last turn of a thing was: 0 in the week of its turn, at most 3."""
    return np.int64((identity + np.uint64(week + _START)) % np.uint64(TURN_WEEKS))  # type: ignore[return-value]


def weeks_since_turns(identities: np.ndarray, week: int) -> np.ndarray:
    """Return the same for many things at once, shape (things,)."""
    return (identities + np.uint64(week + _START)) % np.uint64(TURN_WEEKS)


def having_turn(identities: np.ndarray, week: int) -> np.ndarray:
    """Return the rows of the things whose turn it is, shape (count,); free rows, of identity 0, have none."""
    rows = np.empty(len(identities), dtype=np.int64)
    return rows[: list_turns(identities, week, rows)]


@kernel
def list_turns(identities, week, rows):
    """Write the rows whose turn it is into `rows` and return how many."""
    # Without a branch, which the processor would guess wrong for every fourth thing.
    count = 0
    for row in range(identities.shape[0]):
        rows[count] = row
        turn = weeks_since_turn(identities[row], week) == 0
        count += np.int64(turn) & np.int64(identities[row] != 0)
    return count


@inlined
def times_met(meetings: int) -> int:
    """Return in how many of the four weeks between two turns a tie meets, from its bits.

    Later bits are of weeks after the next turn, for which the two have already agreed to meet.
    """
    meetings &= 15
    pairs = meetings - (meetings >> 1 & 5)
    return (pairs & 3) + (pairs >> 2)


def over_turn(weekly_chance: float) -> float:
    """Return the chance of something in the weeks between two turns, from its chance in one week."""
    return 1.0 - (1.0 - weekly_chance) ** TURN_WEEKS
