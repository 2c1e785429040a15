"""The builder's random numbers, for whole arrays and in whole numbers, so that every machine ranks alike."""

import math

import numpy as np

from samenredzaam import streams

SPREAD = 37_837
"""One standard deviation of `noise`, as whole numbers."""

_PARTS = 0xFFFF
_MIDDLE = 4 * _PARTS // 2


def words(key: np.uint64, identities: np.ndarray, other: int | np.ndarray = 0) -> np.ndarray:
    """Return 64 random bits for each identity: `streams.bits` on an array."""
    made: np.ndarray = streams.mix(streams.mix(identities ^ key) + np.asarray(other).astype(np.uint64))
    return made


def uniforms(key: np.uint64, identities: np.ndarray, other: int | np.ndarray = 0) -> np.ndarray:
    """Return a number in [0, 1) for each identity: `streams.draw` on an array."""
    return (words(key, identities, other) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def noise(key: np.uint64, identities: np.ndarray, other: int | np.ndarray = 0) -> np.ndarray:
    """Return a nearly normal whole number for each identity, mean 0, standard deviation SPREAD.

    It is the sum of four numbers of 16 bits, so it needs no logarithm and stays within 3.5 standard
    deviations.
    """
    word = words(key, identities, other)
    total = np.full(len(word), -_MIDDLE, dtype=np.int64)
    for shift in (0, 16, 32, 48):
        total += ((word >> np.uint64(shift)) & np.uint64(_PARTS)).astype(np.int64)
    return total


def scaled(values: np.ndarray, factor: float) -> np.ndarray:
    """Return whole numbers times a factor, in whole numbers (the factor counts to a thousandth)."""
    return values * round(factor * 1000) // 1000


def hundredths(values: np.ndarray) -> np.ndarray:
    """Return hundredths of a standard deviation as whole numbers on the scale of `noise`."""
    return values.astype(np.int64) * SPREAD // 100


def shared(
    own: np.ndarray, household: np.ndarray, street: np.ndarray, household_share: float, street_share: float
) -> np.ndarray:
    """Return noise of which household and street share a part of the variance, all on one scale."""
    rest = max(1.0 - household_share - street_share, 0.0)
    made: np.ndarray = (
        scaled(own, math.sqrt(rest))
        + scaled(household, math.sqrt(household_share))
        + scaled(street, math.sqrt(street_share))
    )
    return made


def ordered(scores: np.ndarray) -> np.ndarray:
    """Return the places of whole-number scores from low to high, equal ones in the order they stand."""
    return np.argsort(scores, kind="stable")


def highest(scores: np.ndarray, allowed: np.ndarray, count: int) -> np.ndarray:
    """Return which places are among the `count` highest scores of those allowed, as booleans."""
    places = np.flatnonzero(allowed)
    chosen = np.zeros(len(scores), dtype=bool)
    chosen[places[ordered(-scores[places])[: max(count, 0)]]] = True
    return chosen


def within(groups: np.ndarray) -> np.ndarray:
    """Return for sorted group numbers the place of each element within its group, from 0."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    lengths = np.diff(np.r_[starts, len(groups)])
    return np.arange(len(groups)) - np.repeat(starts, lengths)


def apportioned(total: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """Return whole numbers that sum to `total`, in proportion to whole weights (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return (total, *(0 for _ in weights[1:]))
    shares = [total * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in rests[: total - sum(shares)]:
        shares[place] += 1
    return tuple(shares)
