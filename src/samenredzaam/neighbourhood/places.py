"""Meeting places and what goes on in them: activities, which one to join, and which are open to whom."""

from typing import Any

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.columns import WEEK, Table, column, rows_where
from samenredzaam.neighbourhood.residents import Residents
from samenredzaam.streams import mixed, purpose

ACTIVITY_KINDS = ("mixed", "one age group", "one level of schooling", "one background")
MIXED, ONE_AGE, ONE_SCHOOLING, ONE_BACKGROUND = range(4)
"""Whom an activity is for: everybody, or one group."""

GROUP_AGES = (40, 65)
"""Ages at which the age groups of activities begin: 16 to 39, 40 to 64, 65 and over."""

ACTIVITY_AGE = 16
"""From this age on people take part by themselves."""

_OPENED = purpose("an activity opens")
_WORD = (1 << 64) - 1


class Activities(Table):
    """One row for each activity: a group of residents who come together every week in a meeting place."""

    identity = column("uint64", "hash", "which activity, for ever; 0 is a free row")
    neighbourhood = column("int16", "index", "in which neighbourhood", low=0)
    place = column("int16", "index", "in which meeting place, numbered in the neighbourhood", low=0)
    x = column("float32", "m", "east of the corner of the neighbourhood", low=0)
    y = column("float32", "m", "north of the corner of the neighbourhood", low=0)
    kind = column("int8", "code", "whom it is for (ACTIVITY_KINDS)", low=0, high=3)
    group = column("int8", "code", "which group, where it is for one", low=-1, high=3)
    with_work = column("bool", "yes or no", "people make or do something for others there")
    by_residents = column("bool", "yes or no", "an initiative of residents runs it, whose identity it has")
    room = column("int16", "count", "how many can take part", low=0)
    places = column("int16", "count", "how many of them with the volunteers who help there now", low=0)
    hosts = column("int16", "count", "volunteers who helped there, last week", low=0)
    opened = column(WEEK, "week", "runs since this week")
    weeks_run = column("int32", "weeks", "weeks it has run", low=0)
    members_count = column("int32", "count", "residents who take part", low=0)
    ties_made = column("int32", "count", "ties made there since it opened", low=0)
    lasting_ties = column("int32", "count", "of them there after a year, when last counted", low=0)


def activity_identity(neighbourhood: int, place: int, week: int) -> int:
    """Return the identity of the activity that opens in a place in a week; there is at most one."""
    return mixed(mixed(mixed(_OPENED ^ neighbourhood) ^ place) ^ (week & _WORD))


def close_activities(activities: Activities, residents: Residents, rows: np.ndarray) -> None:
    """End activities; whoever took part takes part in nothing."""
    gone = rows_where(np.isin(residents.activity, activities.identity[rows]))
    for name in ("activity", "activity_since", "activity_with_work"):
        getattr(residents, name)[gone] = residents.declared[name].empty
    for name, declared in activities.declared.items():
        getattr(activities, name)[rows] = declared.empty


def by_identity(activities: Activities) -> tuple[np.ndarray, np.ndarray]:
    """Return the identities of the activities there are, sorted, and their rows; shapes (activities,)."""
    rows = rows_where(activities.identity != 0)
    rows = rows[np.argsort(activities.identity[rows], kind="stable")]
    return activities.identity[rows], rows


@inlined
def age_group(age: int) -> int:
    """Return the age group of someone, by GROUP_AGES."""
    group = 0
    for bound in GROUP_AGES:
        if age >= bound:
            group += 1
    return group


@inlined
def belongs(kind: int, group: int, age: int, schooling: int, background: int) -> bool:
    """Tell whether an activity of that kind and group is open to someone."""
    if kind == ONE_AGE:
        return age_group(age) == group
    if kind == ONE_SCHOOLING:
        return schooling == group
    return kind != ONE_BACKGROUND or background == group


@inlined
def activity_place(names: Any, name: np.uint64) -> int:
    """Return where a name stands in the sorted names, or -1."""
    # Halves without a branch, which the processor would guess wrong every other time.
    low, count = 0, names.shape[0]
    if count == 0:
        return -1
    while count > 1:
        half = count // 2
        low += half * np.int64(names[low + half - 1] < name)
        count -= half
    return low if names[low] == name else -1
