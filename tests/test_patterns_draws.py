"""Patterns over draws of the parameters: what is drawn, how often an effect occurs, and on what it hangs."""

import csv
import dataclasses
from pathlib import Path

import pytest

from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.study import patterns_draws
from samenredzaam.study.patterns_run import Interval

FOLDER = Path(__file__).parent.parent / "experiments" / "patterns"
DRAWS = patterns_draws.read(FOLDER)


def test_draws_take_every_parameter_from_the_whole_of_its_range():
    for place, name in enumerate(DRAWS.vary):
        declared, values = PARAMETERS[name], DRAWS.values[:, place]
        assert ((declared.low <= values) & (values <= declared.high)).all()
        assert all(of >= DRAWS.count // 3 - 8 for _, _, of in patterns_draws.by_third(DRAWS, _answer(values), name))
    assert (patterns_draws.read(FOLDER).values == DRAWS.values).all()


def _answer(effects, *, both_at_least: float = 0.0) -> patterns_draws.Answer:
    """Return made-up draws in which each effect is known exactly, but for those of zero."""
    question = dataclasses.replace(DRAWS.questions[0], both_at_least=both_at_least)
    return patterns_draws.Answer(question, tuple(Interval((value, value)) for value in effects))


def test_both_sides_must_occur_as_often_as_is_claimed():
    assert _answer([1.0] + [-1.0] * 9, both_at_least=0.1).shown
    assert not _answer([1.0] + [-1.0] * 10, both_at_least=0.1).shown
    assert not _answer([1.0] * 5 + [0.0] * 5, both_at_least=0.1).shown
    assert _answer([1.0], both_at_least=0.0).shown is None


def test_an_effect_hangs_on_what_moves_it_and_on_nothing_else():
    name = DRAWS.vary[3]
    middle = (PARAMETERS[name].low + PARAMETERS[name].high) / 2
    answer = _answer(DRAWS.values[:, 3] - middle)
    assert list(patterns_draws.hangs_on(DRAWS, answer)) == [name]
    lowest, _, highest = patterns_draws.by_third(DRAWS, answer, name)
    assert lowest[0] == highest[1] == 0
    assert lowest[1] == lowest[2] > 0
    assert highest[0] == highest[2] > 0
    assert patterns_draws.hangs_on(DRAWS, _answer([0.0] * DRAWS.count)) == {}
    assert f"`{name}`" in patterns_draws.report(DRAWS, [answer])


def test_draws_are_lived_asked_and_written(tmp_path):
    windows = dict.fromkeys(DRAWS.form.windows, (0, 4))
    tiny = dataclasses.replace(
        DRAWS.form, residents=300, seeds=2, weeks=4, spin_up_weeks=2, change_week=1, windows=windows
    )
    few = dataclasses.replace(DRAWS, count=2, form=tiny)
    answers = patterns_draws.run(few)
    assert [one.question for one in answers] == list(DRAWS.questions)
    patterns_draws.write(tmp_path, few, answers)
    with (tmp_path / patterns_draws.TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert {float(row[DRAWS.vary[0]]) for row in rows} == set(few.values[:, 0].tolist())


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('"standing.habit"', '"standing.habits"', "neither a parameter nor a mechanism"),
        ('against = "first"', 'against = "second"', "against 'second'"),
        ("both_at_least = 0.1", "both_at = 0.1", "did you mean 'both_at_least'"),
        ("count = 64", "", "lacks 'count'"),
    ],
)
def test_draws_that_cannot_be_used_are_refused_in_one_sentence(tmp_path, old, new, match):
    text = (FOLDER / patterns_draws.DRAWS).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / patterns_draws.DRAWS).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=match):
        patterns_draws.read(tmp_path)
