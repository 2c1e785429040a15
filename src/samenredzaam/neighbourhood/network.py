"""The social network there is at the start: household, kin, friends and neighbours, here and elsewhere."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.curves import table
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.households import KEPT_FRIEND, bind_households, start_over
from samenredzaam.neighbourhood.network_elsewhere import make_kin_elsewhere
from samenredzaam.neighbourhood.network_near import CELL_METRES, Cells, People, Taste, befriend_near
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import HOME_PLACES, Homes, Residents
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import purpose

FOUNDING_TIES = purpose("ties at the start")
KIN_ELSEWHERE = purpose("kin elsewhere")


@dataclass(frozen=True)
class Founding:
    """How many ties people have at the start, and with whom."""

    friends_near_mean: float = parameter(
        2.1, unit="ties per adult", low=0.5, high=6.0,
        nl="vrienden in de buurt", en="friends within the neighbourhood",
        assumption="with friends elsewhere, kin, household and neighbours adds up to the 12-14 named supporters that "
        "are general knowledge, and begins where looking for ties and losing them balance",
    )  # fmt: skip
    friends_elsewhere_mean: float = parameter(
        2.7, unit="ties per adult", low=0.0, high=6.0,
        nl="vrienden elders", en="friends elsewhere",
        assumption="as for friends in the neighbourhood",
    )  # fmt: skip
    neighbours_mean: float = parameter(
        2.0, unit="ties per adult", low=0.5, high=6.0,
        nl="buren met wie men een band heeft", en="neighbours one has a tie with",
        assumption="neighbour ties per person: looked for and not found; general knowledge has 10-15% of supporters be "
        "neighbours",
    )  # fmt: skip
    kin_near_share: float = parameter(
        0.08, unit="share of adults", low=0.0, high=0.5,
        nl="deel van de volwassenen tot 62 jaar dat een ouder in de buurt zoekt, buiten het huishouden",
        en="share of adults under 62 who look for a parent in the neighbourhood, outside the household",
        assumption="no figure read; wide range; what grown children who find a home nearby keep up",
    )  # fmt: skip
    siblings_mean: float = parameter(
        2.4, unit="ties per adult", low=0.0, high=4.0,
        nl="broers, zussen en andere familie elders", en="siblings and other kin elsewhere",
        assumption="families of two to three children, with uncles, aunts and cousins; together with parents and "
        "children about four kin, so that 83% have weekly contact with kin (cbs_contact)",
    )  # fmt: skip
    children_elsewhere_mean: float = parameter(
        1.6, unit="ties per adult above 55", low=0.0, high=3.0,
        nl="kinderen elders, van wie ouder is dan 55", en="children elsewhere, of those above 55",
        assumption="1.43 children per woman today, more for older cohorts, some of them childless or living near",
    )  # fmt: skip
    rooting_years: float = parameter(
        6.0, unit="years", low=0.5, high=20.0,
        nl="na zoveel jaar hier wonen heeft iemand aan het begin een volledig netwerk in de buurt",
        en="after so many years of living here someone has a full network near home at the start",
        assumption="newcomers rebuild slowly; so that the network at the start is one that moving keeps up",
    )  # fmt: skip
    distance_scale: float = parameter(
        100.0, unit="m", low=30.0, high=400.0,
        nl="afstand waarboven vriendschappen snel schaarser worden",
        en="distance past which friendships become scarce quickly", source="cremers_2025",
    )  # fmt: skip
    same_age_years: float = parameter(
        8.0, unit="years", low=2.0, high=30.0,
        nl="leeftijdsverschil waarbij de kans op vriendschap halveert",
        en="difference in age at which the chance of friendship halves",
        assumption="homophily by age is among the strongest; the size here is not read anywhere",
    )  # fmt: skip
    other_schooling_share: float = parameter(
        0.5, unit="share", low=0.1, high=1.0,
        nl="kans op een band bij ander opleidingsniveau, vergeleken met hetzelfde",
        en="chance of a tie across levels of schooling, compared with the same level",
        assumption="homophily by schooling; size not read",
    )  # fmt: skip
    other_background_share: float = parameter(
        0.5, unit="share", low=0.1, high=1.0,
        nl="kans op een band bij andere herkomst, vergeleken met dezelfde",
        en="chance of a tie across backgrounds, compared with the same",
        assumption="homophily by background; size not read",
    )  # fmt: skip
    neighbour_tolerance: float = parameter(
        0.5, unit="0 to 1", low=0.0, high=1.0,
        nl="hoeveel minder verschil uitmaakt tussen buren", en="how much less difference matters between neighbours",
        assumption="neighbours are chosen by the street; half as choosy as friends",
    )  # fmt: skip
    closure_share: float = parameter(
        0.65, unit="share of friends", low=0.0, high=0.9,
        nl="deel van de vrienden dat een vriend van een vriend is", en="share of friends who are friends of a friend",
        assumption="gives the clustering of personal networks of 0.3-0.5 that is general knowledge, not verified",
    )  # fmt: skip

    @cached_property
    def directions(self) -> np.ndarray:
        """Return sixteen directions as (east, north), shape (16, 2)."""
        eighth = [
            (1.0, 0.0),
            (0.923879533, 0.382683432),
            (0.707106781, 0.707106781),
            (0.382683432, 0.923879533),
        ]
        quarter = [(-north, east) for east, north in eighth]
        half = eighth + quarter
        return table([part for east, north in half for part in (east, north, -east, -north)]).reshape(16, 2)

    @cached_property
    def taste(self) -> Taste:
        """Return how much likeness matters, for kernels."""
        return Taste(
            self.same_age_years, self.other_schooling_share, self.other_background_share, self.neighbour_tolerance
        )

    @property
    def most_elsewhere(self) -> int:
        """Return how many people elsewhere someone knows at most."""
        means = (self.siblings_mean, self.children_elsewhere_mean, self.friends_elsewhere_mean)
        return 2 + sum(int(2.0 * mean + 0.5) for mean in means)

    def found(self, town: Town) -> None:
        """Make the ties of a town that has none yet."""
        residents, homes = town.residents, town.homes
        town.room_for_ties(residents.capacity * 12)
        links = town.links()
        key = town.streams.lasting_key(FOUNDING_TIES)
        occupied = rows_where(homes.household).astype(np.int32)
        bind_households(links, occupied, homes.members, town.week, 0.9)
        for neighbourhood in range(len(town.codes)):
            rows = rows_where(residents.used & (residents.neighbourhood == neighbourhood))
            befriend_near(
                links, rows, people_of(residents), _cells(homes, residents, rows), homes.members, key, town.week,
                self.directions, self.taste, self.friends_near_mean, self.neighbours_mean, self.kin_near_share,
                self.distance_scale, self.closure_share, self.rooting_years * WEEKS_PER_YEAR,
            )  # fmt: skip
        # Those elsewhere follow at once on those here: a gap between them would be passed by every sweep over ties.
        town.trim_ties()
        self.know_elsewhere(town, rows_where(residents.used))
        town.trim_ties()

    def know_elsewhere(self, town: Town, rows: np.ndarray) -> None:
        """Give residents their kin and friends who live elsewhere."""
        residents = town.residents
        # Of many people few know as many as one can know.
        town.room_for_ties(min(len(rows) * self.most_elsewhere, len(rows) * 10 + 1000))
        make_kin_elsewhere(
            town.links(), rows, residents.identity, residents.age, residents.position, town.key(KIN_ELSEWHERE),
            town.week, town.age_week, self.siblings_mean, self.children_elsewhere_mean, self.friends_elsewhere_mean,
        )  # fmt: skip

    def replace(self, town: Town, rows: np.ndarray, *, moved: bool, kept_friend_share: float = 0.0) -> None:
        """While the population stands still: let others just like them take the place of those who would leave.

        So ties are lost as often as later, when people do leave; who comes knows people elsewhere and nobody here.
        """
        if len(rows) == 0:
            return
        residents, homes = town.residents, town.homes
        rows = rows[np.argsort(residents.identity[rows], kind="stable")].astype(np.int64)
        town.room_for_ties(len(rows) * HOME_PLACES)
        start_over(
            town.links(), rows, np.zeros(residents.capacity, dtype=np.bool_), residents.home, homes.members,
            homes.since, residents.birth_week, town.week, moved, kept_friend_share, town.key(KEPT_FRIEND),
            town.fading.debt_kept,
        )  # fmt: skip
        self.know_elsewhere(town, rows)


def people_of(residents: Residents) -> People:
    """Return what matters to whether two people take to each other, for kernels."""
    return People(residents.identity, residents.age, residents.schooling, residents.background, residents.home)


def _cells(homes: Homes, residents: Residents, rows: np.ndarray) -> Cells:
    """Sort adults into cells, in the order of their rows."""
    grown = rows[residents.age[rows] >= ADULT_AGE]
    home = residents.home[grown]
    east = (homes.x[home] / CELL_METRES).astype(np.int64)
    north = (homes.y[home] / CELL_METRES).astype(np.int64)
    across = int(east.max(initial=0)) + 1
    cell = north * across + east
    order = np.argsort(cell, kind="stable")
    count = across * (int(north.max(initial=0)) + 1)
    start = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=count))])
    return Cells(start.astype(np.int64), grown[order], across, homes.x, homes.y, homes.since, homes.street)
