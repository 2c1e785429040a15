"""Activities run: those who take part see each other every week, and some get to know someone new there.

Where a group is mixed, or does something together for others, it matters less whether the other is of one's own kind.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.links import Links, empty_places, longing, make_tie, tied
from samenredzaam.neighbourhood.network import Founding, alike
from samenredzaam.neighbourhood.places import MIXED, by_identity
from samenredzaam.neighbourhood.ties import ACTIVITY, BY_ACTIVITY
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn, weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, pair, purpose, quick_draw

GETS_TO_KNOW = purpose("gets to know someone at an activity")
GETS_ON = purpose("gets on with someone at an activity")

LEAST_ROOM = 2
"""Places for ties that stay empty, as with other new ties."""


@dataclass(frozen=True)
class Gathering:
    """What happens at activities this week."""

    writes: ClassVar = ("ties", "activities")

    founding: Founding = Founding()
    know_chance: float = parameter(
        0.1, unit="chance per week", low=0.0, high=0.5,
        nl="kans dat een deelnemer zonder banden iemand van de activiteit beter leert kennen; minder naarmate er meer "
        "zijn",
        en="chance that someone without ties gets to know another who takes part; less with every tie",
        assumption="with the usual number of ties one acquaintance that lasts beyond the activity in about two years; "
        "size not read",
    )  # fmt: skip
    group_tolerance: float = parameter(
        0.3, unit="0 to 1", low=0.0, high=1.0,
        nl="hoeveel minder verschil uitmaakt tussen wie samen iets doen",
        en="how much less difference matters between people who share an activity",
        assumption="below that of neighbours, who are not chosen; size not read",
    )  # fmt: skip
    mixed_adds: float = parameter(
        0.3, unit="0 to 1", low=0.0, high=1.0,
        nl="hoeveel dat meer is in een gemengde groep", en="how much more so in a mixed group",
        assumption="who chooses a mixed group minds difference less; the direction is the claim of those who run "
        "mixed groups, the size is not read",
    )  # fmt: skip
    work_adds: float = parameter(
        0.2, unit="0 to 1", low=0.0, high=1.0,
        nl="hoeveel dat meer is waar samen gewerkt wordt", en="how much more so where people work together",
        assumption="contact with a common goal lowers barriers between groups; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let those who take part meet, and tie those who get on."""
        residents, activities = town.residents, town.activities
        names, rows = by_identity(activities)
        members, start = _members(town, names)
        activities.members_count[rows] = np.diff(start)
        town.room_for_ties(len(members))
        tolerance = self.group_tolerance + self.mixed_adds * (activities.kind == MIXED)
        tolerance = np.minimum(tolerance + self.work_adds * activities.with_work, 1.0)
        founding = self.founding
        gather(
            town.links(), rows, start, members, np.full(len(members), -1, dtype=np.int64),
            np.zeros(len(members), dtype=np.uint64), activities.identity, activities.neighbourhood, activities.kind,
            activities.ties_made, tolerance, residents.identity, residents.activity, residents.home, residents.age,
            residents.schooling, residents.background, town.ledgers.ties_made, town.week, town.key(GETS_TO_KNOW),
            town.key(GETS_ON), over_turn(self.know_chance), founding.same_age_years, founding.other_schooling_share,
            founding.other_background_share,
        )  # fmt: skip


def _members(town: Town, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of those who take part, by activity: those of the activity at place p are start[p]:start[p+1]."""
    activity = town.residents.activity
    rows = np.flatnonzero(activity)
    place = np.searchsorted(names, activity[rows])
    start = np.zeros(len(names) + 1, dtype=np.int64)
    np.cumsum(np.bincount(place, minlength=len(names)), out=start[1:])
    return rows[np.argsort(place, kind="stable")], start


@kernel
def gather(  # noqa: C901 - meeting, proposing and tying are one pass over each group
    links: Links, rows, start, members, chosen, best, activity_name, activity_neighbourhood, kind, ties_made, tolerance,
    identity, activity, home, age, schooling, background, made_by, week, key, like_key, know_chance, same_age_years,
    other_schooling, other_background,
):  # fmt: skip
    """Let the ties within each activity meet; at their turn members may get to know another one of the same activity.

    Whom someone happens to talk to is a race over the members; of those who get on, each is tied to at most one, the
    best for both by hash.
    """
    for place in range(rows.shape[0]):
        for index in range(start[place], start[place + 1]):
            row = members[index]
            for slot in range(links.of.shape[1]):
                tie = links.of[row, slot]
                if tie < 0 or links.ends[tie, 0] != row:
                    continue
                other = links.ends[tie, 1]
                if other >= 0 and activity[other] == activity[row]:
                    links.meetings[tie] |= 1 << weeks_since_turn(links.identity[tie], week)
            who = identity[row]
            if weeks_since_turn(who, week) != 0:
                continue
            luck = quick_draw(key, who)
            if luck >= know_chance or luck >= know_chance * longing(links, row):
                continue
            score, found = np.uint64(0), -1
            for other_index in range(start[place], start[place + 1]):
                word = bits(key, pair(who, identity[members[other_index]]), np.uint64(0)) | np.uint64(1)
                if other_index != index and word > score:
                    score, found = word, other_index
            if found < 0:
                continue
            other = members[found]
            if home[other] == home[row] or empty_places(links, other) <= LEAST_ROOM or tied(links, row, other):
                continue
            chance = alike(
                row, other, age, schooling, background, same_age_years, other_schooling, other_background,
                tolerance[rows[place]],
            )  # fmt: skip
            if draw(like_key, pair(who, identity[other]), np.uint64(0)) < chance:
                chosen[index] = found
                rank = bits(like_key, pair(who, identity[other]), np.uint64(1)) | np.uint64(1)
                best[index] = max(best[index], rank)
                best[found] = max(best[found], rank)
    for place in range(rows.shape[0]):
        for index in range(start[place], start[place + 1]):
            found = chosen[index]
            if found < 0:
                continue
            row, other = members[index], members[found]
            both = pair(identity[row], identity[other])
            rank = bits(like_key, both, np.uint64(1)) | np.uint64(1)
            if best[index] == rank and best[found] == rank and not tied(links, row, other):
                strength = 0.25 + 0.2 * draw(like_key, both, np.uint64(2))
                tie = make_tie(links, row, other, ACTIVITY, BY_ACTIVITY, week, strength)
                links.maker_activity[tie] = activity_name[rows[place]]
                ties_made[rows[place]] += 1
                made_by[activity_neighbourhood[rows[place]], 0 if kind[rows[place]] == MIXED else 1] += 1
