"""Differences told: in plain sentences, as numbers people read, and as the table differences.csv."""

import io
import math
from collections.abc import Sequence
from pathlib import Path

from samenredzaam.numbers import decimals_for, number
from samenredzaam.study.compare import ONE_RUN, Difference, Verdict
from samenredzaam.study.results_table import cell
from samenredzaam.texts import Text
from samenredzaam.writing import written_whole

TABLE = "differences.csv"

HIGHER, LOWER = Text("hoger", "higher"), Text("lager", "lower")
POINTS = Text("procentpunt", "percentage points")

_OFTEN = Text(
    "In {often} van de {runs} runs komt {what} {way} uit met {mine} dan met {theirs}: "
    "gemiddeld {mean} ({unit}95%-interval: {interval})",
    "In {often} of {runs} runs {what} comes out {way} with {mine} than with {theirs}: "
    "on average {mean} ({unit}95% interval: {interval})",
)

SENTENCES = {
    Verdict.BETTER: Text(_OFTEN.nl + ", wat beter is.", _OFTEN.en + ", which is better."),
    Verdict.WORSE: Text(_OFTEN.nl + ", wat slechter is.", _OFTEN.en + ", which is worse."),
    Verdict.DIFFERENT: Text(_OFTEN.nl + ".", _OFTEN.en + "."),
    Verdict.NOT_DISTINGUISHABLE: Text(
        _OFTEN.nl + ". Dat is niet te onderscheiden van nul.",
        _OFTEN.en + ". That is not distinguishable from zero.",
    ),
    Verdict.NONE: Text(
        "In {runs} van de {runs} runs is {what} precies gelijk met {mine} en met {theirs}: geen verschil.",
        "In {runs} of {runs} runs {what} is exactly the same with {mine} and with {theirs}: no difference.",
    ),
    Verdict.ONE_RUN: Text(
        "In de enige run komt {what} met {mine} {mean} uit dan met {theirs}; " + ONE_RUN.nl + ".",
        "In the only run {what} comes out {mean} with {mine} than with {theirs}; " + ONE_RUN.en + ".",
    ),
    Verdict.NO_VALUE: Text("Over {what} is niets te zeggen.", "Nothing can be said of {what}."),
}


def sentence(difference: Difference, language: str) -> str:
    """Return what was found, in one or two plain sentences."""
    metric, group = difference.metric_entry, difference.group_title
    window, way = difference.window.value, _way(difference.mean, language)
    template = SENTENCES[difference.verdict].said(language)
    return template.format(
        what=f"‘{metric.title.said(language)}’ ({group.said(language)}, {window.said(language)})",
        mine=f"‘{difference.scenario.title.said(language)}’",
        theirs=f"‘{difference.baseline.title.said(language)}’",
        way=way,
        often=difference.higher if difference.mean > 0 else difference.lower,
        runs=difference.runs,
        mean=f"{shown(abs(difference.mean), difference, language)} {way}",
        unit="" if metric.share else f"{metric.unit.said(language)}; ",
        interval=_interval(difference, language),
    )


def _way(value: float, language: str) -> str:
    """Return "higher" or "lower"."""
    return (HIGHER if value > 0 else LOWER).said(language)


def _interval(difference: Difference, language: str) -> str:
    """Return an interval in words: "0.9 to 1.7 higher" or "0.3 lower to 0.9 higher"."""
    low, high = difference.low, difference.high
    first, last = (high, low) if high < 0 else (low, high)
    one, two = (shown(abs(end), difference, language, points=False) for end in (first, last))
    if low <= 0 <= high:
        one += f" {_way(low, language)}"
    return f"{one} {Text('tot', 'to').said(language)} {two} {_way(last, language)}"


def shown(value: float, difference: Difference, language: str, *, signed: bool = False, points: bool = True) -> str:
    """Return a difference, or an end of its interval, as people read it; shares in percentage points."""
    metric = difference.metric_entry
    text = number(value * metric.scale, language, _decimals(difference), signed=signed)
    return f"{text} {POINTS.said(language)}" if metric.share and points else text


def _decimals(difference: Difference) -> int:
    """Return how many decimals tell a difference: one figure of half the interval, more near zero."""
    scale = difference.metric_entry.scale
    half = difference.half
    if not half > 0:
        return decimals_for(scale * difference.mean)
    decimals = decimals_for(scale * half, 1)
    near_zero = scale * min(abs(difference.low), abs(difference.high)) < 10.0**-decimals
    return decimals + near_zero


def write(differences: Sequence[Difference], folder: Path) -> Path:
    """Write differences.csv: UTF-8, points as decimal signs, an empty cell where there is no value."""
    text = io.StringIO()
    text.write(
        "scenario,baseline,window,group,metric,baseline_level,difference,low,high,relative_difference,"
        "runs,runs_higher,runs_lower,runs_better,verdict\n"
    )
    for found in differences:
        text.write(",".join(_cell(value) for value in _row(found)) + "\n")
    with written_whole(folder / TABLE) as file:
        file.write(text.getvalue().encode())
    return folder / TABLE


def _row(found: Difference) -> tuple[str | float | None, ...]:
    """Return the cells of a difference."""
    return (
        found.scenario.name, found.baseline.name, found.window.name.lower(), found.group, found.metric,
        found.level, found.mean, found.low, found.high, found.relative,
        found.runs, found.higher, found.lower, found.better, found.verdict.name.lower(),
    )  # fmt: skip


def _cell(value: str | float | None) -> str:
    """Return one cell: the shortest text of a number, a name quoted where it must be."""
    if isinstance(value, str):
        return cell(value)
    if value is None or math.isnan(value):
        return ""
    return repr(value).removesuffix(".0")
