"""Kin elsewhere grow old too: they come to need help from their relatives here, recover, and die.

Families also grow, and contact is resumed: whoever has less kin than usual may come to have more.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import lognormal, quantile, table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.links import Links, empty_places, end_tie, make_outside_tie
from samenredzaam.neighbourhood.mortality import Mortality
from samenredzaam.neighbourhood.people import ADULT_AGE, Settling
from samenredzaam.neighbourhood.residents import PERSONAL, PRACTICAL
from samenredzaam.neighbourhood.ties import BY_HOUSEHOLD_LIFE, KIN, OUTSIDE, faded
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import over_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

KIN_LIFE = purpose("life of kin elsewhere")
KIN_RENEWED = purpose("more kin elsewhere")


@dataclass(frozen=True)
class KinElsewhere:
    """The needs of kin who live elsewhere, this week."""

    writes: ClassVar = ("ties", "closed_debt_minutes", "bereaved")

    settling: Settling = Settling()
    mortality: Mortality = Mortality()
    need_chance: float = parameter(
        0.0018, unit="chance per week, when limited", low=0.0, high=0.05,
        nl="kans dat familie elders met een beperking hulp van iemand hier gaat vragen",
        en="chance that kin elsewhere who are limited come to need help from someone here",
        assumption="so that 13% of adults are carers (cbs_carers_2022), most of them of parents elsewhere",
    )  # fmt: skip
    own_generation: float = parameter(
        0.3, unit="share", low=0.05, high=1.0,
        nl="hoe vaak familie elders van de eigen generatie een beroep doet op iemand hier, vergeleken met ouders en "
        "kinderen",
        en="how often kin elsewhere of one's own generation come to need someone here, compared with parents and "
        "children",
        assumption="a sibling or cousin turns first to partner and children of their own; size not read",
    )  # fmt: skip
    generation_years: int = parameter(
        15, unit="years", low=8, high=20,
        nl="leeftijdsverschil tot waar familie van de eigen generatie is",
        en="difference in age up to which kin are of one's own generation",
        assumption="parents are about thirty years older; half of that",
    )  # fmt: skip
    end_chance: float = parameter(
        0.004, unit="chance per week", low=0.0005, high=0.05,
        nl="kans dat die hulpvraag eindigt", en="chance that this need ends",
        assumption="carers stop after some six years on average, also by death",
    )  # fmt: skip
    hours_median: float = parameter(
        4.0, unit="hours per week", low=0.5, high=15.0,
        nl="uren hulp per week die familie elders vraagt, mediaan", en="weekly hours that kin elsewhere ask, median",
        assumption="carers' hours are lognormal with median 5; part of the need is met by others there",
    )  # fmt: skip
    hours_sigma: float = parameter(
        1.2, unit="log hours", low=0.5, high=2.0,
        nl="spreiding van die uren", en="spread of those hours, as sigma of a lognormal",
        assumption="as for the median",
    )  # fmt: skip
    personal_share: float = parameter(
        0.25, unit="share", low=0.0, high=1.0,
        nl="deel van die vragen dat persoonlijke verzorging is", en="share of these needs that are personal care",
        assumption="no figure read; wide range",
    )  # fmt: skip
    renewal_chance: float = parameter(
        0.014, unit="chance per week, without kin", low=0.0, high=0.1,
        nl="kans dat er familie elders bij komt of contact wordt hersteld, voor wie er geen heeft; minder met elk "
        "familielid",
        en="chance that kin elsewhere are added or contact is resumed, for who has none; less with every one",
        assumption="keeps kin at the level of the start: families grow by partners, births and contact resumed",
    )  # fmt: skip
    usual_kin: int = parameter(
        7, unit="ties per adult", low=2, high=12,
        nl="familie buiten het huishouden waarboven er geen meer bij komt",
        en="kin outside the household above which none are added",
        assumption="families differ; the mean that follows is below it",
    )  # fmt: skip

    @cached_property
    def minutes(self) -> np.ndarray:
        """Return quantiles of weekly minutes asked."""
        return lognormal(60.0 * self.hours_median, self.hours_sigma)

    @cached_property
    def deaths(self) -> np.ndarray:
        """Return the chance of death between two turns by age, the mean of men and women."""
        men, women = self.mortality.chances
        return table([over_turn((float(man) + float(woman)) / 2) for man, woman in zip(men, women, strict=True)])

    def step(self, town: Town) -> None:
        """Let new kin come, and those whose turn it is live through the weeks since the last."""
        residents = town.residents
        turning = town.turning()
        chance = over_turn(self.renewal_chance)
        town.room_for_ties(int(len(turning) * chance * 2) + 200)
        renew_kin(
            town.links(), turning, residents.identity, residents.age, town.key(KIN_RENEWED), town.week, town.age_week,
            chance, self.usual_kin,
        )  # fmt: skip
        live_elsewhere(
            town.links(), town.turning_ties(), town.week, town.age_week,
            town.key(KIN_LIFE), self.settling.limited, self.deaths, self.minutes, over_turn(self.need_chance),
            over_turn(self.end_chance), self.personal_share, self.own_generation, self.generation_years,
            residents.age, residents.bereaved, town.fading.good_strength, town.fading.strength_kept,
            town.fading.debt_kept,
        )  # fmt: skip


@kernel
def live_elsewhere(
    links: Links, turning, week, age_week, key, limited, deaths, minutes, need_chance, end_chance,
    personal_share, own_generation, generation_years, age_here, bereaved, good_strength, strength_kept, debt_kept,
):  # fmt: skip
    """Let each of the kin elsewhere who has a turn die, need help, or need it no more; one draw decides.

    Who dies bereaves the one to whom the tie was a good one.
    """
    for tie in turning:
        # The smallest column first: most ties are not with kin, and more of it is at hand.
        if links.kind[tie] != KIN or links.ends[tie, 1] != OUTSIDE:
            continue
        who = links.identity[tie]
        age = min(max(int((age_week - links.outside_birth_week[tie]) / WEEKS_PER_YEAR), 0), 120)
        chance = quick_draw(key, who)
        dies = deaths[age]
        if chance < dies:
            if faded(links.strength[tie], links.touched[tie], week, strength_kept) >= good_strength:
                bereaved[links.ends[tie, 0]] = week
            end_tie(links, tie, week, debt_kept)
        elif links.outside_minutes[tie] > 0:
            if chance < dies + end_chance:
                links.outside_minutes[tie] = 0
        elif chance < dies + need_chance * limited[age]:
            gap = age - age_here[links.ends[tie, 0]]
            near = -generation_years < gap < generation_years
            if near and chance >= dies + own_generation * need_chance * limited[age]:
                continue
            links.outside_minutes[tie] = min(int(quantile(minutes, draw(key, who, np.uint64(1)))) + 15, 3600)
            links.outside_domain[tie] = PERSONAL if draw(key, who, np.uint64(2)) < personal_share else PRACTICAL


@kernel
def renew_kin(links: Links, turning, identity, age, key, week, age_week, chance, usual):
    """Give some of the adults with less kin than usual one more, of their own generation, an older or a younger."""
    for row in turning:
        who = identity[row]
        luck = quick_draw(key, who)
        if luck >= chance or who == 0 or age[row] < ADULT_AGE or empty_places(links, row) <= 2:
            continue
        kin = 0
        for place in range(links.of.shape[1]):
            tie = links.of[row, place]
            kin += 1 if tie >= 0 and links.kind[tie] == KIN else 0
        if luck < chance * (1.0 - kin / usual):
            years = age[row] - 6.0 + 12.0 * draw(key, who, np.uint64(1))
            if draw(key, who, np.uint64(2)) < 0.5:
                years = years + (30.0 if age[row] < 45 else -30.0)
            born = age_week - int(max(years, 18.0) * WEEKS_PER_YEAR)
            strength = 0.3 + 0.4 * draw(key, who, np.uint64(3))
            make_outside_tie(links, row, bits(key, who, np.uint64(4)), KIN, BY_HOUSEHOLD_LIFE, week, strength, born)
