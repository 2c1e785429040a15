"""Volunteers come and go: some of those who help now and then are asked and join; some who volunteer stop."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.people import Settling
from samenredzaam.neighbourhood.residents import ROLE_CARE, ROLE_NEIGHBOURHOOD, ROLE_NONE, ROLE_OTHER
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose, quick_draw

ASKED_TO_VOLUNTEER = purpose("asked to volunteer")
STOPS_VOLUNTEERING = purpose("stops volunteering")


@dataclass(frozen=True)
class Volunteering:
    """Who joins and who leaves; it takes effect next week."""

    writes: ClassVar = ("role", "role_since", "occasional")

    settling: Settling = Settling()
    asked_chance: float = parameter(
        0.015, unit="chance per week", low=0.0, high=0.1,
        nl="kans dat wie af en toe helpt voor vrijwilligerswerk wordt gevraagd",
        en="chance that someone who helps now and then is asked to volunteer",
        assumption="nine in ten volunteers were asked (meijs_2011); the rate keeps the number of volunteers level",
    )  # fmt: skip
    yes_share: float = parameter(
        0.4, unit="share", low=0.05, high=0.9,
        nl="deel dat ja zegt", en="share who say yes",
        assumption="as for being asked",
    )  # fmt: skip
    exit_chance: float = parameter(
        0.0043, unit="chance per week", low=0.001, high=0.02,
        nl="kans dat een vrijwilliger stopt, bij gewone begeleiding",
        en="chance that a volunteer stops, with the usual support",
        assumption="15-25% of volunteers leave in a year (general knowledge)",
    )  # fmt: skip
    unsupported_factor: float = parameter(
        1.6, unit="factor", low=1.0, high=4.0,
        nl="hoeveel vaker vrijwilligers in zorg en buurt stoppen zonder begeleiding",
        en="how many times as often volunteers in care and neighbourhood stop without support",
        assumption="lack of support is a known reason to stop; size not read",
    )  # fmt: skip
    usual_support: float = parameter(
        8.0, unit="minutes per volunteer per week", low=1.0, high=60.0,
        nl="begeleiding waarbij de gewone kans op stoppen geldt", en="support at which the usual chance to stop holds",
        assumption="the hours for volunteer support over the volunteers in care and neighbourhood",
    )  # fmt: skip
    strain_adds: float = parameter(
        0.02, unit="chance per week at full strain", low=0.0, high=0.1,
        nl="hoeveel overbelasting de kans op stoppen verhoogt", en="how much strain adds to the chance to stop",
        assumption="overload is a known reason to stop; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let volunteers join and leave."""
        residents = town.residents
        # Without support the chance is multiplied by the factor; with the usual support by 1; with ever more by less.
        support = town.offers.support_minutes_per_volunteer / self.usual_support
        multiplier = self.unsupported_factor / (1.0 + (self.unsupported_factor - 1.0) * support)
        join_and_leave(
            residents.identity, residents.neighbourhood, residents.age, residents.strain, residents.resting_until,
            residents.role, residents.role_since, residents.occasional, town.week, town.key(ASKED_TO_VOLUNTEER),
            town.key(STOPS_VOLUNTEERING), multiplier, self.asked_chance, self.yes_share, self.exit_chance,
            self.strain_adds, self.settling.care_role_share, self.settling.neighbourhood_role_share,
        )  # fmt: skip


@kernel
def join_and_leave(
    identity, neighbourhood, age, strain, resting_until, role, role_since, occasional, week, asked_key, stop_key,
    multiplier, asked_chance, yes_share, exit_chance, strain_adds, care_share, neighbourhood_share,
):  # fmt: skip
    """Ask those in the occasional pool, and let volunteers stop; who stops returns to the pool."""
    for row in range(identity.shape[0]):
        who = identity[row]
        if who == 0 or age[row] < 15:
            continue
        if role[row] != ROLE_NONE:
            supported = role[row] == ROLE_CARE or role[row] == ROLE_NEIGHBOURHOOD
            chance = exit_chance * (multiplier[neighbourhood[row]] if supported else 1.0) + strain_adds * float(
                strain[row]
            ) * float(strain[row])
            if resting_until[row] > week or quick_draw(stop_key, who) < chance:
                role[row] = ROLE_NONE
                occasional[row] = True
        elif (
            occasional[row]
            and resting_until[row] <= week
            and quick_draw(asked_key, who) < asked_chance
            and draw(asked_key, who, np.uint64(1)) < yes_share
        ):
            kind = draw(asked_key, who, np.uint64(2))
            role[row] = ROLE_OTHER
            if kind < care_share:
                role[row] = ROLE_CARE
            elif kind < care_share + neighbourhood_share:
                role[row] = ROLE_NEIGHBOURHOOD
            role_since[row] = week
            occasional[row] = False
