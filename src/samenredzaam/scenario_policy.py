"""What a scenario file says of policy: its changes by date, checked key by key."""

import datetime
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samenredzaam.errors import nearest
from samenredzaam.neighbourhood.levers import Lever
from samenredzaam.parameters import Declaration
from samenredzaam.scenario_changes import Change
from samenredzaam.scenario_values import Bounds, Place, bounds_of, day, number, quoted, shown, string
from samenredzaam.texts import Text, both
from samenredzaam.units import unit_text

TOP_KEYS = ("based_on", "title", "question", "background", "setting", "start_policy", "parameters", "policy")
AMOUNT_KEYS = ("value", "factor", "add")
CHANGE_KEYS = ("lever", "date", *AMOUNT_KEYS, "ramp_weeks", "neighbourhoods", "until")

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


def check_keys(place: Place, found: Iterable[str], known: Iterable[str]) -> None:
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


def changes_of(top: Place, tables: Mapping[str, Any], known: Known) -> tuple[Change, ...]:
    """Return the changes by date that a file makes, in its order.

    Raises:
        InputError: something in them cannot be used.
    """
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
    check_keys(place, table, CHANGE_KEYS)
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
