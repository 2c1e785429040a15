"""Every so many years the work of the neighbourhood team is awarded anew, and goes to another organisation or not.

The organisation that has it spends hours beforehand on showing itself. Where another wins, some professionals do not go
along: their clients lose a familiar face and wait again. An organisation for which its mission counts more than its
survival fights less, loses the work more often, and lets people and clients go along.
"""

from dataclasses import dataclass
from typing import ClassVar

from samenredzaam.neighbourhood.deciders import Team
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, purpose

FIRST_TENDER = purpose("when the work of a team is first awarded anew")
WHO_WINS = purpose("who wins a tender")
GOES_ALONG = purpose("a professional goes along to the new employer")


@dataclass(frozen=True)
class Tendering:
    """Whose the team is, and what a tender that is near takes of its hours."""

    writes: ClassVar = ()

    positioning_weeks: int = parameter(
        26, unit="weeks", low=0, high=104,
        nl="zo lang voor een aanbesteding gaat er tijd naar", en="how long before a tender it takes hours",
        assumption="preparing an offer and being seen by who decides; size not read",
    )  # fmt: skip
    positioning_share: float = parameter(
        0.05, unit="share of contract hours", low=0.0, high=0.3,
        nl="deel van de werktijd dat dan naar de aanbesteding gaat",
        en="share of working time that then goes to the tender",
        assumption="two hours a week of each; size not read",
    )  # fmt: skip
    keeps_chance: float = parameter(
        0.6, unit="chance", low=0.0, high=1.0,
        nl="kans dat wie vecht voor het werk het houdt", en="chance that who fights for the work keeps it",
        assumption="who has the work knows it best, yet a tender is meant to be open; no figure read, wide range",
    )  # fmt: skip
    keeps_without_fight: float = parameter(
        0.5, unit="share of that chance", low=0.0, high=1.0,
        nl="hoeveel daarvan overblijft als het doel boven het voortbestaan gaat",
        en="how much of it is left where the mission counts more than survival",
        assumption="offers are compared on paper; size not read",
    )  # fmt: skip
    goes_along_share: float = parameter(
        0.6, unit="share of professionals", low=0.0, high=1.0,
        nl="deel van de professionals dat meegaat naar een nieuwe werkgever",
        en="share of professionals who go along to a new employer",
        assumption="the law asks parties to talk about it, and not everyone is asked or wants to; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Hold the tenders that are due this week, and say what those to come take of the hours."""
        for team in town.deciders.teams:
            if town.week >= 0:
                self._award(town, team)
            at = team.neighbourhood
            fights = 1.0 - float(town.policy["mission_above_survival"][at])
            near = team.has_tender_within(self.positioning_weeks, town.week)
            town.offers.positioning_share[at] = self.positioning_share * fights if near else 0.0

    def _award(self, town: Town, team: Team) -> None:
        """Set the date of the next tender; where it is today, let somebody win."""
        at, week = team.neighbourhood, town.week
        if team.tender_week == week:
            mission = float(town.policy["mission_above_survival"][at])
            keeps = self.keeps_chance * (1.0 - mission * (1.0 - self.keeps_without_fight))
            lost = drawn(town.key(WHO_WINS), at) >= keeps
            if lost:
                team.lose_tender(self._not_along(town, team, mission))
            town.ledgers.tenders[at, int(lost)] += 1
        interval = int(float(town.policy["tender_interval_years"][at]) * WEEKS_PER_YEAR)
        team.plan_tender(week, interval, drawn(town.streams.lasting_key(FIRST_TENDER), at))

    def _not_along(self, town: Town, team: Team, mission: float) -> list[int]:
        """Return the places of the professionals who stay behind: fewer where they are let go and not held on to."""
        along = self.goes_along_share + mission * (1.0 - self.goes_along_share)
        key, professionals, staying = town.key(GOES_ALONG), town.deciders.professionals, []
        for place in team.present(professionals):
            one = professionals[place]
            assert one is not None
            if drawn(key, one.identity) >= along:
                staying.append(place)
        return staying
