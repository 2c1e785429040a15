"""Costs by payer: every payer's parts add up to the whole, and the picture shows each once."""

import dataclasses
import math

import numpy as np
import pytest

import made_up
from conftest import GENEROUS, Lived
from samenredzaam.recording import METRICS
from samenredzaam.show.costs import ALL_PAYERS, PREFIX, added, rows_of
from samenredzaam.show.figures import pictures
from samenredzaam.study.compare import Window, compare
from samenredzaam.study.results import Results


def test_every_cost_of_a_payer_says_what_for_and_parts_add_up_to_the_whole(lived: Lived) -> None:
    model = lived(400, 2, weeks=12, scenario=GENEROUS)
    by_payer: dict[object, tuple[list[str], list[str]]] = {}
    for name, metric in METRICS.items():
        assert metric.payer is None or name.startswith(PREFIX)
        assert metric.purpose is None or metric.payer is not None
        if metric.payer is not None:
            by_payer.setdefault(metric.payer, ([], []))[metric.purpose is not None].append(name)
    assert len(by_payer) == 5
    for _ in range(8):
        model.step()
        for wholes, parts in by_payer.values():
            assert len(wholes) == 1
            assert parts
            together = math.fsum(model.measure(name) for name in parts)
            assert together == pytest.approx(model.measure(wholes[0]), abs=1e-9)
    assert model.measure("cost_team_eur") > 0
    assert model.measure("cost_fees_paid_eur") == -model.measure("cost_fees_received_eur")


def test_lines_are_payers_with_their_parts_and_all_together() -> None:
    rows = rows_of(dict(made_up.manifest().metrics))
    assert [(row.name.en, row.whole) for row in rows] == [
        ("municipality", True),
        ("neighbourhood team", False),
        ("household help and guidance", False),
        ("less: fees received", False),
        ("health insurer: district nursing", True),
        ("all payers together", True),
    ]
    assert rows[-1].payer is ALL_PAYERS
    assert rows[-1].metrics == ("cost_municipality_eur", "cost_nursing_eur")
    assert not any("cost_other_eur" in row.metrics for row in rows)


def test_the_sum_of_differences_is_the_difference_of_the_sum() -> None:
    results = made_up.results(2, 6, maps=False)
    names = ["cost_municipality_eur", "cost_nursing_eur"]
    parts = compare(results, metrics=names, groups=["all"], windows=[Window.LAST_YEAR])
    values = results.values.copy()
    place = [results.metrics.index(name) for name in names]
    values[..., place[0]] += values[..., place[1]]
    (whole,) = compare(Results(results.manifest, values), metrics=names[:1], groups=["all"], windows=[Window.LAST_YEAR])
    assert added(parts).pairs == pytest.approx(whole.pairs)
    assert added(parts).level == pytest.approx(whole.level)
    assert added(parts).half == pytest.approx(whole.half)


def words(results: Results, language: str = "en") -> list[str]:
    picture = next(one for one in pictures(results, language) if one.name.startswith("costs"))
    return [text.get_text() for text in picture.figure.texts] + [
        text.get_text() for axes in picture.figure.axes for text in axes.texts
    ]


def test_what_cannot_be_told_from_zero_stands_in_brackets_and_what_is_the_same_is_said_so() -> None:
    results = made_up.results(2, 10, maps=False)
    nursing, team = (results.metrics.index(name) for name in ("cost_nursing_eur", "cost_team_eur"))
    results.values[1, ..., team] = results.values[0, ..., team]
    results.values[1, ..., nursing] = results.values[0, ..., nursing]
    results.values[1, ::2, :, :, nursing] += 1.0
    results.values[1, 1::2, :, :, nursing] -= 1.0
    found = words(results)
    assert found.count("no difference") == 1
    assert "(0.0 ± 0.8)" in found
    assert any(text.startswith("−") and "±" in text for text in found)


def test_one_run_and_one_scenario_can_be_drawn() -> None:
    assert any("nothing can be concluded" in text for text in words(made_up.results(2, 1)))
    said = " ".join(words(made_up.results(1, 3)))
    assert "municipality" in said
    assert "±" not in said


def test_without_payers_there_is_no_picture() -> None:
    results = made_up.results(2, 2)
    metrics = {
        name: dataclasses.replace(one, payer=None, purpose=None) for name, one in results.manifest.metrics.items()
    }
    found = Results(dataclasses.replace(results.manifest, metrics=metrics), results.values)
    assert not any(picture.name.startswith("costs") for picture in pictures(found))


def test_costs_that_are_missing_can_be_drawn() -> None:
    results = made_up.results(3, 4)
    results.values[..., results.metrics.index("cost_nursing_eur")] = np.nan
    assert any(picture.name == "costs" for picture in pictures(results))
