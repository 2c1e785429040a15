"""What every decider is: a Mesa agent whose whole memory is its declared plain fields."""

from copy import deepcopy
from typing import Any

import mesa


class Decider(mesa.Agent):
    """An agent whose whole memory is its declared plain fields, so that it can be saved and set back."""

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
