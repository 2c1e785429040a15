"""How the network of a neighbourhood goes over the years: what adults have in ties, and what happens week by week."""

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ties import FRIEND, HOUSEHOLD, KIN, KINDS, NEIGHBOUR
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.numbers import finite
from samenredzaam.study import network_measures as measures
from samenredzaam.study.network_measures import ELSEWHERE, HERE, Snapshot

CONTACT_AGE = 15
GOOD_TIES = 4
OUTSIDE_HOME = tuple(kind for kind in range(len(KINDS)) if kind != HOUSEHOLD)
CONTACTS = {
    "contact_kin": (KIN,),
    "contact_friends": (FRIEND,),
    "contact_neighbours": (NEIGHBOUR,),
    "contact_any": OUTSIDE_HOME,
}
"""The kinds of ties that count, by the name of the published figure on weekly contact."""


def weeks_of(years: int) -> int:
    """Return the whole weeks nearest to so many years."""
    return round(years * WEEKS_PER_YEAR)


class Means(NamedTuple):
    """What adults have in ties at one moment, as means over them.

    Attributes:
        residents: residents of all ages.
        by_kind: ties, shape (kinds, 2): here and elsewhere.
        good: good ties.
        connected_share: share with GOOD_TIES good ties or more.
    """

    residents: int
    by_kind: np.ndarray
    good: float
    connected_share: float

    def as_json(self) -> dict[str, Any]:
        """Return the means as plain values."""
        return {
            "residents": self.residents,
            "ties": {
                kind: {"here": finite(self.by_kind[at, HERE]), "elsewhere": finite(self.by_kind[at, ELSEWHERE])}
                for at, kind in enumerate(KINDS)
            },
            "good_ties": finite(self.good),
            "connected_share": finite(self.connected_share),
        }


@dataclass
class Followed:
    """What was seen week by week; sums over weeks as whole numbers.

    Attributes:
        before: the ties there were at first.
        course: the means at first and at the end of each year.
        contacts: person-weeks with contact, by the names of CONTACTS.
        person_weeks: person-weeks of CONTACT_AGE and older.
        made: new ties here and elsewhere.
        resident_weeks: person-weeks of all ages.
        weeks: weeks followed.
    """

    before: Snapshot
    course: list[Means]
    contacts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CONTACTS, 0))
    person_weeks: int = 0
    made: tuple[int, int] = (0, 0)
    resident_weeks: int = 0
    weeks: int = 0

    def see(self, town: Town) -> None:
        """Add the week that was just lived."""
        people = measures.grown(town, CONTACT_AGE)
        for name, kinds in CONTACTS.items():
            self.contacts[name] += int((measures.in_contact(town, kinds) & people).sum())
        here, elsewhere = measures.made_now(town)
        self.made = (self.made[HERE] + here, self.made[ELSEWHERE] + elsewhere)
        self.person_weeks += int(people.sum())
        self.resident_weeks += int(town.residents.used.sum())
        self.weeks += 1


def follow(model: NeighbourhoodModel, weeks: int) -> Followed:
    """Live so many weeks and return what was seen."""
    seen = Followed(measures.snapshot(model.town), [means(model.town)])
    ends_of_years = {weeks_of(year) for year in range(1, weeks // 52 + 1)}
    for week in range(1, weeks + 1):
        model.step()
        seen.see(model.town)
        if week in ends_of_years:
            seen.course.append(means(model.town))
    return seen


def means(town: Town) -> Means:
    """Return what adults have in ties now; NaN where there are none."""
    adults = measures.grown(town)
    count = int(adults.sum())
    good = measures.good_ties(town)[adults]
    totals = measures.ties_by_kind(town)[adults].sum(axis=0)
    residents = int(town.residents.used.sum())
    if count == 0:
        return Means(residents, np.full(totals.shape, np.nan), math.nan, math.nan)
    return Means(residents, totals / count, int(good.sum()) / count, int((good >= GOOD_TIES).sum()) / count)
