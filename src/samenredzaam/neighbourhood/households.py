"""Households change: people leave them, are left behind, and move together within the municipality."""

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import DEPARTURES, MOVES_WITHIN, QUEUE_OF
from samenredzaam.neighbourhood.links import (
    Links,
    end_tie,
    make_outside_tie,
    make_tie,
    other_end,
    share_a_home,
    tied,
    turn_outside,
)
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import (
    CHILD,
    HOME_PLACES,
    LIVING_ALONE,
    OTHER_MEMBER,
    PARTNER,
    SINGLE_PARENT,
)
from samenredzaam.neighbourhood.ties import BY_HOUSEHOLD_LIFE, FRIEND, HOUSEHOLD, KIN, OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.streams import bits, draw, drawn_for, mixed, purpose

KEPT_FRIEND = purpose("a friend who moved is kept")

LOTS = 3
"""Number of the draw that orders empty homes."""


@kernel
def bind_households(links: Links, home_rows, members, week, strength):
    """Make a tie between all who live in one home and have none yet."""
    for home in home_rows:
        for place in range(members.shape[1]):
            one = np.int64(members[home, place])
            for other_place in range(place + 1, members.shape[1]):
                two = np.int64(members[home, other_place])
                if one >= 0 and two >= 0 and not tied(links, one, two):
                    make_tie(links, one, two, HOUSEHOLD, BY_HOUSEHOLD_LIFE, week, strength)


@inlined
def _part_ways(links: Links, tie: int, row: int, kin: bool, kept: bool, born: int, week: int, debt_kept) -> None:
    """End a tie of someone who goes, or keep it as one with kin or a friend elsewhere."""
    if kin or kept:
        links.kind[tie] = KIN if kin else FRIEND
        turn_outside(links, tie, row, born)
    else:
        end_tie(links, tie, week, debt_kept)


@kernel
def untie_leavers(
    links: Links, rows, leaving, home, members, home_household, birth_week, week, moved, kept_friend_share, key,
    bereaved, good_strength, strength_kept, debt_kept,
):  # fmt: skip
    """Take leavers out of their homes, and end their ties or turn them into ties with someone elsewhere.

    Whoever dies leaves no tie, and bereaves all to whom the tie was a good one. Whoever moves stays kin of those left
    behind, and stays a friend with some chance; what ties leavers to one another goes with them.
    """
    for row in rows:
        leaving[row] = True
    for row in rows:
        for place in range(links.of.shape[1]):
            tie = links.of[row, place]
            if tie < 0:
                continue
            other = other_end(links, tie, row)
            known = moved and other != OUTSIDE and not leaving[other]
            kind = links.kind[tie]
            strength = faded(links.strength[tie], links.touched[tie], week, strength_kept)
            if not moved and other != OUTSIDE and strength >= good_strength:
                bereaved[other] = week
            kept = kind == FRIEND and draw(key, links.identity[tie], np.uint64(0)) < kept_friend_share
            kin = known and kind in (HOUSEHOLD, KIN)
            _part_ways(links, tie, row, kin, known and kept, birth_week[row], week, debt_kept)
        _take_out(members, home_household, home[row], row)
    for row in rows:
        leaving[row] = False


@kernel
def start_over(
    links: Links, rows, leaving, home, members, since, birth_week, week, moved, kept_friend_share, key, debt_kept,
):  # fmt: skip
    """End the ties of people whose place is taken by others just like them, as if they had left and those had come.

    What ties a household stays, as do kin nearby, whom nothing makes anew while the population stands still; those of
    a household who stay get kin elsewhere, as they would from someone who moves out. Rows come in order of identity,
    since there may be no place for all.
    """
    for row in rows:
        leaving[row] = True
    for row in rows:
        for place in range(links.of.shape[1]):
            tie = links.of[row, place]
            if tie < 0:
                continue
            other, kind = other_end(links, tie, row), links.kind[tie]
            known = moved and other != OUTSIDE and not leaving[other]
            if kind == HOUSEHOLD:
                if known:
                    stranger = bits(key, links.identity[tie], np.uint64(1))
                    strength = float(links.strength[tie])
                    make_outside_tie(links, other, stranger, KIN, BY_HOUSEHOLD_LIFE, week, strength, birth_week[row])
            elif kind != KIN or other == OUTSIDE:
                kept = kind == FRIEND and draw(key, links.identity[tie], np.uint64(0)) < kept_friend_share
                _part_ways(links, tie, row, False, known and kept, birth_week[row], week, debt_kept)
        whole = True
        for place in range(members.shape[1]):
            one = members[home[row], place]
            whole = whole and (one < 0 or leaving[one])
        if whole:
            since[home[row]] = week
    for row in rows:
        leaving[row] = False


@inlined
def _take_out(members, household, home: int, row: int) -> None:
    """Take someone out of a home; where nobody is left there is no household any more."""
    empty = True
    for place in range(members.shape[1]):
        if members[home, place] == row:
            members[home, place] = -1
        empty = empty and members[home, place] < 0
    if empty:
        household[home] = np.uint64(0)


@kernel
def change_homes(links: Links, rows, new_homes, home, members, household, week, debt_kept):
    """Let residents go to other homes: who shared a home becomes kin, and who comes to share one a housemate."""
    for row in rows:
        _take_out(members, household, home[row], row)
    for index in range(rows.shape[0]):
        row, there = rows[index], new_homes[index]
        home[row] = there
        for place in range(members.shape[1]):
            if members[there, place] < 0:
                members[there, place] = row
                break
    for row in rows:
        for place in range(links.of.shape[1]):
            tie = links.of[row, place]
            if tie < 0:
                continue
            other = other_end(links, tie, row)
            together = other != OUTSIDE and home[other] == home[row]
            if links.kind[tie] == HOUSEHOLD and not together:
                links.kind[tie] = KIN
            elif links.kind[tie] != HOUSEHOLD and together:
                share_a_home(links, tie, week, debt_kept)


@kernel
def find_places(homes, week, members, age, position, partner_lost):
    """Set the positions of those left in homes that someone left, and tell whether children are anywhere alone.

    Whoever lost a partner, whose children have gone, who is alone.
    """
    left_alone = False
    for home in homes:
        count, partners, children, grown = 0, 0, 0, 0
        for place in range(members.shape[1]):
            one = members[home, place]
            if one >= 0:
                count += 1
                partners += 1 if position[one] == PARTNER else 0
                children += 1 if position[one] == CHILD else 0
                grown += 1 if age[one] >= ADULT_AGE else 0
        left_alone |= count > 0 and grown == 0
        for place in range(members.shape[1]):
            one = members[home, place]
            if one < 0:
                continue
            if position[one] == PARTNER and partners == 1:
                position[one] = SINGLE_PARENT
                partner_lost[one] = week
            if position[one] == SINGLE_PARENT and children == 0:
                position[one] = OTHER_MEMBER
            if count == 1:
                position[one] = LIVING_ALONE
    return left_alone


def leave(town: Town, rows: np.ndarray, *, moved: bool, kept_friend_share: float = 0.0) -> None:
    """Let those in `rows` leave, by moving away or by death; their rows and places are free afterwards."""
    if len(rows) == 0:
        return
    residents, homes = town.residents, town.homes
    rows = rows.astype(np.int64)
    left = residents.home[rows].astype(np.int64)
    untie_leavers(
        town.links(), rows, np.zeros(residents.capacity, dtype=np.bool_), residents.home,
        homes.members, homes.household, residents.birth_week, town.week, moved, kept_friend_share,
        town.key(KEPT_FRIEND), residents.bereaved, town.fading.good_strength, town.fading.strength_kept,
        town.fading.debt_kept,
    )  # fmt: skip
    formal = town.needs.formal[rows].ravel()
    if formal.any():
        at, queue = np.repeat(residents.neighbourhood[rows], 4), QUEUE_OF[formal]
        waiting = queue >= 0
        if waiting.any():
            np.add.at(town.ledgers.queue_left, (at[waiting], queue[waiting]), 1)
    balances = residents.bank_minutes[rows]
    if balances.any():
        for bank in town.deciders.time_banks:
            bank.close_accounts(int(balances[residents.neighbourhood[rows] == bank.neighbourhood].sum()))
    residents.empty(rows)
    town.needs.empty(rows)
    _see_to(town, left)


def rehouse(town: Town, rows: np.ndarray, new_homes: np.ndarray) -> None:
    """Let residents move to other homes of their neighbourhood, which have room for them; they keep who they know.

    Args:
        town: the town.
        rows: who moves, shape (movers,); whoever forms a couple has its position already.
        new_homes: to which rows of Homes, same shape; a home that stood empty gets a household.
    """
    if len(rows) == 0:
        return
    residents, homes = town.residents, town.homes
    rows, new_homes = rows.astype(np.int64), new_homes.astype(np.int64)
    left = residents.home[rows].astype(np.int64)
    into_fresh = homes.household[new_homes] == 0
    fresh = np.unique(new_homes[into_fresh])
    homes.since[fresh] = town.week
    homes.income[fresh] = 0
    # Those who begin a household have the higher of the incomes of the households they come from.
    np.maximum.at(homes.income, new_homes[into_fresh], homes.income[residents.home[rows[into_fresh]]])
    town.room_for_ties(len(rows) * HOME_PLACES)
    change_homes(
        town.links(), rows, new_homes, residents.home, homes.members, homes.household, town.week,
        town.fading.debt_kept,
    )  # fmt: skip
    homes.household[fresh] = [mixed(int(one) ^ mixed(town.week + 1)) for one in homes.identity[fresh]]
    bind_households(town.links(), new_homes.astype(np.int32), homes.members, town.week, 0.9)
    np.add.at(town.ledgers.flows[:, MOVES_WITHIN], residents.neighbourhood[rows], 1)
    _see_to(town, np.concatenate([left, new_homes]))


def _see_to(town: Town, homes: np.ndarray) -> None:
    """Set the positions of those in homes that changed; children without anyone grown go to live elsewhere.

    A home may be among `homes` more than once: the second time there is nothing left to set.
    """
    residents = town.residents
    alone = find_places(
        homes, town.week, town.homes.members, residents.age, residents.position,
        residents.partner_lost,
    )  # fmt: skip
    if not alone:
        return
    orphans = _children_alone(town, np.unique(homes))
    np.add.at(town.ledgers.flows[:, DEPARTURES], residents.neighbourhood[orphans], 1)
    leave(town, orphans, moved=True)


def vacant(town: Town, key: np.uint64, neighbourhood: int) -> np.ndarray:
    """Return the empty homes of a neighbourhood in an order by lot, as int64 rows of Homes."""
    homes = town.homes
    empty = rows_where((homes.household == 0) & (homes.neighbourhood == neighbourhood))
    return empty[np.argsort(drawn_for(key, homes.identity[empty], LOTS), kind="stable")]


def find_homes(town: Town, key: np.uint64, seekers: np.ndarray) -> np.ndarray:
    """Return an empty home in their own neighbourhood for each seeker, in order of who they are; -1 where none is left.

    Args:
        town: the town.
        key: key of the lots.
        seekers: rows of Residents, shape (seekers,).
    """
    found = np.full(len(seekers), -1, dtype=np.int64)
    if len(seekers) == 0:
        return found
    order = np.argsort(town.residents.identity[seekers], kind="stable")
    at = town.residents.neighbourhood[seekers[order]]
    for neighbourhood in range(len(town.codes)):
        of = order[at == neighbourhood]
        if len(of) == 0:
            continue
        empty = vacant(town, key, neighbourhood)[: len(of)]
        found[of[: len(empty)]] = empty
    return found


def _children_alone(town: Town, homes: np.ndarray) -> np.ndarray:
    """Return the rows of children in homes where no adult is left; they go to live elsewhere."""
    members = town.homes.members[homes]
    ages = np.where(members >= 0, town.residents.age[np.maximum(members, 0)], 0)
    alone = (members >= 0) & (ages.max(axis=1, keepdims=True) < ADULT_AGE)
    return members[alone]
