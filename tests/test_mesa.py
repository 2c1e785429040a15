"""What Mesa's own tools see of the model: agents, sets of agents, collectors and batches, on every version of it."""

import dataclasses
import datetime
import gc
import pickle
import warnings
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from conftest import BASELINE, GENEROUS, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.deciders import (
    GpPractice,
    LinkWorkers,
    Municipality,
    Professional,
    Provider,
    Team,
    TimeBank,
    VolunteerOrganisation,
    WelfareOrganisation,
)
from samenredzaam.neighbourhood.views import Resident
from samenredzaam.scenario import Scenario
from samenredzaam.scenario_changes import Change

WEEKS = 5
SHORT = dataclasses.replace(BASELINE, weeks=WEEKS)
OPEN_DOOR = dataclasses.replace(
    SHORT,
    name="open_door",
    changes=(Change("team_hours", BASELINE.start + datetime.timedelta(days=7), "value", 200.0),),
)
MESA_3_5 = tuple(int(part) for part in mesa.__version__.split(".")[:2]) >= (3, 5)


class Watched(NeighbourhoodModel):
    """The model with a collector, as someone who works with Mesa would write it."""

    def __init__(self, scenario: Scenario = SHORT, seed: int | None = None, *, rng: int | None = None) -> None:
        super().__init__(scenario, seed, rng=rng, residents=150, spin_up_weeks=2)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "week": "week",
                "seed_used": "seed_used",
                "unmet": lambda model: model.measure("need_unmet_share"),
                "team_minutes": lambda model: int(model.town.ledgers.contract.sum()),
            }
        )

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def registered() -> NeighbourhoodModel:
    return NeighbourhoodModel("baseline", 4, residents=200, spin_up_weeks=4, register_residents=True)


# Agents.


def test_the_few_who_decide_are_agents_of_the_model(lived: Lived) -> None:
    model = lived(300, scenario=GENEROUS)
    kinds = {type(agent) for agent in model.agents}
    assert kinds == {
        Municipality, Team, VolunteerOrganisation, WelfareOrganisation, TimeBank, Provider, Professional, GpPractice,
        LinkWorkers,
    }  # fmt: skip
    town = model.town.deciders
    assert set(model.agents_by_type[Professional]) == {one for one in town.professionals if one}
    assert list(model.agents_by_type[Municipality]) == [town.municipality]
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)


def test_professionals_come_and_go_with_the_hours(lived: Lived) -> None:
    model = lived(600, scenario=GENEROUS)
    before = len(model.agents_by_type[Professional])
    none = Change("team_hours", GENEROUS.start, "value", 0.0)
    other = model.branch(dataclasses.replace(GENEROUS, changes=(none,)))
    other.step()
    assert before > 1
    assert not other.agents_by_type.get(Professional)
    assert len(model.agents_by_type[Professional]) == before, "a branch has deciders of its own"


def test_residents_read_as_an_agent_set_of_registered_agents() -> None:
    model = registered()
    for _ in range(12):
        model.step()
    real, ours = model.agents_by_type[Resident], model.residents
    by_identity = {agent.known_as: agent for agent in real}
    assert len(ours) == len(real) == len(by_identity)
    assert [agent.known_as for agent in ours] == sorted(by_identity)
    assert ours[3] == by_identity[ours[3].known_as]
    assert ours[-1].known_as == max(by_identity)
    assert [agent.known_as for agent in ours[2:5]] == sorted(by_identity)[2:5]
    order = sorted(by_identity)
    for name in ("age", "loneliness", "stage", "benefit"):
        plain = [getattr(by_identity[who], name) for who in order]
        plain = [value.tolist() if isinstance(value, np.ndarray) else value for value in plain]
        assert ours.get(name) == plain, name
    assert ours.get(["age", "sex"]) == [list(pair) for pair in zip(ours.get("age"), ours.get("sex"), strict=True)]


@pytest.mark.parametrize("most", [float("inf"), 0, 7, 0.25, 1.0])
@pytest.mark.parametrize("old", [False, True])
def test_selecting_does_what_an_agent_set_does(most: float, old: bool) -> None:
    """A fraction is one of all, whoever is left out; a set selected from is not changed."""
    model = registered()
    chosen = (lambda agent: agent.age >= 50) if old else None
    real, ours = model.agents_by_type[Resident], model.residents
    expected = sorted(agent.known_as for agent in real.select(chosen, at_most=most))
    assert [agent.known_as for agent in ours.select(chosen, at_most=most)] == expected
    assert len(ours) == len(real) == 200


def test_unknown_names_are_refused_as_an_agent_set_refuses_them(lived: Lived) -> None:
    model = lived()
    for names in ("shoe_size", ["age", "shoe_size"]):
        with pytest.raises(AttributeError, match="shoe_size"):
            model.residents.get(names)
    with pytest.raises(AttributeError, match="shoe_size"):
        model.residents[0].shoe_size  # noqa: B018 - reading it is the test


def test_a_view_shows_the_row_and_is_not_registered(lived: Lived) -> None:
    model = lived()
    someone = model.residents[5]
    row = someone.row
    assert isinstance(someone, mesa.Agent)
    assert someone.age == model.town.residents.age[row]
    assert someone.stage.tolist() == model.town.needs.stage[row].tolist()
    someone.stage[0] = 3
    assert someone.stage.tolist() == model.town.needs.stage[row].tolist(), "a view gives copies"
    assert someone not in model.agents
    assert someone in model.residents
    assert someone == model.residents[5]
    assert someone != model.residents[6]


def test_who_died_or_moved_is_not_there_any_more(lived: Lived) -> None:
    model = lived(400, 2)
    before, chosen = list(model.residents), model.residents.select(lambda agent: agent.age >= 18)
    known = {agent.known_as for agent in chosen}
    for _ in range(60):
        model.step()
    gone = [agent for agent in before if not agent.lives_here]
    assert gone, "nobody left in sixty weeks"
    reused = [agent for agent in gone if model.town.residents.identity[agent.row] != 0]
    assert reused, "nobody came to have the row of someone who left"
    for agent in gone:
        with pytest.raises(LookupError, match="has died or moved away"):
            agent.age  # noqa: B018 - reading it is the test
        assert agent not in model.residents
    left = {agent.known_as for agent in chosen}
    assert left < known, "a selection shows others than those who were selected"
    assert len(chosen) == len(left) == len(chosen.get("age"))


def test_registered_residents_are_those_who_live_here() -> None:
    model = registered()
    came_and_went = 0
    for _ in range(26):
        model.step()
        came_and_went += int(model.town.ledgers.flows.sum())
        living = {int(one) for one in model.town.residents.identity[model.town.residents.used]}
        assert {agent.known_as for agent in model.agents_by_type[Resident]} == living
    assert came_and_went > 0


# Collectors and batches.


def test_a_collector_reads_functions_attributes_and_agents(lived: Lived) -> None:
    model = lived(300, 2, scenario=GENEROUS)
    collector = mesa.DataCollector(
        model_reporters={
            "lonely": lambda model: model.measure("lonely_share"),
            "week": "week",
            "people": lambda model: len(model.residents),
        },
        agent_reporters={"neighbourhood": lambda agent: getattr(agent, "neighbourhood", None)},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    found = collector.get_model_vars_dataframe()
    assert found["week"].tolist() == [0, 1, 2]
    place = list(model.recorder.metrics).index("lonely_share")
    assert found["lonely"].tolist() == [week[place, 0] for week in model.history]
    assert found["people"].iloc[-1] == model.town.population().sum()
    agents = collector.get_agent_vars_dataframe()
    assert len(agents.xs(3, level="Step")) == len(model.agents)


def test_a_collector_reads_registered_residents() -> None:
    model = registered()
    collector = mesa.DataCollector(agenttype_reporters={Resident: {"loneliness": "loneliness", "who": "known_as"}})
    model.step()
    collector.collect(model)
    found = collector.get_agenttype_vars_dataframe(Resident)
    rows = {int(identity): row for row, identity in enumerate(model.town.residents.identity)}
    assert len(found) == len(model.residents)
    for who, loneliness in zip(found["who"], found["loneliness"], strict=True):
        assert loneliness == float(model.town.residents.loneliness[rows[who]])


def batch(parameters: dict[str, Any], **arguments: Any) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mesa.batch_run(Watched, parameters, max_steps=100, display_progress=False, **arguments)


def straight(scenario: Scenario, seed: int) -> Watched:
    model = Watched(scenario, seed)
    while model.running:
        model.step()
    return model


def check_batch(rows: list[dict[str, Any]]) -> None:
    """One row for each scenario and seed, at its last week, with what a run by hand gives."""
    found = {(row["scenario"].name, row["seed_used"]): row for row in rows}
    assert len(rows) == 4
    assert found.keys() == {(scenario.name, seed) for scenario in (SHORT, OPEN_DOOR) for seed in (1, 2)}
    for (name, seed), row in found.items():
        model = straight({one.name: one for one in (SHORT, OPEN_DOOR)}[name], seed)
        assert row["week"] == WEEKS - 1 == model.week
        assert row["unmet"] == model.measure("need_unmet_share")
        assert row["team_minutes"] == model.town.ledgers.contract.sum() > 0
    assert found["baseline", 1]["team_minutes"] < found["open_door", 1]["team_minutes"]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_batch_gives_one_row_for_each_run(processes: int) -> None:
    """Scenarios and seeds travel to other processes; `rng` is the name that every version of Mesa leaves alone."""
    check_batch(batch({"scenario": [SHORT, OPEN_DOOR], "rng": [1, 2]}, number_processes=processes))


def test_seeds_in_a_batch_by_their_own_name() -> None:
    """Mesa 3.5 puts its own `rng` argument in the place of `seed`, so there seeds are given to batch_run itself."""
    scenarios = {"scenario": [SHORT, OPEN_DOOR]}
    if MESA_3_5:
        check_batch(batch(scenarios, rng=[1, 2]))
        overwritten = batch({**scenarios, "seed": [1, 2]})
        assert {row["seed_used"] for row in overwritten} == {1}, "Mesa has mended it; say so where this is told"
    else:
        check_batch(batch({**scenarios, "seed": [1, 2]}))


def test_a_run_stops_by_itself_after_its_weeks() -> None:
    model = straight(SHORT, 1)
    digest = model.town.digest()
    assert (model.week, len(model.history), model.running) == (WEEKS - 1, WEEKS, False)
    model.step()
    assert (model.week, len(model.history), model.town.digest()) == (WEEKS - 1, WEEKS, digest)


def test_scenario_and_state_can_be_sent_the_model_itself_cannot(lived: Lived) -> None:
    """Metrics are functions without a name of their own; who sends work sends scenario and seed, or what was saved."""
    model = lived()
    assert pickle.loads(pickle.dumps(GENEROUS)) == GENEROUS
    assert pickle.loads(pickle.dumps(model.town.saved()))["week"] == model.week
    with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
        pickle.dumps(model)


def test_the_seed_is_a_whole_number_given_once() -> None:
    with pytest.raises(ValueError, match="either seed or rng"):
        NeighbourhoodModel("baseline", 1, rng=1, residents=100, spin_up_weeks=0)
    for seed in (1.5, True, "1"):
        with pytest.raises(ValueError, match="must be a whole number"):
            NeighbourhoodModel("baseline", seed, residents=100, spin_up_weeks=0)  # type: ignore[arg-type]
    by_name = NeighbourhoodModel("baseline", rng=3, residents=100, spin_up_weeks=1)
    assert by_name.town.digest() == NeighbourhoodModel("baseline", 3, residents=100, spin_up_weeks=1).town.digest()


@pytest.mark.parametrize("register", [False, True])
def test_a_model_that_is_no_longer_used_is_let_go(register: bool) -> None:
    """Mesa 3.3 keeps every model in a dictionary of its agents' class, and so all towns of a sweep."""
    model = NeighbourhoodModel(SHORT, seed=1, residents=200, spin_up_weeks=1, register_residents=register)
    model.step()
    assert len(model.agents) > 5
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
