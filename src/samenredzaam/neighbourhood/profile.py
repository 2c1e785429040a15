"""A profile: what public statistics say of one neighbourhood, in a file that a person can correct."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from samenredzaam.errors import InputError, nearest
from samenredzaam.neighbourhood.profile_contents import BANDS, GROUPS, SECTIONS, TOP, Contents, checked
from samenredzaam.neighbourhood.profile_files import text_of, toml_of, toml_text, write_text
from samenredzaam.neighbourhood.statistics import NEEDED, Area, Statistics
from samenredzaam.texts import Text

SINGLE: dict[str, tuple[str, str]] = {
    # A field of Profile: the table and the key in the file.
    "men": ("sex", "men"),
    "women": ("sex", "women"),
    "households": ("households", "total"),
    "one_person": ("households", "one_person"),
    "without_children": ("households", "without_children"),
    "with_children": ("households", "with_children"),
    "single_parents": ("households", "single_parents"),
    "participation_percent": ("work", "participation_percent"),
    "social_assistance": ("work", "social_assistance"),
    "births": ("events", "births"),
    "deaths": ("events", "deaths"),
    "dwellings": ("place", "dwellings"),
    "land_hectares": ("place", "land_hectares"),
    "urbanity": ("place", "urbanity"),
}
SERIES: dict[str, tuple[str, tuple[str, ...]]] = {
    # A field of Profile that holds several numbers: the table and its keys in the file.
    "ages": ("ages", BANDS),
    "background": ("background", ("european", "other")),
    "schooling": ("schooling", ("low", "middle", "high")),
    "income": ("income", ("lowest_40_percent", "highest_20_percent")),
    "age_groups": ("age_groups", GROUPS),
}
_FRACTIONS = frozenset({"participation_percent", "income"})


@dataclass(frozen=True)
class Profile:
    """What is known of a neighbourhood; counts are persons or households on the first of January of `year`.

    Attributes:
        name: a short name, as in the file's name.
        title: what people call it.
        source: where the numbers come from.
        code: the code of the area, or "".
        residents: how many people live there.
        men: men, as registered.
        women: women, as registered.
        ages: residents of 0-14, 15-24, 25-44, 45-64, and 65 and older.
        households: private households.
        one_person: households of one person.
        without_children: households of more persons without children.
        with_children: households with children.
        year: the year of the table, or None.
        municipality: the name of its municipality, or "".
        kind: "gemeente", "wijk", "buurt", "land" or "".
        single_parents: households of one parent with children, or None.
        background: residents from Europe or alike, and from elsewhere, or None (all others are Dutch).
        schooling: residents from 15 to 75 with low, middle, high schooling, or None.
        participation_percent: residents from 15 to 75 with paid work, in percent, or None.
        income: percent of households among the lowest 40% and the highest 20% of the country, or None.
        social_assistance: residents who live on social assistance (bijstand), or None.
        births: births in a year, or None; kept for comparison.
        deaths: deaths in a year, or None; kept for comparison.
        dwellings: dwellings, or None.
        land_hectares: land without water in hectares, or None.
        urbanity: 1 (very urban) to 5 (not urban), or None.
        age_groups: residents of 0-4, 5-9, ... 90-94, and 95 and older, or None.
    """

    name: str
    title: Text
    source: str
    code: str
    residents: int
    men: int
    women: int
    ages: tuple[int, ...]
    households: int
    one_person: int
    without_children: int
    with_children: int
    year: int | None = None
    municipality: str = ""
    kind: str = ""
    single_parents: int | None = None
    background: tuple[int, int] | None = None
    schooling: tuple[int, int, int] | None = None
    participation_percent: float | None = None
    income: tuple[float, float] | None = None
    social_assistance: int | None = None
    births: int | None = None
    deaths: int | None = None
    dwellings: int | None = None
    land_hectares: int | None = None
    urbanity: int | None = None
    age_groups: tuple[int, ...] | None = None

    def contents(self) -> Contents:
        """Return what its file holds: keys and tables of keys; what is absent is left out."""
        contents: Contents = {key: getattr(self, key) for key in TOP if getattr(self, key) not in (None, "")}
        contents.setdefault("code", "")
        contents["title"] = {"nl": self.title.nl, "en": self.title.en}
        for field, (table, key) in SINGLE.items():
            if getattr(self, field) is not None:
                contents.setdefault(table, {})[key] = getattr(self, field)
        for field, (table, keys) in SERIES.items():
            if getattr(self, field) is not None:
                contents[table] = dict(zip(keys, getattr(self, field), strict=True))
        return contents

    @property
    def area(self) -> str:
        """Return what tells this neighbourhood from others of a municipality: its code, or its name without one."""
        return self.code or self.name

    def hash(self) -> str:
        """Return a hash of the contents, whatever the layout and comments of the file."""
        return hashlib.sha256(json.dumps(self.contents(), sort_keys=True).encode()).hexdigest()


def _profile(contents: Contents) -> Profile:
    """Return the profile of checked contents."""
    fields: dict[str, Any] = {key: contents[key] for key in TOP if key in contents}
    fields["title"] = Text(**contents["title"])
    for field, (table, key) in SINGLE.items():
        if key in contents.get(table, {}):
            value = contents[table][key]
            fields[field] = float(value) if field in _FRACTIONS else value
    for field, (table, keys) in SERIES.items():
        if table in contents:
            values = (contents[table][key] for key in keys)
            fields[field] = tuple(float(value) if field in _FRACTIONS else value for value in values)
    return Profile(**fields)


_COLUMNS: dict[str, dict[str, str]] = {
    # Which column of a table (statistics.NAMES) fills which key of the file.
    "sex": {"men": "men", "women": "women"},
    "ages": {band: band for band in BANDS},
    "households": {
        "total": "households",
        "one_person": "households_one_person",
        "without_children": "households_without_children",
        "with_children": "households_with_children",
    },
    "background": {"european": "background_western", "other": "background_nonwestern"},
    "schooling": {"low": "schooling_low", "middle": "schooling_middle", "high": "schooling_high"},
    "work": {"participation_percent": "participation_percent", "social_assistance": "social_assistance"},
    "income": {"lowest_40_percent": "lowest_40_percent", "highest_20_percent": "highest_20_percent"},
    "events": {"births": "births", "deaths": "deaths"},
    "place": {"dwellings": "dwellings", "land_hectares": "land_hectares", "urbanity": "urbanity"},
}
_TABLES: dict[int | None, str] = {2019: "table 84583NED"}
_LATER_BACKGROUND = {"european": "background_european", "other": "background_outside_europe"}


def profile_from(statistics: Statistics, code: str) -> Profile:
    """Return the profile of an area of a table.

    Raises:
        InputError: when the code is not there, nobody lives there, numbers that are needed are kept secret,
            or numbers cannot be.
    """
    area = statistics.area(code)
    if lack := lack_of(area):
        why, remedy = lack
        raise InputError(
            "{path}: {why}; {remedy}", "{path}: {why}; {remedy}", path=statistics.path, why=why, remedy=remedy
        )
    contents = {"residents": area.residents, **_named(statistics, area), **_tables(area.values)}
    return _profile(checked(contents, f"{statistics.path} ({area.code})"))


def lack_of(area: Area) -> tuple[Text, Text] | None:
    """Return why no profile can be made of an area, and what would be right, as parts of a sentence; None if it can."""
    if area.residents == 0:
        return (
            Text(f"in {area.code} woont niemand", f"nobody lives in {area.code}"),
            Text("kies een gebied met inwoners", "choose an area with residents"),
        )
    if secret := ", ".join(title for name, title in NEEDED.items() if area.values[name] is None):
        return (
            Text(f"van {area.code} zegt de tabel niet {secret}", f"of {area.code} the table does not say {secret}"),
            Text("kies een groter gebied, zoals de wijk", "choose a larger area, such as its wijk"),
        )
    if not area.values["households"]:
        return (
            Text(f"{area.code} heeft inwoners en geen huishoudens", f"{area.code} has residents and no households"),
            Text("kies een groter gebied", "choose a larger area"),
        )
    return None


def _named(statistics: Statistics, area: Area) -> Contents:
    """Return the name, title and source of an area."""
    slug = re.sub(r"[^a-z0-9]+", "-", area.municipality.casefold()).strip("-") or area.code[2:6].casefold()
    kinds = {"gemeente": ("Gemeente", "Municipality"), "wijk": ("Wijk", "Wijk"), "buurt": ("Buurt", "Buurt")}
    dutch, english = kinds.get(area.kind, ("Gebied", "Area"))
    table = ", ".join(str(part) for part in (statistics.year, _TABLES.get(statistics.year)) if part is not None)
    called = area.name or area.code
    where = f", {area.municipality}" if area.municipality not in ("", called) else ""
    named: Contents = {
        "name": f"{slug}-{area.code.casefold()}",
        "title": {"nl": f"{dutch} {called}{where}", "en": f"{english} {called}{where}"},
        "source": f"CBS, Kerncijfers wijken en buurten{' ' + table if table else ''}, CC BY 4.0",
        "code": area.code,
        "municipality": area.municipality,
    }
    if area.kind in kinds:
        named["kind"] = area.kind
    if statistics.year is not None:
        named["year"] = statistics.year
    return named


def _tables(said: Mapping[str, float | None]) -> Contents:
    """Return the tables of a profile's file from the values of an area, less those that are not whole."""
    tables: Contents = {}
    later = {} if said.get("background_western") is not None else {"background": _LATER_BACKGROUND}
    for table, columns in {**_COLUMNS, **later}.items():
        found = {key: said.get(column) for key, column in columns.items()}
        present = {
            key: int(value) if value == int(value) else value for key, value in found.items() if value is not None
        }
        whole = len(present) == len(found) or not any(SECTIONS[table].keys[key].needed for key in columns)
        if present and whole:
            tables[table] = present
    if not sum(tables.get("schooling", {"low": 1}).values()):
        del tables["schooling"]  # nobody of whom it is known
    return tables


def _folder() -> Path:
    return Path(str(resources.files("samenredzaam").joinpath("data/profiles")))


def shipped() -> tuple[str, ...]:
    """Return the names of the profiles that ship with the package."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def read(path_or_name: str | Path) -> Profile:
    """Read a profile from a file ending in .toml, or one that ships with the package by its name.

    Raises:
        InputError: when it cannot be found or used, in one sentence that says which key, and what is right.
    """
    said = str(path_or_name)
    if said.endswith(".toml"):
        path = Path(said)
    elif said in shipped():
        path = _folder() / f"{said}.toml"
    else:
        raise InputError(
            "er is geen profiel {said!r}; {near} (of geef een pad naar een .toml of een map met profielen)",
            "there is no profile {said!r}; {near} (or give a path to a .toml or a folder of profiles)",
            said=said[:80], near=nearest(said[:80], shipped()),
        )  # fmt: skip
    return _profile(checked(toml_of(path, text_of(path)), str(path)))


def write(profile: Profile, path: str | Path, *, overwrite: bool = False) -> None:
    """Write a profile with comments that explain every table; whole or not at all.

    Raises:
        InputError: when something is there already and `overwrite` is False, or the place cannot be written.
    """
    write_text(toml_text(checked(profile.contents(), str(path))), Path(path), overwrite=overwrite)
