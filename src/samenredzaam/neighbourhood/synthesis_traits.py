"""Schooling, paid work, income, social assistance and background.

Each is given by rank: everyone has a score, of what makes it likelier (in hundredths of a standard deviation)
and of noise that a household and a street share in part; the highest scores get it, as many as the statistics
say. The tendencies are assumptions: general knowledge of the country, not verified. They decide who has a
trait, never how many.
"""

from typing import NamedTuple

import numpy as np

from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.residents import (
    BACKGROUND_DUTCH,
    BACKGROUND_EUROPEAN,
    BACKGROUND_OTHER,
    CHILD,
    FEMALE,
    INCOME_HIGH,
    INCOME_LOW,
    INCOME_MIDDLE,
    LIVING_ALONE,
    OTHER_MEMBER,
    SCHOOLING_HIGH,
    SCHOOLING_LOW,
    SCHOOLING_MIDDLE,
    SCHOOLING_NONE,
    SINGLE_PARENT,
    Homes,
    Residents,
)
from samenredzaam.neighbourhood.synthesis_assumptions import Synthesis
from samenredzaam.neighbourhood.synthesis_draws import SPREAD, highest, hundredths, noise, scaled, shared
from samenredzaam.streams import Streams, purpose

SCHOOLING = purpose("synthesis schooling")
WORK = purpose("synthesis work")
WORK_HOURS = purpose("synthesis working hours")
INCOME = purpose("synthesis income")
ASSISTANCE = purpose("synthesis social assistance")
BACKGROUND = purpose("synthesis background")
EUROPEAN = purpose("synthesis background from europe")

COUNTED_AGES = (15, 75)
"""Schooling and work are counted from 15 to 75."""

ASSISTANCE_AGES = (18, 67)
GROUP_LEAST = 3
"""A home of other members alone, so many or more, is a group, and not a private household."""

_MOST_MINUTES, _LEAST_MINUTES = 3600, 60
_HOUSEHOLD_BACKGROUND = 0.8
"""Of the differences in background so much lies between households (assumption: most have one background)."""


def steps(*points: tuple[int, int]) -> np.ndarray:
    """Return for each age from 0 to 129 the number of the last step at or below it."""
    made = np.zeros(130, dtype=np.int64)
    for age, value in points:
        made[age:] = value
    return made


_SCHOOLING_BY_AGE = steps(
    (15, -600), (18, -150), (20, -40), (23, 20), (25, 50), (45, 10), (55, -10), (65, -40), (75, -90)
)
_WORK_BY_AGE = steps((15, 0), (18, 30), (23, 90), (27, 110), (55, 75), (60, 25), (65, -90), (67, -170), (70, -210))
_WORK_BY_SCHOOLING = np.array([0, -45, 0, 35])
_HOURS_SHARE_BY_AGE = steps((15, 300), (18, 450), (21, 700), (25, 1000), (65, 600))
"""Thousandths of a full working week."""
_OTHER_BY_AGE = steps((0, 35), (25, 20), (45, 0), (65, -60))
_ASSISTANCE_BY_AGE = steps((18, -120), (25, 0), (30, 20), (60, -20), (63, -70), (66, -120))
_EUROPEAN_BY_AGE = steps((0, 0), (25, 35), (45, 0))


class Place(NamedTuple):
    """How residents stand to homes; arrays of shape (residents,) and (homes,).

    Attributes:
        private: whether a home holds a private household.
        in_private: whether a resident lives in one.
    """

    private: np.ndarray
    in_private: np.ndarray


def place(people: Residents, homes: Homes) -> Place:
    """Return which homes hold private households; groups and empty dwellings do not."""
    living = np.bincount(people.home, minlength=homes.capacity)
    others = np.bincount(people.home[people.position == OTHER_MEMBER], minlength=homes.capacity)
    private = (living > 0) & ~((others == living) & (living >= GROUP_LEAST))
    return Place(private, private[people.home])


def counted(people: Residents) -> np.ndarray:
    """Return who is of the ages at which schooling and work are counted."""
    inside: np.ndarray = (people.age >= COUNTED_AGES[0]) & (people.age < COUNTED_AGES[1])
    return inside


def give_traits(profile: Profile, people: Residents, homes: Homes, streams: Streams, synthesis: Synthesis) -> None:
    """Fill in schooling, work, income, assistance and background, as the profile says or as assumed."""
    where = place(people, homes)
    _give_schooling(profile, people, homes, streams, synthesis)
    _give_work(profile, people, homes, where, streams, synthesis)
    _give_income(profile, people, homes, where, streams, synthesis)
    _give_assistance(profile, people, homes, where, streams, synthesis)
    _give_background(profile, people, homes, streams, synthesis)


def _noise(
    purpose: int, people: Residents, homes: Homes, streams: Streams, household: float, street: float
) -> np.ndarray:
    """Return noise for each resident, in part shared by household and street."""
    key = streams.lasting_key(purpose)
    of_home = noise(key, homes.identity)
    of_street = noise(key, homes.street.astype(np.uint64), 1)
    return shared(
        noise(key, people.identity),
        of_home[people.home],
        of_street[homes.street[people.home]],
        household,
        street,
    )


def _give_schooling(profile: Profile, people: Residents, homes: Homes, streams: Streams, synthesis: Synthesis) -> None:
    """Give everyone from 15 their schooling; from 75 on as their score compares with that of the younger."""
    inside = counted(people)
    score = _noise(SCHOOLING, people, homes, streams, synthesis.household_likeness, synthesis.street_likeness)
    score += hundredths(_SCHOOLING_BY_AGE[people.age])
    low, high = synthesis.low_schooling_share, synthesis.high_schooling_share
    if profile.schooling is not None:
        low, high = (profile.schooling[level] / sum(profile.schooling) for level in (0, 2))
    count = int(inside.sum())
    is_high = highest(score, inside & (people.age >= 20), round(high * count))
    is_low = highest(-score, inside & ~is_high, round(low * count))
    elder = people.age >= COUNTED_AGES[1]
    if is_high.any():
        is_high |= elder & (score >= score[is_high].min())
    if is_low.any():
        is_low |= elder & ~is_high & (score <= score[is_low].max())
    people.schooling[:] = np.where(is_high, SCHOOLING_HIGH, np.where(is_low, SCHOOLING_LOW, SCHOOLING_MIDDLE))
    people.schooling[people.age < COUNTED_AGES[0]] = SCHOOLING_NONE


def _give_work(
    profile: Profile, people: Residents, homes: Homes, where: Place, streams: Streams, synthesis: Synthesis
) -> None:
    """Give paid work to as many as participate, and hours by sex and age."""
    inside = counted(people)
    likeness = synthesis.household_likeness / 2  # partners differ more in work than in schooling
    score = _noise(WORK, people, homes, streams, likeness, synthesis.street_likeness)
    score += hundredths(_WORK_BY_AGE[people.age] + _WORK_BY_SCHOOLING[people.schooling])
    score -= hundredths(10 * (people.sex == FEMALE) + 25 * (people.position == SINGLE_PARENT) + 150 * ~where.in_private)
    share = synthesis.work_share if profile.participation_percent is None else profile.participation_percent / 100
    works = highest(score, inside, round(share * int(inside.sum())))
    men, women = (round(hours * 60) for hours in (synthesis.work_hours_men, synthesis.work_hours_women))
    usual = np.where(people.sex == FEMALE, women, men) * _HOURS_SHARE_BY_AGE[people.age] // 1000
    own = noise(streams.lasting_key(WORK_HOURS), people.identity)
    minutes = usual + scaled(own, synthesis.work_hours_spread * 60 / SPREAD * 1000) // 1000
    people.work_minutes[:] = np.where(works, np.clip(minutes, _LEAST_MINUTES, _MOST_MINUTES), 0)


def _by_home(people: Residents, homes: Homes, chosen: np.ndarray) -> np.ndarray:
    """Return how many of the chosen live in each home."""
    return np.bincount(people.home[chosen], minlength=homes.capacity)


def _give_income(
    profile: Profile, people: Residents, homes: Homes, where: Place, streams: Streams, synthesis: Synthesis
) -> None:
    """Give each household an income group: by who earns, schooling, and who must live of it."""
    earners = _by_home(people, homes, people.work_minutes >= 720)
    pensioners = _by_home(people, homes, people.age >= ASSISTANCE_AGES[1])
    schooled = _by_home(people, homes, people.schooling == SCHOOLING_HIGH)
    unschooled = _by_home(people, homes, people.schooling == SCHOOLING_LOW)
    eaters = _by_home(people, homes, people.age >= 0)
    tendency = (
        np.array([0, 110, 190, 210])[np.minimum(earners, 3)]
        + 80 * np.minimum(pensioners, 2)
        + 60 * np.minimum(schooled, 2)
        - 40 * np.minimum(unschooled, 2)
        - 15 * np.maximum(eaters - 2, 0)
    )
    key = streams.lasting_key(INCOME)
    score = hundredths(tendency) + shared(
        noise(key, homes.identity),
        0 * tendency,
        noise(key, homes.street.astype(np.uint64), 1),
        0.0,
        synthesis.street_likeness,
    )
    low, high = synthesis.low_income_share, synthesis.high_income_share
    if profile.income is not None:
        low, high = (percent / 100 for percent in profile.income)
    count = int(where.private.sum())
    is_low = highest(-score, where.private, round(low * count))
    is_high = highest(score, where.private & ~is_low, round(high * count))
    homes.income[:] = np.where(is_low, INCOME_LOW, np.where(is_high, INCOME_HIGH, INCOME_MIDDLE))
    homes.income[~where.private] = INCOME_LOW


def _give_assistance(
    profile: Profile, people: Residents, homes: Homes, where: Place, streams: Streams, synthesis: Synthesis
) -> None:
    """Give social assistance to people without paid work in households with a low income."""
    share = synthesis.assistance_share
    if profile.social_assistance is not None:
        share = profile.social_assistance / profile.residents
    able = (people.age >= ASSISTANCE_AGES[0]) & (people.age < ASSISTANCE_AGES[1]) & where.in_private
    able &= (people.work_minutes == 0) & (homes.income[people.home] == INCOME_LOW)
    score = _noise(ASSISTANCE, people, homes, streams, 0.5, synthesis.street_likeness)
    score += hundredths(
        60 * (people.position == SINGLE_PARENT)
        + 30 * (people.position == LIVING_ALONE)
        - 60 * (people.position == CHILD)
        + 40 * (people.schooling == SCHOOLING_LOW)
        + _ASSISTANCE_BY_AGE[people.age]
    )
    people.benefit[:] = highest(score, able, round(share * len(people.age)))


def _give_background(profile: Profile, people: Residents, homes: Homes, streams: Streams, synthesis: Synthesis) -> None:
    """Give everyone a background, mostly one for a household; nobody where the profile does not say."""
    if profile.background is None:
        return
    count = len(people.age)
    european, other = (round(part / profile.residents * count) for part in profile.background)
    street = min(2 * synthesis.street_likeness, 1 - _HOUSEHOLD_BACKGROUND)
    score = _noise(BACKGROUND, people, homes, streams, _HOUSEHOLD_BACKGROUND, street)
    is_other = highest(score + hundredths(_OTHER_BY_AGE[people.age]), people.age >= 0, other)
    second = _noise(EUROPEAN, people, homes, streams, _HOUSEHOLD_BACKGROUND, street)
    is_european = highest(second + hundredths(_EUROPEAN_BY_AGE[people.age]), ~is_other, european)
    people.background[:] = np.where(
        is_other, BACKGROUND_OTHER, np.where(is_european, BACKGROUND_EUROPEAN, BACKGROUND_DUTCH)
    )
