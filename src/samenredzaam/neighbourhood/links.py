"""Making, finding and ending ties: the small functions that kernels use on the columns of Ties."""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.ties import HOUSEHOLD, OUTSIDE, faded
from samenredzaam.neighbourhood.turns import weeks_since_turn
from samenredzaam.streams import mix, pair


class Links(NamedTuple):
    """The columns of Ties, the stack of free rows, and the places of residents, for kernels that make or end ties."""

    identity: np.ndarray
    ends: np.ndarray
    kind: np.ndarray
    maker: np.ndarray
    made: np.ndarray
    strength: np.ndarray
    touched: np.ndarray
    meetings: np.ndarray
    debt_minutes: np.ndarray
    outside_birth_week: np.ndarray
    outside_minutes: np.ndarray
    outside_domain: np.ndarray
    given_up: np.ndarray
    maker_activity: np.ndarray
    of: np.ndarray
    who: np.ndarray
    closed_debt_minutes: np.ndarray
    stack: np.ndarray
    top: np.ndarray


@inlined
def tied(links: Links, one: int, two: int) -> bool:
    """Tell whether two residents have a tie."""
    for place in range(links.of.shape[1]):
        tie = links.of[one, place]
        if tie >= 0 and (links.ends[tie, 0] == two or links.ends[tie, 1] == two):
            return True
    return False


@inlined
def other_end(links: Links, tie: int, resident: int) -> int:
    """Return the row at the other end of a tie (OUTSIDE for someone elsewhere)."""
    return np.int64(links.ends[tie, 1] if links.ends[tie, 0] == resident else links.ends[tie, 0])


@inlined
def empty_place(links: Links, resident: int) -> int:
    """Return an empty place among a resident's ties, or -1."""
    for place in range(links.of.shape[1]):
        if links.of[resident, place] < 0:
            return place
    return -1


@inlined
def empty_places(links: Links, resident: int) -> int:
    """Return how many places among a resident's ties are empty."""
    count = 0
    for place in range(links.of.shape[1]):
        if links.of[resident, place] < 0:
            count += 1
    return count


@inlined
def longing(links: Links, resident: int) -> float:
    """Return how much someone misses ties, 1 with none to 0 with nearly all places taken."""
    return max(empty_places(links, resident) - 2, 0) / (links.of.shape[1] - 2.0)


@inlined
def new_strength(luck: float) -> float:
    """Return how strong a tie is at first that two people make who get on, from a draw."""
    return 0.25 + 0.2 * luck


@inlined
def make_tie(links: Links, one: int, two: int, kind: int, maker: int, week: int, strength: float) -> int:
    """Make a tie between two residents and return its row, or -1 if one of them has no place for it.

    The caller has seen to it that a row is free and that the two have no tie yet.
    """
    place_one, place_two = empty_place(links, one), empty_place(links, two)
    if place_one < 0 or place_two < 0:
        return -1
    tie = _take_row(links, np.int64(kind), np.int64(maker), np.int64(week), np.float64(strength))
    links.identity[tie] = pair(links.who[one], links.who[two])
    first = links.who[one] < links.who[two]
    links.ends[tie, 0] = one if first else two
    links.ends[tie, 1] = two if first else one
    links.of[one, place_one] = tie
    links.of[two, place_two] = tie
    return tie


@inlined
def make_outside_tie(
    links: Links, one: int, stranger: np.uint64, kind: int, maker: int, week: int, strength: float, born: int
) -> int:
    """Make a tie between a resident and a `stranger` elsewhere, born in week `born`; -1 where there is no place."""
    place = empty_place(links, one)
    if place < 0:
        return -1
    tie = _take_row(links, np.int64(kind), np.int64(maker), np.int64(week), np.float64(strength))
    links.identity[tie] = pair(links.who[one], stranger)
    links.ends[tie, 0] = one
    links.ends[tie, 1] = OUTSIDE
    links.outside_birth_week[tie] = born
    links.of[one, place] = tie
    return tie


@inlined
def _take_row(links: Links, kind: int, maker: int, week: int, strength: float) -> int:
    if links.top[0] <= 0:
        raise ValueError("no free row for a tie; room must be made before a kernel runs")
    links.top[0] -= 1
    tie = links.stack[links.top[0]]
    links.kind[tie] = kind
    links.maker[tie] = maker
    links.made[tie] = week
    links.strength[tie] = strength
    links.touched[tie] = week
    links.meetings[tie] = 0
    links.debt_minutes[tie] = 0
    links.outside_birth_week[tie] = 0
    links.outside_minutes[tie] = 0
    links.outside_domain[tie] = 0
    links.given_up[tie] = 0
    links.maker_activity[tie] = 0
    return tie


@inlined
def end_tie(links: Links, tie: int, week: int, debt_kept: np.ndarray) -> None:
    """End a tie: what is still owed on it goes to the closed accounts of both ends, and its row is free again."""
    debt = int(faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept))
    for end in range(2):
        resident = links.ends[tie, end]
        if resident >= 0:
            for place in range(links.of.shape[1]):
                if links.of[resident, place] == tie:
                    links.of[resident, place] = -1
            links.closed_debt_minutes[resident] += debt if end == 0 else -debt
    links.identity[tie] = 0
    links.outside_minutes[tie] = 0
    links.given_up[tie] = 0
    links.ends[tie, 0] = -2
    links.ends[tie, 1] = -2
    links.stack[links.top[0]] = tie
    links.top[0] += 1


@inlined
def share_a_home(links: Links, tie: int, week: int, debt_kept: np.ndarray) -> None:
    """Make a tie one of housemates, who count no favours: what is owed goes to the closed accounts of both.

    The tie gets another identity, since what was arranged over it ends: housemates help as housemates.
    """
    debt = int(faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept))
    links.closed_debt_minutes[links.ends[tie, 0]] += debt
    links.closed_debt_minutes[links.ends[tie, 1]] -= debt
    links.debt_minutes[tie] = 0
    links.identity[tie] = mix(links.identity[tie])
    links.kind[tie] = HOUSEHOLD
    links.meetings[tie] = 0


@inlined
def turn_outside(links: Links, tie: int, leaving: int, born: int) -> None:
    """Keep a tie whose one end moves away: the leaving resident becomes someone elsewhere, the debt stays.

    The tie gets another identity, since what was arranged over it ends with the move.
    """
    links.identity[tie] = mix(links.identity[tie])
    links.meetings[tie] = 0
    links.given_up[tie] = 0
    for place in range(links.of.shape[1]):
        if links.of[leaving, place] == tie:
            links.of[leaving, place] = -1
    if links.ends[tie, 0] == leaving:
        links.ends[tie, 0] = links.ends[tie, 1]
        links.debt_minutes[tie] = -links.debt_minutes[tie]
    links.ends[tie, 1] = OUTSIDE
    links.outside_birth_week[tie] = born


@inlined
def bring_up_to_date(links: Links, tie: int, week: int, strength_kept: np.ndarray, debt_kept: np.ndarray) -> None:
    """Write off what has faded of strength and debt since they were last brought up to date."""
    links.strength[tie] = faded(links.strength[tie], links.touched[tie], week, strength_kept)
    if links.debt_minutes[tie] != 0:
        links.debt_minutes[tie] = int(faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept))
    links.touched[tie] = week


@inlined
def meet(links: Links, tie: int, week: int) -> None:
    """Let the two of a tie meet this week."""
    links.meetings[tie] |= 1 << weeks_since_turn(links.identity[tie], week)


@inlined
def tie_between(links: Links, one: int, two: int) -> int:
    """Return the tie of two residents, or -1."""
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[one, place])
        if tie >= 0 and other_end(links, tie, one) == two:
            return tie
    return -1


@inlined
def use_for_help(links: Links, tie: int, side: int, minutes: int, week: int, strength_kept, debt_kept) -> None:
    """Let a tie carry help: the two meet this week, and the receiving end owes the other so many minutes more."""
    bring_up_to_date(links, tie, week, strength_kept, debt_kept)
    links.debt_minutes[tie] += minutes if side == 0 else -minutes
    links.meetings[tie] |= 1 << weeks_since_turn(links.identity[tie], week)


@inlined
def arrangement_identity(tie_identity: np.uint64, side: int, domain: int) -> np.uint64:
    """Return the identity of an arrangement: the tie, who of the two receives, and for which need."""
    return mix(tie_identity + np.uint64(1 + side * 4 + domain))


@inlined
def arranged_bit(side: int, domain: int) -> np.uint8:
    """Return the bit that says of a tie: over it, help with this need to this end is arranged."""
    return np.uint8(1 << (side * 4 + domain))
