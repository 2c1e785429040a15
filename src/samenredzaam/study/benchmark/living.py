"""What a neighbourhood costs to build and to live, measured in a process of its own.

A process of its own, so that its peak of memory is that of one neighbourhood, and nothing that another left behind
makes it slower or faster. Time is processor time of that process.
"""

import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samenredzaam.errors import InputError
from samenredzaam.model import SPIN_UP_WEEKS, NeighbourhoodModel
from samenredzaam.scenario import Scenario
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study.compiling import warm_up

RECORDING = "recording"


@dataclass(frozen=True)
class Order:
    """What is to be measured.

    Attributes:
        residents: how many live there at the start.
        weeks: how many weeks are measured, after the spin-up.
        spin_up_weeks: weeks lived before.
        seed: the seed.
        by_mechanism: also measure each mechanism apart, which itself costs a little.
    """

    residents: int
    weeks: int
    spin_up_weeks: int = SPIN_UP_WEEKS
    seed: int = 1
    by_mechanism: bool = False


@dataclass(frozen=True)
class Lived:
    """What was measured; times in seconds of processor time.

    Attributes:
        order: what was asked for.
        building: time to build residents, homes and ties.
        spin_up: time to live the weeks before.
        living: time to live the weeks measured, every one recorded.
        resident_weeks: how many residents lived how many weeks in that time, added up.
        column_bytes: what all tables of the town take, ties and needs included.
        peak_bytes: the most memory the process ever had; None where the system does not tell.
        mechanisms: time by mechanism, and for recording; empty where it was not asked for.
    """

    order: Order
    building: float
    spin_up: float
    living: float
    resident_weeks: int
    column_bytes: int
    peak_bytes: int | None
    mechanisms: dict[str, float]

    @property
    def nanoseconds(self) -> float:
        """Return the processor time of one resident in one week."""
        return self.living / self.resident_weeks * 1e9

    @property
    def bytes_each(self) -> float:
        """Return the bytes that the tables take for one resident at the start."""
        return self.column_bytes / self.order.residents


class Clocked:
    """Something with one method, which is timed at each call."""

    def __init__(self, name: str, call: Callable[..., Any], times: dict[str, float]) -> None:
        self._name, self._call, self._times = name, call, times
        times.setdefault(name, 0.0)

    def step(self, *arguments: Any) -> Any:
        """Do what it does, and add up what that takes."""
        begun = time.process_time()
        found = self._call(*arguments)
        self._times[self._name] += time.process_time() - begun
        return found

    measure = step


def measured(order: Order) -> Lived:
    """Build and live the neighbourhood of an order in a process of its own, and return what it took."""
    command = [sys.executable, "-c", f"from {__name__} import main; main()", json.dumps(dataclasses.asdict(order))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this module itself
    if done.returncode != 0:
        said = done.stderr.strip().rsplit("\n", 1)[-1]
        raise InputError(
            "het meten met {residents} inwoners lukte niet: {why}",
            "measuring with {residents} residents failed: {why}",
            residents=order.residents, why=said or f"exit code {done.returncode}",
        )  # fmt: skip
    found = json.loads(done.stdout)
    return Lived(order=order, **found)


def _lived(order: Order) -> dict[str, Any]:
    """Measure an order here, and return the fields of Lived but the order."""
    warm_up()
    scenario = dataclasses.replace(read_scenario("baseline"), weeks=order.weeks)
    building = _building(scenario, order)
    begun = time.process_time()
    model = NeighbourhoodModel(
        scenario, order.seed, residents=order.residents, spin_up_weeks=order.spin_up_weeks, record=True
    )
    spin_up = time.process_time() - begun - building
    times: dict[str, float] = {}
    if order.by_mechanism:
        _clock(model, times)
    living, resident_weeks = 0.0, 0
    while model.running:
        begun = time.process_time()
        model.step()
        living += time.process_time() - begun
        resident_weeks += int(model.town.population().sum())
        model.history.clear()
    return {
        "building": building, "spin_up": max(spin_up, 0.0), "living": living, "resident_weeks": resident_weeks,
        "column_bytes": _column_bytes(model), "peak_bytes": _peak_bytes(), "mechanisms": times,
    }  # fmt: skip


def _building(scenario: Scenario, order: Order) -> float:
    """Return what it takes to build a neighbourhood of which no week is lived."""
    begun = time.process_time()
    NeighbourhoodModel(scenario, order.seed, residents=order.residents, spin_up_weeks=0, record=False)
    return time.process_time() - begun


def _clock(model: NeighbourhoodModel, times: dict[str, float]) -> None:
    """Time every mechanism of a model, and the recording of a week."""
    week = model.mechanisms.week
    week[:] = [Clocked(type(one).__name__, one.step, times) for one in week]
    recorder = model.recorder
    model.recorder = Clocked(RECORDING, recorder.measure, times)  # type: ignore[assignment]


def _column_bytes(model: NeighbourhoodModel) -> int:
    """Return what the tables of a town take."""
    return sum(array.nbytes for table in model.town.tables().values() for array in table.arrays().values())


def _peak_bytes() -> int | None:
    """Return the most memory this process ever had, where the system tells."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Measure the order given as the argument of this process, and print what came out as JSON."""
    json.dump(_lived(Order(**json.loads(sys.argv[1]))), sys.stdout)
