"""The first rung: what people do themselves."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    post_own_work,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Own:
    """Self-reliance: a share of a light need is solved by the person, less of a heavier one."""

    writes: ClassVar = ("open_minutes", "received_minutes", "met_minutes")

    moderate_share: float = parameter(
        0.4, unit="share", low=0.0, high=1.0,
        nl="wat daarvan overblijft bij een matig zware hulpvraag", en="what is left of that with a moderate need",
        assumption="moderate needs want skill or persistence; size not read",
    )  # fmt: skip
    heavy_share: float = parameter(
        0.1, unit="share", low=0.0, high=1.0,
        nl="wat daarvan overblijft bij een zware hulpvraag", en="what is left of that with a heavy need",
        assumption="heavy needs can hardly be managed alone; size not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Let people manage what they can, where this is the rung in turn."""
        manage(
            town.book(), town.needy, town.residents.self_reliance, town.needs.stage, active,
            self.moderate_share, self.heavy_share,
        )  # fmt: skip


@kernel
def manage(book: HelpBook, needy, self_reliance, stage, active, moderate_share, heavy_share):
    """Book what each person does of each need themselves."""
    for row in needy:
        if not active[book.neighbourhood[row]]:
            continue
        for domain in range(4):
            if stage[row, domain] == 0:
                continue
            share = 1.0 if stage[row, domain] == 1 else (moderate_share if stage[row, domain] == 2 else heavy_share)
            minutes = int(informally_open(book, row, domain) * share * float(self_reliance[row]))
            if minutes > 0:
                post_own_work(book, row, domain, minutes)
