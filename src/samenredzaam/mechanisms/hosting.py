"""Volunteers host activities: those in care and neighbourhood keep them going, so that there is room for more people.

Who takes part in an activity helps there; the others have one they are asked for, the same as long as it runs. Whoever
has fewer hours a week than it takes comes every other week or less. Where nobody helps, the one in charge can see to
fewer people: nobody is sent away, but nobody new can join.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.duties import volunteers_on_hand
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    minutes_left,
    post_hosting,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, mix, purpose

HOSTS = purpose("which volunteers host an activity this week")


@dataclass(frozen=True)
class Hosting:
    """Who keeps which activity going this week, and for how many there is room because of it."""

    writes: ClassVar = ("activities", "given_minutes", "volunteered_minutes")

    host_hours: float = parameter(
        2.0, unit="hours per week", low=0.5, high=8.0,
        nl="uren die een vrijwilliger er is als hij een activiteit begeleidt",
        en="hours a volunteer is there who hosts an activity",
        assumption="as long as an activity lasts, with setting up; size not read",
    )  # fmt: skip
    hosts_most: int = parameter(
        2, unit="volunteers", low=1, high=6,
        nl="vrijwilligers waarmee een activiteit vol kan draaien", en="volunteers with whom an activity can run full",
        assumption="coffee, welcome and the thing itself, beside the one in charge; size not read",
    )  # fmt: skip
    alone_share: float = parameter(
        0.5, unit="share of the room", low=0.0, high=1.0,
        nl="deel van de plaatsen dat er is als geen vrijwilliger helpt",
        en="share of the places there are when no volunteer helps",
        assumption="the one in charge alone sees to about ten people; size not read, and 1 (volunteers make no "
        "difference) is possible",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let volunteers host, and work out for how many there is room from next week on."""
        activities = town.activities
        rows = rows_where(activities.identity != 0)
        if len(rows) == 0:
            return
        rows = rows[np.lexsort((activities.identity[rows], activities.neighbourhood[rows]))]
        bounds = np.searchsorted(activities.neighbourhood[rows], np.arange(len(town.codes) + 1))
        book = town.book()
        volunteers, spare = volunteers_on_hand(town, book)
        host(
            book, volunteers, spare, rows, activities.identity[rows], bounds, town.residents.identity,
            town.residents.activity, np.zeros((len(rows), self.hosts_most), dtype=np.uint64),
            np.full((len(rows), self.hosts_most), -1, dtype=np.int64), activities.room, activities.hosts,
            activities.places, town.key(HOSTS), int(60 * self.host_hours), self.alone_share,
        )  # fmt: skip


@kernel
def host(
    book: HelpBook, volunteers, spare, rows, names, bounds, identity, activity, lots, found, room, hosts, places, key,
    minutes, alone_share,
):  # fmt: skip
    """Choose by lot, of the volunteers of each activity who come this week, as many as it can use; book their hours.

    `rows` and `names` are sorted by neighbourhood and then by name; those of neighbourhood n lie between its bounds.
    `lots` (0) and `found` (-1) are scratch: the highest lots by activity, and whose they are.
    """
    for index in range(volunteers.shape[0]):
        row = volunteers[index]
        who, at = identity[row], book.neighbourhood[row]
        first, after = bounds[at], bounds[at + 1]
        # Who has half the hours comes every other week: on average as many hours as they mean to give.
        if first == after or draw(key, who, np.uint64(0)) * minutes >= spare[index]:
            continue
        if minutes_left(book, row) < minutes:
            continue
        one = _first_from(names, first, after, activity[row])
        if activity[row] == 0 or names[one] != activity[row]:
            # The first from their own number on, as on a ring: another one only when that closes, or one opens before.
            one = _first_from(names, first, after, mix(who))
        _enter(lots, found, one, bits(key, who, np.uint64(1)) | np.uint64(1), row)
    for one in range(rows.shape[0]):
        count = 0
        for place in range(found.shape[1]):
            if found[one, place] >= 0:
                post_hosting(book, found[one, place], minutes)
                count += 1
        hosts[rows[one]] = count
        share = alone_share + (1.0 - alone_share) * count / found.shape[1]
        places[rows[one]] = int(room[rows[one]] * share + 0.5)


@inlined
def _first_from(names, first: int, after: int, number: np.uint64) -> int:
    """Return the first place, of those from `first` to before `after`, whose name is not below a number; or `first`."""
    low, high = first, after
    while low < high:
        middle = (low + high) // 2
        if names[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low if low < after else first


@inlined
def _enter(lots, found, one: int, lot: np.uint64, row: int) -> None:
    """Enter a lot among the highest of an activity, the highest first."""
    place = lots.shape[1] - 1
    if lot <= lots[one, place]:
        return
    while place > 0 and lots[one, place - 1] < lot:
        lots[one, place], found[one, place] = lots[one, place - 1], found[one, place - 1]
        place -= 1
    lots[one, place], found[one, place] = lot, row
