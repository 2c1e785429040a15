"""The five tests of an innovation: passed or failed only where intervals leave no doubt."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from command import asked
from samenredzaam.study.compare import Difference, Window
from samenredzaam.study.manifest import ChangeEntry, MetricEntry, ScenarioEntry
from samenredzaam.study.scorecard import TESTS, Score, rows, scorecard, write
from samenredzaam.texts import Text

TITLE = Text("Proef", "Trial")
CHANGE = ChangeEntry("connecting_hours", Text("uren", "hours"), datetime.date(2026, 1, 1), Text("meer", "more"))
TRIAL = ScenarioEntry("trial", TITLE, TITLE, "0", "", (CHANGE,))
BEFORE = ScenarioEntry("before", TITLE, TITLE, "1", "", ())
YES, NO, UNTOLD = Score.YES, Score.NO, Score.CANNOT_BE_TOLD


def found(metric: str, pairs: tuple[float, ...], level: float, better: str | None = "higher") -> Difference:
    entry = MetricEntry(TITLE, TITLE, better, "number")
    return Difference(TRIAL, BEFORE, metric, entry, "all", TITLE, Window.LAST_YEAR, pairs, level)


def score(*differences: Difference) -> dict[str, Score]:
    return scorecard(differences)["trial"]


def test_new_is_what_was_not_there_at_all() -> None:
    assert score(found("anything", (3.0, 4.0, 5.0), 0.0))["new"] is YES
    assert score(found("anything", (3.0, 4.0, 5.0), 1.0))["new"] is NO
    assert score(found("anything", (3.0, -4.0, 1.0), 0.0))["new"] is NO
    assert score(found("anything", (3.0,), 0.0))["new"] is UNTOLD


def test_implemented_is_seen_in_the_indicators_of_what_was_changed() -> None:
    assert score(found("ties_made_connecting_per_1000", (3.0, 4.0, 5.0), 1.0))["implemented"] is YES
    assert score(found("ties_made_connecting_per_1000", (0.0, 0.0, 0.0), 1.0))["implemented"] is NO
    assert score(found("ties_made_connecting_per_1000", (0.1, -0.1, 0.0), 1.0))["implemented"] is UNTOLD
    assert score(found("gp_contacts_per_adult", (3.0, 4.0, 5.0), 1.0))["implemented"] is UNTOLD, "says nothing of it"


@pytest.mark.parametrize(
    ("pairs", "said"),
    [((0.3, 0.31, 0.32), YES), ((-0.3, -0.31, -0.32), YES), ((0.01, 0.02, 0.0), NO), ((0.0, 0.3, 0.6), UNTOLD),
     ((0.2, 0.21, 0.22), NO), ((0.2, 0.25, 0.3), UNTOLD)],
)  # fmt: skip
def test_breaks_where_a_way_of_working_is_surely_a_quarter_other(pairs: tuple[float, ...], said: Score) -> None:
    assert score(found("directive_cases_share", pairs, 1.0))["breaks"] is said


def test_impact_is_told_from_a_trifle() -> None:
    assert score(found("lonely_share", (0.1, 0.11, 0.12), 1.0))["impact"] is YES
    assert score(found("lonely_share", (0.01, 0.011, 0.012), 1.0))["impact"] is NO
    assert score(found("lonely_share", (0.0, 0.1, 0.2), 1.0))["impact"] is UNTOLD
    assert score(found("lonely_share", (0.1,), 1.0))["impact"] is UNTOLD


def test_mission_needs_a_gain_that_nothing_pays_for() -> None:
    gain = found("connected_share", (0.1, 0.11, 0.12), 1.0)
    loss = found("self_reliance_mean", (-0.1, -0.11, -0.12), 1.0)
    dearer = found("cost_municipality_eur", (10.0, 11.0, 12.0), 100.0, "lower")
    even = found("cost_municipality_eur", (10.0, -11.0, 1.0), 100.0, "lower")
    assert score(gain, even)["mission"] is YES
    assert score(loss, even)["mission"] is NO
    assert score(gain, loss)["mission"] is UNTOLD
    assert score(gain, dearer)["mission"] is UNTOLD
    assert score(even)["mission"] is UNTOLD


def test_only_everyone_in_the_last_year_counts() -> None:
    one = found("anything", (3.0, 4.0, 5.0), 0.0)
    assert scorecard([dataclasses.replace(one, group="low_income")]) == {}
    assert scorecard([dataclasses.replace(one, window=Window.WHOLE)]) == {}


def test_table_says_everything_in_both_languages(tmp_path: Path) -> None:
    scores = scorecard([found("anything", (3.0, 4.0, 5.0), 0.0)])
    for language in ("nl", "en"):
        (row,) = rows(scores, {"trial": TITLE}, language)
        assert list(row.values())[:2] == [TITLE.said(language), YES.value.said(language)]
        assert len(row) == 1 + len(TESTS)
    lines = write(scores, tmp_path).read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["scenario,test,score", "trial,new,yes"]
    assert len(lines) == 1 + len(TESTS)


def test_compare_ends_with_the_scorecard(tmp_path: Path) -> None:
    """Of two runs of a hundred residents hardly anything can be told, and it says so."""
    told = asked(
        "compare", "cut", "--seeds", "2", "--residents", "100", "--weeks", "120", "--no-figures", "--language", "en",
        "--output", str(tmp_path / "out"),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "five tests of an innovation (last year)" in told.stdout
    assert "cannot be told" in told.stdout
    assert (tmp_path / "out" / "scorecard.csv").read_text(encoding="utf-8").startswith("scenario,test,score\ncut,new,")
