"""Ties between residents, and between a resident and someone elsewhere; and the help arranged over them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.curves import kept
from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.columns import WEEK, Table, column
from samenredzaam.parameters import parameter

KINDS = ("household", "kin", "friend", "neighbour", "activity", "volunteer")
HOUSEHOLD, KIN, FRIEND, NEIGHBOUR, ACTIVITY, VOLUNTEER = range(6)

MAKERS = (
    "there at the start", "household", "street", "friend of friend", "elsewhere", "volunteer match",
    "expert by experience", "activity", "connecting work",
)  # fmt: skip
(
    BY_START, BY_HOUSEHOLD_LIFE, BY_STREET, BY_FRIEND, BY_ELSEWHERE, BY_MATCH, BY_EXPERT, BY_ACTIVITY, BY_CONNECTING,
) = range(9)  # fmt: skip
"""What made a tie: every tie knows, so that a programme can be told which lasting ties it made."""

RELIEFS = ("no", "shares another's arrangement", "shares the care of a housemate")
NO_RELIEF, SHARES, SHARES_AT_HOME = range(3)
"""Whether an arrangement was made to relieve another carer; help that relieves housemates is given before theirs."""

TIE_COUNTS = (
    "here", "bridging", "by activity", "by activity, bridging", "by activity, lasting",
    "by activity, lasting since the last count", "by connecting work", "by connecting work, lasting",
)  # fmt: skip
(
    TIES_HERE, TIES_BRIDGING, OF_ACTIVITY, OF_ACTIVITY_BRIDGING, OF_ACTIVITY_LASTING, OF_ACTIVITY_NEWLY_LASTING,
    OF_CONNECTING, OF_CONNECTING_LASTING,
) = range(8)  # fmt: skip
"""What is counted of the ties between grown residents, outside household and kin; lasting ones are over a year old."""

OUTSIDE = -1
"""The row of whoever lives outside the municipality."""


@dataclass(frozen=True)
class Fading:
    """How ties and debts fade when nothing happens on them; worked out when a tie is read, not week by week."""

    strength_kept_share: float = parameter(
        0.985, unit="share per week", low=0.95, high=1.0,
        nl="wat van de sterkte van een band overblijft na een week zonder contact",
        en="what is left of a tie's strength after a week without contact",
        assumption="half is left after 46 weeks; weaker ties end sooner, and survival is held against published "
        "figures",
    )  # fmt: skip
    debt_kept_share: float = parameter(
        0.987, unit="share per week", low=0.9, high=1.0,
        nl="wat van een schuld aan hulp na een week overblijft",
        en="what is left of a debt of help after a week",
        assumption="half is left after a year: favours are remembered for seasons, not for life",
    )  # fmt: skip
    good_strength: float = parameter(
        0.5, unit="0 to 1", low=0.2, high=0.8,
        nl="sterkte vanaf welke een band een goede band is",
        en="strength from which a tie is a good one",
        assumption="the middle of the scale; strengths at the start are drawn around it by kind",
    )  # fmt: skip

    @cached_property
    def strength_kept(self) -> np.ndarray:
        """Return what is left of strength after 0, 1, ... weeks."""
        return kept(self.strength_kept_share)

    @cached_property
    def debt_kept(self) -> np.ndarray:
        """Return what is left of a debt after 0, 1, ... weeks."""
        return kept(self.debt_kept_share)


class Ties(Table):
    """One row for each tie, so that a tie is the same seen from both ends.

    `ends` are the rows of the two residents, the smaller identity first; the second is OUTSIDE for kin and friends
    who live elsewhere, who are known by the tie alone.
    """

    identity = column("uint64", "hash", "which pair; 0 is a free row")
    ends = column("int32", "row of Residents", "the two residents", empty=-2, shape=(2,))
    kind = column("int8", "code", "KINDS", low=0, high=5)
    maker = column("int8", "code", "what made it (MAKERS)", low=0, high=8)
    made = column(WEEK, "week", "made in this week")
    strength = column("float32", "0 to 1", "strength when last brought up to date", low=0, high=1)
    touched = column(WEEK, "week", "strength and debt were last brought up to date in this week")
    meetings = column(
        "int8", "bits", "in which weeks from its turn on the two meet, the first lowest; three from the next turn on",
        low=0, high=127,
    )  # fmt: skip
    debt_minutes = column("int32", "minutes", "help that the first end owes the second (negative: is owed)")
    outside_birth_week = column(WEEK, "week", "birth week of someone elsewhere")
    outside_minutes = column("int16", "minutes per week", "help that someone elsewhere needs", low=0, high=6720)
    outside_domain = column("int8", "code", "kind of help that someone elsewhere needs", low=0, high=3)
    given_up = column("uint8", "bits", "which help over it ended because the carer dropped out (as arranged_bit)")
    maker_activity = column("uint64", "hash", "which activity made it, where one did; else 0")


class Arrangements(Table):
    """One row for each standing arrangement: a helper who agreed to give so many minutes a week, over a tie.

    The recipient is the end `side` of the tie, the helper the other end; either may be OUTSIDE.
    """

    identity = column("uint64", "hash", "which tie, side and domain; 0 is a free row")
    tie = column("int32", "row of Ties", "over which tie", empty=-1)
    side = column("int8", "0 or 1", "which end of the tie receives", low=0, high=1)
    domain = column("int8", "code", "which need of the recipient", low=0, high=3)
    rung = column("int8", "code", "from which rung of the ladder the help comes", low=0, high=7)
    minutes = column("int32", "minutes per week", "agreed help", low=0, high=6720)
    since = column(WEEK, "week", "agreed in this week")
    relief = column("int8", "code", "whether it takes over part of another's care (RELIEFS)", low=0, high=2)
    spared_minutes = column(
        "int32", "minutes", "of it someone else gives this week in the helper's place", low=0, scratch=True
    )
    recipient = column("int32", "row of Residents", "who receives this week, or OUTSIDE", empty=-1, scratch=True)
    helper = column("int32", "row of Residents", "who gives this week, or OUTSIDE", empty=-1, scratch=True)


@inlined
def faded(value: float, since: int, week: int, kept_share: np.ndarray) -> float:
    """Return what is left in `week` of a value of week `since`."""
    return value * kept_share[min(max(week - since, 0), kept_share.shape[0] - 1)]
