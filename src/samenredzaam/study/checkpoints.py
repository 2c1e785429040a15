"""Checkpoints of runs that are under way, in a results folder, so that what is ended halfway need not begin anew.

    runs/PLACE-SEED.checkpoint         a run, by the place of its scenario in the manifest
    runs/spin-up-HASH-SEED.checkpoint  a spin-up, by what it can depend on: scenarios that share it go on from it

Each is replaced as a whole, and removed when it is no longer needed. They change no result.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

from samenredzaam.errors import InputError
from samenredzaam.model import NeighbourhoodModel, Watch
from samenredzaam.scenario import Scenario
from samenredzaam.study.results import RUNS, ResultsFolder

USUAL_MINUTES = 10.0
"""A run is saved once in so many minutes: that much is lost at most, and a second or so of each goes to saving."""

LEFT_SECONDS = 600.0
"""A part of a checkpoint to which nothing was written for so long was left by a process that was ended."""


@dataclass
class Checkpoints:
    """The checkpoints of one seed.

    Attributes:
        folder: the results folder.
        seed: which seed.
        minutes: save what is under way once in so many minutes; 0 never does.
    """

    folder: ResultsFolder
    seed: int
    minutes: float
    _saved_at: float = field(default_factory=time.monotonic)

    def spun_up(self, scenario: Scenario) -> NeighbourhoodModel:
        """Return a model at the end of its spin-up: gone on with from a checkpoint, or lived from the beginning."""
        path = self._path(f"spin-up-{scenario.spin_up_key()[:12]}")
        begun = self._gone_on(path, scenario, self._saving(path))
        return begun or NeighbourhoodModel(scenario, self.seed, each_week=self._saving(path))

    def begun(self, scenario: Scenario) -> NeighbourhoodModel | None:
        """Return a run that was under way, or None where there is none that can be gone on with."""
        return self._gone_on(self._of_run(scenario), scenario, None)

    def keep(self, model: NeighbourhoodModel) -> None:
        """Have a run saved now and then from here on."""
        model.each_week = self._saving(self._of_run(model.scenario_used))

    def forget(self, scenario: Scenario) -> None:
        """Remove what a finished run no longer needs, and the spin-ups of its seed when all its runs are there."""
        self._of_run(scenario).unlink(missing_ok=True)
        if all(self.folder.has(entry.name, self.seed) for entry in self.folder.manifest.scenarios):
            for path in (self.folder.path / RUNS).glob(f"spin-up-*-{self.seed}.checkpoint"):
                path.unlink(missing_ok=True)

    def _of_run(self, scenario: Scenario) -> Path:
        names = [entry.name for entry in self.folder.manifest.scenarios]
        return self._path(str(names.index(scenario.name)))

    def _path(self, what: str) -> Path:
        return self.folder.path / RUNS / f"{what}-{self.seed}.checkpoint"

    def _gone_on(self, path: Path, scenario: Scenario, each_week: Watch | None) -> NeighbourhoodModel | None:
        """Return a model restored from a checkpoint; one that cannot be used counts as none, as a stored run does."""
        if not path.is_file():
            return None
        try:
            return NeighbourhoodModel.restored(path, scenario, seed=self.seed, each_week=each_week)
        except NoRoom:
            raise
        except InputError:
            return None

    def _saving(self, path: Path) -> Watch | None:
        """Return what saves a model when it is time."""
        if not self.minutes:
            return None

        def save(model: NeighbourhoodModel) -> None:
            if time.monotonic() - self._saved_at < 60.0 * self.minutes:
                return
            try:
                path.parent.mkdir(exist_ok=True)
                model.save(path)
            except OSError as error:
                raise NoRoom(path, error) from error
            self._saved_at = time.monotonic()

        return save


class NoRoom(InputError):  # noqa: N818 - named by what happened
    """A checkpoint cannot be written, mostly for want of room."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            "{path} kan niet worden geschreven ({why}); wat al bewaard was is er nog: maak ruimte en geef dezelfde "
            "opdracht nog eens, of vraag met --checkpoint-minutes 0 om niets tussentijds te bewaren",
            "{path} cannot be written ({why}); what was saved before is still there: make room and give the same "
            "command again, or ask with --checkpoint-minutes 0 for nothing to be saved on the way",
            path=path, why=error.strerror or error,
        )  # fmt: skip


def remove_left(folder: Path) -> None:
    """Remove parts of checkpoints that a process which was ended left in a results folder."""
    for path in (folder / RUNS).glob(".*.checkpoint.*.part"):
        try:
            if time.time() - path.stat().st_mtime > LEFT_SECONDS:
                path.unlink()
        except FileNotFoundError:  # another process was sooner
            continue
