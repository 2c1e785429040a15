"""What is measured of participation, reciprocity and role models; like the other indicators."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.metrics.denominators import ADULTS, adults, adults_of
from samenredzaam.neighbourhood.ledgers import BY_BANK, BY_BARTER, BY_GUIDANCE, CLIMBED, FALLEN
from samenredzaam.neighbourhood.residents import (
    CONTACTS,
    IN_ACTIVITY,
    ISOLATED,
    PAID_WORK,
    SUPPORTED_WORK,
    UNPAID_WORK,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

WORKING_AGE = Text("deel van 18 tot 67 jaar", "share of those aged 18 to 66")


@inlined
def of_working_age(age):
    """Count those of 18 to 66."""
    return 18 <= age < 67


def _on_rung(nl: str, en: str, better: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=WORKING_AGE, per=of_working_age, better=better)


@_on_rung("participatie: geisoleerd", "participation: isolated", "lower")
def rung_isolated_share(age, rung):
    """Count people of working age on the first rung."""
    return 18 <= age < 67 and rung == ISOLATED


@_on_rung("participatie: contacten", "participation: contacts", "lower")
def rung_contacts_share(age, rung):
    """Count people of working age on the second rung."""
    return 18 <= age < 67 and rung == CONTACTS


@_on_rung("participatie: activiteit", "participation: organised activity", "higher")
def rung_activity_share(age, rung):
    """Count people of working age on the third rung."""
    return 18 <= age < 67 and rung == IN_ACTIVITY


@_on_rung("participatie: onbetaald werk", "participation: unpaid work", "higher")
def rung_unpaid_work_share(age, rung):
    """Count people of working age on the fourth rung."""
    return 18 <= age < 67 and rung == UNPAID_WORK


@_on_rung("participatie: beschut werk", "participation: supported work", "higher")
def rung_supported_work_share(age, rung):
    """Count people of working age on the fifth rung."""
    return 18 <= age < 67 and rung == SUPPORTED_WORK


@_on_rung("participatie: betaald werk", "participation: paid work", "higher")
def rung_paid_work_share(age, rung):
    """Count people of working age on the sixth rung."""
    return 18 <= age < 67 and rung == PAID_WORK


@measured("in de bijstand", "on social assistance", unit=WORKING_AGE, per=of_working_age, better="lower")
def benefit_share(age, benefit):
    """Count people of working age on social assistance."""
    return 18 <= age < 67 and benefit


@measured("meer dan tien uur hulp schuldig", "more than ten hours of help owed", unit=ADULTS, per=adults)
def in_debt_share(age, owed_minutes):
    """Count adults who owe more than ten hours over the ties they have."""
    return age >= 18 and owed_minutes > 600


@measured("op weg geholpen door een rolmodel", "guided by a role model", unit=ADULTS, per=adults, better="higher")
def guided_share(age, guided_until, week):
    """Count adults who met an expert by experience in the last weeks."""
    return age >= 18 and guided_until > week


def _hours(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    unit = Text("uur per volwassene per jaar", "hours per adult per year")
    return measured(nl, en, unit=unit, per=adults_of, better="higher", scale=WEEKS_PER_YEAR / 60.0, account=True)


@_hours("iets teruggedaan voor hulp", "given back for help")
def barter_hours(town: Town) -> np.ndarray:
    """Add up minutes of barter."""
    return town.ledgers.exchanged_given[:, BY_BARTER]


@_hours("geruild via de tijdbank", "swapped over the time bank")
def time_bank_hours(town: Town) -> np.ndarray:
    """Add up minutes of the time bank."""
    return town.ledgers.exchanged_given[:, BY_BANK]


@_hours("tijd van ervaringsdeskundigen", "time of experts by experience")
def guidance_hours(town: Town) -> np.ndarray:
    """Add up minutes of guidance."""
    return town.ledgers.exchanged_given[:, BY_GUIDANCE]


def _moves(nl: str, en: str, better: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    unit = Text("keer per volwassene per jaar", "times per adult per year")
    return measured(nl, en, unit=unit, per=adults_of, better=better, scale=WEEKS_PER_YEAR, account=True)


@_moves("geklommen op de participatieladder", "climbed on the participation ladder", "higher")
def climbed_yearly(town: Town) -> np.ndarray:
    """Add up moves to a higher rung."""
    return town.ledgers.moves[:, CLIMBED]


@_moves("gedaald op de participatieladder", "fallen on the participation ladder", "lower")
def fallen_yearly(town: Town) -> np.ndarray:
    """Add up moves to a lower rung."""
    return town.ledgers.moves[:, FALLEN]
