"""Following residents: one run in which all that a few people decide and meet with is written down.

The run is the same, to the last bit, as one in which nobody is followed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samenredzaam.errors import InputError, nearest
from samenredzaam.model import SPIN_UP_WEEKS, NeighbourhoodModel
from samenredzaam.neighbourhood.residents import FORMAL_NONE, ROLE_NONE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import Scenario
from samenredzaam.streams import mixed
from samenredzaam.study.diaries import Diaries, Followed
from samenredzaam.study.validate_people import carers
from samenredzaam.texts import Text


@dataclass(frozen=True)
class Choice:
    """A way to choose whom to follow: its name for people, and who qualifies, booleans by row of Residents."""

    title: Text
    qualifies: Callable[[Town], np.ndarray]


def _adults(town: Town) -> np.ndarray:
    found: np.ndarray = town.residents.used & (town.residents.age >= 18)
    return found


def _in_need(town: Town) -> np.ndarray:
    found: np.ndarray = _adults(town) & (town.needs.lasting & (town.needs.stage > 0)).any(axis=1)
    return found


CHOICES: dict[str, Choice] = {
    "in-need": Choice(Text("iemand met een blijvende hulpvraag", "someone with a lasting need"), _in_need),
    "alone": Choice(
        Text("iemand alleen met een blijvende hulpvraag", "someone alone with a lasting need"),
        lambda town: _in_need(town) & (town.residents.position == 1),
    ),
    "client": Choice(
        Text("iemand met formele hulp", "someone with formal support"),
        lambda town: _adults(town) & (town.needs.formal != FORMAL_NONE).any(axis=1),
    ),
    "carer": Choice(
        Text("een mantelzorger", "a carer"),
        lambda town: _adults(town) & carers(town),
    ),
    "volunteer": Choice(Text("een vrijwilliger", "a volunteer"), lambda town: town.residents.role != ROLE_NONE),
    "lonely": Choice(
        Text("iemand die ernstig eenzaam is", "someone who is severely lonely"),
        lambda town: _adults(town) & (town.residents.loneliness >= 8.5),
    ),
}
"""Whom one can ask to follow, at the start."""


def follow(
    scenario: Scenario, seed: int, whom: Sequence[str], *, count: int = 1, spin_up_weeks: int = SPIN_UP_WEEKS
) -> Diaries:
    """Live a scenario and keep a diary of some residents.

    Args:
        scenario: what is lived.
        seed: the seed.
        whom: names of CHOICES, or identities of sixteen hexadecimal digits.
        count: how many residents are followed for each name.
        spin_up_weeks: weeks lived before week 0.

    Raises:
        InputError: a name is not known, or nobody here answers to it.
    """
    for one in whom:
        if one not in CHOICES and not _is_identity(one):
            raise InputError(
                "{one!r} is geen manier om een bewoner te kiezen en geen bewoner (zestien hexadecimale tekens); {near}",
                "{one!r} is neither a way to choose a resident nor a resident (sixteen hexadecimal digits); {near}",
                one=one, near=nearest(one, CHOICES),
            )  # fmt: skip
    model = NeighbourhoodModel(scenario, seed, spin_up_weeks=spin_up_weeks)
    identities = [who for one in whom for who in _chosen(model.town, one, count)]
    at_start = {who: _described(model.town, who) for who in identities}
    notebook = model.follow(identities)
    while model.running and model.week + 1 < scenario.weeks:
        model.step()
    return Diaries(
        scenario.name,
        scenario.hash(),
        scenario.start,
        seed,
        scenario.weeks,
        tuple(
            Followed(who, at_start[who], tuple(one for one in notebook.records if one.who == who))
            for who in notebook.identities
        ),
    )


def _is_identity(text: str) -> bool:
    return len(text) == 16 and all(digit in "0123456789abcdef" for digit in text)


def _chosen(town: Town, whom: str, count: int) -> list[int]:
    """Return the identities of those to follow; among those who qualify a hash of who they are decides."""
    here = town.residents.identity
    if _is_identity(whom):
        if int(whom, 16) not in here.tolist():
            raise InputError(
                "aan het begin woont hier niemand met de identiteit {whom}; kies iemand met --like",
                "nobody with the identity {whom} lives here at the start; choose one with --like",
                whom=whom,
            )
        return [int(whom, 16)]
    qualified = here[CHOICES[whom].qualifies(town)].tolist()
    if not qualified:
        raise InputError(
            "aan het begin past dit bij niemand: {title}; kies een andere --like of --seed",
            "at the start nobody fits this: {title}; choose another --like or --seed",
            title=CHOICES[whom].title,
        )
    return sorted(qualified, key=lambda who: mixed(int(who)))[:count]


def _described(town: Town, who: int) -> dict[str, Any]:
    """Return who someone is at the start."""
    residents, homes = town.residents, town.homes
    row = int(np.flatnonzero(residents.identity == np.uint64(who))[0])
    names = ("age", "sex", "position", "schooling", "limitation", "work_minutes", "role")
    found = {name: getattr(residents, name)[row].item() for name in names}
    found["household_size"] = int((homes.members[residents.home[row]] >= 0).sum())
    found["loneliness"] = round(float(residents.loneliness[row]), 1)
    found["good_ties"] = int(residents.good_ties[row])
    found["in_activity"] = bool(residents.activity[row] != 0)
    found["stages"] = town.needs.stage[row].tolist()
    found["formal"] = town.needs.formal[row].tolist()
    return found
