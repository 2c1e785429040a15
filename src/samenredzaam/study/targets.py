"""Published figures that the model is held against, read from data/targets.toml, which says what each field means."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from samenredzaam.numbers import number
from samenredzaam.texts import Text

GROUPS = {
    "population": Text("bevolking en huishoudens", "population and households"),
    "network": Text("contact en netwerk", "contact and network"),
    "loneliness": Text("eenzaamheid", "loneliness"),
    "care": Text("mantelzorg en hulp", "informal care and help"),
    "volunteers": Text("vrijwilligers", "volunteers"),
    "formal": Text("formele hulp, geld en wachten", "formal support, money and waiting"),
    "change": Text("verandering, en wat aanpakken doen", "change, and effects of what is tried"),
}
EVIDENCE, SET_BY, INPUT = "evidence", "set_by", "input"
ROLES = (EVIDENCE, SET_BY, INPUT)
USUAL_RELATIVE = 0.1
"""Within this share of a figure a value is inside, where the target says nothing else."""

UNVERIFIED = "GK"
ALONE = ""
"""Key of the only part of a target that has no parts."""

FIELDS = {
    "group", "title", "unit", "value", "low", "high", "parts", "said", "points", "relative", "source", "confidence",
    "defined", "measure", "not_in_model", "not_measured", "role", "by", "note",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One number of a figure, with the bounds between which a value of the model is inside; None is no bound.

    Attributes:
        key: its name in a measure.
        title: what people call it; empty for the only part.
        figure: the number as it is shown.
        value: the number itself, None for a range.
        low, high: the bounds.
    """

    key: str
    title: Text
    figure: Text
    value: float | None
    low: float | None
    high: float | None

    @property
    def bounded(self) -> bool:
        """Tell whether a value can be inside or outside."""
        return self.low is not None or self.high is not None

    def holds(self, value: float) -> bool:
        """Tell whether a value lies inside the bounds."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def beyond(self, value: float) -> float:
        """Return by how much a value lies above (positive) or below (negative) the nearest bound; 0 inside."""
        if self.high is not None and value > self.high:
            return value - self.high
        return value - self.low if self.low is not None and value < self.low else 0.0


@dataclass(frozen=True)
class Target:
    """A published figure and how the model is held against it; data/targets.toml says what each field means."""

    name: str
    group: str
    title: Text
    unit: Text
    parts: tuple[Part, ...]
    said: Text | None
    source: str | None
    confidence: str
    defined: Text
    measure: str | None
    not_in_model: Text | None
    not_measured: Text | None
    role: str
    by: tuple[str, ...]
    note: Text | None

    @property
    def held(self) -> bool:
        """Tell whether a value of the model can be inside or outside."""
        return self.measure is not None and any(part.bounded for part in self.parts)

    def figure(self, language: str) -> str:
        """Return the whole figure in words or numbers, its parts by name."""
        if self.said:
            return self.said.said(language)
        said = [(part.title.said(language), part.figure.said(language)) for part in self.parts]
        return "; ".join(f"{name}: {figure}" if name else figure for name, figure in said)

    @property
    def reason(self) -> Text:
        """Return why it is not measured; nothing where it is."""
        return self.not_in_model or self.not_measured or Text("", "")

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the parts."""
        return tuple(part.key for part in self.parts)


@cache
def targets() -> dict[str, Target]:
    """Return every target by name, in the order of the file."""
    text = resources.files("samenredzaam").joinpath("data/targets.toml").read_text(encoding="utf-8")
    return {name: target(name, said) for name, said in tomllib.loads(text).items()}


def target(name: str, said: Mapping[str, Any]) -> Target:
    """Return a target from its table.

    Raises:
        ValueError: the table lacks a field, has one that is not known, or two that exclude each other.
    """
    if unknown := set(said) - FIELDS:
        raise ValueError(f"target {name}: {sorted(unknown)} is not known; known are: {', '.join(sorted(FIELDS))}")
    if lacking := {"group", "title", "unit", "confidence", "defined"} - set(said):
        raise ValueError(f"target {name} lacks {', '.join(sorted(lacking))}")
    if sum(key in said for key in ("measure", "not_in_model", "not_measured")) != 1:
        raise ValueError(f"target {name} must have one of measure, not_in_model and not_measured")
    text = {key: _text(said.get(key)) for key in ("said", "not_in_model", "not_measured", "note")}
    parts = tuple(_part(name, one, said) for one in said.get("parts", [{"key": ALONE} | dict(said)]))
    return Target(
        name=name, group=said["group"], title=Text(**said["title"]), unit=Text(**said["unit"]), parts=parts,
        source=said.get("source"), confidence=said["confidence"], defined=Text(**said["defined"]),
        measure=said.get("measure"), role=said.get("role", EVIDENCE), by=tuple(said.get("by", ())), **text,
    )  # fmt: skip


def _text(said: Mapping[str, str] | None) -> Text | None:
    return None if said is None else Text(**said)


def _part(name: str, one: Mapping[str, Any], said: Mapping[str, Any]) -> Part:
    """Return a part of a target, with its bounds."""
    value, low, high = one.get("value"), one.get("low"), one.get("high")
    if value is not None:
        if low is not None or high is not None:
            raise ValueError(f"target {name} has both a value and a range; give one of them")
        room = said["points"] if "points" in said else abs(value) * said.get("relative", USUAL_RELATIVE)
        low, high = value - room, value + room
    title = Text(one.get("nl", one["key"]), one.get("en", one["key"]))
    figure = Text(*(_figure(language, one) for language in Text._fields))
    return Part(one["key"], title, figure, value, low, high)


def _figure(language: str, one: Mapping[str, Any]) -> str:
    """Return a number or a range as it is shown."""
    written = {key: _number(one[key], language) for key in ("value", "low", "high") if key in one}
    value, low, high = (written.get(key) for key in ("value", "low", "high"))
    if value is not None:
        return value
    if low is not None and high is not None:
        return f"{low} {Text('tot', 'to').said(language)} {high}"
    if low is not None:
        return f"{Text('meer dan', 'more than').said(language)} {low}"
    return f"{Text('minder dan', 'less than').said(language)} {high}" if high is not None else ""


def _number(value: float, language: str) -> str:
    """Return a number with the digits it was written with."""
    _, _, behind = f"{value:.10g}".partition(".")
    return number(value, language, len(behind))
