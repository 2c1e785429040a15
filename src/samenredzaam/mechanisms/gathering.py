"""Activities run: those who take part see each other every week, and some get to know someone new there.

Those who know each other there agree to meet for four weeks at a time, so who stops is seen for some weeks more.
Where a group is mixed, or does something together for others, it matters less whether the other is of one's own kind.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.ledgers import BY_GROUP_ACTIVITY, BY_MIXED_ACTIVITY
from samenredzaam.neighbourhood.links import Links, empty_places, longing, make_tie, new_strength, tied
from samenredzaam.neighbourhood.network import Founding, people_of
from samenredzaam.neighbourhood.network_near import People, Taste, alike
from samenredzaam.neighbourhood.places import MIXED, activity_place, by_identity
from samenredzaam.neighbourhood.ties import ACTIVITY, BY_ACTIVITY
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS, over_turn, weeks_since_turn
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
        residents, activities, founding = town.residents, town.activities, self.founding
        names, rows = by_identity(activities)
        if len(rows) == 0:
            return
        # Those counted last week; who has died or left since makes it fewer.
        town.room_for_ties(int(activities.members_count.sum()))
        tolerance = self.group_tolerance + self.mixed_adds * (activities.kind == MIXED)
        tolerance = np.minimum(tolerance + self.work_adds * activities.with_work, 1.0)
        passing = np.empty((4, residents.capacity), dtype=np.int64)
        gather(
            town.links(), names, rows, np.zeros(len(rows) + 1, dtype=np.int64), *passing,
            np.empty(residents.capacity, dtype=np.uint64), activities.neighbourhood, activities.kind,
            activities.members_count, activities.ties_made, tolerance, people_of(residents), residents.activity,
            town.ledgers.ties_made, town.week, town.key(GETS_TO_KNOW), town.key(GETS_ON), over_turn(self.know_chance),
            founding.taste,
        )  # fmt: skip


@inlined
def _group(activity, names, start, listed, place_of, members) -> int:
    """Write those who take part into `members` by activity, and return how many.

    Those of the activity at place p are members[start[p]:start[p + 1]].
    """
    count = 0
    for row in range(activity.shape[0]):
        listed[count] = row
        count += np.int64(activity[row] != 0)
    for index in range(count):
        place_of[index] = activity_place(names, activity[listed[index]])
        if place_of[index] < 0:
            raise ValueError("someone takes part in an activity that is no more")
        start[place_of[index] + 1] += 1
    for place in range(1, start.shape[0]):
        start[place] += start[place - 1]
    for index in range(count):
        place = place_of[index]
        members[start[place]] = listed[index]
        start[place] += 1
    for place in range(start.shape[0] - 1, 0, -1):
        start[place] = start[place - 1]
    start[0] = 0
    return count


@inlined
def _agree_to_meet(links: Links, activity, row: int, week: int) -> None:
    """Let someone meet whom they know there in the four weeks to come, this one included."""
    for slot in range(links.of.shape[1]):
        tie = links.of[row, slot]
        # A tie is seen from its first end only.
        if tie >= 0 and links.ends[tie, 0] == row:
            other = links.ends[tie, 1]
            if other >= 0 and activity[other] == activity[row]:
                weeks = (1 << TURN_WEEKS) - 1
                links.meetings[tie] |= weeks << weeks_since_turn(links.identity[tie], week)


@inlined
def _talks_to(identity, members, first: int, after: int, index: int, key: np.uint64) -> int:
    """Return where among the members of an activity another one stands, by race of pair draws, or -1."""
    score, found = np.uint64(0), -1
    for other in range(first, after):
        word = bits(key, pair(identity[members[index]], identity[members[other]]), np.uint64(0)) | np.uint64(1)
        if other != index and word > score:
            score, found = word, other
    return found


@inlined
def _tie_the_chosen(
    links: Links, identity, members, chosen, best, first: int, after: int, name: np.uint64, key: np.uint64, week: int
) -> int:
    """Tie each pair of an activity that is the best for both, once, and return how many."""
    made = 0
    for index in range(first, after):
        found = chosen[index]
        if found < 0:
            continue
        row, other = members[index], members[found]
        both = pair(identity[row], identity[other])
        rank = bits(key, both, np.uint64(1)) | np.uint64(1)
        if best[index] == rank and best[found] == rank and not tied(links, row, other):
            strength = new_strength(draw(key, both, np.uint64(2)))
            tie = make_tie(links, row, other, ACTIVITY, BY_ACTIVITY, week, strength)
            links.maker_activity[tie] = name
            made += 1
    return made


@kernel
def gather(
    links: Links, names, rows, start, listed, place_of, members, chosen, best, at, kind, members_count, ties_made,
    tolerance, people: People, activity, made_by, week, key, like_key, know_chance, taste: Taste,
):  # fmt: skip
    """At their turn members agree to meet whom they know there, and may get to know another one.

    Whom someone happens to talk to is a race over the members; of those who get on, each is tied to at most one, the
    best for both by hash.
    """
    count = _group(activity, names, start, listed, place_of, members)
    for index in range(count):
        chosen[index] = -1
        best[index] = 0
    for place in range(rows.shape[0]):
        members_count[rows[place]] = start[place + 1] - start[place]
        for index in range(start[place], start[place + 1]):
            row = members[index]
            who = people.identity[row]
            if weeks_since_turn(who, week) != 0:
                continue
            _agree_to_meet(links, activity, row, week)
            luck = quick_draw(key, who)
            if luck >= know_chance or luck >= know_chance * longing(links, row):
                continue
            found = _talks_to(people.identity, members, start[place], start[place + 1], index, key)
            if found < 0:
                continue
            other = members[found]
            if (
                people.home[other] == people.home[row]
                or empty_places(links, other) <= LEAST_ROOM
                or tied(links, row, other)
            ):
                continue
            chance = alike(row, other, people, taste, tolerance[rows[place]])
            both = pair(who, people.identity[other])
            if draw(like_key, both, np.uint64(0)) < chance:
                chosen[index] = found
                rank = bits(like_key, both, np.uint64(1)) | np.uint64(1)
                best[index] = max(best[index], rank)
                best[found] = max(best[found], rank)
    for place in range(rows.shape[0]):
        one = rows[place]
        source = BY_MIXED_ACTIVITY if kind[one] == MIXED else BY_GROUP_ACTIVITY
        made = _tie_the_chosen(
            links, people.identity, members, chosen, best, start[place], start[place + 1], names[place], like_key, week
        )
        ties_made[one] += made
        made_by[at[one], source] += made
