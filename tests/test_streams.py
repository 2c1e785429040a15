"""Random numbers by hash: equal to Python's own arithmetic, and as even and independent as chance."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm

import samenredzaam
from compiled import compiled
from samenredzaam import mechanisms, streams
from twins import chance
from twins.chance import Chance

SOURCES = Path(samenredzaam.__file__).parent
words = st.integers(0, 2**64 - 1)
mix, bits, draw, quick_draw, pair = (
    compiled(part) for part in (streams.mix, streams.bits, streams.draw, streams.quick_draw, streams.pair)
)
PURPOSE = "a test of chance"
FALSE_ALARM = 1e-6 / 50
"""Each check of evenness fails by chance so seldom that all of them together do less than once in a million."""


@given(words)
def test_mix_is_splitmix(word: int) -> None:
    assert int(mix(np.uint64(word))) == streams.mixed(word) == chance.mix(word)


@given(words, words, words)
def test_draws_equal_their_twins(key: int, who: int, other: int) -> None:
    arguments = np.uint64(key), np.uint64(who), np.uint64(other)
    expected = chance.mix((chance.mix(key ^ who) + other) % 2**64)
    assert int(bits(*arguments)) == expected
    assert draw(*arguments) == (expected >> 11) / 2**53
    assert quick_draw(*arguments[:2]) == chance.quick(key, who)


@given(words, words)
def test_a_pair_is_the_same_from_both_ends(one: int, two: int) -> None:
    both = int(pair(np.uint64(one), np.uint64(two)))
    assert both == int(pair(np.uint64(two), np.uint64(one))) == chance.pair(one, two)


@given(st.integers(-(2**63), 2**64), st.integers(-520, 5200))
def test_keys_equal_their_twins(seed: int, week: int) -> None:
    number = chance.number_of(PURPOSE)
    assert int(streams.Streams(seed).key(number, week)) == Chance(seed, week).key(PURPOSE)


def test_a_draw_has_53_bits() -> None:
    draws = [draw(np.uint64(7), np.uint64(who), np.uint64(0)) for who in range(2000)]
    assert all(0.0 <= draw < 1.0 and draw * 2**53 == int(draw * 2**53) for draw in draws)
    assert any(int(draw * 2**53) % 2 for draw in draws), "the last of 53 bits is never set"


def test_purposes_are_unique_literal_strings() -> None:
    """A purpose written in two places would give both the same luck."""
    assert mechanisms.WEEK, "importing the mechanisms declares their purposes"
    written = [
        name
        for path in sorted(SOURCES.rglob("*.py"))
        for name in re.findall(r"\bpurpose\(\s*\"([^\"]+)\"", path.read_text(encoding="utf-8"))
    ]
    assert len(written) > 30
    assert sorted(written) == sorted(set(written))
    assert set(streams.purposes) <= set(written)
    assert len(set(streams.purposes.values())) == len(streams.purposes)
    calls = sum(
        len(re.findall(r"(?<!def )\bpurpose\(", path.read_text(encoding="utf-8"))) for path in SOURCES.rglob("*.py")
    )
    assert calls == len(written), "a purpose is not given as a literal string"


def test_a_purpose_with_the_number_of_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "purposes", {"another": chance.number_of("new")})
    with pytest.raises(ValueError, match="same number as another"):
        streams.purpose("new")


# Evenness: 65,536 draws in 64 classes, seeds and sizes fixed before the first run.

COUNT = 65_536


def uneven(counts: np.ndarray) -> float:
    """Return the chance of counts at least as uneven as these, if all classes are equally likely."""
    expected = counts.sum() / counts.size
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), counts.size - 1))


def series(name: str) -> np.ndarray:
    """Return draws of which only one thing differs from one to the next, or whose identities differ in a high bit."""
    numbers = np.arange(COUNT, dtype=np.uint64)
    start = Chance(20240101, 5)
    key, who = start.key(PURPOSE), chance.mix(99)
    found: list[float] = []
    for number in numbers.tolist():
        if name == "identity":
            found.append(chance.quick(key, number))
        elif name == "identity, high bits":
            found.append(chance.quick(key, number << 48))
        elif name == "other":
            found.append((chance.mix((chance.mix(key ^ who) + number) % 2**64) >> 11) / 2**53)
        elif name == "week":
            found.append(Chance(20240101, number).draw(PURPOSE, who))
        else:
            found.append(Chance(number, 5).draw(PURPOSE, who))
    return np.array(found)


@pytest.fixture(scope="module", params=["identity", "identity, high bits", "other", "week", "seed"])
def draws(request: pytest.FixtureRequest) -> np.ndarray:
    return series(request.param)


def test_draws_are_even(draws: np.ndarray) -> None:
    assert uneven(np.bincount((draws * 64).astype(int), minlength=64)) > FALSE_ALARM


def test_low_bits_are_even(draws: np.ndarray) -> None:
    low = (draws * 2**53).astype(np.uint64) % np.uint64(64)
    assert uneven(np.bincount(low.astype(int), minlength=64)) > FALSE_ALARM


@pytest.mark.parametrize("lag", [1, 2, 7])
def test_neighbours_are_independent(draws: np.ndarray, lag: int) -> None:
    cells = (draws[:-lag] * 16).astype(int) * 16 + (draws[lag:] * 16).astype(int)
    # Overlapping pairs are counted apart, so that each pair is counted once.
    assert uneven(np.bincount(cells[:: lag + 1], minlength=256)) > FALSE_ALARM


def test_the_mean_is_one_half(draws: np.ndarray) -> None:
    away = abs(draws.mean() - 0.5) * np.sqrt(12 * COUNT)
    assert 2 * norm.sf(away) > FALSE_ALARM


def test_two_purposes_are_independent() -> None:
    one, two = (Chance(1, 0).key(name) for name in (PURPOSE, "another test of chance"))
    cells = [int(chance.quick(one, who) * 16) * 16 + int(chance.quick(two, who) * 16) for who in range(COUNT)]
    assert uneven(np.bincount(cells, minlength=256)) > FALSE_ALARM


def test_quick_draws_and_draws_of_one_key_are_independent() -> None:
    key = Chance(1, 0).key(PURPOSE)
    cells = [
        int(chance.quick(key, who) * 16) * 16 + int(chance.mix(chance.mix(key ^ who)) >> 60) for who in range(COUNT)
    ]
    assert uneven(np.bincount(cells, minlength=256)) > FALSE_ALARM


def test_every_bit_in_moves_half_of_the_bits_out() -> None:
    flips = np.zeros((64, 64))
    tries = 400
    for word in range(tries):
        before = chance.mix(chance.mix(word))
        for bit in range(64):
            moved = before ^ chance.mix(chance.mix(word) ^ (1 << bit))
            flips[bit] += [(moved >> place) & 1 for place in range(64)]
    away = abs(flips / tries - 0.5) * 2 * np.sqrt(tries)
    assert 2 * norm.sf(away.max()) * away.size > FALSE_ALARM
