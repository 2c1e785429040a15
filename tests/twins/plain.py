"""A town as plain Python: who and what there is, by identity, in dicts; no rows, no arrays.

Whoever lives elsewhere is nobody (None). Numbers kept in four bytes are rounded by `single` where they are stored.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from samenredzaam.neighbourhood.columns import Table
from samenredzaam.neighbourhood.town import Town
from twins.chance import Chance, faded, mix

Thing = SimpleNamespace


def single(value: float) -> float:
    return float(np.float32(value))


@dataclass
class Plain:
    """Everything that a mechanism may read or change, by identity."""

    week: int
    chance: Chance
    people: dict[int, Thing]
    homes: dict[int, Thing]
    streets: dict[int, Thing]
    ties: dict[int, Thing]
    arrangements: dict[int, Thing]
    activities: dict[int, Thing]
    ledgers: dict[str, Any]
    offers: dict[str, Any]
    policy: dict[str, list[float]]
    strength_kept: float
    debt_kept: float
    good_strength: float
    doors: list[int]
    founding: dict[str, list[Any]]
    professionals: list[Thing | None]
    municipality: Thing
    residents_at_budget: list[int]
    gp_practices: list[Thing]
    link_workers: list[Thing]
    time_banks: list[Thing]
    welfare_organisations: list[Thing]
    tie_counts: list[list[int]]
    initiatives: list[Thing]

    @property
    def age_week(self) -> int:
        return max(self.week, 0)

    def strength(self, tie: Thing) -> float:
        return faded(tie.strength, self.week - tie.touched, self.strength_kept)

    def debt(self, tie: Thing) -> float:
        """What the first end owes the second."""
        return faded(tie.debt_minutes, self.week - tie.touched, self.debt_kept)

    def ties_of(self, who: int) -> list[int]:
        return sorted(self.people[who].ties)

    def other(self, tie: int, who: int) -> int | None:
        first, second = self.ties[tie].ends
        return second if first == who else first

    def tied(self, one: int, two: int) -> bool:
        return any(self.other(tie, one) == two for tie in self.people[one].ties)

    def street_of(self, home: int) -> Thing:
        """The street along which a home stands: that of the last first home up to its door."""
        door = self.doors.index(home)
        return max(
            (street for street in self.streets.values() if self.doors.index(street.first_home) <= door),
            key=lambda street: self.doors.index(street.first_home),
        )

    def members(self, home: int) -> list[int]:
        return sorted(who for who in self.homes[home].members if who is not None)


def _things(table: Table, renamed: dict[str, Any]) -> dict[int, Thing]:
    found = {}
    for row in np.flatnonzero(table.used):
        values = {name: array[row].tolist() for name, array in table.arrays().items() if name not in renamed}
        values.update({name: function(getattr(table, name)[row]) for name, function in renamed.items()})
        found[values["identity"]] = Thing(**values)
    return found


def plain(town: Town) -> Plain:
    """Read a town into plain Python."""
    who, tie_names, home_names = (table.identity.tolist() for table in (town.residents, town.ties, town.homes))

    def ends(rows: np.ndarray) -> tuple[int | None, ...]:
        return tuple(who[row] if row >= 0 else None for row in rows)

    people = _things(
        town.residents,
        {
            "home": lambda row: home_names[row] if row >= 0 else None,
            "ties": lambda rows: {tie_names[row] for row in rows if row >= 0},
        },
    )
    # What `standing` notes down for itself while it works is nobody's business.
    passing = {name: lambda values: None for name in ("offered_minutes", "useful_minutes")}
    looked_up = {name: lambda row: None for name in ("recipient", "helper")}
    for identity, need in _things(town.needs, passing).items():
        assert identity in people, "a need of nobody"
        vars(people[identity]).update(vars(need))
    homes = {}
    for row, identity in enumerate(home_names):
        values = {name: array[row].tolist() for name, array in town.homes.arrays().items() if name != "members"}
        homes[identity] = Thing(**values, members=ends(town.homes.members[row]))
    arrangements = _things(town.arrangements, {"tie": lambda row: tie_names[row] if row >= 0 else 0} | looked_up)
    for arrangement in arrangements.values():
        # A row of Ties may have gone to another tie since; what was arranged over the old one ends.
        if arrangement_identity(arrangement.tie, arrangement.side, arrangement.domain) != arrangement.identity:
            arrangement.tie = 0
    return Plain(
        week=town.week,
        chance=Chance(town.streams.seed, town.week),
        people=people,
        homes=homes,
        streets=_things(town.streets, {"first_home": lambda row: home_names[row]}),
        ties=_things(town.ties, {"ends": ends}),
        arrangements=arrangements,
        activities=_things(town.activities, {}),
        ledgers={name: account.tolist() for name, account in town.ledgers.arrays().items()},
        offers={name: offer.tolist() for name, offer in town.offers.arrays().items()},
        policy={name: values.tolist() for name, values in town.policy.items()},
        strength_kept=town.fading.strength_kept_share,
        debt_kept=town.fading.debt_kept_share,
        good_strength=town.fading.good_strength,
        doors=home_names,
        founding={name: array.tolist() for name, array in town.founding.items()},
        professionals=[Thing(**one.saved()) if one else None for one in town.deciders.professionals],
        gp_practices=[Thing(**one.saved()) for one in town.deciders.gp_practices],
        link_workers=[Thing(**one.saved()) for one in town.deciders.link_workers],
        municipality=Thing(**town.deciders.municipality.saved()),
        residents_at_budget=town.residents_at_budget.tolist(),
        time_banks=[Thing(**one.saved()) for one in town.deciders.time_banks],
        welfare_organisations=[Thing(**one.saved()) for one in town.deciders.welfare_organisations],
        tie_counts=town.tie_counts.tolist(),
        initiatives=[Thing(**one.saved()) for one in town.deciders.initiatives],
    )


def differences(twin: Plain, town: Plain) -> list[str]:
    """Say in what a twin and the town differ, the first few."""
    found = [
        f"ledgers.{name}: {twin.ledgers[name]} against {account}"
        for name, account in town.ledgers.items()
        if account != twin.ledgers[name]
    ]
    found += [
        f"{name}: {getattr(twin, name)} against {getattr(town, name)}"
        for name in (
            "professionals",
            "municipality",
            "gp_practices",
            "link_workers",
            "time_banks",
            "welfare_organisations",
            "tie_counts",
            "initiatives",
        )
        if getattr(twin, name) != getattr(town, name)
    ]
    for table in ("people", "homes", "streets", "ties", "arrangements", "activities"):
        own, theirs = getattr(twin, table), getattr(town, table)
        found += [f"{table}: only the twin has {key}" for key in sorted(own.keys() - theirs.keys())[:3]]
        found += [f"{table}: only the town has {key}" for key in sorted(theirs.keys() - own.keys())[:3]]
        for key in sorted(own.keys() & theirs.keys()):
            if own[key] == theirs[key]:
                continue
            one, two = vars(own[key]), vars(theirs[key])
            found += [
                f"{table}[{key}].{name}: {one.get(name)} against {two.get(name)}"
                for name in one.keys() | two.keys()
                if one.get(name) != two.get(name)
            ]
    return found[:12]


# What is done to ties and arrangements.


def brought_up_to_date(world: Plain, tie: Thing) -> None:
    """Write off what has faded of strength and debt."""
    tie.strength, tie.debt_minutes = single(world.strength(tie)), int(world.debt(tie))
    tie.touched = world.week


def has_turn(world: Plain, identity: int) -> bool:
    """A thing has its turn every fourth week."""
    return weeks_since_turn(world, identity) == 0


def weeks_since_turn(world: Plain, identity: int) -> int:
    return (identity + world.week) % 4


def used_for_help(world: Plain, tie: Thing, recipient: int | None, minutes: int) -> None:
    """Help is a meeting, and a debt."""
    brought_up_to_date(world, tie)
    tie.debt_minutes += minutes if tie.ends[0] == recipient else -minutes
    tie.meetings |= 2 ** weeks_since_turn(world, tie.identity)


def ended(world: Plain, identity: int) -> None:
    """End a tie; what is still owed on it goes to the closed accounts of both."""
    tie = world.ties.pop(identity)
    debt = int(world.debt(tie))
    for end, sign in zip(tie.ends, (1, -1), strict=True):
        if end is not None:
            world.people[end].closed_debt_minutes += sign * debt
            world.people[end].ties.discard(identity)
    for arrangement in world.arrangements.values():
        if arrangement.tie == identity:
            arrangement.tie = 0


def made(
    world: Plain, identity: int, ends: tuple[int, int | None], kind: int, maker: int, strength: float, born: int = 0
) -> None:
    """Make a tie; the smaller identity is its first end, and someone elsewhere its second."""
    if ends[1] is not None and ends[1] < ends[0]:
        ends = (ends[1], ends[0])
    world.ties[identity] = Thing(
        identity=identity,
        ends=ends,
        kind=kind,
        maker=maker,
        made=world.week,
        strength=single(strength),
        touched=world.week,
        meetings=0,
        debt_minutes=0,
        outside_birth_week=born,
        outside_minutes=0,
        outside_domain=0,
        given_up=0,
        maker_activity=0,
    )
    for end in ends:
        if end is not None:
            world.people[end].ties.add(identity)


def arrangement_identity(tie: int, side: int, domain: int) -> int:
    return mix((tie + 1 + 4 * side + domain) % (1 << 64))


def arranged(
    world: Plain, tie: int, recipient: int | None, domain: int, rung: int, minutes: int, relief: int = 0
) -> None:
    """Write down an agreement as a standing arrangement."""
    side = world.ties[tie].ends.index(recipient)
    identity = arrangement_identity(tie, side, domain)
    world.arrangements[identity] = Thing(
        identity=identity,
        tie=tie,
        side=side,
        domain=domain,
        rung=rung,
        minutes=minutes,
        since=world.week,
        relief=relief,
        spared_minutes=0,
    )


def is_arranged(world: Plain, tie: int, recipient: int | None, domain: int) -> bool:
    return arrangement_identity(tie, world.ties[tie].ends.index(recipient), domain) in world.arrangements
