"""Numbers are declared once and in full: texts, unit, range, origin; the model lives at both ends of each range."""

import dataclasses
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import invariants
import samenredzaam
from conftest import BASELINE
from samenredzaam.mechanisms import OWNERS, PARAMETERS, WEEK, Mechanisms
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.levers import Owner
from samenredzaam.neighbourhood.policy import LEVERS, defaults
from samenredzaam.parameters import Declaration, declarations, parameter
from samenredzaam.reasons import reasons
from samenredzaam.scenario_files import names
from samenredzaam.scenario_values import bounds_of
from samenredzaam.sources import CONFIDENCES, sources
from samenredzaam.study.catalogue import catalogue
from samenredzaam.texts import LANGUAGES, Text
from samenredzaam.units import UNITS

DECLARED: dict[str, Declaration] = PARAMETERS | {f"policy.{name}": one.declared for name, one in LEVERS.items()}


@pytest.mark.parametrize("name", DECLARED)
def test_declarations_are_complete(name: str) -> None:
    declared = DECLARED[name]
    assert declared.unit.strip()
    assert declared.meaning.nl.strip()
    assert declared.meaning.en.strip()
    assert declared.meaning.nl != declared.meaning.en
    assert declared.low <= declared.default <= declared.high
    assert declared.low < declared.high
    assert bounds_of(declared).refusal(declared.default) is None
    if declared.source is not None:
        assert declared.source in sources(), f"{declared.source} is not in data/sources.toml"
    else:
        assert len(declared.assumption.split()) >= 3


@pytest.mark.parametrize("name", DECLARED)
def test_sources_named_in_reasons_are_known(name: str) -> None:
    """A reason may name a publication; then it is one of those kept."""
    reason = DECLARED[name].assumption or ""
    for key in re.findall(r"\b[a-z]+(?:_[a-z]+)*_\d{2,}[a-z]*\b", reason):
        assert key in sources(), f"{key} is not in data/sources.toml"


def test_sources_say_how_surely_they_were_read() -> None:
    for key, source in sources().items():
        assert source.confidence in CONFIDENCES, key
        assert source.title.nl != source.title.en, key
        assert _figures(source.title.nl, ".", ",") == _figures(source.title.en, ",", "."), key
        for language in LANGUAGES:
            assert source.author.said(language).strip(), key
            assert source.year.said(language) in source.cited().said(language), key


def test_levers_have_an_owner_and_a_name_in_both_languages() -> None:
    for name, lever in LEVERS.items():
        assert lever.owner in Owner
        assert lever.name.nl.strip(), name
        assert lever.name.en.strip(), name
    assert len({lever.name.en for lever in LEVERS.values()}) == len(LEVERS)
    for name, values in defaults(3).items():
        assert values.tolist() == [float(LEVERS[name].declared.default)] * 3


def test_meanings_are_told_apart_within_a_mechanism() -> None:
    for name, owner in OWNERS.items():
        meanings = [declared.meaning.en for declared in declarations(owner).values()]
        assert len(set(meanings)) == len(meanings), name


def test_names_of_owners_are_those_of_their_files() -> None:
    for name, owner in OWNERS.items():
        assert (Path(samenredzaam.__file__).parent / Path(*owner.__module__.split(".")[1:])).with_suffix(".py").exists()
        assert owner.__module__.endswith(f".{name}")
    assert len(OWNERS) == len(set(OWNERS.values()))


def test_every_parameter_reaches_its_mechanism() -> None:
    """A value given by name is the value of the field, wherever in the week its owner is used."""
    values = {
        name: declared.high if declared.high != declared.default else declared.low
        for name, declared in PARAMETERS.items()
    }
    made = Mechanisms(values)
    found = {
        type(part): part for root in (*made.week, made.fading, made.founding, made.settling) for part in _parts(root)
    }
    for name, value in values.items():
        owner, _, field = name.partition(".")
        assert getattr(found[OWNERS[owner]], field) == value, name
    assert {type(one) for one in made.week} == set(WEEK)


def _parts(owner: object) -> list[object]:
    parts = [getattr(owner, field.name) for field in dataclasses.fields(owner)]  # type: ignore[arg-type]
    return [owner, *(deeper for part in parts if dataclasses.is_dataclass(part) for deeper in _parts(part))]


def test_shared_parts_are_made_once() -> None:
    made = Mechanisms({})
    seen: dict[type, object] = {}
    for root in (*made.week, made.fading, made.founding, made.settling):
        for part in _parts(root):
            assert seen.setdefault(type(part), part) is part, type(part)


def test_scenarios_that_ship_name_what_exists() -> None:
    for name in names():
        scenario = samenredzaam.scenario.read(name)
        assert set(scenario.parameters) <= set(PARAMETERS)
        assert set(scenario.start_policy) <= set(LEVERS)
        assert {change.lever for change in scenario.changes} <= set(LEVERS)


def test_ranges_refuse_in_words() -> None:
    share = Declaration(0.5, "share", 0.0, 1.0, Text("deel", "share"), None, "because we say so")
    count = Declaration(3, "weeks", 1, 10, Text("weken", "weeks"), None, "because we say so")
    assert bounds_of(share).refusal(1) is None
    assert bounds_of(count).refusal(10) is None
    for declared, value, dutch, english in (
        (share, 1.5, "buiten de grenzen; geef een getal van 0 tot 1", "out of range; give a number from 0 to 1"),
        (share, float("nan"), "geen eindig getal", "not a finite number"),
        (share, "0.5", "en dat is geen getal", "not a number"),
        (share, True, "en dat is geen getal", "not a number"),
        (
            count,
            2.5,
            "geen geheel getal; geef een geheel getal van 1",
            "not a whole number; give a whole number from 1",
        ),
        (count, 11, "buiten de grenzen", "out of range"),
    ):
        refusal = bounds_of(declared).refusal(value)
        assert dutch in refusal.nl
        assert english in refusal.en


def test_a_number_without_origin_or_out_of_range_is_refused() -> None:
    good = {"unit": "x", "low": 0, "high": 1, "nl": "a", "en": "b"}
    for wrong in ({}, {"source": "a", "assumption": "b"}):
        with pytest.raises(ValueError, match="either a source or an assumption"):
            parameter(0.5, **good, **wrong)
    with pytest.raises(ValueError, match="lies outside"):
        parameter(2, **good, assumption="b")


# Both ends of every range.


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", PARAMETERS)
def test_the_model_lives_at_the_ends_of_a_parameter(name: str, end: str) -> None:
    value = getattr(PARAMETERS[name], end)
    scenario = dataclasses.replace(BASELINE, parameters={name: value}, residents=200, weeks=8)
    model = NeighbourhoodModel(scenario, 1, spin_up_weeks=2)
    for _ in range(4):
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
    assert not np.isnan(model.measure("need_unmet_share"))


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("name", LEVERS)
def test_the_model_lives_at_the_ends_of_a_lever(name: str, end: str) -> None:
    value = float(getattr(LEVERS[name].declared, end))
    scenario = dataclasses.replace(BASELINE, start_policy={name: value}, residents=200, weeks=8)
    model = NeighbourhoodModel(scenario, 1, spin_up_weeks=2)
    for _ in range(4):
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)


def test_files_of_scenarios_are_toml_of_known_tables() -> None:
    folder = Path(samenredzaam.__file__).parent.parent.parent / "scenarios"
    if not folder.exists():
        pytest.skip("installed without its sources")
    known = {"based_on", "title", "question", "background", "setting", "start_policy", "parameters", "policy"}
    for path in folder.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")).keys() <= known, path.name


def test_every_unit_of_a_declared_number_has_its_dutch_name_and_none_is_left_over():
    units = {declared.unit for declared in PARAMETERS.values()} | {lever.declared.unit for lever in LEVERS.values()}
    assert units <= UNITS.keys()
    of_scenarios = {"weeks", "residents", "weeks; 0 is at once", "times what is in force; 0.8 is a fifth less"}
    assert UNITS.keys() - units <= of_scenarios


# The reasons of assumptions, in Dutch.


def test_every_reason_has_its_dutch_and_none_is_left_over():
    """A reason that changes in English must be said anew in Dutch: data/reasons_nl.toml."""
    given = {declared.assumption for declared in DECLARED.values() if declared.assumption is not None}
    assert sorted(given - reasons().keys()) == []
    assert sorted(reasons().keys() - given) == []
    assert list(reasons()) == sorted(reasons())


@pytest.mark.parametrize("reason", reasons())
def test_the_dutch_of_a_reason_gives_the_same_figures_and_publications(reason):
    dutch = reasons()[reason]
    assert dutch == dutch.strip() != ""
    assert dutch != reason
    for what in (_figures, _publications):
        assert what(dutch, ".", ",") == what(reason, ",", ".")


def _figures(text, thousands, decimal):
    found = re.findall(r"\d(?:[\d.,]*\d)?", text.replace("CC BY 4.0", ""))
    return sorted(figure.replace(thousands, "").replace(decimal, ".") for figure in found)


def _publications(text, *_signs):
    return sorted(re.findall(r"\b[a-z]+_\w+", text))


@pytest.mark.parametrize(("what", "prefix"), [("parameters", ""), ("levers", "policy.")])
def test_lists_give_the_reason_in_the_language_asked_for(what, prefix):
    for dutch, english in zip(catalogue(what, "nl"), catalogue(what, "en"), strict=True):
        one = DECLARED[prefix + dutch["name"]]
        assert dutch["source"] == (one.source or f"aanname: {reasons().get(one.assumption)}")
        assert english["source"] == (one.source or f"assumption: {one.assumption}")
