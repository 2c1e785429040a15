"""Traces: a system of the social domain makes somebody do something for somebody, who without it does not."""

import pytest

from trace_search import ROWS, needs_its_cause, traced
from traces import OTHER_SEEDS, of_signalling, told


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_somebody_does_something_for_somebody_because_of_it(name: str) -> None:
    trace = traced(name)
    assert trace is not None, "nothing happened in one run only"
    row, week = trace.row, trace.effect_week
    assert trace.cause.what in row.cause
    assert trace.cause in trace.on[trace.cause_week].events - trace.off[trace.cause_week].events
    there, not_there = (trace.off, trace.on) if row.gone else (trace.on, trace.off)
    assert trace.effect in there[week].events
    assert trace.effect not in not_there[week].events
    assert trace.cause.people & trace.effect.people
    assert needs_its_cause(trace)
    for who in trace.people:
        since = trace.since(who)
        for one, other in zip(trace.on[:since], trace.off[:since], strict=True):
            assert one.columns.get(who) == other.columns.get(who), "they differed before"
            assert {event for event in one.events ^ other.events if who in event.people} == set()
    assert f"Week {week}" in "".join(told(trace))


def test_who_are_not_introduced_have_nothing_to_do_with_each_other() -> None:
    trace = traced("S11")
    assert trace is not None
    for week, lived in enumerate(trace.off):
        assert not any(event.people == trace.effect.people for event in lived.events), week


def test_people_live_otherwise_because_of_signals() -> None:
    written, _, different = of_signalling()
    assert written > 0
    assert different


def test_signals_bring_outreach_to_somebody() -> None:
    """Not in the town of the other traces, where the page says so."""
    assert traced("S18") is None
    assert any(traced("S18", seed) for seed in OTHER_SEEDS)
