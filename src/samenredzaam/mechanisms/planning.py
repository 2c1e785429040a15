"""What the deciders hold out this week: from policy and their own state they make offers and plan their hours."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.casework import Casework
from samenredzaam.neighbourhood.deciders import Professional
from samenredzaam.neighbourhood.ledgers import FOR_LIVEABILITY, FOR_TEAM, FOR_VOLUNTEERS, MUNICIPALITY, QUEUE_TEAM
from samenredzaam.neighbourhood.offers import FORMAL_FIRST, INFORMAL_FIRST
from samenredzaam.neighbourhood.residents import FORMAL_CASE, FORMAL_QUEUE, ROLE_CARE, ROLE_NEIGHBOURHOOD
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter

PLANNED_LEVERS = ("volunteer_support_hours", "connecting_hours", "outreach_hours", "learning_hours")
"""The levers that set hours apart, in the order of PLANNED."""


@dataclass(frozen=True)
class Planning:
    """Offers of the week."""

    writes: ClassVar = ("formal", "formal_since", "worker")

    casework: Casework = Casework()
    full_time_hours: float = parameter(
        30.0, unit="hours per week", low=16.0, high=40.0,
        nl="uren per week van een professional", en="weekly hours of a professional",
        assumption="most work part-time; size not read",
    )  # fmt: skip
    tariff_social_worker: float = parameter(
        65.0, unit="euro per hour", low=45.0, high=110.0,
        nl="kosten van een sociaal werker per uur", en="cost of a social worker per hour",
        assumption="65 euro in 2014 is general knowledge from the costing manual, not verified, and not raised to "
        "today",
    )  # fmt: skip
    assessment_hours: float = parameter(
        16.0, unit="hours", low=4.0, high=30.0,
        nl="uren voor een beoordeling", en="hours for an assessment",
        assumption="1,394 euro an application (westerveld_2023) at 87 euro an hour",
    )  # fmt: skip
    match_hours: float = parameter(
        3.0, unit="hours", low=0.5, high=12.0,
        nl="uren om een vrijwilliger en een client te koppelen", en="hours to match a volunteer and a client",
        assumption="two conversations and an introduction; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Staff the teams, plan every professional's week, and write the offers."""
        self._staff(town)
        self._plan_professionals(town)
        self._offer(town)

    def _staff(self, town: Town) -> None:
        """Hire or let go where policy asks for other hours; cases of who leaves go back to the queue."""
        deciders = town.deciders
        for team in deciders.teams:
            at = team.neighbourhood
            wanted = self._minutes(town, "team_hours", at)
            now = sum(one.contract_minutes for one in deciders.professionals if one and one.neighbourhood == at)
            if wanted == now:
                continue
            gone = team.staff(deciders.professionals, wanted, int(60 * self.full_time_hours), town.week)
            if gone:
                needs = town.needs
                rows, domains = np.nonzero((needs.formal == FORMAL_CASE) & np.isin(needs.worker, gone))
                needs.formal[rows, domains] = FORMAL_QUEUE
                needs.formal_since[rows, domains] = town.week
                needs.worker[rows, domains] = -1
                town.ledgers.post_queue(QUEUE_TEAM, town.residents.neighbourhood[rows])

    def _plan_professionals(self, town: Town) -> None:
        """Let each professional divide the week, and pay for the contract hours."""
        professionals = town.deciders.professionals
        workers = town.needs.worker[town.needs.formal == FORMAL_CASE]
        caseloads = np.bincount(workers, minlength=len(professionals))
        for at in range(len(town.codes)):
            team = [one for one in professionals if one and one.neighbourhood == at]
            planned = [self._minutes(town, lever, at) // max(len(team), 1) for lever in PLANNED_LEVERS]
            for number, one in enumerate(professionals):
                if isinstance(one, Professional) and one.neighbourhood == at:
                    one.caseload = int(caseloads[number])
                    one.plan_week(
                        float(town.policy["rule_pressure"][at]), planned, self.casework.case_minutes,
                        self.casework.intake_minutes, town.ledgers,
                    )  # fmt: skip
            cents = int(town.ledgers.contract[at]) * int(100 * self.tariff_social_worker + 0.5) // 60
            town.ledgers.post_money(at, MUNICIPALITY, FOR_TEAM, cents)

    def _offer(self, town: Town) -> None:
        offers, policy = town.offers, town.policy
        roles = town.residents.role
        supported = town.residents.neighbourhood[(roles == ROLE_CARE) | (roles == ROLE_NEIGHBOURHOOD)]
        volunteers = np.bincount(supported, minlength=len(town.codes))
        for at, organisation in enumerate(town.deciders.volunteer_organisations):
            offers.access_threshold[at] = policy["access_threshold"][at]
            extra = town.deciders.municipality.extra_strictness[at]
            offers.strictness[at] = min(policy["assessment_strictness"][at] + extra, 1.0)
            for group, income in enumerate(("low", "middle", "high")):
                offers.fee_cents[at, group] = int(policy[f"fee_{income}"][at] * 1200.0 / 52.0 + 0.5)
            offers.legal_waiting_weeks[at] = int(policy["legal_waiting_weeks"][at])
            offers.provider_minutes[at] = self._minutes(town, "provider_hours", at)
            offers.nursing_minutes[at] = self._minutes(town, "nursing_hours", at)
            offers.assessments[at] = self._assessments(town, at)
            support = int(town.ledgers.professional[at, FOR_VOLUNTEERS])
            offers.matches[at], offers.support_minutes_per_volunteer[at] = organisation.plan_week(
                support, int(volunteers[at]), int(60 * self.match_hours)
            )
            offers.liveability_eur[at] = policy["liveability_budget"][at]
            town.ledgers.post_money(at, MUNICIPALITY, FOR_LIVEABILITY, self._upkeep_cents(town, at))
            offers.ladder[at] = FORMAL_FIRST if policy["formal_first"][at] else INFORMAL_FIRST

    def _assessments(self, town: Town, at: int) -> int:
        """Return how many applications can be finished this week; counted from the start, so that no hour is lost."""
        each = int(60 * self.assessment_hours)
        minutes = self._minutes(town, "assessor_hours", at)
        week = town.week + 520
        return (week + 1) * minutes // each - week * minutes // each

    @staticmethod
    def _upkeep_cents(town: Town, at: int) -> int:
        """Return this week's part of the liveability budget; counted from the start, so that no cent is lost."""
        yearly = int(100.0 * town.policy["liveability_budget"][at] * int(town.residents_at_budget[at]))
        week = town.week + 520
        return (week + 1) * yearly // 52 - week * yearly // 52

    def _minutes(self, town: Town, lever: str, at: int) -> int:
        """Return the minutes a week of a lever in hours per 1,000 residents."""
        return int(60.0 * town.policy[lever][at] * int(town.residents_at_budget[at]) / 1000.0)
