"""A results folder: the runs that were made, as one long table with its provenance.

    manifest.json    where the numbers come from (Manifest), and whether every run is there
    results.csv      scenario, seed, week, date, group, metric, value: the mean over the period that ends with
                     `week`; `date` is the first day of that week
    map/             for each scenario, the neighbourhood at the end of the run with the first seed (study/snapshot.py)
    runs/            finished runs while others are still to be made, and those under way (study/checkpoints.py)

Each finished run is stored at once, whole, so an interruption loses at most the run it fell in. When all are
there the table is put together in the order of the manifest, whatever order they came in, and the stored runs
are removed: the table holds every number to the last bit, and one truth is easier to keep than two.
"""

import dataclasses
import hashlib
import itertools
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

import numpy as np

from samenredzaam.errors import InputError, nearest
from samenredzaam.study import manifest as manifests
from samenredzaam.study import snapshot as snapshots
from samenredzaam.study.manifest import Manifest, MapEntry
from samenredzaam.study.results_table import HEADER, read_table, rows_of, shape
from samenredzaam.study.snapshot import Snapshot
from samenredzaam.writing import written_whole

MANIFEST, TABLE, RUNS = "manifest.json", "results.csv", "runs"

OURS = (
    TABLE,
    "differences.csv",
    "scorecard.csv",
    "phases.csv",
    f"{RUNS}/*.npz",
    f"{RUNS}/*.checkpoint",
    f"{snapshots.FOLDER}/*.npz",
    "figures/*.svg",
    "figures/*.png",
    "report*.html",
)
"""What this program puts in a results folder beside the manifest: all that overwriting removes."""


@dataclass(frozen=True)
class Run:
    """What one run gave.

    Attributes:
        weeks: last week of each period, integers of shape (periods,).
        values: means over the periods, float64 of shape (periods, metrics, groups); NaN where a group
            is empty.
        snapshot: the neighbourhood at the end, for a map; kept of one seed.
    """

    weeks: np.ndarray
    values: np.ndarray
    snapshot: Snapshot | None = None


class Standing(Enum):
    """What a folder held when it was opened for a request."""

    NEW = "nothing"
    PART = "part of this request"
    COMPLETE = "all of this request"


class Results:
    """What was found, as an array, with its provenance.

    Attributes:
        manifest: where the numbers come from.
        values: float64 of shape (scenarios, seeds, periods, groups, metrics), in the order of the manifest.
        maps: by scenario, the neighbourhood at the end of the run with the first seed; empty where none was kept.
    """

    def __init__(self, manifest: Manifest, values: np.ndarray, maps: Mapping[str, Snapshot] | None = None) -> None:
        if values.shape != shape(manifest):
            raise ValueError(f"the values have the shape {values.shape}, the manifest says {shape(manifest)}")
        self.manifest = manifest
        self.values = values
        self.maps = dict(maps or {})

    @classmethod
    def read(cls, folder: Path | str) -> "Results":
        """Read a complete results folder.

        Raises:
            InputError: the folder is not one of ours, is incomplete, or is not as it was written.
        """
        folder = Path(folder)
        found = manifests.read(folder / MANIFEST)
        if not found.complete:
            made, wanted = len(list((folder / RUNS).glob("*.npz"))), len(found.scenarios) * len(found.seeds)
            raise InputError(
                "{folder} is niet compleet: {made} van {wanted} runs zijn er; geef dezelfde opdracht nog eens, "
                "dan gaat die verder met wat ontbreekt",
                "{folder} is incomplete: {made} of {wanted} runs are there; give the command that made it once more "
                "and it goes on with what is missing",
                folder=folder, made=made, wanted=wanted,
            )  # fmt: skip
        return cls(found, read_table(folder / TABLE, found), snapshots.read_all(folder, found))

    def table(self, metric: str, group: str = "all") -> np.ndarray:
        """Return one metric of one group, float64 of shape (scenarios, seeds, periods)."""
        return self.values[..., _place("group", group, self.groups), _place("metric", metric, self.metrics)]

    @cached_property
    def metrics(self) -> list[str]:
        """Return the names of the metrics, in order."""
        return list(self.manifest.metrics)

    @cached_property
    def groups(self) -> list[str]:
        """Return the names of the groups, in order."""
        return list(self.manifest.groups)

    @cached_property
    def scenarios(self) -> list[str]:
        """Return the names of the scenarios, in order."""
        return [scenario.name for scenario in self.manifest.scenarios]


def _place(what: str, name: str, names: list[str]) -> int:
    """Return the place of a name among the known ones."""
    if name not in names:
        raise InputError(
            "de resultaten kennen geen {what} {name!r}; {near}",
            "the results have no {what} {name!r}; {near}",
            what=what,
            name=name,
            near=nearest(name, names),
        )
    return names.index(name)


class ResultsFolder:
    """A results folder that is being filled; `manifest` says what it is to hold."""

    def __init__(self, path: Path | str, manifest: Manifest) -> None:
        self.path = Path(path)
        self.manifest = dataclasses.replace(manifest, complete=False, digest="")

    def open(self, *, overwrite: bool = False) -> Standing:
        """Make the folder, or go on with what it holds of this request.

        Args:
            overwrite: remove what an earlier request left here. Files that are not ours stay.

        Raises:
            InputError: there is something else under this name.
        """
        if not self._is_ours():
            self._make()
            return Standing.NEW
        if overwrite:
            self._write_manifest()
            self._remove_ours()
            return Standing.NEW
        found = manifests.read(self.path / MANIFEST)
        if found.request() != self.manifest.request():
            raise _another_request(self.path, found, self.manifest)
        return self._go_on(found)

    def _is_ours(self) -> bool:
        """Tell whether there is a results folder here, and refuse whatever else there is."""
        if (self.path / MANIFEST).is_file():
            manifests.read(self.path / MANIFEST)
            return True
        if self.path.is_dir() and any(self.path.iterdir()):
            raise InputError(
                "{path} bevat bestanden en is geen map met resultaten (er is geen {manifest}), dus daar wordt niets "
                "geschreven; noem een andere map met --output",
                "{path} has files in it and is not a results folder (there is no {manifest}), so nothing is written "
                "there; name another folder with --output",
                path=self.path, manifest=MANIFEST,
            )  # fmt: skip
        if self.path.exists() and not self.path.is_dir():
            raise InputError(
                "{path} is een bestand; noem een map met --output",
                "{path} is a file; name a folder with --output",
                path=self.path,
            )
        return False

    def _make(self) -> None:
        """Make the folder, with a manifest that says it is incomplete."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._write_manifest()
        except OSError as error:
            raise InputError(
                "{path} kan niet worden geschreven ({why}); noem een andere --output",
                "{path} cannot be written ({why}); name another --output",
                path=self.path,
                why=error.strerror,
            ) from error

    def _go_on(self, found: Manifest) -> Standing:
        """Take over what a folder of the same request says of its past."""
        if found.complete:
            if not (self.path / TABLE).is_file():
                raise InputError(
                    "{path} zou compleet moeten zijn maar heeft geen {table}; maak het opnieuw met --overwrite",
                    "{path} should be complete but has no {table}; make it anew with --overwrite",
                    path=self.path,
                    table=TABLE,
                )
            self.manifest = dataclasses.replace(found, baseline=self.manifest.baseline)
            if self.manifest.baseline != found.baseline:
                self._write_manifest()
            return Standing.COMPLETE
        versions = {
            name: now if found.made_with.get(name, now) == now else f"{found.made_with[name]}, then {now}"
            for name, now in self.manifest.made_with.items()
        }
        self.manifest = dataclasses.replace(self.manifest, made_with=versions)
        self._write_manifest()
        return Standing.PART

    def missing(self) -> list[tuple[str, int]]:
        """Return the runs still to be made, as (scenario, seed), in order."""
        runs = itertools.product((scenario.name for scenario in self.manifest.scenarios), self.manifest.seeds)
        return [(scenario, seed) for scenario, seed in runs if not self.has(scenario, seed)]

    def under_way(self) -> int:
        """Return how many runs and spin-ups were saved on the way."""
        return len(list((self.path / RUNS).glob("*.checkpoint")))

    def has(self, scenario: str, seed: int) -> bool:
        """Tell whether a run is there; one that cannot be read counts as missing."""
        return self.manifest.complete or self._stored(scenario, seed) is not None

    def add(self, scenario: str, seed: int, run: Run) -> None:
        """Store a finished run at once.

        Raises:
            ValueError: the run is not one of this request, or not of its shape, or holds infinities.
        """
        if self.manifest.complete:
            raise ValueError(f"{self.path} is complete already")
        if scenario not in {entry.name for entry in self.manifest.scenarios} or seed not in self.manifest.seeds:
            raise ValueError(f"scenario {scenario!r} with seed {seed} is no part of this request")
        _check(run, self.manifest)
        path = self._run_path(scenario, seed)
        # The map first: a run that is there says which map belongs to it, or counts as missing.
        mapped = snapshots.store(self._map_path(scenario), run.snapshot) if run.snapshot else ""
        path.parent.mkdir(exist_ok=True)
        with written_whole(path) as file:
            np.savez(file, weeks=run.weeks, values=run.values, request=np.array(self.manifest.request()), map=mapped)

    def finish(self) -> None:
        """Put the table together, say in the manifest that all is there, and remove the stored runs.

        Raises:
            ValueError: runs are missing.
        """
        if self.manifest.complete:
            return
        if missing := self.missing():
            raise ValueError(f"{len(missing)} runs are missing, the first is {missing[0]}")
        digest = hashlib.sha256()
        with written_whole(self.path / TABLE) as file:
            for block in self._blocks():
                digest.update(block)
                file.write(block)
        maps = tuple(self._maps())
        self.manifest = dataclasses.replace(self.manifest, complete=True, digest=digest.hexdigest(), maps=maps)
        self._write_manifest()
        self._remove_runs()

    def _blocks(self) -> Iterator[bytes]:
        """Yield the table: its header, then the rows of each run."""
        yield HEADER.encode()
        for scenario in self.manifest.scenarios:
            for seed in self.manifest.seeds:
                run = self._stored(scenario.name, seed)
                assert run is not None, "finish has seen that every run is there"
                yield rows_of(self.manifest, scenario.name, seed, run.values)

    def _maps(self) -> Iterator[MapEntry]:
        """Yield the maps there are, in the order of the manifest."""
        for scenario in self.manifest.scenarios:
            if (path := self._map_path(scenario.name)).is_file():
                yield MapEntry(scenario.name, self.manifest.seeds[0], snapshots.digest(path.read_bytes()))

    def _map_path(self, scenario: str) -> Path:
        """Return where a map is stored."""
        return snapshots.path_of(self.path, [entry.name for entry in self.manifest.scenarios].index(scenario))

    def _run_path(self, scenario: str, seed: int) -> Path:
        """Return where a run is stored: by its scenario's place, as names need not be fit for files."""
        place = [entry.name for entry in self.manifest.scenarios].index(scenario)
        return self.path / RUNS / f"{place}-{seed}.npz"

    def _stored(self, scenario: str, seed: int) -> Run | None:
        """Return a stored run of this request, or None where there is none that can be read."""
        try:
            # The file is opened here, since NumPy leaves one that is no archive open.
            with self._run_path(scenario, seed).open("rb") as file, np.load(file) as found:
                run = Run(found["weeks"], found["values"])
                if str(found["request"]) != self.manifest.request():
                    return None
                if not snapshots.holds(self._map_path(scenario), str(found["map"])):
                    return None
            _check(run, self.manifest)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return run

    def _write_manifest(self) -> None:
        with written_whole(self.path / MANIFEST) as file:
            file.write(self.manifest.written())

    def _remove_ours(self) -> None:
        """Remove the files this program made here, and no others; nothing behind a link."""
        for pattern in OURS:
            for path in self.path.glob(pattern):
                if path.parent == self.path or not path.parent.is_symlink():
                    path.unlink()

    def _remove_runs(self) -> None:
        """Remove the stored runs, and what a process that was ended left half written."""
        for folder, ours in ((self.path / RUNS, ("*.npz", "*.checkpoint")), (self.path / snapshots.FOLDER, ())):
            if folder.is_dir() and not folder.is_symlink():
                for path in [path for pattern in (*ours, ".*.part") for path in folder.glob(pattern)]:
                    path.unlink(missing_ok=True)
                if not any(folder.iterdir()):
                    folder.rmdir()


def _another_request(path: Path, found: Manifest, wanted: Manifest) -> InputError:
    """Return the refusal of a folder with results of another request."""
    there, here = found.asked(), wanted.asked()
    other = ", ".join(name for name in here if here[name] != there[name])
    return InputError(
        "{path} bevat resultaten van een andere vraag (verschillend: {other}); noem een andere map met --output, of "
        "vervang ze met --overwrite",
        "{path} holds results of another request (different: {other}); name another folder with --output, or replace "
        "them with --overwrite",
        path=path, other=other,
    )  # fmt: skip


def _check(run: Run, manifest: Manifest) -> None:
    """Refuse a run that is not of the shape the manifest says, or holds infinities."""
    _, _, periods, groups, metrics = shape(manifest)
    if run.values.shape != (periods, metrics, groups) or run.values.dtype != np.float64:
        raise ValueError(
            f"values are {run.values.dtype} of shape {run.values.shape}; they must be float64 of shape "
            f"(periods, metrics, groups) = {(periods, metrics, groups)}"
        )
    if run.weeks.shape != (periods,) or not np.array_equal(run.weeks, manifest.period_ends):
        raise ValueError("weeks must be the last week of each period, as Manifest.period_ends gives them")
    if np.isinf(run.values).any():
        raise ValueError("values must be finite, or NaN where a group is empty")
