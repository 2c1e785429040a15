"""A municipality of two neighbourhoods: everything has a neighbourhood and is told apart."""

import dataclasses
import datetime
from functools import cache

import numpy as np
import pytest

import invariants
from conftest import BASELINE
from samenredzaam.errors import InputError
from samenredzaam.mechanisms.governing import Governing
from samenredzaam.mechanisms.planning import Planning
from samenredzaam.mechanisms.ruling import Ruling
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import CRISES, FOR_RULES
from samenredzaam.recording import GROUPS
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_changes import Change
from test_twins_week import TWINS, _climb, live_until
from twins.plain import differences, plain

CODES = ("WK036391", "WK036366")
BUSY = dataclasses.replace(
    BASELINE,
    profile="amsterdam-wk036391",
    beside=("amsterdam-wk036366",),
    start_policy={"volunteer_support_hours": 40.0, "team_hours": 120.0, "meeting_places": 3.0},
)
RESIDENTS, SEED, SPIN_UP, WEEKS = 250, 5, 20, 12


@cache
def founded() -> NeighbourhoodModel:
    return NeighbourhoodModel(BUSY, SEED, residents=RESIDENTS, spin_up_weeks=SPIN_UP)


def town_of_two(scenario: Scenario = BUSY, weeks: int = 0) -> NeighbourhoodModel:
    model = founded().branch(scenario)
    for _ in range(weeks):
        model.step()
    return model


def test_hours_money_and_people_add_up_in_each() -> None:
    model, contract = town_of_two(), np.zeros(2, dtype=np.int64)
    for _ in range(40):
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
        contract += model.town.ledgers.contract
    assert (model.town.population() > RESIDENTS * 0.9).all()
    assert (model.town.ledgers.given_by_rung.sum(axis=1) > 0).all()
    assert (contract > 0).all()


@pytest.mark.parametrize("name", list(TWINS))
def test_mechanism_equals_its_twin(name: str) -> None:
    model = town_of_two(weeks=WEEKS)
    for _ in range(3):
        mechanism = live_until(model, name)
        twin = plain(model.town)
        TWINS[name](mechanism, twin)
        mechanism.step(model.town)
        assert differences(twin, plain(model.town)) == []
        for after in model.mechanisms.week[model.mechanisms.week.index(mechanism) + 1 :]:
            after.step(model.town)


def test_ladder_equals_its_twins() -> None:
    model = town_of_two(weeks=WEEKS)
    for _ in range(3):
        support = live_until(model, "Support")
        _climb(model, support)
        for after in model.mechanisms.week[model.mechanisms.week.index(support) + 1 :]:
            after.step(model.town)


def test_each_is_counted_apart_and_both_are_the_whole() -> None:
    model = town_of_two(weeks=WEEKS)
    recorder, names, groups = model.recorder, list(model.recorder.metrics), list(model.recorder.groups)
    assert groups == [*GROUPS, *CODES]
    values = dict(zip(names, recorder.measure(model.town), strict=True))
    both = [groups.index(code) for code in CODES]
    assert values["residents_count"][both].sum() == values["residents_count"][0] == model.town.population().sum()
    people = model.town.residents
    for place, at in zip(both, range(2), strict=True):
        here = people.used & (people.neighbourhood == at) & (people.age >= 18)
        lonely = people.loneliness[here] >= 2.5  # 3 or more as people report it: a whole number
        assert values["lonely_share"][place] == pytest.approx(lonely.mean(), abs=1e-5)


def test_a_policy_for_one_takes_effect_in_that_one() -> None:
    date = BUSY.start + datetime.timedelta(weeks=WEEKS)
    change = Change("team_hours", date, "value", 20.0, neighbourhoods=(CODES[1],))
    changed = town_of_two(dataclasses.replace(BUSY, changes=(change,)), weeks=WEEKS)
    unchanged = town_of_two(weeks=WEEKS)
    assert changed.town.digest() == unchanged.town.digest()
    for _ in range(3):
        changed.step()
        unchanged.step()
    assert changed.town.ledgers.contract[0] == unchanged.town.ledgers.contract[0]
    assert changed.town.ledgers.contract[1] < unchanged.town.ledgers.contract[1] / 2


def test_a_deficit_of_one_makes_assessment_stricter_in_both() -> None:
    strict = {}
    for spent in (0, 10**9):
        town = town_of_two().town
        town.week = 52
        town.deciders.municipality.spent_cents = [spent, 0]
        Governing().step(town)
        strict[spent] = [Planning._strictness(town, at) for at in (0, 1)]
    assert min(strict[10**9]) > max(strict[0])


def test_a_rule_after_an_incident_in_one_holds_in_both() -> None:
    model = town_of_two()
    model.step()
    without = model.town.ledgers.professional[:, FOR_RULES].copy()
    model.town.ledgers.clear()
    model.town.ledgers.events[0, CRISES] = 20
    Ruling(incident_share=1.0).step(model.town)
    assert 0 < len(model.town.deciders.municipality.rules) <= 20
    assert model.town.ledgers.incidents.tolist() == [20, 0]
    model.step()
    assert (model.town.ledgers.professional[:, FOR_RULES] > without).all()


def test_neighbourhoods_lie_side_by_side_and_are_scaled_alike() -> None:
    town = town_of_two().town
    assert town.codes == CODES
    first, second = (town.homes.x[town.homes.neighbourhood == at] for at in (0, 1))
    assert first.max() < second.min()
    assert town.population().tolist() == pytest.approx([RESIDENTS, RESIDENTS * 8895 / 7915], rel=0.05)


def test_same_area_twice_is_refused() -> None:
    with pytest.raises(InputError, match="both profiles of WK036391"):
        NeighbourhoodModel(dataclasses.replace(BUSY, beside=("amsterdam-wk036391",)), 1, residents=100, spin_up_weeks=0)
