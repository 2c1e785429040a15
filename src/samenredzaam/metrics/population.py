"""Indicators of streets, and of who moves and with whom."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.metrics.denominators import residents_of
from samenredzaam.neighbourhood.ledgers import COUPLES, DEPARTURES, MOVES_WITHIN
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text


@measured(
    "leefbaarheid van straten",
    "liveability of streets",
    unit=Text("0 tot 1", "0 to 1"),
    per=lambda town: 1000 * np.bincount(town.streets.neighbourhood, minlength=len(town.codes)),
    better="higher",
    account=True,
)
def liveability_mean(town: Town) -> np.ndarray:
    """Add up the liveability of streets, in whole thousandths."""
    thousandths = np.floor(1000.0 * town.streets.liveability.astype(np.float64))
    return np.bincount(town.streets.neighbourhood, thousandths, minlength=len(town.codes)).astype(np.int64)


def _moves(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(
        nl, en, unit=Text("per 1.000 inwoners per jaar", "per 1,000 residents a year"), per=residents_of,
        scale=1000.0 * WEEKS_PER_YEAR, account=True,
    )  # fmt: skip


@_moves("vertrokken", "moved out")
def moved_out_per_1000(town: Town) -> np.ndarray:
    """Count residents who left."""
    return town.ledgers.flows[:, DEPARTURES]


@_moves("verhuisd binnen de buurt", "moved within the neighbourhood")
def moved_within_per_1000(town: Town) -> np.ndarray:
    """Count residents who moved from one home here to another."""
    return town.ledgers.flows[:, MOVES_WITHIN]


@_moves("nieuwe paren", "new couples")
def new_couples_per_1000(town: Town) -> np.ndarray:
    """Count couples who came to live together."""
    return town.ledgers.flows[:, COUPLES]
