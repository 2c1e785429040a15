"""Three mechanisms as a plain Mesa model: an object for each person, in the way that Mesa's documentation teaches.

Needing, Meeting and Feeling, with the same people, homes and ties at the start and the same numbers; random numbers are
Mesa's own. It is here to be held against the engine, for the same outcomes and for what they cost. Written for whoever
knows Mesa, and not from the kernels.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import mesa

from samenredzaam.mechanisms.feeling import Feeling
from samenredzaam.mechanisms.meeting import Meeting
from samenredzaam.mechanisms.needing import Needing
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, LIVING_ALONE, PERSONAL, SOCIAL
from samenredzaam.neighbourhood.streets import USUAL_LIVEABILITY
from samenredzaam.neighbourhood.ties import HOUSEHOLD, Fading

ADULT, LONELY = 18, 2.5
"""People report whole numbers, so that from 2.5 on the scale they say 3, which is lonely."""
EACH_WEEKS = 4
"""Ties meet anew, and people take stock, once in so many weeks, each in a week of its own."""


@dataclass(slots=True)
class Need:
    """What someone cannot do without help."""

    domain: int
    lasting: bool
    stage: int
    minutes: int
    complexity: float
    unmet_weeks: int = 0


@dataclass(slots=True, eq=False)
class Tie:
    """What two people have, or one with someone elsewhere."""

    first: "Person"
    second: "Person | None"
    kind: int
    turn: int
    strength: float
    touched: int
    met: int

    def other(self, person: "Person") -> "Person | None":
        """Return who is at the other end."""
        return self.second if self.first is person else self.first

    def strength_in(self, week: int, kept: float) -> float:
        """Return how strong it still is."""
        return float(self.strength * kept ** (week - self.touched))


class Person(mesa.Agent):
    """A resident: someone with needs, ties and feelings."""

    model: "PlainNeighbourhood"

    def __init__(self, model: "PlainNeighbourhood", row: int) -> None:
        super().__init__(model)
        town = model.source.town
        residents = town.residents
        self.age = int(residents.age[row])
        self.limitation = int(residents.limitation[row])
        self.alone = bool(residents.position[row] == LIVING_ALONE)
        self.poor = bool(town.homes.income[residents.home[row]] == 0)
        self.self_reliance = float(residents.self_reliance[row])
        self.setpoint: float = float(residents.loneliness_setpoint[row])
        self.wanted_contacts = float(residents.wanted_contacts[row])
        self.loneliness: float = float(residents.loneliness[row])
        self.next_loneliness: float = self.loneliness
        self.partner_lost = int(residents.partner_lost[row])
        self.bereaved = int(residents.bereaved[row])
        self.liveability = float(town.streets.liveability[town.homes.street[residents.home[row]]])
        self.turn = int(residents.identity[row]) % EACH_WEEKS
        self.ties: list[Tie] = []
        self.needs: dict[int, Need] = {}

    def need(self) -> None:
        """Let needs go on, and perhaps one arise."""
        if self.age < HELPER_AGE:
            return
        before = set(self.needs)
        for need in list(self.needs.values()):
            self._go_on(need)
        if self.model.week == 0:
            self._bring_needs()
        self._let_arise(before)

    def meet(self) -> None:
        """Let the ties that one has made oneself end, or grow by meeting, where it is their turn."""
        for tie in [tie for tie in self.ties if tie.first is self and self.model.has_turn(tie.turn)]:
            if self._ends(tie):
                tie.first.ties.remove(tie)
                if tie.second is not None:
                    tie.second.ties.remove(tie)
            else:
                self._use(tie)

    def feel(self) -> None:
        """Work out how lonely one becomes, where it is one's turn to take stock."""
        if not self.model.has_turn(self.turn):
            return
        rules = self.model.feeling
        pace, noise = rules.four_weeks
        self.next_loneliness += pace * (self._aim() - self.loneliness) + noise * self.random.gauss(0.0, 1.0)

    def become(self) -> None:
        """Become as lonely as was worked out."""
        self.loneliness = self.next_loneliness

    def _go_on(self, need: Need) -> None:
        rules = self.model.needing
        need.unmet_weeks = min(need.unmet_weeks + 1, 5200)
        if self.random.random() < (rules.lasting_end_chance if need.lasting else rules.passing_end_chance):
            del self.needs[need.domain]
            return
        worsening = rules.escalation * min(need.unmet_weeks, 26) / 13.0 * 2.0 * (1.0 - self.self_reliance)
        if need.stage < 3 and self.random.random() < worsening:
            need.stage += 1
            need.lasting = True
            need.minutes = min(int(need.minutes * rules.stage_factor), 6720)
            need.complexity = min(need.complexity + 0.25, 1.0)
            need.unmet_weeks = 0

    def _bring_needs(self) -> None:
        rules = self.model.needing
        for domain in range(4):
            begins = self._chance_of_lasting(domain)
            share = begins / (begins + rules.lasting_end_chance) if begins > 0.0 else 0.0
            if self.random.random() < share:
                serious = self.limitation == 2 or self.random.random() < rules.brought_serious
                self.needs[domain] = self._new_need(domain, lasting=True, serious=serious)

    def _let_arise(self, before: set[int]) -> None:
        """Let at most one need arise, of a kind that one did not have at the start of the week."""
        chance = self.random.random()
        for domain in range(4):
            lasting, passing = self._chance_of_lasting(domain), float(self.model.needing.passing[domain])
            if chance < lasting + passing:
                if domain not in before | self.needs.keys():
                    lasts = chance < lasting
                    self.needs[domain] = self._new_need(domain, lasting=lasts, serious=lasts and self.limitation == 2)
                return
            chance -= lasting + passing

    def _new_need(self, domain: int, *, lasting: bool, serious: bool) -> Need:
        rules = self.model.needing
        medians = (rules.hours_practical, rules.hours_social, rules.hours_personal, rules.hours_administrative)
        minutes = 60.0 * self.random.lognormvariate(0.0, rules.hours_sigma) * medians[domain]
        minutes = min(max(int(minutes * (rules.stage_factor if serious else 1.0)), 15), 6720)
        spread = self.random.random()
        complexity = 0.3 * spread
        if domain == PERSONAL:
            complexity = 0.25 + 0.35 * spread
        elif domain == ADMINISTRATIVE:
            complexity = 0.15 + 0.55 * spread
        return Need(domain, lasting, 2 if serious else 1, minutes, complexity + (0.2 if serious else 0.0))

    def _chance_of_lasting(self, domain: int) -> float:
        rules = self.model.needing
        chance = float(rules.lasting[domain, self.limitation])
        if domain == SOCIAL and self.alone:
            return chance * rules.alone_factor
        if domain == ADMINISTRATIVE and self.poor:
            return chance * rules.poor_factor
        return chance

    def _ends(self, tie: Tie) -> bool:
        strength = tie.strength_in(self.model.week, self.model.fading.strength_kept_share)
        return bool(self.random.random() < self.model.endings[tie.kind] * 2.0 * (1.0 - strength))

    def _use(self, tie: Tie) -> None:
        if tie.met:
            strength = tie.strength_in(self.model.week, self.model.fading.strength_kept_share)
            tie.strength = strength + self.model.gains[tie.met] * (1.0 - strength)
            tie.touched = self.model.week
        chance = self.model.meets[tie.kind]
        if tie.kind != HOUSEHOLD:
            chance *= self._goes_out() * (tie.second._goes_out() if tie.second is not None else 1.0)
        tie.met = sum(self.random.random() < chance for _ in range(EACH_WEEKS))

    def _goes_out(self) -> float:
        rules = self.model.meeting
        own = min(max(self.loneliness, 0.0), 11.0)
        return float(1.0 + rules.withdrawal * (rules.usual_loneliness - own) / 11.0)

    def _aim(self) -> float:
        rules, week = self.model.feeling, self.model.week
        kept, least = self.model.fading.strength_kept_share, self.model.fading.good_strength
        good = sum(tie.strength_in(week, kept) >= least for tie in self.ties)
        met = sum(tie.met for tie in self.ties)
        known = [other for other in (tie.other(self) for tie in self.ties) if other is not None]
        aim: float = self.setpoint - rules.ties_protect * (1.0 - math.exp(-good / 2.0))
        aim += rules.limited_adds * self.limitation - rules.reliance_lowers * self.self_reliance
        wanted = EACH_WEEKS * self.wanted_contacts * float(rules.wants[self.age])
        aim += rules.gap_adds * max(1.0 - met / wanted, 0.0) if wanted > 0.0 else 0.0
        aim += rules.alone_adds if self.alone else 0.0
        aim += max(
            rules.loss_adds * max(1.0 - (week - self.partner_lost) / rules.loss_weeks, 0.0),
            rules.grief_adds * max(1.0 - (week - self.bereaved) / rules.grief_weeks, 0.0),
        )
        aim -= rules.street_lowers * (self.liveability - USUAL_LIVEABILITY)
        if known:
            felt = sum(min(max(other.loneliness, 0.0), 11.0) for other in known) / len(known)
            aim += rules.contagion * (felt - rules.usual_level)
        return aim


class PlainNeighbourhood(mesa.Model):
    """The people, homes and ties of a neighbourhood as built, as Mesa agents.

    Args:
        source: the neighbourhood to copy, of which no week was lived.
        seed: for Mesa's random numbers.
    """

    def __init__(self, source: NeighbourhoodModel, seed: int) -> None:
        super().__init__(rng=seed)
        self.source = source
        self.week = -1
        named = {type(one): one for one in source.mechanisms.week}
        self.needing: Needing = named[Needing]  # type: ignore[assignment]
        self.meeting: Meeting = named[Meeting]  # type: ignore[assignment]
        self.feeling: Feeling = named[Feeling]  # type: ignore[assignment]
        self.fading: Fading = source.mechanisms.fading
        meeting = self.meeting
        self.meets = (
            1.0, meeting.kin_meets, meeting.friends_meet, meeting.neighbours_meet, meeting.activity_meets,
            meeting.volunteer_meets,
        )  # fmt: skip
        self.gains = [1.0 - (1.0 - meeting.gain) ** times for times in range(EACH_WEEKS + 1)]
        self.endings = [float(chance) for chance in meeting.endings]
        self.people = {row: Person(self, row) for row in source.town.residents.used.nonzero()[0].tolist()}
        for tie in self._ties():
            for end in (tie.first, tie.second):
                if end is not None:
                    end.ties.append(tie)
        self.datacollector = mesa.DataCollector(model_reporters=MEASURES)

    def step(self) -> None:
        """Live a week, and collect."""
        self.week += 1
        self.agents.shuffle_do("need")
        self.agents.shuffle_do("meet")
        self.agents.shuffle_do("feel")
        self.agents.do("become")
        self.datacollector.collect(self)

    def has_turn(self, turn: int) -> bool:
        """Tell whether what has this turn has it this week."""
        return (turn + self.week) % EACH_WEEKS == 0

    def _ties(self) -> Iterator[Tie]:
        ties = self.source.town.ties
        for row in ties.used.nonzero()[0].tolist():
            first, second = (int(end) for end in ties.ends[row])
            bits = int(ties.meetings[row]) & 15
            yield Tie(
                self.people[first], self.people.get(second), int(ties.kind[row]), int(ties.identity[row]) % EACH_WEEKS,
                float(ties.strength[row]), int(ties.touched[row]), bits.bit_count(),
            )  # fmt: skip


def _lonely(model: PlainNeighbourhood) -> float:
    adults = [person for person in model.people.values() if person.age >= ADULT]
    return sum(one.loneliness >= LONELY for one in adults) / len(adults)


def _per_person(of_one: Callable[[Person], float]) -> Callable[[PlainNeighbourhood], float]:
    return lambda model: sum(of_one(person) for person in model.people.values()) / len(model.people)


MEASURES: dict[str, Callable[[PlainNeighbourhood], float]] = {
    "lonely_share": _lonely,
    "loneliness": _per_person(lambda person: person.loneliness),
    "needs": _per_person(lambda person: len(person.needs)),
    "needed_minutes": _per_person(lambda person: sum(need.minutes for need in person.needs.values())),
    "ties": _per_person(lambda person: len(person.ties)),
}
"""What is collected every week: the share of adults who are lonely, and means over residents."""
