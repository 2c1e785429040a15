"""Why numbers without a publication were set as they are, in Dutch; declarations give the reason in English."""

import tomllib
from functools import cache
from importlib import resources

from samenredzaam.texts import Text


@cache
def reasons() -> dict[str, str]:
    """Return the Dutch of every reason by its English, from data/reasons_nl.toml."""
    text = resources.files("samenredzaam").joinpath("data/reasons_nl.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)
    return found


def reason_text(reason: str) -> Text:
    """Return a reason in both languages; one that is not in the file is said in English."""
    return Text(reasons().get(reason, reason), reason)
