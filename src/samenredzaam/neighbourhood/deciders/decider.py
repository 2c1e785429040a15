"""What every decider is: a Mesa agent whose whole memory is its declared plain fields."""

import itertools
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from weakref import WeakKeyDictionary

import mesa


class Counts(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Mesa's numbers of agents by model, of models that are still there."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        """Return the numbers that the agents of a model get, from 1."""
        return self.setdefault(model, itertools.count(1))


class Decider(mesa.Agent):
    """An agent whose whole memory is its declared plain fields, so that it can be saved and set back."""

    # Up to Mesa 3.3 a dictionary of the class holds every model there ever was, and with it all its residents.
    _ids = Counts()

    def __init__(self, model: mesa.Model, **kept: Any) -> None:
        super().__init__(model)
        for name in self.kept():
            setattr(self, name, kept.pop(name, getattr(type(self), name, None)))
        if kept:
            raise TypeError(f"{type(self).__name__} has no {', '.join(kept)}")

    @classmethod
    def kept(cls) -> list[str]:
        """Return the names of what this decider remembers."""
        return list(cls.__annotations__)

    def saved(self) -> dict[str, Any]:
        """Return what must be kept to continue as this decider, as plain values."""
        return {name: deepcopy(getattr(self, name)) for name in self.kept()}
