"""The town: everything there is at a moment, in one place, so that it can be saved and set back as a whole."""

import copy
import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.columns import Table, rows_where
from samenredzaam.neighbourhood.deciders import Deciders
from samenredzaam.neighbourhood.field import ELSEWHERE, Field
from samenredzaam.neighbourhood.ledgers import Ledgers
from samenredzaam.neighbourhood.links import Links
from samenredzaam.neighbourhood.notes import notes_on
from samenredzaam.neighbourhood.offers import Offers
from samenredzaam.neighbourhood.places import Activities
from samenredzaam.neighbourhood.policy import LEVERS, defaults
from samenredzaam.neighbourhood.postings import (
    HelpBook,
)
from samenredzaam.neighbourhood.residents import FORMAL_CASE, Homes, Needs, Residents
from samenredzaam.neighbourhood.streets import streets_of
from samenredzaam.neighbourhood.ties import TIE_COUNTS, Arrangements, Fading, Ties
from samenredzaam.neighbourhood.turns import having_turn
from samenredzaam.streams import Streams

WEEKS_PER_YEAR = 52.1775
"""365.2425 / 7"""

SPARE_SHARE = 0.08
"""Rows kept free above those in use when a table is made or grown."""

WIDEST = {"b": "bool", "i": "int64", "u": "uint64", "f": "float64"}
"""As what a column is hashed, by the kind of its type: how many bytes a value takes is no part of what it says."""


POINTERS = {
    ("residents", "home"): "homes",
    ("residents", "ties"): "ties",
    ("homes", "members"): "residents",
    ("ties", "ends"): "residents",
    ("arrangements", "tie"): "ties",
    ("arrangements", "recipient"): "residents",
    ("arrangements", "helper"): "residents",
    ("field", "peers"): "field",
}
"""The columns, by table and name, that hold rows of a table (negative: of none), and of which one."""

assert Links._fields[: len(Ties.declared)] == tuple(Ties.declared), "Links begins with the columns of Ties, in order"


class Town:
    """Tables, ledgers, offers, policy and the week.

    Attributes:
        seed: what all random numbers hang on.
        week: the present week; 0 is the first of the scenario, spin-up weeks are negative.
        codes: names of the neighbourhoods, in the order of their index.
        residents, needs, homes, streets, ties, arrangements, activities, field: the tables.
        needy: rows of the residents with a need, of this week.
        formally: those of them who had turned to formal support when the week's help began.
        arranged: for each tie, which help over it is arranged this week (bits of `arranged_bit`); made anew each week.
        founding: the households there were at the start, from which those of newcomers are taken.
        policy: the value in force of every lever, by neighbourhood.
        notes: what is written down about residents who are followed; nobody is unless a Notebook says so.
        tie_counts: what was found when ties were last counted, shape (neighbourhoods, TIE_COUNTS).
        vulnerable_score: the score above which residents belong to the most vulnerable fifth (set when spin-up ends).
    """

    def __init__(self, seed: int, codes: tuple[str, ...], residents: Residents, homes: Homes, fading: Fading) -> None:
        self.streams = Streams(seed)
        self.week = 0
        self.codes = codes
        self.fading = fading
        self.residents = residents
        self.homes = homes
        self.streets = streets_of(homes)
        self.founding: dict[str, np.ndarray] = {}
        self.needs = Needs(residents.capacity)
        self.needs.identity[:] = residents.identity
        self.ties = Ties(0)
        self.arrangements = Arrangements(64)
        self.activities = Activities(0)
        self.field = Field(ELSEWHERE + len(codes))
        self.tie_counts = np.zeros((len(codes), len(TIE_COUNTS)), dtype=np.int64)
        self.stack = np.zeros(0, dtype=np.int32)
        self.top = np.zeros(1, dtype=np.int64)
        self.needy = np.zeros(0, dtype=np.int64)
        self.formally = np.zeros(0, dtype=np.int64)
        self.arranged = np.zeros(0, dtype=np.uint8)
        self.ledgers = Ledgers(len(codes))
        self.offers = Offers(len(codes))
        self.policy = defaults(len(codes))
        self.vulnerable_score = 0
        self.residents_at_budget = np.zeros(len(codes), dtype=np.int64)
        self.deciders = Deciders()
        self.notes = notes_on(np.zeros(0, dtype=np.bool_))
        self._links: Any = None
        self._book: Any = None
        self._turning: tuple[Any, np.ndarray] = None, np.zeros(0, dtype=np.int64)
        self._turning_ties: tuple[Any, np.ndarray] = self._turning

    @property
    def age_week(self) -> int:
        """Return the week by which people age: the present one, but the first of the scenario all through spin-up."""
        return max(self.week, 0)

    def key(self, purpose: int) -> np.uint64:
        """Return the key of a purpose in the present week."""
        return self.streams.key(purpose, self.week)

    def turning(self) -> np.ndarray:
        """Return the rows of the residents whose turn it is (see turns.py), listed anew when someone came or went."""
        moment = self.week, self.residents.changes
        if self._turning[0] != moment:
            self._turning = moment, having_turn(self.residents.identity, self.week)
        return self._turning[1]

    def turning_ties(self) -> np.ndarray:
        """Return the rows of the ties whose turn it is, as they were when first asked for this week.

        Of those that ended since, the identity is 0; the new have their turn when it comes again.
        """
        moment = self.week, self.ties.changes
        if self._turning_ties[0] != moment:
            self._turning_ties = moment, having_turn(self.ties.identity, self.week)
        return self._turning_ties[1]

    def needs_that_are(self, formal: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and domains of the needs in a state with formal support (FORMAL_...)."""
        return self._needs_of(self.formally, formal)

    def cases(self) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and domains of all cases of the teams, at any moment of the week."""
        # The four states of a resident read as one number, which is 0 for the many who asked for nothing.
        return self._needs_of(rows_where(self.needs.formal.view(np.uint32)[:, 0] != 0), FORMAL_CASE)

    def _needs_of(self, rows: np.ndarray, formal: int) -> tuple[np.ndarray, np.ndarray]:
        found = np.empty((2, 4 * len(rows)), dtype=np.int64)
        count = list_needs(rows, self.needs.formal, formal, found)
        return found[0, :count], found[1, :count]

    def tables(self) -> dict[str, Table]:
        """Return the tables by name."""
        return {
            "residents": self.residents,
            "needs": self.needs,
            "homes": self.homes,
            "streets": self.streets,
            "ties": self.ties,
            "arrangements": self.arrangements,
            "activities": self.activities,
            "field": self.field,
        }

    def provision_budget_cents(self) -> int:
        """Return a year's budget for individual provisions, as far as the state hands over the money for it.

        It is one for all neighbourhoods together, of so much for each resident of each.
        """
        budgets = self.policy["provision_budget"] * self.policy["state_transfer_share"]
        return sum(int(100 * each * int(here)) for each, here in zip(budgets, self.residents_at_budget, strict=True))

    def population(self) -> np.ndarray:
        """Return the number of residents by neighbourhood, shape (neighbourhoods,)."""
        return self.count_residents(self.residents.used)

    def count_residents(self, which: np.ndarray) -> np.ndarray:
        """Return of how many residents `which`, booleans by row, holds by neighbourhood, shape (neighbourhoods,)."""
        counts = np.zeros(len(self.codes), dtype=np.int64)
        count_by(self.residents.neighbourhood, which, counts)
        return counts

    def links(self) -> Links:
        """Return what kernels need to make and end ties: made anew when a table grew, or was restored."""
        residents, links = self.residents, self._links
        old = links is None or links.of is not residents.ties or links.who is not residents.identity
        if old or links.kind is not self.ties.kind or links.stack is not self.stack or links.top is not self.top:
            mine = residents.ties, residents.identity, residents.closed_debt_minutes, self.stack, self.top
            self._links = Links._make((*Ties.all_of(self.ties), *mine))
        return self._links

    def book(self) -> HelpBook:
        """Return what kernels need to post help: made anew when a table grew, or was restored."""
        residents, needs, book = self.residents, self.needs, self._book
        old = book is None or book.strain is not residents.strain or book.open_minutes is not needs.open_minutes
        if old or book.given_by_rung is not self.ledgers.given_by_rung or book.notes is not self.notes:
            self._book = self._new_book()
        return self._book

    def _new_book(self) -> HelpBook:
        residents = self.residents
        return HelpBook(
            residents.neighbourhood,
            residents.free_minutes,
            residents.committed_minutes,
            residents.given_minutes,
            residents.received_minutes,
            residents.met_minutes,
            residents.strain,
            residents.leans_on_overloaded,
            self.needs.open_minutes,
            self.needs.reserved_minutes,
            self.ledgers.given_by_rung,
            self.ledgers.outside_received,
            residents.volunteered_minutes,
            self.ledgers.exchanged_given,
            self.ledgers.exchanged_received,
            self.notes,
        )

    def room_for_ties(self, rows: int) -> None:
        """See to it that at least `rows` rows of Ties are free."""
        if self.top[0] >= rows:
            return
        old = self.ties.capacity
        capacity = old + rows + int(old * SPARE_SHARE)
        self.ties.grow(capacity)
        stack = np.empty(capacity, dtype=np.int32)
        stack[: self.top[0]] = self.stack[: self.top[0]]
        # The lowest new row lies on top, so that ties made together stand together.
        fresh = np.arange(capacity - 1, old - 1, -1, dtype=np.int32)
        stack[self.top[0] : self.top[0] + len(fresh)] = fresh
        self.stack = stack
        self.top[0] += len(fresh)

    def trim_ties(self) -> None:
        """Give back the free rows of Ties behind the last one in use: sweeps over ties would pass them every week."""
        capacity = int(rows_where(self.ties.identity)[-1]) + 1 if self.ties.used.any() else 0
        self.ties.restore({name: column[:capacity] for name, column in self.ties.arrays().items()})
        free = self.stack[: self.top[0]]
        self.stack = np.full(capacity, -1, dtype=np.int32)
        self.top[0] = np.count_nonzero(free < capacity)
        self.stack[: self.top[0]] = free[free < capacity]

    def room_for_residents(self, rows: int) -> np.ndarray:
        """Return `rows` free rows of Residents (and Needs), made if there are too few."""
        free = rows_where(self.residents.identity == 0)
        if len(free) < rows:
            capacity = self.residents.capacity + rows + int(self.residents.capacity * SPARE_SHARE)
            self.residents.grow(capacity)
            self.needs.grow(capacity)
            free = rows_where(self.residents.identity == 0)
        return free[:rows].astype(np.int32)

    def room_for_arrangements(self, rows: int) -> np.ndarray:
        """Return `rows` free rows of Arrangements, made if there are too few."""
        free = rows_where(self.arrangements.identity == 0)
        if len(free) < rows:
            self.arrangements.grow(self.arrangements.capacity + rows + int(self.arrangements.capacity * SPARE_SHARE))
            free = rows_where(self.arrangements.identity == 0)
        return free[:rows].astype(np.int32)

    def room_for_activity(self) -> int:
        """Return a free row of Activities, made if there is none."""
        free = rows_where(self.activities.identity == 0)
        if len(free) == 0:
            free = np.array([self.activities.capacity])
            self.activities.grow(2 * self.activities.capacity + 8)
        return int(free[0])

    def state(self) -> dict[str, Any]:
        """Return the whole state, enough to go on from here to the same results: the arrays themselves, not copies."""
        return {
            "week": self.week,
            "tables": {name: table.arrays() for name, table in self.tables().items()},
            "founding": self.founding,
            "stack": self.stack,
            "top": self.top,
            "ledgers": self.ledgers.arrays(),
            "offers": self.offers.arrays(),
            "policy": self.policy,
            "tie_counts": self.tie_counts,
            "vulnerable_score": self.vulnerable_score,
            "residents_at_budget": self.residents_at_budget,
            "deciders": self.deciders.saved(),
        }

    def saved(self) -> dict[str, Any]:
        """Return the whole state as arrays and plain values, copied."""
        return copy.deepcopy(self.state())

    def restore(self, model: Any, saved: dict[str, Any]) -> None:
        """Take over a state as `saved` once gave it; deciders are made anew as agents of `model`.

        Raises:
            ValueError: it has other names, types or shapes than this town, or rows that are not there.
        """
        _check_alike("the town", saved, self.state())
        self.week = saved["week"]
        _check_alike("tables", saved["tables"], self.tables())
        for name, table in self.tables().items():
            table.restore(saved["tables"][name])
        self.founding = copy.deepcopy(saved["founding"])
        self.stack, self.top = saved["stack"].copy(), saved["top"].copy()
        self._check_rows()
        for what in ("ledgers", "offers", "policy"):
            _check_alike(what, saved[what], self.state()[what])
        for name, account in saved["ledgers"].items():
            getattr(self.ledgers, name)[...] = account
        for name, offer in saved["offers"].items():
            setattr(self.offers, name, offer.copy())
        self.policy = {name: saved["policy"][name].copy() for name in LEVERS}
        self.tie_counts = saved["tie_counts"].copy()
        self.vulnerable_score = saved["vulnerable_score"]
        self.residents_at_budget = saved["residents_at_budget"].copy()
        self.deciders.dismiss()
        self.deciders = Deciders.restored(model, saved["deciders"])

    def _check_rows(self) -> None:
        """Refuse columns that point at rows which are not there: compiled code would look there without a word."""
        tables = self.tables()
        for (table, name), target in POINTERS.items():
            rows = getattr(tables[table], name)
            if rows.size and not -2 <= rows.min() <= rows.max() < tables[target].capacity:
                raise ValueError(f"{table}.{name} points at rows of {target} that are not there")
        if not 0 <= self.top[0] <= len(self.stack) or (self.stack[: self.top[0]] >= self.ties.capacity).any():
            raise ValueError("the stack of free ties points at rows that are not there")

    def digest(self) -> str:
        """Return a hash of all tables by contents, whatever the order of their rows and the width of their columns."""
        whole = hashlib.sha256()
        for name, table in self.tables().items():
            whole.update(name.encode())
            rows = rows_where(table.used)
            rows = rows[np.argsort(table.identity[rows], kind="stable")]
            for column_name, array in table.arrays().items():
                whole.update(column_name.encode())
                values = self._named(name, column_name, array[rows])
                whole.update(values.astype(WIDEST[values.dtype.kind]).tobytes())
        return whole.hexdigest()

    def _named(self, table: str, name: str, values: np.ndarray) -> np.ndarray:
        """Return values of a column with rows of other tables replaced by who or what stands there."""
        target = POINTERS.get((table, name))
        if target is None:
            return values
        named = np.where(values >= 0, self.tables()[target].identity[np.maximum(values, 0)], np.uint64(0))
        return np.sort(named, axis=-1) if name in ("ties", "members", "peers") else named


def _check_alike(what: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Refuse other names than are wanted, and arrays of another type or shape; what grows is checked by its table."""
    if found.keys() != wanted.keys():
        raise ValueError(f"{what} has other parts: {sorted(found.keys() ^ wanted.keys())}")
    for name, array in wanted.items():
        if not isinstance(array, np.ndarray) or name == "stack":
            continue
        there = found[name]
        if not isinstance(there, np.ndarray) or (there.dtype, there.shape) != (array.dtype, array.shape):
            raise ValueError(f"{name} of {what} should be {array.dtype} of shape {array.shape}")


@kernel
def list_needs(rows, state, wanted, found):
    """Write row and domain of each need in the `wanted` state into `found`, and return how many."""
    count = 0
    for row in rows:
        for domain in range(4):
            if state[row, domain] == wanted:
                found[0, count] = row
                found[1, count] = domain
                count += 1
    return count


@kernel
def count_by(place, which, counts):
    """Add up of how many rows `which` holds, by their place; many times faster than NumPy, which copies them first."""
    for row in range(which.shape[0]):
        counts[place[row]] += which[row]
