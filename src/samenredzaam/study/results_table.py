"""The table of a results folder: results.csv, written and read to the last bit."""

import hashlib
import io
import itertools
import math
from pathlib import Path

import numpy as np

from samenredzaam.errors import InputError
from samenredzaam.study.manifest import Manifest

HEADER = "scenario,seed,week,date,group,metric,value\n"


def shape(manifest: Manifest) -> tuple[int, int, int, int, int]:
    """Return the numbers of scenarios, seeds, periods, groups and metrics."""
    periods = len(manifest.period_ends)
    return len(manifest.scenarios), len(manifest.seeds), periods, len(manifest.groups), len(manifest.metrics)


def cell(name: str) -> str:
    """Return a name as a cell of a CSV file, quoted where it must be."""
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',"') else name


def _beginnings(manifest: Manifest, scenario: str, seed: int) -> list[str]:
    """Return all but the value of each row of a run, in order: by period, by group, by metric."""
    kinds = [f"{cell(group)},{cell(metric)}," for group in manifest.groups for metric in manifest.metrics]
    run = f"{cell(scenario)},{seed}"
    periods = [f"{run},{week},{manifest.date(week).isoformat()}," for week in manifest.period_ends]
    return [period + kind for period in periods for kind in kinds]


def rows_of(manifest: Manifest, scenario: str, seed: int, values: np.ndarray) -> bytes:
    """Return the rows of one run; a value is the shortest text that gives back the same float64."""
    flat = values.transpose(0, 2, 1).ravel().tolist()
    beginnings = _beginnings(manifest, scenario, seed)
    text = "".join([f"{beginning}{value!r}\n" for beginning, value in zip(beginnings, flat, strict=True)])
    # The value is the last cell, so these two only ever change values: 3.0 becomes 3, NaN an empty cell.
    return text.replace(".0\n", "\n").replace(",nan\n", ",\n").encode()


def read_table(path: Path, manifest: Manifest) -> np.ndarray:
    """Return the values of a table, checked to be the one that was written."""
    try:
        values = np.empty(_fitting(path, shape(manifest)))
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with path.open(encoding="utf-8", newline="\n") as file:
            header = file.readline()
            for s, scenario in enumerate(manifest.scenarios):
                for r, seed in enumerate(manifest.seeds):
                    values[s, r] = _read_run(file, manifest, scenario.name, seed).reshape(values.shape[2:])
            complete = header == HEADER and not file.read(1)
    except FileNotFoundError as error:
        raise InputError(
            "{path} is er niet; draai de scenario's opnieuw met --overwrite",
            "{path} is not there; run the scenarios again with --overwrite",
            path=path,
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            "{path} is afgebroken of veranderd: {why}; draai de scenario's opnieuw met --overwrite",
            "{path} is cut off or changed: {why}; run the scenarios again with --overwrite",
            path=path,
            why=error,
        ) from error
    if not complete or digest != manifest.digest:
        raise InputError(
            "{path} is veranderd nadat de runs waren gemaakt; draai de scenario's opnieuw met --overwrite",
            "{path} was changed after the runs were made; run the scenarios again with --overwrite",
            path=path,
        )
    return values


def _fitting(path: Path, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sizes of an array unless a file is too short to fill it, before any room is taken for it."""
    if path.stat().st_size < math.prod(sizes):
        raise ValueError("it is far too short for what the manifest says")
    return sizes


def _read_run(file: io.TextIOBase, manifest: Manifest, scenario: str, seed: int) -> np.ndarray:
    """Return the values of the next rows, which must be those of one run, in order; shape (rows,)."""
    beginnings = _beginnings(manifest, scenario, seed)
    rows = list(itertools.islice(file, len(beginnings)))
    if len(rows) < len(beginnings) or not all(map(str.startswith, rows, beginnings)):
        raise ValueError(f"the rows of scenario {scenario!r} with seed {seed} are not all there, in order")
    cells = [row[len(beginning) : -1] for row, beginning in zip(rows, beginnings, strict=True)]
    return np.array([float(cell) if cell else np.nan for cell in cells])
