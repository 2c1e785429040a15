"""Twins of the formal rungs: the team, individual provisions, and the step towards them."""

from collections import Counter
from typing import Any

from twins.chance import logistic
from twins.helping import can, open_to_people, receive
from twins.plain import Plain, Thing, has_turn, single

NONE, QUEUE, CASE, ASSESSMENT, GRANTED, PROVISION = range(6)
TEAM_QUEUE, ASSESSMENT_QUEUE, PROVIDER_QUEUE = range(3)
STAYED_AWAY, REFUSED, PRICE = 2, 3, 4
BY_TEAM, BY_PROVISION = 5, 6
STATE = 4
PRACTICAL, SOCIAL, PERSONAL, FORMS = range(4)
GENERAL, TO_WORK, DAY_ACTIVITIES, MEDIATION, DEBT, FOR_CARERS = range(1, 7)
DIRECTIVE, ACTIVATING, LAISSEZ_FAIRE, OUTREACH, CLIENT_LED = range(1, 6)
TAKEN, CLOSED, RETURNED, LOST, PROFESSED, STEERED, PASSED, JOINED = range(8)


def formal_help(world: Plain, person: Thing, domain: int, rung: int, minutes: int) -> None:
    """Professionals first meet what only they can meet."""
    person.reserved_minutes[domain] = max(person.reserved_minutes[domain] - minutes, 0)
    world.ledgers["given_by_rung"][person.neighbourhood][rung] += minutes
    receive(person, domain, rung, minutes, minutes)


def needs_that_are(world: Plain, state: int) -> list[tuple[int, int]]:
    return [
        (who, domain)
        for who, person in world.people.items()
        for domain in range(4)
        if person.stage[domain] > 0 and person.formal[domain] == state
    ]


def entered(world: Plain, person: Thing, queue: int) -> None:
    world.ledgers["queue_in"][person.neighbourhood][queue] += 1


def had_turn(world: Plain, person: Thing, queue: int, waited: int) -> None:
    world.ledgers["queue_out"][person.neighbourhood][queue] += 1
    world.ledgers["waited_weeks"][person.neighbourhood][queue] += waited


def team(mechanism: Any, world: Plain, active: list[bool]) -> None:
    """Cases are worked and some close; then the queue moves up; then overloaded helpers come and wait."""
    for who, domain in needs_that_are(world, CASE):
        if active[world.people[who].neighbourhood]:
            _work(mechanism, world, who, domain)
    for at in [at for at, turn in enumerate(active) if turn]:
        _take_in(mechanism, world, at)
    for who, person in world.people.items():
        if active[person.neighbourhood] and person.leans_on_overloaded and any(person.stage) and has_turn(world, who):
            _carer_knocks(mechanism, world, who)


def of_service(services: Any, what: str, code: int) -> float:
    """What a service takes, by its code."""
    return getattr(services, f"{('general', 'to_work', 'day', 'mediation', 'debt', 'carers')[code - 1]}_{what}")


def _work(mechanism: Any, world: Plain, who: int, domain: int) -> None:
    """The client does a part, grown over half a year and with the bond; the worker's direct time does the rest."""
    person, styles, blending = world.people[who], mechanism.styles, mechanism.blending
    style, service, bond = person.case_style[domain], person.service[domain], person.bond[domain]
    weeks = world.week - person.formal_since[domain]
    needs_bond = {ACTIVATING: styles.activating_needs_bond, CLIENT_LED: styles.client_led_needs_bond}.get(style, 0.0)
    own = {ACTIVATING: styles.activating_own, CLIENT_LED: styles.client_led_own}.get(style, 0.0)
    part = own * min(weeks / styles.own_weeks, 1.0) * (1.0 - needs_bond * (1.0 - bond))
    mine = min(int(person.required_minutes[domain] * part), open_to_people(person, domain))
    world.ledgers["given_by_rung"][person.neighbourhood][0] += mine
    receive(person, domain, 0, mine, mine)
    professional = world.professionals[person.worker[domain]]
    assert professional is not None
    beyond = professional.skill - of_service(mechanism.services, "skill", service)
    direct = min(max(mechanism.direct_share * (1.0 + mechanism.skill_effect * beyond), 0.0), 1.0)
    alone = person.case_minutes[domain] * direct
    share = world.offers["digital_share"][person.neighbourhood]
    online = share > 0.0 and person.digital_skill >= blending.digital_skill_needed
    contact = alone / (1.0 - share * (1.0 - blending.digital_time)) if online else alone
    heads = mechanism.services.group_size if service == DAY_ACTIVITIES else 1.0
    minutes = min(int(contact * heads), person.open_minutes[domain])
    formal_help(world, person, domain, BY_TEAM, minutes)
    more = max(minutes - int(alone), 0)
    by_screen = min(more, int(contact) - int(alone))
    stretched = world.ledgers["stretched"][person.neighbourhood]
    stretched[0] += more - by_screen
    stretched[1] += by_screen
    if person.case_minutes[domain] > 0:
        near = 1.0 - share * (1.0 - blending.digital_bond) if online else 1.0
        person.bond[domain] = single(bond + mechanism.bond_pace * near * (1.0 - bond))
    lasts = of_service(mechanism.services, "weeks", service)
    if style == LAISSEZ_FAIRE:
        lasts = int(lasts * styles.laissez_faire_weeks)
    events = world.ledgers["cases"][person.neighbourhood]
    if style == ACTIVATING and world.chance.draw("a client stays away", who, domain) < styles.activating_lost:
        events[LOST] += 1
        _over(world, person, domain, ended=2)
    elif weeks >= lasts:
        events[CLOSED] += 1
        person.case_closed[domain] = world.week
        _over(world, person, domain, ended=1)
        if person.lasting[domain] and style != LAISSEZ_FAIRE:
            person.formal[domain], person.asked_since[domain] = ASSESSMENT, world.week
            entered(world, person, ASSESSMENT_QUEUE)
            events[PASSED] += 1


def _over(world: Plain, person: Thing, domain: int, ended: int) -> None:
    person.formal[domain], person.formal_since[domain], person.ended[domain] = NONE, world.week, ended
    person.worker[domain] = -1
    person.service[domain] = person.case_style[domain] = person.bond[domain] = 0


def _take_in(mechanism: Any, world: Plain, at: int) -> None:
    """The most serious first, then the longest waiting; the first professional fills their week before the next."""
    joint = [
        (who, domain, _known_worker(world, who))
        for who, domain in needs_that_are(world, QUEUE)
        if world.people[who].neighbourhood == at and _is_joint(world, who)
    ]
    for who, domain, known in joint:
        if world.week - world.people[who].formal_since[domain] >= mechanism.partner_weeks:
            _join(mechanism, world, who, domain, known)
    apart = {(who, domain) for who, domain, _ in joint}
    line = sorted(
        (-person.stage[domain], person.formal_since[domain], domain, who)
        for who, domain in needs_that_are(world, QUEUE)
        if (person := world.people[who]).neighbourhood == at and (who, domain) not in apart
    )
    for number, professional in enumerate(world.professionals):
        while line and professional and professional.neighbourhood == at and professional.places > 0:
            _, since, domain, who = line.pop(0)
            person = world.people[who]
            professional.places -= 1
            minutes = mechanism.casework.intake_minutes
            world.ledgers["professional"][at][2] += minutes
            world.ledgers["professional"][at][-1] -= minutes
            had_turn(world, person, TEAM_QUEUE, world.week - since)
            if not _passed_on(world, person, domain):
                person.formal[domain], person.worker[domain] = CASE, number
                _begin(mechanism, world, who, domain)


def _known_worker(world: Plain, who: int) -> tuple[int, float] | None:
    """The worker of a case in the household, and the bond with one's own: one's own case first, then a housemate's."""
    home = world.people[who].home
    mates = sorted(other for other in world.homes[home].members if other in world.people)
    for other in (who, *mates):
        person = world.people[other]
        if CASE in person.formal:
            return person.worker[person.formal.index(CASE)], max(person.bond) if other == who else 0.0
    return None


def _is_joint(world: Plain, who: int) -> bool:
    """All that is going on in some households, the same for ever, is worked as one once there is a case."""
    person = world.people[who]
    luck = world.chance.draw("all that is going on in a household is worked as one", person.home, week=0)
    share = world.policy["joint_cases_share"][person.neighbourhood]
    return _known_worker(world, who) is not None and luck < share


def _join(mechanism: Any, world: Plain, who: int, domain: int, known: tuple[int, float]) -> None:
    """When the partners agree, the professional of the first case takes it up: no intake, and the bond is there."""
    person = world.people[who]
    since = person.formal_since[domain]
    had_turn(world, person, TEAM_QUEUE, world.week - since)
    if _passed_on(world, person, domain):
        return
    person.formal[domain], person.worker[domain] = CASE, known[0]
    _begin(mechanism, world, who, domain)
    person.bond[domain] = known[1]
    world.ledgers["cases"][person.neighbourhood][JOINED] += 1


def _passed_on(world: Plain, person: Thing, domain: int) -> bool:
    """The first conversation: lasting household help and lasting heavy needs go on to assessment."""
    person.formal_since[domain] = world.week
    person.ended[domain] = 0
    household = domain == PRACTICAL and not person.leans_on_overloaded
    if not person.lasting[domain] or not (household or person.stage[domain] == 3):
        return False
    person.formal[domain], person.worker[domain] = ASSESSMENT, -1
    person.case_style[domain] = 0
    entered(world, person, ASSESSMENT_QUEUE)
    return True


def _begin(mechanism: Any, world: Plain, who: int, domain: int) -> None:
    """A new case gets its service and its style; a bond has yet to grow."""
    person, styles = world.people[who], mechanism.styles
    events, offers, at = world.ledgers["cases"][person.neighbourhood], world.offers, person.neighbourhood
    events[TAKEN] += 1
    events[RETURNED] += world.week - person.case_closed[domain] <= 52
    person.service[domain], person.bond[domain] = service_for(mechanism.services, world, who, domain), 0.0
    if person.case_style[domain] == OUTREACH:
        return
    names = ("style_directive", "style_activating", "style_laissez_faire", "style_client_led")
    weights = [offers[name][at] for name in names]
    place, professed = world.chance.draw("style said to be used in a case", who, domain) * sum(weights), DIRECTIVE
    for style, weight in zip((DIRECTIVE, ACTIVATING, LAISSEZ_FAIRE, CLIENT_LED), weights, strict=True):
        if place < weight:
            professed = style
            break
        place -= weight
    person.case_style[domain] = professed
    if professed in (ACTIVATING, CLIENT_LED):
        events[PROFESSED] += 1
        client = world.chance.draw("who steers a case", who, domain) < offers["client_steers_share"][at]
        if not client and world.chance.draw("who steers a case", who, domain + 4) < styles.steered_share:
            person.case_style[domain] = DIRECTIVE
            events[STEERED] += 1
    if world.professionals[person.worker[domain]].retreated:
        person.case_style[domain] = DIRECTIVE


def service_for(services: Any, world: Plain, who: int, domain: int) -> int:
    """Youth without work; debt of the poor and what has grown; carers; the frail; those with few good ties."""
    person = world.people[who]
    idle = person.work_minutes == 0 and domain in (SOCIAL, FORMS)
    if idle and 18 <= person.age < services.youth_age:
        return TO_WORK
    if idle and 18 <= person.age < services.work_age and person.benefit:
        share = world.policy["joint_support_and_work"][person.neighbourhood]
        if world.chance.draw("a client on assistance is also helped towards work", who, week=0) < share:
            return TO_WORK
    if domain == FORMS:
        poor = world.homes[person.home].income == 0 or person.benefit
        return DEBT if poor or person.stage[domain] >= 2 else GENERAL
    if person.leans_on_overloaded and domain != PERSONAL:
        return FOR_CARERS
    if domain == SOCIAL and person.age >= services.elderly_age and person.limitation > 0:
        return DAY_ACTIVITIES
    if domain == SOCIAL and person.stage[domain] == 1 and person.good_ties <= services.few_ties:
        return MEDIATION
    return GENERAL


def _carer_knocks(mechanism: Any, world: Plain, who: int) -> None:
    """For the practical need, or that of company where it is heavier, unless an answer came within the year."""
    person = world.people[who]
    domain = PRACTICAL if person.stage[PRACTICAL] >= person.stage[SOCIAL] else SOCIAL
    if person.stage[domain] == 0 or person.formal[domain] != NONE or person.formal_since[domain] + 52 > world.week:
        return
    chance = 1.0 - (1.0 - mechanism.carers_ask_chance) ** 4
    if world.chance.draw("an overloaded helper comes to the team", who) < chance:
        person.formal[domain] = QUEUE
        person.formal_since[domain] = person.asked_since[domain] = world.week
        entered(world, person, TEAM_QUEUE)


def paid(world: Plain, at: int, payer: int, purpose: int, cents: int) -> None:
    world.ledgers["cents"][at][payer][purpose] += cents


def ready_to_pay(mechanism: Any, world: Plain, person: Thing) -> float:
    """The share ready to pay: half where the price is `price_half` of an income."""
    group = world.homes[person.home].income
    income = (mechanism.income_low, mechanism.income_middle, mechanism.income_high)[group]
    weekly = income * 100.0 * 12.0 / 52.0
    burden = world.offers["fee_cents"][person.neighbourhood][group] / weekly / mechanism.price_half
    return 1.0 / (1.0 + burden * burden)


def provision(mechanism: Any, world: Plain, active: list[bool]) -> None:
    turns = [at for at, turn in enumerate(active) if turn]
    reviews = {at: _review(mechanism, world, at) for at in turns}
    ran = {at: _deliver(mechanism, world, at) for at in turns}
    for who, domain in needs_that_are(world, ASSESSMENT):
        person = world.people[who]
        borne = world.chance.draw("price someone is ready to pay", who, week=0)
        if active[person.neighbourhood] and borne >= ready_to_pay(mechanism, world, person):
            had_turn(world, person, ASSESSMENT_QUEUE, world.week - person.formal_since[domain])
            person.formal[domain], person.formal_since[domain] = NONE, world.week
            person.ended[domain] = PRICE
    for at in turns:
        _assess(mechanism, world, at, max(world.offers["assessments"][at] - reviews[at], 0))
    for at in turns:
        _start(world, at, mechanism.start_weeks, ran[at])


def _review(mechanism: Any, world: Plain, at: int) -> int:
    """What has had its whole term, once or more, is decided on as if it were asked today; how many these are."""
    count = 0
    for who, domain in needs_that_are(world, PROVISION):
        person = world.people[who]
        weeks = world.week - person.formal_since[domain]
        if person.neighbourhood != at or domain == PERSONAL or weeks == 0 or weeks % mechanism.review_weeks:
            continue
        count += 1
        paid(world, at, 0, 1, int(100 * mechanism.assessment_cost + 0.5))
        person.granted_minutes[domain] = _granted(mechanism, world, who, domain)
        if person.granted_minutes[domain] == 0:
            person.formal[domain], person.formal_since[domain] = NONE, world.week
    return count


def _deliver(mechanism: Any, world: Plain, at: int) -> Counter[bool]:
    """Who bears the price no more stops; the others get what was granted and is open, less where hours lack.

    Nurses move their plan towards what is open: always down, up only where they have hours left. Returns the minutes
    granted at the start, for nursing (True) and the rest (False).
    """
    clients = []
    for who, domain in needs_that_are(world, PROVISION):
        person = world.people[who]
        if person.neighbourhood != at:
            continue
        bears = world.chance.draw("price someone is ready to pay", who, week=0) < ready_to_pay(mechanism, world, person)
        if domain == PERSONAL or bears:
            clients.append((who, domain))
        else:
            person.formal[domain] = NONE
            person.formal_since[domain] = world.week
            person.granted_minutes[domain] = 0
            person.ended[domain] = PRICE
    running: Counter[bool] = Counter()
    for who, domain in clients:
        running[domain == PERSONAL] += world.people[who].granted_minutes[domain]
    contract = {False: world.offers["provider_minutes"][at], True: world.offers["nursing_minutes"][at]}
    delivered = [0, 0, 0]
    for who, domain in clients:
        person, nursing = world.people[who], domain == PERSONAL
        minutes = person.granted_minutes[domain]
        if running[nursing] > contract[nursing]:
            minutes = minutes * contract[nursing] // running[nursing]
        gap = person.open_minutes[domain] - person.granted_minutes[domain]
        minutes = min(minutes, person.open_minutes[domain])
        formal_help(world, person, domain, BY_PROVISION, minutes)
        if nursing and (gap < 0 or running[nursing] <= contract[nursing]):
            planned = person.granted_minutes[domain] + int(gap * mechanism.nursing_pace)
            person.granted_minutes[domain] = max(planned, 1)
        delivered[2 if nursing else int(domain != PRACTICAL)] += minutes
    tariffs = (mechanism.tariff_household_help, mechanism.tariff_guidance, mechanism.tariff_nursing)
    cents = [minutes * int(100 * tariff + 0.5) // 60 for minutes, tariff in zip(delivered, tariffs, strict=True)]
    share = world.policy["decentralised_share"][at]
    for purpose, amount in ((2, cents[0]), (3, cents[1])):
        own = int(amount * share)
        paid(world, at, 0, purpose, own)
        paid(world, at, STATE, purpose, amount - own)
        world.municipality.spent_cents[at] += own
    paid(world, at, 1, 4, cents[2])
    fees = [0, 0, 0]
    for who in {who for who, domain in clients if domain != PERSONAL}:
        income = world.homes[world.people[who].home].income
        fees[income] += world.offers["fee_cents"][at][income]
    for amount in fees:
        paid(world, at, 2, 5, amount)
        paid(world, at, 0, 5, -int(amount * share))
        paid(world, at, STATE, 5, int(amount * share) - amount)
    return running


def _assess(mechanism: Any, world: Plain, at: int, assessments: int) -> None:
    """Those in a crisis, then the longest waiting, as many as assessors can; some overdue go to hired ones besides."""
    waiting = sorted(
        (person.crisis_until <= world.week, person.formal_since[domain], domain, who)
        for who, domain in needs_that_are(world, ASSESSMENT)
        if (person := world.people[who]).neighbourhood == at
    )
    hired = [
        one
        for one in waiting
        if world.week - one[1] >= world.offers["legal_waiting_weeks"][at]
        and world.chance.draw("an overdue application goes to a hired assessor", one[3], one[2]) < mechanism.hired_share
    ]
    turn = hired + [one for one in waiting if one not in hired][:assessments]
    for _, since, domain, who in turn:
        person = world.people[who]
        had_turn(world, person, ASSESSMENT_QUEUE, world.week - since)
        paid(world, at, 0, 1, int(100 * mechanism.assessment_cost + 0.5))
        person.formal_since[domain] = world.week
        granted = _granted(mechanism, world, who, domain)
        person.formal[domain] = GRANTED if granted else NONE
        person.granted_minutes[domain] = granted
        if granted:
            entered(world, person, PROVIDER_QUEUE)


def _granted(mechanism: Any, world: Plain, who: int, domain: int) -> int:
    """What is open, less usual help at home and what strictness takes; nothing where that is too little."""
    person = world.people[who]
    strictness = world.offers["strictness"][person.neighbourhood]
    usual = 0
    if domain == PRACTICAL:
        others = [world.people[one] for one in world.members(person.home) if one != who]
        usual = mechanism.usual_minutes * sum(one.age >= 18 and can(one, domain) for one in others)
    uncovered = min(person.open_minutes[domain], max(person.required_minutes[domain] - usual, 0))
    granted = int(uncovered * (1.0 - mechanism.strict_cut * strictness))
    if uncovered < mechanism.least_minutes * strictness or granted < 15:
        person.ended[domain] = REFUSED
        return 0
    return granted


def _start(world: Plain, at: int, start_weeks: int, ran: Counter[bool]) -> None:
    """Those granted longest ago begin, until the next one does not fit in what this week left of the contract."""
    for nursing in (False, True):
        line = sorted(
            (person.formal_since[domain], domain, who)
            for who, domain in needs_that_are(world, GRANTED)
            if (person := world.people[who]).neighbourhood == at and (domain == PERSONAL) == nursing
        )
        left = world.offers["nursing_minutes" if nursing else "provider_minutes"][at] - ran[nursing]
        for since, domain, who in line:
            person = world.people[who]
            if since + start_weeks > world.week:
                continue
            left -= person.granted_minutes[domain]
            if left < 0:
                break
            had_turn(world, person, PROVIDER_QUEUE, world.week - since)
            if not nursing:
                world.ledgers["starts"][at] += 1
                world.ledgers["start_weeks"][at] += world.week - person.asked_since[domain]
            person.formal[domain], person.formal_since[domain] = PROVISION, world.week


def applying(mechanism: Any, world: Plain) -> None:
    """Needs unmet for weeks may be brought to the team, or to the nurse, who comes for what is open.

    Not soon after a refusal, a price too high, or having stayed away.
    """
    for who, person in world.people.items():
        for domain in range(4):
            put_off = person.ended[domain] in (REFUSED, PRICE, STAYED_AWAY)
            waits = put_off and world.week - person.formal_since[domain] < mechanism.again_weeks
            if person.stage[domain] == 0 or person.formal[domain] != NONE or waits:
                continue
            if person.avoids_formal and not person.reached[domain]:
                continue
            if person.open_minutes[domain] < 15 or person.unmet_weeks[domain] < mechanism.unmet_weeks:
                continue
            nursing = domain == PERSONAL
            threshold = (
                mechanism.nursing_threshold if nursing else world.offers["access_threshold"][person.neighbourhood]
            )
            inclination = (
                mechanism.constant
                + mechanism.stage_weight * (person.stage[domain] - 1)
                + mechanism.trust_weight * (person.trust - 0.5)
                - mechanism.threshold_weight * threshold
            )
            if world.chance.draw("turns to formal support", who, domain) < logistic(inclination):
                person.formal[domain] = GRANTED if nursing else QUEUE
                person.formal_since[domain] = person.asked_since[domain] = world.week
                if nursing:
                    person.granted_minutes[domain] = person.open_minutes[domain]
                entered(world, person, PROVIDER_QUEUE if nursing else TEAM_QUEUE)
