"""Who is a member of which initiative of residents, and what comes with it: a role, a place in its group."""

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.deciders.initiatives import CARE, GROUP_GOALS, HELP, WORK_GOALS
from samenredzaam.neighbourhood.people import VOLUNTEER_AGE
from samenredzaam.neighbourhood.places import ACTIVITY_AGE, MIXED, close_activities
from samenredzaam.neighbourhood.residents import (
    ASKED_BY_TIE,
    BY_VOLUNTEERS,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
    ROLE_NONE,
)
from samenredzaam.neighbourhood.town import Town


def living(town: Town) -> list[Initiative]:
    """Return the initiatives that have not ended."""
    return [one for one in town.deciders.initiatives if one.lives]


def members_of(town: Town) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of all members by initiative and identity, and the place of their initiative in `living`."""
    rows, of = members_anyhow(town)
    sorting = np.lexsort((town.residents.identity[rows], of))
    return rows[sorting], of[sorting]


def members_anyhow(town: Town) -> tuple[np.ndarray, np.ndarray]:
    """Return the same in no order, for who sorts them otherwise."""
    residents = town.residents
    rows = rows_where(residents.initiative != 0)
    names = np.array([one.identity for one in living(town)], dtype=np.uint64)
    order = np.argsort(names)
    return rows, order[np.searchsorted(names[order], residents.initiative[rows])] if len(names) else rows


def become_members(town: Town, rows: np.ndarray, initiative: Initiative) -> None:
    """Let residents in `rows` become members; with it come a role and a place in its group, for who has none."""
    residents = town.residents
    residents.initiative[rows] = initiative.identity
    residents.initiative_since[rows] = town.week
    take_roles(town, rows, initiative)
    join_group(town, rows, initiative)


def take_roles(town: Town, rows: np.ndarray, initiative: Initiative) -> None:
    """Let members volunteer who do not yet, in care or for the neighbourhood, where the initiative helps people."""
    if not initiative.has_any((HELP, CARE)):
        return
    residents = town.residents
    able = (residents.role[rows] == ROLE_NONE) & (residents.age[rows] >= VOLUNTEER_AGE)
    able &= (residents.resting_until[rows] <= town.week) & (residents.role_minutes[rows] > 0)
    rows = rows[able]
    residents.role[rows] = ROLE_CARE if CARE in initiative.goals else ROLE_NEIGHBOURHOOD
    residents.role_since[rows] = town.week
    residents.occasional[rows] = False
    residents.asked_by[rows] = ASKED_BY_TIE
    town.ledgers.joined[initiative.neighbourhood, ASKED_BY_TIE] += len(rows)


def join_group(town: Town, rows: np.ndarray, initiative: Initiative) -> None:
    """Let members take part in the activity of their initiative, if they take part in nothing and there is room."""
    activities, residents = town.activities, town.residents
    found = rows_where(activities.identity == np.uint64(initiative.identity))
    if len(found) == 0:
        return
    row = found[0]
    rows = rows[(residents.activity[rows] == 0) & (residents.age[rows] >= ACTIVITY_AGE)]
    rows = rows[: max(int(activities.places[row]) - int(activities.members_count[row]), 0)]
    residents.activity[rows] = activities.identity[row]
    residents.activity_since[rows] = town.week
    residents.activity_with_work[rows] = activities.with_work[row]
    activities.members_count[row] += len(rows)


def keep_group(town: Town, initiative: Initiative, rooms: tuple[int, int]) -> None:
    """Open the activity of an initiative that has a group, at the home of its founder or in the room it has.

    `rooms` is for how many there is room at home, and in a room of its own. Nobody is sent away where it gets less.
    """
    if not initiative.has_any(GROUP_GOALS):
        return
    activities, residents = town.activities, town.residents
    found = rows_where(activities.identity == np.uint64(initiative.identity))
    row = int(found[0]) if len(found) else town.room_for_activity()
    if len(found) == 0:
        activities.identity[row] = initiative.identity
        activities.neighbourhood[row] = initiative.neighbourhood
        activities.x[row], activities.y[row] = town.homes.x[initiative.home], town.homes.y[initiative.home]
        activities.by_residents[row], activities.kind[row], activities.opened[row] = True, MIXED, town.week
        activities.places[row] = rooms[initiative.has_room]
    activities.room[row] = max(rooms[initiative.has_room], int(activities.members_count[row]))
    activities.places[row] = min(int(activities.places[row]), int(activities.room[row]))
    if activities.with_work[row] != initiative.has_any(WORK_GOALS):
        activities.with_work[row] = not activities.with_work[row]
        residents.activity_with_work[residents.activity == activities.identity[row]] = activities.with_work[row]


def leave_initiative(town: Town, rows: np.ndarray, stops: np.ndarray) -> None:
    """Let members leave; of those who took a role as a member, `stops` of `rows` give it up, and whom they helped."""
    residents, arrangements = town.residents, town.arrangements
    if len(rows) == 0:
        return
    supports = (residents.role[rows] == ROLE_CARE) | (residents.role[rows] == ROLE_NEIGHBOURHOOD)
    came = supports & (residents.role_since[rows] >= residents.initiative_since[rows])
    gone = rows[came & stops]
    residents.role[gone] = ROLE_NONE
    residents.role_since[gone] = town.week
    residents.occasional[gone] = True
    if len(gone):
        visits = rows_where((arrangements.identity != 0) & (arrangements.rung == BY_VOLUNTEERS))
        over = visits[np.isin(arrangements.helper[visits], gone)]
        if len(over):
            arrangements.empty(over)
    residents.initiative[rows] = 0
    residents.initiative_since[rows] = residents.declared["initiative_since"].empty


def close_group(town: Town, initiative: Initiative) -> None:
    """End the activity of an initiative that is over."""
    rows = rows_where(town.activities.identity == np.uint64(initiative.identity))
    if len(rows):
        close_activities(town.activities, town.residents, rows)
