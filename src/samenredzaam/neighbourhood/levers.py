"""How a lever is declared: who owns it, what it is called, and what is known of its number."""

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import Any

from samenredzaam.parameters import Declaration
from samenredzaam.texts import Text


class Owner(Enum):
    """Who decides on a lever."""

    MUNICIPALITY = Text("gemeente", "municipality")
    STATE = Text("Rijk", "state")
    INSURER = Text("zorgverzekeraar", "health insurer")
    ORGANISATION = Text("welzijnsorganisatie", "welfare organisation")
    GP = Text("huisartsen", "GPs")
    INITIATIVE = Text("bewonersinitiatief", "initiative of residents")
    ASSOCIATION = Text("branchevereniging", "branch association")


@dataclass(frozen=True)
class Lever:
    """A lever: its owner, its name in two languages, and what is known of its number."""

    owner: Owner
    name: Text
    declared: Declaration


def lever(
    default: float,
    *,
    owner: Owner,
    name: Text,
    unit: str,
    low: float,
    high: float,
    nl: str,
    en: str,
    source: str | None = None,
    assumption: str | None = None,
) -> Any:
    """Declare a lever as a field of Policy; the arguments are those of a parameter, and owner and name."""
    made = Lever(owner, name, Declaration(default, unit, low, high, Text(nl, en), source, assumption))
    return dataclasses.field(default=default, metadata={"lever": made})
