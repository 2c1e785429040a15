"""The traits that whoever is new brings, by birth, by moving in, or at the start."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.curves import logistic, logit, lognormal, normal, quantile, table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.residents import ROLE_CARE, ROLE_NEIGHBOURHOOD, ROLE_NONE, ROLE_OTHER
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

TRAITS = purpose("traits of a new resident")
ADULT_AGE = 18
HELPER_AGE = 16
VOLUNTEER_AGE = 15
"""From this age on people are counted as volunteers, by the source."""


def prevalence(age: float, middle: float, slope: float, floor: float) -> float:
    """Return the share of an age that is limited: a logistic curve above a floor."""
    return floor + (1.0 - floor) / (1.0 + math.exp(-(age - middle) * slope))


@dataclass(frozen=True)
class Settling:
    """The traits people bring, drawn once for life from who they are."""

    reluctance_mean: float = parameter(
        0.5, unit="0 to 1", low=0.1, high=0.9,
        nl="gemiddelde vraagverlegenheid", en="mean reluctance to ask",
        assumption="looked for and not found; the middle of the scale, with a wide range",
    )  # fmt: skip
    reluctance_spread: float = parameter(
        0.2, unit="0 to 1", low=0.05, high=0.35,
        nl="spreiding van vraagverlegenheid", en="standard deviation of reluctance to ask",
        assumption="so that nearly everyone lies between 0 and 1",
    )  # fmt: skip
    reluctance_to_offer_mean: float = parameter(
        0.5, unit="0 to 1", low=0.1, high=0.9,
        nl="gemiddelde handelingsverlegenheid", en="mean reluctance to offer help",
        assumption="no figure read; the middle of the scale, with a wide range, as for reluctance to ask",
    )  # fmt: skip
    reluctance_to_offer_spread: float = parameter(
        0.2, unit="0 to 1", low=0.05, high=0.35,
        nl="spreiding van handelingsverlegenheid", en="standard deviation of reluctance to offer help",
        assumption="so that nearly everyone lies between 0 and 1",
    )  # fmt: skip
    avoids_formal_share: float = parameter(
        0.08, unit="share", low=0.0, high=0.4,
        nl="deel van de mensen dat niet uit zichzelf naar wijkteam, inloop of maatwerk gaat (zorgmijders)",
        en="share of people who do not go to a team, walk-in or provision by themselves (avoiders)",
        assumption="no figure read; avoiders are known to every team and counted by none, so a wide range",
    )  # fmt: skip
    tolerance_median: float = parameter(
        20.0, unit="hours per week", low=5.0, high=40.0,
        nl="uren hulp per week waarbij de helft overbelasting gaat opbouwen",
        en="weekly hours of help at which half begin to build up strain",
        assumption="with the carers' mean of 12 hours a week this gives about the 19% heavily burdened of "
        "cbs_carers_2022",
    )  # fmt: skip
    tolerance_sigma: float = parameter(
        0.85, unit="log hours", low=0.3, high=1.5,
        nl="spreiding van draagkracht", en="spread of what people can bear, as sigma of a lognormal",
        assumption="as for the median",
    )  # fmt: skip
    loneliness_setpoint_mean: float = parameter(
        8.4, unit="scale points", low=5.0, high=11.0,
        nl="eenzaamheid zonder enige goede band, gemiddeld", en="mean loneliness without any good tie",
        assumption="a target, not a finding: worked out in closed form (tests/setpoint.py) so that latent "
        "loneliness has mean 2.3 with the usual ties and contact: 48.6% lonely, 14.2% severely (rivm_2022)",
    )  # fmt: skip
    loneliness_setpoint_spread: float = parameter(
        4.7, unit="scale points", low=2.0, high=7.0,
        nl="spreiding daarvan tussen mensen", en="its standard deviation between people",
        assumption="latent spread 5.8 (as rivm_2022 implies) less what ties, contact and weekly noise add, worked "
        "out together with the mean",
    )  # fmt: skip
    loneliness_home_share: float = parameter(
        0.2, unit="share", low=0.0, high=0.6,
        nl="deel van die spreiding dat mensen delen die samen een huishouden vormen",
        en="share of that spread, as variance, that is common to those who form a household",
        assumption="who lives together shares worries, money, quarrels and the ways they grew up with; how much is not "
        "read, and at 0 a home shares nothing but what the model says of it",
    )  # fmt: skip
    self_reliance_mean: float = parameter(
        0.25, unit="0 to 1", low=0.05, high=0.8,
        nl="deel van een lichte hulpvraag dat mensen zelf oplossen, gemiddeld",
        en="share of a light need that people solve themselves, on average",
        assumption="no figure read; wide range",
    )  # fmt: skip
    self_reliance_schooling: float = parameter(
        0.08, unit="per level of schooling", low=0.0, high=0.2,
        nl="hoeveel dat meer is per opleidingsniveau", en="how much more with each level of schooling",
        assumption="the direction is well known, the size is not",
    )  # fmt: skip
    wanted_contacts_mean: float = parameter(
        5.0, unit="people per week", low=1.0, high=15.0,
        nl="hoeveel mensen iemand in een week wil zien of spreken, gemiddeld, na de jeugd",
        en="how many people someone wants to meet or talk to in a week, on average, once past youth",
        assumption="no figure read; about what people have on average, household with it, so that some are short",
    )  # fmt: skip
    wanted_contacts_spread: float = parameter(
        2.0, unit="people per week", low=0.0, high=6.0,
        nl="spreiding van het gewenste contact tussen mensen", en="standard deviation of the contact people want",
        assumption="people differ widely in how much company they want; size not read",
    )  # fmt: skip
    trust_mean: float = parameter(
        0.6, unit="0 to 1", low=0.2, high=0.9,
        nl="gemiddeld vertrouwen in formele hulp", en="mean trust in formal help",
        assumption="no figure read for this trust; wide range",
    )  # fmt: skip
    limitation_middle: float = parameter(
        83.0, unit="years", low=75.0, high=95.0,
        nl="leeftijd waarop ongeveer de helft beperkingen heeft", en="age at which about half have a limitation",
        assumption="20-25% at 65-74 and 40-50% from 75 on are general knowledge, not verified",
    )  # fmt: skip
    limitation_slope: float = parameter(
        0.094, unit="logit per year", low=0.05, high=0.15,
        nl="hoe steil beperkingen met de leeftijd toenemen", en="how steeply limitations rise with age",
        assumption="as for the middle",
    )  # fmt: skip
    limitation_floor: float = parameter(
        0.03, unit="share", low=0.0, high=0.1,
        nl="deel met een beperking op jonge leeftijd", en="share with a limitation at a young age",
        assumption="no figure read; small",
    )  # fmt: skip
    serious_share: float = parameter(
        0.3, unit="share", low=0.1, high=0.6,
        nl="deel van wie een beperking heeft dat ernstig beperkt is",
        en="share of those with a limitation whose limitation is serious",
        assumption="no figure read; wide range",
    )  # fmt: skip
    regular_share: float = parameter(
        0.309, unit="share of 15+", low=0.1, high=0.5,
        nl="deel van de bevolking dat regelmatig vrijwilligerswerk doet", en="share who volunteer regularly",
        assumption="with the occasional pool gives 49% a year and 30% in four weeks (cbs_volunteers)",
    )  # fmt: skip
    occasional_share: float = parameter(
        0.22, unit="share of 15+", low=0.05, high=0.5,
        nl="deel dat af en toe vrijwilligerswerk doet", en="share who volunteer now and then",
        assumption="as for the regulars",
    )  # fmt: skip
    care_role_share: float = parameter(
        0.139, unit="share of volunteers", low=0.05, high=0.3,
        nl="deel van de vrijwilligers dat in zorg en ondersteuning werkt", en="share of volunteers in care and support",
        source="cbs_85541ned",
    )  # fmt: skip
    neighbourhood_role_share: float = parameter(
        0.145, unit="share of volunteers", low=0.05, high=0.3,
        nl="deel van de vrijwilligers dat voor de buurt werkt", en="share of volunteers who work for the neighbourhood",
        source="cbs_85541ned",
    )  # fmt: skip
    role_hours_median: float = parameter(
        1.75, unit="hours per week", low=0.5, high=4.0,
        nl="uren per week van de middelste vrijwilliger", en="weekly hours of the median volunteer",
        assumption="with the spread gives the mean of 4.5 hours (cbs_volunteers_2017), most by a few",
    )  # fmt: skip
    role_hours_sigma: float = parameter(
        1.38, unit="log hours", low=0.5, high=2.0,
        nl="spreiding van die uren", en="spread of those hours, as sigma of a lognormal",
        assumption="as for the median",
    )  # fmt: skip
    values_on_volunteering: float = parameter(
        0.6, unit="logit per standard deviation", low=0.0, high=1.5,
        nl="hoeveel prosociale waarden uitmaken voor vrijwilliger zijn",
        en="how much prosocial values matter for being a volunteer",
        assumption="the direction is well known, the size is not",
    )  # fmt: skip

    digital_mean: float = parameter(
        0.75, unit="0 to 1", low=0.3, high=1.0,
        nl="digitale vaardigheid op je 40e, met een middelbare opleiding",
        en="digital skill at 40, with middle schooling",
        assumption="most adults manage online; no figure read",
    )  # fmt: skip
    digital_age: float = parameter(
        0.01, unit="per year", low=0.0, high=0.03,
        nl="hoeveel die per levensjaar daalt", en="how much it falls with each year of age",
        assumption="the direction is well known, the size is not",
    )  # fmt: skip
    digital_schooling: float = parameter(
        0.1, unit="per level of schooling", low=0.0, high=0.3,
        nl="hoeveel die per opleidingsniveau stijgt", en="how much it rises with each level of schooling",
        assumption="the direction is well known, the size is not",
    )  # fmt: skip

    @cached_property
    def tolerance(self) -> np.ndarray:
        """Return quantiles of tolerance in minutes per week."""
        return lognormal(60.0 * self.tolerance_median, self.tolerance_sigma)

    @cached_property
    def role_minutes(self) -> np.ndarray:
        """Return quantiles of a volunteer's minutes per week."""
        return lognormal(60.0 * self.role_hours_median, self.role_hours_sigma)

    @cached_property
    def volunteering(self) -> tuple[float, float]:
        """Return how many volunteer regularly, and of the others now and then, as logits."""
        return logit(self.regular_share), logit(self.occasional_share / (1.0 - self.regular_share))

    @cached_property
    def limited(self) -> np.ndarray:
        """Return the share with a limitation at ages 0 to 121."""
        rise = [
            prevalence(age, self.limitation_middle, self.limitation_slope, self.limitation_floor) for age in range(122)
        ]
        return table(rise)

    def settle(self, town: Town, rows: np.ndarray, week: int) -> None:
        """Give those in `rows` of Residents, here from `week` on, their traits and the state they arrive in."""
        residents = town.residents
        rows = rows.astype(np.int32)
        residents.changes += 1
        residents.arrived[rows] = week
        town.needs.identity[rows] = residents.identity[rows]
        give_traits(
            rows, residents.identity, residents.age, residents.schooling, residents.prosocial_values,
            residents.reluctance_to_ask, residents.tolerance_minutes, residents.loneliness_setpoint,
            residents.loneliness, residents.self_reliance, residents.self_reliance_setpoint,
            residents.wanted_contacts, residents.trust, residents.limitation, residents.reluctance_to_offer,
            residents.avoids_formal, residents.digital_skill, residents.home, town.homes.household,
            town.streams.lasting_key(TRAITS), self.limited, self.tolerance, self.reluctance_mean,
            self.reluctance_spread, self.loneliness_setpoint_mean, self.loneliness_setpoint_spread,
            self.loneliness_home_share, self.self_reliance_mean, self.self_reliance_schooling, self.trust_mean,
            self.serious_share, self.wanted_contacts_mean, self.wanted_contacts_spread,
            self.reluctance_to_offer_mean, self.reluctance_to_offer_spread, self.avoids_formal_share,
            self.digital_mean, self.digital_age, self.digital_schooling,
        )  # fmt: skip
        self.take_roles(town, rows, week)

    def take_roles(self, town: Town, rows: np.ndarray, week: int) -> None:
        """Let those in `rows` of Residents who are old enough volunteer or not, as people of here do."""
        residents = town.residents
        give_roles(
            rows, residents.identity, residents.age, residents.prosocial_values, residents.role, residents.role_minutes,
            residents.role_since, residents.occasional, town.streams.lasting_key(TRAITS), week, self.role_minutes,
            *self.volunteering, self.values_on_volunteering, self.care_role_share, self.neighbourhood_role_share,
        )  # fmt: skip


@kernel
def give_traits(
    rows, identity, age, schooling, prosocial_values, reluctance_to_ask, tolerance_minutes, loneliness_setpoint,
    loneliness, self_reliance, self_reliance_setpoint, wanted_contacts, trust, limitation, reluctance_to_offer,
    avoids_formal, digital_skill, home, household, key, limited, tolerance, reluctance_mean, reluctance_spread,
    setpoint_mean, setpoint_spread, home_share, reliance_mean, reliance_schooling, trust_mean, serious_share,
    wanted_mean, wanted_spread, offer_mean, offer_spread, avoids_share, digital_mean, digital_age, digital_schooling,
):  # fmt: skip
    """Draw traits; each from its own number (`other` of the draw), so that one can be added without moving the rest."""
    for row in rows:
        who = identity[row]
        prosocial_values[row] = normal(draw(key, who, np.uint64(1)))
        reluctance = reluctance_mean + reluctance_spread * normal(draw(key, who, np.uint64(2)))
        reluctance_to_ask[row] = min(max(reluctance, 0.0), 1.0)
        tolerance_minutes[row] = int(quantile(tolerance, draw(key, who, np.uint64(3)))) + 1
        own = math.sqrt(1.0 - home_share) * normal(draw(key, who, np.uint64(4)))
        shared = math.sqrt(home_share) * normal(draw(key, household[home[row]], np.uint64(23)))
        loneliness_setpoint[row] = setpoint_mean + setpoint_spread * (own + shared)
        loneliness[row] = loneliness_setpoint[row] - 6.0
        reliance = reliance_mean + reliance_schooling * schooling[row] + 0.15 * normal(draw(key, who, np.uint64(5)))
        self_reliance[row] = min(max(reliance, 0.0), 1.0)
        self_reliance_setpoint[row] = self_reliance[row]
        wanted = wanted_mean + wanted_spread * normal(draw(key, who, np.uint64(12)))
        wanted_contacts[row] = min(max(wanted, 0.0), 40.0)
        trust[row] = min(max(trust_mean + 0.15 * normal(draw(key, who, np.uint64(6))), 0.0), 1.0)
        chance = draw(key, who, np.uint64(7))
        share = limited[age[row]]
        limitation[row] = 2 if chance < share * serious_share else (1 if chance < share else 0)
        # Numbers 8 to 11 are those of give_roles.
        reluctance = offer_mean + offer_spread * normal(draw(key, who, np.uint64(20)))
        reluctance_to_offer[row] = min(max(reluctance, 0.0), 1.0)
        avoids_formal[row] = draw(key, who, np.uint64(21)) < avoids_share
        digital = digital_mean - digital_age * (age[row] - 40) + digital_schooling * (schooling[row] - 2)
        digital_skill[row] = min(max(digital + 0.2 * normal(draw(key, who, np.uint64(22))), 0.0), 1.0)


@kernel
def give_roles(
    rows, identity, age, prosocial_values, role, role_minutes, role_since, occasional, key, week, minutes,
    regular_logit, occasional_logit, values_weight, care_share, neighbourhood_share,
):  # fmt: skip
    """Draw who volunteers regularly, in what role and how long a week, and who does so now and then."""
    for row in rows:
        if age[row] < VOLUNTEER_AGE:
            continue
        who = identity[row]
        tilt = values_weight * float(prosocial_values[row])
        # Hours are drawn for everyone: whoever joins later brings the hours that are theirs.
        role_minutes[row] = min(int(quantile(minutes, draw(key, who, np.uint64(10)))) + 1, 2400)
        if draw(key, who, np.uint64(8)) < logistic(regular_logit + tilt):
            kind = draw(key, who, np.uint64(9))
            if kind < care_share:
                role[row] = ROLE_CARE
            elif kind < care_share + neighbourhood_share:
                role[row] = ROLE_NEIGHBOURHOOD
            else:
                role[row] = ROLE_OTHER
            role_since[row] = week
        else:
            role[row] = ROLE_NONE
            occasional[row] = draw(key, who, np.uint64(11)) < logistic(occasional_logit + tilt)
