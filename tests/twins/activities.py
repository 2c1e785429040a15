"""Twins of meeting places: what runs, who goes there, who gets to know whom, whom social workers introduce."""

from typing import Any

import numpy as np

from samenredzaam.neighbourhood.places import Activities
from samenredzaam.neighbourhood.residents import Residents
from twins.chance import mix, number_of, pair
from twins.contact import in_four_weeks, likeness, longing
from twins.growing import exchanged, given
from twins.helping import hours_left, left
from twins.plain import Plain, Thing, has_turn, made, single, weeks_since_turn

FRIEND, NEIGHBOUR, ACTIVITY = 2, 3, 4
HOUSEHOLD, KIN = 0, 1
BY_ACTIVITY, BY_CONNECTING = 7, 8
MIXED, ONE_AGE, ONE_SCHOOLING, ONE_BACKGROUND = range(4)
TIE_SLOTS = 20
FUNDS, FOR_ACTIVITIES = 3, 11
HOSTING = 3
WORD = 1 << 64


def room_for_ties(person: Thing) -> int:
    return TIE_SLOTS - len(person.ties)


def ones_group(kind: int, person: Thing) -> int:
    """The group someone is of: under 40, under 65 or older; schooling; background."""
    return [0, (person.age >= 40) + (person.age >= 65), person.schooling, person.background][kind]


def belongs(activity: Thing, person: Thing) -> bool:
    return activity.kind == MIXED or ones_group(activity.kind, person) == activity.group


def running(world: Plain, at: int) -> list[Thing]:
    """What the welfare organisation runs in a neighbourhood, the first opened first."""
    there = [one for one in world.activities.values() if one.neighbourhood == at and not one.by_residents]
    return sorted(there, key=lambda one: (one.opened, one.place))


def members(world: Plain, activity: Thing) -> list[int]:
    return sorted(who for who, person in world.people.items() if person.activity == activity.identity)


def stops(person: Thing) -> None:
    person.activity, person.activity_since = 0, int(Residents.declared["activity_since"].empty)
    person.activity_with_work = False


# What runs.


def organising(mechanism: Any, world: Plain) -> None:
    """Each place opens or closes one activity a week until it has as many as there are hours for."""
    for organisation in world.welfare_organisations:
        at = organisation.neighbourhood
        places, hours = world.offers["places"][at], world.offers["opening_hours"][at]
        for one in running(world, at):
            if one.identity in organisation.ending:
                _ends(world, one)
        organisation.ending = []
        slots: dict[int, int] = {}
        while len(slots) < places:
            open_places = min(len(slots) + 1.0, places)
            all_of_them = int(hours / mechanism.activity_hours * open_places + 0.5)
            slots[len(slots)] = all_of_them - sum(slots.values())
        by_place: dict[int, list[Thing]] = {place: [] for place in slots}
        for one in running(world, at):
            by_place.setdefault(one.place, []).append(one)
        for place, there in by_place.items():
            surplus = len(there) > slots.get(place, 0)
            closing = there[-1:] if place in slots else there
            for one in closing if surplus else []:
                _ends(world, one)
            if place in slots and len(there) < slots[place]:
                _open(mechanism, world, at, place)
        _suit(mechanism, world, at)
        for one in running(world, at):
            one.weeks_run += 1
        each = int(100.0 * mechanism.tariff_open_hour * mechanism.activity_hours + 0.5)
        cents = len(running(world, at)) * each
        organisation.cost_cents += cents
        extra = organisation.paid_by_funds_share
        funds = int(cents * extra / (1.0 - organisation.cut_share + extra))
        world.ledgers["cents"][at][0][FOR_ACTIVITIES] += cents - funds
        world.ledgers["cents"][at][FUNDS][FOR_ACTIVITIES] += funds


def _ends(world: Plain, one: Thing) -> None:
    for who in members(world, one):
        stops(world.people[who])
    del world.activities[one.identity]


def _open(mechanism: Any, world: Plain, at: int, place: int) -> None:
    identity = mix(mix(mix(number_of("an activity opens") ^ at) ^ place) ^ (world.week % WORD))
    homes = [home for home in world.doors if world.homes[home].neighbourhood == at]
    home = world.homes[homes[int(world.chance.draw("where a meeting place stands", at, place, week=0) * len(homes))]]
    values = {name: np.array(declared.empty).item() for name, declared in Activities.declared.items()}
    values |= {"identity": identity, "neighbourhood": at, "place": place, "x": home.x, "y": home.y}
    values |= {"room": mechanism.room, "places": mechanism.room, "opened": world.week, "with_work": False}
    world.activities[identity] = Thing(**values)
    _for_one_group(mechanism, world, world.activities[identity])


def _for_one_group(mechanism: Any, world: Plain, activity: Thing) -> None:
    """It is for the group of one resident, whoever has the identity nearest to its own."""
    luck = world.chance.draw("for which group an activity is", activity.identity, 1, week=0)
    rest = 1.0 - mechanism.age_share
    if luck < mechanism.age_share:
        activity.kind = ONE_AGE
    else:
        activity.kind = ONE_SCHOOLING if luck < 1.0 - rest / 2 else ONE_BACKGROUND
    grown = [
        who
        for who, person in world.people.items()
        if person.age >= 16 and person.neighbourhood == activity.neighbourhood
    ]
    like = min(grown, key=lambda who: who ^ activity.identity)
    activity.group = ones_group(activity.kind, world.people[like])


def _suit(mechanism: Any, world: Plain, at: int) -> None:
    """New ones are made what is short; of the others one a week changes, the first opened that can."""
    all_there = running(world, at)

    def change(one: Thing, what: str, yes: bool) -> None:
        if what == "work":
            one.with_work = yes
            for who in members(world, one):
                world.people[who].activity_with_work = yes
        elif yes:
            one.kind, one.group = MIXED, 0
        else:
            _for_one_group(mechanism, world, one)

    for what, share in (("mixed", world.offers["mixed_share"][at]), ("work", world.offers["activity_work_share"][at])):
        having = [one for one in all_there if (one.with_work if what == "work" else one.kind == MIXED)]
        wanted = int(share * len(all_there) + 0.5)
        more = wanted > len(having)
        able = [one for one in all_there if (one in having) != more]
        new = [one for one in able if one.opened == world.week]
        many = abs(wanted - len(having))
        for one in new[:many] if new else able[: min(many, 1)]:
            change(one, what, more)


# Who meets there.


def gathering(mechanism: Any, world: Plain) -> None:
    """At their turn people agree to meet whom they know there; some get to know another, the best for both."""
    get_to_know, get_on = "gets to know someone at an activity", "gets on with someone at an activity"
    for tie in world.ties.values():
        one, two = tie.ends
        if not has_turn(world, one) or two is None:
            continue
        if world.people[one].activity == world.people[two].activity != 0:
            since = weeks_since_turn(world, tie.identity)
            tie.meetings |= sum(2**week for week in range(since, since + 4))
    for activity in world.activities.values():
        there = members(world, activity)
        activity.members_count = len(there)
        tolerance = mechanism.group_tolerance + (mechanism.mixed_adds if activity.kind == MIXED else 0.0)
        tolerance = min(tolerance + (mechanism.work_adds if activity.with_work else 0.0), 1.0)
        pairs = set()
        for who in there:
            person = world.people[who]
            luck = world.chance.quick(get_to_know, who)
            if not has_turn(world, who) or luck >= in_four_weeks(mechanism.know_chance) * min(1.0, longing(person)):
                continue
            others = [other for other in there if other != who]
            if not others:
                continue
            other = max(others, key=lambda other, who=who: world.chance.bits(get_to_know, pair(who, other)) | 1)
            stranger = world.people[other]
            if stranger.home == person.home or room_for_ties(stranger) <= 2 or world.tied(who, other):
                continue
            alike = likeness(mechanism.founding, person, stranger, tolerance)
            if world.chance.draw(get_on, pair(who, other)) < alike:
                pairs.add(tuple(sorted((who, other))))
        for one, two in _best_for_both(world, get_on, pairs):
            strength = 0.25 + 0.2 * world.chance.draw(get_on, pair(one, two), 2)
            made(world, pair(one, two), (one, two), ACTIVITY, BY_ACTIVITY, strength)
            world.ties[pair(one, two)].maker_activity = activity.identity
            activity.ties_made += 1
            world.ledgers["ties_made"][activity.neighbourhood][0 if activity.kind == MIXED else 1] += 1


def _best_for_both(world: Plain, purpose: str, pairs: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    def rank(two: tuple[int, ...]) -> int:
        return world.chance.bits(purpose, pair(*two), 1) | 1

    return [two for two in pairs if all(rank(two) >= rank(rival) for rival in pairs if set(two) & set(rival))]


# Who goes there.


def joining(mechanism: Any, world: Plain) -> None:
    """Everybody looks at how things are; then some leave, some come, and where room is short lots are drawn."""
    turning = [who for who in world.people if has_turn(world, who) and world.people[who].age >= 16]
    leave = [who for who in turning if world.people[who].activity and _leaves(mechanism, world, who)]
    wishes: dict[int, list[int]] = {}
    for who in turning:
        found = None if world.people[who].activity or not world.activities else _wish(mechanism, world, who)
        if found is not None:
            wishes.setdefault(found, []).append(who)
    for who in leave:
        world.activities[world.people[who].activity].members_count -= 1
        stops(world.people[who])
    for name, people in wishes.items():
        activity = world.activities[name]
        people.sort(key=lambda who: world.chance.bits("which activity someone chooses", who, 1))
        for who in people[: max(activity.places - activity.members_count, 0)]:
            world.people[who].activity, world.people[who].activity_since = name, world.week
            world.people[who].activity_with_work = activity.with_work
            activity.members_count += 1


def _neighbours(world: Plain, who: int) -> list[int]:
    return [other for tie in world.people[who].ties if (other := world.other(tie, who)) is not None]


def _leaves(mechanism: Any, world: Plain, who: int) -> bool:
    person = world.people[who]
    known = sum(world.people[other].activity == person.activity for other in _neighbours(world, who))
    luck = world.chance.quick("begins or stops taking part in an activity", who)
    bored = luck * (1.0 + mechanism.known_keeps * known) < in_four_weeks(mechanism.leave_chance)
    return bored or not belongs(world.activities[person.activity], person)


def _wish(mechanism: Any, world: Plain, who: int) -> int | None:
    person, which = world.people[who], "which activity someone chooses"
    lonely = min(max(person.loneliness, 0.0), 11.0) / 11.0
    chance = in_four_weeks(mechanism.join_chance)
    chance = chance * (mechanism.invited_factor if person.invited_until >= world.week else 1.0)
    chance = chance * (1.0 - mechanism.loneliness_weight * lonely)
    chance = chance * (1.0 - mechanism.reluctance_weight * person.reluctance_to_ask)
    if person.work_minutes >= 60.0 * mechanism.full_time_hours:
        chance = chance * mechanism.full_time_factor
    known = [other for other in _neighbours(world, who) if world.people[other].activity]
    companion = max(known, key=lambda other: world.chance.bits(which, who, other) | 1, default=None)
    chance = chance * (mechanism.asked_factor if companion is not None else 1.0)
    if world.chance.quick("begins or stops taking part in an activity", who) >= chance:
        return None
    choices = {
        name: one
        for name, one in world.activities.items()
        if one.neighbourhood == person.neighbourhood and one.members_count < one.places and belongs(one, person)
    }
    if companion is not None and world.people[companion].activity in choices:
        return int(world.people[companion].activity)
    reach, home = world.chance.draw("how far someone goes for an activity", who), world.homes[person.home]

    def near(one: Thing) -> bool:
        east, north = (home.x - one.x) / mechanism.distance_scale, (home.y - one.y) / mechanism.distance_scale
        return reach * (1.0 + east * east + north * north) < 1.0

    names = [name for name, one in choices.items() if near(one)]
    return max(names, key=lambda name: world.chance.bits(which, who, name) | 1, default=None)


def hosting(mechanism: Any, world: Plain) -> None:
    """Each volunteer with hours comes this week or not, to the activity they take part in or are asked for."""
    coming: dict[int, list[int]] = {name: [] for name in world.activities}
    minutes = int(60 * mechanism.host_hours)
    for who, spare in hours_left(world).items():
        person = world.people[who]
        there = sorted(name for name, one in world.activities.items() if one.neighbourhood == person.neighbourhood)
        luck = world.chance.draw("which volunteers host an activity this week", who)
        if there and luck * minutes < spare and left(person) >= minutes:
            asked = min((name for name in there if name >= mix(who)), default=there[0])
            coming[person.activity if person.activity in there else asked].append(who)
    for name, able in coming.items():
        able.sort(key=lambda who: -world.chance.bits("which volunteers host an activity this week", who, 1))
        activity, hosts = world.activities[name], able[: mechanism.hosts_most]
        for who in hosts:
            given(world, who, minutes)
            world.people[who].volunteered_minutes += minutes
            exchanged(world, who, who, HOSTING, minutes)
        activity.hosts = len(hosts)
        share = mechanism.alone_share + (1.0 - mechanism.alone_share) * len(hosts) / mechanism.hosts_most
        activity.places = int(activity.room * share + 0.5)


# Who is introduced.


def connecting(mechanism: Any, world: Plain) -> None:
    """Hours buy introductions; who has few good ties, is new or lost a partner is introduced, by lot."""
    chosen: list[int] = []
    for organisation in world.welfare_organisations:
        at = organisation.neighbourhood
        each = int(60.0 * mechanism.introduction_hours)
        minutes = organisation.saved_minutes + world.ledgers["professional"][at][4]
        count, organisation.saved_minutes = divmod(minutes, each)
        seen = [
            who for who, person in world.people.items() if person.neighbourhood == at and _seen(mechanism, world, who)
        ]
        seen.sort(key=lambda who: world.chance.bits("connecting work finds someone", who) | 1, reverse=True)
        chosen += seen[:count]
    proposals = set()
    for who in chosen:
        person = world.people[who]
        person.introduced = world.week
        runs = any(one.neighbourhood == person.neighbourhood for one in world.activities.values())
        taken = world.chance.draw("two are introduced by connecting work", who) < mechanism.along_share
        if runs and not person.activity and taken:
            person.invited_until = max(person.invited_until, world.week + mechanism.invited_weeks)
            world.ledgers["invited"][person.neighbourhood] += 1
        elif (other := _someone_near(mechanism, world, who)) is not None:
            proposals.add((who, other))
    introduce = "two are introduced by connecting work"
    pairs = {tuple(sorted(two)) for two in proposals}
    best = _best_for_both(world, introduce, pairs)
    at_of = {tuple(sorted(two)): world.people[two[0]].neighbourhood for two in proposals}
    for one, two in best:
        streets = {world.homes[world.people[who].home].street for who in (one, two)}
        strength = 0.25 + 0.2 * world.chance.draw(introduce, pair(one, two), 3)
        made(world, pair(one, two), (one, two), NEIGHBOUR if len(streets) == 1 else FRIEND, BY_CONNECTING, strength)
        world.ledgers["ties_made"][at_of[one, two]][2] += 1
        for who in (one, two):
            person = world.people[who]
            if person.reluctance_to_ask > mechanism.least_reluctance:
                person.reluctance_to_ask = single(
                    max(person.reluctance_to_ask - mechanism.ask_easier, mechanism.least_reluctance)
                )


def _seen(mechanism: Any, world: Plain, who: int) -> bool:
    person = world.people[who]
    new = person.arrived >= 0 and world.week - person.arrived < mechanism.newcomer_weeks
    lost = world.week - person.partner_lost < mechanism.loss_weeks
    alone = new or lost or person.good_ties <= mechanism.few_good_ties
    again = world.week - person.introduced >= mechanism.again_weeks
    return person.age >= 18 and has_turn(world, who) and again and alone


def _someone_near(mechanism: Any, world: Plain, who: int) -> int | None:
    """Of those near who have time and would get on with someone, one by lot."""
    introduce, person = "two are introduced by connecting work", world.people[who]
    if room_for_ties(person) <= 2:
        return None
    mine, door = world.homes[person.home], world.doors.index(person.home)
    able = []
    for name in world.doors[max(door - 40, 0) : door + 41]:
        home = world.homes[name]
        metres = (home.x - mine.x) ** 2 + (home.y - mine.y) ** 2
        if name == person.home or home.neighbourhood != mine.neighbourhood:
            continue
        if metres > mechanism.reach_metres**2 and home.street != mine.street:
            continue
        for other in (one for one in home.members if one is not None):
            stranger = world.people[other]
            alike = likeness(mechanism.founding, person, stranger, mechanism.tolerance)
            gets_on = world.chance.draw(introduce, pair(who, other), 2) < alike
            has_time = stranger.age >= 18 and stranger.free_minutes >= mechanism.spare_minutes
            if has_time and gets_on and room_for_ties(stranger) > 2 and not world.tied(who, other):
                able.append(other)
    return max(able, key=lambda other: world.chance.bits(introduce, pair(who, other), 1) | 1, default=None)


# What is counted.


def counting(mechanism: Any, world: Plain) -> None:
    """Every thirteenth week, ties between grown residents outside household and kin, by what made them."""
    if world.week % 13 != 0:
        return
    world.tie_counts = [[0] * 8 for _ in world.tie_counts]
    for activity in world.activities.values():
        activity.lasting_ties = 0
    for tie in world.ties.values():
        if tie.ends[1] is None or tie.kind in (HOUSEHOLD, KIN):
            continue
        one, two = (world.people[who] for who in tie.ends)
        if min(one.age, two.age) < 18:
            continue
        counts, weeks = world.tie_counts[one.neighbourhood], world.week - tie.made
        far = {one.schooling, two.schooling} in ({0, 3}, {1, 3})
        bridges = far or (-1 not in (one.background, two.background) and one.background != two.background)
        by_activity, by_work = tie.maker == BY_ACTIVITY, tie.maker == BY_CONNECTING
        found = [
            True, bridges, by_activity, by_activity and bridges, by_activity and weeks >= 52,
            by_activity and 52 <= weeks < 65, by_work, by_work and weeks >= 52,
        ]  # fmt: skip
        for number, yes in enumerate(found):
            counts[number] += yes
        if by_activity and weeks >= 52 and tie.maker_activity in world.activities:
            world.activities[tie.maker_activity].lasting_ties += 1
