"""The field: the organisation of each neighbourhood here among about a hundred elsewhere, and who exchanges with whom.

Those elsewhere are a few numbers each. An organisation has the same peers for life, and they have it for a peer.
"""

import numpy as np

from samenredzaam.neighbourhood.columns import Table, column
from samenredzaam.neighbourhood.practices import PRACTICES, PRACTISED
from samenredzaam.streams import drawn_for, mixed, purpose

ELSEWHERE = 100
"""So many organisations there are outside the town: enough for shares to mean something, and cheap."""

HERE = slice(ELSEWHERE, None)
"""The rows of the organisations of the neighbourhoods, in the order of their index: they stand behind the others."""

CIRCLES = 3
PEERS = 2 * CIRCLES
"""All organisations stand in so many circles, each in an order by hash; whoever stands beside one is a peer."""

MEMBERS = 8
"""A learning circle has so many seats; who sits together is for life, and policy says which seats are taken."""

SEASON_WEEKS = 12
"""Once in so many weeks organisations look about them, and what was done in the season becomes their own."""

EACH = len(PRACTICES)
_SEATED = CIRCLES
_ORGANISATIONS, _HERE = 2**48, 2**32

STANDS_BESIDE = purpose("beside which organisations one stands")


class Field(Table):
    """One row for each organisation; the columns by practice are in the order of PRACTICES."""

    identity = column("uint64", "hash", "which organisation, for ever; 0 is a free row")
    neighbourhood = column("int16", "index", "which neighbourhood it works for, or -1: elsewhere", empty=-1)
    size = column("int32", "people", "how many work there", low=0)
    front_runner = column("bool", "yes or no", "begins practices by itself")
    room_to_decide = column("float64", "0 to 1", "how much those who work there may decide themselves", low=0, high=1)
    backing = column("float64", "0 to 1", "how much those who lead it back what workers try", low=0, high=1)
    turnover = column("float64", "share per week", "who left in the last season", low=0)
    learning = column("float64", "share of working time", "what went to learning when last looked at", low=0)
    peers = column("int32", "row of Field", "with whom it exchanges", empty=-1, shape=(PEERS,))
    circle = column("int32", "index", "in which learning circle it has a seat", empty=-1)
    seated = column("bool", "yes or no", "takes that seat")
    adopted = column("float64", "0 to 1", "taken up, on paper", low=0, high=1, shape=(EACH,))
    appropriated = column("float64", "0 to 1", "made its own", low=0, high=1, shape=(EACH,))
    ordered = column("float64", "0 to 1", "how much of it was ordered", low=0, high=1, shape=(EACH,))
    own = column("bool", "yes or no", "taken up by itself", shape=(EACH,))
    variant = column("bool", "yes or no", "goes by a name of its own", shape=(EACH,))
    in_place = column("float64", "as the lever", "what there was at the start (PRACTISED)", shape=(len(PRACTISED),))
    left_count = column("int32", "people", "who left since the season began", low=0)

    def by_practice(self, key: np.uint64) -> np.ndarray:
        """Return a draw of each organisation for each practice, shape (organisations, practices)."""
        practices = np.tile(np.arange(EACH), self.capacity)
        return drawn_for(key, self.identity.repeat(EACH), practices).reshape(self.capacity, EACH)


def name_organisations(field: Field, neighbourhoods: int) -> None:
    """Write who there is: first those elsewhere, then the one of each neighbourhood."""
    field.neighbourhood[HERE] = range(neighbourhoods)
    numbers = [*range(ELSEWHERE), *range(_HERE, _HERE + neighbourhoods)]
    field.identity[:] = np.array([mixed(_ORGANISATIONS + number) for number in numbers], dtype=np.uint64)


def seat(field: Field, key: np.uint64) -> None:
    """Write who is whose peer, and who has a seat in which learning circle."""
    for circle in range(CIRCLES):
        order = _in_order(field, key, circle)
        field.peers[order, 2 * circle] = np.roll(order, 1)
        field.peers[order, 2 * circle + 1] = np.roll(order, -1)
    order = _in_order(field, key, _SEATED)
    field.circle[order] = np.arange(len(order)) // MEMBERS


def _in_order(field: Field, key: np.uint64, circle: int) -> np.ndarray:
    """Return all rows in an order by hash, so that it hangs on who they are and not on where they stand."""
    return np.argsort(drawn_for(key, field.identity, circle), kind="stable")
