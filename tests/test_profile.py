"""Profiles: written to be read by people, read strictly, shipped with the package."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenredzaam.errors import InputError
from samenredzaam.neighbourhood import profile as profiles
from samenredzaam.neighbourhood import statistics
from samenredzaam.neighbourhood.profile import Profile, profile_from, read, shipped, write
from samenredzaam.neighbourhood.profile_files import toml_text
from samenredzaam.texts import Text

DATA = Path(__file__).parent / "data"
SHIPPED = ("amsterdam-wk036360", "amsterdam-wk036366", "amsterdam-wk036391", "netherlands")


@pytest.fixture(scope="module")
def mixed() -> Profile:
    return read("amsterdam-wk036366")


def test_the_shipped_profiles_are_there_and_named_as_their_files():
    assert shipped() == SHIPPED
    for name in SHIPPED:
        assert read(name).name == name


@pytest.mark.parametrize("name", SHIPPED[:3])
def test_the_shipped_wijken_say_what_the_table_says(name):
    table = statistics.read(DATA / "kwb-2019-amsterdam-excerpt.csv")
    assert read(name) == profile_from(table, name.split("-")[1])


def test_the_shipped_wijken_differ_in_income_age_and_size():
    low, default, old = (read(name) for name in SHIPPED[:3])
    assert low.income[0] > 60 > default.income[0]
    assert old.ages[4] / old.residents > 0.27 > 0.16 > default.ages[4] / default.residents
    assert low.ages[2] / low.residents > 0.3


def test_the_country_has_the_published_composition():
    country = read("netherlands")
    assert country.residents == 10_000 == sum(country.ages) == country.men + country.women
    private = country.residents * (1 - 0.016)
    assert abs(private / country.households - 2.11) < 0.005
    assert abs(country.one_person / country.households - 0.399) < 0.001
    assert country.single_parents == 340
    assert country.background is None
    assert country.schooling is None


def test_what_is_written_is_read_again(tmp_path, mixed):
    write(mixed, tmp_path / "mine.toml")
    assert read(tmp_path / "mine.toml") == mixed
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


counts = st.integers(min_value=0, max_value=500_000)
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60)


@st.composite
def consistent(draw) -> Profile:
    """Draw a profile whose parts make their wholes, every optional table there or not."""
    ages = draw(st.tuples(*[st.integers(0, 40_000)] * 5).filter(lambda ages: sum(ages[1:]) >= 10))
    residents = sum(ages)
    adults = residents - ages[0]
    households = draw(st.integers(1, max(adults // 2, 1)))
    families = draw(st.integers(0, min(households, max(residents - households, 0) // 2)))
    couples = draw(st.integers(0, min(households - families, max(residents - households - families, 0) // 2)))
    men = draw(st.integers(0, residents))
    part = st.none() | st.integers(0, residents)
    third = st.integers(0, adults // 3)
    half = st.integers(0, residents // 2)
    return Profile(
        name=draw(texts), title=Text(draw(texts), draw(texts)), source=draw(texts),
        code=draw(st.sampled_from(["", "WK1"])), residents=residents, men=men, women=residents - men,
        ages=ages,
        households=households, one_person=households - families - couples, without_children=couples,
        with_children=families, year=draw(st.none() | st.integers(1995, 2050)),
        municipality=draw(st.just("") | texts), kind=draw(st.sampled_from(["", "wijk", "buurt", "gemeente"])),
        single_parents=draw(st.none() | st.integers(0, families)),
        background=draw(st.none() | st.tuples(half, half)),
        schooling=draw(st.none() | st.tuples(st.integers(1, 1 + adults // 3), third, third)),
        participation_percent=draw(st.none() | st.floats(0, 100)),
        income=draw(st.none() | st.tuples(st.floats(0, 60), st.floats(0, 40))),
        social_assistance=draw(part), births=draw(part), deaths=draw(part),
        dwellings=draw(st.none() | counts), land_hectares=draw(st.none() | counts),
        urbanity=draw(st.none() | st.integers(1, 5)),
    )  # fmt: skip


@given(profile=consistent())
@settings(max_examples=100, deadline=None)
def test_any_profile_survives_being_written(profile, tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "profile.toml"
    write(profile, path)
    again = read(path)
    assert again == profile
    assert again.hash() == profile.hash()


def test_the_hash_is_of_contents_and_not_of_layout(tmp_path, mixed):
    text = toml_text(mixed.contents())
    bare = "\n".join(line.split("  #")[0] for line in text.splitlines() if not line.startswith("#"))
    (tmp_path / "bare.toml").write_text(bare + "\n", encoding="utf-8")
    assert read(tmp_path / "bare.toml").hash() == mixed.hash()
    for other in (
        dataclasses.replace(mixed, residents=mixed.residents + 1),
        dataclasses.replace(mixed, income=None),
        dataclasses.replace(mixed, title=Text("anders", "other")),
    ):
        assert other.hash() != mixed.hash()


def test_a_file_is_not_overwritten_unasked(tmp_path, mixed):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="there already"):
        write(mixed, path)
    assert path.read_text(encoding="utf-8") == "mine"
    write(mixed, path, overwrite=True)
    assert read(path) == mixed


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path, mixed, monkeypatch):
    with pytest.raises(InputError, match="is a folder"):
        write(mixed, tmp_path)
    with pytest.raises(InputError, match="cannot be written"):
        write(mixed, tmp_path / "absent" / "mine.toml")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write(mixed, tmp_path / "mine.toml")
    assert list(tmp_path.iterdir()) == []


def test_age_groups_can_be_added_by_hand(tmp_path, mixed):
    groups = "\n".join(f"{name} = {value}" for name, value in zip(profiles.GROUPS, GROUPS, strict=True))
    path = tmp_path / "mine.toml"
    path.write_text(toml_text(mixed.contents()) + f"[age_groups]\n{groups}\n", encoding="utf-8")
    assert read(path).age_groups == GROUPS


GROUPS = (
    *(495, 500, 500), *(570, 580), *(560, 560, 560, 565), *(670, 670, 670, 670),
    *(400, 300, 250, 180, 120, 60, 25),
)  # fmt: skip


def replaced(*pairs: tuple[str, str]):
    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return text

    return change


def added(line: str):
    return lambda text: text + line


BROKEN = {
    "unknown key": (replaced(("births =", "birhts =")), "'events.birhts'.*did you mean 'births'"),
    "unknown table": (added("[incomes]\nlow = 1\n"), "'incomes'.*did you mean 'income'"),
    "unknown at the top": (replaced(("year =", "jear =")), "'jear'.*did you mean 'year'"),
    "missing key": (replaced(("men = 4325\n", "")), "sex.men is missing"),
    "missing table": (replaced(("[sex]", "[title.sex]")), "sex"),
    "missing name": (replaced(('name = "amsterdam-wk036366"', "")), "name is missing"),
    "missing residents": (replaced(("residents = 8895", "")), "residents is missing"),
    "text for a number": (
        replaced(("men = 4325", 'men = "4325"')),
        "sex.men is '4325', which is not a whole number",
    ),
    "number for a text": (replaced(('code = "WK036366"', "code = 36366")), "code is 36366; give a text"),
    "part of a person": (
        replaced(("men = 4325", "men = 4325.5")),
        "sex.men is 4325.5, which is not a whole number",
    ),
    "yes for a number": (replaced(("men = 4325", "men = true")), "sex.men is True"),
    "a list": (replaced(("men = 4325", "men = [4325]")), r"sex.men is \[4325\]"),
    "a date": (replaced(("year = 2019", "year = 2019-01-01")), "year is"),
    "nan": (replaced(("= 67.0", "= nan")), "work.participation_percent is nan"),
    "infinite": (replaced(("= 44.2", "= inf")), "income.lowest_40_percent is inf"),
    "over 100": (replaced(("= 44.2", "= 144.2")), "lowest_40_percent is 144.2, which is out of range"),
    "together over 100": (replaced(("= 44.2", "= 99.0"), ("= 17.8", "= 60.0")), r"\[income\] comes to 159"),
    "negative": (replaced(("men = 4325", "men = -4325")), "sex.men is -4325, which is out of range"),
    "too many": (replaced(("residents = 8895", "residents = 99000000")), "residents is 99000000"),
    "an enormous number": (replaced(("residents = 8895", "residents = 1" + "0" * 400)), "residents is 1000"),
    "a number too long to read": (replaced(("residents = 8895", "residents = 1" + "0" * 9000)), "not TOML"),
    "nobody": (replaced(("residents = 8895", "residents = 0")), "residents is 0"),
    "ages too many": (replaced(("age_0_14 = 1495", "age_0_14 = 2495")), r"\[ages\] comes to 9905.*8895"),
    "sexes too few": (replaced(("women = 4570", "women = 3570")), r"\[sex\] comes to 7895"),
    "households": (replaced(("total = 4065", "total = 5065")), r"\[households\] comes to 4075.*5065"),
    "more households than people": (
        replaced(("total = 4065", "total = 9065"), ("one_person = 1580", "one_person = 6580")),
        r"households.total comes to 9065",
    ),
    "more pairs than people": (
        replaced(("total = 4065", "total = 5575"), ("with_children = 1565", "with_children = 3065")),
        "the persons that the kinds",
    ),
    "no households": (
        replaced(("total = 4065", "total = 0"), ("= 1580", "= 0"), ("= 930", "= 0"), ("= 1565", "= 0")),
        "households.total is 0",
    ),
    "single parents": (replaced(("= 1565", "= 1565\nsingle_parents = 3000")), "single_parents comes to 3000"),
    "schooling": (replaced(("low = 2240", "low = 9240")), r"\[schooling\] comes to"),
    "schooling of nobody": (
        replaced(("low = 2240", "low = 0"), ("middle = 2920", "middle = 0"), ("high = 1630", "high = 0")),
        r"\[schooling\] has nobody",
    ),
    "background": (replaced(("other = 2850", "other = 9850")), r"\[background\] comes to 10930"),
    "assistance": (
        replaced(("social_assistance = 410", "social_assistance = 10000")),
        "social_assistance comes to",
    ),
    "urbanity": (replaced(("urbanity = 2", "urbanity = 6")), "place.urbanity is 6"),
    "kind": (replaced(('kind = "wijk"', 'kind = "dorp"')), "kind is 'dorp'; give one of"),
    "a table for a key": (replaced(("men = 4325", "men = {a = 1}")), "sex.men is"),
    "a key for a table": (
        replaced(("[sex]\nmen = 4325\nwomen = 4570\n", ""), ("residents = 8895", "residents = 8895\nsex = 3")),
        r"sex is 3; give a table \[sex\]",
    ),
    "title": (replaced(('en = "Wijk WK036366, Amsterdam"', "")), "title.en is missing"),
    "a title of two lines": (replaced(('nl = "Wijk', 'nl = "Wij\\nk')), "title.nl is .*on one line"),
    "a key twice": (replaced(("men = 4325\n", "men = 4325\nmen = 4326\n")), "is not TOML"),
    "not toml": (added("men\n"), "is not TOML.*line"),
    "bad age groups": (
        added("[age_groups]\n" + "".join(f"{name} = 900\n" for name in profiles.GROUPS)),
        r"\[age_groups\] within age_0_14 comes to 2700, but ages.age_0_14 is 1495",
    ),
    "age groups not whole": (added("[age_groups]\nage_0_4 = 10\n"), "age_groups.age_5_9 is missing"),
    "nested": (added("x = " + "[" * 10_000 + "]" * 10_000 + "\n"), "nested too deeply"),
    "nested tables": (added("x = " + "{a=" * 10_000 + "1" + "}" * 10_000 + "\n"), "nested too deeply"),
    "markup": (replaced(("men = 4325", "<b>men</b> = 4325")), "is not TOML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_profile_is_refused_in_one_sentence(tmp_path, mixed, name):
    break_it, said = BROKEN[name]
    path = tmp_path / "mine.toml"
    path.write_text(break_it(toml_text(mixed.contents())), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


FILES = {
    "not utf-8": ("nl = 'é'".encode("latin-1"), "not UTF-8"),
    "empty": (b"", "is missing"),
    "binary": (b"\0\1\2", "is not TOML"),
    "large": (b"#" * 1_000_001, "larger than 1 MB"),
}


@pytest.mark.parametrize("name", FILES)
def test_other_files_are_refused(tmp_path, name):
    contents, said = FILES[name]
    (tmp_path / "file.toml").write_bytes(contents)
    with pytest.raises(InputError, match=said):
        read(tmp_path / "file.toml")


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="not found"):
        read(tmp_path / "absent.toml")
    with pytest.raises(InputError, match=r"no profile 'amsterdam-wk036367'; did you mean 'amsterdam-wk03636\d'"):
        read("amsterdam-wk036367")
    with pytest.raises(InputError, match=r"no profile '\.\./netherlands'"):
        read("../netherlands")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path / "folder.toml")


def test_a_profile_saved_by_notepad_is_read(tmp_path, mixed):
    text = toml_text(mixed.contents()).replace("\n", "\r\n")
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read(tmp_path / "mine.toml") == mixed
