"""How an effect hangs on what is not known: the same pair of arms over many draws of the parameters.

draws.toml beside a plan says what is asked, of which parameters, in how many draws. Each draw takes all of them at once
from their declared ranges (a Latin hypercube); for each, a few paired runs tell whether the effect lies above zero,
below, or cannot be told apart from it. It is written before the first run, as the plan is.
"""

import dataclasses
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc, spearmanr

from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.numbers import number
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.scenario_files import loaded
from samenredzaam.study.patterns_plan import (
    Arm,
    Form,
    made_arm,
    made_form,
    made_text,
    only,
    plain_made,
    scenario_of,
)
from samenredzaam.study.patterns_run import NAMES, Interval, Means, Task, live_task
from samenredzaam.study.patterns_watch import WATCHES
from samenredzaam.study.run import each_done
from samenredzaam.texts import Text
from samenredzaam.writing import written_whole

DRAWS, TABLE = "draws.toml", "draws.csv"
STRONGEST = 6
"""How many parameters are named that an effect hangs on, at most."""

BY_CHANCE = 0.05
"""A parameter is named where a rank correlation so large has less than this chance in any of those varied."""

THIRDS = ("lowest", "middle", "highest")


@dataclass(frozen=True)
class Question:
    """What is asked of every draw: the paired difference of two arms in an indicator.

    Attributes:
        name: its name in the table.
        number: of which pattern.
        title: what a difference above zero means, for people.
        metric: an indicator of the model or one of WATCHES.
        arm, against: the two arms.
        group: of whom.
        window: when.
        both_at_least: it is claimed to occur above zero, and below, in at least this share of draws; 0 claims nothing.
    """

    name: str
    number: int
    title: Text
    metric: str
    arm: str
    against: str
    group: str = "all"
    window: str = "whole"
    both_at_least: float = 0.0


@dataclass(frozen=True)
class Draws:
    """The plan of a study over draws of parameters."""

    profile: str
    form: Form
    count: int
    sampling_seed: int
    vary: tuple[str, ...]
    arms: Mapping[str, Arm]
    questions: tuple[Question, ...]
    digest: str

    @cached_property
    def values(self) -> np.ndarray:
        """Return the value of each varied parameter in each draw, shape (count, parameters)."""
        unit = qmc.LatinHypercube(len(self.vary), rng=np.random.default_rng(self.sampling_seed)).random(self.count)
        low = np.array([PARAMETERS[name].low for name in self.vary])
        high = np.array([PARAMETERS[name].high for name in self.vary])
        whole = np.array([PARAMETERS[name].whole for name in self.vary])
        values = low + unit * (high - low)
        found: np.ndarray = np.where(whole, np.round(values), np.round(values, 9))
        return found

    def parameters(self, draw: int) -> dict[str, float]:
        """Return the parameters of one draw by name."""
        return {
            name: int(value) if PARAMETERS[name].whole else float(value)
            for name, value in zip(self.vary, self.values[draw], strict=True)
        }


@dataclass(frozen=True)
class Answer:
    """What came out for a question: an interval for each draw."""

    question: Question
    intervals: tuple[Interval, ...]

    @property
    def above(self) -> np.ndarray:
        """Return in which draws the effect lies above zero, booleans of shape (count,)."""
        return np.array([one.low > 0.0 for one in self.intervals])

    @property
    def below(self) -> np.ndarray:
        """Return in which draws it lies below zero."""
        return np.array([one.high < 0.0 for one in self.intervals])

    @property
    def shown(self) -> bool | None:
        """Tell whether both sides occur as often as is claimed, or None where nothing is claimed."""
        least = self.question.both_at_least * len(self.intervals)
        return None if least == 0.0 else bool(min(self.above.sum(), self.below.sum()) >= least)


def read(folder: Path) -> Draws | None:
    """Return the draws that a study asks for, or None where it has no such file.

    Raises:
        InputError: something in it cannot be used.
    """
    path = folder / DRAWS
    if not path.is_file():
        return None
    found = loaded(path)
    try:
        arms = {name: made_arm(table, f"arms.{name}") for name, table in only(found, "arms", "the file").items()}
        draws = Draws(
            profile=only(found, "profile", "the file"),
            form=made_form(only(found, "form", "the file"), "form"),
            count=only(found, "count", "the file"),
            sampling_seed=only(found, "sampling_seed", "the file"),
            vary=_varied(only(found, "vary", "the file")),
            arms=arms,
            questions=tuple(_question(table) for table in only(found, "questions", "the file")),
            digest=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        )
        for question in draws.questions:
            _check(question, draws)
    except ValueError as error:
        raise InputError(
            "{path} is niet te gebruiken: {why}", "{path} cannot be used: {why}", path=path, why=error
        ) from error
    return draws


def _varied(names: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters to vary; the name of a mechanism alone stands for all of its assumptions."""
    found: list[str] = []
    for name in names:
        own = [name] if name in PARAMETERS else [
            key for key, declared in PARAMETERS.items() if key.startswith(f"{name}.") and declared.assumption
        ]  # fmt: skip
        if not own:
            raise ValueError(f"vary names {name!r}, which is neither a parameter nor a mechanism with assumptions")
        found += own
    return tuple(dict.fromkeys(found))


def _question(table: Any) -> Question:
    where = f"question {table.get('name')!r}"
    made: Question = plain_made(Question, {**table, "title": made_text(table.get("title"), where)}, where)
    return made


def _check(question: Question, draws: Draws) -> None:
    known = {
        "metric": [*METRICS, *WATCHES], "arm": draws.arms, "against": draws.arms, "group": GROUPS,
        "window": draws.form.windows,
    }  # fmt: skip
    for key, names in known.items():
        if getattr(question, key) not in names:
            raise ValueError(
                f"question {question.name!r} names the {key} {getattr(question, key)!r}, which is not known"
            )


def run(
    draws: Draws,
    *,
    processes: int = 1,
    kept: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
) -> list[Answer]:
    """Live every draw, and return the answers in the order of the questions; `kept` as in `patterns_run.run`."""
    names = list(dict.fromkeys(name for one in draws.questions for name in (one.against, one.arm)))
    tasks = [
        Task(seed, draws.form, tuple(_scenario(draws, name, draw) for name in names), kept)
        for draw in range(draws.count)
        for seed in draws.form.all_seeds
    ]
    lived: list[dict[str, Means]] = []
    for done, made in enumerate(each_done(live_task, tasks, processes), start=1):
        lived.append(made)
        progress(done, len(tasks))
    seeds = len(draws.form.all_seeds)
    return [
        Answer(one, tuple(_interval(one, draws.form, lived[at : at + seeds]) for at in range(0, len(lived), seeds)))
        for one in draws.questions
    ]


def _scenario(draws: Draws, name: str, draw: int) -> Any:
    made = scenario_of(draws.arms[name], name, draws.profile, draws.form)
    return dataclasses.replace(made, parameters={**draws.parameters(draw), **made.parameters})


def _interval(question: Question, form: Form, runs: Sequence[dict[str, Means]]) -> Interval:
    place = (
        list(form.windows).index(question.window),
        NAMES.index(question.metric),
        list(GROUPS).index(question.group),
    )
    differences = [float(one[question.arm][place] - one[question.against][place]) for one in runs]
    return Interval(tuple(value for value in differences if value == value))


def write(folder: Path, draws: Draws, answers: Sequence[Answer]) -> None:
    """Write draws.csv: one row for each draw, with its parameters and what came out."""
    text = io.StringIO()
    effects = [f"{one.question.name}_{part}" for one in answers for part in ("mean", "low", "high")]
    text.write(",".join(["draw", *draws.vary, *effects]) + "\n")
    for draw in range(draws.count):
        found = [value for one in answers for value in _parts(one.intervals[draw])]
        cells = [repr(float(value)) for value in (*draws.values[draw], *found)]
        text.write(",".join([str(draw), *cells]) + "\n")
    with written_whole(folder / TABLE) as file:
        file.write(text.getvalue().encode())


def _parts(interval: Interval) -> tuple[float, float, float]:
    return interval.mean, interval.low, interval.high


def report(draws: Draws, answers: Sequence[Answer]) -> str:
    """Return what came out over the draws, as a part of the findings."""
    form = draws.form
    parts = [
        "## Over what is not known",
        f"{draws.count} draws of {len(draws.vary)} assumptions over their whole ranges (`{TABLE}`, asked by `{DRAWS}` "
        f"`{draws.digest}`), {draws.profile} scaled to {form.residents:,} residents, seeds {form.all_seeds[0]} to "
        f"{form.all_seeds[-1]} in each, {form.weeks} weeks. In how many draws the 95% interval over those seeds lies "
        "above zero, below, or holds it. By chance alone either side has one draw in forty.",
        "\n".join([*_HEADS, *(_line(draws, one) for one in answers)]),
        "### Where",
        "The assumptions that an effect hangs on, with the rank correlation between them and its mean over the draws: "
        f"at most {STRONGEST}, and only those that chance would bring forth for one effect in {round(1 / BY_CHANCE)}. "
        "Beside each, in how many draws of the lowest, the middle and the highest third of its range the effect lies "
        "above zero, and in how many below.",
        "\n".join([*_WHERE_HEADS, *(line for one in answers for line in _where(draws, one))]),
    ]
    return "\n\n".join(parts)


_HEADS = (
    "| pattern | above zero means | above | below | not distinguishable | claimed of both sides | shown |",
    "|---|---|---|---|---|---|---|",
)
_WHERE_HEADS = (
    "| pattern | effect | hangs on | from, to | rank correlation | "
    + " | ".join(f"{third} third: above, below" for third in THIRDS) + " |",
    "|---|---|---|---|---|---|---|---|",
)  # fmt: skip


def _line(draws: Draws, answer: Answer) -> str:
    question, above, below = answer.question, int(answer.above.sum()), int(answer.below.sum())
    shown = {None: "", True: "yes", False: "**no**"}[answer.shown]
    claimed = f"at least {100 * question.both_at_least:g}%" if question.both_at_least else ""
    return (
        f"| {question.number} | {question.title.en} (`{question.name}`) | {above} | {below} | "
        f"{draws.count - above - below} | {claimed} | {shown} |"
    )


def _where(draws: Draws, answer: Answer) -> list[str]:
    """Return a row for each parameter that the effect hangs on, or one that says there is none."""
    question = answer.question
    found = hangs_on(draws, answer)
    if not found:
        return [f"| {question.number} | `{question.name}` | none stands out |  |  |  |  |  |"]
    rows = []
    for name, correlation in found.items():
        declared = PARAMETERS[name]
        ends = ", ".join(number(end, "en", _decimals(end)) for end in (declared.low, declared.high))
        counts = " | ".join(f"{above}, {below} of {of}" for above, below, of in by_third(draws, answer, name))
        strength = number(correlation, "en", 2, signed=True)
        rows.append(f"| {question.number} | `{question.name}` | `{name}` | {ends} | {strength} | {counts} |")
    return rows


def _decimals(value: float) -> int:
    """Return how many decimals a limit of a range is written with."""
    return len(f"{value:.4f}".rstrip("0").partition(".")[2])


def by_third(draws: Draws, answer: Answer, name: str) -> list[tuple[int, int, int]]:
    """Return for each third of the range of a parameter how many draws lie above zero, below, and are in it."""
    declared, values = PARAMETERS[name], draws.values[:, draws.vary.index(name)]
    third = np.clip(((values - declared.low) / (declared.high - declared.low) * 3.0).astype(np.int64), 0, 2)
    return [
        (int(answer.above[third == one].sum()), int(answer.below[third == one].sum()), int((third == one).sum()))
        for one in range(3)
    ]


def hangs_on(draws: Draws, answer: Answer) -> dict[str, float]:
    """Return the parameters that the mean effect hangs on beyond chance, the strongest first: rank correlations."""
    effect = np.array([one.mean for one in answer.intervals])
    there = ~np.isnan(effect)
    found = {}
    for place, name in enumerate(draws.vary):
        values = draws.values[there, place]
        if len(set(values.tolist())) < 2 or len(set(effect[there].tolist())) < 2:
            continue
        seen = spearmanr(values, effect[there])
        if seen.pvalue * len(draws.vary) < BY_CHANCE:
            found[name] = float(seen.statistic)
    return dict(sorted(found.items(), key=lambda one: -abs(one[1]))[:STRONGEST])
