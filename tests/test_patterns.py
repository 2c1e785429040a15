"""The patterns in their small form, and whether the stored findings are of this model and this plan.

Sizes, seeds, measures and sides stand in experiments/patterns/plan.toml; they were written down before the first run.
"""

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from samenredzaam.errors import InputError
from samenredzaam.study import patterns, patterns_draws, patterns_plan, patterns_run
from samenredzaam.study.findings_files import END
from samenredzaam.study.patterns_plan import AFTERWARDS, PLAN, SIDES, Term, arms_of
from samenredzaam.study.patterns_report import BEGIN, FINDINGS, SUMMARY, recorded, renew
from samenredzaam.study.patterns_run import Found, Interval, Studied, behaviour, measured, run
from samenredzaam.study.patterns_watch import WATCHES

FOLDER = Path(__file__).parent.parent / "experiments" / "patterns"
STUDY = patterns_plan.read(FOLDER)
DRAWS = patterns_draws.read(FOLDER)
SMALL = [measure for measure in STUDY.measures if measure.small]
PRICE = next(pattern for pattern in STUDY.patterns if pattern.name == "price")
RENEW = "python -m samenredzaam.study.patterns experiments/patterns"

NEVER_SHOWN = ("gain_shrinks", "no_new_volunteers", "strain")
"""What the small form does not show, and the full one neither; findings.md says why. Sizes are not changed for it."""

TOO_SMALL = (
    "help_given", "hours_of_the_others", "places_ties", "time_bank_meets", "lonely_cluster_no_contagion",
    "prescribed_before_after", "prescribed_mostly_anyhow",
)  # fmt: skip
"""What only the full form is large enough to show; GPs take up social prescribing in the course of years."""

NOT_SHOWN = (*NEVER_SHOWN, *TOO_SMALL)

NOT_GONE = ()
"""What remains with its mechanism off, in the full form as well; findings.md says why."""

TOO_SHORT = ("irritation_stays", "ordered_own", "prescribed_before_after", "prescribed_mostly_anyhow")
"""What is gone with its mechanism off in the full form, and not yet in the small one, which is over sooner."""


@pytest.fixture(scope="session")
def found() -> dict[str, Found]:
    """Run every pattern in its small form, once for all tests of this file."""
    made = run(STUDY, STUDY.patterns, STUDY.form("small"), small=True, processes=2)
    return {one.measure.name: one for one in made}


@pytest.mark.parametrize("name", [measure.name for measure in SMALL if measure.name not in NOT_SHOWN])
def test_pattern_is_shown(found, name):
    one = found[name]
    assert len(one.effect.values) == STUDY.form("small").seeds
    assert one.shown, (
        f"{one.measure.title.en}: {one.effect.low:.4g} to {one.effect.high:.4g} should lie {one.measure.side} "
        f"{one.measure.bound:g}; if the model was changed on purpose, see what became of the pattern with: {RENEW}"
    )


ONE_SIDED = {measure.name for measure in SMALL if measure.side in ("higher", "lower")}
"""Measures that may lie on the other side of what is claimed."""


@pytest.mark.parametrize("name", [name for name in NOT_SHOWN if name in ONE_SIDED])
def test_what_is_not_shown_does_not_lie_on_the_other_side(found, name):
    one = found[name]
    other = {"higher": "not_lower", "lower": "not_higher"}[one.measure.side]
    assert one.effect.lies(other, one.measure.bound)


@pytest.mark.parametrize("name", [one.name for one in SMALL if one.off and one.name not in (*NOT_GONE, *TOO_SHORT)])
def test_pattern_is_gone_with_its_mechanism_off(found, name):
    one = found[name]
    assert one.gone, f"{one.measure.title.en}: {one.off.low:.4g} to {one.off.high:.4g} remains with the mechanism off"


@pytest.mark.parametrize(
    "name",
    [
        "help_given",
        "met_by_ties",
        "strain",
        "access_first_year",
        "places_ties",
        "use_all",
        "use_low_income",
        "debt_keeps_unmet",
        "time_bank_meets",
    ],
)
def test_with_the_mechanism_off_every_pair_of_runs_is_the_same(found, name):
    assert not any(found[name].off.values)


NOTHING_TO_SWITCH_OFF = ("programme", "lonely")
"""A claim that hardly anything happens, and one that holds whatever makes people alike. The rest have a mechanism."""


def test_every_pattern_is_in_the_small_form_with_a_mechanism_that_can_be_switched_off():
    for pattern in STUDY.patterns:
        switched = [measure for measure in pattern.measures if measure.small and measure.off]
        assert bool(switched) == (pattern.name not in NOTHING_TO_SWITCH_OFF), pattern.name
        assert [measure for measure in pattern.measures if measure.small], pattern.name


def test_arms_that_are_compared_differ_in_one_thing_and_so_do_those_with_the_mechanism_off():
    for measure in STUDY.measures:
        for term, switched in zip(measure.terms, measure.off or measure.terms, strict=True):
            if term.against is not None:
                assert _difference(term) == _difference(switched), measure.name


def _difference(term: Term) -> tuple:
    """Return the one kind of thing in which the two arms of a term differ."""
    arm, against = STUDY.arms[term.arm], STUDY.arms[term.against]
    parameters, factors, values = (
        set(getattr(arm, kind).items()) ^ set(getattr(against, kind).items())
        for kind in ("parameters", "factors", "values")
    )
    assert bool(parameters) + bool(factors) + bool(values) == 1
    assert len({name.partition(".")[0] for name, _ in parameters}) <= 1
    assert bool(factors or values) or arm.for_weeks is against.for_weeks is None
    return parameters, factors, values, arm.for_weeks, against.for_weeks, arm.then, against.then


def test_stored_findings_are_of_this_model_and_this_plan():
    version, digest = recorded(FOLDER)
    assert digest == STUDY.digest, (
        f"{PLAN} was changed after the study ran; a plan stands before its runs. Run: {RENEW}"
    )
    assert version == behaviour(), (
        f"the stored findings are of a model that behaves as {version} and this one behaves otherwise: renew them with "
        f"{RENEW} (up to an hour on 2 busy cores), and read whether what is written in findings.md still holds"
    )
    told = (FOLDER / FINDINGS).read_text(encoding="utf-8")
    assert f"`{DRAWS.digest}`" in told, f"draws.toml was changed after the study ran. Run: {RENEW}"


def test_what_was_looked_into_afterwards_claims_nothing_and_has_seeds_of_its_own():
    later = patterns_plan.read(FOLDER, AFTERWARDS)
    assert {measure.side for measure in later.measures} == {"reported"}
    seeds = [set(form.all_seeds) for _, form in (*STUDY.everywhere(), *later.everywhere())]
    seeds += [set(STUDY.form("small").all_seeds), set(DRAWS.form.all_seeds)]
    assert sum(map(len, seeds)) == len(set.union(*seeds))
    assert not {measure.name for measure in later.measures} & {measure.name for measure in STUDY.measures}


def summary() -> list[dict[str, str]]:
    with (FOLDER / SUMMARY).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_did_not_appear_is_told_in_the_findings():
    told = (FOLDER / FINDINGS).read_text(encoding="utf-8").partition(BEGIN)[0]
    rows = summary()
    places = [plan.profile for plan, _ in STUDY.everywhere()]
    wanted = [(place, measure.name) for place in places for measure in STUDY.measures]
    assert [(row["profile"], row["measure"]) for row in rows][: len(wanted)] == wanted
    missing = [row["measure"] for row in rows if "no" in (row["shown"], row["gone"])]
    missing += [one.name for one in DRAWS.questions if one.both_at_least and not _both_sides(one)]
    assert [name for name in missing if f"`{name}`" not in told] == []


def _both_sides(question: patterns_draws.Question) -> bool:
    """Tell from the stored table whether an effect lies above and below zero as often as is claimed."""
    with (FOLDER / patterns_draws.TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    above = sum(float(row[f"{question.name}_low"]) > 0.0 for row in rows)
    below = sum(float(row[f"{question.name}_high"]) < 0.0 for row in rows)
    return min(above, below) >= question.both_at_least * len(rows)


def test_what_is_excused_here_came_out_that_way_in_the_full_form():
    rows = {row["measure"]: row for row in summary() if row["profile"] == STUDY.profile}
    assert {rows[name]["shown"] for name in NEVER_SHOWN} <= {"no"}
    assert {rows[name]["shown"] for name in TOO_SMALL} <= {"yes"}
    assert {rows[name]["gone"] for name in NOT_GONE} <= {"no"}
    assert {rows[name]["gone"] for name in TOO_SHORT} <= {"yes"}


# How intervals are judged, and what is reported of them.


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20), st.floats(0, 10))
def test_sides_exclude_one_another(values, bound):
    interval = Interval(tuple(values))
    lies = {side: interval.lies(side, bound) for side in SIDES}
    assert not (lies["higher"] and lies["lower"])
    assert lies["not_higher"] != lies["higher"]
    assert lies["not_lower"] != lies["lower"]
    assert not (lies["within"] and lies["higher"])
    assert lies["reported"] is None


def test_an_effect_is_gone_when_it_may_be_zero_or_is_small_beside_the_other():
    effect = Interval((9.0, 11.0))
    assert Interval((-1.0, 1.0)).gone_beside(effect)
    assert Interval((0.89, 0.91)).gone_beside(effect)
    assert not Interval((1.99, 2.01)).gone_beside(effect)
    assert Interval((0.0, 0.0)).gone_beside(effect)


def made_up(measure, **levels):
    """Return runs in which every value of an arm is its level plus the number of the seed."""
    shape = (len(STUDY.windows), len(patterns_plan.METRICS) + len(WATCHES), len(patterns_plan.GROUPS))
    return {arm: [np.full(shape, level + seed) for seed in range(3)] for arm, level in levels.items()}


def test_terms_are_weighed_and_added_up_within_each_seed():
    pattern = STUDY.patterns[0]
    measure = next(one for one in pattern.measures if one.name == "gain_shrinks")
    lived = made_up(
        measure, usual=1.0, less_reluctant=4.0, short_of_time=1.0, short_of_time_less_reluctant=2.0,
        unweighed=1.0, unweighed_less_reluctant=1.0, unweighed_short_of_time=5.0,
        unweighed_short_of_time_less_reluctant=5.0,
    )  # fmt: skip
    one = measured(pattern, measure, lived, STUDY.windows)
    assert one.effect.values == (2.0, 2.0, 2.0)
    assert one.off.values == (0.0, 0.0, 0.0)
    assert one.shown
    assert one.gone
    assert one.level == 2.0


def test_a_relative_effect_is_a_share_of_the_mean_level_over_all_runs():
    pattern = PRICE
    measure = dataclasses.replace(next(one for one in pattern.measures if one.name == "use_all"), off=())
    one = measured(pattern, measure, made_up(measure, usual=3.0, higher_price=1.0), STUDY.windows)
    assert one.effect.values == pytest.approx((-0.5, -0.5, -0.5))


def test_a_seed_without_a_value_is_left_out():
    pattern = PRICE
    measure = dataclasses.replace(next(one for one in pattern.measures if one.name == "use_all"), off=())
    lived = made_up(measure, usual=3.0, higher_price=1.0)
    lived["higher_price"][1][:] = np.nan
    assert len(measured(pattern, measure, lived, STUDY.windows).effect.values) == 2


def made_found() -> list[Found]:
    """Return findings of the first two measures, one of them not shown."""
    pattern = STUDY.patterns[0]
    first, second = pattern.measures[:2]
    return [
        Found(pattern, first, Interval((0.2, 0.3, 0.25)), None, 0.25),
        Found(pattern, second, Interval((-0.1, 0.2, 0.0)), Interval((0.0, 0.0, 0.0)), 0.25),
    ]


def made_studied() -> list[Studied]:
    return [Studied(plan, form, made_found()) for plan, form in STUDY.everywhere()]


def test_renewing_keeps_what_people_wrote(tmp_path):
    (tmp_path / FINDINGS).write_text(f"# Mine\n\nBefore.\n\n{BEGIN}\n\nold\n\n{END}\n\nAfter.\n", encoding="utf-8")
    for version in ("1.0+one", "1.0+two"):
        renew(tmp_path, [made_studied()], version)
        text = (tmp_path / FINDINGS).read_text(encoding="utf-8")
        assert text.startswith("# Mine\n\nBefore.\n\n" + BEGIN)
        assert text.endswith(END + "\n\nAfter.\n")
        assert "old" not in text
        assert recorded(tmp_path) == (version, STUDY.digest)
    with (tmp_path / SUMMARY).open(encoding="utf-8", newline="") as file:
        first, second, *elsewhere = csv.DictReader(file)
    assert {row["profile"] for row in elsewhere} == {"amsterdam-wk036391"}
    assert {first["profile"], second["profile"]} == {"amsterdam-wk036366"}
    assert (first["shown"], first["gone"], first["off_effect"]) == ("yes", "", "")
    assert (second["shown"], second["gone"], second["off_effect"]) == ("no", "yes", "0")


def test_what_comes_out_in_one_place_only_is_named(tmp_path):
    here, there = made_studied()
    first, second = here.found
    other = Studied(there.plan, there.form, [dataclasses.replace(first, effect=Interval((-0.1, 0.1, 0.0))), second])
    renew(tmp_path, [[here, other]], "1.0")
    told = (tmp_path / FINDINGS).read_text(encoding="utf-8")
    assert f"and not in another: 1, `{first.measure.name}`." in told
    renew(tmp_path, [[here, there]], "1.0")
    assert "and not in another: none." in (tmp_path / FINDINGS).read_text(encoding="utf-8")


def test_findings_without_marks_or_version_are_refused(tmp_path):
    with pytest.raises(InputError, match="does not say of which model"):
        recorded(tmp_path)
    (tmp_path / FINDINGS).write_text("my own words", encoding="utf-8")
    with pytest.raises(InputError, match="lost the marks"):
        renew(tmp_path, [made_studied()], "1.0")
    assert (tmp_path / FINDINGS).read_text(encoding="utf-8") == "my own words"


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('side = "lower"', 'side = "lowr"', "did you mean 'lower'"),
        ('"people.reluctance_mean" = 0.3', '"people.reluctance_mean" = 1.3', "out of range"),
        ('"people.reluctance_mean" = 0.3', '"people.reluctance" = 0.3', "no parameter"),
        ("fee_low = 3.0", "fee_lo = 3.0", "did you mean 'fee_low'"),
        ('arm = "less_reluctant"', 'arm = "less_reluctance"', "did you mean 'less_reluctant'"),
        ('metric = "help_given_hours"', 'metric = "help_hours"', "no metric"),
        ('group = "low_income"', 'group = "low"', "no group"),
        ("spin_up_weeks = 156\n", "", "lacks 'spin_up_weeks'"),
        ("small = true", "smal = true", "did you mean 'small'"),
        ('name = "met_by_ties"', 'name = "help_given"', "same name"),
        ("[forms.full]", "[forms.full", "cannot be read"),
        ("[[elsewhere]]\nprofile =", "[[elsewhere]]\nprofil =", "did you mean 'profile'"),
        ('metric = "others_gp_change_share"', 'metric = "others_gp_change"', "no metric"),
    ],
)
def test_a_plan_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, old, new, match):
    text = (FOLDER / PLAN).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / PLAN).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=match) as refused:
        patterns_plan.read(tmp_path)
    assert PLAN in str(refused.value)


def test_the_command_refuses_a_folder_without_a_plan(tmp_path):
    outcome = CliRunner().invoke(patterns.main, [str(tmp_path)])
    assert outcome.exit_code == 2
    assert PLAN in outcome.output


def test_nothing_is_written_when_the_model_changes_under_the_study(tmp_path, monkeypatch):
    (tmp_path / PLAN).write_bytes((FOLDER / PLAN).read_bytes())
    versions = iter(["1.0+before", "1.0+after"])
    monkeypatch.setattr(patterns, "behaviour", lambda: next(versions))
    monkeypatch.setattr(patterns, "run", lambda *_, **__: made_found())
    with pytest.raises(InputError, match="changed while the study ran"):
        patterns.perform(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == [PLAN]


def test_arms_are_named_once_however_often_they_are_needed():
    names = arms_of(STUDY.measures)
    assert len(set(names)) == len(names)
    assert set(names) == set(STUDY.arms)


TINY = dataclasses.replace(
    STUDY.form("small"), residents=300, first_seed=1, seeds=2, weeks=4, spin_up_weeks=2, change_week=1,
    windows=dict.fromkeys(STUDY.windows, (0, 4)),
)  # fmt: skip


def test_what_was_lived_is_kept_and_not_lived_again(tmp_path, monkeypatch):
    asking = STUDY.patterns[0]
    pattern = dataclasses.replace(asking, measures=[one for one in asking.measures if one.name == "help_given"])
    spin_ups = 4  # each arm has parameters of its own
    once = run(STUDY, [pattern], TINY, kept=tmp_path)
    assert len(list(tmp_path.iterdir())) == TINY.seeds * spin_ups
    monkeypatch.setattr(patterns_run, "NeighbourhoodModel", None)
    assert run(STUDY, [pattern], TINY, kept=tmp_path) == once
    with pytest.raises(TypeError):
        run(STUDY, [pattern], dataclasses.replace(TINY, first_seed=2), kept=tmp_path)


def test_what_other_code_kept_is_thrown_away(tmp_path):
    (tmp_path / patterns.KEPT / "of other code").mkdir(parents=True)
    kept = patterns._keep(tmp_path)
    (kept / "one.npz").touch()
    assert list((tmp_path / patterns.KEPT).iterdir()) == [kept]
    assert patterns._keep(tmp_path) == kept
    assert (kept / "one.npz").exists()
