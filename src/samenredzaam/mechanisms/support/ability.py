"""What someone cannot do for themselves they cannot do for another; company they can always give.

Who needs help with the household, with care or with papers is mostly not the one to help another with the same. Of
those with a limitation some cannot do the household or care for anyone, most of those whose limitation is serious. So
housemates who are limited themselves are no usual help at home either (gebruikelijke hulp).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, PERSONAL, PRACTICAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

CANNOT_HELP = purpose("with which needs of others someone cannot help")


@dataclass(frozen=True)
class Ability:
    """With which needs of others each resident cannot help this week; who cannot is so for as long as it lasts."""

    writes: ClassVar = ("hindered",)

    own_need_hinders: float = parameter(
        0.9, unit="share", low=0.0, high=1.0,
        nl="deel van wie zelf hulp nodig heeft bij huishouden, verzorging of papieren dat er een ander niet bij kan "
        "helpen",
        en="share of those who need help with household, care or papers who cannot help another with the same",
        assumption="nobody does for another what they cannot do for themselves; some do a part, so nearly all; in "
        "assessment too a housemate who is limited is no usual help; size not read",
    )  # fmt: skip
    limitation_hinders: float = parameter(
        0.4, unit="share per level", low=0.0, high=0.5,
        nl="deel van wie een beperking heeft dat een ander niet kan helpen met huishouden of verzorging; bij een "
        "ernstige beperking het dubbele",
        en="share of those with a limitation who cannot help another with household or care; twice that if serious",
        assumption="who sees or hears badly can do much, who can hardly walk or lift cannot; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Find out who cannot help with what."""
        residents = town.residents
        find_hindered(
            residents.identity, residents.limitation, town.needs.stage, residents.hindered,
            town.streams.lasting_key(CANNOT_HELP), self.own_need_hinders, self.limitation_hinders,
        )  # fmt: skip


@kernel
def find_hindered(identity, limitation, stage, hindered, key, own_need_hinders, limitation_hinders):
    """Write for each resident the bits of the domains in which they cannot help others."""
    for row in range(identity.shape[0]):
        found = 0
        level = limitation[row]
        if level > 0 or stage[row, PRACTICAL] + stage[row, PERSONAL] + stage[row, ADMINISTRATIVE] > 0:
            for domain in (PRACTICAL, PERSONAL, ADMINISTRATIVE):
                chance = own_need_hinders if stage[row, domain] > 0 else 0.0
                if domain != ADMINISTRATIVE:
                    chance = max(chance, limitation_hinders * level)
                if chance > 0.0 and draw(key, identity[row], np.uint64(domain)) < chance:
                    found |= 1 << domain
        hindered[row] = found


@inlined
def is_able(hindered, helper: int, domain: int) -> bool:
    """Tell whether someone can help another with a need in a domain."""
    return (hindered[helper] >> domain) & 1 == 0
