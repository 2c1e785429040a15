"""The municipality as a Mesa model; one step is one week."""

from collections.abc import Iterable
from typing import Any

import mesa
import numpy as np

from samenredzaam import metrics as _metrics  # noqa: F401 - importing them declares the indicators
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

SPIN_UP_WEEKS = 156
"""Three years under the policy at the start, with population and governance at rest, before week 0."""

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
        spin_up_weeks: weeks lived before week 0.
        register_residents: also register every resident as a Mesa agent (slower; the results are the same).
        record: measure every week; `measure` and `history` need it.
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
    ) -> None:
        chosen = _whole_seed(seed, rng)
        super().__init__(rng=chosen)
        self.seed_used = chosen
        self.scenario_used = read_scenario(scenario) if isinstance(scenario, str) else scenario
        self.spin_up_weeks = spin_up_weeks
        self.record = record
        self.profiles: tuple[Profile, ...] = self.scenario_used.profiles()
        self.codes: tuple[str, ...] = tuple(one.area for one in self.profiles)
        self.scenario_used.check_codes(self.codes)
        self.mechanisms = Mechanisms(self.scenario_used.parameters)
        self.recorder = Recorder(self.codes)
        self.history: list[np.ndarray] = []
        self.notebook: Notebook | None = None
        self.town = self._founded(residents if residents is not None else self.scenario_used.residents)
        self._spin_up()
        self.residents = ResidentRows(self)
        self._registered: dict[int, Resident] | None = {} if register_residents else None
        self._register_residents()

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
        twin.history = []
        twin.notebook = None
        source = self.town
        twin.town = Town(self.seed_used, self.codes, source.residents, source.homes, source.fading)
        twin.town.residents, twin.town.homes = type(source.residents)(0), type(source.homes)(0)
        twin.town.restore(twin, source.saved())
        twin.residents = ResidentRows(twin)
        twin._registered = None
        return twin

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
        for _ in range(self.spin_up_weeks):
            self._live_week()
        self.town.week = -1
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
