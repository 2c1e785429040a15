"""Carers and volunteers: who relieves whom, who breaks down and comes back, who asks whom to volunteer."""

import dataclasses
from typing import Any

import numpy as np
import pytest

import invariants
from conftest import BASELINE, Lived
from samenredzaam.mechanisms import Mechanisms
from samenredzaam.mechanisms.straining import Straining
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.columns import NEVER
from samenredzaam.neighbourhood.ledgers import (
    BY_HOSTING,
    BY_PROFESSIONALS,
    BY_TRAINED,
    DROPPED_OUT,
    FOR_RESPITE,
    GAVE_UP,
    MINUTES,
    MUNICIPALITY,
    SHARED,
    SPREAD,
    TOOK_UP_AGAIN,
    VOLUNTEERS,
)
from samenredzaam.neighbourhood.residents import (
    ASKED_BY_ORGANISATION,
    ASKED_BY_TIE,
    BY_TIES,
    BY_VOLUNTEERS,
    CAME_AS_CLIENT,
    FORMAL_PROVISION,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
)
from samenredzaam.neighbourhood.ties import SHARES, SHARES_AT_HOME
from test_exact import shuffle
from test_twins_week import TWINS, _climb, live_until
from test_week import allowed, begin_week, contents
from twins import helping
from twins.plain import differences, plain

OVERBURDENED = {
    "people.tolerance_median": 6.0,
    "straining.threshold": 0.5,
    "straining.pace": 0.2,
    "straining.drop_out_chance": 0.05,
    "straining.rest_weeks": 6,
    "volunteering.client_chance": 0.05,
    "volunteering.tie_asks_chance": 0.05,
    "asking.ask_constant": 3.0,
    "standing.strain_stops": 0.2,
}
CARING = dataclasses.replace(
    BASELINE,
    start_policy={"volunteer_support_hours": 40.0, "team_hours": 160.0, "respite_hours": 100.0,
                  "respite_by_trained_share": 0.5},
    parameters=OVERBURDENED,
)  # fmt: skip
"""People who can bear little, and much support for them: in a few hundred everything happens in weeks."""

EVENTS = ("care_events", "respite", "joined")


def with_others(model: NeighbourhoodModel, **values: float) -> NeighbourhoodModel:
    """Return a branch of a model in which some parameters ("owner__name") are other ones from here on."""
    branch = model.branch(model.scenario_used)
    changed = {name.replace("__", "."): value for name, value in values.items()}
    branch.mechanisms = Mechanisms({**model.scenario_used.parameters, **changed})
    return branch


def lived_on(model: NeighbourhoodModel, weeks: int) -> dict[str, np.ndarray]:
    """Live some weeks and return what was posted of carers and volunteers, and to whom help went, summed."""
    found = {name: np.zeros_like(getattr(model.town.ledgers, name)[0]) for name in (*EVENTS, "given_by_rung")}
    for _ in range(weeks):
        model.step()
        for name in found:
            found[name] += getattr(model.town.ledgers, name).sum(axis=0)
    return found


# Twins, exactness and invariants where much happens.


def test_everything_equals_the_twins_where_carers_break_down(lived: Lived) -> None:
    # Old care is taken up again whenever it can be, so that it happens in so few weeks.
    model = with_others(lived(400, 2, weeks=12, scenario=CARING), returning__again_chance=1.0)
    # So much recruiting has left the pool of those who help now and then nearly empty by now.
    residents = model.town.residents
    residents.occasional[residents.used & (residents.role == 0) & (residents.age >= 18)] = True
    found = {name: np.zeros_like(getattr(model.town.ledgers, name)[0]) for name in EVENTS}
    shared, helped_out = set(), 0
    for _ in range(20):
        support = live_until(model, "Support")
        _climb(model, support)
        names = [type(mechanism).__name__ for mechanism in model.mechanisms.week]
        for mechanism, name in zip(model.mechanisms.week, names, strict=True):
            if names.index(name) <= names.index("Support"):
                continue
            if name not in ("Straining", "Volunteering"):
                mechanism.step(model.town)
                continue
            twin = plain(model.town)
            TWINS[name](mechanism, twin)
            mechanism.step(model.town)
            assert differences(twin, plain(model.town)) == []
        for name in found:
            found[name] += getattr(model.town.ledgers, name).sum(axis=0)
        residents = model.town.residents
        shared |= set(model.town.arrangements.relief[model.town.arrangements.used].tolist())
        helped_out += int(residents.volunteered_minutes[residents.occasional].sum())
    assert (found["care_events"] > 0).all(), found
    assert (found["respite"] > 0).all(), found
    assert (found["joined"][[ASKED_BY_TIE, ASKED_BY_ORGANISATION]] > 0).all(), found
    assert shared >= {SHARES, SHARES_AT_HOME}
    assert helped_out > 0


def test_the_order_of_rows_changes_nothing_where_carers_break_down(lived: Lived) -> None:
    straight, shuffled = lived(400, 3, weeks=12, scenario=CARING), lived(400, 3, weeks=12, scenario=CARING)
    for turn in range(6):
        shuffle(shuffled.town, turn)
        for _ in range(5):
            straight.step()
            shuffled.step()
            for name in (*EVENTS, "volunteer_hours", "cents"):
                one, other = (getattr(model.town.ledgers, name) for model in (straight, shuffled))
                assert (one == other).all(), name
        assert straight.town.digest() == shuffled.town.digest(), turn
    assert np.array_equal(np.array(straight.history), np.array(shuffled.history), equal_nan=True)


def test_everything_adds_up_where_carers_break_down(lived: Lived) -> None:
    model = lived(400, 1, scenario=CARING)
    for _ in range(60):
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)


def test_relief_writes_only_what_it_names(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    for _ in range(4):
        town = begin_week(model)
        for mechanism in model.mechanisms.week:
            if type(mechanism).__name__ != "Support":
                mechanism.step(town)
                continue
            mechanism._begin(town)
            for part in (mechanism.returning, mechanism.respite, mechanism.sharing):
                before = contents(town)
                part.step(town)
                after = contents(town)
                written = {column for column in after if after[column] != before[column]}
                assert written <= allowed(part.writes), (part, written - allowed(part.writes))
            mechanism.step(town)


# Strain weighs work and care.


def strained(model: NeighbourhoodModel, work_weight: float) -> np.ndarray:
    """Return the strain of two people after ten weeks of twenty hours of help; the second works."""
    town, residents = model.town, model.town.residents
    rows = np.flatnonzero(residents.used & (residents.age >= 30))[:2]
    straining = dataclasses.replace(
        next(one for one in model.mechanisms.week if type(one).__name__ == "Straining"), work_weight=work_weight
    )
    residents.strain[rows], residents.resting_until[rows] = 0.0, NEVER
    residents.tolerance_minutes[rows], residents.given_minutes[rows] = 1200, 1200
    residents.work_minutes[rows], residents.free_minutes[rows] = [0, 1920], [3000, 1464]
    for _ in range(10):
        straining.step(town)
    return residents.strain[rows].copy()


def test_who_works_is_strained_more_by_the_same_hours(lived: Lived) -> None:
    alone, works = strained(lived(300, 1), 0.3)
    assert works > alone
    less_time = lived(300, 1)
    assert strained(lived(300, 1), 0.6)[1] > works
    assert strained(less_time, 0.0)[0] == strained(lived(300, 1), 0.0)[1] == alone


# Sharing.


def test_someone_takes_over_a_part_of_the_care(lived: Lived) -> None:
    """A strained daughter helps her mother; a third person says yes, helps the mother, and the daughter gives less."""
    model = lived(400, 2, weeks=12, scenario=CARING)
    for _ in range(40):
        before = plain(model.town).arrangements
        model.step()
        arrangements = model.town.arrangements
        new = np.flatnonzero((arrangements.relief == SHARES) & arrangements.used & (arrangements.since == model.week))
        if len(new):
            break
    sharer = plain(model.town).arrangements[int(arrangements.identity[new[0]])]
    recipient = plain(model.town).ties[sharer.tie].ends[sharer.side]
    now = plain(model.town)
    carers = [
        one
        for one in now.arrangements.values()
        if one.identity != sharer.identity and one.domain == sharer.domain and one.since < model.week
        and now.ties[one.tie].ends[one.side] == recipient
    ]  # fmt: skip
    assert any(one.minutes <= before[one.identity].minutes - sharer.minutes for one in carers)
    helper = now.ties[sharer.tie].ends[1 - sharer.side]
    debt = now.debt(now.ties[sharer.tie])
    model.step()
    after = plain(model.town)
    assert after.week == now.week + 1
    if sharer.tie in after.ties and sharer.identity in after.arrangements:
        assert after.debt(after.ties[sharer.tie]) != debt
        assert helper is None or after.people[helper].given_minutes > 0


def test_without_sharing_nobody_shares(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    off = with_others(model, sharing__part=0.0)
    on = lived_on(model, 16)
    assert on["care_events"][SHARED] > 0
    assert lived_on(off, 16)["care_events"][SHARED] == 0
    assert not off.town.arrangements.relief[off.town.arrangements.since >= 12].any()
    assert model.town.digest() != off.town.digest()


# Easing off, stopping, replacing and relieving.


def test_the_strained_stop_sooner(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    on = with_others(model, straining__drop_out_chance=0.0)
    off = with_others(model, straining__drop_out_chance=0.0, standing__strain_stops=0.0)
    assert lived_on(on, 16)["care_events"][GAVE_UP] > 0
    assert lived_on(off, 16)["care_events"][GAVE_UP] == 0
    assert on.town.digest() != off.town.digest()


FORMAL_HOURS = {
    "provider_hours": 600.0, "nursing_hours": 600.0, "formal_first": 1, "fee_low": 0.0, "fee_middle": 0.0,
    "fee_high": 0.0,
}  # fmt: skip


def kept_minutes(values: dict[str, float], *, formal: bool, seeds: range = range(21, 45)) -> tuple[int, int]:
    """Return what is left after half a year of the help that stood: all of it, and that of overloaded helpers.

    With `formal`, everyone who is helped for good and has nobody formal gets half of what they need from professionals,
    who come first. Until then nobody stops because of strain.
    """
    kept = np.zeros(2, dtype=np.int64)
    for seed in seeds:
        scenario = dataclasses.replace(
            BASELINE, start_policy=FORMAL_HOURS, parameters={**values, "standing.strain_stops": 0.0}
        )
        model = NeighbourhoodModel(scenario, seed, residents=800, spin_up_weeks=52, record=False)
        model.mechanisms = Mechanisms(values)
        arrangements, needs = model.town.arrangements, model.town.needs
        rows = np.flatnonzero(arrangements.used & (arrangements.rung == BY_TIES) & (arrangements.recipient >= 0))
        need = arrangements.recipient[rows], arrangements.domain[rows]
        lasting = needs.lasting[need] & (needs.formal[need] == 0)
        rows, need = rows[lasting], (need[0][lasting], need[1][lasting])
        helper = arrangements.helper[rows]
        overloaded = (helper >= 0) & (model.town.residents.strain[np.maximum(helper, 0)] > 0.5)
        those = arrangements.identity[rows], arrangements.identity[rows[overloaded]]
        if formal:
            needs.formal[need], needs.formal_since[need] = FORMAL_PROVISION, model.town.week
            needs.granted_minutes[need] = needs.required_minutes[need] // 2
        for _ in range(26):
            model.step()
        arrangements = model.town.arrangements
        kept += [arrangements.minutes[np.isin(arrangements.identity, one)].sum() for one in those]
    return int(kept[0]), int(kept[1])


def test_formal_hours_replace_help_or_keep_it_going() -> None:
    """The same formal hours: with habit they take the place of help; without it they keep the overloaded going.

    The second is so where helpers give about as much as they can bear. Which one is met is an outcome.
    """
    few_hours = {"people.tolerance_median": 5.0, "standing.strain_stops": 0.2}
    habit = {**few_hours, "standing.habit": 0.1}
    assert kept_minutes(habit, formal=True)[0] < kept_minutes(habit, formal=False)[0]
    relief = {**few_hours, "standing.habit": 0.0}
    assert kept_minutes(relief, formal=True)[1] > kept_minutes(relief, formal=False)[1]


# Respite.


def test_someone_takes_the_place_of_a_carer(lived: Lived) -> None:
    """The carer gives less this week, someone trained gives to the same person, and the municipality pays for it."""
    model = lived(400, 2, weeks=12, scenario=CARING)
    found: Any = None
    for _ in range(40):
        support = live_until(model, "Support")
        off = model.branch(model.scenario_used)
        off.town.offers.respite_minutes.fill(0)
        off.town.offers.respite_trained_minutes.fill(0)
        support.step(off.town)
        support.step(model.town)
        ours, theirs = model.town.residents, off.town.residents
        relieved = np.flatnonzero((ours.strain > 0.5) & (ours.given_minutes < theirs.given_minutes))
        visitors = np.flatnonzero(ours.trained & (ours.volunteered_minutes > theirs.volunteered_minutes))
        if len(relieved) and len(visitors):
            found = relieved, visitors
            break
        names = [type(mechanism).__name__ for mechanism in model.mechanisms.week]
        for mechanism in model.mechanisms.week[names.index("Support") + 1 :]:
            mechanism.step(model.town)
    assert found is not None
    ledgers = model.town.ledgers
    assert ledgers.respite[0, BY_TRAINED] == ours.volunteered_minutes[ours.trained].sum()
    assert ledgers.cents[0, MUNICIPALITY, FOR_RESPITE] > 0
    assert not off.town.ledgers.respite.any()
    assert not off.town.arrangements.spared_minutes.any()
    assert not off.town.ledgers.cents[0, MUNICIPALITY, FOR_RESPITE]


def test_respite_never_goes_to_less_strained_carers_first(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    one = with_others(model, respite__ask_constant=2.0, respite__reluctance_weight=0.0)
    support = live_until(one, "Support")
    one.town.offers.respite_minutes[:], one.town.offers.respite_trained_minutes[:] = 120, 0
    strain = one.town.residents.strain.copy()
    support._begin(one.town)
    spared = one.town.arrangements.helper[(one.town.arrangements.spared_minutes > 0) & one.town.arrangements.used]
    assert one.town.ledgers.respite[0, BY_PROFESSIONALS] <= 120
    above = np.sort(strain[one.town.residents.used & (strain > 0.5)])[::-1]
    assert (strain[spared] >= above[min(len(above), 12) - 1]).all()


@pytest.mark.parametrize("every", [1, 2])
def test_time_off_beyond_what_is_agreed_counts_as_nothing(every: int, lived: Lived) -> None:
    """After respite took their place helpers have time for half of it: all that is left of it is time off."""
    model = lived(400, 2, weeks=12, scenario=CARING)
    support, active = live_until(model, "Support"), np.ones(1, dtype=np.bool_)
    support._begin(model.town)
    town, agreed, residents = model.town, model.town.arrangements, model.town.residents
    here = agreed.used & (agreed.helper >= 0) & (agreed.relief != SHARES_AT_HOME) & (agreed.rung == BY_TIES)
    rows = np.flatnonzero(here)[::every]
    agreed.spared_minutes[rows] = agreed.minutes[rows]
    helpers = np.unique(agreed.helper[rows])
    residents.given_minutes[helpers] = 0
    residents.free_minutes[helpers] = residents.committed_minutes[helpers] // 2
    support.standing.step(town, active)
    lowered = agreed.used & (agreed.spared_minutes > agreed.minutes)
    assert lowered.sum() >= 5
    off = np.zeros(residents.capacity, dtype=np.int64)
    np.add.at(off, agreed.helper[lowered], agreed.minutes[lowered])
    twin = plain(town)
    given = residents.given_minutes.copy()
    helping.give(support.standing, twin, BY_TIES, active.tolist())
    support.standing.give(town, BY_TIES, active)
    assert differences(twin, plain(town)) == []
    assert (town.needs.offered_minutes >= 0).all()
    assert (residents.given_minutes >= given).all()
    only = np.setdiff1d(agreed.helper[lowered], agreed.helper[agreed.used & ~lowered])
    assert len(only) >= 5
    assert (residents.committed_minutes[only] == off[only]).all()
    assert (residents.given_minutes[only] == given[only]).all()


def test_people_on_benefit_are_trained_and_find_a_role(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    residents = model.town.residents
    trained = np.flatnonzero(residents.trained)
    assert len(trained)
    assert (residents.role_minutes[trained] >= 480).all()
    none = lived(400, 2, weeks=12)
    assert not none.town.residents.trained.any()
    assert not none.town.ledgers.respite[:, BY_TRAINED].any()


# Dropping out and coming back.


def test_who_comes_back_takes_up_the_old_care(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    off = with_others(model, returning__again_chance=0.0)
    sure = with_others(model, returning__again_chance=1.0)
    assert lived_on(off, 26)["care_events"][TOOK_UP_AGAIN] == 0
    assert lived_on(sure, 26)["care_events"][TOOK_UP_AGAIN] > 0


def test_nobody_drops_out_while_resting(lived: Lived) -> None:
    """However strained they still are: only whose rest is over can drop out anew."""
    town = lived(300, 1).town
    residents = town.residents
    rows = np.flatnonzero(residents.used & (residents.age >= 30))[:4]
    until = town.week + np.array([20, 2, 0, -10_000])
    residents.resting_until[:] = NEVER
    residents.strain[:] = 0.0
    residents.strain[rows], residents.resting_until[rows], residents.given_minutes[:] = 0.95, until, 0
    before = residents.tolerance_minutes[rows].copy()
    dataclasses.replace(Straining(), drop_out_chance=1.0).step(town)
    drops = residents.resting_until[rows] != until
    assert drops.tolist() == [False, False, True, True]
    assert ((residents.tolerance_minutes[rows] < before) == drops).all()
    assert town.ledgers.care_events[0, DROPPED_OUT] == 2


def test_dropping_out_leaves_a_mark(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    unmarked = with_others(model, straining__mark=0.0)
    before = plain(model.town).people
    for one, same in ((model, False), (unmarked, True)):
        dropped = lived_on(one, 8)["care_events"][DROPPED_OUT]
        now = plain(one.town).people
        changed = [who for who in now.keys() & before.keys()
                   if now[who].tolerance_minutes < before[who].tolerance_minutes]  # fmt: skip
        assert dropped > 0
        assert bool(changed) != same


# Volunteers.


def test_some_who_came_as_clients_become_volunteers(lived: Lived) -> None:
    model = lived(1000, 4, scenario=CARING)
    only_helped = with_others(model, general__ask_chance=0.0, volunteering__client_chance=0.5)
    only_walking_in = with_others(model, general__ask_chance=1.0, volunteering__client_chance=0.0)
    neither = with_others(model, general__ask_chance=0.0, volunteering__client_chance=0.0)
    ways = (only_helped, only_walking_in, neither)
    for way in ways:
        lived_on(way, 8)  # who was asked before answers first
    joined = [lived_on(way, 44)["joined"][CAME_AS_CLIENT] for way in ways]
    assert joined[0] > 0
    assert joined[1] > 0
    assert joined[2] == 0


def test_who_is_asked_at_a_walk_in_answers_once(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    residents = model.town.residents
    for _ in range(8):
        asked = residents.asked_until >= model.town.week
        model.step()
        turn = np.isin(np.arange(residents.capacity), model.town.turning())
        could = (residents.age >= 18) & (residents.role == 0) & (residents.resting_until <= model.town.week)
        could &= model.town.week - residents.role_since >= 26
        answered = asked & turn & could & residents.used
        assert not (residents.asked_until[answered] >= model.town.week).any()


def test_who_asks_decides_who_joins(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    off = with_others(
        model, volunteering__tie_asks_chance=0.0, volunteering__client_chance=0.0, volunteering__alone_chance=0.0
    )
    joined = lived_on(off, 16)["joined"]
    assert joined.sum() == joined[ASKED_BY_ORGANISATION] > 0
    residents = model.town.residents
    lived_on(model, 16)
    by_tie = np.flatnonzero(residents.used & (residents.asked_by == ASKED_BY_TIE) & (residents.role > 0))
    assert len(by_tie)


def test_recruiting_hours_bring_volunteers() -> None:
    joined = []
    for share in (0.0, 0.9):
        scenario = dataclasses.replace(
            BASELINE, start_policy={"volunteer_recruiting_share": share, "volunteer_support_hours": 20.0}
        )
        model = NeighbourhoodModel(scenario, 1, residents=600, spin_up_weeks=10)
        joined.append(lived_on(model, 20)["joined"][ASKED_BY_ORGANISATION])
    assert joined[0] == 0 < joined[1]


def test_now_and_then_some_help_out_with_a_passing_need(lived: Lived) -> None:
    model = lived(600, 2, weeks=12)
    off = with_others(model, volunteers__occasional_share=0.0)
    found = [0, 0]
    for _ in range(30):
        for place, one in enumerate((model, off)):
            one.step()
            residents = one.town.residents
            # Who stopped this week gave what they gave in their role.
            pool = residents.occasional & (residents.role == 0) & (residents.role_since < one.week)
            found[place] += int(residents.volunteered_minutes[pool].sum())
    assert found[1] == 0 < found[0]


def test_the_willing_are_asked_again(lived: Lived) -> None:
    """With the same volunteers and requests, the hours are less evenly spread when those who help are asked again."""
    spread = []
    for values in ({"volunteers__asked_again": 15, "volunteers__stretch_share": 1.0},
                   {"volunteers__asked_again": 1, "volunteers__stretch_share": 0.0}):  # fmt: skip
        above, below = 0, 0
        for seed in (2, 3, 4):
            model = with_others(lived(600, seed, scenario=CARING), **values)
            for _ in range(52):
                model.step()
                hours = model.town.ledgers.volunteer_hours[0]
                above, below = above + int(hours[SPREAD]), below + int(hours[VOLUNTEERS] * hours[MINUTES])
        spread.append(above / below)
    assert spread[0] > spread[1]


def test_without_support_the_group_thins() -> None:
    """Weariness and the lack of guidance make volunteers in care and neighbourhood stop; off, they do not."""
    left: dict[bool, list[int]] = {}
    for matters in (True, False):
        weights = {} if matters else {"volunteering.unsupported_factor": 1.0, "volunteering.weariness_adds": 0.0}
        left[matters] = []
        for hours in (20.0, 0.0):
            scenario = dataclasses.replace(
                BASELINE,
                start_policy={"volunteer_support_hours": hours, "volunteer_recruiting_share": 0.0},
                parameters={**weights, "volunteering.exit_chance": 0.02},
            )
            model = NeighbourhoodModel(scenario, 1, residents=1500, spin_up_weeks=52, record=False)
            role = model.town.residents.role
            left[matters].append(int(((role == ROLE_CARE) | (role == ROLE_NEIGHBOURHOOD)).sum()))
    assert left[True][1] < 0.85 * left[True][0]
    assert abs(left[False][1] - left[False][0]) < 0.1 * left[False][0]


@pytest.mark.parametrize("minutes", [[0, 0, 0, 10], [5, 5, 5, 5], [0, 30, 60, 90, 600]])
def test_the_spread_is_the_gini_coefficient(minutes: list[int], lived: Lived) -> None:
    model = lived(300, 1)
    residents = model.town.residents
    residents.role.fill(0)
    rows = np.flatnonzero(residents.used)[: len(minutes)]
    residents.role[rows], residents.volunteered_minutes[rows] = ROLE_CARE, minutes
    volunteering = next(one for one in model.mechanisms.week if type(one).__name__ == "Volunteering")
    volunteering._count_hours(model.town)
    hours = model.town.ledgers.volunteer_hours[0]
    gini = sum(abs(one - other) for one in minutes for other in minutes) / (2 * len(minutes) * sum(minutes))
    assert hours[SPREAD] / (hours[VOLUNTEERS] * hours[MINUTES]) == pytest.approx(gini)


def test_help_by_volunteers_is_booked_with_them(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=CARING)
    for _ in range(4):
        model.step()
        given = model.town.residents.volunteered_minutes.sum()
        ledgers = model.town.ledgers
        assert given == ledgers.given_by_rung[:, BY_VOLUNTEERS].sum() + ledgers.exchanged_given[:, BY_HOSTING].sum()
