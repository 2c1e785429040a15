"""Twins of the informal rungs: one's own work, household, standing arrangements, asking, volunteers."""

import math
from collections import defaultdict
from typing import Any

from twins.chance import logistic, mix, pair, quick
from twins.plain import (
    Plain,
    Thing,
    arranged,
    has_turn,
    is_arranged,
    made,
    used_for_help,
    weeks_since_turn,
)

SELF, BY_HOUSEHOLD, BY_TIES, BY_VOLUNTEERS, BY_PROVISION = 0, 1, 2, 3, 6
PROVISION = 5
HOUSEHOLD, KIN, VOLUNTEER = 0, 1, 5
PRACTICAL, SOCIAL, PERSONAL, ADMINISTRATIVE = 0, 1, 2, 3
EVENTS = ("asked", "offered", "visits", "calls", "reached", "crises")
AT_HOME = 2
GAVE_UP = 3
CARE, NEIGHBOURHOOD = 1, 2
TIE_SLOTS = 20


# The book of help.


def open_to_people(person: Thing, domain: int) -> int:
    """What is open of a need, less what only professionals can do."""
    return max(person.open_minutes[domain] - person.reserved_minutes[domain], 0)


def left(person: Thing) -> int:
    return person.free_minutes - person.given_minutes - person.committed_minutes


def minutes_for(open_minutes: int, share: float) -> int:
    minutes = int(open_minutes / share)
    return minutes if int(minutes * share + 0.5) >= open_minutes else minutes + 1


def share_of(mechanism: Any, person: Thing, domain: int) -> float:
    return 1.0 - mechanism.informal.complexity_loss * person.complexity[domain]


def receive(person: Thing, domain: int, rung: int, minutes: int, met: int) -> None:
    person.received_minutes[rung] += minutes
    person.met_minutes[rung] += met
    person.open_minutes[domain] -= met


def help_given(
    world: Plain,
    helper: int | None,
    recipient: int | None,
    domain: int,
    rung: int,
    minutes: int,
    share: float = 1.0,
) -> None:
    """Help from someone unpaid, booked with giver, receiver and account."""
    resident = world.people[recipient if recipient is not None else helper]  # type: ignore[index]
    world.ledgers["given_by_rung"][resident.neighbourhood][rung] += minutes
    if helper is not None:
        giver = world.people[helper]
        giver.given_minutes += minutes
        giver.volunteered_minutes += minutes if rung == BY_VOLUNTEERS else 0
        assert giver.given_minutes <= giver.free_minutes
        if recipient is not None and giver.strain > 0.8:
            resident.leans_on_overloaded = True
    if recipient is None:
        world.ledgers["outside_received"][resident.neighbourhood][rung] += minutes
        return
    met = min(int(minutes * share + 0.5), open_to_people(resident, domain))
    receive(resident, domain, rung, minutes, met)


# The rungs.


def begin(world: Plain) -> None:
    for person in world.people.values():
        person.given_minutes = person.volunteered_minutes = 0


def ability(mechanism: Any, world: Plain) -> None:
    """Who needs help with household, care or papers, or is too limited, does not help others with the same."""
    for who, person in world.people.items():
        person.hindered = 0
        for domain in (PRACTICAL, PERSONAL, ADMINISTRATIVE):
            luck = world.chance.draw("with which needs of others someone cannot help", who, domain, week=0)
            needs_it = person.stage[domain] > 0 and luck < mechanism.own_need_hinders
            too_limited = domain != ADMINISTRATIVE and luck < mechanism.limitation_hinders * person.limitation
            if needs_it or too_limited:
                person.hindered += 2**domain


def can(person: Thing, domain: int) -> bool:
    return not person.hindered >> domain & 1


def own(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """People do a share of a light need themselves, a part of that of a moderate or heavy one."""
    part = {1: 1.0, 2: mechanism.moderate_share, 3: mechanism.heavy_share}
    for person in world.people.values():
        for domain, stage in enumerate(person.stage):
            if stage and active[person.neighbourhood]:
                minutes = int(open_to_people(person, domain) * part[stage] * person.self_reliance)
                world.ledgers["given_by_rung"][person.neighbourhood][SELF] += minutes
                receive(person, domain, SELF, minutes, minutes)


def household(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """The heaviest need of a home first, then by who people are; the willing take even parts of what is then open.

    Who relieves the housemates gives before them.
    """
    fit(world, active, at_home=True)
    give(mechanism.standing, world, BY_TIES, active, at_home=True)
    willing = [
        mechanism.practical_share,
        mechanism.social_share,
        mechanism.personal_share,
        mechanism.administrative_share,
    ]
    for home, dwelling in world.homes.items():
        members = world.members(home)
        wants = [
            (-world.people[who].stage[domain], who, domain)
            for who in members
            for domain in range(4)
            if world.people[who].stage[domain] > 0 and active[dwelling.neighbourhood]
        ]
        for _, who, domain in sorted(wants):
            person = world.people[who]
            if open_to_people(person, domain) == 0:
                continue
            able = [
                other
                for other in members
                if other != who
                and world.people[other].age >= 16
                and world.people[other].resting_until <= world.week
                and can(world.people[other], domain)
                and world.chance.draw("willing to help at home", pair(who, other), domain, week=0) < willing[domain]
            ]
            share = share_of(mechanism, person, domain)
            for done, other in enumerate(able):
                helper = world.people[other]
                part = minutes_for(open_to_people(person, domain), share) // (len(able) - done)
                unspent = helper.free_minutes - helper.given_minutes
                minutes = min(part, int(unspent * (1.0 - 0.5 * helper.strain)))
                if minutes > 0:
                    help_given(world, other, who, domain, BY_HOUSEHOLD, minutes, share)


def keep(mechanism: Any, world: Plain) -> None:
    """Arrangements end with need, tie or helper, or by chance; the others are added up by helper."""
    for person in world.people.values():
        person.committed_minutes = 0
    for identity, arrangement in list(world.arrangements.items()):
        if not _goes_on(mechanism, world, arrangement):
            del world.arrangements[identity]
            continue
        arrangement.spared_minutes = 0
        helper = world.ties[arrangement.tie].ends[1 - arrangement.side]
        if helper is not None:
            world.people[helper].committed_minutes += arrangement.minutes


def fit(world: Plain, active: list[bool], *, at_home: bool = False) -> None:
    """What was agreed is lowered in proportion where the week, less what was given before, does not hold it."""
    promised: defaultdict[int, list[Thing]] = defaultdict(list)
    for arrangement in world.arrangements.values():
        helper = world.ties[arrangement.tie].ends[1 - arrangement.side]
        relieves = arrangement.relief == AT_HOME
        if helper is not None and relieves == at_home and active[world.people[helper].neighbourhood]:
            promised[helper].append(arrangement)
    for person in world.people.values():
        if not at_home and active[person.neighbourhood]:
            person.committed_minutes = 0
    for helper, agreed in promised.items():
        person, total = world.people[helper], sum(one.minutes for one in agreed)
        unspent = person.free_minutes - person.given_minutes
        for one in agreed:
            if total > unspent:
                one.minutes = one.minutes * unspent // total
            person.committed_minutes += 0 if at_home else one.minutes
            if one.minutes == 0:
                del world.arrangements[one.identity]


def _goes_on(mechanism: Any, world: Plain, arrangement: Thing) -> bool:
    if arrangement.tie not in world.ties:
        return False
    tie = world.ties[arrangement.tie]
    if tie.made > arrangement.since:
        return False
    recipient, helper = tie.ends[arrangement.side], tie.ends[1 - arrangement.side]
    if recipient is None:
        needed = tie.outside_minutes > 0 and tie.outside_domain == arrangement.domain
    else:
        needed = world.people[recipient].stage[arrangement.domain] > 0
    if not needed or (mechanism.habit > 0 and arrangement.minutes < 15):
        return False
    if helper is not None and world.people[helper].resting_until > world.week:
        if arrangement.rung == BY_TIES:
            tie.given_up |= 2 ** (4 * arrangement.side + arrangement.domain)
        return False
    if helper is not None and not can(world.people[helper], arrangement.domain):
        return False
    stop = mechanism.kin_stop_chance if tie.kind == KIN else mechanism.others_stop_chance
    strain = world.people[helper].strain if helper is not None else 0.0
    luck = world.chance.draw("gives up an arrangement", arrangement.identity)
    if stop <= luck < stop + mechanism.strain_stops * strain * strain and helper is not None:
        world.ledgers["care_events"][world.people[helper].neighbourhood][GAVE_UP] += 1
    return luck >= stop + mechanism.strain_stops * strain * strain


def give(mechanism: Any, world: Plain, rung: int, active: list[bool], *, at_home: bool = False) -> None:
    """Helpers give what they agreed; where more was agreed than is open, each gives less in proportion."""
    by_need: defaultdict[tuple[int, int], list[Thing]] = defaultdict(list)
    for arrangement in world.arrangements.values():
        tie = world.ties[arrangement.tie]
        recipient, helper = tie.ends[arrangement.side], tie.ends[1 - arrangement.side]
        if arrangement.rung != rung or (arrangement.relief == AT_HOME) != at_home:
            continue
        if recipient is not None:
            by_need[recipient, arrangement.domain].append(arrangement)
        elif active[world.people[helper].neighbourhood]:
            minutes = min(_meant(arrangement), tie.outside_minutes)
            _given(mechanism, world, arrangement, minutes, 1.0)
    for (recipient, domain), agreed in by_need.items():
        person = world.people[recipient]
        if not active[person.neighbourhood]:
            continue
        share, wanted = share_of(mechanism, person, domain), sum(_meant(one) for one in agreed)
        useful = min(minutes_for(open_to_people(person, domain), share), wanted)
        for one in agreed:
            _given(mechanism, world, one, _meant(one) * useful // wanted if wanted else 0, share)


def _meant(arrangement: Thing) -> int:
    """What was agreed, less what someone else gives this week in the helper's place."""
    return max(int(arrangement.minutes - arrangement.spared_minutes), 0)


def _given(mechanism: Any, world: Plain, arrangement: Thing, minutes: int, share: float) -> None:
    tie = world.ties[arrangement.tie]
    recipient, helper = tie.ends[arrangement.side], tie.ends[1 - arrangement.side]
    if helper is not None:
        world.people[helper].committed_minutes -= _meant(arrangement)
    unused = _meant(arrangement) - minutes
    if mechanism.habit > 0 and unused > 0:
        arrangement.minutes -= max(1, int(mechanism.habit * unused))
    if minutes > 0:
        help_given(world, helper, recipient, arrangement.domain, arrangement.rung, minutes, share)
        used_for_help(world, tie, recipient, minutes)


def asking(mechanism: Any, world: Plain, active: list[bool]) -> None:
    give(mechanism.standing, world, BY_TIES, active)
    for person in world.people.values():
        ladder = world.offers["ladder"][person.neighbourhood]
        if not active[person.neighbourhood] or ladder.index(BY_PROVISION) < ladder.index(BY_TIES):
            continue
        for domain in range(4):
            if person.stage[domain] > 0 and person.formal[domain] == PROVISION:
                # The provider comes later this week, and nobody else is asked for that.
                person.reserved_minutes[domain] = max(person.reserved_minutes[domain], person.granted_minutes[domain])
    usual = {who: _usual(mechanism, world, who) for who in world.people}
    for number in range(mechanism.rounds):
        yes = _ask_around(mechanism, world, active, number, usual)
        agree(mechanism.agreeing, world, yes, "whom someone asks", "asked")
    _answer_kin(mechanism, world, active)


def _ask_around(
    mechanism: Any, world: Plain, active: list[bool], number: int, usual: dict[int, float]
) -> dict[int, tuple[int, int]]:
    """Return by asker over which tie, and for which need, someone was ready to say yes."""
    yes = {}
    for who, person in world.people.items():
        if not active[person.neighbourhood]:
            continue
        domain = most_pressing(world, who, world.chance.bits("whom someone asks", who, number))
        tie = None if domain is None else _whom_to_ask(mechanism, world, who, domain, number)
        if tie is None or domain is None:
            continue
        if world.chance.draw("asks for help", who, 4 * number + domain) >= logistic(
            usual[who] + _inclination(mechanism, world, who, tie, domain)
        ):
            continue
        if world.chance.draw("says yes to helping", tie, domain) < logistic(
            readiness(mechanism.agreeing, world, who, tie, domain)
        ):
            yes[who] = (tie, domain)
    return yes


def _inclination(mechanism: Any, world: Plain, who: int, tie: int, domain: int) -> float:
    """Reluctance, seriousness, tie, debt and loneliness."""
    person = world.people[who]
    return float(
        mechanism.ask_constant
        - mechanism.reluctance_weight * person.reluctance_to_ask
        + mechanism.stage_weight * (person.stage[domain] - 1)
        + mechanism.agreeing.strength_weight * (world.strength(world.ties[tie]) - 0.5)
        - mechanism.debt_weight * owed(world, tie, who) / 600.0
        - mechanism.loneliness_weight * min(max(person.loneliness, 0.0), 11.0) / 11.0
    )


def _usual(mechanism: Any, world: Plain, who: int) -> float:
    """What one owes to all together, up to a hundred hours; and whether those around help."""
    person = world.people[who]
    if mechanism.balance_weight == 0.0 and mechanism.normal_weight == 0.0:
        return 0.0
    debts = person.closed_debt_minutes + sum(int(owed(world, one, who)) for one in person.ties)
    balance = min(max(debts, -6000), 6000) / 6000
    known = [world.people[one] for one in (world.other(tie, who) for tie in person.ties) if one is not None]
    helping = sum(one.caring_weeks > 0 for one in known)
    return float(mechanism.normal_weight * helping / max(len(known), 1) - mechanism.balance_weight * balance)


def owed(world: Plain, tie: int, who: int) -> float:
    """What someone owes the other end of a tie."""
    debt = world.debt(world.ties[tie])
    return debt if world.ties[tie].ends[0] == who else -debt


def task_of(person: Thing, domain: int) -> str:
    """Shopping or housework, a chat or a walk, care, forms: by kind of need, whether it lasts, how serious it is."""
    if domain == PRACTICAL:
        return "housework" if person.lasting[domain] else "shopping"
    if domain == SOCIAL:
        return "walk" if person.lasting[domain] or person.stage[domain] > 1 else "chat"
    return "care" if domain == PERSONAL else "forms"


def readiness(mechanism: Any, world: Plain, who: int, tie: int, domain: int) -> float:
    bond, helper, person = world.ties[tie], world.other(tie, who), world.people[who]
    answer = _willing(mechanism, task_of(person, domain))
    answer += mechanism.strength_weight * (world.strength(bond) - 0.5)
    if person.lasting[domain] and bond.kind != KIN:
        answer += mechanism.lasting_burden
    if helper is not None:
        giver = world.people[helper]
        answer += mechanism.values_weight * giver.prosocial_values - mechanism.strain_weight * giver.strain
    return answer


def _willing(mechanism: Any, task: str) -> float:
    share = getattr(mechanism.tasks, f"willing_{task}")
    return round(round(math.log(share / (1.0 - share)), 9) + mechanism.tasks.burden, 9)


def most_pressing(world: Plain, who: int, word: int) -> int | None:
    """The most serious need of a quarter of an hour or more; among equals a hash says with which domain to begin."""
    person, first = world.people[who], word % 4
    wants = [
        (-person.stage[domain], (domain - first) % 4, domain)
        for domain in range(4)
        if person.stage[domain] > 0 and open_to_people(person, domain) >= 15
    ]
    return min(wants)[2] if wants else None


def _whom_to_ask(mechanism: Any, world: Plain, who: int, domain: int, number: int) -> int | None:
    """A race of draws times strength between those outside the home who have time and do not help already."""
    word = world.chance.bits("whom someone asks", who, 16 + number)
    scores = {}
    for tie in world.people[who].ties:
        bond, other = world.ties[tie], world.other(tie, who)
        if bond.kind == HOUSEHOLD or not could_help(world, tie, who, domain):
            continue
        luck = quick(word, tie) * (mechanism.elsewhere_share if other is None else 1.0)
        scores[tie] = luck * world.strength(bond)
    best = max(scores, key=lambda tie: scores[tie], default=None)
    return best if best is not None and scores[best] > 0.0 else None


def could_help(world: Plain, tie: int, who: int, domain: int) -> bool:
    """Someone elsewhere, or one of 16 and over who can, is not resting and has time; and does not help with it yet."""
    if is_arranged(world, tie, who, domain):
        return False
    other = world.other(tie, who)
    if other is None:
        return True
    helper = world.people[other]
    return helper.age >= 16 and helper.resting_until <= world.week and left(helper) >= 15 and can(helper, domain)


def agree(mechanism: Any, world: Plain, yes: dict[int, tuple[int, int]], purpose: str, event: str) -> None:
    """Each helper agrees to one request or offer, the most serious; among equals a hash decides."""

    def rank(who: int) -> tuple[int, int]:
        tie, domain = yes[who]
        return world.people[who].stage[domain], world.chance.bits(purpose, tie, 32 + domain) >> 2 | 1

    requests: defaultdict[int, list[int]] = defaultdict(list)
    chosen = []
    for who, (tie, _) in yes.items():
        helper = world.other(tie, who)
        if helper is None:
            chosen.append(who)
        else:
            requests[helper].append(who)
    chosen += [max(askers, key=rank) for askers in requests.values()]
    for who in chosen:
        tie, domain = yes[who]
        person, helper = world.people[who], world.other(tie, who)
        share = share_of(mechanism.standing, person, domain)
        most = most_minutes(mechanism, world, who, tie, domain)
        minutes = min(minutes_for(open_to_people(person, domain), share), most)
        if helper is not None:
            minutes = min(minutes, left(world.people[helper]))
        if minutes >= 15:
            help_given(world, helper, who, domain, BY_TIES, minutes, share)
            used_for_help(world, world.ties[tie], who, minutes)
            arranged(world, tie, who, domain, BY_TIES, minutes)
            happened(world, person, event)


def most_minutes(mechanism: Any, world: Plain, who: int, tie: int, domain: int) -> int:
    """What someone at the other end of a tie agrees to at most for the task that a need asks; kin for any task."""
    task = "kin" if world.ties[tie].kind == KIN else task_of(world.people[who], domain)
    return int(60 * getattr(mechanism.tasks, f"most_{task}"))


def happened(world: Plain, person: Thing, event: str) -> None:
    world.ledgers["events"][person.neighbourhood][EVENTS.index(event)] += 1


def offering(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """Who met someone short of help may notice and offer; one offer is accepted or not, as the best of a race."""
    accepted = {}
    for who, person in world.people.items():
        domain = most_pressing(world, who, world.chance.bits("accepts an offer of help", who, 4))
        if domain is None or not active[person.neighbourhood]:
            continue
        offers = [tie for tie in person.ties if _offers(mechanism, world, who, tie, domain)]
        if not offers:
            continue
        tie = max(offers, key=lambda one: world.chance.quick("offers help unasked", one))
        accepts = (
            mechanism.accept_constant
            - mechanism.reluctance_to_ask_weight * person.reluctance_to_ask
            - mechanism.debt_weight * owed(world, tie, who) / 600.0
        )
        if world.chance.draw("accepts an offer of help", who, domain) < logistic(accepts):
            accepted[who] = (tie, domain)
    agree(mechanism.agreeing, world, accepted, "accepts an offer of help", "offered")


def _offers(mechanism: Any, world: Plain, who: int, tie: int, domain: int) -> bool:
    """The two met, the other noticed, could help and was ready to, and was not too reluctant to say so."""
    bond, other = world.ties[tie], world.other(tie, who)
    if bond.kind == HOUSEHOLD or other is None or not met(world, bond) or not could_help(world, tie, who, domain):
        return False
    number = domain if bond.ends[0] == who else 4 + domain
    noticed = 2.0 * mechanism.notice_chance * world.people[who].stage[domain] * world.strength(bond)
    ready = readiness(mechanism.agreeing, world, who, tie, domain)
    ready -= mechanism.reluctance_to_offer_weight * world.people[other].reluctance_to_offer
    notices = world.chance.draw("notices that someone needs help", tie, number) < noticed
    return notices and world.chance.draw("offers help unasked", tie, number) < logistic(ready)


def met(world: Plain, bond: Thing) -> bool:
    return bool(bond.meetings >> weeks_since_turn(world, bond.identity) & 1)


def _answer_kin(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """Kin elsewhere who are not yet helped may ask; each resident says yes to at most one of them."""
    agreeing = mechanism.agreeing
    asks = logistic(mechanism.ask_constant - 0.5 * mechanism.reluctance_weight)
    requests: defaultdict[int, list[int]] = defaultdict(list)
    for tie, bond in world.ties.items():
        if bond.outside_minutes == 0 or is_arranged(world, tie, None, bond.outside_domain):
            continue
        who = bond.ends[0]
        helper = world.people[who]
        if not active[helper.neighbourhood] or helper.age < 16 or helper.resting_until > world.week:
            continue
        if not can(helper, bond.outside_domain):
            continue
        answer = (
            _willing(agreeing, ("shopping", "chat", "care", "forms")[bond.outside_domain])
            + agreeing.strength_weight * (world.strength(bond) - 0.5)
            + agreeing.values_weight * helper.prosocial_values
            - agreeing.strain_weight * helper.strain
        )
        asked = world.chance.draw("kin elsewhere asks for help", tie, 0) < asks
        if asked and world.chance.draw("kin elsewhere asks for help", tie, 1) < logistic(answer):
            requests[who].append(tie)
    for who, ties in requests.items():
        tie = max(ties, key=lambda one: world.chance.bits("kin elsewhere asks for help", one, 2) | 1)
        bond = world.ties[tie]
        minutes = min(bond.outside_minutes, int(60 * agreeing.tasks.most_kin), left(world.people[who]))
        if minutes >= 15:
            help_given(world, who, None, bond.outside_domain, BY_TIES, minutes)
            used_for_help(world, bond, None, minutes)
            arranged(world, tie, None, bond.outside_domain, BY_TIES, minutes)


def volunteers(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """Volunteers give what they agreed; then those first in line each draw a volunteer, who takes the best draw."""
    give(mechanism.standing, world, BY_VOLUNTEERS, active)
    _matches(mechanism, world, active)
    _help_out(mechanism, world, active)


def _matches(mechanism: Any, world: Plain, active: list[bool]) -> None:
    visiting = [one for one in world.arrangements.values() if one.rung == BY_VOLUNTEERS]
    visits = {world.ties[one.tie].ends[1 - one.side] for one in visiting}
    spare = _spare_minutes(mechanism, world, visits)
    wishes = _wishes(mechanism, world, active)
    line = sorted(
        wishes,
        key=lambda who: (
            -world.people[who].stage[wishes[who]],
            -world.people[who].unmet_weeks[wishes[who]],
            who,
        ),
    )
    clients = []
    for at, matches in enumerate(world.offers["matches"]):
        clients += [who for who in line if world.people[who].neighbourhood == at][:matches]
    drawn_by: defaultdict[int, list[int]] = defaultdict(list)

    def score(client: int, volunteer: int) -> int:
        tries = [world.chance.bits("match of volunteer and client", client, volunteer)]
        while volunteer in visits and len(tries) < mechanism.asked_again:
            tries.append(mix(tries[-1]))
        return max(tries)

    for client in clients:
        person = world.people[client]
        there = [
            one
            for one in spare
            if world.people[one].neighbourhood == person.neighbourhood
            and world.people[one].home != person.home
            and can(world.people[one], wishes[client])
            and (world.tied(client, one) or len(world.people[one].ties) < TIE_SLOTS)
        ]
        if there:
            drawn_by[max(there, key=lambda one, client=client: score(client, one))].append(client)
    for volunteer, wanting in drawn_by.items():
        client = max(wanting, key=lambda one, volunteer=volunteer: score(one, volunteer))
        _match(mechanism, world, client, volunteer, wishes[client], spare[volunteer])


def _spare_minutes(mechanism: Any, world: Plain, visits: set[int]) -> dict[int, int]:
    """The minutes of volunteers in care and neighbourhood, half an hour at least; who visits someone gives more."""
    spare = {
        who: person.role_minutes
        + (int(person.role_minutes * mechanism.stretch_share * (1.0 - person.weariness)) if who in visits else 0)
        for who, person in world.people.items()
        if person.role in (CARE, NEIGHBOURHOOD) and person.resting_until <= world.week and not person.trained
    }
    for arrangement in world.arrangements.values():
        helper = world.ties[arrangement.tie].ends[1 - arrangement.side]
        if arrangement.rung == BY_VOLUNTEERS and helper in spare:
            spare[helper] -= arrangement.minutes
    spare = {who: min(minutes, left(world.people[who])) for who, minutes in spare.items()}
    return {who: minutes for who, minutes in spare.items() if minutes >= 30}


def _wishes(mechanism: Any, world: Plain, active: list[bool]) -> dict[int, int]:
    """Who asks for a volunteer, and for which need: the most serious that went unmet and volunteers help with."""
    wishes = {}
    for who, person in world.people.items():
        wants = [
            (-person.stage[domain], domain)
            for domain in range(4)
            if domain != PERSONAL
            and open_to_people(person, domain) >= 30
            and 0 < person.stage[domain] <= mechanism.heaviest_stage
            and person.unmet_weeks[domain] >= mechanism.unmet_weeks
        ]
        if wants and active[person.neighbourhood]:
            domain = min(wants)[1]
            inclination = mechanism.ask_constant - mechanism.reluctance_weight * person.reluctance_to_ask
            if world.chance.draw("asks for a volunteer", who, domain) < logistic(inclination):
                wishes[who] = domain
    return wishes


def _match(mechanism: Any, world: Plain, client: int, volunteer: int, domain: int, spare: int) -> None:
    person, standing = world.people[client], mechanism.standing
    tie = next((one for one in person.ties if world.other(one, client) == volunteer), None)
    if tie is None:
        if len(person.ties) == TIE_SLOTS or len(world.people[volunteer].ties) == TIE_SLOTS:
            return
        tie = pair(client, volunteer)
        made(world, tie, (client, volunteer), VOLUNTEER, 5, mechanism.first_strength)
    if is_arranged(world, tie, client, domain):
        return
    share = share_of(standing, person, domain)
    minutes = min(minutes_for(open_to_people(person, domain), share), spare, int(60 * mechanism.most_hours))
    help_given(world, volunteer, client, domain, BY_VOLUNTEERS, minutes, share)
    used_for_help(world, world.ties[tie], client, minutes)
    arranged(world, tie, client, domain, BY_VOLUNTEERS, minutes)


def _help_out(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """A part of those who volunteer now and then does something; some of it is helping out once with a passing need."""
    roles = mechanism.settling.care_role_share + mechanism.settling.neighbourhood_role_share
    helpers = []
    for who, person in sorted(world.people.items()):
        ready = person.occasional and has_turn(world, who) and person.resting_until <= world.week and person.age >= 16
        if ready and world.chance.quick("volunteers now and then", who) < mechanism.occasional_share:
            person.occasional_week = world.week
            if active[person.neighbourhood] and world.chance.draw("volunteers now and then", who, 1) < roles:
                helpers.append(who)
    left_of = dict.fromkeys(helpers, int(60 * mechanism.once_hours))
    wants = []
    for who, person in world.people.items():
        passing = [
            (-person.stage[domain], domain)
            for domain in range(4)
            if domain != PERSONAL
            and not person.lasting[domain]
            and open_to_people(person, domain) >= 30
            and 0 < person.stage[domain] <= mechanism.heaviest_stage
        ]
        if passing and active[person.neighbourhood]:
            stage, domain = min(passing)
            inclination = mechanism.ask_constant - mechanism.reluctance_weight * person.reluctance_to_ask
            if world.chance.draw("asks for someone to help out once", who, domain) < logistic(inclination):
                wants.append((stage, who, domain))
    for _, client, domain in sorted(wants):
        share = share_of(mechanism.standing, world.people[client], domain)
        wanted = minutes_for(open_to_people(world.people[client], domain), share)
        visit = first_visitor(world, left_of, client, domain, client, wanted)
        if visit is not None:
            helper, minutes = visit
            left_of[helper] -= minutes
            help_given(world, helper, client, domain, BY_VOLUNTEERS, minutes, share)


def hours_left(world: Plain) -> dict[int, int]:
    """What volunteers in care and neighbourhood have left of their hours, beside those they visit; not the trained."""
    promised: defaultdict[int | None, int] = defaultdict(int)
    for one in world.arrangements.values():
        if one.rung == BY_VOLUNTEERS:
            promised[world.ties[one.tie].ends[1 - one.side]] += one.minutes
    found = {}
    for who, person in world.people.items():
        if person.role in (CARE, NEIGHBOURHOOD) and not person.trained and person.resting_until <= world.week:
            meant = person.role_minutes - max(promised[who], person.volunteered_minutes)
            found[who] = min(meant, left(person))
    return {who: minutes for who, minutes in found.items() if minutes >= 15}


def first_visitor(
    world: Plain, left_of: dict[int, int], recipient: int, domain: int, carer: int, wanted: int
) -> tuple[int, int] | None:
    """Return who comes to someone first in the order of `left_of`, for half an hour or more, and for how long."""
    person = world.people[recipient]
    for one, minutes_left in left_of.items():
        visitor = world.people[one]
        here = visitor.neighbourhood == person.neighbourhood and visitor.home != person.home and one != carer
        if here and can(visitor, domain):
            minutes = min(wanted, minutes_left, left(visitor))
            if minutes >= 30:
                return one, minutes
    return None
