"""People die: more with age, and the young too. Whoever shared a household with a partner is left behind."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.ledgers import DEATHS
from samenredzaam.neighbourhood.mortality import Mortality
from samenredzaam.neighbourhood.people import leave
from samenredzaam.neighbourhood.residents import LIVING_ALONE, PARTNER, SINGLE_PARENT
from samenredzaam.neighbourhood.town import Town
from samenredzaam.streams import draw, purpose

DEATH = purpose("death")


@dataclass(frozen=True)
class Dying:
    """Deaths of the week."""

    writes: ClassVar = "population"

    mortality: Mortality = Mortality()

    def step(self, town: Town) -> None:
        """Let some die, unless time stands still for the population."""
        if town.week < 0:
            return
        residents = town.residents
        dies = np.zeros(residents.capacity, dtype=np.bool_)
        choose_deaths(residents.identity, residents.sex, residents.age, dies, town.key(DEATH), self.mortality.chances)
        rows = np.flatnonzero(dies)
        leave_behind(rows, town.week, residents.home, town.homes.members, residents.position, residents.partner_lost)
        np.add.at(town.ledgers.flows[:, DEATHS], residents.neighbourhood[rows], 1)
        leave(town, rows, moved=False)


@kernel
def choose_deaths(identity, sex, age, dies, key, chances):
    """Mark who dies this week."""
    for row in range(identity.shape[0]):
        if identity[row] != 0:
            dies[row] = draw(key, identity[row], np.uint64(0)) < chances[sex[row], age[row]]


@kernel
def leave_behind(rows, week, home, members, position, partner_lost):
    """Make those who lived with a dying partner widowed: living alone, or with children a single parent."""
    for row in rows:
        if position[row] != PARTNER:
            continue
        others = 0
        for place in range(members.shape[1]):
            others += 1 if members[home[row], place] >= 0 else 0
        for place in range(members.shape[1]):
            other = members[home[row], place]
            if other >= 0 and other != row and position[other] == PARTNER:
                position[other] = LIVING_ALONE if others == 2 else SINGLE_PARENT
                partner_lost[other] = week
