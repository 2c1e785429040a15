"""Indicators of formal support: who has it, who waits, and what professionals' time goes to."""

import numpy as np

from samenredzaam.metrics.denominators import (
    PER_1000,
    WEEKS,
    everyone,
    with_provision,
)
from samenredzaam.neighbourhood.ledgers import FOR_RULES
from samenredzaam.neighbourhood.residents import (
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_GRANTED,
    FORMAL_PROVISION,
    FORMAL_QUEUE,
    PERSONAL,
    PRACTICAL,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text


@measured(
    "cliënten met maatwerk",
    "clients with an individual provision",
    unit=PER_1000,
    per=everyone,
    scale=1000.0,
    main=True,
)
def provision_clients_per_1000(formal):
    """Count clients with household help or guidance."""
    return with_provision(formal)


@measured(
    "cliënten met huishoudelijke hulp",
    "clients with household help",
    unit=PER_1000,
    per=everyone,
    scale=1000.0,
)
def household_help_clients_per_1000(formal):
    """Count clients with household help."""
    return formal[PRACTICAL] == FORMAL_PROVISION


@measured("cliënten met wijkverpleging", "clients with district nursing", unit=PER_1000, per=everyone, scale=1000.0)
def nursing_clients_per_1000(formal):
    """Count clients with district nursing."""
    return formal[PERSONAL] == FORMAL_PROVISION


@measured("zaken van het wijkteam", "cases of the team", unit=PER_1000, per=everyone, scale=1000.0)
def team_cases_per_1000(formal):
    """Count residents with a case."""
    return formal[0] == FORMAL_CASE or formal[1] == FORMAL_CASE or formal[3] == FORMAL_CASE


@measured("wachtenden", "people waiting", unit=PER_1000, per=everyone, scale=1000.0, better="lower")
def waiting_per_1000(formal):
    """Count residents who wait for the team, an assessment or a provider."""
    for domain in range(4):
        if formal[domain] == FORMAL_QUEUE or formal[domain] == FORMAL_ASSESSMENT or formal[domain] == FORMAL_GRANTED:
            return True
    return False


def _starts(town: Town) -> np.ndarray:
    return town.ledgers.starts


@measured(
    "wachttijd tot maatwerk begint",
    "wait until a provision begins",
    unit=WEEKS,
    per=_starts,
    better="lower",
    main=True,
    account=True,
)
def waiting_weeks_mean(town: Town) -> np.ndarray:
    """Add up weeks from the first request to the start, of provisions that began."""
    return town.ledgers.start_weeks


@measured(
    "tijd van professionals aan regels",
    "professionals' time for rules",
    unit=Text("deel van de werktijd", "share of working time"),
    per=lambda town: town.ledgers.contract,
    better="lower",
    account=True,
)
def rule_time_share(town: Town) -> np.ndarray:
    """Add up minutes for rules."""
    return town.ledgers.professional[:, FOR_RULES]
