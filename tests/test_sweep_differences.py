"""What the scenarios of a plan change: the table of differences, and plans in which nothing else varies."""

import csv
import dataclasses
import math
import statistics
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from samenredzaam.errors import InputError
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.study.compare import half_width
from samenredzaam.study.results import Run
from samenredzaam.study.store import Store
from samenredzaam.study.sweep import Sweep
from samenredzaam.study.sweep.cases import Case
from samenredzaam.study.sweep.differences import difference_rows
from samenredzaam.study.sweep.plan import Plan, read

HEAD = """
scenarios = ["baseline", "welfare_state"]
title = { nl = "Vergelijken", en = "Comparing" }
question = { nl = "Wat verschilt?", en = "What differs?" }
"""
SETTING = """
[setting]
profiles = ["amsterdam-wk036366", "netherlands"]
residents = 200
weeks = 12
every = 6
seeds = 3
"""
MEASURE = """
[measure]
metrics = ["need_unmet_share", "cost_municipality_eur"]
groups = ["all", "vulnerable"]
"""


def plan_of(folder: Path, *parts: str) -> Plan:
    path = folder / "plan.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    return read(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sweep in which policy changes from the first week and nothing varies."""
    folder = tmp_path_factory.mktemp("compared")
    plan = plan_of(folder, HEAD, SETTING, MEASURE)
    # The policies of what ships begin after these few weeks.
    scenarios = tuple(
        dataclasses.replace(one, start_policy={**one.start_policy, "team_hours": hours})
        for one, hours in zip(plan.scenarios, (40.0, 5.0), strict=True)
    )
    status = Sweep(dataclasses.replace(plan, scenarios=scenarios), folder, Store(folder / "store")).perform(processes=1)
    assert status.complete
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_difference_is_that_of_the_pairs_in_the_results(folder: Path) -> None:
    ends = {
        (row["profile"], row["scenario"], row["group"], row["metric"], row["seed"]): row["value"]
        for row in rows_of(folder / "results.csv")
        if row["week"] == "11"
    }
    found = rows_of(folder / "differences.csv")
    assert len(found) == 2 * 2 * 2
    moved = 0
    for row in found:
        assert (row["point"], row["scenario"], row["baseline"]) == ("0", "welfare_state", "baseline")
        at = row["profile"], row["group"], row["metric"]
        mine, theirs = (
            [ends[at[0], scenario, *at[1:], seed] for seed in ("1", "2", "3")]
            for scenario in ("welfare_state", "baseline")
        )
        if "" in mine + theirs:  # an account has no value for a part of the residents
            assert (row["difference"], row["seeds"]) == ("", "0")
            assert row["verdict"] == "no value for this group"
            continue
        pairs = [float(one) - float(other) for one, other in zip(mine, theirs, strict=True)]
        mean = statistics.fmean(pairs)
        half = stats.t.ppf(0.975, 2) * statistics.stdev(pairs) / math.sqrt(3)
        assert float(row["difference"]) == pytest.approx(mean)
        assert float(row["low"]) == pytest.approx(mean - half)
        assert float(row["high"]) == pytest.approx(mean + half)
        assert float(row["level"]) == pytest.approx(statistics.fmean(map(float, theirs)))
        assert (int(row["higher"]), int(row["lower"])) == (sum(one > 0 for one in pairs), sum(one < 0 for one in pairs))
        zero_inside = mean - half <= 0 <= mean + half
        assert (row["verdict"] == "not distinguishable from zero") == (zero_inside and any(pairs))
        moved += any(pairs)
    assert moved > 0


def test_nothing_varies_so_there_is_one_point(folder: Path) -> None:
    assert (folder / "design.csv").read_text(encoding="utf-8") == "point\n0\n"
    plan = plan_of(folder, HEAD, SETTING, MEASURE)
    sweep = Sweep(plan, folder, Store(folder / "elsewhere"))
    assert len(sweep.points) == 1
    assert [case.scenario.parameters for case in sweep.cases] == [{}] * 4


def test_points_cannot_be_chosen_where_nothing_varies(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"plan\.toml.*points.*nothing varies; say in \[vary\] what does"):
        plan_of(tmp_path, HEAD, SETTING, MEASURE, "[design]\npoints = 8")


@pytest.mark.parametrize(
    ("by_seed", "missing", "rest"),
    [
        ((1.0, 2.0, 9.0), 3, ["1.5", repr(1.5 - half_width((1, 2))), repr(1.5 + half_width((1, 2))), "2", "2", "0",
                              "not distinguishable from zero"]),
        ((1.0, 1.0, 1.0), None, ["1.0", "1.0", "1.0", "3", "3", "0", "worse"]),
        ((0.0, 0.0, 0.0), None, ["0.0", "0.0", "0.0", "3", "0", "0", "no difference"]),
        ((-1.0, -1.0, -1.0), 2, ["-1.0", "-1.0", "-1.0", "2", "0", "2", "better"]),
    ],
)  # fmt: skip
def test_a_pair_of_which_a_run_is_missing_is_left_out(
    folder: Path, by_seed: tuple[float, ...], missing: int | None, rest: list[str]
) -> None:
    plan = plan_of(folder, HEAD, SETTING, MEASURE)
    first = next(iter(Sweep(plan, folder, Store(folder / "store")).compared()))

    def run_of(case: Case, seed: int) -> Run | None:
        value = 5.0 + (by_seed[seed - 1] if case is first[1] else 0.0)
        missed = seed == missing and case is first[1]
        return None if missed else Run(np.array([11]), np.full((1, len(METRICS), len(GROUPS)), value))

    _, unmet, *_ = difference_rows(plan, [first], (1, 2, 3), run_of)
    assert unmet.decode().rstrip().split(",") == [
        "0", "amsterdam-wk036366", "welfare_state", "baseline", "all", "need_unmet_share", "5.0", *rest,
    ]  # fmt: skip
