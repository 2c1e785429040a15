"""Tables of declared columns: a thing is a row, what is known of it stands in columns.

A column is declared once, with type, unit, range and meaning. Everything that holds of all columns (allocation, growth,
saving, the digest of their contents, the contract of a mechanism to write only what it names) follows from the
declaration.
"""

import hashlib
import operator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from samenredzaam.kernels import generated

WEEK = "int16"
"""The type of a column that holds a week: two bytes hold those of a life before the first week and a century after."""

NEVER = -20_000
"""What stands in such a column where nothing of the kind has happened: long before anyone was born."""


@dataclass(frozen=True)
class Column:
    """How a column is declared.

    Attributes:
        dtype: the NumPy type of a value.
        unit: its unit in words.
        meaning: what a value says.
        empty: what an unused row holds.
        low: least value in a used row, or None where any value of the type is meant.
        high: greatest value in a used row, or None.
        shape: the shape of what one row holds; () for one number.
        scratch: whether the value is made anew within each week, so that nobody needs to keep it.
    """

    dtype: str
    unit: str
    meaning: str
    empty: float
    low: float | None
    high: float | None
    shape: tuple[int, ...]
    scratch: bool


def column(
    dtype: str,
    unit: str,
    meaning: str,
    *,
    empty: float = 0,
    low: float | None = None,
    high: float | None = None,
    shape: tuple[int, ...] = (),
    scratch: bool = False,
) -> Any:
    """Declare a column of a Table (see Column for what the arguments mean)."""
    return Column(dtype, unit, meaning, empty, low, high, shape, scratch)


def rows_where(which: np.ndarray) -> np.ndarray:
    """Return the rows where an array of shape (rows,) is true or not zero, as np.flatnonzero does.

    Asked for forty times a week, in small neighbourhoods the five calls of Python inside np.flatnonzero are felt.
    """
    found: np.ndarray = which.nonzero()[0]
    return found


class Table:
    """Rows of declared columns; the attribute of a column's name is its array, one row for each thing.

    A row whose `identity` is 0 is free. Rows are places, not names: a thing that goes leaves its row to another, and
    nothing that a model computes may depend on which row a thing has.

    Attributes:
        changes: how often rows were given to things or became free; what is listed by row is of one such moment.
    """

    declared: ClassVar[dict[str, Column]]
    emptier: ClassVar[Any] = None
    all_of: ClassVar[Any]
    identity: np.ndarray
    changes: int = 0

    def __init_subclass__(cls) -> None:
        cls.declared = {name: found for name, found in vars(cls).items() if isinstance(found, Column)}
        cls.all_of = operator.attrgetter(*cls.declared)

    def __init__(self, capacity: int) -> None:
        for name, declared in self.declared.items():
            array = np.full((capacity, *declared.shape), declared.empty, dtype=declared.dtype)
            setattr(self, name, array)

    @property
    def capacity(self) -> int:
        """Return the number of rows, used and free."""
        return len(self.identity)

    @property
    def used(self) -> np.ndarray:
        """Return for each row whether something has it, as booleans of shape (capacity,)."""
        return self.identity != 0

    def grow(self, capacity: int) -> None:
        """Make room for `capacity` rows; the rows there are keep their places."""
        for name, declared in self.declared.items():
            old = getattr(self, name)
            array = np.full((capacity, *declared.shape), declared.empty, dtype=declared.dtype)
            array[: len(old)] = old
            setattr(self, name, array)

    def empty(self, rows: np.ndarray) -> None:
        """Make rows free: int64 indices of shape (count,)."""
        kind = type(self)
        if kind.emptier is None:
            kind.emptier = _emptier(kind.__name__, kind.declared)
        kind.emptier(rows, *kind.all_of(self))
        self.changes += 1

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all columns by name: the arrays themselves, not copies."""
        return {name: getattr(self, name) for name in self.declared}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over columns as `arrays` once gave them, copied.

        Raises:
            ValueError: they are other columns than are declared, or of another type or shape.
        """
        if arrays.keys() != self.declared.keys():
            raise ValueError(f"{type(self).__name__} has other columns: {sorted(arrays.keys() ^ self.declared.keys())}")
        rows = len(arrays["identity"])
        for name, one in self.declared.items():
            if arrays[name].dtype != one.dtype or arrays[name].shape != (rows, *one.shape):
                raise ValueError(
                    f"{type(self).__name__}.{name} is {arrays[name].dtype} of shape {arrays[name].shape}, and should "
                    f"be {one.dtype} of shape {(rows, *one.shape)}"
                )
        for name, array in arrays.items():
            setattr(self, name, array.copy())
        self.changes += 1

    def digests(self) -> dict[str, str]:
        """Return a hash of each column's contents by name."""
        return {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in self.arrays().items()}


def _emptier(table: str, columns: dict[str, Column]) -> Any:
    """Return the kernel that writes into rows of a table what an unused row holds: dozens of columns at one call."""
    name = f"empty_{table.lower()}"
    lines = [f"def {name}(rows, {', '.join(columns)}):", "    for row in rows:"]
    for column_name, declared in columns.items():
        value = np.array(declared.empty, dtype=declared.dtype).item()
        if declared.shape:
            lines += [
                f"        for place in range({declared.shape[0]}):",
                f"            {column_name}[row, place] = {value}",
            ]
        else:
            lines += [f"        {column_name}[row] = {value}"]
    return generated(name, "\n".join(lines) + "\n")
