"""Arrangements that stand: who agreed to help goes on, until need, tie or helper ends it, or they no longer can.

The more strained a helper is, the sooner they give it up, kin too. What is agreed and not needed, because others meet
the need, is lost by habit: week by week the arrangement shrinks to what is used. Whether other help replaces that of
carers or keeps them going follows from these two.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.ledgers import (
    GAVE_UP,
)
from samenredzaam.neighbourhood.links import Links, arranged_bit, arrangement_identity, use_for_help
from samenredzaam.neighbourhood.notes import GAVE_UP as GAVE_UP_HELPING
from samenredzaam.neighbourhood.notes import Notes, note
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_TIES
from samenredzaam.neighbourhood.ties import KIN, NO_RELIEF, OUTSIDE, SHARES_AT_HOME
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

STOPS_HELPING = purpose("gives up an arrangement")

LEAST_MINUTES = 15
"""Help of less than this is not arranged."""


@dataclass(frozen=True)
class Standing:
    """What was agreed before is given before anything new is asked."""

    writes: ClassVar = (
        "arrangements", "ties", "open_minutes", "received_minutes", "met_minutes", "given_minutes",
        "committed_minutes", "leans_on_overloaded", "offered_minutes", "useful_minutes", "volunteered_minutes",
    )  # fmt: skip

    informal: Informal = Informal()
    kin_stop_chance: float = parameter(
        0.003, unit="chance per week", low=0.0, high=0.03,
        nl="kans dat familie met een afspraak stopt", en="chance that kin give up an arrangement",
        assumption="carers stop after some six years on average, so that 13% are carers at a time (cbs_carers_2022)",
    )  # fmt: skip
    others_stop_chance: float = parameter(
        0.02, unit="chance per week", low=0.0, high=0.2,
        nl="kans dat anderen met een afspraak stoppen", en="chance that others give up an arrangement",
        assumption="friends and neighbours help for about a year; size not read",
    )  # fmt: skip

    strain_stops: float = parameter(
        0.02, unit="chance per week at full strain", low=0.0, high=0.2,
        nl="hoeveel overbelasting de kans verhoogt dat iemand met een afspraak stopt",
        en="how much strain adds to the chance to give up an arrangement",
        assumption="overload is a known reason to stop, also among kin; as for volunteers; size not read",
    )  # fmt: skip
    habit: float = parameter(
        0.03, unit="share per week", low=0.0, high=0.5,
        nl="hoe snel een afspraak krimpt tot wat ervan wordt gebruikt",
        en="how fast an arrangement shrinks to what of it is used",
        assumption="half of what is not needed is gone after half a year; size not read, and 0 is possible",
    )  # fmt: skip

    def keep(self, town: Town) -> None:
        """End arrangements whose need, tie or helper is gone, and add up what the others come to."""
        residents, arrangements = town.residents, town.arrangements
        residents.committed_minutes.fill(0)
        # Every match of this week may make a tie, and must find its row here.
        town.room_for_ties(int(town.offers.matches.sum()))
        town.arranged = np.zeros(town.ties.capacity, dtype=np.uint8)
        keep_arrangements(
            town.links(), arrangements.identity, arrangements.tie, arrangements.side, arrangements.domain,
            arrangements.rung, arrangements.minutes, arrangements.spared_minutes, arrangements.since,
            arrangements.recipient, arrangements.helper, town.needs.stage, residents.neighbourhood, residents.strain,
            residents.resting_until, residents.hindered, residents.committed_minutes, town.arranged,
            town.ledgers.care_events, town.notes, town.week, town.key(STOPS_HELPING), self.kin_stop_chance,
            self.others_stop_chance, self.strain_stops, LEAST_MINUTES if self.habit > 0.0 else 1,
        )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Fit what was agreed into the time that helpers have left after those at home, and keep it free."""
        self.fit(town, active)

    def fit(self, town: Town, active: np.ndarray, *, at_home: bool = False) -> None:
        """Lower what was agreed to what helpers have time for; those who relieve housemates are apart (`at_home`)."""
        residents, arrangements = town.residents, town.arrangements
        fit_to_free_time(
            arrangements.identity, arrangements.tie, arrangements.side, arrangements.domain, arrangements.relief,
            arrangements.minutes, arrangements.helper, residents.neighbourhood, residents.free_minutes,
            residents.given_minutes, residents.committed_minutes,
            np.zeros((2, residents.capacity), dtype=np.int64), town.arranged, active, at_home,
        )  # fmt: skip

    def give(self, town: Town, rung: int, active: np.ndarray, *, at_home: bool = False) -> None:
        """Let the helpers of one rung give what they agreed to, as far as it is still needed.

        Those who relieve the housemates of someone in need are apart (`at_home`): they come before the housemates.
        """
        arrangements = town.arrangements
        give_as_agreed(
            town.book(), town.links(), arrangements.identity, arrangements.tie, arrangements.side, arrangements.domain,
            arrangements.rung, arrangements.relief, arrangements.minutes, arrangements.spared_minutes,
            arrangements.recipient, arrangements.helper, town.needs.complexity, town.needs.offered_minutes,
            town.needs.useful_minutes, np.empty(arrangements.capacity, dtype=np.int64), active, rung, at_home,
            town.week, self.habit,
            self.informal.complexity_loss, town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip


def arrange(town: Town, agreed: np.ndarray, rung: int, relief: int = NO_RELIEF) -> None:
    """Write agreements (tie, side, domain, minutes), shape (count, 4), as standing arrangements."""
    arrangements = town.arrangements
    while len(agreed) > 0:
        written = write_arrangements(
            agreed, town.ties.identity, town.ties.ends, arrangements.identity, arrangements.tie, arrangements.side,
            arrangements.domain, arrangements.rung, arrangements.minutes, arrangements.since, arrangements.relief,
            arrangements.spared_minutes, arrangements.recipient, arrangements.helper, rung, relief, town.week,
        )  # fmt: skip
        agreed = agreed[written:]
        if len(agreed) > 0:
            town.room_for_arrangements(len(agreed))


@inlined
def write_agreement(agreed, count: int, tie: int, side: int, domain: int, minutes: int) -> None:
    """Write an agreement, in the form in which `arrange` reads it."""
    agreed[count, 0] = tie
    agreed[count, 1] = side
    agreed[count, 2] = domain
    agreed[count, 3] = minutes


@kernel
def write_arrangements(
    agreed, tie_identity, ends, identity, tie, side, domain, rung_of, minutes, since, relief_of, spared, recipient,
    helper, rung, relief, week,
):  # fmt: skip
    """Write agreements into the first free rows; return how many, which is fewer than all where rows run out."""
    row = 0
    for index in range(agreed.shape[0]):
        while row < identity.shape[0] and identity[row] != 0:
            row += 1
        if row == identity.shape[0]:
            return index
        tie[row] = agreed[index, 0]
        side[row] = agreed[index, 1]
        domain[row] = agreed[index, 2]
        minutes[row] = agreed[index, 3]
        identity[row] = arrangement_identity(
            tie_identity[agreed[index, 0]], np.int64(agreed[index, 1]), np.int64(agreed[index, 2])
        )
        rung_of[row] = rung
        since[row] = week
        relief_of[row] = relief
        spared[row] = 0
        recipient[row] = ends[tie[row], side[row]]
        helper[row] = ends[tie[row], 1 - side[row]]
    return agreed.shape[0]


@kernel
def keep_arrangements(  # noqa: C901 - all that may end an arrangement, in one pass
    links: Links, identity, tie_of, side_of, domain_of, rung_of, minutes, spared, since, recipient_of, helper_of,
    stage, neighbourhood, strain, resting_until, hindered, committed, arranged, events, notes: Notes, week, key,
    kin_stop, others_stop, strain_stops, least_minutes,
):  # fmt: skip
    """Free the rows of arrangements that have ended, and add up what each helper is committed to.

    Notes who receives and who gives this week, so that others need not look it up over the tie; and on the tie what a
    carer gave up by dropping out.
    """
    for row in range(identity.shape[0]):
        if identity[row] == 0:
            continue
        tie, side, domain = int(tie_of[row]), int(side_of[row]), int(domain_of[row])
        # A pair may part and meet anew in one week, perhaps in the same row: what was arranged is over all the same.
        alive = (
            arrangement_identity(links.identity[tie], side, domain) == identity[row] and links.made[tie] <= since[row]
        )
        recipient, helper = np.int64(links.ends[tie, side]), np.int64(links.ends[tie, 1 - side])
        if alive:
            if recipient == OUTSIDE:
                alive = links.outside_minutes[tie] > 0 and links.outside_domain[tie] == domain
            else:
                alive = stage[recipient, domain] > 0
            alive = alive and minutes[row] >= least_minutes
        if alive:
            if helper != OUTSIDE and resting_until[helper] > week:
                alive = False
                if rung_of[row] == BY_TIES:
                    links.given_up[tie] |= arranged_bit(side, domain)
            elif helper != OUTSIDE and not is_able(hindered, helper, domain):
                alive = False
                note(notes, helper, recipient, GAVE_UP_HELPING, np.int64(domain), np.int64(rung_of[row]), 0)
            else:
                stop = kin_stop if links.kind[tie] == KIN else others_stop
                adds = 0.0 if helper == OUTSIDE else strain_stops * float(strain[helper]) * float(strain[helper])
                luck = draw(key, identity[row], np.uint64(0))
                alive = luck >= stop + adds
                if not alive:
                    note(notes, helper, recipient, GAVE_UP_HELPING, np.int64(domain), np.int64(rung_of[row]), 0)
                if not alive and luck >= stop:
                    events[neighbourhood[helper], GAVE_UP] += 1
        if alive and helper != OUTSIDE:
            committed[helper] += minutes[row]
        spared[row] = 0
        if alive:
            arranged[tie] |= arranged_bit(side, domain)
            recipient_of[row] = recipient
            helper_of[row] = helper
        else:
            identity[row] = 0
            tie_of[row] = -1
            minutes[row] = 0


@kernel
def fit_to_free_time(
    identity, tie_of, side_of, domain_of, relief, minutes, helper_of, neighbourhood, free_minutes, given, committed,
    scratch, arranged, active, at_home,
):  # fmt: skip
    """Where someone agreed to more than their week now holds, lower each agreement in proportion, or end it.

    What relieves housemates is fitted and given first (`at_home`), and is no claim any more on what is left after it.
    """
    promised, fitted = scratch[0], scratch[1]
    for step in range(2):
        for row in range(identity.shape[0]):
            helper = helper_of[row]
            if identity[row] == 0 or helper == OUTSIDE or (relief[row] == SHARES_AT_HOME) != at_home:
                continue
            if not active[neighbourhood[helper]]:
                continue
            if step == 0:
                promised[helper] += minutes[row]
                continue
            left = free_minutes[helper] - given[helper]
            if promised[helper] > left:
                minutes[row] = minutes[row] * left // promised[helper]
            fitted[helper] += minutes[row]
            if minutes[row] == 0:
                arranged[tie_of[row]] &= ~arranged_bit(np.int64(side_of[row]), np.int64(domain_of[row]))
                identity[row] = 0
                tie_of[row] = -1
    if not at_home:
        for helper in range(committed.shape[0]):
            if active[neighbourhood[helper]]:
                committed[helper] = fitted[helper]


@inlined
def _meant(minutes: int, spared: int) -> int:
    """Return what the helper is to give: since the respite the arrangement may have been lowered below what it took."""
    return max(np.int64(minutes) - np.int64(spared), np.int64(0))


@kernel
def give_as_agreed(  # noqa: C901 - what each agreement gives, in one pass
    book: HelpBook, links: Links, identity, tie_of, side_of, domain_of, rung_of, relief, minutes, spared,
    recipient_of, helper_of, complexity, offered, useful, these, active, rung, at_home, week, habit,
    complexity_loss, strength_kept, debt_kept,
):  # fmt: skip
    """Give what was agreed; where more was agreed than is open, each gives less in the same proportion.

    Of what is not needed, a part is not kept free any more from next week on.
    """
    count = 0
    for row in range(identity.shape[0]):
        if identity[row] != 0 and rung_of[row] == rung and (relief[row] == SHARES_AT_HOME) == at_home:
            these[count] = row
            count += 1
            if recipient_of[row] != OUTSIDE:
                offered[recipient_of[row], domain_of[row]] = 0
    for step in range(2):
        for row in these[:count]:
            recipient, domain = np.int64(recipient_of[row]), np.int64(domain_of[row])
            if recipient == OUTSIDE:
                continue
            if step == 0:
                offered[recipient, domain] += _meant(minutes[row], spared[row])
            else:
                share = informal_share(complexity[recipient, domain], complexity_loss)
                still = minutes_for(informally_open(book, recipient, domain), share)
                useful[recipient, domain] = min(still, offered[recipient, domain])
    for row in these[:count]:
        tie, side, domain = np.int64(tie_of[row]), np.int64(side_of[row]), np.int64(domain_of[row])
        recipient, helper = np.int64(recipient_of[row]), np.int64(helper_of[row])
        resident = recipient if recipient != OUTSIDE else helper
        if not active[book.neighbourhood[resident]]:
            continue
        # What someone else gives in the helper's place stays kept free: it is time off.
        meant = _meant(minutes[row], spared[row])
        share, given = 1.0, meant
        if recipient == OUTSIDE:
            given = min(given, np.int64(links.outside_minutes[tie]))
        elif meant > 0:
            share = informal_share(complexity[recipient, domain], complexity_loss)
            given = meant * useful[recipient, domain] // offered[recipient, domain]
        if helper != OUTSIDE:
            book.committed_minutes[helper] -= meant
        if habit > 0.0 and given < meant:
            minutes[row] -= max(int(habit * (meant - given)), 1)
        if given > 0:
            post_help(book, helper, recipient, book.neighbourhood[resident], domain, rung, given, share)
            use_for_help(links, tie, side, given, week, strength_kept, debt_kept)
