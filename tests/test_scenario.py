"""What a scenario means: inheritance, what is in force in a week, its canonical form, and those that ship."""

import dataclasses
import datetime
import pickle
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.scenario import Change, Scenario, names, parse, read, shipped
from samenredzaam.scenario_files import profile_names
from samenredzaam.texts import Text
from scenario_texts import DATA, KNOWN, PARAMETERS, POLICY, SETTING, contents, policy, setting, table, written

ROOT = Path(__file__).parents[1]
START = datetime.date(2024, 1, 1)

# Inheritance


def test_a_scenario_inherits_key_by_key_and_adds_changes() -> None:
    found = read(DATA / "town_later.toml", **KNOWN)
    assert found.name == "town_later"
    assert found.title == Text("Het plan, drie jaar langer", "The plan, three years longer")
    assert (found.weeks, found.residents, found.start) == (416, 5000, datetime.date(2025, 1, 6))
    assert dict(found.start_policy) == {"formal_first": 1, "team_hours": 40.0}
    assert dict(found.parameters) == {"asking.reluctance_weight": 2.5}
    assert [(change.lever, change.kind) for change in found.changes] == [
        ("access_threshold", "value"),
        ("team_hours", "factor"),
        ("team_hours", "add"),
    ]
    assert found.changes[1].neighbourhoods == ("WK000001", "WK000002")
    assert found.profile_source == DATA / "profiles" / "town.toml"


def test_a_change_works_on_what_its_parents_changes_leave() -> None:
    found = read(DATA / "town_later.toml", **KNOWN)
    week = found.week_of(datetime.date(2027, 1, 4))
    codes = ("WK000001", "wk000003")
    assert found.in_force(week - 1, codes)["team_hours"].tolist() == [40.0, 40.0]
    assert found.in_force(week, codes)["team_hours"].tolist() == [15.0, 35.0]


def test_text_is_kept_with_its_markup_on_one_line() -> None:
    title = read(DATA / "town.toml", **KNOWN).title
    assert title == Text("Het <b>plan</b> & meer van de stad", "The town's <b>plan</b> & more")


def test_what_it_is_based_on_is_found_among_those_that_ship(tmp_path: Path) -> None:
    found = read(written(tmp_path, contents(top='based_on = "cut"', setting_text="")), **KNOWN)
    assert found.changes == read(shipped() / "cut.toml", **KNOWN).changes


# What is in force


def at(found: Scenario, week: int, lever: str = "team_hours") -> float:
    """Return what is in force in the one neighbourhood."""
    return float(found.in_force(week, ("WK01",))[lever][0])


def test_a_change_holds_from_the_week_its_date_falls_in(tmp_path: Path) -> None:
    for date, first in (("2024-01-01", 0), ("2024-01-07", 0), ("2024-01-08", 1), ("2026-01-01", 104)):
        found = read(written(tmp_path, policy(date=date)), **KNOWN)
        assert [at(found, week) for week in (first - 1, first, 519)] == [36.0, 28.8, 28.8]
        assert found.changes_in(first) == found.changes
        assert found.changes_in(first - 1) == found.changes_in(first + 1) == ()
        assert found.date(first) <= found.changes[0].date < found.date(first + 1)


def test_a_ramp_goes_in_equal_steps_and_ends_exactly(tmp_path: Path) -> None:
    found = read(written(tmp_path, policy(ramp_weeks="52")), **KNOWN)
    course = [at(found, 104 + week) for week in range(-1, 60)]
    assert course[:2] == [36.0, 36.0]
    assert course[27] == pytest.approx(32.4)
    assert course[53:] == [28.8] * 8
    assert all(after < before for before, after in pairwise(course[1:54]))


def test_a_change_goes_back_to_what_would_have_been(tmp_path: Path) -> None:
    later = '[[policy]]\nlever = "team_hours"\ndate = 2027-01-01\nadd = 10\n'
    found = read(written(tmp_path, policy(until="2028-01-01") + later), **KNOWN)
    weeks = [found.week_of(datetime.date(year, 1, 1)) for year in (2026, 2027, 2028)]
    assert [at(found, week) for week in weeks] == [28.8, 38.8, 46.0]
    assert at(found, weeks[2] - 1) == 38.8


def test_the_start_policy_holds_in_spin_up_and_changes_do_not(tmp_path: Path) -> None:
    text = policy(date="2024-01-01", value="", factor="0.5") + "[start_policy]\nteam_hours = 30.0\n"
    found = read(written(tmp_path, text), **KNOWN)
    assert [at(found, week) for week in (-156, -1, 0)] == [30.0, 30.0, 15.0]


def test_all_levers_are_given_for_all_neighbourhoods_anew(tmp_path: Path) -> None:
    found = read(written(tmp_path, policy(neighbourhoods='["wk02"]')), **KNOWN)
    first = found.in_force(200, ("WK01", " wk02", "WK03"))
    assert first.keys() == LEVERS.keys()
    assert {array.dtype.name for array in first.values()} == {"float64"}
    assert first["team_hours"].tolist() == [36.0, 28.8, 36.0]
    first["team_hours"][:] = 0
    assert found.in_force(200, ("WK01", "WK02", "WK03"))["team_hours"].tolist() == [36.0, 28.8, 36.0]
    assert found.in_force(200, ())["team_hours"].shape == (0,)


def test_a_change_after_the_end_is_in_force_nowhere(tmp_path: Path) -> None:
    found = read(written(tmp_path, policy(date="2033-12-19", value="", factor="900")), **KNOWN)
    assert found.date(found.weeks) == found.changes[0].date
    bare = read(written(tmp_path, contents()), **KNOWN)
    for week in range(-10, 600):
        assert found.changes_in(week) == ()
        assert all(
            np.array_equal(found.in_force(week, ("WK01",))[name], array)
            for name, array in bare.in_force(week, ("WK01",)).items()
        )
    last = read(written(tmp_path, policy(date="2033-12-18")), **KNOWN)
    assert [at(last, week) for week in (518, 519, 520)] == [36.0, 28.8, 28.8]


def test_codes_are_checked_against_the_model(tmp_path: Path) -> None:
    found = read(written(tmp_path, policy(neighbourhoods='["WK036366", "WK036367"]')), **KNOWN)
    found.check_codes(["wk036366 ", "WK036367", "WK036368"])
    with pytest.raises(InputError, match=r"mine\.toml, neighbourhoods in \[\[policy\]\] 1 holds WK036367.*'WK036366'"):
        found.check_codes(["WK036366"])


def test_changes_are_told_in_plain_words() -> None:
    found = read(DATA / "town.toml", **KNOWN)
    told = [change.described(LEVERS[change.lever]) for change in found.changes]
    assert told[0].nl == "drempel voor toegang: wordt 1 vanaf 5 januari 2026 in 10 weken tot 4 januari 2027"
    assert told[1].en == "neighbourhood team hours: 50% less from 4 January 2027 only in WK000001, WK000002"
    added = Change("team_hours", START, "add", -2.5).described(LEVERS["team_hours"])
    assert added == Text(
        "uren wijkteam: 2,5 lager vanaf 1 januari 2024",
        "neighbourhood team hours: 2.5 lower from 1 January 2024",
    )


# Canonical form, hash, copies


def test_the_canonical_text_is_as_it_was() -> None:
    found = read(DATA / "town_later.toml", **KNOWN)
    assert found.text == (DATA / "town_resolved.toml").read_text(encoding="utf-8")
    assert found.hash() == "0d71998d8202c74899a4415d2e0800a7eced0b87ec2317c7c047fd0d192e9e5e"


def test_reading_the_canonical_text_gives_the_same_scenario() -> None:
    for path in (DATA / "town.toml", DATA / "town_later.toml", *shipped().glob("*.toml")):
        found = read(path, **KNOWN)
        again = parse(found.text, found.name, **KNOWN)
        assert again == found
        assert (again.text, again.hash(), again.spin_up_key()) == (
            found.text,
            found.hash(),
            found.spin_up_key(),
        )
    assert read(DATA / "town_resolved.toml", **KNOWN).hash() == read(DATA / "town_later.toml", **KNOWN).hash()


def test_the_hash_does_not_hang_on_how_a_file_is_written(tmp_path: Path) -> None:
    one = contents("[start_policy]\nteam_hours = 30\nfee_low = -0.0\n" + table("[[policy]]", POLICY))
    other = contents(
        "# A comment\n[[policy]] # another\nvalue = 2.88e1\n"
        "\"date\" = 2026-01-01\nlever = 'team_hours'\nramp_weeks = 0\n",
        top="start_policy = {fee_low = 0, team_hours = 3_0.0}",
        setting_text=table("[setting]", SETTING).replace("\n", "\r\n"),
    )
    assert read(written(tmp_path, one), **KNOWN).hash() == read(written(tmp_path, other, "x.toml"), **KNOWN).hash()


@pytest.mark.parametrize(
    "other",
    [
        policy(value="28.80001"),
        policy(date="2026-01-02"),
        policy(ramp_weeks="1"),
        policy(until="2030-01-01"),
        policy(neighbourhoods='["WK01"]'),
        policy(value="", add="28.8"),
        policy().replace("Title", "Titel"),
    ],
)
def test_the_hash_hangs_on_every_key_and_the_spin_up_does_not(tmp_path: Path, other: str) -> None:
    one, two = read(written(tmp_path, policy()), **KNOWN), read(written(tmp_path, other), **KNOWN)
    assert one.hash() != two.hash()
    assert one != two
    assert one.spin_up_key() == two.spin_up_key()


@pytest.mark.parametrize(
    "other",
    [
        setting(residents="500"),
        setting(start="2024-01-02"),
        setting(profile='"netherlands"'),
        contents("[start_policy]\nteam_hours = 30.0"),
        contents("[parameters.caring]\nstrain = 0.2"),
    ],
)
def test_what_spin_up_hangs_on_gives_another_key(tmp_path: Path, other: str) -> None:
    one, two = read(written(tmp_path, setting()), **KNOWN), read(written(tmp_path, other), **KNOWN)
    assert one.hash() != two.hash()
    assert one.spin_up_key() != two.spin_up_key()


def test_a_scenario_cannot_change_and_can_be_sent_to_another_process() -> None:
    found = read(DATA / "town.toml", **KNOWN)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.weeks = 1
    with pytest.raises(TypeError):
        found.start_policy["team_hours"] = 1.0
    at(found, 100)
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert hash(again) == hash(found)
    assert at(again, 100) == at(found, 100)
    with pytest.raises(TypeError):
        again.parameters["asking.rounds"] = 1


def test_a_variation_is_checked_anew() -> None:
    found = read(DATA / "town.toml", **KNOWN)
    assert dataclasses.replace(found, residents=200).residents == 200
    with pytest.raises(InputError, match=r"weeks in \[setting\] is 0"):
        dataclasses.replace(found, weeks=0)
    with pytest.raises(InputError, match=r"residents in \[setting\] is 5"):
        dataclasses.replace(found, residents=5)
    with pytest.raises(InputError, match="date"):
        dataclasses.replace(found, start=datetime.date(2026, 6, 1))


# What holds for all changes

POOL = (
    'lever = "team_hours"\ndate = 2024-03-01\nvalue = 60.0\n',
    'lever = "team_hours"\ndate = 2024-03-01\nfactor = 0.3\nramp_weeks = 7\n',
    'lever = "team_hours"\ndate = 2024-02-01\nadd = 9.7\nuntil = 2024-04-01\n',
    'lever = "team_hours"\ndate = 2024-04-20\nfactor = 1.1\nramp_weeks = 30\nuntil = 2024-06-01\n'
    'neighbourhoods = ["B"]\n',
    'lever = "access_threshold"\ndate = 2024-01-20\nvalue = 0\nramp_weeks = 13\n',
    'lever = "access_threshold"\ndate = 2024-02-20\nvalue = 1\nramp_weeks = 3\nneighbourhoods = ["A", "C"]\n',
    'lever = "legal_waiting_weeks"\ndate = 2024-05-01\nadd = -2\n',
    'lever = "legal_waiting_weeks"\ndate = 2024-05-02\nfactor = 2\nneighbourhoods = ["C"]\n',
    'lever = "fee_low"\ndate = 2024-01-16\nfactor = 0\n',
    'lever = "fee_low"\ndate = 2026-01-16\nvalue = 500\n',
    'lever = "formal_first"\ndate = 2024-06-16\nvalue = 1\nuntil = 2024-06-23\n',
)
CODES = ("A", "B", "C")
SHORT = table("[setting]", SETTING | {"weeks": "30"}) + "[start_policy]\nteam_hours = 41.3\n"
BARE = parse(contents(setting_text=SHORT), "bare", **KNOWN)


def by_hand(found: Scenario, week: int, code: str, lever: str) -> float:
    """Return what is in force, worked out day by day with plain numbers: the slow twin of in_force."""
    value = float(found.start_policy.get(lever, LEVERS[lever].declared.default))
    day = found.start + datetime.timedelta(days=7 * min(week, found.weeks - 1) + 6)
    for change in found.changes:
        ended = change.until is not None and change.until <= day
        if (
            week < 0
            or change.lever != lever
            or change.date > day
            or ended
            or code not in (change.neighbourhoods or CODES)
        ):
            continue
        goal = {"value": change.amount, "factor": value * change.amount, "add": value + change.amount}[change.kind]
        weeks = (day - change.date).days // 7
        value = goal if weeks >= change.ramp_weeks else value + (goal - value) * (weeks / change.ramp_weeks)
    return value


@settings(max_examples=60, deadline=None)
@given(chosen=st.lists(st.sampled_from(POOL), unique=True))
def test_any_changes_stay_in_range_and_leave_the_time_before_them_alone(chosen: list[str]) -> None:
    found = parse(contents("".join(f"[[policy]]\n{text}" for text in chosen), setting_text=SHORT), "chosen", **KNOWN)
    first = min([found.week_of(change.date) for change in found.changes], default=found.weeks)
    for week in range(-3, found.weeks + 3):
        force, before = found.in_force(week, CODES), BARE.in_force(week, CODES)
        for name, array in force.items():
            declared = LEVERS[name].declared
            assert ((declared.low <= array) & (array <= declared.high)).all()
            assert array.tolist() == [by_hand(found, week, code, name) for code in CODES]
            if week < first:
                assert array.tolist() == before[name].tolist()
    assert parse(found.text, "again", **KNOWN).hash() == found.hash()


@st.composite
def any_change(draw: st.DrawFn) -> str:
    """Return a [[policy]] table that is right by itself, and that other changes may make wrong."""
    lever = draw(st.sampled_from(sorted(LEVERS)))
    declared = LEVERS[lever].declared
    number = st.integers if declared.whole else st.floats
    kind = draw(st.sampled_from(["value", "factor", "add"]))
    span = declared.high - declared.low
    lows = {"value": (declared.low, declared.high), "factor": (0, 3), "add": (-span / 4, span / 4)}
    low, high = lows[kind]
    amount = draw(number(int(low), int(high)) if declared.whole else number(low, high))
    date = START + datetime.timedelta(days=draw(st.integers(0, 400)))
    text = f'[[policy]]\nlever = "{lever}"\ndate = {date}\n{kind} = {amount!r}\n'
    if not declared.whole and draw(st.booleans()):
        text += f"ramp_weeks = {draw(st.integers(0, 40))}\n"
    return text


@settings(max_examples=100, deadline=None)
@given(changes=st.lists(any_change(), max_size=8))
def test_changes_are_refused_or_stay_in_range(changes: list[str]) -> None:
    text = contents("".join(changes), setting_text=SHORT)
    try:
        found = parse(text, "any", **KNOWN)
    except InputError as error:
        assert re.search(r"In any, (factor|add|value) in \[\[policy\]\] \d+ makes \w+ ", str(error))  # noqa: PT017 - the other outcome is tested too
        return
    for week in range(found.weeks):
        for name, array in found.in_force(week, CODES).items():
            declared = LEVERS[name].declared
            assert ((declared.low <= array) & (array <= declared.high)).all()
            assert not declared.whole or (array == np.floor(array)).all()


# What ships


def test_the_scenarios_that_ship_can_be_told_apart_and_share_their_spin_up() -> None:
    found = [read(name, ROOT / "nowhere", **KNOWN) for name in names()]
    assert names()[0] == "baseline"
    assert {"cut", "easier_access", "higher_price", "volunteer_support", "meeting_places"} < set(names())
    assert not found[0].changes
    assert len({one.hash() for one in found}) == len(found)
    assert len({one.spin_up_key() for one in found}) == 1
    for one in found[1:]:
        before, after = one.in_force(0, ("WK036366",)), one.in_force(519, ("WK036366",))
        assert {name for name in before if before[name] != after[name]} == {change.lever for change in one.changes}
        assert one.title.nl != one.title.en
        assert one.question.nl.endswith("?")
        assert one.question.en.endswith("?")


def test_the_cut_is_a_fifth_and_stricter() -> None:
    found = read("cut", **KNOWN)
    before, after = found.in_force(100, ("A",)), found.in_force(110, ("A",))
    for name in ("team_hours", "provider_hours", "provision_budget"):
        assert after[name][0] == pytest.approx(0.8 * before[name][0])
    assert after["assessment_strictness"][0] > before["assessment_strictness"][0]


def test_the_profile_of_the_baseline_ships() -> None:
    profile = read("baseline", parameters=PARAMETERS).profile_source
    assert isinstance(profile, str)
    assert profile in profile_names()


def test_what_the_baseline_offers_in_comments_is_right() -> None:
    text = (shipped() / "baseline.toml").read_text(encoding="utf-8")
    found = parse(re.sub(r"(?m)^# (\[\S+\]|[a-z_]+ = [\d.]+)$", r"\1", text), "offered")
    assert found.residents == 5000
    assert found.start_policy.keys() == {"team_hours"}
    assert found.parameters.keys() == {"asking.reluctance_weight"}


def test_every_package_and_the_scenarios_are_installed() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    source = ROOT / "src"
    folders = {path.parent.relative_to(source) for path in (source / "samenredzaam").rglob("*.py")}
    assert set(setuptools["packages"]) == {".".join(folder.parts) for folder in folders} | {"samenredzaam.scenarios"}
    assert setuptools["package-dir"]["samenredzaam.scenarios"] == shipped().name == "scenarios"
    assert setuptools["package-data"]["samenredzaam.scenarios"] == ["*.toml"]
