"""What it costs, by who pays and what for: the level of the baseline once, and the difference of each policy.

Every metric that declares a payer is drawn: with a purpose as a part, without one as all that this payer pays.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from matplotlib.axes import Axes

from samenredzaam.numbers import decimals_for, number
from samenredzaam.show.findings import ONE_RUN, enumerated, last_year, quoted
from samenredzaam.show.picture import Picture, batches, drawing, pages
from samenredzaam.show.style import (
    EDGE,
    MARGIN,
    PANEL,
    QUIET,
    WIDTH,
    ZERO,
    Page,
    capital,
    footer,
    high,
    paged,
    population,
    width_of,
    wrapped,
)
from samenredzaam.study.compare import DISTINGUISHABLE, Difference, Verdict, Window, compare
from samenredzaam.study.manifest import MetricEntry
from samenredzaam.study.results import Results
from samenredzaam.texts import LANGUAGES, Text

PREFIX = "cost_"
MOST_BESIDE = 3
NAME_ROOM, NUMBER_ROOM, LEVEL_ROOM, GAP = 1.52, 0.42, 0.72, 0.14
ROW, ROW_AIR, BLOCK_AIR, AXIS_ROOM = 0.2, 0.06, 0.1, 0.3
"""Inches."""

BAR, BAR_WHOLE = "#B9C4CC", "#5E6E7A"
FURTHEST_TICK = 0.7
"""So far from the middle numbers stand along an axis, at most, so that those of two columns do not meet."""

DOTS, DOTS_ABOVE = "#8a8a8a", 0.085
"""A dot for each run stands so much above the mark."""

MORE, LESS, UNSURE = ("#A84300", ">"), ("#005F96", "<"), ("#666666", "o")
ALL_PAYERS = Text("alle betalers samen", "all payers together")


@dataclass(frozen=True)
class Row:
    """A line of the figure: what it is called, and the metrics it adds up (one, but for all payers together).

    Attributes:
        payer: who pays.
        name: the purpose, or the payer for a whole.
        metrics: names of metrics.
        whole: whether it is all that a payer pays.
    """

    payer: Text
    name: Text
    metrics: tuple[str, ...]
    whole: bool


def rows_of(metrics: dict[str, MetricEntry]) -> list[Row]:
    """Return the lines: for each payer all they pay, then the parts; last all payers together.

    A payer with a single part has that part in its name. Parts stand in the order of the metrics.
    """
    found = [(name, one) for name, one in metrics.items() if name.startswith(PREFIX) and one.payer is not None]
    order = list(dict.fromkeys(one.payer for _, one in found))
    rows, wholes = [], []
    for payer, group in groupby(sorted(found, key=lambda pair: order.index(pair[1].payer)), lambda pair: pair[1].payer):
        assert payer is not None
        members = list(group)
        parts = [Row(payer, one.purpose, (name,), False) for name, one in members if one.purpose is not None]
        whole = [name for name, one in members if one.purpose is None] or [row.metrics[0] for row in parts]
        # A payer without a metric of its own for the whole pays its parts; more than one whole are added up.
        wholes += whole
        title = payer if len(parts) != 1 else Text(f"{payer.nl}: {parts[0].name.nl}", f"{payer.en}: {parts[0].name.en}")
        rows += [Row(payer, title, tuple(whole), True), *(parts if len(parts) > 1 else [])]
    return [*rows, Row(ALL_PAYERS, ALL_PAYERS, tuple(wholes), True)] if len(order) > 1 else rows


def added(differences: Sequence[Difference]) -> Difference:
    """Return the sum of differences of one scenario, run by run."""
    first = differences[0]
    # Where a value is missing in some run, the runs of the parts are not the same ones, and there is no sum.
    whole = len({one.runs for one in differences}) == 1
    pairs = tuple(sum(pairs) for pairs in zip(*(one.pairs for one in differences), strict=True)) if whole else ()
    return replace(first, pairs=pairs, level=sum(one.level for one in differences))


@drawing("costs", nl="Wie wat betaalt", en="Who pays what")
def costs(results: Results, language: str) -> list[Picture]:
    """Draw what each payer pays for what with the baseline, and what at most three policies to a page change in it."""
    rows = rows_of(dict(results.manifest.metrics))
    baseline = results.manifest.baseline or (results.scenarios[0] if len(results.scenarios) == 1 else None)
    if not rows or baseline is None:
        return []
    others = [name for name in results.scenarios if name != baseline]
    sheets = batches(others, MOST_BESIDE) or [[]]
    names = pages("costs", len(sheets))
    return [
        _Sheet(results, rows, baseline, some, language).picture(name, place, len(sheets))
        for place, (name, some) in enumerate(zip(names, sheets, strict=True), 1)
    ]


class _Sheet:
    """One page: the level with the baseline, and the differences of some policies."""

    def __init__(self, results: Results, rows: list[Row], baseline: str, others: list[str], language: str) -> None:
        self.results, self.manifest, self.rows, self.language = results, results.manifest, rows, language
        self.baseline, self.others = self.manifest.scenario(baseline), others
        self.levels = [sum(last_year(results, self.baseline, metric) for metric in row.metrics) for row in rows]
        self.found = self._differences() if others else {}
        ends = [
            abs(end)
            for some in self.found.values()
            for one in some
            for end in (one.mean, one.low, one.high, *one.pairs)
            if end == end
        ]
        self.limit = 1.08 * max(ends, default=0.0) or 1.0
        self.step = _round_below(FURTHEST_TICK * self.limit)
        self.decimals = 0 if max((abs(level) for level in self.levels if level == level), default=0.0) >= 100 else 1
        whole = WIDTH - 2 * MARGIN - NAME_ROOM - NUMBER_ROOM - GAP
        self.level_room = LEVEL_ROOM if others else whole
        left = MARGIN + NAME_ROOM + NUMBER_ROOM + self.level_room + 2 * GAP
        self.first, count = left, max(len(others), 1)
        self.column = (WIDTH - MARGIN - left - GAP * (count - 1)) / count

    def _differences(self) -> dict[str, list[Difference]]:
        """Return by scenario the difference of each line."""
        metrics = list(dict.fromkeys(metric for row in self.rows for metric in row.metrics))
        found = compare(self.results, metrics=metrics, groups=["all"], windows=[Window.LAST_YEAR])
        by_name = {(one.scenario.name, one.metric): one for one in found}
        return {
            name: [added([by_name[name, metric] for metric in row.metrics]) for row in self.rows]
            for name in self.others
        }

    def picture(self, name: str, place: int, count: int) -> Picture:
        """Draw the page."""
        language = self.language
        reading = wrapped(self._reading(language), WIDTH - 2 * MARGIN)
        lines = [wrapped(self._name(row), NAME_ROOM - (0 if row.whole else 0.12), bold=row.whole) for row in self.rows]
        heights = [max(high(len(text)), ROW if not self.others else 2 * high(1) + 0.1) + ROW_AIR for text in lines]
        tops, below = [], 0.0
        for row, height in zip(self.rows, heights, strict=True):
            below += BLOCK_AIR if row.whole else 0.0
            tops.append(below)
            below += height
        titles = [wrapped(self._title(one), self.column, PANEL, bold=True) for one in self.others]
        base = wrapped(self.baseline.title.said(language), NUMBER_ROOM + self.level_room, PANEL, bold=True)
        head = high(max(map(len, [base, *titles])), PANEL) + 0.08
        body = high(len(reading)) + 0.14 + head + below + AXIS_ROOM
        subtitle = paged(self._subtitle(), place, count, language)
        page = Page(self._finding(language), subtitle, body, footer(self.manifest, language))
        page.write(MARGIN, page.top, reading, color=QUIET)
        top = page.top + high(len(reading)) + 0.14
        self._heads(page, base, titles, top + head - 0.08)
        top += head
        for row, text, offset, height in zip(self.rows, lines, tops, heights, strict=True):
            if row.whole and offset > BLOCK_AIR:
                line = top + offset - BLOCK_AIR / 2
                page.line([MARGIN, WIDTH - MARGIN], [line, line], color="#d9d9d9", linewidth=0.8)
            left = MARGIN + (0.0 if row.whole else 0.12)
            weight = "bold" if row.whole else "normal"
            page.write(left, top + offset + (height - high(len(text))) / 2, text, weight=weight)
        middles = [offset + height / 2 for offset, height in zip(tops, heights, strict=True)]
        self._draw_levels(page, middles, top, below)
        for order, scenario in enumerate(self.others):
            left = self.first + order * (self.column + GAP)
            self._draw_differences(page, scenario, left, middles, top, below)
        return Picture(name, page.figure, Text(*(self._alt(said) for said in LANGUAGES)))

    def _heads(self, page: Page, base: list[str], titles: list[list[str]], bottom: float) -> None:
        """Write what the columns are, all ending at one line."""
        lefts = [MARGIN + NAME_ROOM + GAP, *(self.first + order * (self.column + GAP) for order in range(len(titles)))]
        for left, title in zip(lefts, [base, *titles], strict=True):
            page.write(left, bottom - high(len(title), PANEL), title, size=PANEL, weight="bold")

    def _title(self, name: str) -> str:
        return self.manifest.scenario(name).title.said(self.language)

    def _name(self, row: Row) -> str:
        """Return what a line is called."""
        return capital(row.name.said(self.language)) if row.whole else row.name.said(self.language)

    def _draw_levels(self, page: Page, middles: list[float], top: float, height: float) -> None:
        """Draw the level of each line with the baseline: a number and a bar."""
        left = MARGIN + NAME_ROOM + GAP
        axes = page.axes(left + NUMBER_ROOM + 0.06, top, self.level_room - 0.06, height)
        axes.set_ylim(height, 0)
        known = [level for level in self.levels if level == level]
        axes.set_xlim(min(0.0, *known), max(1.0, *known))
        axes.set_axis_off()
        for row, level, middle in zip(self.rows, self.levels, middles, strict=True):
            face = BAR_WHOLE if row.whole else BAR
            axes.barh(middle, level, height=0.15, color=face, edgecolor=EDGE, linewidth=0.5,
                      hatch="" if level >= 0 else "////")  # fmt: skip
            text = number(level, self.language, self.decimals) if level == level else "–"
            page.write(left + NUMBER_ROOM, top + middle - high(1) / 2, [text], ha="right",
                       weight="bold" if row.whole else "normal")  # fmt: skip
        axes.axvline(0, color=ZERO, linewidth=0.8)

    def _draw_differences(
        self, page: Page, scenario: str, left: float, middles: list[float], top: float, height: float
    ) -> None:
        """Draw the difference of each line: mean and interval, with the numbers below."""
        axes = page.axes(left, top, self.column, height)
        axes.set_xlim(-self.limit, self.limit)
        axes.set_ylim(height, 0)
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        axes.axvline(0, color=ZERO, linewidth=0.9, zorder=1)
        for one, middle in zip(self.found[scenario], middles, strict=True):
            _mark(axes, one, middle - high(1) / 2)
            text, ink = self._words(one)
            # Below the mark, but within the column.
            furthest = max(self.limit * (1 - (width_of(text) + 0.04) / self.column), 0.0)
            place = min(max(one.mean, -furthest), furthest) if one.pairs else 0.0
            # A white ground, so that no line of the chart runs through the letters.
            axes.text(place, middle + high(1) / 2 + 0.01, text, ha="center", va="center", color=ink, zorder=5,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
        ticks = (-self.step, 0.0, self.step)
        axes.set_xticks(ticks, [number(tick, self.language, decimals_for(self.step, 1), signed=True) for tick in ticks])
        axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
        axes.set_axisbelow(True)

    def _words(self, one: Difference) -> tuple[str, str]:
        """Return what stands below a mark, and its colour: a number with its margin, or that there is none to tell."""
        if one.verdict is Verdict.NO_VALUE:
            return "–", QUIET
        if one.verdict is Verdict.NONE:
            return Text("geen verschil", "no difference").said(self.language), QUIET
        decimals = max(min(decimals_for(one.half if one.half > 0 else one.mean, 1), 2), 0)
        size = number(one.mean, self.language, decimals, signed=True)
        if one.verdict is Verdict.ONE_RUN:
            return size, QUIET
        margin = number(one.half, self.language, decimals)
        if one.verdict is Verdict.NOT_DISTINGUISHABLE:
            return f"({size} ± {margin})", QUIET
        return f"{size} ± {margin}", (MORE if one.mean > 0 else LESS)[0]

    def _subtitle(self) -> str:
        """Return population, measure and period."""
        manifest = self.manifest
        years = dict.fromkeys(manifest.date(week).year for week in (max(manifest.weeks - 52, 0), manifest.weeks - 1))
        span = "–".join(map(str, years))
        words = Text("euro per inwoner per jaar", "euro per resident per year").said(self.language)
        return f"{population(manifest, self.language)}: {words}, {Window.LAST_YEAR.value.said(self.language)} ({span})"

    def _reading(self, language: str) -> str:
        """Return how the page is to be read."""
        runs = len(self.manifest.seeds)
        baseline = quoted(self.baseline.title, language)
        level = Text(
            f"Balken: kosten met {baseline}, gemiddelde van de runs; vet is alles van één betaler, daaronder waarvoor. "
            "Wat bewoners aan eigen bijdragen betalen, gaat af van de kosten van wie het maatwerk betaalt.",
            f"Bars: cost with {baseline}, mean of the runs; in bold all of one payer, below it what for. What "
            "residents pay in fees is taken off the cost of whoever pays for provisions.",
        ).said(language)
        if not self.others:
            return level
        if runs == 1:
            marks = Text("Rechts: verschil in de enige run; daaruit is niets te concluderen.",
                         "Right: difference in the only run, from which nothing can be concluded.")  # fmt: skip
        else:
            marks = Text(
                f"Rechts: verschil met {baseline} in runs met dezelfde seed, gemiddelde ± halve breedte van het "
                "95%-interval (toeval tussen runs; onzekerheid over parameters zit er niet in). Grijze stip: één run. "
                "Oranje driehoek naar rechts: duurder. Blauwe naar links: goedkoper. Open rondje, tussen haakjes: niet "
                "te onderscheiden van nul.",
                f"Right: difference from {baseline} in runs with the same seed, mean ± half the width of the 95% "
                "interval (chance between runs; uncertainty about parameters is not in it). Grey dot: one run. "
                "Orange triangle to the right: dearer. Blue to the left: cheaper. Open circle, in brackets: not "
                "distinguishable from zero.",
            )
        return f"{level} {marks.said(language)}"

    def _finding(self, language: str) -> str:
        """Return who pays more and less with which policy, or where the money goes."""
        wholes = [place for place, row in enumerate(self.rows) if row.whole and row.payer is not ALL_PAYERS]
        if not self.others:
            parts = [
                f"{self.rows[place].payer.said(language)} {number(self.levels[place], language)}" for place in wholes
            ]
            return Text(
                f"Met {quoted(self.baseline.title, 'nl')}, in euro per inwoner per jaar: {enumerated(parts, 'nl')}",
                f"With {quoted(self.baseline.title, 'en')}, in euro per resident per year: {enumerated(parts, 'en')}",
            ).said(language)
        if len(self.manifest.seeds) == 1:
            return ONE_RUN.said(language)
        sure = [
            (abs(self.found[name][place].mean), name, place)
            for name in self.others
            for place in wholes
            if self.found[name][place].verdict in DISTINGUISHABLE
        ]
        if not sure:
            return Text(
                f"Voor geen enkele betaler is een verschil met {quoted(self.baseline.title, 'nl')} aan te tonen",
                f"For no payer is there a distinguishable difference from {quoted(self.baseline.title, 'en')}",
            ).said(language)
        _, name, _ = max(sure)
        title, moved = self.manifest.scenario(name).title, self._moved(name, wholes, language)
        return Text(
            f"Met {quoted(title, 'nl')}, per inwoner per jaar: {moved}",
            f"With {quoted(title, 'en')}, per resident per year: {moved}",
        ).said(language)

    def _moved(self, name: str, wholes: list[int], language: str) -> str:
        """Return who pays more and less with a scenario: "municipality 78 euro less; residents no clear difference"."""
        sure, unsure = [], []
        for place in wholes:
            one, payer = self.found[name][place], self.rows[place].payer.said(language)
            if one.verdict not in DISTINGUISHABLE:
                unsure.append(payer)
                continue
            size = number(abs(one.mean), language, min(decimals_for(one.half if one.half > 0 else one.mean, 1), 1))
            way = Text("meer", "more") if one.mean > 0 else Text("minder", "less")
            sure.append(f"{payer} {size} euro {way.said(language)}")
        none = Text("geen aantoonbaar verschil", "no clear difference").said(language)
        rest = [f"{enumerated(unsure, language)} {none}"] if unsure else []
        return "; ".join([enumerated(sure, language), *rest])

    def _alt(self, language: str) -> str:
        """Return in words what the page shows: the finding, every level, every difference."""
        begin = Text("Kosten per betaler en doel, met verschillen", "Cost by payer and purpose, with differences")
        parts = []
        for place, (row, level) in enumerate(zip(self.rows, self.levels, strict=True)):
            who = f"{row.payer.said(language)}, " if not row.whole else ""
            words = [f"{who}{row.name.said(language)} {number(level, language, self.decimals)}"]
            for name in self.others:
                one = self.found[name][place]
                title, said = self.manifest.scenario(name).title.said(language), self._said(one, language)
                words.append(f"{title}: {said}")
            parts.append("; ".join(words))
        return f"{begin.said(language)}. {self._finding(language)}. {'. '.join(parts)}."

    def _said(self, one: Difference, language: str) -> str:
        """Return a difference in words."""
        if one.verdict not in DISTINGUISHABLE:
            return one.verdict.value.said(language)
        low, high_end = (number(end, language, 1, signed=True) for end in (one.low, one.high))
        return f"{number(one.mean, language, 1, signed=True)} ({low} {Text('tot', 'to').said(language)} {high_end})"


def _round_below(value: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in (1, 2, 5) if step * power <= value * (1 + 1e-9))


def _mark(axes: Axes, one: Difference, middle: float) -> None:
    """Draw the mean of a difference and its interval."""
    if not one.pairs:
        return
    colour, sign = UNSURE
    if one.verdict in DISTINGUISHABLE:
        colour, sign = MORE if one.mean > 0 else LESS
    if one.runs > 1:
        above = [middle - DOTS_ABOVE] * one.runs
        axes.plot(one.pairs, above, "o", color=DOTS, markersize=2.4, markeredgewidth=0, alpha=0.7, zorder=2)
        axes.plot([one.low, one.high], [middle, middle], color=colour, linewidth=1.6, zorder=3, solid_capstyle="butt")
    axes.plot(
        [one.mean], [middle], sign, color="white" if sign == "o" else colour, markeredgecolor=colour, markersize=5.0,
        markeredgewidth=1.1, zorder=4,
    )  # fmt: skip
