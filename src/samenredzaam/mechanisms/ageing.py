"""People grow older: some become limited, the young leave school and start work, the old stop.

Whoever grows up here volunteers from 15 on as often as people who come to live here. With age goes free time. During
spin-up nobody ages, but everybody still has a week with so many hours.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.people import HELPER_AGE, VOLUNTEER_AGE, Settling
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose, quick_draw

LIMITED = purpose("becoming limited")
GROWN_UP = purpose("schooling and work when grown up")


@dataclass(frozen=True)
class Ageing:
    """One week older: age, limitation, schooling, work, free time."""

    writes: ClassVar = (
        "age", "limitation", "schooling", "work_minutes", "benefit", "free_minutes", "role", "role_minutes",
        "role_since", "occasional",
    )  # fmt: skip

    settling: Settling = Settling()
    recovery_chance: float = parameter(
        0.001, unit="chance per week", low=0.0, high=0.01,
        nl="kans dat een lichte beperking voorbijgaat", en="chance that a limitation passes, if not serious",
        assumption="no figure read; one in twenty a year",
    )  # fmt: skip
    worsening_chance: float = parameter(
        0.0012, unit="chance per week", low=0.0, high=0.01,
        nl="kans dat een lichte beperking ernstig wordt, boven 70 jaar het dubbele",
        en="chance that a limitation becomes serious, twice that above 70",
        assumption="keeps the share of serious limitations near the one at the start",
    )  # fmt: skip
    leave_work_age: int = parameter(
        67, unit="years", low=60, high=75,
        nl="leeftijd waarop mensen met pensioen gaan", en="age at which people retire",
        assumption="the statutory age in 2024; some stop earlier, some later",
    )  # fmt: skip
    works_share: float = parameter(
        0.8, unit="share", low=0.4, high=1.0,
        nl="deel van de jongvolwassenen dat gaat werken", en="share of young adults who start to work",
        assumption="net participation over all from 15 to 74 is about 73% (general knowledge); higher among the young",
    )  # fmt: skip
    hours_free: float = parameter(
        50.0, unit="hours per week", low=20.0, high=80.0,
        nl="uren per week die iemand zonder betaald werk voor anderen vrij kan maken",
        en="weekly hours that someone without paid work could free for others",
        assumption="112 waking hours less meals, care of self, household and travel of about 9 hours a day",
    )  # fmt: skip
    work_takes: float = parameter(
        0.8, unit="share of working hours", low=0.5, high=1.3,
        nl="deel van de werkuren dat van de vrije uren afgaat",
        en="share of working hours that is taken from free hours",
        assumption="who works spends less on household and rest, so not every hour is lost to others",
    )  # fmt: skip

    @cached_property
    def onset(self) -> np.ndarray:
        """Return the weekly chance to become limited at ages 0 to 120, so that the share with age stays as it was."""
        share = self.settling.limited
        kept = 1.0 - self.recovery_chance * WEEKS_PER_YEAR * (1.0 - self.settling.serious_share)
        yearly = [max(share[age + 1] - share[age] * kept, 0.0) / (1.0 - share[age]) for age in range(121)]
        return table([chance / WEEKS_PER_YEAR for chance in yearly])

    def step(self, town: Town) -> None:
        """Let everyone age by a week."""
        residents = town.residents
        if town.week >= 0:
            young = np.empty(residents.capacity, dtype=np.int32)
            count = grow_older(
                residents.identity, residents.birth_week, residents.age, residents.limitation, residents.schooling,
                residents.work_minutes, residents.benefit, town.age_week, town.key(LIMITED),
                town.streams.lasting_key(GROWN_UP), self.onset, self.recovery_chance, self.worsening_chance,
                self.leave_work_age, self.works_share, young,
            )  # fmt: skip
            if count > 0:
                self.settling.take_roles(town, young[:count], town.week)
        free_time(
            residents.identity, residents.age, residents.limitation, residents.work_minutes, residents.free_minutes,
            int(60 * self.hours_free), self.work_takes,
        )  # fmt: skip


@kernel
def grow_older(  # noqa: C901 - all that age brings, in one pass over the residents
    identity, birth_week, age, limitation, schooling, work_minutes, benefit, week, key, grown_key, onset, recovery,
    worsening, leave_work_age, works_share, young,
):  # fmt: skip
    """Age everyone; limitations come, pass or worsen; birthdays at 16, 23 and retirement change schooling and work.

    Writes who may volunteer from now on to `young`, and returns how many.
    """
    count = 0
    for row in range(identity.shape[0]):
        who = identity[row]
        if who == 0:
            continue
        years = int((week - birth_week[row]) / WEEKS_PER_YEAR)
        chance = quick_draw(key, who)
        if limitation[row] == 0:
            if chance < onset[age[row]]:
                limitation[row] = 1
        elif limitation[row] == 1:
            worse = worsening * 2.0 if age[row] > 70 else worsening
            if chance < worse:
                limitation[row] = 2
            elif chance < worse + recovery:
                limitation[row] = 0
        if years == age[row]:
            continue
        if age[row] < VOLUNTEER_AGE <= years:
            young[count] = row
            count += 1
        age[row] = years
        if years == 16 and schooling[row] == 0:
            schooling[row] = 1
        elif years == 23:
            luck = draw(grown_key, who, np.uint64(1))
            schooling[row] = max(schooling[row], 3 if luck < 0.4 else (2 if luck < 0.8 else 1))
            if work_minutes[row] == 0 and not benefit[row] and draw(grown_key, who, np.uint64(2)) < works_share:
                work_minutes[row] = 1500 + 60 * int(15.0 * draw(grown_key, who, np.uint64(3)))
        elif years >= leave_work_age:
            work_minutes[row] = 0
            benefit[row] = False
    return count


@kernel
def free_time(identity, age, limitation, work_minutes, free_minutes, free_most, work_takes):
    """Work out the minutes each resident could give to others: less with work, with limitations, when very young."""
    for row in range(identity.shape[0]):
        if identity[row] == 0:
            free_minutes[row] = 0
            continue
        minutes = max(free_most - int(work_minutes[row] * work_takes), 0)
        if age[row] < HELPER_AGE:
            minutes = 0
        elif age[row] < 18:
            minutes = minutes // 5
        if limitation[row] == 1:
            minutes = minutes * 3 // 5
        elif limitation[row] == 2:
            minutes = minutes // 6
        free_minutes[row] = minutes
