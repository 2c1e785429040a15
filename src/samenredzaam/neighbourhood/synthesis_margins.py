"""What a built population adds up to, beside what the profile says."""

from typing import NamedTuple

import numpy as np

from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.residents import (
    BACKGROUND_EUROPEAN,
    BACKGROUND_OTHER,
    CHILD,
    INCOME_HIGH,
    INCOME_LOW,
    MALE,
    SCHOOLING_HIGH,
    SCHOOLING_LOW,
    SCHOOLING_MIDDLE,
    SINGLE_PARENT,
    Homes,
    Residents,
)
from samenredzaam.neighbourhood.synthesis_traits import counted, place
from samenredzaam.texts import Text


class Margin(NamedTuple):
    """One number of the statistics: what it is, what the profile says, what was built.

    Shares are in percent; the residents are a count.
    """

    name: Text
    wanted: float
    built: float


_BAND_EDGES = (0, 15, 25, 45, 65, 1000)
_BAND_NAMES = (
    Text("0 tot 15 jaar (% van inwoners)", "0 to 14 years (% of residents)"),
    Text("15 tot 25 jaar (% van inwoners)", "15 to 24 years (% of residents)"),
    Text("25 tot 45 jaar (% van inwoners)", "25 to 44 years (% of residents)"),
    Text("45 tot 65 jaar (% van inwoners)", "45 to 64 years (% of residents)"),
    Text("65 jaar en ouder (% van inwoners)", "65 years and older (% of residents)"),
)
_KIND_NAMES = (
    Text("eenpersoonshuishoudens (% van huishoudens)", "households of one person (% of households)"),
    Text("huishoudens zonder kinderen (% van huishoudens)", "households without children (% of households)"),
    Text("huishoudens met kinderen (% van huishoudens)", "households with children (% of households)"),
)


def margins(profile: Profile, people: Residents, homes: Homes) -> list[Margin]:
    """Return every number of the profile that was to be met, with what was built.

    Args:
        profile: the profile the population was built from.
        people: the residents of that neighbourhood alone, as built.
        homes: their homes.
    """
    return [
        *_by_sex_and_age(profile, people),
        *_by_household(profile, people, homes),
        *_by_schooling_and_work(profile, people),
        *_by_income(profile, people, homes),
        *_by_background(profile, people),
    ]


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else 0.0


def _by_sex_and_age(profile: Profile, people: Residents) -> list[Margin]:
    """Return residents, sexes and ages."""
    count = len(people.age)
    both = profile.men + profile.women
    men = int((people.sex == MALE).sum())
    found = [
        Margin(Text("inwoners", "residents"), profile.residents, count),
        Margin(
            Text("mannen (% van inwoners)", "men (% of residents)"),
            _percent(profile.men, both),
            _percent(men, count),
        ),
    ]
    built = np.histogram(people.age, bins=_BAND_EDGES)[0]
    for name, wanted, there in zip(_BAND_NAMES, profile.ages, built.tolist(), strict=True):
        found.append(Margin(name, _percent(wanted, sum(profile.ages)), _percent(there, count)))
    return found


def _by_household(profile: Profile, people: Residents, homes: Homes) -> list[Margin]:
    """Return households by kind, and how many residents there are for each."""
    private = place(people, homes).private
    living = np.bincount(people.home, minlength=homes.capacity)
    children = np.bincount(people.home[people.position == CHILD], minlength=homes.capacity)
    one = int((private & (living == 1)).sum())
    with_children = int((private & (children > 0)).sum())
    total = int(private.sum())
    kinds = (profile.one_person, profile.without_children, profile.with_children)
    built = (one, total - one - with_children, with_children)
    found = [
        Margin(name, _percent(wanted, sum(kinds)), _percent(there, total))
        for name, wanted, there in zip(_KIND_NAMES, kinds, built, strict=True)
    ]
    name = Text("huishoudens (per 100 inwoners)", "households (per 100 residents)")
    found.append(Margin(name, _percent(profile.households, profile.residents), _percent(total, len(people.age))))
    if profile.single_parents is not None:
        name = Text("eenoudergezinnen (% van huishoudens)", "single parents (% of households)")
        singles = int((people.position == SINGLE_PARENT).sum())
        found.append(Margin(name, _percent(profile.single_parents, profile.households), _percent(singles, total)))
    return found


def _by_schooling_and_work(profile: Profile, people: Residents) -> list[Margin]:
    """Return schooling and paid work from 15 to 75."""
    inside = counted(people)
    count = int(inside.sum())
    found = []
    if profile.schooling is not None:
        for level, wanted, dutch, english in zip(
            (SCHOOLING_LOW, SCHOOLING_MIDDLE, SCHOOLING_HIGH),
            profile.schooling,
            ("laag", "middelbaar", "hoog"),
            ("low", "middle", "high"),
            strict=True,
        ):
            name = Text(f"opleiding {dutch} (% van 15-75 jaar)", f"schooling {english} (% of 15-75 years)")
            there = int((inside & (people.schooling == level)).sum())
            found.append(Margin(name, _percent(wanted, sum(profile.schooling)), _percent(there, count)))
    if profile.participation_percent is not None:
        name = Text("betaald werk (% van 15-75 jaar)", "paid work (% of 15-75 years)")
        there = int((inside & (people.work_minutes > 0)).sum())
        found.append(Margin(name, profile.participation_percent, _percent(there, count)))
    return found


def _by_income(profile: Profile, people: Residents, homes: Homes) -> list[Margin]:
    """Return households by income, and social assistance."""
    private = place(people, homes).private
    total = int(private.sum())
    found: list[Margin] = []
    if profile.income is not None:
        for group, wanted, dutch, english in zip(
            (INCOME_LOW, INCOME_HIGH),
            profile.income,
            ("laagste 40%", "hoogste 20%"),
            ("lowest 40%", "highest 20%"),
            strict=True,
        ):
            name = Text(f"inkomen bij de {dutch} (% van huishoudens)", f"income in the {english} (% of households)")
            built = int((private & (homes.income == group)).sum())
            found.append(Margin(name, wanted, _percent(built, total)))
    if profile.social_assistance is not None:
        name = Text("bijstand (% van inwoners)", "social assistance (% of residents)")
        there = _percent(int(people.benefit.sum()), len(people.age))
        found.append(Margin(name, _percent(profile.social_assistance, profile.residents), there))
    return found


def _by_background(profile: Profile, people: Residents) -> list[Margin]:
    """Return residents by background."""
    if profile.background is None:
        return []
    names = (
        Text("herkomst Europa of vergelijkbaar (% van inwoners)", "from Europe or alike (% of residents)"),
        Text("herkomst elders (% van inwoners)", "from elsewhere (% of residents)"),
    )
    return [
        Margin(
            name,
            _percent(wanted, profile.residents),
            _percent(int((people.background == code).sum()), len(people.age)),
        )
        for name, wanted, code in zip(names, profile.background, (BACKGROUND_EUROPEAN, BACKGROUND_OTHER), strict=True)
    ]
