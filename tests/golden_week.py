"""The digest that a fixed small neighbourhood must have after a fixed number of weeks, on every machine of the matrix.

`python -m tests.golden_week` writes it anew, into tests/golden/week.json; changed results are told in the changelog.
"""

import dataclasses
import datetime
import json
from pathlib import Path

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import read
from samenredzaam.scenario_changes import Change

KEPT = Path(__file__).parent / "golden" / "week.json"
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


def lived(name: str, seed: int) -> dict[str, str]:
    """Return the digest of the town and an indicator, to the last bit, after the fixed number of weeks."""
    model = NeighbourhoodModel(SCENARIOS[name], seed, residents=RESIDENTS, spin_up_weeks=SPIN_UP_WEEKS)
    for _ in range(WEEKS):
        model.step()
    unmet = model.measure("need_unmet_share")
    return {"town": model.town.digest(), "need_unmet_share": unmet.hex()}


def computed() -> dict[str, dict[str, str]]:
    """Return every digest by scenario and seed."""
    return {f"{name}, seed {seed}": lived(name, seed) for name in SCENARIOS for seed in SEEDS}


def main() -> None:
    """Write the digests of this version."""
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(computed(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
