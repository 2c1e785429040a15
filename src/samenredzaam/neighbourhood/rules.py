"""Rules that were added after incidents: what each of them takes of the working week, for who plans and who governs."""

from dataclasses import dataclass

from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Rules:
    """What a rule takes, beside what rules took at the start (lever rule_pressure)."""

    minutes_per_rule: float = parameter(
        10.0, unit="minutes per week", low=0.0, high=120.0,
        nl="tijd per week die een bijgekomen regel elke professional kost",
        en="time a week that an added rule takes of every professional",
        assumption="a form or a second signature for some clients; no figure read, wide range",
    )  # fmt: skip
    guidance_share_per_rule: float = parameter(
        0.005, unit="share of hours per rule", low=0.0, high=0.1,
        nl="deel van de uren vrijwilligersondersteuning dat een bijgekomen regel kost",
        en="share of the hours of volunteer support that an added rule takes",
        assumption="as much of guiding volunteers as of a professional's week; size not read",
    )  # fmt: skip

    def share_of(self, contract_minutes: int, pressure: float, rules: int, minutes: int) -> float:
        """Return what share of a contract rules and monitoring take.

        Args:
            contract_minutes: the contract.
            pressure: share that rules took at the start.
            rules: how many were added since.
            minutes: minutes of monitoring.
        """
        if contract_minutes == 0:
            return pressure
        return min(pressure + (rules * self.minutes_per_rule + minutes) / contract_minutes, 1.0)

    def of_guidance(self, minutes: int, rules: int) -> int:
        """Return how many of the minutes for guiding volunteers go to rules."""
        return min(int(minutes * rules * self.guidance_share_per_rule), minutes)
