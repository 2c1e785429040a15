"""The manifest of a results folder: where the numbers come from, so that they can be checked and made again.

It is read back as strictly as a scenario is: a file that is not ours, or lacks something, is refused in one
sentence.
"""

import dataclasses
import hashlib
import json
import math
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from samenredzaam.errors import InputError
from samenredzaam.texts import Text

FORMAT = "samenredzaam results 1"
"""The first thing a manifest says, by which a folder is known to be a results folder of ours."""

LARGEST_BYTES = 100_000_000
MOST_WEEKS = 52_000
DIRECTIONS = ("higher", "lower", None)


@dataclass(frozen=True)
class ChangeEntry:
    """A change of policy: which lever, from which date, and what it does in words."""

    lever: str
    name: Text
    date: date
    describe: Text


@dataclass(frozen=True)
class ScenarioEntry:
    """A scenario that was run: its canonical text, from which it can be run again, and the hash of it."""

    name: str
    title: Text
    question: Text
    hash: str
    text: str
    changes: tuple[ChangeEntry, ...]


@dataclass(frozen=True)
class ProfileEntry:
    """The neighbourhood that was simulated, and the statistics it was built from.

    Of a municipality of several, `areas` are the names of the groups that are its neighbourhoods; of one it is empty.
    """

    name: str
    title: Text
    hash: str
    residents: int
    source: str
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetricEntry:
    """What a metric is called, its unit, the better direction (None: neither), its kind, if it is a main one.

    Kind "share" is a number from 0 to 1, shown as a percentage; any other kind as it is, in its unit. A cost says who
    pays, and what for; without a purpose it is all that this payer pays.
    """

    title: Text
    unit: Text
    better: str | None
    kind: str
    main: bool = False
    payer: Text | None = None
    purpose: Text | None = None

    @property
    def share(self) -> bool:
        """Tell whether it is a share, shown as a percentage."""
        return self.kind == "share"

    @property
    def scale(self) -> float:
        """Return by what a value is multiplied to be shown."""
        return 100.0 if self.share else 1.0


@dataclass(frozen=True)
class MapEntry:
    """A map that the folder holds: of which scenario and seed, and the sha256 of its file."""

    scenario: str
    seed: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """Everything that is needed to know what a results folder holds and to make it again.

    Attributes:
        complete: whether every run is there.
        version: version of the program.
        made_with: versions of Python, of the libraries and of the platform by name.
        command: the command that was given.
        baseline: name of the scenario the others are compared with, or None.
        scenarios: the scenarios, in the order in which they are written and shown.
        seeds: the seeds each scenario was run with.
        weeks: length of a run.
        every: weeks in a period; a row of the results is the mean over a period.
        start: the first day of week 0.
        parameters: the value in force of every parameter of the model by key.
        profile: the neighbourhood.
        metrics: what was measured, by name.
        groups: for whom, by name; "all" is everybody.
        digest: sha256 of results.csv once it is complete, else empty.
        maps: the maps it holds once it is complete, one for each scenario; none in folders of before there were maps.
    """

    complete: bool
    version: str
    made_with: Mapping[str, str]
    command: str
    baseline: str | None
    scenarios: tuple[ScenarioEntry, ...]
    seeds: tuple[int, ...]
    weeks: int
    every: int
    start: date
    parameters: Mapping[str, float]
    profile: ProfileEntry
    metrics: Mapping[str, MetricEntry]
    groups: Mapping[str, Text]
    digest: str = field(default="")
    maps: tuple[MapEntry, ...] = ()

    def __post_init__(self) -> None:
        names = [scenario.name for scenario in self.scenarios]
        _check_names("scenarios", names)
        _check_names("metrics", list(self.metrics))
        _check_names("groups", list(self.groups))
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise ValueError("seeds must be a list of different whole numbers, at least one")
        if not 1 <= self.weeks <= MOST_WEEKS or self.every < 1:
            raise ValueError(f"weeks must be from 1 to {MOST_WEEKS} and every at least 1")
        if self.baseline is not None and self.baseline not in names:
            raise ValueError(f"baseline {self.baseline!r} is not one of the scenarios ({', '.join(names)})")
        if not {entry.scenario for entry in self.maps} <= set(names):
            raise ValueError(f"maps must be of the scenarios ({', '.join(names)})")
        for name, metric in self.metrics.items():
            if metric.better not in DIRECTIONS:
                raise ValueError(f'better of metric {name!r} must be "higher", "lower" or null')

    @property
    def period_ends(self) -> tuple[int, ...]:
        """Return the last week of each period; the last period is shorter where the weeks do not divide."""
        return (*range(self.every - 1, self.weeks - 1, self.every), self.weeks - 1)

    @property
    def period_starts(self) -> tuple[int, ...]:
        """Return the first week of each period."""
        return (0, *(week + 1 for week in self.period_ends[:-1]))

    def date(self, week: int) -> date:
        """Return the first day of a week."""
        return self.start + timedelta(days=7 * week)

    def scenario(self, name: str) -> ScenarioEntry:
        """Return the scenario of a name."""
        return self.scenarios[[scenario.name for scenario in self.scenarios].index(name)]

    def asked(self) -> dict[str, Any]:
        """Return what identifies the request: with the same of all this, the results are the same."""
        return {
            "version": self.version,
            "scenarios": [[scenario.name, scenario.hash] for scenario in self.scenarios],
            "profile": self.profile.hash,
            "seeds": list(self.seeds),
            "weeks": self.weeks,
            "every": self.every,
            "metrics": list(self.metrics),
            "groups": list(self.groups),
        }

    def request(self) -> str:
        """Return the hash that identifies the request."""
        return hashlib.sha256(json.dumps(self.asked(), sort_keys=True).encode()).hexdigest()

    def written(self) -> bytes:
        """Return the manifest as the contents of manifest.json."""
        found = {"format": FORMAT, **_plain(self)}
        return (json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _check_names(what: str, names: list[str]) -> None:
    """Refuse names that cannot stand in a table: none at all, the same twice, with control characters."""
    if not names or len(set(names)) < len(names):
        raise ValueError(f"{what} must have different names, at least one")
    for name in names:
        if not name or not name.isprintable():
            raise ValueError(f"{what}: {name!r} cannot be a name; use one of printable characters")


def _plain(found: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(found, Text):
        return found._asdict()
    if dataclasses.is_dataclass(found):
        return {part.name: _plain(getattr(found, part.name)) for part in dataclasses.fields(found)}
    if isinstance(found, Mapping):
        return {key: _plain(value) for key, value in found.items()}
    if isinstance(found, tuple):
        return [_plain(value) for value in found]
    return found.isoformat() if isinstance(found, date) else found


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        InputError: it is not there, cannot be read, or is not a manifest of ours.
    """
    found = _json(path)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(
            "{path} is geen manifest van dit programma: het moet beginnen met het formaat {format!r}",
            "{path} is not a manifest of this program: it should begin with the format {format!r}",
            path=path,
            format=FORMAT,
        )
    try:
        return _taken(Manifest, found, "the manifest")  # type: ignore[no-any-return]
    except ValueError as error:
        raise InputError(
            "{path} is niet te gebruiken: {why}", "{path} cannot be used: {why}", path=path, why=error
        ) from error


def _json(path: Path) -> Any:
    """Return what a JSON file holds."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(
                "{path} is groter dan {most} MB, en dat is geen manifest van dit programma",
                "{path} is over {most} MB, which no manifest of this program is",
                path=path,
                most=LARGEST_BYTES // 10**6,
            )
        return json.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            "{path} is er niet; noem een map met resultaten van dit programma",
            "{path} is not there; name a folder with results of this program",
            path=path,
        ) from error
    except OSError as error:
        raise InputError(
            "{path} kan niet worden gelezen ({why})", "{path} cannot be read ({why})", path=path, why=error.strerror
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            "{path} is geen hele JSON ({why}); het kan zijn afgebroken",
            "{path} is not whole JSON ({why}); it may have been cut off",
            path=path,
            why=type(error).__name__,
        ) from error


def _taken(kind: Any, found: Any, where: str) -> Any:
    """Return what JSON holds as a value of `kind`; a ValueError says where it is something else."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if found is None else _taken(inner[0], found, where)
    if origin is tuple:
        items = _expected(list, found, where)
        return tuple(_taken(inner[0], item, f"{where}, item {place}") for place, item in enumerate(items, 1))
    if origin is Mapping:
        pairs = _expected(dict, found, where).items()
        return {key: _taken(inner[1], value, f"{where}.{key}") for key, value in pairs}
    if kind is Text or dataclasses.is_dataclass(kind):
        return _taken_fields(kind, _expected(dict, found, where), where)
    if kind is date:
        return date.fromisoformat(_expected(str, found, where))
    return _expected(kind, found, where)


def _taken_fields(kind: Any, found: dict[str, Any], where: str) -> Any:
    """Return a dataclass or Text from a JSON object; only a field with a default may be missing."""
    made = {}
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    optional = {part.name for part in fields if part.default is not dataclasses.MISSING}
    for name, part in get_type_hints(kind).items():
        if name in found:
            made[name] = _taken(part, found[name], f"{name} in {where}")
        elif name not in optional:
            raise ValueError(f"{where} lacks {name!r}")
    return kind(**made)


_WORDS = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


def _expected(kind: type, found: Any, where: str) -> Any:
    """Return `found` if it is of `kind`, where a number is no boolean and finite."""
    if kind is float and isinstance(found, int) and not isinstance(found, bool):
        return found
    right = isinstance(found, kind) and (kind is bool or not isinstance(found, bool))
    if not right or (isinstance(found, float) and not math.isfinite(found)):
        raise ValueError(f"{where} should be {_WORDS[kind]}, and is {str(found)[:60]!r}")
    return found
