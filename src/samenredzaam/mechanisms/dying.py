"""People die: more with age, and the young too. Whoever shared a household with a partner is left behind.

While the population stands still, others just like them take the place of those who would die: their ties are lost.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.households import leave
from samenredzaam.neighbourhood.ledgers import DEATHS
from samenredzaam.neighbourhood.mortality import Mortality
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.town import Town
from samenredzaam.streams import purpose, quick_draw

DEATH = purpose("death")


@dataclass(frozen=True)
class Dying:
    """Deaths of the week."""

    writes: ClassVar = "population"

    founding: Founding = Founding()
    mortality: Mortality = Mortality()

    def step(self, town: Town) -> None:
        """Let some die; while the population stands still, others like them take their place."""
        residents = town.residents
        dies = np.zeros(residents.capacity, dtype=np.bool_)
        choose_deaths(residents.identity, residents.sex, residents.age, dies, town.key(DEATH), self.mortality.chances)
        rows = np.flatnonzero(dies)
        if town.week < 0:
            self.founding.replace(town, rows, moved=False)
            return
        np.add.at(town.ledgers.flows[:, DEATHS], residents.neighbourhood[rows], 1)
        leave(town, rows, moved=False)


@kernel
def choose_deaths(identity, sex, age, dies, key, chances):
    """Mark who dies this week."""
    for row in range(identity.shape[0]):
        if identity[row] != 0:
            dies[row] = quick_draw(key, identity[row]) < chances[sex[row], age[row]]
