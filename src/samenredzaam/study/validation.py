"""What came out of holding the model against published figures: values beside figures, and how many are inside."""

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from samenredzaam.numbers import decimals_for, finite, number
from samenredzaam.sources import sources
from samenredzaam.study.compare import half_width, mean_of
from samenredzaam.study.confidences import CONFIDENCE_NAMES
from samenredzaam.study.results_table import cell
from samenredzaam.study.targets import EVIDENCE, GROUPS, INPUT, SET_BY, UNVERIFIED, Part, Target
from samenredzaam.texts import Text

HEADER = (
    "group", "target", "part", "role", "confidence", "source", "measure", "figure", "low", "high", "runs", "model",
    "model_low", "model_high", "inside", "beyond",
)  # fmt: skip

NOT_CALIBRATED = Text(
    "Nog niet gekalibreerd: geen aanname is met het model op deze cijfers afgesteld.",
    "Not calibrated yet: no parameter was fitted to these figures with the model.",
)
NO_FORECAST = Text("Modeluitkomst, geen voorspelling.", "Model outcome, not a forecast.")
INTERVAL = Text(
    "Het interval (95%) gaat over toeval tussen runs, niet over de aannamen; met een vraagteken kan het door toeval "
    "ook andersom liggen.",
    "The interval (95%) is about chance between runs, not about the assumptions; with a question mark, chance could "
    "tip the answer.",
)
NOT_IN_MODEL, NOT_MEASURED = Text("niet in het model", "not in the model"), Text("niet gemeten", "not measured")
NOTHING = Text("niets te meten", "nothing to measure")

ROLE_NAMES = {
    EVIDENCE: Text("toets", "evidence"),
    SET_BY: Text("aanname hieruit", "assumption from it"),
    INPUT: Text("invoer", "input"),
}
"""What a figure counts as, in a cell."""

_HEADINGS = (
    Text("onderwerp", "subject"),
    Text("maat", "measure"),
    Text("model", "model"),
    Text("95%-interval", "95% interval"),
    Text("gepubliceerd", "published"),
    Text("eenheid", "unit"),
    Text("binnen", "inside"),
    Text("ernaast", "off by"),
    Text("telt als", "counts as"),
)
_WHY, _SOURCE = Text("waarom niet", "why not"), Text("bron", "source")
_TO = Text("tot", "to")


class Verdict(Enum):
    """Whether a value is inside its bounds; `edge` where chance between runs could tip it."""

    INSIDE = Text("ja", "yes")
    INSIDE_EDGE = Text("ja?", "yes?")
    OUTSIDE_EDGE = Text("nee?", "no?")
    OUTSIDE = Text("nee", "no")
    NONE = Text("", "")


@dataclass(frozen=True)
class Outcome:
    """One number of a figure and what the model gave, one value for each seed that has one."""

    target: Target
    part: Part
    values: tuple[float, ...]

    @cached_property
    def mean(self) -> float:
        """Return the mean over seeds; NaN of none."""
        return mean_of(self.values)

    @cached_property
    def half(self) -> float:
        """Return half the width of the 95% interval of the mean; NaN with fewer than two values."""
        return half_width(self.values)

    @property
    def inside(self) -> bool | None:
        """Tell whether the mean is inside the bounds, or None where that cannot be said."""
        return self.part.holds(self.mean) if self.values and self.part.bounded else None

    @property
    def verdict(self) -> Verdict:
        """Return whether it is inside, and whether chance between runs could tip that."""
        if self.inside is None:
            return Verdict.NONE
        bounds = [bound for bound in (self.part.low, self.part.high) if bound is not None]
        edge = any(abs(bound - self.mean) <= self.half for bound in bounds) and self.half > 0
        if self.inside:
            return Verdict.INSIDE_EDGE if edge else Verdict.INSIDE
        return Verdict.OUTSIDE_EDGE if edge else Verdict.OUTSIDE

    @property
    def beyond(self) -> float | None:
        """Return by how much the mean lies above or below the nearest bound; None where there is none."""
        return self.part.beyond(self.mean) if self.inside is not None else None

    @property
    def name(self) -> Text:
        """Return what is measured, with its part."""
        title, part = self.target.title, self.part.title
        return Text(*(f"{one}: {other}" if other else one for one, other in zip(title, part, strict=True)))

    def figure(self, language: str) -> str:
        """Return the figure as it is shown."""
        said = self.target.said
        return said.said(language) if said else self.part.figure.said(language)

    def shown(self, value: float, language: str, *, signed: bool = False) -> str:
        """Return a value in as many digits as make sense beside the figure."""
        scale = max(abs(self.mean), abs(self.part.value or self.part.high or 0.0)) if self.values else 1.0
        whole = abs(value - round(value)) < 1e-9
        return number(value, language, 0 if whole else min(decimals_for(scale, 3), 2), signed=signed)

    def row(self, language: str) -> dict[str, str]:
        """Return the row as people read it, by the headings of a language."""
        target = self.target
        cells = (
            GROUPS[target.group].said(language),
            self.name.said(language),
            self.shown(self.mean, language) if self.values else self._absent().said(language),
            self.interval(language),
            self.figure(language),
            target.unit.said(language),
            self.verdict.value.said(language),
            self.off_by(language),
            ROLE_NAMES[target.role].said(language) if target.measure else "",
        )
        return dict(zip((heading.said(language) for heading in _HEADINGS), cells, strict=True))

    def short_row(self, language: str) -> dict[str, str]:
        """Return the row in fewer cells, for a terminal: what belongs together stands together."""
        group, name, model, interval, figure, unit, inside, beyond, role = self.row(language).values()
        cells = {
            0: group,
            1: name,
            2: f"{model} ({interval})" if interval else model,
            4: f"{figure} {unit}".replace("% %", "%") if figure else unit,
            6: f"{inside} {beyond}".strip(),
            8: role,
        }
        return {_HEADINGS[place].said(language): cell for place, cell in cells.items()}

    def interval(self, language: str) -> str:
        """Return the 95% interval; nothing where all runs agree, or there is one."""
        if not self.half > 0:
            return ""
        low, high = (self.shown(self.mean + side * self.half, language) for side in (-1, 1))
        return f"{low} {_TO.said(language)} {high}"

    def off_by(self, language: str) -> str:
        """Return by how much it lies outside."""
        if not self.beyond:
            return ""
        return number(self.beyond, language, min(decimals_for(self.beyond, 2), 3), signed=True)

    def _absent(self) -> Text:
        if self.target.measure:
            return NOTHING
        return NOT_IN_MODEL if self.target.not_in_model else NOT_MEASURED

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        part = self.part
        return {
            "part": part.key,
            "title": part.title._asdict(),
            "figure": part.value,
            "low": part.low,
            "high": part.high,
            "values": [finite(value) for value in self.values],
            "model": finite(self.mean),
            "model_low": finite(self.mean - self.half),
            "model_high": finite(self.mean + self.half),
            "inside": self.inside,
            "edge": self.verdict in (Verdict.INSIDE_EDGE, Verdict.OUTSIDE_EDGE),
            "beyond": None if self.beyond is None else finite(self.beyond),
        }


class Count(NamedTuple):
    """How many figures, and how many numbers of them, lie inside; a figure does when all its numbers do."""

    inside: int
    figures: int
    numbers_inside: int
    numbers: int


@dataclass(frozen=True)
class Validation:
    """The baseline held against published figures.

    Attributes:
        profile: name of the neighbourhood, and `title` what it is called.
        residents: how many live there at first.
        seeds: the seeds that were run.
        weeks: weeks lived after spin-up, of which the last 52 were measured.
        spin_up_weeks: weeks lived before.
        version: of the model.
        outcomes: each number of each target, in the order of the file.
    """

    profile: str
    title: Text
    residents: int
    seeds: tuple[int, ...]
    weeks: int
    spin_up_weeks: int
    version: str
    outcomes: tuple[Outcome, ...]

    def of(self, name: str) -> tuple[Outcome, ...]:
        """Return the outcomes of a target."""
        return tuple(one for one in self.outcomes if one.target.name == name)

    def targets(self) -> list[Target]:
        """Return the targets, each once."""
        return list(dict.fromkeys(one.target for one in self.outcomes))

    def count(self, role: str, *, verified: bool | None = None) -> Count:
        """Count the figures of a role that can be inside or outside, of verified ones, of others, or of all (None)."""
        return self._counted(
            target
            for target in self.targets()
            if target.role == role and (verified is None or (target.confidence != UNVERIFIED) == verified)
        )

    def inside_of(self, group: str, role: str | None = None) -> tuple[int, int]:
        """Return how many figures of a subject are inside, of how many; of one role, or of all (None)."""
        found = self._counted(
            target for target in self.targets() if target.group == group and role in (None, target.role)
        )
        return found.inside, found.figures

    def _counted(self, chosen: Iterable[Target]) -> Count:
        """Count how many targets lie inside, of those that can lie inside or outside."""
        held = [[one.inside for one in self.of(target.name) if one.inside is not None] for target in chosen]
        held = [several for several in held if several]
        numbers = [inside for several in held for inside in several]
        return Count(sum(map(all, held)), len(held), sum(numbers), len(numbers))

    def measured(self) -> list[Outcome]:
        """Return what was measured."""
        return [one for one in self.outcomes if one.target.measure]

    def absent(self) -> list[Target]:
        """Return the targets that were not measured."""
        return [target for target in self.targets() if not target.measure]

    def rows(self, language: str, *, whole: bool = False) -> list[dict[str, str]]:
        """Return rows: short ones of what was measured, or whole ones of everything, with the reason why it was not."""
        if not whole:
            return [
                one.short_row(language) | {_SOURCE.said(language): cited(one.target, language)}
                for one in self.measured()
            ]
        return [
            one.row(language)
            | {_WHY.said(language): one.target.reason.said(language)}
            | {_SOURCE.said(language): cited(one.target, language)}
            for one in self.outcomes
        ]

    def summary(self, language: str) -> Iterator[str]:
        """Yield in sentences how many figures are inside, and what must be said beside it."""
        said = Text(
            "{title}, {residents} inwoners, {runs} runs van {weeks} weken na {spin_up} weken aanloop.",
            "{title}, {residents} residents, {runs} runs of {weeks} weeks after {spin_up} weeks of run-up.",
        ).said(language)
        yield said.format(
            title=self.title.said(language), residents=number(self.residents, language), runs=len(self.seeds),
            weeks=self.weeks, spin_up=self.spin_up_weeks,
        )  # fmt: skip
        for heading, found in self.counts():
            yield f"{heading.said(language)}: {counted(found, language)}"
        absent = self.absent()
        lacking = sum(target.not_in_model is not None for target in absent)
        yield Text(
            f"Niet in het model (nog): {lacking} cijfers; niet gemeten: {len(absent) - lacking}.",
            f"Not in the model (yet): {lacking} figures; not measured: {len(absent) - lacking}.",
        ).said(language)
        yield from (text.said(language) for text in (INTERVAL, NOT_CALIBRATED, NO_FORECAST))

    def counts(self) -> list[tuple[Text, Count]]:
        """Return how many are inside, with what they count as in words."""
        return [
            (Text("Toets (nergens voor gebruikt)", "Evidence (used for nothing)"), self.count(EVIDENCE, verified=True)),
            (
                Text("Toets, niet geverifieerde cijfers (algemene kennis)",
                     "Evidence, figures not verified (general knowledge)"),
                self.count(EVIDENCE, verified=False),
            ),
            (Text("Aannamen zijn hieruit afgeleid, geen toets", "Assumptions were derived from them, no evidence"),
             self.count(SET_BY)),
            (Text("Invoer van het model, geen toets", "Input of the model, no evidence"), self.count(INPUT)),
        ]  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "profile": self.profile,
            "title": self.title._asdict(),
            "residents": self.residents,
            "seeds": list(self.seeds),
            "weeks": self.weeks,
            "spin_up_weeks": self.spin_up_weeks,
            "version": self.version,
            "calibrated": False,
            "counts": {role: self.count(role)._asdict() for role in ROLE_NAMES},
            "targets": [self._target(target) for target in self.targets()],
        }

    def _target(self, target: Target) -> dict[str, Any]:
        texts = ("title", "unit", "said", "defined", "note", "not_in_model", "not_measured")
        found = {name: text._asdict() if (text := getattr(target, name)) else None for name in texts}
        plain = ("name", "group", "source", "confidence", "measure", "role")
        return (
            {name: getattr(target, name) for name in plain}
            | {"by": list(target.by)}
            | found
            | {"parts": [one.as_json() for one in self.of(target.name)]}
        )

    def csv(self) -> str:
        """Return everything as a table for programs: a point as decimal sign, an empty cell where there is nothing."""
        text = io.StringIO()
        text.write(",".join(HEADER) + "\n")
        for one in self.outcomes:
            target, part = one.target, one.part
            low, high = (one.mean + side * one.half for side in (-1, 1))
            text.write(",".join(_cell(value) for value in (
                target.group, target.name, part.key, target.role, target.confidence, target.source, target.measure,
                part.value, part.low, part.high, len(one.values), one.mean, low, high, one.inside, one.beyond,
            )) + "\n")  # fmt: skip
        return text.getvalue()


def _cell(value: str | float | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return cell(value)
    return "" if math.isnan(value) else repr(round(value, 6)).removesuffix(".0")


def cited(target: Target, language: str) -> str:
    """Return where a figure comes from and how surely it was read."""
    sure = CONFIDENCE_NAMES[target.confidence].said(language)
    if target.source is None:
        return sure
    return f"{sources()[target.source].named().said(language)}, {sure}"


def counted(found: Count, language: str) -> str:
    """Return in words how many are inside."""
    return Text(
        f"{found.inside} van {found.figures} cijfers binnen ({found.numbers_inside} van {found.numbers} getallen).",
        f"{found.inside} of {found.figures} figures inside ({found.numbers_inside} of {found.numbers} numbers).",
    ).said(language)


def absences(found: Sequence[Target], language: str) -> Iterator[str]:
    """Yield a line for each figure that was not measured, with the reason."""
    for target in found:
        what = (NOT_IN_MODEL if target.not_in_model else NOT_MEASURED).said(language)
        yield f"{target.title.said(language)} ({what}): {target.reason.said(language)}"
