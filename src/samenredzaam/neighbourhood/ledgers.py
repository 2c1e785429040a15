"""The ledgers of a week: hours, money and people, posted once and on both sides.

Nothing shared is spent elsewhere: a mechanism that gives help, spends an hour or pays calls a posting function of this
file, which checks that it was there to spend. Hours are whole minutes, money whole cents.
"""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.residents import BY_SELF, RUNGS
from samenredzaam.neighbourhood.ties import OUTSIDE

USES = ("rules", "cases", "intake", "volunteers", "connecting", "outreach", "learning", "signalling", "unused")
FOR_RULES, FOR_CASES, FOR_INTAKE, FOR_VOLUNTEERS, FOR_CONNECTING, FOR_OUTREACH, FOR_LEARNING, FOR_SIGNALLING, UNUSED = (
    range(9)
)
"""What a professional's contract hours go to."""

PLANNED = (FOR_VOLUNTEERS, FOR_CONNECTING, FOR_OUTREACH, FOR_LEARNING)
"""Uses for which policy sets hours apart before cases, in the order in which they are served when hours are few."""

PAYERS = ("municipality", "insurer", "residents")
MUNICIPALITY, INSURER, RESIDENTS = range(3)

PURPOSES = ("team", "assessment", "household help", "guidance", "nursing", "fees", "liveability")
FOR_TEAM, FOR_ASSESSMENT, FOR_HOUSEHOLD_HELP, FOR_GUIDANCE, FOR_NURSING, FEES, FOR_LIVEABILITY = range(7)
"""What money is paid for. Fees are paid by residents and lower what the municipality pays (a negative amount there)."""

FLOWS = ("births", "deaths", "arrivals", "departures", "moves within", "couples")
BIRTHS, DEATHS, ARRIVALS, DEPARTURES, MOVES_WITHIN, COUPLES = range(6)
"""What is counted of people; the last two change no number of residents: residents who moved from one home here to
another, and couples who came to live together."""

QUEUES = ("team", "assessment", "provider")
QUEUE_TEAM, QUEUE_ASSESSMENT, QUEUE_PROVIDER = range(3)
QUEUE_OF = np.array([-1, QUEUE_TEAM, -1, QUEUE_ASSESSMENT, QUEUE_PROVIDER, -1], dtype=np.int64)
"""In which queue a need stands by its state with formal support (FORMAL_...), or -1."""


OVERLOADED = 0.8
"""Strain above which a helper counts as overloaded."""


class HelpBook(NamedTuple):
    """The arrays between which an hour of help is posted, for kernels.

    Residents' columns have a row for each resident; the others one for each neighbourhood and rung.
    """

    neighbourhood: np.ndarray
    free_minutes: np.ndarray
    committed_minutes: np.ndarray
    given_minutes: np.ndarray
    received_minutes: np.ndarray
    met_minutes: np.ndarray
    strain: np.ndarray
    leans_on_overloaded: np.ndarray
    open_minutes: np.ndarray
    reserved_minutes: np.ndarray
    given_by_rung: np.ndarray
    outside_received: np.ndarray


class Ledgers:
    """One week of postings, by neighbourhood; int64 throughout.

    Attributes:
        given_by_rung: minutes of help given, shape (neighbourhoods, rungs), whoever gave them.
        outside_received: minutes given to people elsewhere, same shape.
        professional: minutes of professionals by use, shape (neighbourhoods, uses).
        contract: contract minutes of professionals, shape (neighbourhoods,).
        cents: money by payer and purpose, shape (neighbourhoods, payers, purposes).
        flows: people by FLOWS, shape (neighbourhoods, flows).
        queue_in, queue_out: needs that entered a queue, or left it because their turn came, shape
            (neighbourhoods, queues).
        queue_left: needs that left a queue because need or person was gone, same shape.
        waited_weeks: weeks waited by those whose turn came, same shape.
        starts: individual provisions that began, shape (neighbourhoods,); not nursing.
        start_weeks: weeks since the first request of those that began, same shape.
    """

    def __init__(self, neighbourhoods: int) -> None:
        def empty(*shape: int) -> np.ndarray:
            return np.zeros((neighbourhoods, *shape), dtype=np.int64)

        self.given_by_rung = empty(len(RUNGS))
        self.outside_received = empty(len(RUNGS))
        self.professional = empty(len(USES))
        self.contract = empty()
        self.cents = empty(len(PAYERS), len(PURPOSES))
        self.flows = empty(len(FLOWS))
        self.queue_in = empty(len(QUEUES))
        self.queue_out = empty(len(QUEUES))
        self.queue_left = empty(len(QUEUES))
        self.waited_weeks = empty(len(QUEUES))
        self.starts = empty()
        self.start_weeks = empty()

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all accounts by name: the arrays themselves."""
        return dict(vars(self))

    def clear(self) -> None:
        """Begin a new week."""
        for account in self.arrays().values():
            account.fill(0)

    def post_money(self, neighbourhood: int, payer: int, purpose: int, cents: int) -> None:
        """Book what a payer spends on a purpose; fees are booked on both sides, as paid and as received."""
        self.cents[neighbourhood, payer, purpose] += cents
        if purpose == FEES:
            self.cents[neighbourhood, MUNICIPALITY, FEES] -= cents

    def post_hours(self, neighbourhood: int, use: int, minutes: int) -> None:
        """Book what a professional's minutes went to."""
        if minutes < 0:
            raise ValueError(f"{minutes} minutes cannot be booked on {USES[use]}")
        self.professional[neighbourhood, use] += minutes

    def post_queue(self, queue: int, neighbourhood: np.ndarray, waited: np.ndarray | None = None) -> None:
        """Book needs (their neighbourhoods) that enter a queue, or leave it after so many weeks."""
        if len(neighbourhood) == 0:
            return
        if waited is None:
            np.add.at(self.queue_in[:, queue], neighbourhood, 1)
        else:
            np.add.at(self.queue_out[:, queue], neighbourhood, 1)
            np.add.at(self.waited_weeks[:, queue], neighbourhood, waited)


@inlined
def informally_open(book: HelpBook, recipient: int, domain: int) -> int:
    """Return the minutes still open of what people can do for themselves and for one another."""
    return max(book.open_minutes[recipient, domain] - book.reserved_minutes[recipient, domain], 0)


@inlined
def minutes_left(book: HelpBook, helper: int) -> int:
    """Return the minutes a helper could still give this week beside what is agreed."""
    return book.free_minutes[helper] - book.given_minutes[helper] - book.committed_minutes[helper]


@inlined
def minutes_for(open_minutes: int, effectiveness: float) -> int:
    """Return how many minutes of help of that effectiveness (above 0) meet so much open need, rounded up."""
    minutes = int(open_minutes / effectiveness)
    return minutes if int(minutes * effectiveness + 0.5) >= open_minutes else minutes + 1


@inlined
def post_help(
    book: HelpBook,
    helper: int,
    recipient: int,
    at: int,
    domain: int,
    rung: int,
    minutes: int,
    effectiveness: float,
) -> int:
    """Book `minutes` of help from helper to recipient, and return the minutes of need they met.

    The helper is not paid; whoever is, posts with `post_formal_help`. Either may be OUTSIDE; `at` is the neighbourhood
    of the resident concerned. Minutes met are the minutes given times effectiveness, rounded once, never more than was
    open.
    """
    if minutes < 0:
        raise ValueError("help cannot be negative")
    if helper >= 0:
        book.given_minutes[helper] += minutes
        if book.given_minutes[helper] > book.free_minutes[helper]:
            raise ValueError("someone would help beyond their hours")
        if recipient >= 0 and float(book.strain[helper]) > OVERLOADED:
            book.leans_on_overloaded[recipient] = True
    book.given_by_rung[at, rung] += minutes
    if recipient == OUTSIDE:
        book.outside_received[at, rung] += minutes
        return minutes
    met = min(int(minutes * effectiveness + 0.5), informally_open(book, recipient, domain))
    _receive(book, np.int64(recipient), np.int64(domain), np.int64(rung), np.int64(minutes), np.int64(met))
    return met


@inlined
def post_own_work(book: HelpBook, resident: int, domain: int, minutes: int) -> None:
    """Book what someone does of a need themselves."""
    if minutes < 0 or minutes > informally_open(book, resident, domain):
        raise ValueError("nobody can do more themselves than is open to them")
    book.given_by_rung[book.neighbourhood[resident], BY_SELF] += minutes
    _receive(book, np.int64(resident), np.int64(domain), BY_SELF, np.int64(minutes), np.int64(minutes))


@inlined
def post_formal_help(book: HelpBook, recipient: int, domain: int, rung: int, minutes: int) -> None:
    """Book help from someone paid for it, whose hours are in their employer's books.

    Every minute meets a minute of need. It first meets what only professionals can meet.
    """
    if minutes < 0 or minutes > book.open_minutes[recipient, domain]:
        raise ValueError("formal help cannot be more than is open")
    book.reserved_minutes[recipient, domain] = max(book.reserved_minutes[recipient, domain] - minutes, 0)
    book.given_by_rung[book.neighbourhood[recipient], rung] += minutes
    _receive(book, np.int64(recipient), np.int64(domain), np.int64(rung), np.int64(minutes), np.int64(minutes))


@inlined
def _receive(book: HelpBook, recipient: int, domain: int, rung: int, minutes: int, met: int) -> None:
    book.received_minutes[recipient, rung] += minutes
    book.met_minutes[recipient, rung] += met
    book.open_minutes[recipient, domain] -= met
