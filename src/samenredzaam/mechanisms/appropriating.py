"""Organisations make practices their own: only by doing, with room, backing and learning; and lose it with who leaves.

What was ordered is done with less of one's own motive.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.field import HERE, SEASON_WEEKS
from samenredzaam.neighbourhood.ledgers import FOR_COACHING, FOR_LEARNING, MUNICIPALITY
from samenredzaam.neighbourhood.practices import ROOM
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Appropriating:
    """How far organisations have made their practices their own, once in a season."""

    writes: ClassVar = (
        "appropriated", "size", "room_to_decide", "backing", "turnover", "learning", "left_count",
    )  # fmt: skip

    pace: float = parameter(
        0.02, unit="share of what is lacking, per week", low=0.0, high=0.1,
        nl="hoe snel men zich een werkwijze eigen maakt met alle ruimte",
        en="how fast a practice is made one's own with all room to decide",
        assumption="a year or two with the room there is today; size not read",
    )  # fmt: skip
    order_drains: float = parameter(
        0.6, unit="share", low=0.0, high=1.0,
        nl="hoeveel trager dat gaat met wat is opgelegd", en="how much slower that goes with what was ordered",
        assumption="direction well known, size not read",
    )  # fmt: skip
    common_fits: float = parameter(
        0.8, unit="0 to 1", low=0.3, high=1.0,
        nl="hoever men zich een werkwijze onder een gemeenschappelijke naam eigen kan maken",
        en="how far a practice under a common name can be made one's own",
        assumption="what is made for all fits nobody wholly; size not read",
    )  # fmt: skip
    learning_adds: float = parameter(
        1.0, unit="times", low=0.0, high=4.0,
        nl="hoeveel sneller het gaat met veel tijd om te leren", en="how much faster it goes with much time to learn",
        assumption="at most twice as fast as by doing alone; size not read",
    )  # fmt: skip
    learning_half: float = parameter(
        0.03, unit="share of working hours", low=0.005, high=0.2,
        nl="tijd om te leren die de helft daarvan geeft", en="time to learn that gives half of that",
        assumption="about the time there is today; size not read",
    )  # fmt: skip
    circle_adds: float = parameter(
        0.5, unit="times", low=0.0, high=4.0,
        nl="hoeveel sneller het gaat in een leerkring", en="how much faster it goes in a learning circle",
        assumption="hearing how others solved it; size not read",
    )  # fmt: skip
    coaching_adds: float = parameter(
        2.0, unit="times", low=0.0, high=6.0,
        nl="hoeveel sneller het in een kleine organisatie gaat met veel begeleiding",
        en="how much faster it goes in a small organisation with much coaching",
        assumption="even limited coaching was said to help small organisations much; size not read",
    )  # fmt: skip
    coaching_half: float = parameter(
        20.0, unit="hours per organisation per year", low=2.0, high=200.0,
        nl="uren begeleiding die de helft daarvan geven", en="hours of coaching that give half of that",
        assumption="limited coaching already helps; size not read",
    )  # fmt: skip
    small_size: float = parameter(
        20.0, unit="people", low=2.0, high=100.0,
        nl="bij zoveel medewerkers helpt begeleiding half zo veel", en="at so many people coaching helps half as much",
        assumption="a coach reaches a team and not a whole large organisation; size not read",
    )  # fmt: skip
    tariff_coach: float = parameter(
        100.0, unit="euro per hour", low=50.0, high=200.0,
        nl="kosten van een uur begeleiding", en="cost of an hour of coaching",
        assumption="that of an adviser from outside; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Note who left, and pay the coaches; at the end of a season, let practices become the organisation's own."""
        if town.week < 0:
            return
        if town.ledgers.turnover.any():
            town.field.left_count[HERE] += town.ledgers.turnover.astype(np.int32)
        if town.policy["coaching_hours"].any():
            self._pay(town)
        if town.week % SEASON_WEEKS == SEASON_WEEKS - 1:
            self._look_back(town)
            self._grow(town)

    def _pay(self, town: Town) -> None:
        for at, hours in enumerate(town.policy["coaching_hours"].tolist()):
            cents = int(100.0 * hours * self.tariff_coach / WEEKS_PER_YEAR)
            town.ledgers.post_money(at, MUNICIPALITY, FOR_COACHING, cents)

    def _look_back(self, town: Town) -> None:
        """Write what the season was like in the organisations here; hours to learn are planned alike every week."""
        field, ledgers = town.field, town.ledgers
        there = [one.neighbourhood for one in town.deciders.professionals if one]
        field.size[HERE] = np.bincount(np.array(there, dtype=np.int64), minlength=len(town.codes))
        left = np.minimum(field.left_count[HERE] / np.maximum(field.size[HERE], 1), 1.0)
        field.turnover[HERE] = left / SEASON_WEEKS
        field.left_count[HERE] = 0
        field.learning[HERE] = ledgers.professional[:, FOR_LEARNING] / np.maximum(ledgers.contract, 1)
        field.room_to_decide[HERE], field.backing[HERE] = town.policy["worker_room"], town.policy["backing"]

    def _grow(self, town: Town) -> None:
        """Let what is done become one's own, and what those knew who left be lost."""
        field = town.field
        lacks = np.maximum(np.where(field.variant, 1.0, self.common_fits) - field.appropriated, 0.0)
        motive = 1.0 - self.order_drains * field.ordered
        gained = np.minimum(SEASON_WEEKS * self._pace(town)[:, None] * self._done(town) * motive, 1.0) * lacks
        lost = SEASON_WEEKS * field.turnover[:, None] * field.appropriated
        field.appropriated[:] = np.maximum(field.appropriated + gained - lost, 0.0)

    def _pace(self, town: Town) -> np.ndarray:
        """Return how fast each organisation makes its own what it does, shape (organisations,)."""
        field = town.field
        hours = town.policy["coaching_hours"].mean()
        coached = self.coaching_adds * hours / (hours + self.coaching_half)
        learned = self.learning_adds * field.learning / (field.learning + self.learning_half)
        helped = (1.0 + learned) * (1.0 + self.circle_adds * field.seated)
        helped *= 1.0 + coached * self.small_size / (self.small_size + field.size)
        return self.pace * field.room_to_decide * (0.5 + field.backing) * helped

    def _done(self, town: Town) -> np.ndarray:
        """Return how much of each practice is done; here nobody does what there is no room for."""
        done = town.field.adopted.copy()
        for practice, lever in enumerate(ROOM):
            if lever is not None:
                done[HERE, practice] *= town.policy[lever] > 0.0
        return done
