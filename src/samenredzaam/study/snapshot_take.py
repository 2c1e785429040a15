"""Taking a snapshot of a model: its homes, people, ties and places as they are at the end of the last week lived.

Rows are put in the order of identities, so that a snapshot does not depend on the order of rows in the town.
"""

from typing import NamedTuple

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.residents import BACKGROUND_UNKNOWN, SCHOOLING_NONE
from samenredzaam.neighbourhood.ties import OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.recording import Recorder
from samenredzaam.study.snapshot import COLUMNS, Snapshot
from samenredzaam.texts import Text

MOST_HOMES = 5_000
"""With more homes than this (about 10,000 residents) a sample of the ties is kept, the same pairs in every scenario."""

MOST_GROUPS = 64
"""Groups that fit in the bits of a whole number."""

PLACE_TITLES = {
    "team": Text("wijkteam", "neighbourhood team"),
    "meeting place": Text("ontmoetingsplek", "meeting place"),
}
"""What places of a kind are called."""


class Place(NamedTuple):
    """A place where people come together, or from where they are helped."""

    x: float
    y: float
    kind: str


def taken(model: NeighbourhoodModel) -> Snapshot:
    """Return the neighbourhood of a model as it is now."""
    town = model.town
    homes = _in_order(town.homes.identity)
    place_of_home = np.full(town.homes.capacity, -1, dtype=np.int64)
    place_of_home[homes] = np.arange(len(homes))
    kept = min(1.0, MOST_HOMES / len(homes))
    return Snapshot(
        homes=_typed("homes", {name: getattr(town.homes, name)[homes] for name in COLUMNS["homes"]}),
        residents=_residents(town, model.recorder, place_of_home),
        ties=_ties(town, place_of_home, kept),
        places=_places(town),
        ties_kept_share=kept,
    )


def _in_order(identity: np.ndarray) -> np.ndarray:
    """Return the rows in use, in the order of their identities."""
    rows = np.flatnonzero(identity)
    return rows[np.argsort(identity[rows], kind="stable")]


def _typed(table: str, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return columns in the types that a snapshot declares."""
    kinds = {name: kind for name, (kind, _) in COLUMNS[table].items()}
    return {name: np.ascontiguousarray(column, dtype=kinds[name]) for name, column in columns.items()}


def _residents(town: Town, recorder: Recorder, place_of_home: np.ndarray) -> dict[str, np.ndarray]:
    """Return who lives where, and how they are."""
    residents = town.residents
    rows = _in_order(residents.identity)
    cell, _ = recorder.place(town)
    return _typed(
        "residents",
        {
            "home": place_of_home[residents.home[rows]],
            "adult": residents.age[rows] >= 18,
            # As `metrics.reported` has it.
            "loneliness": (np.clip(residents.loneliness[rows].astype(np.float64), 0.0, 11.0) + 0.5).astype(np.int64),
            "good_ties": np.minimum(residents.good_ties[rows], 255),
            "required_minutes": town.needs.required_minutes[rows].sum(axis=1),
            "unmet_minutes": town.needs.open_minutes[rows].sum(axis=1),
            "groups": _bits(recorder.membership[:MOST_GROUPS])[cell[rows]],
        },
    )


def _bits(inside: np.ndarray) -> np.ndarray:
    """Return membership of groups, shape (groups, cells), as bits of one number for each cell."""
    found = np.zeros(inside.shape[1], dtype=np.uint64)
    for place, members in enumerate(inside.astype(np.uint64)):
        found |= members << np.uint64(place)
    return found


def _ties(town: Town, place_of_home: np.ndarray, kept_share: float) -> dict[str, np.ndarray]:
    """Return the ties between people who live here in different homes; of many, those whose identity is lowest."""
    residents, ties = town.residents, town.ties
    rows = _in_order(ties.identity)
    rows = rows[ties.identity[rows] <= np.uint64(int((2**64 - 1) * kept_share) if kept_share < 1 else 2**64 - 1)]
    rows = rows[ties.ends[rows, 1] != OUTSIDE]
    one, other = (place_of_home[residents.home[ties.ends[rows, end]]] for end in (0, 1))
    apart = one != other
    rows, one, other = rows[apart], one[apart], other[apart]
    kept = town.fading.strength_kept
    weeks = np.clip(town.week - ties.touched[rows].astype(np.int64), 0, len(kept) - 1)
    strength = ties.strength[rows].astype(np.float64) * kept[weeks]
    return _typed(
        "ties",
        {
            "identity": ties.identity[rows],
            "one": one,
            "other": other,
            "kind": ties.kind[rows],
            "strength": np.clip(np.rint(100.0 * strength), 0, 100),
            "good": strength >= town.fading.good_strength,
            "bridging": _bridging(town, ties.ends[rows]),
        },
    )


def _bridging(town: Town, ends: np.ndarray) -> np.ndarray:
    """Tell which ties, given their two ends, are between people of different schooling or background, both known."""
    found = np.zeros(len(ends), dtype=bool)
    residents = town.residents
    for column, unknown in ((residents.schooling, SCHOOLING_NONE), (residents.background, BACKGROUND_UNKNOWN)):
        one, other = column[ends[:, 0]], column[ends[:, 1]]
        found |= (one != other) & (one != unknown) & (other != unknown)
    return found


def places_of(town: Town) -> list[Place]:
    """Return the places of a town: meeting places where activities run, and each team in the middle of its homes."""
    places = []
    for at in range(len(town.codes)):
        rows = np.flatnonzero(town.homes.used & (town.homes.neighbourhood == at))
        if len(rows):
            # Whole centimetres, so that the sum does not depend on the order of homes.
            x, y = (int(np.rint(100.0 * axis[rows].astype(np.float64)).astype(np.int64).sum()) // len(rows) / 100
                    for axis in (town.homes.x, town.homes.y))  # fmt: skip
            places.append(Place(x, y, "team"))
    activities = town.activities
    rows = np.flatnonzero(activities.used)
    standing = {(float(activities.x[row]), float(activities.y[row])) for row in rows}
    return places + [Place(x, y, "meeting place") for x, y in sorted(standing)]


def _places(town: Town) -> dict[str, np.ndarray]:
    """Return the places as columns, in an order of their own."""
    found = sorted(places_of(town), key=lambda place: (place.kind, place.x, place.y))
    titles = [PLACE_TITLES.get(place.kind, Text(place.kind, place.kind)) for place in found]
    texts = {
        "kind": [place.kind for place in found],
        "title_nl": [title.nl for title in titles],
        "title_en": [title.en for title in titles],
    }
    return {
        "x": np.array([place.x for place in found], dtype=np.float32),
        "y": np.array([place.y for place in found], dtype=np.float32),
    } | {name: np.array(column, dtype=np.str_).reshape(len(found)) for name, column in texts.items()}
