"""Every mechanism does, to the last bit, what its slow and obvious twin does."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conftest import GENEROUS, Lived
from samenredzaam.mechanisms.support import Support
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.residents import RUNGS
from samenredzaam.recording import VULNERABLE_SHARE
from twins import contact, couples, effects, formal, helping, needs, population, recording
from twins.plain import Plain, differences, plain

TWINS: dict[str, Callable[[Any, Plain], None]] = {
    "Ageing": population.ageing,
    "Dying": population.dying,
    "Admitting": population.admitting,
    "Moving": population.moving,
    "Pairing": couples.pairing,
    "Bearing": population.bearing,
    "KinElsewhere": contact.kin_elsewhere,
    "Needing": needs.needing,
    "Meeting": contact.meeting,
    "Befriending": contact.befriending,
    "Tending": contact.tending,
    "Straining": effects.straining,
    "Feeling": effects.feeling,
    "Volunteering": effects.volunteering,
}
RUNG_TWINS: dict[str, Callable[[Any, Plain, list[bool]], None]] = {
    "own": helping.own,
    "household": helping.household,
    "asking": helping.asking,
    "volunteers": helping.volunteers,
    "team": formal.team,
    "provision": formal.provision,
}
LADDER = ("own", "household", "asking", "volunteers", "team", "provision")

# residents, seed, weeks after the start: fixed before the first run.
STATES = [(250, 1, 2), (400, 2, 12), (300, 3, 60)]


def live_until(model: NeighbourhoodModel, name: str) -> Any:
    """Begin a week and live it up to a mechanism, which is returned and not yet lived."""
    town = model.town
    town.week += 1
    town.ledgers.clear()
    town.policy = model.scenario_used.in_force(town.week, model.codes)
    for mechanism in model.mechanisms.week:
        if type(mechanism).__name__ == name:
            return mechanism
        mechanism.step(town)
    raise AssertionError(f"there is no mechanism {name}")


def test_every_mechanism_has_a_twin() -> None:
    """Those that only decide are readable Python themselves."""
    from samenredzaam.mechanisms import WEEK

    assert {owner.__name__ for owner in WEEK} - TWINS.keys() == {"Governing", "Planning", "Support"}


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("name", list(TWINS))
def test_mechanism_equals_its_twin(name: str, state: tuple[int, int, int], lived: Lived) -> None:
    residents, seed, weeks = state
    model = lived(residents, seed, weeks=weeks)
    changed = 0
    for _ in range(4):
        mechanism = live_until(model, name)
        before = plain(model.town)
        twin = plain(model.town)
        TWINS[name](mechanism, twin)
        mechanism.step(model.town)
        assert differences(twin, plain(model.town)) == []
        changed += bool(differences(before, twin))
        for after in model.mechanisms.week[model.mechanisms.week.index(mechanism) + 1 :]:
            after.step(model.town)
    # What is rare need not happen in so few weeks here; that it does somewhere is seen to below.
    assert changed or name in ("Dying", "Admitting", "Bearing", "KinElsewhere", "Moving", "Pairing")


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("formal_first", [False, True])
def test_ladder_equals_its_twins(state: tuple[int, int, int], formal_first: bool, lived: Lived) -> None:
    residents, seed, weeks = state
    model = lived(residents, seed, weeks=weeks, scenario=GENEROUS)
    for _ in range(3):
        support = live_until(model, "Support")
        if formal_first:
            model.town.offers.ladder[:] = (0, 1, 4, 5, 2, 3)
        _climb(model, support)
        for after in model.mechanisms.week[model.mechanisms.week.index(support) + 1 :]:
            after.step(model.town)


def _climb(model: NeighbourhoodModel, support: Support) -> None:
    """Live the ladder of a week rung by rung, each beside its twin, and at the end see that the whole did the same."""
    town = model.town
    whole = model.branch(model.scenario_used)
    support.step(whole.town)
    twin = plain(town)
    helping.begin(twin)
    helping.keep(support.standing, twin)
    support._begin(town)
    assert differences(twin, plain(town)) == []
    active = np.ones(len(town.codes), dtype=np.bool_)
    for position in range(len(RUNGS)):
        name = LADDER[town.offers.ladder[0, position]]
        twin = plain(town)
        RUNG_TWINS[name](getattr(support, name), twin, active.tolist())
        getattr(support, name).step(town, active)
        assert differences(twin, plain(town)) == [], name
    twin = plain(town)
    formal.applying(support.applying, twin)
    support.applying.step(town)
    assert differences(twin, plain(town)) == []
    assert town.digest() == whole.town.digest()


def test_what_the_twins_were_compared_on_happened(lived: Lived) -> None:
    """In the weeks above people help in every way and stand in every queue: nothing is compared in vain."""
    given = np.zeros(len(RUNGS), dtype=np.int64)
    queues, outside = np.zeros(3, dtype=np.int64), 0
    for residents, seed, weeks in STATES:
        model = lived(residents, seed, weeks=weeks, scenario=GENEROUS)
        for _ in range(4):
            model.step()
            given += model.town.ledgers.given_by_rung.sum(axis=0)
            queues += model.town.ledgers.queue_in.sum(axis=0)
            outside += int(model.town.ledgers.outside_received.sum())
    assert (given > 0).all(), given
    assert (queues > 0).all(), queues
    assert outside > 0


def test_who_comes_and_goes_equals_the_twins(lived: Lived) -> None:
    """Deaths, admissions, moves and births of a larger neighbourhood, until each has happened."""
    model = lived(1000, 5, weeks=30)
    flows, admitted = np.zeros(6, dtype=np.int64), 0
    for _ in range(30):
        live_until(model, "Dying")
        # Heavy needs of care are rare among so few; here everyone of 65 with such a need has a heavy one.
        residents, stage = model.town.residents, model.town.needs.stage
        stage[(residents.age >= 65) & (stage[:, 2] > 0), 2] = 3
        twin = plain(model.town)
        for mechanism in model.mechanisms.week:
            name = type(mechanism).__name__
            if name in ("Dying", "Admitting", "Moving", "Pairing", "Bearing"):
                before = model.town.ledgers.flows.sum()
                mechanism.step(model.town)
                TWINS[name](mechanism, twin)
                admitted += int(model.town.ledgers.flows.sum() - before) if name == "Admitting" else 0
        assert differences(twin, plain(model.town)) == []
        flows += model.town.ledgers.flows.sum(axis=0)
        names = [type(mechanism).__name__ for mechanism in model.mechanisms.week]
        for mechanism in model.mechanisms.week[names.index("Bearing") + 1 :]:
            mechanism.step(model.town)
    assert (flows > 0).all(), flows
    assert admitted > 0


def test_who_would_leave_in_the_spin_up_equals_the_twins(lived: Lived) -> None:
    """While time stands still for the population, those who would leave lose whom they know here."""
    model = lived(1000, 5)
    ended = 0
    for week in range(-60, -40):  # weeks that were not lived before
        model.town.week = week
        for mechanism in model.mechanisms.week:
            name = type(mechanism).__name__
            if name in ("Dying", "Moving"):
                twin, before = plain(model.town), set(model.town.ties.identity.tolist())
                TWINS[name](mechanism, twin)
                mechanism.step(model.town)
                assert differences(twin, plain(model.town)) == []
                ended += len(before - set(model.town.ties.identity.tolist()))
        assert model.town.population().sum() == 1000
    assert ended > 100


@pytest.mark.parametrize("state", STATES, ids=str)
def test_recording_equals_its_twin(state: tuple[int, int, int], lived: Lived) -> None:
    residents, seed, weeks = state
    model = lived(residents, seed, weeks=weeks)
    model.step()
    world, recorder = plain(model.town), model.recorder
    expected = recording.measured(world, model.town.vulnerable_score)
    assert {group for _, group in expected} == set(recorder.groups)
    for (name, group), value in expected.items():
        found = model.measure(name, group)
        assert found == value or (math.isnan(found) and math.isnan(value)), (name, group)


def test_a_fifth_is_vulnerable_when_the_spin_up_ends(lived: Lived) -> None:
    model = lived(400, 2)
    world = plain(model.town)
    scores = sorted((recording.vulnerability(world, person) for person in world.people.values()), reverse=True)
    inside = [score for score in scores if score > model.town.vulnerable_score]
    assert len(inside) == len(scores) // VULNERABLE_SHARE
    assert inside == scores[: len(inside)]
