"""Threads: parts that are all rows once, errors that come through, and the same lives with any number of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenredzaam import threads
from samenredzaam.errors import InputError
from samenredzaam.model import NeighbourhoodModel

RESIDENTS, SPIN_UP_WEEKS, WEEKS = 700, 8, 20


@given(rows=st.integers(0, 400_000), count=st.integers(1, 9))
def test_parts_are_all_rows_once_and_no_thread_has_little_to_do(rows: int, count: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(threads.VARIABLE, str(count))
        cut = threads.parts(rows)
    assert np.array_equal(np.concatenate([np.arange(rows)[part] for part in cut]), np.arange(rows))
    assert len(cut) == 1 or min(part.stop - part.start for part in cut) >= threads.LEAST_ROWS
    assert len(cut) == max(min(count, rows // threads.LEAST_ROWS), 1)


def lived(monkeypatch: pytest.MonkeyPatch, count: int) -> tuple[str, np.ndarray, int]:
    """Return what comes of a life with so many threads, and in how many parts most was done."""
    most = 0

    def counted(kernel, calls):
        nonlocal most
        most = max(most, len(calls))
        plainly(kernel, calls)

    plainly = threads.side_by_side
    with monkeypatch.context() as patch:
        patch.setenv(threads.VARIABLE, str(count))
        patch.setattr(threads, "LEAST_ROWS", 20)
        for module in ("samenredzaam.mechanisms.feeling", "samenredzaam.recording"):
            patch.setattr(f"{module}.side_by_side", counted)
        model = NeighbourhoodModel("baseline", 5, residents=RESIDENTS, spin_up_weeks=SPIN_UP_WEEKS)
        for _ in range(WEEKS):
            model.step()
    return model.town.digest(), np.array(model.history), most


def test_one_two_and_four_threads_live_the_same_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    digest, history, most = lived(monkeypatch, 1)
    assert most == 1
    for count in (2, 4):
        other_digest, other_history, most = lived(monkeypatch, count)
        assert most == count
        assert other_digest == digest
        assert np.array_equal(other_history, history, equal_nan=True)


def test_an_error_in_a_thread_is_raised() -> None:
    def fails(number: int) -> None:
        if number == 2:
            raise ValueError("the second part")

    with pytest.raises(ValueError, match="the second part"):
        threads.side_by_side(fails, [(1,), (2,), (3,)])


@pytest.mark.parametrize("given_here", ["0", "65", "two", "", "-1", "1.5", "\u00b2", "9" * 5000])
def test_another_number_of_threads_is_refused(given_here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(threads.VARIABLE, given_here)
    with pytest.raises(InputError, match=r"SAMENREDZAAM_THREADS .* from 1 to 64"):
        threads.thread_count()
