"""The ground of a map: streets as bars, homes as dots, ties as arcs, places as signs.

Whatever is drawn of people is drawn of a street: never of a home. A bar says twice how high a street is, by how dark
and by how thick it is. Each kind of thing is one path, so that a picture of thousands of homes stays small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from samenredzaam.show.style import INK
from samenredzaam.study.snapshot import Snapshot

COLOURS = ("#FFF3D6", "#FCDDA0", "#F3BC66", "#DE9038", "#B5651D", "#7F3F0E", "#4A2205")
EMPTY = "#ECECEC"
MOST_CLASSES = len(COLOURS)
FEW_CLASSES = 3
"""So few classes are coloured around the middle, so that little does not look like much."""

THINNEST, THICKEST, PLAIN = 0.22, 0.68, 0.38
"""Thickness of a bar, as a share of the distance between streets."""

ENDS = 0.05
"""So far a bar goes on behind the last home, as a share of the same."""

BOW, MOST_BOW = 0.12, 0.45
"""How far an arc stands out, as a share of its length; at most so much of the distance between streets."""

MOST_HOME_DOTS, FEW_HOMES = 6_000, 1_000
HOME_DOT = "#5b5b5b"
HALO, HALO_INK = 1.3, 0.5
"""Lines of strong ties have a white edge, so that they show on any colour: how wide, and how opaque."""


@dataclass(frozen=True)
class TieStyle:
    """How ties of a kind are drawn."""

    colour: str
    width: float
    dashes: str | tuple[int, tuple[float, ...]]
    alpha: float


WEAK = TieStyle("#6f6f6f", 0.45, (0, (1.0, 1.6)), 0.9)
STRONG = TieStyle("#1a1a1a", 0.6, "-", 0.85)
BRIDGING = TieStyle("#0072B2", 0.7, (0, (5.0, 1.8)), 0.9)

PLACE_SIGNS = ("*", "s", "^", "D", "o", "v", "P", "X", "p", "h")
PLACE_FACE, PLACE_EDGE = INK, "white"


@dataclass(frozen=True)
class Ground:
    """Where the streets of a snapshot are."""

    snapshot: Snapshot

    @cached_property
    def streets(self) -> np.ndarray:
        """Return the numbers of the streets, rising."""
        return np.unique(self.snapshot.homes["street"])

    @cached_property
    def street_of_home(self) -> np.ndarray:
        """Return for each home the place of its street among `streets`."""
        return np.searchsorted(self.streets, self.snapshot.homes["street"])

    @cached_property
    def boxes(self) -> np.ndarray:
        """Return the smallest and largest x and y of the homes of each street, shape (streets, 4)."""
        found = np.empty((len(self.streets), 4))
        for place, axis in enumerate("xy"):
            values = self.snapshot.homes[axis].astype(np.float64)
            low, high = np.full(len(self.streets), np.inf), np.full(len(self.streets), -np.inf)
            np.minimum.at(low, self.street_of_home, values)
            np.maximum.at(high, self.street_of_home, values)
            found[:, place], found[:, place + 2] = low, high
        return found

    @cached_property
    def pitch(self) -> float:
        """Return about how far streets lie apart, in metres."""
        wide, tall = (self.boxes[:, 2:].max(axis=0) - self.boxes[:, :2].min(axis=0)).tolist()
        return max(float(np.sqrt(max(wide, 1.0) * max(tall, 1.0) / len(self.streets))), 1.0)

    @cached_property
    def limits(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north of the map, with some room around the streets."""
        room = 0.5 * self.pitch
        (west, south), (east, north) = self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)
        return float(west - room), float(south - room), float(east + room), float(north + room)

    def size(self, width: float, highest: float) -> tuple[float, float]:
        """Return how wide and high a map is drawn that fits in so many inches."""
        west, south, east, north = self.limits
        scale = min(width / (east - west), highest / (north - south))
        return scale * (east - west), scale * (north - south)

    def set_limits(self, axes: Axes) -> None:
        """Give axes the limits of the map, and take off everything else."""
        west, south, east, north = self.limits
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        axes.set_axis_off()

    @cached_property
    def middles(self) -> np.ndarray:
        """Return the middle of each street, shape (streets, 2)."""
        middles: np.ndarray = (self.boxes[:, :2] + self.boxes[:, 2:]) / 2
        return middles

    def draw_streets(self, axes: Axes, classes: Sequence[int], count: int) -> None:
        """Draw each street as a bar by its class, 0 to `count` - 1, or -1 where nothing is to be told."""
        bars, colours = [], []
        for place, found in enumerate(classes):
            bars.append(self._bar(place, thickness(found, count)))
            colours.append(colour(found, count))
        axes.add_collection(
            PolyCollection(bars, facecolors=colours, edgecolors="#b9b2a4", linewidths=0.3, zorder=1), autolim=False
        )

    def draw_plain(self, axes: Axes, thick: float) -> None:
        """Draw each street as a pale bar."""
        bars = [self._bar(place, thick) for place in range(len(self.streets))]
        axes.add_collection(PolyCollection(bars, facecolors=EMPTY, edgecolors="none", zorder=1), autolim=False)

    def _bar(self, street: int, thick: float) -> list[tuple[float, float]]:
        """Return the corners of a street's bar."""
        west, south, east, north = self.boxes[street]
        middle, ends = (south + north) / 2, ENDS * self.pitch
        half = max(thick * self.pitch / 2, (north - south) / 2 * 0.7)
        return [
            (west - ends, middle - half), (east + ends, middle - half), (east + ends, middle + half),
            (west - ends, middle + half),
        ]  # fmt: skip

    def draw_homes(self, axes: Axes) -> None:
        """Draw a dot for each home, where there are not too many to see."""
        homes = self.snapshot.homes
        size = 0.9 if len(homes["x"]) > FEW_HOMES else 2.0
        if len(homes["x"]) > MOST_HOME_DOTS:
            return
        # A dot is a line of no length with a round end: one path for all of them.
        points = np.repeat(np.column_stack([homes["x"], homes["y"]]).astype(np.float64), 2, axis=0)
        points[1::2, 0] += 0.01
        codes = np.tile(np.array([Path.MOVETO, Path.LINETO], dtype=np.uint8), len(homes["x"]))
        axes.add_patch(
            PathPatch(
                Path(points, codes),
                fill=False,
                edgecolor=HOME_DOT,
                linewidth=size,
                capstyle="round",
                snap=False,
                zorder=2,
            )
        )

    def between_streets(self) -> np.ndarray:
        """Return the places of the ties between people in different streets, in the order of their identities."""
        ties = self.snapshot.ties
        return np.flatnonzero(self.street_of_home[ties["one"]] != self.street_of_home[ties["other"]])

    def draw_ties(self, axes: Axes, groups: Sequence[tuple[np.ndarray, TieStyle]]) -> None:
        """Draw groups of ties (their places) as arcs between homes, each group in its style."""
        arcs = [(self._arcs(which), style) for which, style in groups if len(which)]
        for path, style in arcs:
            width = style.width + HALO if style is not WEAK else 0.0
            axes.add_patch(PathPatch(path, fill=False, edgecolor="white", linewidth=width, alpha=HALO_INK, zorder=3))
        for path, style in arcs:
            axes.add_patch(
                PathPatch(
                    path, fill=False, edgecolor=style.colour, linewidth=style.width, linestyle=style.dashes,
                    alpha=style.alpha, zorder=4,
                )
            )  # fmt: skip

    def _arcs(self, which: np.ndarray) -> Path:
        """Return the arcs of some ties, as one path."""
        homes, ties = self.snapshot.homes, self.snapshot.ties
        begin, end = (
            np.column_stack([homes["x"][ties[side][which]], homes["y"][ties[side][which]]]).astype(np.float64)
            for side in ("one", "other")
        )
        across = np.column_stack([begin[:, 1] - end[:, 1], end[:, 0] - begin[:, 0]])
        most = MOST_BOW * self.pitch / np.maximum(np.hypot(*across.T), 1.0)
        # The middle of such an arc lies halfway its line and the point that bends it.
        bent = (begin + end) / 2 + 2 * np.minimum(BOW, most)[:, None] * across
        codes = np.tile(np.array([Path.MOVETO, Path.CURVE3, Path.CURVE3], dtype=np.uint8), len(which))
        return Path(np.stack([begin, bent, end], axis=1).reshape(-1, 2), codes)

    @cached_property
    def place_kinds(self) -> list[str]:
        """Return the kinds of places, in order."""
        return sorted(set(self.snapshot.places["kind"].tolist()))

    def draw_places(self, axes: Axes, size: float) -> None:
        """Draw a sign for each place, another for each kind."""
        places = self.snapshot.places
        for order, kind in enumerate(self.place_kinds):
            rows = np.flatnonzero(places["kind"] == kind)
            axes.plot(places["x"][rows], places["y"][rows], **place_style(order, size))


def place_style(order: int, size: float) -> dict[str, Any]:
    """Return how places of a kind are drawn."""
    sign = PLACE_SIGNS[order % len(PLACE_SIGNS)]
    return {
        "linestyle": "none", "marker": sign, "markersize": size * (1.6 if sign == "*" else 1.0),
        "markerfacecolor": PLACE_FACE, "markeredgecolor": PLACE_EDGE, "markeredgewidth": 1.0, "zorder": 5,
    }  # fmt: skip


def colour(found: int, count: int) -> str:
    """Return the colour of a class: spread over the colours there are."""
    if found < 0:
        return EMPTY
    if count <= FEW_CLASSES:
        return COLOURS[3 - count + 2 * found]
    last = min(max(count, 5), MOST_CLASSES) - 1
    return COLOURS[found * last // (count - 1)]


def thickness(found: int, count: int) -> float:
    """Return how thick the bar of a class is, as a share of the distance between streets."""
    if found < 0:
        return THINNEST
    return THINNEST + (THICKEST - THINNEST) * found / max(count - 1, 1)
