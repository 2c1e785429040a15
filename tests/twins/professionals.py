"""Twins of what is around casework: what services bring about, signals, trust, the GP and the link worker."""

import math
from typing import Any

from twins.chance import mix, pair
from twins.plain import Plain, Thing, brought_up_to_date, has_turn, made, single

NEVER = -20_000
NONE, QUEUE, CASE, ASSESSMENT, GRANTED = range(5)
LOST, REFUSED, TOO_DEAR = 2, 3, 4
SIGNALLING, UNUSED = 7, -1
TO_WORK, DAY_ACTIVITIES, MEDIATION, DEBT, FOR_CARERS = range(2, 7)
BY_TEAM, BY_PROVISION = 5, 6
NEIGHBOUR, BY_STREET = 3, 2
TIE_SLOTS = 20
BROUGHT, PLACED = "an employee is brought to the team by the employer", "a client gets a place at a business"


def partnering(mechanism: Any, world: Plain) -> None:
    """Businesses bring the employees, and place the clients, with the lowest lots of the week."""
    for at, businesses in enumerate(world.offers["business_partners"]):
        here = [who for who, person in world.people.items() if person.neighbourhood == at]
        stuck = {}
        for who in here:
            for domain in range(4):
                if world.people[who].work_minutes > 0 and _shows(world, world.people[who], domain):
                    stuck.setdefault(who, domain)
        brought = _in_a_week(world.week, businesses * mechanism.referrals_yearly)
        for who in sorted(stuck, key=lambda who: world.chance.draw(BROUGHT, who))[:brought]:
            person, domain = world.people[who], stuck[who]
            person.formal[domain] = QUEUE
            person.formal_since[domain] = person.asked_since[domain] = world.week
            world.ledgers["queue_in"][at][0] += 1
            world.ledgers["partners"][at][0] += 1
        clients = [
            who
            for who in here
            if world.people[who].work_minutes == 0
            and (CASE, TO_WORK) in zip(world.people[who].formal, world.people[who].service, strict=True)
        ]
        placed = _in_a_week(world.week, businesses * mechanism.places_yearly)
        for who in sorted(clients, key=lambda who: world.chance.draw(PLACED, who))[:placed]:
            world.people[who].work_minutes, world.people[who].benefit = int(60 * mechanism.place_hours), False
            world.ledgers["partners"][at][1] += 1


def _shows(world: Plain, person: Thing, domain: int) -> bool:
    """A moderate or heavy need for which nothing was asked or answered in a year."""
    quiet = person.formal[domain] == NONE and world.week - person.formal_since[domain] >= 52
    return person.stage[domain] >= 2 and quiet


def _in_a_week(week: int, yearly: float) -> int:
    return int((week + 521) * yearly / 52) - int((week + 520) * yearly / 52)


def serving(mechanism: Any, world: Plain) -> None:
    """Each case may bear fruit by its service; those of mediation are seen to together, by how all stood before."""
    mediated = []
    for who, person in world.people.items():
        for domain in range(4):
            if person.formal[domain] != CASE:
                continue
            luck, service = world.chance.draw("a service of the team bears fruit", who, domain), person.service[domain]
            served = _served(mechanism, world, person, domain)
            if service == FOR_CARERS:
                _relieve(mechanism, world, who, served)
            if service == TO_WORK and luck < mechanism.to_work_chance * served:
                person.work_minutes = max(person.work_minutes, int(60 * mechanism.to_work_hours))
                person.benefit = False
            if service == DAY_ACTIVITIES and served > 0.0 and not person.activity:
                person.invited_until = max(person.invited_until, world.week + mechanism.invited_weeks)
            if service == DEBT and luck < mechanism.settled_chance * served:
                person.lasting[domain] = False
            if service == MEDIATION and luck < mechanism.mediation_chance * served:
                mediated.append(who)
    chosen = [(who, _weakest_neighbour(world, who), _someone_near(world, who)) for who in mediated]
    for who, tie, other in chosen:
        if tie is not None:
            brought_up_to_date(world, world.ties[tie])
            world.ties[tie].strength = single(max(world.ties[tie].strength, mechanism.mediated_strength))
        elif other is not None and not world.tied(who, other):
            made(world, pair(who, other), (who, other), NEIGHBOUR, BY_STREET, mechanism.mediated_strength)


def _served(mechanism: Any, world: Plain, person: Thing, domain: int) -> float:
    """The share of the usual contact there was this week, up to all of it; none in the week a case is taken."""
    if person.formal_since[domain] == world.week:
        return 0.0
    services, digital = mechanism.services, world.offers["digital_share"][person.neighbourhood]
    names = {1: "general", 2: "to_work", 3: "day", 4: "mediation", 5: "debt", 6: "carers"}
    contact = person.case_minutes[domain]
    if digital > 0.0 and person.digital_skill >= mechanism.blending.digital_skill_needed:
        contact = contact / (1.0 - digital * (1.0 - mechanism.blending.digital_time))
    return float(min(contact / getattr(services, f"{names[person.service[domain]]}_minutes"), 1.0))


def _relieve(mechanism: Any, world: Plain, who: int, served: float) -> None:
    for other in set(world.members(world.people[who].home)) - {who}:
        world.people[other].strain = single(world.people[other].strain * (1.0 - mechanism.carer_relief * served))


def _weakest_neighbour(world: Plain, who: int) -> int | None:
    ties = [
        (world.strength(world.ties[tie]), tie)
        for tie in world.ties_of(who)
        if world.ties[tie].kind == NEIGHBOUR and world.other(tie, who) is not None
    ]
    return min(ties)[1] if ties else None


def _someone_near(world: Plain, who: int) -> int | None:
    """An adult of the three doors to either side, in the same street, who both have room and no tie yet."""
    home = world.people[who].home
    door = world.doors.index(home)
    word = world.chance.bits("with whom the team mediates", who)
    near = world.doors[max(door - 3, 0) : door] + world.doors[door + 1 : door + 4]
    found = [
        (mix(word ^ one), one)
        for other in near
        if world.homes[other].street == world.homes[home].street
        for one in world.members(other)
        if world.people[one].age >= 18 and not world.tied(who, one)
    ]
    room = [TIE_SLOTS - len(world.people[one].ties) for one in (who,)]
    able = [one for one in found if min(*room, TIE_SLOTS - len(world.people[one[1]].ties)) > 4]
    return max(able)[1] if able else None


def trusting(mechanism: Any, world: Plain) -> None:
    """Help raises trust; each refusal of this week, and each need that waits beyond the legal term, lowers it."""
    for person in world.people.values():
        if not any(person.stage):
            continue
        if person.received_minutes[BY_TEAM] + person.received_minutes[BY_PROVISION] > 0:
            person.trust += mechanism.helped_gain * (1.0 - person.trust)
        for domain in range(4):
            legal = world.offers["legal_waiting_weeks"][person.neighbourhood]
            refused = person.ended[domain] == 3 and person.formal_since[domain] == world.week
            if person.formal[domain] == NONE and refused:
                person.trust *= 1.0 - mechanism.refused_loss
            elif person.formal[domain] in (1, 3, 4) and world.week - person.asked_since[domain] > legal:
                person.trust *= 1.0 - mechanism.wait_loss
        person.trust = single(person.trust)


def prescribing(mechanism: Any, world: Plain) -> None:
    """Each adult has a turn at the GP every fourth week; then the link workers see whom they can."""
    for at, practice in enumerate(world.gp_practices):
        practice.participating = int(world.offers["participating_gps_share"][at] * practice.gps + 0.5)
    for who, person in world.people.items():
        if has_turn(world, who) and person.age >= 18:
            _gp(mechanism, world, who, person)
    for at, workers in enumerate(world.link_workers):
        hours = world.offers["link_worker_hours"][at]
        workers.contract_minutes = int(60.0 * hours * world.residents_at_budget[at] / 1000.0)
        contacts = _link_workers(mechanism, world, at, workers.contract_minutes // mechanism.contact_minutes)
        spent = contacts * mechanism.contact_minutes
        world.ledgers["link_worker"][at][0] += spent
        world.ledgers["link_worker"][at][1] += workers.contract_minutes - spent
        tariff = int(100 * mechanism.tariff_link_worker + 0.5)
        world.ledgers["cents"][at][0][10] += workers.contract_minutes * tariff // 60
        world.ledgers["cents"][at][1][9] += world.ledgers["prescribing"][at][0] * int(
            100 * mechanism.consult_cost + 0.5
        )


def worried(mechanism: Any, world: Plain, who: int) -> bool:
    """A spell lasts a quarter of a year that begins in a week of one's own; loneliness and loss bring more of them."""
    person = world.people[who]
    quarter = (world.week + 130_000 + who % 13) // 13
    more = mechanism.lonely_worries * min(max(person.loneliness, 0.0), 11.0)
    more = 1.0 + more + (mechanism.loss_worries if world.week - person.partner_lost < 52 else 0.0)
    return world.chance.draw("a spell of worries", who, quarter, week=0) < mechanism.worries_chance * more


def _gp(mechanism: Any, world: Plain, who: int, person: Thing) -> None:
    lonely = min(max(person.loneliness, 0.0), 11.0)
    chance = mechanism.contacts_per_year * 4 / 52.1775
    chance *= 1.0 + mechanism.limited_more * person.limitation + mechanism.lonely_more * lonely
    spell = worried(mechanism, world, who)
    if world.chance.quick("sees the GP", who) >= chance * (1.0 + (mechanism.worried_more if spell else 0.0)):
        return
    steps = world.ledgers["prescribing"][person.neighbourhood]
    person.gp_contact = world.week
    steps[0] += 1
    if not spell or world.chance.draw("sees the GP", who, 1) >= mechanism.told_share:
        return
    person.gp_psychosocial = world.week
    steps[1] += 1
    practice = world.gp_practices[person.neighbourhood]
    gp = mix(world.chance.key("which GP someone has", 0) ^ who) % practice.gps
    refers = world.chance.draw("the GP refers to a link worker", who) < mechanism.referral_chance
    if gp < practice.participating and person.prescribed_since == NEVER and refers:
        person.prescribed_since, person.prescribed_contacts = world.week, 0
        steps[2] += 1


def _link_workers(mechanism: Any, world: Plain, at: int, places: int) -> int:
    """Who began goes on, then who was referred first; whoever waited too long, or does not come, is off the list."""
    line = sorted(
        (person.prescribed_contacts == 0, person.prescribed_since, who)
        for who, person in world.people.items()
        if person.neighbourhood == at and person.prescribed_since > NEVER
    )
    contacts = 0
    for new, since, who in line:
        person = world.people[who]
        if new and world.week - since > mechanism.patience_weeks:
            person.prescribed_since = NEVER
        elif since < world.week and contacts < places:
            share = mechanism.comes_share if new else mechanism.stays_share
            if world.chance.draw("comes to the link worker, and stays", who) >= share:
                person.prescribed_since = NEVER
            else:
                contacts += 1
                _contact(mechanism, world, person)
    return contacts


def _contact(mechanism: Any, world: Plain, person: Thing) -> None:
    steps = world.ledgers["prescribing"][person.neighbourhood]
    person.prescribed_contacts += 1
    steps[3] += person.prescribed_contacts == 1
    if person.prescribed_contacts >= mechanism.contacts_needed and not person.activity:
        person.invited_until = max(person.invited_until, world.week + mechanism.invited_weeks)
    if person.prescribed_contacts == mechanism.contacts_needed:
        steps[4] += 1
        person.reluctance_to_ask = single(max(person.reluctance_to_ask - mechanism.reluctance_less, 0.0))
    if person.prescribed_contacts >= mechanism.contacts_most:
        person.prescribed_since = NEVER


def signalling(mechanism: Any, world: Plain) -> None:
    """What ended this week, waits just past the legal term, and once a quarter who gave up; written as time allows."""
    noticed = [[0] * 5 for _ in world.ledgers["signals"]]
    for who, person in world.people.items():
        at, about = person.neighbourhood, {}
        for domain in range(4):
            waits = person.formal[domain] in (QUEUE, ASSESSMENT, GRANTED)
            if person.formal[domain] == NONE and person.formal_since[domain] == world.week:
                about[domain] = {REFUSED: 0, TOO_DEAR: 2, LOST: 3}.get(person.ended[domain])
            elif waits and world.week - person.asked_since[domain] == world.offers["legal_waiting_weeks"][at] + 1:
                about[domain] = 1
        if world.week % 13 == 0 and person.resting_until > world.week:
            about[4] = 4
        for number, subject in about.items():
            luck = world.chance.draw("a professional notices where policy chafes", who, number)
            if subject is not None and luck < mechanism.noticed_share:
                noticed[at][subject] += 1
    for at, counts in enumerate(noticed):
        minutes = world.ledgers["professional"][at]
        team = [one for one in world.professionals if one and one.neighbourhood == at]
        # Who has retreated notes nothing, and has no time for it.
        part = sum(not one.retreated for one in team) / len(team) if team else 1.0
        seen = [math.floor(count * part + 0.5) for count in counts]
        time = math.floor(minutes[UNUSED] * part + 0.5) // mechanism.signal_minutes
        for subject, mine in enumerate(seen):
            written = min(mine, mine * time // sum(seen)) if mine else 0
            world.ledgers["signals"][at][subject] += written
            world.ledgers["unwritten"][at][subject] += mine - written
            minutes[SIGNALLING] += written * mechanism.signal_minutes
            minutes[UNUSED] -= written * mechanism.signal_minutes
