"""Pictures of the model beside published figures: a dot for the model, a band for each figure, one picture a subject.

Every figure has its own unit, so values are drawn as so many times the figure, on a scale in which half and twice lie
equally far from it.
"""

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from samenredzaam.numbers import number
from samenredzaam.show.picture import Picture
from samenredzaam.show.style import (
    FAINT,
    FORECAST,
    INK,
    MARGIN,
    QUIET,
    WIDTH,
    Page,
    capital,
    high,
    wrapped,
)
from samenredzaam.study.targets import EVIDENCE, GROUPS
from samenredzaam.study.validation import Outcome, Validation
from samenredzaam.texts import Text

NAME = "validation"
LABEL_WIDTH, MODEL_WIDTH = 2.5, 0.5
AXIS_LEFT, AXIS_WIDTH = MARGIN + LABEL_WIDTH + 0.05, 2.85
MODEL_RIGHT = AXIS_LEFT + AXIS_WIDTH + MODEL_WIDTH
FIGURE_LEFT = MODEL_RIGHT + 0.14
HEAD, AIR, INDENT = 0.26, 0.07, 0.14

REACH = 2.25
"""The scale reaches from a fourth of the figure to four times it, and a little beyond; in doublings."""

TICKS = {
    -2: Text("kwart", "quarter"), -1: Text("helft", "half"), 0: Text("gelijk", "equal"),
    1: Text("2 keer", "twice"), 2: Text("4 keer", "4 times"),
}  # fmt: skip

BAND, INSIDE, OUTSIDE = "#d5dde3", "#00694C", "#A84300"
HEADS = Text("model", "model"), Text("cijfer", "figure")
NOT_CALIBRATED = Text("niet gekalibreerd", "not calibrated")
READING = Text(
    "De schaal is model gedeeld door cijfer. Grijze band: wat als gelijk aan het cijfer geldt. Groene stip: het model "
    "ligt erbinnen; bruine ruit: erbuiten; pijl: verder dan de schaal. Gevuld: een toets. Open: invoer, of een aanname "
    "is uit het cijfer afgeleid; dat het klopt zegt dan weinig. Dunne lijn: 95%-interval door toeval tussen runs. "
    "*: algemene kennis, niet geverifieerd.",
    "The scale is model divided by figure. Grey band: what counts as equal to the figure. Green dot: the model lies "
    "inside; brown diamond: outside; arrow: beyond the scale. Filled: evidence. Open: input, or an assumption was "
    "derived from the figure; agreement then says little. Thin line: 95% interval by chance between runs. "
    "*: general knowledge, not verified.",
)


@dataclass(frozen=True)
class _Row:
    """A line of a picture: a heading of a figure with parts, or a value beside its band."""

    lines: list[str]
    indent: float
    outcome: Outcome | None

    @property
    def height(self) -> float:
        return high(len(self.lines)) + AIR


def pictures(found: Validation, language: str) -> list[Picture]:
    """Return a picture for each subject of which something can be drawn."""
    made = []
    for group in GROUPS:
        outcomes = [one for one in found.outcomes if one.target.group == group and drawable(one)]
        if outcomes:
            made.append(_picture(found, group, outcomes, language))
    return made


def drawable(one: Outcome) -> bool:
    """Tell whether a value can be drawn as so many times its figure."""
    return one.inside is not None and reference(one) > 0


def reference(one: Outcome) -> float:
    """Return what a value is divided by: the figure, the middle of a range, or its only bound; 0 where that fails."""
    part = one.part
    if part.value is not None:
        return part.value
    if part.low is None or part.high is None:
        return part.low or part.high or 0.0
    return math.sqrt(part.low * part.high) if part.low > 0 else part.high


def place(value: float, one: Outcome) -> float:
    """Return where a value stands on the scale, in doublings of the figure, kept within it."""
    times = value / reference(one)
    return min(max(math.log2(times), -REACH), REACH) if times > 0 else -REACH


def _picture(found: Validation, group: str, outcomes: list[Outcome], language: str) -> Picture:
    rows = _rows(outcomes, language)
    body = HEAD + sum(row.height for row in rows)
    reading = wrapped(READING.said(language), WIDTH - 2 * MARGIN)
    page = Page(
        _title(found, group, language), _subtitle(found, language), body + 0.1 + high(len(reading)),
        _footer(found, language),
    )  # fmt: skip
    _draw(page, rows, body, language)
    page.write(MARGIN, page.top + body + 0.1, reading, color=QUIET)
    alt = Text(*(_alt(found, group, outcomes, said) for said in Text._fields))
    return Picture(f"{NAME}-{group}", page.figure, alt)


def _rows(outcomes: list[Outcome], language: str) -> list[_Row]:
    """Return the rows: a figure with parts has a heading of its own."""
    rows: list[_Row] = []
    last = None
    for one in outcomes:
        star = "*" if one.target.source is None or one.target.confidence == "GK" else ""
        parted = len(one.target.parts) > 1
        title = capital(one.target.title.said(language)) + star
        unit = one.target.unit.said(language)
        if parted and one.target.name != last:
            rows.append(_Row(wrapped(f"{title} ({unit})", LABEL_WIDTH, bold=True), 0.0, None))
        last = one.target.name
        label = one.part.title.said(language) if parted else f"{title} ({unit})"
        indent = INDENT if parted else 0.0
        rows.append(_Row(wrapped(label, LABEL_WIDTH - indent), indent, one))
    return rows


def _draw(page: Page, rows: list[_Row], body: float, language: str) -> None:
    """Draw the scale, and the rows on it from top to bottom."""
    top = page.top + HEAD
    axes = page.axes(AXIS_LEFT, top, AXIS_WIDTH, body - HEAD)
    axes.set(xlim=(-REACH - 0.3, REACH + 0.3), ylim=(body - HEAD, 0.0), yticks=[])
    axes.set_xticks(list(TICKS), [text.said(language) for text in TICKS.values()])
    axes.xaxis.tick_top()
    axes.tick_params(length=2, pad=1)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.spines["top"].set_visible(True)
    for tick in TICKS:
        axes.axvline(tick, color=FAINT if tick else QUIET, linewidth=0.5 if tick else 0.9, zorder=0)
    page.write(MODEL_RIGHT, page.top + 0.06, [HEADS[0].said(language)], color=QUIET, ha="right")
    page.write(FIGURE_LEFT, page.top + 0.06, [HEADS[1].said(language)], color=QUIET)
    down = 0.0
    for row in rows:
        weight = "bold" if row.outcome is None else "normal"
        page.write(MARGIN + row.indent, top + down + AIR / 2, row.lines, weight=weight)
        if row.outcome is not None:
            line = top + down + AIR / 2 + (high(len(row.lines)) - high(1)) / 2
            _value(axes, row.outcome, down + row.height / 2)
            _words(page, row.outcome, line, language)
        down += row.height


def _words(page: Page, one: Outcome, y: float, language: str) -> None:
    """Write the value of the model and the figure."""
    page.write(MODEL_RIGHT, y, [one.shown(one.mean, language)], color=INSIDE if one.inside else OUTSIDE, ha="right")
    figure = one.part.figure.said(language)
    page.write(FIGURE_LEFT, y, wrapped(figure, WIDTH - MARGIN - FIGURE_LEFT)[:1], color=INK)


def _value(axes: Axes, one: Outcome, y: float) -> None:
    """Draw the band of a figure and the dot of the model."""
    part = one.part
    low = place(part.low, one) if part.low is not None else -REACH
    top = place(part.high, one) if part.high is not None else REACH
    thick = max(top - low, 0.05)
    axes.add_patch(Rectangle(((low + top - thick) / 2, y - 0.075), thick, 0.15, color=BAND, zorder=1))
    if one.half > 0:
        ends = [place(one.mean + side * one.half, one) for side in (-1, 1)]
        axes.plot(ends, [y, y], color=QUIET, linewidth=0.9, zorder=2)
    x, color = place(one.mean, one), INSIDE if one.inside else OUTSIDE
    marker = ("<" if x <= -REACH else ">" if x >= REACH else "D") if not one.inside else "o"
    face = color if one.target.role == EVIDENCE else "white"
    size = 5.5 if marker == "o" else 4.8
    axes.add_line(Line2D([x], [y], marker=marker, markersize=size, color=color, markerfacecolor=face, zorder=3))


def _title(found: Validation, group: str, language: str) -> str:
    """Return what the picture shows: how many figures of a subject lie inside."""
    inside, figures = found.inside_of(group)
    tested, tests = found.inside_of(group, EVIDENCE)
    name = capital(GROUPS[group].said(language))
    return Text(
        f"{name}: {inside} van {figures} cijfers kloppen, en {tested} van de {tests} echte toetsen",
        f"{name}: {inside} of {figures} figures agree, and {tested} of the {tests} that are evidence",
    ).said(language)


def _subtitle(found: Validation, language: str) -> str:
    residents = number(found.residents, language)
    return Text(
        f"Huidig beleid; {found.title.nl[:1].lower()}{found.title.nl[1:]}, {residents} inwoners, gemiddelde van "
        f"{len(found.seeds)} runs, een jaar gemeten; nog niet gekalibreerd",
        f"Current policy; {found.title.en[:1].lower()}{found.title.en[1:]}, {residents} residents, mean of "
        f"{len(found.seeds)} runs, measured over a year; not calibrated yet",
    ).said(language)


def _footer(found: Validation, language: str) -> str:
    seeds = f"seeds {found.seeds[0]}{Text(' tot en met ', ' to ').said(language)}{found.seeds[-1]}"
    return " · ".join([f"samenredzaam {found.version}", seeds, NOT_CALIBRATED.said(language), FORECAST.said(language)])


def _alt(found: Validation, group: str, outcomes: list[Outcome], language: str) -> str:
    """Return in words what the picture shows."""
    words = Text("model {model}, cijfer {figure}", "model {model}, figure {figure}").said(language)
    each = [
        f"{one.name.said(language)}: "
        + words.format(model=one.shown(one.mean, language), figure=one.part.figure.said(language))
        for one in outcomes
    ]
    return f"{_title(found, group, language)}. {'; '.join(each)}."
