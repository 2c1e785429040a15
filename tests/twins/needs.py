"""Twin of how needs arise, worsen and end."""

from typing import Any

from twins.chance import quantile
from twins.plain import Plain, Thing, single

NEVER = -20_000
SOCIAL, PERSONAL, ADMINISTRATIVE = 1, 2, 3
LIVING_ALONE = 1
QUEUE_OF = {1: 0, 3: 1, 4: 2}


def needing(mechanism: Any, world: Plain) -> None:
    """Each need there is may end or worsen; in whoever is 16 or over one need may arise; newcomers bring theirs."""
    for who, person in world.people.items():
        if person.age < 16:
            continue
        arises = _what_arises(mechanism, world, who)
        if any(person.stage):
            # What helped last week is written off; only those in need were helped.
            person.received_minutes, person.met_minutes = [0] * 8, [0] * 8
            person.leans_on_overloaded = False
        for domain in range(4):
            if person.stage[domain] > 0:
                _live_on(mechanism, world, who, domain)
            elif _brings(mechanism, world, who, domain):
                grown = world.chance.draw("a need someone came with", who, domain + 4) < mechanism.brought_serious
                _begin(mechanism, world, who, domain, lasting=True, grown=grown)
            elif arises is not None and arises[0] == domain:
                _begin(mechanism, world, who, domain, lasting=arises[1])
            reach = mechanism.informal_reach
            beyond = max(person.complexity[domain] - reach, 0.0) / (1.0 - reach)
            person.reserved_minutes[domain] = int(person.required_minutes[domain] * beyond)
            person.open_minutes[domain] = person.required_minutes[domain]


def lasting_chance(mechanism: Any, world: Plain, person: Thing, domain: int) -> float:
    """The chance of a lasting need: by limitation; company for those alone, forms and money for the poor."""
    name = ("practical", "social", "personal", "administrative")[domain]
    limited = getattr(mechanism, f"lasting_{name}")
    if person.limitation == 0:
        own = getattr(mechanism, f"healthy_{name}", None)
        chance = limited * mechanism.healthy_factor if own is None else own
    else:
        chance = limited * (mechanism.serious_factor if person.limitation == 2 else 1.0)
    chance = round(chance, 9)
    if domain == SOCIAL and person.position == LIVING_ALONE:
        chance *= mechanism.alone_factor
    if domain == ADMINISTRATIVE and world.homes[person.home].income == 0:
        chance *= mechanism.poor_factor
    return float(chance)


def _what_arises(mechanism: Any, world: Plain, who: int) -> tuple[int, bool] | None:
    """One draw decides over all: the chances of lasting and passing needs lie one after another."""
    luck = world.chance.quick("a need arises", who)
    for domain, name in enumerate(("practical", "social", "personal", "administrative")):
        chances = (lasting_chance(mechanism, world, world.people[who], domain), getattr(mechanism, f"passing_{name}"))
        if luck < chances[0]:
            return domain, True
        if luck < chances[0] + chances[1]:
            return domain, False
        luck -= chances[0] + chances[1]
    return None


def _brings(mechanism: Any, world: Plain, who: int, domain: int) -> bool:
    """Newcomers have the lasting needs that people like them have where as many begin as end."""
    person = world.people[who]
    if person.arrived != world.week:
        return False
    begins = lasting_chance(mechanism, world, person, domain)
    share = begins / (begins + mechanism.lasting_end_chance) if begins > 0.0 else 0.0
    return world.chance.draw("a need someone came with", who, domain) < share


def _begin(mechanism: Any, world: Plain, who: int, domain: int, *, lasting: bool, grown: bool = False) -> None:
    """A need that begins is light, or moderate with a serious limitation or where it has a history."""
    person = world.people[who]
    serious = grown or (lasting and person.limitation == 2)
    person.lasting[domain] = lasting
    person.stage[domain] = 2 if serious else 1
    person.since[domain] = world.week
    size = quantile(mechanism.minutes[domain].tolist(), world.chance.draw("size of a need", who, domain))
    size *= mechanism.stage_factor if serious else 1.0
    person.required_minutes[domain] = min(max(int(size), 15), 6720)
    spread = world.chance.draw("size of a need", who, domain + 4)
    least, reach = {PERSONAL: (0.25, 0.35), ADMINISTRATIVE: (0.15, 0.55)}.get(domain, (0.0, 0.3))
    person.complexity[domain] = single(least + reach * spread + (0.2 if serious else 0.0))


def _live_on(mechanism: Any, world: Plain, who: int, domain: int) -> None:
    person = world.people[who]
    unmet = person.open_minutes[domain] > mechanism.unmet_share * person.required_minutes[domain]
    made_good = max(person.unmet_weeks[domain] - mechanism.made_good_weeks, 0)
    person.unmet_weeks[domain] = min(person.unmet_weeks[domain] + 1, 5200) if unmet else made_good
    weeks = min(person.unmet_weeks[domain], 26)
    worsens = mechanism.escalation * weeks / 13.0 * 2.0 * (1.0 - person.self_reliance)
    ends = mechanism.lasting_end_chance
    if not person.lasting[domain]:
        ends = mechanism.passing_end_chance + (0.0 if unmet else mechanism.helped_end_chance)
    if world.chance.draw("a need ends", who, domain) < ends:
        _end(world, person, domain)
    elif unmet and person.stage[domain] < 3 and world.chance.draw("a need worsens", who, domain) < worsens:
        person.stage[domain] += 1
        person.lasting[domain] = True
        person.required_minutes[domain] = min(int(person.required_minutes[domain] * mechanism.stage_factor), 6720)
        person.complexity[domain] = single(min(person.complexity[domain] + 0.25, 1.0))
        person.unmet_weeks[domain] = 0


def _end(world: Plain, person: Thing, domain: int) -> None:
    """A need ends, and with it any place in a queue; whoever had more than a light one has overcome something."""
    person.succeeded = world.week
    if person.stage[domain] > 1:
        person.overcame |= 2**domain
    if person.formal[domain] in QUEUE_OF:
        world.ledgers["queue_left"][person.neighbourhood][QUEUE_OF[person.formal[domain]]] += 1
    for name in ("stage", "required_minutes", "complexity", "unmet_weeks", "formal", "granted_minutes"):
        getattr(person, name)[domain] = 0
    for name in ("formal_since", "asked_since"):
        getattr(person, name)[domain] = NEVER
    person.worker[domain] = -1
    person.reached[domain] = False
    for name in ("service", "case_style", "ended", "bond"):
        getattr(person, name)[domain] = 0
