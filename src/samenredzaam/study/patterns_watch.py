"""Indicators that only patterns need: looked at every week beside those of the model, for all residents together.

Each of WATCHES makes an onlooker, a function of the model; one that must remember earlier weeks is an object.
Sums are of whole numbers, so that they do not depend on the order of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samenredzaam.mechanisms.support import Support
from samenredzaam.mechanisms.support.asking import Asking
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import FORMAL_NONE, PRACTICAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.texts import Text

Onlooker = Callable[[NeighbourhoodModel], float]

YEAR_WEEKS = 52
TIME_TO_HELP = 60
"""Free minutes a week from which someone has time to help now and then."""

OVERBURDENED = 0.5
"""Strain above which someone is overburdened, as in the model's indicator for carers."""


@dataclass(frozen=True)
class Watch:
    """An indicator of a study: its name for people, its unit, and what makes an onlooker for one run."""

    title: Text
    unit: Text
    make: Callable[[], Onlooker]


def _without_work(town: Town) -> np.ndarray:
    """Return which rows are adults without paid work."""
    residents = town.residents
    found: np.ndarray = residents.used & (residents.age >= ADULT_AGE) & (residents.work_minutes == 0)
    return found


def _share(inside: np.ndarray, of: np.ndarray) -> float:
    """Return the share of rows `of` that are also `inside`; NaN of none."""
    return int((inside & of).sum()) / int(of.sum()) if of.any() else float("nan")


def _given_without_work(model: NeighbourhoodModel) -> float:
    chosen = _without_work(model.town)
    return int(model.town.residents.given_minutes[chosen].sum()) / 60.0 / int(chosen.sum())


def _strain_without_work(model: NeighbourhoodModel) -> float:
    chosen = _without_work(model.town)
    millionths = (model.town.residents.strain[chosen].astype(np.float64) * 1e6).astype(np.int64)
    return int(millionths.sum()) / 1e6 / int(chosen.sum())


def _strained_without_work(model: NeighbourhoodModel) -> float:
    return _share(model.town.residents.strain > OVERBURDENED, _without_work(model.town))


def _dropped_out_without_work(model: NeighbourhoodModel) -> float:
    return _share(model.town.residents.resting_until > model.town.week, _without_work(model.town))


def _without_time(model: NeighbourhoodModel) -> float:
    residents = model.town.residents
    left = residents.free_minutes - residents.given_minutes
    return _share(left < LEAST_MINUTES, residents.used & (residents.age >= ADULT_AGE))


def _formal_demand(model: NeighbourhoodModel) -> float:
    used = model.town.residents.used
    return 1000.0 * int((model.town.needs.formal[used] != FORMAL_NONE).sum()) / int(used.sum())


class WillingIdle:
    """The share of willing adults with time who helped nobody in the last year, of those who lived here all that year.

    Willing is who would sooner say yes than no to a passing practical favour for someone they know middling well.
    """

    def __init__(self) -> None:
        self.who = np.zeros(0, dtype=np.uint64)
        self.since = np.zeros(0, dtype=np.int64)
        self.helped = np.zeros(0, dtype=np.int64)
        self.weeks = 0

    def __call__(self, model: NeighbourhoodModel) -> float:
        """Take note of who helps this week, and return the share; NaN in the first year."""
        residents, week = model.town.residents, self.weeks
        self._follow(residents.identity)
        self.helped[residents.given_minutes > 0] = week
        self.weeks += 1
        if self.weeks < YEAR_WEEKS:
            return float("nan")
        known = residents.used & (residents.age >= ADULT_AGE) & (self.since <= week - YEAR_WEEKS + 1)
        return _share(self.helped <= week - YEAR_WEEKS, known & _could_and_would(model))

    def _follow(self, identity: np.ndarray) -> None:
        """Begin anew with rows that hold someone else than last week; tables grow, and never shrink."""
        grown = len(identity) - len(self.who)
        self.who = np.concatenate([self.who, np.zeros(grown, dtype=np.uint64)])
        self.since = np.concatenate([self.since, np.zeros(grown, dtype=np.int64)])
        self.helped = np.concatenate([self.helped, np.zeros(grown, dtype=np.int64)])
        new = self.who != identity
        self.who[new] = identity[new]
        self.since[new] = self.weeks
        self.helped[new] = -(10**6)


def _could_and_would(model: NeighbourhoodModel) -> np.ndarray:
    """Return which rows have time to help and would more likely than not say yes to a favour."""
    residents, asking = model.town.residents, _asking(model)
    answer = asking.willing[PRACTICAL] + asking.values_weight * residents.prosocial_values.astype(np.float64)
    answer -= asking.strain_weight * residents.strain
    free = (residents.free_minutes >= TIME_TO_HELP) & (residents.resting_until <= model.town.week)
    found: np.ndarray = free & (answer > 0.0)
    return found


def _asking(model: NeighbourhoodModel) -> Asking:
    """Return the mechanism of asking, with the parameters of this model."""
    return next(one for one in model.mechanisms.week if isinstance(one, Support)).asking


_OF_THEM = Text("deel van hen", "share of them")
_NO_WORK = Text("volwassenen zonder betaald werk", "adults without paid work")

WATCHES: dict[str, Watch] = {
    "willing_idle_share": Watch(
        Text(
            "volwassenen met tijd die eerder ja dan nee zouden zeggen en een jaar niemand hielpen",
            "adults with time who would sooner say yes than no, and helped nobody for a year",
        ),
        Text("deel van wie tijd heeft en ja zou zeggen", "share of those who have time and would say yes"),
        WillingIdle,
    ),
    "given_without_work_hours": Watch(
        Text(f"hulp gegeven door {_NO_WORK.nl}", f"help given by {_NO_WORK.en}"),
        Text("uur per week", "hours per week"),
        lambda: _given_without_work,
    ),
    "strain_without_work_mean": Watch(
        Text(f"belasting van {_NO_WORK.nl}", f"strain of {_NO_WORK.en}"),
        Text("0 tot 1", "0 to 1"),
        lambda: _strain_without_work,
    ),
    "strained_without_work_share": Watch(
        Text(f"overbelaste {_NO_WORK.nl}", f"overburdened {_NO_WORK.en}"), _OF_THEM, lambda: _strained_without_work
    ),
    "dropped_out_without_work_share": Watch(
        Text(f"uitgevallen {_NO_WORK.nl}", f"{_NO_WORK.en} who dropped out"),
        _OF_THEM,
        lambda: _dropped_out_without_work,
    ),
    "without_time_share": Watch(
        Text("volwassenen zonder een kwartier over om te helpen", "adults without a quarter of an hour left to help"),
        Text("deel van de volwassenen", "share of adults"),
        lambda: _without_time,
    ),
    "formal_demand_per_1000": Watch(
        Text("hulpvragen bij formele hulp of wachtend daarop", "needs with formal support or waiting for it"),
        Text("per 1.000 inwoners", "per 1,000 residents"),
        lambda: _formal_demand,
    ),
}
