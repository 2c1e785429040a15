"""Random numbers: seed x purpose x week x identity (x other).

Every draw is a hash of what it is for, so it depends on nothing that is drawn before it. Two scenarios with one seed
see the same draw for the same resident, week and purpose: what differs between them is caused by policy.

    key  = key(seed, purpose, week)
    draw = mix(mix(key ^ identity) + other), its upper 53 bits as a number in [0, 1)

`mix` is the output function of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
generators", with the constants of Stafford's variant 13).
"""

import hashlib

import numpy as np

from samenredzaam.kernels import inlined, kernel

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53
_WORD = (1 << 64) - 1

purposes: dict[str, int] = {}


def purpose(name: str) -> int:
    """Return the number of a purpose, from its literal name. Renaming a purpose changes results."""
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    if purposes.setdefault(name, number) != number or list(purposes.values()).count(number) > 1:
        raise ValueError(f"the purpose {name!r} has the same number as another one; rename it")
    return number


@inlined
def mix(word: np.uint64) -> np.uint64:
    """Scramble 64 bits (SplitMix64)."""
    word = word + _GAMMA
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)


@inlined
def bits(key: np.uint64, identity: np.uint64, other: np.uint64) -> np.uint64:
    """Return 64 random bits for an identity and another (a second identity, a domain, a round, or 0)."""
    return mix(mix(key ^ identity) + other)


@inlined
def draw(key: np.uint64, identity: np.uint64, other: np.uint64) -> float:
    """Return a number in [0, 1), a multiple of 2**-53, for an identity and another."""
    return np.float64(mix(mix(key ^ identity) + other) >> _11) * _UNIT


@inlined
def quick_draw(key: np.uint64, identity: np.uint64) -> float:
    """Return a number in [0, 1) for an identity alone: one scrambling less, for sweeps over everything there is.

    A key has one draw of this kind for an identity; it is independent of those of `draw`.
    """
    return np.float64(mix(key ^ identity) >> _11) * _UNIT


def draws(key: np.uint64, identities: np.ndarray) -> np.ndarray:
    """Return the `quick_draw` of each of many identities, shape (identities,), without a kernel of its own."""
    return (mix(key ^ identities) >> _11).astype(np.float64) * _UNIT


@inlined
def pair(one: np.uint64, two: np.uint64) -> np.uint64:
    """Return the identity of a pair, the same for both orders."""
    return mix(min(one, two)) ^ mix(max(one, two) + _GAMMA)


def drawn_for(key: np.uint64, identities: np.ndarray, other: int | np.ndarray) -> np.ndarray:
    """Return what `draw` gives for each of many identities, shape (identities,).

    `other` is the same for all, or one for each, of shape (identities,).
    """
    found = np.empty(len(identities))
    others = np.full(len(identities), other, dtype=np.int64) if isinstance(other, int) else other.astype(np.int64)
    draw_each(key, identities, others, found)
    return found


def in_order_of(lots: np.ndarray, identities: np.ndarray) -> np.ndarray:
    """Return the order by lot; by identity where two lots are equal, which is as good as never."""
    order = np.argsort(lots, kind="stable")
    sorted_lots = lots[order]
    return np.lexsort((identities, lots)) if (sorted_lots[1:] == sorted_lots[:-1]).any() else order


@kernel
def draw_each(key, identities, others, found):
    """Write what `draw` gives for each identity."""
    for index in range(identities.shape[0]):
        found[index] = draw(key, identities[index], np.uint64(others[index]))


def mixed(word: int) -> int:
    """Scramble 64 bits, as `mix`, on Python's integers."""
    word = (word + int(_GAMMA)) & _WORD
    word = ((word ^ (word >> 30)) * int(_FIRST)) & _WORD
    word = ((word ^ (word >> 27)) * int(_SECOND)) & _WORD
    return word ^ (word >> 31)


def drawn(key: np.uint64, identity: int, other: int = 0) -> float:
    """Return the same number as `draw`, on Python's integers, for the few who decide."""
    return (mixed((mixed(int(key) ^ identity) + other) & _WORD) >> 11) * _UNIT


class Streams:
    """The random numbers of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        self._of_purpose: dict[int, int] = {}
        self._words = np.zeros(0, dtype=np.uint64)
        self._week: int | None = None
        self._of_week: dict[int, np.uint64] = {}
        self._of_life: dict[int, np.uint64] = {}

    def key(self, purpose: int, week: int) -> np.uint64:
        """Return the key of a purpose in a week (spin-up weeks are negative), for `draw` and `bits`."""
        if week != self._week:
            self._begin(week)
        if purpose not in self._of_week:
            self._of_purpose[purpose] = self._word(purpose)
            self._of_week[purpose] = np.uint64(mixed(self._of_purpose[purpose] ^ (week & _WORD)))
        return self._of_week[purpose]

    def lasting_key(self, purpose: int) -> np.uint64:
        """Return the key of what is drawn once for life: that of week 0, kept beside those of the present week."""
        if purpose not in self._of_life:
            self._of_life[purpose] = np.uint64(mixed(self._word(purpose)))
        return self._of_life[purpose]

    def _word(self, purpose: int) -> int:
        return mixed(mixed(self.seed & _WORD) ^ purpose)

    def _begin(self, week: int) -> None:
        """Make the keys of a week at once, for every purpose that was asked for before."""
        if len(self._words) < len(self._of_purpose):
            self._words = np.fromiter(self._of_purpose.values(), dtype=np.uint64, count=len(self._of_purpose))
        self._of_week = dict(zip(self._of_purpose, mix(self._words ^ np.uint64(week & _WORD)), strict=True))
        self._week = week
