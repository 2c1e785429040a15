"""A built neighbourhood beside its statistics: what counts as in line, and how a row is said."""

import dataclasses
import json
import math

import pytest

from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.profile import read, shipped
from samenredzaam.neighbourhood.synthesis import Margin, build, margins
from samenredzaam.numbers import finite
from samenredzaam.sources import CONFIDENCES
from samenredzaam.study import built
from samenredzaam.study.built import COUNT, Row, report
from samenredzaam.study.confidences import CONFIDENCE_NAMES
from samenredzaam.texts import LANGUAGES, Text


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_profile_is_built_as_it_says(name):
    rows = report(name)
    assert [row.measure.en for row in rows if row.within is not True] == []
    assert rows[0].unit == COUNT
    assert rows[0].value == read(name).residents


def test_a_row_holds_what_the_margins_say():
    profile = read("netherlands")
    people, homes = build(profile, 1)
    for row, margin in zip(report(profile), margins(profile, people, homes), strict=True):
        assert row.value == pytest.approx(margin.built, abs=1e-8)
        assert f"{margin.wanted:,.1f}" == row.figure.en or f"{margin.wanted:,.0f}" == row.figure.en
        assert row.source == profile.source
        for language in LANGUAGES:
            unit = "" if row.unit == COUNT else f" ({row.unit.said(language)})"
            assert row.measure.said(language) + unit == margin.name.said(language)
        assert row.unit.en in built._GROUPS, f"{row.unit.en} has no subject"


@pytest.mark.parametrize(
    ("wanted", "there", "name", "within"),
    [
        (20.0, 21.9, "men (% of residents)", True),
        (20.0, 17.9, "men (% of residents)", False),
        (1000, 1000, "residents", True),
        (1000, 999, "residents", False),
    ],
)
def test_what_is_in_line(monkeypatch, wanted, there, name, within):
    monkeypatch.setattr(built, "margins", lambda *given: [Margin(Text(name, name), wanted, there)])
    (row,) = report("netherlands", residents=1000)
    assert row.within is within
    assert row.value == there


def test_a_profile_scaled_is_held_against_the_residents_asked_for():
    rows = report("netherlands", residents=5000)
    assert (rows[0].value, rows[0].figure.en, rows[0].figure.nl, rows[0].within) == (5000.0, "5,000", "5.000", True)
    assert all(row.within for row in rows)


def test_a_profile_in_hand_or_a_path_will_do(tmp_path):
    from samenredzaam.neighbourhood.profile import write

    profile = dataclasses.replace(read("netherlands"), residents=2000)
    assert report(profile, residents=800)[0].value == 800
    path = tmp_path / "mine.toml"
    write(read("netherlands"), path)
    assert report(path) == report("netherlands")


def test_what_cannot_be_is_refused(tmp_path):
    with pytest.raises(InputError):
        report(tmp_path / "mine.toml")
    with pytest.raises(InputError):
        report("netherlands", residents=3)


def test_a_row_is_said_in_two_languages():
    row = Row(Text("a", "b"), Text("c", "d"), 1234.5, Text("e", "f"), Text("1,0", "1.0"), "cbs_contact", "S", False)
    row = row._replace(spread=(1, 2, 3))
    dutch, english = row.said("nl"), row.said("en")
    assert list(dutch) == ["onderwerp", "maat", "waarde", "eenheid", "gepubliceerd", "klopt", "bron"]
    assert english["value"] == "1,234 (p10 1, p50 2, p90 3)"
    assert dutch["waarde"].startswith("1.234 (")
    assert (dutch["klopt"], english["in line"]) == ("nee", "no")
    assert english["source"] == "Statistics Netherlands (CBS) (2019), read in the primary source"
    assert dutch["bron"] == "CBS (2019), gelezen in de bron zelf"
    assert row._replace(source=None, confidence="GK").said("nl")["bron"] == "algemene kennis, niet geverifieerd"
    assert row._replace(value=None).said("en")["value"] == "cannot be measured"
    assert row._replace(within=None, figure=None, spread=None).said("nl")["gepubliceerd"] == ""
    assert row._replace(value=0.0512, spread=None).said("nl")["waarde"] == "0,0512"
    assert row._replace(value=12345.0, unit=COUNT, spread=None).said("nl")["waarde"] == "12.345"


def test_a_row_is_json():
    row = Row(Text("a", "b"), Text("c", "d"), finite(math.nan), Text("e", "f"))
    said = json.loads(json.dumps(row.as_json(), allow_nan=False))
    assert said["value"] is None
    assert said["group"] == {"nl": "a", "en": "b"}
    assert said["spread"] is None
    assert row._replace(spread=(1, 2, 3)).as_json()["spread"] == [1, 2, 3]


def test_every_confidence_has_a_name_in_both_languages():
    assert CONFIDENCE_NAMES.keys() == CONFIDENCES.keys()
    assert all(name.en == CONFIDENCES[key] and name.nl != name.en for key, name in CONFIDENCE_NAMES.items())
