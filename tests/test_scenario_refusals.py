"""Scenario files that cannot be used, each refused in one sentence: which file, which key, what is right."""

import dataclasses
import math
import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenredzaam.errors import InputError
from samenredzaam.scenario import parse, read, shipped
from samenredzaam.texts import Text
from scenario_texts import DATA, KNOWN, built, contents, policy, setting, written

BROKEN = tomllib.loads((DATA / "broken.toml").read_text(encoding="utf-8"))
CHANGE = '[[policy]]\nlever = "fee_low"\ndate = 2026-01-01\nvalue = 1\n'
UNREADABLE = {
    "hex without end": (
        contents("[start_policy]\nteam_hours = 0x" + 9000 * "f"), "over fifteen digits", "0 to 200",
    ),
    "digits without end": (
        contents("[start_policy]\nteam_hours = " + 9000 * "1"), "thousands of digits", "makes sense",
    ),
    "brackets without end": (
        contents(f"[start_policy]\nx = {10_000 * '['}"), "mine.toml has", "nested too deeply",
    ),
    "brackets on lines": (
        contents("[start_policy]\nx = " + 10_000 * "[\n"), "mine.toml has", "nested too deeply",
    ),
    "braces without end": (
        contents("[start_policy]\nx = " + 3000 * "{a="), "mine.toml has", "nested too deeply",
    ),
    "a key of thousands of parts": (
        contents(".".join(4000 * "a") + " = 1"), "line 15 has over 600", "three parts",
    ),
    "headers of many parts": (contents("[" + ".".join(500 * "a") + "]"), "a is not a known key", "known are"),
    "a line without end": (contents("# " + 20_001 * "x"), "line 15 has 20,003 characters", "below 20,000"),
    "an endless parent": (
        contents(top=f'based_on = "{5000 * "x"}"'), "based_on is the text 'xxx", "known are",
    ),
    "an endless profile": (
        setting(profile=f'"{5000 * "x"}.toml"'), "profile in [setting]", "put the profile there",
    ),
    "beside as text": (
        setting(beside='"netherlands"'), "beside in [setting] is", "give a list of at most 200 profiles",
    ),
    "an unknown profile beside": (
        setting(beside='["nederlands"]'), "not a known profile", "did you mean 'netherlands'?",
    ),
    "many changes": (contents(501 * CHANGE), "[[policy]] stands there 501 times", "keep to 500"),
    "empty": ("", "mine.toml is empty", "copy"),
    "blank": (" \n\n", "mine.toml is empty", "copy"),
    "only a comment": ("# nothing", "[title] is missing", 'nl = "..."'),
    "text without end": (contents('x = """'), "line 15", "not TOML"),
    "zeros": (bytes(100), "line 1", "an equals sign"),
    "byte order mark": (b"\xef\xbb\xbf" + contents().encode(), "byte order mark", "save it as UTF-8 without"),
    "UTF-16": (contents().encode("utf-16"), "UTF-16", "save it as UTF-8"),
    "Latin-1": (
        contents(top="# \u00e9\u00e9n").encode("latin-1"), "line 1 holds the byte 0xe9", "save it as UTF-8",
    ),
    "cut within a letter": (
        contents("# \u00e9").encode()[:-1], "line 15 holds the byte 0xc3", "save it as UTF-8",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8", "save it as UTF-8"),
    "over a megabyte": (contents("#\n" * 500_001), "over 1 MB", "a few pages"),
}  # fmt: skip


def refused(path: Path | str, **options: object) -> str:
    """Return the sentence with which a scenario is refused."""
    with pytest.raises(InputError) as caught:
        read(path, **(KNOWN | options))
    text = caught.value.text
    assert text.en == str(caught.value)
    assert text.nl != text.en
    for sentence in text:
        assert "\n" not in sentence
        assert sentence.endswith((".", "?"))
        assert len(sentence) < 700
    # Nothing of one language is left in the other.
    assert not set(ENGLISH_ONLY) & set(_own_words(text.nl))
    assert not set(DUTCH_ONLY) & set(_own_words(text.en))
    return text.en


ENGLISH_ONLY = ("the", "give", "which", "write", "not", "leave", "you", "known", "with")
DUTCH_ONLY = ("het", "geef", "een", "schrijf", "niet", "geen", "laat", "bekend", "met", "van")


def _own_words(sentence: str) -> list[str]:
    """Return the words of a sentence that are not a quotation of what was found."""
    said = re.sub(r"'[^']*'|\([^()]*\)|\S*/\S*", " ", sentence)
    return re.findall(r"[a-z_]+", said.lower())


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_is_refused_in_a_sentence(tmp_path: Path, case: dict[str, object]) -> None:
    sentence = refused(written(tmp_path, built(case)))
    for said in ("mine.toml", *case["says"]):
        assert said in sentence


@pytest.mark.parametrize(("text", "found", "remedy"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_refused(tmp_path: Path, text: str | bytes, found: str, remedy: str) -> None:
    sentence = refused(written(tmp_path, text))
    for said in ("mine.toml", found, remedy):
        assert said in sentence


def test_the_files_that_are_broken_are_not_broken_otherwise(tmp_path: Path) -> None:
    for text in (contents(), policy(), setting()):
        assert read(written(tmp_path, text), **KNOWN).weeks == 520


# Where files lie


def test_names_are_looked_up_in_a_folder_and_then_among_those_that_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read("cut", **KNOWN).title == read(shipped() / "cut.toml", **KNOWN).title
    (tmp_path / "scenarios").mkdir()
    written(tmp_path / "scenarios", contents(), "cut.toml")
    assert read("cut", **KNOWN).title == Text("Titel", "Title")
    assert read("cut", tmp_path / "elsewhere", **KNOWN).title != Text("Titel", "Title")
    written(tmp_path, policy(), "other.toml")
    assert len(read("other", tmp_path, **KNOWN).changes) == 1
    assert read("other.toml", **KNOWN) == dataclasses.replace(read("other", tmp_path, **KNOWN))


@pytest.mark.parametrize(
    ("given_as", "remedy"),
    [
        ("cot", "'cut'"),
        ("Baselin", "'baseline'"),
        ("", "known are"),
        ("..", "known are"),
        ("a\0b", "known are"),
        ("x" * 5000, "known are"),
    ],
)
def test_a_name_that_is_not_there_is_refused(tmp_path: Path, given_as: str, remedy: str) -> None:
    sentence = refused(given_as, folder=tmp_path)
    assert "There is no scenario" in sentence
    assert remedy in sentence


def test_a_path_that_is_no_scenario_file_is_refused(tmp_path: Path) -> None:
    mine = written(tmp_path, contents())
    (tmp_path / "folder.toml").mkdir()
    assert "is a folder; give one of the files in it (folder, mine)" in refused(tmp_path)
    assert "is a folder" in refused(tmp_path / "folder.toml")
    assert "did you mean 'mine.toml'?" in refused(tmp_path / "mine")
    assert "did you mean 'mine.toml'?" in refused(tmp_path / "mien.toml")
    assert "give the path" in refused(tmp_path / "nowhere" / "mine.toml")
    assert "ends in .toml" in refused(mine.rename(tmp_path / "mine.txt"))
    assert "cannot be the path" in refused(str(tmp_path / ("x" * 5000)) + ".toml")
    assert "cannot be the path" in refused(tmp_path / "a\0.toml")
    assert "cannot be the path" in refused(tmp_path / ("x" * 400 + ".toml"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert "is not there" in refused(tmp_path / "pipe.toml")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    mine = written(tmp_path, contents())
    mine.chmod(0)
    assert "cannot be read" in refused(mine)


@pytest.mark.parametrize("name", ["=1+1.toml", "-x.toml", "a,b.toml", "a;b.toml", "<b>.toml", 'a"b.toml', "a\nb.toml"])
@pytest.mark.skipif(os.name == "nt", reason="Windows itself refuses some of these names")
def test_a_name_that_could_do_harm_in_a_table_is_refused(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, contents(), name)
    with pytest.raises(InputError, match="letters, digits, hyphens and spaces"):
        read(path, **KNOWN)


@pytest.mark.parametrize("name", ["Plan B (kopie).toml", "één-wijk_2.toml", "v1.2.toml"])
def test_names_people_give_to_files_are_taken(tmp_path: Path, name: str) -> None:
    assert read(written(tmp_path, contents(), name), **KNOWN).name == name.removesuffix(".toml")


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    outside = written(tmp_path, contents(), "outside.toml")
    (tmp_path / "inside" / "link.toml").symlink_to(outside)
    assert "outside its folder" in refused(tmp_path / "inside" / "link.toml")
    assert "outside its folder" in refused("link", folder=tmp_path / "inside")
    child = written(tmp_path / "inside", contents(top='based_on = "link"'))
    assert "outside its folder" in refused(child)
    profile = written(tmp_path / "inside", setting(profile='"link.toml"'))
    assert "a link out of the scenario's folder" in refused(profile)
    (tmp_path / "inside" / "way_out").symlink_to(tmp_path)
    profile = written(tmp_path / "inside", setting(profile='"way_out/outside.toml"'))
    assert "a link out of the scenario's folder" in refused(profile)
    (tmp_path / "inside" / "round.toml").symlink_to(tmp_path / "inside" / "round.toml")
    assert "cannot be the path" in refused(tmp_path / "inside" / "round.toml")


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_within_a_folder_and_to_a_folder_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    written(tmp_path / "real", contents())
    (tmp_path / "real" / "alias.toml").symlink_to("mine.toml")
    (tmp_path / "other").symlink_to(tmp_path / "real")
    assert read(tmp_path / "other" / "alias.toml", **KNOWN).weeks == 520


# What is based on what


def test_circles_are_refused(tmp_path: Path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "b")):
        written(tmp_path, contents(top=f'based_on = "{parent}"'), f"{name}.toml")
    sentence = refused(tmp_path / "a.toml")
    assert "c.toml" in sentence
    assert "based_on" in sentence
    assert "(a -> b -> c -> b)" in sentence


def test_long_lineages_are_refused(tmp_path: Path) -> None:
    written(tmp_path, contents(), "s0.toml")
    for number in range(1, 30):
        written(tmp_path, contents(top=f'based_on = "s{number - 1}"', setting_text=""), f"s{number}.toml")
    assert read(tmp_path / "s20.toml", **KNOWN).weeks == 520
    assert "base it on fewer files" in refused(tmp_path / "s21.toml")


def test_what_is_broken_in_a_parent_is_said_of_the_parent(tmp_path: Path) -> None:
    written(tmp_path, policy(value="-1"), "parent.toml")
    sentence = refused(written(tmp_path, contents(top='based_on = "parent"')))
    assert "parent.toml, value in [[policy]] 1 is -1" in sentence


def test_what_only_the_whole_makes_wrong_is_said_of_the_change(tmp_path: Path) -> None:
    written(tmp_path, policy(value="", factor="2"), "parent.toml")
    sentence = refused(
        written(tmp_path, contents("[start_policy]\nteam_hours = 150", top='based_on = "parent"', setting_text=""))
    )
    assert "parent.toml, factor in [[policy]] 1 makes team_hours 300" in sentence
    sentence = refused(
        written(tmp_path, contents(top='based_on = "parent"', setting_text="[setting]\nstart = 2027-01-04"))
    )
    assert "parent.toml, date in [[policy]] 1 is 2026-01-01, before the scenario starts (2027-01-04)" in sentence


# Anything at all


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 400), cut=st.integers(0, 40), put=st.text(max_size=12))
def test_whatever_is_typed_into_a_file_is_read_or_refused(place: int, cut: int, put: str) -> None:
    text = policy(ramp_weeks="4", neighbourhoods='["A"]')
    place = place % len(text)
    try:
        found = parse(text[:place] + put + text[place + cut :], "typed", **KNOWN)
    except InputError as error:
        assert "typed" in str(error)  # noqa: PT017 - the other outcome is right as well
    else:
        assert all(math.isfinite(array[0]) for array in found.in_force(200, ("A",)).values())


@settings(max_examples=100, deadline=None)
@given(found=st.binary(max_size=200))
def test_any_bytes_are_refused(found: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert "mine.toml" in refused(written(tmp_path_factory.getbasetemp(), found))
