"""What a study of patterns found: a table for programs, and the generated part of findings.md for people.

What people wrote in findings.md outside the two marks stays as it is.
"""

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path

from samenredzaam.errors import InputError
from samenredzaam.numbers import decimals_for, number
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.study.findings_files import mark, renew_part
from samenredzaam.study.patterns_plan import EVERYONE, Measure, Plan, Term
from samenredzaam.study.patterns_run import Found, Interval, Studied
from samenredzaam.study.patterns_watch import WATCHES
from samenredzaam.study.results_table import cell
from samenredzaam.writing import written_whole

SUMMARY, FINDINGS = "summary.csv", "findings.md"
BEGIN = mark("python -m samenredzaam.study.patterns experiments/patterns")

HEADER = (
    "profile", "pattern", "number", "measure", "metric", "window", "relative", "side", "bound", "runs", "level",
    "effect", "low", "high", "shown", "off_effect", "off_low", "off_high", "gone",
)  # fmt: skip

_SIDES = {
    "higher": "above {bound}", "lower": "below {bound}", "not_higher": "not above {bound}",
    "not_lower": "not below {bound}", "within": "within {bound} of 0", "reported": "",
}  # fmt: skip


Everywhere = Sequence[Studied]
"""A plan carried out in each of its neighbourhoods, the first one first."""


def renew(folder: Path, studied: Sequence[Everywhere], version: str, more: str = "") -> Path:
    """Write summary.csv and the generated part of findings.md, and return the latter.

    Args:
        folder: the folder of the study.
        studied: the plan carried out, then what was looked into afterwards, if anything.
        version: the behaviour of the model.
        more: what else was found, to stand after the tables.
    """
    with written_whole(folder / SUMMARY) as file:
        file.write(_summary([study for everywhere in studied for study in everywhere]).encode())
    path = folder / FINDINGS
    renew_part(path, BEGIN, "Patterns", _generated(studied, version, more))
    return path


def recorded(folder: Path) -> tuple[str, str]:
    """Return the behaviour of the model (`behaviour`) and the hash of the plan that stored findings are of.

    Raises:
        InputError: there are no findings, or they do not say so.
    """
    path = folder / FINDINGS
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    said = re.search(r"^Model behaviour `([^`]+)`, plan `([^`]+)`", text, re.MULTILINE)
    if said is None:
        raise InputError(
            "{path} zegt niet van welk model het is; maak het met: python -m samenredzaam.study.patterns {folder}",
            "{path} does not say of which model it is; make it with: python -m samenredzaam.study.patterns {folder}",
            path=path, folder=folder,
        )  # fmt: skip
    return said[1], said[2]


def _summary(studied: Sequence[Studied]) -> str:
    """Return the table: a point as decimal sign, an empty cell where there is nothing."""
    text = io.StringIO()
    text.write(",".join(HEADER) + "\n")
    for study in studied:
        for one in study.found:
            text.write(",".join(_cell(value) for value in (study.plan.profile, *_row(one))) + "\n")
    return text.getvalue()


def _row(one: Found) -> tuple[str | float | bool | None, ...]:
    measure, effect = one.measure, one.effect
    off = (None, None, None) if one.off is None else (one.off.mean, one.off.low, one.off.high)
    return (
        one.pattern.name, one.pattern.number, measure.name, measure.metric, measure.window, measure.relative,
        measure.side, measure.bound, len(effect.values), one.level, effect.mean, effect.low, effect.high, one.shown,
        *off, one.gone,
    )  # fmt: skip


def _cell(value: str | float | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return cell(value)
    return "" if value is None or math.isnan(value) else repr(value).removesuffix(".0")


def _generated(studied: Sequence[Everywhere], version: str, more: str) -> str:
    """Return what was found, as tables."""
    first, *later = studied
    parts = [
        f"Model behaviour `{version}`, plan `{first[0].plan.digest}`.",
        "\n".join(f"- {_size(study)} {_count(study)}" for study in first),
        *_not_everywhere(first),
        *_tables(first),
    ]
    for everywhere in later:
        sizes = " ".join(_size(study) for study in everywhere)
        parts += ["## Looked into afterwards", "No side is claimed of these. " + sizes, *_tables(everywhere)]
    return "\n\n".join([*parts, *filter(None, [more])]) + "\n"


def _size(study: Studied) -> str:
    """Return in words how large a study was."""
    form = study.form
    return (
        f"{study.plan.profile} scaled to {form.residents:,} residents, seeds {form.all_seeds[0]} to "
        f"{form.all_seeds[-1]}, {form.weeks} weeks after {form.spin_up_weeks} of spin-up."
    )


def _count(study: Studied) -> str:
    """Return in words how much of what is claimed came out."""
    claimed = [one for one in study.found if one.shown is not None]
    switched = [one for one in study.found if one.gone is not None]
    return (
        f"Of {len(claimed)} measures with a stated side {sum(bool(one.shown) for one in claimed)} are shown; of "
        f"{len(switched)} measured with the mechanism switched off too, "
        f"{sum(bool(one.gone) for one in switched)} are gone."
    )


def _not_everywhere(everywhere: Everywhere) -> list[str]:
    """Return a sentence that names the measures that did not come out the same in every neighbourhood."""
    if len(everywhere) == 1:
        return []
    together = zip(*(study.found for study in everywhere), strict=True)
    names = [f"`{same[0].measure.name}`" for same in together if len({(one.shown, one.gone) for one in same}) > 1]
    said = f"{len(names)}, {', '.join(names)}" if names else "none"
    return [f"Shown or gone in one of these places and not in another: {said}."]


def _tables(everywhere: Everywhere) -> list[str]:
    """Return a heading and a table for each pattern, with what came out elsewhere at the end of each row."""
    first, *others = everywhere
    heads = list(_HEADS)
    for other in others:
        heads = [heads[0] + f" {other.plan.profile}: effect | shown | gone |", heads[1] + "---|---|---|"]
    parts = []
    for pattern in first.plan.patterns:
        rows = [
            _line(first.plan, one) + "".join(_elsewhere(other.found[place]) for other in others)
            for place, one in enumerate(first.found)
            if one.pattern.name == pattern.name
        ]
        parts += [f"### Pattern {pattern.number}: {pattern.claim.en}", "\n".join([*heads, *rows])]
    return parts


_HEADS = (
    "| what | measured over | level | effect (95% interval) | must lie | shown | mechanism off | gone |",
    "|---|---|---|---|---|---|---|---|",
)


def _elsewhere(one: Found) -> str:
    """Return the end of a row: what came out for the same measure in another neighbourhood."""
    return f" {_interval(one.effect, one.measure)} | {_yes(one.shown)} | {_yes(one.gone)} |"


def _line(plan: Plan, one: Found) -> str:
    """Return the row of a measure."""
    measure = one.measure
    over = " ".join(_said(plan, term, place) for place, term in enumerate(measure.terms))
    if measure.window != "whole":
        over += f"; {measure.window.replace('_', ' ')}"
    bound = _shown(measure.bound, measure, one.effect) if measure.bound else "0"
    off = "" if one.off is None else _interval(one.off, measure)
    name, effect = f"{measure.title.en} (`{measure.name}`)", f"{_interval(one.effect, measure)} {_unit(measure)}"
    cells = (
        name, over, _level(one), effect,
        _SIDES[measure.side].format(bound=bound), _yes(one.shown), off, _yes(one.gone),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _said(plan: Plan, term: Term, place: int) -> str:
    """Return a term in words."""
    sign = "minus" if term.weight < 0 else "" if place == 0 else "plus"
    times = "" if abs(term.weight) == 1.0 else f"{abs(term.weight):g} times "
    pair = plan.arms[term.arm].title.en
    if term.against is not None:
        pair += f", against {plan.arms[term.against].title.en}"
    if term.group != EVERYONE:
        pair += f"; {GROUPS[term.group].title.en}"
    if term.metric:
        pair += f"; {(METRICS | WATCHES)[term.metric].title.en}"
    if term.window:
        pair += f"; {term.window.replace('_', ' ')}"
    return f"{sign} {times}({pair})".strip()


def _is_share(measure: Measure) -> bool:
    return measure.relative or measure.metric.endswith("_share")


def _unit(measure: Measure) -> str:
    """Return the unit of an effect."""
    if measure.relative:
        return "%"
    alone = measure.terms[0].against is None
    if _is_share(measure):
        return "%" if alone else "percentage points"
    return (METRICS | WATCHES)[measure.metric].unit.en


def _level(one: Found) -> str:
    """Return the level the first term starts from, in the unit of the metric."""
    scale = 100.0 if one.measure.metric.endswith("_share") else 1.0
    return number(scale * one.level, "en", decimals_for(scale * one.level, 3)) + ("%" if scale > 1 else "")


def _interval(interval: Interval, measure: Measure) -> str:
    if not any(interval.values):
        return "0 in every run"
    mean, low, high = (_shown(value, measure, interval) for value in (interval.mean, interval.low, interval.high))
    return f"{mean} ({low} to {high})"


def _shown(value: float, measure: Measure, beside: Interval) -> str:
    """Return a value with as many decimals as half the width of the interval asks."""
    scale = 100.0 if _is_share(measure) else 1.0
    return number(scale * value, "en", decimals_for(scale * beside.half, 2))


def _yes(found: bool | None) -> str:
    return "" if found is None else "yes" if found else "**no**"
