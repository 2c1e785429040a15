"""Initiatives of residents: who begins, who joins, what they do for whom, what they live by, and when they end."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import invariants
from conftest import BASELINE, Lived
from samenredzaam.mechanisms.enlisting import Enlisting
from samenredzaam.mechanisms.initiating import Initiating, lacking
from samenredzaam.mechanisms.support import Support
from samenredzaam.mechanisms.sustaining import Sustaining
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.deciders.initiatives import (
    BANK,
    CARE,
    FARM,
    FIRM,
    GOALS,
    HELP,
    MEETING,
    initiative_identity,
)
from samenredzaam.neighbourhood.ledgers import BY_BANK, BY_ORGANISING, FOR_INITIATIVES, MUNICIPALITY, RESIDENTS
from samenredzaam.neighbourhood.memberships import become_members, keep_group, leave_initiative, living, members_of
from samenredzaam.neighbourhood.residents import (
    ADMINISTRATIVE,
    BY_GENERAL,
    BY_VOLUNTEERS,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
    ROLE_NONE,
)
from samenredzaam.neighbourhood.ties import BY_ACTIVITY
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import Scenario
from samenredzaam.streams import drawn
from test_exact import live, same, shuffle
from test_twins_week import TWINS, live_until
from twins.plain import differences, plain

WEIGHTS = ("meeting", "help", "care", "bank", "firm", "farm")
"""Names of the weights of the goals, in the order of GOALS."""

READY = {"initiative_room": 1.0, "initiative_obstacles": 0.0, "initiative_control": 0.0}


def under(policy: dict[str, float] | None = None, **parameters: float) -> Scenario:
    """Return the baseline in which initiatives are begun easily, with other policy and parameters."""
    return dataclasses.replace(
        BASELINE,
        start_policy=READY | (policy or {}),
        parameters={"initiating.found_chance": 0.02}
        | {name.replace("__", "."): value for name, value in parameters.items()},
    )


def only(goal: int, **parameters: float) -> Scenario:
    """Return a scenario in which initiatives are begun for one goal alone."""
    weights = {f"initiating__weight_{name}": 0.0 for at, name in enumerate(WEIGHTS) if at != goal}
    return under({}, initiating__combine_chance=0.0, **weights, **parameters)


def mechanism(model: NeighbourhoodModel, kind: type) -> Any:
    return next(one for one in model.mechanisms.week if type(one) is kind)


def begun(model: NeighbourhoodModel, goals: list[int], count: int = 10, **fields: Any) -> Initiative:
    """Write into a town an initiative with some goals and `count` members with most time, as if it had been founded."""
    town = model.town
    residents = town.residents
    rows = np.flatnonzero(residents.used & (residents.age >= 18) & (residents.initiative == 0))
    rows = rows[np.lexsort((residents.identity[rows], -residents.free_minutes[rows]))][:count]
    one = Initiative(
        model, identity=initiative_identity(int(residents.identity[rows[0]]), town.week), neighbourhood=0,
        founded_week=town.week, home=int(residents.home[rows[0]]), goals=goals, income_cents=[0, 0, 0], energy=0.6,
        members=count, **fields,
    )  # fmt: skip
    town.deciders.initiatives.append(one)
    keep_group(town, one, (8, 20))
    become_members(town, rows, one)
    return one


def nobody_founds(**parameters: float) -> Scenario:
    return under({}, initiating__found_chance=0.0, **parameters)


def minutes_by(town: Town, rung: int) -> int:
    return int(town.ledgers.given_by_rung[:, rung].sum())


# Founding.


def test_some_begin_something_and_the_town_knows_who(lived: Lived) -> None:
    """Also in the spin-up: what residents begin is their own doing."""
    town = lived(500, 1, scenario=under()).town
    assert len(living(town)) >= 2
    assert all(one.founded_week < 0 for one in living(town))
    rows, of = members_of(town)
    assert np.bincount(of, minlength=len(living(town))).tolist() == [one.members for one in living(town)]
    assert len({one.identity for one in town.deciders.initiatives}) == len(town.deciders.initiatives)
    assert (town.residents.initiative_since[rows] <= town.week).all()


@pytest.mark.parametrize(
    "scenario",
    [
        nobody_founds(),
        under({}, **{f"initiating__weight_{name}": 0.0 for name in WEIGHTS}),
        under({}, initiating__least_bridging_ties=10),
        under({}, initiating__free_hours=50.0, initiating__values_from=2.5),
        under({"initiative_obstacles": 1.0}, initiating__obstacles_stop=1.0),
    ],
    ids=["chance", "nothing lacking", "no ties that bridge", "no time", "obstacles"],
)
def test_without_what_it_takes_nobody_begins(scenario: Scenario, lived: Lived) -> None:
    model = lived(300, 2, scenario=scenario)
    for _ in range(8):
        model.step()
    assert not model.town.deciders.initiatives
    assert not model.town.residents.initiative.any()
    assert not model.town.ledgers.exchanged_given[:, BY_ORGANISING].any()


def test_room_and_fewer_obstacles_and_enthusiasm_raise_the_chance(lived: Lived) -> None:
    model = lived(500, 1, scenario=under())
    town, initiating = model.town, mechanism(model, Initiating)
    known = {one.identity: one for one in living(town)}
    rows = np.flatnonzero(town.residents.used & (town.residents.prosocial_values >= 0.8))
    chances = {}
    for name, room, obstacles, energy in (
        ("plain", 0.5, 0.5, 0.0), ("room", 1.0, 0.5, 0.0), ("easy", 0.5, 0.0, 0.0), ("alive", 0.5, 0.5, 1.0),
    ):  # fmt: skip
        town.offers.initiative_room[0], town.offers.initiative_obstacles[0] = room, obstacles
        for one in known.values():
            one.energy = energy
        chances[name] = sum(initiating._chance(town, int(row), known) for row in rows)
    assert chances["room"] == pytest.approx(1.5 * chances["plain"])
    assert chances["easy"] == pytest.approx(chances["plain"] / 0.6)
    assert chances["alive"] > chances["plain"] > 0


@pytest.mark.parametrize("goal", range(len(GOALS)), ids=list(GOALS))
def test_what_it_is_for_follows_from_what_is_lacking(goal: int, lived: Lived) -> None:
    """Of one goal alone, there are initiatives only where those the founder knows lack it."""
    model = lived(300, 2, scenario=only(goal))
    town = model.town
    assert {one.goals[0] for one in town.deciders.initiatives} <= {goal}
    initiating = mechanism(model, Initiating)
    circle = np.flatnonzero(town.residents.used)
    short = circle[lacking(town, circle, goal)]
    content = circle[~lacking(town, circle, goal)]
    assert len(short)
    assert initiating._lacked(town, short, 0, 1, ()) == goal
    assert initiating._lacked(town, content, 0, 1, ()) is None
    assert initiating._lacked(town, short, 0, 1, (goal,)) is None


def test_members_take_on_other_goals_unless_others_decide(lived: Lived) -> None:
    """One initiative comes to serve several goals; where the municipality has taken over it does not."""
    for control, combines in ((0.0, True), (1.0, False)):
        policy = {"initiative_control": control}
        scenario = under(policy, initiating__found_chance=0.0, initiating__combine_chance=0.5)
        model = lived(500, 1, scenario=scenario)
        one = begun(model, [MEETING], 20)
        for _ in range(40):
            model.step()
        assert (len(one.goals) > 1) == combines
        assert len(one.goals) <= 3
        if combines:
            assert one.has_any((HELP, CARE, BANK, FIRM, FARM))


# Joining and leaving.


def test_members_join_over_ties_and_nobody_does_without(lived: Lived) -> None:
    for chance, grows in ((0.3, True), (0.0, False)):
        model = lived(400, 1, scenario=nobody_founds(enlisting__ask_chance=chance, enlisting__leave_chance=0.0))
        one = begun(model, [MEETING])
        before = set(model.town.residents.identity[model.town.residents.initiative != 0].tolist())
        for _ in range(8):
            model.step()
        residents = model.town.residents
        rows = np.flatnonzero(residents.initiative)
        new = [row for row in rows if int(residents.identity[row]) not in before]
        assert (len(new) > 0) == grows
        assert (one.members > 10) == grows
        assert one.supporters > 0


def test_a_group_does_not_outgrow_itself(lived: Lived) -> None:
    model = lived(400, 1, scenario=nobody_founds(enlisting__ask_chance=0.5, enlisting__most_members=10))
    one = begun(model, [MEETING], 10)
    for _ in range(8):
        model.step()
    assert 0 < one.members <= 10


def test_whoever_is_helped_by_a_volunteer_is_asked_sooner(lived: Lived) -> None:
    joined = {}
    for factor in (0.0, 10.0):
        model = lived(500, 3, scenario=nobody_founds(enlisting__ask_chance=0.1, enlisting__helped_factor=factor))
        begun(model, [MEETING], 30)
        town = model.town
        town.week += -town.week % 4
        town.residents.received_minutes[town.residents.used, BY_VOLUNTEERS] = 60
        before = town.residents.initiative != 0
        mechanism(model, Enlisting).step(town)
        joined[factor] = int(np.count_nonzero((town.residents.initiative != 0) & ~before))
    assert joined[0.0] == 0 < joined[10.0]


def test_whoever_gives_as_a_member_while_in_need_has_given_back(lived: Lived) -> None:
    for hours, counts in ((0.5, True), (0.0, False)):
        model = lived(400, 1, scenario=nobody_founds(cooperating__organising_hours=hours))
        begun(model, [MEETING], 60)
        live_until(model, "Cooperating")
        town = model.town
        rows, _ = members_of(town)
        needy = rows[(town.needs.stage[rows] > 0).any(axis=1)]
        assert len(needy)
        town.residents.gave_back[:] = -1000
        mechanism(model, type(model.mechanisms.week[_place(model, "Cooperating")])).step(town)
        assert (town.residents.gave_back[needy] == town.week).any() == counts


def _place(model: NeighbourhoodModel, name: str) -> int:
    return [type(one).__name__ for one in model.mechanisms.week].index(name)


def test_volunteers_go_with_it_or_go_on_and_clients_lose_who_goes(lived: Lived) -> None:
    model = lived(500, 3, scenario=nobody_founds())
    town = model.town
    one = begun(model, [HELP], 40)
    residents, arrangements = town.residents, town.arrangements
    rows = np.flatnonzero(residents.initiative)
    helper = rows[residents.role_since[rows] == town.week][0]
    assert residents.role[helper] == ROLE_NEIGHBOURHOOD
    for _ in range(30):
        model.step()
    members = np.flatnonzero(residents.initiative == np.uint64(one.identity))
    came = residents.role_since[members] >= residents.initiative_since[members]
    came &= (residents.role[members] == ROLE_CARE) | (residents.role[members] == ROLE_NEIGHBOURHOOD)
    leave_initiative(town, members, np.arange(len(members)) % 2 == 0)
    gone, stay = members[came & (np.arange(len(members)) % 2 == 0)], members[came & (np.arange(len(members)) % 2 == 1)]
    assert len(gone)
    assert len(stay)
    assert (residents.role[gone] == ROLE_NONE).all()
    assert (residents.role[stay] != ROLE_NONE).all()
    theirs = arrangements.used & (arrangements.rung == BY_VOLUNTEERS)
    assert not np.isin(arrangements.helper[theirs], gone).any()
    assert not residents.initiative[members].any()


# What each does.


def lives_with(lived: Lived, goals: list[int], weeks: int, **parameters: float) -> tuple[Town, Town, Initiative]:
    """Live some weeks with an initiative of these goals, and without one; return both towns and the initiative."""
    on, off = (lived(500, 3, scenario=nobody_founds(**parameters)) for _ in range(2))
    one = begun(on, goals, 40, purse_cents=500_000)
    for _ in range(weeks):
        on.step()
        off.step()
    assert not off.town.deciders.initiatives
    return on.town, off.town, one


def test_a_meeting_group_makes_ties_of_its_own(lived: Lived) -> None:
    on, off, one = lives_with(lived, [MEETING], 40, gathering__know_chance=0.5)
    row = int(np.flatnonzero(on.activities.identity == np.uint64(one.identity))[0])
    assert on.activities.by_residents[row]
    assert on.activities.members_count[row] > 1
    made = on.ties.used & (on.ties.maker == BY_ACTIVITY) & (on.ties.maker_activity == np.uint64(one.identity))
    assert made.any()
    assert not off.activities.by_residents.any()
    assert not on.activities.with_work[row]


def test_its_group_does_not_hang_on_meeting_places(lived: Lived) -> None:
    """The welfare organisation neither closes it nor counts it among its own."""
    model = lived(400, 1, scenario=under({"meeting_places": 0.0}, initiating__found_chance=0.0))
    begun(model, [MEETING])
    for _ in range(4):
        model.step()
    town = model.town
    assert town.activities.by_residents[town.activities.used].all()
    assert town.activities.used.any()


def test_neighbour_help_finds_volunteers_for_people_who_had_none(lived: Lived) -> None:
    on, off, one = lives_with(lived, [HELP], 30)
    assert one.organised_minutes > 0
    assert minutes_by(on, BY_VOLUNTEERS) > minutes_by(off, BY_VOLUNTEERS)
    roles = [np.count_nonzero(town.residents.role == ROLE_NEIGHBOURHOOD) for town in (on, off)]
    assert roles[0] > roles[1]


def test_a_care_cooperative_pays_for_help_of_its_members_alone(lived: Lived) -> None:
    on, off, one = lives_with(lived, [CARE], 3)
    assert one.hired_given_minutes > 0
    assert minutes_by(on, BY_GENERAL) > minutes_by(off, BY_GENERAL)
    assert np.count_nonzero(on.residents.role == ROLE_CARE) > np.count_nonzero(off.residents.role == ROLE_CARE)


def test_members_of_a_time_bank_swap_without_the_lever(lived: Lived) -> None:
    on = lived(500, 3, scenario=nobody_founds())
    begun(on, [BANK], 80)
    swapped = 0
    for _ in range(12):
        on.step()
        swapped += int(on.town.ledgers.exchanged_given[:, BY_BANK].sum())
        giving = np.flatnonzero(on.town.residents.bank_minutes)
        assert (on.town.residents.initiative_since[giving] >= -1).all() or len(giving)
    assert swapped > 0
    assert on.town.offers.time_bank_share[0] == 0.0


def test_a_social_firm_gives_work_and_earns_by_it(lived: Lived) -> None:
    on, off, one = lives_with(lived, [FIRM], 60)
    assert one.seats > 0
    assert on.offers.supported_seats[0] == off.offers.supported_seats[0] + one.seats
    assert on.residents.supported_work.sum() > off.residents.supported_work.sum()
    assert one.income_cents[2] > 0
    row = int(np.flatnonzero(on.activities.identity == np.uint64(one.identity))[0])
    assert on.activities.with_work[row]


@pytest.mark.parametrize("meets", [0.2, 0.0])
def test_a_farm_feeds_neighbours_short_of_money(meets: float, lived: Lived) -> None:
    model = lived(500, 3, scenario=nobody_founds(cooperating__harvest_meets=meets))
    one = begun(model, [FARM], 40)
    parcels = 0
    for _ in range(10):
        step = live_until(model, "Cooperating")
        before = model.town.needs.open_minutes[:, ADMINISTRATIVE].copy()
        step.step(model.town)
        eats = np.flatnonzero(before > model.town.needs.open_minutes[:, ADMINISTRATIVE])
        assert (model.town.homes.income[model.town.residents.home[eats]] == 0).all()
        assert len(eats) <= one.parcels
        parcels += one.parcels
        for after in model.mechanisms.week[_place(model, "Cooperating") + 1 :]:
            after.step(model.town)
    assert (parcels > 0) == (meets > 0)


def test_members_who_live_on_assistance_train_for_respite_sooner(lived: Lived) -> None:
    trained = {}
    for factor in (1.0, 20.0):
        model = lived(1000, 2, scenario=nobody_founds(respite__member_factor=factor, respite__training_chance=0.02))
        one, residents = begun(model, [MEETING]), model.town.residents
        residents.initiative[np.flatnonzero(residents.benefit & (residents.age >= 18))] = one.identity
        model.town.offers.respite_trained_minutes[:] = 10**5
        mechanism(model, Support).respite._train(model.town)
        trained[factor] = int(residents.trained.sum())
    assert trained[20.0] > trained[1.0]


# Money and energy.


def test_the_purse_holds_what_came_in_less_what_was_spent(lived: Lived) -> None:
    model = lived(500, 1, scenario=under({"initiative_subsidy": 20.0}))
    purses = {one.identity: one.purse_cents for one in living(model.town)}
    posted = np.zeros(2, dtype=np.int64)
    for _ in range(24):
        model.step()
        town = model.town
        posted += town.ledgers.cents[0, [MUNICIPALITY, RESIDENTS], FOR_INITIATIVES]
        if town.week % 4:
            continue
        for one in living(town):
            heirs = any(other.passed_on for other in town.deciders.initiatives)
            before = purses.get(one.identity, 0)
            assert heirs or one.purse_cents == before + sum(one.income_cents) - one.spent_cents
            purses[one.identity] = one.purse_cents
        given = sum(one.income_cents[0] for one in town.deciders.initiatives)
        assert town.ledgers.cents[0, RESIDENTS, FOR_INITIATIVES] == given
    assert (posted > 0).all()


def test_spending_stays_within_the_purse(lived: Lived) -> None:
    one = Initiative(
        lived(), identity=1, neighbourhood=0, founded_week=0, home=0, goals=[CARE, FIRM], income_cents=[0, 0, 0]
    )
    one.receive([100, 200, 0])
    one.spend(301, 500, 3600, 4)
    assert (one.has_room, one.seats) == (False, 0)
    # 300 cents are 5 minutes of help at 36 euro an hour: one in each of the four weeks.
    assert (one.hired_minutes, one.purse_cents, one.spent_cents) == (1, 60, 240)
    one.receive([2000, 0, 0])
    one.spend(60, 500, 10**9, 4)
    assert (one.has_room, one.seats, one.purse_cents) == (True, 1, 1500)
    one.receive([0, 0, 0])
    one.spend(60, 500, 10**9, 4)
    assert (one.seats, one.purse_cents, one.dependence) == (1, 940, 0.0)


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"initiative_recognition": 1.0}, True),
        ({"initiative_control": 1.0}, False),
    ],
    ids=["recognition", "control"],
)
def test_policy_gives_and_takes_energy(change: dict[str, float], more: bool, lived: Lived) -> None:
    energies = []
    for policy in ({}, change):
        model = lived(400, 1, scenario=under(policy, initiating__found_chance=0.0))
        one = begun(model, [MEETING])
        for _ in range(12):
            model.step()
        energies.append(one.energy)
    assert (energies[1] > energies[0]) == more


def test_success_and_subsidy_count_in_energy(lived: Lived) -> None:
    model = lived()
    town, sustaining = model.town, mechanism(model, Sustaining)
    one = begun(model, [BANK])
    assert sustaining._aim(town, one, 20) > sustaining._aim(town, one, 0)
    own, one.income_cents = sustaining._aim(town, one, 0), [0, 100, 0]
    assert sustaining._aim(town, one, 0) == pytest.approx(own - sustaining.dependence_takes)


@pytest.mark.parametrize("why", ["energy", "members"])
def test_it_ends_without_energy_or_members(why: str, lived: Lived) -> None:
    """Members are members no more, its group closes, and it is soon forgotten."""
    model = lived(400, 1, scenario=nobody_founds(enlisting__ask_chance=0.0))
    one = begun(model, [MEETING], 10 if why == "energy" else 2)
    if why == "energy":
        one.energy = 0.05
    else:
        one.founded_week -= 30
    for _ in range(4):
        model.step()
    town = model.town
    assert one.ended_week is not None
    assert not one.lives
    assert not town.residents.initiative.any()
    assert not town.activities.by_residents.any()
    for _ in range(4):
        model.step()
    assert not town.deciders.initiatives
    assert one not in model.agents


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_who_puts_the_goal_first_hands_over_members_and_what_they_have(share: float, lived: Lived) -> None:
    model = lived(400, 1, scenario=under({"initiative_mission_first": share}, initiating__found_chance=0.0))
    weak, strong = begun(model, [HELP], 6, purse_cents=777), begun(model, [MEETING, HELP], 9)
    weak.energy = 0.05
    before = set(model.town.residents.identity[model.town.residents.initiative == np.uint64(weak.identity)].tolist())
    while weak.lives:
        model.step()
    residents = model.town.residents
    now = set(residents.identity[residents.initiative == np.uint64(strong.identity)].tolist())
    assert weak.passed_on == (len(before & now) if share else 0)
    assert bool(weak.passed_on) == bool(share)


# Exact.


def test_it_goes_on_the_same_from_what_was_saved(lived: Lived) -> None:
    model = lived(500, 1, scenario=under())
    assert living(model.town)
    twin = model.branch(model.scenario_used)
    names = [one.identity for one in living(model.town)]
    assert [one.identity for one in living(twin.town)] == names
    for _ in range(13):
        model.step()
        twin.step()
    assert model.town.digest() == twin.town.digest()
    assert model.town.deciders.saved()["initiatives"] == twin.town.deciders.saved()["initiatives"]


def test_rows_decide_nothing(lived: Lived) -> None:
    scenario = under({"initiative_subsidy": 20.0}, enlisting__ask_chance=0.2, initiating__combine_chance=0.3)
    straight, shuffled = lived(500, 1, scenario=scenario), lived(500, 1, scenario=scenario)
    for turn in range(6):
        shuffle(shuffled.town, turn)
        live(straight, 4)
        live(shuffled, 4)
    assert same(straight, shuffled)
    assert straight.town.deciders.saved()["initiatives"] == shuffled.town.deciders.saved()["initiatives"]


def test_identity_follows_from_founder_and_week() -> None:
    names = {initiative_identity(who, week) for who in (1, 2, 2**63) for week in (-4, 0, 4)}
    assert len(names) == 9
    assert initiative_identity(1, 4) == initiative_identity(1, 4)
    assert 0 <= drawn(np.uint64(1), min(names)) < 1


def test_work_in_common_equals_its_twin_where_there_is_much_of_it(lived: Lived) -> None:
    model = lived(400, 1, scenario=under(READY, enlisting__ask_chance=0.3))
    begun(model, [CARE, FARM, MEETING], 40, purse_cents=10**6)
    begun(model, [FARM], 20)
    brought = helped = 0
    for _ in range(13):
        step = live_until(model, "Cooperating")
        twin = plain(model.town)
        TWINS["Cooperating"](step, twin)
        step.step(model.town)
        assert differences(twin, plain(model.town)) == []
        brought += sum(one.parcels for one in living(model.town))
        helped += sum(one.hired_given_minutes for one in living(model.town))
        for after in model.mechanisms.week[model.mechanisms.week.index(step) + 1 :]:
            after.step(model.town)
    assert brought > 0
    assert helped > 0


@settings(max_examples=8)
@given(
    residents=st.integers(100, 400),
    seed=st.integers(0, 2**32),
    chance=st.floats(0.0, 0.05),
    ask=st.floats(0.0, 0.5),
    leave=st.floats(0.0, 0.3),
    policy=st.fixed_dictionaries(
        {
            "initiative_room": st.floats(0, 1),
            "initiative_obstacles": st.floats(0, 1),
            "initiative_control": st.floats(0, 1),
            "initiative_subsidy": st.floats(0, 50),
            "initiative_mission_first": st.floats(0, 1),
        }
    ),
)
def test_everything_adds_up_with_many_initiatives(
    residents: int, seed: int, chance: float, ask: float, leave: float, policy: dict[str, float]
) -> None:
    scenario = dataclasses.replace(
        under(policy, initiating__found_chance=chance, enlisting__ask_chance=ask, enlisting__leave_chance=leave),
        residents=residents,
        weeks=20,
    )
    model = NeighbourhoodModel(scenario, seed, spin_up_weeks=12)
    while model.running:
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
