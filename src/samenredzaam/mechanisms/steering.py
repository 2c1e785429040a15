"""Once a year the welfare organisation looks back: steered by mission, it ends activities that made no lasting ties.

Otherwise it repeats last year's programme. Which tie came from which activity is only partly known, so some that did
make ties end as well. What is shown to last brings money of funds; a council that is short cuts what is not shown.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import WelfareOrganisation
from samenredzaam.neighbourhood.ledgers import ENDED_WITH, ENDED_WITHOUT, cents_of
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn, drawn_for, purpose

LOOKED_AT = purpose("an activity is looked at when the year is over")
TIE_IS_ATTRIBUTED = purpose("a lasting tie is put down to the activity that made it")

YEAR_WEEKS = 52


@dataclass(frozen=True)
class Steering:
    """What of the programme goes on, and who pays for it next year."""

    writes: ClassVar = ()

    young_weeks: int = parameter(
        78, unit="weeks", low=52, high=260,
        nl="zo lang draait een activiteit voordat naar haar blijvende banden wordt gekeken",
        en="how long an activity runs before its lasting ties are looked at",
        assumption="a tie lasts when it is a year old, and half a year passes before people there know each other; "
        "size not read",
    )  # fmt: skip
    least_ties: int = parameter(
        1, unit="lasting ties", low=1, high=10,
        nl="zoveel blijvende banden moet een activiteit hebben gemaakt om door te gaan",
        en="lasting ties that an activity must be seen to have made to go on",
        assumption="none at all is the plainest reading of yielding nothing",
    )  # fmt: skip
    attributed_share: float = parameter(
        0.5, unit="share", low=0.05, high=1.0,
        nl="deel van de blijvende banden waarvan bekend is door welke activiteit zij ontstonden",
        en="share of lasting ties of which it is known which activity made them",
        assumption="organisations ask those who take part, and not everyone tells; size not read",
    )  # fmt: skip
    fund_eur_per_tie: float = parameter(
        200.0, unit="euro per lasting tie", low=0.0, high=2000.0,
        nl="wat fondsen een jaar lang geven voor elke blijvende band die is laten zien",
        en="what funds give in a year for every lasting tie that is shown",
        assumption="results that are shown bring funders; size not read, and may be nothing",
    )  # fmt: skip
    most_fund_share: float = parameter(
        0.25, unit="share of the programme", low=0.0, high=1.0,
        nl="hoeveel fondsen hoogstens toevoegen", en="how much funds add at most",
        assumption="funds help projects and do not carry an organisation; size not read",
    )  # fmt: skip
    cut_response: float = parameter(
        0.3, unit="share per year's budget of deficit", low=0.0, high=1.0,
        nl="deel van de subsidie dat de raad bij een tekort van een heel jaarbudget schrapt waar niets is aangetoond",
        en="share of the subsidy that the council cuts for a deficit of a whole year's budget, where nothing is shown",
        assumption="results not known bring cuts; size not read",
    )  # fmt: skip
    most_cut: float = parameter(
        0.2, unit="share", low=0.0, high=1.0,
        nl="hoeveel de raad zo hoogstens schrapt", en="the most that the council cuts this way",
        assumption="a place that closes is seen by everyone; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Look back at the end of each year; before the scenario begins nobody does."""
        if town.week % YEAR_WEEKS != 0:
            return
        for organisation in town.deciders.welfare_organisations:
            if town.week > 0:
                seen = self._look_back(town, organisation)
                self._expect_money(town, organisation, seen)
            organisation.cost_cents = 0

    def _look_back(self, town: Town, organisation: WelfareOrganisation) -> int:
        """Let the organisation end what seems to yield nothing, and return the lasting ties that were seen."""
        activities, at = town.activities, organisation.neighbourhood
        here = rows_where(activities.used & ~activities.by_residents & (activities.neighbourhood == at))
        # In the order of identities, so that nothing hangs on the rows that activities have.
        here = here[np.argsort(activities.identity[here], kind="stable")]
        luck = drawn_for(town.key(LOOKED_AT), activities.identity[here], 0)
        asked = here[luck < float(town.policy["mission_steering"][at])]
        old = asked[activities.weeks_run[asked] >= self.young_weeks]
        seen = [self._seen(town, row) for row in old.tolist()]
        organisation.look_back(activities.identity[old].tolist(), seen, len(here), self.least_ties)
        ends = np.isin(activities.identity[old], np.array(organisation.ending, dtype=np.uint64))
        good = activities.lasting_ties[old[ends]] >= self.least_ties
        town.ledgers.ended_activities[at, ENDED_WITH] += np.count_nonzero(good)
        town.ledgers.ended_activities[at, ENDED_WITHOUT] += np.count_nonzero(~good)
        return sum(seen)

    def _seen(self, town: Town, row: int) -> int:
        """Return how many of the lasting ties that an activity made are put down to it."""
        key, who = town.key(TIE_IS_ATTRIBUTED), int(town.activities.identity[row])
        ties = int(town.activities.lasting_ties[row])
        return sum(drawn(key, who, tie) < self.attributed_share for tie in range(ties))

    def _expect_money(self, town: Town, organisation: WelfareOrganisation, seen: int) -> None:
        """Let funds and the council say what there is for next year."""
        share = town.deciders.municipality.deficit_share(town.provision_budget_cents())
        organisation.expect_money(
            seen * cents_of(self.fund_eur_per_tie), organisation.cost_cents, self.most_fund_share,
            min(self.cut_response * share, self.most_cut),
        )  # fmt: skip
