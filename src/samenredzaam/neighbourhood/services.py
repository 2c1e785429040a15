"""The catalogue of what a neighbourhood team does for a case: for which needs, for whom, how long, with what skill."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from samenredzaam.curves import table
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, INCOME_LOW, PERSONAL, PRACTICAL, SOCIAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose
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

    def fitting(self, town: Town, rows: np.ndarray, domains: np.ndarray) -> np.ndarray:
        """Return the service that fits each need and person, int8 codes of shape (needs,)."""
        residents, needs = town.residents, town.needs
        age, stage = residents.age[rows], needs.stage[rows, domains]
        social, forms = domains == SOCIAL, domains == ADMINISTRATIVE
        idle = (age >= 18) & (age < self.youth_age) & (residents.work_minutes[rows] == 0)
        together = town.policy["joint_support_and_work"][residents.neighbourhood[rows]]
        key = town.streams.lasting_key(HELPED_TO_WORK_TOO)
        too = (drawn_for(key, residents.identity[rows], 0) < together) & (age >= 18) & (age < self.work_age)
        idle |= too & residents.benefit[rows] & (residents.work_minutes[rows] == 0)
        frail = (age >= self.elderly_age) & (residents.limitation[rows] > 0)
        poor = (town.homes.income[residents.home[rows]] == INCOME_LOW) | residents.benefit[rows]
        lonely = (stage == 1) & (residents.good_ties[rows] <= self.few_ties)
        # From the last that may fit to the first: what is written later counts.
        chosen = np.full(len(rows), GENERAL, dtype=np.int8)
        chosen[social & lonely] = MEDIATION
        chosen[social & frail] = DAY_ACTIVITIES
        chosen[~forms & (domains != PERSONAL) & residents.leans_on_overloaded[rows]] = FOR_CARERS
        chosen[forms & (poor | (stage >= 2))] = DEBT
        chosen[(social | forms) & idle] = TO_WORK
        return chosen
