"""Once a year the team looks which of its hours brought the effect that was agreed on, and moves hours to those.

The effect is lasting ties between residents. Two kinds of hours that policy sets apart are meant to bring them: guiding
volunteers, who are matched with clients, and bringing residents into contact. A tie made in the year before last is
asked about; what is known of it is put beside the hours of that year.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import Team
from samenredzaam.neighbourhood.ledgers import FOR_CONNECTING, FOR_VOLUNTEERS
from samenredzaam.neighbourhood.ties import BY_CONNECTING, BY_MATCH
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose

TIE_IS_ASKED_ABOUT = purpose("a tie of a year ago is asked about")

YEAR_WEEKS = 52

WAYS = ((FOR_VOLUNTEERS, BY_MATCH), (FOR_CONNECTING, BY_CONNECTING))
"""What hours go to, and what made the ties that come of them; in the order of the team's hours set apart."""


@dataclass(frozen=True)
class Evaluating:
    """What hours brought, and what next year's are for."""

    writes: ClassVar = ()

    step_share: float = parameter(
        0.3, unit="share of the hours", low=0.0, high=1.0,
        nl="hoeveel van de uren in een jaar verschuift als de ene soort alles brengt en de andere niets",
        en="how much of the hours moves in a year where one kind brings all and the other nothing",
        assumption="an organisation that learns does not turn round in a year; size not read",
    )  # fmt: skip
    most_share: float = parameter(
        0.8, unit="share of the hours", low=0.0, high=1.0,
        nl="hoeveel van de uren van een soort hoogstens naar de andere gaat",
        en="how much of the hours of one kind goes to the other at most",
        assumption="something of both is always kept; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Keep count of hours; at the end of a year, look what those of the year before brought."""
        if town.week < 0:
            # In the run-up nobody is new here, so that few can be brought into contact.
            return
        for team in town.deciders.teams:
            share = float(town.policy["outcome_steering"][team.neighbourhood])
            if share > 0.0:
                self._count(town, team, share)
            elif team.moved_share != 0.0 or any(team.way_minutes):
                team.forget_ways()

    def _count(self, town: Town, team: Team, share: float) -> None:
        hours = town.ledgers.professional[team.neighbourhood]
        team.spend_on_ways([int(hours[use]) for use, _ in WAYS])
        if town.week % YEAR_WEEKS == YEAR_WEEKS - 1:
            team.weigh_ways(self._lasting(town, team.neighbourhood, share), self.step_share, self.most_share)
            team.begin_year_of_ways()

    @staticmethod
    def _lasting(town: Town, at: int, share: float) -> list[int]:
        """Return how many ties made in the year before this one are known to last, by WAYS."""
        ties, residents = town.ties, town.residents
        first = town.week - 2 * YEAR_WEEKS + 1
        rows = rows_where(ties.used & (ties.made >= first) & (ties.made < first + YEAR_WEEKS))
        rows = rows[residents.neighbourhood[ties.ends[rows, 0]] == at]
        rows = rows[drawn_for(town.key(TIE_IS_ASKED_ABOUT), ties.identity[rows], 0) < share]
        return [int(np.count_nonzero(ties.maker[rows] == maker)) for _, maker in WAYS]
