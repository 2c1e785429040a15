"""What population change and streets do: who comes to live with whom, who stays near, what a street brings about."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from conftest import BASELINE, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.households import bind_households, rehouse
from samenredzaam.neighbourhood.ledgers import COUPLES, DEPARTURES, FOR_LIVEABILITY, MOVES_WITHIN, MUNICIPALITY
from samenredzaam.neighbourhood.residents import CHILD, LIVING_ALONE, PARTNER
from samenredzaam.neighbourhood.ties import BY_STREET, FRIEND, HOUSEHOLD, KIN
from samenredzaam.neighbourhood.town import Town
from samenredzaam.streams import mixed

RESIDENTS, SEED = 800, 3
INERT = {
    "befriending.liveability_on_meeting": 0.0,
    "moving.liveability_on_moving": 0.0,
    "feeling.street_lowers": 0.0,
}


def model_with(parameters: dict[str, float], **settings: Any) -> NeighbourhoodModel:
    scenario = dataclasses.replace(BASELINE, parameters=parameters)
    return NeighbourhoodModel(scenario, SEED, residents=RESIDENTS, spin_up_weeks=8, **settings)


def lived_in_streets(parameters: dict[str, float], liveability: float, weeks: int) -> NeighbourhoodModel:
    """Live some weeks in streets that are kept as they are."""
    model = model_with(parameters | {"tending.pace": 0.002})
    for _ in range(weeks):
        model.town.streets.liveability[:] = liveability
        model.step()
    model.town.streets.liveability[:] = liveability
    return model


def here(town: Town) -> set[int]:
    return set(town.residents.identity[town.residents.used].tolist())


def pairs_made_in_streets(town: Town) -> set[int]:
    made = town.ties.used & (town.ties.maker == BY_STREET)
    return set(town.ties.identity[made].tolist())


def test_a_pleasant_street_lets_someone_meet_and_someone_stay() -> None:
    bleak, pleasant = (lived_in_streets({}, level, 30) for level in (0.0, 1.0))
    met = pairs_made_in_streets(pleasant.town) - pairs_made_in_streets(bleak.town)
    stayed = here(pleasant.town) - here(bleak.town)
    assert met, "nobody met anyone because of the street"
    assert stayed, "nobody stayed because of the street"


def test_without_its_weights_a_street_changes_nothing() -> None:
    towns = []
    for level in (0.0, 1.0):
        town = lived_in_streets(INERT, level, 20).town
        town.streets.liveability[:] = 0.5
        towns.append(town)
    assert towns[0].digest() == towns[1].digest()


def test_streets_where_people_know_each_other_are_more_liveable(lived: Lived) -> None:
    model = lived(600, 2, weeks=20)
    # Without what is given with a place: in the bleakest streets there is nothing to lose.
    model.mechanisms = type(model.mechanisms)({"tending.setting_spread": 0.0})
    other = model.branch(model.scenario_used)
    town = other.town
    town.room_for_ties(0)
    town.ties.kind[town.ties.used & (town.ties.kind != HOUSEHOLD)] = HOUSEHOLD  # nobody counts as known any more
    for one in (model, other):
        tending = next(each for each in one.mechanisms.week if type(each).__name__ == "Tending")
        for _ in range(60):
            one.town.week += 1
            tending.step(one.town)
    assert (other.town.streets.liveability < model.town.streets.liveability).all()


def test_the_liveability_budget_is_paid_and_raises_streets() -> None:
    def after_a_year(euro: float) -> tuple[int, float]:
        scenario = dataclasses.replace(BASELINE, start_policy={"liveability_budget": euro})
        model = NeighbourhoodModel(scenario, SEED, residents=300, spin_up_weeks=8)
        cents = 0
        for _ in range(52):
            model.step()
            cents += int(model.town.ledgers.cents[0, MUNICIPALITY, FOR_LIVEABILITY])
        return cents, model.measure("liveability_mean")

    nothing, much = after_a_year(0.0), after_a_year(100.0)
    assert nothing[0] == 0
    assert much[0] == 300 * 100 * 100
    assert much[1] > nothing[1]


@pytest.mark.parametrize(
    ("switch", "flow"),
    [
        ({"pairing.pairs_share": 0.0}, COUPLES),
        ({"moving.near_home_share": 0.0, "pairing.pairs_share": 0.0}, MOVES_WITHIN),
    ],
    ids=["couples", "moves within"],
)
def test_what_is_switched_off_does_not_happen(switch: dict[str, float], flow: int) -> None:
    # What can only be made small by its range is made so; nothing below the range is read from a scenario.
    counts = []
    for parameters in ({}, switch):
        model, count = model_with(parameters), 0
        for _ in range(104):
            model.step()
            count += int(model.town.ledgers.flows[0, flow])
        counts.append(count)
    assert counts[0] > 0
    assert counts[1] == 0


def test_couples_live_together_and_children_of_a_single_parent_come_along() -> None:
    model = model_with({})
    for _ in range(104):
        before = {int(one): int(home) for one, home in _homes(model.town)}
        model.step()
        if model.town.ledgers.flows[0, COUPLES]:
            residents = model.town.residents
            partners = residents.used & (residents.position == PARTNER)
            _, counts = np.unique(residents.home[partners], return_counts=True)
            assert (counts == 2).all()
            children = residents.used & (residents.position == CHILD) & (residents.age < 18)
            moved = [row for row in np.flatnonzero(children) if _moved(model.town, row, before)]
            # A child never moves alone: someone grown of the same old home came along.
            for row in moved:
                mates = np.flatnonzero(residents.used & (residents.home == residents.home[row]) & (residents.age >= 18))
                old = before[int(residents.identity[row])]
                assert any(before.get(int(residents.identity[mate])) == old for mate in mates)


def _homes(town: Town) -> list[tuple[int, int]]:
    rows = np.flatnonzero(town.residents.used)
    return list(zip(town.residents.identity[rows].tolist(), town.residents.home[rows].tolist(), strict=True))


def _moved(town: Town, row: int, before: dict[int, int]) -> bool:
    who = int(town.residents.identity[row])
    return who in before and before[who] != int(town.residents.home[row])


def test_who_moves_within_keeps_ties_and_what_is_arranged(lived: Lived) -> None:
    town = lived(400, 2, weeks=20).town
    residents, homes, ties = town.residents, town.homes, town.ties
    arranged = town.arrangements.tie[town.arrangements.used & (town.arrangements.helper >= 0)]
    rows = [int(row) for row in ties.ends[arranged, 0] if residents.age[row] >= 18]
    mover = min(rows, key=lambda row: residents.identity[row])
    mates = [one for one in homes.members[residents.home[mover]] if one >= 0 and one != mover]
    before = {int(ties.identity[tie]): int(ties.kind[tie]) for tie in residents.ties[mover] if tie >= 0}
    standing = set(town.arrangements.identity[town.arrangements.used].tolist())
    empty = int(np.flatnonzero(homes.household == 0)[0])
    rehouse(town, np.array([mover]), np.array([empty]))
    after = {int(ties.identity[tie]): int(ties.kind[tie]) for tie in residents.ties[mover] if tie >= 0}
    assert after.keys() == before.keys()
    changed = {tie for tie in before if before[tie] != after[tie]}
    assert {before[tie] for tie in changed} <= {HOUSEHOLD}
    assert {after[tie] for tie in changed} <= {KIN}
    assert len(changed) == len(mates)
    assert residents.position[mover] == LIVING_ALONE
    assert set(town.arrangements.identity[town.arrangements.used].tolist()) == standing


def test_friends_who_come_to_share_a_home_count_no_favours(lived: Lived) -> None:
    town = lived(400, 2, weeks=20).town
    residents, ties = town.residents, town.ties
    inside = np.flatnonzero(ties.used & (ties.kind == FRIEND) & (ties.ends[:, 1] >= 0))
    alone = residents.position == LIVING_ALONE
    tie = next(one for one in inside if alone[ties.ends[one]].all())
    one, two = (int(end) for end in ties.ends[tie])
    ties.debt_minutes[tie], ties.touched[tie] = 90, town.week
    closed = residents.closed_debt_minutes[[one, two]].copy()
    identity = int(ties.identity[tie])
    residents.position[[one, two]] = PARTNER
    rehouse(town, np.array([two]), np.array([residents.home[one]]))
    assert ties.kind[tie] == HOUSEHOLD
    assert ties.debt_minutes[tie] == 0
    assert int(ties.identity[tie]) == mixed(identity)
    assert (residents.closed_debt_minutes[[one, two]] - closed).tolist() == [90, -90]
    bind_households(town.links(), np.array([residents.home[one]], dtype=np.int32), town.homes.members, town.week, 0.9)
    assert residents.position[one] == residents.position[two] == PARTNER


def test_the_widowed_first_look_for_less_and_then_for_more() -> None:
    """In grief fewer ties are made, and later more, than by the same people without a loss."""

    def made(lost: int | None, weeks: int = 60) -> int:
        model = model_with({"befriending.grief_factor": 0.0, "befriending.rebuilding_factor": 3.0})
        count = 0
        for _ in range(weeks):
            residents = model.town.residents
            if lost is not None:
                residents.partner_lost[residents.used] = model.town.week + 1 - lost
            model.step()
            fresh = model.town.ties.used & (model.town.ties.made == model.town.week)
            count += int(np.count_nonzero(fresh & np.isin(model.town.ties.maker, (BY_STREET, BY_STREET + 1))))
        return count

    grieving, usual, rebuilding = made(10), made(None), made(80)
    assert grieving < usual / 10, "but for newcomers, who lost nobody here"
    assert rebuilding > usual > 0


def test_the_population_stays_near_that_of_the_start() -> None:
    model = NeighbourhoodModel("baseline", 2, residents=1500, spin_up_weeks=20, record=False)
    before = int(model.town.population().sum())
    for _ in range(260):
        model.step()
    assert abs(int(model.town.population().sum()) - before) < 0.06 * before


def test_departures_are_counted_as_moved_out(lived: Lived) -> None:
    model = lived(600, 2, weeks=20)
    model.step()
    flows, residents = model.town.ledgers.flows[0], int(model.town.population().sum())
    assert model.measure("moved_out_per_1000") == pytest.approx(flows[DEPARTURES] / residents * 52177.5)
