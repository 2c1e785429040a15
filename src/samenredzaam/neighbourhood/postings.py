"""How an hour of help is posted by kernels: once, on both sides, and only where it was there to spend."""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.ledgers import BY_HOSTING, OVERLOADED
from samenredzaam.neighbourhood.notes import DID_IT_THEMSELVES, HELPED, HELPED_BY_PAID, HOSTED, NOBODY, Notes, note
from samenredzaam.neighbourhood.residents import BY_SELF, BY_VOLUNTEERS
from samenredzaam.neighbourhood.ties import OUTSIDE


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
    volunteered_minutes: np.ndarray
    exchanged_given: np.ndarray
    exchanged_received: np.ndarray
    notes: Notes


@inlined
def informally_open(book: HelpBook, recipient: int, domain: int) -> int:
    """Return the minutes still open of what people can do for themselves and for one another."""
    return max(book.open_minutes[recipient, domain] - book.reserved_minutes[recipient, domain], 0)


@inlined
def minutes_unspent(book: HelpBook, helper: int) -> int:
    """Return the minutes a helper has not given yet this week, whatever they agreed to give."""
    return book.free_minutes[helper] - book.given_minutes[helper]


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
        if rung == BY_VOLUNTEERS:
            book.volunteered_minutes[helper] += minutes
        if recipient >= 0 and float(book.strain[helper]) > OVERLOADED:
            book.leans_on_overloaded[recipient] = True
    book.given_by_rung[at, rung] += minutes
    note(book.notes, helper, recipient, HELPED, domain, rung, minutes)
    if recipient == OUTSIDE:
        book.outside_received[at, rung] += minutes
        return minutes
    met = min(int(minutes * effectiveness + 0.5), informally_open(book, recipient, domain))
    _receive(book, np.int64(recipient), np.int64(domain), np.int64(rung), np.int64(minutes), np.int64(met))
    return met


@inlined
def post_exchange(book: HelpBook, giver: int, receiver: int, exchange: int, minutes: int, posted: int) -> None:
    """Book time that one resident gives another (EXCHANGES), of which `posted` minutes were booked as help already."""
    if posted < 0 or posted > minutes:
        raise ValueError("what is booked as help is part of what is given")
    book.given_minutes[giver] += minutes - posted
    if book.given_minutes[giver] > book.free_minutes[giver]:
        raise ValueError("someone would give beyond their hours")
    book.exchanged_given[book.neighbourhood[giver], exchange] += minutes
    book.exchanged_received[book.neighbourhood[receiver], exchange] += minutes


@inlined
def post_hosting(book: HelpBook, host: int, minutes: int) -> None:
    """Book time that a volunteer gives to an activity of their neighbourhood: those who take part receive it."""
    book.given_minutes[host] += minutes
    if book.given_minutes[host] > book.free_minutes[host]:
        raise ValueError("someone would give beyond their hours")
    book.volunteered_minutes[host] += minutes
    at = book.neighbourhood[host]
    book.exchanged_given[at, BY_HOSTING] += minutes
    book.exchanged_received[at, BY_HOSTING] += minutes
    note(book.notes, host, NOBODY, HOSTED, 0, BY_VOLUNTEERS, minutes)


@inlined
def post_own_work(book: HelpBook, resident: int, domain: int, minutes: int) -> None:
    """Book what someone does of a need themselves."""
    if minutes < 0 or minutes > informally_open(book, resident, domain):
        raise ValueError("nobody can do more themselves than is open to them")
    book.given_by_rung[book.neighbourhood[resident], BY_SELF] += minutes
    note(book.notes, resident, NOBODY, DID_IT_THEMSELVES, domain, BY_SELF, minutes)
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
    note(book.notes, recipient, NOBODY, HELPED_BY_PAID, domain, rung, minutes)
    _receive(book, np.int64(recipient), np.int64(domain), np.int64(rung), np.int64(minutes), np.int64(minutes))


@inlined
def post_respite(book: HelpBook, recipient: int, at: int, domain: int, rung: int, minutes: int) -> None:
    """Book help from someone paid who takes the place of a carer: it meets what people can meet, and no more of it."""
    if minutes < 0 or minutes > informally_open(book, recipient, domain):
        raise ValueError("respite cannot be more than is open to people")
    book.given_by_rung[at, rung] += minutes
    note(book.notes, recipient, NOBODY, HELPED_BY_PAID, domain, rung, minutes)
    _receive(book, np.int64(recipient), np.int64(domain), np.int64(rung), np.int64(minutes), np.int64(minutes))


@inlined
def _receive(book: HelpBook, recipient: int, domain: int, rung: int, minutes: int, met: int) -> None:
    book.received_minutes[recipient, rung] += minutes
    book.met_minutes[recipient, rung] += met
    book.open_minutes[recipient, domain] -= met
