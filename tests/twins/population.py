"""Twins of ageing, births, deaths and moves, and of what becomes of who arrives and who leaves."""

import math
from typing import Any

from samenredzaam.curves import logit, normal
from samenredzaam.neighbourhood.residents import Needs, Residents
from twins.chance import logistic, mix, pair, quantile
from twins.needs import QUEUE_OF
from twins.plain import Plain, Thing, ended, has_turn, made, single

WEEKS_PER_YEAR = 52.1775
WORD = 1 << 64
CHILD, LIVING_ALONE, PARTNER, SINGLE_PARENT, OTHER_MEMBER = range(5)
HOUSEHOLD, KIN, FRIEND = 0, 1, 2
BY_START, BY_HOUSEHOLD_LIFE = 0, 1
BIRTHS, DEATHS, ARRIVALS, DEPARTURES, MOVES_WITHIN, COUPLES = range(6)
TIE_SLOTS = 20


def ageing(mechanism: Any, world: Plain) -> None:
    """Limitations come and go by one draw; birthdays bring schooling, work, retirement; then the week's free time."""
    for who, person in world.people.items():
        if world.week >= 0:
            _limit(mechanism, world, who)
            age = int((world.age_week - person.birth_week) / WEEKS_PER_YEAR)
            if age != person.age:
                grown = person.age < 15 <= age
                person.age = age
                _birthday(mechanism, world, who)
                if grown:
                    traits = [
                        world.chance.draw("traits of a new resident", who, number, week=0) for number in range(12)
                    ]
                    _volunteer(mechanism.settling, world, person, traits)
        person.free_minutes = _free(mechanism, person)


def _limit(mechanism: Any, world: Plain, who: int) -> None:
    person, luck = world.people[who], world.chance.quick("becoming limited", who)
    worse = mechanism.worsening_chance * (2.0 if person.age > 70 else 1.0)
    if person.limitation == 0:
        person.limitation = int(luck < mechanism.onset[person.age])
    elif person.limitation == 1:
        if luck < worse:
            person.limitation = 2
        elif luck < worse + mechanism.recovery_chance:
            person.limitation = 0


def _birthday(mechanism: Any, world: Plain, who: int) -> None:
    person = world.people[who]
    luck, works, hours = (world.chance.draw("schooling and work when grown up", who, n, week=0) for n in (1, 2, 3))
    if person.age == 16:
        person.schooling = max(person.schooling, 1)
    elif person.age == 23:
        person.schooling = max(person.schooling, 3 if luck < 0.4 else (2 if luck < 0.8 else 1))
        if person.work_minutes == 0 and not person.benefit and works < mechanism.works_share:
            person.work_minutes = 1500 + 60 * int(15.0 * hours)
    elif person.age >= mechanism.leave_work_age:
        person.work_minutes, person.benefit = 0, False


def _free(mechanism: Any, person: Thing) -> int:
    minutes = max(int(60 * mechanism.hours_free) - int(person.work_minutes * mechanism.work_takes), 0)
    if person.age < 18:
        minutes = minutes // 5 if person.age >= 16 else 0
    return (minutes, minutes * 3 // 5, minutes // 6)[person.limitation]


def flow(world: Plain, who: int, kind: int) -> None:
    world.ledgers["flows"][world.people[who].neighbourhood][kind] += 1


def leave(world: Plain, leavers: set[int], *, moved: bool, kept_friend_share: float = 0.0) -> None:
    """Who moves away stays kin of those left behind, and a friend with some chance; all other ties end.

    Who dies bereaves all to whom the tie was a good one. Children left without anyone grown go to live elsewhere too.
    """
    for identity in {tie for who in leavers for tie in world.people[who].ties}:
        tie = world.ties[identity]
        staying = [who for who in tie.ends if who is not None and who not in leavers]
        kin = tie.kind in (HOUSEHOLD, KIN)
        if not moved and world.strength(tie) >= world.good_strength:
            for who in staying:
                world.people[who].bereaved = world.week
        luck = world.chance.draw("a friend who moved is kept", identity)
        if moved and staying and (kin or (tie.kind == FRIEND and luck < kept_friend_share)):
            _turn_outside(world, identity, staying[0], KIN if kin else FRIEND)
        else:
            ended(world, identity)
    left = set()
    for who in leavers:
        person = world.people.pop(who)
        for state in person.formal:
            if state in QUEUE_OF:
                world.ledgers["queue_left"][person.neighbourhood][QUEUE_OF[state]] += 1
        world.time_banks[person.neighbourhood].closed_minutes += person.bank_minutes
        home = world.homes[person.home]
        left.add(person.home)
        home.members = tuple(None if one == who else one for one in home.members)
        if not any(home.members):
            home.household = 0
    see_to(world, left)


def see_to(world: Plain, homes: set[int]) -> None:
    """Positions as they are in homes that changed; children left without anyone grown go to live elsewhere too."""
    for home in homes:
        find_places(world, home)
    orphans = set()
    for members in (world.members(home) for home in homes):
        if all(world.people[who].age < 18 for who in members):
            orphans.update(members)
    for who in orphans:
        flow(world, who, DEPARTURES)
    if orphans:
        leave(world, orphans, moved=True)


def replaced(founding: Any, world: Plain, leavers: set[int], *, moved: bool, kept_friend_share: float = 0.0) -> None:
    """Time stands still: others like them take the place of those who would leave, and know nobody here but kin."""
    for who in sorted(leavers):
        person = world.people[who]
        for identity in sorted(person.ties):
            tie, other = world.ties[identity], world.other(identity, who)
            known = moved and other is not None and other not in leavers
            luck = world.chance.draw("a friend who moved is kept", identity)
            if tie.kind == HOUSEHOLD:
                if known and len(world.people[other].ties) < TIE_SLOTS:
                    stranger = world.chance.bits("a friend who moved is kept", identity, 1)
                    made(
                        world, pair(other, stranger), (other, None), KIN, BY_HOUSEHOLD_LIFE, tie.strength,
                        person.birth_week,
                    )  # fmt: skip
            elif known and tie.kind == FRIEND and luck < kept_friend_share:
                _turn_outside(world, identity, other, FRIEND)
            elif tie.kind != KIN or other is None:
                ended(world, identity)
        if set(world.members(person.home)) <= leavers:
            world.homes[person.home].since = world.week
    for who in leavers:
        know_elsewhere(founding, world, who)


def _turn_outside(world: Plain, identity: int, staying: int, kind: int) -> None:
    tie = world.ties.pop(identity)
    leaving = next(end for end in tie.ends if end != staying)
    if tie.ends[0] == leaving:
        tie.debt_minutes = -tie.debt_minutes
    tie.identity, tie.ends, tie.kind, tie.given_up = mix(identity), (staying, None), kind, 0
    tie.outside_birth_week = world.people[leaving].birth_week
    tie.meetings = 0
    world.ties[tie.identity] = tie
    world.people[staying].ties = world.people[staying].ties - {identity} | {tie.identity}
    world.people[leaving].ties.discard(identity)
    for arrangement in world.arrangements.values():
        if arrangement.tie == identity:
            arrangement.tie = 0


def dying(mechanism: Any, world: Plain) -> None:
    """People die by sex and age."""
    chances = [[round(over_four_weeks(chance), 9) for chance in row] for row in mechanism.mortality.chances.tolist()]
    dead = {
        who
        for who, person in world.people.items()
        if has_turn(world, who) and world.chance.quick("death", who) < chances[person.sex][person.age]
    }
    if world.week < 0:
        replaced(mechanism.founding, world, dead, moved=False)
        return
    for who in dead:
        flow(world, who, DEATHS)
    leave(world, dead, moved=False)


def find_places(world: Plain, home: int) -> None:
    """Set the positions of those left: who lost a partner, whose children have gone, who is alone."""
    people = [world.people[who] for who in world.members(home)]
    positions = [person.position for person in people]
    for person in people:
        if person.position == PARTNER and positions.count(PARTNER) == 1:
            person.position, person.partner_lost = SINGLE_PARENT, world.week
        if person.position == SINGLE_PARENT and CHILD not in positions:
            person.position = OTHER_MEMBER
        if len(people) == 1:
            person.position = LIVING_ALONE


def admitting(mechanism: Any, world: Plain) -> None:
    """Of the old with a heavy need of care some go to a nursing home, sooner in a crisis, and stay kin of the rest.

    While time stands still someone without any need takes their place.
    """
    going = {
        who
        for who, person in world.people.items()
        if person.stage[2] == 3
        and person.age >= mechanism.least_age
        and world.chance.draw("admitted to a nursing home", who)
        < mechanism.chance * (mechanism.crisis_factor if person.crisis_until > world.week else 1.0)
    }
    if world.week < 0:
        replaced(mechanism.founding, world, going, moved=True)
        for who in going:
            person = world.people[who]
            for state in person.formal:
                if state in QUEUE_OF:
                    world.ledgers["queue_left"][person.neighbourhood][QUEUE_OF[state]] += 1
            person.crisis_until = Residents.declared["crisis_until"].empty
            for name, column in Needs.declared.items():
                if name not in ("identity", "offered_minutes", "useful_minutes"):
                    setattr(person, name, [column.empty] * 4)
        return
    for who in going:
        flow(world, who, DEPARTURES)
    leave(world, going, moved=True)


def nobody() -> Thing:
    """A resident of whom nothing is known yet."""
    person = Thing()
    for name, column in (Residents.declared | Needs.declared).items():
        setattr(person, name, [column.empty] * column.shape[0] if column.shape else column.empty)
    person.ties = set()
    person.offered_minutes = person.useful_minutes = None
    return person


def settle(settling: Any, world: Plain, who: int) -> None:
    """Traits for life, from who someone is; roles only from 15."""
    person = world.people[who]

    def trait(number: int) -> float:
        return world.chance.draw("traits of a new resident", who, number, week=0)

    def share(value: float) -> float:
        return single(min(max(value, 0.0), 1.0))

    person.arrived = world.week
    person.prosocial_values = single(normal(trait(1)))
    person.reluctance_to_ask = share(settling.reluctance_mean + settling.reluctance_spread * normal(trait(2)))
    person.tolerance_minutes = int(quantile(settling.tolerance.tolist(), trait(3))) + 1
    household = world.homes[person.home].household
    shared = normal(world.chance.draw("traits of a new resident", household, 23, week=0))
    share_at_home = settling.loneliness_home_share
    apart = math.sqrt(1.0 - share_at_home) * normal(trait(4)) + math.sqrt(share_at_home) * shared
    person.loneliness_setpoint = single(settling.loneliness_setpoint_mean + settling.loneliness_setpoint_spread * apart)
    person.loneliness = single(person.loneliness_setpoint - 6.0)
    reliance = settling.self_reliance_mean + settling.self_reliance_schooling * person.schooling
    person.self_reliance = share(reliance + 0.15 * normal(trait(5)))
    person.self_reliance_setpoint = person.self_reliance
    wanted = settling.wanted_contacts_mean + settling.wanted_contacts_spread * normal(trait(12))
    person.wanted_contacts = single(min(max(wanted, 0.0), 40.0))
    person.trust = share(settling.trust_mean + 0.15 * normal(trait(6)))
    limited = settling.limited[person.age]
    person.reluctance_to_offer = share(
        settling.reluctance_to_offer_mean + settling.reluctance_to_offer_spread * normal(trait(20))
    )
    person.avoids_formal = trait(21) < settling.avoids_formal_share
    person.limitation = 2 if trait(7) < limited * settling.serious_share else int(trait(7) < limited)
    digital = settling.digital_mean - settling.digital_age * (person.age - 40)
    digital += settling.digital_schooling * (person.schooling - 2)
    person.digital_skill = share(digital + 0.2 * normal(trait(22)))
    if person.age >= 15:
        _volunteer(settling, world, person, [trait(number) for number in range(12)])


def _volunteer(settling: Any, world: Plain, person: Thing, traits: list[float]) -> None:
    tilt = settling.values_on_volunteering * person.prosocial_values
    person.role_minutes = min(int(quantile(settling.role_minutes.tolist(), traits[10])) + 1, 2400)
    if traits[8] < logistic(logit(settling.regular_share) + tilt):
        care, near = settling.care_role_share, settling.neighbourhood_role_share
        person.role = 1 if traits[9] < care else (2 if traits[9] < care + near else 3)
        person.role_since = world.week
    else:
        usual = logit(settling.occasional_share / (1.0 - settling.regular_share))
        person.occasional = traits[11] < logistic(usual + tilt)


def bind(world: Plain, home: int, strength: float) -> None:
    """Tie all who live in a home and have no tie yet, as long as both have a place."""
    members = [who for who in world.homes[home].members if who is not None]
    for number, one in enumerate(members):
        for two in members[number + 1 :]:
            room = max(len(world.people[who].ties) for who in (one, two)) < TIE_SLOTS
            if room and not world.tied(one, two):
                made(world, pair(one, two), (one, two), HOUSEHOLD, BY_HOUSEHOLD_LIFE, strength)


def bearing(mechanism: Any, world: Plain) -> None:
    """Women bear children by age, less without a partner; one child to a home in a week, and none where it is full."""
    if world.week < 0:
        return
    chances = mechanism.chances.tolist()
    mothers: dict[int, int] = {}
    for who, person in world.people.items():
        chance = chances[person.age] * (1.0 if person.position == PARTNER else mechanism.without_partner)
        able = (
            has_turn(world, who)
            and person.sex == 1
            and person.position != CHILD
            and None in world.homes[person.home].members
        )
        if able and world.chance.quick("birth", who) < chance:
            mothers[person.home] = min(who, mothers.get(person.home, who))
    for home, mother in mothers.items():
        parent = world.people[mother]
        parent.children_born += 1
        child = nobody()
        child.identity = mix(mix(mother) ^ parent.children_born)
        child.neighbourhood, child.home, child.background = parent.neighbourhood, home, parent.background
        child.birth_week, child.position = world.week, CHILD
        child.sex = 0 if child.identity % 205 < 105 else 1
        if parent.position == LIVING_ALONE:
            parent.position = SINGLE_PARENT
        members = list(world.homes[home].members)
        members[members.index(None)] = child.identity
        world.homes[home].members = tuple(members)
        world.people[child.identity] = child
        settle(mechanism.settling, world, child.identity)
        bind(world, home, 0.9)
        flow(world, child.identity, BIRTHS)


def moving(mechanism: Any, world: Plain) -> None:
    movers, near = _movers(mechanism, world)
    if world.week < 0:
        replaced(mechanism.founding, world, movers | near, moved=True, kept_friend_share=mechanism.kept_friend_share)
        return
    homes = empty_homes(world, "an empty home is taken", near)
    movers |= near - homes.keys()
    rehoused(world, homes)
    for who in movers:
        flow(world, who, DEPARTURES)
    leave(world, movers, moved=True, kept_friend_share=mechanism.kept_friend_share)
    newcomers = _fill(mechanism, world)
    for home, people in newcomers:
        for who in people:
            settle(mechanism.settling, world, who)
        bind(world, home, 0.85)
    for _, people in newcomers:
        for who in people:
            know_elsewhere(mechanism.founding, world, who)
            flow(world, who, ARRIVALS)


def empty_homes(world: Plain, purpose: str, seekers: set[int]) -> dict[int, int]:
    """An empty home in their own neighbourhood for each seeker, in order of who they are, as long as there are any."""
    found: dict[int, int] = {}
    for at in {world.people[who].neighbourhood for who in seekers}:
        lots = {
            home: world.chance.draw(purpose, home, 3)
            for home, dwelling in world.homes.items()
            if dwelling.household == 0 and dwelling.neighbourhood == at
        }
        queue = sorted(who for who in seekers if world.people[who].neighbourhood == at)
        found.update(zip(queue, sorted(lots, key=lots.__getitem__), strict=False))
    return found


def rehoused(world: Plain, moves: dict[int, int]) -> None:
    """People change homes and keep their ties: housemates left become kin, and whose home they join housemates."""
    left = {world.people[who].home for who in moves}
    joined = set(moves.values())
    incomes: dict[int, int] = {}
    for who, home in moves.items():
        if world.homes[home].household == 0:
            incomes[home] = max(incomes.get(home, 0), world.homes[world.people[who].home].income)
    for who in moves:
        home = world.homes[world.people[who].home]
        home.members = tuple(None if one == who else one for one in home.members)
        if not any(home.members):
            home.household = 0
    for who, there in moves.items():
        places = list(world.homes[there].members)
        places[places.index(None)] = who
        world.homes[there].members = tuple(places)
        world.people[who].home = there
    for identity in {tie for who in moves for tie in world.people[who].ties}:
        _by_where_they_live(world, identity)
    for home, income in incomes.items():
        dwelling = world.homes[home]
        dwelling.household, dwelling.since, dwelling.income = mix(home ^ mix(world.week + 1)), world.week, income
    for home in joined:
        bind(world, home, 0.9)
    for who in moves:
        flow(world, who, MOVES_WITHIN)
    see_to(world, left | joined)


def _by_where_they_live(world: Plain, identity: int) -> None:
    tie = world.ties[identity]
    if tie.ends[1] is None:
        return
    together = world.people[tie.ends[0]].home == world.people[tie.ends[1]].home
    if tie.kind == HOUSEHOLD and not together:
        tie.kind = KIN
    elif tie.kind != HOUSEHOLD and together:
        _become_housemates(world, identity)


def _become_housemates(world: Plain, identity: int) -> None:
    """Housemates count no favours, and what was arranged between them ends."""
    tie = world.ties.pop(identity)
    debt = int(world.debt(tie))
    tie.identity, tie.kind, tie.debt_minutes, tie.meetings = mix(identity), HOUSEHOLD, 0, 0
    world.ties[tie.identity] = tie
    for end, sign in zip(tie.ends, (1, -1), strict=True):
        world.people[end].closed_debt_minutes += sign * debt
        world.people[end].ties = world.people[end].ties - {identity} | {tie.identity}
    for arrangement in world.arrangements.values():
        if arrangement.tie == identity:
            arrangement.tie = 0


def _movers(mechanism: Any, world: Plain) -> tuple[set[int], set[int]]:
    """Whole households by a low draw, the young the sooner; one of a couple by a high one; and grown children.

    Of the children some look for a home nearby: the second of the two sets.
    """
    movers: set[int] = set()
    near: set[int] = set()
    mobility = mechanism.mobility.tolist()
    parts = over_four_weeks(mechanism.parting_share / WEEKS_PER_YEAR)
    for home, dwelling in world.homes.items():
        members = world.members(home)
        if not members or not has_turn(world, dwelling.household):
            continue
        oldest = max(world.people[who].age for who in members)
        better = world.street_of(home).liveability - 0.5
        leaves = over_four_weeks(mechanism.moves_share / WEEKS_PER_YEAR)
        leaves = leaves * max(1.0 - mechanism.liveability_on_moving * better, 0.0) * mobility[oldest]
        couple = [who for who in members if world.people[who].position == PARTNER]
        luck = world.chance.quick("a household moves out", dwelling.household)
        if luck >= 1.0 - parts:
            if len(couple) == 2:
                movers.add(min(couple, key=lambda who: world.chance.draw("a couple parts", who, 1)))
        elif luck < leaves:
            movers.update(members)
    chance = over_four_weeks(mechanism.leave_home_share / WEEKS_PER_YEAR)
    for who, person in world.people.items():
        grown = person.position == CHILD and person.age >= 18 and len(world.members(person.home)) > 1
        if not grown or who in movers or not has_turn(world, who):
            continue
        luck = world.chance.quick("a grown child leaves home", who)
        if luck < chance * mechanism.near_home_share and luck < chance:
            near.add(who)
        elif luck < chance:
            movers.add(who)
    return movers, near


def over_four_weeks(chance: float) -> float:
    return 1.0 - (1.0 - chance) ** 4


def _fill(mechanism: Any, world: Plain) -> list[tuple[int, list[int]]]:
    """Of the homes empty beyond those empty at the start a share is taken, by a household like one of the start."""
    founding, newcomers = world.founding, []
    empty: dict[int, list[int]] = {}
    for home, dwelling in world.homes.items():
        if dwelling.household == 0:
            empty.setdefault(dwelling.neighbourhood, []).append(home)
    for at, homes in empty.items():
        above = max(len(homes) - founding["spare"][at], 0) / len(homes)
        for home in homes:
            if world.chance.draw("an empty home is taken", home) < mechanism.fill_share * above:
                first, after = founding["start"][at], founding["start"][at + 1]
                weights = [0, *founding["weight"]]
                luck = world.chance.draw("an empty home is taken", home, 1)
                aim = weights[first] + int(luck * (weights[after] - weights[first]))
                like = next(one for one in range(first, after) if founding["weight"][one] > aim)
                newcomers.append((home, _arrive(world, home, like)))
    return newcomers


def _arrive(world: Plain, home: int, like: int) -> list[int]:
    dwelling, founding = world.homes[home], world.founding
    dwelling.household = mix(home ^ mix((world.week + 1) % WORD))
    dwelling.since, dwelling.income = world.week, founding["income"][like]
    people = []
    for place, row in enumerate(founding["members"][like]):
        if row < 0:
            continue
        person = nobody()
        person.identity = mix((dwelling.household + place + 1) % WORD)
        person.neighbourhood, person.home = dwelling.neighbourhood, home
        for name in ("age", "sex", "position", "schooling", "background", "benefit", "work_minutes"):
            setattr(person, name, founding[name][row])
        within = world.chance.draw("an empty home is taken", person.identity, 2)
        person.birth_week = world.age_week - int((person.age + within) * WEEKS_PER_YEAR)
        world.people[person.identity] = person
        people.append(person.identity)
    dwelling.members = tuple(people + [None] * (len(dwelling.members) - len(people)))
    return people


def know_elsewhere(founding: Any, world: Plain, who: int) -> None:
    """Parents who may still live, siblings, grown children and friends, as many as age makes likely."""
    person = world.people[who]

    def luck(number: int) -> float:
        return world.chance.draw("kin elsewhere", who, number)

    def know(kind: int, years: float, strength: float, number: int) -> None:
        if TIE_SLOTS - len(person.ties) > 2:
            born = world.age_week - int(years * WEEKS_PER_YEAR)
            stranger = world.chance.bits("kin elsewhere", who, number + 3)
            made(world, pair(who, stranger), (who, None), kind, BY_START, strength, born)

    def count(mean: float, number: int) -> int:
        return int(luck(number) * 2.0 * mean + 0.5)

    if person.age < 18 or (person.position == CHILD and person.age < 25):
        return
    alive = min(max((88.0 - person.age) / 45.0, 0.0), 1.0)
    for number, share in ((10, 0.9), (14, 0.75)):
        years = person.age + 24.0 + 12.0 * luck(number + 1)
        if luck(number) < alive * share and years < 100.0:
            know(KIN, years, 0.45 + 0.5 * luck(number + 2), number)
    for number in range(40, 40 + 4 * count(founding.siblings_mean, 30), 4):
        know(KIN, max(person.age - 6.0 + 12.0 * luck(number), 18.0), 0.25 + 0.6 * luck(number + 1), number)
    if person.age > 55:
        for number in range(80, 80 + 4 * count(founding.children_elsewhere_mean, 70), 4):
            years = max(person.age - 24.0 - 12.0 * luck(number), 18.0)
            know(KIN, years, 0.45 + 0.5 * luck(number + 1), number)
    for number in range(120, 120 + 4 * count(founding.friends_elsewhere_mean, 110), 4):
        years = max(person.age - 8.0 + 16.0 * luck(number), 18.0)
        know(FRIEND, years, 0.3 + 0.5 * luck(number + 1), number)
