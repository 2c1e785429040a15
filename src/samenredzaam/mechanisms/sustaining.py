"""Initiatives live by energy and money: both grow with members and success, and what runs out ends.

Once in four weeks an initiative receives what its members and supporters give, its part of the subsidy and what it
sold, and spends it. Energy follows members, whom it reached and recognition; control, and living by a subsidy that may
end, take it away. When it is gone, or too few are left, the initiative is over: its group closes, its volunteers go or
stay by themselves, and whoever they helped is to look for help again.
"""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.deciders.initiatives import BANK, CARE, FARM, FIRM, GROUP_GOALS, HELP
from samenredzaam.neighbourhood.ledgers import FOR_INITIATIVES, MUNICIPALITY, RESIDENTS, cents_of
from samenredzaam.neighbourhood.memberships import (
    become_members,
    close_group,
    leave_initiative,
    living,
    members_anyhow,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, drawn_for, purpose

GETS_A_PLACE = purpose("an initiative gets a place for free")
HANDS_OVER = purpose("an initiative hands over when it ends")
GOES_ON = purpose("goes on as a volunteer when an initiative ends")

WEEKS_IN_YEAR = 52


@dataclass(frozen=True)
class Sustaining:
    """The money and the energy of initiatives, and which of them end."""

    writes: ClassVar = (
        "initiative", "initiative_since", "activities", "activity", "activity_since", "activity_with_work", "role",
        "role_since", "occasional", "asked_by", "arrangements",
    )  # fmt: skip

    member_gives: float = parameter(
        15.0, unit="euro per year", low=0.0, high=200.0,
        nl="bijdrage van een lid", en="contribution of a member",
        assumption="a small fee, as of an association; size not read",
    )  # fmt: skip
    supporter_gives: float = parameter(
        0.5, unit="euro per year", low=0.0, high=20.0,
        nl="wat een bekende van leden gemiddeld geeft", en="what someone who knows members gives on average",
        assumption="few give, and small sums; size not read",
    )  # fmt: skip
    reserve: float = parameter(
        500.0, unit="euro", low=0.0, high=20000.0,
        nl="een initiatief zonder betaalde hulp of werkplekken dat zoveel heeft vraagt niemand om geld",
        en="an initiative without paid help or places to work that has so much asks nobody for money",
        assumption="few save for the sake of saving; size not read",
    )  # fmt: skip
    place_cost: float = parameter(
        600.0, unit="euro per year", low=0.0, high=10000.0,
        nl="kosten van een plek voor een groep", en="cost of a place for a group",
        assumption="a room for two hours a week; size not read",
    )  # fmt: skip
    seat_cost: float = parameter(
        4000.0, unit="euro per year", low=500.0, high=40000.0,
        nl="kosten van een werkplek in een sociale onderneming, boven de loonsubsidie",
        en="cost of a place to work in a social firm, beyond the wage subsidy",
        assumption="guidance, tools and material; size not read; wages are no costs here, as in other supported jobs",
    )  # fmt: skip
    seat_earns_share: float = parameter(
        0.9, unit="share of the costs", low=0.0, high=1.5,
        nl="deel daarvan dat het werk op zo'n plek opbrengt", en="share of it that the work done there earns",
        assumption="social firms earn part or all of their income; size not read",
    )  # fmt: skip
    helper_tariff: float = parameter(
        35.0, unit="euro per hour", low=15.0, high=80.0,
        nl="kosten van een uur betaalde hulp van een zorgcooperatie",
        en="cost of an hour of paid help of a care co-operative",
        assumption="somewhat below providers, with little overhead; size not read",
    )  # fmt: skip
    base: float = parameter(
        0.15, unit="0 to 1", low=0.0, high=1.0,
        nl="energie die een initiatief uit zichzelf heeft", en="energy an initiative has of itself",
        assumption="so that a small one that reaches some people stays near the middle; size not read",
    )  # fmt: skip
    members_add: float = parameter(
        0.3, unit="0 to 1", low=0.0, high=1.0,
        nl="energie die veel leden toevoegen", en="energy that many members add",
        assumption="many hands; direction well known, size not read",
    )  # fmt: skip
    members_half: int = parameter(
        8, unit="residents", low=1, high=100,
        nl="leden waarbij dat de helft is", en="members at which that is half",
        assumption="a group that can divide the work; size not read",
    )  # fmt: skip
    success_adds: float = parameter(
        0.5, unit="0 to 1", low=0.0, high=1.0,
        nl="energie die succes toevoegt: mensen die bereikt worden", en="energy that success adds: people reached",
        assumption="success feeds enthusiasm; size not read",
    )  # fmt: skip
    recognition_adds: float = parameter(
        0.2, unit="0 to 1", low=0.0, high=1.0,
        nl="energie die volle waardering toevoegt", en="energy that full recognition adds",
        assumption="being taken seriously encourages; size not read",
    )  # fmt: skip
    control_takes: float = parameter(
        0.4, unit="0 to 1", low=0.0, high=1.0,
        nl="energie die overname door de gemeente kost", en="energy that being taken over by the municipality takes",
        assumption="an externally set result drains the motive of one's own; size not read",
    )  # fmt: skip
    dependence_takes: float = parameter(
        0.2, unit="0 to 1", low=0.0, high=1.0,
        nl="energie die het kost om van subsidie te leven", en="energy that living by subsidy takes",
        assumption="a subsidy may end, and asks for reports; size not read",
    )  # fmt: skip
    pace: float = parameter(
        0.15, unit="share in four weeks", low=0.01, high=1.0,
        nl="hoe snel energie verandert", en="how fast energy changes",
        assumption="half in four months; size not read",
    )  # fmt: skip
    least_energy: float = parameter(
        0.2, unit="0 to 1", low=0.0, high=0.8,
        nl="energie waaronder een initiatief ophoudt", en="energy below which an initiative ends",
        assumption="no figure read; with the rest so that most live for years and some do not",
    )  # fmt: skip
    least_members: int = parameter(
        3, unit="residents", low=1, high=20,
        nl="leden waaronder het ophoudt", en="members below which it ends",
        assumption="fewer is no group; size not read",
    )  # fmt: skip
    first_weeks: int = parameter(
        26, unit="weeks", low=4, high=104,
        nl="zo lang mag het na de start kleiner zijn", en="for so long after its start it may be smaller",
        assumption="half a year to find others; size not read",
    )  # fmt: skip

    goes_on_share: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="deel van wie zo vrijwilliger werd en dat blijft als het initiatief ophoudt",
        en="share of those who became a volunteer by it and go on as one when the initiative ends",
        assumption="fewer than of those who leave by themselves; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Once in four weeks: close the books, let energy move, and let what is spent end."""
        if town.week % TURN_WEEKS != 0:
            return
        self._forget_ended(town)
        initiatives = living(town)
        in_jobs = town.count_residents(town.residents.supported_work).tolist()
        asking = Counter(one.neighbourhood for one in initiatives if self._asks_for_money(one))
        for one, by_members in zip(initiatives, self._reached(town, initiatives), strict=True):
            self._close_books(town, one, asking, in_jobs[one.neighbourhood])
            reached = by_members + one.parcels + one.seats + one.hired_given_minutes // 60
            one.feel(self._aim(town, one, reached), self.pace)
        for one in initiatives:
            if one.gives_up(town.week, self.least_energy, self.least_members, self.first_weeks):
                self._end(town, one)

    @staticmethod
    def _forget_ended(town: Town) -> None:
        for one in town.deciders.initiatives:
            if not one.lives:
                one.remove()
        town.deciders.initiatives = living(town)

    def _close_books(self, town: Town, one: Initiative, asking: Counter[int], in_jobs: int) -> None:
        """Let money come in, and spend it; what a place for free costs, the municipality pays.

        `asking` counts by neighbourhood how many ask for money, which may be one more or less afterwards; `in_jobs` is
        how many residents here have supported work.
        """
        at, ledgers = one.neighbourhood, town.ledgers
        asked = self._asks_for_money(one)
        income = self._income(town, one, asking[at], in_jobs) if asked else [0, 0, 0]
        ledgers.post_money(at, RESIDENTS, FOR_INITIATIVES, income[0])
        ledgers.post_money(at, MUNICIPALITY, FOR_INITIATIVES, income[1])
        one.receive(income)
        rent, free = self._of_four_weeks(self.place_cost), self._gets_a_place(town, one)
        if free:
            ledgers.post_money(at, MUNICIPALITY, FOR_INITIATIVES, rent)
        one.spend(0 if free else rent, self._of_four_weeks(self.seat_cost), cents_of(self.helper_tariff), TURN_WEEKS)
        asking[at] += self._asks_for_money(one) - asked

    def _gets_a_place(self, town: Town, one: Initiative) -> bool:
        luck = drawn(town.streams.lasting_key(GETS_A_PLACE), one.identity)
        return one.has_any(GROUP_GOALS) and luck < float(town.offers.initiative_room[one.neighbourhood])

    def _income(self, town: Town, one: Initiative, sharing: int, in_jobs: int) -> list[int]:
        """Return what comes in for four weeks, in cents by INCOMES; `sharing` who ask share the subsidy equally."""
        at = one.neighbourhood
        circle = one.members * cents_of(self.member_gives) + one.supporters * cents_of(self.supporter_gives)
        yearly = int(100.0 * town.policy["initiative_subsidy"][at] * int(town.residents_at_budget[at])) // sharing
        earned = self._earned(town, one, in_jobs)
        return [circle * TURN_WEEKS // WEEKS_IN_YEAR, yearly * TURN_WEEKS // WEEKS_IN_YEAR, earned]

    def _earned(self, town: Town, one: Initiative, in_jobs: int) -> int:
        """Return what a social firm sold, where its places are taken as often as supported jobs here are."""
        if one.seats == 0:
            return 0
        taken = min(in_jobs / max(int(town.offers.supported_seats[one.neighbourhood]), 1), 1.0)
        return int(one.seats * taken * self.seat_earns_share * self._of_four_weeks(self.seat_cost))

    def _asks_for_money(self, one: Initiative) -> bool:
        return one.has_any((CARE, FIRM)) or one.purse_cents < cents_of(self.reserve)

    @staticmethod
    def _of_four_weeks(yearly: float) -> int:
        return cents_of(yearly) * TURN_WEEKS // WEEKS_IN_YEAR

    @staticmethod
    def _reached(town: Town, initiatives: list[Initiative]) -> list[int]:
        """Return for whom each did something this week by its members: visits, swaps, those of its group."""
        residents, activities, count = town.residents, town.activities, len(initiatives)
        rows, of = members_anyhow(town)
        visits = np.bincount(of[residents.volunteered_minutes[rows] > 0], minlength=count).tolist()
        swaps = np.bincount(of[residents.gave_back[rows] == town.week], minlength=count).tolist()
        in_group = dict(zip(activities.identity.tolist(), activities.members_count.tolist(), strict=True))
        found = []
        for place, one in enumerate(initiatives):
            reached = 0
            if one.has_any((HELP, CARE, FARM)):
                reached += visits[place]
            if BANK in one.goals:
                reached += swaps[place]
            if one.has_any(GROUP_GOALS):
                reached += in_group.get(one.identity, 0)
            found.append(reached)
        return found

    def _aim(self, town: Town, one: Initiative, reached: int) -> float:
        """Return the energy it moves to, before it is held between 0 and 1."""
        policy, at = town.policy, one.neighbourhood
        return (
            self.base
            + self.members_add * one.members / (one.members + self.members_half)
            + self.success_adds * reached / max(reached + one.members, 1)
            + self.recognition_adds * float(policy["initiative_recognition"][at])
            - self.control_takes * float(policy["initiative_control"][at])
            - self.dependence_takes * one.dependence
        )

    def _end(self, town: Town, one: Initiative) -> None:
        """End an initiative: hand over members, with whom they help, where it puts its goal first; else let them go."""
        residents = town.residents
        rows = rows_where(residents.initiative == np.uint64(one.identity))
        rows = rows[np.argsort(residents.identity[rows])]
        heir = self._heir(town, one)
        one.ended_week = town.week
        close_group(town, one)
        if heir is not None:
            one.passed_on = len(rows)
            since = residents.initiative_since[rows]
            become_members(town, rows, heir)
            residents.initiative_since[rows] = since
            heir.members += len(rows)
            heir.purse_cents += one.purse_cents
        else:
            stops = drawn_for(town.key(GOES_ON), residents.identity[rows], 0) >= self.goes_on_share
            leave_initiative(town, rows, stops)
        one.members, one.seats, one.hired_minutes = 0, 0, 0

    def _heir(self, town: Town, one: Initiative) -> Initiative | None:
        """Return who is to go on with its goal: the most alive here that shares one, if it hands over at all."""
        share = float(town.policy["initiative_mission_first"][one.neighbourhood])
        others = [
            other
            for other in living(town)
            if other is not one
            and other.neighbourhood == one.neighbourhood
            and other.has_any(tuple(one.goals))
            and other.energy > one.energy
        ]
        if not others or drawn(town.streams.lasting_key(HANDS_OVER), one.identity) >= share:
            return None
        return max(others, key=lambda other: (other.energy, other.identity))
