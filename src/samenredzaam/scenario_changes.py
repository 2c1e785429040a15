"""A change of policy by date: one lever, what it becomes, from when until when, and where."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from samenredzaam.neighbourhood.levers import Lever
from samenredzaam.numbers import day, number
from samenredzaam.scenario_values import Place
from samenredzaam.texts import LANGUAGES, Text


@dataclass(frozen=True)
class Change:
    """A change of policy by date.

    Attributes:
        lever: the lever that changes.
        date: from this day; the week it falls in is the first in which the change is in force.
        kind: "value" (the lever becomes `amount`), "factor" or "add" (applied to what is in force before).
        amount: the new value, the factor, or what is added, in the lever's unit.
        ramp_weeks: over so many weeks the change grows from nothing to all of it; 0 is at once.
        neighbourhoods: codes of the neighbourhoods it holds for, in capitals; empty is all.
        until: from the week of this day the change is gone; None is never.
        place: where it was written, for refusals.
    """

    lever: str
    date: datetime.date
    kind: str
    amount: float
    ramp_weeks: int = 0
    neighbourhoods: tuple[str, ...] = ()
    until: datetime.date | None = None
    place: Place = field(default=Place("a scenario", "[[policy]]"), compare=False, repr=False)

    def after(self, before: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Return what is in force after the change.

        Args:
            before: what is in force without it, float64.
            share: how much of the change is reached, 0 to 1, of the shape of `before` or ().
        """
        if self.kind == "factor":
            target = before * self.amount
        else:
            target = before + self.amount if self.kind == "add" else np.full_like(before, self.amount)
        # before + (target - before) may miss the target by a last bit; a complete change takes it as it is.
        partly = np.where(share < 1.0, before + (target - before) * share, target)
        return np.where(share > 0.0, partly, before)

    def share(self, weeks: np.ndarray, start: datetime.date) -> np.ndarray:
        """Return how much of the change is reached in each of `weeks`: 0 is nothing, 1 all of it.

        Args:
            weeks: weeks of the scenario, int64.
            start: the first day of week 0.
        """
        gone = weeks - (self.date - start).days // 7
        reached = np.clip(gone / self.ramp_weeks, 0.0, 1.0) if self.ramp_weeks else np.where(gone >= 0, 1.0, 0.0)
        if self.until is None:
            return reached
        return np.where(weeks < (self.until - start).days // 7, reached, 0.0)

    def holds_for(self, codes: Sequence[str]) -> np.ndarray:
        """Return for each of `codes` whether the change holds there, as booleans."""
        if not self.neighbourhoods:
            return np.ones(len(codes), dtype=bool)
        own = set(self.neighbourhoods)
        return np.array([code.strip().upper() in own for code in codes], dtype=bool)

    def keys(self) -> dict[str, object]:
        """Return the change as the keys of its table in a scenario file, None where a key is left out."""
        return {
            "lever": self.lever,
            "date": self.date,
            self.kind: self.amount,
            "ramp_weeks": self.ramp_weeks or None,
            "neighbourhoods": self.neighbourhoods or None,
            "until": self.until,
        }

    def described(self, lever: Lever) -> Text:
        """Return in plain words what the change does, such as "team hours: 20% less from 1 January 2026"."""
        return Text(*(self._described(lever, language) for language in LANGUAGES))

    def _described(self, lever: Lever, language: str) -> str:
        """Return in one language what the change does."""
        own = ", ".join(self.neighbourhoods)
        parts = [
            f"{lever.name.said(language)}: {self._what().said(language)}",
            Text("vanaf", "from").said(language) + f" {day(self.date, language)}",
        ]
        if self.ramp_weeks:
            parts.append(Text(f"in {self.ramp_weeks} weken", f"over {self.ramp_weeks} weeks").said(language))
        if self.until is not None:
            parts.append(Text("tot", "until").said(language) + f" {day(self.until, language)}")
        if own:
            parts.append(Text(f"alleen in {own}", f"only in {own}").said(language))
        return " ".join(parts)

    def _what(self) -> Text:
        """Return what becomes of the lever."""
        if self.kind == "value":
            return Text(*(f"{words} {_plain(self.amount, to)}" for to, words in (("nl", "wordt"), ("en", "becomes"))))
        if self.kind == "add":
            way = Text("lager", "lower") if self.amount < 0 else Text("hoger", "higher")
            return Text(*(f"{_plain(abs(self.amount), to)} {way.said(to)}" for to in LANGUAGES))
        way = Text("minder", "less") if self.amount < 1 else Text("meer", "more")
        return Text(*(f"{_plain(100 * abs(self.amount - 1), to)}% {way.said(to)}" for to in LANGUAGES))


def _plain(amount: float, language: str) -> str:
    """Return a number with the decimals it has, four at most."""
    decimals = next((places for places in range(4) if round(amount, places) == round(amount, 4)), 4)
    return number(amount, language, decimals)
