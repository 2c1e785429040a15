"""Twins of what a week does to people: strain, loneliness, volunteering."""

import math
from typing import Any

from samenredzaam.curves import normal
from twins.chance import logistic, protection, quick
from twins.contact import in_four_weeks
from twins.plain import Plain, Thing, has_turn, single

CARE, NEIGHBOURHOOD, OTHER = 1, 2, 3
BY_VOLUNTEERS = 3
DROPPED_OUT, RETURNED = 0, 1
UNKNOWN, BY_TIE, BY_ORGANISATION, AS_CLIENT, ALONE = range(5)
HOUSEHOLD, LIVING_ALONE = 0, 1


def straining(mechanism: Any, world: Plain) -> None:
    """Strain moves towards x^2 / (1 + x^2), x the hours given over the hours one can bear, fewer for who works.

    Who drops out can bear less from then on; who comes out of the rest too strained stays away longer. Only who is not
    resting can drop out.
    """
    for who, person in world.people.items():
        events = world.ledgers["care_events"][person.neighbourhood]
        if person.resting_until == world.week + 1:
            if person.strain > mechanism.return_level:
                person.resting_until += mechanism.longer_weeks
            else:
                events[RETURNED] += 1
        load = person.given_minutes / person.tolerance_minutes
        if person.work_minutes and person.given_minutes:
            load = load / (
                1.0 - mechanism.work_weight * person.work_minutes / (person.work_minutes + person.free_minutes)
            )
        strain = person.strain + mechanism.pace * (load * load / (1.0 + load * load) - person.strain)
        person.strain = single(strain) if strain > 0.001 else 0.0
        cares = person.given_minutes - person.volunteered_minutes >= mechanism.carer_minutes
        person.caring_weeks = min(person.caring_weeks + 1, 5200) if cares else 0
        luck = world.chance.draw("a carer drops out", who)
        helps = person.resting_until <= world.week
        if helps and strain > mechanism.threshold and luck < mechanism.drop_out_chance:
            person.resting_until = world.week + 1 + mechanism.rest_weeks
            person.caring_weeks = 0
            person.tolerance_minutes = max(1, int(person.tolerance_minutes * (1.0 - mechanism.mark)))
            events[DROPPED_OUT] += 1


def feeling(mechanism: Any, world: Plain) -> None:
    """A quarter of the people count their good ties, and their loneliness moves by four weeks at once.

    Of two losses the greater counts.
    """
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
        person.contacts = sum((tie.meetings % 16).bit_count() for tie in ties if tie.kind != HOUSEHOLD)
        at_home = sum((tie.meetings % 16).bit_count() for tie in ties if tie.kind == HOUSEHOLD)
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
        losses = [0.0]
        for lost, adds, weeks in (
            (person.partner_lost, mechanism.loss_adds, mechanism.loss_weeks),
            (person.bereaved, mechanism.grief_adds, mechanism.grief_weeks),
        ):
            if world.week - lost < weeks:
                losses.append(adds * (1.0 - (world.week - lost) / weeks))
        level = level + max(losses)
        level = level - mechanism.street_lowers * (world.street_of(person.home).liveability - 0.5)
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
    """At their turn volunteers wear out or recover and may stop; others join, mostly asked. Hours are counted first."""
    _count_hours(world)
    roles = {who: person.role for who, person in world.people.items()}
    pool = [
        person.neighbourhood
        for who, person in world.people.items()
        if has_turn(world, who) and _in_pool(mechanism, world, person)
    ]  # fmt: skip
    for who, person in world.people.items():
        if person.age < 15 or not has_turn(world, who):
            continue
        support = world.offers["support_minutes_per_volunteer"][person.neighbourhood] / mechanism.usual_support
        person.weariness = _weariness(mechanism, person, support)
        if person.role:
            stays = _stays(mechanism, world, person, support)
            luck = world.chance.quick("stops volunteering", who)
            if person.resting_until > world.week or luck >= stays * stays * stays * stays:
                person.role, person.occasional, person.role_since = 0, True, world.week
            continue
        if person.resting_until > world.week or world.week - person.role_since < mechanism.pause_weeks:
            continue
        came, asker = _how_asked(mechanism, world, who, roles, pool.count(person.neighbourhood))
        if person.asked_until >= world.week:  # answered, either way
            person.asked_until = world.week - 1
        if came == UNKNOWN:
            continue
        if came != ALONE and world.chance.draw("asked to volunteer", who, 1) >= mechanism.yes_share:
            continue
        kind = world.chance.draw("asked to volunteer", who, 2)
        care, near = mechanism.settling.care_role_share, mechanism.settling.neighbourhood_role_share
        person.role = CARE if kind < care or came == AS_CLIENT else (NEIGHBOURHOOD if kind < care + near else OTHER)
        if came == BY_TIE:
            person.role = roles[asker]
        person.role_since, person.occasional, person.asked_by = world.week, False, came
        world.ledgers["joined"][person.neighbourhood][came] += 1


def _in_pool(mechanism: Any, world: Plain, person: Thing) -> bool:
    """Helps now and then, and neither rests nor stopped within the pause."""
    ready = person.resting_until <= world.week and world.week - person.role_since >= mechanism.pause_weeks
    return person.age >= 15 and not person.role and person.occasional and ready


def _weariness(mechanism: Any, person: Thing, support: float) -> float:
    """Follows the hours given over those meant, less so with guidance; nobody without such a role is wearied."""
    use = 0.0
    if person.role in (CARE, NEIGHBOURHOOD):
        use = person.volunteered_minutes / max(person.role_minutes, 1)
    aim = use * use / (1.0 + use * use) / (1.0 + support)
    now = person.weariness + in_four_weeks(mechanism.weariness_pace) * (aim - person.weariness)
    return single(now) if now > 0.001 else 0.0


def _stays(mechanism: Any, world: Plain, person: Thing, support: float) -> float:
    """The chance to stay for a week."""
    chance, factor = mechanism.exit_chance, mechanism.unsupported_factor
    if person.role in (CARE, NEIGHBOURHOOD):
        chance = chance * (factor / (1.0 + (factor - 1.0) * support))
    if world.week - person.role_since < 52:
        chance = chance * mechanism.first_year_factor
    chance += mechanism.strain_adds * person.strain * person.strain + mechanism.weariness_adds * person.weariness
    return 1.0 - min(chance, 1.0)


def _how_asked(mechanism: Any, world: Plain, who: int, roles: dict[int, int], in_pool: int) -> tuple[int, int | None]:
    """Who stands in the pool joins alone, or is asked by organisation or tie; who is helped, perhaps as a client."""
    person = world.people[who]
    if _in_pool(mechanism, world, person):
        luck = world.chance.quick("asked to volunteer", who)
        values = logistic(mechanism.settling.values_on_volunteering * person.prosocial_values)
        alone = in_four_weeks(mechanism.alone_chance) * 2.0 * values
        approached = alone + min(1.0, world.offers["approaches"][person.neighbourhood] / in_pool)
        askers = {tie: other for tie in person.ties if (other := world.other(tie, who)) is not None and roles[other]}
        if luck < alone:
            return ALONE, None
        if luck < approached:
            return BY_ORGANISATION, None
        if luck < approached + in_four_weeks(mechanism.tie_asks_chance) * len(askers):
            word = world.chance.bits("asked to volunteer", who, 4)
            return BY_TIE, askers[max(askers, key=lambda tie: quick(word, tie))]
    helped = person.received_minutes[BY_VOLUNTEERS] > 0
    by_who_helps = helped and world.chance.draw("asked to volunteer", who, 3) < in_four_weeks(mechanism.client_chance)
    at_the_walk_in = person.asked_until >= world.week
    able = person.limitation < 2 and person.role_minutes > 0 and person.age >= 16
    if able and (by_who_helps or at_the_walk_in):
        return AS_CLIENT, None
    return UNKNOWN, None


def _count_hours(world: Plain) -> None:
    """Volunteers in care and neighbourhood, their minutes, the numerator of the Gini coefficient, the top tenth."""
    for at, counted in enumerate(world.ledgers["volunteer_hours"]):
        hours = sorted(
            person.volunteered_minutes
            for person in world.people.values()
            if person.neighbourhood == at and person.role in (CARE, NEIGHBOURHOOD)
        )
        differences = sum(abs(one - other) for one in hours for other in hours) // 2
        active = sum(one > 0 for one in hours)
        counted[:] = [len(hours), sum(hours), differences, sum(hours[len(hours) - len(hours) // 10 :]), active]
