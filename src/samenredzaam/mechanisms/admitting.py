"""Some people with a heavy need of care go to live in a nursing home, outside the neighbourhood.

While the population stands still, in the spin-up, someone of the same age who needs no help comes in the place of
whoever is admitted, and knows people elsewhere. Without that heavy needs would pile up before the start and drain
after it.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.households import leave
from samenredzaam.neighbourhood.ledgers import DEPARTURES, QUEUE_OF
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.residents import PERSONAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

ADMITTED = purpose("admitted to a nursing home")


@dataclass(frozen=True)
class Admitting:
    """Admissions of the week."""

    writes: ClassVar = "population"

    founding: Founding = Founding()
    chance: float = parameter(
        0.008, unit="chance per week", low=0.0, high=0.05,
        nl="kans dat iemand met een zware verzorgingsvraag naar een verpleeghuis gaat",
        en="chance that someone with a heavy need of care goes to a nursing home",
        assumption="waiting for a place takes months to years; 1.6% of residents live in institutions (cbs_37620)",
    )  # fmt: skip
    crisis_factor: float = parameter(
        15.0, unit="factor", low=1.0, high=100.0,
        nl="hoeveel vaker dat gebeurt tijdens een crisis", en="how many times as often in a crisis",
        assumption="after an emergency a place is found within weeks; size not read",
    )  # fmt: skip
    least_age: int = parameter(
        65, unit="years", low=18, high=90,
        nl="vanaf deze leeftijd", en="from this age on",
        assumption="younger people with a heavy need mostly stay at home or live elsewhere already",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let some be admitted; while the population stands still, others take their place."""
        residents = town.residents
        admitted = np.zeros(residents.capacity, dtype=np.bool_)
        choose_admitted(
            residents.identity,
            residents.age,
            town.needs.stage,
            residents.crisis_until,
            admitted,
            town.week,
            town.key(ADMITTED),
            self.chance,
            self.crisis_factor,
            self.least_age,
        )
        rows = rows_where(admitted)
        if town.week < 0:
            self._replace(town, rows)
            return
        np.add.at(town.ledgers.flows[:, DEPARTURES], residents.neighbourhood[rows], 1)
        leave(town, rows, moved=True)

    def _replace(self, town: Town, rows: np.ndarray) -> None:
        """Let someone who needs no help take the place of each."""
        residents, needs = town.residents, town.needs
        self.founding.replace(town, rows, moved=True)
        residents.crisis_until[rows] = residents.declared["crisis_until"].empty
        at, queue = np.repeat(residents.neighbourhood[rows], 4), QUEUE_OF[needs.formal[rows].ravel()]
        np.add.at(town.ledgers.queue_left, (at[queue >= 0], queue[queue >= 0]), 1)
        for name, declared in needs.declared.items():
            if name != "identity":
                getattr(needs, name)[rows] = declared.empty


@kernel
def choose_admitted(identity, age, stage, crisis_until, admitted, week, key, chance, crisis_factor, least_age):
    """Mark who is admitted this week; a crisis makes it likelier."""
    for row in range(identity.shape[0]):
        if identity[row] != 0 and stage[row, PERSONAL] == 3 and age[row] >= least_age:
            factor = crisis_factor if crisis_until[row] > week else 1.0
            admitted[row] = draw(key, identity[row], np.uint64(0)) < chance * factor
