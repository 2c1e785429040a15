"""Policy follows society: what spreads among people and organisations shifts, in time, what the council wants.

Where more residents take part in initiatives, and organisations come to work in other ways and let it be seen, the
council gives initiatives more room and clears obstacles. Where that dies down, so does what the council wants.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.field import ELSEWHERE
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter

QUARTER_WEEKS = 13


@dataclass(frozen=True)
class Following:
    """What the council comes to want."""

    writes: ClassVar = ()

    full_members_share: float = parameter(
        0.1, unit="share of adults", low=0.01, high=0.5,
        nl="deel van de volwassenen in een initiatief waarbij de raad het als vanzelfsprekend ziet",
        en="share of adults in an initiative at which the council takes it for granted",
        assumption="one adult in ten is in every street; size not read",
    )  # fmt: skip
    full_done_share: float = parameter(
        0.5, unit="share of practices", low=0.05, high=1.0,
        nl="hoeveel van de werkwijzen elders wordt gedaan waarbij de raad die als gewoon ziet",
        en="how much of the practices is done elsewhere at which the council takes them as usual",
        assumption="half of the field; size not read",
    )  # fmt: skip
    pace: float = parameter(
        0.06, unit="share per quarter", low=0.005, high=0.5,
        nl="hoe snel een raad meegaat", en="how fast a council goes along",
        assumption="half of the way in three years, less than a term of office; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Once a quarter, from the start on, let councils see what lives among people and organisations."""
        if town.week < 0 or town.week % QUARTER_WEEKS != 0:
            return
        residents, field = town.residents, town.field
        adults = residents.used & (residents.age >= ADULT_AGE)
        members = town.count_residents(adults & (residents.initiative != 0))
        everyone = np.maximum(town.count_residents(adults), 1)
        # Whole millionths, so that the order of the organisations does not matter.
        done = (field.adopted[:ELSEWHERE] * field.appropriated[:ELSEWHERE] * 1e6).astype(np.int64)
        share = int(done.sum()) / (1e6 * done.size)
        for at in range(len(town.codes)):
            lobby = float(town.policy["lobbying"][at])
            among_people = min(int(members[at]) / int(everyone[at]) / self.full_members_share, 1.0)
            among_organisations = min(share / self.full_done_share, 1.0)
            alive = among_people + (1.0 - among_people) * lobby * among_organisations
            town.deciders.municipality.listen_to_society(at, alive, self.pace)
