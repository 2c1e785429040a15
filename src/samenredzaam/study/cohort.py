"""People followed from the week before policy changes: who they were then, and what becomes of them.

Whoever looks at the clients of each week instead counts other people under one policy than under another.
"""

from collections.abc import Callable

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.residents import (
    ADMINISTRATIVE,
    BY_HOUSEHOLD,
    BY_TIES,
    BY_VOLUNTEERS,
    FORMAL_PROVISION,
    PRACTICAL,
    SOCIAL,
)
from samenredzaam.neighbourhood.town import Town

BY_MUNICIPALITY = [PRACTICAL, SOCIAL, ADMINISTRATIVE]
"""Needs of which the municipality pays the individual provision."""


def with_provision(town: Town) -> np.ndarray:
    """Return which rows have an individual provision that the municipality pays."""
    found: np.ndarray = (town.needs.formal[:, BY_MUNICIPALITY] == FORMAL_PROVISION).any(axis=1)
    return found


def with_lasting_need(town: Town) -> np.ndarray:
    """Return which rows have a need that lasts, whoever meets it."""
    found: np.ndarray = ((town.needs.stage > 0) & town.needs.lasting).any(axis=1)
    return found


class Cohort:
    """Those of whom something held in the week before levers change, for as long as they live here.

    Args:
        change_week: the week from which levers change.
        who: what held of them, by row of a town.
        measure: what is added up of them, a function of the town and their rows; and what it is divided by.
    """

    def __init__(
        self,
        change_week: int,
        who: Callable[[Town], np.ndarray],
        measure: Callable[[Town, np.ndarray], tuple[int, int]],
    ) -> None:
        self.change_week = change_week
        self.held = who
        self.measure = measure
        self.rows = np.zeros(0, dtype=np.int64)
        self.who = np.zeros(0, dtype=np.uint64)
        self.weeks = 0

    def __call__(self, model: NeighbourhoodModel) -> float:
        """Return what is measured of the cohort; NaN before there is one, and when all have left.

        People keep their row for as long as they live here.
        """
        town, week = model.town, self.weeks
        self.weeks += 1
        if week == self.change_week - 1:
            self.rows = np.flatnonzero(town.residents.used & self.held(town))
            self.who = town.residents.identity[self.rows]
        if week < self.change_week - 1:
            return float("nan")
        above, below = self.measure(town, self.rows[town.residents.identity[self.rows] == self.who])
        return above / below if below else float("nan")


def informal_minutes(town: Town, rows: np.ndarray) -> tuple[int, int]:
    """Return hours times sixty of help from household, ties and volunteers, and how many they are in hours."""
    in_need = rows[(town.needs.stage[rows] > 0).any(axis=1)]
    received = town.residents.received_minutes[in_need][:, [BY_HOUSEHOLD, BY_TIES, BY_VOLUNTEERS]]
    return int(received.sum()), 60 * len(rows)


def agreed_minutes(town: Town, rows: np.ndarray) -> tuple[int, int]:
    """Return the minutes a week that others agreed to give them, and how many they are in hours."""
    arrangements = town.arrangements
    theirs = np.zeros(town.residents.capacity, dtype=np.bool_)
    theirs[rows] = True
    standing = arrangements.used & (arrangements.recipient >= 0)
    agreed = arrangements.minutes[standing][theirs[arrangements.recipient[standing]]]
    return int(agreed.sum()), 60 * len(rows)


def unmet_minutes(town: Town, rows: np.ndarray) -> tuple[int, int]:
    """Return the minutes of need that nobody met this week, and all that they need."""
    return int(town.needs.open_minutes[rows].sum()), int(town.needs.required_minutes[rows].sum())
