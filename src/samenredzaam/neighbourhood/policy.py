"""What an owner can change: one declared field for each lever, with a value in force for each neighbourhood."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from samenredzaam.neighbourhood.levers import Lever, Owner, lever
from samenredzaam.neighbourhood.policy_contracts import ContractPolicy
from samenredzaam.neighbourhood.policy_governance import Governance
from samenredzaam.neighbourhood.policy_initiatives import InitiativePolicy
from samenredzaam.neighbourhood.policy_learning import LearningPolicy
from samenredzaam.texts import Text


@dataclass(frozen=True)
class Policy:
    """What is in force in a week in one neighbourhood, one number for each lever."""

    team_hours: float = lever(
        36.0, owner=Owner.MUNICIPALITY, unit="contract hours per 1,000 residents per week", low=0, high=200,
        name=Text("uren wijkteam", "neighbourhood team hours"),
        nl="uren van sociaal werkers in het wijkteam", en="hours of social workers in the neighbourhood team",
        assumption="about 1.2 full-time workers per 1,000 residents, of the 3.1 social work staff per 1,000 of whom "
        "many work elsewhere (azw_2020)",
    )  # fmt: skip
    rule_pressure: float = lever(
        0.25, owner=Owner.MUNICIPALITY, unit="share of contract hours", low=0, high=0.8,
        name=Text("regeldruk", "rule pressure"),
        nl="deel van de werktijd van professionals dat naar regels en registratie gaat",
        en="share of professionals' working time that goes to rules and registration",
        assumption="a quarter; staff surveys report from a fifth to two fifths, none was read in the original",
    )  # fmt: skip
    volunteer_support_hours: float = lever(
        2.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=40,
        name=Text("uren vrijwilligersondersteuning", "volunteer support hours"),
        nl="uren van het wijkteam om vrijwilligers te begeleiden en te koppelen",
        en="hours of the team for guiding volunteers and matching them with clients",
        assumption="half a full-time worker for a neighbourhood of 10,000",
    )  # fmt: skip
    connecting_hours: float = lever(
        1.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=40,
        name=Text("uren verbindend werk", "connecting hours"),
        nl="uren van het wijkteam om bewoners met elkaar in contact te brengen",
        en="hours of the team for bringing residents into contact with one another",
        assumption="a day a week for a neighbourhood of 10,000; no figure read, wide range",
    )  # fmt: skip
    outreach_hours: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=40,
        name=Text("uren bemoeizorg", "outreach hours"),
        nl="uren van het wijkteam om af te gaan op mensen die zelf geen hulp zoeken",
        en="hours of the team for seeking out people who do not look for help themselves",
        assumption="half a day a week for a neighbourhood of 10,000; no figure read, wide range",
    )  # fmt: skip
    learning_hours: float = lever(
        1.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=20,
        name=Text("uren scholing", "training hours"),
        nl="uren van het wijkteam voor scholing en intervisie", en="hours of the team for training and peer review",
        assumption="about 3% of contract hours; no figure read, wide range",
    )  # fmt: skip
    general_hours: float = lever(
        10.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=200,
        name=Text("uren algemene voorzieningen", "hours of general provisions"),
        nl="uren klussendienst, formulierenhulp, dagbesteding en hulp op de inloop, zonder indicatie",
        en="hours of odd jobs, help with forms, company by day and help at the walk-in, without assessment",
        assumption="general provisions take 15-25% of the money by general knowledge, not verified, and the team is "
        "part of them; no split was found, so a wide range",
    )  # fmt: skip
    walk_in_hours: float = lever(
        16.0, owner=Owner.MUNICIPALITY, unit="hours open per week", low=0, high=60,
        name=Text("openingstijd van de inloop", "opening hours of the walk-in"),
        nl="uren per week dat een inloop open is (een voor elke 10.000 inwoners)",
        en="hours a week that a walk-in is open (one for every 10,000 residents)",
        assumption="four half days; no figure read, wide range",
    )  # fmt: skip
    access_threshold: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="0 (walk in) to 1 (hard to reach)", low=0, high=1,
        name=Text("drempel voor toegang", "access threshold"),
        nl="hoe moeilijk het is het wijkteam te bereiken", en="how hard it is to reach the neighbourhood team",
        assumption="the middle of the scale stands for practice today",
    )  # fmt: skip
    assessment_strictness: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="0 (generous) to 1 (strict)", low=0, high=1,
        name=Text("strengheid van indicatie", "assessment strictness"),
        nl="hoe streng wordt beoordeeld of en hoeveel hulp iemand krijgt",
        en="how strictly is judged whether and how much help someone gets",
        assumption="the middle of the scale stands for practice today",
    )  # fmt: skip
    assessor_hours: float = lever(
        14.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=100,
        name=Text("uren voor indicatie", "assessor hours"),
        nl="uren om aanvragen te beoordelen", en="hours for assessing applications",
        assumption="about 45 applications per 1,000 residents a year at 16 hours each (an assessment costs 1,394 euro, "
        "westerveld_2023): provisions for 45 clients (cbs_86050ned), renewed, changed or refused",
    )  # fmt: skip
    provider_hours: float = lever(
        110.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=600,
        name=Text("gecontracteerde uren hulp", "contracted hours of help"),
        nl="uren huishoudelijke hulp en begeleiding die aanbieders kunnen leveren",
        en="hours of household help and guidance that providers can deliver",
        assumption="household help for 31 and support for 14 clients per 1,000 (cbs_86050ned) at 1.6 hours is 72; "
        "half as much again, since hours per client differ and providers keep a margin",
    )  # fmt: skip
    nursing_hours: float = lever(
        110.0, owner=Owner.INSURER, unit="hours per 1,000 residents per week", low=0, high=600,
        name=Text("uren wijkverpleging", "district nursing hours"),
        nl="uren wijkverpleging die de zorgverzekeraar inkoopt", en="hours of district nursing bought by the insurer",
        assumption="about 20 clients per 1,000 at five hours; read later: 199 euro per resident a year (vektis_2018), "
        "which buys 59 hours at the tariff of the model; not lowered yet, so a wide range",
    )  # fmt: skip
    provision_budget: float = lever(
        240.0, owner=Owner.MUNICIPALITY, unit="euro per resident per year", low=0, high=2000,
        name=Text("budget voor maatwerk", "budget for individual provisions"),
        nl="begroting voor huishoudelijke hulp en begeleiding per inwoner",
        en="budget for household help and guidance per resident",
        assumption="of 308 euro (cbs_84580ned) on all individual provisions; the rest pays for aids and residence, "
        "which are "
        "not modelled; near what the model spends at the start, so that the baseline begins without a large deficit",
    )  # fmt: skip
    liveability_budget: float = lever(
        5.0, owner=Owner.MUNICIPALITY, unit="euro per resident per year", low=0, high=200,
        name=Text("leefbaarheidsbudget", "liveability budget"),
        nl="wat de gemeente besteedt aan straten en aan plannen van bewoners voor hun straat",
        en="what the municipality spends on streets and on plans of residents for their street",
        assumption="no figure read; small beside the social domain as a whole, wide range",
    )  # fmt: skip
    legal_waiting_weeks: int = lever(
        8, owner=Owner.STATE, unit="weeks", low=1, high=52,
        name=Text("wettelijke termijn", "legal waiting term"),
        nl="binnen zoveel weken moet over een aanvraag zijn beslist",
        en="an application must be decided on within so many weeks", source="kassa_2023",
    )  # fmt: skip
    fee_low: float = lever(
        19.0, owner=Owner.STATE, unit="euro per month", low=0, high=500,
        name=Text("eigen bijdrage, laag inkomen", "price to the client, low income"),
        nl="eigen bijdrage voor maatwerk van huishoudens met een laag inkomen",
        en="what households with a low income pay for an individual provision", source="press_fee",
    )  # fmt: skip
    fee_middle: float = lever(
        19.0, owner=Owner.STATE, unit="euro per month", low=0, high=500,
        name=Text("eigen bijdrage, middeninkomen", "price to the client, middle income"),
        nl="eigen bijdrage voor maatwerk van huishoudens met een middeninkomen",
        en="what households with a middle income pay for an individual provision", source="press_fee",
    )  # fmt: skip
    fee_high: float = lever(
        19.0, owner=Owner.STATE, unit="euro per month", low=0, high=500,
        name=Text("eigen bijdrage, hoog inkomen", "price to the client, high income"),
        nl="eigen bijdrage voor maatwerk van huishoudens met een hoog inkomen",
        en="what households with a high income pay for an individual provision", source="press_fee",
    )  # fmt: skip
    volunteer_recruiting_share: float = lever(
        0.2, owner=Owner.MUNICIPALITY, unit="share of volunteer support hours", low=0, high=0.9,
        name=Text("deel van de ondersteuning voor werving", "share of volunteer support for recruiting"),
        nl="deel van de uren vrijwilligersondersteuning dat naar het werven van nieuwe vrijwilligers gaat",
        en="share of the hours of volunteer support that goes to finding new volunteers",
        assumption="most of the work is with the volunteers there are; no figure read, wide range",
    )  # fmt: skip
    respite_hours: float = lever(
        2.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=100,
        name=Text("uren respijtzorg", "respite hours"),
        nl="uren waarin iemand de zorg van mantelzorgers overneemt",
        en="hours in which someone takes the place of carers",
        assumption="no figure read; some five carers in 10,000 residents relieved for half a day; wide range",
    )  # fmt: skip
    respite_by_trained_share: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="share of respite hours", low=0, high=1,
        name=Text("respijtzorg door opgeleide bewoners", "respite by trained residents"),
        nl="deel van de respijtzorg dat bewoners met een bijstandsuitkering geven die daarvoor zijn opgeleid",
        en="share of respite given by residents on social assistance who are trained for it",
        assumption="tried in a few places; none in the baseline",
    )  # fmt: skip
    formal_first: int = lever(
        0, owner=Owner.MUNICIPALITY, unit="0 (no) or 1 (yes)", low=0, high=1,
        name=Text("formele hulp eerst", "formal help first"),
        nl="formele hulp komt op de ladder voor de hulp van naasten en vrijwilligers",
        en="on the ladder formal help comes before the help of ties and volunteers",
        assumption="since 2015 the law asks for help from one's own circle first",
    )  # fmt: skip
    style_directive: float = lever(
        0.3, owner=Owner.ORGANISATION, unit="weight", low=0, high=1,
        name=Text("stijl: sturend", "style: directive"),
        nl="gewicht van zaken waarin de professional zegt en doet wat nodig is",
        en="weight of cases in which the professional says and does what is needed",
        assumption="no figure read; the styles are known from the history of welfare work, their shares are not",
    )  # fmt: skip
    style_activating: float = lever(
        0.4, owner=Owner.ORGANISATION, unit="weight", low=0, high=1,
        name=Text("stijl: activerend", "style: activating"),
        nl="gewicht van zaken waarin de client steeds meer zelf doet",
        en="weight of cases in which the client does more and more of it",
        assumption="what most organisations say of themselves since 2015; share not read",
    )  # fmt: skip
    style_laissez_faire: float = lever(
        0.2, owner=Owner.ORGANISATION, unit="weight", low=0, high=1,
        name=Text("stijl: laten begaan", "style: laissez-faire"),
        nl="gewicht van zaken die op afstand worden gevolgd en vroeg gesloten",
        en="weight of cases that are followed from a distance and closed early",
        assumption="as for the others",
    )  # fmt: skip
    style_client_led: float = lever(
        0.1, owner=Owner.ORGANISATION, unit="weight", low=0, high=1,
        name=Text("stijl: client aan het roer", "style: client in the lead"),
        nl="gewicht van zaken waarin de client leidt en de professional dient",
        en="weight of cases in which the client leads and the professional serves",
        assumption="few organisations; as for the others",
    )  # fmt: skip
    client_steers_share: float = lever(
        0.3, owner=Owner.ORGANISATION, unit="share of cases", low=0, high=1,
        name=Text("de client beslist", "the client decides"),
        nl="deel van de zaken waarin beslist wat de client wil, en niet de werkwijze van de organisatie",
        en="share of cases in which what the client wants decides, and not the organisation's way",
        assumption="styles came and went while organisations kept steering; size not read",
    )  # fmt: skip
    worker_room: float = lever(
        0.5, owner=Owner.ORGANISATION, unit="0 (none) to 1 (all)", low=0, high=1,
        name=Text("ruimte voor professionals", "room for professionals"),
        nl="hoeveel professionals zelf mogen beslissen", en="how much professionals may decide themselves",
        assumption="the middle of the scale stands for practice today",
    )  # fmt: skip
    digital_share: float = lever(
        0.1, owner=Owner.ORGANISATION, unit="share of contact", low=0, high=0.8,
        name=Text("digitaal contact", "digital contact"),
        nl="deel van het contact in zaken dat digitaal is", en="share of the contact in cases that is digital",
        assumption="some messages and video calls; no figure read",
    )  # fmt: skip
    participating_gps_share: float = lever(
        0.0, owner=Owner.GP, unit="share of GPs", low=0, high=1,
        name=Text("huisartsen die welzijn voorschrijven", "GPs who prescribe welfare"),
        nl="deel van de huisartsen dat mensen met zorgen naar een welzijnscoach verwijst",
        en="share of GPs who refer people with worries to a link worker",
        assumption="none at the start, so that a scenario shows what it adds; half of municipalities had some in 2023",
    )  # fmt: skip
    link_worker_hours: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=40,
        name=Text("uren welzijnscoach", "link worker hours"),
        nl="uren van welzijnscoaches voor wie de huisarts verwijst",
        en="hours of link workers for those whom the GP refers",
        assumption="as for the GPs who take part",
    )  # fmt: skip
    experts_by_experience: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="people per 1,000 residents", low=0, high=50,
        name=Text("ervaringsdeskundigen", "experts by experience"),
        nl="bewoners die zelf een zware tijd te boven kwamen en gevraagd worden anderen op weg te helpen",
        en="residents who came through a hard time themselves and are asked to guide others",
        assumption="no figure read; none at the start, so that what they do shows as a difference",
    )  # fmt: skip
    time_bank_share: float = lever(
        0.0, owner=Owner.INITIATIVE, unit="share of adults who take part", low=0, high=1,
        name=Text("tijdbank", "time bank"),
        nl="deel van de volwassenen dat meedoet aan een tijdbank: wie een uur geeft, mag een uur vragen, van wie ook",
        en="share of adults in a time bank: who gives an hour may ask for one, from whomever",
        assumption="no figure read; most neighbourhoods have none",
    )  # fmt: skip
    supported_work_places: float = lever(
        5.0, owner=Owner.MUNICIPALITY, unit="jobs per 1,000 residents", low=0, high=100,
        name=Text("beschutte werkplekken", "supported jobs"),
        nl="betaalde werkplekken met begeleiding, voor wie gewoon werk (nog) te ver is",
        en="paid jobs with guidance, for those for whom ordinary work is (still) too far",
        assumption="about a hundred thousand in the country (general knowledge, not verified)",
    )  # fmt: skip
    meeting_places: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="places per 1,000 residents", low=0, high=5,
        name=Text("ontmoetingsplekken", "meeting places"),
        nl="plekken waar bewoners elkaar ontmoeten bij activiteiten, zoals een buurthuis",
        en="places where residents meet at activities, such as a community centre",
        assumption="one for each 2,000 residents; no figure read, wide range",
    )  # fmt: skip
    opening_hours: float = lever(
        24.0, owner=Owner.MUNICIPALITY, unit="hours per place per week", low=0, high=80,
        name=Text("openingsuren", "opening hours"),
        nl="uren per week dat een ontmoetingsplek open is voor activiteiten",
        en="hours a week that a meeting place is open for activities",
        assumption="most parts of the day of a working week; no figure read, wide range",
    )  # fmt: skip
    mixed_share: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="share of activities", low=0, high=1,
        name=Text("gemengde activiteiten", "mixed activities"),
        nl="deel van de activiteiten dat voor iedereen is, en niet voor een leeftijd, opleiding of herkomst",
        en="share of activities that are for everybody rather than for one age, schooling or background",
        assumption="half; no figure read, the whole range is possible",
    )  # fmt: skip
    activity_work_share: float = lever(
        0.2, owner=Owner.MUNICIPALITY, unit="share of activities", low=0, high=1,
        name=Text("activiteiten met werk", "activities combined with work"),
        nl="deel van de activiteiten waar mensen samen iets maken of doen voor anderen",
        en="share of activities where people make or do something for others together",
        assumption="a repair shop, kitchen or garden beside four other groups; no figure read",
    )  # fmt: skip


GROUPS = (Policy, ContractPolicy, Governance, LearningPolicy, InitiativePolicy)
"""Where levers are declared, in the order in which they are listed."""

LEVERS: dict[str, Lever] = {
    field.name: field.metadata["lever"] for group in GROUPS for field in dataclasses.fields(group)
}


def defaults(neighbourhoods: int) -> dict[str, np.ndarray]:
    """Return the default of every lever for each neighbourhood, arrays of shape (neighbourhoods,)."""
    return {name: np.full(neighbourhoods, float(found.declared.default)) for name, found in LEVERS.items()}
