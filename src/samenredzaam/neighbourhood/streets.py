"""Streets: what a street is like to live in."""

import numpy as np

from samenredzaam.neighbourhood.columns import Table, column
from samenredzaam.neighbourhood.residents import Homes
from samenredzaam.streams import mixed

USUAL_LIVEABILITY = 0.5
"""The middle of the scale, at which a street makes no difference."""


class Streets(Table):
    """One row for each street; its homes stand side by side in Homes, whose column `street` is a row of this table."""

    identity = column("uint64", "hash", "which street, for ever")
    neighbourhood = column("int16", "index", "in which neighbourhood", low=0)
    first_home = column("int32", "row of Homes", "the first of its homes", low=0)
    homes_count = column("int16", "count", "how many homes", low=1)
    liveability = column("float32", "0 to 1", "how well it is looked after", empty=0.5, low=0, high=1)


def streets_of(homes: Homes) -> Streets:
    """Return the streets along which homes stand."""
    names, first, count = np.unique(homes.street, return_index=True, return_counts=True)
    streets = Streets(len(names))
    streets.identity[:] = [mixed(int(name) + 1) for name in names]
    streets.neighbourhood[:] = homes.neighbourhood[first]
    streets.first_home[:] = first
    streets.homes_count[:] = count
    assert (names == np.arange(len(names))).all(), "streets are numbered from 0"
    return streets
