"""Values of a table in a scenario file, how they are written, and the one sentence that refuses what cannot be used.

Knows places, numbers, texts and dates; what a scenario says with them stands in scenario_reading.
"""

import datetime
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from samenredzaam.errors import InputError, kind_of_number, why_no_number
from samenredzaam.parameters import Declaration
from samenredzaam.texts import Text, both
from samenredzaam.units import unit_text

_LARGEST = 10**15


@dataclass(frozen=True)
class Place:
    """A table of a file, so that a refusal says which file, which table and which key.

    Attributes:
        file: the file, as the person named it.
        table: the table as it stands there, such as "[setting]" or "[[policy]] 2"; "" is the top of the file.
    """

    file: str
    table: str = ""

    def inside(self, table: str) -> "Place":
        """Return the place of a table of the same file."""
        return Place(self.file, table)

    def wrong(self, key: str, nl: str, en: str, /, **parts: object) -> InputError:
        """Return the refusal of what stands at a key.

        Args:
            key: the key, or "" for the table itself.
            nl: the rest of the sentence in Dutch: a verb, what is there, and what would be right; "{name}" is a part.
            en: the same in English.
            parts: the parts by name, each perhaps a Text.
        """
        where = f"{key} in {self.table}" if key and self.table else key or self.table
        return refused(
            "In {file}: {where} {clause}",
            "In {file}, {where} {clause}",
            file=self.file,
            where=where,
            clause=both(nl, en, **parts),
        )


def refused(nl: str, en: str, **parts: object) -> InputError:
    """Return a refusal, with a full stop where its words do not already end as a sentence."""
    said = both(nl, en, **parts)
    return InputError("{said}", "{said}", said=Text(*(sentence(words) for words in said)))


def sentence(words: str) -> str:
    """Return words with a full stop, where they do not already end as a sentence."""
    return words if words.endswith(("?", ".")) else words + "."


class Bounds(NamedTuple):
    """Within which bounds a number must lie, in which unit, and whether only whole numbers are meant."""

    low: float
    high: float
    unit: Text
    whole: bool

    @property
    def span(self) -> Text:
        """Return the bounds in words."""
        low, high = plainly(self.low), plainly(self.high)
        return both("{low} tot {high} ({unit})", "{low} to {high} ({unit})", low=low, high=high, unit=self.unit)

    def refusal(self, value: object) -> Text | None:
        """Return why `value` cannot be taken, as the end of a sentence, or None if it can."""
        why = why_no_number(value, self.low, self.high, whole=self.whole)
        if why is None:
            return None
        right = both(
            "geef {kind} van {span}", "give {kind} from {span}", kind=kind_of_number(self.whole), span=self.span
        )
        finite = not isinstance(value, float) or math.isfinite(value)
        found = shown(value) if finite else str(value)
        return both("is {found}, {why}; {right}", "is {found}, {why}; {right}", found=found, why=why, right=right)


def bounds_of(declared: Declaration) -> Bounds:
    """Return the bounds of a declared number."""
    return Bounds(declared.low, declared.high, unit_text(declared.unit), declared.whole)


def shown(value: object) -> Text:
    """Return what was found as a few words, however large it is."""
    if isinstance(value, bool):
        return _same("true" if value else "false")
    if isinstance(value, str):
        text = repr(value if len(value) <= 40 else value[:37] + "...")
        return both("de tekst {text}", "the text {text}", text=text)
    if isinstance(value, int | float):
        many = Text("een getal van meer dan vijftien cijfers", "a number of over fifteen digits")
        return _same(repr(value)) if abs(value) < _LARGEST else many
    return {
        dict: Text("een tabel", "a table"),
        list: Text("een lijst", "a list"),
        datetime.datetime: Text("een datum met een tijd", "a date with a time"),
        datetime.time: Text("een tijd van de dag", "a time of day"),
        datetime.date: Text(f"de datum {value}", f"the date {value}"),
    }[type(value)]


def _same(words: str) -> Text:
    return Text(words, words)


def plainly(value: float) -> str:
    """Return a number as it can be typed into a file: without commas, a whole one without a point."""
    return f"{value:.10g}"


def quoted(key: str) -> str:
    """Return a key as it can be shown: quoted where it is not plain, shortened where it is long."""
    return key if re.fullmatch(r"[\w-]{1,80}", key) else repr(key[:80])


def string(place: Place, key: str, value: object, example: str) -> str:
    """Return a value that must be text."""
    if not isinstance(value, str):
        raise place.wrong(
            key,
            'is {found}, en dat is geen tekst; schrijf het als {key} = "{example}"',
            'is {found}, which is not text; write it like {key} = "{example}"',
            found=shown(value), key=key, example=example,
        )  # fmt: skip
    return value


def number(place: Place, key: str, value: object, bounds: Bounds) -> float:
    """Return a value that must be a number within bounds: an int where only whole numbers are meant."""
    refusal = bounds.refusal(value)
    if refusal is not None:
        raise place.wrong(key, "{refusal}", "{refusal}", refusal=refusal)
    assert isinstance(value, int | float)
    return value if bounds.whole else float(value) + 0.0  # adding zero turns -0.0 into 0.0


def day(place: Place, key: str, value: object) -> datetime.date:
    """Return a value that must be a date: not text, and not a moment."""
    if isinstance(value, str):
        raise place.wrong(
            key,
            "is {found}; schrijf de datum zonder aanhalingstekens, zoals {key} = 2026-01-01",
            "is {found}; write the date without quotation marks, such as {key} = 2026-01-01",
            found=shown(value), key=key,
        )  # fmt: skip
    if type(value) is not datetime.date:
        raise place.wrong(
            key,
            "is {found}, en dat is geen datum; schrijf jaar-maand-dag, zoals {key} = 2026-01-01",
            "is {found}, which is not a date; write year-month-day, such as {key} = 2026-01-01",
            found=shown(value), key=key,
        )  # fmt: skip
    return value


def written(header: str, keys: Mapping[str, object]) -> str:
    """Return a table as TOML, or nothing where it is empty."""
    lines = [f"{key} = {_value(value)}\n" for key, value in keys.items() if value is not None]
    return "".join([f"{header}\n", *lines]) if lines else ""


def _value(value: object) -> str:
    """Return a value as TOML: numbers in the shortest form that reads the same, strings as JSON has them."""
    if isinstance(value, tuple):
        return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value) if isinstance(value, int | float) else str(value)
