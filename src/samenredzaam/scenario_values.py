"""Values of a table in a scenario file, and the one sentence that refuses what cannot be used.

Knows places, numbers, texts and dates; what a scenario says with them stands in scenario_reading.
"""

import datetime
import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from samenredzaam.errors import InputError
from samenredzaam.parameters import Declaration

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

    def wrong(self, key: str, clause: str) -> InputError:
        """Return the refusal of what stands at a key.

        Args:
            key: the key, or "" for the table itself.
            clause: the rest of the sentence: a verb, what is there, and what would be right.
        """
        where = f"{key} in {self.table}" if key and self.table else key or self.table
        return InputError(sentence(f"In {self.file}, {where} {clause}"))


def sentence(words: str) -> str:
    """Return words with a full stop, where they do not already end as a sentence."""
    return words if words.endswith(("?", ".")) else words + "."


class Bounds(NamedTuple):
    """Within which bounds a number must lie, in which unit, and whether only whole numbers are meant."""

    low: float
    high: float
    unit: str
    whole: bool

    @property
    def span(self) -> str:
        """Return the bounds in words."""
        return f"{plainly(self.low)} to {plainly(self.high)} ({self.unit})"

    def refusal(self, value: object) -> str | None:
        """Return why `value` cannot be taken, as the end of a sentence, or None if it can."""
        kind = "a whole number" if self.whole else "a number"
        right = f"give {kind} from {self.span}"
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return f"is {shown(value)}, which is not {kind}; {right}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"is {value}, which is not a finite number; {right}"
        if not self.low <= value <= self.high:
            return f"is {shown(value)}, which is out of range; {right}"
        return None


def bounds_of(declared: Declaration) -> Bounds:
    """Return the bounds of a declared number."""
    return Bounds(declared.low, declared.high, declared.unit, declared.whole)


def shown(value: object) -> str:
    """Return what was found as a few words, however large it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {value if len(value) <= 40 else value[:37] + '...'!r}"
    if isinstance(value, int | float):
        return repr(value) if abs(value) < _LARGEST else "a number of over fifteen digits"
    kinds: dict[type, str] = {dict: "a table", list: "a list", datetime.datetime: "a date with a time"}
    kinds |= {datetime.time: "a time of day", datetime.date: f"the date {value}"}
    return kinds[type(value)]


def plainly(value: float) -> str:
    """Return a number as it can be typed into a file: without commas, a whole one without a point."""
    return f"{value:.10g}"


def quoted(key: str) -> str:
    """Return a key as it can be shown: quoted where it is not plain, shortened where it is long."""
    return key if re.fullmatch(r"[\w-]{1,80}", key) else repr(key[:80])


def string(place: Place, key: str, value: object, example: str) -> str:
    """Return a value that must be text."""
    if not isinstance(value, str):
        raise place.wrong(key, f'is {shown(value)}, which is not text; write it like {key} = "{example}"')
    return value


def number(place: Place, key: str, value: object, bounds: Bounds) -> float:
    """Return a value that must be a number within bounds: an int where only whole numbers are meant."""
    refusal = bounds.refusal(value)
    if refusal is not None:
        raise place.wrong(key, refusal)
    assert isinstance(value, int | float)
    return value if bounds.whole else float(value) + 0.0  # adding zero turns -0.0 into 0.0


def day(place: Place, key: str, value: object) -> datetime.date:
    """Return a value that must be a date: not text, and not a moment."""
    example = f"such as {key} = 2026-01-01"
    if isinstance(value, str):
        raise place.wrong(key, f"is {shown(value)}; write the date without quotation marks, {example}")
    if type(value) is not datetime.date:
        raise place.wrong(key, f"is {shown(value)}, which is not a date; write year-month-day, {example}")
    return value
