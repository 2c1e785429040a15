"""How the main indicators develop: small multiples, one line with bands for each scenario."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from samenredzaam.numbers import day
from samenredzaam.show.axes import calendar, middles, values
from samenredzaam.show.findings import main_metrics, of_trajectories
from samenredzaam.show.picture import Picture, batches, drawing, pages
from samenredzaam.show.style import (
    MARGIN,
    MOST_OTHERS,
    PANEL,
    QUIET,
    WIDTH,
    ZERO,
    Look,
    Page,
    apart,
    capital,
    footer,
    high,
    look,
    paged,
    population,
    wrapped,
)
from samenredzaam.study.manifest import Manifest
from samenredzaam.study.results import Results
from samenredzaam.texts import Text

PANELS_ON_PAGE = 8
COLUMNS = 2
GAP = 0.16
PLOT_HEIGHT = 1.3
TICK_ROOM = 0.5
LABEL_ROOM = 1.24
AXIS_ROOM = 0.3
HEAD_AIR = 0.1
LETTERS = "ABCDE"
LEAST_RUNS_FOR_BANDS = 5
BANDS = ((5.0, 95.0, 0.10), (25.0, 75.0, 0.20))
MOST_DATES = 3
LEAST_SPAN = 0.1
"""Least height of an axis as a share of the level, so that a ripple does not look like a wave."""

DASHED = Text("Onderbroken lijn: waarmee wordt vergeleken.", "Dashed line: what the others are compared with.")
OWN_SCALE = Text(
    "Elke grafiek heeft een eigen schaal, die niet bij nul hoeft te beginnen.",
    "Each chart has its own scale, which need not start at zero.",
)


@drawing("trajectories", nl="Verloop van de hoofdindicatoren", en="Development of the main indicators")
def trajectories(results: Results, language: str) -> list[Picture]:
    """Draw each main indicator over the years, the baseline and at most five other scenarios to a page."""
    parts = [
        (scenarios, metrics)
        for scenarios in _scenarios(results)
        for metrics in batches(main_metrics(results), PANELS_ON_PAGE)
    ]
    names = pages("trajectories", len(parts))
    return [
        _Sheet(results, scenarios, metrics, language).picture(name, place, len(parts))
        for place, (name, (scenarios, metrics)) in enumerate(zip(names, parts, strict=True), 1)
    ]


def _scenarios(results: Results) -> list[list[str]]:
    """Return which scenarios are drawn on each page, the baseline first."""
    baseline = [results.manifest.baseline] if results.manifest.baseline else []
    others = [name for name in results.scenarios if name not in baseline]
    return [baseline + some for some in batches(others, MOST_OTHERS)] or [baseline]


class _Sheet:
    """One page of trajectories: some scenarios, some metrics."""

    def __init__(self, results: Results, scenarios: list[str], metrics: list[str], language: str) -> None:
        self.results, self.manifest, self.language = results, results.manifest, language
        self.scenarios, self.metrics = scenarios, metrics
        self.column = (WIDTH - 2 * MARGIN - GAP * (COLUMNS - 1)) / COLUMNS
        self.plot_width = self.column - TICK_ROOM - LABEL_ROOM
        titles = {name: self.manifest.scenario(name).title.said(language) for name in scenarios}
        self.labels = {name: wrapped(title, LABEL_ROOM - 0.14) for name, title in titles.items()}
        needed = high(sum(map(len, self.labels.values()))) + 0.03 * len(scenarios)
        # Names that would not fit beside the lines stand in a key above, and a letter beside the line.
        self.keyed = needed > PLOT_HEIGHT + 0.3
        if self.keyed:
            baseline = Text("basis", "baseline").said(language)
            letters = iter(LETTERS)
            marks = {name: baseline if name == self.manifest.baseline else next(letters) for name in scenarios}
            self.key = {name: wrapped(f"{marks[name]}: {titles[name]}", self.column - 0.5) for name in scenarios}
            self.labels = {name: [mark] for name, mark in marks.items()}
            self.plot_width += LABEL_ROOM - 0.75

    def picture(self, name: str, place: int, count: int) -> Picture:
        """Draw the page."""
        reading = wrapped(_reading(self.manifest, self.scenarios, self.language), WIDTH - 2 * MARGIN)
        key = self._key_height()
        rows = [self.metrics[place : place + COLUMNS] for place in range(0, len(self.metrics), COLUMNS)]
        heights = [self._head_height(row) + PLOT_HEIGHT + AXIS_ROOM for row in rows]
        body = high(len(reading)) + key + 0.12 + sum(heights)
        finding = of_trajectories(self.results, self.scenarios, self.metrics, self.language)
        subtitle = paged(self._subtitle(), place, count, self.language)
        page = Page(finding, subtitle, body, footer(self.manifest, self.language))
        page.write(MARGIN, page.top, reading, color=QUIET)
        self._draw_key(page, page.top + high(len(reading)) + 0.08)
        top = page.top + high(len(reading)) + key + 0.12
        for row, height in zip(rows, heights, strict=True):
            for place, metric in enumerate(row):
                self._panel(page, metric, MARGIN + place * (self.column + GAP), top, height)
            top += height
        return Picture(name, page.figure, self._alt())

    def _subtitle(self) -> str:
        first, last = self.manifest.date(0).year, self.manifest.date(self.manifest.weeks - 1).year
        words = Text("hoofdindicatoren, alle inwoners", "main indicators, all residents").said(self.language)
        return f"{population(self.manifest, self.language)}: {words}, {first}–{last}"

    def _key_columns(self) -> list[list[str]]:
        """Return the scenarios of the key by column; none where names stand beside the lines."""
        return batches(self.scenarios, -(-len(self.scenarios) // COLUMNS)) if self.keyed else []

    def _key_height(self) -> float:
        """Return how much room the key takes, in inches."""
        columns = [sum(high(len(self.key[name])) + 0.03 for name in names) for names in self._key_columns()]
        return max(columns, default=-0.1) + 0.1

    def _draw_key(self, page: Page, top: float) -> None:
        """Draw the key: a piece of line, a letter, and the whole name of each scenario."""
        for column, names in enumerate(self._key_columns()):
            left, line = MARGIN + column * (self.column + GAP), top
            for name in names:
                style, middle = look(self.manifest, name), line + high(1) / 2
                page.line([left, left + 0.18, left + 0.36], [middle] * 3, markevery=[1], **_line(style))
                page.write(left + 0.44, line, self.key[name], color=style.text)
                line += high(len(self.key[name])) + 0.03

    def _head(self, metric: str) -> tuple[list[str], list[str]]:
        """Return title and unit of a panel, as lines."""
        entry = self.manifest.metrics[metric]
        return (
            wrapped(capital(entry.title.said(self.language)), self.column, PANEL, bold=True),
            wrapped(entry.unit.said(self.language), self.column),
        )

    def _head_height(self, row: Sequence[str]) -> float:
        """Return the room that the titles of a row of panels need, in inches."""
        heads = [self._head(metric) for metric in row]
        return 0.14 + max(high(len(title), PANEL) + high(len(unit)) for title, unit in heads) + HEAD_AIR

    def _panel(self, page: Page, metric: str, left: float, top: float, height: float) -> None:
        """Draw one metric, its titles right above the axes."""
        title, unit = self._head(metric)
        plot = top + height - PLOT_HEIGHT - AXIS_ROOM
        above = plot - HEAD_AIR - high(len(unit))
        page.write(left, above - high(len(title), PANEL), title, size=PANEL, weight="bold")
        page.write(left, above, unit, color=QUIET)
        axes = page.axes(left + TICK_ROOM, plot, self.plot_width, PLOT_HEIGHT)
        ends = self._lines(axes, metric)
        _changes(axes, self.manifest, self.scenarios)
        calendar(axes, self.manifest, self.plot_width)
        values(axes, self.manifest.metrics[metric], self.language)
        axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
        axes.set_axisbelow(True)
        self._name_ends(page, axes, ends, left + TICK_ROOM + self.plot_width, plot)

    def _lines(self, axes: Axes, metric: str) -> dict[str, float]:
        """Draw the lines and bands, and return where each line ends."""
        scale, days = self.manifest.metrics[metric].scale, np.array(middles(self.manifest))
        table = self.results.table(metric) * scale
        ends = {}
        for order, name in enumerate(self.scenarios):
            runs, style = table[self.results.scenarios.index(name)], look(self.manifest, name)
            median = _spread(axes, days, runs, style, min(1.0, 3 / len(self.scenarios)))
            every = max(len(days) // 4, 1)
            marks = (min(order * every // 5, len(days) - 1), every)
            # The baseline is drawn last, so that its dashes show on lines that coincide with it.
            axes.plot(days, median, markevery=marks, zorder=4 if style.marker else 5, **_line(style))
            ends[name] = float(median[~np.isnan(median)][-1]) if not np.isnan(median).all() else np.nan
        _room(axes)
        return ends

    def _name_ends(self, page: Page, axes: Axes, ends: dict[str, float], left: float, top: float) -> None:
        """Write the name of each scenario beside the end of its line."""
        low, top_value = axes.get_ylim()
        names = sorted((name for name in ends if np.isfinite(ends[name])), key=lambda name: -ends[name])
        wanted = [top + PLOT_HEIGHT * (top_value - ends[name]) / (top_value - low) for name in names]
        heights = [high(len(self.labels[name])) + 0.03 for name in names]
        places = apart(wanted, heights, top - 0.04, top + PLOT_HEIGHT + 0.26)
        for name, want, height, place in zip(names, wanted, heights, places, strict=True):
            style = look(self.manifest, name)
            page.line([left + 0.01, left + 0.1], [want, place], color=style.line, linewidth=0.7)
            page.write(left + 0.13, place - height / 2 + 0.015, self.labels[name], color=style.text)

    def _alt(self) -> Text:
        """Return in words what the page shows."""

        def said(language: str) -> str:
            names = ", ".join(self.manifest.scenario(name).title.said(language) for name in self.scenarios)
            metrics = ", ".join(self.manifest.metrics[name].title.said(language) for name in self.metrics)
            begin = Text("Lijngrafieken door de jaren", "Line charts over the years").said(language)
            finding = of_trajectories(self.results, self.scenarios, self.metrics, language)
            return f"{begin}: {metrics}. {Text('Scenario’s', 'Scenarios').said(language)}: {names}. {finding}."

        return Text(said("nl"), said("en"))


def _line(style: Look) -> dict[str, Any]:
    """Return how a line is drawn."""
    return {
        "color": style.line, "linestyle": style.dashes, "linewidth": 1.5, "marker": style.marker or "None",
        "markersize": 4.2, "markeredgecolor": "white", "markeredgewidth": 0.5,
    }  # fmt: skip


def _spread(axes: Axes, days: np.ndarray, runs: np.ndarray, style: Look, ink: float) -> np.ndarray:
    """Draw how far runs lie apart, and return their median; runs of shape (seeds, periods)."""
    known = ~np.isnan(runs).all(axis=0)
    median = np.full(len(days), np.nan)
    if not known.any():
        return median
    median[known] = np.nanmedian(runs[:, known], axis=0)
    if len(runs) >= LEAST_RUNS_FOR_BANDS:
        for low, top, alpha in BANDS:
            ends = np.nanpercentile(runs[:, known], [low, top], axis=0)
            axes.fill_between(days[known], *ends, color=style.line, alpha=alpha * ink, linewidth=0, zorder=2)
    elif len(runs) > 1:
        axes.plot(days, runs.T, color=style.line, alpha=0.45, linewidth=0.6, zorder=2)
    return median


def _room(axes: Axes) -> None:
    """Widen an axis that would make much of little; what cannot be below zero does not show room below it."""
    low, top = axes.get_ylim()
    least = LEAST_SPAN * max(abs(low), abs(top))
    if top - low < least:
        low, top = (low + top - least) / 2, (low + top + least) / 2
    axes.set_ylim(max(low, 0.0) if axes.dataLim.y0 >= 0 else low, top)


def _changes(axes: Axes, manifest: Manifest, scenarios: list[str]) -> None:
    """Draw a thin vertical line at each date on which policy changes."""
    for found in change_dates(manifest, scenarios):
        axes.axvline(found, color=ZERO, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)


def change_dates(manifest: Manifest, scenarios: list[str]) -> list[int]:
    """Return the days on which policy changes in some scenarios, within the time of the runs."""
    days = {change.date.toordinal() for name in scenarios for change in manifest.scenario(name).changes}
    return sorted(found for found in days if found < manifest.date(manifest.weeks).toordinal())


def _reading(manifest: Manifest, scenarios: list[str], language: str) -> str:
    """Return how the page is to be read."""
    parts = [_spread_words(len(manifest.seeds))]
    if manifest.baseline and len(scenarios) > 1:
        parts.append(DASHED)
    scale = [OWN_SCALE.said(language)]
    return " ".join([part.said(language) for part in parts] + _dates(manifest, scenarios, language) + scale)


def _spread_words(runs: int) -> Text:
    """Return what the lines and bands are."""
    if runs == 1:
        return Text("Lijn: de enige run.", "Line: the only run.")
    if runs < LEAST_RUNS_FOR_BANDS:
        return Text(
            f"Dunne lijnen: de {runs} runs; dikke lijn: hun mediaan.",
            f"Thin lines: the {runs} runs; thick line: their median.",
        )
    return Text(
        f"Lijn: mediaan van {runs} runs. Donkere band: de middelste 50% van de runs; lichte band: de middelste 90%.",
        f"Line: median of {runs} runs. Dark band: the middle 50% of the runs; light band: the middle 90%.",
    )


def _dates(manifest: Manifest, scenarios: list[str], language: str) -> list[str]:
    """Return what the vertical lines mean, if there are any."""
    dates = [day(date.fromordinal(found), language) for found in change_dates(manifest, scenarios)]
    if not dates:
        return []
    begin = Text("Verticale stippellijn: beleid verandert", "Dotted vertical line: policy changes")
    some = f" ({', '.join(dates)})" if len(dates) <= MOST_DATES else ""
    return [f"{begin.said(language)}{some}."]
