"""Compiling everything beforehand, so that no run has to wait for it, nor several processes do it side by side."""

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samenredzaam import kernels
from samenredzaam.errors import InputError
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.texts import Text, both


@dataclass(frozen=True)
class Compiled:
    """What was compiled.

    Attributes:
        before: whether it had been done already.
        kernels: how many kernels there are.
        seconds: what it took, then or now.
        folder: where they are kept.
        bytes: how much room they take there.
    """

    before: bool
    kernels: int
    seconds: float
    folder: Path
    bytes: int

    def said(self) -> Text:
        """Return in a sentence what was done, and where it is kept."""
        done = Text("waren er al", "were compiled before") if self.before else Text("zijn gecompileerd", "are compiled")
        return both(
            "{count} stukken rekenwerk {done} (dat kostte {seconds} s), en worden bewaard in {folder} ({size} MB) "
            "zolang deze versie wordt gebruikt.",
            "{count} kernels {done} (it took {seconds} s), and are kept in {folder} ({size} MB) for as long as this "
            "version is used.",
            count=self.kernels, done=done, seconds=round(self.seconds), folder=self.folder,
            size=round(self.bytes / 1e6),
        )  # fmt: skip


def compile_all(heard: Callable[[int, int], None] = lambda done, wanted: None) -> Compiled:
    """Compile every kernel that was not compiled before, and keep all.

    Args:
        heard: told after each how many are compiled, and of how many.

    Raises:
        InputError: nothing can be kept, or compiling is switched off.
    """
    if kernels.KEPT_IN is None:
        raise InputError(
            "{why}", "{why}",
            why=kernels.WHY_UNKEPT or Text(
                "SAMENREDZAAM_COMPILER staat op off, dus er wordt niets gecompileerd; laat die variabele weg",
                "SAMENREDZAAM_COMPILER is off, so nothing is compiled; leave that variable out",
            ),
        )  # fmt: skip
    before = kernels.compiled_before()
    if before is None:

        def hear(_: str) -> None:
            heard(len(kernels.compiled), len(kernels.kernels))

        kernels.hearers.append(hear)
        try:
            compile_if_needed()
        finally:
            kernels.hearers.remove(hear)
    found = before or kernels.compiled_before() or {"kernels": 0, "seconds": 0.0}
    size = sum(path.stat().st_size for path in kernels.KEPT_IN.rglob("*") if path.is_file())
    return Compiled(before is not None, found["kernels"], found["seconds"], kernels.KEPT_IN, size)


def compile_if_needed() -> None:
    """Compile every kernel in this process, so that others find it done; where nothing is kept that is of no use."""
    if kernels.CACHE is not None and kernels.compiled_before() is None:
        begun = time.monotonic()
        warm_up()
        kernels.note_all_compiled(time.monotonic() - begun)


def warm_up() -> None:
    """Live a small neighbourhood for long enough that every kernel has been called."""
    from samenredzaam.scenario import read  # noqa: PLC0415 - only here is a scenario read by name

    # What nobody does unless policy asks for it must be compiled too.
    asked = {"time_bank_share": 0.5, "experts_by_experience": 20.0}
    scenario = dataclasses.replace(read("baseline"), residents=2000, weeks=12, start_policy=asked)
    model = NeighbourhoodModel(scenario, 1, spin_up_weeks=40)
    while model.running:
        model.step()
    # Of a few things it hangs on chance whether they happen in so short a time.
    model.town.arrangements.empty(np.zeros(0, dtype=np.int64))
