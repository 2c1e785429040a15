"""What one scenario file says: its tables checked key by key, before it joins the files it is based on.

Everything a person can get wrong within one file is refused here, in one sentence that says which file, which
key, what was found and what would be right.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samenredzaam.errors import nearest
from samenredzaam.neighbourhood.levers import Lever
from samenredzaam.parameters import Declaration
from samenredzaam.scenario_changes import Change
from samenredzaam.scenario_files import known_names, loaded, looked_up
from samenredzaam.scenario_policy import TOP_KEYS, Known, changes_of, check_keys
from samenredzaam.scenario_profiles import beside, profile
from samenredzaam.scenario_values import Bounds, Place, bounds_of, day, number, quoted, shown, string
from samenredzaam.sources import sources
from samenredzaam.texts import LANGUAGES, Text
from samenredzaam.units import unit_text

SETTING_KEYS = ("profile", "beside", "start", "weeks", "residents")
LONGEST_LINEAGE = 20
"""Files a scenario may be based on, one after the other."""

LONGEST_TEXT = {"title": 200, "question": 600, "background": 2000}
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)
MOST_CHANGES = 500


WEEKS = Bounds(1, 5200, unit_text("weeks"), whole=True)
RESIDENTS = Bounds(100, 20_000_000, unit_text("residents"), whole=True)


@dataclass(frozen=True)
class Sheet:
    """What one file says, checked; its mappings hold only what stands in this file."""

    place: Place
    folder: Path | None
    based_on: str | None
    title: Text
    question: Text
    background: Text | None
    sources: tuple[str, ...]
    setting: Mapping[str, Any]
    start_policy: Mapping[str, float]
    parameters: Mapping[str, float]
    changes: tuple[Change, ...]


def sheet(tables: dict[str, Any], file: str, folder: Path | None, known: Known) -> Sheet:
    """Return what the tables of a scenario file say.

    Args:
        tables: the contents of the file.
        file: what the file is called in a refusal.
        folder: where it lies, in which a profile's path begins; None where a text is read that lies nowhere.
        known: the names it may use.

    Raises:
        InputError: something in it cannot be used.
    """
    top = Place(file)
    for name in tables:
        if name in known.levers:
            raise top.wrong(
                name,
                "is een knop; zet die onder [start_policy], of in een [[policy]] met een datum",
                "is a lever; put it below [start_policy], or in a [[policy]] with a date",
            )
    check_keys(top, tables, TOP_KEYS)
    return Sheet(
        place=top,
        folder=folder,
        based_on=_based_on(top, tables),
        title=text_in(top, tables, "title"),
        question=text_in(top, tables, "question"),
        background=text_in(top, tables, "background", ("sources",)) if "background" in tables else None,
        sources=_sources(top, tables),
        setting=_setting(top, tables, folder, known.profiles),
        start_policy=_start_policy(top, tables, known.levers),
        parameters=_parameters(top, tables, known.parameters),
        changes=changes_of(top, tables, known),
    )


def read_sheet(path: Path, known: Known) -> Sheet:
    """Return what one file says; an InputError where something in it cannot be used."""
    return sheet(loaded(path), str(path), path.parent, known)


def table_in(top: Place, tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a table of the file; an absent one is empty."""
    found = tables.get(name, {})
    if isinstance(found, list):
        raise top.wrong(
            name,
            "is een lijst; schrijf [{name}] een keer, tussen enkele haken",
            "is a list; write [{name}] once, in single brackets",
            name=name,
        )
    if not isinstance(found, dict):
        raise top.wrong(
            name,
            "is {found}; schrijf het als een tabel die begint met de regel [{name}]",
            "is {found}; write it as a table that begins with the line [{name}]",
            found=shown(found), name=name,
        )  # fmt: skip
    return found


def _based_on(top: Place, tables: Mapping[str, Any]) -> str | None:
    """Return the name of the scenario this one is based on."""
    if "based_on" not in tables:
        return None
    name = string(top, "based_on", tables["based_on"], "baseline")
    if name != name.strip() or not name or name in (".", "..") or re.search(r'[/\\:*?"<>|\x00-\x1f]', name):
        raise top.wrong(
            "based_on",
            "is {found}; geef de kale naam van een scenario in dezelfde map",
            "is {found}; give the bare name of a scenario in the same folder",
            found=shown(name),
        )
    if name.endswith(".toml"):
        raise top.wrong("based_on", "is {found}; laat .toml weg", "is {found}; leave out .toml", found=shown(name))
    return name


def text_in(top: Place, tables: Mapping[str, Any], name: str, beside: tuple[str, ...] = ()) -> Text:
    """Return a text in two languages, on one line each; markup in it is kept as it is. Keys may stand `beside` it."""
    if name not in tables:
        raise top.wrong(
            f"[{name}]",
            'ontbreekt; geef hem in beide talen als nl = "..." en en = "..."',
            'is missing; give it in both languages as nl = "..." and en = "..."',
        )
    place, table = top.inside(f"[{name}]"), table_in(top, tables, name)
    check_keys(place, table, (*LANGUAGES, *beside))
    for language in LANGUAGES:
        if language not in table:
            raise place.wrong(
                language,
                'ontbreekt; geef {name} in het Nederlands als nl = "..." en in het Engels als en = "..."',
                'is missing; give the {name} in Dutch as nl = "..." and in English as en = "..."',
                name=name,
            )
    return Text(*(_line(place, language, table[language], LONGEST_TEXT[name]) for language in LANGUAGES))


def _sources(top: Place, tables: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of the publications that the background names."""
    place, keys = top.inside("[background]"), table_in(top, tables, "background").get("sources", [])
    known = sources()
    if not isinstance(keys, list):
        raise place.wrong(
            "sources",
            'is {found}; geef een lijst van bronnen, zoals ["rmo_2014"] (samenredzaam list sources)',
            'is {found}; give a list of sources, such as ["rmo_2014"] (samenredzaam list sources)',
            found=shown(keys),
        )
    for key in keys:
        if key not in known if isinstance(key, str) else True:
            raise place.wrong(
                "sources",
                "bevat {found}, en dat is geen bekende bron; {near}",
                "holds {found}, which is not a known source; {near}",
                found=shown(key), near=nearest(str(key)[:80], known),
            )  # fmt: skip
    return tuple(keys)


def _line(place: Place, key: str, value: object, longest: int) -> str:
    """Return a text as one line of at most `longest` characters."""
    line = re.sub(r"[ \t\r\n]+", " ", string(place, key, value, "...")).strip()
    if not line:
        raise place.wrong(
            key,
            "is leeg; schrijf een zin die een gemeenteraad zou begrijpen",
            "is empty; write a sentence that a council would understand",
        )
    if len(line) > longest:
        raise place.wrong(
            key,
            "telt {length} tekens; blijf binnen {longest}",
            "has {length:,} characters; keep it within {longest:,}",
            length=len(line), longest=longest,
        )  # fmt: skip
    if unreadable := [sign for sign in line if unicodedata.category(sign) == "Cc"]:
        raise place.wrong(
            key,
            "bevat het stuurteken {sign!r}; laat dat weg",
            "holds the control character {sign!r}; leave it out",
            sign=unreadable[0],
        )
    return line


def _setting(top: Place, tables: Mapping[str, Any], folder: Path | None, profiles: tuple[str, ...]) -> dict[str, Any]:
    """Return what stands in [setting]."""
    place, table = top.inside("[setting]"), table_in(top, tables, "setting")
    check_keys(place, table, SETTING_KEYS)
    readers: dict[str, Callable[[object], Any]] = {
        "profile": lambda value: profile(place, value, folder, profiles),
        "beside": lambda value: beside(place, value, folder, profiles),
        "start": lambda value: _start(place, value),
        "weeks": lambda value: number(place, "weeks", value, WEEKS),
        "residents": lambda value: number(place, "residents", value, RESIDENTS),
    }
    return {key: readers[key](value) for key, value in table.items()}


def _start(place: Place, value: object) -> datetime.date:
    """Return the first day of week 0."""
    start = day(place, "start", value)
    if not EARLIEST <= start <= LATEST:
        raise place.wrong(
            "start",
            "is {start}, en dat valt buiten de grenzen; geef een datum van {earliest} tot {latest}",
            "is {start}, which is out of range; give a date from {earliest} to {latest}",
            start=start, earliest=EARLIEST, latest=LATEST,
        )  # fmt: skip
    return start


def _start_policy(top: Place, tables: Mapping[str, Any], levers: Mapping[str, Lever]) -> dict[str, float]:
    """Return the levers that are set from the start."""
    place, found = top.inside("[start_policy]"), {}
    for name, value in table_in(top, tables, "start_policy").items():
        if name not in levers:
            near = nearest(name[:80], levers)
            raise place.wrong(quoted(name), "is geen bekende knop; {near}", "is not a known lever; {near}", near=near)
        found[name] = number(place, name, value, bounds_of(levers[name].declared))
    return found


def _parameters(top: Place, tables: Mapping[str, Any], known: Mapping[str, Declaration]) -> dict[str, float]:
    """Return the parameters that are set, by "mechanism.field"."""
    owners, found = {name.partition(".")[0] for name in known}, {}
    place = top.inside("[parameters]")
    for owner, table in table_in(top, tables, "parameters").items():
        if owner not in owners:
            raise place.wrong(
                quoted(owner),
                "is geen bekend mechanisme; {near}",
                "is not a known mechanism; {near}",
                near=nearest(owner[:80], owners),
            )
        if not isinstance(table, dict):
            raise place.wrong(
                owner,
                "is {found}, en geen tabel; schrijf de regel [parameters.{owner}] en daaronder de parameters",
                "is {found}, and not a table; write the line [parameters.{owner}] and its parameters below it",
                found=shown(table), owner=owner,
            )  # fmt: skip
        inner = top.inside(f"[parameters.{owner}]")
        fields = [name.partition(".")[2] for name in known if name.partition(".")[0] == owner]
        for name, value in table.items():
            if name not in fields:
                raise inner.wrong(
                    quoted(name),
                    "is geen bekende parameter; {near}",
                    "is not a known parameter; {near}",
                    near=nearest(name[:80], fields),
                )
            found[f"{owner}.{name}"] = number(inner, name, value, bounds_of(known[f"{owner}.{name}"]))
    return found


def lineage(first: Sheet, path: Path | None, known: Known) -> list[Sheet]:
    """Return a file's sheet and those it is based on, the oldest first; an InputError where one is not to be found."""
    found, seen = [first], [path.resolve()] if path else []
    while (name := found[-1].based_on) is not None:
        place, folder = found[-1].place, path.parent if path else None
        path = looked_up(name, folder)
        if path is None:
            raise place.wrong(
                "based_on",
                "is {found}, en dat is geen scenario in dezelfde map en ook geen meegeleverd; {near}",
                "is {found}, which is neither a scenario in the same folder nor one that ships; {near}",
                found=shown(name), near=nearest(name[:80], known_names(folder)),
            )  # fmt: skip
        if path.resolve() in seen:
            circle = " -> ".join([*(one.stem for one in seen), path.stem])
            raise place.wrong(
                "based_on",
                "is {name!r} en leidt in een kring rond ({circle}); laat het in een daarvan weg",
                "is {name!r} and leads round in a circle ({circle}); leave it out in one of these",
                name=name, circle=circle,
            )  # fmt: skip
        if len(found) > LONGEST_LINEAGE:
            raise place.wrong(
                "based_on",
                "is de laatste van meer dan {most} op een rij; bouw voort op minder bestanden",
                "is the last of over {most} in a row; base it on fewer files",
                most=LONGEST_LINEAGE,
            )
        seen.append(path.resolve())
        found.append(read_sheet(path, known))
    return found[::-1]
