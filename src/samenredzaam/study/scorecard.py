"""Five tests of an innovation, put to each scenario of a comparison: from its results alone, "cannot be told" included.

Everything here is read off paired differences and their intervals. A test is passed or failed only where the interval
leaves no doubt; with one run nothing can be told.
"""

import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from samenredzaam.study.compare import DISTINGUISHABLE, Difference, Verdict, Window
from samenredzaam.study.results_table import cell
from samenredzaam.study.systems import systems
from samenredzaam.texts import Text
from samenredzaam.writing import written_whole

TABLE = "scorecard.csv"
TITLE = Text("vijf toetsen van een vernieuwing (het laatste jaar)", "five tests of an innovation (last year)")

BREAKS_AT = 0.25
"""A way of working is another one where it differs by a quarter or more from what it was (a choice of ours)."""

MATTERS_AT = 0.05
"""An outcome that differs by less than a twentieth is taken not to have changed (a choice of ours)."""

OUTCOMES = ("connected_share", "lonely_share", "self_reliance_mean", "samenredzaam_share", "need_unmet_share",
            "overburdened_carers_share")  # fmt: skip
WAYS = ("directive_cases_share", "rule_time_share", "help_online_share", "need_met_by_general_share",
        "need_met_by_provision_share", "need_met_by_team_share", "need_met_by_volunteers_share",
        "provision_clients_per_1000", "practices_appropriated_mean", "initiative_members_share")  # fmt: skip
"""Indicators that tell in which way people are supported: who steers, by which rung, by whom."""

GOALS = ("self_reliance_mean", "connected_share")
COST = "cost_municipality_eur"


class Score(Enum):
    """What a test says."""

    YES = Text("ja", "yes")
    NO = Text("nee", "no")
    CANNOT_BE_TOLD = Text("niet te zeggen", "cannot be told")


@dataclass(frozen=True)
class Test:
    """A test: its name, the question it asks, and how differences in the last year answer it."""

    name: str
    title: Text
    question: Text
    answer: Callable[[dict[str, Difference]], Score]


def is_new(found: dict[str, Difference]) -> Score:
    """Tell whether something happens that does not happen at all under the baseline."""
    known = [one for one in found.values() if one.runs > 1]
    if not known:
        return Score.CANNOT_BE_TOLD
    return Score.YES if any(one.level == 0.0 and one.verdict in DISTINGUISHABLE for one in known) else Score.NO


def is_implemented(found: dict[str, Difference]) -> Score:
    """Tell whether the indicators of what was changed show that it is done."""
    changed = {change.lever for one in found.values() for change in one.scenario.changes}
    names = {name for one in systems().values() if changed & set(one.levers) for name in one.metrics}
    known = [found[name] for name in sorted(names & found.keys()) if found[name].runs > 1]
    if not known:
        return Score.CANNOT_BE_TOLD
    if any(one.verdict in DISTINGUISHABLE for one in known):
        return Score.YES
    return Score.NO if all(one.verdict is Verdict.NONE for one in known) else Score.CANNOT_BE_TOLD


def breaks_with_what_was(found: dict[str, Difference]) -> Score:
    """Tell whether people are supported in another way than before."""
    return _beyond([found[name] for name in WAYS if name in found], BREAKS_AT)


def has_impact(found: dict[str, Difference]) -> Score:
    """Tell whether any of what it is all for differs by more than a trifle."""
    return _beyond([found[name] for name in OUTCOMES if name in found], MATTERS_AT)


def furthers_the_mission(found: dict[str, Difference]) -> Score:
    """Tell whether self-reliance or connectedness rises, none of the three goals being paid for by another."""
    verdicts = [found[name].verdict for name in (*GOALS, COST) if name in found]
    if not verdicts or Verdict.ONE_RUN in verdicts or Verdict.NO_VALUE in verdicts:
        return Score.CANNOT_BE_TOLD
    gains = [found[name].verdict for name in GOALS if name in found]
    if Verdict.WORSE in verdicts:
        return Score.CANNOT_BE_TOLD if Verdict.BETTER in verdicts else Score.NO
    return Score.YES if Verdict.BETTER in gains else Score.CANNOT_BE_TOLD


TESTS = (
    Test("new", Text("nieuw", "new"),
         Text("gebeurt er iets dat er eerst niet was?", "does something happen that did not before?"), is_new),
    Test("implemented", Text("uitgevoerd", "implemented"),
         Text("wordt het in de praktijk gedaan?", "is it done in practice?"), is_implemented),
    Test("breaks", Text("breekt met wat was", "breaks with what was"),
         Text("worden mensen op een andere manier ondersteund?", "are people supported in another way?"),
         breaks_with_what_was),
    Test("impact", Text("heeft effect", "has impact"),
         Text("verandert er iets voor bewoners?", "does anything change for residents?"), has_impact),
    Test("mission", Text("dient het doel", "furthers the mission"),
         Text("meer zelfredzaamheid of verbondenheid, zonder dat de rest inlevert?",
              "more self-reliance or connectedness, without the rest giving in?"), furthers_the_mission),
)  # fmt: skip


def _beyond(found: Sequence[Difference], share: float) -> Score:
    """Tell whether any difference is surely beyond a share of the level, or all are surely within it."""
    known = [one for one in found if one.runs > 1 and one.level]
    if any(min(abs(one.low), abs(one.high)) >= share * abs(one.level) and one.low * one.high > 0 for one in known):
        return Score.YES
    if known and all(max(abs(one.low), abs(one.high)) < share * abs(one.level) for one in known):
        return Score.NO
    return Score.CANNOT_BE_TOLD


def scorecard(differences: Iterable[Difference]) -> dict[str, dict[str, Score]]:
    """Return the score of each scenario on each test, by names, from differences of everyone in the last year."""
    by_scenario: dict[str, dict[str, Difference]] = {}
    for one in differences:
        if one.group == "all" and one.window is Window.LAST_YEAR and not math.isnan(one.level):
            by_scenario.setdefault(one.scenario.name, {})[one.metric] = one
    return {name: {test.name: test.answer(found) for test in TESTS} for name, found in by_scenario.items()}


def rows(scores: dict[str, dict[str, Score]], titles: dict[str, Text], language: str) -> list[dict[str, str]]:
    """Return the scorecard as rows for a table, in a language."""
    return [
        {"scenario": titles[name].said(language)}
        | {test.title.said(language): scored[test.name].value.said(language) for test in TESTS}
        for name, scored in scores.items()
    ]


def write(scores: dict[str, dict[str, Score]], folder: Path) -> Path:
    """Write scorecard.csv: a row for each scenario and test, with the answer in English."""
    text = io.StringIO()
    text.write("scenario,test,score\n")
    for name, scored in scores.items():
        for test, score in scored.items():
            text.write(",".join(cell(value) for value in (name, test, score.value.en)) + "\n")
    path = folder / TABLE
    with written_whole(path) as file:
        file.write(text.getvalue().encode())
    return path
