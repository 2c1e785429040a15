"""The tables of a sweep: its points, and what was found in each, one value a row."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from samenredzaam.recording import METRICS, group_titles
from samenredzaam.study.results import Run
from samenredzaam.study.results_table import cell
from samenredzaam.study.sweep.cases import Case, Site
from samenredzaam.study.sweep.design import Point
from samenredzaam.study.sweep.plan import Plan

HEADER = "point,profile,scenario,seed,week,date,group,metric,value\n"


def design_table(plan: Plan, points: Sequence[Point]) -> bytes:
    """Return the points as a table: a row for each, a column for all that varies."""
    header = ",".join(["point", *(cell(one.key) for one in plan.varied)])
    rows = [",".join([str(point.number), *(repr(value) for value in point.values.values())]) for point in points]
    return ("\n".join([header, *rows]) + "\n").encode()


def result_rows(
    plan: Plan, cases: Sequence[Case], seeds: range, run_of: Callable[[Case, int], Run | None]
) -> Iterator[bytes]:
    """Yield the table of what was found, case by case and seed by seed; runs that are missing are not in it.

    Args:
        plan: says what is measured.
        cases: the cases.
        seeds: the seeds.
        run_of: gives the run of a case with a seed.
    """
    yield HEADER.encode()
    kinds = {site.name: kinds_of(plan, site) for site in {case.site.name: case.site for case in cases}.values()}
    for case in cases:
        begin = f"{case.point.number},{cell(case.site.name)},{cell(case.name)}"
        for seed in seeds:
            run = run_of(case, seed)
            if run is not None:
                yield _rows(plan, f"{begin},{seed}", run, kinds[case.site.name])


def kinds_of(plan: Plan, site: Site) -> list[tuple[str, int, int]]:
    """Return what is in the table of a week: group and metric as cells, and where their value stands in a run."""
    metrics = [(name, list(METRICS).index(name)) for name in plan.metrics]
    groups = [(name, list(group_titles(site.codes)).index(name)) for name in plan.groups]
    return [(f"{cell(group)},{cell(metric)}", g, m) for (group, g), (metric, m) in product(groups, metrics)]


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
