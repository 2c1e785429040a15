"""Tenders and steering: who leaves because of them, what ends, who pays; and nothing of it where there are none."""

import dataclasses

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import BASELINE, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import Team, WelfareOrganisation
from samenredzaam.neighbourhood.ledgers import FOR_ACTIVITIES, FOR_POSITIONING, FUNDS, MUNICIPALITY
from samenredzaam.scenario import Scenario

YEARS = 3


def under(policy: dict[str, float], **parameters: float) -> Scenario:
    return dataclasses.replace(
        BASELINE,
        start_policy=policy,
        parameters={name.replace("__", "."): value for name, value in parameters.items()},
    )


MISSION = {"meeting_places": 3.0, "mission_steering": 1.0}


@pytest.fixture
def model() -> NeighbourhoodModel:
    return NeighbourhoodModel("baseline", 1, residents=100, spin_up_weeks=0)


# Tenders.


@given(luck=st.floats(0, 0.999), interval=st.integers(1, 600), start=st.integers(0, 500))
def test_tenders_come_an_interval_apart_from_some_moment_on(luck: float, interval: int, start: int) -> None:
    team = Team(mesa.Model(), neighbourhood=0, vacant=[], not_along=[])
    held = []
    for week in range(start, start + 3 * interval):
        if team.tender_week == week:
            held.append(week)
        team.plan_tender(week, interval, luck)
    assert 2 <= len(held) <= 3
    assert start < held[0] <= start + interval
    assert set(np.diff(held)) == {interval}


def test_without_an_interval_there_is_no_tender(model: NeighbourhoodModel) -> None:
    team = model.town.deciders.teams[0]
    team.plan_tender(10, 104, 0.5)
    assert team.has_tender_within(60, 10)
    assert not team.has_tender_within(40, 10)
    team.plan_tender(11, 0, 0.5)
    assert not team.has_tender_within(1000, 11)


def yearly(scenario: Scenario, lived: Lived, residents: int = 1000) -> dict[str, float]:
    """Return sums of YEARS years of what tenders do."""
    town, found = None, dict.fromkeys(("tenders", "lost", "positioning", "left_bonds"), 0.0)
    model = lived(residents, 3, scenario=scenario)
    for _ in range(52 * YEARS):
        before = [one.identity for one in model.town.deciders.professionals if one]
        model.step()
        town = model.town
        found["tenders"] += town.ledgers.tenders.sum()
        found["lost"] += town.ledgers.tenders[:, 1].sum()
        found["positioning"] += town.ledgers.professional[:, FOR_POSITIONING].sum()
        after = {one.identity for one in town.deciders.professionals if one}
        found["left_bonds"] += sum(one not in after for one in before)
    return found


def test_who_loses_a_tender_leaves_with_the_bonds(lived: Lived) -> None:
    """Everybody leaves where all is lost and nobody goes along; nobody where the work is kept or all go along."""
    hours = {"tender_interval_years": 1.0, "team_hours": 160.0, "mission_above_survival": 0.0}
    quiet = {"staffing__leave_chance": 0.0}
    lost = yearly(under(hours, tendering__keeps_chance=0.0, tendering__goes_along_share=0.0, **quiet), lived)
    kept = yearly(under(hours, tendering__keeps_chance=1.0, **quiet), lived)
    along = yearly(under(hours, tendering__keeps_chance=0.0, tendering__goes_along_share=1.0, **quiet), lived)
    never = yearly(under(hours | {"tender_interval_years": 0.0}, **quiet), lived)
    assert lost["tenders"] == lost["lost"] == kept["tenders"] == along["lost"] >= 2
    assert lost["left_bonds"] > 0
    assert kept["left_bonds"] == along["left_bonds"] == never["left_bonds"] == 0
    assert kept["positioning"] > 0
    assert never["positioning"] == never["tenders"] == 0


def test_mission_first_fights_less_and_lets_people_go_along(lived: Lived) -> None:
    hours = {"tender_interval_years": 1.0, "team_hours": 160.0}
    parameters = {"staffing__leave_chance": 0.0, "tendering__keeps_chance": 1.0, "tendering__goes_along_share": 0.0}
    survival = yearly(under(hours | {"mission_above_survival": 0.0}, **parameters), lived)
    mission = yearly(
        under(hours | {"mission_above_survival": 1.0}, tendering__keeps_without_fight=0.0, **parameters), lived
    )
    assert survival["lost"] == 0 < mission["lost"]
    assert survival["positioning"] > 0 == mission["positioning"]
    assert mission["left_bonds"] == 0, "all go along"


# Steering.


def test_what_yields_nothing_ends_and_what_is_seen_goes_on(model: NeighbourhoodModel) -> None:
    organisation = WelfareOrganisation(model, neighbourhood=0, ending=[])
    organisation.look_back([7, 8, 9], [0, 1, 5], programme=6, least=1)
    assert organisation.ending == [7]
    assert organisation.known_share == 0.5
    organisation.expect_money(0, 100_000, 0.25, 0.2)
    assert organisation.hours_factor == pytest.approx(0.9), "half of the cut, since half is known"
    organisation.expect_money(90_000, 100_000, 0.25, 0.0)
    assert organisation.hours_factor == 1.25
    organisation.look_back([], [], programme=0, least=1)
    organisation.expect_money(0, 0, 0.25, 0.2)
    assert organisation.hours_factor == 0.8


def lives(scenario: Scenario, lived: Lived, residents: int = 600) -> tuple[int, int, int, int]:
    """Return over YEARS years: activities ended that made ties and that did not, cents of funds and municipality."""
    model, ended, cents = lived(residents, 2, scenario=scenario), np.zeros(2, dtype=int), np.zeros(2, dtype=int)
    for _ in range(52 * YEARS + 1):
        model.step()
        ended += model.town.ledgers.ended_activities[0]
        cents += model.town.ledgers.cents[0, (FUNDS, MUNICIPALITY), FOR_ACTIVITIES]
    return int(ended[1]), int(ended[0]), int(cents[0]), int(cents[1])


def test_mission_steering_ends_what_makes_no_ties_and_some_good_ones(lived: Lived) -> None:
    """Where each tie is put down rightly no good activity ends; where hardly any is, good ones end as well."""
    sharp = lives(under(MISSION, steering__attributed_share=1.0), lived)
    blunt = lives(under(MISSION, steering__attributed_share=0.05), lived)
    repeat = lives(under(MISSION | {"mission_steering": 0.0}), lived)
    assert sharp[0] == 0 < sharp[1]
    assert blunt[0] > 0
    assert repeat[:3] == (0, 0, 0)


def test_what_is_shown_brings_money_of_funds(lived: Lived) -> None:
    quiet = {"steering__attributed_share": 1.0, "steering__cut_response": 0.0}
    paid = lives(under(MISSION, **quiet), lived)
    nothing = lives(under(MISSION, steering__fund_eur_per_tie=0.0, **quiet), lived)
    assert paid[2] > 0 == nothing[2]


def test_a_council_that_is_short_cuts_what_is_not_shown(lived: Lived) -> None:
    """A deficit closes activities where nothing is known of them; where all is known, it cuts nothing."""
    short = {"provision_budget": 1.0, "meeting_places": 3.0}
    quiet = {"steering__fund_eur_per_tie": 0.0, "steering__young_weeks": 52}
    ran, factors = [], []
    for mission, response in ((0.0, 1.0), (0.0, 0.0), (1.0, 1.0)):
        scenario = under(short | {"mission_steering": mission}, **quiet, steering__cut_response=response)
        model = lived(600, 2, scenario=scenario)
        for _ in range(60):
            model.step()
        ran.append(int(np.count_nonzero(model.town.activities.used)))
        factors.append(model.town.deciders.welfare_organisations[0].hours_factor)
    assert factors == [pytest.approx(0.8), 1.0, 1.0]
    assert ran[0] < ran[1]
