"""Curves that decisions use, as tables made at load and rounded to nine digits.

Mathematical libraries differ in the last bit of exp and log between machines. What decides in a week therefore reads
such functions from a table whose entries are rounded, and interpolates with + - x / only.
"""

import math
from collections.abc import Iterable

import numpy as np

from samenredzaam.kernels import inlined

DIGITS = 9


def table(values: list[float]) -> np.ndarray:
    """Return values as a table: rounded to nine digits, read-only."""
    made = np.array([round(value, DIGITS) for value in values], dtype=np.float64)
    made.setflags(write=False)
    return made


_REACH = 12.0
_STEPS = 64.0
_LOGISTIC = table([1.0 / (1.0 + math.exp(-(i / _STEPS - _REACH))) for i in range(int(2 * _REACH * _STEPS) + 2)])
_PROTECTION = table([1.0 - math.exp(-count / 2.0) for count in range(64)])


def _normal_quantile(chance: float) -> float:
    """Return the standard normal quantile by bisection on erf: slow, and only for tables."""
    low, high = -9.0, 9.0
    for _ in range(80):
        middle = (low + high) / 2
        if 0.5 * (1.0 + math.erf(middle / math.sqrt(2.0))) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


_NORMAL_STEPS = 1024
# Larger tables cannot be cached with the compiled code. Both ends stop at the middle of their cell, so the table is
# finite and its spread is that of the normal to 0.1%.
_NORMAL = table([_normal_quantile((i + 0.5) / _NORMAL_STEPS) for i in range(_NORMAL_STEPS)])


@inlined
def logistic(logit: float) -> float:
    """Return 1 / (1 + exp(-logit)), to five digits, flat beyond 12."""
    place = (min(max(logit, -_REACH), _REACH) + _REACH) * _STEPS
    below = int(place)
    part = place - below
    return _LOGISTIC[below] * (1.0 - part) + _LOGISTIC[below + 1] * part


@inlined
def normal(uniform: float) -> float:
    """Return the standard normal quantile of a uniform number in [0, 1), in 1,024 steps (within 3.3)."""
    return _NORMAL[int(uniform * _NORMAL_STEPS)]


@inlined
def protection(good_ties: int) -> float:
    """Return 1 - exp(-good ties / 2): the protection of good ties with declining returns."""
    return _PROTECTION[min(good_ties, 63)]


def logit(share: float) -> float:
    """Return ln(share / (1 - share)), rounded to nine digits."""
    return round(math.log(share / (1.0 - share)), DIGITS)


def lognormal(median: float, sigma: float) -> np.ndarray:
    """Return the quantiles of a lognormal at 1,024 steps, to be read by `quantile`."""
    return table([median * math.exp(sigma * float(z)) for z in _NORMAL])


@inlined
def quantile(values: np.ndarray, uniform: float) -> float:
    """Return the value of a table of quantiles at a uniform number in [0, 1)."""
    return values[int(uniform * values.shape[0])]


def kept(weekly_share: float, weeks: int = 1040) -> np.ndarray:
    """Return weekly_share ** w for w = 0, 1, ... weeks: what is left after w weeks of decay."""
    return table([weekly_share**week for week in range(weeks + 1)])


def added(values: Iterable[float]) -> float:
    """Return the sum of numbers added one after another: Python's own `sum` rounds floats otherwise from 3.12 on."""
    total = 0.0
    for value in values:
        total += value
    return total
