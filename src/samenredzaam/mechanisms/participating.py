"""The ladder of participation: from isolation over contact, activity and unpaid work to supported and paid work.

A quarter of those of working age look each week. Whoever has no work may find it, the sooner the higher they stand
on the ladder, the better they are schooled and the healthier they are; a supported job is a step in between, of which
there are as many as the municipality pays for. Whoever has work may lose it, and some then live on social assistance.
The lower rungs are climbed and left elsewhere: contacts by meeting, activities by joining, unpaid work by volunteering.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import CLIMBED, FALLEN, FOR_SUPPORTED_WORK, MUNICIPALITY, cents_of
from samenredzaam.neighbourhood.people import ADULT_AGE, HELPER_AGE
from samenredzaam.neighbourhood.residents import (
    CONTACTS,
    IN_ACTIVITY,
    ISOLATED,
    PAID_WORK,
    ROLE_NONE,
    SCHOOLING_MIDDLE,
    SUPPORTED_WORK,
    UNPAID_WORK,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS, over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose, quick_draw

WORK_CHANGES = purpose("finds or loses work")
GROWN_UP_AGE = 23
YEAR_WEEKS = 52
SEAT = purpose("applies for a supported job")


@dataclass(frozen=True)
class Participating:
    """Who climbs and who falls back this week."""

    writes: ClassVar = ("rung", "work_minutes", "benefit", "supported_work")

    find_constant: float = parameter(
        -4.8, unit="logit per week", low=-8.0, high=-2.0,
        nl="geneigdheid om werk te vinden, vanaf de tweede trede, met gemiddelde opleiding, zonder beperking",
        en="inclination to find work, from the second rung, with middle schooling and no limitation",
        assumption="keeps the share with paid work where it is at the start; about 73% is general knowledge",
    )  # fmt: skip
    rung_weight: float = parameter(
        0.4, unit="logit per rung", low=0.0, high=1.5,
        nl="hoeveel elke hogere trede de stap naar werk lichter maakt",
        en="how much each higher rung eases the step to work",
        assumption="each rung lowers the threshold to the next; size not read",
    )  # fmt: skip
    schooling_weight: float = parameter(
        0.5, unit="logit per level of schooling", low=0.0, high=1.5,
        nl="hoeveel opleiding de stap naar werk lichter maakt", en="how much schooling eases the step to work",
        assumption="direction well known, size not read",
    )  # fmt: skip
    limited_weight: float = parameter(
        1.2, unit="logit per level", low=0.0, high=4.0,
        nl="hoeveel een beperking de stap naar werk zwaarder maakt",
        en="how much a limitation makes the step to work harder",
        assumption="direction well known, size not read",
    )  # fmt: skip
    with_work_weight: float = parameter(
        0.5, unit="logit", low=0.0, high=2.0,
        nl="hoeveel een activiteit waarin ook gewerkt wordt die stap lichter maakt",
        en="how much an activity combined with work eases that step",
        assumption="meeting and work combined lower each step; size not read",
    )  # fmt: skip
    older_weight: float = parameter(
        1.0, unit="logit per ten years over 45", low=0.0, high=3.0,
        nl="hoeveel zwaarder die stap wordt met elke tien jaar boven de 45",
        en="how much harder that step becomes with every ten years over 45",
        assumption="fewer of the older return to work; size not read",
    )  # fmt: skip
    lose_chance: float = parameter(
        0.001, unit="chance per week", low=0.0, high=0.01,
        nl="kans om betaald werk kwijt te raken", en="chance to lose paid work",
        assumption="about 5% a year into being without work; no figure read",
    )  # fmt: skip
    limited_loses: float = parameter(
        2.0, unit="factor per level", low=1.0, high=5.0,
        nl="hoeveel vaker met een beperking", en="how many times as often with a limitation",
        assumption="direction well known, size not read",
    )  # fmt: skip
    benefit_share: float = parameter(
        0.22, unit="share", low=0.0, high=0.6,
        nl="deel van wie werk kwijtraakt dat in de bijstand komt",
        en="share of those who lose work who come to live on social assistance",
        assumption="most have savings, a partner with income or another benefit; keeps the share near the start's",
    )  # fmt: skip
    supported_constant: float = parameter(
        -2.5, unit="logit in four weeks", low=-6.0, high=1.0,
        nl="geneigdheid om een beschutte werkplek te zoeken, vanaf de tweede trede",
        en="inclination to apply for a supported job, from the second rung",
        assumption="some tens of applicants for each job that comes free in a year; size not read",
    )  # fmt: skip
    supported_hours: float = parameter(
        20.0, unit="hours per week", low=4.0, high=36.0,
        nl="uren per week in een beschutte baan", en="weekly hours in a supported job",
        assumption="mostly part-time; size not read",
    )  # fmt: skip
    supported_loses: float = parameter(
        0.003, unit="chance per week", low=0.0, high=0.02,
        nl="kans om een beschutte baan te verlaten zonder ander werk",
        en="chance to leave a supported job for no other work",
        assumption="some 15% a year fall back; no figure read",
    )  # fmt: skip
    leave_work_age: int = parameter(
        67, unit="years", low=60, high=75,
        nl="leeftijd tot welke mensen werk zoeken", en="age up to which people look for work",
        assumption="the statutory age in 2024",
    )  # fmt: skip
    least_contacts: int = parameter(
        4, unit="meetings in four weeks", low=1, high=20,
        nl="met minder contact buitenshuis dan dit is iemand geisoleerd",
        en="with less contact outside the home than this someone is isolated",
        assumption="about one contact a week; 96% have at least that (cbs_contact)",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let a quarter of the people find and lose work, and see on which rung everyone of them stands."""
        residents = town.residents
        turning = town.turning()
        applicants, lots = np.empty(len(turning), dtype=np.int64), np.empty(len(turning), dtype=np.float64)
        count = climb(
            turning, residents.identity, residents.neighbourhood, residents.arrived, residents.age, residents.schooling,
            residents.limitation, residents.contacts, residents.good_ties, residents.activity,
            residents.activity_with_work, residents.role, residents.work_minutes, residents.supported_work,
            residents.benefit, residents.rung, town.ledgers.moves, applicants, lots, town.week, town.key(WORK_CHANGES),
            town.key(SEAT), self.find_constant, self.rung_weight, self.schooling_weight, self.limited_weight,
            self.with_work_weight, self.older_weight, over_turn(self.lose_chance), self.limited_loses,
            self.benefit_share, self.supported_constant, over_turn(self.supported_loses), self.leave_work_age,
            self.least_contacts,
        )  # fmt: skip
        self._fill_seats(town, applicants[:count], lots[:count])

    def _fill_seats(self, town: Town, applicants: np.ndarray, lots: np.ndarray) -> None:
        """Give the supported jobs that are free to applicants by lot; where there are too many, the last by name go."""
        residents, ledgers = town.residents, town.ledgers
        seated = rows_where(residents.supported_work)
        applicants = applicants[np.argsort(lots, kind="stable")]
        for at, seats in enumerate(town.offers.supported_seats.tolist()):
            here = seated[residents.neighbourhood[seated] == at]
            going = here[np.argsort(residents.identity[here])][seats:]
            residents.supported_work[going] = False
            residents.work_minutes[going] = 0
            residents.benefit[going] = True
            coming = applicants[residents.neighbourhood[applicants] == at][: max(seats - len(here), 0)]
            residents.supported_work[coming] = True
            residents.work_minutes[coming] = int(60 * self.supported_hours)
            residents.benefit[coming] = False
            residents.rung[coming] = SUPPORTED_WORK
            ledgers.moves[at, CLIMBED] += len(coming)
            filled = min(len(here), seats) + len(coming)
            cents = filled * cents_of(town.offers.supported_job_eur[at] / YEAR_WEEKS)
            ledgers.post_money(at, MUNICIPALITY, FOR_SUPPORTED_WORK, cents)


@kernel
def climb(
    turning, identity, neighbourhood, arrived, age, schooling, limitation, contacts, good_ties, activity,
    activity_with_work, role, work_minutes, supported_work, benefit, rung, moves, applicants, lots, week, work_key,
    seat_key, find_constant, rung_weight, schooling_weight, limited_weight, with_work_weight, older_weight, lose_chance,
    limited_loses, benefit_share, supported_constant, supported_loses, leave_work_age, least_contacts,
):  # fmt: skip
    """Let those of working age find and lose work, and bring everyone's rung up to date.

    Writes who applies for a supported job, each with a lot of their own, and returns how many.
    """
    count = 0
    for row in turning:
        who = identity[row]
        if who == 0:
            continue
        if work_minutes[row] == 0:
            supported_work[row] = False
        if HELPER_AGE <= age[row] < leave_work_age:
            luck = quick_draw(work_key, who)
            ease = rung_weight * (rung[row] - CONTACTS) + (with_work_weight if activity_with_work[row] else 0.0)
            if work_minutes[row] > 0 and not supported_work[row]:
                chance = lose_chance
                for _ in range(limitation[row]):
                    chance *= limited_loses
                if luck < chance:
                    work_minutes[row] = 0
                    benefit[row] = draw(work_key, who, np.uint64(1)) < benefit_share
            else:
                harder = limited_weight * limitation[row] + older_weight * max(age[row] - 45, 0) / 10.0
                able = find_constant + ease + schooling_weight * (schooling[row] - SCHOOLING_MIDDLE) - harder
                # Four weeks are four times as long; the chance of a week is small.
                finds = 4.0 * logistic(able)
                if luck < finds:
                    hours = draw(work_key, who, np.uint64(2))
                    # Whoever is still at school has a job beside it.
                    work_minutes[row] = (480 if age[row] < GROWN_UP_AGE else 1500) + 60 * int(15.0 * hours)
                    supported_work[row] = False
                    benefit[row] = False
                elif supported_work[row] and luck < finds + supported_loses:
                    work_minutes[row] = 0
                    supported_work[row] = False
                    benefit[row] = True
                elif (
                    work_minutes[row] == 0
                    and (benefit[row] or limitation[row] > 0)
                    and draw(seat_key, who, np.uint64(0)) < logistic(supported_constant + ease)
                ):
                    applicants[count] = row
                    # A lot apart from the draw that made them apply, so that all have the same chance.
                    lots[count] = draw(seat_key, who, np.uint64(1))
                    count += 1
        now = _rung(
            work_minutes[row], supported_work[row], role[row], activity[row], good_ties[row], contacts[row],
            least_contacts,
        )  # fmt: skip
        # On which rung a newcomer stands is first seen now: that is no move.
        if age[row] >= ADULT_AGE and now != rung[row] and week - arrived[row] >= TURN_WEEKS:
            moves[neighbourhood[row], CLIMBED if now > rung[row] else FALLEN] += 1
        rung[row] = now
    return count


@inlined
def _rung(
    work_minutes: int, supported: bool, role: int, activity: np.uint64, good_ties: int, contacts: int, least: int
) -> int:
    """Return the highest rung on which someone stands."""
    if work_minutes > 0:
        return SUPPORTED_WORK if supported else PAID_WORK
    if role != ROLE_NONE:
        return UNPAID_WORK
    if activity != 0:
        return IN_ACTIVITY
    return CONTACTS if good_ties > 0 or contacts >= least else ISOLATED
