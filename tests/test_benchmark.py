"""What is measured of speed and memory, by whom, and what is said of it. No time is asserted."""

import dataclasses
import json
import sys

import pytest

from command import asked
from samenredzaam.errors import InputError
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import read
from samenredzaam.study import benchmark
from samenredzaam.study.benchmark import Benchmark, Figure, Target
from samenredzaam.study.benchmark.beside import keep_subset
from samenredzaam.study.benchmark.beside import measured as of_engine
from samenredzaam.study.benchmark.living import RECORDING, Lived, Order, measured
from samenredzaam.study.benchmark.peer import MEASURES, PlainNeighbourhood
from samenredzaam.study.benchmark.starting import _took
from samenredzaam.study.compare import half_width, mean_of
from samenredzaam.texts import Text

RESIDENTS, WEEKS, SEEDS = 600, 24, 12
STANDARD_ERRORS = 3.5
"""Five measures of twelve pairs are within so many standard errors of each other in 97 of 100 such tests."""


def lived(residents: int, living: float, **mechanisms: float) -> Lived:
    order = Order(residents, 10)
    return Lived(order, 0.5, 1.0, living, residents * 10, residents * 700, 2**28, mechanisms)


def test_a_neighbourhood_is_measured_in_a_process_of_its_own() -> None:
    found = measured(Order(300, 6, spin_up_weeks=2, by_mechanism=True))
    model = NeighbourhoodModel(dataclasses.replace(read("baseline"), weeks=6), 1, residents=300, spin_up_weeks=2)
    people = 0
    while model.running:
        model.step()
        people += int(model.town.population().sum())
    assert found.resident_weeks == people
    assert found.column_bytes == sum(
        array.nbytes for table in model.town.tables().values() for array in table.arrays().values()
    )
    assert set(found.mechanisms) == {type(one).__name__ for one in model.mechanisms.week} | {RECORDING}
    assert 0.0 < sum(found.mechanisms.values()) <= found.living
    assert found.peak_bytes is None or found.peak_bytes > found.column_bytes


def test_what_cannot_be_built_is_said_in_a_sentence() -> None:
    with pytest.raises(InputError, match=r"measuring with 1 residents failed: .+"):
        measured(Order(1, 2))


def test_figures_are_medians_of_repeats_with_their_spread() -> None:
    repeats = [lived(10_000, took) for took in (0.06, 0.02, 0.04)]
    found = Benchmark([repeats], lived(10_000, 0.05, Support=0.02, recording=0.01), [], [])
    speed = found.figures()[0]
    assert (speed.value, speed.low, speed.high) == (400.0, 200.0, 600.0)
    assert speed.target == Target(500, 200)
    assert speed.said("nl")["gehaald"] == "ja"
    apart = {figure.what.en: figure.value for figure in found.figures() if figure.group.en.startswith("where the time")}
    assert apart == pytest.approx({"Support": 200.0, "recording": 100.0, "the rest": 200.0})


@pytest.mark.parametrize(
    ("target", "value", "said"),
    [
        (Target(500, 200), 500.0, "yes"),
        (Target(500, 200), 501.0, "no"),
        (Target(500, 200), 199.0, "aim"),
        (Target(50, 200, at_least=True), 49.0, "no"),
        (Target(50, 200, at_least=True), 51.0, "yes"),
        (Target(50, 200, at_least=True), 200.0, "aim"),
    ],
)
def test_a_target_is_reached_from_the_right_side(target: Target, value: float, said: str) -> None:
    assert Figure(Text("", ""), Text("", ""), value, value, value, Text("", ""), target).said("en")["reached"] == said


def test_as_many_weeks_are_measured_as_make_a_fair_sum() -> None:
    assert benchmark._weeks(1000) == 520
    assert benchmark._weeks(100_000) == 100
    assert benchmark._weeks(18_000_000) == 4


def differences(change: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Return how the engine differs from plain Mesa by measure, mean and standard error, with Feeling changed there."""
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for seed in range(1, SEEDS + 1):
        scenario = dataclasses.replace(read("baseline"), weeks=WEEKS)
        engine = NeighbourhoodModel(scenario, seed, residents=RESIDENTS, spin_up_weeks=0, record=False)
        plain = PlainNeighbourhood(engine, seed)
        plain.feeling = dataclasses.replace(plain.feeling, **change)
        keep_subset(engine)
        assert of_engine(engine.town)["ties"] == MEASURES["ties"](plain)
        for _ in range(WEEKS):
            engine.step()
            plain.step()
        mine = of_engine(engine.town)
        for name, values in found.items():
            values.append(mine[name] - plain.datacollector.model_vars[name][-1])
    return {name: (mean_of(values), half_width(values) / 2.2) for name, values in found.items()}


def test_the_plain_model_comes_out_as_the_engine_does() -> None:
    for name, (difference, error) in differences({}).items():
        assert abs(difference) < STANDARD_ERRORS * error, name


def test_another_rule_in_the_plain_model_would_be_seen() -> None:
    difference, error = differences({"alone_adds": 0.0, "limited_adds": 0.0})["loneliness"]
    assert difference > STANDARD_ERRORS * error


def test_the_command_tells_everything_to_programs() -> None:
    done = asked("benchmark", "--residents", "300", "--repeats", "1", "--no-plain", "--no-starts", "--json")
    found = json.loads(done.stdout)
    assert found["measured_with"]["python"] == ".".join(str(part) for part in sys.version_info[:3])
    speed = next(figure for figure in found["figures"] if figure["what"].startswith("300 residents"))
    assert speed["unit"] == "ns per resident and week"
    assert speed["value"] > 0
    assert done.returncode == 0


def test_a_command_that_fails_is_named(tmp_path) -> None:
    assert _took(["--help"], tmp_path) > 0.0
    with pytest.raises(InputError, match=r"samenredzaam run bseline failed: .*baseline"):
        _took(["run", "bseline"], tmp_path)
