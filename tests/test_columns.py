"""Tables of declared columns: what holds of every one, and of the room for more rows."""

import numpy as np
import pytest

from conftest import Lived
from samenredzaam.neighbourhood.columns import Table, column
from samenredzaam.neighbourhood.field import Field
from samenredzaam.neighbourhood.places import Activities
from samenredzaam.neighbourhood.residents import Homes, Needs, Residents
from samenredzaam.neighbourhood.ties import Arrangements, Ties

TABLES = (Residents, Needs, Homes, Ties, Arrangements, Activities, Field)


class Things(Table):
    """A table for these tests."""

    together = ("identity", "weight")

    identity = column("uint64", "hash", "which thing")
    weight = column("float32", "kg", "how heavy", empty=-1, low=0, high=10)
    parts = column("int32", "count", "parts by kind", empty=7, shape=(3,))


def filled(capacity: int) -> Things:
    things = Things(capacity)
    things.identity[:] = np.arange(1, capacity + 1)
    things.weight[:] = 0.5
    things.parts[:] = np.arange(3 * capacity).reshape(capacity, 3)
    return things


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_columns_are_declared_in_full(table: type[Table]) -> None:
    assert table.declared["identity"].dtype == "uint64"
    for name, declared in table.declared.items():
        assert declared.unit, name
        assert declared.meaning, name
        made = np.zeros(1, dtype=declared.dtype)
        assert made.dtype.kind in "uifb", name
        assert np.array(declared.empty).astype(declared.dtype) == declared.empty, f"{name} cannot hold its own empty"
        if declared.low is not None and declared.high is not None:
            assert declared.low < declared.high, name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_new_rows_are_free_and_empty(table: type[Table]) -> None:
    made = table(5)
    assert made.capacity == 5
    assert not made.used.any()
    for name, declared in table.declared.items():
        array = made.arrays()[name]
        assert array.shape == (5, *declared.shape)
        assert array.dtype == declared.dtype
        assert (array == declared.empty).all(), name


def test_growing_keeps_what_is_there() -> None:
    things = filled(4)
    things.grow(9)
    assert things.capacity == 9
    assert things.weight[:4].tolist() == [0.5] * 4
    assert things.parts[:4].ravel().tolist() == list(range(12))
    assert (things.weight[4:] == -1).all()
    assert (things.parts[4:] == 7).all()
    assert things.used.tolist() == [True] * 4 + [False] * 5


def test_restoring_copies() -> None:
    things, other = filled(4), Things(0)
    other.restore(things.arrays())
    assert other.digests() == things.digests()
    things.weight[0] = 9.0
    assert other.weight[0] == 0.5


def test_restoring_other_columns_is_refused() -> None:
    arrays = filled(2).arrays()
    del arrays["parts"]
    with pytest.raises(ValueError, match=r"Things has other columns: \['parts'\]"):
        Things(0).restore(arrays)


def test_a_digest_tells_which_column_differs() -> None:
    one, two = filled(4), filled(4)
    two.parts[3, 2] += 1
    differing = {name for name, found in one.digests().items() if found != two.digests()[name]}
    assert differing == {"parts"}


def test_room_is_made_for_ties_residents_and_arrangements(lived: Lived) -> None:
    town = lived().town
    before = town.digest()
    used = int(town.ties.used.sum())
    town.room_for_ties(5000)
    assert town.top[0] >= 5000
    free = town.stack[: town.top[0]]
    assert len(np.unique(free)) == len(free) == town.ties.capacity - used
    assert not town.ties.used[free].any()
    for room, table in ((town.room_for_residents, town.residents), (town.room_for_arrangements, town.arrangements)):
        rows = room(4000)
        assert len(np.unique(rows)) == 4000
        assert not table.used[rows].any()
    assert town.needs.capacity == town.residents.capacity
    assert town.digest() == before


def test_the_digest_of_a_town_sees_every_column(lived: Lived) -> None:
    model = lived()
    town, plain = model.town, model.town.digest()
    for table_name, table in town.tables().items():
        row = np.flatnonzero(table.used)[0]
        for name in table.declared:
            if (table_name, name) in (("residents", "home"), ("homes", "members")) or name in ("ties", "ends", "tie"):
                continue
            array = table.arrays()[name]
            kept = array[row].copy()
            array[row] = ~kept if array.dtype == np.bool_ else kept + 1
            assert town.digest() != plain, f"{table_name}.{name}"
            array[row] = kept
    assert town.digest() == plain
