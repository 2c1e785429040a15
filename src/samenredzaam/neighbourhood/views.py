"""Residents as Mesa agents, made on demand: a view on a row that checks it still is that person."""

from collections.abc import Callable, Iterator
from typing import Any

import mesa
import numpy as np

from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.deciders.decider import Counts
from samenredzaam.neighbourhood.residents import Needs, Residents
from samenredzaam.neighbourhood.town import Town

COLUMNS = frozenset(Residents.declared) | (frozenset(Needs.declared) - {"identity"})


class Resident(mesa.Agent):
    """One resident, seen as a Mesa agent: the columns of Residents and Needs are its attributes.

    A view keeps no state. It is not registered with the model unless the model was made with `register_residents`. When
    the resident has died or moved away, reading anything of it raises LookupError, also when someone else now has the
    row.
    """

    _ids = Counts()

    def __init__(self, model: Any, row: int, *, register: bool = False) -> None:
        # Mesa looks up an agent by its hash while it is registered, so who this is must be known before.
        self.row = row
        self.known_as = int(model.town.residents.identity[row])
        if register:
            super().__init__(model)
        else:
            self.model = model
            self.unique_id = self.known_as

    def __getattr__(self, name: str) -> Any:
        if name not in COLUMNS:
            raise AttributeError(f"a resident has no {name!r}")
        town: Town = self.model.town
        if self.row >= town.residents.capacity or int(town.residents.identity[self.row]) != self.known_as:
            raise LookupError(f"resident {self.known_as} has died or moved away")
        table = town.residents if name in Residents.declared else town.needs
        value = getattr(table, name)[self.row]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resident) and (self.known_as, self.model) == (other.known_as, other.model)

    def __hash__(self) -> int:
        return hash(self.known_as)

    def __repr__(self) -> str:
        return f"Resident({self.known_as})"

    @property
    def lives_here(self) -> bool:
        """Tell whether the resident still lives here."""
        residents = self.model.town.residents
        return self.row < residents.capacity and int(residents.identity[self.row]) == self.known_as


class ResidentRows:
    """The residents of a model as a sequence of views, with the reading methods of Mesa's AgentSet.

    `len`, iteration, an index, `get` and `select` do what an AgentSet of registered agents does. Nothing is held for
    residents nobody asks for, and `get` and `select` by column work on whole arrays.
    """

    def __init__(self, model: Any, rows: np.ndarray | None = None) -> None:
        self._model = model
        self._rows = rows
        self._known_as = None if rows is None else model.town.residents.identity[rows]

    @property
    def rows(self) -> np.ndarray:
        """Return the rows in Residents, in the order of who people are, shape (count,)."""
        identity = self._model.town.residents.identity
        if self._rows is not None:
            here = identity[np.minimum(self._rows, len(identity) - 1)] == self._known_as
            return self._rows[here]
        rows = rows_where(identity)
        return rows[np.argsort(identity[rows], kind="stable")]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Resident]:
        return (Resident(self._model, int(row)) for row in self.rows)

    def __getitem__(self, index: int | slice) -> Resident | list[Resident]:
        found = self.rows[index]
        if isinstance(index, slice):
            return [Resident(self._model, int(row)) for row in found]
        return Resident(self._model, int(found))

    def __contains__(self, agent: object) -> bool:
        return (
            isinstance(agent, Resident) and agent.model is self._model and agent.row in self.rows and agent.lives_here
        )

    def array(self, name: str) -> np.ndarray:
        """Return one column of Residents or Needs for these residents."""
        town = self._model.town
        table = town.residents if name in Residents.declared else town.needs
        return np.asarray(getattr(table, name)[self.rows])

    def get(self, names: str | list[str]) -> list[Any]:
        """Return an attribute of each resident as a list, or for several names a list of lists, as AgentSet does."""
        if isinstance(names, str):
            return list(self.array(names).tolist())
        return [list(values) for values in zip(*(self.array(name).tolist() for name in names), strict=True)]

    def select(self, filter_func: Callable[[Resident], bool] | None = None, at_most: float = np.inf) -> "ResidentRows":
        """Return those for whom `filter_func` holds, at most so many (below 1.0: a share), as AgentSet does."""
        rows = self.rows
        most = int(len(rows) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        if filter_func is not None:
            kept = [row for row in rows if filter_func(Resident(self._model, int(row)))]
            rows = np.array(kept, dtype=np.int64)
        return ResidentRows(self._model, rows if np.isinf(most) else rows[: int(most)])
