"""Phases of a transition: read off the course of a share, level by level."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up import results as made_up_results
from samenredzaam.study.phases import LEVELS, Phase, phase_of, phases, rows, write, yearly
from samenredzaam.texts import Text


@pytest.mark.parametrize(
    ("course", "phase"),
    [
        ((0.1, 0.1, 0.11, 0.1), Phase.PREDEVELOPMENT),
        ((0.1, 0.11, 0.13, 0.16), Phase.ACCELERATION),
        ((0.1, 0.12, 0.15, 0.165), Phase.TAKE_OFF),
        ((0.1, 0.3, 0.5, 0.6, 0.6), Phase.STABILISATION),
        ((0.1, 0.2, 0.3, 0.3, 0.3), Phase.LOCK_IN),
        ((0.1, 0.3, 0.5, 0.3, 0.2), Phase.BACKLASH),
        ((0.4, 0.4, 0.2), Phase.PREDEVELOPMENT),
        ((0.3,), Phase.PREDEVELOPMENT),
    ],
)
def test_a_course_is_told_by_its_phases(course: tuple[float, ...], phase: Phase) -> None:
    assert phase_of(course) is phase


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_what_never_rose_has_no_backlash(course: list[float]) -> None:
    falling = sorted(course, reverse=True)
    assert phase_of(falling) is Phase.PREDEVELOPMENT


def test_years_are_whole_ones() -> None:
    ends = tuple(range(12, 130, 13))
    found = yearly(np.arange(len(ends), dtype=float)[None], ends)
    assert found.tolist() == [[1.5, 5.5]], "the ten quarters hold two whole years"


def test_levels_that_were_not_measured_are_left_out(tmp_path: Path) -> None:
    """Made-up results have none of what the levels need, so there is nothing to tell."""
    assert phases(made_up_results()) == {}


def test_table_tells_the_commonest_phase_and_in_how_many_runs(tmp_path: Path) -> None:
    found = {"cut": {"meso": Counter({Phase.TAKE_OFF: 2, Phase.LOCK_IN: 1})}}
    (row,) = rows(found, {"cut": Text("Bezuiniging", "A cut")}, "nl")
    assert list(row.values()) == ["Bezuiniging", "van start (2 van 3)"]
    lines = write(found, tmp_path).read_text(encoding="utf-8").splitlines()
    assert lines == ["scenario,level,phase,runs", "cut,meso,take-off,2", "cut,meso,lock-in,1"]


def test_levels_are_of_the_three_scales() -> None:
    assert [level.name for level in LEVELS] == ["micro", "meso", "macro"]
