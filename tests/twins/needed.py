"""Twins of what is there for whoever is still short: general provisions and walk-in, outreach, crisis."""

from typing import Any

from twins.chance import logistic
from twins.formal import (
    ASSESSMENT,
    ASSESSMENT_QUEUE,
    CASE,
    GRANTED,
    NONE,
    OUTREACH,
    PERSONAL,
    PROVIDER_QUEUE,
    QUEUE,
    TEAM_QUEUE,
    entered,
    formal_help,
    had_turn,
    paid,
)
from twins.helping import (
    BY_VOLUNTEERS,
    can,
    happened,
    help_given,
    hours_left,
    met,
    minutes_for,
    open_to_people,
    share_of,
)
from twins.plain import Plain, Thing

BY_GENERAL, BY_CRISIS = 4, 7
ON_DUTY = "which volunteers are at the walk-in this week"
FOR_GENERAL, FOR_CRISIS = 6, 7


def general(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """People walk in and are asked things; hours go to the most serious first, and all their needs are looked at."""
    visitors = []
    for who, person in world.people.items():
        serious = max((person.stage[domain] for domain in _helped_with(mechanism, person)), default=0)
        if not serious or person.avoids_formal or not active[person.neighbourhood]:
            continue
        inclination = (
            mechanism.constant
            - mechanism.reluctance_weight * person.reluctance_to_ask
            - mechanism.loneliness_weight * min(max(person.loneliness, 0.0), 11.0) / 11.0
            + mechanism.rung_weight * (person.rung - 1)
            + mechanism.stage_weight * (serious - 1)
        )
        reach = min(world.offers["walk_in_minutes"][person.neighbourhood] / 2400, 1.0)
        if world.chance.draw("walks in", who) < reach * logistic(inclination):
            visitors.append((-serious, -(world.chance.bits("walks in", who, 1) >> 2), who))
    left = list(world.offers["general_minutes"])
    for _, _, who in sorted(visitors):
        person = world.people[who]
        happened(world, person, "visits")
        wanted = world.chance.draw("what someone is asked at a walk-in", who, 0) < mechanism.invite_chance
        if wanted and not person.activity:
            person.invited_until = max(person.invited_until, world.week + mechanism.remembered_weeks)
        if world.chance.draw("what someone is asked at a walk-in", who, 1) < mechanism.ask_chance:
            person.asked_until = max(person.asked_until, world.week + mechanism.remembered_weeks)
        at = person.neighbourhood
        wants = [domain for domain in (0, 1, 3) if 0 < person.stage[domain] <= mechanism.heaviest_stage]
        for domain in sorted(wants, key=lambda one, person=person: (-person.stage[one], one)):
            minutes = min(person.open_minutes[domain], int(60 * mechanism.most_hours), left[at])
            formal_help(world, person, domain, BY_GENERAL, minutes)
            left[at] -= minutes
    attending(mechanism.attending, world, [who for _, _, who in sorted(visitors)], mechanism.heaviest_stage)
    for at in [at for at, turn in enumerate(active) if turn]:
        opened = world.offers["walk_in_minutes"][at] * world.residents_at_budget[at] // mechanism.residents_each
        cents = (opened + world.offers["general_minutes"][at]) * int(100 * mechanism.tariff + 0.5) // 60
        paid(world, at, 0, FOR_GENERAL, cents)


def attending(mechanism: Any, world: Plain, visitors: list[int], heaviest_stage: int) -> None:
    """Visitors still short are helped by the volunteers there, who come in the order of their lots."""
    on_hand = {who: min(minutes, int(60 * mechanism.duty_hours)) for who, minutes in hours_left(world).items()}
    for who in visitors:
        person = world.people[who]
        wants = [domain for domain in (0, 1, 3) if 0 < person.stage[domain] <= heaviest_stage]
        for domain in sorted(wants, key=lambda one, person=person: (-person.stage[one], one)):
            share = share_of(mechanism, person, domain)
            wanted = minutes_for(open_to_people(person, domain), share)
            ready = [
                one
                for one, minutes in on_hand.items()
                if min(wanted, minutes) >= 15
                and world.people[one].neighbourhood == person.neighbourhood
                and world.people[one].home != person.home
                and can(world.people[one], domain)
            ]
            if ready:
                helper = min(ready, key=lambda one: world.chance.bits(ON_DUTY, one))
                minutes = min(wanted, on_hand[helper])
                on_hand[helper] -= minutes
                help_given(world, helper, who, domain, BY_VOLUNTEERS, minutes, share)


def _helped_with(mechanism: Any, person: Thing) -> list[int]:
    return [
        domain
        for domain in (0, 1, 3)
        if 0 < person.stage[domain] <= mechanism.heaviest_stage and person.open_minutes[domain] >= 15
    ]


def outreach(mechanism: Any, world: Plain) -> None:
    """Known avoiders are visited, the most serious first; who lets someone in is brought to formal help.

    With the team the case is then one of outreach, whatever style others get.
    """
    known = []
    for who, person in world.people.items():
        if not person.avoids_formal or person.approached + mechanism.again_weeks > world.week:
            continue
        shows = [
            (-person.stage[domain], domain)
            for domain in range(4)
            if person.stage[domain] > 0
            and person.formal[domain] == NONE
            and person.formal_since[domain] + mechanism.again_weeks <= world.week
            and person.unmet_weeks[domain] >= mechanism.unmet_weeks
            and person.open_minutes[domain] >= 15
        ]
        if shows and (min(shows)[0] == -3 or _reported(mechanism, world, who)):
            stage, domain = min(shows)
            known.append((stage, -(world.chance.bits("an avoider lets outreach in", who, 1) >> 2), who, domain))
    left = list(world.offers["outreach_visits"])
    for _, _, who, domain in sorted(known):
        person = world.people[who]
        if left[person.neighbourhood] == 0:
            continue
        left[person.neighbourhood] -= 1
        person.approached = world.week
        happened(world, person, "calls")
        if world.chance.draw("an avoider lets outreach in", who) < _opens(mechanism, person):
            happened(world, person, "reached")
            person.reached[domain] = True
            person.formal_since[domain] = person.asked_since[domain] = world.week
            nurse = domain == PERSONAL
            person.formal[domain] = GRANTED if nurse else QUEUE
            person.granted_minutes[domain] = person.open_minutes[domain] if nurse else 0
            person.case_style[domain] = 0 if nurse else OUTREACH
            entered(world, person, PROVIDER_QUEUE if nurse else TEAM_QUEUE)


def _reported(mechanism: Any, world: Plain, who: int) -> bool:
    return any(
        met(world, world.ties[tie]) and world.chance.draw("an avoider is reported", who, tie) < mechanism.report_chance
        for tie in world.people[who].ties
    )


def _opens(mechanism: Any, person: Thing) -> float:
    from samenredzaam.curves import logit

    return logistic(logit(mechanism.accepted_share) + mechanism.trust_weight * (person.trust - 0.5))


def crisis(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """In a crisis all that is open is met, at a price; heavy needs largely unmet for long may become one next week."""
    for who, person in world.people.items():
        if not active[person.neighbourhood]:
            continue
        if person.crisis_until > world.week:
            if any(person.stage):
                payer = 1 if person.stage[PERSONAL] else 0
                paid(world, person.neighbourhood, payer, FOR_CRISIS, 7 * int(100 * mechanism.day_cost + 0.5))
                for domain in range(4):
                    formal_help(world, person, domain, BY_CRISIS, person.open_minutes[domain])
        elif any(_falls(mechanism, world, who, domain) for domain in range(4)):
            person.crisis_until = world.week + 1 + mechanism.weeks
            happened(world, person, "crises")
            for domain in range(4):
                _pass_on(world, person, domain)


def _falls(mechanism: Any, world: Plain, who: int, domain: int) -> bool:
    person = world.people[who]
    if person.stage[domain] < 3 or person.unmet_weeks[domain] < mechanism.least_weeks:
        return False
    if person.open_minutes[domain] < mechanism.unmet_share * person.required_minutes[domain]:
        return False
    near = mechanism.chance * min(person.unmet_weeks[domain], 52) / 13.0
    return world.chance.draw("an unmet heavy need becomes a crisis", who, domain) < near


def _pass_on(world: Plain, person: Thing, domain: int) -> None:
    """A heavy need goes to assessment, or to the nurse for what is open."""
    state = person.formal[domain]
    if person.stage[domain] < 3 or person.open_minutes[domain] < 15 or state not in (NONE, QUEUE, CASE):
        return
    if state == QUEUE:
        had_turn(world, person, TEAM_QUEUE, world.week - person.formal_since[domain])
    else:
        person.asked_since[domain] = world.week
    nurse = domain == PERSONAL
    person.formal[domain] = GRANTED if nurse else ASSESSMENT
    person.formal_since[domain] = world.week
    person.worker[domain] = -1
    person.service[domain] = person.case_style[domain] = person.bond[domain] = 0
    person.granted_minutes[domain] = person.open_minutes[domain] if nurse else 0
    entered(world, person, PROVIDER_QUEUE if nurse else ASSESSMENT_QUEUE)
