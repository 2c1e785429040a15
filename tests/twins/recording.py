"""Twin of how a week is measured: each indicator added up over the people of a group, one by one."""

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.recording import METRICS
from twins.plain import Plain, Thing

LIVING_ALONE = 1


def vulnerability(world: Plain, person: Thing) -> int:
    """Limitation counts double, then a low income, living alone and being 75; equals are told apart by who they are."""
    poor = world.homes[person.home].income == 0
    points = 2 * person.limitation + poor + (person.position == LIVING_ALONE) + (person.age >= 75)
    return points * 2**20 + (person.identity >> 44)


def groups(world: Plain, threshold: float) -> dict[str, Callable[[Thing], bool]]:
    def income(person: Thing) -> int:
        return int(world.homes[person.home].income)

    return {
        "all": lambda person: True,
        "low_income": lambda person: income(person) == 0,
        "middle_income": lambda person: income(person) == 1,
        "high_income": lambda person: income(person) == 2,
        "aged_18_64": lambda person: 18 <= person.age < 65,
        "aged_65_74": lambda person: 65 <= person.age < 75,
        "aged_75_plus": lambda person: person.age >= 75,
        "living_alone": lambda person: person.position == LIVING_ALONE,
        "vulnerable": lambda person: vulnerability(world, person) > threshold,
    }


def total(world: Plain, function: Any, people: list[Thing]) -> int:
    """Return the sum of a function over people, in whole millionths."""
    names = list(inspect.signature(function).parameters)
    found = 0
    for person in people:
        known = vars(person) | {"week": world.week, "income": world.homes[person.home].income}
        values = (known[name] for name in names)
        value = function(*(np.array(one) if isinstance(one, list) else one for one in values))
        found += int(float(value) * 1_000_000.0)
    return found


def measured(world: Plain, threshold: float) -> dict[tuple[str, str], float]:
    """Return every indicator of residents by name and group; NaN where nobody is counted."""
    found = {}
    for group, inside in groups(world, threshold).items():
        people = [person for person in world.people.values() if inside(person)]
        for name, metric in METRICS.items():
            if not metric.account:
                above, below = total(world, metric.value, people), total(world, metric.per, people)
                found[name, group] = above / below * metric.scale if below else math.nan
    return found
