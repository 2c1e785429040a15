"""What a study of patterns is to show, as its plan.toml says it: arms, measures, sides, sizes and windows.

The plan is written before the first run; findings carry its hash, so that a plan changed afterwards is seen. What was
looked into with the results at hand stands in afterwards.toml, of the same form, and claims no side.
"""

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from samenredzaam.errors import InputError, nearest
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.scenario import Change, Scenario
from samenredzaam.scenario import read as read_scenario
from samenredzaam.scenario_files import loaded
from samenredzaam.scenario_values import bounds_of
from samenredzaam.study.patterns_watch import WATCHES
from samenredzaam.texts import Text

PLAN = "plan.toml"
AFTERWARDS = "afterwards.toml"
SIDES = ("higher", "lower", "not_higher", "not_lower", "within", "reported")
EVERYONE = "all"


@dataclass(frozen=True)
class Form:
    """How large the study is.

    Attributes:
        residents: to how many residents the neighbourhood is scaled.
        first_seed: the first seed.
        seeds: how many runs of each arm, with seeds that follow one another.
        weeks: length of a run.
        spin_up_weeks: weeks lived before week 0.
        change_week: levers change from this week on.
        windows: stretches of weeks by name, each from its first week up to one it does not hold.
    """

    residents: int
    first_seed: int
    seeds: int
    weeks: int
    spin_up_weeks: int
    change_week: int
    windows: Mapping[str, tuple[int, int]]

    @property
    def all_seeds(self) -> range:
        """Return the seeds."""
        return range(self.first_seed, self.first_seed + self.seeds)


@dataclass(frozen=True)
class Arm:
    """The baseline with some parameters replaced, or with levers changed from the change week on.

    Attributes:
        title: what it is called.
        parameters: values by "mechanism.field", from spin-up on.
        factors: by lever, what it is multiplied by from the change week on.
        values: by lever, what it becomes from the change week on.
        for_weeks: after so many weeks the levers are as they were; None is never.
        then: by lever, what it becomes after `for_weeks`, for good.
        off: a mechanism is switched off here, for which a parameter may leave its range.
    """

    title: Text
    parameters: Mapping[str, float] = dataclasses.field(default_factory=dict)
    factors: Mapping[str, float] = dataclasses.field(default_factory=dict)
    values: Mapping[str, float] = dataclasses.field(default_factory=dict)
    for_weeks: int | None = None
    then: Mapping[str, float] = dataclasses.field(default_factory=dict)
    off: bool = False

    def changes(self, date: datetime.date) -> tuple[Change, ...]:
        """Return what the arm changes of policy from a day on."""
        until = None if self.for_weeks is None else date + datetime.timedelta(days=7 * self.for_weeks)
        kinds = {"factor": self.factors, "value": self.values}
        first = tuple(
            Change(lever, date, kind, float(amount), until=until)
            for kind, levers in kinds.items()
            for lever, amount in levers.items()
        )
        if until is None:
            return first
        return first + tuple(Change(lever, until, "value", float(amount)) for lever, amount in self.then.items())


@dataclass(frozen=True)
class Term:
    """A part of what is measured: `arm` minus `against` (or the level of `arm` alone) in a group, times `weight`.

    `window` and `metric` are given where they are others than those of the measure.
    """

    arm: str
    against: str | None = None
    group: str = EVERYONE
    weight: float = 1.0
    window: str = ""
    metric: str = ""


@dataclass(frozen=True)
class Measure:
    """What is measured of a pattern, and on which side it must lie.

    Attributes:
        name: its name in the summary.
        title: what it says, for people.
        metric: an indicator of the model, or one of WATCHES.
        side: one of SIDES; an interval is shown to lie on it.
        terms: what is added up, within each seed.
        off: the same with the mechanism switched off; empty where that would say nothing.
        window: one of the windows of the forms.
        bound: what the side is a side of.
        relative: terms are divided by the mean level of their `against` over all runs.
        small: also looked at in the small form.
    """

    name: str
    title: Text
    metric: str
    side: str
    terms: tuple[Term, ...]
    off: tuple[Term, ...] = ()
    window: str = "whole"
    bound: float = 0.0
    relative: bool = False
    small: bool = False


@dataclass(frozen=True)
class Pattern:
    """A pattern that the model must show: its claim, and the measures that together make it."""

    name: str
    number: int
    claim: Text
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Place:
    """Another neighbourhood in which the full form is lived as well, with seeds of its own."""

    profile: str
    first_seed: int
    seeds: int


@dataclass(frozen=True)
class Plan:
    """A study of patterns.

    Attributes:
        profile: the neighbourhood.
        forms: sizes, by name.
        arms: what is run, by name.
        patterns: what is shown with it.
        digest: hash of the file.
        elsewhere: other neighbourhoods.
    """

    profile: str
    forms: Mapping[str, Form]
    arms: Mapping[str, Arm]
    patterns: tuple[Pattern, ...]
    digest: str
    elsewhere: tuple[Place, ...] = ()

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures of all patterns."""
        return tuple(measure for pattern in self.patterns for measure in pattern.measures)

    @property
    def windows(self) -> tuple[str, ...]:
        """Return the names of the windows, which all forms share, in their order."""
        return tuple(next(iter(self.forms.values())).windows)

    def form(self, name: str) -> Form:
        """Return a form by name."""
        if name not in self.forms:
            raise InputError(
                "het plan heeft geen vorm {name!r}; {near}",
                "the plan has no form {name!r}; {near}",
                name=name,
                near=nearest(name, self.forms),
            )
        return self.forms[name]

    def everywhere(self) -> list[tuple["Plan", Form]]:
        """Return the plan and its full form for each neighbourhood, the first one first."""
        form = self.form("full")
        return [(self, form)] + [
            (
                dataclasses.replace(self, profile=place.profile),
                dataclasses.replace(form, first_seed=place.first_seed, seeds=place.seeds),
            )
            for place in self.elsewhere
        ]

    def scenario(self, name: str, form: Form) -> Scenario:
        """Return an arm as a scenario of a form."""
        return scenario_of(self.arms[name], name, self.profile, form)


def scenario_of(arm: Arm, name: str, profile: str, form: Form) -> Scenario:
    """Return an arm as a scenario of a form, on a profile."""
    baseline = read_scenario("baseline")
    date = baseline.start + datetime.timedelta(days=7 * form.change_week)
    return dataclasses.replace(
        baseline,
        name=name,
        title=arm.title,
        profile=profile,
        folder=None,
        residents=form.residents,
        weeks=form.weeks,
        parameters=dict(arm.parameters),
        changes=arm.changes(date),
    )


def arms_of(measures: Iterable[Measure]) -> list[str]:
    """Return the arms that measures need, each once, in the order in which they are first named."""
    terms = [term for measure in measures for term in (*measure.terms, *measure.off)]
    names = [name for term in terms for name in (term.against, term.arm) if name is not None]
    return list(dict.fromkeys(names))


def read(folder: Path, name: str = PLAN) -> Plan:
    """Read the plan of a study.

    Args:
        folder: the folder of the study.
        name: PLAN or AFTERWARDS.

    Raises:
        InputError: there is no plan, or something in it cannot be used.
    """
    path = folder / name
    if not path.is_file():
        raise InputError(
            "{folder} bevat geen {name}; noem de map van een onderzoek naar patronen, zoals experiments/patterns",
            "{folder} holds no {name}; name the folder of a study of patterns, such as experiments/patterns",
            folder=folder, name=name,
        )  # fmt: skip
    found = loaded(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    try:
        plan = Plan(
            profile=only(found, "profile", "the plan"),
            forms={name: made_form(table, f"forms.{name}") for name, table in only(found, "forms", "the plan").items()},
            arms={name: made_arm(table, f"arms.{name}") for name, table in only(found, "arms", "the plan").items()},
            patterns=tuple(_pattern(table) for table in only(found, "patterns", "the plan")),
            digest=digest,
            elsewhere=tuple(plain_made(Place, table, "elsewhere") for table in found.get("elsewhere", [])),
        )
        _check(plan)
    except ValueError as error:
        raise InputError(
            "{path} is niet te gebruiken: {why}", "{path} cannot be used: {why}", path=path, why=error
        ) from error
    return plan


def only(table: Any, key: str, where: str) -> Any:
    """Return what stands at a key that must be there."""
    if not isinstance(table, dict) or key not in table:
        raise ValueError(f"{where} lacks {key!r}")
    return table[key]


def plain_made(kind: Any, table: Any, where: str) -> Any:
    """Return a table as one of the dataclasses above; a ValueError names the key that is unknown or missing."""
    known = {one.name: one for one in dataclasses.fields(kind)}
    if not isinstance(table, dict):
        raise ValueError(f"{where} should be a table")  # noqa: TRY004 - read turns it into one sentence
    for key in table:
        if key not in known:
            raise ValueError(f"{where} has a key {key!r} that is not known; {nearest(key, known).en}")
    for key, one in known.items():
        needed = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        if needed and key not in table:
            raise ValueError(f"{where} lacks {key!r}")
    return kind(**table)


def made_text(table: Any, where: str) -> Text:
    """Return a text in both languages."""
    return Text(only(table, "nl", where), only(table, "en", where))


def made_form(table: Any, where: str) -> Form:
    """Return a form; each window must lie within its weeks."""
    form: Form = plain_made(Form, table, where)
    windows: dict[str, Any] = table["windows"]
    for name, window in windows.items():
        if not (isinstance(window, list) and len(window) == 2 and 0 <= window[0] < window[1] <= form.weeks):
            raise ValueError(
                f"window {name!r} of {where} is {window!r}; give [first week, week after the last], within 0 to "
                f"{form.weeks}"
            )
    return form


def made_arm(table: Any, where: str) -> Arm:
    """Return an arm; parameters and levers must be known, and within their range where nothing is switched off."""
    arm: Arm = plain_made(Arm, {**table, "title": made_text(table.get("title"), f"title of {where}")}, where)
    for name, value in arm.parameters.items():
        if name not in PARAMETERS:
            raise ValueError(f"{where} sets {name!r}, which is no parameter; {nearest(name, PARAMETERS).en}")
        refusal = bounds_of(PARAMETERS[name]).refusal(value)
        if refusal and not arm.off:
            raise ValueError(f"{name} in {where} {refusal.en}")
    _known([*arm.factors, *arm.values, *arm.then], LEVERS, "lever", where)
    if arm.then and arm.for_weeks is None:
        raise ValueError(f"{where} has 'then' and no 'for_weeks', so that it never comes")
    return arm


def _pattern(table: Any) -> Pattern:
    where = f"pattern {table.get('name')!r}"
    measures = tuple(_measure(one, where) for one in only(table, "measures", where))
    claim = made_text(table.get("claim"), f"claim of {where}")
    made: Pattern = plain_made(Pattern, {**table, "claim": claim, "measures": measures}, where)
    return made


def _measure(table: Any, where: str) -> Measure:
    where = f"measure {table.get('name')!r} of {where}"
    terms = {
        key: tuple(plain_made(Term, term, f"{key} of {where}") for term in table[key])
        for key in ("terms", "off")
        if key in table
    }
    made: Measure = plain_made(
        Measure, {**table, **terms, "title": made_text(table.get("title"), f"title of {where}")}, where
    )
    return made


def _check(plan: Plan) -> None:
    """Refuse names that stand for nothing, and forms with other windows than the first."""
    for name, form in plan.forms.items():
        if tuple(form.windows) != plan.windows:
            raise ValueError(f"forms.{name} has other windows than the first form ({', '.join(plan.windows)})")
    names = [measure.name for measure in plan.measures]
    if len(set(names)) < len(names):
        raise ValueError("two measures have the same name")
    for measure in plan.measures:
        where, terms = f"measure {measure.name!r}", (*measure.terms, *measure.off)
        _known([measure.side], SIDES, "side", where)
        _known([measure.window, *(term.window for term in terms if term.window)], plan.windows, "window", where)
        _known(arms_of([measure]), plan.arms, "arm", where)
        for metric, group in [
            (measure.metric, EVERYONE),
            *((one.metric or measure.metric, one.group) for one in terms),
        ]:
            _known([metric], [*METRICS, *WATCHES], "metric", where)
            _known([group], [EVERYONE] if metric in WATCHES else GROUPS, "group", where)
        if measure.relative and any(term.against is None for term in terms):
            raise ValueError(f"{where} is relative, so each of its terms needs 'against'")


def _known(found: Iterable[str], known: Iterable[str], what: str, where: str) -> None:
    names = list(known)
    for name in found:
        if name not in names:
            raise ValueError(f"{where} names {name!r}, which is no {what}; {nearest(name, names).en}")
