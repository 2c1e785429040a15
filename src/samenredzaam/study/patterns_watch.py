"""Indicators that only patterns need: looked at every week beside those of the model, for all residents together.

Each of WATCHES makes an onlooker, a function of the model; one that must remember earlier weeks is an object.
Sums are of whole numbers, so that they do not depend on the order of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samenredzaam.mechanisms.support import Support
from samenredzaam.mechanisms.support.agreeing import Agreeing
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import FOR_CASES, FOR_INTAKE, FOR_SIGNALLING, UNUSED
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import FORMAL_NONE
from samenredzaam.neighbourhood.tasks import SHOPPING
from samenredzaam.neighbourhood.ties import HOUSEHOLD, OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.study.cohort import (
    Cohort,
    agreed_minutes,
    informal_minutes,
    unmet_minutes,
    with_lasting_need,
    with_provision,
)
from samenredzaam.study.prescribed import (
    LonelinessChange,
    others_worried_change,
    same_people_earlier_change,
    those_referred_change,
    those_referred_year_change,
)
from samenredzaam.texts import Text

Onlooker = Callable[[NeighbourhoodModel], float]

YEAR_WEEKS = 52
TIME_TO_HELP = 60
"""Free minutes a week from which someone has time to help now and then."""

OVERBURDENED = 0.5
"""Strain above which someone is overburdened, as in the model's indicator for carers."""


@dataclass(frozen=True)
class Watch:
    """An indicator of a study: its name for people, its unit, and what makes an onlooker for one run.

    `make` is told the week from which levers change.
    """

    title: Text
    unit: Text
    make: Callable[[int], Onlooker]


def _without_work(town: Town) -> np.ndarray:
    """Return which rows are adults without paid work."""
    residents = town.residents
    found: np.ndarray = residents.used & (residents.age >= ADULT_AGE) & (residents.work_minutes == 0)
    return found


def _share(inside: np.ndarray, of: np.ndarray) -> float:
    """Return the share of rows `of` that are also `inside`; NaN of none."""
    return int((inside & of).sum()) / int(of.sum()) if of.any() else float("nan")


def _given_without_work(model: NeighbourhoodModel) -> float:
    chosen = _without_work(model.town)
    return int(model.town.residents.given_minutes[chosen].sum()) / 60.0 / int(chosen.sum())


def _strain_without_work(model: NeighbourhoodModel) -> float:
    chosen = _without_work(model.town)
    millionths = (model.town.residents.strain[chosen].astype(np.float64) * 1e6).astype(np.int64)
    return int(millionths.sum()) / 1e6 / int(chosen.sum())


def _strained_without_work(model: NeighbourhoodModel) -> float:
    return _share(model.town.residents.strain > OVERBURDENED, _without_work(model.town))


def _dropped_out_without_work(model: NeighbourhoodModel) -> float:
    return _share(model.town.residents.resting_until > model.town.week, _without_work(model.town))


def _without_time(model: NeighbourhoodModel) -> float:
    residents = model.town.residents
    left = residents.free_minutes - residents.given_minutes
    return _share(left < LEAST_MINUTES, residents.used & (residents.age >= ADULT_AGE))


def _formal_demand(model: NeighbourhoodModel) -> float:
    used = model.town.residents.used
    return 1000.0 * int((model.town.needs.formal[used] != FORMAL_NONE).sum()) / int(used.sum())


class WillingIdle:
    """The share of willing adults with time who helped nobody in the last year, of those who lived here all that year.

    Willing is who would sooner say yes than no to a passing practical favour for someone they know middling well.
    """

    def __init__(self) -> None:
        self.who = np.zeros(0, dtype=np.uint64)
        self.since = np.zeros(0, dtype=np.int64)
        self.helped = np.zeros(0, dtype=np.int64)
        self.weeks = 0

    def __call__(self, model: NeighbourhoodModel) -> float:
        """Take note of who helps this week, and return the share; NaN in the first year."""
        residents, week = model.town.residents, self.weeks
        self._follow(residents.identity)
        self.helped[residents.given_minutes > 0] = week
        self.weeks += 1
        if self.weeks < YEAR_WEEKS:
            return float("nan")
        known = residents.used & (residents.age >= ADULT_AGE) & (self.since <= week - YEAR_WEEKS + 1)
        return _share(self.helped <= week - YEAR_WEEKS, known & could_and_would(model))

    def _follow(self, identity: np.ndarray) -> None:
        """Begin anew with rows that hold someone else than last week; tables grow, and never shrink."""
        grown = len(identity) - len(self.who)
        self.who = np.concatenate([self.who, np.zeros(grown, dtype=np.uint64)])
        self.since = np.concatenate([self.since, np.zeros(grown, dtype=np.int64)])
        self.helped = np.concatenate([self.helped, np.zeros(grown, dtype=np.int64)])
        new = self.who != identity
        self.who[new] = identity[new]
        self.since[new] = self.weeks
        self.helped[new] = -(10**6)


def _hours_for_cases(model: NeighbourhoodModel) -> float:
    """Return what is left of the team's contract after rules and what policy sets apart, used or not."""
    minutes = model.town.ledgers.professional[:, [FOR_CASES, FOR_INTAKE, FOR_SIGNALLING, UNUSED]].sum()
    return 1000.0 * int(minutes) / 60.0 / int(model.town.residents_at_budget.sum())


def reported_loneliness(town: Town) -> np.ndarray:
    """Return loneliness of each row as people report it, whole numbers from 0 to 11, shape (rows,)."""
    found: np.ndarray = (np.clip(town.residents.loneliness.astype(np.float64), 0.0, 11.0) + 0.5).astype(np.int64)
    return found


def _loneliness(model: NeighbourhoodModel) -> float:
    adults = model.town.residents.used & (model.town.residents.age >= ADULT_AGE)
    return int(reported_loneliness(model.town)[adults].sum()) / int(adults.sum())


class LonelyTies:
    """How alike in loneliness those are who are tied, outside the home: a correlation, looked at once a quarter."""

    EVERY_WEEKS = 13

    def __init__(self) -> None:
        self.weeks = 0

    def __call__(self, model: NeighbourhoodModel) -> float:
        """Return the correlation over ties of adults here; NaN in weeks in which nobody looks."""
        self.weeks += 1
        if self.weeks % self.EVERY_WEEKS:
            return float("nan")
        town = model.town
        ties = town.ties
        rows = np.flatnonzero(ties.used & (ties.kind != HOUSEHOLD) & (ties.ends[:, 1] != OUTSIDE))
        ends = ties.ends[rows]
        ends = ends[(town.residents.age[ends] >= ADULT_AGE).all(axis=1)]
        if len(ends) < 2:
            return float("nan")
        # Each tie counts from both of its ends, so that it does not matter which is the first.
        one = reported_loneliness(town)[np.concatenate([ends[:, 0], ends[:, 1]])]
        other = reported_loneliness(town)[np.concatenate([ends[:, 1], ends[:, 0]])]
        count, total = len(one), int(one.sum())
        spread = count * int((one * one).sum()) - total * total
        return (count * int((one * other).sum()) - total * total) / spread if spread else float("nan")


def inclination_to_help(model: NeighbourhoodModel) -> np.ndarray:
    """Return for each row the logit of yes to a passing practical favour for someone they know middling well."""
    residents, agreeing = model.town.residents, agreeing_of(model)
    answer = agreeing.tasks.willing[SHOPPING] + agreeing.values_weight * residents.prosocial_values.astype(np.float64)
    answer -= agreeing.strain_weight * residents.strain
    found: np.ndarray = answer
    return found


def could_and_would(model: NeighbourhoodModel) -> np.ndarray:
    """Return which rows have time to help and would more likely than not say yes to a favour."""
    residents = model.town.residents
    free = (residents.free_minutes >= TIME_TO_HELP) & (residents.resting_until <= model.town.week)
    found: np.ndarray = free & (inclination_to_help(model) > 0.0)
    return found


def agreeing_of(model: NeighbourhoodModel) -> Agreeing:
    """Return how people agree on help, with the parameters of this model."""
    return next(one for one in model.mechanisms.week if isinstance(one, Support)).asking.agreeing


_HOURS_EACH = Text("uur per week per persoon", "hours per week per person")
_LASTING = Text("wie bij het begin een blijvende hulpvraag had", "those who had a lasting need when it began")
_GP_CHANGE = Text("verandering in contacten met de huisarts", "change in contacts with the GP")
_OF_CONTACTS = Text("deel van de contacten", "share of contacts")
_OF_THEM = Text("deel van hen", "share of them")
_NO_WORK = Text("volwassenen zonder betaald werk", "adults without paid work")

WATCHES: dict[str, Watch] = {
    "willing_idle_share": Watch(
        Text(
            "volwassenen met tijd die eerder ja dan nee zouden zeggen en een jaar niemand hielpen",
            "adults with time who would sooner say yes than no, and helped nobody for a year",
        ),
        Text("deel van wie tijd heeft en ja zou zeggen", "share of those who have time and would say yes"),
        lambda _: WillingIdle(),
    ),
    "given_without_work_hours": Watch(
        Text(f"hulp gegeven door {_NO_WORK.nl}", f"help given by {_NO_WORK.en}"),
        Text("uur per week", "hours per week"),
        lambda _: _given_without_work,
    ),
    "strain_without_work_mean": Watch(
        Text(f"belasting van {_NO_WORK.nl}", f"strain of {_NO_WORK.en}"),
        Text("0 tot 1", "0 to 1"),
        lambda _: _strain_without_work,
    ),
    "strained_without_work_share": Watch(
        Text(f"overbelaste {_NO_WORK.nl}", f"overburdened {_NO_WORK.en}"),
        _OF_THEM,
        lambda _: _strained_without_work,
    ),
    "dropped_out_without_work_share": Watch(
        Text(f"uitgevallen {_NO_WORK.nl}", f"{_NO_WORK.en} who dropped out"),
        _OF_THEM,
        lambda _: _dropped_out_without_work,
    ),
    "without_time_share": Watch(
        Text("volwassenen zonder een kwartier over om te helpen", "adults without a quarter of an hour left to help"),
        Text("deel van de volwassenen", "share of adults"),
        lambda _: _without_time,
    ),
    "client_cohort_informal_hours": Watch(
        Text(
            "hulp van naasten en vrijwilligers aan wie bij het begin maatwerk had",
            "help of family, friends and volunteers to those who had a provision when it began",
        ),
        Text("uur per week per persoon", "hours per week per person"),
        lambda week: Cohort(week, with_provision, informal_minutes),
    ),
    "client_cohort_unmet_share": Watch(
        Text(
            "onvervulde hulpvraag van wie bij het begin maatwerk had",
            "unmet need of those who had a provision when it began",
        ),
        Text("deel van de benodigde uren", "share of hours needed"),
        lambda week: Cohort(week, with_provision, unmet_minutes),
    ),
    "loneliness_mean": Watch(
        Text("eenzaamheid van volwassenen", "loneliness of adults"),
        Text("schaalpunten, 0 tot 11", "scale points, 0 to 11"),
        lambda _: _loneliness,
    ),
    "lonely_ties_correlation": Watch(
        Text("gelijkenis in eenzaamheid van wie een band heeft", "likeness in loneliness of those who are tied"),
        Text("correlatie, -1 tot 1", "correlation, -1 to 1"),
        lambda _: LonelyTies(),
    ),
    "lasting_cohort_informal_hours": Watch(
        Text(
            f"hulp van naasten en vrijwilligers aan {_LASTING.nl}",
            f"help of family, friends and volunteers to {_LASTING.en}",
        ),
        _HOURS_EACH,
        lambda week: Cohort(week, with_lasting_need, informal_minutes),
    ),
    "lasting_cohort_agreed_hours": Watch(
        Text(
            f"hulp die naasten buitenshuis en vrijwilligers toezegden aan {_LASTING.nl}",
            f"help that family and friends outside the home and volunteers agreed to give {_LASTING.en}",
        ),
        _HOURS_EACH,
        lambda week: Cohort(week, with_lasting_need, agreed_minutes),
    ),
    "hours_for_cases_per_1000": Watch(
        Text("uren van het wijkteam die voor zaken overblijven", "hours of the team that are left for cases"),
        Text("uur per week per 1.000 inwoners", "hours a week per 1,000 residents"),
        lambda _: _hours_for_cases,
    ),
    "referred_gp_change_share": Watch(
        Text(
            f"{_GP_CHANGE.nl} van wie werd verwezen, van het kwartaal tot en met de verwijzing naar dat erna",
            f"{_GP_CHANGE.en} of those referred, from the quarter that ends with the referral to the one after",
        ),
        _OF_CONTACTS,
        lambda _: those_referred_change(),
    ),
    "referred_gp_year_change_share": Watch(
        Text(
            f"{_GP_CHANGE.nl} van wie werd verwezen, van het jaar tot en met de verwijzing naar dat erna",
            f"{_GP_CHANGE.en} of those referred, from the year that ends with the referral to the one after",
        ),
        _OF_CONTACTS,
        lambda _: those_referred_year_change(),
    ),
    "referred_earlier_gp_change_share": Watch(
        Text(
            "hetzelfde van dezelfde mensen, rond een week een half jaar eerder waarin niets was",
            "the same of the same people, around a week half a year earlier in which nothing was",
        ),
        _OF_CONTACTS,
        lambda _: same_people_earlier_change(),
    ),
    "others_gp_change_share": Watch(
        Text(
            "hetzelfde van wie met zorgen bij de huisarts kwam en niet werd verwezen",
            "the same of those who saw the GP about worries and were not referred",
        ),
        _OF_CONTACTS,
        lambda _: others_worried_change(),
    ),
    "referred_loneliness_change": Watch(
        Text(
            "verandering in eenzaamheid van wie werd verwezen, in het jaar erna",
            "change in loneliness of those referred, in the year after",
        ),
        Text("schaalpunten, 0 tot 11", "scale points, 0 to 11"),
        lambda _: LonelinessChange(reported_loneliness),
    ),
    "formal_demand_per_1000": Watch(
        Text("hulpvragen bij formele hulp of wachtend daarop", "needs with formal support or waiting for it"),
        Text("per 1.000 inwoners", "per 1,000 residents"),
        lambda _: _formal_demand,
    ),
}
