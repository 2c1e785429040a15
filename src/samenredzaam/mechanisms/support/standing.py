"""Arrangements that stand: who agreed to help goes on, until need, tie or helper ends it."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.ledgers import HelpBook, informally_open, minutes_for, post_help
from samenredzaam.neighbourhood.links import Links, arranged_bit, arrangement_identity, use_for_help
from samenredzaam.neighbourhood.ties import KIN, OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

STOPS_HELPING = purpose("gives up an arrangement")


@dataclass(frozen=True)
class Standing:
    """What was agreed before is given before anything new is asked."""

    writes: ClassVar = (
        "arrangements", "ties", "open_minutes", "received_minutes", "met_minutes", "given_minutes",
        "committed_minutes", "leans_on_overloaded", "offered_minutes", "useful_minutes",
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

    def keep(self, town: Town) -> None:
        """End arrangements whose need, tie or helper is gone, and add up what the others come to."""
        residents, arrangements = town.residents, town.arrangements
        residents.committed_minutes.fill(0)
        # Every match of this week may make a tie, and must find its row here.
        town.room_for_ties(int(town.offers.matches.sum()))
        town.arranged = np.zeros(town.ties.capacity, dtype=np.uint8)
        keep_arrangements(
            town.links(), arrangements.identity, arrangements.tie, arrangements.side, arrangements.domain,
            arrangements.minutes, arrangements.since, arrangements.recipient, arrangements.helper, town.needs.stage,
            residents.resting_until, residents.committed_minutes, town.arranged, town.week,
            town.key(STOPS_HELPING), self.kin_stop_chance, self.others_stop_chance,
        )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Fit what was agreed into the time that helpers have left after those at home, and keep it free."""
        residents, arrangements = town.residents, town.arrangements
        fit_to_free_time(
            arrangements.identity, arrangements.tie, arrangements.side, arrangements.domain,
            arrangements.minutes, arrangements.helper, residents.neighbourhood, residents.free_minutes,
            residents.given_minutes, residents.committed_minutes, np.zeros(residents.capacity, dtype=np.int64),
            town.arranged, active,
        )  # fmt: skip

    def give(self, town: Town, rung: int, active: np.ndarray) -> None:
        """Let the helpers of one rung give what they agreed to, as far as it is still needed."""
        arrangements = town.arrangements
        give_as_agreed(
            town.book(), town.links(), arrangements.identity, arrangements.tie, arrangements.side, arrangements.domain,
            arrangements.rung, arrangements.minutes, arrangements.recipient, arrangements.helper,
            town.needs.complexity, town.needs.offered_minutes, town.needs.useful_minutes, active, rung, town.week,
            self.informal.complexity_loss, town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip


def arrange(town: Town, agreed: np.ndarray, rung: int) -> None:
    """Write agreements (tie, side, domain, minutes), shape (count, 4), as standing arrangements from next week on."""
    if len(agreed) == 0:
        return
    arrangements = town.arrangements
    rows = town.room_for_arrangements(len(agreed))
    write_arrangements(
        rows, agreed, town.ties.identity, town.ties.ends, arrangements.identity, arrangements.tie, arrangements.side,
        arrangements.domain, arrangements.rung, arrangements.minutes, arrangements.since, arrangements.recipient,
        arrangements.helper, rung, town.week,
    )  # fmt: skip


@kernel
def write_arrangements(
    rows, agreed, tie_identity, ends, identity, tie, side, domain, rung_of, minutes, since, recipient, helper, rung,
    week,
):  # fmt: skip
    """Write agreements into free rows."""
    for index in range(agreed.shape[0]):
        row = rows[index]
        tie[row] = agreed[index, 0]
        side[row] = agreed[index, 1]
        domain[row] = agreed[index, 2]
        minutes[row] = agreed[index, 3]
        identity[row] = arrangement_identity(
            tie_identity[agreed[index, 0]], np.int64(agreed[index, 1]), np.int64(agreed[index, 2])
        )
        rung_of[row] = rung
        since[row] = week
        recipient[row] = ends[tie[row], side[row]]
        helper[row] = ends[tie[row], 1 - side[row]]


@kernel
def keep_arrangements(
    links: Links, identity, tie_of, side_of, domain_of, minutes, since, recipient_of, helper_of, stage, resting_until,
    committed, arranged, week, key, kin_stop, others_stop,
):  # fmt: skip
    """Free the rows of arrangements that have ended, and add up what each helper is committed to.

    Notes who receives and who gives this week, so that others need not look it up over the tie.
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
            stop = kin_stop if links.kind[tie] == KIN else others_stop
            alive = alive and draw(key, identity[row], np.uint64(0)) >= stop
            if helper != OUTSIDE:
                alive = alive and resting_until[helper] <= week
                if alive:
                    committed[helper] += minutes[row]
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
    identity, tie_of, side_of, domain_of, minutes, helper_of, neighbourhood, free_minutes, given, committed, fitted,
    arranged, active,
):  # fmt: skip
    """Where someone agreed to more than their week now holds, lower each agreement in proportion, or end it."""
    for row in range(identity.shape[0]):
        if identity[row] == 0:
            continue
        helper = helper_of[row]
        if helper == OUTSIDE or not active[neighbourhood[helper]]:
            continue
        left = free_minutes[helper] - given[helper]
        if committed[helper] > left:
            minutes[row] = minutes[row] * left // committed[helper]
        fitted[helper] += minutes[row]
        if minutes[row] == 0:
            arranged[tie_of[row]] &= ~arranged_bit(np.int64(side_of[row]), np.int64(domain_of[row]))
            identity[row] = 0
            tie_of[row] = -1
    for helper in range(committed.shape[0]):
        if active[neighbourhood[helper]]:
            committed[helper] = fitted[helper]


@kernel
def give_as_agreed(  # noqa: C901 - what each agreement gives, in one pass
    book: HelpBook, links: Links, identity, tie_of, side_of, domain_of, rung_of, minutes, recipient_of, helper_of,
    complexity, offered, useful, active, rung, week, complexity_loss, strength_kept, debt_kept,
):  # fmt: skip
    """Give what was agreed; where more was agreed than is open, each gives less in the same proportion."""
    for step in range(3):
        for row in range(identity.shape[0]):
            if identity[row] == 0 or rung_of[row] != rung:
                continue
            recipient, domain = np.int64(recipient_of[row]), np.int64(domain_of[row])
            if recipient == OUTSIDE:
                continue
            if step == 0:
                offered[recipient, domain] = 0
            elif step == 1:
                offered[recipient, domain] += minutes[row]
            else:
                share = informal_share(complexity[recipient, domain], complexity_loss)
                still = minutes_for(informally_open(book, recipient, domain), share)
                useful[recipient, domain] = min(still, offered[recipient, domain])
    for row in range(identity.shape[0]):
        if identity[row] == 0 or rung_of[row] != rung:
            continue
        tie, side, domain = np.int64(tie_of[row]), np.int64(side_of[row]), np.int64(domain_of[row])
        recipient, helper = np.int64(recipient_of[row]), np.int64(helper_of[row])
        resident = recipient if recipient != OUTSIDE else helper
        if not active[book.neighbourhood[resident]]:
            continue
        share, given = 1.0, np.int64(minutes[row])
        if recipient == OUTSIDE:
            given = min(given, np.int64(links.outside_minutes[tie]))
        else:
            share = informal_share(complexity[recipient, domain], complexity_loss)
            given = minutes[row] * useful[recipient, domain] // offered[recipient, domain]
        if helper != OUTSIDE:
            book.committed_minutes[helper] -= minutes[row]
        if given > 0:
            post_help(book, helper, recipient, book.neighbourhood[resident], domain, rung, given, share)
            use_for_help(links, tie, side, given, week, strength_kept, debt_kept)
