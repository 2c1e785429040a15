"""The municipality as a Mesa model; one step is one week."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from samenredzaam import checkpoint
from samenredzaam import metrics as _metrics  # noqa: F401 - importing them declares the indicators
from samenredzaam.checkpoint import About
from samenredzaam.mechanisms import Mechanisms
from samenredzaam.neighbourhood.deciders import (
    Deciders,
    GpPractice,
    LinkWorkers,
    Municipality,
    Provider,
    Team,
    TimeBank,
    VolunteerOrganisation,
    WelfareOrganisation,
)
from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.residents import Homes, Residents
from samenredzaam.neighbourhood.synthesis import build_all
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.views import Resident, ResidentRows
from samenredzaam.notebook import Notebook
from samenredzaam.recording import Recorder
from samenredzaam.scenario import Scenario
from samenredzaam.scenario import read as read_scenario
from samenredzaam.version import model_version

Watch = Callable[["NeighbourhoodModel"], None]
"""What is called after every week."""

SPIN_UP_WEEKS = 156
"""Three years under the policy at the start, with population and governance at rest, before week 0."""

MOST_SPIN_UP_WEEKS = 5200
"""A century: with it the oldest were born well after NEVER, which stands for what has not happened."""

RESIDENTS_PER_GP = 2100
"""About a GP's list in the Netherlands; no figure was read, and only which GP someone has hangs on it."""


class NeighbourhoodModel(mesa.Model):
    """A municipality of one neighbourhood (or more), its people, organisations and policy.

    Making a model builds the neighbourhood and lives it through the spin-up; each `step` is a week of the scenario.
    The few who decide are registered agents (`model.agents`); residents are rows, seen as agents through
    `model.residents`. Random numbers are drawn by hash from the seed, never from Mesa's generator.

    Args:
        scenario: a Scenario, or the name or path of one.
        seed: the seed; `rng` is the same, for Mesa's own tools that use that name.
        residents: scales the profile to so many residents; None keeps what the scenario says.
        spin_up_weeks: weeks lived before week 0, at most MOST_SPIN_UP_WEEKS.
        register_residents: also register every resident as a Mesa agent (slower; the results are the same).
        record: measure every week; `measure` and `history` need it.
        each_week: called with the model after every week, those of the spin-up too: to look, or to `save`.
    """

    def __init__(
        self,
        scenario: Scenario | str = "baseline",
        seed: int | None = None,
        *,
        rng: int | None = None,
        residents: int | None = None,
        spin_up_weeks: int = SPIN_UP_WEEKS,
        register_residents: bool = False,
        record: bool = True,
        each_week: Watch | None = None,
    ) -> None:
        chosen = _whole_seed(seed, rng)
        super().__init__(rng=chosen)
        self.seed_used = chosen
        if not 0 <= spin_up_weeks <= MOST_SPIN_UP_WEEKS:
            raise ValueError(f"spin_up_weeks must be from 0 to {MOST_SPIN_UP_WEEKS}, not {spin_up_weeks}")
        self._take_scenario(scenario)
        self.spin_up_weeks = spin_up_weeks
        self.record = record
        self.each_week = each_week
        self.town = self._founded(residents if residents is not None else self.scenario_used.residents)
        self._spin_up()
        self._show_residents(register_residents)

    def _take_scenario(self, scenario: Scenario | str) -> None:
        """Read what the scenario says there is, before anybody lives there."""
        self.scenario_used = read_scenario(scenario) if isinstance(scenario, str) else scenario
        self.profiles: tuple[Profile, ...] = self.scenario_used.profiles()
        self.codes: tuple[str, ...] = tuple(one.area for one in self.profiles)
        self.scenario_used.check_codes(self.codes)
        self.mechanisms = Mechanisms(self.scenario_used.parameters)
        self.recorder = Recorder(self.codes)
        self.history: list[np.ndarray] = []
        self.notebook: Notebook | None = None

    def step(self) -> None:
        """Live one week of the scenario, and measure it."""
        town = self.town
        if town.week + 1 >= self.scenario_used.weeks:
            self.running = False
            return
        self._live_week()
        if self.record:
            self.history.append(self.recorder.measure(town))
        self._register_residents()
        self.running = town.week + 1 < self.scenario_used.weeks
        if self.each_week is not None:
            self.each_week(self)

    @property
    def week(self) -> int:
        """Return the last week lived; -1 before the first."""
        return self.town.week

    def measure(self, metric: str, group: str = "all") -> float:
        """Return an indicator of the last week, for Mesa's DataCollector and for a look."""
        if not self.history:
            return float("nan")
        return float(
            self.history[-1][list(self.recorder.metrics).index(metric), list(self.recorder.groups).index(group)]
        )

    def follow(self, identities: Iterable[int]) -> Notebook:
        """Write down what residents, by identity, do and meet with from here on; it changes no result."""
        self.notebook = Notebook(identities)
        self.notebook.look(self.town, "start")
        return self.notebook

    def branch(self, scenario: Scenario) -> "NeighbourhoodModel":
        """Return a model that goes on from here under another scenario, which must share this one's spin-up."""
        if scenario.spin_up_key() != self.scenario_used.spin_up_key():
            raise ValueError(
                f"{scenario.name!r} begins otherwise than {self.scenario_used.name!r}, so it needs its own spin-up"
            )
        twin: NeighbourhoodModel = object.__new__(NeighbourhoodModel)
        mesa.Model.__init__(twin, rng=self.seed_used)
        for name in ("seed_used", "spin_up_weeks", "record", "profiles", "codes", "mechanisms", "recorder"):
            setattr(twin, name, getattr(self, name))
        twin.scenario_used = scenario
        twin.each_week = None
        twin.history = []
        twin.notebook = None
        twin._take_town(self.town.state())
        twin._show_residents(register=False)
        return twin

    def save(self, path: Path | str) -> None:
        """Write all that is needed to go on from here to the same results into one file; `restored` reads it.

        Args:
            path: the file. What stood there is replaced when the new one is whole.

        Raises:
            OSError: there is no room, or nothing can be written there; what stood there still does.
        """
        about = About(
            scenario=self.scenario_used.name,
            seed=self.seed_used,
            week=self.week,
            spin_up_weeks=self.spin_up_weeks,
            record=self.record,
            **self._identified(),
        )
        state = {
            "town": self.town.state(),
            "history": np.array(self.history),
            "notebook": self.notebook.saved() if self.notebook is not None else None,
        }
        checkpoint.write(Path(path), about, state)

    @classmethod
    def restored(
        cls,
        path: Path | str,
        scenario: Scenario | str = "baseline",
        *,
        seed: int | None = None,
        register_residents: bool = False,
        each_week: Watch | None = None,
    ) -> "NeighbourhoodModel":
        """Return a model that goes on from where `save` wrote it, in this or another process, to the same results.

        What was saved in the spin-up goes on under any scenario that shares it, so that it is lived once for all.

        Args:
            path: the file.
            scenario: the scenario it was saved under, or the name or path of one.
            seed: the seed it must have; None takes it as it is.
            register_residents: as for a new model.
            each_week: as for a new model.

        Raises:
            InputError: the file is not there, is damaged, or is of another version, scenario or seed.
        """
        model: NeighbourhoodModel = object.__new__(cls)
        model._take_scenario(scenario)
        asked = {"scenario": model.scenario_used.name, **model._identified()} | ({} if seed is None else {"seed": seed})
        about, state = checkpoint.read(Path(path), asked)
        mesa.Model.__init__(model, rng=about.seed)
        model.seed_used, model.spin_up_weeks, model.record = about.seed, about.spin_up_weeks, about.record
        model.each_week = each_week
        try:
            model._take_state(state)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise checkpoint.cannot_be_used(Path(path), error) from error
        if model.week < 0:
            model._spin_up()
        model.steps = model.week + 1
        model.running = model.steps < model.scenario_used.weeks
        model._show_residents(register_residents)
        return model

    def _identified(self) -> dict[str, str]:
        """Return by what is known what a checkpoint is of: the version of the model, and hashes of what was asked."""
        return {
            "version": model_version(),
            "scenario_hash": self.scenario_used.hash(),
            "spin_up_hash": self.scenario_used.spin_up_key(),
            "profiles_hash": hashlib.sha256(" ".join(one.hash() for one in self.profiles).encode()).hexdigest(),
        }

    def _take_state(self, state: dict[str, Any]) -> None:
        """Take over what `save` wrote."""
        self._take_town(state["town"])
        self.history = list(state["history"])
        if state["notebook"] is not None:
            self.notebook = Notebook.restored(self.town, state["notebook"])

    def _take_town(self, state: dict[str, Any]) -> None:
        """Make a town in a state that another gave."""
        self.town = Town(self.seed_used, self.codes, Residents(0), Homes(0), self.mechanisms.fading)
        self.town.restore(self, state)

    def _show_residents(self, register: bool) -> None:
        """Show residents as agents, registered where that was asked for."""
        self.residents = ResidentRows(self)
        self._registered: dict[int, Resident] | None = {} if register else None
        self._register_residents()

    def _built(self, residents: int | None) -> tuple[Residents, Homes]:
        """Return the residents and homes of the neighbourhoods of `codes`."""
        together = self.scenario_used.of_folder
        return build_all(self.profiles, self.seed_used, residents=residents, together=together)

    def _founded(self, residents: int | None) -> Town:
        """Return the town as it is before any week was lived."""
        people, homes = self._built(residents)
        town = Town(self.seed_used, self.codes, people, homes, self.mechanisms.fading)
        town.week = -self.spin_up_weeks - 1
        self._appoint(town)
        self.mechanisms.settling.settle(town, np.flatnonzero(people.used), town.week + 1)
        self.mechanisms.founding.found(town)
        return town

    def _appoint(self, town: Town) -> None:
        """Make the deciders; the teams hire in the first week."""
        count = len(self.codes)
        deciders = town.deciders = Deciders()
        deciders.municipality = Municipality.of(self, count)
        deciders.teams = [Team(self, neighbourhood=at, vacant=[], not_along=[]) for at in range(count)]
        deciders.volunteer_organisations = [VolunteerOrganisation(self, neighbourhood=at) for at in range(count)]
        deciders.time_banks = [TimeBank(self, neighbourhood=at) for at in range(count)]
        deciders.welfare_organisations = [WelfareOrganisation(self, neighbourhood=at, ending=[]) for at in range(count)]
        deciders.providers = [Provider(self, neighbourhood=at, kind="help") for at in range(count)]
        deciders.nursing = [Provider(self, neighbourhood=at, kind="nursing") for at in range(count)]
        gps = [max(int(people) // RESIDENTS_PER_GP, 1) for people in town.population()]
        deciders.gp_practices = [GpPractice(self, neighbourhood=at, gps=gps[at]) for at in range(count)]
        deciders.link_workers = [LinkWorkers(self, neighbourhood=at) for at in range(count)]
        deciders.professionals = []
        # What residents begin, they begin in the spin-up too: it is their own doing, and no policy.
        deciders.initiatives = []

    def _spin_up(self) -> None:
        """Live what is left of the spin-up."""
        while self.town.week < -1:
            self._live_week()
            if self.each_week is not None:
                self.each_week(self)
        self.recorder.set_vulnerable(self.town)

    def _live_week(self) -> None:
        """Let everything in WEEK happen, in its order."""
        town = self.town
        town.week += 1
        town.ledgers.clear()
        town.policy = self.scenario_used.in_force(town.week, self.codes)
        for mechanism in self.mechanisms.week:
            mechanism.step(town)
            if self.notebook is not None:
                self.notebook.look(town, type(mechanism).__name__)

    def _register_residents(self) -> None:
        """Keep the registered residents those who live here, where that was asked for."""
        if self._registered is None:
            return
        for identity, agent in list(self._registered.items()):
            if not agent.lives_here:
                agent.remove()
                del self._registered[identity]
        identities = self.town.residents.identity
        for row in self.residents.rows:
            if int(identities[row]) not in self._registered:
                self._registered[int(identities[row])] = Resident(self, int(row), register=True)


def _whole_seed(seed: Any, rng: Any) -> int:
    """Return the seed given under either name; None is 1, and anything but a whole number is refused."""
    given = [one for one in (seed, rng) if one is not None]
    if len(given) > 1:
        raise ValueError("give either seed or rng, not both")
    if not given:
        return 1
    if isinstance(given[0], bool) or not isinstance(given[0], int | np.integer):
        raise ValueError(f"the seed must be a whole number, not {given[0]!r}")  # noqa: TRY004 - as other wrong seeds
    return int(given[0])
