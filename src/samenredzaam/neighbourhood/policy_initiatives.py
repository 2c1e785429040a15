"""Levers on initiatives of residents: what room they get, what stands in their way, and who has a say in them."""

from dataclasses import dataclass

from samenredzaam.neighbourhood.levers import Owner, lever
from samenredzaam.texts import Text


@dataclass(frozen=True)
class InitiativePolicy:
    """What is in force for initiatives in a week in one neighbourhood, one number for each lever."""

    initiative_room: float = lever(
        0.3, owner=Owner.MUNICIPALITY, unit="share of initiatives", low=0, high=1,
        name=Text("ruimte voor initiatieven", "room for initiatives"),
        nl="deel van de initiatieven dat gratis een plek krijgt, en hulp bij papieren",
        en="share of initiatives that get a place for free, and help with forms",
        assumption="some find a room with a school, church or community centre; no figure read, wide range",
    )  # fmt: skip
    initiative_obstacles: float = lever(
        0.5, owner=Owner.MUNICIPALITY, unit="0 (none) to 1 (all)", low=0, high=1,
        name=Text("obstakels voor initiatieven", "obstacles for initiatives"),
        nl="wat vergunningen, verzekeringen en regels aan beginnen in de weg leggen",
        en="how much permits, insurance and rules stand in the way of beginning",
        assumption="the middle of the scale stands for practice today",
    )  # fmt: skip
    initiative_subsidy: float = lever(
        0.3, owner=Owner.MUNICIPALITY, unit="euro per resident per year", low=0, high=50,
        name=Text("subsidie voor initiatieven", "subsidy for initiatives"),
        nl="subsidie die de initiatieven van een wijk samen krijgen, in gelijke delen",
        en="subsidy that the initiatives of a neighbourhood get together, in equal parts",
        assumption="a few thousand euro for a neighbourhood of 10,000; no figure read, wide range",
    )  # fmt: skip
    initiative_control: float = lever(
        0.3, owner=Owner.MUNICIPALITY, unit="0 (none) to 1 (taken over)", low=0, high=1,
        name=Text("sturing van initiatieven", "control of initiatives"),
        nl="hoeveel de gemeente bepaalt wat initiatieven doen, met verantwoording en opgelegde resultaten",
        en="how much the municipality decides what initiatives do, with reports and imposed results",
        assumption="most are left alone, those with money of the municipality report; no figure read, wide range",
    )  # fmt: skip
    initiative_recognition: float = lever(
        0.3, owner=Owner.MUNICIPALITY, unit="0 (none) to 1 (all)", low=0, high=1,
        name=Text("waardering voor initiatieven", "recognition of initiatives"),
        nl="hoeveel gemeente en instellingen initiatieven zien, noemen en serieus nemen",
        en="how much municipality and institutions see initiatives, name them and take them seriously",
        assumption="some are known at the town hall, most are not; no figure read, wide range",
    )  # fmt: skip
    initiative_mission_first: float = lever(
        0.3, owner=Owner.INITIATIVE, unit="share of initiatives", low=0, high=1,
        name=Text("doel boven voortbestaan", "mission above survival"),
        nl="deel van de initiatieven dat aan het eind leden en clienten overdraagt aan een ander met hetzelfde doel",
        en="share of initiatives that on ending hand members and clients over to another with the same goal",
        assumption="some merge, most just stop; no figure read, the whole range is possible",
    )  # fmt: skip
