"""How a number of the model is declared: once, where it is used.

`parameter(...)` makes a field of a frozen dataclass (a mechanism); from the declaration follow the key in a scenario
file, the check of its range, the table in the documentation and the sweep space of a study.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from samenredzaam.reasons import reason_text
from samenredzaam.texts import Text, both


@dataclass(frozen=True)
class Declaration:
    """What is known of a number: default, unit, range, meaning, and either a source key or an assumption's reason."""

    default: float
    unit: str
    low: float
    high: float
    meaning: Text
    source: str | None
    assumption: str | None

    def __post_init__(self) -> None:
        if (self.source is None) == (self.assumption is None):
            raise ValueError(f"'{self.meaning.en}' needs either a source or an assumption, and not both")
        if not self.low <= self.default <= self.high:
            raise ValueError(f"'{self.meaning.en}': {self.default} lies outside {self.low} to {self.high}")

    @property
    def whole(self) -> bool:
        """Tell whether only whole numbers are meant."""
        return isinstance(self.default, int)

    @property
    def origin(self) -> Text:
        """Return where the number comes from: a source's key, or that it is an assumption, and the reason."""
        if self.assumption is None:
            assert self.source is not None
            return Text(self.source, self.source)
        return both("aanname: {reason}", "assumption: {reason}", reason=reason_text(self.assumption))


def parameter(
    default: float,
    *,
    unit: str,
    low: float,
    high: float,
    nl: str,
    en: str,
    source: str | None = None,
    assumption: str | None = None,
) -> Any:
    """Declare a parameter as a dataclass field.

    Args:
        default: the value when a scenario does not say otherwise; an `int` makes it a whole-number parameter.
        unit: its unit in words, such as "minutes" or "chance per week".
        low: the least value that makes sense.
        high: the greatest value that makes sense.
        nl: what it means, in Dutch.
        en: what it means, in English.
        source: key of a publication in data/sources.toml, or
        assumption: why this value, where there is no publication, in English; data/reasons_nl.toml has it in Dutch.
    """
    declaration = Declaration(default, unit, low, high, Text(nl, en), source, assumption)
    return dataclasses.field(default=default, metadata={"declaration": declaration})


def declarations(owner: Any) -> dict[str, Declaration]:
    """Return the declarations of a dataclass (or an instance of one) by field name, in order."""
    return {
        field.name: field.metadata["declaration"]
        for field in dataclasses.fields(owner)
        if "declaration" in field.metadata
    }
