"""The publications behind the numbers, read from data/sources.toml.

A number in the model carries either the key of a publication kept there, or the word `assumption` with a reason.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

CONFIDENCES = {
    "S": "read in the primary source",
    "S2": "read in a secondary source",
    "D": "derived by arithmetic from S or S2",
    "DATA": "computed from published tables",
    "GK": "general knowledge, not verified",
}


@dataclass(frozen=True)
class Source:
    """A publication: who, what, when, and how surely it was read (a key of CONFIDENCES)."""

    key: str
    author: str
    title: str
    year: str
    confidence: str
    note: str = ""

    def cited(self) -> str:
        """Return the reference as one line."""
        return f"{self.author} ({self.year}). {self.title}."


@cache
def sources() -> dict[str, Source]:
    """Return every publication by its key."""
    text = resources.files("samenredzaam").joinpath("data/sources.toml").read_text(encoding="utf-8")
    return {key: Source(key=key, **fields) for key, fields in tomllib.loads(text).items()}
