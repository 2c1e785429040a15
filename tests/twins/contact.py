"""Twins of what happens to ties: meeting and ending, new ones, and the life of kin elsewhere."""

from collections.abc import Callable
from typing import Any

from samenredzaam.curves import normal
from twins.chance import mix, pair, quantile
from twins.plain import Plain, Thing, brought_up_to_date, ended, has_turn, made, single

WEEKS_PER_YEAR = 52.1775
HOUSEHOLD, KIN, FRIEND, NEIGHBOUR = 0, 1, 2, 3
BY_HOUSEHOLD_LIFE, BY_STREET, BY_FRIEND, BY_ELSEWHERE = 1, 2, 3, 4
TIE_SLOTS = 20


def meeting(mechanism: Any, world: Plain) -> None:
    """Every fourth week a tie may end, the weaker the sooner; its meetings make it stronger; new ones are drawn.

    Outside the home, the fewer the lonelier either of the two is.
    """
    friends = mechanism.friend_survival
    survivals = [1.0, mechanism.kin_survival, friends, mechanism.neighbour_survival, friends, friends]
    meets = [
        1.0,
        mechanism.kin_meets,
        mechanism.friends_meet,
        mechanism.neighbours_meet,
        mechanism.activity_meets,
        mechanism.volunteer_meets,
    ]
    for identity, tie in list(world.ties.items()):
        if not has_turn(world, identity):
            continue
        luck = world.chance.quick("a tie ends", identity)
        ends = round(1.0 - survivals[tie.kind] ** (4.0 / WEEKS_PER_YEAR), 9)
        if luck < ends * 2.0 * (1.0 - world.strength(tie)):
            ended(world, identity)
            continue
        times = (tie.meetings % 16).bit_count()
        if times:
            brought_up_to_date(world, tie)
            gained = round(1.0 - (1.0 - mechanism.gain) ** times, 9)
            tie.strength = single(tie.strength + gained * (1.0 - tie.strength))
        word = world.chance.bits("in which weeks the two of a tie meet", identity)
        draws = [word // 65536**week % 65536 for week in range(4)]
        agreed = tie.meetings // 16
        chance = int(meets[tie.kind] * 65536)
        if tie.kind != HOUSEHOLD and mechanism.withdrawal > 0:
            share = 1.0
            for end in tie.ends:
                if end is not None:
                    lonely = min(max(world.people[end].loneliness, 0.0), 11.0)
                    share = share * (1.0 + mechanism.withdrawal * (mechanism.usual_loneliness - lonely) / 11.0)
            chance = int(share * chance)
        tie.meetings = agreed | sum(2**week for week in range(4) if draws[week] < chance)


def kin_elsewhere(mechanism: Any, world: Plain) -> None:
    """Some of the people with less kin than usual get one more.

    Then every fourth week one draw for each of the kin elsewhere: dies, comes to need help, or needs it no more.
    """
    for who, person in world.people.items():
        if person.age >= 18 and has_turn(world, who) and len(person.ties) < TIE_SLOTS - 2:
            _more_kin(mechanism, world, who)

    deaths, limited = mechanism.deaths.tolist(), mechanism.settling.limited.tolist()
    for identity, tie in list(world.ties.items()):
        if tie.kind != KIN or tie.ends[1] is not None or not has_turn(world, identity):
            continue
        age = int((world.age_week - tie.outside_birth_week) / WEEKS_PER_YEAR)
        age = max(0, min(age, 120))
        dies = deaths[age]
        luck = world.chance.quick("life of kin elsewhere", identity)
        if luck < dies:
            if world.strength(tie) >= world.good_strength:
                world.people[tie.ends[0]].bereaved = world.week
            ended(world, identity)
        elif tie.outside_minutes > 0 and luck < dies + in_four_weeks(mechanism.end_chance):
            tie.outside_minutes = 0
        elif tie.outside_minutes == 0 and luck < dies + _turns_here(mechanism, world, tie, age) * limited[age]:
            size = quantile(mechanism.minutes.tolist(), world.chance.draw("life of kin elsewhere", identity, 1))
            tie.outside_minutes = min(int(size) + 15, 3600)
            personal = world.chance.draw("life of kin elsewhere", identity, 2) < mechanism.personal_share
            tie.outside_domain = 2 if personal else 0


def _turns_here(mechanism: Any, world: Plain, tie: Thing, age: int) -> float:
    """Of parents and children the whole chance, of kin of about one's own age a part."""
    near = abs(age - world.people[tie.ends[0]].age) < mechanism.generation_years
    return (mechanism.own_generation if near else 1.0) * in_four_weeks(mechanism.need_chance)


def _more_kin(mechanism: Any, world: Plain, who: int) -> None:
    person = world.people[who]

    def luck(number: int) -> float:
        return world.chance.draw("more kin elsewhere", who, number)

    kin = sum(world.ties[tie].kind == KIN for tie in person.ties)
    chance = in_four_weeks(mechanism.renewal_chance) * (1.0 - kin / mechanism.usual_kin)
    if world.chance.quick("more kin elsewhere", who) < chance:
        years = person.age - 6.0 + 12.0 * luck(1)
        if luck(2) < 0.5:
            years = years + (30.0 if person.age < 45 else -30.0)
        born = world.age_week - int(max(years, 18.0) * WEEKS_PER_YEAR)
        stranger = world.chance.bits("more kin elsewhere", who, 4)
        made(world, pair(who, stranger), (who, None), KIN, BY_HOUSEHOLD_LIFE, 0.3 + 0.4 * luck(3), born)


def in_four_weeks(chance: float) -> float:
    return 1.0 - (1.0 - chance) ** 4


def best_by_hash(word: int, people: list[int]) -> int | None:
    return max(people, key=lambda who: mix(word ^ who), default=None)


def longing(person: Thing) -> float:
    return max(TIE_SLOTS - len(person.ties) - 2, 0) / (TIE_SLOTS - 2.0)


def likeness(founding: Any, one: Thing, two: Thing, tolerance: float) -> float:
    gap = (one.age - two.age) / founding.same_age_years
    factors = [
        1.0 / (1.0 + gap * gap),
        1.0 if one.schooling == two.schooling else founding.other_schooling_share,
        1.0 if one.background == two.background else founding.other_background_share,
    ]
    whole = 1.0
    for factor in factors:
        whole = whole * (factor + tolerance * (1.0 - factor))
    return whole


def befriending(mechanism: Any, world: Plain) -> None:
    """Who misses ties looks for one; of those who like each other, each is tied to at most one, the best for both."""
    met = {}
    look, elsewhere = in_four_weeks(mechanism.look_chance), in_four_weeks(mechanism.elsewhere_chance)
    turning = [who for who, person in world.people.items() if person.age >= 18 and has_turn(world, who)]
    for who in turning:
        person = world.people[who]
        luck = world.chance.quick("looks for new ties", who)
        if luck >= 1.0 - elsewhere or luck >= look * _eager(mechanism, world, person) * longing(person):
            continue
        near = world.chance.draw("looks for new ties", who, 1) < mechanism.street_share
        found = (_in_the_street if near else _friend_of_friend)(world, who)
        if found is None or found == who or world.people[found].home == person.home or world.tied(who, found):
            continue
        if TIE_SLOTS - len(world.people[found].ties) > 2:
            met[who] = (found, near)
    _tie_the_best(mechanism, world, met)
    for who in turning:
        person = world.people[who]
        luck = world.chance.quick("looks for new ties", who)
        # The highest draws of those who look; the first test is the one that is made before anyone is tied.
        if luck >= 1.0 - elsewhere and 1.0 - luck < elsewhere * longing(person):
            years = max(person.age - 8.0 + 16.0 * world.chance.draw("a new friend elsewhere", who, 1), 18.0)
            stranger = world.chance.bits("a new friend elsewhere", who, 2)
            born = world.age_week - int(years * WEEKS_PER_YEAR)
            made(world, pair(who, stranger), (who, None), FRIEND, BY_ELSEWHERE, 0.4, born)


def _eager(mechanism: Any, world: Plain, person: Thing) -> float:
    """How much more often newcomers look; who lost a partner less, and then more."""
    factor = 1.0
    if world.week - world.homes[person.home].since < mechanism.newcomer_weeks:
        factor = mechanism.newcomer_factor
    since = world.week - person.partner_lost
    if since < mechanism.grief_weeks:
        factor = factor * mechanism.grief_factor
    elif since < mechanism.grief_weeks + mechanism.rebuilding_weeks:
        factor = factor * mechanism.rebuilding_factor
    return factor


def tending(mechanism: Any, world: Plain) -> None:
    """A street moves towards the share of its adults who know people there, and what it is in itself."""
    pace = 1.0 - (1.0 - mechanism.pace) ** 12
    for identity, street in world.streets.items():
        if (identity + world.week) % 12:
            continue
        first = world.doors.index(street.first_home)
        homes = world.doors[first : first + street.homes_count]
        adults = [who for home in homes for who in _adults(world, list(world.homes[home].members))]
        joining = sum(min(_known_in(world, who, homes), mechanism.enough_ties) for who in adults)
        if adults:
            setting = normal(world.chance.draw("how a street is built and where it lies", identity, week=0))
            known = joining / (len(adults) * mechanism.enough_ties) + mechanism.setting_spread * setting
            known = min(max(known, 0.0), 1.0)
            budget = world.offers["liveability_eur"][street.neighbourhood]
            level = known + (1.0 - known) * (budget / (budget + mechanism.half_budget))
            street.liveability = single(street.liveability + pace * (level - street.liveability))


def _known_in(world: Plain, who: int, homes: list[int]) -> int:
    others = [world.other(tie, who) for tie in world.people[who].ties if world.ties[tie].kind != HOUSEHOLD]
    return sum(other is not None and world.people[other].home in homes for other in others)


def _adults(world: Plain, people: list[int | None]) -> list[int]:
    return [who for who in people if who is not None and world.people[who].age >= 18]


def _in_the_street(world: Plain, who: int) -> int | None:
    """An adult at most six doors away in the same street."""
    word = world.chance.bits("whom someone meets", who)
    home = world.people[who].home
    door = world.doors.index(home) + (word >> 32) % 13 - 6
    if not 0 <= door < len(world.doors) or world.homes[world.doors[door]].street != world.homes[home].street:
        return None
    return best_by_hash(word, _adults(world, list(world.homes[world.doors[door]].members)))


def _friend_of_friend(world: Plain, who: int) -> int | None:
    def known(one: int) -> list[int]:
        others = [world.other(tie, one) for tie in world.people[one].ties if world.ties[tie].kind != HOUSEHOLD]
        return [other for other in _adults(world, others) if other != who]

    word = world.chance.bits("whom someone meets", who)
    friend = best_by_hash(word, known(who))
    return None if friend is None else best_by_hash(mix(word), known(friend))


def _tie_the_best(mechanism: Any, world: Plain, met: dict[int, tuple[int, bool]]) -> None:
    founding = mechanism.founding
    like: Callable[[int, int, int], float] = lambda one, two, number: world.chance.draw(  # noqa: E731
        "two strangers like each other", pair(one, two), number
    )
    proposals = {}
    for who, (found, near) in met.items():
        chance = likeness(
            founding, world.people[who], world.people[found], founding.neighbour_tolerance if near else 0.0
        )
        if near:
            better = world.street_of(world.people[who].home).liveability - 0.5
            chance = chance * max(1.0 + mechanism.liveability_on_meeting * better, 0.0)
        if like(who, found, 0) < chance:
            proposals[who] = (found, near)

    def rank(one: int, two: int) -> int:
        return world.chance.bits("two strangers like each other", pair(one, two), 1) | 1

    best: dict[int, int] = {}
    for who, (found, _) in proposals.items():
        for one in (who, found):
            best[one] = max(best.get(one, 0), rank(who, found))
    pairs = {tuple(sorted((who, found))) for who, (found, _) in proposals.items()}
    for one, two in pairs:
        if best[one] == best[two] == rank(one, two):
            # Where both proposed, the way of the smaller identity counts.
            proposer = one if proposals.get(one, (None,))[0] == two else two
            near = proposals[proposer][1]
            kind, maker = (NEIGHBOUR, BY_STREET) if near else (FRIEND, BY_FRIEND)
            made(world, pair(one, two), (one, two), kind, maker, 0.25 + 0.2 * like(one, two, 2))
