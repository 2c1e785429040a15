"""Indicators of money: what each payer pays, and for what. All that is paid stands here, each part once."""

from collections.abc import Callable

import numpy as np

from samenredzaam.metrics.denominators import EUROS, residents_of
from samenredzaam.neighbourhood.ledgers import (
    FEES,
    FOR_ACTIVITIES,
    FOR_ASSESSMENT,
    FOR_COACHING,
    FOR_CRISIS,
    FOR_GENERAL,
    FOR_GP,
    FOR_GUIDANCE,
    FOR_HOUSEHOLD_HELP,
    FOR_INITIATIVES,
    FOR_LINK_WORKER,
    FOR_LIVEABILITY,
    FOR_NURSING,
    FOR_RESPITE,
    FOR_SUPPORTED_WORK,
    FOR_TEAM,
    FUNDS,
    INSURER,
    MUNICIPALITY,
    RESIDENTS,
    STATE,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

Account = Callable[[Town], np.ndarray]

PAYER_NAMES = {
    MUNICIPALITY: Text("gemeente", "municipality"),
    INSURER: Text("zorgverzekeraar", "health insurer"),
    RESIDENTS: Text("bewoners", "residents"),
    FUNDS: Text("fondsen", "funds"),
    STATE: Text("Rijk", "state"),
}

WHOLES: dict[int, tuple[str, Text]] = {
    MUNICIPALITY: ("cost_municipality_eur", Text("kosten voor de gemeente", "cost to the municipality")),
    INSURER: ("cost_insurer_eur", Text("kosten voor de zorgverzekeraar", "cost to the health insurer")),
    RESIDENTS: ("cost_residents_eur", Text("kosten voor bewoners", "cost to residents")),
    FUNDS: ("cost_funds_eur", Text("kosten voor fondsen", "cost to funds")),
    STATE: ("cost_state_eur", Text("kosten voor het Rijk", "cost to the state")),
}
"""What a payer pays in all, less the fees it receives."""

PARTS: tuple[tuple[str, int, int, Text], ...] = (
    ("cost_team_eur", MUNICIPALITY, FOR_TEAM, Text("wijkteam", "neighbourhood team")),
    ("cost_general_eur", MUNICIPALITY, FOR_GENERAL,
     Text("algemene voorzieningen en inloop", "general provisions and walk-in")),
    ("cost_activities_eur", MUNICIPALITY, FOR_ACTIVITIES, Text("ontmoetingsplekken", "meeting places")),
    ("cost_liveability_eur", MUNICIPALITY, FOR_LIVEABILITY, Text("leefbaarheid van straten", "liveability of streets")),
    ("cost_initiatives_eur", MUNICIPALITY, FOR_INITIATIVES,
     Text("bewonersinitiatieven: subsidie en plek", "initiatives of residents: subsidy and room")),
    ("cost_respite_eur", MUNICIPALITY, FOR_RESPITE, Text("respijtzorg", "respite")),
    ("cost_link_worker_eur", MUNICIPALITY, FOR_LINK_WORKER, Text("welzijnscoach", "link worker")),
    ("cost_supported_work_eur", MUNICIPALITY, FOR_SUPPORTED_WORK, Text("beschutte werkplekken", "supported jobs")),
    ("cost_coaching_eur", MUNICIPALITY, FOR_COACHING,
     Text("begeleiding van organisaties", "coaching of organisations")),
    ("cost_assessment_eur", MUNICIPALITY, FOR_ASSESSMENT, Text("indicatie", "assessment")),
    ("cost_household_help_eur", MUNICIPALITY, FOR_HOUSEHOLD_HELP, Text("huishoudelijke hulp", "household help")),
    ("cost_guidance_eur", MUNICIPALITY, FOR_GUIDANCE, Text("begeleiding", "guidance")),
    ("cost_crisis_eur", MUNICIPALITY, FOR_CRISIS, Text("crisisopvang", "crisis shelter")),
    ("cost_nursing_eur", INSURER, FOR_NURSING, Text("wijkverpleging", "district nursing")),
    ("cost_gp_eur", INSURER, FOR_GP, Text("huisarts", "GP")),
    ("cost_crisis_insurer_eur", INSURER, FOR_CRISIS, Text("crisiszorg", "crisis care")),
    ("cost_activities_funds_eur", FUNDS, FOR_ACTIVITIES,
     Text("ontmoetingsplekken, door fondsen", "meeting places, by funds")),
    ("cost_given_to_initiatives_eur", RESIDENTS, FOR_INITIATIVES,
     Text("bijdragen aan bewonersinitiatieven", "contributions to initiatives of residents")),
    ("cost_household_help_state_eur", STATE, FOR_HOUSEHOLD_HELP,
     Text("huishoudelijke hulp, door het Rijk", "household help, by the state")),
    ("cost_guidance_state_eur", STATE, FOR_GUIDANCE, Text("begeleiding, door het Rijk", "guidance, by the state")),
    ("cost_fees_paid_eur", RESIDENTS, FEES, Text("eigen bijdragen", "fees")),
)  # fmt: skip
"""What each payer pays for: name of the indicator, payer, purpose, and the purpose in words."""


def _named(name: str, account: Account) -> Account:
    """Return an account under the name that its indicator has in results."""
    account.__name__ = name
    return account


def _declare(
    name: str, title: Text, account: Account, *, payer: Text | None = None, purpose: Text | None = None,
    better: str | None = "lower", main: bool = False,
) -> None:  # fmt: skip
    """Declare an account of cents by neighbourhood as an indicator in euros per resident per year."""
    measured(
        *title, unit=EUROS, per=residents_of, better=better, main=main, scale=WEEKS_PER_YEAR / 100.0, account=True,
        payer=payer, purpose=purpose,
    )(_named(name, account))  # fmt: skip


def _paid(payer: int, purpose: int) -> Account:
    return lambda town: town.ledgers.cents[:, payer, purpose]


def _whole(payer: int) -> Account:
    return lambda town: town.ledgers.cents[:, payer].sum(axis=1)


def _provisions(town: Town) -> np.ndarray:
    """Add up household help and guidance, which also stand apart."""
    return town.ledgers.cents[:, (MUNICIPALITY, STATE)][:, :, (FOR_HOUSEHOLD_HELP, FOR_GUIDANCE)].sum(axis=(1, 2))


for _payer, (_name, _title) in WHOLES.items():
    _declare(_name, _title, _whole(_payer), payer=PAYER_NAMES[_payer], main=_payer in (MUNICIPALITY, INSURER))
for _name, _payer, _purpose, _words in PARTS:
    _declare(
        _name, Text(f"kosten: {_words.nl}", f"cost: {_words.en}"), _paid(_payer, _purpose), payer=PAYER_NAMES[_payer],
        purpose=_words,
    )  # fmt: skip
_declare(
    "cost_fees_received_eur",
    Text("ontvangen eigen bijdragen (een min: wat de gemeente ontvangt)",
         "fees received (a minus: what the municipality receives)"),
    _paid(MUNICIPALITY, FEES), payer=PAYER_NAMES[MUNICIPALITY],
    purpose=Text("af: eigen bijdragen", "less: fees received"), better=None,
)  # fmt: skip
_declare(
    "cost_fees_received_state_eur",
    Text("eigen bijdragen, ontvangen door het Rijk (een min)", "fees received by the state (a minus)"),
    _paid(STATE, FEES), payer=PAYER_NAMES[STATE],
    purpose=Text("af: eigen bijdragen, door het Rijk", "less: fees received by the state"), better=None,
)  # fmt: skip
_declare(
    "cost_provisions_eur",
    Text("maatwerk: huishoudelijke hulp en begeleiding", "individual provisions: household help and guidance"),
    _provisions,
)
