"""A checkpoint: all that a model must know to go on, in one file that is there whole or not at all.

    checkpoint.json  what it is of (About), and everything that is no array; arrays are named in their places
    NAME.npy         one for each array, such as town.tables.residents.age.npy

It is a zip archive of files as they are, so `numpy.load` opens it too. Its comment is a digest of the contents, by
which one that was changed is known. Nothing in it is code, and nothing of it is run.
"""

import dataclasses
import hashlib
import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from samenredzaam.errors import InputError
from samenredzaam.texts import Text
from samenredzaam.writing import written_whole

FORMAT = "samenredzaam checkpoint 1"
"""The first thing a checkpoint says, by which it is known to be one of ours."""

CONTENTS = "checkpoint.json"
LARGEST_JSON_BYTES = 2_000_000_000
PLAIN = (bool, int, float, str, type(None))

BEGIN_ANEW = Text("begin opnieuw", "begin anew")


@dataclass(frozen=True)
class About:
    """What a checkpoint is of.

    Attributes:
        version: which version of the model made it.
        scenario: name of the scenario.
        scenario_hash: hash of what the scenario says.
        spin_up_hash: hash of what its spin-up can depend on.
        profiles_hash: hash of the statistics the neighbourhoods were built from.
        seed: the seed.
        week: the last week that was lived; the spin-up ends with -1.
        spin_up_weeks: how many weeks of spin-up there are.
        record: whether weeks are measured.
    """

    version: str
    scenario: str
    scenario_hash: str
    spin_up_hash: str
    profiles_hash: str
    seed: int
    week: int
    spin_up_weeks: int
    record: bool


def write(path: Path, about: About, state: Mapping[str, Any]) -> None:
    """Write a checkpoint; the same state gives the same bytes.

    Args:
        path: where; what stood there stays until the new one is whole.
        about: what it is of.
        state: arrays and plain values, in mappings (with texts for keys), lists and tuples. Nothing of it is copied.

    Raises:
        OSError: there is no room for it, or it cannot be written there.
        TypeError: something in the state is neither an array nor plain.
    """
    columns: dict[str, np.ndarray] = {}
    packed = _packed(dict(state), "", columns)
    text = json.dumps({"format": FORMAT, **dataclasses.asdict(about), "state": packed}, ensure_ascii=False).encode()
    digest = hashlib.sha256(text)
    with written_whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(CONTENTS), text)
        for name, column in columns.items():
            _add(digest, name, column)
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, column, allow_pickle=False)
        archive.comment = digest.hexdigest().encode()


def read(path: Path, wanted: Mapping[str, Any]) -> tuple[About, dict[str, Any]]:
    """Read a checkpoint, checked to be whole, unchanged, and of this version.

    Args:
        path: where it is.
        wanted: what it must be of, by attribute of About. In the spin-up any scenario will do that shares it.

    Returns:
        What it is of, and the state as it was written.

    Raises:
        InputError: it is not there, is no checkpoint of ours, is of something else, was cut off or changed.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            found, text = _contents(archive)
            about = _about(found)
            _check(path, about, wanted)
            columns = {name: _column(archive, name) for name in _columns_in(archive)}
            digest = hashlib.sha256(text)
            for name, column in columns.items():
                _add(digest, name, column)
            if archive.comment != digest.hexdigest().encode():
                raise _no_longer_whole(path, Text("de inhoud is anders", "its contents differ"))
            state: dict[str, Any] = _unpacked(found["state"], columns)
            return about, state
    except FileNotFoundError as error:
        raise InputError(
            "{path} is er niet; noem een bestand dat een model bewaarde",
            "{path} is not there; name a file that a model saved",
            path=path,
        ) from error
    except NotOurs as error:
        raise InputError(
            "{path} is geen bewaarde stand van dit programma: {why}",
            "{path} is not a checkpoint of this program: {why}",
            path=path,
            why=error.why,
        ) from error
    except OSError as error:
        raise InputError(
            "{path} kan niet worden gelezen ({why})", "{path} cannot be read ({why})", path=path, why=error.strerror
        ) from error
    # What a damaged or made-up archive can make zipfile, NumPy and JSON raise.
    except (
        ValueError, KeyError, TypeError, IndexError, EOFError, RuntimeError, MemoryError, OverflowError, SyntaxError,
        zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise _no_longer_whole(path, error or type(error).__name__) from error


class NotOurs(Exception):  # noqa: N818 - named by what it says
    """A file is something else than a checkpoint; `why` says by what it shows."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def cannot_be_used(path: Path, why: object) -> InputError:
    """Return the refusal of a checkpoint that is whole and holds something a model cannot be in."""
    return InputError(
        "{path} is niet als bewaarde stand te gebruiken: {why}; {anew}",
        "{path} cannot be used as a checkpoint: {why}; {anew}",
        path=path, why=why, anew=BEGIN_ANEW,
    )  # fmt: skip


def _no_longer_whole(path: Path, why: object) -> InputError:
    return InputError(
        "{path} is afgebroken of veranderd nadat het was bewaard ({why}); {anew}",
        "{path} was cut off or changed after it was saved ({why}); {anew}",
        path=path, why=why, anew=BEGIN_ANEW,
    )  # fmt: skip


def _packed(found: Any, name: str, columns: dict[str, np.ndarray]) -> Any:
    """Return a value as JSON has it, with its arrays put into `columns` by a name that says where they stand.

    A mapping is an object; every list begins with what it is: a list, a tuple, a column or a number of NumPy.
    """
    if isinstance(found, np.ndarray):
        if found.dtype.hasobject:
            raise TypeError(f"{name} is an array of objects, which cannot be saved")
        columns[name] = found
        return ["column", name]
    if type(found) is dict:
        return {key: _packed(value, f"{name}.{key}".lstrip("."), columns) for key, value in found.items()}
    if type(found) in (list, tuple):
        kind = "list" if type(found) is list else "tuple"
        return [kind, *(_packed(value, f"{name}.{place}", columns) for place, value in enumerate(found))]
    if isinstance(found, np.generic):
        return ["number", found.dtype.str, found.item()]
    if type(found) not in PLAIN:
        raise TypeError(f"{name} is a {type(found).__name__}, and only arrays and plain values can be saved")
    return found


def _unpacked(found: Any, columns: Mapping[str, np.ndarray]) -> Any:
    """Return the value that `_packed` packed."""
    if isinstance(found, dict):
        return {key: _unpacked(value, columns) for key, value in found.items()}
    if not isinstance(found, list):
        return found
    kind, *inside = found
    if kind == "column":
        return columns[inside[0]]
    if kind == "number":
        return np.dtype(inside[0]).type(inside[1])
    values = [_unpacked(value, columns) for value in inside]
    return tuple(values) if kind == "tuple" else values


def _add(digest: Any, name: str, column: np.ndarray) -> None:
    """Add a column to a digest, without a copy where it lies in one piece."""
    digest.update(f"{name} {column.dtype.str} {column.shape}".encode())
    digest.update(np.ascontiguousarray(column).data if column.size else b"")


def _contents(archive: zipfile.ZipFile) -> tuple[dict[str, Any], bytes]:
    """Return the JSON of a checkpoint, and its text."""
    try:
        entry = archive.getinfo(CONTENTS)
    except KeyError as error:
        raise NotOurs(Text(f"het heeft geen {CONTENTS}", f"it has no {CONTENTS}")) from error
    if entry.file_size > LARGEST_JSON_BYTES or entry.compress_type != zipfile.ZIP_STORED:
        raise NotOurs(Text(f"{CONTENTS} is niet zoals wij het schrijven", f"{CONTENTS} is not as we write it"))
    text = archive.read(entry)
    found = json.loads(text.decode("utf-8"))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NotOurs(
            Text(f"het moet beginnen met het formaat {FORMAT!r}", f"it should begin with the format {FORMAT!r}")
        )
    return found, text


def _about(found: Mapping[str, Any]) -> About:
    """Return what a checkpoint says it is of."""
    parts: dict[str, Any] = {}
    for part in dataclasses.fields(About):
        value = found.get(part.name)
        if type(value) is not part.type:
            raise NotOurs(Text(f"{part.name} is {str(value)[:60]!r}", f"{part.name} is {str(value)[:60]!r}"))
        parts[part.name] = value
    return About(**parts)


def _check(path: Path, about: About, wanted: Mapping[str, Any]) -> None:
    """Refuse a checkpoint of another version, scenario, neighbourhood or seed."""
    other = {name for name, value in wanted.items() if getattr(about, name) != value}
    if "version" in other:
        raise InputError(
            "{path} is bewaard door versie {there} en dit is {here}; ga verder met die versie, of {anew}",
            "{path} was saved by version {there} and this is {here}; go on with that version, or {anew}",
            path=path, there=about.version, here=wanted["version"], anew=BEGIN_ANEW,
        )  # fmt: skip
    same_run = "scenario_hash" not in other or (about.week < 0 and "spin_up_hash" not in other)
    if not same_run or "profiles_hash" in other:
        raise InputError(
            "{path} is bewaard in week {week} van scenario {there!r}, en {here!r} zegt iets anders (wijk en cijfers "
            "meegeteld); geef het scenario waaronder het is bewaard",
            "{path} was saved in week {week} of scenario {there!r}, and {here!r} says something else (neighbourhood "
            "and statistics included); give the scenario it was saved under",
            path=path, week=about.week, there=about.scenario, here=wanted["scenario"],
        )  # fmt: skip
    if "seed" in other:
        raise InputError(
            "{path} is bewaard met startgetal {there}, niet {here}; geef dat, of {anew}",
            "{path} was saved with seed {there}, not {here}; give that one, or {anew}",
            path=path, there=about.seed, here=wanted["seed"], anew=BEGIN_ANEW,
        )  # fmt: skip


def _columns_in(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the names of the columns in an archive, in order."""
    for name in archive.namelist():
        if name != CONTENTS:
            yield name.removesuffix(".npy")


def _column(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """Return a column, for which room is taken only if the archive is large enough to fill it."""
    entry = archive.getinfo(f"{name}.npy")
    if entry.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{name} is compressed")
    with archive.open(entry) as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        if dtype.hasobject or math.prod(shape) * dtype.itemsize > entry.file_size:
            raise ValueError(f"{name} is {dtype} of shape {shape}, and there are {entry.file_size} bytes of it")
    with archive.open(entry) as file:
        column: np.ndarray = np.lib.format.read_array(file, allow_pickle=False)
    return column
