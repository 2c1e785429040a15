"""Levers of the regime of a municipality: what it answers incidents with, whom it listens to, what it leaves free."""

from dataclasses import dataclass

from samenredzaam.neighbourhood.levers import Owner, lever
from samenredzaam.texts import Text


@dataclass(frozen=True)
class Governance:
    """How a municipality and the organisation govern in a week in one neighbourhood, one number for each lever."""

    rule_after_incident_chance: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="chance at an incident", low=0, high=1,
        name=Text("nieuwe regel na een incident", "new rule after an incident"),
        nl="kans dat de gemeente een incident met een nieuwe regel beantwoordt",
        en="chance that the municipality answers an incident with a new rule",
        assumption="the pressure to do something is great, and not every incident ends in a rule; no figure read",
    )  # fmt: skip
    rules_pruned_yearly_share: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="share of rules added, per year", low=0, high=1,
        name=Text("regels opruimen", "pruning rules"),
        nl="deel van de bijgekomen regels dat elk jaar wordt geschrapt, de oudste eerst",
        en="share of the added rules that is scrapped each year, the oldest first",
        assumption="rules stay where nobody is asked to scrap them; scrapping days exist and are no habit",
    )  # fmt: skip
    monitoring_hours: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=10,
        name=Text("uren monitoring", "monitoring hours"),
        nl="uren van het wijkteam om vast te leggen wat bewoners missen, naast de gewone registratie",
        en="hours of the team for recording what residents lack, beside ordinary registration",
        assumption="what is registered today is what was delivered; recording what is lacking is seldom asked",
    )  # fmt: skip
    protected_hours_share: float = lever(
        1.0, owner=Owner.ORGANISATION, unit="share of hours set apart", low=0, high=1,
        name=Text("beschermde uren", "protected hours"),
        nl="deel van de uren voor vrijwilligers, verbinden, bemoeizorg en scholing dat voor zaken gaat; de rest krijgt "
        "wat zaken en wachtenden overlaten",
        en="share of the hours for volunteers, connecting, outreach and training that goes before cases; the rest gets "
        "what cases and those waiting leave",
        assumption="all: the levers of those hours mean hours that are made; how often they give way was not read",
    )  # fmt: skip
    signals_heard_share: float = lever(
        0.3, owner=Owner.MUNICIPALITY, unit="share of signals", low=0, high=1,
        name=Text("signalen gehoord", "signals heard"),
        nl="deel van wat professionals opschrijven dat bereikt wie beslist",
        en="share of what professionals write down that reaches those who decide",
        assumption="most notes end with a policy officer; size not read, wide range",
    )  # fmt: skip
    leaders_in_touch: float = lever(
        0.2, owner=Owner.MUNICIPALITY, unit="0 (registers only) to 1 (talks with those who are there)", low=0, high=1,
        name=Text("leiding in gesprek met de wijk", "leaders in touch"),
        nl="in hoeverre wie beslist de wijk kent van gesprekken, en niet alleen uit cijfers",
        en="how far those who decide know the neighbourhood from talking, and not from figures only",
        assumption="a visit now and then; no figure read, the whole range is possible",
    )  # fmt: skip
    free_hours: float = lever(
        1.0, owner=Owner.MUNICIPALITY, unit="hours per 1,000 residents per week", low=0, high=40,
        name=Text("vrije uren", "free hours"),
        nl="uren die de gemeente elk kwartaal inzet waar zij denkt dat het nodig is: indicatie, respijtzorg, "
        "bemoeizorg of algemene voorzieningen",
        en="hours that the municipality places each quarter where it thinks they are needed: assessment, respite, "
        "outreach or general provisions",
        assumption="small beside the some 27 hours that are fixed for those four; no figure read",
    )  # fmt: skip
