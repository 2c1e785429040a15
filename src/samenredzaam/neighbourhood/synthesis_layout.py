"""Streets and dwellings. The layout is made up: equal streets on a square grid where people live."""

import math
from typing import NamedTuple

import numpy as np

from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.synthesis_assumptions import Synthesis
from samenredzaam.neighbourhood.synthesis_draws import words
from samenredzaam.streams import mixed, purpose

HOME = np.uint64(mixed(purpose("home")))

_SQUARE_METRES = 10_000.0
_DOOR_METRES = 10.0
"""From the middle of a street to a front door, at most."""
_BUILT_SHARE = 0.85
"""Of the length of a block, so much has homes; the rest is crossings."""


class Layout(NamedTuple):
    """The dwellings of a neighbourhood, numbered along the streets; arrays of shape (dwellings,).

    Attributes:
        identity: which dwelling, for ever: from the neighbourhood and the number, not from the seed.
        street: the number of the street, from 0; streets that follow each other lie side by side.
        x: metres east of the corner.
        y: metres north of the corner.
    """

    identity: np.ndarray
    street: np.ndarray
    x: np.ndarray
    y: np.ndarray


def dwellings(profile: Profile, residents: int, households: int, synthesis: Synthesis) -> int:
    """Return how many dwellings there are: one for each household, and some that stand empty."""
    least = round(synthesis.least_vacant_share * households)
    most = max(round(synthesis.most_vacant_share * households), least)
    if profile.dwellings is None:
        return households + least
    vacant = profile.dwellings * residents // profile.residents - households
    return households + min(max(vacant, least), most)


def layout(profile: Profile, residents: int, count: int, neighbourhood: int, synthesis: Synthesis) -> Layout:
    """Return the layout of so many dwellings."""
    streets = max(round(count / synthesis.street_dwellings), 1)
    rows = round(math.sqrt(streets))
    side = math.sqrt(_lived_on(profile, residents, count, synthesis) * _SQUARE_METRES)
    number = np.arange(count, dtype=np.int64)
    street = number * streets // count
    first = -(-street * count // streets)
    size = -(-(street + 1) * count // streets) - first
    row = street * rows // streets
    first_street = -(-row * streets // rows)
    columns = -(-(row + 1) * streets // rows) - first_street
    column = street - first_street
    column = np.where(row % 2 == 1, columns - 1 - column, column)
    pair, opposite = np.divmod(number - first, 2)
    along = _BUILT_SHARE * (pair + 0.5) / ((size + 1) // 2) + (1 - _BUILT_SHARE) / 2
    door = min(_DOOR_METRES, side / rows / 4)
    identity = words(HOME, np.full(count, neighbourhood, dtype=np.uint64), number)
    return Layout(
        identity,
        street.astype(np.int32),
        ((column + along) * (side / columns)).astype(np.float32),
        ((row + 0.5) * (side / rows) + np.where(opposite == 1, door, -door)).astype(np.float32),
    )


def _lived_on(profile: Profile, residents: int, count: int, synthesis: Synthesis) -> float:
    """Return the hectares that are lived on."""
    most = count / synthesis.least_density
    if not profile.land_hectares:
        return most
    return min(profile.land_hectares * residents / profile.residents, most)
