"""Ties meet or do not, and some end: what is used grows, what is not fades and is more likely to be lost."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.links import Links, end_tie, meet
from samenredzaam.neighbourhood.ties import HOUSEHOLD, faded
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import purpose, quick_draw

TIE_LIVES = purpose("a tie meets or ends")


def _meets(default: float, nl: str, en: str) -> float:
    return parameter(
        default, unit="chance per week", low=0.02, high=0.95, nl=nl, en=en,
        assumption="with the usual number of ties gives about the share with weekly contact of cbs_contact",
    )  # fmt: skip


def _survival(default: float, nl: str, en: str) -> float:
    return parameter(
        default, unit="share per year", low=0.6, high=0.995, nl=nl, en=en,
        assumption="by kind no figure was read; together 0.90 a year (mollenhorst)",
    )  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """Contact over the ties there are."""

    writes: ClassVar = ("ties", "closed_debt_minutes")

    kin_meets: float = _meets(
        0.4, "kans dat familie elkaar in een week ziet of spreekt", "chance that kin meet or talk in a week"
    )
    friends_meet: float = _meets(
        0.28,
        "kans dat vrienden elkaar in een week zien of spreken",
        "chance that friends meet or talk in a week",
    )
    neighbours_meet: float = _meets(
        0.3,
        "kans dat buren met een band elkaar in een week spreken",
        "chance that neighbours with a tie talk in a week",
    )
    activity_meets: float = _meets(
        0.5,
        "kans dat wie elkaar van een activiteit kent elkaar in een week ziet",
        "chance that those who share an activity meet in a week",
    )
    volunteer_meets: float = _meets(
        0.5,
        "kans dat vrijwilliger en client elkaar in een week zien",
        "chance that volunteer and client meet in a week",
    )
    gain: float = parameter(
        0.06, unit="share of what lacks", low=0.01, high=0.3,
        nl="hoeveel een band sterker wordt door een ontmoeting", en="how much stronger a tie becomes by meeting",
        assumption="balances fading at strength 0.5 for friends who meet about every fourth week",
    )  # fmt: skip
    kin_survival: float = _survival(
        0.96,
        "deel van de familiebanden dat een jaar later nog bestaat",
        "share of kin ties still there a year later",
    )
    friend_survival: float = _survival(
        0.87,
        "deel van de vriendschappen dat een jaar later nog bestaat",
        "share of friendships still there a year later",
    )
    neighbour_survival: float = _survival(
        0.78,
        "deel van de burenbanden dat een jaar later nog bestaat",
        "share of neighbour ties still there a year later",
    )

    @cached_property
    def chances(self) -> np.ndarray:
        """Return the weekly chance to meet by kind of tie (KINDS)."""
        return table(
            [
                1.0,
                self.kin_meets,
                self.friends_meet,
                self.neighbours_meet,
                self.activity_meets,
                self.volunteer_meets,
            ]
        )

    @cached_property
    def endings(self) -> np.ndarray:
        """Return the weekly chance to end by kind, of a tie of strength one half."""
        survivals = (
            1.0,
            self.kin_survival,
            self.friend_survival,
            self.neighbour_survival,
            self.friend_survival,
            self.friend_survival,
        )
        return table([1.0 - share ** (1.0 / WEEKS_PER_YEAR) for share in survivals])

    def step(self, town: Town) -> None:
        """Let each tie meet or not, and perhaps end."""
        use_ties(
            town.links(), town.week, town.key(TIE_LIVES), self.chances, self.endings, self.gain,
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip


@kernel
def use_ties(links: Links, week, key, chances, endings, gain, strength_kept, debt_kept):
    """Let each tie end, the weaker the sooner, or meet with the chance of its kind; one draw decides.

    Low draws end a tie, high ones let it meet, so that strength need only be worked out for the few that are near to
    ending.
    """
    for tie in range(links.identity.shape[0]):
        if links.identity[tie] == 0 or links.kind[tie] == HOUSEHOLD:
            continue
        kind = links.kind[tie]
        chance = quick_draw(key, links.identity[tie])
        if chance < 2.0 * endings[kind]:
            strength = faded(links.strength[tie], links.touched[tie], week, strength_kept)
            if chance < endings[kind] * 2.0 * (1.0 - strength):
                end_tie(links, tie, week, debt_kept)
                continue
        if chance >= 1.0 - chances[kind]:
            meet(links, tie, week, gain, strength_kept, debt_kept)
