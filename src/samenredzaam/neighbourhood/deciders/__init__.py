"""Those who decide: the municipality, teams and professionals, organisations, providers, initiatives of residents.

They are few, and true Mesa agents: plain fields, and methods that say in readable Python what each decides for its
week. What they decide becomes an offer; how residents respond is for the mechanisms.
"""

import copy
import typing
from collections.abc import Iterator
from typing import Any

import mesa

from samenredzaam.neighbourhood.deciders.decider import Decider
from samenredzaam.neighbourhood.deciders.initiatives import Initiative
from samenredzaam.neighbourhood.deciders.municipality import FREE_OUTREACH, FREE_USES, Municipality
from samenredzaam.neighbourhood.deciders.organisations import (
    GpPractice,
    LinkWorkers,
    Provider,
    TimeBank,
    VolunteerOrganisation,
    WelfareOrganisation,
)
from samenredzaam.neighbourhood.deciders.professionals import Professional, Team

__all__ = [
    "FREE_OUTREACH",
    "FREE_USES",
    "Decider",
    "Deciders",
    "GpPractice",
    "Initiative",
    "LinkWorkers",
    "Municipality",
    "Professional",
    "Provider",
    "Team",
    "TimeBank",
    "VolunteerOrganisation",
    "WelfareOrganisation",
]


class Deciders:
    """Who decides, as Mesa agents: one, or a list of them, for each declared name.

    Professionals keep their place in the list for life; who left leaves None. An initiative that ended is in its list
    until the next time that initiatives take stock.
    """

    municipality: Municipality
    teams: list[Team]
    volunteer_organisations: list[VolunteerOrganisation]
    time_banks: list[TimeBank]
    welfare_organisations: list[WelfareOrganisation]
    providers: list[Provider]
    nursing: list[Provider]
    gp_practices: list[GpPractice]
    link_workers: list[LinkWorkers]
    professionals: list[Professional | None]
    initiatives: list[Initiative]

    def by_team(self) -> list[list[int]]:
        """Return the places of the professionals of each team, in their order: one look at all of them."""
        found: list[list[int]] = [[] for _ in self.teams]
        for place, one in enumerate(self.professionals):
            if one is not None:
                found[one.neighbourhood].append(place)
        return found

    def everyone(self) -> Iterator[Decider]:
        """Go over all who are there; before the town's first week there is nobody."""
        for found in vars(self).values():
            yield from (one for one in (found if isinstance(found, list) else [found]) if one is not None)

    def dismiss(self) -> None:
        """Take everyone out of the model they are registered with."""
        for one in self.everyone():
            one.remove()

    def saved(self) -> dict[str, Any]:
        """Return what all of them must remember to go on, as plain values by declared name."""
        return {
            name: [one.saved() if one else None for one in found] if isinstance(found, list) else found.saved()
            for name, found in vars(self).items()
        }

    @classmethod
    def restored(cls, model: mesa.Model, saved: dict[str, Any]) -> "Deciders":
        """Return those of whom `saved` was once kept, made anew as agents of `model`.

        Raises:
            ValueError: there are others than are declared.
        """
        if other := saved.keys() ^ _KINDS.keys():
            raise ValueError(f"there are other deciders: {', '.join(sorted(other))}")
        deciders = cls()
        # Some of what they remember are lists, which no two models may share.
        for name, kept in copy.deepcopy(saved).items():
            kind = _KINDS[name]
            if isinstance(kept, list):
                setattr(deciders, name, [kind(model, **one) if one else None for one in kept])
            else:
                setattr(deciders, name, kind(model, **kept))
        return deciders


def _kind(declared: Any) -> type[Decider]:
    """Return the class of decider in a declaration such as list[Professional | None]."""
    inside = typing.get_args(declared)
    return _kind(inside[0]) if inside else declared


_KINDS: dict[str, type[Decider]] = {name: _kind(found) for name, found in typing.get_type_hints(Deciders).items()}
