"""Indicators of people: how they are connected, what they need and who meets it, what they give."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.metrics.denominators import (
    ADULTS,
    HOURS,
    adults,
    aged_15,
    aged_20,
    carer,
    in_need,
    reported,
    required_hours,
    with_provision,
)
from samenredzaam.neighbourhood.residents import (
    ADMINISTRATIVE,
    BY_CRISIS,
    BY_GENERAL,
    BY_HOUSEHOLD,
    BY_PROVISION,
    BY_SELF,
    BY_TEAM,
    BY_TIES,
    BY_VOLUNTEERS,
    PERSONAL,
    PRACTICAL,
    ROLE_NONE,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text


@measured(
    "inwoners",
    "residents",
    unit=Text("aantal", "number"),
    per=None,
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
    formal = received_minutes[BY_GENERAL] + received_minutes[BY_TEAM]
    formal += received_minutes[BY_PROVISION] + received_minutes[BY_CRISIS]
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


@_by_rung("door algemene voorzieningen", "by general provisions")
def need_met_by_general_share(met_minutes):
    """Add up hours met by general provisions."""
    return met_minutes[BY_GENERAL] / 60.0


@_by_rung("door het wijkteam", "by the neighbourhood team")
def need_met_by_team_share(met_minutes):
    """Add up hours met by the team."""
    return met_minutes[BY_TEAM] / 60.0


@_by_rung("door maatwerk en wijkverpleging", "by individual provisions and nursing")
def need_met_by_provision_share(met_minutes):
    """Add up hours met by individual provisions and nursing."""
    return met_minutes[BY_PROVISION] / 60.0


@_by_rung("door crisisopvang", "by crisis care")
def need_met_by_crisis_share(met_minutes):
    """Add up hours met in a crisis."""
    return met_minutes[BY_CRISIS] / 60.0


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
def carers_share(age, given_minutes, volunteered_minutes, caring_weeks):
    """Count carers."""
    return carer(age, given_minutes, volunteered_minutes, caring_weeks)


@measured(
    "overbelaste mantelzorgers",
    "overburdened carers",
    unit=Text("deel van de mantelzorgers", "share of carers"),
    per=carer,
    better="lower",
    main=True,
)
def overburdened_carers_share(age, given_minutes, volunteered_minutes, caring_weeks, strain):
    """Count carers with strain above one half."""
    return carer(age, given_minutes, volunteered_minutes, caring_weeks) and strain > 0.5


@measured(
    "mantelzorgers die zelf hulp nodig hebben",
    "carers who need help themselves",
    unit=Text("deel van de mantelzorgers", "share of carers"),
    per=carer,
)
def carers_in_need_share(age, given_minutes, volunteered_minutes, caring_weeks, stage):
    """Count carers who cannot do without help with household, care or papers themselves."""
    needs_help = stage[PRACTICAL] > 0 or stage[PERSONAL] > 0 or stage[ADMINISTRATIVE] > 0
    return carer(age, given_minutes, volunteered_minutes, caring_weeks) and needs_help


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
