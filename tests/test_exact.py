"""Results hang on scenario and seed alone: not on rows, on what is saved or recorded, nor on the compiler."""

import dataclasses
import datetime
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import golden_week
import samenredzaam
from conftest import BASELINE, GENEROUS, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.columns import Table
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import Scenario, names
from samenredzaam.scenario_changes import Change

SOURCES = Path(samenredzaam.__file__).parent.parent


def history(model: NeighbourhoodModel) -> np.ndarray:
    return np.array(model.history)


def live(model: NeighbourhoodModel, weeks: int) -> NeighbourhoodModel:
    for _ in range(weeks):
        model.step()
    return model


def same(one: NeighbourhoodModel, two: NeighbourhoodModel) -> bool:
    alike = np.array_equal(history(one), history(two), equal_nan=True)
    return alike and one.town.digest() == two.town.digest()


# The order of rows.


def _reordered(table: Table, order: np.ndarray) -> None:
    table.restore({name: array[order] for name, array in table.arrays().items()})


def _renamed(rows: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return where rows stand now; what is no row stays as it is."""
    return np.where(rows >= 0, place[np.maximum(rows, 0)], rows).astype(rows.dtype)


def _places(order: np.ndarray) -> np.ndarray:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def shuffle(town: Town, seed: int) -> None:
    """Give every resident, tie, arrangement and activity another row, and every tie another place with its ends.

    Homes keep their rows: dwellings do not move, and doors are counted along a street.
    """
    chance = np.random.default_rng(seed)
    people, ties, arrangements, activities = (
        chance.permutation(table.capacity) for table in (town.residents, town.ties, town.arrangements, town.activities)
    )
    _reordered(town.residents, people)
    _reordered(town.needs, people)
    _reordered(town.ties, ties)
    _reordered(town.arrangements, arrangements)
    _reordered(town.activities, activities)
    town.homes.members = _renamed(town.homes.members, _places(people))
    town.ties.ends[...] = _renamed(town.ties.ends, _places(people))
    town.residents.ties = chance.permuted(_renamed(town.residents.ties, _places(ties)), axis=1)
    town.arrangements.tie = _renamed(town.arrangements.tie, _places(ties))
    for name in ("recipient", "helper"):
        setattr(town.arrangements, name, _renamed(getattr(town.arrangements, name), _places(people)))
    town.stack[: town.top[0]] = chance.permutation(_renamed(town.stack[: town.top[0]], _places(ties)))


def test_shuffling_changes_rows_and_nothing_else(lived: Lived) -> None:
    model = lived(400, 2, weeks=12)
    before, identities = model.town.digest(), model.town.residents.identity.copy()
    shuffle(model.town, 5)
    assert model.town.digest() == before
    assert not np.array_equal(model.town.residents.identity, identities)


SOCIABLE = dataclasses.replace(BASELINE, start_policy={"meeting_places": 3.0, "connecting_hours": 10.0})
"""With many activities and introductions for a neighbourhood of a few hundred."""


@pytest.mark.parametrize(
    ("scenario", "weeks"),
    [(BASELINE, 0), (BASELINE, 12), (GENEROUS, 12), (SOCIABLE, 12)],
    ids=["start", "baseline", "generous", "sociable"],
)
def test_the_order_of_rows_changes_no_result(scenario: Scenario, weeks: int, lived: Lived) -> None:
    straight, shuffled = lived(600, 2, weeks=weeks, scenario=scenario), lived(600, 2, weeks=weeks, scenario=scenario)
    for turn in range(8):
        shuffle(shuffled.town, turn)
        live(straight, 6)
        live(shuffled, 6)
        assert straight.town.digest() == shuffled.town.digest(), f"differs in weeks {6 * turn} to {6 * turn + 5}"
    assert same(straight, shuffled)


def test_the_order_of_rows_changes_no_account(lived: Lived) -> None:
    straight, shuffled = lived(600, 3, weeks=12, scenario=GENEROUS), lived(600, 3, weeks=12, scenario=GENEROUS)
    shuffle(shuffled.town, 1)
    for _ in range(12):
        live(straight, 1)
        live(shuffled, 1)
        for name, account in straight.town.ledgers.arrays().items():
            assert (account == shuffled.town.ledgers.arrays()[name]).all(), name


# Saving, branching, watching.


@pytest.mark.parametrize("weeks", [0, 12])
def test_going_on_from_what_was_saved(weeks: int, lived: Lived) -> None:
    straight, other = lived(300, 3, weeks=weeks), lived(300, 1, weeks=5)
    saved = pickle.loads(pickle.dumps(straight.town.saved()))
    live(straight, 10)
    other.town.restore(other, saved)
    other.town.streams = straight.town.streams
    other.history.clear()
    live(other, 10)
    assert same(straight, other)
    assert len(other.agents) == len(straight.agents), "the deciders of before are still there"


def test_what_was_saved_is_a_copy(lived: Lived) -> None:
    model = lived(300, 3, weeks=0)
    saved = model.town.saved()
    before = pickle.dumps(saved)
    live(model, 8)
    assert pickle.dumps(saved) == before


def test_a_branch_equals_a_straight_run() -> None:
    cut = samenredzaam.scenario.read("cut")
    cut = dataclasses.replace(cut, changes=tuple(dataclasses.replace(one, date=BASELINE.start) for one in cut.changes))
    trunk = NeighbourhoodModel("baseline", 5, residents=300, spin_up_weeks=10)
    branch = live(trunk.branch(cut), 12)
    straight = live(NeighbourhoodModel(cut, 5, residents=300, spin_up_weeks=10), 12)
    assert same(branch, straight)
    assert same(live(trunk, 12), live(NeighbourhoodModel("baseline", 5, residents=300, spin_up_weeks=10), 12))
    assert not same(trunk, branch)


def test_a_branch_needs_the_same_beginning(lived: Lived) -> None:
    other = dataclasses.replace(BASELINE, start_policy={"team_hours": 10.0})
    with pytest.raises(ValueError, match="needs its own spin-up"):
        lived().branch(other)


def test_registering_and_recording_change_nothing() -> None:
    def made(**arguments: bool) -> NeighbourhoodModel:
        return live(NeighbourhoodModel("baseline", 4, residents=150, spin_up_weeks=5, **arguments), 8)

    plain = made()
    assert same(plain, made(register_residents=True))
    unwatched = made(record=False)
    assert unwatched.town.digest() == plain.town.digest()
    assert unwatched.history == []


def test_seeds_differ_and_repeat() -> None:
    one, two, again = (
        live(NeighbourhoodModel("baseline", seed, residents=200, spin_up_weeks=5), 4) for seed in (1, 2, 1)
    )
    assert same(one, again)
    assert one.town.digest() != two.town.digest()


# Policies.


def later(weeks: int, lever: str = "team_hours", value: float = 5.0) -> Change:
    return Change(lever, BASELINE.start + datetime.timedelta(days=7 * weeks), "value", value)


@pytest.mark.parametrize(
    "change",
    [later(520), later(4000), dataclasses.replace(later(3), kind="factor", amount=1.0), later(3, value=36.0)],
    ids=["at the end", "after the end", "times one", "as it is"],
)
def test_a_policy_that_takes_no_effect_changes_no_byte(change: Change, lived: Lived) -> None:
    straight = lived(300, 2)
    other = straight.branch(dataclasses.replace(BASELINE, changes=(change,)))
    live(straight, 20)
    live(other, 20)
    assert history(straight).tobytes() == history(other).tobytes()
    assert straight.town.digest() == other.town.digest()


@pytest.mark.parametrize(
    "change",
    [
        later(6, "team_hours", 0.0),
        later(6, "access_threshold", 0.0),
        later(6, "provider_hours", 0.0),
        later(6, "fee_low", 300.0),
        later(6, "formal_first", 1.0),
        later(6, "meeting_places", 3.0),
        later(6, "opening_hours", 60.0),
        later(6, "mixed_share", 0.0),
        later(6, "activity_work_share", 1.0),
        later(6, "connecting_hours", 10.0),
    ],
    ids=lambda change: change.lever,
)
def test_until_its_date_a_policy_changes_no_byte_and_then_something(change: Change, lived: Lived) -> None:
    straight = lived(600, 2, scenario=GENEROUS)
    other = straight.branch(dataclasses.replace(GENEROUS, changes=(change,)))
    live(straight, 6)
    live(other, 6)
    assert history(straight).tobytes() == history(other).tobytes()
    assert straight.town.digest() == other.town.digest()
    live(straight, 30)
    live(other, 30)
    assert straight.town.digest() != other.town.digest()


def test_a_policy_of_others_changes_no_ones_luck(lived: Lived) -> None:
    """Births, deaths and moves hang on people and not on a policy that cannot reach them."""
    straight = lived(400, 2)
    other = straight.branch(dataclasses.replace(BASELINE, changes=(later(0, "assessor_hours", 100.0),)))
    for _ in range(20):
        straight.step()
        other.step()
        assert (straight.town.ledgers.flows[:, :2] == other.town.ledgers.flows[:, :2]).all()


# The matrix: compiler, bounds, versions of Python.


def computed_elsewhere(**environment: str) -> dict[str, dict[str, str]]:
    """Return the golden digests as another process with another environment computes them."""
    code = "import json, golden_week; print(json.dumps(golden_week.computed()))"
    paths = os.pathsep.join([str(SOURCES), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def here() -> dict[str, dict[str, str]]:
    return golden_week.computed()


def test_results_are_those_of_this_version(here: dict[str, dict[str, str]]) -> None:
    kept = json.loads(golden_week.KEPT.read_text(encoding="utf-8"))
    assert here == kept, "results moved; if that is meant, run python -m tests.golden_week and say why"


def test_golden_weeks_are_of_different_lives(here: dict[str, dict[str, str]]) -> None:
    assert len({one["town"] for one in here.values()}) == len(here)


@pytest.mark.parametrize("name", names())
def test_summary_of_a_scenario_is_that_of_this_version(name: str) -> None:
    kept = golden_week.kept_summaries()
    assert golden_week.summary(name) == kept[name], "results moved; if that is meant, run python -m tests.golden_week"


def test_every_scenario_has_a_summary_of_its_own() -> None:
    """A scenario whose changes did nothing in these weeks would be the baseline under another name."""
    kept = golden_week.kept_summaries()
    assert set(kept) == set(names())
    assert len({one["town"] for one in kept.values()}) == len(kept)


def test_plain_python_computes_the_same(here: dict[str, dict[str, str]]) -> None:
    assert computed_elsewhere(SAMENREDZAAM_COMPILER="off") == here


def test_checked_indices_compute_the_same(here: dict[str, dict[str, str]]) -> None:
    assert computed_elsewhere(SAMENREDZAAM_BOUNDS="check") == here


def test_without_simd_numpy_computes_the_same(here: dict[str, dict[str, str]]) -> None:
    features = "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
    enabled = {feature for feature in features.split() if _has(feature)}
    assert computed_elsewhere(NPY_DISABLE_CPU_FEATURES=" ".join(sorted(enabled))) == here


def _has(feature: str) -> bool:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return feature in __cpu_dispatch__ and bool(__cpu_features__.get(feature))
