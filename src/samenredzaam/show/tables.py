"""Tables as people read them in a terminal, and as other programs take them when output goes elsewhere.

Everything here returns lines; who prints them decides how a strong line looks.
"""

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from samenredzaam.numbers import decimals_for, number, percent
from samenredzaam.study.compare import Difference, Verdict, Window
from samenredzaam.study.compare_told import shown
from samenredzaam.texts import Text

Row = dict[str, Any]

GAP = "  "
LEAST_WIDTH = 8
"""Where words are too long for a row of columns, they are broken, in columns of at least this width."""

MOST_LINES = 3
"""A row that takes more lines than this in a table is shown as a card instead."""

SHORT = 30
"""Cells up to so many signs share a line of a card."""

WORDS = {
    "name": Text("naam", "name"),
    "title": Text("titel", "title"),
    "question": Text("vraag", "question"),
    "residents": Text("inwoners", "residents"),
    "source": Text("bron", "source"),
    "owner": Text("van wie", "owner"),
    "default": Text("gewoonlijk", "default"),
    "low": Text("laagst", "low"),
    "high": Text("hoogst", "high"),
    "unit": Text("eenheid", "unit"),
    "meaning": Text("betekenis", "meaning"),
    "better": Text("beter is", "better"),
    "key": Text("sleutel", "key"),
    "reference": Text("publicatie", "reference"),
    "confidence": Text("zekerheid", "confidence"),
    "figure": Text("cijfer", "figure"),
    "measure": Text("maat", "measure"),
    "code": Text("code", "code"),
    "kind": Text("soort", "kind"),
    "municipality": Text("gemeente", "municipality"),
    "state": Text("stand", "state"),
    "does": Text("wat het doet", "what it does"),
    "lacking": Text("ontbreekt nog", "lacking"),
    "mechanisms": Text("mechanismen", "mechanisms"),
    "levers": Text("knoppen", "levers"),
    "metrics": Text("indicatoren", "indicators"),
    "without": Text("uitgezet met", "switched off by"),
    "tests": Text("tests", "tests"),
}
"""What the keys of rows are called above a table; a key that is not here is said already."""

DIRECTIONS = {"higher": Text("hoger", "higher"), "lower": Text("lager", "lower")}
"""The values of the key "better"."""


class Line(NamedTuple):
    """A line of a table; a strong one is a heading."""

    text: str
    strong: bool = False


def listed(rows: Sequence[Row], language: str, width: int) -> Iterator[Line]:
    """Yield rows of one shape as a table of at most `width` signs, or as cards where cells are too long for that."""
    if not rows:
        return
    cells = [_cells(row, language) for row in rows]
    heads = [_said(key, language) for key in rows[0]]
    right = [all(isinstance(row[key], int | float) for row in rows) for key in rows[0]]
    widths = _fitted([heads, *cells], width)
    laid_out = [_laid_out(row, widths, right) for row in cells]
    words_fit = all(map(int.__ge__, widths, _longest_words([heads, *cells])))
    if not words_fit or max(len(lines) for lines in laid_out) > MOST_LINES:
        yield from _cards(heads, cells, width)
        return
    for line in _laid_out(heads, widths, right):
        yield Line(line, strong=True)
    for lines in laid_out:
        yield from map(Line, lines)


def grouped(rows: Sequence[Row], language: str, width: int) -> Iterator[Line]:
    """Yield rows below the subject that is their first cell; their last, a long reference, becomes a footnote."""
    if not rows:
        return
    notes = list(dict.fromkeys(found for row in rows if (found := list(row.values())[-1])))
    heads = [_said(key, language) for key in rows[0]][1:]
    cells = [_cells(row, language) for row in rows]
    numbered = [f"[{notes.index(row[-1]) + 1}]" if row[-1] else "" for row in cells]
    table = [[GAP + row[1], *row[2:-1], note] for row, note in zip(cells, numbered, strict=True)]
    widths, right = _fitted([heads, *table], width), [False] * len(heads)
    yield from (Line(line, strong=True) for line in _laid_out(heads, widths, right))
    subject = None
    for row, below in zip(cells, table, strict=True):
        if row[0] != subject:
            subject = row[0]
            yield Line(subject, strong=True)
        yield from map(Line, _laid_out(below, widths, right))
    for place, note in enumerate(notes, 1):
        yield from map(Line, _wrapped(f"[{place}] {note}", width))


def separated(rows: Sequence[Row], language: str) -> Iterator[str]:
    """Yield rows whole after their headings: one to a line, tabs between cells, numbers as programs write them."""
    if rows:
        yield "\t".join(_said(key, language) for key in rows[0])
    for row in rows:
        cells = zip(row.values(), _cells(row, language), strict=True)
        yield "\t".join(
            f"{value:.10g}"
            if isinstance(value, float)
            else str(value)
            if isinstance(value, int)
            else " ".join(said.split())
            for value, said in cells
        )


def _said(key: str, language: str) -> str:
    return WORDS[key].said(language) if key in WORDS else key


def _cells(row: Row, language: str) -> list[str]:
    return [_cell(DIRECTIONS.get(value) if key == "better" else value, language) for key, value in row.items()]


def _cell(value: Any, language: str) -> str:
    """Return a value as text: numbers as people write them, and no more digits than they were declared with."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.said(language)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_cell(one, language)}" for name, one in value.items())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = f"{value:,d}" if isinstance(value, int) else f"{value:,.10g}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def _cards(heads: list[str], cells: list[list[str]], width: int) -> Iterator[Line]:
    """Yield each row as a card: its name, its short cells together on a line, each long one on lines of its own."""
    short = [max(len(row[place]) for row in cells) <= SHORT for place in range(len(heads))]
    for row in cells:
        yield Line(row[0], strong=True)
        named = [(f"{head}: {cell}", fits) for head, cell, fits in zip(heads, row, short, strict=True) if cell][1:]
        together = " · ".join(text for text, fits in named if fits)
        for text in [*([together] if together else []), *(text for text, fits in named if not fits)]:
            yield from (Line(f"    {line}") for line in textwrap.wrap(text, max(width - 4, 20), break_on_hyphens=False))


def _fitted(table: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return widths of columns that together take at most `width` signs: the widest that can give way do so first."""
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    room = width - len(GAP) * (len(widths) - 1)
    for least in (_longest_words(table), [LEAST_WIDTH] * len(widths)):
        while sum(widths) > room and any(map(int.__gt__, widths, least)):
            widest = max((size, place) for place, size in enumerate(widths) if size > least[place])
            widths[widest[1]] -= 1
    return widths


def _longest_words(table: Sequence[Sequence[str]]) -> list[int]:
    """Return how long the longest word in each column is."""
    words = [" ".join(row[place] for row in table).split() for place in range(len(table[0]))]
    return [max(map(len, found), default=0) for found in words]


def _laid_out(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """Return a row as lines, each cell wrapped within its column."""
    wrapped = [_wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)]
    lines = []
    for number_of in range(max(map(len, wrapped))):
        parts = [lines_of[number_of] if number_of < len(lines_of) else "" for lines_of in wrapped]
        padded = [
            part.rjust(size) if left_out else part.ljust(size)
            for part, size, left_out in zip(parts, widths, right, strict=True)
        ]
        lines.append(GAP.join(padded).rstrip())
    return lines


def _wrapped(cell: str, size: int) -> list[str]:
    """Return a cell as lines; the indent of the first is that of all."""
    indent = " " * (len(cell) - len(cell.lstrip()))
    size = max(size, len(indent) + 1)
    return textwrap.wrap(cell, size, subsequent_indent=indent, break_on_hyphens=False) or [""]


TITLE = Text("Verschil met ‘{baseline}’ over {window}, per paar runs met hetzelfde startgetal",
             "Difference from ‘{baseline}’ over {window}, in pairs of runs with the same seed")  # fmt: skip
HEADS = (
    Text("", ""),
    Text("verschil", "difference"),
    Text("95%-interval", "95% interval"),
    Text("hoger in", "higher in"),
    Text("oordeel", "verdict"),
)
RIGHT = (False, True, True, True, False)
POINTS = Text("pp: procentpunten, het verschil tussen twee percentages.",
              "pp: percentage points, the difference of two percentages.")  # fmt: skip
OF, TO = Text("van", "of"), Text("tot", "to")


def differences(found: Sequence[Difference], language: str, width: int) -> Iterator[Line]:
    """Yield differences as one table by indicator, with a row for each scenario, in at most `width` signs."""
    if not found:
        return
    by_metric: dict[str, list[Difference]] = {}
    for one in found:
        by_metric.setdefault(one.metric, []).append(one)
    heads = [head.said(language) for head in HEADS]
    rows = {name: [_row(one, language) for one in several] for name, several in by_metric.items()}
    widths = _fitted([heads, *(row for several in rows.values() for row in several)], width)
    title = TITLE.said(language).format(
        baseline=found[0].baseline.title.said(language), window=found[0].window.value.said(language)
    )
    yield from (Line(line, strong=True) for line in textwrap.wrap(title, width))
    yield from map(Line, _laid_out(heads, widths, RIGHT))
    for name, several in by_metric.items():
        yield from (Line(line, strong=True) for line in textwrap.wrap(_heading(several[0], language), width))
        for row in rows[name]:
            yield from map(Line, _laid_out(row, widths, RIGHT))
    if any(one.metric_entry.share for one in found):
        yield from map(Line, textwrap.wrap(POINTS.said(language), width))


def headed(heading: Text, rows: Sequence[Row], language: str, width: int) -> Iterator[Line]:
    """Yield rows under a heading, after an empty line; nothing where there are none."""
    if rows:
        yield Line("")
        yield Line(heading.said(language), strong=True)
        yield from listed(rows, language, width)


def _heading(found: Difference, language: str) -> str:
    """Return an indicator with its unit, and its level in the baseline."""
    metric = found.metric_entry
    heading = f"{metric.title.said(language)} ({metric.unit.said(language)})"
    if math.isnan(found.level):
        return heading
    decimals = decimals_for(found.level, 3)
    level = percent(found.level, language, 1) if metric.share else number(found.level, language, decimals)
    return f"{heading}, {found.baseline.title.said(language)}: {level}"


def _row(found: Difference, language: str) -> list[str]:
    """Return the cells of a scenario, below its indicator."""
    name, verdict = f"{GAP}{found.scenario.title.said(language)}", found.verdict.value.said(language)
    if not found.pairs:
        return [name, "", "", "", verdict]
    mean = shown(found.mean, found, language, signed=True, points=False) + (" pp" if found.metric_entry.share else "")
    often = f"{found.higher} {OF.said(language)} {found.runs}"
    return [name, mean, _interval(found, language), often, verdict]


def _interval(found: Difference, language: str) -> str:
    """Return the 95% interval; nothing where there is none, or no difference at all."""
    if found.verdict in (Verdict.ONE_RUN, Verdict.NONE):
        return ""
    low, high = (shown(end, found, language, signed=True, points=False) for end in (found.low, found.high))
    return f"{low} {TO.said(language)} {high}"


def chosen(found: Sequence[Difference], metrics: Sequence[str], group: str) -> list[Difference]:
    """Return the differences in the last year of a group, for metrics by name; none given are the main ones."""
    return [
        one
        for one in found
        if one.window is Window.LAST_YEAR
        and one.group == group
        and (one.metric in metrics if metrics else one.metric_entry.main)
    ]
