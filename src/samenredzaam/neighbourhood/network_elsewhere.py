"""Whom people know elsewhere when they come: parents who may still live, siblings, grown children and friends."""

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.links import Links, empty_places, make_outside_tie
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import CHILD
from samenredzaam.neighbourhood.ties import BY_START, FRIEND, KIN
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR
from samenredzaam.streams import bits, draw

PARENTS, SIBLINGS, CHILDREN, FRIENDS = 10, 30, 70, 110
"""The numbers of the draws for each sort begin here."""


@kernel
def make_kin_elsewhere(
    links: Links, rows, identity, age, position, key, week, age_week, siblings_mean, children_mean, friends_mean
):
    """Give each resident parents, siblings, grown children and friends elsewhere, as many as their age makes likely."""
    for row in rows:
        who, years = identity[row], float(age[row])
        if years < ADULT_AGE or (position[row] == CHILD and years < 25):
            continue
        alive = min(max((88.0 - years) / 45.0, 0.0), 1.0)
        for parent in range(2):
            number = PARENTS + 4 * parent
            old = years + 24.0 + 12.0 * draw(key, who, np.uint64(number + 1))
            if old < 100.0 and draw(key, who, np.uint64(number)) < _has_parent(alive, parent):
                strength = 0.45 + 0.5 * draw(key, who, np.uint64(number + 2))
                _know(links, row, who, KIN, week, age_week, old, strength, key, number)
        _know_some(
            links, row, who, KIN, week, age_week, years - 6.0, 12.0, 0.25, 0.6, key, SIBLINGS, siblings_mean
        )  # fmt: skip
        if years > 55:
            _know_some(
                links, row, who, KIN, week, age_week, years - 24.0, -12.0, 0.45, 0.5, key, CHILDREN, children_mean
            )  # fmt: skip
        _know_some(
            links, row, who, FRIEND, week, age_week, years - 8.0, 16.0, 0.3, 0.5, key, FRIENDS, friends_mean
        )  # fmt: skip


@inlined
def _has_parent(alive: float, parent: int) -> float:
    """Return the chance that someone has contact with a mother (0) or a father who lives elsewhere."""
    return alive * (0.9 if parent == 0 else 0.75)


@inlined
def _know_some(
    links: Links, row: int, who, kind: int, week: int, age_week: int, years: float, years_spread: float,
    strength: float, strength_spread: float, key, first: int, mean: float,
) -> None:  # fmt: skip
    """Make ties with as many people of one sort as someone knows: between none and about twice the mean."""
    for one in range(int(draw(key, who, np.uint64(first)) * 2.0 * mean + 0.5)):
        number = first + 10 + 4 * one
        old = max(years + years_spread * draw(key, who, np.uint64(number)), 18.0)
        strong = strength + strength_spread * draw(key, who, np.uint64(number + 1))
        _know(links, row, who, kind, week, age_week, old, strong, key, number)


@inlined
def _know(
    links: Links, row: int, who, kind: int, week: int, age_week: int, years: float, strength: float, key, number: int
) -> None:
    """Make a tie with someone elsewhere of so many years, unless nearly all places are taken."""
    if empty_places(links, row) > 2:
        born = age_week - int(years * WEEKS_PER_YEAR)
        stranger = bits(key, who, np.uint64(number + 3))
        make_outside_tie(links, row, stranger, kind, BY_START, week, strength, born)
