"""A snapshot: a neighbourhood at the end of a run, as plain columns, so that a map is drawn without the model.

    map/0.npz        the first scenario of the manifest, with the first seed; map/1.npz the second, and so on

Who is in it is made up, as everybody in the model is; pictures still show streets, never homes, so that nobody seems
to be pointed at. Columns are named here and nowhere else: one more is a line in COLUMNS and a line in snapshot_take.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samenredzaam.errors import InputError
from samenredzaam.study.manifest import Manifest
from samenredzaam.texts import Text
from samenredzaam.writing import written_whole

FOLDER = "map"
KEPT_SHARE = "ties_kept_share"
TEXT = "str"

COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "homes": {
        "x": ("float32", "metres east of the corner of the neighbourhood"),
        "y": ("float32", "metres north of the corner"),
        "street": ("int32", "in which street, numbered over the municipality"),
    },
    "residents": {
        "home": ("int32", "place in homes"),
        "adult": ("bool", "18 or over"),
        "loneliness": ("uint8", "as people report it, 0 to 11"),
        "good_ties": ("uint8", "ties strong enough to protect against loneliness"),
        "required_minutes": ("int32", "help needed in the last week"),
        "unmet_minutes": ("int32", "of it, what nobody gave"),
        "groups": ("uint64", "the groups of the manifest one belongs to, the first as the lowest bit"),
    },
    "ties": {
        "identity": ("uint64", "which pair: the same pair has the same identity in every scenario of a seed"),
        "one": ("int32", "place in homes of one end"),
        "other": ("int32", "place in homes of the other end, never the same home"),
        "kind": ("int8", "the place in KINDS of neighbourhood/ties.py"),
        "strength": ("uint8", "strength in the last week, per cent"),
        "good": ("bool", "strong enough to protect against loneliness"),
        "bridging": ("bool", "between people of different schooling or background"),
    },
    "places": {
        "x": ("float32", "metres east of the corner"),
        "y": ("float32", "metres north of the corner"),
        "kind": (TEXT, "what kind of place"),
        "title_nl": (TEXT, "its name in Dutch"),
        "title_en": (TEXT, "its name in English"),
    },
}
"""The type and the meaning of every column, by table."""


@dataclass(frozen=True)
class Snapshot:
    """A neighbourhood at a moment: homes, who lives there, ties between homes, and places. Rows have a fixed order.

    Attributes:
        homes, residents, ties, places: arrays by name of column, all of a table equally long; see COLUMNS.
        ties_kept_share: which share of the ties between homes is in here: all up to a size, a sample above it.

    Raises:
        ValueError: a column is missing, of another type or length, or points at a home that is not there.
    """

    homes: Mapping[str, np.ndarray]
    residents: Mapping[str, np.ndarray]
    ties: Mapping[str, np.ndarray]
    places: Mapping[str, np.ndarray]
    ties_kept_share: float = 1.0

    def __post_init__(self) -> None:
        for table in COLUMNS:
            _check_table(table, getattr(self, table))
        if not len(self.homes["x"]):
            raise ValueError("there are no homes")
        for table, column in (("residents", "home"), ("ties", "one"), ("ties", "other")):
            places = getattr(self, table)[column]
            if len(places) and not (places.min() >= 0 and places.max() < len(self.homes["x"])):
                raise ValueError(f"{table}.{column} points at a home that is not there")
        for table in ("homes", "places"):
            if not all(np.isfinite(getattr(self, table)[axis]).all() for axis in "xy"):
                raise ValueError(f"{table} are not all somewhere")
        if not 0 < self.ties_kept_share <= 1:
            raise ValueError(f"{KEPT_SHARE} must be above 0, at most 1")

    def written(self) -> bytes:
        """Return the snapshot as the contents of a file; the same snapshot gives the same bytes."""
        arrays = {f"{table}.{name}": getattr(self, table)[name] for table in COLUMNS for name in COLUMNS[table]}
        file = io.BytesIO()
        np.savez(file, **arrays, **{KEPT_SHARE: np.array(self.ties_kept_share)})  # type: ignore[arg-type]
        return file.getvalue()

    def place_title(self, place: int) -> Text:
        """Return what a place is called."""
        return Text(str(self.places["title_nl"][place]), str(self.places["title_en"][place]))


def _check_table(table: str, columns: Mapping[str, np.ndarray]) -> None:
    """Refuse a table with a column missing, of another type, or of another length than the others."""
    for name, (kind, _) in COLUMNS[table].items():
        if name not in columns:
            raise ValueError(f"it lacks {table}.{name}")
        found = columns[name]
        right = found.dtype.kind == "U" if kind == TEXT else found.dtype == np.dtype(kind)
        if not right or found.ndim != 1 or len(found) != len(columns[next(iter(COLUMNS[table]))]):
            raise ValueError(f"{table}.{name} is {found.dtype} of shape {found.shape}, and should be {kind}")


def path_of(folder: Path, place: int) -> Path:
    """Return the file with the snapshot of the scenario of a place in the manifest."""
    return folder / FOLDER / f"{place}.npz"


def digest(contents: bytes) -> str:
    """Return the hash by which a file is known again."""
    return hashlib.sha256(contents).hexdigest()


def holds(path: Path, wanted: str) -> bool:
    """Tell whether a file is there as it was written; no digest asks for no file."""
    try:
        return not wanted or digest(path.read_bytes()) == wanted
    except OSError:
        return False


def store(path: Path, snapshot: Snapshot) -> str:
    """Write a snapshot to a file, and return its digest."""
    contents = snapshot.written()
    path.parent.mkdir(exist_ok=True)
    with written_whole(path) as file:
        file.write(contents)
    return digest(contents)


def read_all(folder: Path, manifest: Manifest) -> dict[str, Snapshot]:
    """Read the snapshots that a manifest says there are, by scenario.

    Raises:
        InputError: as `read`.
    """
    names = [scenario.name for scenario in manifest.scenarios]
    return {entry.scenario: read(path_of(folder, names.index(entry.scenario)), entry.digest) for entry in manifest.maps}


AGAIN = Text("draai de scenario's opnieuw met --overwrite", "run the scenarios again with --overwrite")


def read(path: Path, wanted: str) -> Snapshot:
    """Read a snapshot, checked to be the one that was written.

    Raises:
        InputError: it is not there, or not as it was written.
    """
    try:
        contents = path.read_bytes()
        if digest(contents) != wanted:
            raise InputError(
                "{path} is afgebroken of veranderd nadat de runs waren gemaakt; {again}",
                "{path} is cut off or was changed after the runs were made; {again}",
                path=path, again=AGAIN,
            )  # fmt: skip
        return unpacked(contents)
    except FileNotFoundError as error:
        raise InputError(
            "{path} is er niet; {again}", "{path} is not there; {again}", path=path, again=AGAIN
        ) from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            "{path} is niet als kaart te gebruiken: {why}; {again}",
            "{path} cannot be used as a map: {why}; {again}",
            path=path, why=error, again=AGAIN,
        ) from error  # fmt: skip


def unpacked(contents: bytes) -> Snapshot:
    """Return the snapshot that the contents of a file hold.

    Raises:
        ValueError, KeyError, EOFError, zipfile.BadZipFile: they hold none.
    """
    with np.load(io.BytesIO(contents)) as found:
        tables = {
            table: {name: found[f"{table}.{name}"] for name in columns if f"{table}.{name}" in found}
            for table, columns in COLUMNS.items()
        }
        return Snapshot(**tables, ties_kept_share=float(found[KEPT_SHARE]))
