"""Professionals leave and are replaced, gain skill by years and training; who goes takes a client's trust along."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.deciders import Team
from samenredzaam.neighbourhood.ledgers import CASES_LOST, QUEUE_TEAM
from samenredzaam.neighbourhood.need_book import leave_caseload
from samenredzaam.neighbourhood.residents import (
    ENDED_LOST,
    ENDED_NOT,
    FORMAL_NONE,
    FORMAL_QUEUE,
    OUTREACH,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, drawn_for, purpose

LEAVES_THE_TEAM = purpose("a professional leaves")
SKILL_AT_FIRST = purpose("skill of the first professionals of a team")
LOST_WITH_WORKER = purpose("a client stays away when the worker has gone")


@dataclass(frozen=True)
class Staffing:
    """Who works in the teams this week, and what becomes of the cases of who left."""

    writes: ClassVar = (
        "formal", "formal_since", "worker", "service", "case_style", "bond", "ended", "trust",
    )  # fmt: skip

    full_time_hours: float = parameter(
        30.0, unit="hours per week", low=16.0, high=40.0,
        nl="uren per week van een professional", en="weekly hours of a professional",
        assumption="most work part-time; size not read",
    )  # fmt: skip
    leave_chance: float = parameter(
        0.004, unit="chance per week", low=0.0, high=0.02,
        nl="kans dat een professional zonder ruimte om te beslissen en zonder ergernis vertrekt",
        en="chance that a professional without room to decide and without irritation leaves",
        assumption="about one in five a year, and with room half as many; no figure read",
    )  # fmt: skip
    room_keeps: float = parameter(
        0.6, unit="share", low=0.0, high=1.0,
        nl="hoeveel minder er vertrekken met alle ruimte om te beslissen",
        en="how many fewer leave with all room to decide",
        assumption="room to decide keeps people in their job; size not read",
    )  # fmt: skip
    irritation_leaves: float = parameter(
        1.0, unit="factor", low=0.0, high=5.0,
        nl="hoeveel vaker iemand vertrekt bij volle ergernis",
        en="how much more often someone leaves at full irritation",
        assumption="twice as often; direction well known, size not read",
    )  # fmt: skip
    vacant_weeks: int = parameter(
        13, unit="weeks", low=0, high=52,
        nl="zo lang staat een plaats open", en="how long a post stands vacant",
        assumption="notice, advertisement and start; a quarter of a year, size not read",
    )  # fmt: skip
    new_skill: float = parameter(
        0.3, unit="0 to 1", low=0.0, high=1.0,
        nl="vakmanschap van wie nieuw is", en="skill of who is new",
        assumption="no figure read; wide range",
    )  # fmt: skip
    doing_teaches: float = parameter(
        0.005, unit="share of what is lacking, per week", low=0.0, high=0.05,
        nl="hoeveel het werk zelf leert", en="how much doing the work teaches",
        assumption="a few years to become experienced; size not read",
    )  # fmt: skip
    hour_teaches: float = parameter(
        0.006, unit="share of what is lacking, per hour", low=0.0, high=0.05,
        nl="hoeveel een uur scholing of intervisie leert", en="how much an hour of training or peer review teaches",
        assumption="an hour a week teaches as much as the work itself; size not read",
    )  # fmt: skip
    skill_fades: float = parameter(
        0.002, unit="share per week", low=0.0, high=0.02,
        nl="hoeveel vakmanschap zonder onderhoud verloren gaat", en="how much skill is lost where it is not kept up",
        assumption="laws, methods and the neighbourhood change; size not read",
    )  # fmt: skip
    lost_share: float = parameter(
        0.3, unit="share of clients with full trust", low=0.0, high=1.0,
        nl="deel van de clienten met een sterke band dat wegblijft als hun professional vertrekt",
        en="share of clients with a strong bond who stay away when their worker leaves",
        assumption="trust attaches to the person; size not read",
    )  # fmt: skip
    trust_broken: float = parameter(
        0.2, unit="share of trust", low=0.0, high=1.0,
        nl="hoeveel vertrouwen een gebroken band kost", en="how much trust a broken bond costs",
        assumption="direction well known, size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let some leave, hire, let skill move; whose worker has gone stays away or waits again."""
        gone: list[int] = []
        for team, places in zip(town.deciders.teams, town.deciders.by_team(), strict=True):
            self._learn(town, places)
            gone += self._stay_behind(town, team)
            gone += self._leave(town, team)
            gone += self._hire(town, team)
        if gone:
            self._break_bonds(town, gone)

    def _learn(self, town: Town, places: list[int]) -> None:
        for place in places:
            one = town.deciders.professionals[place]
            assert one is not None
            one.learn(self.doing_teaches, self.hour_teaches, self.skill_fades)

    def _leave(self, town: Town, team: Team) -> list[int]:
        """Let each leave with the chance that room to decide and irritation leave them, and return their places."""
        professionals, at = town.deciders.professionals, team.neighbourhood
        chance = self.leave_chance * (1.0 - self.room_keeps * float(town.policy["worker_room"][at]))
        present = [(place, one) for place in team.present(professionals) if (one := professionals[place])]
        names = np.array([one.identity for _, one in present], dtype=np.uint64)
        luck, gone = drawn_for(town.key(LEAVES_THE_TEAM), names, 0).tolist(), []
        for (place, one), lot in zip(present, luck, strict=True):
            if lot < chance * (1.0 + self.irritation_leaves * one.irritation):
                team.let_go(professionals, place)
                team.vacant.append(town.week + self.vacant_weeks)
                gone.append(place)
        town.ledgers.turnover[at] += len(gone)
        return gone

    @staticmethod
    def _stay_behind(town: Town, team: Team) -> list[int]:
        """Take those out of the team who did not go along to its new employer, who fills their posts at once."""
        gone, team.not_along = team.not_along, []
        for place in gone:
            team.let_go(town.deciders.professionals, place)
        return gone

    def _hire(self, town: Town, team: Team) -> list[int]:
        """Follow the hours of policy, and return the places of those who had to go; a first team is of all ages."""
        professionals, at = town.deciders.professionals, team.neighbourhood
        first = team.hired == 0
        wanted = int(60.0 * town.policy["team_hours"][at] * int(town.residents_at_budget[at]) / 1000.0)
        gone = team.staff(professionals, wanted, int(60 * self.full_time_hours), town.week)
        for place in team.present(professionals):
            one = professionals[place]
            assert one is not None
            if one.hired_week == town.week:
                luck = drawn(town.streams.lasting_key(SKILL_AT_FIRST), one.identity) if first else 0.0
                one.skill = self.new_skill + (1.0 - self.new_skill) * luck
        return gone

    def _break_bonds(self, town: Town, gone: list[int]) -> None:
        """Let clients of who left lose trust by how much they had come to trust them; some stay away, others wait."""
        needs, residents, week = town.needs, town.residents, town.week
        rows, domains = town.cases()
        theirs = np.isin(needs.worker[rows, domains], gone)
        rows, domains = rows[theirs], domains[theirs]
        bond = needs.bond[rows, domains].astype(np.float64)
        key = town.key(LOST_WITH_WORKER)
        lost = np.zeros(len(rows), dtype=np.bool_)
        for index in range(len(rows)):
            row = int(rows[index])
            luck = drawn(key, int(residents.identity[row]), int(domains[index]))
            lost[index] = luck < self.lost_share * float(bond[index])
            # One client may have two cases, so one after the other, in the order of domains.
            residents.trust[row] = float(residents.trust[row]) * (1.0 - self.trust_broken * float(bond[index]))
        needs.formal[rows, domains] = np.where(lost, FORMAL_NONE, FORMAL_QUEUE)
        needs.ended[rows, domains] = np.where(lost, ENDED_LOST, ENDED_NOT)
        needs.formal_since[rows, domains] = week
        sought = ~lost & (needs.case_style[rows, domains] == OUTREACH)
        leave_caseload(needs, rows, domains)
        # Whoever was found by outreach is helped in that style by the next worker too.
        needs.case_style[rows[sought], domains[sought]] = OUTREACH
        town.ledgers.post_cases(CASES_LOST, residents.neighbourhood[rows[lost]])
        town.ledgers.post_queue(QUEUE_TEAM, residents.neighbourhood[rows[~lost]])
