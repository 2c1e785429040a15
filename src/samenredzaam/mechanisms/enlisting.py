"""Members join an initiative over ties, and leave it; whoever knows a member is one of its supporters.

Once in four weeks members ask the people they know, and who takes part in their group. More say yes to an initiative
full of energy, and of those who care for others; they need some time. Whoever is helped by a volunteer is asked too,
and then gives something as well. A group in which people are to know one another does not grow for ever.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders import Initiative
from samenredzaam.neighbourhood.memberships import become_members, leave_initiative, living, members_anyhow
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import BY_VOLUNTEERS
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose

ASKED_TO_JOIN = purpose("asked to join an initiative")
LEAVES_INITIATIVE = purpose("leaves an initiative")
STOPS_WITH_IT = purpose("stops helping with the initiative one leaves")


@dataclass(frozen=True)
class Enlisting:
    """Who becomes a member this month, and who leaves."""

    writes: ClassVar = (
        "initiative", "initiative_since", "activities", "activity", "activity_since", "activity_with_work", "role",
        "role_since", "occasional", "asked_by", "arrangements",
    )  # fmt: skip

    ask_chance: float = parameter(
        0.05, unit="chance in four weeks", low=0.0, high=0.5,
        nl="kans dat een bekende met tijd lid wordt van een nog klein initiatief vol energie",
        en="chance that a tie with time becomes a member of a still small initiative full of energy",
        assumption="some tens of members in a few years; size not read",
    )  # fmt: skip
    values_weight: float = parameter(
        0.5, unit="per standard deviation", low=0.0, high=2.0,
        nl="hoeveel vaker met elke standaardafwijking prosociale waarden",
        en="how much more often with each standard deviation of prosocial values",
        assumption="the direction is well known, the size is not",
    )  # fmt: skip
    helped_factor: float = parameter(
        2.0, unit="times", low=0.0, high=10.0,
        nl="hoeveel vaker wie door een vrijwilliger wordt geholpen lid wordt",
        en="how many times more often those become members whom a volunteer helps",
        assumption="they are asked to do something in return that counts; size not read",
    )  # fmt: skip
    least_hours: float = parameter(
        2.0, unit="hours per week", low=0.0, high=20.0,
        nl="vrije uren die een lid nodig heeft", en="free hours a member needs",
        assumption="an evening; size not read",
    )  # fmt: skip
    most_members: int = parameter(
        40, unit="residents", low=5, high=500,
        nl="leden waarbij een initiatief niet meer groeit", en="members at which an initiative grows no further",
        assumption="as many as can know one another by name; size not read",
    )  # fmt: skip
    leave_chance: float = parameter(
        0.02, unit="chance in four weeks", low=0.0, high=0.3,
        nl="kans dat een lid van een initiatief vol energie vertrekt; zonder energie het drievoudige",
        en="chance that a member of an initiative full of energy leaves; three times as much without energy",
        assumption="about a quarter leave in a year, as volunteers do; size not read",
    )  # fmt: skip
    keeps_on_share: float = parameter(
        0.4, unit="share", low=0.0, high=1.0,
        nl="deel van wie zo vrijwilliger werd en dat na vertrek blijft",
        en="share of those who became a volunteer by it and go on as one after leaving",
        assumption="some found a client or a role of their own; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Once in four weeks: let some leave, count supporters, and let members ask the people they know."""
        initiatives = living(town)
        if town.week % TURN_WEEKS != 0 or not initiatives:
            return
        residents = town.residents
        rows, of = self._leave(town, initiatives)
        for one, count in zip(initiatives, np.bincount(of, minlength=len(initiatives)).tolist(), strict=True):
            one.members = count
        others, of, names = self._known(town, rows, of)
        # Whom two members know is one supporter; a table of initiatives by residents would not fit in a city.
        each = np.unique(of * np.int64(residents.capacity) + others) // residents.capacity
        for one, count in zip(initiatives, np.bincount(each, minlength=len(initiatives)).tolist(), strict=True):
            one.supporters = count
        guests, at = self._guests(town, initiatives)
        names = np.concatenate([names, residents.identity[guests]])
        self._ask(town, initiatives, np.concatenate([others, guests]), np.concatenate([of, at]), names)

    def _leave(self, town: Town, initiatives: list[Initiative]) -> tuple[np.ndarray, np.ndarray]:
        """Let members leave by lot, sooner where energy is low, and all who have no time any more.

        Returns the rows of those who stay, and the place of their initiative.
        """
        residents, (rows, of) = town.residents, members_anyhow(town)
        energy = np.array([one.energy for one in initiatives])
        luck = drawn_for(town.key(LEAVES_INITIATIVE), residents.identity[rows], 0)
        busy = residents.free_minutes[rows] < 60.0 * self.least_hours
        leaves = busy | (luck < self.leave_chance * (3.0 - 2.0 * energy[of]))
        leaving = rows[leaves]
        stops = drawn_for(town.key(STOPS_WITH_IT), residents.identity[leaving], 0) >= self.keeps_on_share
        leave_initiative(town, leaving, stops)
        return rows[~leaves], of[~leaves]

    @staticmethod
    def _known(town: Town, rows: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return adults, no members, whom members know: row, place of the initiative, and identity of the tie."""
        residents = town.residents
        ties = residents.ties[rows]
        where, _ = np.nonzero(ties >= 0)
        ties = ties[ties >= 0]
        members, ends = rows[where], town.ties.ends[ties]
        others = np.where(ends[:, 0] == members, ends[:, 1], ends[:, 0])
        here = others != OUTSIDE
        others, members, where, ties = others[here], members[here], where[here], ties[here]
        fit = (residents.initiative[others] == 0) & (residents.age[others] >= ADULT_AGE)
        fit &= residents.neighbourhood[others] == residents.neighbourhood[members]
        return others[fit], of[where[fit]], town.ties.identity[ties[fit]]

    @staticmethod
    def _guests(town: Town, initiatives: list[Initiative]) -> tuple[np.ndarray, np.ndarray]:
        """Return who takes part in the group of an initiative and is no member of any, and its place."""
        residents = town.residents
        rows = rows_where((residents.activity != 0) & (residents.initiative == 0) & (residents.age >= ADULT_AGE))
        names = np.array([one.identity for one in initiatives], dtype=np.uint64)
        order = np.argsort(names)
        of = order[np.minimum(np.searchsorted(names[order], residents.activity[rows]), len(names) - 1)]
        its_group = names[of] == residents.activity[rows]
        return rows[its_group], of[its_group]

    def _ask(
        self, town: Town, initiatives: list[Initiative], others: np.ndarray, of: np.ndarray, names: np.ndarray
    ) -> None:
        """Let members ask who has time; whoever says yes to several joins where the lot was lowest."""
        residents = town.residents
        has_time = residents.free_minutes[others] >= 60.0 * self.least_hours
        others, of, names = others[has_time], of[has_time], names[has_time]
        energy = [one.energy * max(1.0 - one.members / self.most_members, 0.0) for one in initiatives]
        helped = np.where(residents.received_minutes[others, BY_VOLUNTEERS] > 0, self.helped_factor, 1.0)
        values = np.maximum(1.0 + self.values_weight * residents.prosocial_values[others].astype(np.float64), 0.0)
        luck = drawn_for(town.key(ASKED_TO_JOIN), names, 0)
        yes = luck < self.ask_chance * np.array(energy)[of] * helped * values
        others, of, luck, names = others[yes], of[yes], luck[yes], names[yes]
        order = np.lexsort((names, luck))
        _, first = np.unique(others[order], return_index=True)
        chosen = order[np.sort(first)]
        others, of = others[chosen], of[chosen]
        for place in sorted(set(of.tolist())):
            one = initiatives[place]
            joining = others[of == place][: max(self.most_members - one.members, 0)]
            if len(joining):
                one.members += len(joining)
                become_members(town, joining[np.argsort(residents.identity[joining])], one)
