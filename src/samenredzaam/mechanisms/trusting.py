"""Trust in formal help moves with experience: up for whoever is helped, down after a refusal or a long wait."""

from dataclasses import dataclass
from typing import ClassVar

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.ledgers import QUEUE_OF
from samenredzaam.neighbourhood.residents import BY_PROVISION, BY_TEAM, ENDED_REFUSED, FORMAL_NONE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Trusting:
    """Trust this week, of those in need: those with a case or provision, and those whose carer had respite."""

    writes: ClassVar = ("trust",)

    helped_gain: float = parameter(
        0.003, unit="share of what is lacking, per week", low=0.0, high=0.05,
        nl="hoeveel vertrouwen groeit in een week met formele hulp", en="how much trust grows in a week of formal help",
        assumption="years of good help make trust nearly full; size not read",
    )  # fmt: skip
    wait_loss: float = parameter(
        0.01, unit="share per week", low=0.0, high=0.1,
        nl="hoeveel vertrouwen een week wachten na de wettelijke termijn kost",
        en="how much trust a week of waiting beyond the legal term costs",
        assumption="direction well known, size not read",
    )  # fmt: skip
    refused_loss: float = parameter(
        0.2, unit="share", low=0.0, high=1.0,
        nl="hoeveel vertrouwen een afwijzing kost", en="how much trust a refusal costs",
        assumption="direction well known, size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let experience of this week count."""
        residents, needs = town.residents, town.needs
        learn_to_trust(
            town.needy, residents.neighbourhood, residents.received_minutes, residents.trust, needs.formal,
            needs.formal_since, needs.asked_since, needs.ended, town.offers.legal_waiting_weeks, town.week,
            self.helped_gain, self.wait_loss, self.refused_loss,
        )  # fmt: skip


@kernel
def learn_to_trust(
    needy, neighbourhood, received_minutes, trust, formal, formal_since, asked_since, ended, legal_weeks, week,
    helped_gain, wait_loss, refused_loss,
):  # fmt: skip
    """Move trust up with help received, then down with each need that was refused or waits too long."""
    for row in needy:
        now = float(trust[row])
        if received_minutes[row, BY_TEAM] + received_minutes[row, BY_PROVISION] > 0:
            now += helped_gain * (1.0 - now)
        for domain in range(4):
            state = formal[row, domain]
            if state == FORMAL_NONE and ended[row, domain] == ENDED_REFUSED and formal_since[row, domain] == week:
                now *= 1.0 - refused_loss
            elif QUEUE_OF[state] >= 0 and week - asked_since[row, domain] > legal_weeks[neighbourhood[row]]:
                now *= 1.0 - wait_loss
        trust[row] = now
