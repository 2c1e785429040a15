"""The welfare organisation opens and closes activities in its meeting places, as many as there are hours for.

What opens is for everybody or for one group, and may be combined with work. Who took part in what closes stays
away.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import WelfareOrganisation
from samenredzaam.neighbourhood.ledgers import FOR_ACTIVITIES, FUNDS, MUNICIPALITY
from samenredzaam.neighbourhood.places import (
    ACTIVITY_AGE,
    GROUP_AGES,
    MIXED,
    ONE_AGE,
    ONE_BACKGROUND,
    ONE_SCHOOLING,
    activity_identity,
    close_activities,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, purpose

PLACE_STANDS = purpose("where a meeting place stands")
GROUP_CHOSEN = purpose("for which group an activity is")


@dataclass(frozen=True)
class Organising:
    """Which activities run this week."""

    writes: ClassVar = ("activities", "activity", "activity_since", "activity_with_work")

    activity_hours: float = parameter(
        2.0, unit="hours", low=1.0, high=8.0,
        nl="openingsuren per week die een activiteit vraagt",
        en="opening hours a week that one activity takes",
        assumption="a morning, an afternoon or an evening, with time to set up; size not read",
    )  # fmt: skip
    room: int = parameter(
        20, unit="residents", low=4, high=60,
        nl="hoeveel mensen aan een activiteit kunnen meedoen", en="how many can take part in one activity",
        assumption="what a room can hold, where volunteers help; size not read",
    )  # fmt: skip
    tariff_open_hour: float = parameter(
        60.0, unit="euro per hour", low=10.0, high=150.0,
        nl="kosten van een uur openstelling: gebouw en beheer",
        en="cost of an opening hour: building and someone in charge",
        assumption="a building and part of a worker; size not read",
    )  # fmt: skip
    age_share: float = parameter(
        0.6, unit="share of single-group activities", low=0.0, high=1.0,
        nl="deel van de groepsactiviteiten dat voor een leeftijdsgroep is",
        en="share of single-group activities that are for one age group",
        assumption="most groups of one kind are for older or for younger people; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Keep the timetable of each neighbourhood, and pay for the hours."""
        activities = town.activities
        for organisation in town.deciders.welfare_organisations:
            at = organisation.neighbourhood
            rows, slots = running(town, at), self._slots(town, at)
            if organisation.ending:
                ending = np.isin(activities.identity[rows], np.array(organisation.ending, dtype=np.uint64))
                close_activities(activities, town.residents, rows[ending])
                organisation.ending = []
                rows = running(town, at)
            if np.bincount(activities.place[rows], minlength=len(slots)).tolist() != slots:
                self._keep_timetable(town, organisation, rows, slots)
                rows = running(town, at)
            self._suit(town, at, rows)
            activities.weeks_run[rows] += 1
            cents = len(rows) * int(100.0 * self.tariff_open_hour * self.activity_hours + 0.5)
            organisation.cost_cents += cents
            by_funds = int(cents * organisation.paid_by_funds_share / max(organisation.hours_factor, 1e-9))
            town.ledgers.post_money(at, FUNDS, FOR_ACTIVITIES, by_funds)
            town.ledgers.post_money(at, MUNICIPALITY, FOR_ACTIVITIES, cents - by_funds)

    def _keep_timetable(
        self, town: Town, organisation: WelfareOrganisation, rows: np.ndarray, slots: list[int]
    ) -> None:
        """Open what there are hours for and close what there are none for."""
        opens, closes = organisation.timetable(town.activities.place[rows].tolist(), slots)
        if closes:
            close_activities(town.activities, town.residents, rows[closes])
        for place in opens:
            self._open(town, organisation.neighbourhood, place)

    def _slots(self, town: Town, at: int) -> list[int]:
        """Return how many activities each meeting place has hours for; part of a place is one open fewer hours.

        Hours too few for an activity at one place go to the next, so that a little more money is never for nothing.
        """
        places = float(town.offers.places[at])
        each = float(town.offers.opening_hours[at]) / self.activity_hours
        count = int(places) + (places > int(places))
        up_to = [0, *(int(each * min(place + 1.0, places) + 0.5) for place in range(count))]
        return [after - before for before, after in pairwise(up_to)]

    def _open(self, town: Town, at: int, place: int) -> None:
        """Write a new activity; it is for one group and without work until `_suit` says otherwise."""
        activities, homes = town.activities, town.homes
        row = town.room_for_activity()
        there = rows_where(homes.neighbourhood == at)
        # Dwellings do not move and are the same in every scenario, so one may be chosen by its number.
        key = town.streams.lasting_key(PLACE_STANDS)
        home = there[int(drawn(key, at, place) * len(there))]
        identity = activity_identity(at, place, town.week)
        activities.identity[row] = identity
        activities.neighbourhood[row] = at
        activities.place[row] = place
        activities.x[row], activities.y[row] = homes.x[home], homes.y[home]
        activities.room[row] = activities.places[row] = self.room
        activities.opened[row] = town.week
        self._for_one_group(town, row)

    def _suit(self, town: Town, at: int, rows: np.ndarray) -> None:
        """Bring the shares that are mixed and combined with work to what is wanted, one activity a week for each."""
        activities, offers = town.activities, town.offers
        for row, yes in _to_change(town, rows, activities.kind[rows] == MIXED, float(offers.mixed_share[at])):
            if yes:
                activities.kind[row], activities.group[row] = MIXED, 0
            else:
                self._for_one_group(town, row)
        work_share = float(offers.activity_work_share[at])
        for row, yes in _to_change(town, rows, activities.with_work[rows], work_share):
            activities.with_work[row] = yes
            residents = town.residents
            residents.activity_with_work[residents.activity == activities.identity[row]] = yes

    def _for_one_group(self, town: Town, row: int) -> None:
        """Make an activity one for the group of some grown resident of the neighbourhood, so none is for nobody."""
        activities, residents = town.activities, town.residents
        key, who = town.streams.lasting_key(GROUP_CHOSEN), int(activities.identity[row])
        luck = drawn(key, who, 1)
        rest = 1.0 - self.age_share
        kind = ONE_AGE if luck < self.age_share else (ONE_SCHOOLING if luck < 1.0 - rest / 2 else ONE_BACKGROUND)
        grown = residents.used & (residents.age >= ACTIVITY_AGE)
        rows = rows_where(grown & (residents.neighbourhood == activities.neighbourhood[row]))
        like = rows[np.argmin(residents.identity[rows] ^ activities.identity[row])]
        activities.kind[row] = kind
        if kind == ONE_AGE:
            activities.group[row] = sum(int(residents.age[like]) >= bound for bound in GROUP_AGES)
        else:
            activities.group[row] = (residents.schooling if kind == ONE_SCHOOLING else residents.background)[like]


def running(town: Town, at: int) -> np.ndarray:
    """Return the rows of what the welfare organisation runs in a neighbourhood, first opened first."""
    activities = town.activities
    here = (activities.identity != 0) & ~activities.by_residents
    rows = rows_where(here & (activities.neighbourhood == at))
    return rows[np.lexsort((activities.place[rows], activities.opened[rows]))]


def _to_change(town: Town, rows: np.ndarray, having: np.ndarray, share: float) -> list[tuple[int, bool]]:
    """Return the rows of activities to change so that a share has something, and whether they are to have it.

    What opens this week may be made anything; of what runs already one is changed, the first opened.
    """
    short = int(share * len(rows) + 0.5) - int(np.count_nonzero(having))
    if short == 0:
        return []
    able = rows[having != (short > 0)]
    new = able[town.activities.opened[able] == town.week]
    chosen = new[: abs(short)] if len(new) else able[:1]
    return [(row, short > 0) for row in chosen.tolist()]
