"""The people of a built neighbourhood beside the public statistics they were built from, row by row."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.profile import read as read_profile
from samenredzaam.neighbourhood.synthesis import Margin, build, margins
from samenredzaam.numbers import decimals_for, finite, number
from samenredzaam.sources import sources
from samenredzaam.study.confidences import CONFIDENCE_NAMES
from samenredzaam.texts import Text

NEAR_POINTS = 2.0
"""A built share is near the statistics within so many percentage points."""

COUNT = Text("aantal", "number")
_PARTED = re.compile(r"(?P<measure>.*) \((?P<unit>[^()]*)\)")
_GROUPS = {
    "number": Text("inwoners", "residents"),
    "% of residents": Text("inwoners", "residents"),
    "% of households": Text("huishoudens", "households"),
    "per 100 residents": Text("huishoudens", "households"),
    "% of 15-75 years": Text("15 tot 75 jaar", "15 to 75 years"),
}
_HEADINGS = (
    Text("onderwerp", "subject"),
    Text("maat", "measure"),
    Text("waarde", "value"),
    Text("eenheid", "unit"),
    Text("gepubliceerd", "published"),
    Text("klopt", "in line"),
    Text("bron", "source"),
)
_VERDICTS = {True: Text("ja", "yes"), False: Text("nee", "no"), None: Text("", "")}


class Row(NamedTuple):
    """One measured value beside the figure it is held against.

    Attributes:
        group: the subject it belongs to.
        measure: what was measured.
        value: what came out, in `unit`; None where there is nothing to measure.
        unit: its unit.
        figure: the figure beside it, or None where none is known.
        source: where the figure comes from: a key of data/sources.toml, or what a profile says; None without one.
        confidence: how surely it was read (a key of sources.CONFIDENCES), or None.
        within: whether the value is in line with the figure, or None where that cannot be said.
        spread: the 10th, 50th and 90th percentile over people, where the value is a mean over them.
    """

    group: Text
    measure: Text
    value: float | None
    unit: Text
    figure: Text | None = None
    source: str | None = None
    confidence: str | None = None
    within: bool | None = None
    spread: tuple[int, int, int] | None = None

    def said(self, language: str) -> dict[str, str]:
        """Return the row as people read it: its cells by the headings of `language`."""
        cells = (
            self.group.said(language),
            self.measure.said(language),
            self._value_said(language),
            self.unit.said(language),
            self.figure.said(language) if self.figure else "",
            _VERDICTS[self.within].said(language),
            self._source_said(language),
        )
        return dict(zip((heading.said(language) for heading in _HEADINGS), cells, strict=True))

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain values; texts in both languages, nothing that JSON does not know."""
        found: dict[str, Any] = {
            name: value._asdict() if isinstance(value, Text) else value for name, value in self._asdict().items()
        }
        return found | {"spread": list(self.spread) if self.spread else None}

    def _value_said(self, language: str) -> str:
        if self.value is None:
            return Text("niet te meten", "cannot be measured").said(language)
        # A count over people is whole; anything else is shown in three figures.
        whole = self.unit == COUNT
        said = number(self.value, language, 0 if whole else decimals_for(self.value, 3))
        if self.spread is None:
            return said
        return said + " (p10 {}, p50 {}, p90 {})".format(*self.spread)

    def _source_said(self, language: str) -> str:
        if self.confidence is None:
            return self.source or ""
        sure = CONFIDENCE_NAMES[self.confidence].said(language)
        if self.source is None:
            return sure
        found = sources().get(self.source)
        return f"{found.named().said(language)}, {sure}" if found else self.source


def report(profile: Profile | str | Path, seed: int = 1, *, residents: int | None = None) -> list[Row]:
    """Return every number of a profile beside what was built from it.

    Args:
        profile: a profile, or the name or path of one.
        seed: the seed it is built with.
        residents: to how many residents it is scaled; None is as many as it has.

    Raises:
        InputError: when there is no such profile, or it cannot be built with so few.
    """
    found = profile if isinstance(profile, Profile) else read_profile(profile)
    people, homes = build(found, seed, residents=residents)
    return [_row(margin, found, residents) for margin in margins(found, people, homes)]


def report_of_all(profiles: Sequence[Profile], seed: int = 1) -> tuple[list[Row], int]:
    """Return what is not in line of what several profiles build, by neighbourhood, and how many numbers there are."""
    rows = [row._replace(group=one.title) for one in profiles for row in report(one, seed)]
    return [row for row in rows if not row.within], len(rows)


def _row(margin: Margin, profile: Profile, residents: int | None) -> Row:
    """Return one margin as a row; the residents are a count and must be exact, all else is a share."""
    measure, unit = _parted(margin.name)
    counted = unit == COUNT
    wanted = float(residents) if counted and residents is not None else margin.wanted
    near = margin.built == wanted if counted else abs(margin.built - wanted) <= NEAR_POINTS
    decimals = 0 if counted else 1
    figure = Text(number(wanted, "nl", decimals), number(wanted, "en", decimals))
    return Row(
        _GROUPS.get(unit.en, unit), measure, finite(margin.built), unit, figure, profile.source, None, near
    )  # fmt: skip


def _parted(name: Text) -> tuple[Text, Text]:
    """Return what a margin is called and its unit, which stands in brackets behind it."""
    parts = [_PARTED.fullmatch(said) for said in name]
    if None in parts:
        return name, COUNT
    return tuple(Text(*(part[key] for part in parts if part)) for key in ("measure", "unit"))  # type: ignore[return-value]
