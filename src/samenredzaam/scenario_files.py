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
from samenredzaam.scenario_values import sentence

LARGEST_BYTES = 1_000_000
LONGEST_LINE = 20_000
MOST_POINTS = 600
"""Full stops on one line: the time it takes to read a key grows with the square of its parts."""

FOLDER = Path("scenarios")
"""Where a bare name is looked up first, from the folder one works in."""

_BASELINE = "baseline"
_NAME = re.compile(r"\w[\w .()+-]{0,99}")

_REMEDIES = (
    (r"=\s*\"?\d{1,4}[-/.]\d{1,2}[-/.]\d", "write a date that exists as year-month-day, such as 2026-12-31"),
    (r"\d,\d", "write numbers with a point and no commas, such as 28.8"),
    ("[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
     "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]", "write straight quotation marks"),
    (r"=\s*([Tt]rue|[Ff]alse|[Yy]es|[Nn]o|[Jj]a|[Nn]ee)\b", "write a number, such as 1 for yes and 0 for no"),
    (r"^[^=\"']*$", "write a key, an equals sign and a value, such as weeks = 520"),
    (r"\\", "write / instead of \\"),
    (r"=\s*[^\s\d\"'\[{+-]", 'put text between straight quotation marks, such as lever = "team_hours"'),
)  # fmt: skip
"""What is most likely meant by a line that is not TOML: the first that fits."""

_REMEDIES_BY_REASON = (
    ("Cannot overwrite a value", "a key or table may stand there only once, so leave one of them out"),
    ("Cannot declare", "a table may be opened only once, so put its keys together (or write [[policy]])"),
    ("Cannot mutate", "a table may be opened only once, so put its keys together"),
    ("Unclosed array", "close the list with ]"),
)


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
            where = f"in the folder {folder} or among those that ship"
            clause = f"There is no scenario {path_or_name[:80]!r} {where}"
            raise InputError(sentence(f"{clause}; {nearest(path_or_name[:80], known_names(folder))}"))
        return found
    if not is_file(path):
        raise InputError(sentence(f"{str(path)[:300]} {_why_not_there(path)}"))
    if path.suffix != ".toml":
        raise InputError(f"{path} is not a scenario file; give a file whose name ends in .toml.")
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


def _why_not_there(path: Path) -> str:
    """Return why a path is no file, as the end of a sentence."""
    try:
        folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        folder = False
    except (OSError, ValueError):
        return "cannot be the path of a file; give that of a scenario file"
    if folder:
        inside = ", ".join(names_in(path)[:12]) or "no .toml files"
        return f"is a folder; give one of the files in it ({inside})"
    if is_file(path.with_name(f"{path.name}.toml")):
        return f"is not there; did you mean {path.name + '.toml'!r}?"
    known = [f"{name}.toml" for name in names_in(path.parent)]
    if not known:
        return "is not there; give the path of a scenario file, or the name of one that ships"
    return f"is not there; {nearest(path.name[:80], known)}"


def _usable(path: Path) -> Path:
    """Return a path whose file lies where it says and whose name can stand in tables and file names."""
    if not _NAME.fullmatch(path.stem):
        raise InputError(f"{path} cannot be the name of a scenario; use up to 100 letters, digits, hyphens and spaces.")
    # Those that ship may be links: some installers link a package's files to a store of their own.
    if path.parent.resolve() != shipped().resolve() and not lies_within(path, path.parent):
        raise InputError(f"{path} is a link to {path.resolve()}, outside its folder; put a copy of that file there.")
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
        raise InputError(f"{path} cannot be read ({error.strerror}); see who may read it.") from error
    return tables(_decoded(found, str(path)), str(path))


def _decoded(found: bytes, file: str) -> str:
    """Return the text of a file's bytes."""
    if len(found) > LARGEST_BYTES:
        raise InputError(f"{file} is over {LARGEST_BYTES // 10**6} MB; a scenario is a text of a few pages at most.")
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{file} is UTF-16, not UTF-8; save it as UTF-8.")
    if found.startswith(b"\xef\xbb\xbf"):
        raise InputError(f"{file} begins with a byte order mark (BOM); save it as UTF-8 without one.")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{file} is not UTF-8: line {line} holds the byte 0x{found[error.start]:02x}; save it as UTF-8."
        ) from error


def tables(text: str, file: str) -> dict[str, Any]:
    """Return the tables of a TOML text; `file` is what it is called in a refusal.

    Raises:
        InputError: it is empty, not TOML, or built so that reading it would take unreasonable time or depth.
    """
    if not text.strip():
        raise InputError(f"{file} is empty; begin with a copy of a scenario that ships and change that.")
    _check_lines(text.split("\n"), file)
    try:
        return tomllib.loads(text)
    except RecursionError:
        # Brackets within brackets: the reader of TOML calls itself for each, and Python stops it in time.
        raise InputError(f"{file} has brackets nested too deeply; a list within a table is enough.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(sentence(_not_toml(str(error), text, file))) from error
    except ValueError as error:
        raise InputError(f"{file} holds a number of thousands of digits; give a number that makes sense.") from error


def _check_lines(lines: Iterable[str], file: str) -> None:
    """Refuse lines that no person writes."""
    for place, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise InputError(
                f"In {file}, line {place} has {len(line):,} characters; break it up below {LONGEST_LINE:,}."
            )
        if line.count(".") > MOST_POINTS:
            raise InputError(
                f"In {file}, line {place} has over {MOST_POINTS} full stops; a key has at most three parts."
            )


def _not_toml(reason: str, text: str, file: str) -> str:
    """Return the sentence for a text that is not TOML, from what the reader of TOML says of it."""
    lines = text.rstrip().split("\n")
    found = re.search(r" \(at line (\d+), column \d+\)$", reason)
    place = min(int(found[1]), len(lines)) if found else len(lines)
    line = lines[place - 1].strip()
    shown = line if len(line) <= 60 else line[:57] + "..."
    readable = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in shown)
    return f"In {file}, line {place} ({readable}) {_remedy(reason, line)}"


def _remedy(reason: str, line: str) -> str:
    """Return what would make a line TOML, as far as can be guessed, as the end of a sentence."""
    for start, remedy in _REMEDIES_BY_REASON:
        if reason.startswith(start):
            return f"cannot be read; {remedy}"
    for pattern, remedy in _REMEDIES:
        if re.search(pattern, line):
            return f"cannot be read; {remedy}"
    said = re.sub(r" \(at .*\)$", "", reason)
    return f"is not TOML ({said[:1].lower() + said[1:]}); compare it with a scenario that ships"
