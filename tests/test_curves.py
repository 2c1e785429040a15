"""Tables instead of exp and log: near the truth, monotone, rounded, and read-only."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from samenredzaam import curves
from twins import chance

uniforms = st.floats(0.0, 1.0, exclude_max=True)
logits = st.floats(-40.0, 40.0)


@given(logits)
def test_logistic_is_near_the_truth_and_equals_its_twin(logit: float) -> None:
    found = curves.logistic(logit)
    assert abs(found - 1.0 / (1.0 + math.exp(-min(max(logit, -12.0), 12.0)))) < 5e-6
    assert found == chance.logistic(logit)


@given(logits, logits)
def test_logistic_never_falls(one: float, two: float) -> None:
    assert curves.logistic(min(one, two)) <= curves.logistic(max(one, two))


@given(uniforms)
def test_normal_is_the_quantile_of_the_middle_of_its_step(uniform: float) -> None:
    middle = (math.floor(uniform * 1024) + 0.5) / 1024
    assert curves.normal(uniform) == pytest.approx(norm.ppf(middle), abs=2e-9)


def test_normal_has_mean_zero_and_nearly_the_spread_of_the_normal() -> None:
    values = np.array([curves.normal((step + 0.5) / 1024) for step in range(1024)])
    assert abs(values.mean()) < 1e-9
    assert 0.998 < values.std() < 1.0
    assert (np.diff(values) > 0).all()


@given(st.integers(0, 200))
def test_protection_rises_to_one_with_declining_returns(count: int) -> None:
    found = curves.protection(count)
    assert found == chance.protection(count)
    gain, next_gain = (curves.protection(count + step + 1) - curves.protection(count + step) for step in (0, 1))
    assert gain >= next_gain - 2e-9
    assert next_gain >= 0.0


@given(st.floats(0.01, 0.99))
def test_logit_undoes_logistic(share: float) -> None:
    assert abs(curves.logistic(curves.logit(share)) - share) < 5e-6


@given(st.floats(1.0, 5000.0), st.floats(0.1, 2.0), uniforms)
def test_lognormal_has_its_median_and_sigma(median: float, sigma: float, uniform: float) -> None:
    values = curves.lognormal(median, sigma)
    assert curves.quantile(values, 0.5) == pytest.approx(median, rel=0.003 * max(sigma, 1.0))
    found = curves.quantile(values, uniform)
    assert found == values[int(uniform * 1024)]
    assert found == pytest.approx(median * math.exp(sigma * curves.normal(uniform)), rel=1e-6)


@given(st.floats(0.9, 1.0), st.integers(0, 1040))
def test_kept_is_a_power(share: float, weeks: int) -> None:
    assert curves.kept(share)[weeks] == round(share**weeks, 9)


def test_tables_are_rounded_and_cannot_be_written() -> None:
    found = curves.table([1 / 3, 2 / 3])
    assert found.tolist() == [0.333333333, 0.666666667]
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1.0
