"""How the pictures look: paper, letters, colours, heading and footer.

A picture is laid out in inches at the width it has on paper, so that no letter gets smaller than nine points.
What stands where is measured with the letters that are drawn, since names come from users and may be long.
Colours are those of Okabe and Ito, made for people with any kind of colour vision; as text they are darkened
to a contrast of 4.5 to 1 and more. No difference is shown by colour alone.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from samenredzaam.numbers import number
from samenredzaam.study.compare import caution
from samenredzaam.study.manifest import Manifest
from samenredzaam.texts import Text

WIDTH = 7.3
MARGIN = 0.12
TITLE, SUBTITLE, PANEL, BODY = 13.0, 10.0, 10.0, 9.0
LEADING = 1.28
MOST_SIGNS = 1000
"""A text longer than this is cut off, so that a name of a million letters still gives a picture."""

POINTS = 72.0

INK, QUIET, FAINT = "#1a1a1a", "#555555", "#b8b8b8"
ZERO, EDGE = "#777777", "#8a8a8a"

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": BODY,
    "text.parse_math": False,
    "text.hinting": "no_hinting",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": ZERO,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "xtick.color": ZERO,
    "ytick.color": ZERO,
    "xtick.labelcolor": QUIET,
    "ytick.labelcolor": QUIET,
    "xtick.labelsize": BODY,
    "ytick.labelsize": BODY,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
}


@dataclass(frozen=True)
class Look:
    """How a scenario is drawn: colour of its line, of its text, its dashes and its marker."""

    line: str
    text: str
    dashes: str | tuple[int, tuple[float, ...]]
    marker: str


BASELINE = Look("#333333", INK, (0, (4.0, 1.8)), "")
LOOKS = (
    Look("#0072B2", "#005F96", "-", "o"),
    Look("#D55E00", "#A84300", "-", "s"),
    Look("#009E73", "#00694C", "-", "^"),
    Look("#CC79A7", "#8F3F6E", "-", "D"),
    Look("#E69F00", "#7A5200", "-", "v"),
)
MOST_OTHERS = len(LOOKS)

FORECAST = Text("modeluitkomst, geen voorspelling", "model outcome, not a forecast")


def look(manifest: Manifest, name: str) -> Look:
    """Return how a scenario is drawn, the same in every picture."""
    others = [scenario.name for scenario in manifest.scenarios if scenario.name != manifest.baseline]
    return BASELINE if name == manifest.baseline else LOOKS[others.index(name) % MOST_OTHERS]


@cache
def _letters(size: float, bold: bool) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")


@cache
def width_of(text: str, size: float = BODY, bold: bool = False) -> float:
    """Return how wide a line of text is, in inches, a little to spare: renderers round letters to dots."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, _letters(size, bold), False)
    return 1.03 * float(width) / POINTS


def printable(text: str) -> str:
    """Return a text with spaces for what has no place in a line or a file, such as control characters."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def capital(text: str) -> str:
    """Return a text with a capital at the start, which names have not: they also stand in sentences."""
    return text[:1].upper() + text[1:]


def wrapped(text: str, width: float, size: float = BODY, bold: bool = False) -> list[str]:
    """Return a text as lines that are at most `width` inches wide; words that are wider are broken."""
    if len(text) > MOST_SIGNS:
        text = text[:MOST_SIGNS] + "…"
    lines = [""]
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        parts = _broken(word, width, size, bold)
        lines = [*lines, *parts] if lines[-1] else parts
    return lines


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """Return a word in parts that fit, with hyphens."""
    parts = []
    while len(word) > 2 and width_of(word, size, bold) > width:
        fitting = bisect_right(range(1, len(word)), width, key=lambda n: width_of(word[:n] + "-", size, bold))
        parts.append(word[: max(fitting, 2)] + "-")
        word = word[max(fitting, 2) :]
    return [*parts, word]


def high(lines: int, size: float = BODY) -> float:
    """Return how high so many lines of text are, in inches."""
    return lines * size * LEADING / POINTS


class Page:
    """A figure with heading and footer, on which things are placed in inches from the upper left corner.

    `top` is where the body begins; it is `body` inches high and as wide as the page within its margins.
    """

    def __init__(self, title: str, subtitle: str, body: float, footer: str) -> None:
        inner = WIDTH - 2 * MARGIN
        titles = wrapped(title, inner, TITLE, bold=True)
        subtitles = wrapped(subtitle, inner, SUBTITLE)
        feet = wrapped(footer, inner, BODY)
        self.top = MARGIN + high(len(titles), TITLE) + 0.04 + high(len(subtitles), SUBTITLE) + 0.12
        self.height = self.top + body + 0.14 + high(len(feet)) + MARGIN
        self.figure = Figure(figsize=(WIDTH, self.height), facecolor="white")
        FigureCanvasAgg(self.figure)
        self.write(MARGIN, MARGIN, titles, size=TITLE, weight="bold")
        self.write(MARGIN, MARGIN + high(len(titles), TITLE) + 0.04, subtitles, size=SUBTITLE, color=QUIET)
        self.write(MARGIN, self.top + body + 0.14, feet, color=QUIET)

    def write(self, x: float, y: float, lines: Sequence[str], *, size: float = BODY, **settings: Any) -> None:
        """Write lines, the first with its upper side at y."""
        settings = {"color": INK, "ha": "left", **settings}
        for place, line in enumerate(lines):
            # Baselines are set by hand: a block of text would shift with the letters that happen to be in it.
            base = y + (place + 0.92) * size * LEADING / POINTS - 0.1 * size / POINTS
            self.figure.text(
                x / WIDTH, 1 - base / self.height, line, size=size, va="baseline", **settings
            )  # fmt: skip

    def line(self, xs: Sequence[float], ys: Sequence[float], **settings: Any) -> None:
        """Draw a line."""
        places = [x / WIDTH for x in xs], [1 - y / self.height for y in ys]
        self.figure.add_artist(Line2D(*places, transform=self.figure.transFigure, **settings))

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes that fill a rectangle."""
        lower = 1 - (top + height) / self.height
        return self.figure.add_axes((left / WIDTH, lower, width / WIDTH, height / self.height))


def paged(text: str, page: int, count: int, language: str) -> str:
    """Return a subtitle with the number of the page, where there are more."""
    return text if count == 1 else f"{text} ({page} {Text('van', 'of').said(language)} {count})"


def footer(manifest: Manifest, language: str) -> str:
    """Return what stands below every picture: where it comes from, and what it is not."""
    scenarios = ", ".join(f"{scenario.name} {scenario.hash[:7]}" for scenario in manifest.scenarios)
    words = Text("scenario’s", "scenarios") if len(manifest.scenarios) > 1 else Text("scenario", "scenario")
    parts = [
        f"samenredzaam {manifest.version}",
        f"{words.said(language)} {scenarios}",
        _seeds(manifest, language),
    ]
    if len(manifest.scenarios) > 1 and (warning := caution(len(manifest.seeds))):
        parts.append(warning.said(language))
    return " · ".join([*parts, FORECAST.said(language)])


def _seeds(manifest: Manifest, language: str) -> str:
    """Return which seeds were run."""
    seeds = sorted(manifest.seeds)
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"seeds {seeds[0]}{Text(' tot en met ', ' to ').said(language)}{seeds[-1]}"
    return f"{len(seeds)} seeds ({', '.join(map(str, seeds[:5]))}{', …' if len(seeds) > 5 else ''})"


def population(manifest: Manifest, language: str) -> str:
    """Return who was simulated."""
    residents = number(manifest.profile.residents, language)
    return f"{manifest.profile.title.said(language)}, {residents} {Text('inwoners', 'residents').said(language)}"


def apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return places for labels, as near as can be to the wanted ones without overlap, in their order.

    Args:
        wanted: where the middle of each label would like to be, rising.
        heights: how high each label is.
        low: lower end of the room there is.
        high: upper end; labels that need more room than there is stick out below and above alike.
    """
    # Labels that touch form a block that is placed as one, at the mean of what they want, until none touch.
    blocks: list[tuple[list[int], float]] = []
    for label in range(len(wanted)):
        block, middle = [label], _kept(wanted[label], heights[label], low, high)
        while blocks and blocks[-1][1] + _size(blocks[-1][0], heights) / 2 > middle - _size(block, heights) / 2:
            block = blocks.pop()[0] + block
            best = sum(wanted[one] - offset for one, offset in _offsets(block, heights)) / len(block)
            middle = _kept(best, _size(block, heights), low, high)
        blocks.append((block, middle))
    return [middle + offset for block, middle in blocks for _, offset in _offsets(block, heights)]


def _size(block: list[int], heights: Sequence[float]) -> float:
    return sum(heights[label] for label in block)


def _offsets(block: list[int], heights: Sequence[float]) -> list[tuple[int, float]]:
    """Return each label of a block with its distance from the middle of the block."""
    place, found = -_size(block, heights) / 2, []
    for label in block:
        found.append((label, place + heights[label] / 2))
        place += heights[label]
    return found


def _kept(middle: float, size: float, low: float, high: float) -> float:
    """Return the middle of something of a size, kept within its room."""
    if size >= high - low:
        return (low + high) / 2
    return min(max(middle, low + size / 2), high - size / 2)
