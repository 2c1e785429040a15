"""Axes with calendar years and with numbers as people read them."""

from datetime import date

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from samenredzaam.numbers import decimals_for, number
from samenredzaam.show.style import width_of
from samenredzaam.study.manifest import Manifest, MetricEntry

STEPS_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600)
LABEL_AIR = 0.16


def middles(manifest: Manifest) -> list[float]:
    """Return the middle of each period, as a number of days."""
    starts = [manifest.date(week).toordinal() for week in manifest.period_starts]
    ends = [manifest.date(week + 1).toordinal() for week in manifest.period_ends]
    return [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]


def calendar(axes: Axes, manifest: Manifest, width: float) -> None:
    """Give axes of a width in inches the calendar of the runs, with as many labels as there is room for."""
    first, last = manifest.date(0), manifest.date(manifest.weeks)
    axes.set_xlim(first.toordinal(), last.toordinal())
    for months in STEPS_MONTHS:
        ticks = _firsts(first, last, months)
        labels = [f"{tick.year}" if months >= 12 else f"{tick.month}/{tick.year}" for tick in ticks]
        if sum(width_of(label) + LABEL_AIR for label in labels) <= width + LABEL_AIR:
            break
    axes.set_xticks([tick.toordinal() for tick in ticks], labels)
    smaller = _firsts(first, last, 12) if months > 12 else []
    axes.xaxis.set_minor_locator(FixedLocator([tick.toordinal() for tick in smaller]))


def _firsts(first: date, last: date, months: int) -> list[date]:
    """Return the first days of every so many months, counted from a January, within some dates."""
    every = range(first.year * 12, last.year * 12 + 12)
    days = [date(month // 12, month % 12 + 1, 1) for month in every if month % months == 0]
    return [day for day in days if first <= day <= last]


def values(axis_of: Axes, metric: MetricEntry, language: str, *, horizontal: bool = False, most: int = 4) -> None:
    """Give an axis round numbers in the language's own writing; levels of shares get a percent sign."""
    axis = axis_of.xaxis if horizontal else axis_of.yaxis
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10], min_n_ticks=2))
    ticks = axis.get_major_locator().tick_values(*sorted(axis.get_view_interval()))
    step = float(ticks[1] - ticks[0])
    decimals = decimals_for(step, 1)
    if step and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    sign = "%" if metric.share and not horizontal else ""

    def said(value: float, _: int | None = None) -> str:
        return number(value, language, decimals, signed=horizontal) + sign

    axis.set_major_formatter(FuncFormatter(said))
