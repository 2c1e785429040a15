"""Working on outcome: the team asks what its hours brought, and moves hours to what brought more."""

import dataclasses

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import BASELINE, Lived
from samenredzaam.mechanisms.evaluating import WAYS, YEAR_WEEKS, Evaluating
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import Team
from samenredzaam.neighbourhood.ledgers import FOR_CONNECTING, FOR_VOLUNTEERS
from samenredzaam.scenario import Scenario

HOURS = {"team_hours": 120.0, "volunteer_support_hours": 8.0, "connecting_hours": 8.0}


def scenario(**policy: float) -> Scenario:
    return dataclasses.replace(BASELINE, start_policy=HOURS | policy)


def team(**kept: object) -> Team:
    return Team(mesa.Model(), neighbourhood=0, vacant=[], not_along=[], **kept)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 9000), st.integers(0, 9000))),
    st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.tuples(*[st.integers(0, 600)] * 4),
)  # fmt: skip
def test_what_is_moved_stays_within_bounds_and_the_sum_is_policy(
    years: list[tuple[int, int, int, int]], step: float, most: float, planned: tuple[int, ...]
) -> None:
    one = team()
    for by_match, by_contact, guided, brought in years:
        one.spend_on_ways([guided, brought])
        one.weigh_ways([by_match, by_contact], step, most)
        one.begin_year_of_ways()
        assert abs(one.moved_share) <= most
    moved = one.moved(list(planned))
    assert sum(moved) == sum(planned)
    assert min(moved) >= 0
    assert moved[2:] == list(planned[2:])


def test_hours_move_towards_what_brought_more_for_an_hour() -> None:
    one = team(way_minutes_before=(1000, 1000))
    one.weigh_ways([2, 6], 0.2, 0.8)
    assert one.moved_share == pytest.approx(0.1)
    assert one.moved([100, 40, 5, 7]) == [90, 50, 5, 7]
    one.way_minutes_before = (100, 10_000)
    for _ in range(20):
        one.weigh_ways([2, 6], 0.2, 0.8)
    assert one.moved_share == -0.8, "more ties, but far fewer for an hour"
    assert one.moved([100, 50, 5, 7]) == [140, 10, 5, 7]


@pytest.mark.parametrize(("seen", "before"), [([0, 0], (10, 10)), ([1, 5], (10, 0)), ([1, 5], (0, 10)), ([1, 5], ())])
def test_hours_stay_where_nothing_is_known(seen: list[int], before: tuple[int, ...]) -> None:
    one = team(way_minutes_before=before, moved_share=0.1)
    one.weigh_ways(seen, 0.5, 0.8)
    assert one.moved_share == 0.1


def slow(town: object, first: int) -> list[int]:
    """Count the ties made from a week on for a year that are still there, one by one."""
    ties, found = town.ties, [0, 0]  # type: ignore[attr-defined]
    for row in range(len(ties.identity)):
        for way, (_, maker) in enumerate(WAYS):
            young = first <= ties.made[row] < first + YEAR_WEEKS
            found[way] += int(ties.used[row] and young and ties.maker[row] == maker)
    return found


def test_ties_of_the_year_before_that_are_still_there_are_asked_about(lived: Lived) -> None:
    model = lived(900, 2, weeks=3 * YEAR_WEEKS - 1, scenario=scenario())
    town = model.town
    all_of_them = Evaluating._lasting(town, 0, 1.0)
    assert all_of_them == slow(town, town.week - 2 * YEAR_WEEKS + 1)
    assert min(all_of_them) > 0
    some = Evaluating._lasting(town, 0, 0.5)
    assert sum(some) < sum(all_of_them)
    assert Evaluating._lasting(town, 0, 0.0) == [0, 0]


def hours(model: NeighbourhoodModel, weeks: int) -> np.ndarray:
    """Return the minutes of weeks that go on volunteers and contact."""
    found = np.zeros(2, dtype=np.int64)
    for _ in range(weeks):
        model.step()
        found += model.town.ledgers.professional[0, (FOR_VOLUNTEERS, FOR_CONNECTING)]
    return found


def test_hours_move_to_what_brought_more_lasting_ties(lived: Lived) -> None:
    """From the end of the second year on, and the sum stays what it is; without the lever nothing moves."""
    years = 2 * YEAR_WEEKS
    asked, usual = (lived(900, 2, weeks=years, scenario=scenario(outcome_steering=share)) for share in (1.0, 0.0))
    one = asked.town.deciders.teams[0]
    assert one.moved_share != 0.0
    assert usual.town.deciders.teams[0].moved_share == 0.0
    asked_hours, usual_hours = hours(asked, 26), hours(usual, 26)
    assert np.sign(asked_hours - usual_hours).tolist() == [-np.sign(one.moved_share), np.sign(one.moved_share)]


def test_who_stops_asking_does_again_as_policy_says(lived: Lived) -> None:
    model = lived(300, 1, weeks=2, scenario=scenario())
    one = model.town.deciders.teams[0]
    one.spend_on_ways([5, 5])
    one.moved_share = 0.4
    Evaluating().step(model.town)
    assert (one.way_minutes, one.way_minutes_before, one.moved_share) == ((), (), 0.0)
