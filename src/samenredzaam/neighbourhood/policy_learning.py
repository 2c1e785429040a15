"""What an owner can change about how organisations take up practices and make them their own."""

from dataclasses import dataclass

from samenredzaam.neighbourhood.levers import Owner, lever
from samenredzaam.texts import Text


@dataclass(frozen=True)
class LearningPolicy:
    """What is in force in a week in one neighbourhood, one number for each lever.

    Those of the state and of the branch association hold for the whole field: the mean over the neighbourhoods.
    """

    roll_out: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="0 (asked) to 1 (ordered)", low=0, high=1,
        name=Text("uitrollen", "roll-out"),
        nl="hoeveel van een werkwijze die de gemeente wil wordt opgelegd; voor de rest wordt erom gevraagd",
        en="how much of a practice that the municipality wishes is ordered; the rest is asked for",
        assumption="municipalities contract some and leave some to organisations; the middle of the scale",
    )  # fmt: skip
    field_orders: float = lever(
        0.0, owner=Owner.STATE, unit="share of organisations", low=0, high=1,
        name=Text("opleggen van bovenaf", "orders from above"),
        nl="deel van alle organisaties, ook elders, dat alle werkwijzen op papier moet overnemen",
        en="share of all organisations, also elsewhere, that must take up all practices on paper",
        assumption="the state leaves practice to municipalities and organisations since 2015",
    )  # fmt: skip
    common_brand: float = lever(
        0.3, owner=Owner.ASSOCIATION, unit="share of what is taken up", low=0, high=1,
        name=Text("gemeenschappelijke naam", "common brand"),
        nl="deel van de werkwijzen dat onder een bekende naam wordt overgenomen, en niet als eigen variant",
        en="share of practices taken up under one known name, and not as a variant of one's own",
        assumption="one national name is the exception, new names for the same are the rule; size not read",
    )  # fmt: skip
    learning_circles: float = lever(
        0.1, owner=Owner.ASSOCIATION, unit="share of organisations", low=0, high=1,
        name=Text("leerkringen", "learning circles"),
        nl="deel van de organisaties dat in een leerkring met anderen zit",
        en="share of organisations that sit in a learning circle with others",
        assumption="a programme with 26 organisations in it, of a few hundred; not verified",
    )  # fmt: skip
    coaching_hours: float = lever(
        0.0, owner=Owner.MUNICIPALITY, unit="hours per organisation per year", low=0, high=400,
        name=Text("uren begeleiding van organisaties", "coaching hours of organisations"),
        nl="uren begeleiding voor elke organisatie om zich werkwijzen eigen te maken",
        en="hours of coaching for each organisation in making practices its own",
        assumption="given in programmes that end; none in the baseline",
    )  # fmt: skip
    arena_meetings: float = lever(
        0.0, owner=Owner.ASSOCIATION, unit="meetings per year", low=0, high=26,
        name=Text("bijeenkomsten van de transitie-arena", "meetings of the transition arena"),
        nl="hoe vaak koplopers uit het hele veld elkaar ontmoeten",
        en="how often front-runners from the whole field meet",
        assumption="there are arenas now and then; none in the baseline",
    )  # fmt: skip
    backing: float = lever(
        0.5, owner=Owner.ORGANISATION, unit="0 (none) to 1 (all)", low=0, high=1,
        name=Text("rugdekking", "backing"),
        nl="hoeveel de leiding achter professionals staat die iets nieuws proberen",
        en="how much those who lead stand behind professionals who try something new",
        assumption="the middle of the scale stands for practice today",
    )  # fmt: skip
    outcome_steering: float = lever(
        0.0, owner=Owner.ORGANISATION, unit="share of ties asked about", low=0, high=1,
        name=Text("sturen op uitkomst", "steering by outcome"),
        nl="deel van de contacten waarvan men een jaar later navraagt of ze er nog zijn; uren gaan naar wat die bracht",
        en="share of ties of which it is asked a year later whether they still exist; hours go to what brought them",
        assumption="most organisations do not know what their hours brought; none in the baseline",
    )  # fmt: skip
