"""Volunteers come and go: most who join were asked, by someone they know or by the organisation; the worn out stop.

Everyone has their turn once in four weeks. A tie who volunteers asks for the work they do themselves. Volunteers in
care and neighbourhood who are used heavily, with little guidance, become weary. Who stopped helps out now and then, and
is not talked into a role again for some time.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import MINUTES, MOST_ACTIVE, SPREAD, USED, VOLUNTEERS
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.people import HELPER_AGE, VOLUNTEER_AGE, Settling
from samenredzaam.neighbourhood.residents import (
    ASKED_BY_NOBODY,
    ASKED_BY_ORGANISATION,
    ASKED_BY_TIE,
    ASKED_UNKNOWN,
    BY_VOLUNTEERS,
    CAME_AS_CLIENT,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
    ROLE_NONE,
    ROLE_OTHER,
)
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

ASKED_TO_VOLUNTEER = purpose("asked to volunteer")
STOPS_VOLUNTEERING = purpose("stops volunteering")

FIRST_YEAR_WEEKS = 52


@dataclass(frozen=True)
class Volunteering:
    """Who joins, who wears out and who leaves; it takes effect next week."""

    writes: ClassVar = ("role", "role_since", "occasional", "asked_by", "asked_until", "weariness")

    settling: Settling = Settling()
    tie_asks_chance: float = parameter(
        0.0135, unit="chance per week and tie", low=0.0, high=0.05,
        nl="kans dat een bekende die vrijwilliger is iemand uit de gelegenheidsvrijwilligers vraagt",
        en="chance that a tie who volunteers asks someone who helps now and then",
        assumption="nine in ten volunteers were asked (meijs_2011); with about one tie who volunteers the number of "
        "volunteers stays level: joining at 0.0072 a week from the 18.5% of the pool who did not stop within the "
        "pause, against leaving at 0.0043 of 31%",
    )  # fmt: skip
    alone_chance: float = parameter(
        0.0006, unit="chance per week", low=0.0, high=0.01,
        nl="kans dat wie af en toe helpt uit zichzelf vrijwilliger wordt",
        en="chance that someone who helps now and then joins without being asked",
        assumption="one in ten of those who join (meijs_2011)",
    )  # fmt: skip
    client_chance: float = parameter(
        0.003, unit="chance per week", low=0.0, high=0.05,
        nl="kans dat wie hulp krijgt van een vrijwilliger wordt gevraagd er zelf een te worden",
        en="chance that someone helped by a volunteer is asked to become one",
        assumption="some find their role as a client; size not read",
    )  # fmt: skip
    yes_share: float = parameter(
        0.4, unit="share", low=0.05, high=0.9,
        nl="deel dat ja zegt", en="share who say yes",
        assumption="as for being asked",
    )  # fmt: skip
    exit_chance: float = parameter(
        0.004, unit="chance per week", low=0.001, high=0.02,
        nl="kans dat een vrijwilliger stopt, bij gewone begeleiding",
        en="chance that a volunteer stops, with the usual support",
        assumption="15-25% of volunteers leave in a year (general knowledge)",
    )  # fmt: skip
    first_year_factor: float = parameter(
        1.5, unit="factor", low=1.0, high=5.0,
        nl="hoeveel vaker vrijwilligers in het eerste jaar stoppen",
        en="how many times as often volunteers stop in their first year",
        assumption="those for whom it is not leave soon; size not read",
    )  # fmt: skip
    unsupported_factor: float = parameter(
        1.6, unit="factor", low=1.0, high=4.0,
        nl="hoeveel vaker vrijwilligers in zorg en buurt stoppen zonder begeleiding",
        en="how many times as often volunteers in care and neighbourhood stop without support",
        assumption="lack of support is a known reason to stop; size not read",
    )  # fmt: skip
    usual_support: float = parameter(
        0.65, unit="minutes per volunteer per week", low=0.1, high=60.0,
        nl="begeleiding waarbij de gewone kans op stoppen geldt", en="support at which the usual chance to stop holds",
        assumption="half of what recruiting leaves of the hours for volunteer support (48 minutes per 1,000 residents) "
        "over the volunteers in care and neighbourhood (74 per 1,000 residents)",
    )  # fmt: skip
    pause_weeks: int = parameter(
        26, unit="weeks", low=0, high=156,
        nl="zo lang na het stoppen begint iemand niet opnieuw als vrijwilliger",
        en="for so long after stopping nobody begins as a volunteer again",
        assumption="what made someone stop is not over within weeks; half a year; size not read",
    )  # fmt: skip
    strain_adds: float = parameter(
        0.02, unit="chance per week at full strain", low=0.0, high=0.1,
        nl="hoeveel overbelasting de kans op stoppen verhoogt", en="how much strain adds to the chance to stop",
        assumption="overload is a known reason to stop; size not read",
    )  # fmt: skip
    weariness_pace: float = parameter(
        0.05, unit="share per week", low=0.01, high=0.3,
        nl="hoe snel vrijwilligers vermoeid raken en herstellen", en="how fast volunteers become weary and recover",
        assumption="as strain, months; size not read",
    )  # fmt: skip
    weariness_adds: float = parameter(
        0.01, unit="chance per week at full weariness", low=0.0, high=0.1,
        nl="hoeveel vermoeidheid de kans op stoppen verhoogt", en="how much weariness adds to the chance to stop",
        assumption="half of what strain adds; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Count the hours of volunteers; let them wear out, join and leave."""
        self._count_hours(town)
        residents = town.residents
        # Without support the chance is multiplied by the factor; with the usual support by 1; with ever more by less.
        support = town.offers.support_minutes_per_volunteer / self.usual_support
        multiplier = self.unsupported_factor / (1.0 + (self.unsupported_factor - 1.0) * support)
        come_and_go(
            town.links(), town.turning(), residents.identity, residents.neighbourhood,
            residents.age, residents.limitation, residents.prosocial_values, residents.strain, residents.resting_until,
            residents.received_minutes, residents.volunteered_minutes, residents.role.copy(), residents.role,
            residents.role_minutes, residents.role_since, residents.occasional, residents.asked_by,
            residents.asked_until, residents.weariness, np.zeros(len(town.codes), dtype=np.int64),
            town.offers.approaches, town.ledgers.joined, town.week, self.pause_weeks, town.key(ASKED_TO_VOLUNTEER),
            town.key(STOPS_VOLUNTEERING), multiplier, support, over_turn(self.tie_asks_chance),
            over_turn(self.alone_chance), over_turn(self.client_chance),
            self.yes_share, self.settling.values_on_volunteering, self.exit_chance, self.first_year_factor,
            self.strain_adds, over_turn(self.weariness_pace), self.weariness_adds, self.settling.care_role_share,
            self.settling.neighbourhood_role_share,
        )  # fmt: skip

    def _count_hours(self, town: Town) -> None:
        """Post how many volunteers there are in care and neighbourhood, what they gave, and how evenly."""
        residents = town.residents
        rows = rows_where((residents.role == ROLE_CARE) | (residents.role == ROLE_NEIGHBOURHOOD))
        for at in range(len(town.codes)):
            here = rows if len(town.codes) == 1 else rows[residents.neighbourhood[rows] == at]
            minutes = residents.volunteered_minutes[here]
            minutes = np.sort(minutes[minutes > 0]).astype(np.int64)
            count, used = len(here), len(minutes)
            # Those who gave nothing stand before all others, and add nothing to any of the sums.
            places = np.arange(count - used + 1, count + 1)
            hours, given = town.ledgers.volunteer_hours[at], int(minutes.sum())
            hours[VOLUNTEERS], hours[MINUTES], hours[USED] = count, given, used
            hours[SPREAD] = 2 * int(minutes @ places) - (count + 1) * given
            hours[MOST_ACTIVE] = minutes[max(used - count // 10, 0) :].sum()


@kernel
def come_and_go(  # noqa: C901 - one sweep over those whose turn it is: who wears out, stops, is asked, joins
    links: Links, turning, identity, neighbourhood, age, limitation, prosocial_values, strain, resting_until, received,
    volunteered, role_before, role, role_minutes, role_since, occasional, asked_by, asked_until, weariness, pool,
    approaches, joined, week, pause_weeks, asked_key, stop_key, multiplier, support, tie_asks, joins_alone,
    client_asked, yes_share, values_weight, exit_chance, first_year_factor, strain_adds, weariness_pace,
    weariness_adds, care_share, neighbourhood_share,
):  # fmt: skip
    """Let volunteers wear out or recover, and stop; who stops returns to the pool. Let those in the pool be asked.

    Who was asked at a walk-in answers at their next turn, in the pool or not, as do those asked by a volunteer who
    helps them.

    `pool` counts by neighbourhood how many have their turn whom the organisation can ask: its approaches of this week
    are spread over them.
    """
    for row in turning:
        if occasional[row] and _may_begin(age, role, role_since, resting_until, row, week, pause_weeks):
            pool[neighbourhood[row]] += 1
    for row in turning:
        who = identity[row]
        if who == 0 or age[row] < VOLUNTEER_AGE:
            continue
        at = neighbourhood[row]
        supported = role[row] == ROLE_CARE or role[row] == ROLE_NEIGHBOURHOOD
        if supported or weariness[row] != 0.0:
            weariness[row] = _weariness(
                weariness[row], volunteered[row] if supported else 0, role_minutes[row], support[at], weariness_pace
            )
        if role[row] != ROLE_NONE:
            chance = exit_chance * (multiplier[at] if supported else 1.0)
            if week - role_since[row] < FIRST_YEAR_WEEKS:
                chance *= first_year_factor
            chance += strain_adds * float(strain[row]) * float(strain[row]) + weariness_adds * float(weariness[row])
            stays = 1.0 - min(chance, 1.0)
            if resting_until[row] > week or quick_draw(stop_key, who) >= stays * stays * stays * stays:
                role[row] = ROLE_NONE
                role_since[row] = week
                occasional[row] = True
            continue
        if not _may_begin(age, role, role_since, resting_until, row, week, pause_weeks):
            continue
        came, tie = ASKED_UNKNOWN, -1
        if occasional[row]:
            alone = joins_alone * 2.0 * logistic(values_weight * float(prosocial_values[row]))
            approached = alone + min(approaches[at] / np.float64(pool[at]), 1.0)
            came, tie = _how_asked(links, role_before, row, who, asked_key, alone, approached, tie_asks)
        if came == ASKED_UNKNOWN and limitation[row] < 2 and role_minutes[row] > 0 and age[row] >= HELPER_AGE:
            helped = received[row, BY_VOLUNTEERS] > 0
            if asked_until[row] >= week or (helped and draw(asked_key, who, np.uint64(3)) < client_asked):
                came = CAME_AS_CLIENT
        asked_until[row] = min(asked_until[row], week - 1)
        if came == ASKED_UNKNOWN:
            continue
        if came != ASKED_BY_NOBODY and draw(asked_key, who, np.uint64(1)) >= yes_share:
            continue
        if came == ASKED_BY_TIE:
            role[row] = role_before[other_end(links, tie, row)]
        else:
            role[row] = _kind(came, draw(asked_key, who, np.uint64(2)), care_share, neighbourhood_share)
        role_since[row] = week
        occasional[row] = False
        asked_by[row] = came
        joined[at, came] += 1


@inlined
def _may_begin(age, role, role_since, resting_until, row: int, week: int, pause_weeks: int) -> bool:
    """Tell whether someone without a role could take one: has no rest, and did not stop a short time ago."""
    if age[row] < VOLUNTEER_AGE or role[row] != ROLE_NONE or resting_until[row] > week:
        return False
    return week - role_since[row] >= pause_weeks


@inlined
def _weariness(before: float, minutes: int, meant: int, support: float, pace: float) -> float:
    """Return weariness four weeks later: it follows the hours given over those meant, less so with guidance."""
    use = minutes / np.float64(max(meant, 1))
    aim = use * use / (1.0 + use * use) / (1.0 + support)
    now = float(before) + pace * (aim - float(before))
    return now if now > 0.001 else 0.0


@inlined
def _how_asked(
    links: Links, role, row: int, who: np.uint64, key: np.uint64, alone: float, approached: float, tie_asks: float
) -> tuple[int, int]:
    """Return how someone comes to volunteer (ASKED_UNKNOWN: not), and over which tie they were asked.

    One draw: what lies below `alone` joins alone, from there to `approached` is asked by the organisation, and above
    that each tie who volunteers has an equal share.
    """
    luck = quick_draw(key, who)
    if luck < alone:
        return ASKED_BY_NOBODY, -1
    if luck < approached:
        return ASKED_BY_ORGANISATION, -1
    if luck >= approached + tie_asks * links.of.shape[1]:
        return ASKED_UNKNOWN, -1
    word, chosen, highest, count = bits(key, who, np.uint64(4)), -1, 0.0, 0
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[row, place])
        other = other_end(links, tie, row) if tie >= 0 else OUTSIDE
        if other == OUTSIDE or role[other] == ROLE_NONE:
            continue
        count += 1
        score = quick_draw(word, links.identity[tie])
        if score >= highest:
            chosen, highest = tie, score
    return (ASKED_BY_TIE if luck < approached + tie_asks * count else ASKED_UNKNOWN), chosen


@inlined
def _kind(came: int, luck: float, care_share: float, neighbourhood_share: float) -> int:
    """Return the role of someone new: clients stay with the care they know, others are spread as volunteers are."""
    if came == CAME_AS_CLIENT or luck < care_share:
        return ROLE_CARE
    return ROLE_NEIGHBOURHOOD if luck < care_share + neighbourhood_share else ROLE_OTHER
