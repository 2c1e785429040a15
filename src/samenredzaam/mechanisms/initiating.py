"""Residents found an initiative, and what initiatives hold out this week.

Once in four weeks whoever cares for others, has time, has good ties and knows people of another kind may begin
something: sooner where there is room, where little stands in the way, and where something is alive already among the
people they know. For what, follows from what those people lack. An initiative that goes well may take on another goal.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.deciders.initiatives import (
    BANK,
    CARE,
    FARM,
    FIRM,
    GOALS,
    HARD_GOALS,
    HELP,
    MEETING,
    initiative_identity,
)
from samenredzaam.neighbourhood.memberships import (
    become_members,
    join_group,
    keep_group,
    living,
    members_of,
    take_roles,
)
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import INCOME_LOW, PERSONAL, SCHOOLING_HIGH, SCHOOLING_LOW
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, drawn_for, purpose

FOUNDS = purpose("founds an initiative")
FOR_WHAT = purpose("for what an initiative is founded")
TAKES_ON = purpose("an initiative takes on another goal")

LONELY = 2.5
"""From this latent loneliness on people report at least 3 of 11: lonely."""


def _weight(default: float, nl: str, en: str) -> float:
    return parameter(
        default, unit="weight", low=0.0, high=3.0,
        nl=f"hoe makkelijk mensen beginnen aan {nl}", en=f"how easily people begin {en}",
        assumption="what asks little is begun most; the order is plain, no figure read",
    )  # fmt: skip


@dataclass(frozen=True)
class Initiating:
    """Who founds an initiative, for what, and what initiatives offer."""

    writes: ClassVar = (
        "initiative", "initiative_since", "activities", "activity", "activity_since", "activity_with_work", "role",
        "role_since", "occasional", "asked_by",
    )  # fmt: skip

    found_chance: float = parameter(
        0.001, unit="chance in four weeks", low=0.0, high=0.05,
        nl="kans dat wie alles mee heeft een initiatief begint, zonder obstakels en met halve ruimte",
        en="chance that someone with all it takes founds an initiative, without obstacles and with half the room",
        assumption="a few a year among 10,000 residents; no count was read, wide range",
    )  # fmt: skip
    values_from: float = parameter(
        0.8, unit="standard deviations", low=-1.0, high=2.5,
        nl="prosociale waarden vanaf welke iemand kan beginnen", en="prosocial values from which someone may found",
        assumption="about one adult in five; size not read",
    )  # fmt: skip
    free_hours: float = parameter(
        15.0, unit="hours per week", low=0.0, high=50.0,
        nl="vrije uren die een oprichter nodig heeft", en="free hours a founder needs",
        assumption="a day or two a week to begin with; size not read",
    )  # fmt: skip
    least_good_ties: int = parameter(
        3, unit="ties", low=0, high=10,
        nl="goede banden die een oprichter nodig heeft", en="good ties a founder needs",
        assumption="nobody begins alone; size not read",
    )  # fmt: skip
    least_bridging_ties: int = parameter(
        1, unit="ties", low=0, high=10,
        nl="banden met mensen van een andere achtergrond of opleiding die een oprichter nodig heeft",
        en="ties with people of another background or schooling a founder needs",
        assumption="initiatives begin where ties bridge; size not read",
    )  # fmt: skip
    obstacles_stop: float = parameter(
        0.8, unit="share", low=0.0, high=1.0,
        nl="deel van de oprichters dat alle obstakels samen tegenhouden",
        en="share of founders whom all obstacles stop",
        assumption="permits, insurance and rules are what founders complain of first; size not read",
    )  # fmt: skip
    enthusiasm: float = parameter(
        2.0, unit="times", low=0.0, high=10.0,
        nl="hoeveel vaker iemand begint die een initiatief vol energie kent",
        en="how many times more often someone founds who knows an initiative full of energy",
        assumption="success feeds enthusiasm; size not read",
    )  # fmt: skip
    first_energy: float = parameter(
        0.6, unit="0 to 1", low=0.1, high=1.0,
        nl="energie van een nieuw initiatief", en="energy of a new initiative",
        assumption="who begins is enthusiastic; size not read",
    )  # fmt: skip
    first_yes_share: float = parameter(
        0.4, unit="share", low=0.0, high=1.0,
        nl="deel van de bekenden met tijd dat meteen meedoet met wie iets begint",
        en="share of those with time whom a founder knows who take part at once",
        assumption="most begin with a handful who know each other; size not read",
    )  # fmt: skip
    weight_meeting: float = _weight(1.0, "een ontmoetingsgroep", "a meeting group")
    weight_help: float = _weight(1.0, "burenhulp", "neighbour help")
    weight_care: float = _weight(0.5, "een zorgcooperatie", "a care co-operative")
    weight_bank: float = _weight(0.7, "een tijdbank", "a time bank")
    weight_firm: float = _weight(0.5, "een sociale onderneming", "a social firm")
    weight_farm: float = _weight(0.3, "stadslandbouw", "an urban farm")
    combine_chance: float = parameter(
        0.05, unit="chance in four weeks", low=0.0, high=0.5,
        nl="kans dat een initiatief vol energie er een doel bij neemt", en="chance that an initiative full of energy "
        "takes on another goal",
        assumption="one initiative comes to serve several goals in the course of years; size not read",
    )  # fmt: skip
    most_goals: int = parameter(
        3, unit="goals", low=1, high=6,
        nl="doelen die een initiatief hoogstens combineert", en="goals an initiative combines at most",
        assumption="what one group can carry; size not read",
    )  # fmt: skip
    combine_members: int = parameter(
        8, unit="residents", low=2, high=40,
        nl="leden vanaf welke een initiatief er een doel bij kan nemen",
        en="members from which an initiative can take on another goal",
        assumption="some must be free for it; size not read",
    )  # fmt: skip
    room_at_home: int = parameter(
        8, unit="residents", low=3, high=20,
        nl="met hoeveel een groep thuis kan samenkomen", en="how many can come together at somebody's home",
        assumption="a living room; size not read",
    )  # fmt: skip
    room_in_place: int = parameter(
        20, unit="residents", low=4, high=60,
        nl="met hoeveel een groep in een eigen plek kan samenkomen", en="how many can come together in a place",
        assumption="as for other activities",
    )  # fmt: skip
    match_hours: float = parameter(
        2.0, unit="hours", low=0.5, high=12.0,
        nl="uren van leden om iemand te vinden die een buur helpt", en="hours of members to find who helps a neighbour",
        assumption="less than an organisation needs, since they know the people; size not read",
    )  # fmt: skip

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Return the weights in the order of GOALS."""
        return (
            self.weight_meeting, self.weight_help, self.weight_care, self.weight_bank, self.weight_firm,
            self.weight_farm,
        )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let initiatives offer what they have; once in four weeks, let some be founded and some take on a goal."""
        if town.week % TURN_WEEKS == 0:
            self._combine(town)
            self._found(town)
            for one in living(town):
                keep_group(town, one, (self.room_at_home, self.room_in_place))
        for one in living(town):
            if matches := one.matches(int(60 * self.match_hours)):
                town.offers.matches[one.neighbourhood] += matches
            if one.seats:
                town.offers.supported_seats[one.neighbourhood] += one.seats

    def _found(self, town: Town) -> None:
        """Let those found one who have values and time and whose draw is low enough, after a look at their ties."""
        residents = town.residents
        rows = rows_where(residents.prosocial_values >= self.values_from)
        rows = rows[(residents.age[rows] >= ADULT_AGE) & (residents.initiative[rows] == 0)]
        luck = drawn_for(town.key(FOUNDS), residents.identity[rows], 0)
        most = [self._room(town, at) * (1.0 + self.enthusiasm) for at in range(len(town.codes))]
        low = luck < np.array(most)[residents.neighbourhood[rows]]
        rows, luck = rows[low], luck[low]
        known = {one.identity: one for one in living(town)}
        for at in np.argsort(residents.identity[rows]).tolist():
            row = int(rows[at])
            if residents.initiative[row] == 0 and luck[at] < self._chance(town, row, known):
                self._begin(town, row)

    def _chance(self, town: Town, row: int, known: dict[int, Initiative]) -> float:
        """Return the chance that someone founds: none without time, good ties and ties that bridge."""
        residents = town.residents
        if residents.free_minutes[row] < 60.0 * self.free_hours or residents.good_ties[row] < self.least_good_ties:
            return 0.0
        ties = _known_by(town, row)
        if np.count_nonzero(_bridges(town, row, ties)) < self.least_bridging_ties:
            return 0.0
        # What was begun this very week inspires nobody yet.
        energy = max((known[name].energy for name in residents.initiative[ties].tolist() if name in known), default=0.0)
        return self._room(town, int(residents.neighbourhood[row])) * (1.0 + self.enthusiasm * energy)

    def _room(self, town: Town, at: int) -> float:
        """Return the chance that someone with all it takes founds, who knows no initiative."""
        room = 0.5 + float(town.offers.initiative_room[at])
        stopped = 1.0 - self.obstacles_stop * float(town.offers.initiative_obstacles[at])
        return self.found_chance * room * stopped

    def _begin(self, town: Town, row: int) -> None:
        """Found an initiative for what the founder and those they know lack, if they lack anything."""
        residents, at = town.residents, int(town.residents.neighbourhood[row])
        circle = np.append(_known_by(town, row), row)
        goal = self._lacked(town, circle, at, int(residents.identity[row]), ())
        if goal is None:
            return
        one = Initiative(
            town.deciders.municipality.model, identity=initiative_identity(int(residents.identity[row]), town.week),
            neighbourhood=at, founded_week=town.week, home=int(residents.home[row]), goals=[goal],
            income_cents=[0, 0, 0], energy=self.first_energy,
        )  # fmt: skip
        town.deciders.initiatives.append(one)
        keep_group(town, one, (self.room_at_home, self.room_in_place))
        become_members(town, np.append(row, self._first_others(town, circle[:-1])), one)

    def _first_others(self, town: Town, others: np.ndarray) -> np.ndarray:
        """Return who of those whom a founder knows take part at once: grown, with time, of no other initiative."""
        residents = town.residents
        luck = drawn_for(town.key(FOUNDS), residents.identity[others], 1)
        yes = (luck < self.first_yes_share) & (residents.initiative[others] == 0)
        yes &= (residents.age[others] >= ADULT_AGE) & (residents.free_minutes[others] >= 60.0 * self.free_hours)
        others = others[yes]
        return others[np.argsort(residents.identity[others])]

    def _combine(self, town: Town) -> None:
        """Let initiatives that are alive and not steered by others take on what their members lack too."""
        initiatives = living(town)
        rows, of = members_of(town)
        bounds = np.searchsorted(of, np.arange(len(initiatives) + 1)).tolist()
        for place, one in enumerate(initiatives):
            own_say = one.energy * (1.0 - float(town.policy["initiative_control"][one.neighbourhood]))
            able = one.members >= self.combine_members and len(one.goals) < self.most_goals
            if not able or drawn(town.key(TAKES_ON), one.identity) >= self.combine_chance * own_say:
                continue
            members = rows[bounds[place] : bounds[place + 1]]
            goal = self._lacked(town, members, one.neighbourhood, one.identity, tuple(one.goals))
            if goal is not None:
                one.goals.append(goal)
                keep_group(town, one, (self.room_at_home, self.room_in_place))
                take_roles(town, members, one)
                join_group(town, members, one)

    def _lacked(self, town: Town, circle: np.ndarray, at: int, identity: int, have: tuple[int, ...]) -> int | None:
        """Return a goal by lot, in proportion to how many of a circle lack it and how easily it is begun; or None."""
        easier = 1.0 - float(town.offers.initiative_obstacles[at])
        goals = [goal for goal in range(len(GOALS)) if goal not in have]
        chances = [
            int(np.count_nonzero(lacking(town, circle, goal)))
            * self.weights[goal] * (easier if goal in HARD_GOALS else 1.0)
            for goal in goals
        ]  # fmt: skip
        # Added up one by one: how `sum` adds numbers of this kind differs between versions of Python.
        luck = drawn(town.key(FOR_WHAT), identity, 0) * reduce(add, chances, 0.0)
        for goal, chance in zip(goals, chances, strict=True):
            if luck < chance:
                return goal
            luck -= chance
        return None


def lacking(town: Town, rows: np.ndarray, goal: int) -> np.ndarray:
    """Tell of each resident in `rows` whether they lack what a goal is about, as others see it, shape (rows,).

    One sees that somebody needs help, and not how much of it is met.
    """
    residents, needs = town.residents, town.needs
    stage = needs.stage[rows]
    if goal == MEETING:
        return residents.loneliness[rows] >= LONELY
    if goal == HELP:
        return np.delete(stage, PERSONAL, axis=1).any(axis=1)
    if goal == CARE:
        return (stage >= 2).any(axis=1) | (stage[:, PERSONAL] > 0)
    if goal == BANK:
        return residents.owed_minutes[rows] > 0
    if goal == FIRM:
        idle = (residents.work_minutes[rows] == 0) & (residents.age[rows] >= ADULT_AGE) & (residents.age[rows] < 67)
        return idle & (residents.benefit[rows] | (residents.limitation[rows] > 0))
    assert goal == FARM
    return town.homes.income[residents.home[rows]] == INCOME_LOW


def _known_by(town: Town, row: int) -> np.ndarray:
    """Return the rows of the residents of the same neighbourhood whom someone knows, shape (known,)."""
    residents = town.residents
    ties = residents.ties[row]
    ends = town.ties.ends[ties[ties >= 0]]
    others = np.where(ends[:, 0] == row, ends[:, 1], ends[:, 0])
    others = others[others != OUTSIDE]
    return others[residents.neighbourhood[others] == residents.neighbourhood[row]]


def _bridges(town: Town, row: int, others: np.ndarray) -> np.ndarray:
    """Tell of each whether they are of another background, as far as known, or low where one is high in schooling."""
    background, schooling = town.residents.background, town.residents.schooling
    known = (background[others] >= 0) & (background[row] >= 0)
    low = np.minimum(schooling[others], schooling[row]) <= SCHOOLING_LOW
    high = np.maximum(schooling[others], schooling[row]) == SCHOOLING_HIGH
    return (known & (background[others] != background[row])) | (low & high)
