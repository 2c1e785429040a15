"""Twins of what keeps carers going: respite, sharing, coming back after dropping out."""

import math
from typing import Any

from twins.chance import logistic, quick
from twins.helping import (
    BY_TIES,
    BY_VOLUNTEERS,
    HOUSEHOLD,
    can,
    first_visitor,
    help_given,
    left,
    minutes_for,
    most_minutes,
    open_to_people,
    readiness,
    receive,
    share_of,
)
from twins.plain import Plain, Thing, arranged, has_turn, is_arranged

BY_PROVISION = 6
CARE = 1
TOOK_UP_AGAIN, SHARED = 2, 4
SHARES, SHARES_AT_HOME = 1, 2
RESPITE = 8


def returning(mechanism: Any, world: Plain) -> None:
    """Who is back considers one of the cares given up, and perhaps takes on a part of that need."""
    given_up: dict[int, list[tuple[int, int, int]]] = {}
    for tie in world.ties.values():
        for place in range(8):
            helper = tie.ends[1 - place // 4]
            if tie.given_up >> place & 1 and world.people[helper].resting_until <= world.week:
                given_up.setdefault(helper, []).append(
                    (world.chance.bits("takes up care again", tie.identity, place) | 1, tie.identity, place)
                )
    for helper, cares in given_up.items():
        _, identity, place = max(cares)
        tie, side, domain = world.ties[identity], place // 4, place % 4
        tie.given_up -= 2**place
        recipient = tie.ends[side]
        if recipient is None:
            needed = tie.outside_minutes if tie.outside_domain == domain else 0
        else:
            needed = world.people[recipient].required_minutes[domain]
        person = world.people[helper]
        minutes = min(int(needed * mechanism.part), int(60 * mechanism.most_hours), left(person))
        luck = world.chance.draw("takes up care again", identity, 16 + place)
        free = minutes >= 15 and can(person, domain) and not is_arranged(world, identity, recipient, domain)
        if luck < mechanism.again_chance and free:
            person.committed_minutes += minutes
            world.ledgers["care_events"][person.neighbourhood][TOOK_UP_AGAIN] += 1
            arranged(world, identity, recipient, domain, BY_TIES, minutes)


def heaviest_care(world: Plain, carer: int) -> tuple[int, int, int, Thing | None] | None:
    """The greatest need of a housemate, or the largest arrangement with someone here if that is more."""
    cares = []
    for other in world.members(world.people[carer].home):
        needs = [] if other == carer else enumerate(world.people[other].required_minutes)
        cares += [(-minutes, 0, other, domain, None) for domain, minutes in needs if minutes > 0]
    for arrangement in world.arrangements.values():
        if arrangement.tie not in world.ties or arrangement.rung != BY_TIES:
            continue
        ends = world.ties[arrangement.tie].ends
        recipient, helper = ends[arrangement.side], ends[1 - arrangement.side]
        if helper == carer and recipient is not None:
            cares.append((-arrangement.minutes, 1, arrangement.identity, arrangement.domain, arrangement))
    if not cares:
        return None
    minutes, _, other, domain, arrangement = min(cares, key=lambda care: care[:4])
    if arrangement is not None:
        other = world.ties[arrangement.tie].ends[arrangement.side]
    return other, domain, -minutes, arrangement


def respite(mechanism: Any, world: Plain) -> None:
    """Residents are trained where that is wanted; the most strained who ask are relieved, as far as the hours reach."""
    _train(mechanism, world)
    left_of = _visitors(mechanism, world)
    carers = [who for who, person in world.people.items() if person.strain > mechanism.strain_from]
    given = world.ledgers["respite"]
    for carer in sorted(carers, key=lambda who: (-world.people[who].strain, who)):
        person, care = world.people[carer], heaviest_care(world, carer)
        inclination = mechanism.ask_constant - mechanism.reluctance_weight * person.reluctance_to_ask
        if care is None or world.chance.draw("a carer asks for respite", carer) >= logistic(inclination):
            continue
        recipient, domain, minutes, arrangement = care
        other = world.people[recipient]
        at, still = other.neighbourhood, open_to_people(other, domain)
        share = share_of(mechanism, other, domain)
        all_minutes, by_trained = world.offers["respite_minutes"][at], world.offers["respite_trained_minutes"][at]
        most = min(minutes, int(60 * mechanism.most_hours), all_minutes - sum(given[at]))
        visit = None
        if other.complexity[domain] <= mechanism.trained_complexity:
            wanted = min(most, minutes_for(still, share), by_trained - given[at][1])
            visit = first_visitor(world, left_of, recipient, domain, carer, wanted)
        if visit is not None:
            visitor, minutes = visit
            left_of[visitor] -= minutes
            help_given(world, visitor, recipient, domain, BY_VOLUNTEERS, minutes, share)
            given[at][1] += minutes
        else:
            minutes = min(most, still, all_minutes - by_trained - given[at][0])
            if minutes < 30:
                continue
            world.ledgers["given_by_rung"][at][BY_PROVISION] += minutes
            receive(other, domain, BY_PROVISION, minutes, minutes)
            given[at][0] += minutes
        if arrangement is not None:
            arrangement.spared_minutes = min(minutes, arrangement.minutes)
    for at, (professionals, trained) in enumerate(given):
        hour = round(100 * mechanism.day_tariff) / mechanism.day_hours
        world.ledgers["cents"][at][0][RESPITE] += int(professionals * hour / 60.0)
        world.ledgers["cents"][at][0][RESPITE] += int(trained * (100 * mechanism.trained_tariff) / 60.0)


def _train(mechanism: Any, world: Plain) -> None:
    for at, minutes in enumerate(world.offers["respite_trained_minutes"]):
        wanted = math.ceil(minutes / int(60 * mechanism.trained_hours))
        people = {who: one for who, one in world.people.items() if one.neighbourhood == at}
        wanted -= sum(one.trained and one.role == CARE for one in people.values())
        saying_yes = sorted(
            (luck, who)
            for who, one in people.items()
            if one.benefit and not one.trained and one.role == 0 and one.age >= 18
            and one.limitation < 2 and one.resting_until <= world.week
            and (luck := world.chance.draw("is trained to give respite", who))
            < mechanism.training_chance * (mechanism.member_factor if one.initiative else 1.0)
        )  # fmt: skip
        for _, who in saying_yes[: max(wanted, 0)]:
            person = world.people[who]
            person.trained, person.occasional, person.role, person.asked_by = True, False, CARE, 2
            person.role_since = world.week + mechanism.training_weeks
            person.role_minutes = max(person.role_minutes, int(60 * mechanism.trained_hours))
            world.ledgers["joined"][at][2] += 1
            world.ledgers["cents"][at][0][RESPITE] += round(100 * mechanism.training_cost)


def _visitors(mechanism: Any, world: Plain) -> dict[int, int]:
    """Who is trained and ready, in the order of this week's draw, with their minutes."""
    ready = [
        who
        for who, one in world.people.items()
        if one.trained and one.role == CARE and one.role_since <= world.week and one.resting_until <= world.week
    ]
    ready.sort(key=lambda who: (world.chance.draw("whose turn it is to give respite", who), who))
    return dict.fromkeys(ready, int(60 * mechanism.trained_hours))


def sharing(mechanism: Any, world: Plain) -> None:
    """Strained carers whose turn it is each turn to one tie of who they care for; who says yes takes over a part."""
    claims = []
    for carer, person in world.people.items():
        care = heaviest_care(world, carer) if has_turn(world, carer) and person.strain > mechanism.strain_from else None
        tie = None if care is None else _with_whom(mechanism, world, carer, care[0], care[1])
        if care is None or tie is None:
            continue
        answer = readiness(mechanism.asking.agreeing, world, care[0], tie, care[1])
        if world.chance.draw("says yes to sharing care", tie, care[1]) < logistic(answer):
            rank = world.chance.bits("with whom a carer wants to share", carer, care[0]) | 1
            claims.append((rank, carer, care, tie, world.other(tie, care[0])))
    for rank, carer, (recipient, domain, minutes, arrangement), tie, helper in claims:
        first = rank == max(one[0] for one in claims if one[2][0] == recipient)
        first = first and (helper is None or rank == max(one[0] for one in claims if one[4] == helper))
        part = min(
            int(minutes * mechanism.part), most_minutes(mechanism.asking.agreeing, world, recipient, tie, domain)
        )
        if helper is not None:
            part = min(part, left(world.people[helper]))
        if not first or part < 15:
            continue
        if arrangement is not None:
            arrangement.minutes -= part
        world.ledgers["care_events"][world.people[carer].neighbourhood][SHARED] += 1
        arranged(
            world, tie, recipient, domain, BY_TIES, part, SHARES_AT_HOME if arrangement is None else SHARES
        )  # fmt: skip


def _with_whom(mechanism: Any, world: Plain, carer: int, recipient: int, domain: int) -> int | None:
    """A race of draws times strength between those who can; the carer's own housemates come first."""
    word = world.chance.bits("with whom a carer wants to share", carer, 1)
    scores = {}
    for tie in world.people[recipient].ties:
        bond, other = world.ties[tie], world.other(tie, recipient)
        if bond.kind == HOUSEHOLD or is_arranged(world, tie, recipient, domain):
            continue
        score = quick(word, tie) * world.strength(bond)
        if other is None:
            score *= mechanism.asking.elsewhere_share
        else:
            helper = world.people[other]
            if other == carer or helper.age < 16 or helper.resting_until > world.week:
                continue
            if helper.strain > mechanism.strain_from or left(helper) < 15 or not can(helper, domain):
                continue
            score += helper.home == world.people[carer].home
        scores[tie] = score
    best = max(scores, key=lambda tie: scores[tie], default=None)
    return best if best is not None and scores[best] > 0.0 else None
