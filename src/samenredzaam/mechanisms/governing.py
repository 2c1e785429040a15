"""The municipality's year: provisions are compared with their budget, and a deficit makes assessment stricter.

Neighbourhoods of one municipality share that budget: what one of them spends more, all of them notice.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.ledgers import cents_of
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter

YEAR_WEEKS = 52


@dataclass(frozen=True)
class Governing:
    """Budgets, once a year; during spin-up the municipality does not react."""

    writes: ClassVar = ()

    strictness_response: float = parameter(
        0.5, unit="strictness per year's budget of deficit", low=0.0, high=2.0,
        nl="hoeveel strenger de gemeente wordt bij een tekort van een heel jaarbudget",
        en="how much stricter the municipality becomes with a deficit of a whole year's budget",
        assumption="overspending on rights is answered by strictness and waiting; size not read",
    )  # fmt: skip
    most_strictness: float = parameter(
        0.3, unit="strictness", low=0.0, high=1.0,
        nl="hoeveel een tekort de strengheid hoogstens verhoogt", en="how much a deficit raises strictness at most",
        assumption="rights in law set a limit; size not read",
    )  # fmt: skip

    assistance_eur: float = parameter(
        16000.0, unit="euro per year", low=8000.0, high=25000.0,
        nl="wat een bijstandsuitkering de gemeente per jaar kost",
        en="what social assistance of one person costs the municipality a year",
        assumption="the benefit of someone living alone, 2023, general knowledge, not verified",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Once a year, from the start on, close the books and set the number of residents budgets are for."""
        municipality = town.deciders.municipality
        if town.week == 0 or town.week % YEAR_WEEKS == 0 or not town.residents_at_budget.any():
            town.residents_at_budget = town.population()
        if town.week == 0:
            municipality.spent_cents = [0] * len(town.codes)
            assisted, adults = self._assisted(town)
            municipality.assisted_at_start = (assisted / np.maximum(adults, 1)).tolist()
        if town.week <= 0 or town.week % YEAR_WEEKS != 0:
            return
        assisted, adults = self._assisted(town)
        municipality.close_year(town.provision_budget_cents(), self.strictness_response, self.most_strictness)
        for at in range(len(town.codes)):
            municipality.count_savings(at, int(assisted[at]), int(adults[at]), cents_of(self.assistance_eur))

    @staticmethod
    def _assisted(town: Town) -> tuple[np.ndarray, np.ndarray]:
        """Return how many adults are on social assistance and how many there are, shapes (neighbourhoods,)."""
        adults = town.residents.used & (town.residents.age >= ADULT_AGE)
        return town.count_residents(adults & town.residents.benefit), town.count_residents(adults)
