"""Patterns 1, 2 and 17 in their small form, and whether the stored findings are of this model and this plan.

Sizes, seeds, measures and sides stand in experiments/patterns/plan.toml; they were written down before the first run.
"""

import math
import shutil
from pathlib import Path

import pytest

from samenredzaam.errors import InputError
from samenredzaam.study import patterns_plan
from samenredzaam.study.patterns_report import BEGIN, END, recorded, renew
from samenredzaam.study.patterns_run import Found, Interval, run
from samenredzaam.study.run import model_version

FOLDER = Path(__file__).parent.parent / "experiments" / "patterns"
PLAN = patterns_plan.read(FOLDER)
SMALL = [measure for measure in PLAN.measures if measure.small]
RENEW = "python -m samenredzaam.study.patterns experiments/patterns"


@pytest.fixture(scope="session")
def found() -> dict[str, Found]:
    """Run every pattern in its small form, once for all tests of this file."""
    made = run(PLAN, PLAN.patterns, PLAN.form("small"), small=True, processes=2)
    return {one.measure.name: one for one in made}


@pytest.mark.parametrize("name", [measure.name for measure in SMALL])
def test_pattern_is_shown(found, name):
    one = found[name]
    assert len(one.effect.values) == PLAN.form("small").seeds
    assert one.shown, (
        f"{one.measure.title.en}: {one.effect.low:.4g} to {one.effect.high:.4g} should lie {one.measure.side} "
        f"{one.measure.bound:g}; if the model was changed on purpose, see what became of the pattern with: {RENEW}"
    )


@pytest.mark.parametrize("name", [measure.name for measure in SMALL if measure.off])
def test_pattern_is_gone_with_its_mechanism_off(found, name):
    one = found[name]
    assert one.gone, f"{one.measure.title.en}: {one.off.low:.4g} to {one.off.high:.4g} remains with the mechanism off"


def test_every_pattern_is_in_the_small_form_with_a_mechanism_that_can_be_switched_off():
    for pattern in PLAN.patterns:
        assert [measure for measure in pattern.measures if measure.small and measure.off], pattern.name
