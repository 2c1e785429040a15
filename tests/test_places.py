"""Meeting places and connecting work: who meets whom because of them, and nothing of it without them."""

import dataclasses
import datetime

import numpy as np
import pytest

from conftest import BASELINE, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import WelfareOrganisation
from samenredzaam.neighbourhood.ledgers import FOR_ACTIVITIES, MUNICIPALITY
from samenredzaam.neighbourhood.places import MIXED
from samenredzaam.neighbourhood.ties import ACTIVITY, BY_ACTIVITY, BY_CONNECTING
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_changes import Change
from test_twins_week import TWINS
from twins.plain import differences, plain


def under(policy: dict[str, float] | None = None, **parameters: float) -> Scenario:
    """Return the baseline with quick joiners, other policy from the start and parameters ("mechanism__field")."""
    return dataclasses.replace(
        BASELINE,
        start_policy=policy or {},
        parameters={"joining.join_chance": 0.004}
        | {name.replace("__", "."): value for name, value in parameters.items()},
    )


MANY = {"meeting_places": 3.0, "connecting_hours": 10.0}
"""Enough of both that much happens among a few hundred."""


def by(town: Town, maker: int) -> np.ndarray:
    return np.flatnonzero(town.ties.used & (town.ties.maker == maker))


def pairs(town: Town, rows: np.ndarray) -> set[int]:
    return set(town.ties.identity[rows].tolist())


def someone_does_otherwise(one: NeighbourhoodModel, other: NeighbourhoodModel, weeks: int) -> int:
    """Return in how many weeks somebody gave or received other help than in the other run."""
    found = 0
    for _ in range(weeks):
        one.step()
        other.step()
        people = [
            dict(
                zip(
                    town.residents.identity[town.residents.used].tolist(),
                    zip(
                        town.residents.given_minutes[town.residents.used].tolist(),
                        town.residents.received_minutes[town.residents.used, 2].tolist(),
                        strict=True,
                    ),
                    strict=True,
                )
            )
            for town in (one.town, other.town)
        ]
        found += any(people[0][who] != people[1][who] for who in people[0].keys() & people[1].keys())
    return found


# The timetable.


def test_a_timetable_opens_and_closes_one_a_week_in_each_place() -> None:
    model = NeighbourhoodModel("baseline", 1, residents=100, spin_up_weeks=0)
    organisation = WelfareOrganisation(model, neighbourhood=0)
    assert organisation.timetable([], [2, 0, 1]) == ([0, 2], [])
    assert organisation.timetable([0, 2, 0], [2, 0, 1]) == ([], [])
    assert organisation.timetable([0, 1, 0, 1, 0], [1, 2]) == ([], [4])
    assert organisation.timetable([0, 1, 1, 0], [2]) == ([], [2, 1]), "a place that is gone closes all"
    assert organisation.timetable([0, 0], []) == ([], [1, 0])


def test_minutes_too_few_for_an_introduction_are_kept() -> None:
    model = NeighbourhoodModel("baseline", 1, residents=100, spin_up_weeks=0)
    organisation = WelfareOrganisation(model, neighbourhood=0)
    assert [organisation.introductions(100, 180) for _ in range(9)] == [0, 1, 0, 1, 0, 1, 0, 1, 1]
    assert organisation.saved_minutes == 0


def test_policy_sets_what_runs_and_what_it_costs(lived: Lived) -> None:
    town = lived(400, 1, weeks=4, scenario=under(MANY | {"mixed_share": 0.75, "activity_work_share": 0.5})).town
    rows = np.flatnonzero(town.activities.used)
    # 1.2 places of 24 hours, at 2 hours each: 12 in the first, 2 in the part of a second.
    assert len(rows) == 14
    assert np.bincount(town.activities.place[rows]).tolist() == [12, 2]
    assert (town.activities.kind[rows] == MIXED).sum() == 11
    assert town.activities.with_work[rows].sum() == 7
    assert town.ledgers.cents[0, MUNICIPALITY, FOR_ACTIVITIES] == 14 * 2 * 6000


@pytest.mark.parametrize("lever", ["mixed_share", "activity_work_share"])
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_what_runs_is_changed_one_a_week(lever: str, value: float, lived: Lived) -> None:
    change = Change(lever, BASELINE.start + datetime.timedelta(days=7 * 2), "value", value)
    scenario = under(MANY | {"mixed_share": 0.5, "activity_work_share": 0.5})
    # Where half is all that there is elsewhere, the organisation knows how, and more of it comes as it is wished.
    known = {"practices.mixed_share_in_full": 0.5, "practices.activity_work_share_in_full": 0.5}
    scenario = dataclasses.replace(scenario, parameters=known | {"staffing.leave_chance": 0.0})
    model = lived(400, 1, scenario=scenario).branch(dataclasses.replace(scenario, changes=(change,)))
    counts = []
    for _ in range(12):
        model.step()
        activities = model.town.activities
        having = activities.kind == MIXED if lever == "mixed_share" else activities.with_work
        counts.append(int((having & activities.used).sum()))
    assert counts[0] == 7
    assert counts[-1] == 14 * value
    assert np.abs(np.diff(counts)).max() == 1


# On and off.


def test_without_meeting_places_nobody_takes_part_and_no_tie_is_made_there(lived: Lived) -> None:
    model = lived(400, 2, scenario=under({"meeting_places": 0.0}))
    for _ in range(30):
        model.step()
    town = model.town
    assert not town.activities.used.any()
    assert not town.residents.activity.any()
    assert not (town.ties.kind[town.ties.used] == ACTIVITY).any()
    assert not len(by(town, BY_ACTIVITY))
    assert not town.ledgers.cents[:, :, FOR_ACTIVITIES].any()


@pytest.mark.parametrize("name", ["joining.join_chance", "gathering.know_chance"])
def test_without_joining_or_meeting_no_tie_is_made_there(name: str, lived: Lived) -> None:
    model = lived(400, 2, scenario=under(MANY, **{name.replace(".", "__"): 0.0}))
    for _ in range(30):
        model.step()
    assert not len(by(model.town, BY_ACTIVITY))
    assert bool(model.town.residents.activity.any()) == (name != "joining.join_chance")


def test_meeting_there_makes_ties_over_which_someone_helps(lived: Lived) -> None:
    """Who met whom: two strangers of one activity, tied because of it, who without it have no tie."""
    on, off = lived(400, 2, scenario=under(MANY)), lived(400, 2, scenario=under(MANY, gathering__know_chance=0.0))
    assert someone_does_otherwise(on, off, 104) > 0
    town = on.town
    fresh = by(town, BY_ACTIVITY)
    assert len(fresh) > 10
    assert not pairs(town, fresh) & pairs(off.town, by(off.town, BY_ACTIVITY))
    names = set(town.activities.identity[town.activities.used].tolist())
    assert set(town.ties.maker_activity[fresh].tolist()) <= names
    both = town.residents.activity[town.ties.ends[fresh]]
    assert (both[:, 0] == both[:, 1]).any(), "nobody still goes where they met"
    assert town.ties.debt_minutes[fresh].any(), "nobody helped whom they met there"


def test_who_takes_part_together_meets_every_week(lived: Lived) -> None:
    model = lived(400, 2, weeks=20, scenario=under(MANY))
    model.step()
    town = model.town
    rows = np.flatnonzero(town.ties.used & (town.ties.ends[:, 1] >= 0))
    activity = town.residents.activity[town.ties.ends[rows]]
    since = town.residents.activity_since[town.ties.ends[rows]].max(axis=1)
    made = town.ties.made[rows]
    together = rows[
        (activity[:, 0] == activity[:, 1]) & (activity[:, 0] != 0) & (np.maximum(since, made) < town.week - 4)
    ]
    turn = ((town.ties.identity[together] + np.uint64(town.week)) % np.uint64(4)).astype(np.int64)
    assert len(together) > 5
    assert (town.ties.meetings[together] >> turn & 1).all()


def test_what_closes_ends_the_weekly_meeting_and_the_tie_stays_at_first(lived: Lived) -> None:
    """Closing is felt with a delay: right away nobody goes, and months later ties have faded below the others'."""
    scenario = under(MANY)
    closes = Change("meeting_places", BASELINE.start + datetime.timedelta(days=7 * 40), "value", 0.0)
    stays = lived(600, 2, scenario=scenario)
    gone = stays.branch(dataclasses.replace(scenario, changes=(closes,)))
    for _ in range(41):
        stays.step()
        gone.step()
    there = pairs(stays.town, by(stays.town, BY_ACTIVITY))
    assert not gone.town.residents.activity.any()
    assert stays.town.residents.activity.any()
    assert pairs(gone.town, by(gone.town, BY_ACTIVITY)) >= {
        one for one in there if one in set(gone.town.ties.identity.tolist())
    }
    first = good(gone.town, there)
    assert first >= 0.9 * good(stays.town, there)
    for _ in range(60):
        stays.step()
        gone.step()
    assert good(gone.town, there) < 0.5 * good(stays.town, there)


def good(town: Town, names: set[int]) -> int:
    """Return how many of these ties are good ones now."""
    rows = np.flatnonzero(np.isin(town.ties.identity, np.array(sorted(names), dtype=np.uint64)))
    weeks = np.clip(town.week - town.ties.touched[rows], 0, 1040)
    return int((town.ties.strength[rows] * town.fading.strength_kept[weeks] >= town.fading.good_strength).sum())


def test_connecting_work_introduces_people_and_without_hours_nobody(lived: Lived) -> None:
    on, off = lived(400, 2, scenario=under(MANY)), lived(400, 2, scenario=under(MANY | {"connecting_hours": 0.0}))
    assert someone_does_otherwise(on, off, 40) > 0
    assert len(by(on.town, BY_CONNECTING)) > 5
    assert not len(by(off.town, BY_CONNECTING))
    assert (on.town.residents.introduced > -100).any()
    assert not (off.town.residents.introduced > -100).any()


def test_being_introduced_makes_asking_easier_and_can_be_switched_off(lived: Lived) -> None:
    def reluctance(**parameters: float) -> dict[int, float]:
        model = lived(400, 2, scenario=under(MANY, **parameters))
        for _ in range(12):
            model.step()
        people = model.town.residents
        return dict(
            zip(people.identity[people.used].tolist(), people.reluctance_to_ask[people.used].tolist(), strict=True)
        )

    easier, same = reluctance(), reluctance(connecting__ask_easier=0.0)
    assert any(easier[who] < same[who] for who in easier.keys() & same.keys())
    assert all(easier[who] <= same[who] for who in easier.keys() & same.keys())


def test_who_was_invited_comes_far_more_often(lived: Lived) -> None:
    asked, unasked = lived(600, 2, scenario=under(MANY)), lived(600, 2, scenario=under(MANY))
    people = asked.town.residents
    people.invited_until[people.used & (people.age >= 18)] = 8
    for _ in range(8):
        asked.step()
        unasked.step()
    assert (asked.town.residents.activity != 0).sum() > 1.5 * (unasked.town.residents.activity != 0).sum()


def test_a_single_group_has_members_of_that_group(lived: Lived) -> None:
    town = lived(600, 2, weeks=8, scenario=under(MANY | {"mixed_share": 0.0})).town
    activities, residents = town.activities, town.residents
    group_of = (np.zeros(residents.capacity), np.digitize(residents.age, (40, 65)), residents.schooling,
                residents.background)  # fmt: skip
    inside, all_there = 0, 0
    for row in np.flatnonzero(activities.used):
        there = residents.activity == activities.identity[row]
        inside += int((group_of[activities.kind[row]][there] == activities.group[row]).sum())
        all_there += int(there.sum())
    # Birthdays take some out of their group, until their next turn.
    assert all_there > 20
    assert inside >= 0.95 * all_there


# Twins, where much happens.


def test_all_equal_their_twins_while_much_happens(lived: Lived) -> None:
    """Full rooms, places that close, activities that change, ties that last: each mechanism beside its twin."""
    weeks = (BASELINE.start + datetime.timedelta(days=7 * week) for week in (66, 70, 72))
    changes = (
        Change("opening_hours", next(weeks), "value", 12.0),
        Change("mixed_share", next(weeks), "value", 0.2),
        Change("meeting_places", next(weeks), "value", 1.0),
    )
    scenario = dataclasses.replace(under(MANY, organising__room=8), changes=changes)
    model = lived(400, 2, weeks=62, scenario=scenario)
    assert (model.town.activities.members_count == 8).any(), "no room is full"
    closed, changed, changed_kind = 0, set(), 0
    for _ in range(14):
        town = begun(model)
        for mechanism in model.mechanisms.week:
            name = type(mechanism).__name__
            if name not in ("Organising", "Gathering", "Joining", "Connecting", "Counting"):
                mechanism.step(town)
                continue
            before, twin = plain(town), plain(town)
            TWINS[name](mechanism, twin)
            mechanism.step(town)
            after = plain(town)
            assert differences(twin, after) == [], (name, town.week)
            changed |= {name} if differences(before, after) else set()
            closed += len(before.activities.keys() - after.activities.keys())
            both = before.activities.keys() & after.activities.keys()
            changed_kind += sum(before.activities[one].kind != after.activities[one].kind for one in both)
    assert len(changed) == 5
    assert closed > 0
    assert changed_kind > 0
    assert model.town.tie_counts.all(), "a count of ties was compared in vain"


def begun(model: NeighbourhoodModel) -> Town:
    town = model.town
    town.week += 1
    town.ledgers.clear()
    town.policy = model.scenario_used.in_force(town.week, model.codes)
    return town
