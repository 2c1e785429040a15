"""What is measured of the ladder of support: offers and requests, the walk-in, avoiders and outreach, crises."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.metrics.denominators import PER_1000, everyone, residents_of
from samenredzaam.neighbourhood.ledgers import (
    ASKED,
    CRISES,
    OFFERED,
    REACHED,
    VISITS,
)
from samenredzaam.neighbourhood.residents import FORMAL_NONE
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

PER_1000_A_WEEK = Text("per 1.000 inwoners per week", "per 1,000 residents per week")
PER_1000_A_YEAR = Text("per 1.000 inwoners per jaar", "per 1,000 residents per year")
STANDS_OUT_WEEKS = 4
"""A need unmet for so many weeks counts as left without help."""


def _agreements(town: Town) -> np.ndarray:
    return town.ledgers.events[:, ASKED] + town.ledgers.events[:, OFFERED]


def _counted(
    nl: str, en: str, unit: Text, scale: float, better: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=unit, per=residents_of, better=better, scale=scale, account=True)


@measured(
    "nieuwe hulp die begon met een aanbod",
    "new help that began with an offer",
    unit=Text("deel van de nieuwe afspraken", "share of new arrangements"),
    per=_agreements,
    account=True,
)
def offered_help_share(town: Town) -> np.ndarray:
    """Count arrangements of the week that began with an offer."""
    return town.ledgers.events[:, OFFERED]


@_counted("bezoekers van de inloop", "visitors of the walk-in", PER_1000_A_WEEK, 1000.0)
def walk_in_visitors_per_1000(town: Town) -> np.ndarray:
    """Count visits."""
    return town.ledgers.events[:, VISITS]


@measured(
    "zorgmijders zonder hulp", "avoiders left without help", unit=PER_1000, per=everyone, better="lower", scale=1000.0
)
def avoiders_without_help_per_1000(avoids_formal, formal, unmet_weeks):
    """Count residents who avoid formal help and have a need left unmet for weeks with nobody formal."""
    if not avoids_formal:
        return False
    found = False
    for domain in range(4):
        found = found or (unmet_weeks[domain] >= STANDS_OUT_WEEKS and formal[domain] == FORMAL_NONE)
    return found


@_counted("door bemoeizorg bereikt", "reached by outreach", PER_1000_A_YEAR, 1000.0 * WEEKS_PER_YEAR, better="higher")
def outreach_reached_per_1000(town: Town) -> np.ndarray:
    """Count needs that outreach brought to formal help."""
    return town.ledgers.events[:, REACHED]


@_counted("crisissituaties", "crises", PER_1000_A_YEAR, 1000.0 * WEEKS_PER_YEAR, better="lower")
def crises_per_1000(town: Town) -> np.ndarray:
    """Count crises that begin."""
    return town.ledgers.events[:, CRISES]
