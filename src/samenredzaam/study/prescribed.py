"""Social prescribing evaluated: before and after, against others who were not referred, and in a week that is no event.

People are referred when things are bad for a time, so whoever looks only before and after sees an effect that is none.
Whom a GP refers is told by the luck that the model itself draws. In a world where GPs take part and refer nobody the
same people are found by it, so that what referral did to them is the difference between the two worlds.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.mechanisms.prescribing import REFERRED_BY_GP, WHICH_GP
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.streams import drawn, mixed

YEAR_WEEKS = 52
QUARTER_WEEKS = 13
EARLIER_WEEKS = 26
"""So long before the referral lies the week that is no event: its quarters end before those of the referral begin."""

Chosen = Callable[[Town], tuple[set[int], set[int]]]
"""Who counts from this week on; and who does not, or no longer: both by identity."""


def referred(town: Town) -> set[int]:
    """Return whom a GP refers this week, or would where GPs take part and the chance to refer is the usual one."""
    residents, deciders = town.residents, town.deciders
    if not any(one.participating for one in deciders.gp_practices):
        return set()
    chance = PARAMETERS["prescribing.referral_chance"].default
    found = set()
    for row in np.flatnonzero(residents.used & (residents.gp_psychosocial == town.week)).tolist():
        practice, who = deciders.gp_practices[residents.neighbourhood[row]], int(residents.identity[row])
        gp = mixed(int(town.streams.key(WHICH_GP, 0)) ^ who) % practice.gps
        if gp < practice.participating and drawn(town.key(REFERRED_BY_GP), who, 0) < chance:
            found.add(who)
    return found


def those_referred(town: Town) -> tuple[set[int], set[int]]:
    """Choose whom a GP refers."""
    return referred(town), set()


def others_worried(town: Town) -> tuple[set[int], set[int]]:
    """Choose who sees a GP about worries and is not referred, before or after, until the weeks after it are over."""
    if not any(one.participating for one in town.deciders.gp_practices):
        return set(), set()
    residents, chosen = town.residents, referred(town)
    worried = residents.identity[residents.used & (residents.gp_psychosocial == town.week)]
    return set(worried.tolist()) - chosen, chosen


class GpChange:
    """Change in contacts with the GP, from the weeks that end with a certain one to as many after it, as a share.

    Over all who were chosen and of whom these weeks are over, each the first time, who were here and adult all along.

    Args:
        chosen: who counts from a week on.
        weeks: how many before and after.
        earlier_weeks: they are those around a week so much earlier than that in which someone was chosen.
    """

    def __init__(self, chosen: Chosen, weeks: int = QUARTER_WEEKS, earlier_weeks: int = 0) -> None:
        self.chosen = chosen
        self.looked_at = weeks
        self.earlier_weeks = earlier_weeks
        self.contacts: list[np.ndarray] = []
        self.picked: list[set[int]] = []
        self.known: set[int] = set()
        self.passed_over: set[int] = set()
        self.before = self.after = 0

    def __call__(self, model: NeighbourhoodModel) -> float:
        """Note who sees the GP this week, and return the change so far; NaN as long as there were no contacts."""
        town = model.town
        residents = town.residents
        self.contacts.append(residents.identity[residents.used & (residents.gp_contact == town.week)])
        picked, passed_over = self.chosen(town)
        self.picked.append(picked - self.known)
        self.known |= picked
        self.passed_over |= passed_over
        first = len(self.picked) - 1 - self.looked_at
        if first >= 0 and self.picked[first]:
            self._add(town, first)
        return self.after / self.before - 1.0 if self.before else float("nan")

    def _add(self, town: Town, week: int) -> None:
        """Add the contacts of those who were picked in a week, counted from the first one that was looked at."""
        middle = week - self.earlier_weeks
        begin, end = middle - self.looked_at + 1, middle + self.looked_at + 1
        if begin < 0:
            return
        residents = town.residents
        since = town.week - (len(self.contacts) - 1 - begin)
        years = 1 + (town.week - since) // YEAR_WEEKS
        stayed = residents.used & (residents.arrived <= since) & (residents.age >= ADULT_AGE + years)
        counted = self.picked[week] - self.passed_over
        counted &= set(residents.identity[stayed].tolist())
        who = np.array(sorted(counted), dtype=np.uint64)
        self.before += sum(int(np.isin(one, who).sum()) for one in self.contacts[begin : middle + 1])
        self.after += sum(int(np.isin(one, who).sum()) for one in self.contacts[middle + 1 : end])


class LonelinessChange:
    """Change in loneliness in the year after the referral, of all referred until a year ago who were here then.

    Args:
        reported: loneliness as people report it, by row.
    """

    def __init__(self, reported: Callable[[Town], np.ndarray]) -> None:
        self.reported = reported
        self.picked: list[dict[int, int]] = []
        self.known: set[int] = set()
        self.people = self.total = 0

    def __call__(self, model: NeighbourhoodModel) -> float:
        """Note who is referred this week and how lonely they are, and return the mean change so far; NaN of nobody."""
        town = model.town
        new = referred(town) - self.known
        self.known |= new
        self.picked.append(self._now(town, new))
        first = len(self.picked) - 1 - YEAR_WEEKS
        if first >= 0 and self.picked[first]:
            then = self.picked[first]
            now = self._now(town, set(then))
            self.people += len(now)
            self.total += sum(level - then[who] for who, level in now.items())
        return self.total / self.people if self.people else float("nan")

    def _now(self, town: Town, who: set[int]) -> dict[int, int]:
        """Return how lonely people are, by identity, of those who are here."""
        rows = np.flatnonzero(np.isin(town.residents.identity, np.array(sorted(who), dtype=np.uint64)))
        levels = self.reported(town)[rows]
        return dict(zip(town.residents.identity[rows].tolist(), levels.tolist(), strict=True))


those_referred_change = partial(GpChange, those_referred)
those_referred_year_change = partial(GpChange, those_referred, YEAR_WEEKS)
same_people_earlier_change = partial(GpChange, those_referred, earlier_weeks=EARLIER_WEEKS)
others_worried_change = partial(GpChange, others_worried)
