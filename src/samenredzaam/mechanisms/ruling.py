"""The municipality answers incidents with rules, which stay until someone scraps them.

A crisis may reach the council or the press; the pressure to do something then often ends in a rule. Once a year some of
the rules may be scrapped, the oldest first. What a rule takes of the week is in rules.py.
"""

from dataclasses import dataclass
from typing import ClassVar

from samenredzaam.neighbourhood.ledgers import CRISES
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, purpose

BECOMES_INCIDENT = purpose("a crisis reaches council or press")
BECOMES_RULE = purpose("an incident is answered with a rule")

YEAR_WEEKS = 52


@dataclass(frozen=True)
class Ruling:
    """Incidents and rules; during spin-up the municipality does not react."""

    writes: ClassVar = ()

    incident_share: float = parameter(
        0.1, unit="share of crises", low=0.0, high=1.0,
        nl="deel van de crises dat de raad of de pers haalt", en="share of crises that reach the council or the press",
        assumption="most stay unknown; no figure read, wide range",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Add rules after the week's incidents, and once a year scrap some."""
        if town.week < 0:
            return
        for at, crises in enumerate(town.ledgers.events[:, CRISES].tolist()):
            if crises:
                self._answer(town, at, crises)
        if town.week > 0 and town.week % YEAR_WEEKS == 0:
            town.deciders.municipality.prune(float(town.policy["rules_pruned_yearly_share"].mean()))

    def _answer(self, town: Town, at: int, crises: int) -> None:
        """Let each crisis become known or not, and each of the known ones be answered with a rule or not."""
        known, answered = town.key(BECOMES_INCIDENT), town.key(BECOMES_RULE)
        chance = float(town.policy["rule_after_incident_chance"][at])
        for number in range(crises):
            if drawn(known, at, number) < self.incident_share:
                town.ledgers.incidents[at] += 1
                if drawn(answered, at, number) < chance:
                    town.deciders.municipality.add_rule(town.week)
