"""The municipality that rules and learns: rules after incidents, pruning, signals heard, its picture, free hours."""

import dataclasses
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import invariants
from conftest import BASELINE, Lived
from samenredzaam.mechanisms.adapting import Adapting
from samenredzaam.mechanisms.planning import Planning
from samenredzaam.mechanisms.ruling import Ruling
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import FREE_USES, Municipality
from samenredzaam.neighbourhood.ledgers import (
    ABOUT_REFUSAL,
    ABOUT_STAYING_AWAY,
    ABOUT_WAITING,
    CRISES,
    FOR_CONNECTING,
    FOR_RULES,
    FOR_TEAM,
    FOR_VOLUNTEERS,
    SUBJECTS,
    UNUSED,
)
from samenredzaam.neighbourhood.residents import FORMAL_NONE, FORMAL_QUEUE, SOCIAL
from samenredzaam.scenario import Scenario

PEOPLE = st.lists(st.integers(0, 500), min_size=len(SUBJECTS), max_size=len(SUBJECTS))


def scenario(parameters: dict[str, float] | None = None, **policy: float) -> Scenario:
    usual = {"volunteer_support_hours": 20.0, "connecting_hours": 4.0}
    return dataclasses.replace(BASELINE, start_policy=usual | policy, parameters=parameters or {})


def mechanism(model: NeighbourhoodModel, kind: type) -> Any:
    return next(one for one in model.mechanisms.week if isinstance(one, kind))


def municipality(neighbourhoods: int = 1) -> Municipality:
    return Municipality.of(mesa.Model(rng=1), neighbourhoods)


# ---------------------------------------------------------------- rules


def rules_after(lived: Lived, crises: int, weeks: int, parameters: dict[str, float], **policy: float) -> list[int]:
    """Return the rules in force after weeks with so many crises each."""
    town = lived(300, 1, scenario=scenario(parameters, **policy)).town
    answers = dataclasses.replace(Ruling(), **{name.split(".")[1]: value for name, value in parameters.items()})
    for week in range(weeks):
        town.week = week
        town.ledgers.clear()
        town.ledgers.events[0, CRISES] = crises
        answers.step(town)
    return town.deciders.municipality.rules


def test_rules_are_added_after_incidents_and_stay(lived: Lived) -> None:
    every = {"ruling.incident_share": 1.0}
    assert rules_after(lived, 2, 30, every, rule_after_incident_chance=1.0) == [
        week for week in range(30) for _ in "ab"
    ]
    some = rules_after(lived, 2, 30, every, rule_after_incident_chance=0.5)
    assert 15 < len(some) < 45
    assert rules_after(lived, 2, 30, every, rule_after_incident_chance=0.0) == []
    assert rules_after(lived, 0, 30, every, rule_after_incident_chance=1.0) == []
    assert rules_after(lived, 2, 30, {"ruling.incident_share": 0.0}, rule_after_incident_chance=1.0) == []


def test_the_oldest_are_scrapped_once_a_year(lived: Lived) -> None:
    every, policy = {"ruling.incident_share": 1.0}, {"rule_after_incident_chance": 1.0}
    assert rules_after(lived, 1, 60, every, **policy) == list(range(60))
    # In week 52 there are 53, of which 27 go; afterwards come eight more.
    assert rules_after(lived, 1, 61, every, **policy, rules_pruned_yearly_share=0.5) == list(range(27, 61))
    assert rules_after(lived, 1, 53, every, **policy, rules_pruned_yearly_share=1.0) == []


@given(st.lists(st.integers(0, 500)), st.floats(0.0, 1.0))
def test_pruning_takes_no_more_than_there_are_and_the_oldest(weeks: list[int], share: float) -> None:
    one = municipality()
    for week in sorted(weeks):
        one.add_rule(week)
    count = one.prune(share)
    assert 0 <= count <= len(weeks)
    assert one.rules == sorted(weeks)[count:]


def hours_with(model: NeighbourhoodModel, rules: int) -> np.ndarray:
    """Return what a week's hours of the team go to where so many rules were added."""
    twin = model.branch(model.scenario_used)
    twin.town.deciders.municipality.rules = list(range(rules))
    before = invariants.waiting(twin.town), twin.town.population()
    twin.step()
    invariants.check(twin.town, *before)
    return twin.town.ledgers.professional[0]


def test_each_rule_takes_of_professionals_and_of_guiding_volunteers(lived: Lived) -> None:
    model = lived(900, 2, weeks=3, scenario=scenario())
    none, ten, forty = (hours_with(model, rules) for rules in (0, 10, 40))
    assert none[FOR_RULES] < ten[FOR_RULES] < forty[FOR_RULES]
    assert none[FOR_VOLUNTEERS] > ten[FOR_VOLUNTEERS] > forty[FOR_VOLUNTEERS]
    free = lived(
        900, 2, weeks=3, scenario=scenario({"rules.minutes_per_rule": 0.0, "rules.guidance_share_per_rule": 0.0})
    )
    assert (hours_with(free, 40) == hours_with(free, 0)).all()


def let_many_wait(model: NeighbourhoodModel) -> None:
    needs = model.town.needs
    rows = np.flatnonzero((needs.stage[:, SOCIAL] == 1) & (needs.formal[:, SOCIAL] == FORMAL_NONE))
    needs.formal[rows, SOCIAL] = FORMAL_QUEUE
    needs.formal_since[rows, SOCIAL] = model.week


def test_pruned_hours_reach_connecting_work_only_where_it_is_protected(lived: Lived) -> None:
    """Rules that take nearly all time push connecting work out; scrapped, they give hours back to what comes first."""
    for protected in (1.0, 0.0):
        heavy = {"rules.minutes_per_rule": 40.0, "rules.guidance_share_per_rule": 0.0}
        model = lived(900, 2, weeks=3, scenario=scenario(heavy, protected_hours_share=protected))
        let_many_wait(model)
        full, pruned = hours_with(model, 27), hours_with(model, 0)
        assert full[FOR_RULES] > pruned[FOR_RULES]
        assert full[FOR_CONNECTING] == 0
        assert (pruned[FOR_CONNECTING] > 0) == (protected > 0.0)


# ---------------------------------------------------------------- what is heard


def test_so_much_is_heard_as_policy_says(lived: Lived) -> None:
    found = {}
    for share in (0.0, 0.3, 1.0):
        town = lived(300, 1, scenario=scenario(signals_heard_share=share)).town
        town.week = 0
        town.ledgers.clear()
        town.ledgers.signals[0] = [40, 40, 40, 40, 40]
        Adapting()._hear(town)
        found[share] = int(town.ledgers.heard.sum())
        assert town.deciders.municipality.heard[0] == town.ledgers.heard[0].tolist()
    assert found[0.0] == 0
    assert 40 < found[0.3] < 80
    assert found[1.0] == 200


def test_signals_about_refusals_make_milder_and_their_end_takes_it_back() -> None:
    one, course = municipality(), []
    for refusals in (3, 3, 3, 3, 0, 0, 0, 0, 0):
        one.hear(0, [refusals if subject == ABOUT_REFUSAL else 9 for subject in range(len(SUBJECTS))])
        one.reconsider(0, many=2.0, step=0.05, most=0.1)
        course.append(round(one.milder[0], 2))
    assert course == [0.0, 0.05, 0.1, 0.1, 0.1, 0.05, 0.0, 0.0, 0.0]
    assert one.heard == [[0] * len(SUBJECTS)]


def test_strictness_follows_and_stays_on_its_scale(lived: Lived) -> None:
    model = lived(300, 1, scenario=scenario(assessment_strictness=0.1))
    found = []
    for milder in (0.0, 0.05, 0.4):
        model.town.deciders.municipality.milder[0] = milder
        found.append(mechanism(model, Planning)._strictness(model.town, 0))
    assert found == [pytest.approx(0.1), pytest.approx(0.05), 0.0]


# ---------------------------------------------------------------- the picture


def looks(one: Municipality, there: list[int], quarters: int, in_touch: float, recorded: list[float]) -> list[float]:
    for _ in range(quarters):
        one.look(0, there, recorded, in_touch, pace=0.4, stands_for=5.0)
    return one.picture[0]


ONLY_STEPS = [1.0 if subject in (ABOUT_WAITING, ABOUT_REFUSAL) else 0.0 for subject in range(len(SUBJECTS))]


def test_who_is_in_touch_sees_all_at_once_and_registers_part_of_it_late() -> None:
    there = [10, 20, 30, 40, 50]
    assert looks(municipality(), there, 1, 1.0, ONLY_STEPS) == there
    late = looks(municipality(), there, 1, 0.0, ONLY_STEPS)
    assert late == pytest.approx([4.0, 8.0, 0.0, 0.0, 0.0])
    assert looks(municipality(), there, 30, 0.0, ONLY_STEPS) == pytest.approx([10.0, 20.0, 0.0, 0.0, 0.0], abs=0.01)
    assert looks(municipality(), there, 30, 0.0, [1.0] * len(SUBJECTS)) == pytest.approx(there, abs=0.01)


def test_a_signal_that_is_heard_shows_what_registers_do_not() -> None:
    one = municipality()
    one.hear(0, [0, 0, 0, 4, 0])
    assert looks(one, [10, 20, 30, 40, 50], 1, 0.0, ONLY_STEPS)[ABOUT_STAYING_AWAY] == pytest.approx(0.4 * 20)


@given(PEOPLE, st.lists(st.integers(0, 20), min_size=5, max_size=5), st.floats(0.0, 1.0), st.integers(1, 8))
def test_a_picture_is_never_more_than_what_is_told_or_there(
    there: list[int], heard: list[int], in_touch: float, quarters: int
) -> None:
    one = municipality()
    one.hear(0, heard)
    for people, told, seen in zip(there, heard, looks(one, there, quarters, in_touch, ONLY_STEPS), strict=True):
        assert 0.0 <= seen <= max(people, 5.0 * told) + 1e-9


# ---------------------------------------------------------------- free hours


@given(st.lists(PEOPLE, min_size=1, max_size=4))
def test_all_free_hours_are_placed_where_people_are_thought_to_be(pictures: list[list[int]]) -> None:
    one = municipality(len(pictures))
    one.place_as_before([[14.0, 2.0, 0.5, 10.0]] * len(pictures))
    before = one.placed
    one.picture = [[float(people) for people in here] for here in pictures]
    one.place()
    assert sum(map(sum, one.placed)) == pytest.approx(1.0)
    if not any(map(any, pictures)):
        assert one.placed == before
    for here, placed in zip(pictures, one.placed, strict=True):
        assert (sum(here) > 0) == (sum(placed) > 0) or not any(map(any, pictures))


def test_hours_go_to_the_neighbourhood_and_the_use_with_most_people_in_the_picture() -> None:
    one = municipality(2)
    one.picture = [[0.0, 10.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 30.0, 0.0]]
    one.place()
    assert one.placed == [[0.25, 0.0, 0.0, 0.0], [0.0, 0.0, 0.75, 0.0]]


@pytest.mark.parametrize("use", range(len(FREE_USES)), ids=FREE_USES)
def test_placed_hours_are_offered_and_paid(use: int, lived: Lived) -> None:
    model = lived(900, 2, weeks=3, scenario=scenario(free_hours=40.0))
    town, offered = model.town, []
    for placed in (0.0, 1.0):
        town.deciders.municipality.placed = [[placed * (number == use) for number in range(len(FREE_USES))]]
        town.ledgers.clear()
        town.policy = model.scenario_used.in_force(town.week, model.codes)
        mechanism(model, Planning).step(town)
        offers = town.offers
        offered.append(
            [
                int(offers.assessments[0]), int(offers.respite_minutes[0]), int(offers.outreach_visits[0]),
                int(offers.general_minutes[0]), int(town.ledgers.cents[0, 0, FOR_TEAM]),
            ]
        )  # fmt: skip
    more = [after - before for before, after in zip(*offered, strict=True)]
    hired = FREE_USES[use] == "outreach_hours"
    assert [number for number in range(5) if more[number]] == ([use, 4] if hired else [use])
    assert more[use] > 0
    assert town.ledgers.professional[0, UNUSED] >= 0


def test_leaders_in_touch_send_hours_to_those_who_stay_away(lived: Lived) -> None:
    """From registers the same hours go to assessors, and a share of those in difficulty stays unseen."""
    found = {}
    for in_touch in (0.0, 1.0):
        policy = {"leaders_in_touch": in_touch, "free_hours": 20.0, "signals_heard_share": 0.0}
        model = lived(900, 2, weeks=40, scenario=scenario(**policy))
        one = model.town.deciders.municipality
        short = sum(max(people - seen, 0.0) for people, seen in zip(one.there[0], one.picture[0], strict=True))
        found[in_touch] = one.placed[0][FREE_USES.index("outreach_hours")], short / sum(one.there[0])
    assert found[1.0][0] > found[0.0][0]
    assert found[1.0][1] == 0.0
    assert found[0.0][1] > 0.5


def test_monitoring_takes_hours_and_shows_more(lived: Lived) -> None:
    found = {}
    for hours in (0.0, 2.0):
        policy = {"monitoring_hours": hours, "leaders_in_touch": 0.0, "signals_heard_share": 0.0}
        model = lived(900, 2, weeks=40, scenario=scenario(**policy))
        one = model.town.deciders.municipality
        found[hours] = int(model.town.ledgers.professional[0, FOR_RULES]), one.picture[0][ABOUT_STAYING_AWAY]
    assert found[2.0][0] > found[0.0][0]
    assert found[2.0][1] > found[0.0][1] == 0.0


# ---------------------------------------------------------------- at rest, and remembered


def test_the_municipality_is_at_rest_during_spin_up() -> None:
    busy = scenario({"ruling.incident_share": 1.0, "signalling.noticed_share": 1.0}, rule_after_incident_chance=1.0)
    one = NeighbourhoodModel(busy, 1, residents=400, spin_up_weeks=60, record=False).town.deciders.municipality
    assert one.rules == []
    assert one.heard == one.there == [[0] * len(SUBJECTS)]
    assert one.picture == [[0.0] * len(SUBJECTS)]
    assert one.milder == [0.0]
    assert one.placed[0] == pytest.approx([hours / 26.5 for hours in (14.0, 2.0, 0.5, 10.0)])


def test_two_futures_of_one_town_share_no_memory(lived: Lived) -> None:
    model = lived(300, 1, weeks=2)
    kept, twin = model.town.saved(), model.branch(model.scenario_used)
    for other in (model, twin):
        other.town.deciders.municipality.add_rule(5)
    model.town.deciders.municipality.hear(0, [1] * len(SUBJECTS))
    assert kept["deciders"]["municipality"]["rules"] == []
    assert kept["deciders"]["municipality"]["heard"] == twin.town.deciders.municipality.heard
    assert twin.town.deciders.municipality.rules == [5]
