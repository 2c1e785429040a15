"""What is measured of contracts, of what the programme is steered by, and of who pays for it."""

import numpy as np

from samenredzaam.metrics.denominators import residents_of
from samenredzaam.neighbourhood.ledgers import (
    CASES_JOINED,
    CASES_TAKEN,
    ENDED_WITH,
    FOR_POSITIONING,
    PLACED_BY_BUSINESS,
    REFERRED_BY_BUSINESS,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

A_YEAR = Text("per 10.000 inwoners per jaar", "per 10,000 residents per year")


@measured("tijd van professionals aan een aanbesteding", "professionals' time for a tender",
          unit=Text("deel van de werktijd", "share of working time"), per=lambda town: town.ledgers.contract,
          account=True, better="lower")  # fmt: skip
def positioning_time_share(town: Town) -> np.ndarray:
    """Add up the minutes for a tender that is near."""
    return town.ledgers.professional[:, FOR_POSITIONING]


@measured("het wijkteam komt onder een andere werkgever", "the team comes under another employer",
          unit=Text("keer per jaar", "times per year"), per=lambda town: np.ones(len(town.codes), dtype=np.int64),
          scale=WEEKS_PER_YEAR, account=True)  # fmt: skip
def tenders_lost_yearly(town: Town) -> np.ndarray:
    """Count tenders that another organisation won."""
    return town.ledgers.tenders[:, 1]


@measured("activiteiten die stoppen omdat zij niets lijken op te leveren",
          "activities that end because they seem to yield nothing", unit=A_YEAR, per=residents_of,
          scale=10000.0 * WEEKS_PER_YEAR, account=True)  # fmt: skip
def ended_activities_per_10000(town: Town) -> np.ndarray:
    """Count activities that were ended, whether or not they made ties."""
    return town.ledgers.ended_activities.sum(axis=1)


@measured("activiteiten die stoppen hoewel zij blijvende banden maakten",
          "activities that end although they made lasting ties", unit=A_YEAR, per=residents_of,
          scale=10000.0 * WEEKS_PER_YEAR, account=True, better="lower")  # fmt: skip
def ended_by_mistake_per_10000(town: Town) -> np.ndarray:
    """Count activities that were ended and had made lasting ties."""
    return town.ledgers.ended_activities[:, ENDED_WITH]


@measured("nieuwe zaken die bij een lopende zaak worden gevoegd", "new cases joined to one the client has already",
          unit=Text("deel van de nieuwe zaken", "share of new cases"),
          per=lambda town: town.ledgers.cases[:, CASES_TAKEN], account=True, better="higher")  # fmt: skip
def cases_joined_share(town: Town) -> np.ndarray:
    """Count cases that the professional of another case of the client took up."""
    return town.ledgers.cases[:, CASES_JOINED]


@measured("werknemers die een bedrijf bij het wijkteam brengt", "employees whom a business brings to the team",
          unit=A_YEAR, per=residents_of, scale=10000.0 * WEEKS_PER_YEAR, account=True)  # fmt: skip
def referred_by_business_per_10000(town: Town) -> np.ndarray:
    """Count employees brought to the team."""
    return town.ledgers.partners[:, REFERRED_BY_BUSINESS]


@measured("clienten die een plek bij een bedrijf krijgen", "clients who get a place at a business",
          unit=A_YEAR, per=residents_of, scale=10000.0 * WEEKS_PER_YEAR, account=True, better="higher")  # fmt: skip
def placed_by_business_per_10000(town: Town) -> np.ndarray:
    """Count clients who got a place."""
    return town.ledgers.partners[:, PLACED_BY_BUSINESS]
