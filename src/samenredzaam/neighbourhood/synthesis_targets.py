"""What a population is to add up to: a profile's numbers, made consistent and scaled to some residents.

Tables round, keep small numbers secret and count at different dates, so their numbers contradict each other
a little. Residents come first, then sexes and ages, then households by kind; what is left of the residents
are children and other members.
"""

import math
from dataclasses import dataclass

import numpy as np

from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.synthesis_ages import age_table
from samenredzaam.neighbourhood.synthesis_assumptions import Synthesis
from samenredzaam.neighbourhood.synthesis_draws import apportioned

BAND_GROUPS = ((0, 3), (3, 5), (5, 9), (9, 13), (13, 20))
"""Which five-year groups make the bands of a profile."""

_FEWEST_CHILDREN, _MOST_CHILDREN, _ROOM_FOR_CHILDREN = 1.3, 2.2, 5
"""Children for each household with children: usual least and most, and how many homes have room for."""


@dataclass(frozen=True)
class Targets:
    """What a population adds up to, in whole numbers.

    Attributes:
        residents: all residents.
        sexes: men and women.
        bands: residents of the ages of a profile, or of five-year groups where it has those.
        one_person: households of one.
        couples: couples, with and without children.
        single_parents: households of one parent.
        with_children: households with children.
        sharing: households of two people who are no couple.
        children: children at home of any age.
        others: residents who are no child, no partner, no single parent and do not live alone.
    """

    residents: int
    sexes: tuple[int, ...]
    bands: tuple[int, ...]
    one_person: int
    couples: int
    single_parents: int
    with_children: int
    sharing: int
    children: int
    others: int


def wanted_households(profile: Profile, residents: int) -> tuple[int, ...]:
    """Return how many households of one, without children and with children the profile asks for."""
    total = max(_share(profile.households, residents, profile.residents), 1)
    return apportioned(total, (profile.one_person, profile.without_children, profile.with_children))


def _share(part: int, residents: int, whole: int) -> int:
    """Return part x residents / whole, to the nearest whole number."""
    return (2 * part * residents + whole) // (2 * whole)


def targets(profile: Profile, residents: int, synthesis: Synthesis) -> Targets:
    """Return what a population of so many residents is to add up to."""
    bands = apportioned(residents, profile.age_groups or profile.ages)
    young = sum(bands[:3]) if profile.age_groups else bands[0]
    one, without, with_children = _possible(wanted_households(profile, residents), residents, young)
    sharing = min(round(synthesis.sharing_share * without), without)
    singles = round(synthesis.single_parent_share * with_children)
    if profile.single_parents is not None and profile.with_children:
        singles = _share(profile.single_parents, with_children, profile.with_children)
    singles = min(singles, with_children)
    room = residents - one - 2 * (without + with_children) + singles
    expected = _expected_children(profile, residents)
    least = max(young, round(_FEWEST_CHILDREN * with_children))
    most = max(least, round(min(1.1 * expected, _MOST_CHILDREN * with_children)))
    # Too little room for the children there must be: more of the parents are single.
    more = min(max(least - room, 0), with_children - singles)
    singles, room = singles + more, room + more
    children = min(max(room - round(synthesis.other_share * residents), least), most, room)
    return Targets(
        residents,
        apportioned(residents, (profile.men, profile.women)),
        bands,
        one,
        without - sharing + with_children - singles,
        singles,
        with_children,
        sharing,
        children,
        room - children + 2 * sharing,
    )


def _possible(kinds: tuple[int, ...], residents: int, young: int) -> tuple[int, int, int]:
    """Return households by kind that so many residents, so many of them younger than 15, can form."""
    one, without, with_children = kinds
    for needed, there in (
        (one + 2 * without + 2 * with_children, residents),
        (one + 2 * without + with_children, residents - young),
    ):
        if needed > there:
            one, without, with_children = (kind * there // needed for kind in (one, without, with_children))
    missing = max(-(-young // _ROOM_FOR_CHILDREN) - with_children, 0)
    from_without = min(missing, without)
    from_one = min(missing - from_without, one)
    return one - from_one, without - from_without, with_children + from_without + from_one


def _expected_children(profile: Profile, residents: int) -> int:
    """Return how many would be children at home if at each age as many were as in the table of positions."""
    counts = age_table().counts.sum(axis=0)
    edges = [(group, group + 1) for group in range(20)] if profile.age_groups else list(BAND_GROUPS)
    expected = 0.0
    for (low, high), band in zip(edges, profile.age_groups or profile.ages, strict=True):
        children = math.fsum(counts[low:high, 0].tolist())
        expected += band * children / math.fsum(counts[low:high].ravel().tolist())
    return round(expected * residents / profile.residents)


def group_labels(bands: int) -> np.ndarray:
    """Return for each five-year group to which of so many bands it belongs, shape (20,)."""
    if bands == 20:
        return np.arange(20)
    return np.concatenate([np.full(high - low, band) for band, (low, high) in enumerate(BAND_GROUPS)])
