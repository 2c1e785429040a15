"""What one scenario file says: its tables checked key by key, before it joins the files it is based on.

Everything a person can get wrong within one file is refused here, in one sentence that says which file, which
key, what was found and what would be right.
"""

import datetime
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samenredzaam.errors import nearest
from samenredzaam.neighbourhood.policy import Lever
from samenredzaam.parameters import Declaration
from samenredzaam.scenario_changes import Change
from samenredzaam.scenario_files import is_file, lies_within
from samenredzaam.scenario_values import Bounds, Place, bounds_of, day, number, quoted, shown, string
from samenredzaam.texts import LANGUAGES, Text, both
from samenredzaam.units import unit_text

TOP_KEYS = ("based_on", "title", "question", "setting", "start_policy", "parameters", "policy")
SETTING_KEYS = ("profile", "start", "weeks", "residents")
AMOUNT_KEYS = ("value", "factor", "add")
CHANGE_KEYS = ("lever", "date", *AMOUNT_KEYS, "ramp_weeks", "neighbourhoods", "until")

LONGEST_TEXT = {"title": 200, "question": 600}
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)
MOST_CHANGES = 500


WEEKS = Bounds(1, 5200, unit_text("weeks"), whole=True)
RESIDENTS = Bounds(100, 20_000_000, unit_text("residents"), whole=True)
RAMP_WEEKS = Bounds(0, 5200, unit_text("weeks; 0 is at once"), whole=True)
FACTOR = Bounds(0, 1000, unit_text("times what is in force; 0.8 is a fifth less"), whole=False)


@dataclass(frozen=True)
class Known:
    """The names a scenario may use, and where a profile's path begins.

    Attributes:
        levers: the levers by name.
        parameters: the declared parameters by "mechanism.field".
        profiles: the profiles that ship.
    """

    levers: Mapping[str, Lever]
    parameters: Mapping[str, Declaration]
    profiles: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What one file says, checked; its mappings hold only what stands in this file."""

    place: Place
    folder: Path | None
    based_on: str | None
    title: Text
    question: Text
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
    _check_keys(top, tables, TOP_KEYS)
    return Sheet(
        place=top,
        folder=folder,
        based_on=_based_on(top, tables),
        title=_text(top, tables, "title"),
        question=_text(top, tables, "question"),
        setting=_setting(top, tables, folder, known.profiles),
        start_policy=_start_policy(top, tables, known.levers),
        parameters=_parameters(top, tables, known.parameters),
        changes=_changes(top, tables, known),
    )


def _check_keys(place: Place, found: Iterable[str], known: Iterable[str]) -> None:
    """Refuse keys that mean nothing in this table."""
    for key in found:
        if key in known:
            continue
        if place.table and key in TOP_KEYS:
            raise place.wrong(
                key,
                "hoort boven in het bestand, boven de eerste regel tussen vierkante haken",
                "belongs at the top of the file, above the first line in square brackets",
            )
        raise place.wrong(
            quoted(key), "is geen bekende sleutel; {near}", "is not a known key; {near}", near=nearest(key[:80], known)
        )


def _table(top: Place, tables: Mapping[str, Any], name: str) -> dict[str, Any]:
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


def _text(top: Place, tables: Mapping[str, Any], name: str) -> Text:
    """Return a text in two languages, on one line each; markup in it is kept as it is."""
    if name not in tables:
        raise top.wrong(
            f"[{name}]",
            'ontbreekt; geef hem in beide talen als nl = "..." en en = "..."',
            'is missing; give it in both languages as nl = "..." and en = "..."',
        )
    place, table = top.inside(f"[{name}]"), _table(top, tables, name)
    _check_keys(place, table, LANGUAGES)
    for language in LANGUAGES:
        if language not in table:
            raise place.wrong(
                language,
                'ontbreekt; geef {name} in het Nederlands als nl = "..." en in het Engels als en = "..."',
                'is missing; give the {name} in Dutch as nl = "..." and in English as en = "..."',
                name=name,
            )
    return Text(*(_line(place, language, table[language], LONGEST_TEXT[name]) for language in LANGUAGES))


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
    place, table = top.inside("[setting]"), _table(top, tables, "setting")
    _check_keys(place, table, SETTING_KEYS)
    readers: dict[str, Callable[[object], Any]] = {
        "profile": lambda value: _profile(place, value, folder, profiles),
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


def _profile(place: Place, value: object, folder: Path | None, profiles: tuple[str, ...]) -> str:
    """Return the name of a profile that ships, or the path of one below the scenario's folder."""
    written = string(place, "profile", value, "amsterdam-wk036366")
    if not written.endswith(".toml"):
        if written not in profiles:
            raise place.wrong(
                "profile",
                "is {found}, en dat is geen bekend profiel; geef een meegeleverd profiel, of een pad dat eindigt op "
                ".toml; {near}",
                "is {found}, which is not a known profile; give a profile that ships, or a path that ends in .toml; "
                "{near}",
                found=shown(written), near=nearest(written[:80], profiles),
            )  # fmt: skip
        return written
    parts = written.split("/")
    if "\\" in written or ":" in written or "\0" in written or {"", ".", ".."} & set(parts):
        raise place.wrong(
            "profile",
            "is {found}, en dat kan buiten de map van het scenario leiden; geef een pad onder die map, met / tussen de "
            "delen, zoals mijn-wijk.toml",
            "is {found}, which may lead outside the scenario's folder; give a path below that folder, with / between "
            "its parts, such as my-neighbourhood.toml",
            found=shown(written),
        )
    if folder is not None:
        _check_profile(place, written, folder)
    return written


def _check_profile(place: Place, written: str, folder: Path) -> None:
    """Refuse the path of a profile that is not there, or that a link leads out of the scenario's folder."""
    path = folder / written
    if not is_file(path):
        raise place.wrong(
            "profile",
            "is {found}, en dat staat niet in {folder}; zet het profiel daar, of geef de naam van een meegeleverd",
            "is {found}, which is not in {folder}; put the profile there, or give the name of one that ships",
            found=shown(written), folder=folder,
        )  # fmt: skip
    if not lies_within(path, folder):
        raise place.wrong(
            "profile",
            "is {found}, een koppeling naar buiten de map van het scenario; zet een kopie van het profiel in de map",
            "is {found}, a link out of the scenario's folder; put a copy of the profile in the folder",
            found=shown(written),
        )


def _start_policy(top: Place, tables: Mapping[str, Any], levers: Mapping[str, Lever]) -> dict[str, float]:
    """Return the levers that are set from the start."""
    place, found = top.inside("[start_policy]"), {}
    for name, value in _table(top, tables, "start_policy").items():
        if name not in levers:
            near = nearest(name[:80], levers)
            raise place.wrong(quoted(name), "is geen bekende knop; {near}", "is not a known lever; {near}", near=near)
        found[name] = number(place, name, value, bounds_of(levers[name].declared))
    return found


def _parameters(top: Place, tables: Mapping[str, Any], known: Mapping[str, Declaration]) -> dict[str, float]:
    """Return the parameters that are set, by "mechanism.field"."""
    owners, found = {name.partition(".")[0] for name in known}, {}
    place = top.inside("[parameters]")
    for owner, table in _table(top, tables, "parameters").items():
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


def _changes(top: Place, tables: Mapping[str, Any], known: Known) -> tuple[Change, ...]:
    """Return the changes by date, in the order of the file."""
    found = tables.get("policy", [])
    if isinstance(found, dict):
        raise top.wrong(
            "policy",
            "staat tussen enkele haken; begin elke verandering met de regel [[policy]]",
            "stands in single brackets; begin each change with the line [[policy]]",
        )
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise top.wrong(
            "policy",
            "is {found}; begin elke verandering met de regel [[policy]]",
            "is {found}; begin each change with the line [[policy]]",
            found=shown(found),
        )
    return tuple(_change(top.inside(f"[[policy]] {place}"), table, known) for place, table in enumerate(found, 1))


def _change(place: Place, table: dict[str, Any], known: Known) -> Change:
    """Return one change."""
    _check_keys(place, table, CHANGE_KEYS)
    for key, example in (("lever", '"team_hours"'), ("date", "2026-01-01")):
        if key not in table:
            raise place.wrong(
                key,
                "ontbreekt; voeg een regel toe zoals {key} = {example}",
                "is missing; add a line such as {key} = {example}",
                key=key, example=example,
            )  # fmt: skip
    lever, date = _lever(place, table["lever"], known), day(place, "date", table["date"])
    kind, amount = _amount(place, table, known.levers[lever].declared)
    ramp_weeks = int(number(place, "ramp_weeks", table.get("ramp_weeks", 0), RAMP_WEEKS))
    if ramp_weeks and known.levers[lever].declared.whole:
        raise place.wrong(
            "ramp_weeks",
            "is {weeks}, maar {lever} kent alleen gehele getallen; laat ramp_weeks weg, of maak meer veranderingen",
            "is {weeks}, but {lever} takes only whole numbers; leave out ramp_weeks, or make several changes",
            weeks=ramp_weeks, lever=lever,
        )  # fmt: skip
    until = _until(place, table["until"], date) if "until" in table else None
    codes = _codes(place, table["neighbourhoods"]) if "neighbourhoods" in table else ()
    return Change(lever, date, kind, amount, ramp_weeks, codes, until, place)


def _lever(place: Place, value: object, known: Known) -> str:
    """Return the name of a known lever."""
    name = string(place, "lever", value, "team_hours")
    if name in known.parameters:
        owner, _, parameter = name.partition(".")
        raise place.wrong(
            "lever",
            "is {name!r}, en dat is een parameter en geen beleid; zet {parameter} onder [parameters.{owner}], waar het "
            "vanaf het begin geldt",
            "is {name!r}, which is a parameter and no policy; put {parameter} under [parameters.{owner}], where it "
            "holds from the start",
            name=name, parameter=parameter, owner=owner,
        )  # fmt: skip
    if name not in known.levers:
        raise place.wrong(
            "lever",
            "is {found}, en dat is geen bekende knop; {near}",
            "is {found}, which is not a known lever; {near}",
            found=shown(name), near=nearest(name[:80], known.levers),
        )  # fmt: skip
    return name


def _amount(place: Place, table: Mapping[str, Any], declared: Declaration) -> tuple[str, float]:
    """Return whether a change sets, multiplies or adds, and how much."""
    given = [key for key in AMOUNT_KEYS if key in table]
    if len(given) != 1:
        found = both("heeft {keys} tegelijk", "has {keys} together", keys=Text(" en ".join(given), " and ".join(given)))
        if not given:
            found = Text("heeft geen van value, factor en add", "has none of value, factor and add")
        raise place.wrong(
            "", "{found}; geef er precies een van de drie", "{found}; give exactly one of the three", found=found
        )
    span = declared.high - declared.low
    bounds = {
        "value": bounds_of(declared),
        "factor": FACTOR,
        "add": Bounds(-span, span, bounds_of(declared).unit, declared.whole),
    }
    return given[0], number(place, given[0], table[given[0]], bounds[given[0]])


def _until(place: Place, value: object, date: datetime.date) -> datetime.date:
    """Return the day a change goes back, at least a week after its date: the model steps by weeks."""
    until = day(place, "until", value)
    if (until - date).days < 7:
        raise place.wrong(
            "until",
            "is {until}, minder dan een week na de datum ({date}); geef een latere datum of laat het weg",
            "is {until}, less than a week after its date ({date}); give a later date or leave it out",
            until=until, date=date,
        )  # fmt: skip
    return until


def _codes(place: Place, value: object) -> tuple[str, ...]:
    """Return codes of neighbourhoods in capitals, by alphabet; whether they exist only the model can tell."""
    example = Text('schrijf het als neighbourhoods = ["WK036366"]', 'write it like neighbourhoods = ["WK036366"]')
    if not isinstance(value, list):
        raise place.wrong(
            "neighbourhoods",
            "is {found}, en dat is geen lijst; {example}",
            "is {found}, which is not a list; {example}",
            found=shown(value), example=example,
        )  # fmt: skip
    if not value:
        raise place.wrong(
            "neighbourhoods",
            "is een lege lijst; noem ten minste een code, of laat het weg voor alle wijken",
            "is an empty list; name at least one code, or leave it out for all",
        )
    for code in value:
        if not isinstance(code, str) or not re.fullmatch(r"\s*\w[\w-]{0,39}\s*", code):
            raise place.wrong(
                "neighbourhoods",
                "bevat {found}, en dat is geen code; {example}",
                "holds {found}, which is not a code; {example}",
                found=shown(code), example=example,
            )  # fmt: skip
    codes = sorted(code.strip().upper() for code in value)
    for code, following in itertools.pairwise(codes):
        if code == following:
            raise place.wrong(
                "neighbourhoods",
                "bevat {code} twee keer; noem elke wijk een keer",
                "holds {code} twice; name each neighbourhood once",
                code=code,
            )
    return tuple(codes)
