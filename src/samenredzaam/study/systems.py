"""The systems of the field that the model is to contain, and what of each works, read from data/systems.toml.

A row that names what the code does not have is refused, so that the table cannot say more than there is.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

from samenredzaam import metrics as metrics  # noqa: PLC0414 - importing it declares the indicators
from samenredzaam.errors import nearest
from samenredzaam.mechanisms import OWNERS, PARAMETERS
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.recording import METRICS
from samenredzaam.texts import Text

FIELDS = (
    "title", "does", "lacking", "mechanisms", "levers", "metrics", "with", "without", "check_residents",
    "check_weeks", "tests",
)  # fmt: skip
WORKING = ("does", "mechanisms", "levers", "metrics", "without")
"""The fields that a system has of which something works, and any other has not."""

CHECK_RESIDENTS = 2000
CHECK_WEEKS = 104
"""In how large a neighbourhood, and over how many weeks, the check of indicators is done where nothing else is said."""

DIRECTIONS = ("higher", "lower")
CHECK = "test_systems.py::test_indicators_show_the_system"


class State(Enum):
    """How much of a system the model contains."""

    WORKS = Text("werkt", "works")
    PARTLY = Text("werkt ten dele", "works in part")
    NOT_YET = Text("nog niet", "not yet")


@dataclass(frozen=True)
class System:
    """A system of the field; data/systems.toml says what each field means."""

    name: str
    title: Text
    does: Text | None
    lacking: Text | None
    mechanisms: tuple[str, ...]
    levers: tuple[str, ...]
    metrics: Mapping[str, str]
    seen_with: Mapping[str, float]
    without: Mapping[str, float]
    check_residents: int
    check_weeks: int
    tests: tuple[str, ...]

    @property
    def state(self) -> State:
        """Return how much of it the model contains."""
        if self.does is None:
            return State.NOT_YET
        return State.WORKS if self.lacking is None else State.PARTLY

    @property
    def checks(self) -> tuple[str, ...]:
        """Return the tests that show it, by file and name; none for what the model does not contain."""
        return (f"{CHECK}[{self.name}]", *self.tests) if self.does else ()

    def row(self, language: str) -> dict[str, Any]:
        """Return it as a row for a table or for a program, its texts in a language."""
        return {
            "name": self.name,
            "title": self.title.said(language),
            "state": self.state.value.said(language),
            "does": self.does.said(language) if self.does else "",
            "lacking": self.lacking.said(language) if self.lacking else "",
            "mechanisms": list(self.mechanisms),
            "levers": list(self.levers),
            "metrics": dict(self.metrics),
            "without": dict(self.without),
            "tests": list(self.checks),
        }


@cache
def systems() -> dict[str, System]:
    """Return every system by name, S1 to S49."""
    text = resources.files("samenredzaam").joinpath("data/systems.toml").read_text(encoding="utf-8")
    return {name: system(name, said) for name, said in tomllib.loads(text).items()}


def system(name: str, said: Mapping[str, Any]) -> System:
    """Return a system from its table.

    Raises:
        ValueError: the table has a field that is not known, lacks one, or names what the code does not have.
    """
    if unknown := set(said) - set(FIELDS):
        raise ValueError(f"system {name}: {sorted(unknown)} is not known; known are: {', '.join(FIELDS)}")
    works = [field for field in WORKING if said.get(field)]
    if "title" not in said or len(works) not in (0, len(WORKING)) or not (works or "lacking" in said):
        raise ValueError(f"system {name} must have title, and all of {', '.join(WORKING)}; or title and lacking alone")
    changeable = LEVERS.keys() | PARAMETERS.keys()
    known: dict[str, Collection[str]] = {
        "mechanisms": OWNERS, "levers": LEVERS, "metrics": METRICS, "with": changeable, "without": changeable,
    }  # fmt: skip
    for field, names in known.items():
        for one in said.get(field, ()):
            if one not in names:
                raise ValueError(f"system {name}: {field} has {one!r}, which does not exist; {nearest(one, names).en}")
    if wrong := set(said.get("metrics", {}).values()) - set(DIRECTIONS):
        raise ValueError(f"system {name}: metrics says {sorted(wrong)}; say one of {', '.join(DIRECTIONS)}")
    return System(
        name=name,
        title=Text(**said["title"]),
        does=Text(**said["does"]) if works else None,
        lacking=Text(**said["lacking"]) if "lacking" in said else None,
        mechanisms=tuple(said.get("mechanisms", ())),
        levers=tuple(said.get("levers", ())),
        metrics=said.get("metrics", {}),
        seen_with=said.get("with", {}),
        without=said.get("without", {}),
        check_residents=said.get("check_residents", CHECK_RESIDENTS),
        check_weeks=said.get("check_weeks", CHECK_WEEKS),
        tests=tuple(said.get("tests", ())),
    )
