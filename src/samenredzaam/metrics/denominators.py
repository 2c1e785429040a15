"""Of whom, and in which unit, indicators are given: what a sum over residents is divided by."""

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, FORMAL_PROVISION, PRACTICAL, SOCIAL
from samenredzaam.neighbourhood.town import Town
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
def carer(age, given_minutes, volunteered_minutes, caring_weeks):
    """Count carers by the strict definition: 20 and over, eight hours a week or three months on end.

    What someone gives as a volunteer of an organisation is no informal care.
    """
    return age >= 20 and (given_minutes - volunteered_minutes >= 480 or caring_weeks >= 13)


@inlined
def with_provision(formal):
    """Count residents with an individual provision."""
    return (
        formal[PRACTICAL] == FORMAL_PROVISION
        or formal[SOCIAL] == FORMAL_PROVISION
        or formal[ADMINISTRATIVE] == FORMAL_PROVISION
    )


def residents_of(town: Town) -> np.ndarray:
    """Return the number of residents by neighbourhood, for accounts."""
    return town.population()


def adults_of(town: Town) -> np.ndarray:
    """Return the number of adults by neighbourhood, for accounts."""
    return town.count_residents(town.residents.used & (town.residents.age >= ADULT_AGE))
