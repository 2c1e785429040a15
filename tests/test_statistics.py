"""Tables of Statistics Netherlands, as published, as downloaded, and as damaged on the way."""

import json
import os
from pathlib import Path

import pytest

from samenredzaam.errors import InputError
from samenredzaam.neighbourhood import statistics
from samenredzaam.neighbourhood.profile import profile_from
from samenredzaam.neighbourhood.statistics import NEEDED

DATA = Path(__file__).parent / "data"
AMSTERDAM = DATA / "kwb-2019-amsterdam-excerpt.csv"
THE_HAGUE = DATA / "kwb-2019-den-haag-excerpt.csv"


def whole_tables() -> list[Path]:
    """Return the whole tables, or skip the test."""
    folder = os.environ.get("SAMENREDZAAM_CBS")
    if not folder:
        pytest.skip("SAMENREDZAAM_CBS does not name the folder with the whole tables of CBS")
    return [Path(folder) / "kwb-2019-amsterdam.csv", Path(folder) / "kwb-2019-den-haag-subset.csv"]


def rows(path: Path = AMSTERDAM) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return [[cell.strip('"') for cell in line.split(";")] for line in text.splitlines()]


def table(tmp_path: Path, lines: list[list[str]], separator: str = ";", name: str = "table-2019.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(separator.join(line) for line in lines) + "\n", encoding="utf-8")
    return path


def renamed(lines: list[list[str]], names: dict[str, str]) -> list[list[str]]:
    return [[names.get(title, title) for title in lines[0]], *lines[1:]]


def test_a_table_as_published_is_read_with_bom_padding_and_crlf():
    found = statistics.read(AMSTERDAM)
    assert found.year == 2019
    assert len(found.areas) == 10
    area = found.area("WK036366")
    assert (area.kind, area.name, area.municipality, area.residents) == ("wijk", "", "Amsterdam", 8895)
    assert area.values["age_0_14"] == 1495
    assert area.values["lowest_40_percent"] == 44.2
    assert area.values["background_nonwestern"] == 2850
    assert found.area("GM0363").kind == "gemeente"
    assert found.area("BU03634103").values["households"] == 0


def test_a_table_with_fewer_columns_leaves_the_others_unknown():
    area = statistics.read(THE_HAGUE).area("WK051803")
    assert area.residents == 2005
    assert area.municipality == ""
    assert "lowest_40_percent" not in area.values
    assert profile_from(statistics.read(THE_HAGUE), "WK051803").income is None


@pytest.mark.parametrize("code", ["wk036366", "  WK036366 ", "Wk036366\t"])
def test_codes_are_found_in_small_letters_and_with_spaces_around(code):
    assert statistics.read(AMSTERDAM).area(code).code == "WK036366"


def test_the_number_behind_a_name_may_differ(tmp_path):
    lines = rows()
    later = [title.rsplit("_", 1)[0] + f"_{place + 7}" for place, title in enumerate(lines[0])]
    found = statistics.read(table(tmp_path, [later, *lines[1:]]))
    assert found.areas == statistics.read(AMSTERDAM).areas


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_are_recognised(tmp_path, separator):
    assert statistics.read(table(tmp_path, rows(), separator)).areas == statistics.read(AMSTERDAM).areas


def test_the_names_of_later_tables_are_known(tmp_path):
    names = {
        "OpleidingsniveauLaag_64": "BasisonderwijsVmboMbo1_67",
        "OpleidingsniveauMiddelbaar_65": "HavoVwoMbo24_68",
        "OpleidingsniveauHoog_66": "HboWo_69",
        "WestersTotaal_17": "EuropaExclusiefNederland_18",
        "NietWestersTotaal_18": "BuitenEuropa_19",
        "Marokko_19": "EuropaExclusiefNederland_21",  # by country of birth, further on in the table
    }
    later = profile_from(statistics.read(table(tmp_path, renamed(rows(), names))), "WK036366")
    now = profile_from(statistics.read(AMSTERDAM), "WK036366")
    assert later.schooling == now.schooling == (2240, 2920, 1630)
    assert later.background == now.background == (1080, 2850)


def test_readable_headings_are_known(tmp_path):
    names = {
        "WijkenEnBuurten": "Wijken en buurten",
        "Gemeentenaam_1": "Regioaanduiding/Gemeentenaam (naam)",
        "SoortRegio_2": "Regioaanduiding/Soort regio (omschrijving)",
        "Codering_3": "Regioaanduiding/Codering (code)",
        "AantalInwoners_5": "Bevolking/Aantal inwoners (aantal)",
        "Mannen_6": "Bevolking/Geslacht/Mannen (aantal)",
        "k_0Tot15Jaar_8": "Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)",
        "k_65JaarOfOuder_12": "Bevolking/Leeftijdsgroepen/65 jaar of ouder (aantal)",
        "HuishoudensTotaal_28": "Bevolking/Particuliere huishoudens/Huishoudens totaal (aantal)",
        "Eenpersoonshuishoudens_29": "Bevolking/Particuliere huishoudens/Eenpersoonshuishoudens (aantal)",
    }
    found = statistics.read(table(tmp_path, renamed(rows(), names)))
    assert found.areas == statistics.read(AMSTERDAM).areas


def test_a_place_name_is_kept_where_the_table_gives_one(tmp_path):
    lines = [[*line] for line in rows()]
    for line in lines[1:]:
        line[1] = "Waterrijk"
    found = statistics.read(table(tmp_path, lines))
    assert found.area("WK036366").name == "Waterrijk"
    assert profile_from(found, "WK036366").title.en == "Wijk Waterrijk, Amsterdam"


SHEET = {
    "gwb_code_10": "WK036366", "gwb_code_8": "036366", "regio": "Een wijk", "gm_naam": "Amsterdam",
    "recs": "Wijk", "gwb_code": "WK036366", "a_inw": "8895", "a_man": "4325", "a_vrouw": "4570",
    "a_00_14": "1495", "a_15_24": "1150", "a_25_44": "2245", "a_45_64": "2680", "a_65_oo": "1335",
    "a_hh": "4065", "a_1p_hh": "1580", "a_hh_z_k": "930", "a_hh_m_k": "1565", "p_hh_li": "44,2",
    "p_hh_hi": "17,8",
}  # fmt: skip


def test_the_published_sheet_saved_as_csv_is_read(tmp_path):
    header, row = list(SHEET), list(SHEET.values())
    profile = profile_from(statistics.read(table(tmp_path, [header, row])), "WK036366")
    assert profile.ages == (1495, 1150, 2245, 2680, 1335)
    assert profile.income == (44.2, 17.8)


@pytest.mark.parametrize("form", ["by code", "open data", "list"])
def test_the_open_data_in_json_is_read(tmp_path, form):
    lines = rows()
    records = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    made = {"by code": {record["Codering_3"]: record for record in records}, "open data": {"value": records}}
    path = tmp_path / "kwb-2019.json"
    path.write_text(json.dumps(made.get(form, records)), encoding="utf-8")
    found = statistics.read(path)
    assert found.area("WK036366").values["men"] == 4325


def test_population_without_ages_is_refused_by_what_it_lacks():
    with pytest.raises(InputError, match=r"lacks what a profile needs: k_0Tot15Jaar.*HuishoudensTotaal"):
        statistics.read(DATA / "kwb-2024-population-excerpt.json")


def test_the_place_stands_in_for_a_code_that_is_missing(tmp_path):
    path = table(tmp_path, changed("Codering_3", "")(rows()))
    assert statistics.read(path).area("WK036366").residents == 8895


def test_an_unknown_code_names_the_nearest():
    with pytest.raises(InputError, match=r"no area with code 'WK036365'; did you mean 'WK0363\d\d'"):
        statistics.read(AMSTERDAM).area("WK036365")


def changed(column: str, value: str, code: str = "WK036366"):
    def change(lines: list[list[str]]) -> list[list[str]]:
        place = lines[0].index(column)
        return [
            [value if (at == place and code in line[1]) else cell for at, cell in enumerate(line)] for line in lines
        ]

    return change


BROKEN = {
    "words for a number": (changed("Mannen_6", "veel"), "Mannen_6 of WK036366 is 'veel'"),
    "negative": (changed("Mannen_6", "-12"), "Mannen_6 of WK036366 is -12"),
    "not a number": (changed("Mannen_6", "1e5"), "not a number"),
    "infinite": (changed("Mannen_6", "inf"), "not a number"),
    "absurd": (changed("Mannen_6", "9" * 12), "cannot be"),
    "no code": (
        lambda lines: changed("WijkenEnBuurten", " ")(changed("Codering_3", "")(lines)),
        "has no area code",
    ),
    "twice": (lambda lines: [*lines, lines[-1]], "stands in two rows"),
    "cut off": (lambda lines: [*lines[:-1], lines[-1][:9]], "cells where the first line names"),
    "no areas": (lambda lines: lines[:1], "no areas"),
    "no header": (lambda lines: lines[1:], "does not look like a CBS table"),
    "no residents": (lambda lines: renamed(lines, {"AantalInwoners_5": "x"}), "lacks.*AantalInwoners"),
    "no ages": (lambda lines: renamed(lines, {"k_15Tot25Jaar_9": "x"}), "lacks.*k_15Tot25Jaar"),
    "a column twice": (lambda lines: renamed(lines, {"Ongehuwd_13": "Mannen_13"}), "both say men"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_refused_in_one_sentence(tmp_path, name):
    break_it, said = BROKEN[name]
    path = table(tmp_path, break_it(rows()))
    with pytest.raises(InputError, match=said) as caught:
        statistics.read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


FILES = {
    "empty": (b"", "is empty"),
    "blank": (b"  \r\n\r\n", "is empty"),
    "not utf-8": ("Súdwest-Fryslân;".encode("latin-1"), "not UTF-8"),
    "utf-16": ("Codering_3;AantalInwoners_5".encode("utf-16"), "not UTF-8"),
    "binary": (bytes(range(128)) * 4, "does not look like|cannot be read"),
    "a page": (b"<html><body>niet gevonden</body></html>", "does not look like"),
    "broken json": (b'{"value": [', "cannot be read as JSON"),
    "deep json": (b"[" * 100_000, "cannot be read as JSON"),
    "other json": (b'{"a": 1}', "holds no table"),
    "json numbers": (b"[1, 2, 3]", "holds no table"),
    "open quote": (b'"Codering_3;AantalInwoners_5\nWK1;3\n', "does not look like|cannot be read"),
}


@pytest.mark.parametrize("name", FILES)
def test_other_files_are_refused(tmp_path, name):
    contents, said = FILES[name]
    path = tmp_path / "file.csv"
    path.write_bytes(contents)
    with pytest.raises(InputError, match=said):
        statistics.read(path)


def test_files_that_are_not_there_and_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="not found"):
        statistics.read(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="is a folder"):
        statistics.read(tmp_path)
    with pytest.raises(InputError, match="not a path"):
        statistics.read("a\0b")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = table(tmp_path, rows())
    monkeypatch.setattr(statistics, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="MB that is read"):
        statistics.read(path)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("WK036350", "nobody lives in WK036350"),
        ("BU03634103", "residents and no households"),
        ("WK999999", "no area with code"),
    ],
)
def test_no_profile_is_made_of_an_area_without_people_or_households(code, said):
    with pytest.raises(InputError, match=said):
        profile_from(statistics.read(AMSTERDAM), code)


@pytest.mark.parametrize("title", NEEDED.values())
def test_a_secret_number_is_named(tmp_path, title):
    column = next(name for name in rows()[0] if name.startswith(title + "_"))
    path = table(tmp_path, changed(column, ".")(rows()))
    with pytest.raises(InputError, match=rf"of WK036366 the table does not say {title}"):
        profile_from(statistics.read(path), "WK036366")


def test_every_inhabited_wijk_of_the_whole_tables_gives_a_profile():
    counts = []
    for path in whole_tables():
        found = statistics.read(path)
        wijken = [area for area in found.areas if area.kind == "wijk" and area.residents]
        counts.append(len(wijken))
        for area in wijken:
            assert profile_from(found, area.code).residents == area.residents
    assert counts == [98, 43]
