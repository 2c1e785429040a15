"""What the builder of a population assumes where public statistics say nothing."""

from dataclasses import dataclass

from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Synthesis:
    """The numbers by which residents, households and homes are made from a profile."""

    single_parent_share: float = parameter(
        0.301, unit="share of households with children", low=0.1, high=0.5,
        nl="eenoudergezinnen onder huishoudens met kinderen, als het profiel ze niet noemt",
        en="single parents among households with children, where the profile does not say",
        source="den_haag_2019",
    )  # fmt: skip
    other_share: float = parameter(
        0.026, unit="share of residents", low=0.0, high=0.1,
        nl="inwoners die bij een ander huishouden of in een instelling wonen, als er ruimte voor is",
        en="residents who live with another household or in an institution, where numbers leave room for it",
        assumption="what CBS counts as residents of The Hague in 2019 (cbs_84583ned) beyond those with a "
        "position in a household (den_haag_2019), less those who share a home of two",
    )  # fmt: skip
    sharing_share: float = parameter(
        0.038, unit="share of households without children", low=0.0, high=0.3,
        nl="huishoudens zonder kinderen van twee mensen die geen paar zijn",
        en="households without children of two people who are no couple",
        assumption="households of The Hague in 2019 (cbs_84583ned) less couples and single parents "
        "(den_haag_2019)",
    )  # fmt: skip
    relatives_share: float = parameter(
        0.4, unit="share of other members", low=0.0, high=1.0,
        nl="van de overige leden: wie bij een gezin of paar inwoont; de anderen wonen in groepen",
        en="of other members: who lives in with a family or couple; the rest live in groups",
        assumption="in the country 1.6% live in institutions and 1.6% are other members (cbs_37620), of whom "
        "about a third share a home",
    )  # fmt: skip
    group_size: int = parameter(
        8, unit="residents", low=3, high=10,
        nl="bewoners van een groepswoning", en="residents of a home shared by a group",
        assumption="institutions are divided into living groups of about this size",
    )  # fmt: skip
    same_sex_share: float = parameter(
        0.02, unit="share of couples", low=0.0, high=0.2,
        nl="paren van twee mannen of twee vrouwen", en="couples of two men or two women",
        assumption="about one couple in fifty; no figure read",
    )  # fmt: skip
    partner_spread: float = parameter(
        3.0, unit="years", low=0.5, high=10.0,
        nl="hoe los partners op leeftijd bij elkaar horen", en="how loosely partners are matched by age",
        assumption="gives age differences with a standard deviation of about four years; the mean difference "
        "follows from the ages of men and women with a partner (den_haag_2019)",
    )  # fmt: skip
    mother_age: float = parameter(
        31.0, unit="years", low=24.0, high=36.0,
        nl="leeftijd van moeders bij de geboorte van een kind, gemiddeld",
        en="mean age of mothers when a child is born",
        assumption="general knowledge of the country, not verified",
    )  # fmt: skip
    mother_age_spread: float = parameter(
        5.0, unit="years", low=2.0, high=8.0,
        nl="leeftijd van moeders bij de geboorte van een kind, spreiding",
        en="standard deviation of the age of mothers when a child is born",
        assumption="general knowledge of the country, not verified",
    )  # fmt: skip
    sibling_years: float = parameter(
        2.8, unit="years", low=1.0, high=6.0,
        nl="jaren tussen broers en zussen", en="years between siblings",
        assumption="between two and three years is usual; no figure read",
    )  # fmt: skip
    street_dwellings: int = parameter(
        30, unit="dwellings", low=5, high=200,
        nl="woningen in een straat", en="dwellings in a street",
        assumption="a made-up layout: streets of equal size on a grid",
    )  # fmt: skip
    least_density: float = parameter(
        15.0, unit="dwellings per hectare", low=1.0, high=200.0,
        nl="dichtheid waaronder het land niet wordt bebouwd (haven, park, polder)",
        en="density below which the land is taken to be harbour, park or polder, and left out",
        assumption="people live together in part of a large area; also used where the area is not known",
    )  # fmt: skip
    least_vacant_share: float = parameter(
        0.02, unit="dwellings per household", low=0.0, high=0.2,
        nl="leegstaande woningen, minimaal", en="vacant dwellings at least",
        assumption="so that people can move; registers of dwellings and households do not match exactly",
    )  # fmt: skip
    most_vacant_share: float = parameter(
        0.08, unit="dwellings per household", low=0.0, high=0.5,
        nl="leegstaande woningen, maximaal", en="vacant dwellings at most",
        assumption="dwellings beyond that are taken to be second homes and homes in use for something else",
    )  # fmt: skip
    move_share: float = parameter(
        0.12, unit="share per year", low=0.05, high=0.3,
        nl="huishoudens die in een jaar verhuizen, voor hoe lang ze er al wonen",
        en="households that move in a year, for how long they have lived there",
        source="cbs_60048ned",
    )  # fmt: skip
    work_share: float = parameter(
        0.73, unit="share of residents from 15 to 75", low=0.3, high=0.9,
        nl="inwoners met betaald werk, als het profiel het niet noemt",
        en="residents with paid work, where the profile does not say",
        assumption="general knowledge of the country, not verified",
    )  # fmt: skip
    work_hours_men: float = parameter(
        36.0, unit="hours per week", low=20.0, high=45.0,
        nl="werkweek van mannen", en="working week of men",
        assumption="general knowledge of the country, not verified",
    )  # fmt: skip
    work_hours_women: float = parameter(
        28.0, unit="hours per week", low=15.0, high=45.0,
        nl="werkweek van vrouwen", en="working week of women",
        assumption="general knowledge of the country, not verified",
    )  # fmt: skip
    work_hours_spread: float = parameter(
        8.0, unit="hours per week", low=0.0, high=15.0,
        nl="spreiding van de werkweek", en="standard deviation of the working week",
        assumption="general knowledge of the country, not verified",
    )  # fmt: skip
    low_schooling_share: float = parameter(
        0.306, unit="share of residents from 15 to 75", low=0.05, high=0.7,
        nl="laag opgeleid, als het profiel het niet noemt",
        en="low schooling, where the profile does not say",
        assumption="the municipality of The Hague in 2019 (cbs_84583ned), for want of a national figure",
    )  # fmt: skip
    high_schooling_share: float = parameter(
        0.345, unit="share of residents from 15 to 75", low=0.05, high=0.8,
        nl="hoog opgeleid, als het profiel het niet noemt",
        en="high schooling, where the profile does not say",
        assumption="the municipality of The Hague in 2019 (cbs_84583ned), for want of a national figure",
    )  # fmt: skip
    low_income_share: float = parameter(
        0.4, unit="share of households", low=0.05, high=0.95,
        nl="huishoudens met een laag inkomen, als het profiel het niet noemt",
        en="households with a low income, where the profile does not say",
        assumption="the group is defined as the lowest 40% of the country",
    )  # fmt: skip
    high_income_share: float = parameter(
        0.2, unit="share of households", low=0.0, high=0.8,
        nl="huishoudens met een hoog inkomen, als het profiel het niet noemt",
        en="households with a high income, where the profile does not say",
        assumption="the group is defined as the highest 20% of the country",
    )  # fmt: skip
    assistance_share: float = parameter(
        0.024, unit="share of residents", low=0.0, high=0.15,
        nl="inwoners met bijstand, als het profiel het niet noemt",
        en="residents on social assistance, where the profile does not say",
        assumption="about 400,000 people in the country; general knowledge, not verified",
    )  # fmt: skip
    household_likeness: float = parameter(
        0.36, unit="share of variance", low=0.0, high=0.8,
        nl="hoe sterk leden van een huishouden op elkaar lijken in opleiding en werk",
        en="how much members of a household are alike in schooling and work",
        assumption="partners' schooling correlates by about 0.4 to 0.6 in many countries; no figure read",
    )  # fmt: skip
    street_likeness: float = parameter(
        0.08, unit="share of variance", low=0.0, high=0.2,
        nl="hoe sterk mensen in een straat op elkaar lijken in opleiding, inkomen en herkomst",
        en="how much people in a street are alike in schooling, income and background",
        assumption="streets differ, but less than wijken do; no figure read",
    )  # fmt: skip
