"""The support ladder: what remains of a need goes up, rung by rung, in the order that policy sets.

One entry in the week. First is found out who cannot help others with what. Carers who come back may take up old care
again, and respite takes the place of the most strained before anyone gives. Then each need passes the positions of its
neighbourhood's ladder, and each rung only lowers the minutes still open. Who is still short at the end may turn to
formal support by themselves; outreach calls on those who do not; and overloaded carers look for someone to share with
from next week on.

Whoever helps others has a week of finite hours. Claims on it come in this order: their own household first, then what
they agreed to before, then what they are asked, the most serious first, then what they offer unasked, and last, as a
volunteer, whoever the organisation brings them. One thing comes before all: who agreed to relieve the housemates of
someone in need comes before these begin, since there would be nothing left to relieve them of.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from samenredzaam.mechanisms.support.ability import Ability
from samenredzaam.mechanisms.support.applying import Applying
from samenredzaam.mechanisms.support.asking import Asking
from samenredzaam.mechanisms.support.crisis import Crisis
from samenredzaam.mechanisms.support.general import General
from samenredzaam.mechanisms.support.household import Household
from samenredzaam.mechanisms.support.offering import Offering
from samenredzaam.mechanisms.support.outreach import Outreach
from samenredzaam.mechanisms.support.own import Own
from samenredzaam.mechanisms.support.provision import Provision
from samenredzaam.mechanisms.support.respite import Respite
from samenredzaam.mechanisms.support.returning import Returning
from samenredzaam.mechanisms.support.sharing import Sharing
from samenredzaam.mechanisms.support.standing import Standing
from samenredzaam.mechanisms.support.team import TeamWork
from samenredzaam.mechanisms.support.volunteers import Volunteers
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.residents import (
    BY_CRISIS,
    BY_GENERAL,
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
        "granted_minutes", "worker", "offered_minutes", "useful_minutes", "reserved_minutes", "reached",
        "invited_until", "asked_until", "approached", "crisis_until", "volunteered_minutes", "spared_minutes",
        "trained", "role", "role_since", "role_minutes", "occasional", "occasional_week", "asked_by",
        "service", "case_style", "bond", "case_closed", "ended", "hindered",
    )  # fmt: skip

    ability: Ability = Ability()
    own: Own = Own()
    household: Household = Household()
    standing: Standing = Standing()
    asking: Asking = Asking()
    offering: Offering = Offering()
    volunteers: Volunteers = Volunteers()
    general: General = General()
    team: TeamWork = TeamWork()
    provision: Provision = Provision()
    crisis: Crisis = Crisis()
    applying: Applying = Applying()
    outreach: Outreach = Outreach()
    returning: Returning = Returning()
    respite: Respite = Respite()
    sharing: Sharing = Sharing()

    def step(self, town: Town) -> None:
        """Let every need go up the ladder."""
        rungs: dict[int, tuple[Any, ...]] = {
            BY_SELF: (self.own,),
            BY_HOUSEHOLD: (self.household, self.standing),
            BY_TIES: (self.asking, self.offering),
            BY_VOLUNTEERS: (self.volunteers,),
            BY_GENERAL: (self.general,),
            BY_TEAM: (self.team,),
            BY_PROVISION: (self.provision,),
            BY_CRISIS: (self.crisis,),
        }
        self._begin(town)
        for in_turn in town.offers.ladder.T:
            for rung in sorted(set(in_turn.tolist())):
                for mechanism in rungs[rung]:
                    mechanism.step(town, in_turn == rung)
        self.applying.step(town)
        self.outreach.step(town)
        self.sharing.step(town)

    def _begin(self, town: Town) -> None:
        town.residents.given_minutes.fill(0)
        town.residents.volunteered_minutes.fill(0)
        # The four stages of a resident read as one number, which is 0 for the many without a need.
        town.needy = rows_where(town.needs.stage.view(np.uint32)[:, 0] != 0)
        town.formally = town.needy[town.needs.formal.view(np.uint32)[town.needy, 0] != 0]
        self.ability.step(town)
        self.standing.keep(town)
        self.returning.step(town)
        self.respite.step(town)
