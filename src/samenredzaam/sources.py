"""The publications behind the numbers, read from data/sources.toml.

A number in the model carries either the key of a publication kept there, or the word `assumption` with a reason.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from samenredzaam.texts import Text, both

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
    author: Text
    title: Text
    year: Text
    confidence: str

    def named(self) -> Text:
        """Return who and when."""
        return both("{author} ({year})", "{author} ({year})", author=self.author, year=self.year)

    def cited(self) -> Text:
        """Return the reference as one line."""
        return both("{named}. {title}.", "{named}. {title}.", named=self.named(), title=self.title)


@cache
def sources() -> dict[str, Source]:
    """Return every publication by its key."""
    text = resources.files("samenredzaam").joinpath("data/sources.toml").read_text(encoding="utf-8")
    return {key: _source(key, **fields) for key, fields in tomllib.loads(text).items()}


def _source(key: str, author: Any, title: Any, year: Any, confidence: str) -> Source:
    return Source(key, _said(author), _said(title), _said(year), confidence)


def _said(said: str | dict[str, str]) -> Text:
    """Return a text that stands in the file once for each language, or once for both."""
    return Text(said, said) if isinstance(said, str) else Text(**said)
