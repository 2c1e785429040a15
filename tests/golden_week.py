"""The digest that a fixed small neighbourhood must have after a fixed number of weeks, on every machine of the matrix.

`python -m tests.golden_week` writes it anew, into tests/golden/week.json; results that change are told in the changelog.
"""

import json
from pathlib import Path

from samenredzaam.model import NeighbourhoodModel

KEPT = Path(__file__).parent / "golden" / "week.json"
RESIDENTS, SPIN_UP_WEEKS = 200, 3
WEEKS = {"baseline": 6, "cut": 6}
SEEDS = (1, 20240101)


def lived(scenario: str, seed: int) -> dict[str, str]:
    """Return the digest of the town and a sum over what was measured, after the fixed number of weeks."""
    model = NeighbourhoodModel(scenario, seed, residents=RESIDENTS, spin_up_weeks=SPIN_UP_WEEKS)
    for _ in range(WEEKS[scenario]):
        model.step()
    unmet = model.measure("need_unmet_share")
    return {"town": model.town.digest(), "need_unmet_share": unmet.hex()}


def computed() -> dict[str, dict[str, str]]:
    """Return every digest by scenario and seed."""
    return {f"{scenario}, seed {seed}": lived(scenario, seed) for scenario in WEEKS for seed in SEEDS}


def main() -> None:
    """Write the digests of this version."""
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(computed(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
