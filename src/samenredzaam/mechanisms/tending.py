"""People who know each other look after their street: it becomes more liveable, with what the municipality adds.

Streets also differ in themselves, by how they are built and where they lie.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import normal
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.ties import HOUSEHOLD
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

SETTING = purpose("how a street is built and where it lies")

TEND_WEEKS = 12
"""A street changes slowly: it has its turn once in so many weeks."""

_START = TEND_WEEKS * 10_000


@dataclass(frozen=True)
class Tending:
    """What becomes of the streets this week."""

    writes: ClassVar = ("liveability",)

    pace: float = parameter(
        0.02, unit="share of the difference per week", low=0.002, high=0.1,
        nl="hoe snel de leefbaarheid van een straat verandert", en="how quickly the liveability of a street changes",
        assumption="within about a year; no figure read",
    )  # fmt: skip
    enough_ties: int = parameter(
        6, unit="ties", low=1, high=12,
        nl="banden in de straat bij welke iemand ten volle meedoet",
        en="ties in the street at which someone fully joins",
        assumption="so that a usual street lies near the middle of the scale, where it makes no difference; no figure "
        "read",
    )  # fmt: skip
    setting_spread: float = parameter(
        0.15, unit="0 to 1", low=0.0, high=0.3,
        nl="hoeveel straten uit zichzelf in leefbaarheid verschillen, door ligging, woningen en verkeer",
        en="standard deviation of what streets are in themselves, by where they lie, dwellings and traffic",
        assumption="who lives along a street is not all that makes it pleasant or safe; no figure by street was read, "
        "and at 0 only its residents make the difference",
    )  # fmt: skip
    half_budget: float = parameter(
        40.0, unit="euro per resident per year", low=2.0, high=200.0,
        nl="leefbaarheidsbudget dat de helft wegneemt van wat aan leefbaarheid ontbreekt",
        en="liveability budget that takes away half of what lacks in liveability",
        assumption="no figure read; wide range",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let the streets whose turn it is move towards what their residents, and the budget, make of them."""
        streets, residents, budget = town.streets, town.residents, town.offers.liveability_eur
        turning = rows_where((streets.identity + np.uint64(town.week + _START)) % np.uint64(TEND_WEEKS) == 0)
        pace = 1.0 - (1.0 - self.pace) ** TEND_WEEKS
        tend_streets(
            town.links(), turning, streets.neighbourhood, streets.first_home,
            streets.homes_count, streets.liveability, town.homes.street, town.homes.members, residents.home,
            residents.age, budget / (budget + self.half_budget), pace, self.enough_ties, streets.identity,
            town.streams.lasting_key(SETTING), self.setting_spread,
        )  # fmt: skip


@kernel
def tend_streets(
    links: Links, turning, neighbourhood, first_home, homes_count, liveability, street, members, home, age,
    budget_share, pace, enough, identity, key, setting_spread,
):  # fmt: skip
    """Move the liveability of streets: whole numbers of ties are counted, so that no order of rows matters."""
    for one in turning:
        adults, joining = 0, 0
        for there in range(first_home[one], first_home[one] + homes_count[one]):
            for place in range(members.shape[1]):
                row = np.int64(members[there, place])
                if row >= 0 and age[row] >= ADULT_AGE:
                    adults += 1
                    joining += min(_known_in_street(links, row, np.int64(one), street, home), enough)
        if adults > 0:
            setting = setting_spread * normal(draw(key, identity[one], np.uint64(0)))
            known = min(max(joining / (adults * enough) + setting, 0.0), 1.0)
            level = known + (1.0 - known) * budget_share[neighbourhood[one]]
            now = float(liveability[one])
            liveability[one] = now + pace * (level - now)


@inlined
def _known_in_street(links: Links, row: int, one: int, street, home) -> int:
    """Return how many people of other homes in the street someone has a tie with."""
    count = 0
    for place in range(links.of.shape[1]):
        tie = links.of[row, place]
        if tie >= 0 and links.kind[tie] != HOUSEHOLD:
            other = other_end(links, tie, row)
            count += 1 if other >= 0 and street[home[other]] == one else 0
    return count
