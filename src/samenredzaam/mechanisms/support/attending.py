"""Volunteers at the walk-in: whoever comes in and is still short is helped by one who is there that week.

Nobody is matched and nothing is promised for the weeks to come. Volunteers in care and neighbourhood take turns by lot,
each for a part of a day at most, within the hours they mean to give beside those they visit. They help with what people
can do for one another, after the paid hours of general provisions.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.neighbourhood.duties import LEAST_DUTY, volunteers_on_hand
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_VOLUNTEERS, PERSONAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose

ON_DUTY = purpose("which volunteers are at the walk-in this week")


@dataclass(frozen=True)
class Attending:
    """Who is there for visitors of the walk-in."""

    writes: ClassVar = (
        "open_minutes", "received_minutes", "met_minutes", "given_minutes", "volunteered_minutes",
        "leans_on_overloaded",
    )  # fmt: skip

    informal: Informal = Informal()
    duty_hours: float = parameter(
        2.0, unit="hours per week", low=0.0, high=12.0,
        nl="uren die een vrijwilliger in een week hoogstens bij de inloop helpt",
        en="hours a volunteer helps at the walk-in in a week, at most",
        assumption="a morning or an afternoon; much of voluntary work in care and neighbourhood is done where people "
        "come together and not at one client's home; size not read, and 0 is possible",
    )  # fmt: skip

    def help(self, town: Town, book: HelpBook, visitors: np.ndarray, heaviest_stage: int) -> None:
        """Help visitors, in their order, with what paid hours left open."""
        residents, needs, most = town.residents, town.needs, int(60 * self.duty_hours)
        if most < LEAST_DUTY:
            return
        helpers, spare = volunteers_on_hand(town, book)
        lots = drawn_for(town.key(ON_DUTY), residents.identity[helpers], 0)
        at = residents.neighbourhood[helpers]
        order = np.argsort(lots, kind="stable") if len(town.codes) == 1 else np.lexsort((lots, at))
        bounds = np.searchsorted(at[order], np.arange(len(town.codes) + 1))
        attend(
            book, visitors, helpers[order], np.minimum(spare[order], most), bounds[:-1].copy(), bounds[1:],
            residents.home, residents.hindered, needs.stage, needs.complexity, heaviest_stage,
            self.informal.complexity_loss,
        )  # fmt: skip


@kernel
def attend(
    book: HelpBook, visitors, helpers, spare, first, after, home, hindered, stage, complexity, heaviest_stage,
    complexity_loss,
):  # fmt: skip
    """Let each visitor be helped with each need, the heavier first, by the first volunteer there who has time left.

    Those of neighbourhood n are helpers[first[n]:after[n]], in the order of their lots.
    """
    for row in visitors:
        at = book.neighbourhood[row]
        for wanted in range(heaviest_stage, 0, -1):
            for domain in range(4):
                if domain == PERSONAL or stage[row, domain] != wanted:
                    continue
                share = informal_share(complexity[row, domain], complexity_loss)
                open_minutes = minutes_for(informally_open(book, row, domain), share)
                if open_minutes < LEAST_DUTY:
                    continue
                while first[at] < after[at] and spare[first[at]] < LEAST_DUTY:
                    first[at] += 1
                for place in range(first[at], after[at]):
                    minutes = min(open_minutes, spare[place])
                    if minutes < LEAST_DUTY or home[helpers[place]] == home[row]:
                        continue
                    if not is_able(hindered, helpers[place], domain):
                        continue
                    spare[place] -= minutes
                    post_help(book, helpers[place], row, at, domain, BY_VOLUNTEERS, minutes, share)
                    break
