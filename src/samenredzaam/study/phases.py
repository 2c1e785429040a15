"""In which phase of a transition a run ends, at three levels: found in its course, never set.

A transition is here that support comes to be organised in another way: in cases (micro), by organisations (meso), and
in what public money goes to (macro). For each level the yearly course of one share is read:

    predevelopment   hardly anything has changed yet
    take-off         it has begun to rise
    acceleration     it rises fast
    stabilisation    it has risen and stays
    lock-in          it has risen a little, and got stuck below half
    backlash         it had risen, and half or more of that is lost again

"Transition" is a word for the shape of a course; it says nothing about whether the new way is better.
"""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from samenredzaam.study.results import Results
from samenredzaam.study.results_table import cell
from samenredzaam.texts import Text
from samenredzaam.writing import written_whole

TABLE = "phases.csv"
TITLE = Text("fase van de transitie aan het eind", "phase of the transition at the end")
YEAR_WEEKS = 52

STEP = 0.05
"""A share that differs by less than this has hardly changed (a choice of ours)."""

FAST = 0.03
"""A share that rises by this in a year rises fast (a choice of ours)."""

SLOW = 0.005
"""A share that rises by less than this in a year has stopped rising (a choice of ours)."""

HALF = 0.5

BEFORE_ASSESSMENT = ("cost_team_eur", "cost_general_eur", "cost_activities_eur", "cost_liveability_eur",
                     "cost_initiatives_eur", "cost_respite_eur", "cost_link_worker_eur")  # fmt: skip
AFTER_ASSESSMENT = ("cost_assessment_eur", "cost_household_help_eur", "cost_guidance_eur", "cost_crisis_eur")


class Phase(Enum):
    """The shape that a course has up to its end."""

    PREDEVELOPMENT = Text("voorontwikkeling", "predevelopment")
    TAKE_OFF = Text("van start", "take-off")
    ACCELERATION = Text("versnelling", "acceleration")
    STABILISATION = Text("stabilisatie", "stabilisation")
    LOCK_IN = Text("vastgelopen", "lock-in")
    BACKLASH = Text("terugslag", "backlash")


@dataclass(frozen=True)
class Level:
    """A level: its name, and the share whose course is read, from metrics by name, shape (seeds, periods)."""

    name: str
    title: Text
    needs: tuple[str, ...]
    share: Callable[[dict[str, np.ndarray]], np.ndarray]


def _before_assessment(found: dict[str, np.ndarray]) -> np.ndarray:
    """Return which part of the municipality's money is spent on what nobody has to be assessed for."""
    before = sum(found[name] for name in BEFORE_ASSESSMENT)
    everything = before + sum(found[name] for name in AFTER_ASSESSMENT)
    return np.asarray(np.divide(before, everything, out=np.zeros_like(everything), where=everything > 0))


LEVELS = (
    Level("micro", Text("micro: zaken waarin de client een deel doet of leidt",
                        "micro: cases in which the client does a part or leads"),
          ("cases_with_part_share",), lambda found: found["cases_with_part_share"]),
    Level("meso", Text("meso: werkwijzen die organisaties in praktijk brengen",
                       "meso: practices that organisations put into practice"),
          ("practices_done_share",), lambda found: found["practices_done_share"]),
    Level("macro", Text("macro: deel van het geld dat zonder indicatie wordt besteed",
                        "macro: share of the money spent without assessment"),
          (*BEFORE_ASSESSMENT, *AFTER_ASSESSMENT), _before_assessment),
)  # fmt: skip


def phase_of(course: Sequence[float]) -> Phase:
    """Return the phase in which a course of yearly shares ends."""
    start, now, peak = course[0], course[-1], max(course)
    rising = now - course[-2] if len(course) > 1 else 0.0
    if peak - start >= STEP and now <= start + HALF * (peak - start):
        return Phase.BACKLASH
    if now - start < STEP:
        return Phase.PREDEVELOPMENT
    if rising >= FAST:
        return Phase.ACCELERATION
    if rising >= SLOW:
        return Phase.TAKE_OFF
    return Phase.STABILISATION if now >= HALF else Phase.LOCK_IN


def yearly(values: np.ndarray, period_ends: Sequence[int]) -> np.ndarray:
    """Return means over whole years, shape (seeds, years), from values by period, shape (seeds, periods)."""
    years = np.array(period_ends) // YEAR_WEEKS
    whole = [year for year in range(int(years.max()) + 1) if (year + 1) * YEAR_WEEKS - 1 <= period_ends[-1]]
    return np.stack([np.nanmean(values[:, years == year], axis=1) for year in whole or [0]], axis=1)


def phases(results: Results) -> dict[str, dict[str, Counter[Phase]]]:
    """Return by scenario and level in how many runs each phase was found; a level not measured is left out."""
    found: dict[str, dict[str, Counter[Phase]]] = {}
    for scenario in results.scenarios:
        place = results.scenarios.index(scenario)
        for level in LEVELS:
            if not set(level.needs) <= set(results.metrics):
                continue
            shares = level.share({name: results.table(name)[place] for name in level.needs})
            courses = yearly(shares, results.manifest.period_ends).tolist()
            found.setdefault(scenario, {})[level.name] = Counter(phase_of(course) for course in courses)
    return found


def rows(found: dict[str, dict[str, Counter[Phase]]], titles: dict[str, Text], language: str) -> list[dict[str, str]]:
    """Return as rows for a table, in a language: of each level the commonest phase, and in how many runs."""
    return [
        {"scenario": titles[scenario].said(language)}
        | {level.title.said(language): _commonest(counts[level.name], language) for level in LEVELS
           if level.name in counts}
        for scenario, counts in found.items()
    ]  # fmt: skip


def _commonest(counts: Counter[Phase], language: str) -> str:
    phase, runs = counts.most_common(1)[0]
    return f"{phase.value.said(language)} ({runs} {Text('van', 'of').said(language)} {counts.total()})"


def write(found: dict[str, dict[str, Counter[Phase]]], folder: Path) -> Path:
    """Write phases.csv: in how many runs of a scenario each phase was found at each level, in English."""
    text = io.StringIO()
    text.write("scenario,level,phase,runs\n")
    for scenario, levels in found.items():
        for level, counts in levels.items():
            for phase in Phase:
                if counts[phase]:
                    named = ",".join(cell(name) for name in (scenario, level, phase.value.en))
                    text.write(f"{named},{counts[phase]}\n")
    path = folder / TABLE
    with written_whole(path) as file:
        file.write(text.getvalue().encode())
    return path
