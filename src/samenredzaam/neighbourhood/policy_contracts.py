"""What an owner can change about contracts and about what a programme of activities is steered by."""

from dataclasses import dataclass

from samenredzaam.neighbourhood.levers import Owner, lever
from samenredzaam.texts import Text


@dataclass(frozen=True)
class ContractPolicy:
    """Levers of tendering and steering."""

    tender_interval_years: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="years (0: in-house or a standing subsidy)", low=0, high=20,
        name=Text("jaren tussen aanbestedingen", "years between tenders"),
        nl="om de zoveel jaar wordt het werk van het wijkteam opnieuw gegund",
        en="after so many years the work of the neighbourhood team is awarded anew",
        assumption="many teams are in-house or work on a subsidy that is renewed; which share is tendered was not read",
    )  # fmt: skip
    mission_above_survival: float = lever(
        0.2, owner=Owner.ORGANISATION, unit="0 (survival first) to 1 (mission first)", low=0, high=1,
        name=Text("maatschappelijk doel boven voortbestaan", "social goals above survival"),
        nl="hoever een organisatie bij een aanbesteding clienten en medewerkers laat gaan en er niet om vecht",
        en="how far an organisation lets clients and workers go in a tender rather than fight for them",
        assumption="most organisations also want to live on; size not read, the whole range is possible",
    )  # fmt: skip
    mission_steering: float = lever(
        0.0, owner=Owner.ORGANISATION, unit="share of activities looked at each year", low=0, high=1,
        name=Text("sturen op de missie", "steering by mission"),
        nl="deel van de activiteiten waarvan elk jaar wordt bekeken welke blijvende banden zij maakten; wat niets "
        "opleverde stopt",
        en="share of activities of which is looked each year which lasting ties they made; what yielded nothing ends",
        assumption="most programmes repeat last year's; how many are looked at in this way was not read",
    )  # fmt: skip
