"""What a case asks of a professional's week, for those who plan it and those who do it."""

from dataclasses import dataclass

from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Casework:
    """Time for cases."""

    case_minutes: int = parameter(
        75, unit="minutes per week", low=15, high=300,
        nl="tijd van een professional per zaak per week", en="a professional's time for a case in a week",
        assumption="practice has 20-40 open cases per full-time worker (nji_caseload), about an hour each",
    )  # fmt: skip
    intake_minutes: int = parameter(
        240, unit="minutes", low=60, high=900,
        nl="tijd voor een eerste gesprek en plan", en="time for a first conversation and a plan",
        assumption="the conversation at the kitchen table, with preparation and record; size not read",
    )  # fmt: skip
