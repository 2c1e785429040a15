"""Volunteers: who is asked, where their hours go, and what becomes of that without them."""

import dataclasses

import numpy as np

import invariants
from compiled import compiled
from conftest import BASELINE, GENEROUS, Lived
from samenredzaam.mechanisms import Mechanisms
from samenredzaam.mechanisms.support.volunteers import _score
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.columns import NEVER
from samenredzaam.neighbourhood.ledgers import BY_HOSTING, FLOWS, USED, VOLUNTEERS
from samenredzaam.neighbourhood.residents import BY_VOLUNTEERS, FORMAL_CASE, ROLE_CARE, ROLE_NEIGHBOURHOOD
from samenredzaam.neighbourhood.services import DAY_ACTIVITIES, DEBT
from samenredzaam.scenario import Scenario
from samenredzaam.streams import mixed
from test_exact import shuffle
from test_twins_week import TWINS, live_until
from twins.plain import differences, plain

PLACES = {"meeting_places": 3.0, "general_hours": 0.0, "walk_in_hours": 60.0}
"""Many activities, and a walk-in that is wide open without paid hours. Sizes and seeds: fixed before the first run."""


def under(policy: dict[str, float] | None = None, **parameters: float) -> Scenario:
    changed = {name.replace("__", "."): value for name, value in parameters.items()}
    return dataclasses.replace(BASELINE, start_policy=PLACES if policy is None else policy, parameters=changed)


def of(model: NeighbourhoodModel, name: str) -> object:
    return next(one for one in model.mechanisms.week if type(one).__name__ == name)


# Who is asked.


def test_who_weighs_three_is_drawn_three_times_as_often() -> None:
    """Ten who visit someone and ninety who do not: 30 of 120 draws in a hundred go to the ten, and not nearly all."""
    key, won, races, score = np.uint64(mixed(1)), 0, 4000, compiled(_score)
    volunteers = [np.uint64(mixed(1000 + one)) for one in range(100)]
    for race in range(races):
        client = np.uint64(mixed(10**6 + race))
        scores = [int(score(key, client, one, 3 if place < 10 else 1)) for place, one in enumerate(volunteers)]
        won += int(np.argmax(np.array(scores, dtype=np.uint64))) < 10
    assert abs(won / races - 0.25) < 0.03


def test_who_stopped_does_not_begin_again_within_the_pause(lived: Lived) -> None:
    """Nor is counted among those the organisation can ask; without a pause some are back within weeks."""
    for pause, back in ((26, False), (0, True)):
        eager = {"volunteering.tie_asks_chance": 0.05, "volunteering.exit_chance": 0.02}
        scenario = dataclasses.replace(BASELINE, parameters={**eager, "volunteering.pause_weeks": pause})
        model, stopped, soon = lived(600, 1, scenario=scenario), {}, 0
        for _ in range(40):
            before = plain(model.town).people
            model.step()
            for who, now in plain(model.town).people.items():
                if who in before and before[who].role and not now.role:
                    stopped[who] = model.week
                elif who in before and now.role and not before[who].role and not now.trained:
                    soon += model.week - stopped.get(who, NEVER) < 26
        assert bool(soon) is back
        assert stopped


def test_who_grows_up_here_volunteers_like_those_who_come(lived: Lived) -> None:
    model = lived(1000, 1)
    residents = model.town.residents
    young = np.flatnonzero(residents.used & (residents.age < 14))
    names = residents.identity[young]
    assert not residents.role_minutes[young].any()
    residents.birth_week[young] -= 52 * 14
    ageing = of(model, "Ageing")
    model.town.week += 1
    twin = plain(model.town)
    TWINS["Ageing"](ageing, twin)
    ageing.step(model.town)  # type: ignore[attr-defined]
    assert differences(twin, plain(model.town)) == []
    grown = np.flatnonzero(np.isin(residents.identity, names) & (residents.age >= 15))
    assert (residents.role_minutes[grown] > 0).all()
    share = float((residents.role[grown] > 0).mean())
    assert 0.15 < share < 0.45
    assert residents.occasional[grown].any()


# Where their hours go.


def test_volunteers_help_whoever_walks_in_and_is_still_short(lived: Lived) -> None:
    """With no paid hours a visitor is helped by a volunteer on duty, and by nobody where none is on duty."""
    found = []
    for hours in (2.0, 0.0):
        model = lived(600, 1, weeks=8, scenario=under(attending__duty_hours=hours))
        support = live_until(model, "Support")
        general, active = support.general, np.ones(len(model.town.codes), dtype=np.bool_)  # type: ignore[attr-defined]
        support._begin(model.town)  # type: ignore[attr-defined]
        before = model.town.residents.volunteered_minutes.copy()
        received = model.town.residents.received_minutes[:, BY_VOLUNTEERS].copy()
        general.step(model.town, active)
        given = model.town.residents.volunteered_minutes - before
        got = model.town.residents.received_minutes[:, BY_VOLUNTEERS] - received
        assert given.sum() == got.sum()
        assert given.max() <= 60 * hours
        assert not (given[got > 0] > 0).all() or not got.any()
        found.append(int(got.sum()))
    assert found[1] == 0 < found[0]


def test_without_volunteers_there_is_less_room_and_fewer_take_part(lived: Lived) -> None:
    """The same activities: with nobody to host, nobody new can join once the one in charge has as many as they can."""
    taking_part = []
    for share in (0.5, 1.0):
        model = lived(600, 2, scenario=under(hosting__alone_share=share, joining__join_chance=0.01))
        for _ in range(26):
            residents = model.town.residents
            residents.resting_until[(residents.role == ROLE_CARE) | (residents.role == ROLE_NEIGHBOURHOOD)] = 10_000
            model.step()
        assert not model.town.ledgers.exchanged_given[:, BY_HOSTING].any()
        activities = model.town.activities
        assert (activities.hosts[activities.used] == 0).all()
        taking_part.append(int((model.town.residents.activity != 0).sum()))
    assert taking_part[0] < taking_part[1]


def test_hosting_equals_its_twin_where_hosts_are_few_and_many(lived: Lived) -> None:
    hosted = set()
    for residents, seed in ((400, 2), (700, 3)):
        model = lived(residents, seed, weeks=6, scenario=under())
        for _ in range(4):
            hosting = live_until(model, "Hosting")
            twin = plain(model.town)
            TWINS["Hosting"](hosting, twin)
            hosting.step(model.town)
            assert differences(twin, plain(model.town)) == []
            activities = model.town.activities
            hosted |= set(activities.hosts[activities.used].tolist())
            for after in model.mechanisms.week[model.mechanisms.week.index(hosting) + 1 :]:
                after.step(model.town)
    assert hosted == {0, 1, 2}


def test_hosting_and_attending_do_not_hang_on_the_order_of_rows(lived: Lived) -> None:
    straight, shuffled = lived(500, 3, scenario=under()), lived(500, 3, scenario=under())
    for turn in range(3):
        shuffle(shuffled.town, turn)
        for _ in range(4):
            before = invariants.waiting(straight.town), straight.town.population()
            straight.step()
            invariants.check(straight.town, *before)
            shuffled.step()
    assert straight.town.digest() == shuffled.town.digest()


def test_more_volunteers_do_something_than_those_who_are_matched(lived: Lived) -> None:
    model = lived(1000, 1)
    off = model.branch(model.scenario_used)
    nowhere = {"attending.duty_hours": 0.0, "hosting.host_hours": 8.0, "hosting.hosts_most": 1}
    off.mechanisms = Mechanisms({**model.scenario_used.parameters, **nowhere})
    used = [0, 0]
    for _ in range(12):
        for place, one in enumerate((model, off)):
            one.step()
            hours = one.town.ledgers.volunteer_hours[0]
            assert hours[USED] <= hours[VOLUNTEERS]
            used[place] += int(hours[USED])
    assert used[0] > 1.2 * used[1]


# Who is invited.


def test_nobody_who_takes_part_is_invited(lived: Lived) -> None:
    """At the walk-in, by a link worker, by day activities of the team, or by connecting work."""
    policy = {"link_worker_hours": 20.0, "participating_gps_share": 1.0, "team_hours": 160.0, "connecting_hours": 10.0}
    model, invited = lived(800, 4, scenario=under(PLACES | policy)), 0
    for _ in range(26):
        busy = plain(model.town).people
        model.step()
        for who, now in plain(model.town).people.items():
            if who in busy and now.invited_until > busy[who].invited_until:
                invited += 1
                # Who joins or leaves this week may have been asked the moment before or after.
                assert not busy[who].activity or now.activity != busy[who].activity, who
    assert invited > 20


# What services bring about.


def test_a_case_bears_no_fruit_before_anybody_was_seen(lived: Lived) -> None:
    """In the week it is taken no debt is settled; later the chance is less, the less time there is."""
    settled = {}
    for weeks, minutes in ((0, 75), (1, 0), (1, 25), (1, 75)):
        model = lived(600, 1, weeks=8, scenario=GENEROUS)
        town, serving = model.town, of(model, "Serving")
        needs, residents = town.needs, town.residents
        rows = np.flatnonzero(residents.used)
        needs.stage[rows, 3], needs.formal[rows, 3], needs.lasting[rows, 3] = 1, FORMAL_CASE, True
        needs.formal[rows, 1], needs.service[rows, 1] = FORMAL_CASE, DAY_ACTIVITIES
        needs.service[rows, 3] = DEBT
        needs.formal_since[rows] = town.week - weeks
        needs.case_minutes[rows] = minutes
        residents.invited_until[rows] = NEVER
        town.formally = rows
        changed = dataclasses.replace(serving, settled_chance=0.6)  # type: ignore[type-var]
        changed.step(town)
        settled[weeks, minutes] = int((~needs.lasting[rows, 3]).sum())
        seen = weeks > 0 and minutes > 0
        assert residents.invited_until[rows[residents.activity[rows] == 0]].max() == (
            town.week + changed.invited_weeks if seen else NEVER
        )
    assert settled[0, 75] == settled[1, 0] == 0
    assert 0.12 < settled[1, 25] / len(rows) < 0.28
    assert 0.52 < settled[1, 75] / len(rows) < 0.68


# Admission while the population stands still.


def test_who_would_be_admitted_in_the_spin_up_makes_place_for_someone_well(lived: Lived) -> None:
    model = lived(1000, 5)
    town = model.town
    admitting = dataclasses.replace(of(model, "Admitting"), chance=0.05)  # type: ignore[type-var]
    eased = 0
    for week in range(-60, -50):  # weeks that were not lived before
        town.week = week
        residents, needs = town.residents, town.needs
        needs.stage[residents.used & (residents.age >= 65) & (needs.stage[:, 2] > 0), 2] = 3
        before = int((needs.stage[:, 2] == 3).sum())
        twin = plain(town)
        TWINS["Admitting"](admitting, twin)
        admitting.step(town)
        assert differences(twin, plain(town)) == []
        eased += before - int((needs.stage[:, 2] == 3).sum())
        assert town.population().sum() == 1000
        assert not town.ledgers.flows[:, : len(FLOWS)].any()
        town.ledgers.clear()
    assert eased > 0
