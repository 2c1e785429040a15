"""Regimes: bundles of levers that stand for a way of governing, and that do nothing where their mechanisms are off."""

import dataclasses
from functools import cache

import numpy as np
import pytest

from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.scenario import names, parse, read
from samenredzaam.sources import sources
from samenredzaam.study.catalogue import catalogue

RESIDENTS, SEED, SPIN_UP_WEEKS, WEEKS, CHANGE_WEEK = 400, 3, 30, 208, 104

REGIMES = (
    "client_in_the_lead", "decentralisation_with_cut", "learning_and_innovating", "participation_from_above",
    "room_for_initiative", "welfare_state",
)  # fmt: skip

LIVES = (
    "connected_share", "good_ties_mean", "lonely_share", "self_reliance_mean", "samenredzaam_share", "need_unmet_share",
    "help_given_hours", "carers_share", "overburdened_carers_share", "volunteers_share",
)  # fmt: skip
"""Indicators of residents; what a regime costs, and how professionals spend their time, is beside it."""

INFORMAL = {
    # Nobody founds anything, nothing becomes an organisation's own, and streets do not answer to a budget.
    "initiating.found_chance": 0.0, "appropriating.pace": 0.0, "tending.pace": 0.0,
    # Rules do not come, and professionals do not stay or go because of room, being heard or learning.
    "ruling.incident_share": 0.0, "staffing.room_keeps": 0.0, "chafing.room_relieves": 0.0,
    "chafing.voice_relieves": 0.0, "chafing.learning_relieves": 0.0,
    # The municipality has no hours to place by what it sees.
    "free_hours": 0.0,
}  # fmt: skip

FORMAL = {
    # Nobody comes to formal help by any way, to general provisions or for respite; no activity is ended, and nobody
    # guides volunteers.
    "applying.constant": -50.0, "general.constant": -50.0, "respite.ask_constant": -50.0, "crisis.chance": 0.0,
    "team.carers_ask_chance": 0.0, "outreach_hours": 0.0, "steering.young_weeks": 10**6, "volunteer_support_hours": 0.0,
}  # fmt: skip

OFF = dict.fromkeys(REGIMES, INFORMAL | FORMAL)
OFF |= dict.fromkeys(("client_in_the_lead", "room_for_initiative"), INFORMAL)
"""What a regime works through; some may lie outside the range of a parameter, since a mechanism is switched off."""


@cache
def lives(name: str, off: tuple[tuple[str, float], ...] = ()) -> np.ndarray:
    """Return LIVES week by week, shape (weeks, LIVES)."""
    levers = {key: value for key, value in off if key in LEVERS}
    scenario = dataclasses.replace(
        read(name), residents=RESIDENTS, weeks=WEEKS, start_policy=levers,
        parameters={key: value for key, value in off if key in PARAMETERS},
    )  # fmt: skip
    kept = tuple(change for change in scenario.changes if change.lever not in levers)
    model = NeighbourhoodModel(dataclasses.replace(scenario, changes=kept), SEED, spin_up_weeks=SPIN_UP_WEEKS)
    while model.running:
        model.step()
    chosen = [list(model.recorder.metrics).index(one) for one in LIVES]
    return np.array(model.history)[:, chosen, 0]


def test_regimes_are_those_with_a_background() -> None:
    assert tuple(name for name in names() if read(name).background) == REGIMES
    for name in REGIMES:
        one = read(name)
        assert one.background is not None
        assert min(len(one.background.nl), len(one.background.en)) > 200
        assert one.sources
        assert set(one.sources) <= sources().keys()
        assert parse(one.text, name).text == one.text


def test_regimes_are_listed_with_what_they_stand_for() -> None:
    for language in ("nl", "en"):
        rows = catalogue("regimes", language)
        assert [row["name"] for row in rows] == list(REGIMES)
        assert all(row["background"] and row["sources"] for row in rows)


@pytest.mark.parametrize("name", REGIMES)
def test_a_regime_changes_lives_from_its_date_on(name: str) -> None:
    usual, other = lives("baseline"), lives(name)
    assert np.array_equal(usual[:CHANGE_WEEK], other[:CHANGE_WEEK], equal_nan=True)
    assert not np.array_equal(usual, other, equal_nan=True)


@pytest.mark.parametrize("name", REGIMES)
def test_a_regime_changes_nobody_s_life_where_its_mechanisms_are_off(name: str) -> None:
    assert set(OFF[name]) <= PARAMETERS.keys() | LEVERS.keys()
    off = tuple(OFF[name].items())
    assert np.array_equal(lives("baseline", off), lives(name, off), equal_nan=True)


HEAD = """based_on = "baseline"
[title]
nl = "a"
en = "a"
[question]
nl = "b"
en = "b"
[background]
"""


@pytest.mark.parametrize(
    ("background", "said"),
    [
        ('nl = "c"', "en in [background] is missing"),
        (
            'nl = "c"\nen = "c"\nsources = "rmo_2014"',
            "sources in [background] is the text 'rmo_2014'; give a list of sources",
        ),
        ('nl = "c"\nen = "c"\nsources = ["rmo_2041"]', "did you mean 'rmo_2014'"),
        ('nl = "c"\nen = "c"\nsources = [3]', "holds 3, which is not a known source"),
        ('nl = "c"\nen = "c"\nsource = ["rmo_2014"]', "sources"),
    ],
)
def test_a_background_that_cannot_be_used_is_refused(background: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(HEAD + background + "\n", "mine")
    assert said in refused.value.text.en
