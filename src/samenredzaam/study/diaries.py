"""Diaries: what was recorded of the residents who were followed in a run, as plain values."""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

from samenredzaam.notebook import Record


@dataclass(frozen=True)
class Followed:
    """Someone who was followed: who they were at the start, and the records about them, in the order they were made."""

    identity: int
    at_start: dict[str, Any]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Diaries:
    """What a run with followed residents gives: its scenario, first day, seed, length, and who were followed."""

    scenario: str
    scenario_hash: str
    start: datetime.date
    seed: int
    weeks: int
    followed: tuple[Followed, ...]

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values; identities as text, since they do not fit in a JSON number."""
        return {
            "scenario": self.scenario,
            "scenario_hash": self.scenario_hash,
            "start": self.start.isoformat(),
            "seed": self.seed,
            "weeks": self.weeks,
            "followed": [
                {
                    "resident": name_of(one.identity),
                    "at_start": one.at_start,
                    "records": [_plain(record) for record in one.records],
                }
                for one in self.followed
            ],
        }


def name_of(identity: int) -> str:
    """Return an identity as people give it on the command line: sixteen hexadecimal digits."""
    return f"{identity:016x}"


def _plain(record: Record) -> dict[str, Any]:
    """Return a record as plain values, without what does not apply."""
    found = dataclasses.asdict(record)
    found["who"] = name_of(record.who)
    if record.other is not None:
        found["other"]["identity"] = name_of(record.other.identity) if record.other.identity else None
    kept = ("week", "mechanism", "who", "what")
    return {key: value for key, value in found.items() if key in kept or value not in (None, "", 0)}
