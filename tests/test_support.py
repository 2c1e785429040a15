"""The ladder of support: who comes first on a helper's week, and what each rung and lever does for somebody."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from conftest import BASELINE, Lived
from samenredzaam.mechanisms.support import Support
from samenredzaam.mechanisms.support.applying import Applying
from samenredzaam.mechanisms.support.standing import arrange
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import CALLS, CRISES, FOR_CRISIS, FOR_GENERAL, OFFERED, REACHED, VISITS
from samenredzaam.neighbourhood.links import other_end
from samenredzaam.neighbourhood.residents import (
    BY_CRISIS,
    BY_GENERAL,
    BY_HOUSEHOLD,
    BY_TIES,
    BY_VOLUNTEERS,
    ENDED_CLOSED,
    ENDED_LOST,
    ENDED_NOT,
    ENDED_PRICE,
    ENDED_REFUSED,
    FORMAL_NONE,
    PRACTICAL,
    ROLE_CARE,
)
from samenredzaam.neighbourhood.ties import HOUSEHOLD, OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_changes import Change
from test_twins_week import live_until
from twins import formal
from twins.plain import differences
from twins.plain import plain as as_plain

# residents, seed, weeks watched: fixed before the first run.
RESIDENTS, SEED, WEEKS = 800, 6, 26


def policy(lever: str, value: float) -> Scenario:
    """Return the baseline with a lever changed from the start, and no hours that the municipality places freely."""
    changes = {lever: value, "free_hours": 0.0}
    return dataclasses.replace(
        BASELINE, changes=tuple(Change(name, BASELINE.start, "value", amount) for name, amount in changes.items())
    )


def parameter(name: str, value: float) -> Scenario:
    return dataclasses.replace(BASELINE, parameters={name: value})


def lived_with(scenario: Scenario, lived: Lived) -> NeighbourhoodModel:
    """Return the neighbourhood at the start of a scenario; one that differs in parameters only from there on."""
    model = lived(RESIDENTS, SEED).branch(dataclasses.replace(BASELINE, changes=scenario.changes))
    model.mechanisms = type(model.mechanisms)(scenario.parameters)
    return model


Seen = Callable[[Town], np.ndarray]
"""What is seen of each resident at the end of a week, shape (rows,)."""


def events(model: NeighbourhoodModel, event: int) -> tuple[int, int]:
    """Live the weeks and return how often something happened, and what it cost (in general and in crises)."""
    count, cents = 0, 0
    for _ in range(WEEKS):
        model.step()
        count += int(model.town.ledgers.events[:, event].sum())
        cents += int(model.town.ledgers.cents[:, :, [FOR_GENERAL, FOR_CRISIS]].sum())
    return count, cents


def first_different(one: NeighbourhoodModel, two: NeighbourhoodModel, seen: Seen) -> tuple[int, int] | None:
    """Return the first week in which something else is seen of a resident of both, and the resident's identity."""
    for _ in range(WEEKS):
        one.step()
        two.step()
        ours, theirs = (
            dict(zip(model.town.residents.identity.tolist(), seen(model.town).tolist(), strict=True))
            for model in (one, two)
        )
        different = sorted(who for who in ours.keys() & theirs.keys() if who and ours[who] != theirs[who])
        if different:
            return one.town.week, different[0]
    return None


def row_of(town: Town, who: int) -> int:
    return int(np.flatnonzero(town.residents.identity == np.uint64(who))[0])


def met_by(rung: int) -> Seen:
    return lambda town: town.residents.met_minutes[:, rung].copy()


def invited(town: Town) -> np.ndarray:
    return town.residents.invited_until.copy()


def with_formal_help(town: Town) -> np.ndarray:
    return (town.needs.formal != FORMAL_NONE).any(axis=1)


# The order of claims on a helper.


def _set_up(town: Town) -> tuple[int, int, int, int]:
    """Leave three needs in a town: of a housemate, and of two people the same helper knows; return all four rows."""
    residents, needs, ties = town.residents, town.needs, town.ties
    for name in ("stage", "required_minutes", "reserved_minutes", "open_minutes", "formal", "granted_minutes"):
        getattr(needs, name)[:] = 0
    needs.complexity[:] = 0.0
    needs.lasting[:] = False
    needs.worker[:] = -1
    ties.outside_minutes[:] = 0
    town.arrangements.identity[:] = 0
    residents.strain[:] = 0.0
    residents.self_reliance[:] = 0.0
    residents.role[:] = 0
    ties.debt_minutes[:] = 0
    links = town.links()
    for helper in np.flatnonzero(residents.used & (residents.age >= 18)):
        known = [int(tie) for tie in residents.ties[helper] if tie >= 0]
        home = [other_end(links, tie, helper) for tie in known if ties.kind[tie] == HOUSEHOLD]
        away = [other_end(links, tie, helper) for tie in known if ties.kind[tie] != HOUSEHOLD]
        away = [one for one in away if one != OUTSIDE and residents.age[one] >= 18]
        home = [one for one in home if residents.age[one] >= 18]
        if len(home) == 1 and len(away) >= 2 and (town.homes.members[residents.home[helper]] >= 0).sum() == 2:
            return int(helper), int(home[0]), int(away[0]), int(away[1])
    raise AssertionError("nobody has a housemate and knows two others")


def _needs_help(town: Town, row: int, minutes: int, stage: int) -> None:
    needs = town.needs
    needs.stage[row, PRACTICAL] = stage
    needs.required_minutes[row, PRACTICAL] = needs.open_minutes[row, PRACTICAL] = minutes


def _tie_of(town: Town, one: int, two: int) -> tuple[int, int]:
    """Return the tie of two people, and which end `one` is."""
    links = town.links()
    tie = next(int(tie) for tie in town.residents.ties[one] if tie >= 0 and other_end(links, int(tie), one) == two)
    return tie, 0 if town.ties.ends[tie, 0] == one else 1


def test_claims_on_a_helper_come_in_their_order(lived: Lived) -> None:
    """Own household, what stands, requests by seriousness, offers, volunteering: each gets what the former left."""
    model = lived(RESIDENTS, SEED, weeks=4)
    town = model.town
    support = live_until(model, "Support")
    helper, housemate, friend, other = _set_up(town)
    residents = town.residents
    # Nobody else has time: whatever is given, this one helper gives.
    residents.free_minutes[:] = 0
    residents.free_minutes[helper] = 400
    residents.role[helper], residents.role_minutes[helper] = ROLE_CARE, 300
    residents.resting_until[helper] = town.week
    _needs_help(town, housemate, 200, 1)
    _needs_help(town, friend, 150, 1)
    _needs_help(town, other, 600, 2)
    tie, side = _tie_of(town, friend, helper)
    town.ties.made[tie] = town.week - 10
    arrange(town, np.array([[tie, side, PRACTICAL, 150]], dtype=np.int32), BY_TIES)
    town.arrangements.since[town.arrangements.used] = town.week - 5
    town.needs.unmet_weeks[other, PRACTICAL] = 10
    always = dataclasses.replace(
        support,
        household=dataclasses.replace(support.household, practical_share=1.0),
        standing=dataclasses.replace(support.standing, kin_stop_chance=0.0, others_stop_chance=0.0),
        asking=dataclasses.replace(support.asking, ask_constant=30.0, rounds=10, elsewhere_share=0.0),
    )
    always.step(town)
    received = residents.received_minutes
    assert received[housemate, BY_HOUSEHOLD] == 200
    assert received[friend, BY_TIES] == 150
    assert residents.given_minutes[helper] <= 400
    # What was left went to the most serious, who had to ask, or be offered it, or get it from a volunteer.
    assert received[other, BY_TIES] + received[other, BY_VOLUNTEERS] <= 50


@pytest.mark.parametrize(("free", "expected"), [(100, (100, 0)), (250, (200, 50)), (350, (200, 150))])
def test_those_at_home_come_before_what_was_agreed(free: int, expected: tuple[int, int], lived: Lived) -> None:
    model = lived(RESIDENTS, SEED, weeks=4)
    town = model.town
    support = live_until(model, "Support")
    helper, housemate, friend, _ = _set_up(town)
    town.residents.free_minutes[:] = 0
    town.residents.free_minutes[helper] = free
    town.residents.resting_until[helper] = town.week
    _needs_help(town, housemate, 200, 1)
    _needs_help(town, friend, 150, 3)
    tie, side = _tie_of(town, friend, helper)
    town.ties.made[tie] = town.week - 10
    arrange(town, np.array([[tie, side, PRACTICAL, 150]], dtype=np.int32), BY_TIES)
    town.arrangements.since[town.arrangements.used] = town.week - 5
    sure = dataclasses.replace(
        support,
        household=dataclasses.replace(support.household, practical_share=1.0),
        standing=dataclasses.replace(support.standing, kin_stop_chance=0.0, others_stop_chance=0.0),
        asking=dataclasses.replace(support.asking, rounds=0),
        offering=dataclasses.replace(support.offering, notice_chance=0.0),
    )
    sure.step(town)
    received = town.residents.received_minutes
    assert (int(received[housemate, BY_HOUSEHOLD]), int(received[friend, BY_TIES])) == expected


@pytest.mark.parametrize("serious", [0, 1])
def test_the_more_serious_request_comes_first(serious: int, lived: Lived) -> None:
    model = lived(RESIDENTS, SEED, weeks=4)
    town = model.town
    support = live_until(model, "Support")
    helper, _, *askers = _set_up(town)
    town.residents.free_minutes[:] = 0
    town.residents.free_minutes[helper] = 60
    town.residents.resting_until[helper] = town.week
    for place, asker in enumerate(askers):
        _needs_help(town, asker, 120, 2 if place == serious else 1)
    tasks = dataclasses.replace(support.asking.agreeing.tasks, burden=30.0)
    asking = dataclasses.replace(
        support.asking, ask_constant=30.0, elsewhere_share=0.0, rounds=1,
        agreeing=dataclasses.replace(support.asking.agreeing, tasks=tasks),
    )  # fmt: skip
    dataclasses.replace(support, asking=asking).step(town)
    received = town.residents.received_minutes[askers, BY_TIES].tolist()
    assert received == ([60, 0] if serious == 0 else [0, 60])


def test_a_request_comes_before_an_offer(lived: Lived) -> None:
    """With offers switched off, whoever asks still gets the same that week: offers take only what requests leave."""
    model = lived(RESIDENTS, SEED, weeks=4)
    support = live_until(model, "Support")
    assert isinstance(support, Support)
    active = np.ones(1, dtype=np.bool_)
    support._begin(model.town)
    for name in ("own", "household", "standing", "asking"):
        getattr(support, name).step(model.town, active)
    before = model.town.residents.met_minutes.copy()
    support.offering.step(model.town, active)
    assert (model.town.residents.met_minutes >= before).all()


# What each does for somebody, and that it vanishes when it is off.


def test_offers_vanish_when_nobody_notices(lived: Lived) -> None:
    assert events(lived_with(BASELINE, lived), OFFERED)[0] > 0
    assert events(lived_with(parameter("offering.notice_chance", 0.0), lived), OFFERED)[0] == 0
    there, gone = (lived_with(one, lived) for one in (BASELINE, parameter("offering.notice_chance", 0.0)))
    found = first_different(there, gone, met_by(BY_TIES))
    assert found is not None
    _, who = found
    met = [model.town.residents.met_minutes[row_of(model.town, who), BY_TIES] for model in (there, gone)]
    assert met[0] != met[1], "someone was helped who, unnoticed, was not helped so"


def test_general_provisions_vanish_without_hours(lived: Lived) -> None:
    there, gone = lived_with(policy("general_hours", 10.0), lived), lived_with(policy("general_hours", 0.0), lived)
    found = first_different(there, gone, met_by(BY_GENERAL))
    assert found is not None
    _, who = found
    with_, without = (row_of(model.town, who) for model in (there, gone))
    assert there.town.residents.met_minutes[with_, BY_GENERAL] > 0
    assert gone.town.needs.open_minutes[without].sum() > there.town.needs.open_minutes[with_].sum()
    for _ in range(WEEKS):
        gone.step()
        assert not gone.town.ledgers.given_by_rung[:, BY_GENERAL].any()


def test_a_walk_in_that_is_closed_has_no_visitors_and_invites_nobody(lived: Lived) -> None:
    there, gone = lived_with(BASELINE, lived), lived_with(policy("walk_in_hours", 0.0), lived)
    gone_too = lived_with(policy("walk_in_hours", 0.0), lived)
    found = first_different(there, gone, invited)
    assert found is not None
    assert there.town.residents.invited_until[row_of(there.town, found[1])] > there.town.week
    assert gone.town.residents.invited_until[row_of(gone.town, found[1])] < gone.town.week
    assert events(gone_too, VISITS)[0] == 0
    # Whoever was asked before the start remembers it for some weeks.
    assert gone_too.town.residents.asked_until.max() < gone_too.town.week


def test_wider_opening_brings_more_visitors(lived: Lived) -> None:
    few, many = (events(lived_with(policy("walk_in_hours", hours), lived), VISITS)[0] for hours in (4.0, 40.0))
    assert few < many


def test_outreach_vanishes_without_hours_and_without_avoiders(lived: Lived) -> None:
    def avoiding(scenario: Scenario) -> NeighbourhoodModel:
        model = lived_with(scenario, lived)
        model.town.residents.avoids_formal[model.town.residents.used] = True
        return model

    # Everyone avoids, so that in a small neighbourhood some are known.
    there, gone = (avoiding(policy("outreach_hours", hours)) for hours in (5.0, 0.0))
    found = first_different(there, gone, lambda town: town.needs.reached.any(axis=1))
    assert found is not None
    row = row_of(there.town, found[1])
    assert there.town.residents.approached[row] == there.town.week
    domain = int(there.town.needs.reached[row].argmax())
    assert there.town.needs.formal[row, domain] != FORMAL_NONE
    assert gone.town.needs.formal[row_of(gone.town, found[1]), domain] == FORMAL_NONE
    calls, _ = events(there, CALLS)
    assert calls > 0
    assert events(gone, CALLS)[0] == 0
    nobody = lived_with(policy("outreach_hours", 5.0), lived)
    nobody.town.residents.avoids_formal[:] = False
    nobody.mechanisms = type(nobody.mechanisms)({"people.avoids_formal_share": 0.0})
    assert events(nobody, REACHED)[0] == 0


@pytest.mark.parametrize(
    ("ended", "waits"),
    [(ENDED_NOT, False), (ENDED_CLOSED, False), (ENDED_LOST, True), (ENDED_REFUSED, True), (ENDED_PRICE, True)],
)
def test_people_ask_again_at_once_but_for_a_time_not_where_they_were_put_off(
    ended: int, waits: bool, lived: Lived
) -> None:
    """Everyone in need would ask; whoever was refused, found it dear or stayed away does so after half a year."""
    applying = dataclasses.replace(Applying(), constant=30.0)
    for weeks_ago in (0, applying.again_weeks - 1, applying.again_weeks):
        town = lived(RESIDENTS, SEED, weeks=4).town
        needs, there = town.needs, town.needs.stage > 0
        town.residents.avoids_formal[:] = False
        needs.formal[:], needs.granted_minutes[:] = FORMAL_NONE, 0
        needs.open_minutes[there], needs.unmet_weeks[there] = 60, applying.unmet_weeks
        needs.ended[there], needs.formal_since[there] = ended, town.week - weeks_ago
        town.needy = np.flatnonzero(there.any(axis=1))
        twin = as_plain(town)
        formal.applying(applying, twin)
        applying.step(town)
        assert differences(twin, as_plain(town)) == []
        asks = needs.formal[there] != FORMAL_NONE
        assert (asks == (not waits or weeks_ago == applying.again_weeks)).all(), weeks_ago


def test_who_avoids_formal_help_goes_nowhere_by_themselves(lived: Lived) -> None:
    model = lived_with(policy("outreach_hours", 0.0), lived)
    model.mechanisms = type(model.mechanisms)(
        {
            "people.avoids_formal_share": 1.0,
            "crisis.chance": 0.0,
            "team.carers_ask_chance": 0.0,
            "staffing.leave_chance": 0.0,
        }
    )
    town = model.town
    town.residents.avoids_formal[town.residents.used] = True
    town.needs.reached[:] = False
    for _ in range(WEEKS):
        model.step()
        assert not town.ledgers.events[:, VISITS].any()
        assert not town.ledgers.queue_in[:, 0].any()


def test_a_heavy_need_long_unmet_ends_in_a_crisis_that_costs(lived: Lived) -> None:
    def heavy(scenario: Scenario) -> NeighbourhoodModel:
        model = lived_with(scenario, lived)
        town = model.town
        town.needs.stage[town.needs.stage > 0] = 3
        town.needs.unmet_weeks[town.needs.stage > 0] = 60
        return model

    there, gone = heavy(parameter("crisis.chance", 0.05)), heavy(parameter("crisis.chance", 0.0))
    found = first_different(there, gone, met_by(BY_CRISIS))
    assert found is not None
    row = row_of(there.town, found[1])
    assert not there.town.needs.open_minutes[row].any(), "in a crisis nothing stays open"
    assert there.town.residents.crisis_until[row] > there.town.week
    assert there.town.ledgers.cents[:, :, FOR_CRISIS].sum() > 0
    for _ in range(WEEKS):
        gone.step()
        assert not gone.town.ledgers.cents[:, :, FOR_CRISIS].any()
        assert not gone.town.ledgers.events[:, CRISES].any()


def test_owing_and_loneliness_make_asking_harder_and_helpful_company_easier(lived: Lived) -> None:
    """Each weight alone changes who is helped by ties in some week; at 0 nothing of it is left."""
    none = {f"asking.{name}_weight": 0.0 for name in ("balance", "normal", "loneliness")}
    plain = dataclasses.replace(BASELINE, parameters=none)
    for name in none:
        weighed = dataclasses.replace(BASELINE, parameters=none | {name: 3.0})
        assert first_different(lived_with(weighed, lived), lived_with(plain, lived), met_by(BY_TIES)) is not None, name
    assert first_different(lived_with(plain, lived), lived_with(plain, lived), met_by(BY_TIES)) is None
