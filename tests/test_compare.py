"""Paired differences: the numbers, what is said of them, and the file they go into."""

import csv
import dataclasses
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import made_up
from samenredzaam.errors import InputError
from samenredzaam.numbers import MINUS, day, decimals_for, number, percent
from samenredzaam.study.compare import (
    FIRST_LOOK,
    ONE_RUN,
    Verdict,
    Window,
    caution,
    compare,
    half_width,
    periods_of,
    quantile,
)  # fmt: skip
from samenredzaam.study.compare_told import sentence, write
from samenredzaam.study.results import Results

METRIC = "need_unmet_share"


def made_of(differences, *, better="lower", metric=METRIC, level=0.07, weeks=520, every=13) -> Results:
    """Return results of a baseline and a cut whose last years differ by so much in each pair of runs."""
    found = made_up.manifest(2, len(differences), weeks=weeks, every=every)
    entry = dataclasses.replace(found.metrics[metric], better=better)
    found = dataclasses.replace(found, metrics={metric: entry}, groups={"all": found.groups["all"]})
    values = np.full((2, len(differences), len(found.period_ends), 1, 1), level)
    values[1] += np.array(differences)[:, None, None, None]
    return Results(found, values)


def only(results: Results, window: Window = Window.LAST_YEAR):
    (found,) = compare(results, windows=[window])
    return found


@pytest.mark.parametrize("runs", [2, 10, 100])
def test_mean_and_interval_are_those_of_scipy(runs):
    results = made_up.results(2, runs)
    found = next(one for one in compare(results) if one.metric == METRIC and one.group == "living_alone")
    table = results.table(METRIC, "living_alone")[:, :, -4:].mean(axis=2)
    told = stats.ttest_rel(table[1], table[0])
    interval = told.confidence_interval(0.95)
    assert math.isclose(found.mean, (table[1] - table[0]).mean(), rel_tol=1e-9)
    assert math.isclose(found.low, interval.low, rel_tol=1e-6)
    assert math.isclose(found.high, interval.high, rel_tol=1e-6)
    assert (found.verdict is Verdict.WORSE) == (told.pvalue < 0.05 and found.mean > 0)


def test_quantiles_are_those_of_the_tables():
    assert [round(quantile(freedom), 3) for freedom in (1, 9, 29, 99)] == [12.706, 2.262, 2.045, 1.984]


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=40), st.integers(-1000, 1000))
def test_half_width_knows_no_place_and_no_order(values, shift):
    half = half_width(values)
    assert half == half_width(sorted(values))
    assert math.isclose(half, half_width([value + shift for value in values]), rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(half_width([2 * value for value in values]), 2 * half, rel_tol=1e-9)


def test_counts_runs_on_each_side():
    found = only(made_of([0.01, 0.02, -0.01, 0.0, 0.03]))
    assert (found.runs, found.higher, found.lower, found.better) == (5, 3, 1, 1)
    assert only(made_of([0.01, 0.02, -0.01], better="higher")).better == 2
    assert only(made_of([0.01, 0.02, -0.01], better=None)).better is None


@pytest.mark.parametrize(
    ("differences", "better", "verdict"),
    [
        ([0.01, 0.011, 0.012], "lower", Verdict.WORSE),
        ([0.01, 0.011, 0.012], "higher", Verdict.BETTER),
        ([-0.01, -0.011, -0.012], "lower", Verdict.BETTER),
        ([0.01, 0.011, 0.012], None, Verdict.DIFFERENT),
        ([0.01, -0.011, 0.012], "lower", Verdict.NOT_DISTINGUISHABLE),
        ([0.0, 0.0, 0.0], "lower", Verdict.NONE),
        ([0.01], "lower", Verdict.ONE_RUN),
        ([0.0], "lower", Verdict.ONE_RUN),
        ([math.nan, math.nan], "lower", Verdict.NO_VALUE),
        ([math.nan, 0.01], "lower", Verdict.ONE_RUN),
    ],
)
def test_verdicts(differences, better, verdict):
    assert only(made_of(differences, better=better)).verdict is verdict


def test_one_run_has_no_interval():
    found = only(made_of([0.01]))
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_relative_difference_is_of_the_baseline():
    assert math.isclose(only(made_of([0.014, 0.014])).relative, 0.2)
    assert math.isnan(only(made_of([0.01, 0.02], level=0.0)).relative)


def test_pairs_without_a_value_are_left_out_of_the_level_too():
    results = made_of([0.01, 0.02, 0.03])
    results.values[:, 1] = 0.5
    results.values[1, 1] = math.nan
    found = only(results)
    assert found.runs == 2
    assert math.isclose(found.level, 0.07)
    assert math.isclose(found.mean, 0.02)


def test_periods_without_a_value_do_not_count():
    results = made_of([0.01, 0.02])
    results.values[1, :, -1] = math.nan
    results.values[0, :, -1] = 9.0
    found = only(results)
    assert math.isclose(found.level, (3 * 0.07 + 9.0) / 4)


# Windows.


@pytest.mark.parametrize(
    ("weeks", "every", "chosen"),
    [
        (520, 13, [36, 37, 38, 39]),
        (520, 1, list(range(468, 520))),
        (520, 10, [47, 48, 49, 50, 51]),  # 50 whole weeks: the period that begins before the last year is out
        (520, 104, [4]),  # no period lies within the last year: the last one stands for it
        (30, 13, [0, 1, 2]),
        (1, 1, [0]),
    ],
)
def test_the_last_year_is_the_periods_within_the_last_52_weeks(weeks, every, chosen):
    found = made_up.manifest(2, 1, weeks=weeks, every=every)
    assert periods_of(Window.LAST_YEAR, found, found.scenarios[1]) == chosen


def changing(found, dates):
    change = found.scenarios[1].changes[0]
    changes = tuple(dataclasses.replace(change, date=one) for one in dates)
    return dataclasses.replace(found.scenarios[1], changes=changes)


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        ([date(2024, 1, 1)], 0),
        ([date(2024, 1, 14)], 1),  # a change is in force in the whole week of its date
        ([date(2024, 1, 8)], 1),
        ([date(2024, 3, 4), date(2024, 2, 5)], 5),
        ([], 0),
        ([date(2040, 1, 1)], 0),  # too late to be in force: all of the run
    ],
)
def test_the_whole_time_begins_after_the_first_change(dates, first):
    found = made_up.manifest(2, 1, weeks=20, every=1)
    assert periods_of(Window.WHOLE, found, changing(found, dates)) == list(range(first, 20))


def test_a_change_that_the_baseline_makes_too_does_not_count():
    found = made_up.manifest(2, 1, weeks=20, every=1)
    scenario = changing(found, [date(2024, 1, 8), date(2024, 2, 5)])
    baseline = dataclasses.replace(found.scenarios[0], changes=scenario.changes[:1])
    found = dataclasses.replace(found, scenarios=(baseline, scenario))
    assert periods_of(Window.WHOLE, found, scenario) == list(range(5, 20))


def test_a_shorter_last_period_weighs_less():
    results = made_of([0.0, 0.0], weeks=45, every=40)
    results.values[:, :, 0], results.values[:, :, 1] = 1.0, 10.0
    assert math.isclose(only(results).level, (40 * 1.0 + 5 * 10.0) / 45)


# All together.


def test_every_scenario_metric_group_and_window_is_compared():
    results = made_up.results(4, 3)
    found = compare(results)
    keys = {(one.scenario.name, one.window, one.metric, one.group) for one in found}
    assert len(found) == len(keys) == 3 * 2 * len(results.metrics) * len(results.groups)


def test_policy_that_does_nothing_makes_no_difference():
    found = [one for one in compare(made_up.results(5, 4)) if one.scenario.name == "nothing"]
    assert {one.verdict for one in found} == {Verdict.NONE, Verdict.NO_VALUE}


def test_the_intervals_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(7)
    held = 0
    for _ in range(1000):
        pairs = random.normal(0.3, 1.0, size=8).tolist()
        mean = math.fsum(pairs) / 8
        held += abs(mean - 0.3) <= half_width(pairs)
    assert 930 <= held <= 970


def test_without_a_baseline_nothing_can_be_compared():
    results = made_up.results(2, 2)
    with pytest.raises(InputError, match="name no baseline"):
        compare(Results(dataclasses.replace(results.manifest, baseline=None), results.values))


def test_caution_depends_on_the_number_of_runs():
    assert [caution(runs) for runs in (1, 2, 29, 30)] == [ONE_RUN, FIRST_LOOK, FIRST_LOOK, None]


# Words.


def test_sentences_in_both_languages():
    found = only(made_of([0.02, 0.02, 0.02, -0.01, 0.02]))
    assert sentence(found, "en") == (
        "In 4 of 5 runs ‘Unmet need’ (all residents, the last year) comes out higher with "
        "‘A cut on formal support’ than with ‘Current policy’: on average 1.4 percentage points higher "
        "(95% interval: 0.3 lower to 3.1 higher). That is not distinguishable from zero."
    )
    assert sentence(found, "nl") == (
        "In 4 van de 5 runs komt ‘Onvervulde behoefte’ (alle inwoners, het laatste jaar) hoger uit met "
        "‘Bezuiniging op formele ondersteuning’ dan met ‘Huidig beleid’: gemiddeld 1,4 procentpunt hoger "
        "(95%-interval: 0,3 lager tot 3,1 hoger). Dat is niet te onderscheiden van nul."
    )


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ([-0.02, -0.021, -0.019], "2.0 percentage points lower (95% interval: 1.8 to 2.2 lower), which is"),
        ([0.02, -0.01, 0.01], "interval: 3 lower to 4 higher). That is not distinguishable from zero."),
        ([0.0, 0.0], "In 2 of 2 runs ‘Unmet need’ (all residents, the last year) is exactly the same"),
        ([0.012], "comes out 1.2 percentage points higher with"),
        ([0.012], "nothing can be concluded from one run"),
        ([math.nan], "Nothing can be said of ‘Unmet need’"),
    ],
)  # fmt: skip
def test_sentences_for_each_case(differences, said):
    assert said in sentence(only(made_of(differences)), "en")


def test_units_stand_apart_from_numbers():
    found = only(made_of([-30.0, -31.0, -32.0], metric="cost_municipality_eur", level=212.0))
    assert "gemiddeld 31 lager (euro per inwoner per jaar; 95%-interval: 29 tot 33 lager)" in sentence(found, "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("seeds", [1, 2, 10])
def test_no_sentence_says_nan_or_a_hundred_percent_or_is_unfinished(seeds, language):
    for found in compare(made_up.results(8, seeds)):
        said = sentence(found, language)
        assert "nan" not in said.split()
        assert "100%" not in said
        assert said.endswith(".")
        assert not {"{", "}"} & set(said)


def test_braces_in_a_title_stay_braces():
    results = made_of([0.01, 0.02])
    first, second = results.manifest.scenarios
    second = dataclasses.replace(second, title=second.title._replace(en="{runs} & {0}"))
    results.manifest = dataclasses.replace(results.manifest, scenarios=(first, second))
    assert "‘{runs} & {0}’" in sentence(only(results), "en")


def test_numbers_as_people_read_them():
    assert number(1234567.891, "nl", 2) == "1.234.567,89"
    assert number(1234567.891, "en", 2) == "1,234,567.89"
    assert number(-0.5, "nl", 1) == f"{MINUS}0,5"
    assert number(0.5, "nl", 1, signed=True) == "+0,5"
    assert number(-0.001, "en", 1, signed=True) == "0.0"
    assert percent(0.0717, "nl", 1) == "7,2%"
    assert day(date(2026, 3, 1), "nl") == "1 maart 2026"
    assert day(date(2026, 3, 1), "en") == "1 March 2026"
    with pytest.raises(ValueError, match="language 'de' is not known"):
        number(1, "de")


@given(st.floats(-1e9, 1e9), st.integers(0, 6), st.booleans())
def test_a_number_reads_back_in_either_language(value, decimals, signed):
    english = number(value, "en", decimals, signed=signed)
    dutch = number(value, "nl", decimals, signed=signed)
    assert dutch == english.translate(str.maketrans(",.", ".,"))
    assert abs(float(english.replace(",", "").replace(MINUS, "-")) - value) <= 0.5000001 * 10**-decimals


def test_decimals_show_so_many_figures():
    assert [decimals_for(scale) for scale in (123, 12.3, 1.23, 0.0123)] == [0, 0, 1, 3]
    assert decimals_for(0.0) == decimals_for(math.nan) == 1


# The file.


def test_the_file_holds_what_was_found_to_the_last_bit(tmp_path):
    found = compare(made_up.results(4, 6))
    path = write(found, tmp_path)
    assert b"\r" not in path.read_bytes()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found)
    for row, one in zip(rows, found, strict=True):
        assert (row["scenario"], row["metric"], row["group"]) == (one.scenario.name, one.metric, one.group)
        assert row["verdict"] == one.verdict.name.lower()
        assert (row["difference"] == "") == math.isnan(one.mean)
        if row["low"]:
            assert (float(row["difference"]), float(row["low"])) == (one.mean, one.low)
            assert int(row["runs_higher"]) == one.higher


def test_the_file_is_the_same_when_written_again(tmp_path):
    first = write(compare(made_up.results(4, 6)), tmp_path).read_bytes()
    assert write(compare(made_up.results(4, 6)), tmp_path).read_bytes() == first
