"""Fitting a table to known totals, and turning it into whole people.

`fitted` is iterative proportional fitting (Deming and Stephan 1940). Libraries for it sum floating-point
numbers in an order that differs between machines, after which rounding may tip; here every sum is exact
(`math.fsum`).
"""

import itertools
import math
from collections import deque
from collections.abc import Sequence

import numpy as np

Margin = tuple[np.ndarray, Sequence[float]]
"""For each cell of a table the number of its total (-1: of none), and the totals."""


def fitted(seed: np.ndarray, margins: Sequence[Margin], rounds: int = 400, tolerance: float = 1e-9) -> np.ndarray:
    """Return the table nearest to `seed` (in relative entropy) whose cells add up to the totals.

    Args:
        seed: a table of any shape, not negative; empty cells stay empty.
        margins: what must add up to what; all of them to the same whole.
        rounds: how often to go through the margins at most, where totals contradict each other.
        tolerance: how far, as a share of the whole, a total may be missed.
    """
    cells = seed.astype(np.float64).ravel().copy()
    totals = [
        (np.flatnonzero(of.ravel() == n), float(whole)) for of, wholes in margins for n, whole in enumerate(wholes)
    ]
    allowed = tolerance * max((whole for _, whole in totals), default=0.0)
    for _ in range(rounds):
        missed = 0.0
        for places, whole in totals:
            found = math.fsum(cells[places].tolist())
            missed = max(missed, abs(found - whole))
            if found > 0:
                cells[places] *= whole / found
        if missed <= allowed:
            break
    return cells.reshape(seed.shape)


def whole_rows(table: np.ndarray, rows: Sequence[int], columns: Sequence[int]) -> np.ndarray:
    """Round a table so that rows and columns add up to whole totals, as near to it as can be.

    First every cell is rounded down, then the largest rests go up where row and column still need someone,
    and what is left is moved along chains of cells. Empty cells stay empty unless no other way is left.

    Args:
        table: numbers that add up to the totals nearly, shape (rows, columns).
        rows: the row totals.
        columns: the column totals, with the same sum.

    Returns:
        Whole numbers of the same shape; the rows add up exactly, and the columns too wherever that can be.
    """
    table = _not_above(_not_above(table, rows).T, columns).T
    made: np.ndarray = np.floor(table).astype(np.int64)
    row_needs = [int(total) - int(made[place].sum()) for place, total in enumerate(rows)]
    column_needs = [int(total) - int(made[:, place].sum()) for place, total in enumerate(columns)]
    for place in np.argsort(-(table - made), axis=None, kind="stable").tolist():
        row, column = divmod(place, table.shape[1])
        if table[row, column] > 0 and row_needs[row] > 0 and column_needs[column] > 0:
            _put(made, row_needs, column_needs, row, column, 1)
    for row in range(len(rows)):
        while row_needs[row] > 0 and _move(made, table > 0, row_needs, column_needs, row):
            pass
        if row_needs[row] > 0:
            column = int(np.argmax(table[row]))
            _put(made, row_needs, column_needs, row, column, row_needs[row])
    return made


def _not_above(table: np.ndarray, rows: Sequence[int]) -> np.ndarray:
    """Scale down the rows that are above their totals."""
    found = [math.fsum(row) for row in table.tolist()]
    factors = [total / sum_ if sum_ > total else 1.0 for sum_, total in zip(found, rows, strict=True)]
    scaled: np.ndarray = table * np.array(factors)[:, None]
    return scaled


def _put(made: np.ndarray, row_needs: list[int], column_needs: list[int], row: int, column: int, count: int) -> None:
    """Add to a cell and note it."""
    made[row, column] += count
    row_needs[row] -= count
    column_needs[column] -= count


def _move(made: np.ndarray, possible: np.ndarray, row_needs: list[int], column_needs: list[int], first: int) -> bool:
    """Fill a row's need by a shortest chain: into a full column, out of it in another row, into the next."""
    before: dict[int, tuple[int, int]] = {}  # a column: the row it was reached from, and that row's column
    reached = {first: -1}
    waiting = deque([first])
    while waiting:
        row = waiting.popleft()
        for column in np.flatnonzero(possible[row]).tolist():
            if column in before:
                continue
            before[column] = (row, reached[row])
            if column_needs[column] > 0:
                _push(made, before, row_needs, column_needs, column)
                return True
            for other in np.flatnonzero(made[:, column]).tolist():
                if other not in reached:
                    reached[other] = column
                    waiting.append(other)
    return False


def _push(
    made: np.ndarray,
    before: dict[int, tuple[int, int]],
    row_needs: list[int],
    column_needs: list[int],
    last: int,
) -> None:
    """Move as many as a chain that ends in a column with room allows."""
    chain = [last]
    while before[chain[-1]][1] >= 0:
        chain.append(before[chain[-1]][1])
    first = before[chain[-1]][0]
    # Whoever enters column i from its row leaves that row's own column i + 1.
    leaves = [(before[column][0], taken) for column, taken in itertools.pairwise(chain)]
    count = min(row_needs[first], column_needs[last], *(int(made[row, taken]) for row, taken in leaves), 1 << 60)
    for column in chain:
        made[before[column][0], column] += count
    for row, taken in leaves:
        made[row, taken] -= count
    row_needs[first] -= count
    column_needs[last] -= count
