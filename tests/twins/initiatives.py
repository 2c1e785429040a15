"""Twin of what members of initiatives do for others in a week."""

from typing import Any

from twins.formal import formal_help
from twins.growing import exchanged, given
from twins.helping import BY_VOLUNTEERS, help_given, left, minutes_for, open_to_people
from twins.plain import Plain, Thing

ADMINISTRATIVE, GENERAL, ORGANISING, FARM = 3, 4, 4, 5


def cooperating(mechanism: Any, world: Plain) -> None:
    """Members organise, bring a harvest and are helped, one after the other, in the order of their lots."""
    initiatives = {one.identity: one for one in world.initiatives if one.ended_week is None}
    lots = {
        who: (world.chance.draw("in which order members of initiatives give and receive", who), who)
        for who, person in world.people.items()
        if person.initiative
    }
    members = sorted(lots, key=lambda who: lots[who])
    for one in initiatives.values():
        one.organised_minutes = one.parcels = one.hired_given_minutes = 0
    rested = [who for who in members if world.people[who].resting_until <= world.week]
    for who in rested:
        _organises(mechanism, world, who, initiatives)
    if mechanism.harvest_meets:
        _bring_harvest(mechanism, world, rested, initiatives)
    for who in members:
        _is_helped(world, who, initiatives[world.people[who].initiative])


def _organises(mechanism: Any, world: Plain, who: int, initiatives: dict[int, Thing]) -> None:
    person = world.people[who]
    minutes = min(int(60 * mechanism.organising_hours), left(person))
    if minutes >= 15:
        given(world, who, minutes)
        exchanged(world, who, who, ORGANISING, minutes)
        initiatives[person.initiative].organised_minutes += minutes
        if any(person.stage):
            person.gave_back = world.week


def _bring_harvest(mechanism: Any, world: Plain, members: list[int], initiatives: dict[int, Thing]) -> None:
    """Each goes to the first, in an order by lot, whom nobody has been to and who lives elsewhere."""
    poor = [
        who
        for who, person in world.people.items()
        if person.open_minutes[ADMINISTRATIVE] > 0 and world.homes[person.home].income == 0
    ]
    poor.sort(key=lambda who: (world.chance.draw("to whom a harvest goes first", who), who))
    for who in members:
        person, one = world.people[who], initiatives[world.people[who].initiative]
        most = min(int(60 * mechanism.farm_hours), left(person))
        if FARM not in one.goals or most < 15:
            continue
        for other in poor:
            eats = world.people[other]
            still = open_to_people(eats, ADMINISTRATIVE)
            if eats.neighbourhood == person.neighbourhood and eats.home != person.home and still > 0:
                minutes = min(most, minutes_for(still, mechanism.harvest_meets))
                help_given(world, who, other, ADMINISTRATIVE, BY_VOLUNTEERS, minutes, mechanism.harvest_meets)
                one.parcels += 1
                poor.remove(other)
                break


def _is_helped(world: Plain, who: int, one: Thing) -> None:
    person = world.people[who]
    for domain in range(4):
        minutes = min(one.hired_minutes - one.hired_given_minutes, person.open_minutes[domain])
        if minutes >= 15:
            formal_help(world, person, domain, GENERAL, minutes)
            one.hired_given_minutes += minutes
