"""What is measured of initiatives of residents: how many there are, who carries them, and what they live by."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.metrics.denominators import ADULTS, EUROS, PER_1000, adults, adults_of, residents_of
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.deciders.initiatives import FROM_CIRCLE, FROM_SALES, FROM_SUBSIDY
from samenredzaam.neighbourhood.ledgers import BY_ORGANISING
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS
from samenredzaam.recording import MILLIONTHS, measured
from samenredzaam.texts import Text

PER_10000 = Text("per 10.000 inwoners", "per 10,000 residents")
YEARLY = Text("per 10.000 inwoners per jaar", "per 10,000 residents per year")
SCALE = Text("schaal van 0 tot 1", "scale from 0 to 1")
HOURS_YEARLY = Text("uur per 1.000 inwoners per week", "hours per 1,000 residents per week")


def _sum(town: Town, value: Callable[[Initiative], int]) -> np.ndarray:
    """Add up whole numbers of the initiatives in the books by neighbourhood; of those that ended, in that week."""
    found = [0] * len(town.codes)
    for one in town.deciders.initiatives:
        found[one.neighbourhood] += value(one)
    return np.array(found, dtype=np.int64)


def _alive(town: Town) -> np.ndarray:
    return _sum(town, lambda one: one.lives)


@measured(
    "bewonersinitiatieven", "initiatives of residents", unit=PER_10000, per=residents_of, scale=10_000.0,
    better="higher", account=True,
)  # fmt: skip
def initiatives_per_10000(town: Town) -> np.ndarray:
    """Count the initiatives that are alive."""
    return _alive(town)


@measured("lid van een bewonersinitiatief", "members of an initiative", unit=ADULTS, per=adults, better="higher")
def initiative_members_share(age, initiative):
    """Count adults who are a member."""
    return age >= 18 and initiative != 0


@measured(
    "achterban: kent een lid van een bewonersinitiatief", "constituency: knows a member of an initiative",
    unit=Text("per 1.000 volwassenen", "per 1,000 adults"), per=adults_of, scale=1000.0, better="higher", account=True,
)  # fmt: skip
def initiative_supporters_per_1000(town: Town) -> np.ndarray:
    """Add up the supporters of each initiative, when last counted; who supports several counts for each."""
    return _sum(town, lambda one: one.supporters)


@measured(
    "energie van initiatieven", "energy of initiatives", unit=SCALE, per=_alive, scale=1 / MILLIONTHS, better="higher",
    account=True,
)  # fmt: skip
def initiative_energy_mean(town: Town) -> np.ndarray:
    """Add up energy, in whole millionths, of those alive."""
    return _sum(town, lambda one: int(one.energy * MILLIONTHS) if one.lives else 0)


@measured(
    "doelen per initiatief", "goals of an initiative", unit=Text("doelen", "goals"), per=_alive, better="higher",
    account=True,
)  # fmt: skip
def initiative_goals_mean(town: Town) -> np.ndarray:
    """Add up the goals that initiatives combine."""
    return _sum(town, lambda one: len(one.goals) if one.lives else 0)


def _yearly(nl: str, en: str, better: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(
        nl, en, unit=YEARLY, per=residents_of, scale=10_000.0 * WEEKS_PER_YEAR, better=better, account=True
    )  # fmt: skip


@_yearly("begonnen initiatieven", "initiatives founded", "higher")
def initiatives_founded_yearly(town: Town) -> np.ndarray:
    """Count those founded this week."""
    return _sum(town, lambda one: one.founded_week == town.week)


@_yearly("opgehouden initiatieven", "initiatives ended", "lower")
def initiatives_ended_yearly(town: Town) -> np.ndarray:
    """Count those that ended this week."""
    return _sum(town, lambda one: one.ended_week == town.week)


@_yearly(
    "leden overgedragen door een initiatief dat ophield", "members handed over by an initiative that ended", "higher"
)
def initiative_members_passed_on_yearly(town: Town) -> np.ndarray:
    """Count the members that initiatives handed over this week to another with the same goal."""
    return _sum(town, lambda one: one.passed_on if one.ended_week == town.week else 0)


def _hours(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=HOURS_YEARLY, per=residents_of, scale=1000.0 / 60.0, better="higher", account=True)


@_hours("tijd van leden om initiatieven te laten draaien", "time of members to run initiatives")
def initiative_hours(town: Town) -> np.ndarray:
    """Add up minutes of organising."""
    return town.ledgers.exchanged_given[:, BY_ORGANISING]


@_hours("hulp betaald door zorgcooperaties", "help paid by care co-operatives")
def initiative_hired_hours(town: Town) -> np.ndarray:
    """Add up minutes of paid help."""
    return _sum(town, lambda one: one.hired_given_minutes if one.lives else 0)


@measured(
    "oogst voor buren met weinig geld", "harvest for neighbours with little money",
    unit=Text("keer per 1.000 inwoners per week", "times per 1,000 residents per week"), per=residents_of, scale=1000.0,
    better="higher", account=True,
)  # fmt: skip
def harvest_per_1000(town: Town) -> np.ndarray:
    """Count the times that members of an urban farm brought food."""
    return _sum(town, lambda one: one.parcels if one.lives else 0)


@measured(
    "werkplekken van sociale ondernemingen", "places to work in social firms", unit=PER_1000, per=residents_of,
    scale=1000.0, better="higher", account=True,
)  # fmt: skip
def social_firm_seats_per_1000(town: Town) -> np.ndarray:
    """Count the places that social firms offer."""
    return _sum(town, lambda one: one.seats if one.lives else 0)


def _income(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=EUROS, per=residents_of, scale=WEEKS_PER_YEAR / TURN_WEEKS / 100.0, account=True)


@_income("initiatieven: van leden en achterban", "initiatives: from members and supporters")
def initiative_circle_eur(town: Town) -> np.ndarray:
    """Add up what members and supporters last gave for four weeks."""
    return _sum(town, lambda one: one.income_cents[FROM_CIRCLE] if one.lives else 0)


@_income("initiatieven: subsidie", "initiatives: subsidy")
def initiative_subsidy_eur(town: Town) -> np.ndarray:
    """Add up the last subsidy."""
    return _sum(town, lambda one: one.income_cents[FROM_SUBSIDY] if one.lives else 0)


@_income("initiatieven: eigen verdiensten", "initiatives: own earnings")
def initiative_sales_eur(town: Town) -> np.ndarray:
    """Add up the last sales."""
    return _sum(town, lambda one: one.income_cents[FROM_SALES] if one.lives else 0)
