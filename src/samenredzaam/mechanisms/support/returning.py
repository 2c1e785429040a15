"""Who comes back after dropping out as a carer is asked first to take up the old care again; some do."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES, Standing, arrange, write_agreement
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    TOOK_UP_AGAIN,
)
from samenredzaam.neighbourhood.links import Links, arranged_bit
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    minutes_left,
)
from samenredzaam.neighbourhood.residents import BY_TIES
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose

TAKES_UP_AGAIN = purpose("takes up care again")


@dataclass(frozen=True)
class Returning:
    """Care taken up again, by carers who have rested."""

    writes: ClassVar = ("ties", "arrangements", "committed_minutes")

    standing: Standing = Standing()
    again_chance: float = parameter(
        0.4, unit="share", low=0.0, high=1.0,
        nl="deel van wie terugkomt dat de zorg van voor de uitval weer oppakt",
        en="share of those who return who take up again the care from before they dropped out",
        assumption="many do, often for less than before; size not read",
    )  # fmt: skip
    part: float = parameter(
        0.5, unit="share of the need", low=0.1, high=1.0,
        nl="welk deel van de hulpvraag zij dan op zich nemen", en="what part of the need they then take on",
        assumption="less than all, since others have come in their place; size not read",
    )  # fmt: skip
    most_hours: float = parameter(
        8.0, unit="hours per week", low=1.0, high=40.0,
        nl="uren waarmee zij hoogstens beginnen", en="hours with which they begin again at most",
        assumption="from eight hours a week on care counts as heavy in the definition of cbs_carers_2022",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Ask each who has rested for one of the cares given up; whatever the answer, that is asked once."""
        remembered = rows_where(town.ties.given_up != 0)
        residents = town.residents
        agreed = np.empty((len(remembered), 4), dtype=np.int32)
        count = take_up_again(
            town.book(), town.links(), remembered, town.needs.required_minutes, residents.resting_until,
            residents.hindered, town.arranged, np.zeros(residents.capacity, dtype=np.uint64), agreed,
            town.ledgers.care_events, town.week, town.key(TAKES_UP_AGAIN), self.again_chance, self.part,
            int(60 * self.most_hours),
        )  # fmt: skip
        arrange(town, agreed[:count], BY_TIES)


@kernel
def take_up_again(
    book: HelpBook, links: Links, remembered, required_minutes, resting_until, hindered, arranged, best, agreed, events,
    week, key, chance, part, most_minutes,
):  # fmt: skip
    """Go through the cares given up: of each helper who is back, that of the highest draw is asked for.

    Writes agreements as (tie, side, domain, minutes) and returns how many.
    """
    count = 0
    for phase in range(2):
        for tie in remembered:
            for place in range(8):
                bit = np.uint8(1 << place)
                if not links.given_up[tie] & bit:
                    continue
                side, domain = place // 4, place % 4
                recipient, helper = np.int64(links.ends[tie, side]), np.int64(links.ends[tie, 1 - side])
                if resting_until[helper] > week:
                    continue
                rank = bits(key, links.identity[tie], np.uint64(place)) | np.uint64(1)
                if phase == 0:
                    best[helper] = max(best[helper], rank)
                    continue
                if best[helper] != rank:
                    continue
                links.given_up[tie] &= ~bit
                luck = draw(key, links.identity[tie], np.uint64(16 + place))
                if luck >= chance or arranged[tie] & arranged_bit(side, domain):
                    continue
                if not is_able(hindered, helper, domain):
                    continue
                needed = _needed(links, required_minutes, tie, recipient, domain)
                minutes = min(int(needed * part), most_minutes, minutes_left(book, helper))
                if minutes < LEAST_MINUTES:
                    continue
                book.committed_minutes[helper] += minutes
                arranged[tie] |= arranged_bit(side, domain)
                events[book.neighbourhood[helper], TOOK_UP_AGAIN] += 1
                write_agreement(agreed, count, tie, side, domain, minutes)
                count += 1
    return count


@inlined
def _needed(links: Links, required_minutes, tie: int, recipient: int, domain: int) -> int:
    """Return the weekly minutes of a need of who is at the other end, 0 if it is over."""
    if recipient != OUTSIDE:
        return np.int64(required_minutes[recipient, domain])
    return np.int64(links.outside_minutes[tie] if links.outside_domain[tie] == domain else 0)
