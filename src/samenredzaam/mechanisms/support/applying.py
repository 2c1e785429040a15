"""Who is still short of help may turn to the neighbourhood team, or for care of the body to the district nurse.

Whoever was refused, found the price too high or stayed away does not try again for a time; whoever had a case that was
closed may ask again at once.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.ledgers import QUEUE_PROVIDER, QUEUE_TEAM
from samenredzaam.neighbourhood.residents import (
    ENDED_LOST,
    ENDED_PRICE,
    ENDED_REFUSED,
    FORMAL_GRANTED,
    FORMAL_NONE,
    FORMAL_QUEUE,
    PERSONAL,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

TURNS_TO_TEAM = purpose("turns to formal support")

_WAITS_AFTER = (ENDED_REFUSED, ENDED_PRICE, ENDED_LOST)
"""After which ends of formal support people wait before they ask again."""


@dataclass(frozen=True)
class Applying:
    """The step from informal to formal: whoever takes it waits from then on."""

    writes: ClassVar = ("formal", "formal_since", "asked_since", "granted_minutes")

    constant: float = parameter(
        -2.2, unit="logit", low=-6.0, high=1.0,
        nl="geneigdheid om formele hulp te vragen, zonder drempel",
        en="inclination to ask for formal help, without a threshold",
        assumption="so that people wait weeks to months before they ask; size not read",
    )  # fmt: skip
    threshold_weight: float = parameter(
        3.0, unit="logit over the whole scale", low=0.0, high=8.0,
        nl="hoe zwaar de drempel voor toegang weegt", en="how heavily the access threshold weighs",
        assumption="better access raised use when neighbourhood teams came; size not read",
    )  # fmt: skip
    stage_weight: float = parameter(
        0.8, unit="logit per stage", low=0.0, high=2.0,
        nl="hoeveel eerder mensen komen als het zwaarder is", en="how much sooner people come when it is more serious",
        assumption="direction well known, size not read",
    )  # fmt: skip
    trust_weight: float = parameter(
        1.5, unit="logit", low=0.0, high=5.0,
        nl="hoe zwaar vertrouwen in formele hulp weegt", en="how heavily trust in formal help weighs",
        assumption="direction well known, size not read",
    )  # fmt: skip
    nursing_threshold: float = parameter(
        0.3, unit="0 (walk in) to 1 (hard to reach)", low=0.0, high=1.0,
        nl="drempel voor wijkverpleging", en="threshold to district nursing",
        assumption="the GP or hospital points the way, so lower than to the team",
    )  # fmt: skip
    unmet_weeks: int = parameter(
        3, unit="weeks", low=0, high=26,
        nl="na zoveel weken onvervuld vraagt iemand formele hulp",
        en="after so many weeks unmet someone asks formal help",
        assumption="people try their own circle first; size not read",
    )  # fmt: skip
    again_weeks: int = parameter(
        26, unit="weeks", low=4, high=104,
        nl="na een afwijzing, een te hoge prijs of wegblijven duurt het zolang voor iemand het weer probeert",
        en="after a refusal, too high a price or staying away it takes so long to try again",
        assumption="half a year; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let people turn to the team or the nurse."""
        residents, needs = town.residents, town.needs
        turn_to_team(
            town.needy, residents.identity, residents.neighbourhood, residents.trust, residents.avoids_formal,
            needs.stage, needs.reached, needs.unmet_weeks, needs.open_minutes, needs.formal, needs.formal_since,
            needs.asked_since, needs.granted_minutes, needs.ended, town.ledgers.queue_in, town.offers.access_threshold,
            town.week, town.key(TURNS_TO_TEAM), self.constant, self.threshold_weight, self.stage_weight,
            self.trust_weight, self.nursing_threshold, self.unmet_weeks, self.again_weeks,
        )  # fmt: skip


@kernel
def turn_to_team(
    needy, identity, neighbourhood, trust, avoids_formal, stage, reached, unmet_weeks, open_minutes, formal,
    formal_since, asked_since, granted_minutes, ended, queue_in, access_threshold, week, key, constant,
    threshold_weight, stage_weight, trust_weight, nursing_threshold, unmet_least, again_weeks,
):  # fmt: skip
    """Let each need unmet for weeks, and with nobody formal, perhaps be brought to the team or the nurse."""
    for row in needy:
        for domain in range(4):
            if stage[row, domain] == 0 or formal[row, domain] != FORMAL_NONE or open_minutes[row, domain] < 15:
                continue
            if unmet_weeks[row, domain] < unmet_least:
                continue
            if ended[row, domain] in _WAITS_AFTER and formal_since[row, domain] + again_weeks > week:
                continue
            if avoids_formal[row] and not reached[row, domain]:
                continue
            threshold = nursing_threshold if domain == PERSONAL else access_threshold[neighbourhood[row]]
            inclination = (
                constant + stage_weight * (stage[row, domain] - 1) + trust_weight * (float(trust[row]) - 0.5)
                - threshold_weight * threshold
            )  # fmt: skip
            if draw(key, identity[row], np.uint64(domain)) >= logistic(inclination):
                continue
            formal[row, domain] = FORMAL_QUEUE
            formal_since[row, domain] = week
            asked_since[row, domain] = week
            if domain == PERSONAL:
                # Nurses judge at the door; what is open now is what they come for.
                formal[row, domain] = FORMAL_GRANTED
                granted_minutes[row, domain] = open_minutes[row, domain]
            queue_in[neighbourhood[row], QUEUE_PROVIDER if domain == PERSONAL else QUEUE_TEAM] += 1
