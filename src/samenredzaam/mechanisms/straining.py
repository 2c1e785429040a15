"""Helping wears people out: strain builds above what someone can bear; above a threshold some drop out for a time.

Work and care weigh together: the more of someone's free week goes to paid work, the fewer hours of help they can bear.
Who has dropped out comes back after a rest, if the strain has gone down by then; afterwards they can bear less. Nobody
drops out again while resting.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.ledgers import DROPPED_OUT, RETURNED
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

DROPS_OUT = purpose("a carer drops out")


@dataclass(frozen=True)
class Straining:
    """What this week's helping does to the helpers; who drops out gives nothing from next week on."""

    writes: ClassVar = ("strain", "resting_until", "caring_weeks", "tolerance_minutes")

    pace: float = parameter(
        0.06, unit="share per week", low=0.01, high=0.3,
        nl="hoe snel belasting volgt op de uren hulp", en="how fast strain follows the hours of help",
        assumption="weeks to months; size not read",
    )  # fmt: skip
    threshold: float = parameter(
        0.8, unit="0 to 1", low=0.5, high=0.95,
        nl="belasting waarboven mantelzorgers kunnen uitvallen", en="strain above which carers may drop out",
        assumption="heavily burdened carers are 19% (cbs_carers_2022), far from all of whom stop",
    )  # fmt: skip
    drop_out_chance: float = parameter(
        0.004, unit="chance per week", low=0.0, high=0.05,
        nl="kans op uitval boven die belasting", en="chance to drop out above that strain",
        assumption="about one in five a year; size not read",
    )  # fmt: skip
    rest_weeks: int = parameter(
        26, unit="weeks", low=4, high=104,
        nl="hoe lang wie uitvalt geen hulp geeft", en="how long who drops out gives no help",
        assumption="half a year; size not read",
    )  # fmt: skip
    work_weight: float = parameter(
        0.3, unit="share of what one can bear", low=0.0, high=0.9,
        nl="hoeveel minder hulp iemand aankan wiens hele vrije week naar werk gaat",
        en="how much less help someone can bear whose whole free week goes to work",
        assumption="work and care add up in life; size not read, and at 0 strain follows the hours of help alone",
    )  # fmt: skip
    return_level: float = parameter(
        0.4, unit="0 to 1", low=0.05, high=0.8,
        nl="belasting waarboven wie is uitgevallen na de rust nog niet terugkomt",
        en="strain above which who dropped out does not yet come back after the rest",
        assumption="half of the strain at which people drop out; size not read",
    )  # fmt: skip
    longer_weeks: int = parameter(
        8, unit="weeks", low=1, high=52,
        nl="hoeveel langer de rust dan duurt", en="how much longer the rest then lasts",
        assumption="size not read",
    )  # fmt: skip
    mark: float = parameter(
        0.1, unit="share", low=0.0, high=0.5,
        nl="hoeveel minder hulp iemand aankan na te zijn uitgevallen",
        en="how much less help someone can bear after having dropped out",
        assumption="who broke down once does so sooner again; size not read",
    )  # fmt: skip
    carer_minutes: int = parameter(
        120, unit="minutes per week", low=15, high=480,
        nl="hulp, buiten vrijwilligerswerk, vanaf welke een week als zorgen telt",
        en="help, outside volunteering, from which a week counts as caring",
        assumption="the strict definition counts three months of regular care; two hours a week is regular, and below "
        "the usual help in a home",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let strain follow the hours given; let people drop out and come back."""
        residents = town.residents
        bear(
            residents.identity, residents.neighbourhood, residents.given_minutes, residents.volunteered_minutes,
            residents.free_minutes,
            residents.work_minutes, residents.tolerance_minutes, residents.strain, residents.resting_until,
            residents.caring_weeks, town.ledgers.care_events, town.week, town.key(DROPS_OUT), self.pace, self.threshold,
            self.drop_out_chance, self.rest_weeks, self.carer_minutes, self.work_weight, self.return_level,
            self.longer_weeks, self.mark,
        )  # fmt: skip


@kernel
def bear(
    identity, neighbourhood, given_minutes, volunteered_minutes, free_minutes, work_minutes, tolerance_minutes, strain,
    resting_until, caring_weeks, events, week, key, pace, threshold, chance, rest_weeks, carer_minutes, work_weight,
    return_level, longer_weeks, mark,
):  # fmt: skip
    """Move strain towards x^2 / (1 + x^2), x the hours given over the hours one can bear; count weeks of caring.

    What one can bear is lower by `work_weight` times the share of work in the hours of work and free hours together.
    """
    for row in range(identity.shape[0]):
        if identity[row] == 0:
            continue
        if resting_until[row] == week + 1:
            if float(strain[row]) > return_level:
                resting_until[row] += longer_weeks
            else:
                events[neighbourhood[row], RETURNED] += 1
        given = given_minutes[row]
        if given == 0 and strain[row] == 0.0:
            caring_weeks[row] = 0
            continue
        load = given / float(tolerance_minutes[row])
        if work_minutes[row] > 0 and given > 0:
            work = np.int64(work_minutes[row])
            load /= 1.0 - work_weight * work / (work + free_minutes[row])
        aim = load * load / (1.0 + load * load)
        now = float(strain[row]) + pace * (aim - float(strain[row]))
        strain[row] = now if now > 0.001 else 0.0
        cares = given - volunteered_minutes[row] >= carer_minutes
        caring_weeks[row] = min(caring_weeks[row] + 1, 5200) if cares else 0
        rests = resting_until[row] > week
        if not rests and now > threshold and draw(key, identity[row], np.uint64(0)) < chance:
            resting_until[row] = week + 1 + rest_weeks
            caring_weeks[row] = 0
            tolerance_minutes[row] = max(int(tolerance_minutes[row] * (1.0 - mark)), 1)
            events[neighbourhood[row], DROPPED_OUT] += 1
