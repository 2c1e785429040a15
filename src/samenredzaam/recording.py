"""Recording a week: every indicator declares a value for one resident, and one kernel sums all of them by group.

Residents are counted in cells (neighbourhood x age x income x living alone x vulnerable); a group is a set of cells.
Values are summed as whole millionths, so that a sum does not depend on the order of residents.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from samenredzaam.kernels import generated, inlined, kernel
from samenredzaam.neighbourhood.end_to_end import places_of
from samenredzaam.neighbourhood.residents import INCOME_HIGH, INCOME_LOW, LIVING_ALONE, Needs, Residents
from samenredzaam.neighbourhood.town import Town
from samenredzaam.texts import Text
from samenredzaam.threads import parts, side_by_side

MILLIONTHS = 1_000_000
AGE_BOUNDS = (18, 65, 75)
CELLS_EACH = 4 * 3 * 2 * 2
VULNERABLE_SHARE = 5
"""One in so many residents belongs to the most vulnerable group."""


@dataclass(frozen=True)
class Metric:
    """An indicator: the sum of `value` over a group, divided by the sum of `per`, times `scale`.

    Attributes:
        name: its name in results.
        title: its name for people.
        unit: unit for people.
        better: "higher", "lower", or None where neither is better.
        main: whether it belongs to the main indicators of a comparison.
        value: a function of columns of one resident; or for an account, of the town, giving an array by neighbourhood.
        per: likewise, what the sum is divided by; None for an account that is a sum itself.
        scale: factor.
        account: whether value and per are of the town.
        payer: who pays, for a cost that belongs to one; None for anything else.
        purpose: what for; None for all that this payer pays.
    """

    name: str
    title: Text
    unit: Text
    better: str | None
    main: bool
    value: Callable[..., Any]
    per: Callable[..., Any] | None
    scale: float
    account: bool
    payer: Text | None = None
    purpose: Text | None = None


METRICS: dict[str, Metric] = {}


def measured(
    nl: str,
    en: str,
    *,
    unit: Text,
    per: Callable[..., Any] | None,
    better: str | None = None,
    main: bool = False,
    scale: float = 1.0,
    account: bool = False,
    payer: Text | None = None,
    purpose: Text | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function as an indicator.

    Its arguments are names of columns of Residents or Needs, `income`, or `week`. A function of needs or of help
    received must be 0 for whoever has no need: it is not worked out for them.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        compiled = function if account else inlined(function)
        METRICS[function.__name__] = Metric(
            function.__name__, Text(nl, en), unit, better, main, compiled, per, scale, account, payer, purpose
        )
        return compiled

    return declare


@dataclass(frozen=True)
class Group:
    """A set of residents whose indicators are reported apart: those for whom `inside` holds of their cell."""

    title: Text
    inside: Callable[[int, int, bool, bool], bool]


GROUPS: dict[str, Group] = {
    "all": Group(Text("alle bewoners", "all residents"), lambda age, income, alone, vulnerable: True),
    "low_income": Group(
        Text("laag inkomen", "low income"), lambda age, income, alone, vulnerable: income == INCOME_LOW
    ),
    "middle_income": Group(
        Text("middeninkomen", "middle income"),
        lambda age, income, alone, vulnerable: INCOME_LOW < income < INCOME_HIGH,
    ),
    "high_income": Group(
        Text("hoog inkomen", "high income"), lambda age, income, alone, vulnerable: income == INCOME_HIGH
    ),
    "aged_18_64": Group(Text("18 tot 65 jaar", "aged 18 to 64"), lambda age, income, alone, vulnerable: age == 1),
    "aged_65_74": Group(Text("65 tot 75 jaar", "aged 65 to 74"), lambda age, income, alone, vulnerable: age == 2),
    "aged_75_plus": Group(
        Text("75 jaar en ouder", "aged 75 and over"), lambda age, income, alone, vulnerable: age == 3
    ),
    "living_alone": Group(Text("alleenwonend", "living alone"), lambda age, income, alone, vulnerable: alone),
    "vulnerable": Group(
        Text("kwetsbaarste vijfde deel", "most vulnerable fifth"),
        lambda age, income, alone, vulnerable: vulnerable,
    ),
}


def group_titles(codes: tuple[str, ...]) -> dict[str, Text]:
    """Return the groups of a town by name: GROUPS, and each neighbourhood where there are several."""
    titles = {name: group.title for name, group in GROUPS.items()}
    if len(codes) > 1:
        titles.update({code: Text(code, code) for code in codes})
    return titles


def membership(codes: tuple[str, ...]) -> np.ndarray:
    """Return which cells belong to which group, shape (groups, cells), as integers 0 and 1."""
    cells = [
        (at, age, income, alone, vulnerable)
        for at in range(len(codes))
        for age in range(4)
        for income in range(3)
        for alone in (False, True)
        for vulnerable in (False, True)
    ]
    rows = [[int(group.inside(*cell[1:])) for cell in cells] for group in GROUPS.values()]
    if len(codes) > 1:
        rows += [[int(cell[0] == at) for cell in cells] for at in range(len(codes))]
    return np.array(rows, dtype=np.int64)


@kernel
def place_in_cells(identity, neighbourhood, age, position, limitation, home, income, score, threshold, cell):
    """Write each resident's cell (-1 for a free row) and vulnerability.

    Limitation counts double, then income, being alone, age. The low 20 bits of the score are of the identity, so that
    no two are equal and the fifth can be cut exactly.
    """
    for row in range(identity.shape[0]):
        if identity[row] == 0:
            cell[row] = -1
            score[row] = -1
            continue
        group = income[home[row]]
        alone = position[row] == LIVING_ALONE
        points = np.int64(2 * limitation[row]) + (group == INCOME_LOW) + alone + (age[row] >= 75)
        score[row] = points * 1048576 + np.int64(identity[row] >> np.uint64(44))
        band = 0
        for bound in AGE_BOUNDS:
            if age[row] >= bound:
                band += 1
        vulnerable = score[row] > threshold
        cell[row] = (((neighbourhood[row] * 4 + band) * 3 + group) * 2 + alone) * 2 + vulnerable


class Reading(NamedTuple):
    """How the accounts of a town are read.

    Attributes:
        everything: its ledgers.
        worked_out: functions of the town that give what does not stand there; laid behind the ledgers, in this order.
        places: where in all that each account stands, then each divisor, shape (2 x accounts, neighbourhoods).
    """

    everything: np.ndarray
    worked_out: tuple[Callable[..., Any], ...]
    places: np.ndarray


class Recorder:
    """Sums all declared indicators of a week by group."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        self.groups = group_titles(codes)
        self.metrics = dict(METRICS)
        self.membership = membership(codes)
        self.inside = membership(codes[:1])
        self.functions = self._functions()
        self.accounts = {index: metric for index, metric in enumerate(self.metrics.values()) if metric.account}
        counted = [metric for metric in self.metrics.values() if not metric.account]
        places = list(self.functions)
        self.of_residents = np.array([not metric.account for metric in self.metrics.values()])
        self.above = [places.index(metric.value.__name__) for metric in counted]
        self.below = [places.index(metric.per.__name__) for metric in counted if metric.per is not None]
        self.scales = np.array([[metric.scale] for metric in counted])
        self.of_town = list(self.accounts)
        self.undivided = [place for place, metric in enumerate(self.accounts.values()) if metric.per is None]
        self.scales_of_town = np.array([metric.scale for metric in self.accounts.values()])
        self.read: Reading | None = None
        self.columns = self._columns()
        self.kernel = generated("record_residents", self._source())

    def _functions(self) -> dict[str, Callable[..., Any]]:
        """Return every function of a resident that some indicator needs, once, by name."""
        found: dict[str, Callable[..., Any]] = {}
        for metric in self.metrics.values():
            if not metric.account:
                assert metric.per is not None, f"{metric.name} is of residents: a sum over what?"
                for function in (metric.value, metric.per):
                    found[function.__name__] = function
        return found

    @staticmethod
    def _arguments(function: Callable[..., Any]) -> list[str]:
        return list(inspect.signature(function).parameters)

    def _columns(self) -> list[str]:
        """Return the columns that are read, in a fixed order."""
        names = {name for function in self.functions.values() for name in self._arguments(function)} - {
            "week",
            "income",
        }
        return sorted(names | {"stage"})

    def _source(self) -> str:
        """Return the source of the recording kernel: one line for each function of a resident."""
        imports = sorted({f"from {one.__module__} import {name}" for name, one in self.functions.items()})
        lines = ["import numpy as np", "", *imports, "", ""]
        lines += [
            f"def record_residents(sums, begin, end, cell, week, home, income, "
            f"{', '.join(f'{name}_of' for name in self.columns)}):"
        ]
        lines += ["    for row in range(begin, end):", "        if cell[row] < 0:", "            continue"]
        lines += ["        place = cell[row]"]
        of_need = [name for name, function in self.functions.items() if self._is_of_need(function)]
        lines += [self._line(name, 8) for name in self.functions if name not in of_need]
        lines += ["        if stage_of[row, 0] + stage_of[row, 1] + stage_of[row, 2] + stage_of[row, 3] > 0:"]
        lines += [self._line(name, 12) for name in of_need]
        return "\n".join(lines) + "\n"

    def _is_of_need(self, function: Callable[..., Any]) -> bool:
        """Tell whether a function looks at needs or help received: 0 for whoever has no need, and not worked out."""
        vectors = {name for table in (Residents, Needs) for name, one in table.declared.items() if one.shape}
        return bool(vectors & set(self._arguments(function)))

    def _line(self, name: str, indent: int) -> str:
        """Return the line of the recording kernel that adds up one function."""
        arguments = [
            {"week": "week", "income": "income[home[row]]"}.get(argument, f"{argument}_of[row]")
            for argument in self._arguments(self.functions[name])
        ]
        index = list(self.functions).index(name)
        value = f"np.float64({name}({', '.join(arguments)}))"
        return f"{' ' * indent}sums[place, {index}] += np.int64({value} * {MILLIONTHS}.0)"

    def place(self, town: Town) -> tuple[np.ndarray, np.ndarray]:
        """Return each resident's cell and vulnerability score, shape (rows,)."""
        residents = town.residents
        cell = np.empty(residents.capacity, dtype=np.int64)
        score = np.empty(residents.capacity, dtype=np.int64)
        place_in_cells(
            residents.identity, residents.neighbourhood, residents.age, residents.position, residents.limitation,
            residents.home, town.homes.income, score, town.vulnerable_score, cell,
        )  # fmt: skip
        return cell, score

    def set_vulnerable(self, town: Town) -> None:
        """Fix the score above which residents belong to the most vulnerable fifth, from those who live here now."""
        _, score = self.place(town)
        living = np.sort(score[score >= 0], kind="stable")
        town.vulnerable_score = int(living[len(living) - len(living) // VULNERABLE_SHARE - 1])

    def measure(self, town: Town) -> np.ndarray:
        """Return the week's indicators, shape (metrics, groups); NaN where a group is empty or no account has it."""
        cell, _ = self.place(town)
        columns = (getattr(town.residents if name in Residents.declared else town.needs, name) for name in self.columns)
        told = cell, town.week, town.residents.home, town.homes.income, *columns
        cut = parts(len(cell))
        sums = np.zeros((len(cut), len(self.codes) * CELLS_EACH, len(self.functions)), dtype=np.int64)
        side_by_side(self.kernel, [(mine, part.start, part.stop, *told) for mine, part in zip(sums, cut, strict=True)])
        by_group = self._by_group(sums.sum(axis=0))
        above, below = by_group[:, self.above].T, by_group[:, self.below].T
        values = np.full((len(self.metrics), len(self.groups)), np.nan)
        of_residents = np.full(above.shape, np.nan)
        np.divide(above, below, out=of_residents, where=below != 0)
        values[self.of_residents] = of_residents * self.scales
        self._measure_accounts(town, values)
        return values

    def _by_group(self, sums: np.ndarray) -> np.ndarray:
        """Return sums of cells, shape (cells, functions), added up to sums of groups, shape (groups, functions)."""
        apart = sums.reshape(len(self.codes), CELLS_EACH, -1)
        # One multiplication with all of `membership` would take time by the square of the neighbourhoods.
        found = self.inside @ apart.sum(axis=0)
        return found if len(apart) == 1 else np.concatenate([found, apart.sum(axis=1)])

    def _measure_accounts(self, town: Town, values: np.ndarray) -> None:
        """Write every account, for all and for each neighbourhood where there are several."""
        above, below = self._add_up(town)
        if len(self.codes) > 1:
            above = np.column_stack([above.sum(axis=1), above])
            below = np.column_stack([below.sum(axis=1), below])
        below[self.undivided] = 1
        found = np.full(above.shape, np.nan)
        np.divide(above, below, out=found, where=below != 0)
        places = [0] if len(self.codes) == 1 else [0, *range(len(GROUPS), len(self.groups))]
        for index, place in enumerate(places):
            values[self.of_town, place] = found[:, index] * self.scales_of_town

    def _add_up(self, town: Town) -> tuple[np.ndarray, np.ndarray]:
        """Return value and divisor of every account by neighbourhood, each of shape (accounts, neighbourhoods).

        The divisor of what is undivided means nothing.
        """
        if self.read is None or self.read.everything is not town.ledgers.everything:
            self.read = self._find_in_ledgers(town)
        read = self.read
        found = np.empty((len(read.worked_out), len(self.codes)), dtype=np.int64)
        for place, function in enumerate(read.worked_out):
            found[place] = function(town)
        both = np.concatenate([read.everything, found.ravel()])[read.places]
        return both[: len(self.accounts)], both[len(self.accounts) :]

    def _find_in_ledgers(self, town: Town) -> Reading:
        """Find where in the ledgers of a town each account and its divisor stand; others are worked out each week."""
        functions: list[Callable[..., Any] | None] = [metric.value for metric in self.accounts.values()]
        functions += [metric.per for metric in self.accounts.values()]
        everything, each = town.ledgers.everything, np.arange(len(self.codes))
        places = np.zeros((len(functions), len(self.codes)), dtype=np.int64)
        worked_out: dict[Callable[..., Any], int] = {}
        for index, function in enumerate(functions):
            if function is None:
                continue
            sums = np.asarray(function(town))
            assert sums.dtype.kind in "iub", f"{function.__name__} adds up {sums.dtype}: accounts are whole numbers"
            found = places_of(sums, everything)
            if found is None:
                behind = worked_out.setdefault(function, len(worked_out))
                found = len(everything) + behind * len(self.codes) + each
            places[index] = found
        return Reading(everything, tuple(worked_out), places)


assert not set(Residents.declared) & (set(Needs.declared) - {"identity"}), "a column name must tell its table"
