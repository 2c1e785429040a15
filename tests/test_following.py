"""Policy follows society: the council wants what lives there, in time, and forgets what dies down."""

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from conftest import BASELINE, Lived
from samenredzaam.mechanisms.following import Following
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import FEES, MUNICIPALITY, STATE
from samenredzaam.scenario import Scenario

NOBODY = NeighbourhoodModel("baseline", 1, residents=100, spin_up_weeks=0)


def under(policy: dict[str, float], **parameters: float) -> Scenario:
    return dataclasses.replace(
        BASELINE,
        start_policy=policy,
        parameters={name.replace("__", "."): value for name, value in parameters.items()},
    )


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.01, 0.5))
def test_what_a_council_wants_stays_between_nothing_and_all(alive: list[float], pace: float) -> None:
    municipality = NOBODY.town.deciders.municipality
    municipality.mood = [0.0]
    for one in alive:
        municipality.listen_to_society(0, one, pace)
        assert 0.0 <= municipality.mood[0] <= 1.0


def test_council_goes_along_with_what_lives_and_forgets_what_dies_down(lived: Lived) -> None:
    """With a fifth of the adults in an initiative it gives more room year by year; without them less again."""
    model = lived(600, 1, scenario=under({"policy_follows_share": 1.0, "lobbying": 0.0}))
    town, mechanism = model.town, Following()
    rows = np.flatnonzero(town.residents.used)
    town.residents.initiative[rows] = 0
    town.residents.initiative[rows[::5]] = 7
    rooms = []
    for quarter in range(1, 17):
        town.week = 13 * quarter
        if quarter == 9:
            town.residents.initiative[rows] = 0
        mechanism.step(town)
        rooms.append(town.deciders.municipality.mood[0])
    assert all(np.diff(rooms[:8]) > 0)
    assert all(np.diff(rooms[8:]) < 0)
    assert rooms[7] > 0.3


def test_between_quarters_and_before_the_start_nothing_is_seen(lived: Lived) -> None:
    town = lived(600, 1).town
    before = town.deciders.municipality.mood[0]
    town.residents.initiative[:] = 7
    for week in (-13, 14, 25):
        town.week = week
        Following().step(town)
    assert town.deciders.municipality.mood[0] == before


def test_room_follows_the_council_only_as_far_as_it_goes_along(lived: Lived) -> None:
    for follows, room, obstacles in ((0.0, 0.3, 0.5), (1.0, 0.65, 0.25)):
        model = lived(600, 1, scenario=under({"policy_follows_share": follows, "lobbying": 0.0}))
        model.town.deciders.municipality.mood = [0.5]
        model.step()
        assert np.isclose(model.town.offers.initiative_room[0], room, atol=0.03)
        assert np.isclose(model.town.offers.initiative_obstacles[0], obstacles, atol=0.03)


def test_the_state_pays_what_is_not_decentralised(lived: Lived) -> None:
    """The municipality books nothing where the state pays all, so no deficit makes it stricter."""
    strict = {}
    for share in (0.0, 1.0):
        scenario = under({"decentralised_share": share, "state_transfer_share": 0.01})
        model = lived(1500, 1, scenario=scenario)
        state, received = 0, 0
        for _ in range(54):
            model.step()
            state += int(model.town.ledgers.cents[0, 4].sum())
            fees = model.town.ledgers.cents[0, :, FEES]
            assert fees[MUNICIPALITY if share == 0.0 else STATE] == 0
            received -= int(fees[STATE if share == 0.0 else MUNICIPALITY])
        strict[share] = model.town.deciders.municipality.extra_strictness
        assert received > 0
        assert (state > 0) == (share == 0.0)
    assert strict[0.0] == 0.0 < strict[1.0]
