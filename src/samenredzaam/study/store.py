"""The store of runs: what was computed once, found again by all it was computed from.

    store/ab/abcd....npz    one run; its name is the hash of its Origin

A run hangs on version, scenario, neighbourhoods and seed alone, so it may be kept under their hash for ever, and given
to whoever asks for the same: another sweep, a comparison, another machine. A file is there whole or not at all; one
that cannot be read, or is of something else than its name says, counts as missing.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_values import written
from samenredzaam.study.results import Run
from samenredzaam.study.snapshot import Snapshot, unpacked
from samenredzaam.writing import written_whole

VARIABLE = "SAMENREDZAAM_STORE"
FOLDER = Path("results") / "store"
"""Where runs are kept, from the folder one works in, unless SAMENREDZAAM_STORE names another folder."""


def usual_store() -> "Store":
    """Return the store that all commands share."""
    return Store(Path(os.environ.get(VARIABLE) or FOLDER))


@dataclass(frozen=True)
class Origin:
    """All that a run hangs on.

    Attributes:
        version: the version of the model, with the hash of its sources.
        neighbourhoods: the hashes of the profiles.
        lived: what the scenario says, without what it is called and where its profiles stand.
        seed: the seed.
        every: over how many weeks indicators are averaged.
    """

    version: str
    neighbourhoods: tuple[str, ...]
    lived: str
    seed: int
    every: int

    @cached_property
    def text(self) -> str:
        """Return all of it as one line of JSON, always the same."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @cached_property
    def key(self) -> str:
        """Return the hash under which the run is kept."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def origin_of(scenario: Scenario, neighbourhoods: Iterable[str], seed: int, every: int, version: str) -> Origin:
    """Return what a run of a scenario with a seed hangs on."""
    return Origin(version, tuple(neighbourhoods), lived_text(scenario), seed, every)


def lived_text(scenario: Scenario) -> str:
    """Return all that a life hangs on but seed and neighbourhood, whatever scenario and profiles are called.

    What is set to its default is left out: it is the same life.
    """
    # So many residents are the whole of a municipality that is a folder, and else those of the first neighbourhood.
    residents = None if scenario.residents is None else f"{scenario.residents}{' in all' * scenario.of_folder}"
    setting = {"start": scenario.start, "weeks": scenario.weeks, "residents": residents}
    policy = {name: value for name, value in scenario.start_policy.items() if value != LEVERS[name].declared.default}
    parameters = {name: value for name, value in scenario.parameters.items() if value != PARAMETERS[name].default}
    parts = (written("[setting]", setting), written("[start_policy]", policy), written("[parameters]", parameters))
    return "\n".join([*filter(None, parts), *(written("[[policy]]", change.keys()) for change in scenario.changes)])


class Store:
    """Runs by what they were computed from, in a folder that is made when the first is kept."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def place(self, key: str) -> Path:
        """Return the file of a run."""
        return self.path / key[:2] / f"{key}.npz"

    def keep(self, origin: Origin, run: Run) -> None:
        """Keep a run; one that is there already stays, unless this one has a map and that one has not.

        Raises:
            OSError: it cannot be written; what was there is as it was.
        """
        path = self.place(origin.key)
        there = self.find(origin)
        if there is not None and (there.snapshot is not None or run.snapshot is None):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        snapshot = np.frombuffer(run.snapshot.written() if run.snapshot else b"", dtype=np.uint8)
        with written_whole(path) as file:
            np.savez_compressed(
                file, weeks=run.weeks, values=run.values, snapshot=snapshot, origin=np.array(origin.text)
            )

    def find(self, origin: Origin) -> Run | None:
        """Return a run, or None where it is not there."""
        return _read(self.place(origin.key), origin.text)

    def has(self, origin: Origin) -> bool:
        """Tell whether there is a run of this origin; whether it can be read is seen when it is."""
        return _origin(self.place(origin.key)) == origin

    def files(self) -> Iterator[Path]:
        """Yield the files of all runs, by name."""
        yield from sorted(self.path.glob("[0-9a-f][0-9a-f]/*.npz"))

    def versions(self) -> dict[str, tuple[int, int]]:
        """Return how many runs there are of each version, and how many bytes they take; unreadable ones under ''."""
        found: dict[str, tuple[int, int]] = {}
        for path in self.files():
            version = _version(path)
            count, size = found.get(version, (0, 0))
            found[version] = (count + 1, size + path.stat().st_size)
        return found

    def remove(self, versions: Iterable[str]) -> int:
        """Remove the runs of versions, and return how many."""
        wanted, removed = set(versions), 0
        for path in self.files():
            if _version(path) in wanted:
                path.unlink()
                removed += 1
        return removed

    def take_over(self, other: "Store") -> tuple[int, int]:
        """Copy what another store has and this one lacks; return how many were copied, and how many were no runs.

        Raises:
            InputError: the other store is not there.
        """
        if not other.path.is_dir():
            raise InputError(
                "{path} is er niet; noem de map met runs van een ander deel",
                "{path} is not there; name the folder with runs of another part",
                path=other.path,
            )
        copied, refused = 0, 0
        for path in other.files():
            origin = _origin(path)
            run = None if origin is None or origin.key != path.stem else _read(path, origin.text)
            if run is None or origin is None:
                refused += 1
            elif not self.has(origin):
                self.keep(origin, run)
                copied += 1
        return copied, refused


def _read(path: Path, text: str) -> Run | None:
    """Return the run in a file if it is of this origin, else None."""
    try:
        # The file is opened here, since NumPy leaves one that is no archive open.
        with path.open("rb") as file, np.load(file) as found:
            if str(found["origin"]) != text:
                return None
            packed = found["snapshot"].tobytes()
            return _checked(Run(found["weeks"], found["values"], _snapshot(packed)))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _checked(run: Run) -> Run:
    """Refuse what is no run; a ValueError."""
    if run.values.dtype != np.float64 or run.values.ndim != 3 or run.weeks.shape != run.values.shape[:1]:
        raise ValueError("these are no indicators by period")
    return run


def _snapshot(packed: bytes) -> Snapshot | None:
    return unpacked(packed) if packed else None


def _origin(path: Path) -> Origin | None:
    """Return what a file says its run was computed from, or None where it says nothing that can be read."""
    try:
        with path.open("rb") as file, np.load(file) as found:
            said: dict[str, Any] = json.loads(str(found["origin"]))
            return Origin(**{**said, "neighbourhoods": tuple(said["neighbourhoods"])})
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def _version(path: Path) -> str:
    origin = _origin(path)
    return "" if origin is None else origin.version
