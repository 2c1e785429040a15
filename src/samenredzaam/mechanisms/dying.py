"""People die: more with age, and the young too. Whoever shared a household with a partner is left behind.

While the population stands still, others just like them take the place of those who would die: their ties are lost.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.households import leave
from samenredzaam.neighbourhood.ledgers import DEATHS
from samenredzaam.neighbourhood.mortality import Mortality
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn
from samenredzaam.streams import purpose, quick_draw

DEATH = purpose("death")


@dataclass(frozen=True)
class Dying:
    """Deaths of the week."""

    writes: ClassVar = "population"

    founding: Founding = Founding()
    mortality: Mortality = Mortality()

    @cached_property
    def chances(self) -> np.ndarray:
        """Return the chance of death between two turns by sex and age, shape (2, 122)."""
        weekly = self.mortality.chances
        return table([over_turn(chance) for chance in weekly.ravel().tolist()]).reshape(weekly.shape)

    def step(self, town: Town) -> None:
        """Let some die; while the population stands still, others like them take their place."""
        residents = town.residents
        # A list of one's own: who dies is written over it.
        turning = town.turning().copy()
        count = choose_deaths(turning, residents.identity, residents.sex, residents.age, town.key(DEATH), self.chances)
        rows = turning[:count]
        if town.week < 0:
            self.founding.replace(town, rows, moved=False)
            return
        np.add.at(town.ledgers.flows[:, DEATHS], residents.neighbourhood[rows], 1)
        leave(town, rows, moved=False)


@kernel
def choose_deaths(turning, identity, sex, age, key, chances):
    """Write who dies this week at the beginning of `turning`, and return how many."""
    count = 0
    for row in turning:
        if identity[row] != 0 and quick_draw(key, identity[row]) < chances[sex[row], age[row]]:
            turning[count] = row
            count += 1
    return count
