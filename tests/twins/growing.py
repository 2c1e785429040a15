"""Twins of what people give one another beside the ladder, and of what that and the ladder do to them."""

from typing import Any

from twins.chance import logistic, pair, quick
from twins.helping import (
    BY_TIES,
    BY_VOLUNTEERS,
    PERSONAL,
    SELF,
    TIE_SLOTS,
    VOLUNTEER,
    help_given,
    left,
    minutes_for,
    open_to_people,
    share_of,
)
from twins.plain import Plain, Thing, has_turn, made, single, used_for_help, weeks_since_turn

BARTER, BANK, GUIDANCE = 0, 1, 2
BY_HOUSEHOLD, BY_TEAM, BY_PROVISION = 1, 5, 6
BY_EXPERT = 6
CASE, DIRECTIVE, ACTIVATING, IN_THE_LEAD = 2, 1, 2, 5
MUNICIPALITY, FOR_SUPPORTED_WORK = 0, 13
CLIMBED, FALLEN = 0, 1


def exchanged(world: Plain, giver: int, receiver: int, kind: int, minutes: int) -> None:
    """Time that one gives another, booked with both."""
    world.ledgers["exchanged_given"][world.people[giver].neighbourhood][kind] += minutes
    world.ledgers["exchanged_received"][world.people[receiver].neighbourhood][kind] += minutes


def given(world: Plain, giver: int, minutes: int) -> None:
    """Time given that is not help with a need."""
    person = world.people[giver]
    person.given_minutes += minutes
    assert person.given_minutes <= person.free_minutes


def giving_back(mechanism: Any, world: Plain) -> None:
    """Each who owes in all gives back over one tie at most, each who is owed receives over one: the best by lot."""
    chance = 1.0 - (1.0 - mechanism.return_chance) ** 4
    offers = []
    for who, person in world.people.items():
        luck = world.chance.quick("gives something back for help", who)
        if person.owed_minutes <= 0 or not has_turn(world, who) or luck >= chance:
            continue
        if person.age < 16 or person.resting_until > world.week:
            continue
        lots = []
        for identity in person.ties:
            tie, receiver = world.ties[identity], world.other(identity, who)
            owed = int(world.debt(tie)) * (1 if tie.ends[0] == who else -1)
            minutes = min(owed, int(60 * mechanism.most_hours), left(person))
            if receiver is not None and minutes >= 15:
                lots.append(
                    (world.chance.bits("gives something back for help", identity, 1) | 1, receiver, tie, minutes)
                )
        if lots:
            offers.append((who, *max(lots, key=lambda one: one[0])))
    for giver, lot, receiver, tie, minutes in offers:
        if lot < max(other_lot for _, other_lot, other, *_ in offers if other == receiver):
            continue
        useful = _done_for(mechanism, world, giver, receiver, minutes)
        given(world, giver, minutes - useful)
        exchanged(world, giver, receiver, BARTER, minutes)
        used_for_help(world, tie, receiver, minutes)
        world.people[giver].gave_back = world.week


def _done_for(mechanism: Any, world: Plain, giver: int, receiver: int, minutes: int) -> int:
    """What of it went to what the other needs most, care excepted."""
    person = world.people[receiver]
    wants = [(-open_to_people(person, domain), domain) for domain in range(4) if domain != PERSONAL]
    still, domain = min(wants)
    if still == 0:
        return 0
    share = share_of(mechanism, person, domain)
    useful = min(minutes, minutes_for(-still, share))
    help_given(world, giver, receiver, domain, BY_TIES, useful, share)
    return useful


def swapping(mechanism: Any, world: Plain) -> None:
    """Members short of help draw another member, who takes the best of those who drew them."""
    shares = world.offers["time_bank_share"]
    members = [
        who
        for who, person in world.people.items()
        if person.age >= 18
        and (
            quick(world.chance.key("member of the time bank", 0), who) < shares[person.neighbourhood]
            or any(3 in one.goals for one in world.initiatives if one.identity == person.initiative)
        )
    ]
    drawn = {}
    for who in members:
        person = world.people[who]
        wants = [
            (-open_to_people(person, domain), domain)
            for domain in range(4)
            if domain != PERSONAL and 0 < person.stage[domain] < 3 and open_to_people(person, domain) >= 30
        ]
        inclination = mechanism.ask_constant - mechanism.reluctance_weight * person.reluctance_to_ask
        asks = world.chance.draw("asks the time bank", who) < logistic(inclination)
        if not wants or not asks or person.bank_minutes <= -int(60 * mechanism.most_owed):
            continue
        domain = min(wants)[1]
        able = [other for other in members if _would_swap(mechanism, world, who, other, domain)]
        if able:
            drawn[who] = (*max((_bank_lot(world, who, other), other) for other in able), domain)
    for who, (lot, helper, domain) in drawn.items():
        if lot < max(other_lot for other_lot, other, _ in drawn.values() if other == helper):
            continue
        person, share = world.people[who], share_of(mechanism, world.people[who], domain)
        minutes = min(
            minutes_for(open_to_people(person, domain), share),
            left(world.people[helper]),
            int(60 * mechanism.most_hours),
        )
        help_given(world, helper, who, domain, BY_TIES, minutes, share)
        exchanged(world, helper, who, BANK, minutes)
        person.bank_minutes -= minutes
        world.people[helper].bank_minutes += minutes
        world.people[helper].gave_back = world.week


def _would_swap(mechanism: Any, world: Plain, who: int, other: int, domain: int) -> bool:
    person, helper = world.people[who], world.people[other]
    rested = helper.resting_until <= world.week and left(helper) >= 30
    strange = helper.home != person.home and not world.tied(who, other)
    near = helper.neighbourhood == person.neighbourhood
    luck = world.chance.draw("willing to do a task for the time bank", pair(who, other), domain, week=0)
    return rested and strange and near and luck < mechanism.willing_share


def _bank_lot(world: Plain, who: int, other: int) -> int:
    """Whoever owes the bank is asked first."""
    lot = world.chance.bits("which member of the time bank helps whom", who, other) >> 1 | 1
    return lot + (2**63 if world.people[other].bank_minutes < 0 else 0)


def guiding(mechanism: Any, world: Plain) -> None:
    """Experts meet people with the same need who are stuck, one each in every round, first whom they know."""
    experts = _experts(mechanism, world)
    met: set[int] = set()
    for _ in range(mechanism.people_a_week):
        wishes: dict[int, list[tuple[int, int]]] = {expert: [] for expert in experts}
        for who in world.people:
            if who in met:
                continue
            able = [expert for expert in experts if _may_meet(mechanism, world, expert, who)]
            if able:
                lot, expert = max((_guide_lot(world, who, expert), expert) for expert in able)
                wishes[expert].append((lot, who))
        for expert in experts:
            if wishes[expert]:
                # Lots anew: two who are each other's example may just have met.
                guided = max((_guide_lot(world, who, expert), who) for _, who in wishes[expert])[1]
                met.add(guided)
                _guided(mechanism, world, expert, guided)


def _experts(mechanism: Any, world: Plain) -> list[int]:
    """The first by lot of those who overcame something and are willing, as many as are asked for."""
    found: list[int] = []
    for at, number in enumerate(world.offers["experts"]):
        lots = sorted(
            (quick(world.chance.key("willing to guide others as an expert by experience", 0), who), who)
            for who, person in world.people.items()
            if person.neighbourhood == at
            and person.overcame
            and person.age >= 18
            and person.resting_until <= world.week
        )
        found += [who for lot, who in lots if lot < mechanism.willing_share][:number]
    return found


def _may_meet(mechanism: Any, world: Plain, expert: int, who: int) -> bool:
    person, example = world.people[who], world.people[expert]
    same = any(
        person.stage[domain]
        and example.overcame >> domain & 1
        and (
            person.unmet_weeks[domain] >= mechanism.unmet_weeks
            or world.week - person.since[domain] >= mechanism.long_weeks
        )
        for domain in range(4)
    )
    near = person.neighbourhood == example.neighbourhood and person.home != example.home
    return same and near and left(example) >= int(60 * mechanism.hours)


def _guide_lot(world: Plain, who: int, expert: int) -> int:
    lot = world.chance.bits("which expert by experience meets whom", who, expert) >> 1 | 1
    return lot + (2**63 if world.tied(who, expert) else 0)


def _guided(mechanism: Any, world: Plain, expert: int, who: int) -> None:
    minutes, person = int(60 * mechanism.hours), world.people[who]
    given(world, expert, minutes)
    exchanged(world, expert, who, GUIDANCE, minutes)
    person.guided_until = world.week + mechanism.lasts_weeks
    person.reluctance_to_ask = single(person.reluctance_to_ask * (1.0 - mechanism.opens))
    tie = next((one for one in person.ties if world.other(one, who) == expert), None)
    if tie is None and max(len(person.ties), len(world.people[expert].ties)) < TIE_SLOTS:
        tie = pair(who, expert)
        made(world, tie, (who, expert), VOLUNTEER, BY_EXPERT, mechanism.first_strength)
    if tie is not None:
        world.ties[tie].meetings |= 2 ** weeks_since_turn(world, tie)


def growing(mechanism: Any, world: Plain) -> None:
    """A quarter of the people look back on four weeks; what lifts and what presses down is added up."""

    def lately(week: int) -> bool:
        return world.week - week < 4

    for who, person in world.people.items():
        if not has_turn(world, who):
            continue
        known = [world.people[one] for tie in person.ties if (one := world.other(tie, who)) is not None]
        active = [one for one in known if any(one.stage) and (one.activity or lately(one.gave_back))]
        up, down = mechanism.around * min(len(active), 3) / 3, 0.0
        if person.activity or person.role:
            up = up + mechanism.takes_part
        if lately(person.gave_back):
            up = up + mechanism.gave_back
        success = lately(person.succeeded)
        if any(person.stage):
            success = success or person.met_minutes[SELF] * 2 >= sum(person.required_minutes)
            up, down = _by_help(mechanism, world, person, up)
        if success:
            up = up + mechanism.succeeded
        before = person.self_reliance
        moved = mechanism.return_share * (person.self_reliance_setpoint - before)
        person.self_reliance = single(min(max(before + (moved + up * (1.0 - before) - down * before), 0.0), 1.0))


def _by_help(mechanism: Any, world: Plain, person: Thing, up: float) -> tuple[float, float]:
    down, own = 0.0, person.met_minutes[SELF]
    if own and person.received_minutes[BY_TIES] + person.received_minutes[BY_VOLUNTEERS]:
        up = up + mechanism.helped_along
    needs = sum(2**domain for domain in range(4) if person.stage[domain])
    if person.guided_until > world.week:
        up = up + mechanism.guided
    elif person.examples & needs:
        up = up + mechanism.example
    by_others = sum(person.met_minutes[rung] for rung in (BY_HOUSEHOLD, BY_TEAM, BY_PROVISION))
    if max(person.stage) == 1 and by_others > mechanism.taken_over_share * sum(person.required_minutes):
        down = down + mechanism.taken_over
    if max(person.unmet_weeks) >= mechanism.unmet_weeks:
        down = down + mechanism.unmet
    for state, style in zip(person.formal, person.case_style, strict=True):
        if state != CASE:
            continue
        if style == DIRECTIVE:
            down = down + mechanism.directed
        elif style == ACTIVATING and own:
            up = up + mechanism.activated
        elif style == IN_THE_LEAD:
            up = up + mechanism.in_the_lead
    return up, down


def participating(mechanism: Any, world: Plain) -> None:
    """Those who have their turn find or lose work; supported jobs go by lot; everyone's rung is seen anew."""
    applicants = []
    for who, person in world.people.items():
        if not has_turn(world, who):
            continue
        if not person.work_minutes:
            person.supported_work = False
        if 16 <= person.age < mechanism.leave_work_age:
            lot = _work(mechanism, world, who)
            if lot is not None:
                applicants.append((lot, who))
        rung = _rung(mechanism, person)
        if person.age >= 18 and world.week - person.arrived >= 4 and rung != person.rung:
            world.ledgers["moves"][person.neighbourhood][CLIMBED if rung > person.rung else FALLEN] += 1
        person.rung = rung
    for at, seats in enumerate(world.offers["supported_seats"]):
        here = [who for who, person in world.people.items() if person.neighbourhood == at and person.supported_work]
        for who in sorted(here)[seats:]:
            person = world.people[who]
            person.supported_work, person.work_minutes, person.benefit = False, 0, True
        coming = [who for _, who in sorted(applicants) if world.people[who].neighbourhood == at]
        for who in coming[: max(seats - len(here), 0)]:
            person = world.people[who]
            person.supported_work, person.work_minutes, person.benefit = (
                True,
                int(60 * mechanism.supported_hours),
                False,
            )
            person.rung = 5
            world.ledgers["moves"][at][CLIMBED] += 1
        taken = sum(person.neighbourhood == at and person.supported_work for person in world.people.values())
        each = int(100 * (world.offers["supported_job_eur"][at] / 52) + 0.5)
        world.ledgers["cents"][at][MUNICIPALITY][FOR_SUPPORTED_WORK] += taken * each


def _rung(mechanism: Any, person: Thing) -> int:
    stands = [
        (6, person.work_minutes > 0 and not person.supported_work),
        (5, person.work_minutes > 0),
        (4, person.role != 0),
        (3, person.activity != 0),
        (2, person.good_ties > 0 or person.contacts >= mechanism.least_contacts),
        (1, True),
    ]
    return next(rung for rung, there in stands if there)


def _work(mechanism: Any, world: Plain, who: int) -> float | None:
    """One draw decides on work; returns the lot of whoever applies for a supported job."""
    person, luck = world.people[who], world.chance.quick("finds or loses work", who)
    if person.work_minutes and not person.supported_work:
        chance = 1.0 - (1.0 - mechanism.lose_chance) ** 4
        if luck < chance * mechanism.limited_loses**person.limitation:
            person.work_minutes = 0
            person.benefit = world.chance.draw("finds or loses work", who, 1) < mechanism.benefit_share
        return None
    ease = mechanism.rung_weight * (person.rung - 2)
    ease = ease + (mechanism.with_work_weight if person.activity_with_work else 0.0)
    harder = mechanism.limited_weight * person.limitation
    harder = harder + mechanism.older_weight * max(person.age - 45, 0) / 10.0
    able = mechanism.find_constant + ease + mechanism.schooling_weight * (person.schooling - 2) - harder
    finds = 4.0 * logistic(able)
    if luck < finds:
        hours = 15.0 * world.chance.draw("finds or loses work", who, 2)
        person.work_minutes = (480 if person.age < 23 else 1500) + 60 * int(hours)
        person.supported_work = person.benefit = False
    elif person.supported_work and luck < finds + (1.0 - (1.0 - mechanism.supported_loses) ** 4):
        person.work_minutes, person.supported_work, person.benefit = 0, False, True
    elif not person.work_minutes and (person.benefit or person.limitation):
        applies = world.chance.draw("applies for a supported job", who) < logistic(mechanism.supported_constant + ease)
        if applies:
            return float(world.chance.draw("applies for a supported job", who, 1))
    return None
