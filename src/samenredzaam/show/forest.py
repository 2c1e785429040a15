"""Differences from the baseline: a dot for each run, the mean, its interval, and what it says in words."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samenredzaam.numbers import decimals_for, number
from samenredzaam.show.axes import values
from samenredzaam.show.findings import main_metrics, of_forest, of_groups, quoted
from samenredzaam.show.picture import Picture, batches, drawing, pages
from samenredzaam.show.style import (
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
    wrapped,
)
from samenredzaam.study.compare import Difference, Verdict, Window, compare
from samenredzaam.study.compare_told import POINTS, shown
from samenredzaam.study.results import Results
from samenredzaam.texts import LANGUAGES, Text

NAME_ROOM, TEXT_ROOM, GAP = 1.75, 2.12, 0.14
PLOT_WIDTH = WIDTH - 2 * MARGIN - NAME_ROOM - TEXT_ROOM - 2 * GAP
ROW_AIR = 0.07
HEAD_AIR, FOOT_ROOM = 0.05, 0.34
PAGE_HEIGHT = 8.4
"""About so much room for panels there is on a page, in inches; pages are filled alike."""

GROUPS = ("all", "low", "alone", "75", "vulnerable")
"""The groups shown are those with one of these words in their names; all where fewer than two have one."""

MOST_GROUPS = 8
GROUP_METRIC = "need_unmet_share"

OWN_SCALE = Text(
    "Nul staat steeds in het midden; elke indicator heeft een eigen schaal.",
    "Zero is always in the middle; each indicator has its own scale.",
)
ONE_SCALE = Text("Nul staat in het midden; de schaal is overal gelijk.", "Zero is in the middle; all scales are equal.")

# Colour, filled or not, and marker say the same thing, and the words beside say it again.
MARKS = {
    Verdict.BETTER: ("#0072B2", "#0072B2", "o"),
    Verdict.WORSE: ("#D55E00", "#D55E00", "D"),
    Verdict.DIFFERENT: ("#333333", "#333333", "s"),
}
UNSURE = ("#777777", "white", "o")
DOTS = "#8a8a8a"
SPREAD = 0.618034
"""The golden section spreads dots evenly over the height of a row, whatever their number."""


@dataclass(frozen=True)
class _Panel:
    """Rows that share an axis, under one heading; the axis ends at `limit` on both sides of zero."""

    title: str
    measure: str
    remark: str
    names: list[list[str]]
    rows: list[Difference]
    limit: float

    @property
    def heights(self) -> list[float]:
        """Return how high each row is, in inches."""
        return [high(max(len(name), 2)) + ROW_AIR for name in self.names]

    @property
    def height(self) -> float:
        """Return how high the panel is, in inches."""
        return self.head + sum(self.heights) + FOOT_ROOM

    @property
    def head(self) -> float:
        """Return how high the heading is, in inches."""
        return high(len(self.title_lines), PANEL) + high(len(self.measure_lines)) + HEAD_AIR

    @property
    def title_lines(self) -> list[str]:
        """Return the heading as lines."""
        return wrapped(capital(self.title), WIDTH - 2 * MARGIN, PANEL, bold=True)

    @property
    def measure_lines(self) -> list[str]:
        """Return what is measured, as lines."""
        return wrapped(self.measure, WIDTH - 2 * MARGIN - TEXT_ROOM)


@drawing("forest", nl="Verschillen met het huidige beleid", en="Differences from current policy")
def forest(results: Results, language: str) -> list[Picture]:
    """Draw the differences of every scenario on each main indicator, in the last year."""
    if results.manifest.baseline is None or len(results.scenarios) < 2:
        return []
    found = compare(results, metrics=main_metrics(results), groups=["all"], windows=[Window.LAST_YEAR])
    panels = []
    for metric in main_metrics(results):
        rows = [one for one in found if one.metric == metric]
        title, names = rows[0].metric_entry.title.said(language), [one.scenario.title for one in rows]
        panels.append(_panel(title, _measure(rows[0], language), names, rows, _limit(rows), language))
    words = Text("alle inwoners", "all residents").said(language)
    return _pictures("forest", results, panels, words, lambda said: of_forest(results, said), language)


@drawing("forest-groups", nl="Voor wie: verschillen per groep", en="For whom: differences by group")
def forest_of_groups(results: Results, language: str) -> list[Picture]:
    """Draw the differences of every scenario on one metric, by group of residents, in the last year."""
    groups = shown_groups(results.groups)
    if results.manifest.baseline is None or len(results.scenarios) < 2 or len(groups) < 2:
        return []
    metric = GROUP_METRIC if GROUP_METRIC in results.metrics else main_metrics(results)[0]
    found = compare(results, metrics=[metric], groups=groups, windows=[Window.LAST_YEAR])
    panels = []
    for scenario in results.manifest.scenarios:
        rows = [one for one in found if one.scenario is scenario]
        if rows:
            title, names = scenario.title.said(language), [one.group_title for one in rows]
            panels.append(_panel(title, _measure(rows[0], language), names, rows, _limit(found), language))
    words = quoted(results.manifest.metrics[metric].title, language)
    return _pictures("forest-groups", results, panels, words, lambda said: of_groups(found, said), language)


@drawing("forest-neighbourhoods", nl="Waar: verschillen per wijk", en="Where: differences by neighbourhood")
def forest_of_neighbourhoods(results: Results, language: str) -> list[Picture]:
    """Draw the differences of every scenario on one metric, by neighbourhood: of many, the furthest to both sides."""
    areas = results.manifest.profile.areas
    if results.manifest.baseline is None or len(results.scenarios) < 2 or len(areas) < 2:
        return []
    metric = GROUP_METRIC if GROUP_METRIC in results.metrics else main_metrics(results)[0]
    found = compare(results, metrics=[metric], groups=areas, windows=[Window.LAST_YEAR])
    panels = []
    for scenario in results.manifest.scenarios:
        rows = furthest([one for one in found if one.scenario is scenario])
        if rows:
            title, names = scenario.title.said(language), [one.group_title for one in rows]
            panels.append(_panel(title, _measure(rows[0], language), names, rows, _limit(found), language))
    words = quoted(results.manifest.metrics[metric].title, language)
    if len(areas) > MOST_GROUPS:
        few = Text(
            f", de {MOST_GROUPS} van {len(areas)} wijken die het verst uiteenlopen (deels door toeval)",
            f", the {MOST_GROUPS} of {len(areas)} neighbourhoods that lie furthest apart (partly by chance)",
        )
        words += few.said(language)
    return _pictures("forest-neighbourhoods", results, panels, words, lambda said: of_groups(found, said), language)


def furthest(rows: Sequence[Difference]) -> list[Difference]:
    """Return differences from the lowest to the highest: of many, as many of the lowest as of the highest."""
    found = sorted((one for one in rows if one.pairs), key=lambda one: (one.mean, one.group))
    half = MOST_GROUPS // 2
    return found if len(found) <= MOST_GROUPS else [*found[:half], *found[-half:]]


def _panel(title: str, measure: str, names: list[Text], rows: list[Difference], limit: float, language: str) -> _Panel:
    """Return a panel."""
    lines = [wrapped(name.said(language), NAME_ROOM) for name in names]
    return _Panel(title, measure, _side(rows[0], language), lines, rows, limit)


def _measure(row: Difference, language: str) -> str:
    """Return in what the differences are measured, and the level of the baseline they are measured from."""
    entry = row.metric_entry
    unit = (POINTS if entry.share else entry.unit).said(language)
    level = number(row.level * entry.scale, language, decimals_for(row.level * entry.scale, 3))
    level += "%" if entry.share else ""
    words = Text("verschil in", "difference in") if entry.share else Text("verschil,", "difference,")
    all_residents = "" if row.group != "all" else f"; {quoted(row.baseline.title, language)}: {level}"
    return f"{words.said(language)} {unit}{all_residents}"


def shown_groups(groups: Sequence[str]) -> list[str]:
    """Return the groups that are shown of those there are."""
    chosen = [group for group in groups if set(group.split("_")) & set(GROUPS)]
    return (chosen if len(chosen) > 1 else list(groups))[:MOST_GROUPS]


def _limit(rows: Sequence[Difference]) -> float:
    """Return the end of an axis on which all dots and intervals fit, zero in the middle."""
    scale = rows[0].metric_entry.scale
    ends = [abs(end) for row in rows for end in (*row.pairs, row.low, row.high) if end == end]
    return 1.08 * scale * max(ends, default=0.0) or 1.0


def _side(row: Difference, language: str) -> str:
    """Return on which side the better ones are."""
    return {
        "higher": Text("beter is rechts →", "better is to the right →"),
        "lower": Text("← beter is links", "← better is to the left"),
        None: Text("", ""),
    }[row.metric_entry.better].said(language)


def _pictures(
    name: str,
    results: Results,
    panels: list[_Panel],
    words: str,
    finding: Callable[[str], str],
    language: str,
) -> list[Picture]:
    """Return panels on as many pages as they need."""
    count = math.ceil(sum(panel.height for panel in panels) / PAGE_HEIGHT)
    sheets = batches(panels, math.ceil(len(panels) / count))
    found = []
    for place, (each, sheet) in enumerate(zip(pages(name, len(sheets)), sheets, strict=True), 1):
        subtitle = paged(_subtitle(results, words, language), place, len(sheets), language)
        figure = _sheet(results, sheet, finding(language), subtitle, language)
        alt = Text(*(_alt(sheet, finding(said), said) for said in LANGUAGES))
        found.append(Picture(each, figure, alt))
    return found


def _subtitle(results: Results, words: str, language: str) -> str:
    """Return population, measure and period."""
    manifest = results.manifest
    last_year = Window.LAST_YEAR.value.said(language)
    span = f"{manifest.date(max(manifest.weeks - 52, 0)).year}–{manifest.date(manifest.weeks - 1).year}"
    return f"{population(manifest, language)}: {words}, {last_year} ({span})"


def _sheet(results: Results, panels: list[_Panel], finding: str, subtitle: str, language: str) -> Figure:
    """Return one page."""
    reading = wrapped(_reading(panels, language), WIDTH - 2 * MARGIN)
    body = high(len(reading)) + 0.16 + sum(panel.height for panel in panels)
    page = Page(finding, subtitle, body, footer(results.manifest, language))
    page.write(MARGIN, page.top, reading, color=QUIET)
    top = page.top + high(len(reading)) + 0.16
    for panel in panels:
        _draw(page, panel, top, language)
        top += panel.height
    return page.figure


def _draw(page: Page, panel: _Panel, top: float, language: str) -> None:
    """Draw a panel: heading, names on the left, dots in the middle, words on the right."""
    left, right = MARGIN + NAME_ROOM + GAP, WIDTH - MARGIN - TEXT_ROOM
    page.write(MARGIN, top, panel.title_lines, size=PANEL, weight="bold")
    page.write(MARGIN, top + high(len(panel.title_lines), PANEL), panel.measure_lines, color=QUIET)
    page.write(right, top + high(len(panel.title_lines), PANEL), [panel.remark], color=QUIET)
    plot = top + panel.head
    axes = page.axes(left, plot, PLOT_WIDTH, sum(panel.heights))
    axes.set_xlim(-panel.limit, panel.limit)
    axes.set_ylim(sum(panel.heights), 0)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.axvline(0, color=ZERO, linewidth=0.9, zorder=1)
    above = 0.0
    for name, row, height in zip(panel.names, panel.rows, panel.heights, strict=True):
        middle = above + height / 2
        _dots(axes, row, middle, height)
        page.write(MARGIN, plot + middle - high(len(name)) / 2, name)
        page.write(right, plot + middle - high(2) / 2, _words(row, language))
        above += height
    values(axes, panel.rows[0].metric_entry, language, horizontal=True)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def _dots(axes: Axes, row: Difference, middle: float, height: float) -> None:
    """Draw a dot for each run, the interval and the mean of a difference."""
    if not row.pairs:
        return
    scale, (edge, face, marker) = row.metric_entry.scale, MARKS.get(row.verdict, UNSURE)
    shifts = [((place + 1) * SPREAD % 1 - 0.5) * (height - ROW_AIR - 0.06) for place in range(row.runs)]
    pairs = [scale * pair for pair in row.pairs]
    if row.runs > 1:
        places = [middle + shift for shift in shifts]
        axes.plot(pairs, places, "o", color=DOTS, markersize=2.8, alpha=0.7, markeredgewidth=0, zorder=2)
        axes.plot([scale * row.low, scale * row.high], [middle, middle], color=edge, linewidth=2.2, zorder=3)
    axes.plot(
        [scale * row.mean], [middle], marker, color=face, markeredgecolor=edge, markersize=6.5,
        markeredgewidth=1.4, zorder=4,
    )  # fmt: skip


def _words(row: Difference, language: str) -> list[str]:
    """Return what can be said of a difference, as two lines."""
    if not row.pairs:
        return ["", row.verdict.value.said(language)]
    size = shown(row.mean, row, language, signed=True, points=False)
    if row.verdict is Verdict.ONE_RUN:
        return [size, Text("één run: niets te concluderen", "one run: no conclusion").said(language)]
    ends = [shown(end, row, language, signed=True, points=False) for end in (row.low, row.high)]
    first = f"{size} ({ends[0]} {Text('tot', 'to').said(language)} {ends[1]})"
    if row.verdict is Verdict.NONE:
        return [row.verdict.value.said(language), _of(Text("gelijk", "equal"), row.runs, row, language)]
    if row.verdict is Verdict.NOT_DISTINGUISHABLE:
        return [first, Text("niet te onderscheiden van nul", "not distinguishable from zero").said(language)]
    if row.verdict is Verdict.DIFFERENT:
        way, often = (Text("hoger", "higher"), row.higher) if row.mean > 0 else (Text("lager", "lower"), row.lower)
        return [first, _of(way, often, row, language)]
    losing = row.runs if row.better is None else row.higher + row.lower - row.better
    often = losing if row.verdict is Verdict.WORSE else row.better or 0
    return [first, _of(row.verdict.value, often, row, language)]


def _of(way: Text, often: int, row: Difference, language: str) -> str:
    """Return in how many of the runs something is so: "better in 9 of 10 runs"."""
    return Text(f"{way.nl} in {often} van {row.runs} runs", f"{way.en} in {often} of {row.runs} runs").said(language)


def _reading(panels: Sequence[_Panel], language: str) -> str:
    """Return how the page is to be read."""
    row = panels[0].rows[0]
    metrics = {one.metric for panel in panels for one in panel.rows}
    scale = OWN_SCALE if len(metrics) > 1 else ONE_SCALE
    return f"{_marks(row).said(language)} {scale.said(language)}"


def _marks(row: Difference) -> Text:
    """Return what each mark means."""
    if row.runs == 1:
        return Text(
            f"Open rondje: verschil met ‘{row.baseline.title.nl}’ in de enige run, met dezelfde seed.",
            f"Open circle: difference from ‘{row.baseline.title.en}’ in the only run, with the same seed.",
        )
    return Text(
        f"Grijze stip: verschil met ‘{row.baseline.title.nl}’ in één run, met dezelfde seed. Groot "
        "teken: gemiddelde "
        "van de runs, met 95%-interval (toeval tussen runs; onzekerheid over parameters zit er niet in). "
        "Blauwe stip: beter. Oranje ruit: slechter. Zwart vierkant: anders. Open rondje: niet te "
        "onderscheiden van "
        "nul.",
        f"Grey dot: difference from ‘{row.baseline.title.en}’ in one run, with the same seed. Large "
        "mark: mean of the "
        "runs, with 95% interval (chance between runs; uncertainty about parameters is not in it). "
        "Blue circle: better. Orange diamond: worse. Black square: different. Open circle: not "
        "distinguishable from "
        "zero.",
    )


def _alt(panels: Sequence[_Panel], finding: str, language: str) -> str:
    """Return in words what the page shows: the finding, and what stands beside each row."""
    begin = Text("Verschillen met een interval en een punt per run", "Differences with interval and a dot per run")
    rows = []
    for panel in panels:
        named = panel.rows[0].scenario is not panel.rows[-1].scenario
        for row in panel.rows:
            who = row.scenario.title if named or len(panel.rows) == 1 else row.group_title
            heading = panel.rows[0].metric_entry.title if named or len(panel.rows) == 1 else row.scenario.title
            words = ", ".join(filter(None, _words(row, language)))
            rows.append(f"{heading.said(language)}, {who.said(language)}: {words}")
    return f"{begin.said(language)}. {finding}. {'. '.join(rows)}."
