"""Irritation of professionals: what drives and relieves it, who retreats, what they then do not do, and coming back."""

import dataclasses
import datetime
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import invariants
from conftest import BASELINE, Lived
from samenredzaam.mechanisms.chafing import Chafing
from samenredzaam.mechanisms.staffing import Staffing
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import Professional, Team
from samenredzaam.neighbourhood.ledgers import (
    FOR_CONNECTING,
    FOR_LEARNING,
    FOR_OUTREACH,
    FOR_RULES,
    FOR_VOLUNTEERS,
    UNUSED,
    Ledgers,
)
from samenredzaam.neighbourhood.residents import DIRECTIVE, FORMAL_CASE, FORMAL_NONE, FORMAL_QUEUE, OUTREACH, SOCIAL
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_changes import Change

RELIEFS = ("room_relieves", "voice_relieves", "learning_relieves", "success_relieves")
CLIENT_LED_ONLY = {
    "team_hours": 160.0, "style_directive": 0.0, "style_activating": 0.0, "style_laissez_faire": 0.0,
    "style_client_led": 1.0, "client_steers_share": 1.0, "connecting_hours": 4.0,
}  # fmt: skip


def scenario(parameters: dict[str, float] | None = None, **policy: float) -> Scenario:
    return dataclasses.replace(BASELINE, start_policy=CLIENT_LED_ONLY | policy, parameters=parameters or {})


def team_of(model: NeighbourhoodModel) -> list[Professional]:
    return [one for one in model.town.deciders.professionals if one]


def retreat(model: NeighbourhoodModel) -> None:
    """Let the whole team have retreated, so far that nobody comes back for weeks."""
    for one in team_of(model):
        one.irritation, one.retreated = 1.0, True


def mechanism(model: NeighbourhoodModel, kind: type) -> Any:
    return next(one for one in model.mechanisms.week if isinstance(one, kind))


# ---------------------------------------------------------------- coming back takes more than leaving took


def swept(relief: float) -> tuple[list[float], list[float]]:
    """Return the irritation of one professional at rest, at each drive going up, and at the same ones going down."""
    one = Professional(mesa.Model(rng=1), neighbourhood=0, number=1, hired_week=0, contract_minutes=1800)
    drives, found = [step / 20 for step in range(25)], []
    for drive in drives + drives[::-1]:
        for _ in range(400):
            one.feel(drive, relief, 0.05, 0.6)
        found.append(one.irritation)
    return found[:25], found[:24:-1]


def test_a_professional_comes_back_later_than_they_left() -> None:
    """With relief a drive between the two finds someone calm on the way up, and in retreat on the way down."""
    up, down = swept(0.3)
    assert max(down[step] - up[step] for step in range(25)) == pytest.approx(0.3, abs=0.01)
    assert sum(after > 0.6 for after in down) > sum(before > 0.6 for before in up)
    # Without relief there is one curve, and no loop.
    up, down = swept(0.0)
    assert up == pytest.approx(down, abs=1e-6)


STEPS, STEP_WEEKS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6), 20


def loop(parameters: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean irritation of a team at each rule pressure going up and going down, in a living town."""
    going = [*STEPS, *STEPS[::-1]]
    changes = tuple(
        Change("rule_pressure", BASELINE.start + datetime.timedelta(weeks=STEP_WEEKS * number), "value", pressure)
        for number, pressure in enumerate(going)
    )
    quick = parameters | {"chafing.pace": 0.4, "staffing.leave_chance": 0.0}
    planned = dataclasses.replace(BASELINE, changes=changes, parameters=quick, start_policy={"team_hours": 120.0})
    model, found = NeighbourhoodModel(planned, 3, residents=900, spin_up_weeks=10, record=False), []
    for _ in going:
        for _ in range(STEP_WEEKS):
            model.step()
        found.append(np.mean([one.irritation for one in team_of(model)]))
    return np.array(found[: len(STEPS)]), np.array(found[: len(STEPS) - 1 : -1])


def test_a_team_comes_back_later_than_it_left() -> None:
    """Rule pressure swept up and down gives two curves; without what relieves, nearly one."""
    up, down = loop({})
    bare_up, bare_down = loop({f"chafing.{name}": 0.0 for name in RELIEFS})
    gap, bare_gap = float(np.max(down - up)), float(np.max(bare_down - bare_up))
    assert gap > 0.2
    assert bare_gap < gap / 3


def test_nobody_retreats_where_the_threshold_is_out_of_reach(lived: Lived) -> None:
    high = {"chafing.threshold": 1.0, "chafing.threshold_spread": 0.0}
    for parameters, retreated in (({}, True), (high, False)):
        model = lived(600, 5, weeks=60, scenario=scenario(parameters, rule_pressure=0.7))
        assert any(one.retreated for one in team_of(model)) == retreated


@given(
    drive=st.floats(-1.0, 3.0), relief=st.floats(0.0, 3.0), pace=st.floats(0.005, 0.5), start=st.floats(0.0, 1.0),
    threshold=st.floats(0.1, 1.0),
)  # fmt: skip
def test_irritation_stays_on_its_scale(
    drive: float, relief: float, pace: float, start: float, threshold: float
) -> None:
    one = Professional(mesa.Model(rng=1), neighbourhood=0, number=1, hired_week=0, irritation=start)
    for _ in range(20):
        one.feel(drive, relief, pace, threshold)
        assert 0.0 <= one.irritation <= 1.0
        assert one.retreated == (one.irritation > threshold)


# ---------------------------------------------------------------- what irritates and what relieves


@pytest.mark.parametrize(
    ("policy", "parameter"),
    [
        ({"rule_pressure": 0.5}, {"chafing.rules_irritate": 0.0}),
        ({"worker_room": 0.0}, {"chafing.room_relieves": 0.0}),
        ({"learning_hours": 0.0}, {"chafing.learning_relieves": 0.0}),
        ({"client_steers_share": 0.0}, {"chafing.conflict_irritates": 0.0}),
    ],
    ids=str,
)
def test_policy_irritates_through_its_own_weight_alone(
    policy: dict[str, float], parameter: dict[str, float], lived: Lived
) -> None:
    calm = {"chafing.colleagues_infect": 0.0, "chafing.threshold": 1.0, "staffing.irritation_leaves": 0.0}

    def mood(parameters: dict[str, float], **changed: float) -> float:
        model = lived(600, 5, weeks=30, scenario=scenario(calm | parameters, **changed))
        return float(np.mean([one.irritation for one in team_of(model)]))

    usual = {"rule_pressure": 0.3, "learning_hours": 4.0}
    worse, off = usual | policy, calm | parameter
    assert mood({}, **worse) > mood({}, **usual) + 0.02
    # What chance and caseload add beside it is small.
    assert mood(off, **worse) < mood(off, **usual) + 0.02


def test_a_cut_makes_those_who_stay_uncertain() -> None:
    model = mesa.Model(rng=1)
    professionals: list[Professional | None] = []
    team = Team(model, neighbourhood=0, vacant=[])
    team.staff(professionals, 9000, 1800, week=0)
    assert team.uncertainty(5) == 0.0
    team.staff(professionals, 5400, 1800, week=1)
    assert team.uncertainty(3) == pytest.approx(2 / 5)
    for _ in range(52):
        team.remember(51 / 52)
    assert 0.1 < team.uncertainty(3) < 0.25
    # A post that stands vacant is one of which nobody knows who does the work; it was not cut.
    team.posts_cut = 0.0
    team.let_go(professionals, 0)
    team.vacant.append(30)
    team.staff(professionals, 5400, 1800, week=2)
    assert team.posts_cut == 0.0
    assert team.uncertainty(2) == pytest.approx(1 / 3)


def test_a_cut_irritates_because_of_uncertainty(lived: Lived) -> None:
    moods = {}
    for weight in (2.0, 0.0):
        model = lived(900, 5, weeks=10, scenario=scenario({"chafing.uncertainty_irritates": weight}))
        cut = Change("team_hours", BASELINE.start + datetime.timedelta(weeks=11), "value", 100.0)
        twins = model.branch(dataclasses.replace(model.scenario_used, changes=(cut,))), model
        for twin in twins:
            for _ in range(10):
                twin.step()
        moods[weight] = [np.mean([one.irritation for one in team_of(twin)]) for twin in twins]
    assert moods[2.0][0] > moods[2.0][1] + 0.1
    assert moods[0.0][0] < moods[0.0][1] + 0.05


def test_colleagues_infect_one_another(lived: Lived) -> None:
    model = lived(900, 5, weeks=5, scenario=scenario())
    for infects in (0.6, 0.0):
        twin = model.branch(model.scenario_used)
        first, *others = team_of(twin)
        for one in others:
            one.irritation = 0.0
        first.irritation = 1.0
        calm = model.branch(model.scenario_used)
        for one in team_of(calm):
            one.irritation = 0.0
        for town in (twin.town, calm.town):
            dataclasses.replace(mechanism(model, Chafing), colleagues_infect=infects, rules_irritate=3.0).step(town)
        assert (others[0].irritation > team_of(calm)[1].irritation) == (infects > 0.0)


def test_the_irritated_leave_more_often(lived: Lived) -> None:
    model = lived(900, 5, weeks=5, scenario=scenario())
    gone = {}
    for factor in (5.0, 0.0):
        for mood in (0.0, 1.0):
            twin = model.branch(model.scenario_used)
            count = 0
            for week in range(60):
                twin.town.week = model.week + week
                for one in team_of(twin):
                    one.irritation = mood
                twin.town.ledgers.clear()
                dataclasses.replace(mechanism(model, Staffing), leave_chance=0.01, irritation_leaves=factor).step(
                    twin.town
                )
                count += int(twin.town.ledgers.turnover.sum())
            gone[factor, mood] = count
    assert gone[5.0, 1.0] > gone[5.0, 0.0]
    assert gone[0.0, 1.0] == gone[0.0, 0.0]


# ---------------------------------------------------------------- what who has retreated no longer does

WEEKS_OF_WORK = st.tuples(
    st.integers(0, 2400), st.floats(0.0, 1.0), st.lists(st.integers(0, 300), min_size=4, max_size=4),
    st.integers(0, 2000), st.floats(0.0, 1.0), st.integers(0, 2000),
)  # fmt: skip


def week_of(work: tuple[Any, ...], retreated: bool) -> np.ndarray:
    contract, rules, planned, asked, protected, waiting = work
    ledgers = Ledgers(1)
    one = Professional(
        mesa.Model(rng=1), neighbourhood=0, number=1, hired_week=0, contract_minutes=contract, retreated=retreated
    )
    spent = one.plan_week(rules, 0.0, planned, asked, 240, protected_share=protected, waiting_minutes=waiting)
    ledgers.post_weeks(0, [spent])
    assert ledgers.professional.sum() == ledgers.contract.sum() == contract
    assert (ledgers.professional >= 0).all()
    assert one.case_minutes <= asked
    assert one.places == ledgers.professional[0, UNUSED] // 240
    return ledgers.professional[0]


@given(WEEKS_OF_WORK)
def test_who_has_retreated_does_cases_and_procedure(work: tuple[Any, ...]) -> None:
    usual, after = week_of(work, retreated=False), week_of(work, retreated=True)
    assert not after[[FOR_VOLUNTEERS, FOR_CONNECTING, FOR_OUTREACH]].any()
    assert after[FOR_RULES] >= usual[FOR_RULES]
    # What is given up is not there for new clients: procedure takes it.
    assert after[UNUSED] <= max(usual[UNUSED], 0) + usual[FOR_LEARNING]


def test_connecting_work_stops_where_the_team_has_retreated(lived: Lived) -> None:
    model = lived(900, 5, weeks=10, scenario=scenario())
    made = []
    for away in (False, True):
        twin, count = model.branch(model.scenario_used), 0
        for _ in range(8):
            if away:
                retreat(twin)
            before = invariants.waiting(twin.town), twin.town.population()
            twin.step()
            invariants.check(twin.town, *before)
            count += int(twin.town.ledgers.professional[0, FOR_CONNECTING])
        made.append(count)
    assert made[0] > 0
    assert made[1] == 0


def test_new_cases_of_who_has_retreated_are_directive_and_those_of_outreach_are_not(lived: Lived) -> None:
    model = lived(900, 7, weeks=5, scenario=scenario())
    for away in (False, True):
        twin = model.branch(model.scenario_used)
        needs = twin.town.needs
        waiting = np.argwhere((needs.formal == FORMAL_NONE) & (needs.stage == 1))
        waiting = waiting[waiting[:, 1] == SOCIAL][:8, 0]
        needs.formal[waiting, SOCIAL] = FORMAL_QUEUE
        needs.formal_since[waiting, SOCIAL] = twin.week
        needs.case_style[waiting[::2], SOCIAL] = OUTREACH
        if away:
            retreat(twin)
        twin.step()
        taken = waiting[needs.formal[waiting, SOCIAL] == FORMAL_CASE]
        found = np.isin(taken, waiting[::2])
        assert found.any()
        assert not found.all()
        assert (needs.case_style[taken[found], SOCIAL] == OUTREACH).all()
        assert ((needs.case_style[taken[~found], SOCIAL] == DIRECTIVE) == away).all()


def test_who_has_retreated_writes_no_signals(lived: Lived) -> None:
    everything = {"signalling.noticed_share": 1.0}
    model = lived(900, 5, weeks=10, scenario=scenario(everything, assessment_strictness=1.0, team_hours=300.0))
    seen = []
    for away in (False, True):
        twin, count = model.branch(model.scenario_used), 0
        for _ in range(12):
            if away:
                retreat(twin)
            twin.step()
            count += int(twin.town.ledgers.signals.sum() + twin.town.ledgers.unwritten.sum())
        seen.append(count)
    assert seen[0] > 0
    assert seen[1] == 0
