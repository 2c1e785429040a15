"""Twins of what a week does to people: strain, loneliness, volunteering."""

import math
from typing import Any

from samenredzaam.curves import normal
from twins.chance import protection
from twins.plain import Plain, Thing, has_turn, single

CARE, NEIGHBOURHOOD, OTHER = 1, 2, 3
HOUSEHOLD, LIVING_ALONE = 0, 1


def straining(mechanism: Any, world: Plain) -> None:
    """Strain moves towards x^2 / (1 + x^2), x the hours given over the hours one can bear."""
    for who, person in world.people.items():
        load = person.given_minutes / person.tolerance_minutes
        strain = person.strain + mechanism.pace * (load * load / (1.0 + load * load) - person.strain)
        person.strain = single(strain) if strain > 0.001 else 0.0
        cares = person.given_minutes >= mechanism.carer_minutes
        person.caring_weeks = min(person.caring_weeks + 1, 5200) if cares else 0
        luck = world.chance.draw("a carer drops out", who)
        if strain > mechanism.threshold and luck < mechanism.drop_out_chance:
            person.resting_until = world.week + 1 + mechanism.rest_weeks
            person.caring_weeks = 0


def feeling(mechanism: Any, world: Plain) -> None:
    """A quarter of the people count their good ties, and their loneliness moves by four weeks at once."""
    kept = 1.0 - mechanism.pace
    pace = round(1.0 - kept * kept * kept * kept, 9)
    spread = sum(mechanism.noise * mechanism.noise * (kept * kept) ** week for week in range(4))
    noise = round(math.sqrt(spread), 9)
    before = {who: person.loneliness for who, person in world.people.items()}
    for who, person in world.people.items():
        if not has_turn(world, who):
            continue
        ties = [world.ties[tie] for tie in person.ties]
        others = [other for tie in person.ties if (other := world.other(tie, who)) is not None]
        person.good_ties = sum(world.strength(tie) >= world.good_strength for tie in ties)
        person.contacts = sum(tie.meetings.bit_count() for tie in ties if tie.kind != HOUSEHOLD)
        at_home = sum(tie.meetings.bit_count() for tie in ties if tie.kind == HOUSEHOLD)
        person.owed_minutes = sum((1 if tie.ends[0] == who else -1) * int(world.debt(tie)) for tie in ties)
        person.examples = 0
        for other in others:
            person.examples |= world.people[other].overcame
        level = person.loneliness_setpoint - mechanism.ties_protect * protection(person.good_ties)
        level = level + mechanism.limited_adds * person.limitation
        level = level - mechanism.reliance_lowers * person.self_reliance
        level = level + _missed(mechanism, person, person.contacts + at_home)
        if person.position == LIVING_ALONE:
            level = level + mechanism.alone_adds
        since = world.week - person.partner_lost
        if since < mechanism.loss_weeks:
            level = level + mechanism.loss_adds * (1.0 - since / mechanism.loss_weeks)
        if others:
            felt = sum(int(min(max(before[other], 0.0), 11.0) * 1000.0) for other in others)
            level = level + mechanism.contagion * (felt / (1000.0 * len(others)) - mechanism.usual_level)
        luck = normal(world.chance.draw("ups and downs of loneliness", who))
        person.loneliness = single(before[who] + pace * (level - before[who]) + noise * luck)


def _missed(mechanism: Any, person: Thing, meetings: int) -> float:
    """What is added by the contact that someone wants and does not have; the young want more, up to 40."""
    more = round(1.0 + (mechanism.young_want - 1.0) * min(max(40 - person.age, 0) / 15.0, 1.0), 9)
    wanted = 4 * person.wanted_contacts * more
    return float(mechanism.gap_adds * (1.0 - meetings / wanted)) if wanted > meetings else 0.0


def volunteering(mechanism: Any, world: Plain) -> None:
    """Volunteers may stop, less with support; those who help now and then may be asked, and join."""
    for who, person in world.people.items():
        rests = person.resting_until > world.week
        if person.age < 15:
            continue
        if person.role:
            chance = mechanism.exit_chance
            if person.role in (CARE, NEIGHBOURHOOD):
                usual = mechanism.usual_support
                support = world.offers["support_minutes_per_volunteer"][person.neighbourhood] / usual
                factor = mechanism.unsupported_factor
                chance = chance * (factor / (1.0 + (factor - 1.0) * support))
            chance = chance + mechanism.strain_adds * person.strain * person.strain
            if rests or world.chance.quick("stops volunteering", who) < chance:
                person.role, person.occasional = 0, True
        elif person.occasional and not rests:
            asked = world.chance.quick("asked to volunteer", who)
            yes, kind = (world.chance.draw("asked to volunteer", who, number) for number in (1, 2))
            if asked < mechanism.asked_chance and yes < mechanism.yes_share:
                care, near = mechanism.settling.care_role_share, mechanism.settling.neighbourhood_role_share
                person.role = CARE if kind < care else (NEIGHBOURHOOD if kind < care + near else OTHER)
                person.role_since = world.week
                person.occasional = False
