"""What members of initiatives do for others this week: they run it, bring round a harvest, and pay for help.

Members give time to what they run together. Those of an urban farm bring vegetables and bread to neighbours with a low
income who have trouble with money: what need not be bought is money, and a part of their need is met. A care
co-operative pays for hours of help that its own members need, without assessment.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.deciders.initiatives import FARM
from samenredzaam.neighbourhood.ledgers import (
    BY_ORGANISING,
)
from samenredzaam.neighbourhood.memberships import living, members_anyhow
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_exchange,
    post_formal_help,
    post_help,
)
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, BY_GENERAL, BY_VOLUNTEERS, INCOME_LOW
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, in_order_of, purpose

WHO_HELPS = purpose("in which order members of initiatives give and receive")
WHO_EATS = purpose("to whom a harvest goes first")

LEAST_MINUTES = 15
"""Nobody comes for less than so many minutes."""


@dataclass(frozen=True)
class Cooperating:
    """What is given and received in initiatives this week, beside the ladder."""

    writes: ClassVar = (
        "given_minutes", "volunteered_minutes", "gave_back", "open_minutes", "reserved_minutes", "received_minutes",
        "met_minutes", "leans_on_overloaded",
    )  # fmt: skip

    organising_hours: float = parameter(
        0.5, unit="hours per week", low=0.0, high=8.0,
        nl="uren van een lid om het initiatief draaiend te houden", en="hours of a member to keep the initiative going",
        assumption="meetings, phone calls and chores, spread over all members; size not read",
    )  # fmt: skip
    farm_hours: float = parameter(
        2.0, unit="hours per week", low=0.0, high=16.0,
        nl="uren van een lid van stadslandbouw, met het rondbrengen van de oogst",
        en="hours of a member of an urban farm, with bringing round the harvest",
        assumption="an afternoon; size not read, and the seasons are not modelled",
    )  # fmt: skip
    harvest_meets: float = parameter(
        0.2, unit="share", low=0.0, high=1.0,
        nl="deel van die tijd dat aan zorgen over geld van de ontvanger wordt gelenigd",
        en="share of that time by which the receiver's trouble with money becomes less",
        assumption="food in the house is money left for bills; growing it takes longer than it saves; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let members give and receive, and write down what each initiative did."""
        initiatives = living(town)
        if not initiatives:
            return
        residents, rows, of = town.residents, *members_anyhow(town)
        luck = drawn_for(town.key(WHO_HELPS), residents.identity[rows], 0)
        order = in_order_of(luck, residents.identity[rows])
        done = np.zeros((len(initiatives), 3), dtype=np.int64)
        farms = np.array([FARM in one.goals for one in initiatives])
        hired = np.array([one.hired_minutes for one in initiatives], dtype=np.int64)
        cooperate(
            town.book(), rows[order], of[order], self._short_of_money(town, farms), residents.home,
            residents.resting_until, residents.gave_back, town.needs.stage, farms, hired, done, town.week,
            int(60 * self.organising_hours), int(60 * self.farm_hours), self.harvest_meets,
        )  # fmt: skip
        self._note_down(initiatives, done)

    def _short_of_money(self, town: Town, farms: np.ndarray) -> np.ndarray:
        """Return the rows of those with a low income and a need about money, in the order in which they are served."""
        residents = town.residents
        if not farms.any() or self.harvest_meets == 0.0:
            return np.zeros(0, dtype=np.int64)
        rows = town.needy[town.needs.open_minutes[town.needy, ADMINISTRATIVE] > 0]
        rows = rows[town.homes.income[residents.home[rows]] == INCOME_LOW]
        luck = drawn_for(town.key(WHO_EATS), residents.identity[rows], 0)
        return rows[in_order_of(luck, residents.identity[rows])]

    @staticmethod
    def _note_down(initiatives: list[Initiative], done: np.ndarray) -> None:
        for one, (organised, parcels, given) in zip(initiatives, done.tolist(), strict=True):
            one.organised_minutes, one.parcels, one.hired_given_minutes = organised, parcels, given


@kernel
def cooperate(  # noqa: C901 - organising, the harvest and paid help, over the same members
    book: HelpBook, members, of, poor, home, resting_until, gave_back, stage, farms, hired, done, week,
    organising_minutes, farm_minutes, harvest_meets,
):  # fmt: skip
    """Let members organise, bring the harvest, each to one in turn, and be helped from what their initiative hires.

    `done` gets by initiative the minutes organised, the parcels, and the minutes of paid help; `hired` is spent.
    """
    for index in range(members.shape[0]):
        row = np.int64(members[index])
        if resting_until[row] > week:
            continue
        minutes = min(organising_minutes, np.int64(minutes_left(book, row)))
        if minutes >= LEAST_MINUTES:
            post_exchange(book, row, row, BY_ORGANISING, minutes, 0)
            done[of[index], 0] += minutes
            if stage[row, 0] + stage[row, 1] + stage[row, 2] + stage[row, 3] > 0:
                gave_back[row] = week
    for index in range(members.shape[0]):
        row = np.int64(members[index])
        if not farms[of[index]] or resting_until[row] > week:
            continue
        most = min(farm_minutes, np.int64(minutes_left(book, row)))
        for place in range(poor.shape[0] if most >= LEAST_MINUTES else 0):
            other = poor[place]
            if other < 0 or book.neighbourhood[other] != book.neighbourhood[row] or home[other] == home[row]:
                continue
            still = np.int64(informally_open(book, other, ADMINISTRATIVE))
            if still > 0:
                minutes = min(most, np.int64(minutes_for(still, harvest_meets)))
                at = np.int64(book.neighbourhood[other])
                post_help(book, row, other, at, ADMINISTRATIVE, BY_VOLUNTEERS, minutes, harvest_meets)
                done[of[index], 1] += 1
                poor[place] = -1
                break
    for index in range(members.shape[0]):
        row, one = np.int64(members[index]), of[index]
        for domain in range(4):
            minutes = min(hired[one], np.int64(book.open_minutes[row, domain]))
            if minutes >= LEAST_MINUTES:
                post_formal_help(book, row, np.int64(domain), BY_GENERAL, minutes)
                hired[one] -= minutes
                done[one, 2] += minutes
