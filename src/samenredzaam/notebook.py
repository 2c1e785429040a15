"""A notebook on a few residents: what they decided, who helped whom, and what changed of them, as it happened.

Two things are written down. Notes, made by kernels where someone asks, answers or helps. And changes: after every
mechanism of the week the columns of those who are followed are compared with what they were, so that whatever a
mechanism does to them is seen, also by one added later. Nothing of it is read by the model.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from samenredzaam.neighbourhood.columns import Table
from samenredzaam.neighbourhood.notes import NOBODY, WHAT, notes_on
from samenredzaam.neighbourhood.residents import DOMAINS
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.neighbourhood.town import Town

CHANGED, TIE_MADE, TIE_ENDED, CAME, LEFT = "changed", "tie made", "tie ended", "came to live here", "left"

PASSING = (
    "ties", "home", "good_ties", "unmet_weeks", "caring_weeks", "closed_debt_minutes", "reserved_minutes", "since",
    "formal_since", "asked_since", "case_closed", "activity_since", "initiative_since", "role_since", "occasional_week",
    "contacts", "owed_minutes", "bank_minutes", "gp_contact", "gave_back", "succeeded", "overcame", "examples", "bond",
    "complexity",
)  # fmt: skip
"""Columns of which no change is worth a record: rows, dates and counts of weeks, what changes all the time, and what
only repeats a change of another column (that a need began or ended, that a tie was helped)."""

MOVED = {
    "loneliness": 2.0, "strain": 0.2, "self_reliance": 0.1, "trust": 0.1, "reluctance_to_ask": 0.1,
    "digital_skill": 0.1, "weariness": 0.2, "granted_minutes": 60,
}  # fmt: skip
"""Columns that move a little all the time; a record is made when they have moved by this much since the last one."""


@dataclass(frozen=True)
class Someone:
    """Another person as the one who is followed knows them; `identity` is 0 for someone who lives elsewhere."""

    identity: int
    kind: int | None = None
    sex: int | None = None
    age: int | None = None


@dataclass(frozen=True)
class Record:
    """One thing that happened to, or was done by, someone who is followed.

    Attributes:
        week: when; 0 is the first week of the scenario.
        mechanism: in which mechanism of the week.
        who: identity of the resident who is followed.
        what: one of WHAT, or CHANGED, TIE_MADE, TIE_ENDED, CAME, LEFT.
        acts: whether `who` is the one who did it (the first of the two), or the one it was done to.
        other: the other person, if there is one.
        domain: which need (index of DOMAINS), or None.
        rung: which rung of the ladder, or None.
        minutes: how much, or 0.
        column: for CHANGED, which column.
        before: for CHANGED, what it was.
        after: for CHANGED, what it became.
    """

    week: int
    mechanism: str
    who: int
    what: str
    acts: bool = True
    other: Someone | None = None
    domain: int | None = None
    rung: int | None = None
    minutes: int = 0
    column: str = ""
    before: Any = None
    after: Any = None


class Notebook:
    """Follows residents by identity, and keeps a list of records.

    Args:
        identities: whom to follow; who is not here (yet) is followed from when they come.
    """

    def __init__(self, identities: Iterable[int]) -> None:
        self.identities = tuple(dict.fromkeys(int(one) for one in identities))
        self.records: list[Record] = []
        self._known: dict[int, dict[str, Any]] = {}
        self._ties: dict[int, dict[int, Someone]] = {}
        self._told: dict[tuple[int, str, int | None], float] = {}

    def saved(self) -> dict[str, Any]:
        """Return all it must know to go on, as plain values."""
        return {
            "identities": list(self.identities),
            "records": [dataclasses.asdict(one) for one in self.records],
            "known": [[who, columns] for who, columns in self._known.items()],
            "ties": [[who, tie, dataclasses.asdict(other)] for who, ties in self._ties.items()
                     for tie, other in ties.items()],
            "told": [[*key, value] for key, value in self._told.items()],
        }  # fmt: skip

    @classmethod
    def restored(cls, town: Town, saved: dict[str, Any]) -> "Notebook":
        """Return a notebook that goes on, in a town as it was then, from what `saved` once gave."""
        notebook = cls(saved["identities"])
        for one in saved["records"]:
            other = Someone(**one["other"]) if one["other"] else None
            notebook.records.append(Record(**{**one, "other": other}))
        notebook._known = {who: dict(columns) for who, columns in saved["known"]}
        notebook._ties = {who: {} for who in notebook._known}
        for who, tie, other in saved["ties"]:
            notebook._ties[who][tie] = Someone(**other)
        notebook._told = {(who, name, domain): value for who, name, domain, value in saved["told"]}
        notebook._mark(town, notebook._rows(town))
        return notebook

    def look(self, town: Town, mechanism: str) -> None:
        """Collect what was noted since the last look, and record what has changed. Call it after every mechanism."""
        rows = self._rows(town)
        self._collect(town, mechanism)
        for who in self.identities:
            self._compare(town, mechanism, who, rows.get(who))
        if len(town.notes.followed) != town.residents.capacity or not self._marks(town, rows):
            self._mark(town, rows)

    def _mark(self, town: Town, rows: dict[int, int]) -> None:
        """Have the town take notes on those who are followed, by identity and row."""
        followed = np.zeros(town.residents.capacity, dtype=np.bool_)
        followed[list(rows.values())] = True
        town.notes = notes_on(followed)

    def _marks(self, town: Town, rows: dict[int, int]) -> bool:
        """Tell whether those marked in the town are those who are followed and live here."""
        return set(np.flatnonzero(town.notes.followed).tolist()) == set(rows.values())

    def _rows(self, town: Town) -> dict[int, int]:
        """Return the rows of those who are followed and live here."""
        wanted = np.array(self.identities, dtype=np.uint64)
        rows = np.flatnonzero(np.isin(town.residents.identity, wanted))
        return {int(town.residents.identity[row]): int(row) for row in rows}

    def _collect(self, town: Town, mechanism: str) -> None:
        notes = town.notes
        count = int(notes.written[0])
        if count > len(notes.one):
            raise RuntimeError(f"{count} notes in one step are more than there is room for; follow fewer residents")
        for place in range(count):
            one, other = int(notes.one[place]), int(notes.other[place])
            for row, opposite, acts in ((one, other, True), (other, one, False)):
                if row >= 0 and notes.followed[row]:
                    self.records.append(
                        Record(
                            week=town.week,
                            mechanism=mechanism,
                            who=int(town.residents.identity[row]),
                            what=WHAT[notes.what[place]],
                            acts=acts,
                            other=self._someone(town, row, opposite),
                            domain=int(notes.domain[place]),
                            rung=int(notes.rung[place]),
                            minutes=int(notes.minutes[place]),
                        )
                    )
        notes.written[0] = 0

    def _someone(self, town: Town, row: int, other: int) -> Someone | None:
        """Return who the resident of row `other` is to that of `row`."""
        if other == NOBODY:
            return None
        if other == OUTSIDE:
            return Someone(0)
        residents = town.residents
        kind = next(
            (one.kind for one in _known_to(town, row).values() if one.identity == residents.identity[other]), None
        )
        return Someone(int(residents.identity[other]), kind, int(residents.sex[other]), int(residents.age[other]))

    def _compare(self, town: Town, mechanism: str, who: int, row: int | None) -> None:
        """Record what has changed of one resident since the last look."""
        before = self._known.pop(who, None)
        ties_before = self._ties.pop(who, {})
        if row is None:
            if before is not None:
                self._record(town, mechanism, who, LEFT)
            return
        now, ties = _columns_of(town, row), _known_to(town, row)
        self._known[who], self._ties[who] = now, ties
        if before is None:
            self._record(town, mechanism, who, CAME)
            return
        for tie in sorted(ties.keys() - ties_before.keys()):
            self._record(town, mechanism, who, TIE_MADE, other=ties[tie])
        for tie in sorted(ties_before.keys() - ties.keys()):
            self._record(town, mechanism, who, TIE_ENDED, other=ties_before[tie])
        for name, value in now.items():
            if value != before[name]:
                self._changed(town, mechanism, who, name, before[name], value)

    def _changed(self, town: Town, mechanism: str, who: int, name: str, before: Any, after: Any) -> None:
        """Record a change of a column, by domain for those of needs."""
        if not (isinstance(after, list) and len(after) == len(DOMAINS)):
            self._changed_by(town, mechanism, who, name, before, after, None)
            return
        for domain, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self._changed_by(town, mechanism, who, name, old, new, domain)

    def _changed_by(
        self, town: Town, mechanism: str, who: int, name: str, before: Any, after: Any, domain: int | None
    ) -> None:
        """Record a change of one value: only large ones of what moves gradually, and that it begins or ends."""
        if name in MOVED:
            key = who, name, domain
            if domain is None or 0 not in (before, after):
                before = self._told.setdefault(key, before)
                if abs(after - before) < MOVED[name]:
                    return
            self._told[key] = after
        self._record(town, mechanism, who, CHANGED, domain=domain, column=name, before=before, after=after)

    def _record(self, town: Town, mechanism: str, who: int, what: str, **more: Any) -> None:
        self.records.append(Record(town.week, mechanism, who, what, **more))


def _recorded(table: type[Table]) -> list[str]:
    """Return the columns of a table whose changes are recorded."""
    return [name for name, one in table.declared.items() if not one.scratch and name not in PASSING]


def _columns_of(town: Town, row: int) -> dict[str, Any]:
    """Return what there is to know of a resident, as plain values by column, those of their home among them."""
    found = {
        name: getattr(table, name)[row].tolist()
        for table in (town.residents, town.needs)
        for name in _recorded(type(table))
    }
    home = int(town.residents.home[row])
    found["household"] = int(town.homes.household[home])
    found["dwelling"] = int(town.homes.identity[home])
    return found


def _known_to(town: Town, row: int) -> dict[int, Someone]:
    """Return the ties of a resident by identity, with who stands at the other end."""
    ties, residents = town.ties, town.residents
    found = {}
    for tie in residents.ties[row][residents.ties[row] >= 0]:
        first, second = ties.ends[tie]
        other = int(second if first == row else first)
        kind = int(ties.kind[tie])
        if other == OUTSIDE:
            age = (town.age_week - int(ties.outside_birth_week[tie])) // 52
            found[int(ties.identity[tie])] = Someone(0, kind, None, age)
        else:
            found[int(ties.identity[tie])] = Someone(
                int(residents.identity[other]), kind, int(residents.sex[other]), int(residents.age[other])
            )
    return found
