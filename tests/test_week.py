"""A week keeps its promises: mechanisms write only what they name, and hours, money and people add up."""

import copy
import dataclasses
import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import invariants
from conftest import BASELINE, GENEROUS, Lived
from samenredzaam.mechanisms import WEEK
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood import profile as profiles
from samenredzaam.neighbourhood.field import Field
from samenredzaam.neighbourhood.places import Activities
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.neighbourhood.residents import RUNGS, Homes, Needs, Residents
from samenredzaam.neighbourhood.streets import Streets
from samenredzaam.neighbourhood.ties import Arrangements, Ties
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_changes import Change

RUNGS_IN_ORDER = (
    "own", "household", "standing", "asking", "offering", "volunteers", "general", "team", "provision", "crisis",
    "applying", "outreach",
)  # fmt: skip
WITHOUT_RUNG = ("applying", "outreach")


def begin_week(model: NeighbourhoodModel) -> Town:
    town = model.town
    town.week += 1
    town.ledgers.clear()
    town.policy = model.scenario_used.in_force(town.week, model.codes)
    return town


def contents(town: Town) -> dict[str, str]:
    return {
        f"{name}.{column}": digest
        for name, table in town.tables().items()
        for column, digest in table.digests().items()
    }


def allowed(writes: Any) -> set[str]:
    """Return the columns that `writes` names, as "table.column"."""
    columns = {f"{name}.{column}": column for name, table in TABLES.items() for column in table}
    if writes == "population":
        return {name for name in columns if not name.startswith(("arrangements.", "streets."))}
    found = {name for name, column in columns.items() if column in writes and column != "identity"}
    for table in ("ties", "arrangements", "activities"):
        if table in writes:
            found |= {name for name in columns if name.startswith(f"{table}.")}
    assert all(name in columns.values() or name in ("ties", "arrangements", "activities") for name in writes), writes
    return found | ({"residents.ties"} if "ties" in writes else set())


TABLES = {
    "residents": tuple(Residents.declared),
    "needs": tuple(Needs.declared),
    "homes": tuple(Homes.declared),
    "streets": tuple(Streets.declared),
    "ties": tuple(Ties.declared),
    "arrangements": tuple(Arrangements.declared),
    "activities": tuple(Activities.declared),
    "field": tuple(Field.declared),
}


@pytest.mark.parametrize("scenario", [BASELINE, GENEROUS], ids=["baseline", "generous"])
@pytest.mark.parametrize("owner", WEEK, ids=lambda owner: owner.__name__)
def test_mechanism_writes_only_what_it_names(owner: Any, scenario: Scenario, lived: Lived) -> None:
    model = lived(500, 3, weeks=20, scenario=scenario)
    for _ in range(4):
        town = begin_week(model)
        for mechanism in model.mechanisms.week:
            before = contents(town)
            mechanism.step(town)
            if type(mechanism) is owner:
                after = contents(town)
                written = {name for name in after if after[name] != before[name]}
                assert written <= allowed(owner.writes), written - allowed(owner.writes)


def test_rungs_write_only_what_they_name(lived: Lived) -> None:
    model = lived(500, 3, weeks=20, scenario=GENEROUS)
    active = np.ones(1, dtype=np.bool_)
    for _ in range(4):
        town = begin_week(model)
        for mechanism in model.mechanisms.week:
            if type(mechanism).__name__ != "Support":
                mechanism.step(town)
                continue
            mechanism._begin(town)
            for name in RUNGS_IN_ORDER:
                rung, before = getattr(mechanism, name), contents(town)
                rung.step(*((town,) if name in WITHOUT_RUNG else (town, active)))
                after = contents(town)
                written = {column for column in after if after[column] != before[column]}
                assert written <= allowed(rung.writes), (name, written - allowed(rung.writes))


@pytest.mark.parametrize("owner", WEEK, ids=lambda owner: owner.__name__)
def test_mechanism_can_be_repeated(owner: Any, lived: Lived) -> None:
    """The same town, copied, makes the same week, whatever else has been done since."""
    digests, accounts = [], []
    for _ in range(2):
        model = lived(500, 3, weeks=20)
        town = begin_week(model)
        for mechanism in model.mechanisms.week:
            mechanism.step(town)
            if type(mechanism) is owner:
                break
        digests.append(town.digest())
        accounts.append({name: account.tolist() for name, account in town.ledgers.arrays().items()})
    assert digests[0] == digests[1]
    assert accounts[0] == accounts[1]


@pytest.mark.parametrize("owner", WEEK, ids=lambda owner: owner.__name__)
def test_mechanism_keeps_columns_in_their_bounds(owner: Any, lived: Lived) -> None:
    model = lived(500, 3, weeks=20, scenario=GENEROUS)
    for _ in range(4):
        town = begin_week(model)
        for mechanism in model.mechanisms.week:
            mechanism.step(town)
            if type(mechanism) is owner:
                invariants.check_columns(town)
                invariants.check_ties(town)
                invariants.check_homes(town)


def test_mechanisms_keep_nothing_between_weeks(lived: Lived) -> None:
    """All state is the town's: mechanisms made anew go on to the same results."""
    one, two = lived(300, 2, weeks=12), lived(300, 2, weeks=12)
    for _ in range(6):
        one.step()
        two.mechanisms = type(two.mechanisms)(two.scenario_used.parameters)
        two.step()
    assert one.town.digest() == two.town.digest()


# Invariants over random neighbourhoods and policies.

CHANGED_BANDS = st.lists(st.floats(0.3, 2.5), min_size=5, max_size=5)


@st.composite
def neighbourhoods(draw: st.DrawFn) -> profiles.Profile:
    """Return a shipped profile with other ages and households than it has."""
    found = profiles.read(draw(st.sampled_from(profiles.shipped())))
    weights = draw(CHANGED_BANDS)
    scaled = [count * weight for count, weight in zip(found.ages, weights, strict=True)]
    ages = [int(found.residents * one / sum(scaled)) for one in scaled]
    ages[2] += found.residents - sum(ages)
    # Every household needs an adult; a profile that says otherwise is refused, which is tested elsewhere.
    assume(found.households <= found.residents - ages[0])
    return dataclasses.replace(found, ages=tuple(ages), age_groups=None, schooling=None)


@st.composite
def changes(draw: st.DrawFn, weeks: int) -> tuple[Change, ...]:
    """Return changes of any levers to any value within their range, at any week."""
    found = []
    for lever in draw(st.lists(st.sampled_from(sorted(LEVERS)), min_size=2, max_size=10)):
        declared = LEVERS[lever].declared
        numbers = st.integers if declared.whole else st.floats
        value = draw(numbers(declared.low, declared.high))  # type: ignore[operator]
        week = draw(st.integers(0, weeks - 1))
        date = BASELINE.start + datetime.timedelta(days=7 * week)
        found.append(Change(lever, date, "value", float(value)))
    return tuple(found)


def made(tmp: Path, profile: profiles.Profile, residents: int, policy: tuple[Change, ...], weeks: int) -> Scenario:
    path = tmp / "wijk.toml"
    profiles.write(profile, path, overwrite=True)
    return dataclasses.replace(
        BASELINE, profile="wijk.toml", folder=tmp, residents=residents, weeks=weeks, changes=policy
    )


WEEKS = 30


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(
    profile=neighbourhoods(),
    residents=st.integers(100, 600),
    policy=changes(WEEKS),
    seed=st.integers(0, 2**32),
    spin_up=st.integers(0, 12),
)
def test_everything_adds_up_every_week(
    profile: profiles.Profile,
    residents: int,
    policy: tuple[Change, ...],
    seed: int,
    spin_up: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scenario = made(tmp_path_factory.mktemp("wijk"), profile, residents, policy, WEEKS)
    model = NeighbourhoodModel(scenario, seed, spin_up_weeks=spin_up)
    assert model.town.population().sum() == residents, "time stands still for the population during spin-up"
    lived = 0
    while model.running:
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
        lived += 1
    assert lived == WEEKS


def test_a_long_life_adds_up(lived: Lived) -> None:
    """Five years of a larger neighbourhood, in which rare things happen too."""
    model = lived(1000, 4, scenario=GENEROUS)
    given = np.zeros(len(RUNGS), dtype=np.int64)
    for _ in range(260):
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
        given += model.town.ledgers.given_by_rung.sum(axis=0)
    assert (given > 0).all(), "a rung of the ladder never helped"


def test_invariants_notice_what_is_wrong(lived: Lived) -> None:
    """A minute, a cent, a person or a tie too many is seen."""

    def broken(change: Any) -> None:
        model = lived(300, 1, weeks=12)
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
        change(model.town)
        with pytest.raises(AssertionError):
            invariants.check(model.town, *before)

    def someone(town: Town) -> int:
        return int(np.flatnonzero(town.residents.used & (town.needs.stage > 0).any(axis=1))[0])

    def add(array: np.ndarray, place: Any) -> None:
        array[place] += 1

    broken(lambda town: add(town.needs.open_minutes, (someone(town), 0)))
    broken(lambda town: add(town.residents.received_minutes, (someone(town), 2)))
    broken(lambda town: add(town.ledgers.professional, (0, 0)))
    broken(lambda town: add(town.ledgers.cents, (0, 2, 5)))
    broken(lambda town: add(town.ledgers.queue_in, (0, 0)))
    broken(lambda town: add(town.ledgers.flows, (0, 0)))
    broken(lambda town: add(town.residents.home, someone(town)))
    broken(lambda town: town.residents.ties[someone(town)].fill(-1))
    broken(lambda town: town.arrangements.tie.fill(int(np.flatnonzero(~town.ties.used)[0])))
    broken(lambda town: town.needs.identity.__setitem__(someone(town), copy.copy(np.uint64(7))))
