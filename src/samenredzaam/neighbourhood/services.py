"""The catalogue of what a neighbourhood team does for a case: for which needs, for whom, how long, with what skill."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, INCOME_LOW, PERSONAL, PRACTICAL, SOCIAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose
from samenredzaam.texts import Text

HELPED_TO_WORK_TOO = purpose("a client on assistance is also helped towards work")

NO_SERVICE, GENERAL, TO_WORK, DAY_ACTIVITIES, MEDIATION, DEBT, FOR_CARERS = range(7)
"""Codes of the services of SERVICES. Support to initiatives is no case: it has no client."""


class Service(NamedTuple):
    """A service: its name, and the domains of the needs for which it can be chosen."""

    name: Text
    domains: tuple[int, ...]


SERVICES: dict[int, Service] = {
    GENERAL: Service(Text("maatschappelijk werk", "general social work"), (PRACTICAL, SOCIAL, ADMINISTRATIVE)),
    TO_WORK: Service(Text("jongeren naar school of werk", "youth to school or work"), (SOCIAL, ADMINISTRATIVE)),
    DAY_ACTIVITIES: Service(Text("dagbesteding voor ouderen", "day activities for frail elderly"), (SOCIAL,)),
    MEDIATION: Service(Text("buurtbemiddeling", "neighbourhood mediation"), (SOCIAL,)),
    DEBT: Service(Text("administratie en schulden", "administration and debt"), (ADMINISTRATIVE,)),
    FOR_CARERS: Service(Text("mantelzorgondersteuning", "support to carers"), (PRACTICAL, SOCIAL)),
}

WHY = "practice has 20-40 open cases per full-time worker (nji_caseload), about an hour each on average"


def _minutes(default: int, nl: str, en: str) -> Any:
    return parameter(
        default, unit="minutes per week", low=10, high=300, nl=f"tijd van een professional per zaak, {nl}",
        en=f"a professional's time for a case, {en}", assumption=WHY,
    )  # fmt: skip


def _weeks(default: int, nl: str, en: str) -> Any:
    return parameter(
        default, unit="weeks", low=4, high=156, nl=f"zolang duurt een zaak hoogstens, {nl}",
        en=f"how long a case lasts at most, {en}", assumption="teams are for short support; size not read",
    )  # fmt: skip


def _skill(default: float, nl: str, en: str) -> Any:
    return parameter(
        default, unit="0 to 1", low=0.0, high=1.0, nl=f"vakmanschap dat nodig is, {nl}", en=f"skill it asks, {en}",
        assumption="ordered by how much law, method or conflict is involved; size not read",
    )  # fmt: skip


@dataclass(frozen=True)
class Services:
    """What each service takes, and for whom it is."""

    general_minutes: int = _minutes(75, "maatschappelijk werk", "general social work")
    general_weeks: int = _weeks(26, "maatschappelijk werk", "general social work")
    general_skill: float = _skill(0.5, "maatschappelijk werk", "general social work")
    to_work_minutes: int = _minutes(90, "jongeren naar school of werk", "youth to school or work")
    to_work_weeks: int = _weeks(39, "jongeren naar school of werk", "youth to school or work")
    to_work_skill: float = _skill(0.6, "jongeren naar school of werk", "youth to school or work")
    day_minutes: int = _minutes(30, "dagbesteding", "day activities")
    day_weeks: int = _weeks(52, "dagbesteding", "day activities")
    day_skill: float = _skill(0.4, "dagbesteding", "day activities")
    mediation_minutes: int = _minutes(90, "buurtbemiddeling", "neighbourhood mediation")
    mediation_weeks: int = _weeks(13, "buurtbemiddeling", "neighbourhood mediation")
    mediation_skill: float = _skill(0.6, "buurtbemiddeling", "neighbourhood mediation")
    debt_minutes: int = _minutes(75, "administratie en schulden", "administration and debt")
    debt_weeks: int = _weeks(52, "administratie en schulden", "administration and debt")
    debt_skill: float = _skill(0.7, "administratie en schulden", "administration and debt")
    carers_minutes: int = _minutes(45, "mantelzorgondersteuning", "support to carers")
    carers_weeks: int = _weeks(26, "mantelzorgondersteuning", "support to carers")
    carers_skill: float = _skill(0.5, "mantelzorgondersteuning", "support to carers")
    group_size: float = parameter(
        6.0, unit="people", low=2.0, high=15.0,
        nl="deelnemers aan dagbesteding per begeleider", en="people in day activities for each professional",
        assumption="small groups; size not read",
    )  # fmt: skip
    youth_age: int = parameter(
        27, unit="years", low=18, high=30,
        nl="tot deze leeftijd wordt iemand zonder werk naar school of werk geholpen",
        en="until this age someone without work is helped to school or work",
        assumption="the age until which the law asks municipalities to offer school or work first (general knowledge)",
    )  # fmt: skip
    work_age: int = parameter(
        67, unit="years", low=60, high=75,
        nl="tot deze leeftijd wordt iemand met een uitkering ook naar werk geholpen, waar hulp en werk samengaan",
        en="until this age someone on assistance is also helped towards work, where support and work go together",
        assumption="the statutory age in 2024",
    )  # fmt: skip
    elderly_age: int = parameter(
        70, unit="years", low=60, high=85,
        nl="vanaf deze leeftijd is dagbesteding er voor wie beperkt is",
        en="from this age day activities are there for those with a limitation",
        assumption="size not read",
    )  # fmt: skip
    few_ties: int = parameter(
        3, unit="good ties", low=0, high=6,
        nl="met zo weinig goede banden of minder helpt bemiddeling met de buren",
        en="with so few good ties or fewer mediation with the neighbours is offered",
        assumption="four or five protect (rivm_protective); conflict itself is not modelled",
    )  # fmt: skip

    @cached_property
    def minutes(self) -> np.ndarray:
        """Return the minutes a week each service takes, int64 of shape (services,), by code."""
        taken = (
            0, self.general_minutes, self.to_work_minutes, self.day_minutes, self.mediation_minutes, self.debt_minutes,
            self.carers_minutes,
        )  # fmt: skip
        return np.array(taken, dtype=np.int64)

    @cached_property
    def weeks(self) -> np.ndarray:
        """Return the weeks a case of each service lasts at most, int64 of shape (services,)."""
        lasting = (
            0, self.general_weeks, self.to_work_weeks, self.day_weeks, self.mediation_weeks, self.debt_weeks,
            self.carers_weeks,
        )  # fmt: skip
        return np.array(lasting, dtype=np.int64)

    @cached_property
    def skills(self) -> np.ndarray:
        """Return the skill each service asks, shape (services,)."""
        return table(
            [
                0.0, self.general_skill, self.to_work_skill, self.day_skill, self.mediation_skill, self.debt_skill,
                self.carers_skill,
            ]
        )  # fmt: skip

    @cached_property
    def heads(self) -> np.ndarray:
        """Return how many clients of each service share a professional's time, shape (services,)."""
        return table([self.group_size if code == DAY_ACTIVITIES else 1.0 for code in (NO_SERVICE, *SERVICES)])

    @cached_property
    def bounds(self) -> "Bounds":
        """Return for whom some of the services are."""
        return Bounds(self.youth_age, self.work_age, self.elderly_age, self.few_ties)


class Bounds(NamedTuple):
    """For whom some of the services are, as numbers for kernels."""

    youth_age: int
    work_age: int
    elderly_age: int
    few_ties: int


class Clients(NamedTuple):
    """What of residents says which service fits them, a row for each; `income` has one for each home."""

    identity: np.ndarray
    neighbourhood: np.ndarray
    home: np.ndarray
    age: np.ndarray
    work_minutes: np.ndarray
    benefit: np.ndarray
    limitation: np.ndarray
    good_ties: np.ndarray
    leans_on_overloaded: np.ndarray
    income: np.ndarray


def clients_of(town: Town) -> Clients:
    """Return the columns of a town that say which service fits whom."""
    residents = town.residents
    return Clients(
        residents.identity, residents.neighbourhood, residents.home, residents.age, residents.work_minutes,
        residents.benefit, residents.limitation, residents.good_ties, residents.leans_on_overloaded, town.homes.income,
    )  # fmt: skip


@inlined
def fitting_service(
    clients: Clients, bounds: Bounds, together, key: np.uint64, row: int, domain: int, stage: int
) -> int:
    """Return the service that fits a need and a person; of those that may, the first in this order.

    `together` is the share of clients on assistance who are helped towards work too, by neighbourhood; `key` is that
    of HELPED_TO_WORK_TOO.
    """
    forms, age = domain == ADMINISTRATIVE, clients.age[row]
    if (domain == SOCIAL or forms) and age >= 18 and clients.work_minutes[row] == 0:
        luck = draw(key, clients.identity[row], np.uint64(0))
        too = luck < together[clients.neighbourhood[row]] and age < bounds.work_age and clients.benefit[row]
        if age < bounds.youth_age or too:
            return TO_WORK
    if forms:
        poor = clients.income[clients.home[row]] == INCOME_LOW or clients.benefit[row]
        return DEBT if poor or stage >= 2 else GENERAL
    if domain != PERSONAL and clients.leans_on_overloaded[row]:
        return FOR_CARERS
    if domain == SOCIAL and age >= bounds.elderly_age and clients.limitation[row] > 0:
        return DAY_ACTIVITIES
    if domain == SOCIAL and stage == 1 and clients.good_ties[row] <= bounds.few_ties:
        return MEDIATION
    return GENERAL
