"""Twin of how couples form: who looks, whom they choose, and in which home they come to live."""

from typing import Any

from twins.chance import mix, pair
from twins.contact import best_by_hash
from twins.plain import Plain, Thing
from twins.population import (
    ARRIVALS,
    CHILD,
    COUPLES,
    HOUSEHOLD,
    KIN,
    LIVING_ALONE,
    PARTNER,
    SINGLE_PARENT,
    WEEKS_PER_YEAR,
    bind,
    empty_homes,
    flow,
    know_elsewhere,
    nobody,
    rehoused,
    settle,
)

HOME_PLACES = 10
COPIED = ("age", "sex", "position", "schooling", "background", "benefit", "work_minutes")


def pairing(mechanism: Any, world: Plain) -> None:
    """Single people find a partner among those they know, or elsewhere; a home is part of one couple a week at most."""
    if world.week < 0 or world.week % 4:
        return
    couples, taken = [], set()
    for who, other in _by_lot(world, _matches(mechanism, world)):
        homes = {world.people[one].home for one in (who, other) if one is not None}
        if not homes & taken:
            taken |= homes
            couples.append((who, other))
    for who in sorted(who for who, other in couples if other is None):
        _partner_comes(mechanism, world, who)
    _join(world, [(who, other) for who, other in couples if other is not None])


def _single(mechanism: Any, world: Plain, person: Thing) -> bool:
    mourns = world.week - person.partner_lost < mechanism.mourning_weeks
    return person.age >= 18 and person.position != PARTNER and not mourns


def _wanted_sex(mechanism: Any, world: Plain, who: int) -> int:
    own = world.chance.draw("seeks a partner of the same sex", who, week=0) < mechanism.same_sex_share
    return world.people[who].sex if own else 1 - world.people[who].sex


def _matches(mechanism: Any, world: Plain) -> list[tuple[int, int | None]]:
    chances, found = mechanism.chances.tolist(), []
    for who, person in world.people.items():
        luck, chance = world.chance.quick("finds a partner", who), chances[person.age]
        if luck >= chance or not _single(mechanism, world, person):
            continue
        other = None
        if luck < chance * mechanism.near_share:
            known = [world.other(tie, who) for tie in person.ties if world.ties[tie].kind not in (HOUSEHOLD, KIN)]
            fitting = [one for one in known if one is not None and _fits(mechanism, world, who, one)]
            other = best_by_hash(world.chance.bits("finds a partner", who, 1), fitting)
            if other is None:
                continue
        found.append((who, other))
    return found


def _fits(mechanism: Any, world: Plain, who: int, other: int) -> bool:
    person, one = world.people[who], world.people[other]
    return (
        _single(mechanism, world, one)
        and abs(person.age - one.age) <= mechanism.gap_years
        and person.neighbourhood == one.neighbourhood
        and _wanted_sex(mechanism, world, who) == one.sex
        and _wanted_sex(mechanism, world, other) == person.sex
    )


def _by_lot(world: Plain, matches: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    key = world.chance.key("finds a partner")

    def lot(match: tuple[int, int | None]) -> tuple[int, int]:
        who, other = match
        word = who if other is None else pair(who, other)
        return mix(mix(key ^ word) + 2), who

    return sorted(matches, key=lot)


def _heads(world: Plain, who: int) -> bool:
    """Whether someone has a home of their own, with children or alone."""
    person = world.people[who]
    couple = any(world.people[one].position == PARTNER for one in world.members(person.home))
    return person.position in (LIVING_ALONE, SINGLE_PARENT) and not couple


def _partner_comes(mechanism: Any, world: Plain, who: int) -> None:
    host, founding = world.people[who], world.founding
    if None not in world.homes[host.home].members or not _heads(world, who):
        return
    sex = _wanted_sex(mechanism, world, who)
    low, high = max(host.age - mechanism.gap_years, 18), min(host.age + mechanism.gap_years, 120)
    sort = (host.neighbourhood * 2 + sex) * 128
    like = [
        row for row, one in zip(founding["people"], founding["sorts"], strict=True) if sort + low <= one <= sort + high
    ]
    if not like:
        return
    chosen = like[int(world.chance.draw("a partner from elsewhere moves in", who) * len(like))]
    person = nobody()
    person.identity = mix(mix(mix(who) ^ (world.week + 1)) + 1)
    for name in COPIED:
        setattr(person, name, founding[name][chosen])
    person.neighbourhood, person.home = host.neighbourhood, host.home
    within = world.chance.draw("a partner from elsewhere moves in", person.identity, 1)
    person.birth_week = world.age_week - int((person.age + within) * WEEKS_PER_YEAR)
    host.position = person.position = PARTNER
    places = list(world.homes[host.home].members)
    places[places.index(None)] = person.identity
    world.homes[host.home].members = tuple(places)
    world.people[person.identity] = person
    settle(mechanism.settling, world, person.identity)
    bind(world, host.home, 0.85)
    know_elsewhere(mechanism.founding, world, person.identity)
    flow(world, person.identity, ARRIVALS)
    flow(world, person.identity, COUPLES)


def _group(world: Plain, who: int) -> list[int]:
    """Who moves along: the children of a single parent, who does not move if others live there too."""
    person = world.people[who]
    if person.position != SINGLE_PARENT:
        return [who]
    group = [one for one in world.homes[person.home].members if one is not None]
    return group if all(one == who or world.people[one].position == CHILD for one in group) else []


def _join(world: Plain, couples: list[tuple[int, int]]) -> None:
    """The smaller household moves in with the larger; two without a home of their own look for an empty one."""
    moves: dict[int, int] = {}
    homeless = {}
    for couple in couples:
        if not any(_heads(world, one) for one in couple):
            homeless[min(couple)] = couple
            continue
        choices = []
        for host, guest in (couple, couple[::-1]):
            guests, home = _group(world, guest), world.people[host].home
            if _heads(world, host) and guests and len(world.members(home)) + len(guests) <= HOME_PLACES:
                choices.append((len(guests), host, home, guests))
        if choices:
            _, _, home, guests = min(choices)
            moves.update(dict.fromkeys(guests, home))
            _pair(world, couple)
    for seeker, home in empty_homes(world, "a new couple finds a home", set(homeless)).items():
        couple = homeless[seeker]
        if all(len(_group(world, one)) == 1 for one in couple):
            moves.update(dict.fromkeys(couple, home))
            _pair(world, couple)
    rehoused(world, moves)


def _pair(world: Plain, couple: tuple[int, int]) -> None:
    for one in couple:
        world.people[one].position = PARTNER
    flow(world, couple[0], COUPLES)
