"""Measures of people beside published figures: population, loneliness, care and help, volunteers."""

import itertools
import math

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import DEPARTURES, MOVES_WITHIN
from samenredzaam.neighbourhood.mortality import Mortality
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import (
    ASKED_BY_NOBODY,
    ASKED_UNKNOWN,
    BY_HOUSEHOLD,
    CHILD,
    FEMALE,
    LIVING_ALONE,
    OTHER_MEMBER,
    PARTNER,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
    ROLE_NONE,
    SCHOOLING_HIGH,
    SCHOOLING_LOW,
    SINGLE_PARENT,
)
from samenredzaam.neighbourhood.tasks import CARE, CHAT, HOUSEWORK, SHOPPING, WALK
from samenredzaam.neighbourhood.ties import HOUSEHOLD, KIN
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.study.patterns_watch import agreeing_of, could_and_would, inclination_to_help
from samenredzaam.study.validate_measuring import (
    PER_YEAR,
    PERCENT,
    Counted,
    Year,
    at_the_end,
    between,
    counts,
    each_week,
    over_the_year,
    shares,
)

VOLUNTEER_AGE = 15
CARER_AGE = 20
CARER_MINUTES, CARER_WEEKS = 8 * 60, 13
"""The strict definition: eight hours a week, or three months on end (metrics.carer)."""

LOSS_WEEKS = 104
GOOD_TIES = 4

# ---------------------------------------------------------------- population


def _households(town: Town) -> np.ndarray:
    """Return how many live in each home, 0 where it is empty or shared by 'other members' alone (institutions)."""
    members = town.homes.members
    there = members >= 0
    other = there & (town.residents.position[np.maximum(members, 0)] == OTHER_MEMBER)
    found: np.ndarray = np.where((there & ~other).any(axis=1), there.sum(axis=1), 0)
    return found


@each_week("1", "2", "3", "4", "5+")
def household_size(town: Town) -> Counted:
    """Count households by size."""
    sizes = np.bincount(np.minimum(_households(town), 5), minlength=6)[1:]
    return sizes, np.full(5, sizes.sum())


@each_week(scale=1.0)
def household_mean(town: Town) -> Counted:
    """Count people in households, and households."""
    size = _households(town)
    return int(size.sum()), np.count_nonzero(size)


@each_week("child", "alone", "partner", "single parent", "other")
def household_position(town: Town) -> Counted:
    """Count residents by position in the household."""
    used, position = town.residents.used, town.residents.position
    kinds = (CHILD, LIVING_ALONE, PARTNER, SINGLE_PARENT, OTHER_MEMBER)
    return counts([position == kind for kind in kinds], used), np.full(5, np.count_nonzero(used))


def _ages(town: Town, bounds: tuple[tuple[int, int | None], ...]) -> Counted:
    """Count residents by age."""
    used, age = town.residents.used, town.residents.age
    return counts([between(age, *bound) for bound in bounds], used), np.full(len(bounds), np.count_nonzero(used))


@each_week()
def aged_65(town: Town) -> Counted:
    """Count those of 65 and older."""
    return _ages(town, ((65, None),))


@each_week()
def aged_80(town: Town) -> Counted:
    """Count those of 80 and older."""
    return _ages(town, ((80, None),))


@each_week("0-14", "15-24", "25-44", "45-64")
def ages(town: Town) -> Counted:
    """Count residents below 65 by age."""
    return _ages(town, ((0, 15), (15, 25), (25, 45), (45, 65)))


@each_week("65-74", "75-84", "85+")
def ages_old(town: Town) -> Counted:
    """Count older residents by age."""
    return _ages(town, ((65, 75), (75, 85), (85, None)))


@at_the_end("men", "women")
def life_expectancy(model: NeighbourhoodModel) -> list[float]:
    """Return life expectancy at birth from the weekly chances of death, in years."""
    mortality: Mortality = next(one.mortality for one in model.mechanisms.week if hasattr(one, "mortality"))
    found = []
    for chances in mortality.chances.tolist():
        left = [(1.0 - chance) ** WEEKS_PER_YEAR for chance in chances]
        alive = list(itertools.accumulate(left, lambda before, share: before * share, initial=1.0))
        found.append(sum((one + after) / 2 for one, after in itertools.pairwise(alive)))
    return found


@over_the_year()
def children_per_woman(year: Year) -> float:
    """Return what women would bear in a life with the births of this year, by five years of age."""
    women, age = year.stays & (year.before["sex"] == FEMALE), year.before["age"]
    born = np.maximum(year.now("children_born") - year.before["children_born"], 0)
    bands = [women & between(age, low, low + 5) for low in range(15, 50, 5)]
    each = shares([int(born[band].sum()) for band in bands], counts(bands))
    return 5.0 * math.fsum(each[~np.isnan(each)].tolist()) * WEEKS_PER_YEAR / year.weeks


@each_week("65-74", "75+")
def limitation(town: Town) -> Counted:
    """Count older people with a limitation."""
    residents = town.residents
    old = [residents.used & between(residents.age, *bound) for bound in ((65, 75), (75, None))]
    return counts(old, residents.limitation > 0), counts(old)


@each_week()
def paid_work(town: Town) -> Counted:
    """Count those of 15 to 74 with paid work."""
    residents = town.residents
    people = residents.used & between(residents.age, 15, 75)
    return np.count_nonzero(people & (residents.work_minutes > 0)), np.count_nonzero(people)


@each_week(scale=PERCENT * PER_YEAR)
def moves(town: Town) -> Counted:
    """Count those who left the neighbourhood, and those who moved within it."""
    return int(town.ledgers.flows[:, [DEPARTURES, MOVES_WITHIN]].sum()), np.count_nonzero(town.residents.used)


# ---------------------------------------------------------------- loneliness


def reported(loneliness: np.ndarray) -> np.ndarray:
    """Return loneliness as people report it: whole numbers from 0 to 11 (metrics.reported)."""
    return (np.clip(loneliness.astype(np.float64), 0.0, 11.0) + 0.5).astype(np.int64)


@each_week("75-84", "75-84 severe", "85+", "85+ severe")
def lonely_old(town: Town) -> Counted:
    """Count the lonely and severely lonely by age."""
    residents, score = town.residents, reported(town.residents.loneliness)
    younger, older = (residents.used & between(residents.age, *bound) for bound in ((75, 85), (85, None)))
    return (
        counts([younger & (score >= 3), younger & (score >= 9), older & (score >= 3), older & (score >= 9)]),
        counts([younger, younger, older, older]),
    )


@each_week("somewhat", "strongly")
def lonely_young(town: Town) -> Counted:
    """Count the lonely from 16 to 25, both included."""
    residents, score = town.residents, reported(town.residents.loneliness)
    young = residents.used & between(residents.age, 16, 26)
    return counts([(score >= 3) & (score < 9), score >= 9], young), counts([young, young])


@each_week(scale=1.0, then=lambda alone, everyone: alone / everyone if everyone else math.nan)
def lonely_alone(town: Town) -> Counted:
    """Count the severely lonely among adults who live alone, and among all."""
    residents, severe = town.residents, reported(town.residents.loneliness) >= 9
    adults = residents.used & (residents.age >= ADULT_AGE)
    groups = [adults & (residents.position == LIVING_ALONE), adults]
    return counts(groups, severe), counts(groups)


def _differences(*means: float) -> list[float]:
    """Return each first minus the one after it."""
    return [one - other for one, other in zip(means[::2], means[1::2], strict=True)]


@each_week("lost", "limited", "connected", scale=1.0, then=_differences)
def lonely_drivers(town: Town) -> Counted:
    """Add up the scores of those with and without what is said to make lonely."""
    residents, score = town.residents, reported(town.residents.loneliness)
    adults, old = (residents.used & (residents.age >= age) for age in (ADULT_AGE, 65))
    groups = [
        adults & (town.week - residents.partner_lost.astype(np.int64) <= LOSS_WEEKS),
        adults & (residents.position == PARTNER),
        old & (residents.limitation > 0),
        old & (residents.limitation == 0),
        adults & (residents.good_ties >= GOOD_TIES),
        adults & (residents.good_ties < GOOD_TIES),
    ]
    return np.array([int(score[group].sum()) for group in groups]), counts(groups)


@over_the_year()
def severe_persistence(year: Year) -> float:
    """Return the share of severely lonely adults who are so still."""
    was = year.stays & (year.before["age"] >= ADULT_AGE) & (reported(year.before["loneliness"]) >= 9)
    still = was & (reported(year.now("loneliness")) >= 9)
    return PERCENT * float(shares(still.sum(), was.sum())[0])


# ---------------------------------------------------------------- care and help


def cared_minutes(town: Town) -> np.ndarray:
    """Return the minutes each gave this week otherwise than as a volunteer of an organisation."""
    found: np.ndarray = town.residents.given_minutes - town.residents.volunteered_minutes
    return found


def carers(town: Town) -> np.ndarray:
    """Return who is a carer by the strict definition (metrics.carer)."""
    residents = town.residents
    cares = (cared_minutes(town) >= CARER_MINUTES) | (residents.caring_weeks >= CARER_WEEKS)
    found: np.ndarray = residents.used & (residents.age >= CARER_AGE) & cares
    return found


@each_week(scale=1 / 60)
def carers_hours(town: Town) -> Counted:
    """Add up the help that carers give."""
    who = carers(town)
    return int(cared_minutes(town)[who].sum()), np.count_nonzero(who)


@each_week()
def carers_eight_hours(town: Town) -> Counted:
    """Count carers who give eight hours or more."""
    who = carers(town)
    return np.count_nonzero(who & (cared_minutes(town) >= CARER_MINUTES)), np.count_nonzero(who)


FIVE_YEARS = tuple(range(CARER_AGE, 95, 5))


@each_week(*(f"{age}-{age + 4}" for age in FIVE_YEARS), "95+")
def carers_by_age(town: Town) -> Counted:
    """Count carers by five years of age."""
    age = town.residents.age
    bands = [town.residents.used & between(age, low, low + 5) for low in FIVE_YEARS]
    bands.append(town.residents.used & between(age, 95))
    return counts(bands, carers(town)), counts(bands)


@each_week()
def carers_family(town: Town) -> Counted:
    """Count carers with an arrangement with kin, or a housemate who was helped at home."""
    who, residents, arrangements = carers(town), town.residents, town.arrangements
    kin = arrangements.used & np.isin(town.ties.kind[np.maximum(arrangements.tie, 0)], (KIN, HOUSEHOLD))
    kin &= arrangements.helper >= 0
    family = np.zeros(residents.capacity, dtype=np.bool_)
    family[arrangements.helper[kin]] = True
    helped = np.flatnonzero(residents.used & (residents.received_minutes[:, BY_HOUSEHOLD] > 0))
    at_home = np.bincount(residents.home[helped], minlength=town.homes.capacity)
    own = (residents.received_minutes[:, BY_HOUSEHOLD] > 0).astype(np.int64)
    family |= residents.used & (at_home[np.maximum(residents.home, 0)] - own > 0)
    return np.count_nonzero(who & family), np.count_nonzero(who)


@over_the_year("weekly", "monthly", "yearly")
def helped(year: Year) -> np.ndarray:
    """Return the share of adults who helped someone in a week, in four weeks, in the year."""
    adults = year.stays & (year.before["age"] >= ADULT_AGE)
    weeks = year.weekly("helped")[:, adults]
    blocks = year.in_blocks(weeks)
    return PERCENT * shares(
        [weeks.sum(), blocks.sum(), weeks.any(axis=0).sum()], [weeks.size, blocks.size, weeks.shape[1]]
    )  # fmt: skip


@over_the_year("nobody asks", "no wish")
def never_helped(year: Year) -> np.ndarray:
    """Return of the adults who helped nobody in the year who have time and would, and who would not."""
    adults = year.stays & (year.before["age"] >= ADULT_AGE)
    never = adults & ~year.weekly("helped").any(axis=0)
    rows = slice(len(year.who))
    idle, unwilling = could_and_would(year.model)[rows], inclination_to_help(year.model)[rows] <= 0.0
    return PERCENT * shares(counts([idle, unwilling], never), counts([never, never]))


@at_the_end("chat", "shopping", "walk", "housework", "personal care")
def willing(model: NeighbourhoodModel) -> list[float]:
    """Return how many adults would say in a survey that they are willing to help a frail neighbour."""
    residents, agreeing = model.town.residents, agreeing_of(model)
    adults = residents.used & (residents.age >= ADULT_AGE)
    tilt = agreeing.values_weight * residents.prosocial_values[adults].astype(np.float64)
    found = []
    for task in (CHAT, SHOPPING, WALK, HOUSEWORK, CARE):
        chances = 1.0 / (1.0 + np.exp(-(float(agreeing.tasks.willing[task]) - agreeing.tasks.burden + tilt)))
        found.append(PERCENT * math.fsum(chances.tolist()) / max(len(chances), 1))
    return found


# ---------------------------------------------------------------- volunteers


def _active(year: Year) -> np.ndarray:
    """Return who was active as a volunteer each week: in a role, or helping out as an occasional one."""
    found: np.ndarray = (year.weekly("role") != ROLE_NONE) | year.weekly("helped_out")
    return found


def _volunteered(year: Year) -> np.ndarray:
    """Return who was so in the year."""
    found: np.ndarray = np.any(_active(year), axis=0)
    return found


def _grown(year: Year) -> np.ndarray:
    found: np.ndarray = year.stays & (year.before["age"] >= VOLUNTEER_AGE)
    return found


@over_the_year()
def volunteers_yearly(year: Year) -> np.ndarray:
    """Return the share who volunteered in the year."""
    people = _grown(year)
    return PERCENT * shares((_volunteered(year) & people).sum(), people.sum())


@over_the_year()
def volunteers_monthly(year: Year) -> np.ndarray:
    """Return the share who were active as a volunteer at some time in four weeks."""
    blocks = year.in_blocks(_active(year)[:, _grown(year)])
    return PERCENT * shares(blocks.sum(), blocks.size)


@each_week(scale=1 / 60)
def volunteers_hours(town: Town) -> Counted:
    """Add up the hours that regular volunteers have for it."""
    residents = town.residents
    who = residents.used & (residents.age >= VOLUNTEER_AGE) & (residents.role != ROLE_NONE)
    return int(residents.role_minutes[who].sum()), np.count_nonzero(who)


@over_the_year("care", "neighbourhood")
def volunteers_kind(year: Year) -> np.ndarray:
    """Return the share who had a role in care, and in the neighbourhood, at some time in the year."""
    people, role = _grown(year), year.weekly("role")
    had = [(role == kind).any(axis=0) for kind in (ROLE_CARE, ROLE_NEIGHBOURHOOD)]
    return PERCENT * shares(counts(had, people), counts([people, people]))


TEN_YEARS = ((15, 25), (25, 35), (35, 45), (45, 55), (55, 65), (65, 75))


@over_the_year(*(f"{low}-{high - 1}" for low, high in TEN_YEARS), "75+")
def volunteers_by_age(year: Year) -> np.ndarray:
    """Return the share of ages who volunteered in the year."""
    bands = [year.stays & between(year.before["age"], *bound) for bound in (*TEN_YEARS, (75, None))]
    return PERCENT * shares(counts(bands, _volunteered(year)), counts(bands))


@over_the_year("high", "low")
def volunteers_by_schooling(year: Year) -> np.ndarray:
    """Return the share by schooling who volunteered in the year."""
    groups = [_grown(year) & (year.before["schooling"] == level) for level in (SCHOOLING_HIGH, SCHOOLING_LOW)]
    return PERCENT * shares(counts(groups, _volunteered(year)), counts(groups))


@over_the_year()
def volunteers_exit(year: Year) -> np.ndarray:
    """Return the share of regular volunteers who stopped in the year, also if they began again."""
    were = year.stays & (year.before["role"] != ROLE_NONE)
    kept = (year.now("role") != ROLE_NONE) & (year.now("role_since") == year.before["role_since"])
    return PERCENT * shares((were & ~kept).sum(), were.sum())


@each_week()
def volunteers_asked(town: Town) -> Counted:
    """Count regular volunteers who were asked, of those of whom it is known how they began."""
    residents = town.residents
    known = residents.used & (residents.role != ROLE_NONE) & (residents.asked_by != ASKED_UNKNOWN)
    return np.count_nonzero(known & (residents.asked_by != ASKED_BY_NOBODY)), np.count_nonzero(known)
