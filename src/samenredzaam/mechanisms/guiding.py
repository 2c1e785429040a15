"""Experts by experience: residents who came through a hard time guide others who are in one.

Where the municipality asks for them, some of those who overcame a need meet people who have had the same need for long
or without help. The meeting costs the expert an hour that nobody owes back; it makes a tie, sets an example that raises
self-reliance for some weeks, and makes it less hard to ask.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    BY_GUIDANCE,
)
from samenredzaam.neighbourhood.links import Links, empty_place, make_tie, meet, other_end, tie_between
from samenredzaam.neighbourhood.notes import GUIDED, note
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    minutes_left,
    post_exchange,
)
from samenredzaam.neighbourhood.residents import BY_VOLUNTEERS
from samenredzaam.neighbourhood.ties import BY_EXPERT, OUTSIDE, VOLUNTEER
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draws, purpose

WILLING_TO_GUIDE = purpose("willing to guide others as an expert by experience")
GUIDES = purpose("which expert by experience meets whom")

_HALF = np.uint64(1)
_KNOWN = np.uint64(1 << 63)


@dataclass(frozen=True)
class Guiding:
    """Who shows the way to whom this week."""

    writes: ClassVar = ("ties", "given_minutes", "guided_until", "reluctance_to_ask")

    willing_share: float = parameter(
        0.4, unit="share", low=0.05, high=0.9,
        nl="deel van wie iets te boven kwam dat anderen wil begeleiden als daarom wordt gevraagd",
        en="share of those who overcame something who will guide others when asked",
        assumption="as the share who say yes when asked to volunteer; size not read",
    )  # fmt: skip
    hours: float = parameter(
        1.0, unit="hours per meeting", low=0.25, high=4.0,
        nl="uren die een ontmoeting met een ervaringsdeskundige kost", en="hours a meeting with an expert takes",
        assumption="a walk or a cup of coffee; size not read",
    )  # fmt: skip
    people_a_week: int = parameter(
        2, unit="people per week", low=1, high=10,
        nl="hoeveel mensen een ervaringsdeskundige per week hoogstens ontmoet",
        en="how many people an expert meets in a week at most",
        assumption="beside a life of their own; size not read",
    )  # fmt: skip
    unmet_weeks: int = parameter(
        4, unit="weeks", low=0, high=52,
        nl="na zoveel weken onvervuld kan iemand een ervaringsdeskundige ontmoeten",
        en="after so many weeks unmet someone may meet an expert",
        assumption="experts are pointed to those who are stuck; size not read",
    )  # fmt: skip
    long_weeks: int = parameter(
        26, unit="weeks", low=4, high=260,
        nl="of na zoveel weken hulpvraag", en="or after so many weeks in need",
        assumption="as for weeks unmet",
    )  # fmt: skip
    lasts_weeks: int = parameter(
        8, unit="weeks", low=1, high=52,
        nl="zoveel weken werkt een ontmoeting na", en="for so many weeks a meeting works on",
        assumption="no figure read; as long as people remember and try",
    )  # fmt: skip
    opens: float = parameter(
        0.03, unit="share of reluctance to ask", low=0.0, high=0.3,
        nl="hoeveel vraagverlegenheid een ontmoeting wegneemt", en="how much of reluctance to ask a meeting takes away",
        assumption="to hear that others asked makes asking easier; size not read",
    )  # fmt: skip
    first_strength: float = parameter(
        0.3, unit="0 to 1", low=0.05, high=0.7,
        nl="sterkte van een nieuwe band met een ervaringsdeskundige", en="strength of a new tie with an expert",
        assumption="as for volunteer and client",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let the experts of the week each meet a few people."""
        if not town.offers.experts.any():
            return
        residents, needs, needy = town.residents, town.needs, town.needy
        experts = self._experts(town)
        town.room_for_ties(len(experts) * self.people_a_week)
        guide(
            town.book(), town.links(), experts, needy, residents.identity, residents.home, residents.overcame,
            needs.stage, needs.unmet_weeks, needs.since, residents.guided_until, residents.reluctance_to_ask,
            np.full(residents.capacity, -1, dtype=np.int32), np.zeros(residents.capacity, dtype=np.bool_),
            np.empty(len(experts), dtype=np.int64),
            *np.empty((3, len(needy)), dtype=np.int64), town.week, town.key(GUIDES), int(60 * self.hours),
            self.people_a_week, self.unmet_weeks, self.long_weeks, self.lasts_weeks, self.opens, self.first_strength,
        )  # fmt: skip

    def _experts(self, town: Town) -> np.ndarray:
        """Return the rows of those who guide this week: the first by lot of the willing, as many as are asked for.

        The lot is drawn once for life, so that experts stay who they are.
        """
        residents = town.residents
        able = (residents.overcame != 0) & (residents.age >= ADULT_AGE) & (residents.resting_until <= town.week)
        rows = rows_where(able)
        luck = draws(town.streams.lasting_key(WILLING_TO_GUIDE), residents.identity[rows])
        willing = luck < self.willing_share
        rows = rows[willing][np.argsort(luck[willing], kind="stable")]
        asked = [
            rows[residents.neighbourhood[rows] == at][:number] for at, number in enumerate(town.offers.experts.tolist())
        ]
        return np.concatenate(asked)


@kernel
def guide(
    book: HelpBook, links: Links, experts, needy, identity, home, overcame, stage, unmet_weeks, since, guided_until,
    reluctance_to_ask, place_of, knows, first, following, stuck, chosen, week, key, minutes, people_a_week, unmet_least,
    long_least, lasts_weeks, opens, first_strength,
):  # fmt: skip
    """Match by race, in as many rounds as an expert meets people: each stuck resident one expert, whom they know first.

    The last of the arrays are scratch. By row: `place_of` an expert among the experts (-1 everywhere), and who `knows`
    an expert (nobody). By expert, of those who would meet them: whom `needy` has `first`; and by place in it: who is
    `following`, for which needs one is `stuck` (0 too for who met an expert this week), and which expert is `chosen`.
    """
    for place in range(experts.shape[0]):
        _mark(links, experts[place], place, place_of, knows)
    for index in range(needy.shape[0]):
        stuck[index] = _stuck(stage, unmet_weeks, since, needy[index], week, unmet_least, long_least)
    for turn in range(people_a_week):
        for place in range(experts.shape[0]):
            first[place] = -1
        # From the last one on, so that each list has them in the order of `needy`.
        for index in range(needy.shape[0] - 1, -1, -1):
            if stuck[index] == 0:
                continue
            row, place = needy[index], chosen[index]
            # Experts only run out of time, so a choice stands while the chosen one has some. But who is an expert
            # as well may have come to know others since.
            if turn == 0 or place_of[row] >= 0 or (place >= 0 and minutes_left(book, experts[place]) < minutes):
                place = _choose(
                    book, links, identity, home, overcame, experts, place_of, knows, key, row, stuck[index], minutes
                )
                chosen[index] = place
            if place >= 0:
                following[index] = first[place]
                first[place] = index
        for place in range(experts.shape[0]):
            guided = _best(links, identity, needy, first[place], following, knows, key, experts[place])
            if guided >= 0:
                stuck[guided] = 0
                row = needy[guided]
                _guide(book, links, experts[place], row, minutes, week, first_strength)
                guided_until[row] = week + lasts_weeks
                reluctance_to_ask[row] = float(reluctance_to_ask[row]) * (1.0 - opens)


@inlined
def _mark(links: Links, expert: int, place: int, place_of, knows) -> None:
    """Mark an expert, and all who know them; an expert may come to know others this week."""
    place_of[expert] = place
    knows[expert] = True
    for slot in range(links.of.shape[1]):
        tie = np.int64(links.of[expert, slot])
        other = other_end(links, tie, expert) if tie >= 0 else np.int64(OUTSIDE)
        if other >= 0:
            knows[other] = True


@inlined
def _whom_they_know(
    book: HelpBook, links: Links, identity, home, overcame, experts, place_of, key: np.uint64, row: int, stuck: int,
    minutes: int,
) -> int:  # fmt: skip
    """Return the place of the expert whom somebody would meet of those they know, by race of lots, or -1."""
    highest, chosen = np.uint64(0), np.int64(-1)
    for slot in range(links.of.shape[1]):
        tie = np.int64(links.of[row, slot])
        other = other_end(links, tie, row) if tie >= 0 else np.int64(OUTSIDE)
        place = np.int64(place_of[other]) if other >= 0 else np.int64(-1)
        if place >= 0 and _may_meet(book, home, overcame, experts[place], row, stuck, minutes):
            lot = _lot(identity, key, row, experts[place])
            if lot > highest:
                highest, chosen = lot, place
    return chosen


@inlined
def _choose(
    book: HelpBook, links: Links, identity, home, overcame, experts, place_of, knows, key: np.uint64, row: int,
    stuck: int, minutes: int,
) -> int:  # fmt: skip
    """Return the place of the expert somebody would meet, by race of lots and those they know first, or -1."""
    highest, chosen = np.uint64(0), np.int64(-1)
    if knows[row]:
        chosen = _whom_they_know(book, links, identity, home, overcame, experts, place_of, key, row, stuck, minutes)
    if chosen >= 0:
        return chosen
    for place in range(experts.shape[0]):
        # The lot first: few are higher than all before, so that there is little else to look at.
        lot = _lot(identity, key, row, experts[place])
        if lot > highest and _may_meet(book, home, overcame, experts[place], row, stuck, minutes):
            highest, chosen = lot, np.int64(place)
    return chosen


@inlined
def _best(links: Links, identity, needy, first: int, following, knows, key: np.uint64, expert: int) -> int:
    """Return who of a list has the highest lot with an expert, as place in `needy`, whom they know first; or -1."""
    highest, found, index = np.uint64(0), np.int64(-1), first
    while index >= 0:
        row = np.int64(needy[index])
        lot = _lot(identity, key, row, expert)
        if knows[row] and tie_between(links, row, expert) >= 0:
            lot |= _KNOWN
        if lot > highest:
            highest, found = lot, index
        index = following[index]
    return found


@inlined
def _guide(book: HelpBook, links: Links, expert: int, row: int, minutes: int, week: int, strength: float) -> None:
    """Let an expert meet somebody, and tie the two if they do not know each other."""
    post_exchange(book, expert, row, BY_GUIDANCE, minutes, 0)
    note(book.notes, expert, row, GUIDED, 0, BY_VOLUNTEERS, minutes)
    tie = tie_between(links, row, expert)
    if tie < 0 and empty_place(links, expert) >= 0:
        tie = make_tie(links, row, np.int64(expert), VOLUNTEER, BY_EXPERT, week, strength)
    if tie >= 0:
        meet(links, tie, week)


@inlined
def _stuck(stage, unmet_weeks, since, row: int, week: int, unmet_least: int, long_least: int) -> int:
    """Return the domains, as bits, of needs that are unmet or there for long."""
    found = 0
    for domain in range(4):
        long = unmet_weeks[row, domain] >= unmet_least or week - since[row, domain] >= long_least
        if stage[row, domain] > 0 and long:
            found |= 1 << domain
    return found


@inlined
def _may_meet(book: HelpBook, home, overcame, expert: int, row: int, stuck: int, minutes: int) -> bool:
    """Tell whether an expert has the same history, another home in the same neighbourhood, and time."""
    if overcame[expert] & stuck == 0 or expert == row or home[expert] == home[row]:
        return False
    return book.neighbourhood[expert] == book.neighbourhood[row] and minutes_left(book, expert) >= minutes


@inlined
def _lot(identity, key: np.uint64, row: int, expert: int) -> np.uint64:
    """Return the lot of a pair, below those of all who know each other; never 0."""
    return (bits(key, identity[row], identity[expert]) >> _HALF) | _HALF
