"""What a sweep varies and measures, as its plan.toml says it.

A plan is a file that can be read aloud: from which scenarios it starts, which parameters and levers vary over which
range, how points are chosen, how many seeds, and what is measured. Ranges are those of the declarations unless the plan
gives narrower ones.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samenredzaam.errors import InputError, nearest
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.parameters import Declaration
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_files import loaded
from samenredzaam.scenario_policy import check_keys
from samenredzaam.scenario_reading import table_in, text_in
from samenredzaam.scenario_values import Bounds, Place, bounds_of, number, quoted, shown, string
from samenredzaam.study.sweep.setting import FIRST_SEED, SEEDS, names_in, placed, scenarios_in, setting_in
from samenredzaam.texts import Text

PLAN = "plan.toml"
POLICY = "policy."
TOP_KEYS = ("title", "question", "scenarios", "setting", "vary", "design", "measure", "until")
METHODS = ("grid", "list", "latin_hypercube", "sobol", "morris")
PERIODS = ("all", "last")
EVERYONE = "all"

POINTS = Bounds(1, 100_000, Text("punten", "points"), whole=True)
LEVELS = Bounds(2, 20, Text("niveaus", "levels"), whole=True)
WIDTH = Bounds(1e-9, 1e9, Text("als de indicator", "as the indicator"), whole=False)


@dataclass(frozen=True)
class Varied:
    """A parameter or a lever that varies.

    Attributes:
        key: "mechanism.field" of a parameter, or "policy.lever".
        declared: how it is declared.
        low: the least value.
        high: the greatest value.
        values: the values it takes in a grid; empty where the whole range is meant.
    """

    key: str
    declared: Declaration
    low: float
    high: float
    values: tuple[float, ...] = ()

    @property
    def lever(self) -> str | None:
        """Return the name of the lever, or None for a parameter."""
        return self.key.removeprefix(POLICY) if self.key.startswith(POLICY) else None

    def at(self, share: float) -> float:
        """Return the value at a share, 0 to 1, of the range; a whole number where only those are meant."""
        if self.declared.whole:
            return min(int(self.low + share * (self.high - self.low + 1)), int(self.high))
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True)
class Design:
    """How points are chosen.

    Attributes:
        method: one of METHODS.
        points: of a Latin hypercube, how many; of Sobol, the base of the sample; of Morris, how many trajectories.
        levels: of Morris, and of a range in a grid, in how many steps it is cut.
        seed: fixes the choice of points; it has nothing to do with the seeds of the runs.
        listed: of a list, the points, by key.
    """

    method: str
    points: int
    levels: int
    seed: int
    listed: tuple[Mapping[str, float], ...]


@dataclass(frozen=True)
class Until:
    """When there are seeds enough: the widest interval of a difference from the baseline is narrow enough.

    Attributes:
        metric: the indicator.
        group: the group.
        half_width: half the width of the 95% interval that is narrow enough, in the unit of the indicator.
        most_seeds: no more seeds than this.
    """

    metric: str
    group: str
    half_width: float
    most_seeds: int


@dataclass(frozen=True)
class Plan:
    """A sweep, before any point is chosen.

    Attributes:
        name: the folder it stands in, or the stem of its file.
        title: what it is called.
        question: what is asked.
        scenarios: the scenarios that every point is lived in, in the first of the profiles; the first is what others
            are compared with.
        profiles: the neighbourhoods that all of it is lived in, as the plan names them; empty is that of the scenarios.
        change_date: from when levers take their varied value; None is from the start, spin-up included.
        varied: what varies, in the order of the file.
        design: how points are chosen.
        first_seed: the first seed.
        seeds: how many seeds, one after another; with `until`, how many at a time.
        every: over how many weeks indicators are averaged.
        metrics: which indicators are in the table.
        groups: of which groups.
        periods: one of PERIODS.
        until: when there are seeds enough; None is after `seeds`.
        text: the file.
    """

    name: str
    title: Text
    question: Text
    scenarios: tuple[Scenario, ...]
    profiles: tuple[str, ...]
    change_date: datetime.date | None
    varied: tuple[Varied, ...]
    design: Design
    first_seed: int
    seeds: int
    every: int
    metrics: tuple[str, ...]
    groups: tuple[str, ...]
    periods: str
    until: Until | None
    text: str

    @property
    def digest(self) -> str:
        """Return the hash of the file."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def scenarios_in(self, profile: str) -> tuple[Scenario, ...]:
        """Return the scenarios as they are lived in one of the profiles."""
        return tuple(placed(one, profile) for one in self.scenarios)


def read(path: Path | str) -> Plan:
    """Read a plan, from its file or from the folder of a study.

    Raises:
        InputError: there is none, or something in it cannot be used.
    """
    path = Path(path)
    path = path / PLAN if path.is_dir() else path
    if not path.is_file():
        raise InputError(
            "{path} is er niet; noem een plan, of de map waar {plan} in staat, zoals experiments/connectedness",
            "{path} is not there; name a plan, or the folder that holds {plan}, such as experiments/connectedness",
            path=path, plan=PLAN,
        )  # fmt: skip
    name = path.resolve().parent.name if path.name == PLAN else path.stem
    return _plan(loaded(path), Place(str(path)), name, path.read_text(encoding="utf-8"))


def _plan(tables: dict[str, Any], top: Place, name: str, text: str) -> Plan:
    """Return what the tables of a plan say."""
    check_keys(top, tables, TOP_KEYS)
    setting = setting_in(top, tables)
    varied = _varied(top, tables)
    metrics, groups, periods = _measure(top, tables)
    return Plan(
        name=name,
        title=text_in(top, tables, "title"),
        question=text_in(top, tables, "question"),
        scenarios=scenarios_in(top, tables, setting),
        profiles=setting.get("profiles", ()),
        change_date=setting.get("change_date"),
        varied=varied,
        design=_design(top, tables, varied),
        first_seed=setting.get("first_seed", 1),
        seeds=setting.get("seeds", 10),
        every=setting.get("every", 52),
        metrics=metrics,
        groups=groups,
        periods=periods,
        until=_until(top, tables),
        text=text,
    )


def _varied(top: Place, tables: Mapping[str, Any]) -> tuple[Varied, ...]:
    """Return what varies; nothing where a plan compares scenarios and neighbourhoods only."""
    table = table_in(top, tables, "vary")
    return tuple(_one_varied(top.inside("[vary]"), key, value) for key, value in table.items())


def _one_varied(place: Place, key: str, value: object) -> Varied:
    """Return one thing that varies: over its declared range, one that is given, or values."""
    known = {**PARAMETERS, **{f"{POLICY}{name}": lever.declared for name, lever in LEVERS.items()}}
    if key not in known:
        raise place.wrong(
            quoted(key),
            "is geen parameter of knop; {near}",
            "is no parameter or lever; {near}",
            near=nearest(key[:80], known),
        )
    declared = known[key]
    if not isinstance(value, dict):
        raise place.wrong(
            quoted(key),
            "is {found}; schrijf {{}} voor het hele bereik, {{ low = ..., high = ... }} of {{ values = [...] }}",
            "is {found}; write {{}} for the whole range, {{ low = ..., high = ... }} or {{ values = [...] }}",
            found=shown(value),
        )
    inside, bounds = place.inside(f"[vary.{quoted(key)}]"), bounds_of(declared)
    check_keys(inside, value, ("low", "high", "values"))
    if "values" in value:
        return Varied(key, declared, declared.low, declared.high, _numbers(inside, "values", value["values"], bounds))
    low, high = (number(inside, side, value.get(side, getattr(declared, side)), bounds) for side in ("low", "high"))
    if not low < high:
        raise inside.wrong(
            "low",
            "is {low}, en dat is niet onder high ({high}); geef een bereik",
            "is {low}, which is not below high ({high}); give a range",
            low=low, high=high,
        )  # fmt: skip
    return Varied(key, declared, low, high)


def _numbers(place: Place, key: str, value: object, bounds: Bounds) -> tuple[float, ...]:
    """Return a list of numbers within bounds."""
    if not isinstance(value, list) or not value:
        raise place.wrong(
            key,
            "is {found}; geef een lijst van getallen, zoals [1, 2]",
            "is {found}; give a list of numbers, such as [1, 2]",
            found=shown(value),
        )
    return tuple(number(place, key, one, bounds) for one in value)


def _design(top: Place, tables: Mapping[str, Any], varied: tuple[Varied, ...]) -> Design:
    """Return how points are chosen."""
    place, table = top.inside("[design]"), table_in(top, tables, "design")
    check_keys(place, table, ("method", "points", "levels", "seed"))
    if not varied:
        return _nothing_chosen(place, table)
    method = string(place, "method", table.get("method", "latin_hypercube"), "grid")
    if method not in METHODS:
        raise place.wrong(
            "method",
            "is {found}, en dat is geen manier om punten te kiezen; {near}",
            "is {found}, which is no way to choose points; {near}",
            found=shown(method), near=nearest(method[:80], METHODS),
        )  # fmt: skip
    levels = int(number(place, "levels", table.get("levels", 4), LEVELS))
    seed = int(number(place, "seed", table.get("seed", 1), FIRST_SEED))
    listed: tuple[dict[str, float], ...] = ()
    if method == "list":
        listed = _listed(place, table.get("points"), varied)
        return Design(method, len(listed), levels, seed, listed)
    if method != "grid" and any(one.values for one in varied):
        raise place.wrong(
            "method",
            "is {method}, en dat kiest uit een bereik; geef low en high in plaats van values, of neem grid",
            "is {method}, which chooses from a range; give low and high instead of values, or take grid",
            method=method,
        )
    points = int(number(place, "points", table.get("points", 64), POINTS))
    if method == "sobol" and points & (points - 1):
        raise place.wrong(
            "points",
            "is {points}; geef voor sobol een macht van twee, zoals 64, 128 of 256",
            "is {points}; for sobol, give a power of two, such as 64, 128 or 256",
            points=points,
        )
    return Design(method, points, levels, seed, listed)


def _nothing_chosen(place: Place, table: Mapping[str, Any]) -> Design:
    """Return the design of a plan in which nothing varies: one point, in which all is as the scenarios say."""
    if table:
        raise place.wrong(
            next(iter(table)),
            'kiest punten, maar er varieert niets; zeg in [vary] wat er varieert, zoals "asking.ask_constant" = {{}}, '
            "of laat [design] weg",
            'chooses points, but nothing varies; say in [vary] what does, such as "asking.ask_constant" = {{}}, or '
            "leave out [design]",
        )
    return Design("list", 1, 0, 0, ({},))


def _listed(place: Place, points: object, varied: tuple[Varied, ...]) -> tuple[dict[str, float], ...]:
    """Return the points of a list; each gives a value for all that varies."""
    if not isinstance(points, list) or not points or not all(isinstance(one, dict) for one in points):
        raise place.wrong(
            "points",
            'is {found}; geef een lijst van punten, zoals [{{ "asking.ask_constant" = 1.0 }}]',
            'is {found}; give a list of points, such as [{{ "asking.ask_constant" = 1.0 }}]',
            found=shown(points) if points is not None else Text("er niet", "not there"),
        )
    found = []
    for count, point in enumerate(points, 1):
        inside = place.inside(f"points {count} in [design]")
        check_keys(inside, point, [one.key for one in varied])
        for one in varied:
            if one.key not in point:
                raise inside.wrong(quoted(one.key), "ontbreekt; geef een waarde", "is missing; give a value")
        found.append({one.key: number(inside, one.key, point[one.key], bounds_of(one.declared)) for one in varied})
    return tuple(found)


def _measure(top: Place, tables: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return which indicators, groups and periods are in the table."""
    place, table = top.inside("[measure]"), table_in(top, tables, "measure")
    check_keys(place, table, ("metrics", "groups", "periods"))
    main = [name for name, metric in METRICS.items() if metric.main]
    metrics = names_in(place, "metrics", table.get("metrics", main), "need_unmet_share")
    groups = names_in(place, "groups", table.get("groups", [EVERYONE]), EVERYONE)
    for key, names, known in (("metrics", metrics, list(METRICS)), ("groups", groups, list(GROUPS))):
        _check_known(place, key, names, known)
    periods = string(place, "periods", table.get("periods", "all"), "last")
    _check_known(place, "periods", (periods,), PERIODS)
    return metrics, groups, periods


def _check_known(place: Place, key: str, names: tuple[str, ...], known: Any) -> None:
    for name in names:
        if name not in known:
            raise place.wrong(
                key,
                "noemt {name!r}, en dat is er niet; {near}",
                "names {name!r}, which there is not; {near}",
                name=name[:80], near=nearest(name[:80], known),
            )  # fmt: skip


def _until(top: Place, tables: Mapping[str, Any]) -> Until | None:
    """Return when there are seeds enough, if the plan says so."""
    if "until" not in tables:
        return None
    place, table = top.inside("[until]"), table_in(top, tables, "until")
    check_keys(place, table, ("metric", "group", "half_width", "most_seeds"))
    for key in ("metric", "half_width", "most_seeds"):
        if key not in table:
            raise place.wrong(key, "ontbreekt; geef een waarde", "is missing; give a value")
    metric = string(place, "metric", table["metric"], "need_unmet_share")
    _check_known(place, "metric", (metric,), list(METRICS))
    group = string(place, "group", table.get("group", EVERYONE), EVERYONE)
    _check_known(place, "group", (group,), list(GROUPS))
    return Until(
        metric,
        group,
        number(place, "half_width", table["half_width"], WIDTH),
        int(number(place, "most_seeds", table["most_seeds"], SEEDS)),
    )
