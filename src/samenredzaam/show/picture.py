"""What a picture is, and the list of all that can be drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from matplotlib.figure import Figure

from samenredzaam.study.results import Results
from samenredzaam.texts import Text

Item = TypeVar("Item")


@dataclass(frozen=True)
class Picture:
    """A drawn figure, its name (also of its file), and what it shows in words for those who cannot see it."""

    name: str
    figure: Figure
    alt: Text


@dataclass(frozen=True)
class Drawing:
    """A kind of picture: its name, its title in two languages, and the function that draws it."""

    name: str
    title: Text
    draw: Callable[[Results, str], list[Picture]]


DRAWINGS: dict[str, Drawing] = {}


def drawing(
    name: str, *, nl: str, en: str
) -> Callable[[Callable[[Results, str], list[Picture]]], Callable[[Results, str], list[Picture]]]:
    """Declare a function that draws pictures from results in a language; none if there is nothing to draw."""

    def declared(draw: Callable[[Results, str], list[Picture]]) -> Callable[[Results, str], list[Picture]]:
        if name in DRAWINGS:
            raise ValueError(f"there are two drawings named {name}")
        DRAWINGS[name] = Drawing(name, Text(nl, en), draw)
        return draw

    return declared


def pages(name: str, count: int) -> list[str]:
    """Return the names of the pictures a drawing takes: "forest" or "forest-1", "forest-2"."""
    return [name] if count == 1 else [f"{name}-{page}" for page in range(1, count + 1)]


def batches(items: Sequence[Item], size: int) -> list[list[Item]]:
    """Return items in lists of at most `size`, as equal in length as can be."""
    count = -(-len(items) // size)
    ends = [len(items) * batch // max(count, 1) for batch in range(count + 1)]
    return [list(items[begin:end]) for begin, end in pairwise(ends)]
