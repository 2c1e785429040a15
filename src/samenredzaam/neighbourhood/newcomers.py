"""Newcomers: in whose likeness they come. They are households, and people, like those there were at the start."""

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.residents import FEMALE
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.streams import draw, drawn_for, mix

COPIED = ("age", "sex", "position", "schooling", "background", "benefit", "work_minutes")
"""What a newcomer has from the founding resident in whose likeness they come."""

LIKENESS = 1
WITHIN_YEAR = 2
"""Numbers of draws: which household one is like, and when in the year one was born."""

_AGES = 128


def library(town: Town, mobility: np.ndarray) -> dict[str, np.ndarray]:
    """Return the founding households by neighbourhood, with cumulative weights to draw one by; made once.

    Args:
        town: the town, which keeps it in `founding`.
        mobility: how mobile a household is by the age of its oldest member, shape (122,).
    """
    if town.founding:
        return town.founding
    homes, residents = town.homes, town.residents
    occupied = rows_where(homes.household)
    order = np.lexsort((homes.identity[occupied], homes.neighbourhood[occupied]))
    occupied = occupied[order]
    members = homes.members[occupied]
    ages = np.where(members >= 0, residents.age[np.maximum(members, 0)], 0)
    weight = (1000.0 * mobility[np.max(ages, axis=1)]).astype(np.int64)
    counts = np.bincount(homes.neighbourhood[occupied], minlength=len(town.codes))
    empty = np.bincount(homes.neighbourhood[homes.household == 0], minlength=len(town.codes))
    people = rows_where(residents.used)
    sorts = _sort(residents.neighbourhood[people], residents.sex[people], residents.age[people])
    order = np.lexsort((residents.identity[people], sorts))
    found = {
        "members": members,
        "size": np.sum(members >= 0, axis=1),
        "weight": np.cumsum(weight),
        "income": homes.income[occupied].copy(),
        "start": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "spare": empty.astype(np.int64),
        "people": people[order],
        "sorts": sorts[order],
    }
    found.update({name: getattr(residents, name).copy() for name in COPIED})
    town.founding.update(found)
    return found


def _sort(neighbourhood: np.ndarray, sex: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return a number for everyone that sorts by neighbourhood, sex and age."""
    return (neighbourhood.astype(np.int64) * (FEMALE + 1) + sex) * _AGES + age


def households_like(town: Town, homes: np.ndarray, key: np.uint64) -> np.ndarray:
    """Choose for each home a founding household of its neighbourhood by weight, and return their places.

    The founding households are the same list in every scenario, so a place in it is as stable as an identity.
    """
    found = town.founding
    at = town.homes.neighbourhood[homes].astype(np.int64)
    weight = np.concatenate([[0], found["weight"]])
    before, after = weight[found["start"][at]], weight[found["start"][at + 1]]
    aim = before + (drawn_for(key, town.homes.identity[homes], LIKENESS) * (after - before)).astype(np.int64)
    return np.searchsorted(found["weight"], aim, side="right")


def people_like(
    town: Town, neighbourhood: np.ndarray, sex: np.ndarray, least_age: np.ndarray, most_age: np.ndarray,
    luck: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Return for each a founding resident of a neighbourhood, sex and range of ages, as places in the columns COPIED.

    -1 where there was nobody such. All arguments but the town have shape (newcomers,); luck from 0 to 1.
    """
    found = town.founding
    first = np.searchsorted(found["sorts"], _sort(neighbourhood, sex, least_age))
    after = np.searchsorted(found["sorts"], _sort(neighbourhood, sex, most_age), side="right")
    place = np.minimum(first + (luck * (after - first)).astype(np.int64), len(found["people"]) - 1)
    return np.where(after > first, found["people"][place], -1)


@kernel
def write_newcomers(
    taken, likeness, rows, week, age_week, key, like_members, like_income, home_identity, household, since, income,
    home_neighbourhood, members, identity, neighbourhood, home_of, birth_week, like_age, like_sex, like_position,
    like_schooling, like_background, like_benefit, like_work, age, sex, position, schooling, background, benefit, work,
):  # fmt: skip
    """Write newcomers; who they are follows from the home, the week and their place in the household."""
    used = 0
    for index in range(taken.shape[0]):
        home = taken[index]
        household[home] = mix(home_identity[home] ^ mix(np.uint64(week + 1)))
        since[home] = week
        income[home] = like_income[likeness[index]]
        filled = 0
        for place in range(like_members.shape[1]):
            like = like_members[likeness[index], place]
            if like < 0:
                continue
            row = rows[used]
            used += 1
            members[home, filled] = row
            filled += 1
            identity[row] = mix(household[home] + np.uint64(place + 1))
            neighbourhood[row] = home_neighbourhood[home]
            home_of[row] = home
            age[row] = like_age[like]
            within = draw(key, identity[row], np.uint64(WITHIN_YEAR))
            birth_week[row] = age_week - int((like_age[like] + within) * WEEKS_PER_YEAR)
            sex[row] = like_sex[like]
            position[row] = like_position[like]
            schooling[row] = like_schooling[like]
            background[row] = like_background[like]
            benefit[row] = like_benefit[like]
            work[row] = like_work[like]
