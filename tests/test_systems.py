"""The systems of the field: the table says no more than there is, and what it says of each is so."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from command import asked
from conftest import BASELINE
from samenredzaam.mechanisms import OWNERS, PARAMETERS, WEEK
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.recording import METRICS
from samenredzaam.study.systems import State, System, system, systems

TESTS = Path(__file__).parent
SPIN_UP_WEEKS, SEEDS = 13, (1, 2, 3)
OF_EVERY_PLACE = {
    "ageing", "dying", "admitting", "pairing", "bearing", "kin_elsewhere", "hosting", "trusting",
}  # fmt: skip
"""Mechanisms of any place, that are of no system in particular."""

WORKING = [one for one in systems().values() if one.state is not State.NOT_YET]
GOOD = {
    "title": {"nl": "a", "en": "a"},
    "does": {"nl": "a", "en": "a"},
    "mechanisms": ["connecting"],
    "levers": ["connecting_hours"],
    "metrics": {"lonely_share": "lower"},
    "without": {"connecting.introduction_hours": 20.0},
}


def settled(one: System, changed: dict[str, float], seed: int) -> np.ndarray:
    """Return the mean of each indicator of a system in the second half of its weeks, with levers and parameters."""
    scenario = dataclasses.replace(
        BASELINE,
        residents=one.check_residents,
        weeks=one.check_weeks,
        start_policy={name: value for name, value in changed.items() if name in LEVERS},
        parameters={name: value for name, value in changed.items() if name in PARAMETERS},
    )
    model = NeighbourhoodModel(scenario, seed=seed, spin_up_weeks=SPIN_UP_WEEKS)
    while model.running:
        model.step()
    chosen = [list(model.recorder.metrics).index(name) for name in one.metrics]
    return np.nanmean(np.array(model.history)[one.check_weeks // 2 :, chosen, 0], axis=0)


def test_all_systems_are_there_in_order():
    assert list(systems()) == [f"S{number}" for number in range(1, 50)]


@pytest.mark.parametrize("one", WORKING, ids=lambda one: one.name)
def test_indicators_show_the_system(one):
    """Each indicator that is said to show a system lies on the side that is said of where it is switched off."""
    pairs = [
        (settled(one, dict(one.seen_with), seed), settled(one, one.seen_with | one.without, seed)) for seed in SEEDS
    ]
    moved = np.mean([seen - without for seen, without in pairs], axis=0)
    for (name, side), by in zip(one.metrics.items(), moved, strict=True):
        assert by > 0 if side == "higher" else by < 0, f"{one.name}: {name} is said to be {side}, and moved by {by:.6f}"


@pytest.mark.parametrize("one", WORKING, ids=lambda one: one.name)
def test_tests_of_a_system_exist(one):
    for named in one.checks:
        file, _, test = named.partition("::")
        assert f"def {test.partition('[')[0]}(" in (TESTS / file).read_text(encoding="utf-8"), named


def test_what_happens_in_a_week_belongs_somewhere():
    """Who adds a mechanism or a lever says which system it is of."""
    named = {name for one in systems().values() for name in one.mechanisms}
    week = {owner.__module__.rsplit(".", 1)[-1] for owner in WEEK}
    assert not (week & OWNERS.keys()) - named - OF_EVERY_PLACE
    assert not named & OF_EVERY_PLACE
    assert not LEVERS.keys() - {name for one in systems().values() for name in one.levers}


@pytest.mark.parametrize(
    ("field", "points_at", "said"),
    [
        ("mechanisms", ["conecting"], "did you mean 'connecting'?"),
        ("levers", ["connecting_ours"], "did you mean 'connecting_hours'?"),
        ("metrics", {"lonley_share": "lower"}, "did you mean 'lonely_share'?"),
        ("without", {"connecting.introduction_ours": 0.0}, "did you mean 'connecting.introduction_hours'?"),
        ("with", {"nothing": 0.0}, "does not exist"),
        ("metrics", {}, "must have title, and all of"),
        ("metrics", {"lonely_share": "up"}, "say one of higher, lower"),
        ("effect", "large", "'effect'"),
    ],
)
def test_row_that_points_at_nothing_is_refused(field, points_at, said):
    assert system("S11", GOOD).state is State.WORKS
    with pytest.raises(ValueError, match="system S11") as refused:
        system("S11", GOOD | {field: points_at})
    assert said in str(refused.value)


def test_row_is_whole_or_says_what_is_lacking():
    lacking = {"nl": "b", "en": "b"}
    assert system("S11", GOOD | {"lacking": lacking}).state is State.PARTLY
    assert system("S11", {"title": GOOD["title"], "lacking": lacking}).state is State.NOT_YET
    for wrong in ({"title": GOOD["title"]}, GOOD | {"without": {}}, GOOD | {"levers": []}):
        with pytest.raises(ValueError, match="must have title"):
            system("S11", wrong)


def test_command_tells_what_there_is():
    told = asked("systems", "--json", "--language", "nl")
    rows = json.loads(told.stdout)
    assert told.returncode == 0
    assert [row["name"] for row in rows] == list(systems())
    for row in rows:
        assert row["mechanisms"] or row["lacking"]
        assert set(row["levers"]) <= LEVERS.keys()
        assert set(row["metrics"]) <= METRICS.keys()
    working = sum(one.state is State.WORKS for one in systems().values())
    assert f"werkt: {working};" in told.stderr
    one = asked("systems", "S11", "--language", "en")
    assert one.returncode == 0
    assert "connecting work" in one.stdout
    assert "S12" not in one.stdout
    unknown = asked("systems", "S50")
    assert unknown.returncode == 2
    assert "there is no system 'S50'" in unknown.stderr
