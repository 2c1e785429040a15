"""By whom the need for help is met: the support ladder as shares, over time and in the last year."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from samenredzaam.numbers import percent
from samenredzaam.show.axes import calendar, middles
from samenredzaam.show.findings import last_year, of_ladder
from samenredzaam.show.picture import Picture, batches, drawing, pages
from samenredzaam.show.style import (
    EDGE,
    INK,
    MARGIN,
    PANEL,
    QUIET,
    WIDTH,
    Page,
    apart,
    footer,
    high,
    paged,
    population,
    width_of,
    wrapped,
)
from samenredzaam.study.compare import Window
from samenredzaam.study.results import Results
from samenredzaam.texts import LANGUAGES, Text

UNMET = "need_unmet_share"


@dataclass(frozen=True)
class Rung:
    """How a rung is drawn: its metric, its name, colours of plane and words, and its hatching."""

    metric: str
    name: Text
    plane: str
    words: str
    hatch: str


# From one's own circle (blue, plain) by way of volunteers (green) and general provisions (pink) to formal help (orange)
# and the rest.
RUNGS = (
    Rung("need_met_by_self_share", Text("zelf", "self"), "#003A5D", "white", ""),
    Rung("need_met_by_household_share", Text("huisgenoten", "household"), "#0072B2", "white", ""),
    Rung("need_met_by_ties_share", Text("naasten", "ties"), "#8CCBEF", INK, ""),
    Rung("need_met_by_volunteers_share", Text("vrijwilligers", "volunteers"), "#009E73", INK, "||||"),
    Rung("need_met_by_general_share", Text("algemeen", "general"), "#CC79A7", INK, "...."),
    Rung("need_met_by_team_share", Text("wijkteam", "team"), "#F5DDA0", INK, "////"),
    Rung("need_met_by_provision_share", Text("maatwerk", "provisions"), "#E69F00", INK, "\\\\\\"),
    Rung("need_met_by_crisis_share", Text("crisis", "crisis"), "#D55E00", INK, ""),
    Rung(UNMET, Text("onvervuld", "unmet"), "#FFFFFF", INK, "xxxx"),
)

READING = Text(
    "Elke laag is een deel van de behoefte aan hulp, gemiddeld over de runs: wat mensen zelf "
    "oplossen, wat huisgenoten "
    "en naasten (familie, vrienden, buren) doen, wat vrijwilligers doen, wat algemene "
    "voorzieningen (inloop, klussen, formulierenhulp), het wijkteam en maatwerk (huishoudelijke "
    "hulp, begeleiding, verpleging) doen, wat in een crisis wordt opgevangen, en wat onvervuld blijft. Samen 100%.",
    "Each layer is a share of the need for help, averaged over the runs: what people solve "
    "themselves, what household "
    "and ties (family, friends, neighbours) do, what volunteers do, what general provisions (walk-in, odd "
    "jobs, forms), the neighbourhood team and individual provisions (household help, guidance, nursing) do, what is "
    "met in a crisis, and what stays unmet. Together 100%.",
)
BOLD = Text("Het vette getal is wat onvervuld blijft.", "The number in bold is what stays unmet.")

COLUMNS, ROWS_ON_PAGE = 2, 4
GAP, TICK_ROOM, LABEL_ROOM = 0.2, 0.45, 1.05
PLOT_HEIGHT, AXIS_ROOM, HEAD_AIR, ROW_AIR = 1.5, 0.3, 0.06, 0.08
NAME_ROOM, END_ROOM, BAR_HEIGHT, BAR_AIR = 1.6, 0.5, 0.36, 0.16
LABEL_AIR, NAMES_ROOM = 0.09, 0.5
"""Inches."""


def can_be_drawn(results: Results) -> bool:
    """Tell whether the results hold every rung of the ladder."""
    return all(rung.metric in results.metrics for rung in RUNGS)


@drawing("ladder", nl="De ladder van steun door de jaren", en="The support ladder over the years")
def ladder(results: Results, language: str) -> list[Picture]:
    """Draw for each scenario by whom the need for help is met, as stacked shares over the years."""
    if not can_be_drawn(results):
        return []
    sheets = batches(results.scenarios, COLUMNS * ROWS_ON_PAGE)
    names = pages("ladder", len(sheets))
    first, last = results.manifest.date(0).year, results.manifest.date(results.manifest.weeks - 1).year
    subtitle = f"{_subtitle(results, language)}, {first}–{last}"
    return [
        Picture(
            name,
            _sheet(results, some, paged(subtitle, place, len(sheets), language), language),
            _alt(results),
        )
        for place, (name, some) in enumerate(zip(names, sheets, strict=True), 1)
    ]


def _subtitle(results: Results, language: str) -> str:
    """Return population and measure."""
    words = Text("door wie de behoefte aan hulp wordt vervuld", "by whom the need for help is met")
    return f"{population(results.manifest, language)}: {words.said(language)}"


def _sheet(results: Results, scenarios: list[str], subtitle: str, language: str) -> Figure:
    """Return one page of stacked shares over the years, the names of the rungs at the end of each row."""
    columns = min(COLUMNS, len(scenarios))
    width = (WIDTH - 2 * MARGIN - TICK_ROOM - LABEL_ROOM - GAP * (columns - 1)) / columns
    titles = {
        name: wrapped(results.manifest.scenario(name).title.said(language), width, PANEL, bold=True)
        for name in scenarios
    }
    rows = [scenarios[place : place + columns] for place in range(0, len(scenarios), columns)]
    heads = [high(max(len(titles[name]) for name in row), PANEL) + HEAD_AIR for row in rows]
    reading = wrapped(READING.said(language), WIDTH - 2 * MARGIN)
    body = high(len(reading)) + 0.16 + sum(heads) + len(rows) * (PLOT_HEIGHT + AXIS_ROOM + ROW_AIR)
    page = Page(of_ladder(results, UNMET, language), subtitle, body, footer(results.manifest, language))
    page.write(MARGIN, page.top, reading, color=QUIET)
    plot = page.top + high(len(reading)) + 0.16
    for row, head in zip(rows, heads, strict=True):
        plot += head
        for column, name in enumerate(row):
            left = MARGIN + TICK_ROOM + column * (width + GAP)
            page.write(
                left,
                plot - HEAD_AIR - high(len(titles[name]), PANEL),
                titles[name],
                size=PANEL,
                weight="bold",
            )
            axes = page.axes(left, plot, width, PLOT_HEIGHT)
            ends = _layers(axes, results, name)
            calendar(axes, results.manifest, width)
            shares = (0, 25, 50, 75, 100)
            axes.set_yticks(shares, [percent(share / 100, language) if column == 0 else "" for share in shares])
            axes.set_ylim(0, 100)
        _name_layers(page, ends, left + width, plot, language)
        plot += PLOT_HEIGHT + AXIS_ROOM + ROW_AIR
    return page.figure


def _layers(axes: Axes, results: Results, scenario: str) -> list[float]:
    """Draw the shares of a scenario upon one another, and return the ends of the layers at the right side."""
    days = np.array(middles(results.manifest))
    # Layers reach both sides of the axes: the first and last half period are drawn as their period is.
    days[0], days[-1] = (
        results.manifest.date(0).toordinal(),
        results.manifest.date(results.manifest.weeks).toordinal(),
    )
    below, ends = np.zeros(len(days)), [0.0]
    for rung in RUNGS:
        runs = results.table(rung.metric)[results.scenarios.index(scenario)]
        above = below + 100 * runs.mean(axis=0)
        axes.fill_between(days, below, above, facecolor=rung.plane, edgecolor=EDGE, hatch=rung.hatch, linewidth=0)
        axes.plot(days, above, color="white", linewidth=0.8)
        below = above
        ends.append(float(above[-1]))
    return ends


def _name_layers(page: Page, ends: list[float], left: float, top: float, language: str) -> None:
    """Write the name of each rung beside its layer."""
    middle = [top + PLOT_HEIGHT * (1 - (low + over) / 200) for low, over in pairwise(ends)]
    rungs = list(zip(middle, RUNGS, strict=True))[::-1]
    places = apart([want for want, _ in rungs], [high(1)] * len(rungs), top - 0.05, top + PLOT_HEIGHT + 0.05)
    for (want, rung), place in zip(rungs, places, strict=True):
        page.line([left + 0.02, left + 0.12], [want, place], color=QUIET, linewidth=0.7)
        page.write(left + 0.16, place - high(1) / 2, [rung.name.said(language)])


@drawing("ladder-last-year", nl="De ladder van steun in het laatste jaar", en="The support ladder in the last year")
def ladder_of_last_year(results: Results, language: str) -> list[Picture]:
    """Draw by whom the need for help is met in the last year, one bar for each scenario, side by side."""
    if not can_be_drawn(results):
        return []
    names = [wrapped(scenario.title.said(language), NAME_ROOM) for scenario in results.manifest.scenarios]
    heights = [max(high(len(lines)), BAR_HEIGHT) + BAR_AIR for lines in names]
    reading = wrapped(f"{READING.said(language)} {BOLD.said(language)}", WIDTH - 2 * MARGIN)
    body = high(len(reading)) + NAMES_ROOM + sum(heights)
    subtitle = f"{_subtitle(results, language)}, {Window.LAST_YEAR.value.said(language)}"
    page = Page(of_ladder(results, UNMET, language), subtitle, body, footer(results.manifest, language))
    page.write(MARGIN, page.top, reading, color=QUIET)
    _bars(page, results, names, heights, page.top + high(len(reading)) + NAMES_ROOM, language)
    return [Picture("ladder-last-year", page.figure, _alt(results))]


def _bars(
    page: Page, results: Results, names: list[list[str]], heights: list[float], top: float, language: str
) -> None:
    """Draw a bar for each scenario, one below the other, with its name before and what stays unmet behind."""
    left, width = MARGIN + NAME_ROOM + 0.1, WIDTH - 2 * MARGIN - NAME_ROOM - END_ROOM - 0.1
    axes = page.axes(left, top, width, sum(heights))
    axes.set_xlim(0, 100)
    axes.set_ylim(sum(heights), 0)
    axes.set_axis_off()
    above = 0.0
    for lines, height, scenario in zip(names, heights, results.manifest.scenarios, strict=True):
        middle = above + height / 2
        shares = [100 * last_year(results, scenario, rung.metric) for rung in RUNGS]
        _bar(axes, shares, middle, width, language)
        page.write(MARGIN, top + middle - high(len(lines)) / 2, lines)
        unmet = percent(shares[-1] / 100, language, 1)
        page.write(left + width + 0.06, top + middle - high(1) / 2, [unmet], weight="bold")
        if above == 0:
            _name_parts(page, shares, left, top + (height - BAR_HEIGHT) / 2, width, language)
        above += height


def _bar(axes: Axes, shares: list[float], middle: float, width: float, language: str) -> None:
    """Draw the shares of one scenario in a row, with a number where there is room for it."""
    start = 0.0
    for share, rung in zip(shares, RUNGS, strict=True):
        corner = (start, middle - BAR_HEIGHT / 2)
        style: dict[str, Any] = {
            "facecolor": rung.plane,
            "edgecolor": EDGE,
            "hatch": rung.hatch,
            "linewidth": 0,
        }
        axes.add_patch(Rectangle(corner, share, BAR_HEIGHT, **style))
        axes.plot([start, start], [middle - BAR_HEIGHT / 2, middle + BAR_HEIGHT / 2], color="white", linewidth=1.2)
        text = percent(share / 100, language)
        if rung.metric != UNMET and width_of(text) + 0.08 < width * share / 100:
            box = {"facecolor": rung.plane, "edgecolor": "none", "pad": 1.5}
            axes.text(start + share / 2, middle, text, ha="center", va="center", color=rung.words, bbox=box)
        start += share
    frame = Rectangle((0, middle - BAR_HEIGHT / 2), start, BAR_HEIGHT, fill=False, edgecolor=EDGE, linewidth=0.8)
    axes.add_patch(frame)


def _name_parts(page: Page, shares: list[float], left: float, top: float, width: float, language: str) -> None:
    """Write the name of each rung above the first bar."""
    ends = np.cumsum([0.0, *shares])
    wanted = [left + width * (low + over) / 200 for low, over in pairwise(ends)]
    names = [rung.name.said(language) for rung in RUNGS]
    places = apart(wanted, [width_of(name) + LABEL_AIR for name in names], left - 0.3, WIDTH - MARGIN)
    for want, name, place in zip(wanted, names, places, strict=True):
        page.line([want, place], [top - 0.01, top - 0.13], color=QUIET, linewidth=0.7)
        page.write(place, top - 0.15 - high(1), [name], ha="center")


def _alt(results: Results) -> Text:
    """Return in words what is shown: the finding, and the shares of the last year."""

    def said(language: str) -> str:
        begin = Text("De ladder van steun als gestapelde delen", "The support ladder as stacked shares")
        bars = []
        for scenario in results.manifest.scenarios:
            shares = [
                f"{rung.name.said(language)} {percent(last_year(results, scenario, rung.metric), language, 1)}"
                for rung in RUNGS
            ]
            bars.append(f"{scenario.title.said(language)}: {', '.join(shares)}")
        return f"{begin.said(language)}. {of_ladder(results, UNMET, language)}. {'. '.join(bars)}."

    return Text(*(said(language) for language in LANGUAGES))
