"""How fast the model is, how much memory it takes and how soon it starts, beside what was aimed for.

Everything is measured where the command runs, in processor time and as a median of repeated processes, and nothing is
asserted: on another machine, or beside busy neighbours, the figures are others. Ratios within one call are what to
trust.
"""

import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any, NamedTuple

from samenredzaam.numbers import decimals_for, number
from samenredzaam.study.benchmark.beside import Agreement, Beside, beside
from samenredzaam.study.benchmark.living import RECORDING, Lived, Order, measured
from samenredzaam.study.benchmark.starting import Starts, started
from samenredzaam.texts import Text

SIZES = (1000, 10_000, 100_000)
MOST_WEEKS = 520
RESIDENT_WEEKS = 10_000_000
"""Ten years are measured, or as many weeks as give so many weeks of one resident."""
BESIDE = ((1000, 52, 20), (10_000, 26, 3))
"""Residents, weeks and seeds that the engine and plain Mesa both live: small for the outcomes, large for the costs."""
ENOUGH_PAIRS = 10
"""Outcomes are compared over so many pairs at least."""
PARTS_OF = 10_000
"""Mechanisms are measured apart in a neighbourhood of this size, or the nearest one asked for."""

SPEED = Text("rekentijd", "processor time")
MEMORY = Text("geheugen", "memory")
PARTS = Text("waar de tijd blijft, {residents} inwoners", "where the time goes, {residents} residents")
PLAIN = Text("naast gewoon Mesa", "beside plain Mesa")
TIMES = Text("keer", "times")
STARTING = Text("starten", "starting")
NANOSECONDS = Text("ns per inwoner en week", "ns per resident and week")
SECONDS = Text("s rekentijd", "s of processor time")
BYTES = Text("bytes per inwoner", "bytes per resident")
MEBIBYTES = Text("MiB", "MiB")


class Target(NamedTuple):
    """What a figure must be, and what is aimed for: at most, or for some figures at least."""

    must: float
    aim: float
    at_least: bool = False

    def reached(self, value: float) -> Text:
        """Return whether a figure is what it must be, or even what is aimed for."""
        sign = -1.0 if self.at_least else 1.0
        if sign * value <= sign * self.aim:
            return Text("streven", "aim")
        return Text("ja", "yes") if sign * value <= sign * self.must else Text("nee", "no")


TARGETS = {
    ("living", 1000): Target(2500, 1000),
    ("living", 10_000): Target(500, 200),
    ("living", 100_000): Target(500, 300),
    ("living", 1_000_000): Target(700, 400),
    ("building", 1_000_000): Target(30, 5),
    ("bytes", 1_000_000): Target(800, 500),
    ("cold", 0): Target(40, 15),
    ("warm", 0): Target(4, 3),
    ("help", 0): Target(0.3, 0.1),
    ("plain", 10_000): Target(50, 200, at_least=True),
}
"""By what is measured and the number of residents."""


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        group: what kind of figure.
        what: what was measured.
        value: the median of what came out.
        low, high: the least and the most.
        unit: its unit.
        target: what was aimed for, or None.
        verdict: what can be said of it where nothing was aimed for.
    """

    group: Text
    what: Text
    value: float
    low: float
    high: float
    unit: Text
    target: Target | None = None
    verdict: Text = Text("", "")

    def said(self, language: str) -> dict[str, str]:
        """Return the figure as people read it."""
        spread = "" if self.low == self.high else f"{_said(self.low, language)} - {_said(self.high, language)}"
        cells = {
            Text("onderwerp", "subject"): self.group.said(language),
            Text("wat", "what"): self.what.said(language),
            Text("gemeten", "measured"): _said(self.value, language),
            Text("van - tot", "from - to"): spread,
            Text("eenheid", "unit"): self.unit.said(language),
            Text("moet", "must"): _said(self.target.must, language) if self.target else "",
            Text("streven", "aim"): _said(self.target.aim, language) if self.target else "",
            Text("gehaald", "reached"): (self.target.reached(self.value) if self.target else self.verdict).said(
                language
            ),
        }
        return {heading.said(language): cell for heading, cell in cells.items()}

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain values."""
        target = self.target._asdict() if self.target else None
        return {
            "group": self.group.en, "what": self.what.en, "value": self.value, "low": self.low, "high": self.high,
            "unit": self.unit.en, "target": target,
        }  # fmt: skip


def _said(value: float, language: str) -> str:
    return number(value, language, decimals_for(value, 2) if value < 100 else 0)


@dataclass(frozen=True)
class Benchmark:
    """What was measured: all repeats of each size, one with the mechanisms apart, beside plain Mesa, and the starts."""

    lived: Sequence[Sequence[Lived]]
    apart: Lived
    besides: Sequence[Beside]
    starts: Sequence[Starts]

    def figures(self) -> list[Figure]:
        """Return every figure."""
        return [
            *(_living(repeats) for repeats in self.lived),
            *(_building(repeats) for repeats in self.lived),
            *(figure for repeats in self.lived for figure in _memory(repeats)),
            *_parts(self.apart),
            *(figure for one in self.besides for figure in _beside(one)),
            *(_start(name, what, self.starts) for name, what in _STARTS.items() if self.starts),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values, with what it was measured on."""
        versions = {name: metadata.version(name) for name in ("samenredzaam", "numba", "numpy", "mesa")}
        machine = {"platform": platform.platform(), "machine": platform.machine(), "python": platform.python_version()}
        return {"measured_with": machine | versions, "figures": [one.as_json() for one in self.figures()]}


def benchmark(
    sizes: Sequence[int] = SIZES, *, repeats: int = 3, plain: bool = True, starts: bool = True,
    progress: Callable[[int, int], None],
) -> Benchmark:  # fmt: skip
    """Measure neighbourhoods of several sizes, each as often as `repeats` says, and starting where asked for.

    Args:
        sizes: numbers of residents.
        repeats: how often each is measured, in a process of its own.
        plain: also hold the engine against a plain Mesa model of three of its mechanisms.
        starts: also measure starting, which compiles the kernels anew.
        progress: told how many of how many measurements are done.

    Raises:
        InputError: a neighbourhood of such a size cannot be built.
    """
    orders = [Order(residents, _weeks(residents)) for residents in sizes]
    nearest = min(sizes, key=lambda size: (abs(size - PARTS_OF), size))
    pairs = BESIDE if plain else ()
    wanted, done = len(orders) * repeats + 1 + len(pairs) + starts * repeats, 0

    def counted(found: Any) -> Any:
        nonlocal done
        done += 1
        progress(done, wanted)
        return found

    # Round by round, so that a busy moment of the machine does not fall on one size alone.
    rounds = [[counted(measured(order)) for order in orders] for _ in range(repeats)]
    apart = counted(measured(Order(nearest, _weeks(nearest), by_mechanism=True)))
    besides = [counted(beside(residents, weeks, seeds=seeds)) for residents, weeks, seeds in pairs]
    begun = [counted(started()) for _ in range(repeats)] if starts else []
    return Benchmark([[one[place] for one in rounds] for place in range(len(orders))], apart, besides, begun)


def _weeks(residents: int) -> int:
    return max(min(MOST_WEEKS, RESIDENT_WEEKS // residents), 4)


def _figure(group: Text, what: Text, values: Sequence[float], unit: Text, target: Target | None = None) -> Figure:
    return Figure(group, what, statistics.median(values), min(values), max(values), unit, target)


def _sized(nl: str, en: str, residents: int) -> Text:
    return Text(nl.format(number(residents, "nl")), en.format(number(residents, "en")))


def _living(repeats: Sequence[Lived]) -> Figure:
    order = repeats[0].order
    what = _sized("{} inwoners, " + f"{order.weeks} weken", "{} residents, " + f"{order.weeks} weeks", order.residents)
    return _figure(
        SPEED, what, [one.nanoseconds for one in repeats], NANOSECONDS, TARGETS.get(("living", order.residents))
    )


def _building(repeats: Sequence[Lived]) -> Figure:
    residents = repeats[0].order.residents
    what = _sized("{} inwoners bouwen", "building {} residents", residents)
    return _figure(SPEED, what, [one.building for one in repeats], SECONDS, TARGETS.get(("building", residents)))


def _memory(repeats: Sequence[Lived]) -> list[Figure]:
    residents = repeats[0].order.residents
    tables = _sized("{} inwoners, hun banden en hulpvragen", "{} residents, their ties and needs", residents)
    whole = _sized("{} inwoners, het hele proces op zijn hoogst", "{} residents, the whole process at most", residents)
    found = [
        _figure(MEMORY, tables, [one.bytes_each for one in repeats], BYTES, TARGETS.get(("bytes", residents))),
    ]
    peaks = [one.peak_bytes / 2**20 for one in repeats if one.peak_bytes is not None]
    return [*found, *([_figure(MEMORY, whole, peaks, MEBIBYTES)] if peaks else [])]


def _parts(apart: Lived) -> list[Figure]:
    """Return what each mechanism and the recording take, the dearest first."""
    residents = apart.order.residents
    group = Text(PARTS.nl.format(residents=number(residents, "nl")), PARTS.en.format(residents=number(residents, "en")))
    told = {RECORDING: Text("vastleggen", "recording")}
    each = sorted(apart.mechanisms.items(), key=lambda item: -item[1])
    rest = max(apart.living - sum(apart.mechanisms.values()), 0.0)
    named = [(told.get(name, Text(name, name)), took) for name, took in each] + [(Text("overig", "the rest"), rest)]
    return [_figure(group, what, [took / apart.resident_weeks * 1e9], NANOSECONDS) for what, took in named]


_MEASURED = {
    "lonely_share": Text("aandeel eenzamen", "share who are lonely"),
    "loneliness": Text("eenzaamheid", "loneliness"),
    "needs": Text("hulpvragen", "needs"),
    "needed_minutes": Text("minuten hulp nodig", "minutes of help needed"),
    "ties": Text("banden", "ties"),
}


def _beside(found: Beside) -> list[Figure]:
    """Return what both cost and how they differ: differences only where there are enough pairs to tell."""
    residents = found.residents
    engine = _sized("drie mechanismen, {} inwoners", "three mechanisms, {} residents", residents)
    plain = _sized("dezelfde in gewoon Mesa, {} inwoners", "the same in plain Mesa, {} residents", residents)
    times = _sized("zoveel keer goedkoper, {} inwoners", "so many times cheaper, {} residents", residents)
    ratios = [other / one for one, other in zip(found.engine, found.plain, strict=True)]
    figures = [
        _figure(PLAIN, engine, found.engine, NANOSECONDS),
        _figure(PLAIN, plain, found.plain, NANOSECONDS),
        _figure(PLAIN, times, ratios, TIMES, TARGETS.get(("plain", residents))),
    ]
    if len(ratios) < ENOUGH_PAIRS:
        return figures
    return [*figures, *(_difference(one, len(ratios)) for one in found.agreements)]


def _difference(found: Agreement, pairs: int) -> Figure:
    """Return how the engine and plain Mesa differ in one measure."""
    what = Text(
        f"verschil in {_MEASURED[found.name].nl}, {pairs} paren",
        f"difference in {_MEASURED[found.name].en}, {pairs} pairs",
    )
    same = Text("niet te onderscheiden", "not distinguishable") if found.agrees else Text("verschilt", "differs")
    low, high = found.difference - found.half, found.difference + found.half
    unit = Text(f"bij {number(found.engine, 'nl', 2)}", f"at {number(found.engine, 'en', 2)}")
    return Figure(PLAIN, what, found.difference, low, high, unit, verdict=same)


_STARTS = {
    "cold": Text("eerste uitkomst van een nieuwe installatie", "first result of a fresh installation"),
    "warm": Text("dezelfde, met wat al vertaald is", "the same, with what was compiled before"),
    "help": Text("samenredzaam --help", "samenredzaam --help"),
}


def _start(name: str, what: Text, starts: Sequence[Starts]) -> Figure:
    return _figure(STARTING, what, [getattr(one, name) for one in starts], SECONDS, TARGETS[name, 0])
