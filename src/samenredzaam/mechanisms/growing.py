"""Self-reliance grows where people do their part, give something back or see others manage, and withers otherwise.

A quarter of the people look back each week. What lifts takes away a share of what lacks, what presses down a share of
what is there, and all along self-reliance drifts back to the level that is someone's own. More self-reliance is felt in
what people do themselves, in how fast a need worsens, and in loneliness.

Recipients produce wellbeing too: whoever is in need and takes part in something, or gives something back, strengthens
those they know.
"""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar, NamedTuple

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.residents import (
    ACTIVATING,
    BY_HOUSEHOLD,
    BY_PROVISION,
    BY_SELF,
    BY_TEAM,
    BY_TIES,
    BY_VOLUNTEERS,
    CLIENT_LED,
    DIRECTIVE,
    FORMAL_CASE,
    ROLE_NONE,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS
from samenredzaam.parameters import parameter

MOST_AROUND = 3
"""So many people who take part though in need are example enough."""


def _push(of: str, default: float, nl: str, en: str, why: str) -> float:
    return parameter(
        default, unit=f"share of what {of} in four weeks", low=0.0, high=0.1, nl=nl, en=en,
        assumption=f"{why}; direction well known, size not read",
    )  # fmt: skip


_lifts, _presses = partial(_push, "lacks"), partial(_push, "is there")


class Pushes(NamedTuple):
    """What lifts and what presses down, as one argument of the kernel."""

    helped_along: float
    gave_back: float
    succeeded: float
    guided: float
    example: float
    takes_part: float
    around: float
    activated: float
    in_the_lead: float
    taken_over: float
    unmet: float
    directed: float


@dataclass(frozen=True)
class Growing:
    """What the last weeks did to self-reliance."""

    writes: ClassVar = ("self_reliance",)

    return_share: float = parameter(
        0.03, unit="share in four weeks", low=0.0, high=0.2,
        nl="hoe snel zelfredzaamheid terugkeert naar iemands eigen niveau",
        en="how fast self-reliance drifts back to a person's own level",
        assumption="half in nearly two years: what was learned stays for a time; size not read",
    )  # fmt: skip
    helped_along: float = _lifts(
        0.003, "hulp van anderen waarbij men zijn eigen deel doet",
        "help of others in which one does one's own part", "doing one's part with help teaches",
    )  # fmt: skip
    gave_back: float = _lifts(0.01, "iets teruggeven voor hulp", "giving something back for help", "who gives counts")
    succeeded: float = _lifts(
        0.004, "een hulpvraag die voorbij is, of half zelf opgelost",
        "a need that is over, or half managed oneself", "small successes give confidence",
    )  # fmt: skip
    guided: float = _lifts(
        0.015, "begeleiding door een ervaringsdeskundige", "guidance of an expert by experience",
        "role models with the same history show the way",
    )  # fmt: skip
    example: float = _lifts(
        0.002, "een bekende die hetzelfde te boven kwam", "someone known who overcame the same",
        "recovery is contagious, less where nobody sets out to guide",
    )  # fmt: skip
    takes_part: float = _lifts(
        0.001, "meedoen aan een activiteit of als vrijwilliger", "taking part in an activity or as a volunteer",
        "taking part exercises",
    )  # fmt: skip
    around: float = _lifts(
        0.002, "bekenden die zelf hulp nodig hebben en toch meedoen of teruggeven",
        "people one knows who need help themselves and yet take part or give back",
        "recipients produce the wellbeing of those around them too",
    )  # fmt: skip
    activated: float = _lifts(
        0.02, "een activerende aanpak, waarbij men zijn eigen deel doet",
        "an activating style, in which one does one's own part", "activating work builds self-reliance",
    )  # fmt: skip
    in_the_lead: float = _lifts(
        0.03, "een aanpak waarin de client zelf de regie heeft", "a style with the client in the lead",
        "slowest at the start and most own strength",
    )  # fmt: skip
    taken_over: float = _presses(
        0.015, "dat een lichte hulpvraag uit handen wordt genomen", "that a light need is taken over",
        "what is not used is lost",
    )  # fmt: skip
    unmet: float = _presses(
        0.01,
        "dat een hulpvraag lang onvervuld blijft",
        "that a need stays unmet for long",
        "being left alone wears down",
    )
    directed: float = _presses(
        0.02, "een sturende aanpak, die afhankelijk maakt", "a directive style, which makes dependent",
        "deciding for people builds dependency",
    )  # fmt: skip
    taken_over_share: float = parameter(
        0.7, unit="share", low=0.3, high=1.0,
        nl="deel dat huisgenoten en professionals van lichte hulpvragen doen, vanaf waar ze uit handen zijn genomen",
        en="share of light needs done by household and professionals from which they are taken over",
        assumption="most of it; whoever does less than a third themselves is hardly asked to; size not read",
    )  # fmt: skip
    unmet_weeks: int = parameter(
        13, unit="weeks", low=1, high=104,
        nl="na zoveel weken is een hulpvraag lang onvervuld", en="after so many weeks a need is unmet for long",
        assumption="a quarter of a year; size not read",
    )  # fmt: skip

    @cached_property
    def pushes(self) -> "Pushes":
        """Return what lifts and what presses down, for the kernel."""
        return Pushes(*(getattr(self, name) for name in Pushes._fields))

    def step(self, town: Town) -> None:
        """Let a quarter of the residents look back."""
        residents, needs = town.residents, town.needs
        grow(
            residents.received_minutes, residents.met_minutes, residents.ties, town.ties.ends,
            town.turning(), town.needy, residents.identity, residents.activity,
            residents.role, residents.gave_back, residents.guided_until, residents.succeeded, residents.examples,
            needs.stage, needs.required_minutes, needs.unmet_weeks, needs.formal, needs.case_style,
            residents.self_reliance_setpoint, residents.self_reliance, np.zeros(residents.capacity, dtype=np.int8),
            town.week, self.pushes, self.return_share, self.taken_over_share, self.unmet_weeks,
        )  # fmt: skip


@kernel
def grow(  # noqa: C901 - all that lifts and presses down, in one pass
    received, met, ties, ends, turning, needy, identity, activity, role, gave_back, guided_until, succeeded,
    examples, stage, required, unmet_weeks, formal, case_style, setpoint, self_reliance, around, week, pushes,
    return_share, taken_over_share, unmet_least,
):  # fmt: skip
    """Count for each resident who around them takes part though in need; then move the self-reliance of `turning`."""
    for row in needy:
        if activity[row] == 0 and week - gave_back[row] >= TURN_WEEKS:
            continue
        for place in range(ties.shape[1]):
            tie = ties[row, place]
            if tie < 0:
                continue
            other = ends[tie, 1] if ends[tie, 0] == row else ends[tie, 0]
            if other >= 0 and around[other] < MOST_AROUND:
                around[other] += 1
    for row in turning:
        if identity[row] == 0:
            continue
        up = pushes.around * around[row] / MOST_AROUND
        down = 0.0
        if activity[row] != 0 or role[row] != ROLE_NONE:
            up += pushes.takes_part
        if week - gave_back[row] < TURN_WEEKS:
            up += pushes.gave_back
        success = week - succeeded[row] < TURN_WEEKS
        needs = 0
        for domain in range(4):
            if stage[row, domain] > 0:
                needs |= 1 << domain
        if needs != 0:
            own = met[row, BY_SELF]
            total = required[row, 0] + required[row, 1] + required[row, 2] + required[row, 3]
            success = success or own * 2 >= total
            if own > 0 and received[row, BY_TIES] + received[row, BY_VOLUNTEERS] > 0:
                up += pushes.helped_along
            if guided_until[row] > week:
                up += pushes.guided
            elif examples[row] & needs != 0:
                up += pushes.example
            if _is_taken_over(met, stage, row, total, taken_over_share):
                down += pushes.taken_over
            if _most(unmet_weeks, row) >= unmet_least:
                down += pushes.unmet
            for domain in range(4):
                if formal[row, domain] == FORMAL_CASE:
                    style = case_style[row, domain]
                    if style == DIRECTIVE:
                        down += pushes.directed
                    elif style == ACTIVATING and own > 0:
                        up += pushes.activated
                    elif style == CLIENT_LED:
                        up += pushes.in_the_lead
        if success:
            up += pushes.succeeded
        now = float(self_reliance[row])
        now += return_share * (float(setpoint[row]) - now) + up * (1.0 - now) - down * now
        self_reliance[row] = min(max(now, 0.0), 1.0)


@inlined
def _is_taken_over(met, stage, row: int, total: int, taken_over_share: float) -> bool:
    """Tell whether household and professionals do nearly all of what is only light, so that one could do more."""
    if _most(stage, row) > 1:
        return False
    by_others = met[row, BY_HOUSEHOLD] + met[row, BY_TEAM] + met[row, BY_PROVISION]
    return bool(by_others > taken_over_share * total)


@inlined
def _most(values, row: int) -> int:
    """Return the greatest value of a resident's four needs."""
    return max(values[row, 0], values[row, 1], values[row, 2], values[row, 3])
