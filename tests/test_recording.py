"""What is measured: declarations, groups, accounts, and that measuring changes nothing. Sums are in test_twins_week."""

import math

import numpy as np
import pytest

from conftest import GENEROUS, Lived
from samenredzaam.neighbourhood.ledgers import FEES, INSURER, MUNICIPALITY, RESIDENTS
from samenredzaam.neighbourhood.residents import RUNGS
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR
from samenredzaam.recording import CELLS_EACH, GROUPS, METRICS, Recorder, group_titles, membership


@pytest.mark.parametrize("name", METRICS)
def test_metrics_are_named_in_both_languages(name: str) -> None:
    metric = METRICS[name]
    for text in (metric.title, metric.unit):
        assert text.nl.strip()
        assert text.en.strip()
    assert metric.title.nl != metric.title.en
    assert metric.better in (None, "higher", "lower")
    assert metric.scale > 0


def test_titles_are_told_apart() -> None:
    for language in ("nl", "en"):
        titles = [metric.title.said(language) for metric in METRICS.values()]
        assert len(set(titles)) == len(titles)


def test_groups_of_one_kind_share_out_everybody() -> None:
    inside = dict(zip(GROUPS, membership(("A", "B")), strict=False))
    everyone = np.ones(2 * CELLS_EACH, dtype=np.int64)
    assert (inside["all"] == everyone).all()
    assert (inside["low_income"] + inside["middle_income"] + inside["high_income"] == everyone).all()
    grown = inside["aged_18_64"] + inside["aged_65_74"] + inside["aged_75_plus"]
    assert grown.sum() == 3 * len(everyone) // 4
    assert grown.max() == 1
    rows = membership(("A", "B"))[-2:]
    assert (rows.sum(axis=0) == 1).all()
    assert (rows.sum(axis=1) == CELLS_EACH).all()
    assert list(group_titles(("A", "B")))[-2:] == ["A", "B"]
    assert list(group_titles(("A",))) == list(GROUPS)


def test_measuring_changes_nothing_and_can_be_repeated(lived: Lived) -> None:
    model = lived(400, 2, weeks=12)
    model.step()
    before = model.town.digest()
    once, again = model.recorder.measure(model.town), Recorder(model.codes).measure(model.town)
    assert np.array_equal(once, again, equal_nan=True)
    assert np.array_equal(once, model.history[-1], equal_nan=True)
    assert model.town.digest() == before


def test_shares_are_shares_and_the_ladder_adds_up(lived: Lived) -> None:
    model = lived(1000, 4, scenario=GENEROUS)
    for _ in range(26):
        model.step()
        for name in METRICS:
            for group in GROUPS:
                value = model.measure(name, group)
                assert math.isnan(value) or math.isfinite(value)
                if name.endswith("_share"):
                    assert math.isnan(value) or 0.0 <= value <= 1.0, (name, group)
        for group in GROUPS:
            met = [model.measure(f"need_met_by_{rung}_share", group) for rung in RUNGS]
            assert math.isclose(sum(met) + model.measure("need_unmet_share", group), 1.0, abs_tol=1e-5), group


def test_accounts_are_those_of_the_ledgers(lived: Lived) -> None:
    model = lived(1000, 4, scenario=GENEROUS)
    for _ in range(12):
        model.step()
    town = model.town
    people, cents = int(town.population().sum()), town.ledgers.cents
    for name, payer in (("municipality", MUNICIPALITY), ("insurer", INSURER), ("residents", RESIDENTS)):
        expected = int(cents[:, payer].sum()) / people * (WEEKS_PER_YEAR / 100.0)
        assert model.measure(f"cost_{name}_eur") == expected
    assert cents[:, RESIDENTS, FEES].sum() > 0
    assert model.measure("residents_count") == people
    assert math.isnan(model.measure("cost_insurer_eur", "low_income")), "an account has no income groups"


def test_an_empty_group_has_no_value(lived: Lived) -> None:
    model = lived(300, 1)
    model.town.residents.age[model.town.residents.used] = 40
    model.history.append(model.recorder.measure(model.town))
    assert math.isnan(model.measure("lonely_share", "aged_75_plus"))
    assert not math.isnan(model.measure("lonely_share", "aged_18_64"))


def test_a_tenth_unmet_is_the_limit_of_managing_together() -> None:
    """By hand: needs met nine tenths count, a helper overloaded or more formal hours than complexity asks do not."""
    counted = METRICS["samenredzaam_share"].value
    one, nothing = np.array([1, 0, 0, 0]), np.zeros(4)
    required, complexity = np.array([100, 0, 0, 0]), np.array([0.5, 0.0, 0.0, 0.0])

    def managed(unmet: int, formal: int, *, overloaded: bool = False) -> bool:
        received = np.array([0, 0, 0, 0, 0, formal, 0, 0])
        return bool(counted(one, required, np.array([unmet, 0, 0, 0]), complexity, received, overloaded))

    assert managed(10, 50)
    assert not managed(11, 50)
    assert not managed(10, 51)
    assert not managed(10, 50, overloaded=True)
    assert not counted(nothing, nothing, nothing, nothing, np.zeros(8), False)
