"""How the model is measured beside published figures: what a measure is, and how it is followed through a year.

A measure is one function, declared with one of three words:

- `each_week`: of the town, giving what is counted and out of what; both are added up over the weeks of the year;
- `over_the_year`: of a Year, which followed everyone who lives here all that year;
- `at_the_end`: of the model as it stands when the year is over.

Counts are whole numbers, so that a value does not depend on the order of rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np

from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.residents import BY_PROVISION, BY_TEAM, FORMAL_PROVISION, PERSONAL
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.study import network_measures
from samenredzaam.study.targets import ALONE

YEAR_WEEKS = 52
FOUR_WEEKS = 4
PERCENT = 100.0
PER_YEAR = WEEKS_PER_YEAR

Values = tuple[float, ...]
"""A value for each part of a measure; NaN where there is nothing to measure."""

Counted = tuple[Any, Any]
"""What is counted, and out of what: whole numbers, or arrays of them with a place for each part."""


class Onlooker(Protocol):
    """What measures one run."""

    def begin(self, model: NeighbourhoodModel) -> None:
        """Look at the model before the year."""

    def see(self, model: NeighbourhoodModel) -> None:
        """Look at the week that was just lived."""

    def values(self, model: NeighbourhoodModel) -> Values:
        """Return what came out, when the year is over."""


class Measure(NamedTuple):
    """A measure: its parts by key, and what makes an onlooker for one run."""

    parts: tuple[str, ...]
    make: Callable[[], Onlooker]


MEASURES: dict[str, Measure] = {}


def shares(above: Any, below: Any) -> np.ndarray:
    """Return quotients as an array; NaN of nothing."""
    above, below = np.atleast_1d(np.asarray(above, dtype=float)), np.atleast_1d(np.asarray(below, dtype=float))
    found: np.ndarray = np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0)
    return found


def counts(groups: Sequence[np.ndarray], which: np.ndarray | None = None) -> np.ndarray:
    """Return how many are in each group, of those in `which` if given."""
    return np.array([np.count_nonzero(group if which is None else group & which) for group in groups])


def between(age: np.ndarray, low: int, high: int | None = None) -> np.ndarray:
    """Return who is at least `low` and less than `high` years old."""
    found: np.ndarray = (age >= low) & (age < (high if high is not None else 1000))
    return found


@dataclass
class _Weekly:
    """Adds up what a function counts each week."""

    count: Callable[[Town], Counted]
    scale: float
    then: Callable[..., Any] | None
    above: Any = 0
    below: Any = 0

    def begin(self, model: NeighbourhoodModel) -> None:
        pass

    def see(self, model: NeighbourhoodModel) -> None:
        above, below = self.count(model.town)
        self.above, self.below = self.above + above, self.below + below

    def values(self, model: NeighbourhoodModel) -> Values:  # noqa: ARG002 - the town of each week was seen
        found = shares(self.above, self.below)
        if self.then is not None:
            found = np.atleast_1d(self.then(*found))
        return tuple((self.scale * found).tolist())


def each_week(
    *parts: str, scale: float = PERCENT, then: Callable[..., Any] | None = None
) -> Callable[[Callable[[Town], Counted]], Callable[[Town], Counted]]:
    """Declare a measure: what is counted over out of what, both added up over weeks.

    Args:
        parts: keys of the parts; none for a single value.
        scale: what the quotient is multiplied by.
        then: what becomes of the quotients, if something does.
    """

    def declare(function: Callable[[Town], Counted]) -> Callable[[Town], Counted]:
        _add(function.__name__, parts, lambda: _Weekly(function, scale, then))
        return function

    return declare


@dataclass
class Year:
    """Everyone who lives here for a whole year, followed by identity; arrays have a place for each row at first.

    Attributes:
        who: identities at first.
        stays: who still lives here.
        before: the columns of AT_FIRST as they were at first.
        ties: the ties there were at first.
        helped, role, helped_out, nursed: what was seen each week, shape (weeks, rows).
        formal_minutes: minutes of formal help received.
        model: the model, as it stands when it is measured.
    """

    AT_FIRST: ClassVar = ("age", "sex", "schooling", "loneliness", "role", "role_since", "children_born")

    who: np.ndarray
    before: dict[str, np.ndarray]
    ties: network_measures.Snapshot
    model: NeighbourhoodModel
    stays: np.ndarray = field(init=False)
    formal_minutes: np.ndarray = field(init=False)
    seen: dict[str, list[np.ndarray]] = field(init=False)

    def __post_init__(self) -> None:
        self.stays = self.who != 0
        self.formal_minutes = np.zeros(len(self.who), dtype=np.int64)
        self.seen = {"helped": [], "role": [], "helped_out": [], "nursed": []}

    @classmethod
    def begun(cls, model: NeighbourhoodModel) -> "Year":
        """Return a year that begins now."""
        residents = model.town.residents
        columns = {name: getattr(residents, name).copy() for name in cls.AT_FIRST}
        return cls(residents.identity.copy(), columns, network_measures.snapshot(model.town), model)

    @property
    def town(self) -> Town:
        """Return the town as it is now."""
        found: Town = self.model.town
        return found

    @property
    def weeks(self) -> int:
        """Return how many weeks were followed."""
        return len(self.seen["helped"])

    def see(self) -> None:
        """Take note of the week that was just lived."""
        residents, rows = self.town.residents, slice(len(self.who))
        self.stays &= residents.identity[rows] == self.who
        self.seen["helped"].append(residents.given_minutes[rows] > 0)
        self.seen["role"].append(residents.role[rows].copy())
        self.seen["helped_out"].append(residents.occasional_week[rows] == self.town.week)
        self.seen["nursed"].append(self.town.needs.formal[rows, PERSONAL] == FORMAL_PROVISION)
        self.formal_minutes += (
            residents.received_minutes[rows, BY_TEAM] + residents.received_minutes[rows, BY_PROVISION]
        )

    def weekly(self, name: str) -> np.ndarray:
        """Return what was seen each week, shape (weeks, rows)."""
        return np.stack(self.seen[name])

    def now(self, column: str) -> np.ndarray:
        """Return a column of Residents at the end of the year, for the rows there were at first."""
        found: np.ndarray = getattr(self.town.residents, column)[: len(self.who)]
        return found

    def in_blocks(self, active: np.ndarray) -> np.ndarray:
        """Return from weekly activity that in blocks of four weeks, shape (blocks, rows)."""
        blocks = len(active) // FOUR_WEEKS
        found: np.ndarray = np.any(active[: blocks * FOUR_WEEKS].reshape(blocks, FOUR_WEEKS, -1), axis=1)
        return found


@dataclass
class _Yearly:
    """Measures a year at its end; all such measures of a run share one Year."""

    measure: Callable[[Year], Any]
    shared: dict[str, Year] = field(default_factory=dict)

    def begin(self, model: NeighbourhoodModel) -> None:
        if "year" not in self.shared:
            self.shared["year"] = Year.begun(model)

    def see(self, model: NeighbourhoodModel) -> None:
        year = self.shared["year"]
        if year.weeks < model.week - year.ties.week:
            year.see()

    def values(self, model: NeighbourhoodModel) -> Values:  # noqa: ARG002 - the year knows its town
        return tuple(np.atleast_1d(np.asarray(self.measure(self.shared["year"]), dtype=float)).tolist())


def over_the_year(*parts: str) -> Callable[[Callable[[Year], Any]], Callable[[Year], Any]]:
    """Declare a measure of a Year: a number, or one for each part."""

    def declare(function: Callable[[Year], Any]) -> Callable[[Year], Any]:
        _add(function.__name__, parts, lambda: _Yearly(function))
        return function

    return declare


@dataclass
class _AtTheEnd:
    """Measures the model once."""

    measure: Callable[[NeighbourhoodModel], Any]

    def begin(self, model: NeighbourhoodModel) -> None:
        pass

    def see(self, model: NeighbourhoodModel) -> None:
        pass

    def values(self, model: NeighbourhoodModel) -> Values:
        return tuple(np.atleast_1d(np.asarray(self.measure(model), dtype=float)).tolist())


def at_the_end(*parts: str) -> Callable[[Callable[[NeighbourhoodModel], Any]], Callable[[NeighbourhoodModel], Any]]:
    """Declare a measure of the model when the year is over: a number, or one for each part."""

    def declare(function: Callable[[NeighbourhoodModel], Any]) -> Callable[[NeighbourhoodModel], Any]:
        _add(function.__name__, parts, lambda: _AtTheEnd(function))
        return function

    return declare


def _add(name: str, parts: tuple[str, ...], make: Callable[[], Onlooker]) -> None:
    if name in MEASURES:
        raise ValueError(f"there are two measures named {name}")
    MEASURES[name] = Measure(parts or (ALONE,), make)


@dataclass
class _Indicator:
    """Means of indicators of the model over the weeks of the year."""

    metric: str
    group: str
    scale: float
    weeks: list[float] = field(default_factory=list)

    def begin(self, model: NeighbourhoodModel) -> None:
        pass

    def see(self, model: NeighbourhoodModel) -> None:
        self.weeks.append(model.measure(self.metric, self.group))

    def values(self, model: NeighbourhoodModel) -> Values:  # noqa: ARG002 - each week was seen
        there = [value for value in self.weeks if value == value]
        return (self.scale * sum(there) / len(there) if there else float("nan"),)


def measure_named(name: str) -> Measure:
    """Return a measure by the name that a target gives it.

    Raises:
        KeyError: there is no such measure.
    """
    kind, _, rest = name.partition(".")
    if not rest:
        return MEASURES[name]
    if kind == "metric":
        metric, _, group = rest.partition(".")
        scale = PERCENT if metric.endswith("_share") else 1.0
        return Measure((ALONE,), lambda: _Indicator(metric, group or "all", scale))
    if kind == "parameter":
        return Measure((ALONE,), lambda: _AtTheEnd(lambda model: _in_force(model, rest)))
    if kind == "lever":
        return Measure((ALONE,), lambda: _AtTheEnd(lambda model: float(np.mean(model.town.policy[rest]))))
    raise KeyError(name)


def _in_force(model: NeighbourhoodModel, name: str) -> float:
    """Return a parameter of a model's scenario."""
    return float(model.scenario_used.parameters.get(name, PARAMETERS[name].default))


def onlookers(names: Sequence[str]) -> dict[str, Onlooker]:
    """Return an onlooker for each measure, for one run."""
    found = {name: measure_named(name).make() for name in dict.fromkeys(names)}
    shared: dict[str, Year] = {}
    for onlooker in found.values():
        if isinstance(onlooker, _Yearly):
            onlooker.shared = shared
    return found
