"""What is measured of contracts, of what the programme is steered by, and of who pays for it."""

import numpy as np

from samenredzaam.metrics.denominators import residents_of
from samenredzaam.neighbourhood.ledgers import ENDED_WITH, FOR_POSITIONING
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
