"""People together in households: couples, families, people who share a home, live in, or live in a group."""

from typing import NamedTuple

import numpy as np

from samenredzaam.neighbourhood.residents import (
    CHILD,
    FEMALE,
    HOME_PLACES,
    LIVING_ALONE,
    MALE,
    OTHER_MEMBER,
    PARTNER,
    SINGLE_PARENT,
)
from samenredzaam.neighbourhood.synthesis_assumptions import Synthesis
from samenredzaam.neighbourhood.synthesis_draws import SPREAD, noise, ordered, scaled
from samenredzaam.neighbourhood.synthesis_families import MOST_CHILDREN, Parents, families
from samenredzaam.neighbourhood.synthesis_people import People
from samenredzaam.neighbourhood.synthesis_targets import Targets
from samenredzaam.streams import Streams, purpose

MATCHED = purpose("synthesis partner")
SAME_SEX = purpose("synthesis couple of one sex")
SHARING = purpose("synthesis people who share a home")
LIVING_IN = purpose("synthesis relative who lives in")

_USUAL_SHARING_AGE = 27
_GROUP_SPREAD = 20.0
"""Years by which chance may outweigh age in who lives in a group rather than with relatives (assumption)."""

_LIVING_IN_EACH = 2
"""Relatives who live in with one household, at most."""

_FIRST, _SECOND, _CHILDREN, _OTHERS = 0, 1, 2, 3


class Households(NamedTuple):
    """Who lives with whom; arrays of shape (residents,), and how many households there are.

    Attributes:
        household: the number of the household of each resident, from 0.
        rank: their order in it: adults, then children, then other members.
        position: position in the household, where it had to change.
        households: how many there are, groups included.
    """

    household: np.ndarray
    rank: np.ndarray
    position: np.ndarray
    households: int


def households(found: People, wanted: Targets, streams: Streams, synthesis: Synthesis) -> Households:
    """Put every resident in a household.

    Where people cannot be placed as fitted (an odd partner, a single parent too many, a child nobody is old
    enough for), their position changes; in the tables of CBS that concerns a few at most.
    """
    found = _placeable(found, wanted)
    first, second = _couples(found, streams, synthesis)
    singles = np.flatnonzero(found.position == SINGLE_PARENT)
    children = np.flatnonzero(found.position == CHILD)
    more_families = min(max(wanted.with_children - len(singles), 0), len(children) - len(singles))
    made = families(
        _parents(found, second, first), _parents(found, singles, singles), found.age[children],
        found.number[children], min(more_families, len(first)), streams, synthesis,
    )  # fmt: skip
    builder = _Builder(found)
    with_children = np.flatnonzero(made.with_children)
    builder.couples(first[with_children], second[with_children])
    builder.adults(singles)
    builder.children(children, made.family)
    builder.couples(first[~made.with_children], second[~made.with_children])
    multiple = builder.count
    builder.adults(np.flatnonzero((builder.position == LIVING_ALONE) & (builder.household < 0)))
    _others(builder, multiple, wanted, streams, synthesis)
    return builder.done()


def _parents(found: People, mothers: np.ndarray, partners: np.ndarray) -> Parents:
    """Return adults as parents of children."""
    return Parents(found.age[mothers], np.maximum(found.age[mothers], found.age[partners]), found.number[mothers])


def _placeable(found: People, wanted: Targets) -> People:
    """Change the positions of the few who cannot be placed as fitted."""
    position = found.position.copy()
    if (odd := np.flatnonzero(position == PARTNER)).size % 2:
        position[odd[-1]] = LIVING_ALONE
    children = np.flatnonzero(position == CHILD)
    singles = np.flatnonzero(position == SINGLE_PARENT)
    position[singles[len(children) :]] = LIVING_ALONE
    couples = int((position == PARTNER).sum()) // 2
    homes = min(len(singles), len(children)) + min(max(wanted.with_children - len(singles), 0), couples)
    # The eldest children have no place where homes are full.
    full = children[ordered(-found.age[children].astype(np.int64))][: max(len(children) - homes * MOST_CHILDREN, 0)]
    position[full] = OTHER_MEMBER
    return found._replace(position=position)


def _couples(found: People, streams: Streams, synthesis: Synthesis) -> tuple[np.ndarray, np.ndarray]:
    """Return the partners of all couples, men first in couples of a man and a woman."""
    men, women = (np.flatnonzero((found.position == PARTNER) & (found.sex == sex)) for sex in (MALE, FEMALE))
    more_men = (len(men) - len(women)) // 2
    extra = max(round(synthesis.same_sex_share * (len(men) + len(women)) / 2) - abs(more_men), 0) // 2
    extra = min(extra, (len(men) - 2 * max(more_men, 0)) // 2, (len(women) - 2 * max(-more_men, 0)) // 2)
    firsts, seconds = [], []
    mixed = []
    for partners, pairs in ((men, max(more_men, 0) + extra), (women, max(-more_men, 0) + extra)):
        order = partners[ordered(noise(streams.lasting_key(SAME_SEX), found.number[partners]))]
        alike = _by_age(found, order[: 2 * pairs], streams, synthesis)
        firsts.append(alike[0::2])
        seconds.append(alike[1::2])
        mixed.append(_by_age(found, np.sort(order[2 * pairs :]), streams, synthesis))
    return np.concatenate([mixed[0], *firsts]), np.concatenate([mixed[1], *seconds])


def _by_age(found: People, who: np.ndarray, streams: Streams, synthesis: Synthesis) -> np.ndarray:
    """Return people in the order of their ages, loosely."""
    loose = scaled(noise(streams.lasting_key(MATCHED), found.number[who]), synthesis.partner_spread)
    made: np.ndarray = who[ordered(found.age[who].astype(np.int64) * SPREAD + loose)]
    return made


class _Builder:
    """Households as they are filled, one kind after the other."""

    def __init__(self, found: People) -> None:
        self.found = found
        self.position = found.position.copy()
        self.household = np.full(len(found.age), -1, dtype=np.int64)
        self.rank = np.zeros(len(found.age), dtype=np.int64)
        self.count = 0

    def adults(self, who: np.ndarray) -> None:
        """Give each of them a household."""
        self.household[who] = self.count + np.arange(len(who))
        self.rank[who] = _FIRST
        self.count += len(who)

    def couples(self, first: np.ndarray, second: np.ndarray) -> None:
        """Give each couple a household."""
        self.household[first] = self.household[second] = self.count + np.arange(len(first))
        self.rank[first], self.rank[second] = _FIRST, _SECOND
        self.count += len(first)

    def children(self, who: np.ndarray, family: np.ndarray) -> None:
        """Put children in the families made so far; who has none is an other member, or a parent alone."""
        self.household[who] = family
        self.rank[who] = _CHILDREN
        self.position[who[family < 0]] = OTHER_MEMBER
        without = np.bincount(family[family >= 0], minlength=self.count) == 0
        singles = np.flatnonzero((self.position == SINGLE_PARENT) & (self.household >= 0))
        left = singles[without[self.household[singles]]]
        self.position[left] = LIVING_ALONE

    def groups(self, who: np.ndarray, size: int) -> None:
        """Put people, in their order, in as few households of about equal size as hold them."""
        groups = max(-(-len(who) // size), 1)
        self.household[who] = self.count + np.arange(len(who)) * groups // max(len(who), 1)
        self.rank[who] = _OTHERS
        self.count += groups if len(who) else 0
        if len(who) == 1:
            self.position[who] = LIVING_ALONE

    def done(self) -> Households:
        """Return what was built: households numbered without gaps, members in order, eldest child first."""
        order = np.lexsort((-self.found.age.astype(np.int64), self.rank))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        numbers, household = np.unique(self.household, return_inverse=True)
        return Households(household, rank, self.position, len(numbers))


def _others(builder: _Builder, multiple: int, wanted: Targets, streams: Streams, synthesis: Synthesis) -> None:
    """Let others share a home by two, live in with one of the first `multiple` households, or in a group."""
    found = builder.found
    others = np.flatnonzero(builder.position == OTHER_MEMBER)
    years = found.age[others].astype(np.int64)
    loose = noise(streams.lasting_key(SHARING), found.number[others])
    near = np.abs(years - _USUAL_SHARING_AGE) * SPREAD + scaled(loose, 10.0)
    near[years < 18] = 1000 * SPREAD
    sharing = min(wanted.sharing, int((years >= 18).sum()) // 2) * 2
    pairs = np.sort(others[ordered(near)[:sharing]])
    builder.groups(pairs[ordered(found.age[pairs].astype(np.int64))], 2)
    _live_in_or_in_groups(builder, np.setdiff1d(others, pairs), multiple, streams, synthesis)


def _live_in_or_in_groups(
    builder: _Builder, rest: np.ndarray, multiple: int, streams: Streams, synthesis: Synthesis
) -> None:
    """Let the younger of the others live in with households that have room, and the older live in groups."""
    found = builder.found
    loose = scaled(noise(streams.lasting_key(LIVING_IN), found.number[rest]), _GROUP_SPREAD)
    rest = rest[ordered(found.age[rest].astype(np.int64) * SPREAD + loose - 1000 * SPREAD * (found.age[rest] < 18))]
    sizes = np.bincount(builder.household[builder.household >= 0], minlength=multiple)[:multiple]
    hosts = np.flatnonzero((sizes > 1) & (sizes <= HOME_PLACES - _LIVING_IN_EACH))
    hosts = hosts[ordered(noise(streams.key(LIVING_IN, 1), hosts.astype(np.uint64) + np.uint64(1)))]
    count = round(synthesis.relatives_share * len(rest))
    count = max(count, int((found.age[rest] < 18).sum()))
    if len(rest) - count < 3:
        count = len(rest)
    count = min(count, _LIVING_IN_EACH * len(hosts))
    guests = rest[:count]
    if count:
        builder.household[guests] = hosts[np.arange(count) % len(hosts)]
        builder.rank[guests] = _OTHERS
    builder.groups(rest[count:], synthesis.group_size)
