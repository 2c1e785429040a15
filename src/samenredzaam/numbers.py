"""Numbers and dates as people read them, in Dutch and in English.

The Dutch locale is often missing on a machine, so the decimal comma is made here. Data files never pass
through here: they always have a point.
"""

import math
from datetime import date

from samenredzaam.texts import LANGUAGES, Text

MINUS = "\N{MINUS SIGN}"

MONTHS = (
    Text("januari", "January"), Text("februari", "February"), Text("maart", "March"), Text("april", "April"),
    Text("mei", "May"), Text("juni", "June"), Text("juli", "July"), Text("augustus", "August"),
    Text("september", "September"), Text("oktober", "October"), Text("november", "November"),
    Text("december", "December"),
)  # fmt: skip

MOST_DECIMALS = 6


def number(value: float, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number as text: "1.234,5" in Dutch, "1,234.5" in English.

    Args:
        value: the number, in the unit it is to be read in.
        language: "nl" or "en".
        decimals: digits behind the decimal sign.
        signed: whether a number above zero gets a plus sign.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not known; use one of {', '.join(LANGUAGES)}")
    digits = f"{abs(value):,.{decimals}f}"
    if language == "nl":
        digits = digits.translate(str.maketrans(",.", ".,"))
    if not any(digit in "123456789" for digit in digits):
        return digits
    return (MINUS if value < 0 else "+" if signed else "") + digits


def percent(share: float, language: str, decimals: int = 0) -> str:
    """Return a share (0 to 1) as a percentage, such as "12,3%"."""
    return number(100 * share, language, decimals) + "%"


def decimals_for(scale: float, digits: int = 2) -> int:
    """Return how many decimals show `digits` figures of a number of the size of `scale`."""
    if not math.isfinite(scale) or scale == 0:
        return 1
    return min(max(digits - 1 - math.floor(math.log10(abs(scale))), 0), MOST_DECIMALS)


def day(found: date, language: str) -> str:
    """Return a date in words, such as "1 januari 2026"."""
    return f"{found.day} {MONTHS[found.month - 1].said(language)} {found.year}"


def finite(value: float) -> float | None:
    """Return a number as reports hold it: rounded to nine digits, None where it is not a number."""
    return round(float(value), 9) if math.isfinite(value) else None
