"""People begin to take part in an activity, and stop: who is asked along or invited goes far more easily.

The lonely and the shy go out less, and people with full-time work have less time. An activity must be near enough, open
to one's group, and have room. Who knows others there stays longer.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.places import ACTIVITY_AGE, activity_place, belongs, by_identity
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

TAKES_PART = purpose("begins or stops taking part in an activity")
GOES_FAR = purpose("how far someone goes for an activity")
WHICH_ACTIVITY = purpose("which activity someone chooses")

STAYS, LEAVES = -1, -2


@dataclass(frozen=True)
class Joining:
    """Who takes part from next week on."""

    writes: ClassVar = ("activity", "activity_since", "activity_with_work", "activities")

    join_chance: float = parameter(
        0.0015, unit="chance per week", low=0.0, high=0.05,
        nl="kans dat wie tijd heeft, niet eenzaam en niet verlegen is, gaat meedoen aan een activiteit om de hoek",
        en="chance that someone with time, not lonely and not shy, begins taking part in an activity around the corner",
        assumption="with the chance to stop gives about one adult in ten; no figure read, wide range",
    )  # fmt: skip
    leave_chance: float = parameter(
        0.01, unit="chance per week", low=0.001, high=0.1,
        nl="kans dat iemand die er niemand kent ermee stopt", en="chance that someone who knows nobody there stops",
        assumption="half have gone after a year and a half, also because activities change; size not read",
    )  # fmt: skip
    known_keeps: float = parameter(
        0.5, unit="per tie", low=0.0, high=3.0,
        nl="hoeveel langer iemand blijft met elke band die daar ook meedoet",
        en="how much longer someone stays with every tie who takes part there too",
        assumption="people stay for the people; size not read",
    )  # fmt: skip
    loneliness_weight: float = parameter(
        0.5, unit="share at the top of the scale", low=0.0, high=1.0,
        nl="hoeveel minder de eenzaamsten ergens aan gaan meedoen",
        en="how much less the loneliest begin to take part",
        assumption="being lonely lowers going out; size not read",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        0.4, unit="share at the top of the scale", low=0.0, high=1.0,
        nl="hoeveel minder de meest verlegenen ergens aan gaan meedoen",
        en="how much less the most reluctant begin to take part",
        assumption="who does not dare to ask does not easily walk in either; size not read",
    )  # fmt: skip
    asked_factor: float = parameter(
        3.0, unit="times", low=1.0, high=10.0,
        nl="hoeveel vaker wie een bekende heeft die meedoet zelf gaat meedoen",
        en="how many times more often those begin who have a tie who takes part",
        assumption="most people come to clubs and volunteering because someone asked them; size not read",
    )  # fmt: skip
    invited_factor: float = parameter(
        30.0, unit="times", low=1.0, high=100.0,
        nl="hoeveel vaker wie persoonlijk is uitgenodigd gaat meedoen",
        en="how many times more often those begin who were personally invited",
        assumption="with eight weeks to act on it about a quarter of those invited come; size not read",
    )  # fmt: skip
    full_time_hours: float = parameter(
        32.0, unit="hours per week", low=16.0, high=40.0,
        nl="betaald werk vanaf welke iemand weinig tijd heeft", en="paid work from which someone has little time",
        assumption="four days; a threshold of ours",
    )  # fmt: skip
    full_time_factor: float = parameter(
        0.4, unit="share", low=0.0, high=1.0,
        nl="hoe vaak die gaan meedoen, vergeleken met wie tijd heeft",
        en="how often those begin, compared with who has time",
        assumption="most activities are by day; size not read",
    )  # fmt: skip
    distance_scale: float = parameter(
        500.0, unit="m", low=100.0, high=3000.0,
        nl="afstand waarboven de helft een activiteit te ver vindt",
        en="distance past which half find an activity too far",
        assumption="what older people walk in ten minutes; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let those whose turn it is stop or begin; where more want in than there is room for, lots are drawn."""
        residents, activities, homes = town.residents, town.activities, town.homes
        names, rows = by_identity(activities)
        if len(rows) == 0:
            return
        turning = town.turning()
        wish = np.full(len(turning), STAYS, dtype=np.int64)
        rank = np.zeros(len(turning), dtype=np.uint64)
        wish_for_activity(
            town.links(), turning, wish, rank, names, rows, residents.identity, residents.activity, residents.age,
            residents.schooling, residents.background, residents.work_minutes, residents.loneliness,
            residents.reluctance_to_ask, residents.invited_until, residents.neighbourhood, residents.home, homes.x,
            homes.y, activities.neighbourhood, activities.x, activities.y, activities.kind, activities.group,
            activities.places, activities.members_count, town.week, town.key(TAKES_PART), town.key(GOES_FAR),
            town.key(WHICH_ACTIVITY), over_turn(self.join_chance), over_turn(self.leave_chance), self.known_keeps,
            self.loneliness_weight, self.reluctance_weight, self.asked_factor, self.invited_factor,
            60.0 * self.full_time_hours, self.full_time_factor, self.distance_scale,
        )  # fmt: skip
        leaving = turning[wish == LEAVES]
        left = rows[np.searchsorted(names, residents.activity[leaving])]
        activities.members_count -= np.bincount(left, minlength=activities.capacity)
        for name in ("activity", "activity_since", "activity_with_work"):
            getattr(residents, name)[leaving] = residents.declared[name].empty
        wanting = rows_where(wish >= 0)
        wanting = wanting[np.lexsort((rank[wanting], wish[wanting]))]
        wanted = wish[wanting]
        number = np.arange(len(wanted)) - np.searchsorted(wanted, wanted)
        inside = number < activities.places[wanted] - activities.members_count[wanted]
        joining, joined = turning[wanting[inside]], wanted[inside]
        residents.activity[joining] = activities.identity[joined]
        residents.activity_since[joining] = town.week
        residents.activity_with_work[joining] = activities.with_work[joined]
        activities.members_count += np.bincount(joined, minlength=activities.capacity)


@inlined
def _known_there(links: Links, activity, row: int) -> int:
    """Return how many of someone's ties take part in the same activity."""
    count = 0
    for place in range(links.of.shape[1]):
        tie = links.of[row, place]
        if tie >= 0:
            other = other_end(links, tie, row)
            count += 1 if other >= 0 and activity[other] == activity[row] else 0
    return count


@inlined
def _companion(links: Links, identity, activity, row: int, key: np.uint64) -> int:
    """Return a tie who takes part in something, by race of draws, or -1."""
    best, found = np.uint64(0), -1
    for place in range(links.of.shape[1]):
        tie = links.of[row, place]
        if tie < 0:
            continue
        other = other_end(links, tie, row)
        if other >= 0 and activity[other] != 0:
            score = bits(key, identity[row], identity[other]) | np.uint64(1)
            if score > best:
                best, found = score, other
    return found


@kernel
def wish_for_activity(  # noqa: C901 - staying, beginning and choosing, in one pass over those whose turn it is
    links: Links, turning, wish, rank, names, rows, identity, activity, age, schooling, background, work_minutes,
    loneliness, reluctance, invited_until, neighbourhood, home, home_x, home_y, at, x, y, kind, group, room,
    members_count, week, key, far_key, which_key, join_chance, leave_chance, known_keeps, loneliness_weight,
    reluctance_weight, asked_factor, invited_factor, full_time_minutes, full_time_factor, distance_scale,
):  # fmt: skip
    """Write for each whose turn it is the row of the activity they wish to join, LEAVES, or leave it at STAYS.

    All look at how things are before anyone acts.
    """
    for index in range(turning.shape[0]):
        row = turning[index]
        who = identity[row]
        if who == 0 or age[row] < ACTIVITY_AGE:
            continue
        luck = quick_draw(key, who)
        if activity[row] != 0:
            mine = rows[activity_place(names, activity[row])]
            stays = belongs(kind[mine], group[mine], age[row], schooling[row], background[row])
            if stays and luck < leave_chance:
                stays = luck * (1.0 + known_keeps * _known_there(links, activity, row)) >= leave_chance
            wish[index] = STAYS if stays else LEAVES
            continue
        chance = join_chance * (invited_factor if invited_until[row] >= week else 1.0)
        if luck >= chance * asked_factor:
            continue
        lonely = min(max(float(loneliness[row]), 0.0), 11.0) / 11.0
        chance = chance * (1.0 - loneliness_weight * lonely) * (1.0 - reluctance_weight * float(reluctance[row]))
        if work_minutes[row] >= full_time_minutes:
            chance = chance * full_time_factor
        companion = _companion(links, identity, activity, row, which_key)
        if luck >= chance * (asked_factor if companion >= 0 else 1.0):
            continue
        along = activity_place(names, activity[companion]) if companion >= 0 else -1
        reach = draw(far_key, who, np.uint64(0))
        best, found = np.uint64(0), STAYS
        for place in range(rows.shape[0]):
            one = rows[place]
            if at[one] != neighbourhood[row] or members_count[one] >= room[one]:
                continue
            if not belongs(kind[one], group[one], age[row], schooling[row], background[row]):
                continue
            if place == along:
                found = one
                break
            east = (float(home_x[home[row]]) - float(x[one])) / distance_scale
            north = (float(home_y[home[row]]) - float(y[one])) / distance_scale
            if reach * (1.0 + east * east + north * north) >= 1.0:
                continue
            score = bits(which_key, who, names[place]) | np.uint64(1)
            if score > best:
                best, found = score, one
        if found >= 0:
            wish[index] = found
            rank[index] = bits(which_key, who, np.uint64(1))
