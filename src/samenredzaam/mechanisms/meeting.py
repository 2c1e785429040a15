"""Ties meet or do not, and some end: what is used grows, what is not fades and is more likely to be lost.

The lonely go out less, so that those who know them see less of them too: a tie meets as often as both make it meet.
At the turn of a tie, once in four weeks, the weeks in which the two are to meet are drawn, and the meetings since the
turn before make it stronger.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.links import Links, bring_up_to_date, end_tie
from samenredzaam.neighbourhood.ties import HOUSEHOLD, OUTSIDE, faded
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS, times_met
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, purpose, quick_draw

TIE_ENDS = purpose("a tie ends")
TIE_MEETS = purpose("in which weeks the two of a tie meet")

_DRAW_BITS = 16
"""Bits of one draw that decide on one week; four weeks to a draw."""


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
        0.42, "kans dat familie elkaar in een week ziet of spreekt", "chance that kin meet or talk in a week"
    )
    friends_meet: float = _meets(
        0.3,
        "kans dat vrienden elkaar in een week zien of spreken",
        "chance that friends meet or talk in a week",
    )
    neighbours_meet: float = _meets(
        0.48,
        "kans dat buren met een band elkaar in een week spreken",
        "chance that neighbours with a tie talk in a week",
    )
    activity_meets: float = parameter(
        0.12, unit="chance per week", low=0.02, high=0.95,
        nl="kans dat wie elkaar van een activiteit kent elkaar in een week daarbuiten ziet",
        en="chance that those who know each other from an activity meet in a week outside it",
        assumption="less than friends do: such contact is tied to its place, and once both go there they meet every "
        "week (gathering); size not read",
    )  # fmt: skip
    volunteer_meets: float = _meets(
        0.5,
        "kans dat vrijwilliger en client elkaar in een week zien",
        "chance that volunteer and client meet in a week",
    )
    withdrawal: float = parameter(
        0.3, unit="share at the top of the scale", low=0.0, high=0.8,
        nl="hoeveel minder de eenzaamsten met hun bekenden omgaan dan wie niet eenzaam is",
        en="how much less the loneliest see of those they know than those who are not lonely",
        assumption="being lonely lowers going out, by less than it lowers taking part in activities "
        "(joining.loneliness_weight); size not read",
    )  # fmt: skip
    usual_loneliness: float = parameter(
        3.4, unit="scale points", low=0.0, high=6.0,
        nl="eenzaamheid waarbij mensen zo vaak contact hebben als hierboven staat",
        en="loneliness at which people have contact as often as is said above",
        assumption="the mean on the scale of 0 to 11 where 48.6% are lonely and 14.2% severely (rivm_2022), worked out "
        "from the latent scale",
    )  # fmt: skip
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
    def meets_below(self) -> np.ndarray:
        """Return by kind of tie (KINDS) below which number of 16 bits the two meet in a week; housemates always do."""
        chances = (
            1.0, self.kin_meets, self.friends_meet, self.neighbours_meet, self.activity_meets, self.volunteer_meets,
        )  # fmt: skip
        return np.array([int(chance * 2**_DRAW_BITS) for chance in chances], dtype=np.uint64)

    @cached_property
    def gains(self) -> np.ndarray:
        """Return how much stronger 0, 1, ... meetings between two turns make a tie, as a share of what lacks."""
        return table([1.0 - (1.0 - self.gain) ** meetings for meetings in range(TURN_WEEKS + 1)])

    @cached_property
    def endings(self) -> np.ndarray:
        """Return the chance to end between two turns by kind, of a tie of strength one half; housemates never do."""
        survivals = (
            1.0,
            self.kin_survival,
            self.friend_survival,
            self.neighbour_survival,
            self.friend_survival,
            self.friend_survival,
        )
        return table([1.0 - share ** (TURN_WEEKS / WEEKS_PER_YEAR) for share in survivals])

    def step(self, town: Town) -> None:
        """Let each tie whose turn it is meet or not, and perhaps end."""
        use_ties(
            town.links(), town.turning_ties(), town.week, town.key(TIE_ENDS),
            town.key(TIE_MEETS), town.residents.loneliness, self.meets_below, self.endings, self.gains,
            self.withdrawal, self.usual_loneliness,
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip


@kernel
def use_ties(
    links: Links, turning, week, end_key, meet_key, loneliness, meets_below, endings, gains, withdrawal, usual,
    strength_kept, debt_kept,
):  # fmt: skip
    """Let each tie that has its turn end, the weaker the sooner, or grow by its meetings; then draw the next ones."""
    for tie in turning:
        who = links.identity[tie]
        if who == 0:
            continue
        kind = links.kind[tie]
        chance = quick_draw(end_key, who)
        if chance < 2.0 * endings[kind]:
            strength = faded(links.strength[tie], links.touched[tie], week, strength_kept)
            if chance < endings[kind] * 2.0 * (1.0 - strength):
                end_tie(links, tie, week, debt_kept)
                continue
        meetings = int(links.meetings[tie])
        agreed = meetings >> TURN_WEEKS
        times = times_met(meetings)
        if times > 0:
            bring_up_to_date(links, tie, week, strength_kept, debt_kept)
            strength = float(links.strength[tie])
            links.strength[tie] = strength + gains[times] * (1.0 - strength)
        word, meetings, below = bits(meet_key, who, np.uint64(0)), agreed, meets_below[kind]
        if kind != HOUSEHOLD and withdrawal > 0.0:
            share = _goes_out(loneliness, np.int64(links.ends[tie, 0]), withdrawal, usual)
            if links.ends[tie, 1] != OUTSIDE:
                share *= _goes_out(loneliness, np.int64(links.ends[tie, 1]), withdrawal, usual)
            below = np.uint64(int(share * np.float64(below)))
        for later in range(TURN_WEEKS):
            if (word >> np.uint64(_DRAW_BITS * later)) % np.uint64(1 << _DRAW_BITS) < below:
                meetings |= 1 << later
        links.meetings[tie] = meetings


@inlined
def _goes_out(loneliness, row: int, withdrawal: float, usual: float) -> float:
    """Return how much someone sees of those they know, compared with someone of the usual loneliness."""
    return 1.0 + withdrawal * (usual - min(max(float(loneliness[row]), 0.0), 11.0)) / 11.0
