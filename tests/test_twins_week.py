"""Every mechanism does, to the last bit, what its slow and obvious twin does."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conftest import GENEROUS, Lived
from samenredzaam.mechanisms.support import Support
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import CALLS, CRISES, EVENTS, REACHED, VISITS
from samenredzaam.neighbourhood.offers import FORMAL_FIRST
from samenredzaam.neighbourhood.residents import BY_CRISIS, RUNGS
from samenredzaam.recording import VULNERABLE_SHARE
from twins import (
    activities,
    caring,
    contact,
    couples,
    effects,
    formal,
    growing,
    helping,
    initiatives,
    needed,
    needs,
    population,
    professionals,
    recording,
)
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
    "Organising": activities.organising,
    "Gathering": activities.gathering,
    "Joining": activities.joining,
    "Hosting": activities.hosting,
    "Connecting": activities.connecting,
    "Counting": activities.counting,
    "GivingBack": growing.giving_back,
    "Swapping": growing.swapping,
    "Guiding": growing.guiding,
    "Cooperating": initiatives.cooperating,
    "Tending": contact.tending,
    "Straining": effects.straining,
    "Growing": growing.growing,
    "Feeling": effects.feeling,
    "Prescribing": professionals.prescribing,
    "Serving": professionals.serving,
    "Partnering": professionals.partnering,
    "Signalling": professionals.signalling,
    "Trusting": professionals.trusting,
    "Participating": growing.participating,
    "Volunteering": effects.volunteering,
}
RUNG_TWINS: dict[str, Callable[[Any, Plain, list[bool]], None]] = {
    "own": helping.own,
    "household": helping.household,
    "asking": helping.asking,
    "standing": lambda mechanism, world, active: helping.fit(world, active),
    "offering": helping.offering,
    "volunteers": helping.volunteers,
    "general": needed.general,
    "team": formal.team,
    "provision": formal.provision,
    "crisis": needed.crisis,
}
LADDER: tuple[tuple[str, ...], ...] = (
    ("own",), ("household", "standing"), ("asking", "offering"), ("volunteers",), ("general",), ("team",),
    ("provision",), ("crisis",),
)  # fmt: skip
"""The mechanisms of each rung."""

# residents, seed, weeks after the start: fixed before the first run.
STATES = [(250, 1, 2), (400, 2, 12), (300, 3, 60)]
LADDER_STATES = [*STATES, (900, 4, 30)]


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

    assert {owner.__name__ for owner in WEEK} - TWINS.keys() == {
        "Adapting",
        "Appropriating",
        "Chafing",
        "Following",
        "Governing",
        "Planning",
        "Ruling",
        "Spreading",
        "Staffing",
        "Steering",
        "Support",
        "Tendering",
        "Initiating",
        "Enlisting",
        "Evaluating",
        "Sustaining",
    }


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
    # What is rare need not happen in so few weeks here; that it does somewhere is seen to below, and for what policy
    # has to ask for first in test_participation and test_places, what residents begin in test_initiatives.
    rare = (
        "Dying", "Admitting", "Bearing", "KinElsewhere", "Moving", "Pairing", "Serving", "Swapping", "Guiding",
        "Joining", "Counting", "Signalling", "Partnering", "Cooperating",
    )  # fmt: skip
    assert changed or name in rare


@pytest.mark.parametrize("state", LADDER_STATES, ids=str)
@pytest.mark.parametrize("formal_first", [False, True])
def test_ladder_equals_its_twins(state: tuple[int, int, int], formal_first: bool, lived: Lived) -> None:
    residents, seed, weeks = state
    model = lived(residents, seed, weeks=weeks, scenario=GENEROUS)
    for _ in range(3):
        support = live_until(model, "Support")
        if formal_first:
            model.town.offers.ladder[:] = FORMAL_FIRST
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
    helping.ability(support.ability, twin)
    helping.keep(support.standing, twin)
    caring.returning(support.returning, twin)
    caring.respite(support.respite, twin)
    support._begin(town)
    assert differences(twin, plain(town)) == []
    active = np.ones(len(town.codes), dtype=np.bool_)
    for position in range(len(RUNGS)):
        for name in LADDER[town.offers.ladder[0, position]]:
            twin = plain(town)
            RUNG_TWINS[name](getattr(support, name), twin, active.tolist())
            getattr(support, name).step(town, active)
            assert differences(twin, plain(town)) == [], name
    twin = plain(town)
    formal.applying(support.applying, twin)
    support.applying.step(town)
    caring.sharing(support.sharing, twin)
    support.sharing.step(town)
    assert differences(twin, plain(town)) == []
    needed.outreach(support.outreach, twin)
    support.outreach.step(town)
    assert differences(twin, plain(town)) == []
    assert town.digest() == whole.town.digest()


def test_what_the_twins_were_compared_on_happened(lived: Lived) -> None:
    """In the weeks above people help in every way and stand in every queue: nothing is compared in vain."""
    given = np.zeros(len(RUNGS), dtype=np.int64)
    queues, outside = np.zeros(3, dtype=np.int64), 0
    for residents, seed, weeks in LADDER_STATES:
        model = lived(residents, seed, weeks=weeks, scenario=GENEROUS)
        for _ in range(4):
            model.step()
            given += model.town.ledgers.given_by_rung.sum(axis=0)
            queues += model.town.ledgers.queue_in.sum(axis=0)
            outside += int(model.town.ledgers.outside_received.sum())
    # A crisis is too rare for so few people and weeks; see below.
    assert (np.delete(given, BY_CRISIS) > 0).all(), given
    assert (queues > 0).all(), queues
    assert outside > 0


def test_crises_and_outreach_equal_the_twins(lived: Lived) -> None:
    """Where many needs are heavy and long unmet, and many avoid formal help, both happen to many."""
    model = lived(1000, 5, weeks=30)
    town, events = model.town, np.zeros(len(EVENTS), dtype=np.int64)
    active = np.ones(len(town.codes), dtype=np.bool_)
    admitted = 0
    for _ in range(4):
        support = live_until(model, "Support")
        needs, residents = town.needs, town.residents
        odd = (residents.identity % np.uint64(2) == 1)[:, np.newaxis]
        needs.stage[(needs.stage > 0) & odd] = 3
        needs.unmet_weeks[needs.stage > 0] += 40
        residents.avoids_formal[residents.identity % np.uint64(3) == 0] = True
        residents.avoids_formal[~residents.used] = False
        town.offers.outreach_visits[:] = 5
        support._begin(town)
        for name in ("general", "team", "provision", "crisis"):
            twin = plain(town)
            RUNG_TWINS[name](getattr(support, name), twin, active.tolist())
            getattr(support, name).step(town, active)
            assert differences(twin, plain(town)) == [], name
        twin = plain(town)
        needed.outreach(support.outreach, twin)
        support.outreach.step(town)
        assert differences(twin, plain(town)) == []
        events += town.ledgers.events.sum(axis=0)
        for after in model.mechanisms.week[model.mechanisms.week.index(support) + 1 :]:
            after.step(town)
        town.week += 1
        town.ledgers.clear()
        admitting = next(one for one in model.mechanisms.week if type(one).__name__ == "Admitting")
        # Everyone with a heavy need of care is in a crisis, and places are many.
        admitting = dataclasses.replace(admitting, chance=0.05)
        residents.crisis_until[needs.stage[:, 2] == 3] = town.week + 2
        twin = plain(town)
        TWINS["Admitting"](admitting, twin)
        admitting.step(town)
        assert differences(twin, plain(town)) == []
        admitted += int(town.ledgers.flows.sum())
    assert (events[[VISITS, CALLS, REACHED, CRISES]] > 0).all(), events
    assert events[CALLS] > events[REACHED]
    assert admitted > 0


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
