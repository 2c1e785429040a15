"""The tables of a sweep: its points, and what was found in each, one value a row."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from samenredzaam.recording import METRICS, group_titles
from samenredzaam.study.results import Run
from samenredzaam.study.results_table import cell
from samenredzaam.study.sweep.design import Point
from samenredzaam.study.sweep.plan import Plan

HEADER = "point,scenario,seed,week,date,group,metric,value\n"


def design_table(plan: Plan, points: Sequence[Point]) -> bytes:
    """Return the points as a table: a row for each, a column for all that varies."""
    header = ",".join(["point", *(cell(one.key) for one in plan.varied)])
    rows = [",".join([str(point.number), *(repr(value) for value in point.values.values())]) for point in points]
    return ("\n".join([header, *rows]) + "\n").encode()


def result_rows(
    plan: Plan,
    points: Sequence[Point],
    codes: tuple[str, ...],
    seeds: range,
    run_of: Callable[[int, int, int], Run | None],
) -> Iterator[bytes]:
    """Yield the table of what was found, by point, scenario and seed; runs that are missing are not in it.

    Args:
        plan: says what is measured.
        points: the points.
        codes: the neighbourhoods.
        seeds: the seeds.
        run_of: gives the run of a point, the scenario at a place in the plan, and a seed.
    """
    yield HEADER.encode()
    metrics = [(name, list(METRICS).index(name)) for name in plan.metrics]
    groups = [(name, list(group_titles(codes)).index(name)) for name in plan.groups]
    kinds = [(f"{cell(group)},{cell(metric)}", g, m) for (group, g), (metric, m) in product(groups, metrics)]
    for point, (place, base) in product(points, enumerate(plan.scenarios)):
        for seed in seeds:
            run = run_of(point.number, place, seed)
            if run is not None:
                yield _rows(plan, f"{point.number},{cell(base.name)},{seed}", run, kinds)


def _rows(plan: Plan, begin: str, run: Run, kinds: Sequence[tuple[str, int, int]]) -> bytes:
    """Return the rows of one run; a value is the shortest text that gives back the same float64."""
    base = plan.scenarios[0]
    chosen = range(len(run.weeks)) if plan.periods == "all" else range(len(run.weeks) - 1, len(run.weeks))
    rows = [
        f"{begin},{week},{base.date(week).isoformat()},{kind},{value!r}\n"
        for week, values in ((int(run.weeks[place]), run.values[place]) for place in chosen)
        for kind, value in ((kind, float(values[m, g])) for kind, g, m in kinds)
    ]
    return "".join(rows).replace(".0\n", "\n").replace(",nan\n", ",\n").encode()
