"""Agreeing on help: whoever is asked, or offers, weighs task, tie, strain and values.

Each agrees to one request or offer at a time, the most serious need first; what two agree on is an arrangement.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES, Standing, write_agreement
from samenredzaam.neighbourhood.effectiveness import informal_share
from samenredzaam.neighbourhood.links import Links, arranged_bit, other_end, use_for_help
from samenredzaam.neighbourhood.notes import AGREED, note
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_TIES
from samenredzaam.neighbourhood.tasks import Tasks, task_of
from samenredzaam.neighbourhood.ties import KIN, OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits


class Circle(NamedTuple):
    """What is to be known of people and their needs when help is asked or offered, a row for each resident.

    `arranged` alone has a row for each tie.
    """

    identity: np.ndarray
    age: np.ndarray
    reluctance_to_ask: np.ndarray
    reluctance_to_offer: np.ndarray
    loneliness: np.ndarray
    strain: np.ndarray
    prosocial_values: np.ndarray
    resting_until: np.ndarray
    hindered: np.ndarray
    caring_weeks: np.ndarray
    stage: np.ndarray
    lasting: np.ndarray
    complexity: np.ndarray
    arranged: np.ndarray


class Answering(NamedTuple):
    """How readily people help, as numbers for kernels; the weights are in logits."""

    willing: np.ndarray
    most_minutes: np.ndarray
    strength_weight: float
    lasting_burden: float
    strain_weight: float
    values_weight: float
    complexity_loss: float


@dataclass(frozen=True)
class Agreeing:
    """How readily people help one another."""

    standing: Standing = Standing()
    tasks: Tasks = Tasks()
    strength_weight: float = parameter(
        1.5, unit="logit", low=0.0, high=4.0,
        nl="hoe zwaar de sterkte van de band weegt, bij vragen en bij ja zeggen",
        en="how heavily the strength of the tie weighs, in asking and in saying yes",
        assumption="direction well known, size not read",
    )  # fmt: skip
    lasting_burden: float = parameter(
        -1.5, unit="logit", low=-4.0, high=0.0,
        nl="hoeveel lager het ja ligt als het om blijvende hulp gaat, voor wie geen familie is",
        en="how much lower a yes lies when help is asked for good, for those who are not kin",
        assumption="a favour is not a promise; so that household help is needed by tens per 1,000 (cbs_86050ned)",
    )  # fmt: skip
    strain_weight: float = parameter(
        2.0, unit="logit", low=0.0, high=5.0,
        nl="hoe zwaar belasting weegt tegen ja zeggen", en="how heavily strain weighs against saying yes",
        assumption="direction well known, size not read",
    )  # fmt: skip
    values_weight: float = parameter(
        0.3, unit="logit per standard deviation", low=0.0, high=1.5,
        nl="hoe zwaar prosociale waarden wegen", en="how heavily prosocial values weigh",
        assumption="direction well known, size not read",
    )  # fmt: skip

    @cached_property
    def answering(self) -> Answering:
        """Return how readily people say yes."""
        return Answering(
            self.tasks.willing, self.tasks.most_minutes, self.strength_weight, self.lasting_burden, self.strain_weight,
            self.values_weight, self.standing.informal.complexity_loss,
        )  # fmt: skip


def circle(town: Town) -> Circle:
    """Return the columns of a town, by which people ask, answer and offer."""
    residents, needs = town.residents, town.needs
    return Circle(
        residents.identity, residents.age, residents.reluctance_to_ask, residents.reluctance_to_offer,
        residents.loneliness, residents.strain, residents.prosocial_values, residents.resting_until,
        residents.hindered, residents.caring_weeks, needs.stage, needs.lasting, needs.complexity, town.arranged,
    )  # fmt: skip


@inlined
def owed_on(links: Links, tie: int, row: int, week: int, debt_kept) -> float:
    """Return the minutes someone owes the other end of a tie; negative where they are owed."""
    debt = faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept)
    return debt if links.ends[tie, 0] == row else -debt


@inlined
def readiness(
    links: Links, people: Circle, answering: Answering, row: int, helper: int, tie: int, domain: int, strength: float,
) -> float:  # fmt: skip
    """Return how ready someone at the other end of a tie is to help with a need, as a logit."""
    lasting = people.lasting[row, domain]
    task = task_of(np.int64(domain), np.int64(people.stage[row, domain]), lasting)
    answer = answering.willing[task] + answering.strength_weight * (strength - 0.5)
    if lasting and links.kind[tie] != KIN:
        answer += answering.lasting_burden
    if helper >= 0:
        answer += (
            answering.values_weight * float(people.prosocial_values[helper])
            - answering.strain_weight * float(people.strain[helper])
        )  # fmt: skip
    return answer


@inlined
def is_short(book: HelpBook, row: int) -> bool:
    """Tell whether any need is open by enough to ask for."""
    most = 0
    for domain in range(4):
        most = max(most, informally_open(book, row, domain))
    return most >= LEAST_MINUTES


@inlined
def most_pressing(book: HelpBook, people: Circle, row: int, word: np.uint64) -> int:
    """Return the domain of the most serious need still open, by hash among equals."""
    chosen, highest = -1, 0
    for step in range(4):
        domain = np.int64((word + np.uint64(step)) % np.uint64(4))
        if informally_open(book, row, domain) >= LEAST_MINUTES and people.stage[row, domain] > highest:
            chosen, highest = domain, people.stage[row, domain]
    return chosen


@inlined
def could_help(
    book: HelpBook, links: Links, people: Circle, row: int, other: int, tie: int, domain: int, week: int
) -> bool:
    """Tell whether a resident at the other end of a tie does not help with this need yet, can, and has time."""
    if people.arranged[tie] & arranged_bit(0 if links.ends[tie, 0] == row else 1, domain):
        return False
    if other == OUTSIDE:
        return True
    rests = people.resting_until[other] > week
    if rests or not is_able(people.hindered, other, domain):
        return False
    return people.age[other] >= HELPER_AGE and minutes_left(book, other) >= LEAST_MINUTES


@inlined
def rank(key: np.uint64, tie_identity: np.uint64, domain: int, stage: int) -> np.uint64:
    """Return the priority of a request or offer: the more serious need first, by hash among equals; never 0."""
    word = bits(key, tie_identity, np.uint64(32 + domain)) >> np.uint64(2)
    return (np.uint64(stage) << np.uint64(62)) | word | np.uint64(1)


@inlined
def agree(
    book: HelpBook, links: Links, people: Circle, short, still: int, asked, best, agreed, count: int, events,
    event: int, week: int, key: np.uint64, answering: Answering, strength_kept, debt_kept,
) -> int:  # fmt: skip
    """Let each helper agree to their best request, for as much as is open and as they have left; help begins at once.

    Writes agreements as (tie, side, domain, minutes) after the `count` there are, counts them as an event, and returns
    how many there are then.
    """
    for place in range(still):
        row, tie = short[place], asked[0, place]
        if tie < 0:
            continue
        domain = asked[1, place]
        helper = other_end(links, tie, row)
        stage = np.int64(people.stage[row, domain])
        if helper >= 0 and best[helper] != rank(key, links.identity[tie], domain, stage):
            continue
        share = informal_share(people.complexity[row, domain], answering.complexity_loss)
        task = task_of(domain, stage, people.lasting[row, domain])
        most = answering.most_minutes[-1 if links.kind[tie] == KIN else task]
        minutes = min(minutes_for(informally_open(book, row, domain), share), most)
        if helper >= 0:
            minutes = min(minutes, minutes_left(book, helper))
        if minutes < LEAST_MINUTES:
            continue
        side = 0 if links.ends[tie, 0] == row else 1
        post_help(book, helper, row, book.neighbourhood[row], domain, BY_TIES, minutes, share)
        use_for_help(links, tie, side, minutes, week, strength_kept, debt_kept)
        people.arranged[tie] |= arranged_bit(side, domain)
        if helper >= 0:
            note(book.notes, helper, row, AGREED, domain, BY_TIES, minutes)
        events[book.neighbourhood[row], event] += 1
        write_agreement(agreed, count, tie, side, domain, minutes)
        count += 1
    return count
