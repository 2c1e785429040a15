"""A municipality as a folder of profiles: made from a table, corrected by hand, run as all its neighbourhoods."""

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

from command import asked
from samenredzaam.errors import InputError
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood import statistics
from samenredzaam.neighbourhood.profile import Profile, read, write
from samenredzaam.neighbourhood.profile_folders import (
    Municipality,
    municipality_from,
    named,
    read_folder,
    together,
    write_folder,
)
from samenredzaam.neighbourhood.synthesis import LEAST_RESIDENTS, build_all, margins, residents_each
from samenredzaam.recording import GROUPS
from samenredzaam.scenario import Scenario, parse
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study.run import manifest_of

DATA = Path(__file__).parent / "data"
TABLE, THE_HAGUE = DATA / "kwb-2019-amsterdam-excerpt.csv", DATA / "kwb-2019-den-haag-excerpt.csv"
CODES = ("WK036300", "WK036311", "WK036341", "WK036360", "WK036366", "WK036391")
"""The inhabited wijken of the excerpt; one more is not lived in."""

SCENARIO = """\
based_on = "baseline"
[title]
nl = "Een stad"
en = "A city"
[question]
nl = "Wat gebeurt er?"
en = "What happens?"
[setting]
weeks = 6
"""


def amsterdam() -> Municipality:
    return municipality_from(statistics.read(TABLE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(amsterdam().profiles, tmp_path / "amsterdam")
    return tmp_path / "amsterdam"


def scenario(place: Path, setting: str, name: str = "city") -> Scenario:
    path = place / f"{name}.toml"
    path.write_text(SCENARIO + setting, encoding="utf-8")
    return read_scenario(path)


# ---------------------------------------------------------------- from a table


def test_a_municipality_is_its_inhabited_wijken() -> None:
    found = amsterdam()
    assert tuple(one.code for one in found.profiles) == CODES
    assert found.name == "amsterdam"
    assert found.residents == 4295 + 860 + 7515 + 9645 + 8895 + 7915
    assert [one.en for one in found.left_out] == ["nobody lives in WK036350"]
    assert [one.nl for one in found.left_out] == ["in WK036350 woont niemand"]


def test_the_code_of_the_municipality_may_be_given_and_must_be_there() -> None:
    table = statistics.read(TABLE)
    assert municipality_from(table, " gm0363 ") == municipality_from(table)
    with pytest.raises(InputError, match="no wijken of a municipality with code 'GM0636'; did you mean 'GM0363'"):
        municipality_from(table, "GM0636")


def test_of_a_table_of_several_municipalities_one_is_chosen(tmp_path: Path) -> None:
    one, other = statistics.read(TABLE), statistics.read(THE_HAGUE)
    both = statistics.Statistics(tmp_path / "both.csv", 2019, one.areas + other.areas)
    with pytest.raises(InputError, match="wijken of 2 municipalities; choose one with --code, such as GM0363"):
        municipality_from(both)
    assert {one.code[:6] for one in municipality_from(both, "GM0518").profiles} == {"WK0518"}


def changed(code: str, **values: float | None) -> statistics.Statistics:
    """Return the table with other values of one area."""
    table = statistics.read(TABLE)
    areas = [
        dataclasses.replace(area, values=area.values | values, residents=int(values.get("residents") or area.residents))
        if area.code == code
        else area
        for area in table.areas
    ]
    return dataclasses.replace(table, areas=tuple(areas))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"men": None, "age_0_14": None}, "of WK036311 the table does not say Mannen, k_0Tot15Jaar"),
        ({"households": 0}, "WK036311 has residents and no households"),
        ({"men": 800}, "[sex] comes to"),
    ],
)
def test_a_wijk_of_which_too_little_is_known_is_left_out_and_said_to_be(values, why) -> None:
    found = municipality_from(changed("WK036311", **values))
    assert "WK036311" not in {one.code for one in found.profiles}
    assert why in found.left_out[0].en
    assert len(found.left_out) == 2


def test_a_wijk_with_too_few_people_to_build_with_is_left_out() -> None:
    shares = {"residents": 10, "men": 5, "women": 5, "age_0_14": 0, "age_15_24": 0, "age_25_44": 5, "age_45_64": 5}
    few = shares | {
        "age_65_plus": 0, "households": 10, "households_one_person": 10, "households_without_children": 0,
        "households_with_children": 0, "background_western": 0, "background_nonwestern": 0, "births": 0, "deaths": 0,
        "schooling_low": 3, "schooling_middle": 3, "schooling_high": 3, "social_assistance": 0,
    }  # fmt: skip
    found = municipality_from(changed("WK036311", **few))
    assert found.left_out[0].en == "10 people live in WK036311, too few to build with"


def test_a_table_without_usable_wijken_is_refused() -> None:
    table = statistics.read(TABLE)
    only = tuple(area for area in table.areas if area.kind != "wijk")
    with pytest.raises(InputError, match="holds no wijken"):
        municipality_from(dataclasses.replace(table, areas=only))
    empty = tuple(area for area in table.areas if area.code == "WK036350")
    with pytest.raises(InputError, match=r"of none of the 1 wijken a profile can be made \(nobody lives in WK036350\)"):
        municipality_from(dataclasses.replace(table, areas=empty))


def test_every_wijk_of_the_whole_tables_is_there_and_meets_its_margins() -> None:
    where = os.environ.get("SAMENREDZAAM_CBS")
    if not where:
        pytest.skip("SAMENREDZAAM_CBS does not name the folder with the whole tables of CBS")
    for file, count, name in (
        ("kwb-2019-amsterdam.csv", 98, "amsterdam"),
        ("kwb-2019-den-haag-subset.csv", 43, "0518"),
    ):
        found = municipality_from(statistics.read(Path(where) / file))
        assert (len(found.profiles), len(found.left_out), found.name) == (count, 1, name)
        meet_their_margins(found.profiles, 20_000 if count < 50 else 60_000)


def meet_their_margins(profiles: tuple[Profile, ...], residents: int) -> None:
    """Build a municipality and look at each neighbourhood by itself: as many people, of the composition it has."""
    counts = residents_each(profiles, residents, together=True)
    people, homes = build_all(profiles, 1, residents=residents, together=True)
    assert np.bincount(people.neighbourhood, minlength=len(profiles)).tolist() == list(counts)
    for at, one in enumerate(profiles):
        rows, dwellings = np.flatnonzero(people.neighbourhood == at), np.flatnonzero(homes.neighbourhood == at)
        part, part_homes = type(people)(len(rows)), type(homes)(len(dwellings))
        for name, column in people.arrays().items():
            getattr(part, name)[:] = column[rows] - dwellings[0] if name == "home" else column[rows]
        for name, column in homes.arrays().items():
            getattr(part_homes, name)[:] = column[dwellings]
        part_homes.members[part_homes.members >= 0] -= rows[0]
        # In a small neighbourhood one person is already a large share.
        near = 0.02 + 3.0 / counts[at]
        for margin in margins(one, part, part_homes)[1:]:
            size = 100.0 if "%" in margin.name.en or "per 100" in margin.name.en else 1.0
            assert abs(margin.built - margin.wanted) <= size * near, (one.name, margin)


def test_each_neighbourhood_keeps_its_own_composition() -> None:
    meet_their_margins(amsterdam().profiles, 12_000)


# ---------------------------------------------------------------- the folder


def test_each_file_is_what_the_command_for_one_area_writes(folder: Path, tmp_path: Path) -> None:
    profiles = amsterdam().profiles
    assert sorted(path.name for path in folder.iterdir()) == [f"amsterdam-{code.lower()}.toml" for code in CODES]
    write(profiles[1], tmp_path / "one.toml")
    assert (folder / "amsterdam-wk036311.toml").read_bytes() == (tmp_path / "one.toml").read_bytes()
    assert read_folder(folder) == profiles
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_files_may_be_called_otherwise_and_other_files_are_let_be(folder: Path) -> None:
    (folder / "amsterdam-wk036391.toml").rename(folder / "a.toml")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / ".hidden.toml").write_text("x", encoding="utf-8")
    assert tuple(one.code for one in read_folder(folder)) == CODES


def test_nothing_is_overwritten_unasked_nor_what_would_not_be_made_anew(folder: Path) -> None:
    kept = folder / "amsterdam-wk036311.toml"
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already, with 6 files"):
        write_folder(amsterdam().profiles, folder)
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"also holds notes.txt, which would not be made anew"):
        write_folder(amsterdam().profiles, folder, overwrite=True)
    assert kept.read_text(encoding="utf-8") == "mine"
    (folder / "notes.txt").unlink()
    write_folder(amsterdam().profiles, folder, overwrite=True)
    assert read_folder(folder) == amsterdam().profiles


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from samenredzaam.neighbourhood import profile_folders

    written = []

    def stopped(one: Profile, path: Path) -> None:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(path)
        write(one, path)

    monkeypatch.setattr(profile_folders, "write", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_folder(amsterdam().profiles, tmp_path / "city")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "city").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="is not a plain folder"):
        write_folder(amsterdam().profiles, tmp_path / "city", overwrite=True)
    with pytest.raises(InputError, match="cannot be written"):
        write_folder(amsterdam().profiles, tmp_path / "no" / "city")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda folder: [path.unlink() for path in folder.iterdir()], "holds no profiles"),
        (lambda folder: folder.rename(folder.with_name("elsewhere")), "cannot be read as a folder"),
        (lambda folder: (folder / "amsterdam-wk036311.toml").write_text("x", encoding="utf-8"), "is not TOML"),
        (
            lambda folder: (folder / "b.toml").write_bytes((folder / "amsterdam-wk036311.toml").read_bytes()),
            "and amsterdam-wk036311.toml are both profiles of WK036311; take one of them out",
        ),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(folder: Path, spoil, why: str) -> None:
    spoil(folder)
    with pytest.raises(InputError, match=why) as refused:
        read_folder(folder)
    assert "\n" not in refused.value.text.nl


# ---------------------------------------------------------------- in a scenario


def test_a_scenario_takes_a_folder_with_and_without_a_slash(folder: Path) -> None:
    plain, slash = (scenario(folder.parent, f'profile = "{name}"\n') for name in ("amsterdam", "amsterdam/"))
    assert plain == slash
    assert plain.profile == "amsterdam/"
    assert [one.code for one in plain.profiles()] == list(CODES)
    assert parse(plain.text, "again").profile == "amsterdam/"


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ('profile = "amsterdan/"', "that folder is not in"),
        ('profile = "../amsterdam/"', "may lead outside"),
        ('profile = "/"', "may lead outside"),
        ('profile = "amsterdan"', "or (as profile) a folder of profiles beside the scenario"),
        ('profile = "amsterdam"\nbeside = ["netherlands"]', "beside in [setting] stands beside a profile that is a"),
        ('profile = "netherlands"\nbeside = ["amsterdam"]', "holds the text 'amsterdam', a folder; name profiles here"),
    ],
)
def test_a_scenario_whose_folder_cannot_be_used_is_refused(folder: Path, setting: str, why: str) -> None:
    with pytest.raises(InputError) as refused:
        scenario(folder.parent, setting)
    assert why in refused.value.text.en


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links here")
def test_a_link_out_of_the_scenarios_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "city").symlink_to(folder)
    with pytest.raises(InputError, match="in which city is a link out of"):
        scenario(inside, 'profile = "city"')


def test_residents_scale_the_whole_and_none_becomes_too_small() -> None:
    profiles = amsterdam().profiles
    assert residents_each(profiles, None, together=True) == tuple(one.residents for one in profiles)
    scaled = residents_each(profiles, 5000, together=True)
    assert abs(sum(scaled) - 5000) <= len(profiles)
    assert residents_each(profiles, 200, together=True)[1] == LEAST_RESIDENTS
    assert residents_each(profiles, 860)[0] == 860


def test_a_folder_gives_what_the_same_profiles_give_side_by_side(folder: Path) -> None:
    few = folder.parent / "few"
    profiles = [dataclasses.replace(one, name=one.code.lower()) for one in amsterdam().profiles[:2]]
    write_folder([shrunk(one) for one in profiles], few)
    paths = [f"few/{one.name}.toml" for one in profiles]
    whole = scenario(folder.parent, 'profile = "few"\n', "whole")
    apart = scenario(folder.parent, f'profile = "{paths[0]}"\nbeside = ["{paths[1]}"]\n', "apart")
    models = [NeighbourhoodModel(one, 3, spin_up_weeks=8) for one in (whole, apart)]
    for model in models:
        while model.running:
            model.step()
    assert models[0].town.digest() == models[1].town.digest()
    assert np.array_equal(np.array(models[0].history), np.array(models[1].history), equal_nan=True)


def shrunk(one: Profile) -> Profile:
    """Return a profile of a tenth of the people."""
    changes = {
        part.name: value // 10
        for part in dataclasses.fields(one)
        if isinstance(value := getattr(one, part.name), int) and part.name not in ("year", "urbanity")
    }
    for name in ("ages", "background", "schooling"):
        value = getattr(one, name)
        changes[name] = value and tuple(part // 10 for part in value)
    return dataclasses.replace(one, **changes)


def test_of_many_neighbourhoods_the_manifest_says_how_many(folder: Path) -> None:
    found = scenario(folder.parent, 'profile = "amsterdam"\nresidents = 4000\n')
    manifest = manifest_of([found], [1], every=13, command="", baseline=None)
    assert manifest.profile.title.said("en") == "6 wijken of Amsterdam"
    assert manifest.profile.title.said("nl") == "6 wijken van Amsterdam"
    assert manifest.profile.residents == sum(found.residents_each(found.profiles()))
    assert list(manifest.groups) == [*GROUPS, *CODES]
    assert manifest.groups["WK036311"].en == "Wijk WK036311, Amsterdam"
    assert together(amsterdam().profiles[:2]).nl == "Wijk WK036300, Amsterdam, Wijk WK036311, Amsterdam"


def test_a_folder_on_the_command_line_is_named_as_scenarios_do(folder: Path) -> None:
    assert named(str(folder)) == named(f"{folder}/") == f"{folder}/"
    assert named("netherlands") == "netherlands"
    assert named("nowhere") == "nowhere"
    assert named(str(folder / "amsterdam-wk036311.toml")).endswith(".toml")


# ---------------------------------------------------------------- the command


def test_the_command_makes_a_folder_that_can_be_run(tmp_path: Path) -> None:
    made = asked("municipality", str(TABLE), cwd=tmp_path)
    assert made.returncode == 0
    assert made.stdout == ""
    assert "Left out: nobody lives in WK036350." in made.stderr
    assert "6 wijken of Amsterdam (39,125 residents): amsterdam" in made.stderr
    assert tuple(one.code for one in read_folder(tmp_path / "amsterdam")) == CODES
    again = asked("municipality", str(TABLE), "--language", "nl", cwd=tmp_path)
    assert again.returncode == 2
    assert again.stderr.startswith("samenredzaam: amsterdam staat er al, met 6 bestanden")
    read(tmp_path / "amsterdam" / "amsterdam-wk036311.toml")
