"""Maps side by side: the neighbourhood under the baseline and each policy, and below each what is different."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from samenredzaam.numbers import number, percent
from samenredzaam.show.findings import quoted
from samenredzaam.show.ground import PLAIN, Ground
from samenredzaam.show.maps import (
    GAP,
    LEAST_CHANGE,
    LEAST_PEOPLE,
    LONELINESS,
    UNMET,
    Streets,
    View,
    edges_of,
    labels,
    map_subtitle,
    swatch,
)
from samenredzaam.show.picture import Picture, batches, drawing, pages
from samenredzaam.show.style import MARGIN, PANEL, QUIET, WIDTH, Page, footer, high, paged, width_of, wrapped
from samenredzaam.study.compare_told import POINTS
from samenredzaam.study.results import Results
from samenredzaam.texts import LANGUAGES, Text

DIFFERENT = Text("Wat er anders is", "What is different")
COMPARED = (UNMET, LONELINESS)
MOST_BESIDE = 3
HIGHEST = 3.3
LEVEL_ROOM, ROW_AIR, KEY_ROW, KEY_AIR = 0.2, 0.14, 0.24, 0.14
COUNTS_ROOM = 2 * high(1) + 0.06
"""Inches."""

UP, DOWN = ("#A84300", "^"), ("#0072B2", "v")
LEAST_LARGEST = 10.0
"""The largest sign stands for so many percentage points at least, so that little does not look like much."""

MOST_PITCH = 14.0
"""However far streets lie apart, signs are not larger than if it were so many points."""

FEW_STREETS = 0.05
"""A change in a smaller share of the streets is told as hardly any."""

LARGEST_SIGN, SMALLEST_SIGN = 1.5, 0.42
"""Height of the signs of the largest and of the least change shown, as a share of the distance between streets."""


@dataclass(frozen=True)
class Change:
    """What is different in a scenario, in percentage points by street, and in how many streets."""

    scenario: str
    points: np.ndarray

    @property
    def up(self) -> int:
        """Return in how many streets it is higher."""
        return int(np.count_nonzero(self.points >= 100 * LEAST_CHANGE))

    @property
    def down(self) -> int:
        """Return in how many streets it is lower."""
        return int(np.count_nonzero(self.points <= -100 * LEAST_CHANGE))


@drawing("map-changes", nl="Wat er in de wijk verandert", en="What changes in the neighbourhood")
def map_changes(results: Results, language: str) -> list[Picture]:
    """Draw maps of the baseline and at most three policies to a page, and below each policy what is different."""
    baseline = results.manifest.baseline
    others = [name for name in results.scenarios if name != baseline and name in results.maps]
    if baseline is None or baseline not in results.maps or not others:
        return []
    sheets = [(view, some) for view in COMPARED for some in batches(others, MOST_BESIDE)]
    names = pages("map-changes", len(sheets))
    return [
        _Sheet(results, view, [baseline, *some], language).picture(name, place, len(sheets))
        for place, (name, (view, some)) in enumerate(zip(names, sheets, strict=True), 1)
    ]


class _Sheet:
    """One page: a view, the baseline, some policies."""

    def __init__(self, results: Results, view: View, scenarios: list[str], language: str) -> None:
        self.results, self.view, self.scenarios, self.language = results, view, scenarios, language
        self.grounds = {name: Ground(results.maps[name]) for name in scenarios}
        self.streets = {name: Streets(self.grounds[name], view) for name in scenarios}
        everywhere = [Streets(Ground(results.maps[name]), view) for name in results.maps]
        self.edges = edges_of(everywhere)
        self.changes = [Change(name, self._points(name)) for name in scenarios[1:]]
        self.largest = max((float(np.nanmax(np.abs(one.points), initial=0.0)) for one in self.changes), default=0.0)
        self.alone = len(scenarios) == 2
        columns = len(scenarios) + self.alone
        self.column = (WIDTH - 2 * MARGIN - GAP * (columns - 1)) / columns
        self.key_room = WIDTH - 2 * MARGIN if self.alone else self.column
        self.width, self.height = self.grounds[scenarios[0]].size(self.column, HIGHEST)

    def _points(self, name: str) -> np.ndarray:
        """Return the change by street in percentage points, 0 where there is too little of it or nothing is known."""
        points = 100 * (self.streets[name].share - self.streets[self.scenarios[0]].share)
        return np.where(np.abs(np.nan_to_num(points)) >= 100 * LEAST_CHANGE, np.nan_to_num(points), 0.0)

    def picture(self, name: str, place: int, count: int) -> Picture:
        """Draw the page."""
        language, manifest = self.language, self.results.manifest
        reading = wrapped(self._reading(language), WIDTH - 2 * MARGIN)
        titles = [
            wrapped(manifest.scenario(one).title.said(language), self.column, PANEL, bold=True)
            for one in self.scenarios
        ]
        key, head = self._class_key(), high(max(map(len, titles)), PANEL) + LEVEL_ROOM
        above = high(len(reading)) + 0.1 + KEY_ROW * len(key) + 0.1
        state = head + self.height + ROW_AIR
        # A single policy has its change beside it; several have theirs below.
        changes = self._change_key_height() if self.alone else max(COUNTS_ROOM + self.height, self._change_key_height())
        subtitle = paged(map_subtitle(self.results, self.view, language), place, count, language)
        page = Page(self._finding(language), subtitle, above + state + changes, footer(manifest, language))
        page.write(MARGIN, page.top, reading, color=QUIET)
        self._draw_class_key(page, key, page.top + high(len(reading)) + 0.1)
        top = page.top + above
        for order, (one, title) in enumerate(zip(self.scenarios, titles, strict=True)):
            page.write(self._left(order), top, title, size=PANEL, weight="bold")
            page.write(self._left(order), top + head - LEVEL_ROOM, [self._level(one)], color=QUIET)
            self._draw_state(page.axes(self._left(order), top + head, self.width, self.height), one)
        self._draw_change_key(page, MARGIN, top + state)
        for order, change in enumerate(self.changes, 2 if self.alone else 1):
            begin = top + head if self.alone else top + state + COUNTS_ROOM
            if self.alone:
                page.write(self._left(order), top, [DIFFERENT.said(language)], size=PANEL, weight="bold")
                page.write(self._left(order), begin - LEVEL_ROOM, [", ".join(self._counts(change))], color=QUIET)
            else:
                page.write(self._left(order), begin - COUNTS_ROOM, self._counts(change))
            self._draw_change(page.axes(self._left(order), begin, self.width, self.height), change)
        return Picture(name, page.figure, Text(*(self._alt(said) for said in LANGUAGES)))

    def _left(self, order: int) -> float:
        """Return where a column begins."""
        return MARGIN + order * (self.column + GAP)

    def _reading(self, language: str) -> str:
        baseline = self.results.manifest.scenario(self.scenarios[0]).title
        below = Text("Rechts", "Right") if self.alone else Text("Onder", "Below")
        return Text(
            f"Elke balk is een straat: hoe donkerder en dikker, hoe meer. {below.nl}: wat er per straat anders is dan "
            f"met {quoted(baseline, 'nl')}. Dezelfde seed, dus dezelfde mensen en dezelfde toevalligheden; één run: "
            "welke straten het treft is toeval. Plattegrond en wie waar woont zijn verzonnen.",
            f"Each bar is a street: the darker and thicker, the more. {below.en}: what is different by street from "
            f"{quoted(baseline, 'en')}. The same seed, so the same people and the same luck; one run: which streets it "
            "falls upon is chance. The ground plan and who lives where are made up.",
        ).said(language)

    def _level(self, name: str) -> str:
        """Return how high it is over all."""
        level = percent(self.streets[name].all, self.language, 1)
        return Text(f"hele wijk: {level}", f"all streets: {level}").said(self.language)

    def _draw_state(self, axes: Axes, name: str) -> None:
        """Draw the streets of a scenario."""
        ground = self.grounds[name]
        ground.draw_streets(axes, self.streets[name].classes(self.edges), len(self.edges) - 1)
        ground.draw_places(axes, 5.0)
        ground.set_limits(axes)

    def _draw_change(self, axes: Axes, change: Change) -> None:
        """Draw a sign on every street where something is different, the larger the more."""
        ground = self.grounds[change.scenario]
        ground.draw_plain(axes, PLAIN)
        west, _, east, _ = ground.limits
        pitch = min(72 * self.width * ground.pitch / (east - west), MOST_PITCH)
        for (colour, sign), side in ((UP, 1), (DOWN, -1)):
            which = np.flatnonzero(side * change.points > 0)
            sizes = [(pitch * self._size(abs(float(change.points[one])))) ** 2 for one in which]
            x, y = ground.middles[which].T
            axes.scatter(x, y, s=sizes, c=colour, marker=sign, linewidths=0.4, edgecolors="white", zorder=4)
        ground.set_limits(axes)

    def _size(self, points: float) -> float:
        """Return how high a sign is, as a share of the distance between streets: its area grows with the change."""
        return max(LARGEST_SIGN * float(np.sqrt(points / max(self.largest, LEAST_LARGEST))), SMALLEST_SIGN)

    def _counts(self, change: Change) -> list[str]:
        """Return in how many streets it is higher and lower."""
        up, down = (
            Text(f"{count} {'straat' if count == 1 else 'straten'}", f"{count} {'street' if count == 1 else 'streets'}")
            for count in (change.up, change.down)
        )
        higher = Text(
            f"hoger in {change.up if self.alone else up.nl}", f"higher in {change.up if self.alone else up.en}"
        )
        lower = Text(f"lager in {down.nl}", f"lower in {down.en}")
        return [higher.said(self.language), lower.said(self.language)]

    def _class_key(self) -> list[list[tuple[int, str]]]:
        """Return the classes with their names, in rows that fit on the page."""
        rows: list[list[tuple[int, str]]] = [[]]
        room = 0.0
        for place, label in enumerate(labels(self.edges)):
            wide = 0.34 + 0.06 + width_of(label.said(self.language)) + KEY_AIR
            if rows[-1] and room + wide > WIDTH - 2 * MARGIN:
                rows.append([])
                room = 0.0
            rows[-1].append((place, label.said(self.language)))
            room += wide
        return rows

    def _draw_class_key(self, page: Page, rows: list[list[tuple[int, str]]], top: float) -> None:
        """Draw what the colours of the upper maps mean."""
        for row in rows:
            left = MARGIN
            for place, label in row:
                swatch(page, "class", place, left, top + high(1) / 2 + 0.01, len(self.edges) - 1)
                page.write(left + 0.4, top + 0.01, [label])
                left += 0.34 + 0.06 + width_of(label) + KEY_AIR
            top += KEY_ROW

    def _change_rows(self) -> list[tuple[Any, list[str]]]:
        """Return what the signs of the lower maps mean: a sign and its words."""
        least = number(100 * LEAST_CHANGE, self.language)
        most = number(self.largest, self.language)
        size = (
            Text(f"Hoe groter, hoe meer; de grootste: {most} procentpunt.",
                 f"The larger, the more; the largest: {most} percentage points.")
            if self.largest
            else Text("Nergens verschilt het zoveel.", "Nowhere does it differ as much.")
        )  # fmt: skip
        rows = [
            *([] if self.alone else [(None, DIFFERENT)]),
            (UP, Text("hoger: slechter", "higher: worse")),
            (DOWN, Text("lager: beter", "lower: better")),
            ("none", Text(f"minder dan {least} procentpunt", f"less than {least} {POINTS.en[:-1]}")),
            ("words", size),
            ("words", Text(f"Straten met minder dan {LEAST_PEOPLE} mensen om wie het gaat tellen niet mee.",
                           f"Streets with fewer than {LEAST_PEOPLE} people concerned do not count.")),
        ]  # fmt: skip
        return [
            (sign, wrapped(text.said(self.language), self.key_room - (0.3 if sign and sign != "words" else 0.0),
                           9.0 if sign else PANEL, bold=sign is None))
            for sign, text in rows
        ]  # fmt: skip

    def _change_key_height(self) -> float:
        return sum(high(len(lines)) + 0.05 for _, lines in self._change_rows()) + 0.05

    def _draw_change_key(self, page: Page, left: float, top: float) -> None:
        """Draw what the signs mean."""
        for sign, lines in self._change_rows():
            middle = top + high(1) / 2
            if sign is None:
                page.write(left, top, lines, size=PANEL, weight="bold")
            elif sign == "words":
                page.write(left, top, lines, color=QUIET)
            else:
                if sign == "none":
                    page.line(
                        [left, left + 0.2], [middle, middle], color="#c9c9c9", linewidth=3.0, solid_capstyle="butt"
                    )
                else:
                    page.line([left + 0.1], [middle], marker=sign[1], color=sign[0], markersize=7, linestyle="none")
                page.write(left + 0.3, top, lines)
            top += high(len(lines)) + 0.05

    def _finding(self, language: str) -> str:
        """Return in how many streets most changes."""
        what, most = self.view.title, max(self.changes, key=lambda one: one.up + one.down)
        of = len(self.grounds[most.scenario].streets)
        title = self.results.manifest.scenario(most.scenario).title
        if not most.up + most.down:
            return Text(
                f"In geen enkele straat verandert {what.nl} met een ander beleid een procentpunt of meer",
                f"In no street does {what.en} change by a percentage point or more with another policy",
            ).said(language)
        if most.up + most.down < FEW_STREETS * of:
            return Text(
                f"Welk beleid ook: {what.nl} verandert in hooguit {most.up + most.down} van de {of} straten",
                f"Whatever the policy, {what.en} changes in at most {most.up + most.down} of {of} streets",
            ).said(language)
        return Text(
            f"Met {quoted(title, 'nl')} is {what.nl} in {most.up} van de {of} straten hoger en in {most.down} lager",
            f"With {quoted(title, 'en')} {what.en} is higher in {most.up} of {of} streets and lower in {most.down}",
        ).said(language)

    def _alt(self, language: str) -> str:
        """Return in words what the page shows."""
        begin = Text(
            f"Kaarten naast elkaar van verzonnen straten, gekleurd naar {self.view.title.nl}",
            f"Maps side by side of made-up streets, coloured by {self.view.title.en}",
        ).said(language)
        parts = []
        for one in self.scenarios:
            level = percent(self.streets[one].all, language, 1)
            parts.append(f"{self.results.manifest.scenario(one).title.said(language)}: {level}")
        for change in self.changes:
            title = self.results.manifest.scenario(change.scenario).title.said(language)
            counts = Text(f"hoger in {change.up}, lager in {change.down} straten",
                          f"higher in {change.up}, lower in {change.down} streets")  # fmt: skip
            parts.append(f"{title}: {counts.said(language)}")
        return f"{begin}. {self._finding(language)}. {'. '.join(parts)}."
