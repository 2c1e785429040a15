"""The digest that a fixed small neighbourhood must have after a fixed number of weeks, on every machine of the matrix.

`python -m tests.golden_week` writes everything anew, into tests/golden; changed results are told in the changelog.

Two scenarios are lived under two seeds (week.json), also without the compiler, which is slow; every scenario that ships
is lived once (scenarios.json), with all its changes in the third week, so that a short life shows them.
"""

import dataclasses
import datetime
import json
from pathlib import Path

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import Scenario, names, read
from samenredzaam.scenario_changes import Change

KEPT = Path(__file__).parent / "golden" / "week.json"
KEPT_SCENARIOS = KEPT.with_name("scenarios.json")
RESIDENTS, SPIN_UP_WEEKS = 300, 6
WEEKS = 16
SEEDS = (1, 20240101)

BASELINE = read("baseline")
AT = BASELINE.start + datetime.timedelta(days=14)
CHANGED = {"volunteer_support_hours": 40.0, "team_hours": 160.0, "access_threshold": 0.0, "formal_first": 1.0}
SCENARIOS = {
    "baseline": BASELINE,
    "changed": dataclasses.replace(
        BASELINE, changes=tuple(Change(lever, AT, "value", value) for lever, value in CHANGED.items())
    ),
}


SUMMARY = ("lonely_share", "need_unmet_share", "samenredzaam_share", "cost_municipality_eur")
"""The indicators of a scenario that are kept to the last bit, with the digest of everything."""


def made(scenario: Scenario, seed: int) -> NeighbourhoodModel:
    """Return the fixed small neighbourhood after the fixed number of weeks."""
    model = NeighbourhoodModel(scenario, seed, residents=RESIDENTS, spin_up_weeks=SPIN_UP_WEEKS)
    for _ in range(WEEKS):
        model.step()
    return model


def lived(name: str, seed: int) -> dict[str, str]:
    """Return the digest of the town and an indicator, to the last bit."""
    model = made(SCENARIOS[name], seed)
    return {"town": model.town.digest(), "need_unmet_share": model.measure("need_unmet_share").hex()}


def computed() -> dict[str, dict[str, str]]:
    """Return every digest by scenario and seed."""
    return {f"{name}, seed {seed}": lived(name, seed) for name in SCENARIOS for seed in SEEDS}


def summary(name: str) -> dict[str, str]:
    """Return the digest and indicators of a scenario that ships, all of whose changes come in the third week."""
    scenario = read(name)
    at = scenario.start + datetime.timedelta(days=14)
    changes = tuple(dataclasses.replace(change, date=at) for change in scenario.changes)
    model = made(dataclasses.replace(scenario, changes=changes), SEEDS[0])
    return {"town": model.town.digest()} | {metric: model.measure(metric).hex() for metric in SUMMARY}


def kept_summaries() -> dict[str, dict[str, str]]:
    """Return the summaries that are kept, by scenario."""
    return dict(json.loads(KEPT_SCENARIOS.read_text(encoding="utf-8")))


def main() -> None:
    """Write the digests and summaries of this version."""
    KEPT.parent.mkdir(exist_ok=True)
    for path, found in ((KEPT, computed()), (KEPT_SCENARIOS, {name: summary(name) for name in names()})):
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
