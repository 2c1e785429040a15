"""People by sex, year of age and position in the household: fitted to the totals, then whole."""

import math
from typing import NamedTuple

import numpy as np

from samenredzaam.neighbourhood.residents import (
    CHILD,
    FEMALE,
    LIVING_ALONE,
    MALE,
    OTHER_MEMBER,
    PARTNER,
    SINGLE_PARENT,
)
from samenredzaam.neighbourhood.synthesis_ages import GROUP_STARTS, POSITIONS, YEARS, age_table, single_years
from samenredzaam.neighbourhood.synthesis_draws import apportioned, uniforms
from samenredzaam.neighbourhood.synthesis_fitting import fitted, whole_rows
from samenredzaam.neighbourhood.synthesis_targets import BAND_GROUPS, Targets, group_labels
from samenredzaam.streams import Streams, purpose

AGE = purpose("synthesis age")

_SLOPED, _SLOPED_FROM, _BAND_YEARS = (2, 3, 4), 35, 20
"""The bands that run on into each other, the middle of the first, and the years from middle to middle."""

_KINDS = 6
"""Positions, with men and women who live with a partner apart: as many of the one as of the other."""


class People(NamedTuple):
    """One place for each resident, men before women, by age, then position; arrays of shape (residents,).

    Attributes:
        sex: MALE or FEMALE.
        age: whole years.
        position: position in the household.
        number: a number from 1 for each of them, by which to draw until they have an identity.
    """

    sex: np.ndarray
    age: np.ndarray
    position: np.ndarray
    number: np.ndarray


def people(wanted: Targets, streams: Streams) -> People:
    """Return residents that add up to what is wanted: exactly by sex and age, by position where possible."""
    counts = _whole_counts(_fit(wanted), wanted)
    numbers = np.arange(1, counts.size + 1, dtype=np.uint64)
    starts = uniforms(streams.lasting_key(AGE), numbers).reshape(counts.shape)
    by_year = single_years(counts, starts)
    cells = np.repeat(np.arange(by_year.size), by_year.ravel())
    sex, rest = np.divmod(cells, YEARS * POSITIONS)
    age, position = np.divmod(rest, POSITIONS)
    number = np.arange(1, len(cells) + 1, dtype=np.uint64)
    return People(sex.astype(np.int8), age.astype(np.int16), position.astype(np.int8), number)


def _position_totals(wanted: Targets) -> tuple[int, ...]:
    """Return how many are child, alone, man with partner, woman with partner, single parent, other."""
    adults = [wanted.sexes[sex] - wanted.children * wanted.sexes[sex] // wanted.residents for sex in (MALE, FEMALE)]
    # As many men as women, unless one sex is too few; then some couples are of one sex.
    men = max(min(wanted.couples, adults[MALE]), 2 * wanted.couples - adults[FEMALE])
    return (
        wanted.children,
        wanted.one_person,
        men,
        2 * wanted.couples - men,
        wanted.single_parents,
        wanted.others,
    )


def _kinds() -> np.ndarray:
    """Return for each sex and position the number of its total."""
    kinds = np.empty((2, POSITIONS), dtype=np.int64)
    for position, kind in (
        (CHILD, 0),
        (LIVING_ALONE, 1),
        (PARTNER, 2),
        (SINGLE_PARENT, 4),
        (OTHER_MEMBER, 5),
    ):
        kinds[:, position] = kind
    kinds[FEMALE, PARTNER] = 3
    return kinds


def _fit(wanted: Targets) -> np.ndarray:
    """Return the table of age and position fitted to the totals, shape (2, 20, 5)."""
    seed = age_table().counts * _slopes(wanted)[None, :, None]
    sexes = np.broadcast_to(np.arange(2)[:, None, None], seed.shape)
    bands = np.broadcast_to(group_labels(len(wanted.bands))[None, :, None], seed.shape)
    kinds = np.broadcast_to(_kinds()[:, None, :], seed.shape)
    return fitted(seed, [(sexes, wanted.sexes), (kinds, _position_totals(wanted)), (bands, wanted.bands)])


def _slopes(wanted: Targets) -> np.ndarray:
    """Return by what to multiply each five-year group, so that ages from 25 run on from band to band.

    Where a neighbourhood has more people in one band than in the next, it has them near the border too: what
    each band has more than the table lies on straight lines between the middles of bands (assumption).
    """
    slopes = np.ones(len(GROUP_STARTS))
    if len(wanted.bands) == len(GROUP_STARTS):
        return slopes
    counts = [math.fsum(group.ravel().tolist()) for group in age_table().counts.transpose(1, 0, 2)]
    more = [(wanted.bands[band] + 1) / math.fsum(counts[slice(*BAND_GROUPS[band])]) for band in _SLOPED]
    for group in range(BAND_GROUPS[_SLOPED[0]][0], len(slopes)):
        middle = min(max((GROUP_STARTS[group] + 2.5 - _SLOPED_FROM) / _BAND_YEARS, 0.0), len(_SLOPED) - 1.0)
        below = min(int(middle), len(_SLOPED) - 2)
        slopes[group] = (more[below] + (more[below + 1] - more[below]) * (middle - below)) / more[0]
    return slopes


def _whole_counts(table: np.ndarray, wanted: Targets) -> np.ndarray:
    """Return the fitted table in whole residents, shape (2, 20, 5)."""
    groups = _whole_groups(table, wanted)
    kinds = _kinds()
    by_kind = np.zeros((2, table.shape[1], _KINDS))
    for sex in (MALE, FEMALE):
        by_kind[sex][:, kinds[sex]] = table[sex]
    rows = by_kind.reshape(-1, _KINDS)
    whole = whole_rows(rows, groups.ravel().tolist(), _position_totals(wanted)).reshape(by_kind.shape)
    return np.stack([whole[sex][:, kinds[sex]] for sex in (MALE, FEMALE)])


def _whole_groups(table: np.ndarray, wanted: Targets) -> np.ndarray:
    """Return whole residents by sex and five-year group, shape (2, 20): sexes and bands exact."""
    labels = group_labels(len(wanted.bands))
    cells = np.zeros((2, len(wanted.bands)))
    for group, band in enumerate(labels.tolist()):
        for sex in (MALE, FEMALE):
            for share in table[sex, group].tolist():
                cells[sex, band] += share
    by_band = whole_rows(cells, wanted.sexes, wanted.bands)
    made = np.zeros((2, len(labels)), dtype=np.int64)
    for sex in (MALE, FEMALE):
        for band in range(len(wanted.bands)):
            places = np.flatnonzero(labels == band)
            weights = tuple(int(math.fsum(table[sex, place].tolist()) * 1e6) + 1 for place in places)
            made[sex, places] = apportioned(int(by_band[sex, band]), weights)
    return made
