"""Hours, money and queues are posted once, on both sides, and never more than there was."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenredzaam.neighbourhood import postings
from samenredzaam.neighbourhood.end_to_end import places_of
from samenredzaam.neighbourhood.ledgers import (
    EXCHANGES,
    FEES,
    FOR_RULES,
    FOR_TEAM,
    MUNICIPALITY,
    OVERLOADED,
    QUEUE_TEAM,
    RESIDENTS,
    STATE,
    Ledgers,
)
from samenredzaam.neighbourhood.notes import notes_on
from samenredzaam.neighbourhood.postings import (
    HelpBook,
)
from samenredzaam.neighbourhood.residents import BY_HOUSEHOLD, BY_TEAM, BY_TIES, RUNGS
from samenredzaam.neighbourhood.ties import OUTSIDE

PEOPLE = 4


def book(
    open_minutes: int = 600, reserved: int = 0, free: int = 1000, strain: tuple[float, ...] = (0.0,) * PEOPLE
) -> HelpBook:
    """Return the books of four people with the same need in every domain, the last two in another neighbourhood."""
    zeros = np.zeros(PEOPLE, dtype=np.int32)
    return HelpBook(
        neighbourhood=np.array([0, 0, 1, 1], dtype=np.int16),
        free_minutes=np.full(PEOPLE, free, dtype=np.int32),
        committed_minutes=zeros.copy(),
        given_minutes=zeros.copy(),
        received_minutes=np.zeros((PEOPLE, len(RUNGS)), dtype=np.int32),
        met_minutes=np.zeros((PEOPLE, len(RUNGS)), dtype=np.int32),
        strain=np.array(strain, dtype=np.float32),
        leans_on_overloaded=np.zeros(PEOPLE, dtype=np.bool_),
        open_minutes=np.full((PEOPLE, 4), open_minutes, dtype=np.int32),
        reserved_minutes=np.full((PEOPLE, 4), reserved, dtype=np.int32),
        given_by_rung=np.zeros((2, len(RUNGS)), dtype=np.int64),
        outside_received=np.zeros((2, len(RUNGS)), dtype=np.int64),
        volunteered_minutes=zeros.copy(),
        exchanged_given=np.zeros((2, len(EXCHANGES)), dtype=np.int64),
        exchanged_received=np.zeros((2, len(EXCHANGES)), dtype=np.int64),
        notes=notes_on(np.zeros(0, dtype=np.bool_)),
    )


several_postings = st.lists(
    st.tuples(
        st.sampled_from([OUTSIDE, 0, 1, 2, 3]),
        st.sampled_from([OUTSIDE, 0, 1, 2, 3]),
        st.integers(0, 3),
        st.integers(0, 150),
        st.floats(0.1, 1.0),
    ).filter(lambda one: one[0] != one[1]),
    max_size=30,
)


@given(several_postings)
def test_hours_given_are_hours_received(made: list[tuple[int, int, int, int, float]]) -> None:
    ours = book(open_minutes=500, reserved=100, free=10_000)
    for helper, recipient, domain, minutes, share in made:
        at = int(ours.neighbourhood[recipient if recipient >= 0 else helper])
        before = int(ours.open_minutes[recipient, domain])
        met = postings.post_help(ours, helper, recipient, at, domain, BY_TIES, minutes, share)
        if recipient != OUTSIDE:
            assert met == min(int(minutes * share + 0.5), max(before - 100, 0))
            assert ours.open_minutes[recipient, domain] == before - met
    given = ours.given_by_rung.sum()
    assert given == sum(minutes for _, _, _, minutes, _ in made)
    assert given == ours.received_minutes.sum() + ours.outside_received.sum()
    from_here = sum(minutes for helper, _, _, minutes, _ in made if helper != OUTSIDE)
    assert ours.given_minutes.sum() == from_here
    assert (500 * 4 - ours.open_minutes.sum(axis=1) == ours.met_minutes.sum(axis=1)).all()
    assert (ours.open_minutes >= 100).all(), "people met what only professionals can"


def test_nobody_gives_more_than_their_hours() -> None:
    ours = book(free=60)
    postings.post_help(ours, 0, 1, 0, 0, BY_HOUSEHOLD, 60, 1.0)
    with pytest.raises(ValueError, match="beyond their hours"):
        postings.post_help(ours, 0, 1, 0, 0, BY_HOUSEHOLD, 1, 1.0)


def test_help_is_not_negative_and_own_work_not_beyond_the_need() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        postings.post_help(book(), 0, 1, 0, 0, BY_TIES, -1, 1.0)
    for minutes in (-1, 501):
        with pytest.raises(ValueError, match="more themselves than is open"):
            postings.post_own_work(book(open_minutes=600, reserved=100), 0, 0, minutes)
    for minutes in (-1, 601):
        with pytest.raises(ValueError, match="more than is open"):
            postings.post_formal_help(book(), 0, 0, BY_TEAM, minutes)


def test_professionals_first_meet_what_only_they_can() -> None:
    ours = book(open_minutes=600, reserved=100)
    postings.post_formal_help(ours, 0, 2, BY_TEAM, 60)
    assert (ours.open_minutes[0, 2], ours.reserved_minutes[0, 2]) == (540, 40)
    assert postings.informally_open(ours, 0, 2) == 500
    postings.post_formal_help(ours, 0, 2, BY_TEAM, 60)
    assert (ours.open_minutes[0, 2], ours.reserved_minutes[0, 2]) == (480, 0)


def test_whoever_is_helped_by_someone_overloaded_leans_on_them() -> None:
    ours = book(strain=(0.0, OVERLOADED + 0.1, OVERLOADED - 0.1, 0.0))
    postings.post_help(ours, 1, 0, 0, 0, BY_TIES, 10, 1.0)
    postings.post_help(ours, 2, 3, 1, 0, BY_TIES, 10, 1.0)
    assert ours.leans_on_overloaded.tolist() == [True, False, False, False]


@settings(max_examples=300)
@given(st.integers(0, 7000), st.floats(0.1, 1.0))
def test_minutes_for_a_need_meet_it_and_hardly_more(open_minutes: int, share: float) -> None:
    minutes = postings.minutes_for(open_minutes, share)
    assert int(minutes * share + 0.5) >= open_minutes
    assert minutes < open_minutes / share + 1.0


def test_agreed_time_is_kept_free() -> None:
    ours = book(free=300)
    ours.committed_minutes[0] = 120
    ours.given_minutes[0] = 60
    assert postings.minutes_left(ours, 0) == 120


def test_fees_are_booked_on_both_sides() -> None:
    ours = Ledgers(2)
    ours.post_money(1, MUNICIPALITY, FOR_TEAM, 500)
    ours.post_fees(1, 190, 1.0)
    assert ours.cents[1, RESIDENTS, FEES] == 190
    assert ours.cents[1, MUNICIPALITY].sum() == 310
    assert ours.cents.sum() == 500
    ours.post_fees(1, 101, 0.25)
    assert ours.cents[1, RESIDENTS, FEES] == 291
    assert ours.cents[1, MUNICIPALITY].sum() == 285
    assert ours.cents[1, STATE, FEES] == -76
    assert ours.cents.sum() == 500
    assert ours.cents[0].sum() == 0


def test_hours_are_not_booked_below_zero() -> None:
    with pytest.raises(ValueError, match="-5 minutes cannot be booked on rules"):
        Ledgers(1).post_hours(0, FOR_RULES, -5)


def test_a_queue_counts_each_need_of_a_neighbourhood() -> None:
    ours = Ledgers(2)
    ours.post_queue(QUEUE_TEAM, np.array([0, 1, 1]))
    ours.post_queue(QUEUE_TEAM, np.array([1, 1]), np.array([3, 4]))
    assert ours.queue_in[:, QUEUE_TEAM].tolist() == [1, 2]
    assert ours.queue_out[:, QUEUE_TEAM].tolist() == [0, 2]
    assert ours.waited_weeks[:, QUEUE_TEAM].tolist() == [0, 7]
    ours.clear()
    assert not any(account.any() for account in ours.arrays().values())


def test_every_part_of_an_account_is_found_end_to_end() -> None:
    ours = Ledgers(3)
    ours.everything[:] = np.arange(len(ours.everything))
    found = []
    for account in ours.arrays().values():
        for at in np.ndindex(account.shape[1:]):
            part = account[(slice(None), *at)]
            places = places_of(part, ours.everything)
            assert places is not None
            assert np.array_equal(ours.everything[places], part)
            found += places.tolist()
    assert sorted(found) == list(range(len(ours.everything)))
    assert places_of(ours.contract + 0, ours.everything) is None
    ours.clear()
    assert not any(account.any() for account in ours.arrays().values())
