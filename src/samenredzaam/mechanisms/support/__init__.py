"""The support ladder: what remains of a need goes up, rung by rung, in the order that policy sets.

One entry in the week. Whatever is agreed already keeps its time; then each need passes the positions of its
neighbourhood's ladder, and each rung only lowers the minutes still open. Who is still short at the end may turn to
formal support.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from samenredzaam.mechanisms.support.applying import Applying
from samenredzaam.mechanisms.support.asking import Asking
from samenredzaam.mechanisms.support.household import Household
from samenredzaam.mechanisms.support.own import Own
from samenredzaam.mechanisms.support.provision import Provision
from samenredzaam.mechanisms.support.standing import Standing
from samenredzaam.mechanisms.support.team import TeamWork
from samenredzaam.mechanisms.support.volunteers import Volunteers
from samenredzaam.neighbourhood.residents import (
    BY_HOUSEHOLD,
    BY_PROVISION,
    BY_SELF,
    BY_TEAM,
    BY_TIES,
    BY_VOLUNTEERS,
)
from samenredzaam.neighbourhood.town import Town


@dataclass(frozen=True)
class Support:
    """The ladder of a week, with a mechanism for each rung."""

    writes: ClassVar = (
        "arrangements", "ties", "open_minutes", "received_minutes", "met_minutes", "given_minutes",
        "committed_minutes", "leans_on_overloaded", "formal", "formal_since", "asked_since",
        "granted_minutes", "worker", "offered_minutes", "useful_minutes", "reserved_minutes",
        "service", "case_style", "bond", "case_closed", "ended",
    )  # fmt: skip

    own: Own = Own()
    household: Household = Household()
    standing: Standing = Standing()
    asking: Asking = Asking()
    volunteers: Volunteers = Volunteers()
    team: TeamWork = TeamWork()
    provision: Provision = Provision()
    applying: Applying = Applying()

    def step(self, town: Town) -> None:
        """Let every need go up the ladder."""
        rungs: dict[int, Any] = {
            BY_SELF: self.own,
            BY_HOUSEHOLD: self.household,
            BY_TIES: self.asking,
            BY_VOLUNTEERS: self.volunteers,
            BY_TEAM: self.team,
            BY_PROVISION: self.provision,
        }
        self._begin(town)
        for in_turn in town.offers.ladder.T:
            for rung in sorted(set(in_turn.tolist())):
                rungs[rung].step(town, in_turn == rung)
        self.applying.step(town)

    def _begin(self, town: Town) -> None:
        town.residents.given_minutes.fill(0)
        # The four stages of a resident read as one number, which is 0 for the many without a need.
        town.needy = np.flatnonzero(town.needs.stage.view(np.uint32)[:, 0])
        town.formally = town.needy[town.needs.formal.view(np.uint32)[town.needy, 0] != 0]
        self.standing.keep(town)
