"""Children are born to women who live with a partner, and some to those who do not."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import added, table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.households import bind_households
from samenredzaam.neighbourhood.ledgers import BIRTHS
from samenredzaam.neighbourhood.people import Settling
from samenredzaam.neighbourhood.residents import CHILD, FEMALE, LIVING_ALONE, MALE, PARTNER, SINGLE_PARENT
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import mixed, purpose, quick_draw

BIRTH = purpose("birth")


@dataclass(frozen=True)
class Bearing:
    """Births of the week."""

    writes: ClassVar = "population"

    settling: Settling = Settling()
    children_per_woman: float = parameter(
        1.43, unit="children", low=0.8, high=2.5,
        nl="kinderen per vrouw", en="children per woman",
        assumption="2023, general knowledge, not verified",
    )  # fmt: skip
    mean_age: float = parameter(
        31.5, unit="years", low=27.0, high=35.0,
        nl="leeftijd waarop vrouwen kinderen krijgen, gemiddeld", en="mean age at which women bear children",
        assumption="no figure read; a bell of standard deviation 5 around it",
    )  # fmt: skip
    without_partner: float = parameter(
        0.25, unit="share", low=0.0, high=1.0,
        nl="kans op een kind zonder inwonende partner, vergeleken met daarmee",
        en="chance of a child without a partner in the home, compared with one",
        assumption="no figure read; wide range",
    )  # fmt: skip

    @cached_property
    def chances(self) -> np.ndarray:
        """Return the chance of a birth between two turns for a woman with a partner in the home, at ages 0 to 121."""
        bell = [
            math.exp(-(((age + 0.5 - self.mean_age) / 5.0) ** 2) / 2) if 15 <= age < 50 else 0.0 for age in range(122)
        ]
        # About two in three women of these ages live with a partner, so that the mean over all women is as declared.
        yearly = self.children_per_woman / (0.65 + 0.35 * self.without_partner)
        return table([over_turn(yearly * share / added(bell) / WEEKS_PER_YEAR) for share in bell])

    def step(self, town: Town) -> None:
        """Let children be born, unless time stands still for the population."""
        if town.week < 0:
            return
        residents, homes = town.residents, town.homes
        # A list of one's own: the mothers are written over it.
        turning = town.turning().copy()
        count = choose_mothers(
            turning, residents.identity, residents.sex, residents.age, residents.position, residents.home,
            homes.members, town.key(BIRTH), self.chances, self.without_partner,
        )  # fmt: skip
        if count == 0:
            return
        mothers = turning[:count]
        mothers = mothers[np.argsort(residents.identity[mothers], kind="stable")]
        # One birth to a home in a week, so that each newborn finds the first free place in it.
        mothers = mothers[np.unique(residents.home[mothers], return_index=True)[1]]
        rows = town.room_for_residents(len(mothers))
        town.room_for_ties(len(mothers) * 10)
        self._bear(town, mothers, rows)
        self.settling.settle(town, rows, town.week)
        bind_households(town.links(), residents.home[mothers], homes.members, town.week, 0.9)
        np.add.at(town.ledgers.flows[:, BIRTHS], residents.neighbourhood[mothers], 1)

    def _bear(self, town: Town, mothers: np.ndarray, rows: np.ndarray) -> None:
        """Write the newborn into `rows`; who they are follows from the mother and the number of the birth."""
        residents, homes = town.residents, town.homes
        residents.children_born[mothers] += 1
        residents.identity[rows] = [
            mixed(mixed(int(mother)) ^ int(number))
            for mother, number in zip(residents.identity[mothers], residents.children_born[mothers], strict=True)
        ]
        for name in ("neighbourhood", "home", "background"):
            getattr(residents, name)[rows] = getattr(residents, name)[mothers]
        residents.birth_week[rows] = town.week
        residents.position[rows] = CHILD
        residents.sex[rows] = np.where(residents.identity[rows] % np.uint64(205) < np.uint64(105), MALE, FEMALE)
        free = np.argmax(homes.members[residents.home[rows]] < 0, axis=1)
        homes.members[residents.home[rows], free] = rows
        alone = mothers[residents.position[mothers] == LIVING_ALONE]
        residents.position[alone] = SINGLE_PARENT


@kernel
def choose_mothers(turning, identity, sex, age, position, home, members, key, chances, without_partner):
    """Write the women who bear a child this week at the beginning of `turning`, and return how many.

    A home that is full has no room for a child.
    """
    count = 0
    for row in turning:
        # Few get past this first line, so that what else counts need not be looked at for the others.
        chance = quick_draw(key, identity[row])
        if chance >= chances[age[row]] or identity[row] == 0 or sex[row] != FEMALE or position[row] == CHILD:
            continue
        if chance < chances[age[row]] * (1.0 if position[row] == PARTNER else without_partner):
            full = True
            for place in range(members.shape[1]):
                full = full and members[home[row], place] >= 0
            if not full:
                turning[count] = row
                count += 1
    return count
