"""Where scenario files are found, and how their bytes become tables: what is refused before any meaning.

Nothing here knows what a scenario says; see scenario_reading.
"""

import re
import stat
import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from samenredzaam.errors import InputError, nearest
from samenredzaam.scenario_values import refused
from samenredzaam.texts import Text, both

LARGEST_BYTES = 1_000_000
LONGEST_LINE = 20_000
MOST_POINTS = 600
"""Full stops on one line: the time it takes to read a key grows with the square of its parts."""

FOLDER = Path("scenarios")
"""Where a bare name is looked up first, from the folder one works in."""

_BASELINE = "baseline"
_NAME = re.compile(r"\w[\w .()+-]{0,99}")

_REMEDIES = (
    (r"=\s*\"?\d{1,4}[-/.]\d{1,2}[-/.]\d",
     Text("schrijf een datum die bestaat als jaar-maand-dag, zoals 2026-12-31",
          "write a date that exists as year-month-day, such as 2026-12-31")),
    (r"\d,\d",
     Text("schrijf getallen met een punt en zonder komma's, zoals 28.8",
          "write numbers with a point and no commas, such as 28.8")),
    ("[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
     "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]",
     Text("schrijf rechte aanhalingstekens", "write straight quotation marks")),
    (r"=\s*([Tt]rue|[Ff]alse|[Yy]es|[Nn]o|[Jj]a|[Nn]ee)\b",
     Text("schrijf een getal, zoals 1 voor ja en 0 voor nee", "write a number, such as 1 for yes and 0 for no")),
    (r"^[^=\"']*$",
     Text("schrijf een sleutel, een is-teken en een waarde, zoals weeks = 520",
          "write a key, an equals sign and a value, such as weeks = 520")),
    (r"\\", Text("schrijf / in plaats van \\", "write / instead of \\")),
    (r"=\s*[^\s\d\"'\[{+-]",
     Text('zet tekst tussen rechte aanhalingstekens, zoals lever = "team_hours"',
          'put text between straight quotation marks, such as lever = "team_hours"')),
)  # fmt: skip
"""What is most likely meant by a line that is not TOML: the first that fits."""

_REMEDIES_BY_REASON = (
    ("Cannot overwrite a value",
     Text("een sleutel of tabel mag er maar een keer staan; laat er een weg",
          "a key or table may stand there only once, so leave one of them out")),
    ("Cannot declare",
     Text("een tabel mag maar een keer worden geopend; zet de sleutels bij elkaar (of schrijf [[policy]])",
          "a table may be opened only once, so put its keys together (or write [[policy]])")),
    ("Cannot mutate",
     Text("een tabel mag maar een keer worden geopend; zet de sleutels bij elkaar",
          "a table may be opened only once, so put its keys together")),
    ("Unclosed array", Text("sluit de lijst met ]", "close the list with ]")),
)  # fmt: skip


def shipped() -> Path:
    """Return the folder of the scenarios that ship: inside an installed package, else beside the sources.

    Raises:
        RuntimeError: the installation lacks them.
    """
    package = Path(str(resources.files("samenredzaam")))
    for folder in (package / "scenarios", package.parent.parent / "scenarios"):
        if (folder / f"{_BASELINE}.toml").is_file():
            return folder
    raise RuntimeError(f"the scenarios that ship with {package} are not there; install the package anew")


def names() -> tuple[str, ...]:
    """Return the names of the scenarios that ship: the baseline, then the others by alphabet."""
    found = names_in(shipped())
    return (_BASELINE, *(name for name in found if name != _BASELINE))


def names_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the scenario files in a folder, by alphabet; none where there is no such folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml"))) if folder.is_dir() else ()


def profile_names() -> tuple[str, ...]:
    """Return the names of the neighbourhood profiles that ship."""
    folder = resources.files("samenredzaam").joinpath("data/profiles")
    if not folder.is_dir():
        return ()
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def find(path_or_name: str | Path, folder: Path | None) -> Path:
    """Return the file of a scenario.

    Args:
        path_or_name: a path that ends in .toml, or the bare name of a scenario.
        folder: where a bare name is looked up before the scenarios that ship; None is ./scenarios.

    Raises:
        InputError: there is no such file, or its name or place cannot be used.
    """
    path = Path(path_or_name)
    if isinstance(path_or_name, str) and path.suffix != ".toml" and path_or_name == path.name:
        folder = FOLDER if folder is None else folder
        found = looked_up(path_or_name, folder)
        if found is None:
            raise refused(
                "Er is geen scenario {name!r} in de map {folder} of bij de meegeleverde; {near}",
                "There is no scenario {name!r} in the folder {folder} or among those that ship; {near}",
                name=path_or_name[:80], folder=folder, near=nearest(path_or_name[:80], known_names(folder)),
            )  # fmt: skip
        return found
    if not is_file(path):
        raise refused("{path} {why}", "{path} {why}", path=str(path)[:300], why=_why_not_there(path))
    if path.suffix != ".toml":
        raise InputError(
            "{path} is geen scenariobestand; geef een bestand waarvan de naam eindigt op .toml.",
            "{path} is not a scenario file; give a file whose name ends in .toml.",
            path=path,
        )
    return _usable(path)


def looked_up(name: str, folder: Path | None) -> Path | None:
    """Return the file of a bare name, in a folder or else among those that ship, or None."""
    for place in (folder, shipped()):
        if place is not None and is_file(place / f"{name}.toml"):
            return _usable(place / f"{name}.toml")
    return None


def known_names(folder: Path | None) -> tuple[str, ...]:
    """Return the names that `looked_up` finds."""
    return (*(names_in(folder) if folder else ()), *names_in(shipped()))


def is_file(path: Path) -> bool:
    """Tell whether there is a plain file (or a link to one), also for paths that no system can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder (or a link to one), also for paths that no system can have."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _why_not_there(path: Path) -> Text:
    """Return why a path is no file, as the end of a sentence."""
    try:
        folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        folder = False
    except (OSError, ValueError):
        return Text(
            "kan geen pad van een bestand zijn; geef dat van een scenariobestand",
            "cannot be the path of a file; give that of a scenario file",
        )
    if folder:
        inside = ", ".join(names_in(path)[:12]) or Text("geen .toml-bestanden", "no .toml files")
        return both(
            "is een map; geef een van de bestanden erin ({inside})",
            "is a folder; give one of the files in it ({inside})",
            inside=inside,
        )
    missing = Text("is er niet", "is not there")
    if is_file(path.with_name(f"{path.name}.toml")):
        near = nearest(f"{path.name}.toml", [f"{path.name}.toml"])
        return both("{missing}; {near}", "{missing}; {near}", missing=missing, near=near)
    known = [f"{name}.toml" for name in names_in(path.parent)]
    near = nearest(path.name[:80], known) if known else Text(
        "geef het pad van een scenariobestand, of de naam van een meegeleverd scenario",
        "give the path of a scenario file, or the name of one that ships",
    )  # fmt: skip
    return both("{missing}; {near}", "{missing}; {near}", missing=missing, near=near)


def _usable(path: Path) -> Path:
    """Return a path whose file lies where it says and whose name can stand in tables and file names."""
    if not _NAME.fullmatch(path.stem):
        raise InputError(
            "{path} kan geen naam van een scenario zijn; gebruik tot 100 letters, cijfers, streepjes en spaties.",
            "{path} cannot be the name of a scenario; use up to 100 letters, digits, hyphens and spaces.",
            path=path,
        )
    # Those that ship may be links: some installers link a package's files to a store of their own.
    if path.parent.resolve() != shipped().resolve() and not lies_within(path, path.parent):
        raise InputError(
            "{path} is een koppeling naar {target}, buiten de map; zet daar een kopie van dat bestand.",
            "{path} is a link to {target}, outside its folder; put a copy of that file there.",
            path=path, target=path.resolve(),
        )  # fmt: skip
    return path


def lies_within(path: Path, folder: Path) -> bool:
    """Tell whether a path, with all links followed, lies in a folder or deeper."""
    return path.resolve().is_relative_to(folder.resolve())


def loaded(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        InputError: it cannot be read, is too large, is not UTF-8, or is not TOML.
    """
    try:
        with path.open("rb") as file:
            found = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise InputError(
            "{path} kan niet worden gelezen ({why}); kijk wie het mag lezen.",
            "{path} cannot be read ({why}); see who may read it.",
            path=path, why=error.strerror,
        ) from error  # fmt: skip
    return tables(_decoded(found, str(path)), str(path))


def _decoded(found: bytes, file: str) -> str:
    """Return the text of a file's bytes."""
    if len(found) > LARGEST_BYTES:
        raise InputError(
            "{file} is groter dan {most} MB; een scenario is een tekst van hoogstens een paar bladzijden.",
            "{file} is over {most} MB; a scenario is a text of a few pages at most.",
            file=file, most=LARGEST_BYTES // 10**6,
        )  # fmt: skip
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            "{file} is UTF-16 en geen UTF-8; bewaar het als UTF-8.",
            "{file} is UTF-16, not UTF-8; save it as UTF-8.",
            file=file,
        )
    if found.startswith(b"\xef\xbb\xbf"):
        raise InputError(
            "{file} begint met een byte order mark (BOM); bewaar het als UTF-8 zonder.",
            "{file} begins with a byte order mark (BOM); save it as UTF-8 without one.",
            file=file,
        )
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise InputError(
            "{file} is geen UTF-8: regel {line} bevat de byte 0x{byte:02x}; bewaar het als UTF-8.",
            "{file} is not UTF-8: line {line} holds the byte 0x{byte:02x}; save it as UTF-8.",
            file=file, line=line, byte=found[error.start],
        ) from error  # fmt: skip


def tables(text: str, file: str) -> dict[str, Any]:
    """Return the tables of a TOML text; `file` is what it is called in a refusal.

    Raises:
        InputError: it is empty, not TOML, or built so that reading it would take unreasonable time or depth.
    """
    if not text.strip():
        raise InputError(
            "{file} is leeg; begin met een kopie van een meegeleverd scenario en verander die.",
            "{file} is empty; begin with a copy of a scenario that ships and change that.",
            file=file,
        )
    _check_lines(text.split("\n"), file)
    try:
        return tomllib.loads(text)
    except RecursionError:
        # Brackets within brackets: the reader of TOML calls itself for each, and Python stops it in time.
        raise InputError(
            "{file} heeft te diep geneste haken; een lijst in een tabel is genoeg.",
            "{file} has brackets nested too deeply; a list within a table is enough.",
            file=file,
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(str(error), text, file) from error
    except ValueError as error:
        raise InputError(
            "{file} bevat een getal van duizenden cijfers; geef een getal dat ergens op slaat.",
            "{file} holds a number of thousands of digits; give a number that makes sense.",
            file=file,
        ) from error


def _check_lines(lines: Iterable[str], file: str) -> None:
    """Refuse lines that no person writes."""
    for place, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise InputError(
                "In {file}: regel {place} telt {length} tekens; breek die op tot onder {most}.",
                "In {file}, line {place} has {length:,} characters; break it up below {most:,}.",
                file=file, place=place, length=len(line), most=LONGEST_LINE,
            )  # fmt: skip
        if line.count(".") > MOST_POINTS:
            raise InputError(
                "In {file}: regel {place} telt meer dan {most} punten; een sleutel heeft hoogstens drie delen.",
                "In {file}, line {place} has over {most} full stops; a key has at most three parts.",
                file=file, place=place, most=MOST_POINTS,
            )  # fmt: skip


def _not_toml(reason: str, text: str, file: str) -> InputError:
    """Return the refusal of a text that is not TOML, from what the reader of TOML says of it."""
    lines = text.rstrip().split("\n")
    found = re.search(r" \(at line (\d+), column \d+\)$", reason)
    place = min(int(found[1]), len(lines)) if found else len(lines)
    line = lines[place - 1].strip()
    shown = line if len(line) <= 60 else line[:57] + "..."
    readable = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in shown)
    return refused(
        "In {file}: regel {place} ({line}) {remedy}",
        "In {file}, line {place} ({line}) {remedy}",
        file=file, place=place, line=readable, remedy=_remedy(reason, line),
    )  # fmt: skip


def _remedy(reason: str, line: str) -> Text:
    """Return what would make a line TOML, as far as can be guessed, as the end of a sentence."""
    for start, remedy in _REMEDIES_BY_REASON:
        if reason.startswith(start):
            return both("kan niet worden gelezen; {remedy}", "cannot be read; {remedy}", remedy=remedy)
    for pattern, remedy in _REMEDIES:
        if re.search(pattern, line):
            return both("kan niet worden gelezen; {remedy}", "cannot be read; {remedy}", remedy=remedy)
    said = re.sub(r" \(at .*\)$", "", reason)
    return both(
        "is geen TOML ({said}); vergelijk het met een meegeleverd scenario",
        "is not TOML ({said}); compare it with a scenario that ships",
        said=said[:1].lower() + said[1:],
    )
