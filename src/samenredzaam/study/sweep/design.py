"""The points of a sweep: which value everything that varies has in each, chosen as the plan says.

Latin hypercubes come from scipy.stats.qmc, the samples of Sobol and Morris from SALib. A point has a number, its place
in the design; whoever adds points to a grid or list gives others another number, but runs are found by what they are.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from samenredzaam.errors import InputError
from samenredzaam.scenario import Change, Scenario
from samenredzaam.study.sweep.plan import Plan, Varied

MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class Point:
    """One choice of all that varies.

    Attributes:
        number: its place in the design, from 0.
        values: by key, in the order of the plan.
    """

    number: int
    values: dict[str, float]

    def scenario(self, plan: Plan, base: Scenario) -> Scenario:
        """Return a scenario as it is lived in this point."""
        levers = {one.lever: self.values[one.key] for one in plan.varied if one.lever is not None}
        parameters = {one.key: self.values[one.key] for one in plan.varied if one.lever is None}
        varied = replace(base, parameters={**base.parameters, **parameters})
        if plan.change_date is None:
            return replace(varied, start_policy={**base.start_policy, **levers})
        changes = tuple(Change(lever, plan.change_date, "value", value) for lever, value in levers.items())
        # Behind the changes of the scenario, so that of one day those of the point hold.
        return replace(varied, changes=(*base.changes, *changes))


def points_of(plan: Plan) -> tuple[Point, ...]:
    """Return the points of a plan, always the same.

    Raises:
        InputError: there are more than MOST_POINTS, or SALib is not installed and the plan needs it.
    """
    return tuple(
        Point(number, {one.key: value for one, value in zip(plan.varied, values, strict=True)})
        for number, values in enumerate(_values(plan))
    )


def problem(plan: Plan) -> dict[str, Any]:
    """Return what varies as SALib names it; over shares of the range, so that whole numbers are all as likely."""
    return {
        "num_vars": len(plan.varied),
        "names": [one.key for one in plan.varied],
        "bounds": [[0.0, 1.0]] * len(plan.varied),
    }


def _values(plan: Plan) -> list[tuple[float, ...]]:
    """Return the values of each point, in the order of what varies."""
    design = plan.design
    if design.method == "list":
        return [tuple(point[one.key] for one in plan.varied) for point in design.listed]
    if design.method == "grid":
        return _grid(plan.varied, design.levels)
    return [
        tuple(one.at(float(share)) for one, share in zip(plan.varied, shares, strict=True))
        for shares in shares_of(plan)
    ]


def _grid(varied: Sequence[Varied], levels: int) -> list[tuple[float, ...]]:
    """Return all combinations of values."""
    axes = [one.values or tuple(dict.fromkeys(one.at(step / (levels - 1)) for step in range(levels))) for one in varied]
    count = int(np.prod([len(axis) for axis in axes], dtype=object))
    if count > MOST_POINTS:
        raise InputError(
            "het plan heeft {count} punten, en hoogstens {most} gaat; geef minder waarden, of neem latin_hypercube",
            "the plan has {count:,} points, and at most {most:,} will do; give fewer values, or take latin_hypercube",
            count=count, most=MOST_POINTS,
        )  # fmt: skip
    return list(itertools.product(*axes))


def shares_of(plan: Plan) -> np.ndarray:
    """Return the points of a sample as shares of the ranges, float64 of shape (points, what varies)."""
    design = plan.design
    if design.method == "latin_hypercube":
        from scipy.stats import qmc  # noqa: PLC0415 - takes half a second to import

        return np.asarray(qmc.LatinHypercube(len(plan.varied), rng=design.seed).random(design.points))
    sampler = salib("sample", design.method)
    if design.method == "sobol":
        return np.asarray(sampler.sample(problem(plan), design.points, calc_second_order=False, seed=design.seed))
    return np.asarray(sampler.sample(problem(plan), design.points, num_levels=design.levels, seed=design.seed))


def salib(part: str, method: str) -> Any:
    """Return a module of SALib.

    Raises:
        InputError: it is not installed.
    """
    import importlib  # noqa: PLC0415 - only here is something imported by name

    try:
        return importlib.import_module(f"SALib.{part}.{method}")
    except ModuleNotFoundError as error:
        raise InputError(
            '{method} vraagt SALib; installeer het met: pip install "samenredzaam[studies]"',
            '{method} needs SALib; install it with: pip install "samenredzaam[studies]"',
            method=method,
        ) from error
