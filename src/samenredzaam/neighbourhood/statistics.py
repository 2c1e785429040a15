"""Public statistics: the tables "Kerncijfers wijken en buurten" of Statistics Netherlands (CBS).

One table comes in four dresses: open data in CSV (`AantalInwoners_5`, where the number differs by year),
open data in JSON, a download from StatLine with readable headings (`Bevolking/Aantal inwoners (aantal)`),
and the sheet that CBS publishes (`a_inw`) saved as CSV. A column is recognised by the stem of its name,
whatever its place or number.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samenredzaam.errors import InputError, nearest
from samenredzaam.texts import Text

MOST_BYTES = 200_000_000
_MISSING = frozenset({"", ".", ",", "-", "?", "x", "..", "null", "-99997", "-99999999"})
"""How the tables, and the maps that carry them, write that a number is unknown or kept secret."""
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_PREFIXES = {"GM": "gemeente", "WK": "wijk", "BU": "buurt", "NL": "land"}

NAMES: dict[str, tuple[str, ...]] = {
    # What we call it: its names without number, capitals and punctuation. The first is that of the open data,
    # which the readable headings share; names of the published sheet, and of other years, come after.
    "residents": ("aantalinwoners", "ainw"),
    "men": ("mannen", "aman"),
    "women": ("vrouwen", "avrouw"),
    "age_0_14": ("0tot15jaar", "a0014"),
    "age_15_24": ("15tot25jaar", "a1524"),
    "age_25_44": ("25tot45jaar", "a2544"),
    "age_45_64": ("45tot65jaar", "a4564"),
    "age_65_plus": ("65jaarofouder", "a65oo"),
    "households": ("huishoudenstotaal", "ahh"),
    "households_one_person": ("eenpersoonshuishoudens", "a1phh"),
    "households_without_children": ("huishoudenszonderkinderen", "ahhzk"),
    "households_with_children": ("huishoudensmetkinderen", "ahhmk"),
    # The older tables say "westers" and "niet-westers", the later ones "Europa (exclusief Nederland)" and
    # "buiten Europa".
    "background_western": ("westerstotaal", "awall"),
    "background_nonwestern": ("nietwesterstotaal", "anwall"),
    "background_european": ("europaexclusiefnederland", "aeural"),
    "background_outside_europe": ("buiteneuropa", "aneual"),
    # Renamed in the tables of 2023; the classes are the same.
    "schooling_low": ("opleidingsniveaulaag", "basisonderwijsvmbombo1", "aopllg", "aoplbvm"),
    "schooling_middle": ("opleidingsniveaumiddelbaar", "havovwombo24", "aoplmd", "aoplhvm"),
    "schooling_high": ("opleidingsniveauhoog", "hbowo", "aoplhg", "aoplhw"),
    "participation_percent": ("nettoarbeidsparticipatie", "parbpp"),
    "lowest_40_percent": ("40huishoudensmetlaagsteinkomen", "phhli"),
    "highest_20_percent": ("20huishoudensmethoogsteinkomen", "phhhi"),
    "social_assistance": ("personenpersoortuitkeringbijstand", "asozwb"),
    "births": ("geboortetotaal", "ageb"),
    "deaths": ("sterftetotaal", "aste"),
    "dwellings": ("woningvoorraad", "awoning"),
    "land_hectares": ("oppervlakteland", "alanha"),
    "urbanity": ("matevanstedelijkheid", "stemvs"),
}
NEEDED = {
    "residents": "AantalInwoners",
    "men": "Mannen",
    "women": "Vrouwen",
    "age_0_14": "k_0Tot15Jaar",
    "age_15_24": "k_15Tot25Jaar",
    "age_25_44": "k_25Tot45Jaar",
    "age_45_64": "k_45Tot65Jaar",
    "age_65_plus": "k_65JaarOfOuder",
    "households": "HuishoudensTotaal",
    "households_one_person": "Eenpersoonshuishoudens",
    "households_without_children": "HuishoudensZonderKinderen",
    "households_with_children": "HuishoudensMetKinderen",
}
"""Without these no profile can be made; with the names that CBS gives them."""

_LABELS = {
    "code": ("codering", "gwbcode", "gwbcode10"),
    "place": ("wijkenenbuurten", "regio"),
    "municipality": ("gemeentenaam", "gmnaam"),
    "kind": ("soortregio", "recs"),
}
_FIRST_COUNTS = frozenset({"background_european", "background_outside_europe"})
"""Named several times (origin, then country of birth): the first, origin, is meant."""


@dataclass(frozen=True)
class Area:
    """One area of a table.

    Attributes:
        code: its code, such as "WK036366".
        kind: "gemeente", "wijk", "buurt", "land" or "" where neither column nor code tells.
        name: its name, or "" where the table repeats the code.
        municipality: the name of its municipality, or "" where the table has none.
        residents: how many people live there, or None where CBS keeps it secret.
        values: what the table says, by the names of NAMES; None where it says nothing.
    """

    code: str
    kind: str
    name: str
    municipality: str
    residents: int | None
    values: dict[str, float | None]


@dataclass(frozen=True)
class Statistics:
    """A table of areas, as read.

    Attributes:
        path: the file.
        year: the year in the file's name, or None; the tables do not tell it themselves.
        areas: the areas in the order of the file.
    """

    path: Path
    year: int | None
    areas: tuple[Area, ...]

    def area(self, code: str) -> Area:
        """Return the area with this code (in capitals or not, with spaces around it or not).

        Raises:
            InputError: when there is none, naming the nearest code.
        """
        wanted = code.strip().upper()
        for found in self.areas:
            if found.code == wanted:
                return found
        known = [found.code for found in self.areas]
        raise InputError(
            "{path}: er is geen gebied met code {code!r}; {near}",
            "{path}: there is no area with code {code!r}; {near}",
            path=self.path,
            code=code.strip(),
            near=nearest(wanted, known),
        )


def read(path: str | Path) -> Statistics:
    """Read a table "Kerncijfers wijken en buurten" (CSV with ; , or tab, or the open data's JSON).

    Raises:
        InputError: when the file cannot be used, in one sentence that says why.
    """
    path = Path(path)
    text = _text(path)
    rows = _json_rows(path, text) if text.lstrip()[:1] in "{[" else _csv_rows(path, text)
    header = next(rows)
    places = _places(path, header)
    areas = _areas(path, rows, places, header)
    year = re.search(r"(?<!\d)(20[0-4]\d)(?!\d)", path.stem)
    return Statistics(path, int(year.group(1)) if year else None, areas)


def _text(path: Path) -> str:
    """Return the file's text, or refuse it."""
    try:
        if path.is_dir():
            raise InputError(
                "{path} is een map; geef het CSV-bestand met de cijfers zelf",
                "{path} is a folder; give the CSV file with the statistics itself",
                path=path,
            )
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                "{path} is {size} MB, meer dan de {most} MB die wordt gelezen; geef de tabel van een gemeente",
                "{path} has {size} MB, more than the {most} MB that is read; give the table of one municipality",
                path=path, size=size // 1_000_000, most=MOST_BYTES // 1_000_000,
            )  # fmt: skip
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "{path} is geen tekst in UTF-8 (byte {byte}); bewaar het als CSV in UTF-8",
            "{path} is not UTF-8 text (byte {byte}); save it as CSV in UTF-8",
            path=path,
            byte=error.start,
        ) from None
    except FileNotFoundError:
        raise InputError(
            "{path} is niet gevonden; geef het pad van een tabel van CBS in CSV",
            "{path} was not found; give the path of a CBS table in CSV",
            path=path,
        ) from None
    except OSError as error:
        raise InputError(
            "{path} kan niet worden gelezen ({why}); geef een bestand dat gelezen kan worden",
            "{path} cannot be read ({why}); give a file that can be read",
            path=path,
            why=error.strerror,
        ) from None
    except ValueError:
        raise InputError(
            "{path!r} is geen pad; geef het pad van een tabel van CBS in CSV",
            "{path!r} is not a path; give the path of a CBS table in CSV",
            path=str(path),
        ) from None
    if not text.strip():
        raise InputError(
            "{path} is leeg; download de tabel opnieuw", "{path} is empty; download the table again", path=path
        )
    return text


def _csv_rows(path: Path, text: str) -> Iterator[list[str]]:
    """Yield the header and the rows of a CSV table, cells trimmed, lines without text left out."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield cells
    except csv.Error as error:
        raise InputError(
            "{path} kan niet als CSV worden gelezen ({why}); download de tabel opnieuw",
            "{path} cannot be read as CSV ({why}); download the table again",
            path=path,
            why=error,
        ) from None


def _json_rows(path: Path, text: str) -> Iterator[list[str]]:
    """Yield the header and rows of the open data's JSON: {"value": [...]}, a list, or an object by code."""
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        deep = Text("te diep genest", "nested too deeply")
        what = error.msg if isinstance(error, json.JSONDecodeError) else deep
        raise InputError(
            "{path} kan niet als JSON worden gelezen ({what}); download de tabel opnieuw",
            "{path} cannot be read as JSON ({what}); download the table again",
            path=path,
            what=what,
        ) from None
    records = _records(found)
    if not records:
        raise InputError(
            "{path} bevat geen tabel van gebieden; geef een tabel van CBS in CSV, of de JSON van de open data",
            "{path} holds no table of areas; give a CBS table in CSV, or the open data's JSON",
            path=path,
        )
    header = list(dict.fromkeys(key for record in records for key in record))
    yield header
    for record in records:
        yield ["" if record.get(key) is None else str(record[key]).strip() for key in header]


def _records(found: Any) -> list[dict[str, Any]]:
    """Return the areas of a JSON table as records, or nothing where it is no table."""
    if isinstance(found, dict) and isinstance(found.get("value"), list):
        found = found["value"]
    if isinstance(found, dict):
        found = [{"Codering": code, **record} for code, record in found.items() if isinstance(record, dict)]
    return [record for record in found if isinstance(record, dict)] if isinstance(found, list) else []


def _forms(name: str) -> tuple[str, str]:
    """Return a column's name in small letters and figures alone: whole, and without the number behind it."""
    name = name.strip().strip('"')
    if "/" in name:
        name = name.rsplit("/", 1)[1]
    name = re.sub(r"\s*\([^()]*\)\s*$", "", name)
    name = re.sub(r"^k_(?=\d)", "", name)
    return _plain(name), _plain(re.sub(r"_\d+$", "", name))


def _plain(name: str) -> str:
    return re.sub(r"[^0-9a-z]", "", name.casefold())


def _places(path: Path, header: Sequence[str]) -> dict[str, int]:
    """Return in which column stands what, or refuse the table."""
    known = {alias: name for table in (NAMES, _LABELS) for name, aliases in table.items() for alias in aliases}
    places: dict[str, int] = {}
    for column, title in enumerate(header):
        whole, stem = _forms(title)
        name = known.get(whole) or known.get(stem)
        if name is None or (name in places and name in _FIRST_COUNTS | {"code"}):
            continue
        if name in places:
            raise InputError(
                "{path}: de kolommen {one!r} en {other!r} zeggen beide {name}; laat er een weg",
                "{path}: the columns {one!r} and {other!r} both say {name}; leave one of them out",
                path=path, one=header[places[name]], other=title, name=name,
            )  # fmt: skip
        places[name] = column
    if not {"code", "place"} & places.keys() or not set(NAMES) & places.keys():
        raise InputError(
            "{path} lijkt geen tabel 'Kerncijfers wijken en buurten' van CBS: de eerste regel noemt geen codes van "
            "gebieden (Codering) en inwoners (AantalInwoners); geef de tabel met haar veldnamen",
            "{path} does not look like a CBS table 'Kerncijfers wijken en buurten': its first line does not name area "
            "codes (Codering) and residents (AantalInwoners); give the table with its field names",
            path=path,
        )
    if missing := [title for name, title in NEEDED.items() if name not in places]:
        raise InputError(
            "{path} mist wat een profiel nodig heeft: {missing}; download 'Kerncijfers wijken en buurten' met "
            "leeftijden en huishoudens",
            "{path} lacks what a profile needs: {missing}; download 'Kerncijfers wijken en buurten' with ages and "
            "households",
            path=path, missing=", ".join(missing),
        )  # fmt: skip
    return places


def _areas(path: Path, rows: Iterator[list[str]], places: dict[str, int], header: Sequence[str]) -> tuple[Area, ...]:
    """Return the areas of a table's rows."""
    areas: dict[str, Area] = {}
    last = max(places.values())
    for line, row in enumerate(rows, start=2):
        if len(row) <= last:
            raise InputError(
                "{path}: rij {line} heeft {cells} cellen waar de eerste regel er {names} noemt; het bestand lijkt "
                "afgebroken, download het opnieuw",
                "{path}: row {line} has {cells} cells where the first line names {names}; the file seems cut off, "
                "download it again",
                path=path, line=line, cells=len(row), names=len(header),
            )  # fmt: skip
        area = _area(path, line, row, places, header)
        if area.code in areas:
            raise InputError(
                "{path}: de code {code} staat in twee rijen (opnieuw in rij {line}); laat er een weg",
                "{path}: the code {code} stands in two rows (again in row {line}); leave one out",
                path=path,
                code=area.code,
                line=line,
            )
        areas[area.code] = area
    if not areas:
        raise InputError(
            "{path} heeft een regel met veldnamen en geen gebieden; download de tabel opnieuw",
            "{path} has a line of field names and no areas; download the table again",
            path=path,
        )
    return tuple(areas.values())


def _area(path: Path, line: int, row: list[str], places: dict[str, int], header: Sequence[str]) -> Area:
    """Return the area of one row."""
    said = {label: row[places[label]] if label in places else "" for label in _LABELS}
    code = (said["code"] or said["place"]).upper()
    if not code:
        raise InputError(
            "{path}: rij {line} heeft geen code van een gebied; geef er een zoals WK036366",
            "{path}: row {line} has no area code; give one such as WK036366",
            path=path,
            line=line,
        )
    values = {name: _number(path, code, row[places[name]], header[places[name]]) for name in NAMES if name in places}
    kind = said["kind"].casefold() or _PREFIXES.get(code[:2], "")
    name = "" if said["place"].upper() == code else said["place"]
    residents = values["residents"]
    return Area(code, kind, name, said["municipality"], None if residents is None else int(residents), values)


def _number(path: Path, code: str, cell: str, title: str) -> float | None:
    """Return the number in a cell, or None where the table says nothing."""
    if cell.casefold() in _MISSING:
        return None
    if not _NUMBER.fullmatch(cell):
        raise InputError(
            "{path}: {title} van {code} is {cell!r}, en dat is geen getal; geef een getal of '.'",
            "{path}: {title} of {code} is {cell!r}, which is not a number; give a number or '.'",
            path=path,
            title=title,
            code=code,
            cell=cell,
        )
    value = float(cell.replace(",", "."))
    if not 0 <= value < 1e9:
        raise InputError(
            "{path}: {title} van {code} is {cell}, en dat kan niet; geef een getal vanaf 0, of '.'",
            "{path}: {title} of {code} is {cell}, which cannot be; give a number from 0 up, or '.'",
            path=path,
            title=title,
            code=code,
            cell=cell,
        )
    return value
