"""The municipality hears signals, forms a picture of its neighbourhoods, and acts on that rather than on what is.

Once a quarter it places its free hours where it thinks people are, and judges milder where signals about refusals stay
many. Who knows a neighbourhood from registers only sees what is registered, and late.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import FREE_USES
from samenredzaam.neighbourhood.ledgers import (
    ABOUT_CARER,
    ABOUT_PRICE,
    ABOUT_REFUSAL,
    ABOUT_STAYING_AWAY,
    ABOUT_WAITING,
    OVERLOADED,
    SUBJECTS,
)
from samenredzaam.neighbourhood.residents import ENDED_PRICE, ENDED_REFUSED, FORMAL_ASSESSMENT, FORMAL_NONE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose

IS_HEARD = purpose("a signal reaches who decides")

QUARTER_WEEKS = 13
IN_REGISTERS = (ABOUT_WAITING, ABOUT_REFUSAL)
"""What registers show of themselves, since it is a step of procedure."""


@dataclass(frozen=True)
class Adapting:
    """Signals heard this week; once in a quarter a look at the neighbourhoods, and what follows from it."""

    writes: ClassVar = ()

    register_pace: float = parameter(
        0.4, unit="share per quarter", low=0.05, high=1.0,
        nl="hoe snel het beeld van wie de wijk uit cijfers kent de cijfers volgt",
        en="how fast the picture of those who know the neighbourhood from figures follows the figures",
        assumption="figures come a quarter or two late and are first doubted; size not read",
    )  # fmt: skip
    signal_stands_for: float = parameter(
        5.0, unit="people", low=1.0, high=30.0,
        nl="voor hoeveel mensen een gehoord signaal wordt aangezien",
        en="how many people one signal that is heard is taken for",
        assumption="where one is seen there are more; size not read",
    )  # fmt: skip
    monitoring_enough: float = parameter(
        2.0, unit="hours per 1,000 residents per week", low=0.25, high=10.0,
        nl="uren monitoring waarmee cijfers alles laten zien wat bewoners missen",
        en="hours of monitoring with which figures show all that residents lack",
        assumption="a half-time worker for a neighbourhood of 10,000; size not read",
    )  # fmt: skip
    unmet_weeks: int = parameter(
        6, unit="weeks", low=1, high=52,
        nl="na zoveel weken onvervuld telt iemand zonder formele hulp als wegblijver",
        en="after so many weeks unmet someone without formal help counts as staying away",
        assumption="as for what others notice of a need; size not read",
    )  # fmt: skip
    many_refusals: float = parameter(
        0.5, unit="signals per 1,000 residents per quarter", low=0.05, high=10.0,
        nl="zoveel gehoorde signalen over afwijzingen zijn er veel",
        en="so many signals heard about refusals are many",
        assumption="a handful in a neighbourhood of ten thousand; size not read",
    )  # fmt: skip
    strictness_step: float = parameter(
        0.05, unit="strictness", low=0.0, high=0.5,
        nl="hoeveel milder de gemeente per kwartaal wordt als die signalen aanhouden",
        en="how much milder the municipality becomes each quarter while those signals stay many",
        assumption="a small step, since provisions cost money; size not read",
    )  # fmt: skip
    most_milder: float = parameter(
        0.2, unit="strictness", low=0.0, high=1.0,
        nl="hoeveel milder de gemeente door signalen hoogstens wordt",
        en="how much milder the municipality becomes by signals at most",
        assumption="less than a deficit can add, so that money has the last word; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Hear some of the week's signals; once in a quarter look, place the free hours and reconsider strictness."""
        self._hear(town)
        if not any(map(any, town.deciders.municipality.placed)):
            town.deciders.municipality.place_as_before(
                [[float(town.policy[lever][at]) for lever in FREE_USES] for at in range(len(town.codes))]
            )
        if town.week >= 0 and town.week % QUARTER_WEEKS == 0:
            self._look(town)

    def _hear(self, town: Town) -> None:
        """Let each signal written this week reach those who decide, or not."""
        for at in np.flatnonzero(town.ledgers.signals.any(axis=1)).tolist():
            subjects = np.repeat(np.arange(len(SUBJECTS)), town.ledgers.signals[at])
            luck = drawn_for(town.key(IS_HEARD), np.arange(len(subjects), dtype=np.uint64), at)
            reached = luck < float(town.policy["signals_heard_share"][at])
            heard = np.bincount(subjects[reached], minlength=len(SUBJECTS))
            town.ledgers.heard[at] += heard
            if town.week >= 0:
                town.deciders.municipality.hear(at, heard.tolist())

    def _look(self, town: Town) -> None:
        """Renew the picture of every neighbourhood, and act on it."""
        municipality, policy, there = town.deciders.municipality, town.policy, self.concerned(town).tolist()
        for at in range(len(town.codes)):
            municipality.look(
                at, there[at], self._recorded(town, at), float(policy["leaders_in_touch"][at]), self.register_pace,
                self.signal_stands_for,
            )  # fmt: skip
            many = self.many_refusals * int(town.residents_at_budget[at]) / 1000.0
            municipality.reconsider(at, many, self.strictness_step, self.most_milder)
        municipality.place()

    def _recorded(self, town: Town, at: int) -> list[float]:
        """Return which share of those concerned registers hold, by SUBJECTS; monitoring records the rest."""
        monitored = min(float(town.policy["monitoring_hours"][at]) / self.monitoring_enough, 1.0)
        return [1.0 if subject in IN_REGISTERS else monitored for subject in range(len(SUBJECTS))]

    def concerned(self, town: Town) -> np.ndarray:
        """Return how many residents each of SUBJECTS is about, shape (neighbourhoods, subjects)."""
        needs, residents, needy, week = town.needs, town.residents, town.needy, town.week
        formal, ended = needs.formal[needy], needs.ended[needy]
        without = formal == FORMAL_NONE
        lately = without & (needs.formal_since[needy] > week - QUARTER_WEEKS)
        unmet = (needs.unmet_weeks[needy] >= self.unmet_weeks) & (needs.open_minutes[needy] > 0)
        people = {
            ABOUT_WAITING: formal == FORMAL_ASSESSMENT,
            ABOUT_REFUSAL: lately & (ended == ENDED_REFUSED),
            ABOUT_PRICE: lately & (ended == ENDED_PRICE),
            ABOUT_STAYING_AWAY: without & unmet,
        }
        # The four answers of a resident read as one number, which is 0 where all are no.
        rows = {subject: needy[which.view(np.uint32)[:, 0] != 0] for subject, which in people.items()}
        rows[ABOUT_CARER] = rows_where((residents.strain > OVERLOADED) | (residents.resting_until > week))
        at = [residents.neighbourhood[rows[subject]] for subject in range(len(SUBJECTS))]
        return np.stack([np.bincount(where, minlength=len(town.codes)) for where in at], axis=1)
