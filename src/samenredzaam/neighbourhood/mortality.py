"""How likely people are to die, by sex and age."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.curves import table
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR
from samenredzaam.parameters import parameter


def life_expectancy(level: float, slope: float) -> float:
    """Return life expectancy at birth where the yearly hazard at age a is level x exp(slope x a) (Gompertz)."""
    alive, years = 1.0, 0.0
    for age in range(121):
        after = alive * math.exp(-level * math.exp(slope * (age + 0.5)))
        years += (alive + after) / 2
        alive = after
    return years


def gompertz_level(expectancy: float, slope: float) -> float:
    """Return the level that gives a life expectancy, by bisection."""
    low, high = 1e-8, 1e-2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if life_expectancy(middle, slope) > expectancy else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Mortality:
    """The law of Gompertz, for men and women."""

    expectancy_men: float = parameter(
        80.3, unit="years", low=70.0, high=90.0,
        nl="levensverwachting van mannen", en="life expectancy of men",
        assumption="2023, general knowledge, not verified",
    )  # fmt: skip
    expectancy_women: float = parameter(
        83.3, unit="years", low=70.0, high=92.0,
        nl="levensverwachting van vrouwen", en="life expectancy of women",
        assumption="2023, general knowledge, not verified",
    )  # fmt: skip
    slope: float = parameter(
        0.1, unit="per year of age", low=0.08, high=0.12,
        nl="hoe snel het sterfterisico met de leeftijd stijgt", en="how fast the risk of death rises with age",
        assumption="the law of Gompertz; risk doubles in about seven years of age",
    )  # fmt: skip

    @cached_property
    def chances(self) -> np.ndarray:
        """Return the weekly chance of death by sex and age, shape (2, 122)."""
        rows = []
        for expectancy in (self.expectancy_men, self.expectancy_women):
            level = gompertz_level(expectancy, self.slope)
            yearly = [level * math.exp(self.slope * (age + 0.5)) for age in range(122)]
            rows += [1.0 - math.exp(-hazard / WEEKS_PER_YEAR) for hazard in yearly]
        return table(rows).reshape(2, 122)
