"""Random numbers and curves once more, on Python's own whole numbers."""

import hashlib
import math

WORD = 1 << 64


def mix(word: int) -> int:
    """SplitMix64 with the constants of Stafford's variant 13."""
    word = (word + 0x9E3779B97F4A7C15) % WORD
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) % WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) % WORD
    return word ^ (word >> 31)


def number_of(purpose: str) -> int:
    return int.from_bytes(hashlib.blake2b(purpose.encode(), digest_size=8).digest(), "little")


class Chance:
    """The draws of one seed in one week, by the name of their purpose."""

    def __init__(self, seed: int, week: int) -> None:
        self.seed = seed
        self.week = week

    def key(self, purpose: str, week: int | None = None) -> int:
        week = self.week if week is None else week
        return mix(mix(mix(self.seed % WORD) ^ number_of(purpose)) ^ (week % WORD))

    def bits(self, purpose: str, who: int, other: int = 0, *, week: int | None = None) -> int:
        return mix((mix(self.key(purpose, week) ^ who) + other) % WORD)

    def draw(self, purpose: str, who: int, other: int = 0, *, week: int | None = None) -> float:
        return (self.bits(purpose, who, other, week=week) >> 11) / 2**53

    def quick(self, purpose: str, who: int) -> float:
        return quick(self.key(purpose), who)


def quick(word: int, who: int) -> float:
    """The one draw of an identity alone, under a key or a word that is itself random."""
    return (mix(word ^ who) >> 11) / 2**53


def pair(one: int, two: int) -> int:
    low, high = sorted((one, two))
    return mix(low) ^ mix((high + 0x9E3779B97F4A7C15) % WORD)


def logistic(logit: float) -> float:
    """1 / (1 + exp(-x)), read between two points of a table with 64 points to the unit, flat beyond 12."""
    place = (max(-12.0, min(12.0, logit)) + 12.0) * 64.0
    below = math.floor(place)
    part = place - below
    left, right = (round(1.0 / (1.0 + math.exp(12.0 - point / 64.0)), 9) for point in (below, below + 1))
    return left * (1.0 - part) + right * part


def quantile(values: list[float], uniform: float) -> float:
    return float(values[math.floor(uniform * len(values))])


def protection(good_ties: int) -> float:
    return round(1.0 - math.exp(-min(good_ties, 63) / 2.0), 9)


def faded(value: float, weeks: int, kept_share: float) -> float:
    """What is left of a value after so many weeks; after twenty years no more is lost."""
    return value * round(kept_share ** max(0, min(weeks, 1040)), 9)
