"""What many tests start from: neighbourhoods that have lived through a short spin-up, made once for each process."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import settings

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import Scenario, read

# The same examples at every run, and time for a kernel to be compiled at its first call.
settings.register_profile("samenredzaam", deadline=None, derandomize=True, database=None)
settings.load_profile("samenredzaam")

Lived = Callable[..., NeighbourhoodModel]

BASELINE = read("baseline")
GENEROUS = dataclasses.replace(BASELINE, start_policy={"volunteer_support_hours": 40.0, "team_hours": 160.0})
"""With hours enough for volunteers to be matched and cases to be taken in a neighbourhood of a few hundred."""


@pytest.fixture(scope="session")
def lived() -> Lived:
    """Return a function that gives a model some weeks after the start, for the test to change as it likes."""
    kept: dict[tuple[object, ...], NeighbourhoodModel] = {}

    def at(residents: int = 300, seed: int = 1, *, weeks: int = 0, scenario: Scenario = BASELINE) -> NeighbourhoodModel:
        key = (residents, seed, weeks, scenario)
        if key not in kept:
            model = NeighbourhoodModel(scenario, seed, residents=residents, spin_up_weeks=30)
            for _ in range(weeks):
                model.step()
            kept[key] = model
        return kept[key].branch(kept[key].scenario_used)

    return at
