"""The verbs: what happens in a neighbourhood in a week, one file for each mechanism.

WEEK is the order in which they happen, and why it is that order:

1. governing  - last year's books must be closed before this year's offers;
   tendering  - whose the team is, before it is known who works in it;
2. staffing, spreading, planning, organising - who works in the teams and which practices are taken up, then offers,
   professional hours and activities; initiating - what residents begin, and their initiatives offer beside it: the rest
   of the week lives by them;
3. ageing     - sets everyone's free time, also for those who are to move or give birth;
4. dying, admitting, moving, pairing, bearing - who is gone needs nothing; who is new knows few people; couples live
   in one of the homes there are now, and newborns join homes as they then are;
5. kin elsewhere, needing - what help is needed, here and elsewhere, before anyone meets or asks;
   prescribing - the GP sees people as they are, and sends some to where they may meet others;
6. meeting, befriending, gathering - ties as they are when help is asked over them; joining, connecting - who goes to an
   activity does so from next week on; tending - what ties make of the street;
7. support    - the ladder: who helps whom this week, and who relieves whom; serving - what the team's services change
   beside it; partnering - what businesses do with the team;
8. hosting    - which activities volunteers keep going with the hours that the ladder left them;
   giving back, swapping, guiding, cooperating - what people give one another beside it, of their time that is left;
9. straining, trusting, growing, feeling - what the week did to people; who drops out does so from next week on;
   signalling - what professionals saw of it, as far as time is left;
   adapting, ruling - what the municipality hears of it and answers, for the weeks to come; chafing - what all of it did
   to professionals, who plan next week accordingly; following - what the council comes to want of what lives there;
10. participating, volunteering, enlisting, sustaining - who finds or loses work, joins, wears out or leaves does so
   from next week on; and so an initiative ends;
   appropriating - what was done, by whom and with which time to learn, becomes the organisation's own;
11. counting  - once in a quarter, what the week has left; steering, evaluating - once a year, what of it goes on.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol

from samenredzaam.mechanisms.adapting import Adapting
from samenredzaam.mechanisms.admitting import Admitting
from samenredzaam.mechanisms.ageing import Ageing
from samenredzaam.mechanisms.appropriating import Appropriating
from samenredzaam.mechanisms.bearing import Bearing
from samenredzaam.mechanisms.befriending import Befriending
from samenredzaam.mechanisms.chafing import Chafing
from samenredzaam.mechanisms.connecting import Connecting
from samenredzaam.mechanisms.cooperating import Cooperating
from samenredzaam.mechanisms.counting import Counting
from samenredzaam.mechanisms.dying import Dying
from samenredzaam.mechanisms.enlisting import Enlisting
from samenredzaam.mechanisms.evaluating import Evaluating
from samenredzaam.mechanisms.feeling import Feeling
from samenredzaam.mechanisms.following import Following
from samenredzaam.mechanisms.gathering import Gathering
from samenredzaam.mechanisms.giving_back import GivingBack
from samenredzaam.mechanisms.governing import Governing
from samenredzaam.mechanisms.growing import Growing
from samenredzaam.mechanisms.guiding import Guiding
from samenredzaam.mechanisms.hosting import Hosting
from samenredzaam.mechanisms.initiating import Initiating
from samenredzaam.mechanisms.joining import Joining
from samenredzaam.mechanisms.kin_elsewhere import KinElsewhere
from samenredzaam.mechanisms.meeting import Meeting
from samenredzaam.mechanisms.moving import Moving
from samenredzaam.mechanisms.needing import Needing
from samenredzaam.mechanisms.organising import Organising
from samenredzaam.mechanisms.pairing import Pairing
from samenredzaam.mechanisms.participating import Participating
from samenredzaam.mechanisms.partnering import Partnering
from samenredzaam.mechanisms.planning import Planning
from samenredzaam.mechanisms.prescribing import Prescribing
from samenredzaam.mechanisms.ruling import Ruling
from samenredzaam.mechanisms.serving import Serving
from samenredzaam.mechanisms.signalling import Signalling
from samenredzaam.mechanisms.spreading import Spreading
from samenredzaam.mechanisms.staffing import Staffing
from samenredzaam.mechanisms.steering import Steering
from samenredzaam.mechanisms.straining import Straining
from samenredzaam.mechanisms.support import Support
from samenredzaam.mechanisms.sustaining import Sustaining
from samenredzaam.mechanisms.swapping import Swapping
from samenredzaam.mechanisms.tendering import Tendering
from samenredzaam.mechanisms.tending import Tending
from samenredzaam.mechanisms.trusting import Trusting
from samenredzaam.mechanisms.volunteering import Volunteering
from samenredzaam.neighbourhood.network import Founding
from samenredzaam.neighbourhood.people import Settling
from samenredzaam.neighbourhood.ties import Fading
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import Declaration, declarations


class Mechanism(Protocol):
    """What every mechanism is: parameters as fields, and a week."""

    def step(self, town: Town) -> None:
        """Let it happen for a week."""


WEEK: tuple[type[Mechanism], ...] = (
    Governing,
    Tendering,
    Staffing,
    Spreading,
    Planning,
    Organising,
    Initiating,
    Ageing,
    Dying,
    Admitting,
    Moving,
    Pairing,
    Bearing,
    KinElsewhere,
    Needing,
    Prescribing,
    Meeting,
    Befriending,
    Gathering,
    Joining,
    Connecting,
    Tending,
    Support,
    Serving,
    Partnering,
    Hosting,
    GivingBack,
    Swapping,
    Guiding,
    Cooperating,
    Straining,
    Trusting,
    Growing,
    Feeling,
    Signalling,
    Adapting,
    Ruling,
    Chafing,
    Following,
    Participating,
    Volunteering,
    Enlisting,
    Sustaining,
    Appropriating,
    Counting,
    Steering,
    Evaluating,
)

BEFORE_THE_WEEK = (Fading, Founding, Settling)
"""What is declared with the nouns and used by several mechanisms, or before the first week."""


def _name(owner: type) -> str:
    """Return the name under which a scenario finds the parameters of a class: its module."""
    return owner.__module__.rsplit(".", 1)[-1]


def _parts(owner: type) -> list[type]:
    """Return the classes whose declared numbers a class holds: its own, and those of the parts among its fields."""
    parts: list[Any] = [field.type for field in dataclasses.fields(owner) if dataclasses.is_dataclass(field.type)]
    return [owner, *(deeper for part in parts for deeper in _parts(part))]


OWNERS: dict[str, type] = {
    _name(owner): owner for root in (*BEFORE_THE_WEEK, *WEEK) for owner in _parts(root) if declarations(owner)
}
"""Every class that declares parameters, by the name used in scenario files."""

PARAMETERS: dict[str, Declaration] = {
    f"{name}.{field}": declared for name, owner in OWNERS.items() for field, declared in declarations(owner).items()
}
"""Every declared parameter, by "owner.field"."""


class Mechanisms:
    """The mechanisms with the parameters of one scenario; parts that several share are made once.

    Attributes:
        week: the mechanisms in the order of WEEK.
        fading, founding, settling: what is declared with the nouns.
    """

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values
        self._made: dict[type, Any] = {}
        self.week: list[Mechanism] = [self._make(owner) for owner in WEEK]
        self.fading: Fading = self._make(Fading)
        self.founding: Founding = self._make(Founding)
        self.settling: Settling = self._make(Settling)

    def _make(self, owner: type) -> Any:
        if owner not in self._made:
            arguments = {
                field.name: self._make(field.type)  # type: ignore[arg-type]
                for field in dataclasses.fields(owner)
                if dataclasses.is_dataclass(field.type)
            }
            prefix = f"{_name(owner)}."
            for name, declared in declarations(owner).items():
                value = self._values.get(prefix + name, declared.default)
                arguments[name] = int(value) if declared.whole else float(value)
            self._made[owner] = owner(**arguments)
        return self._made[owner]
