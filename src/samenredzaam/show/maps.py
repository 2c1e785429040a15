"""The neighbourhood as a map at the end of a run: streets, ties and places; and what a policy changes in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from samenredzaam.numbers import day, number, percent
from samenredzaam.show.findings import quoted
from samenredzaam.show.ground import (
    BRIDGING,
    HOME_DOT,
    MOST_CLASSES,
    MOST_HOME_DOTS,
    STRONG,
    WEAK,
    Ground,
    TieStyle,
    colour,
    place_style,
    thickness,
)
from samenredzaam.show.picture import Picture, drawing
from samenredzaam.show.style import (
    INK,
    MARGIN,
    PANEL,
    QUIET,
    WIDTH,
    Page,
    footer,
    high,
    population,
    wrapped,
)
from samenredzaam.study.results import Results
from samenredzaam.study.snapshot import Snapshot
from samenredzaam.texts import LANGUAGES, Text

MOST_TIES, MOST_TIES_OF_STREET = 240, 8
"""So many ties can be told apart in a picture, and so many for each street."""

LEAST_PEOPLE = 5
"""Of a street with fewer people concerned nothing is shown, so that nobody is singled out."""

LEAST_STEP = 0.05
"""The narrowest class."""

LEAST_CHANGE = 0.01
"""A smaller change in a street is not shown or counted."""

KEY_ROOM, GAP = 1.72, 0.12
HIGHEST = 6.2
SWATCH, ROW = 0.34, 0.23
"""Inches."""


@dataclass(frozen=True)
class View:
    """What the streets are coloured by: a share of something over people, of which more is worse.

    Attributes:
        title: what is higher or lower, as part of a sentence.
        per: of whom or what it is a share.
        above, below: for each resident, what is added up above and below the line of the share.
    """

    title: Text
    per: Text
    above: Callable[[Snapshot], np.ndarray]
    below: Callable[[Snapshot], np.ndarray]


LONELY = 3
"""A score from which someone is lonely, as `metrics.lonely_share` has it."""


def _lonely(snapshot: Snapshot) -> np.ndarray:
    return snapshot.residents["adult"] & (snapshot.residents["loneliness"] >= LONELY)


LONELINESS = View(
    Text("de eenzaamheid", "loneliness"),
    Text("eenzame mensen als deel van de volwassenen", "lonely people as a share of adults"),
    _lonely,
    lambda snapshot: snapshot.residents["adult"],
)
UNMET = View(
    Text("de onvervulde hulpvraag", "unmet need"),
    Text("onvervulde hulp als deel van de benodigde uren", "unmet help as a share of the hours needed"),
    lambda snapshot: snapshot.residents["unmet_minutes"],
    lambda snapshot: snapshot.residents["required_minutes"],
)


class Streets:
    """A view by street: `share` for each street (NaN where too few people are concerned), and over all."""

    def __init__(self, ground: Ground, view: View) -> None:
        snapshot = ground.snapshot
        street = ground.street_of_home[snapshot.residents["home"]]
        above, below = (part(snapshot).astype(np.int64) for part in (view.above, view.below))
        count = len(ground.streets)
        sums = [np.zeros(count, dtype=np.int64) for _ in range(3)]
        for total, part in zip(sums, (above, below, below > 0), strict=True):
            np.add.at(total, street, part)
        self.share = np.full(count, np.nan)
        np.divide(sums[0], sums[1], out=self.share, where=sums[2] >= LEAST_PEOPLE)
        self.all = int(above.sum()) / int(below.sum()) if below.any() else float("nan")

    def classes(self, edges: np.ndarray) -> list[int]:
        """Return the class of each street between edges, -1 where it has none."""
        places = np.clip(np.searchsorted(edges, np.nan_to_num(self.share), side="right") - 1, 0, len(edges) - 2)
        return [-1 if np.isnan(share) else int(place) for share, place in zip(self.share, places, strict=True)]


def edges_of(several: Sequence[Streets]) -> np.ndarray:
    """Return round edges between which all shares lie, shape (classes + 1,)."""
    shares = np.concatenate([streets.share for streets in several])
    shares = shares[~np.isnan(shares)]
    if not len(shares):
        return np.array([0.0, 1.0])
    # Classes narrower than this would make much of little.
    room = max(float(shares.max() - shares.min()), 4 * LEAST_STEP)
    middle = float(shares.max() + shares.min()) / 2
    locator = MaxNLocator(MOST_CLASSES, steps=[1, 2, 5, 10], min_n_ticks=2)
    ticks = locator.tick_values(max(middle - room / 2, 0.0), middle + room / 2)
    inside = np.round(ticks[(ticks > shares.min() + 1e-9) & (ticks < shares.max() - 1e-9)], 9)
    step = float(ticks[1] - ticks[0])
    if not len(inside):
        return np.round(np.array([ticks[0], ticks[0] + step]), 9)
    return np.round(np.concatenate([[inside[0] - step], inside, [inside[-1] + step]]), 9)


@drawing("map", nl="De wijk aan het eind", en="The neighbourhood at the end")
def neighbourhood_map(results: Results, language: str) -> list[Picture]:
    """Draw the neighbourhood of the baseline (or the first scenario): streets by loneliness, ties, places."""
    name = results.manifest.baseline or results.scenarios[0]
    if name not in results.maps:
        return []
    ground = Ground(results.maps[name])
    streets = Streets(ground, LONELINESS)
    edges = edges_of([streets])
    width, height = ground.size(WIDTH - 2 * MARGIN - KEY_ROOM - 0.15, HIGHEST)
    reading = wrapped(_reading(language), WIDTH - 2 * MARGIN)
    key = _Key(ground, streets, edges, language)
    body = high(len(reading)) + 0.12 + max(height + 0.3, key.height)
    finding = _of_map(results, name, streets, language)
    page = Page(finding, map_subtitle(results, LONELINESS, language), body, footer(results.manifest, language))
    page.write(MARGIN, page.top, reading, color=QUIET)
    top = page.top + high(len(reading)) + 0.12
    axes = page.axes(MARGIN, top, width, height)
    ground.draw_streets(axes, streets.classes(edges), len(edges) - 1)
    ground.draw_homes(axes)
    ground.draw_ties(axes, list(zip(key.drawn, (WEAK, STRONG, BRIDGING), strict=True)))
    ground.draw_places(axes, 9.0)
    ground.set_limits(axes)
    _scale(page, ground, MARGIN, top + height + 0.05, width, language)
    key.draw(page, WIDTH - MARGIN - KEY_ROOM, top)
    alt = Text(*(_alt(results, name, ground, streets, said) for said in LANGUAGES))
    return [Picture("map", page.figure, alt)]


def _reading(language: str) -> str:
    """Return how the map is to be read, and what it is not."""
    return Text(
        "Elke balk is een straat: hoe donkerder en dikker, hoe meer eenzame volwassenen. De aantallen mensen zijn die "
        "van de wijk; de plattegrond en wie waar woont zijn verzonnen, dus een balk is geen echte straat. "
        "Verschillen tussen straten zijn voor een deel toeval.",
        "Each bar is a street: the darker and thicker, the more lonely adults. The numbers of people are those of the "
        "neighbourhood; the ground plan and who lives where are made up, so a bar is no real street. "
        "Differences between streets are partly chance.",
    ).said(language)


def map_subtitle(results: Results, view: View, language: str) -> str:
    """Return population, measure, moment and run."""
    manifest = results.manifest
    when = day(manifest.date(manifest.weeks - 1), language)
    words = Text(
        f"{view.per.nl}, per straat, in de week van {when} (de laatste), één run (seed {manifest.seeds[0]})",
        f"{view.per.en}, by street, in the week of {when} (the last), one run (seed {manifest.seeds[0]})",
    )
    return f"{population(manifest, language)}: {words.said(language)}"


def _of_map(results: Results, name: str, streets: Streets, language: str) -> str:
    """Return how many are lonely, over all and by street."""
    title = results.manifest.scenario(name).title
    level = percent(streets.all, language)
    known = streets.share[~np.isnan(streets.share)]
    if len(known) < 2:
        spread = Text("", "")
    else:
        low, top = percent(float(known.min()), language), percent(float(known.max()), language)
        spread = Text(f"; per straat van {low} tot {top}", f"; by street from {low} to {top}")
    return Text(
        f"Met {quoted(title, 'nl')} is aan het eind {level} van de volwassenen eenzaam{spread.nl}",
        f"With {quoted(title, 'en')} {level} of adults are lonely at the end{spread.en}",
    ).said(language)


class _Key:
    """What stands beside the map: what colours, lines and signs mean."""

    def __init__(self, ground: Ground, streets: Streets, edges: np.ndarray, language: str) -> None:
        self.ground, self.edges, self.language = ground, edges, language
        self.empty = bool(np.isnan(streets.share).any())
        ties = ground.snapshot.ties
        between = ground.between_streets()
        self.most = min(MOST_TIES, MOST_TIES_OF_STREET * len(ground.streets))
        chosen = between[: self.most]
        good, bridging = ties["good"][chosen], ties["bridging"][chosen]
        self.drawn = (chosen[~good], chosen[good & ~bridging], chosen[good & bridging])
        self.between, self.all = len(between), len(ties["one"])
        self.rows = self._rows()

    def _rows(self) -> list[tuple[str, Any, list[str]]]:
        """Return the rows: what is drawn, of what, and what it means as lines."""
        room, said = KEY_ROOM - SWATCH - 0.08, self.language
        rows: list[tuple[str, Any, Text]] = [("head", None, Text("Eenzame volwassenen", "Lonely adults"))]
        rows += [("class", place, label) for place, label in reversed(list(enumerate(labels(self.edges))))]
        if self.empty:
            rows.append(("class", -1, TOO_FEW))
        rows.append(("head", None, Text("Banden tussen straten", "Ties between streets")))
        rows.append(("tie", STRONG, Text("sterk", "strong")))
        bridging = Text(
            "sterk en verbindend: verschil in opleiding of achtergrond",
            "strong and bridging: differ in schooling or background",
        )
        rows += [("tie", BRIDGING, bridging), ("tie", WEAK, Text("zwakker", "weaker"))]
        rows.append(("note", None, self._tie_note()))
        rows.append(("head", None, Text("Plekken", "Places")))
        if len(self.ground.snapshot.homes["x"]) <= MOST_HOME_DOTS:
            rows.append(("home", None, Text("woning", "home")))
        for order, kind in enumerate(self.ground.place_kinds):
            place = int(np.flatnonzero(self.ground.snapshot.places["kind"] == kind)[0])
            rows.append(("place", order, self.ground.snapshot.place_title(place)))
        return [
            (
                what,
                of,
                wrapped(
                    text.said(said),
                    KEY_ROOM if what in ("head", "note") else room,
                    PANEL if what == "head" else 9.0,
                    bold=what == "head",
                ),
            )
            for what, of, text in rows
        ]

    def _tie_note(self) -> Text:
        """Return which of the ties are drawn."""
        shown = min(self.between, self.most)
        kept = self.ground.snapshot.ties_kept_share
        about = Text("ongeveer ", "about ") if kept < 1 else Text("", "")
        between = {said: number(round(self.between / kept), said) for said in LANGUAGES}
        if shown == self.between and kept == 1:
            begin = Text(f"Alle {shown} getekend.", f"All {shown} drawn.")
        else:
            begin = Text(
                f"Getekend: {shown} van {about.nl}{between['nl']}, willekeurig gekozen.",
                f"Drawn: {shown} of {about.en}{between['en']}, chosen at random.",
            )
        within = {said: number(round((self.all - self.between) / kept), said) for said in LANGUAGES}
        return Text(
            f"{begin.nl} Nog {about.nl}{within['nl']} banden liggen binnen een straat.",
            f"{begin.en} Another {about.en}{within['en']} ties lie within a street.",
        )

    @property
    def height(self) -> float:
        """Return how high the key is, in inches."""
        return sum(self._high(what, lines) for what, _, lines in self.rows)

    @staticmethod
    def _high(what: str, lines: list[str]) -> float:
        if what == "head":
            return 0.12 + high(len(lines), PANEL) + 0.04
        return max(high(len(lines)) + 0.04, ROW)

    def draw(self, page: Page, left: float, top: float) -> None:
        """Draw the key."""
        top -= 0.12
        for what, of, lines in self.rows:
            tall = self._high(what, lines)
            if what == "head":
                page.write(left, top + 0.12, lines, size=PANEL, weight="bold")
            elif what == "note":
                page.write(left, top, lines, color=QUIET)
            else:
                middle = top + high(1) / 2 + 0.01
                swatch(page, what, of, left, middle, len(self.edges) - 1)
                page.write(left + SWATCH + 0.08, top + 0.01, lines)
            top += tall


TOO_FEW = Text(f"minder dan {LEAST_PEOPLE} mensen", f"fewer than {LEAST_PEOPLE} people")


def labels(edges: np.ndarray) -> list[Text]:
    """Return what each class is called."""
    step = 100 * float(edges[1] - edges[0])
    decimals = 0 if abs(step - round(step)) < 1e-6 else 1

    def said(value: float, language: str) -> str:
        return number(100 * max(value, 0.0), language, decimals)

    return [
        Text(f"{said(low, 'nl')}–{said(top, 'nl')}%", f"{said(low, 'en')}–{said(top, 'en')}%")
        for low, top in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]


def swatch(page: Page, what: str, of: Any, left: float, middle: float, classes: int) -> None:
    """Draw what a row of a key is about."""
    if what == "class":
        tall = 0.17 * (thickness(of, classes) + 0.1)
        style = {"facecolor": colour(of, classes), "edgecolor": "#b9b2a4", "linewidth": 0.5}
        page.figure.add_artist(_rectangle(page, left, middle - tall / 2, SWATCH, tall, **style))
    elif what == "tie":
        style_of: TieStyle = of
        page.line(
            [left, left + SWATCH], [middle, middle], color=style_of.colour, linewidth=style_of.width * 1.3,
            linestyle=style_of.dashes, alpha=style_of.alpha,
        )  # fmt: skip
    elif what == "place":
        page.line([left + SWATCH / 2], [middle], **place_style(of, 8.0))
    else:
        page.line([left + SWATCH / 2], [middle], marker="o", markersize=1.6, color=HOME_DOT, linestyle="none")


def _rectangle(page: Page, left: float, top: float, width: float, height: float, **style: Any) -> Rectangle:
    """Return a rectangle on the page."""
    return Rectangle(
        (left / WIDTH, 1 - (top + height) / page.height), width / WIDTH, height / page.height,
        transform=page.figure.transFigure, **style,
    )  # fmt: skip


def _scale(page: Page, ground: Ground, left: float, top: float, width: float, language: str) -> None:
    """Draw a bar that says how far is far."""
    west, _, east, _ = ground.limits
    metres = next(m for m in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1) if m <= max((east - west) / 4, 1))
    length = width * metres / (east - west)
    page.line([left, left + length], [top + 0.09, top + 0.09], color=INK, linewidth=1.6, solid_capstyle="butt")
    page.write(left + length + 0.07, top, [f"{number(metres, language)} m"], color=QUIET)


def _alt(results: Results, name: str, ground: Ground, streets: Streets, language: str) -> str:
    """Return in words what the map shows."""
    places = [ground.snapshot.place_title(place).said(language) for place in range(len(ground.snapshot.places["x"]))]
    homes, residents = (number(len(column), language) for column in
                        (ground.snapshot.homes["x"], ground.snapshot.residents["home"]))  # fmt: skip
    ties = ground.snapshot.ties
    bridging = percent(float(ties["bridging"].mean()) if len(ties["bridging"]) else 0.0, language)
    words = Text(
        f"Kaart van {len(ground.streets)} verzonnen straten met {homes} woningen en {residents} inwoners, gekleurd "
        f"naar eenzaamheid, met banden en plekken ({', '.join(places)}). {bridging} van de banden tussen woningen "
        "verbindt mensen van verschillende opleiding of achtergrond",
        f"Map of {len(ground.streets)} made-up streets with {homes} homes and {residents} residents, coloured by "
        f"loneliness, with ties and places ({', '.join(places)}). {bridging} of the ties between homes are between "
        "people of different schooling or background",
    )
    return f"{words.said(language)}. {_of_map(results, name, streets, language)}."
