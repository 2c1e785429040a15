"""What an owner can change about contracts, steering, and working together across sectors."""

from dataclasses import dataclass

from samenredzaam.neighbourhood.levers import Owner, lever
from samenredzaam.texts import Text


@dataclass(frozen=True)
class ContractPolicy:
    """Levers of tendering, steering and working together."""

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
    joint_cases_share: float = lever(
        0.2, owner=Owner.ORGANISATION, unit="share of households", low=0, high=1,
        name=Text("een plan voor alles", "one plan for all"),
        nl="deel van de huishoudens waar een professional, met partners uit andere sectoren, alles oppakt",
        en="share of households in which one professional, with partners from other sectors, takes up everything",
        assumption="one household, one plan is what most teams aim at and few do; share not read",
    )  # fmt: skip
    joint_support_and_work: float = lever(
        0.1, owner=Owner.MUNICIPALITY, unit="share of clients and of savings", low=0, high=1,
        name=Text("Wmo en Participatiewet samen", "support and work together"),
        nl="deel van de clienten met een uitkering dat bij het wijkteam ook naar werk wordt geholpen, en van wat dat "
        "aan uitkeringen scheelt dat naar beschutte werkplekken gaat",
        en="share of clients on social assistance whom the team also helps towards work, and of what that saves on "
        "assistance that goes to supported jobs",
        assumption="two departments and two budgets in most municipalities; share not read",
    )  # fmt: skip
    business_partners: float = lever(
        0.1, owner=Owner.MUNICIPALITY, unit="businesses per 1,000 residents", low=0, high=20,
        name=Text("bedrijven die meedoen", "business partners"),
        nl="bedrijven die met het wijkteam afspraken hebben over plekken en over werknemers die vastlopen",
        en="businesses that have agreed with the team on places, and on employees who are stuck",
        assumption="a single one in a neighbourhood of 10,000; no figure read, wide range",
    )  # fmt: skip
    decentralised_share: float = lever(
        1.0, owner=Owner.STATE, unit="share of what provisions cost", low=0, high=1,
        name=Text("decentralisatie van maatwerk", "decentralisation of provisions"),
        nl="deel van de kosten van maatwerk dat voor rekening van de gemeente komt; de rest betaalt het Rijk",
        en="share of the cost of individual provisions that falls on the municipality; the state pays the rest",
        assumption="all of it since the Wmo 2015",
    )  # fmt: skip
    state_transfer_share: float = lever(
        1.0, owner=Owner.STATE, unit="share of the budget for provisions", low=0, high=2,
        name=Text("geld van het Rijk voor maatwerk", "money of the state for provisions"),
        nl="deel van het budget voor maatwerk dat het Rijk aan de gemeente overmaakt",
        en="share of the budget for individual provisions that the state hands to the municipality",
        assumption="all of it in the baseline, so that a cut shows what it does (11% in 2015, wmo_cut_2015)",
    )  # fmt: skip
    policy_follows_share: float = lever(
        0.2, owner=Owner.MUNICIPALITY, unit="share", low=0, high=1,
        name=Text("de raad volgt de samenleving", "the council follows society"),
        nl="hoever de raad meegaat met wat onder bewoners en organisaties leeft: meer plek voor initiatieven, minder "
        "obstakels",
        en="how far the council goes along with what lives among residents and organisations: more room for "
        "initiatives, fewer obstacles",
        assumption="councils change their mind slowly; size not read, the whole range is possible",
    )  # fmt: skip
    lobbying: float = lever(
        0.2, owner=Owner.ASSOCIATION, unit="0 (none) to 1 (all)", low=0, high=1,
        name=Text("belangenbehartiging", "lobbying"),
        nl="hoe goed de branchevereniging laat zien wat organisaties anders zijn gaan doen",
        en="how well the branch association shows what organisations have come to do otherwise",
        assumption="associations lobby for room; what comes of it was not read",
    )  # fmt: skip
