"""Social workers bring residents into contact: who has few good ties, is new here or was widowed is introduced.

They are introduced to someone near who has time, or taken along to an activity. Having been introduced makes both a
little less shy to ask. An hour in which nobody can be found is spent all the same.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.ledgers import BY_INTRODUCTION, FOR_CONNECTING
from samenredzaam.neighbourhood.links import Links, empty_places, make_tie, new_strength, tied
from samenredzaam.neighbourhood.network import Founding, people_of
from samenredzaam.neighbourhood.network_near import People, Taste, alike
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.ties import BY_CONNECTING, FRIEND, NEIGHBOUR
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, pair, purpose

IS_SEEN = purpose("connecting work finds someone")
INTRODUCES = purpose("two are introduced by connecting work")

DOORS = 40
"""Dwellings up to so many numbers away are looked at; streets that follow each other lie side by side."""

LEAST_ROOM = 2
"""Places for ties that stay empty: two introductions in a week fit, of oneself and to another."""


@dataclass(frozen=True)
class Connecting:
    """Introductions of the week."""

    writes: ClassVar = ("ties", "introduced", "invited_until", "reluctance_to_ask")

    founding: Founding = Founding()
    introduction_hours: float = parameter(
        3.0, unit="hours", low=0.5, high=20.0,
        nl="uren van een sociaal werker om twee bewoners met elkaar in contact te brengen",
        en="hours of a social worker to bring two residents into contact",
        assumption="a visit to each and one together; as for matching a volunteer; size not read",
    )  # fmt: skip
    few_good_ties: int = parameter(
        1, unit="ties", low=0, high=6,
        nl="hoeveel goede banden iemand hoogstens heeft die wordt gezien", en="good ties that who is found has at most",
        assumption="four or five protect (rivm_protective); those with hardly any come first",
    )  # fmt: skip
    newcomer_weeks: int = parameter(
        52, unit="weeks", low=4, high=260,
        nl="hoe lang iemand een nieuwkomer is", en="how long someone is a newcomer",
        assumption="a year; size not read",
    )  # fmt: skip
    loss_weeks: int = parameter(
        104, unit="weeks", low=13, high=260,
        nl="hoe lang na het verlies van een partner iemand wordt gezien",
        en="how long after losing a partner someone is found",
        assumption="two years, as the loss itself is felt; size not read",
    )  # fmt: skip
    again_weeks: int = parameter(
        52, unit="weeks", low=4, high=260,
        nl="na zoveel weken kan dezelfde bewoner weer aan de beurt komen",
        en="after so many weeks the same resident may be introduced again",
        assumption="hours are few and go round; size not read",
    )  # fmt: skip
    along_share: float = parameter(
        0.5, unit="share", low=0.0, high=1.0,
        nl="deel dat wordt meegenomen naar een activiteit, als er een is",
        en="share who are taken along to an activity, where there is one",
        assumption="both are done; the split was not read",
    )  # fmt: skip
    invited_weeks: int = parameter(
        8, unit="weeks", low=1, high=52,
        nl="hoe lang zo'n uitnodiging nawerkt", en="how long such an invitation has an effect",
        assumption="two months; size not read",
    )  # fmt: skip
    reach_metres: float = parameter(
        200.0, unit="m", low=20.0, high=1000.0,
        nl="hoe ver de ander hoogstens woont", en="how far away the other lives at most",
        assumption="a few streets: near enough to drop in; size not read",
    )  # fmt: skip
    spare_minutes: int = parameter(
        120, unit="minutes per week", low=0, high=1200,
        nl="vrije tijd die de ander minstens heeft", en="free time that the other has at least",
        assumption="someone with time for a visit; size not read",
    )  # fmt: skip
    tolerance: float = parameter(
        0.5, unit="0 to 1", low=0.0, high=1.0,
        nl="hoeveel minder verschil uitmaakt voor wie aan elkaar wordt voorgesteld",
        en="how much less difference matters between people who are introduced",
        assumption="as between neighbours: a third vouches for both; size not read",
    )  # fmt: skip
    ask_easier: float = parameter(
        0.03, unit="0 to 1", low=0.0, high=0.2,
        nl="hoeveel minder verlegen om hulp te vragen beiden daarna zijn",
        en="how much less reluctant to ask both are afterwards",
        assumption="that connecting lowers the threshold is the claim of those who do it; small, and may be zero",
    )  # fmt: skip
    least_reluctance: float = parameter(
        0.2, unit="0 to 1", low=0.0, high=1.0,
        nl="tot hoever die verlegenheid zo kan dalen", en="how far that reluctance can fall this way",
        assumption="nobody becomes someone else by it; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Spend the hours set apart for connecting."""
        counts = np.zeros(len(town.codes), dtype=np.int64)
        for organisation in town.deciders.welfare_organisations:
            at = organisation.neighbourhood
            minutes = int(town.ledgers.professional[at, FOR_CONNECTING])
            counts[at] = organisation.introductions(minutes, int(60.0 * self.introduction_hours))
        if counts.any():
            self._introduce(town, counts)

    def _introduce(self, town: Town, counts: np.ndarray) -> None:
        residents, homes, founding = town.residents, town.homes, self.founding
        town.room_for_ties(int(counts.sum()))
        runs = np.zeros(len(counts), dtype=np.bool_)
        runs[town.activities.neighbourhood[town.activities.used]] = True
        lots = np.zeros((len(counts), int(counts.max())), dtype=np.uint64)
        introduce(
            town.links(), town.turning(), counts, lots,
            np.full(lots.shape, -1, dtype=np.int64), np.full(lots.shape, -1, dtype=np.int64),
            np.zeros(residents.capacity, dtype=np.uint64), runs, people_of(residents), residents.neighbourhood,
            residents.free_minutes, residents.activity, residents.good_ties, residents.arrived, residents.partner_lost,
            residents.invited_until, residents.introduced, residents.reluctance_to_ask, homes.street, homes.x, homes.y,
            homes.neighbourhood, homes.members, town.ledgers.ties_made, town.ledgers.invited, town.week,
            town.key(IS_SEEN), town.key(INTRODUCES), self.few_good_ties, self.newcomer_weeks, self.loss_weeks,
            self.again_weeks, founding.taste, self.along_share, self.invited_weeks, self.reach_metres,
            self.spare_minutes, self.tolerance, self.ask_easier, self.least_reluctance,
        )  # fmt: skip


@inlined
def _find_alone(
    turning, counts, lots, found, people: People, neighbourhood, good_ties, arrived, partner_lost, introduced,
    week: int, key: np.uint64, few_good_ties: int, newcomer_weeks: int, loss_weeks: int, again_weeks: int,
) -> None:  # fmt: skip
    """Write into `found` the adults to introduce, so many in each neighbourhood: the highest lots of who might be.

    Those of the founding population are not new here.
    """
    for row in turning:
        if people.identity[row] == 0 or people.age[row] < ADULT_AGE or week - introduced[row] < again_weeks:
            continue
        new = arrived[row] >= 0 and week - arrived[row] < newcomer_weeks
        if not new and good_ties[row] > few_good_ties and week - partner_lost[row] >= loss_weeks:
            continue
        at, lot = neighbourhood[row], bits(key, people.identity[row], np.uint64(0)) | np.uint64(1)
        place = counts[at] - 1
        if place < 0 or lot <= lots[at, place]:
            continue
        while place > 0 and lots[at, place - 1] < lot:
            lots[at, place], found[at, place] = lots[at, place - 1], found[at, place - 1]
            place -= 1
        lots[at, place], found[at, place] = lot, row


@inlined
def _someone_near(
    links: Links, row: int, people: People, free_minutes, street, x, y, home_neighbourhood, members, key: np.uint64,
    taste: Taste, reach_metres: float, spare_minutes: int, tolerance: float,
) -> int:  # fmt: skip
    """Return someone who lives near, has time, and would get on with them, by race of pair draws, or -1."""
    home = people.home[row]
    score, found = np.uint64(0), -1
    for there in range(max(home - DOORS, 0), min(home + DOORS + 1, street.shape[0])):
        east, north = float(x[there]) - float(x[home]), float(y[there]) - float(y[home])
        near = east * east + north * north <= reach_metres * reach_metres or street[there] == street[home]
        if there == home or not near or home_neighbourhood[there] != home_neighbourhood[home]:
            continue
        for place in range(members.shape[1]):
            one = np.int64(members[there, place])
            if one < 0 or people.age[one] < ADULT_AGE or free_minutes[one] < spare_minutes:
                continue
            both = pair(people.identity[row], people.identity[one])
            lot = _lot(key, both)
            if lot <= score:
                continue
            likes = draw(key, both, np.uint64(2)) < alike(row, one, people, taste, tolerance)
            if likes and empty_places(links, one) > LEAST_ROOM and not tied(links, row, one):
                score, found = lot, one
    return found


@inlined
def _lot(key: np.uint64, both: np.uint64) -> np.uint64:
    return bits(key, both, np.uint64(1)) | np.uint64(1)


@kernel
def introduce(  # noqa: C901 - whom each is introduced to, and the ties that come of it
    links: Links, turning, counts, lots, found, chosen, best, runs, people: People, neighbourhood, free_minutes,
    activity, good_ties, arrived, partner_lost, invited_until, introduced, reluctance, street, x, y,
    home_neighbourhood, members, made_by, invited, week, find_key, key, few_good_ties, newcomer_weeks, loss_weeks,
    again_weeks, taste: Taste, along_share, invited_weeks, reach_metres, spare_minutes, tolerance, ask_easier,
    least_reluctance,
):  # fmt: skip
    """Find who is introduced; take each along to an activity, or look for someone near who would get on with them.

    Nobody is introduced to two at once: of several, the best by hash.
    """
    _find_alone(
        turning, counts, lots, found, people, neighbourhood, good_ties, arrived, partner_lost, introduced, week,
        find_key, few_good_ties, newcomer_weeks, loss_weeks, again_weeks,
    )  # fmt: skip
    for at in range(found.shape[0]):
        for place in range(found.shape[1]):
            row = found[at, place]
            if row < 0:
                break
            introduced[row] = week
            if runs[at] and activity[row] == 0 and draw(key, people.identity[row], np.uint64(0)) < along_share:
                invited_until[row] = max(invited_until[row], week + invited_weeks)
                invited[at] += 1
                continue
            if empty_places(links, row) <= LEAST_ROOM:
                continue
            one = _someone_near(
                links, row, people, free_minutes, street, x, y, home_neighbourhood, members, key, taste, reach_metres,
                spare_minutes, tolerance,
            )  # fmt: skip
            if one >= 0:
                chosen[at, place] = one
                lot = _lot(key, pair(people.identity[row], people.identity[one]))
                best[row], best[one] = max(best[row], lot), max(best[one], lot)
    for at in range(found.shape[0]):
        for place in range(found.shape[1]):
            row, one = found[at, place], chosen[at, place]
            if one < 0:
                continue
            both = pair(people.identity[row], people.identity[one])
            lot = _lot(key, both)
            if best[row] != lot or best[one] != lot or tied(links, row, one):
                continue
            kind = NEIGHBOUR if street[people.home[row]] == street[people.home[one]] else FRIEND
            make_tie(links, row, one, kind, BY_CONNECTING, week, new_strength(draw(key, both, np.uint64(3))))
            made_by[at, BY_INTRODUCTION] += 1
            for end in (row, one):
                now = float(reluctance[end])
                if now > least_reluctance:
                    reluctance[end] = max(now - ask_easier, least_reluctance)
