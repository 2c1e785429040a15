"""What a case asks of a professional's week, for those who plan it and those who do it."""

from dataclasses import dataclass

from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Casework:
    """Time for new cases; what a running one asks depends on its service and style."""

    intake_minutes: int = parameter(
        240, unit="minutes", low=60, high=900,
        nl="tijd voor een eerste gesprek en plan", en="time for a first conversation and a plan",
        assumption="the conversation at the kitchen table, with preparation and record; size not read",
    )  # fmt: skip
