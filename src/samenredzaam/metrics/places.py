"""What is measured of meeting places, of connecting work, and of the ties both make."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.metrics.denominators import ADULTS, PER_1000, adults, residents_of
from samenredzaam.neighbourhood.ledgers import (
    BY_GROUP_ACTIVITY,
    BY_HOSTING,
    BY_INTRODUCTION,
    BY_MIXED_ACTIVITY,
    FOR_ACTIVITIES,
    MUNICIPALITY,
)
from samenredzaam.neighbourhood.ties import (
    OF_ACTIVITY,
    OF_ACTIVITY_BRIDGING,
    OF_ACTIVITY_LASTING,
    OF_ACTIVITY_NEWLY_LASTING,
    OF_CONNECTING,
    OF_CONNECTING_LASTING,
    TIES_BRIDGING,
    TIES_HERE,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

A_YEAR = Text("per 1.000 inwoners per jaar", "per 1,000 residents per year")


@measured("doet mee aan een activiteit", "takes part in an activity", unit=ADULTS, per=adults, better="higher")
def taking_part_share(age, activity):
    """Count adults who take part in an activity."""
    return age >= 18 and activity != 0


@measured("activiteiten", "activities", unit=PER_1000, per=residents_of, scale=1000.0, account=True)
def activities_per_1000(town: Town) -> np.ndarray:
    """Count the activities that run."""
    activities = town.activities
    return np.bincount(activities.neighbourhood[activities.used], minlength=len(town.codes))


@measured(
    "tijd van vrijwilligers bij activiteiten", "time of volunteers at activities",
    unit=Text("uur per 1.000 inwoners per week", "hours per 1,000 residents per week"), per=residents_of,
    scale=1000.0 / 60.0, better="higher", account=True,
)  # fmt: skip
def hosting_hours(town: Town) -> np.ndarray:
    """Add up the minutes that volunteers gave to activities."""
    return town.ledgers.exchanged_given[:, BY_HOSTING]


def _made(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(
        nl, en, unit=A_YEAR, per=residents_of, scale=1000.0 * WEEKS_PER_YEAR, better="higher", account=True
    )  # fmt: skip


@_made("nieuwe banden door gemengde activiteiten", "new ties by mixed activities")
def ties_made_mixed_per_1000(town: Town) -> np.ndarray:
    """Count the ties that mixed activities made this week."""
    return town.ledgers.ties_made[:, BY_MIXED_ACTIVITY]


@_made("nieuwe banden door activiteiten voor één groep", "new ties by single-group activities")
def ties_made_group_per_1000(town: Town) -> np.ndarray:
    """Count the ties that single-group activities made this week."""
    return town.ledgers.ties_made[:, BY_GROUP_ACTIVITY]


@_made("nieuwe banden door verbindend werk", "new ties by connecting work")
def ties_made_connecting_per_1000(town: Town) -> np.ndarray:
    """Count the ties that connecting work made this week."""
    return town.ledgers.ties_made[:, BY_INTRODUCTION]


@_made("door verbindend werk meegenomen naar een activiteit", "taken along to an activity by connecting work")
def taken_along_per_1000(town: Town) -> np.ndarray:
    """Count those whom connecting work took along this week."""
    return town.ledgers.invited


def _share_of(count: int) -> Callable[[Town], np.ndarray]:
    def counted(town: Town) -> np.ndarray:
        found: np.ndarray = town.tie_counts[:, count]
        return found

    return counted


@measured(
    "banden tussen groepen", "ties that bridge groups",
    unit=Text("deel van de banden buiten familie", "share of ties outside kin"), per=_share_of(TIES_HERE),
    better="higher", account=True,
)  # fmt: skip
def bridging_share(town: Town) -> np.ndarray:
    """Count ties across backgrounds, or between low and high schooling, outside household and kin."""
    return town.tie_counts[:, TIES_BRIDGING]


@measured(
    "banden tussen groepen, van activiteiten", "ties that bridge groups, from activities",
    unit=Text("deel van die banden", "share of those ties"), per=_share_of(OF_ACTIVITY), better="higher", account=True,
)  # fmt: skip
def activity_bridging_share(town: Town) -> np.ndarray:
    """Count bridging ties among those that activities made."""
    return town.tie_counts[:, OF_ACTIVITY_BRIDGING]


def _standing(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=PER_1000, per=residents_of, scale=1000.0, better="higher", account=True)


@_standing("banden van activiteiten", "ties from activities")
def ties_activity_per_1000(town: Town) -> np.ndarray:
    """Count the ties there are that activities made, as last counted."""
    return town.tie_counts[:, OF_ACTIVITY]


@_standing("blijvende banden van activiteiten", "lasting ties from activities")
def lasting_ties_activity_per_1000(town: Town) -> np.ndarray:
    """Count those that are over a year old."""
    return town.tie_counts[:, OF_ACTIVITY_LASTING]


@_standing("banden van verbindend werk", "ties from connecting work")
def ties_connecting_per_1000(town: Town) -> np.ndarray:
    """Count the ties there are that connecting work made, as last counted."""
    return town.tie_counts[:, OF_CONNECTING]


@_standing("blijvende banden van verbindend werk", "lasting ties from connecting work")
def lasting_ties_connecting_per_1000(town: Town) -> np.ndarray:
    """Count those that are over a year old."""
    return town.tie_counts[:, OF_CONNECTING_LASTING]


@measured(
    "kosten van een blijvende band door ontmoetingsplekken", "cost of a lasting tie by meeting places",
    unit=Text("euro per band", "euro per tie"), per=_share_of(OF_ACTIVITY_NEWLY_LASTING), better="lower",
    scale=13.0 / 100.0, account=True,
)  # fmt: skip
def euros_per_lasting_tie(town: Town) -> np.ndarray:
    """Divide what meeting places cost by the ties that came to be a year old in as long, as last counted."""
    return town.ledgers.cents[:, MUNICIPALITY, FOR_ACTIVITIES]
