"""Once in a quarter it is counted which ties there are, which bridge groups, and what made those that last.

It changes nothing for anyone: it is what a municipality that steers by mission would want to know.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.links import Links
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.places import activity_place, by_identity
from samenredzaam.neighbourhood.residents import SCHOOLING_HIGH, SCHOOLING_LOW
from samenredzaam.neighbourhood.ties import (
    BY_ACTIVITY,
    BY_CONNECTING,
    HOUSEHOLD,
    KIN,
    OF_ACTIVITY,
    OF_ACTIVITY_BRIDGING,
    OF_ACTIVITY_LASTING,
    OF_ACTIVITY_NEWLY_LASTING,
    OF_CONNECTING,
    OF_CONNECTING_LASTING,
    TIES_BRIDGING,
    TIES_HERE,
)
from samenredzaam.neighbourhood.town import Town

COUNT_WEEKS = 13
LASTING_WEEKS = 52


@dataclass(frozen=True)
class Counting:
    """The count of ties.

    A tie bridges where the two have another background, as far as it is known, or where one has low schooling (or none)
    and the other high: groups that hardly meet by themselves. Neighbouring levels of schooling do meet, and so do ages.
    """

    writes: ClassVar = ("lasting_ties",)

    def step(self, town: Town) -> None:
        """Count, in the first week of a quarter."""
        if town.week % COUNT_WEEKS != 0:
            return
        residents, activities = town.residents, town.activities
        names, rows = by_identity(activities)
        town.tie_counts.fill(0)
        activities.lasting_ties[rows] = 0
        count_ties(
            town.links(), residents.neighbourhood, residents.age, residents.schooling, residents.background, names,
            rows, activities.lasting_ties, town.tie_counts, town.week,
        )  # fmt: skip


@kernel
def count_ties(links: Links, neighbourhood, age, schooling, background, names, rows, lasting_ties, counts, week):
    """Add up by neighbourhood what there is of TIE_COUNTS, and for each activity which of its ties last."""
    for tie in range(links.identity.shape[0]):
        one, two = links.ends[tie, 0], links.ends[tie, 1]
        if links.identity[tie] == 0 or two < 0 or links.kind[tie] == HOUSEHOLD or links.kind[tie] == KIN:
            continue
        if age[one] < ADULT_AGE or age[two] < ADULT_AGE:
            continue
        at, weeks = neighbourhood[one], week - links.made[tie]
        known = background[one] >= 0 and background[two] >= 0
        least, most = min(schooling[one], schooling[two]), max(schooling[one], schooling[two])
        bridges = (known and background[one] != background[two]) or (least <= SCHOOLING_LOW and most == SCHOOLING_HIGH)
        counts[at, TIES_HERE] += 1
        counts[at, TIES_BRIDGING] += np.int64(bridges)
        lasts = weeks >= LASTING_WEEKS
        if links.maker[tie] == BY_ACTIVITY:
            counts[at, OF_ACTIVITY] += 1
            counts[at, OF_ACTIVITY_BRIDGING] += np.int64(bridges)
            if lasts:
                counts[at, OF_ACTIVITY_LASTING] += 1
                counts[at, OF_ACTIVITY_NEWLY_LASTING] += np.int64(weeks < LASTING_WEEKS + COUNT_WEEKS)
                place = activity_place(names, links.maker_activity[tie])
                if place >= 0:
                    lasting_ties[rows[place]] += 1
        elif links.maker[tie] == BY_CONNECTING:
            counts[at, OF_CONNECTING] += 1
            counts[at, OF_CONNECTING_LASTING] += np.int64(lasts)
