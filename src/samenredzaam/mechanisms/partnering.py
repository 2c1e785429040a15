"""Businesses work together with the neighbourhood team: they bring employees who are stuck, and give clients a place.

Each partner does so a few times a year. Who is brought waits like everyone else who comes; a place goes to a client
whom the team helps towards work.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.ledgers import PLACED_BY_BUSINESS, QUEUE_TEAM, REFERRED_BY_BUSINESS
from samenredzaam.neighbourhood.residents import FORMAL_CASE, FORMAL_NONE, FORMAL_QUEUE
from samenredzaam.neighbourhood.services import TO_WORK
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose

IS_BROUGHT = purpose("an employee is brought to the team by the employer")
GETS_PLACE = purpose("a client gets a place at a business")

YEAR_WEEKS = 52
SEEN_STAGE = 2
"""From a moderate need on it shows at work that someone is stuck."""


@dataclass(frozen=True)
class Partnering:
    """What businesses do with the team this week."""

    writes: ClassVar = ("formal", "formal_since", "asked_since", "work_minutes", "benefit")

    referrals_yearly: float = parameter(
        4.0, unit="employees per business per year", low=0.0, high=52.0,
        nl="werknemers die een bedrijf per jaar bij het wijkteam brengt",
        en="employees whom a business brings to the team in a year",
        assumption="one a quarter; no figure read, wide range",
    )  # fmt: skip
    places_yearly: float = parameter(
        2.0, unit="places per business per year", low=0.0, high=26.0,
        nl="plekken die een bedrijf per jaar aan clienten van het wijkteam geeft",
        en="places a business gives to clients of the team in a year",
        assumption="a small firm has room for one or two beginners; no figure read, wide range",
    )  # fmt: skip
    place_hours: float = parameter(
        24.0, unit="hours per week", low=8.0, high=40.0,
        nl="uren per week op zo'n plek", en="weekly hours in such a place",
        assumption="a beginner's job or a course; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let the businesses of each neighbourhood do what they agreed to."""
        for at, partners in enumerate(town.offers.business_partners.tolist()):
            if partners > 0:
                self._bring(town, at, _this_week(town.week, partners * self.referrals_yearly))
                self._place(town, at, _this_week(town.week, partners * self.places_yearly))

    def _bring(self, town: Town, at: int, count: int) -> None:
        """Bring so many employees with a need that shows, who asked nobody for a year, to the team."""
        needs, residents, week = town.needs, town.residents, town.week
        if count == 0:
            return
        rows = town.needy[(residents.neighbourhood[town.needy] == at) & (residents.work_minutes[town.needy] > 0)]
        open_here = (needs.stage[rows] >= SEEN_STAGE) & (needs.formal[rows] == FORMAL_NONE)
        open_here &= needs.formal_since[rows] + YEAR_WEEKS <= week
        rows, open_here = rows[open_here.any(axis=1)], open_here[open_here.any(axis=1)]
        first = _by_lot(town, IS_BROUGHT, rows)[:count]
        rows, domains = rows[first], np.argmax(open_here[first], axis=1)
        needs.formal[rows, domains] = FORMAL_QUEUE
        needs.formal_since[rows, domains] = needs.asked_since[rows, domains] = week
        town.ledgers.post_queue(QUEUE_TEAM, residents.neighbourhood[rows])
        town.ledgers.partners[at, REFERRED_BY_BUSINESS] += len(rows)

    def _place(self, town: Town, at: int, count: int) -> None:
        """Give places to so many clients whom the team helps towards work and who have none."""
        needs, residents = town.needs, town.residents
        if count == 0:
            return
        rows, domains = town.needs_that_are(FORMAL_CASE)
        fits = (needs.service[rows, domains] == TO_WORK) & (residents.work_minutes[rows] == 0)
        rows = np.unique(rows[fits & (residents.neighbourhood[rows] == at)])
        chosen = rows[_by_lot(town, GETS_PLACE, rows)[:count]]
        residents.work_minutes[chosen] = int(60 * self.place_hours)
        residents.benefit[chosen] = False
        town.ledgers.partners[at, PLACED_BY_BUSINESS] += len(chosen)


def _this_week(week: int, yearly: float) -> int:
    """Return how often something falls in this week that happens so often a year; counted from the start."""
    week += 10 * YEAR_WEEKS
    return int((week + 1) * yearly / YEAR_WEEKS) - int(week * yearly / YEAR_WEEKS)


def _by_lot(town: Town, what: int, rows: np.ndarray) -> np.ndarray:
    """Return the places of rows in the order of a lot that hangs on who stands there."""
    return np.argsort(drawn_for(town.key(what), town.residents.identity[rows], 0), kind="stable")
