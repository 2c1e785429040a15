"""What is measured at the end of a week: each indicator a small function of one resident, or of the week's ledgers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.ledgers import (
    COUPLES,
    DEPARTURES,
    FOR_ASSESSMENT,
    FOR_GUIDANCE,
    FOR_HOUSEHOLD_HELP,
    FOR_RULES,
    INSURER,
    MOVES_WITHIN,
    MUNICIPALITY,
    RESIDENTS,
)
from samenredzaam.neighbourhood.residents import (
    ADMINISTRATIVE,
    BY_HOUSEHOLD,
    BY_PROVISION,
    BY_SELF,
    BY_TEAM,
    BY_TIES,
    BY_VOLUNTEERS,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_GRANTED,
    FORMAL_PROVISION,
    FORMAL_QUEUE,
    PERSONAL,
    PRACTICAL,
    ROLE_NONE,
    SOCIAL,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

ADULTS = Text("deel van de volwassenen", "share of adults")
HOURS = Text("uur per week", "hours per week")
PER_1000 = Text("per 1.000 inwoners", "per 1,000 residents")
EUROS = Text("euro per inwoner per jaar", "euro per resident per year")
WEEKS = Text("weken", "weeks")


@inlined
def everyone(age):  # noqa: ARG001 - a function of residents reads a column
    """Count everybody."""
    return 1


@inlined
def adults(age):
    """Count those of 18 and over."""
    return age >= 18


@inlined
def aged_15(age):
    """Count those of 15 and over."""
    return age >= 15


@inlined
def aged_20(age):
    """Count those of 20 and over."""
    return age >= 20


@inlined
def required_hours(required_minutes):
    """Return the hours of help someone needs."""
    return (required_minutes[0] + required_minutes[1] + required_minutes[2] + required_minutes[3]) / 60.0


@inlined
def in_need(stage):
    """Count those with a need."""
    return stage[0] + stage[1] + stage[2] + stage[3] > 0


@inlined
def reported(loneliness):
    """Return loneliness as people report it: a whole number from 0 to 11."""
    return int(min(max(float(loneliness), 0.0), 11.0) + 0.5)


@inlined
def carer(age, given_minutes, caring_weeks):
    """Count carers by the strict definition: 20 and over, eight hours a week or three months on end."""
    return age >= 20 and (given_minutes >= 480 or caring_weeks >= 13)


@measured(
    "inwoners",
    "residents",
    unit=Text("aantal", "number"),
    per=lambda town: np.ones(len(town.codes), dtype=np.int64),
    account=True,
)
def residents_count(town: Town) -> np.ndarray:
    """Count residents."""
    return town.population()


@measured(
    "verbonden: vier of meer goede banden",
    "connected: four or more good ties",
    unit=ADULTS,
    per=adults,
    better="higher",
    main=True,
)
def connected_share(age, good_ties):
    """Count adults with four or more good ties, the number that protects."""
    return age >= 18 and good_ties >= 4


@measured("goede banden", "good ties", unit=Text("per volwassene", "per adult"), per=adults, better="higher")
def good_ties_mean(age, good_ties):
    """Count good ties of adults."""
    return good_ties if age >= 18 else 0


@measured("eenzaam", "lonely", unit=ADULTS, per=adults, better="lower", main=True)
def lonely_share(age, loneliness):
    """Count adults who score 3 or more."""
    return age >= 18 and reported(loneliness) >= 3


@measured("ernstig eenzaam", "severely lonely", unit=ADULTS, per=adults, better="lower")
def severely_lonely_share(age, loneliness):
    """Count adults who score 9 or more."""
    return age >= 18 and reported(loneliness) >= 9


@measured("zelfredzaamheid", "self-reliance", unit=Text("0 tot 1", "0 to 1"), per=adults, better="higher")
def self_reliance_mean(age, self_reliance):
    """Add up self-reliance of adults."""
    return self_reliance if age >= 18 else 0.0


@measured(
    "samenredzaam: geholpen, niet meer formeel dan nodig",
    "managing together: helped, no more formally than needed",
    unit=Text("deel van wie hulp nodig heeft", "share of those in need"), per=in_need, better="higher", main=True,
)  # fmt: skip
def samenredzaam_share(stage, required_minutes, open_minutes, complexity, received_minutes, leans_on_overloaded):
    """Count those whose needs are each at least 90% met by nobody overloaded.

    And with no more formal hours than complexity asks.
    """
    need, complex_minutes = False, 0.0
    for domain in range(4):
        if stage[domain] > 0:
            need = True
            complex_minutes += required_minutes[domain] * complexity[domain]
            if open_minutes[domain] * 10 > required_minutes[domain]:
                return False
    formal = received_minutes[BY_TEAM] + received_minutes[BY_PROVISION]
    return need and not leans_on_overloaded and formal <= complex_minutes


@measured(
    "onvervulde hulpvraag",
    "unmet need",
    unit=Text("deel van de benodigde uren", "share of hours needed"),
    per=required_hours,
    better="lower",
    main=True,
)
def need_unmet_share(open_minutes):
    """Add up hours of need not met."""
    return (open_minutes[0] + open_minutes[1] + open_minutes[2] + open_minutes[3]) / 60.0


def _by_rung(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=Text("deel van de benodigde uren", "share of hours needed"), per=required_hours)


@_by_rung("zelf opgelost", "managed oneself")
def need_met_by_self_share(met_minutes):
    """Add up hours met by people themselves."""
    return met_minutes[BY_SELF] / 60.0


@_by_rung("door huisgenoten", "by the household")
def need_met_by_household_share(met_minutes):
    """Add up hours met by housemates."""
    return met_minutes[BY_HOUSEHOLD] / 60.0


@_by_rung("door familie, vrienden en buren", "by kin, friends and neighbours")
def need_met_by_ties_share(met_minutes):
    """Add up hours met over ties."""
    return met_minutes[BY_TIES] / 60.0


@_by_rung("door vrijwilligers", "by volunteers")
def need_met_by_volunteers_share(met_minutes):
    """Add up hours met by volunteers."""
    return met_minutes[BY_VOLUNTEERS] / 60.0


@_by_rung("door het wijkteam", "by the neighbourhood team")
def need_met_by_team_share(met_minutes):
    """Add up hours met by the team."""
    return met_minutes[BY_TEAM] / 60.0


@_by_rung("door maatwerk en wijkverpleging", "by individual provisions and nursing")
def need_met_by_provision_share(met_minutes):
    """Add up hours met by individual provisions and nursing."""
    return met_minutes[BY_PROVISION] / 60.0


@measured("mensen met een hulpvraag", "people in need", unit=ADULTS, per=adults)
def in_need_share(age, stage):
    """Count adults with a need."""
    return age >= 18 and stage[0] + stage[1] + stage[2] + stage[3] > 0


@measured("mensen met een zware hulpvraag", "people with a heavy need", unit=ADULTS, per=adults, better="lower")
def heavy_need_share(age, stage):
    """Count adults with a heavy need."""
    return age >= 18 and (stage[0] == 3 or stage[1] == 3 or stage[2] == 3 or stage[3] == 3)


@measured("hulp gegeven aan anderen", "help given to others", unit=HOURS, per=adults)
def help_given_hours(given_minutes):
    """Add up hours of informal help given."""
    return given_minutes / 60.0


@measured("hielp deze week iemand", "helped someone this week", unit=ADULTS, per=adults)
def helped_weekly_share(age, given_minutes):
    """Count adults who gave help this week."""
    return age >= 18 and given_minutes > 0


@inlined
def with_provision(formal):
    """Count residents with an individual provision."""
    return (
        formal[PRACTICAL] == FORMAL_PROVISION
        or formal[SOCIAL] == FORMAL_PROVISION
        or formal[ADMINISTRATIVE] == FORMAL_PROVISION
    )


@measured(
    "informele hulp aan cliënten met maatwerk",
    "informal help to clients with a provision",
    unit=Text("uur per week per client", "hours per week per client"),
    per=with_provision,
)
def client_informal_hours(formal, received_minutes):
    """Add up hours of household, ties and volunteers to those with an individual provision."""
    if not with_provision(formal):
        return 0.0
    return (received_minutes[BY_HOUSEHOLD] + received_minutes[BY_TIES] + received_minutes[BY_VOLUNTEERS]) / 60.0


@measured(
    "mantelzorgers",
    "carers",
    unit=Text("deel van 20 jaar en ouder", "share of those aged 20 and over"),
    per=aged_20,
    main=True,
)
def carers_share(age, given_minutes, caring_weeks):
    """Count carers."""
    return carer(age, given_minutes, caring_weeks)


@measured(
    "overbelaste mantelzorgers",
    "overburdened carers",
    unit=Text("deel van de mantelzorgers", "share of carers"),
    per=carer,
    better="lower",
    main=True,
)
def overburdened_carers_share(age, given_minutes, caring_weeks, strain):
    """Count carers with strain above one half."""
    return carer(age, given_minutes, caring_weeks) and strain > 0.5


@measured("uitgevallen helpers", "helpers dropped out", unit=ADULTS, per=adults, better="lower")
def dropped_out_share(age, resting_until, week):
    """Count adults who rest after dropping out."""
    return age >= 18 and resting_until > week


@measured(
    "vrijwilligers",
    "volunteers",
    unit=Text("deel van 15 jaar en ouder", "share of those aged 15 and over"),
    per=aged_15,
    better="higher",
)
def volunteers_share(age, role):
    """Count regular volunteers of any kind."""
    return age >= 15 and role != ROLE_NONE


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


def _residents(town: Town) -> np.ndarray:
    return town.population()


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
    found = np.zeros(len(town.codes), dtype=np.int64)
    np.add.at(
        found, town.streets.neighbourhood, (1000.0 * town.streets.liveability.astype(np.float64)).astype(np.int64)
    )
    return found


def _moves(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(
        nl,
        en,
        unit=Text("per 1.000 inwoners per jaar", "per 1,000 residents a year"),
        per=_residents,
        scale=1000.0 * WEEKS_PER_YEAR,
        account=True,
    )


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


def _euros(
    nl: str, en: str, *, better: str | None = "lower", main: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(
        nl,
        en,
        unit=EUROS,
        per=_residents,
        better=better,
        main=main,
        scale=WEEKS_PER_YEAR / 100.0,
        account=True,
    )


@_euros("kosten voor de gemeente", "cost to the municipality", main=True)
def cost_municipality_eur(town: Town) -> np.ndarray:
    """Add up what the municipality pays, less the fees it receives."""
    return town.ledgers.cents[:, MUNICIPALITY].sum(axis=1)


@_euros("maatwerk: huishoudelijke hulp en begeleiding", "individual provisions: household help and guidance")
def cost_provisions_eur(town: Town) -> np.ndarray:
    """Add up household help and guidance."""
    return town.ledgers.cents[:, MUNICIPALITY, FOR_HOUSEHOLD_HELP] + town.ledgers.cents[:, MUNICIPALITY, FOR_GUIDANCE]


@_euros("indicatie", "assessment")
def cost_assessment_eur(town: Town) -> np.ndarray:
    """Add up assessments."""
    return town.ledgers.cents[:, MUNICIPALITY, FOR_ASSESSMENT]


@_euros("kosten voor de zorgverzekeraar", "cost to the health insurer", main=True)
def cost_insurer_eur(town: Town) -> np.ndarray:
    """Add up what the insurer pays."""
    return town.ledgers.cents[:, INSURER].sum(axis=1)


@_euros("eigen bijdragen van bewoners", "fees paid by residents")
def cost_residents_eur(town: Town) -> np.ndarray:
    """Add up what residents pay."""
    return town.ledgers.cents[:, RESIDENTS].sum(axis=1)


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
