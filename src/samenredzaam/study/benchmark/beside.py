"""The engine beside a plain Mesa model of three of its mechanisms: whether they agree, and what each costs."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from samenredzaam.mechanisms.feeling import Feeling
from samenredzaam.mechanisms.meeting import Meeting
from samenredzaam.mechanisms.needing import Needing
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study.benchmark.peer import ADULT, LONELY, MEASURES, PlainNeighbourhood
from samenredzaam.study.compare import half_width, mean_of

SUBSET = (Needing, Meeting, Feeling)


class Agreement(NamedTuple):
    """One measure after the weeks lived, in both.

    Attributes:
        name: a key of peer.MEASURES.
        engine, plain: the means over seeds.
        difference: engine less plain, the mean of pairs that began with the same people.
        half: half the width of its 95% interval.
    """

    name: str
    engine: float
    plain: float
    difference: float
    half: float

    @property
    def agrees(self) -> bool:
        """Tell whether the two cannot be told apart."""
        return abs(self.difference) <= self.half


class Beside(NamedTuple):
    """What came out of living the same neighbourhoods in both.

    Attributes:
        residents, weeks: how many, and for how long.
        engine, plain: nanoseconds of processor time for a resident and week, one for each seed.
        agreements: one for each measure.
    """

    residents: int
    weeks: int
    engine: Sequence[float]
    plain: Sequence[float]
    agreements: Sequence[Agreement]


def beside(residents: int, weeks: int, *, seeds: int) -> Beside:
    """Let the engine and the plain model live the same neighbourhoods, in turn, each measured every week.

    Raises:
        InputError: a neighbourhood of so few cannot be built.
    """
    _pair(200, 2, 1)  # what is compiled is compiled before anything is timed
    pairs = [_pair(residents, weeks, seed) for seed in range(1, seeds + 1)]
    agreements = []
    for name in MEASURES:
        engine, plain = ([getattr(pair, side)[name] for pair in pairs] for side in ("by_engine", "by_plain"))
        differences = [one - other for one, other in zip(engine, plain, strict=True)]
        agreements.append(
            Agreement(name, mean_of(engine), mean_of(plain), mean_of(differences), half_width(differences))
        )
    lived = residents * weeks / 1e9
    return Beside(
        residents, weeks, [pair.engine / lived for pair in pairs], [pair.plain / lived for pair in pairs], agreements
    )


def keep_subset(engine: NeighbourhoodModel) -> None:
    """Let nothing but SUBSET happen in a model from here on."""
    engine.mechanisms.week[:] = [one for one in engine.mechanisms.week if isinstance(one, SUBSET)]


class _Pair(NamedTuple):
    engine: float
    plain: float
    by_engine: dict[str, float]
    by_plain: dict[str, float]


def _pair(residents: int, weeks: int, seed: int) -> _Pair:
    """Live one neighbourhood in both."""
    scenario = dataclasses.replace(read_scenario("baseline"), weeks=weeks)
    engine = NeighbourhoodModel(scenario, seed, residents=residents, spin_up_weeks=0, record=False)
    plain = PlainNeighbourhood(engine, seed)
    keep_subset(engine)
    course: list[dict[str, float]] = []

    def live_and_measure() -> None:
        engine.step()
        course.append(measured(engine.town))

    took, took_plain = _timed(live_and_measure, weeks), _timed(plain.step, weeks)
    collected = plain.datacollector.model_vars
    return _Pair(took, took_plain, course[-1], {name: collected[name][-1] for name in MEASURES})


def _timed(step: Callable[[], None], weeks: int) -> float:
    begun = time.process_time()
    for _ in range(weeks):
        step()
    return time.process_time() - begun


def measured(town: Town) -> dict[str, float]:
    """Return the measures of the plain model for a town."""
    residents, people = town.residents, int(town.population().sum())
    here = residents.used
    adults = here & (residents.age >= ADULT)
    return {
        "lonely_share": int((residents.loneliness[adults] >= LONELY).sum()) / int(adults.sum()),
        "loneliness": float(residents.loneliness[here].astype(np.float64).sum()) / people,
        "needs": int((town.needs.stage[here] > 0).sum()) / people,
        "needed_minutes": int(town.needs.required_minutes[here].sum()) / people,
        "ties": int((residents.ties[here] >= 0).sum()) / people,
    }
