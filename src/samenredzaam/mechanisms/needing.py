"""Needs arise, worsen and end: passing ones in anyone's life, lasting ones from limitations; what stays unmet grows."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from samenredzaam.curves import added, lognormal, quantile, table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.need_book import NeedBook, chance_to_worsen, end_need, first_complexity
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, LIVING_ALONE, SOCIAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose, quick_draw

NOTHING = -2

NEED_ARISES = purpose("a need arises")
NEED_ENDS = purpose("a need ends")
NEED_WORSENS = purpose("a need worsens")
NEED_BROUGHT = purpose("a need someone came with")
NEED_SIZE = purpose("size of a need")


def _chance(default: float, nl: str, en: str) -> float:
    return parameter(
        default, unit="chance per week", low=0.0, high=max(10.0 * default, 0.001), nl=nl, en=en,
        assumption="no incidence was read; set so that the hours of help add up to those of carers (cbs_carers_2022)",
    )  # fmt: skip


def _hours(default: float, nl: str, en: str) -> float:
    return parameter(
        default, unit="hours per week", low=0.2, high=20.0, nl=nl, en=en,
        assumption="no figure read; with the spread gives carers' mean of 12 hours (cbs_carers_2022) in order of "
        "magnitude",
    )  # fmt: skip


@dataclass(frozen=True)
class Needing:
    """What people cannot do without help this week."""

    writes: ClassVar = (
        "stage", "lasting", "required_minutes", "reserved_minutes", "complexity", "since", "unmet_weeks",
        "open_minutes", "formal", "formal_since", "asked_since", "granted_minutes", "worker", "received_minutes",
        "met_minutes", "leans_on_overloaded", "reached", "service", "case_style", "bond", "ended", "overcame",
        "succeeded",
    )  # fmt: skip

    passing_practical: float = _chance(
        0.012, "kans op een tijdelijke praktische hulpvraag", "chance of a passing practical need"
    )
    passing_social: float = _chance(
        0.004, "kans op een tijdelijke behoefte aan gezelschap", "chance of a passing need of company"
    )
    passing_personal: float = _chance(0.0015, "kans op tijdelijke verzorging", "chance of a passing need of care")
    passing_administrative: float = _chance(
        0.004,
        "kans op een tijdelijke vraag over papieren of geld",
        "chance of a passing need about forms or money",
    )
    lasting_practical: float = _chance(
        0.004,
        "kans op blijvende praktische hulp bij een beperking",
        "chance of a lasting practical need with a limitation",
    )
    lasting_social: float = _chance(
        0.001, "kans op blijvende behoefte aan gezelschap bij een beperking",
        "chance of a lasting need of company with a limitation",
    )  # fmt: skip
    lasting_personal: float = _chance(
        0.0008,
        "kans op blijvende verzorging bij een beperking",
        "chance of a lasting need of care with a limitation",
    )
    lasting_administrative: float = _chance(
        0.0006, "kans op blijvende hulp bij papieren of geld bij een beperking",
        "chance of a lasting need about forms or money with a limitation",
    )  # fmt: skip
    serious_factor: float = parameter(
        6.0, unit="factor", low=1.0, high=20.0,
        nl="hoeveel vaker bij een ernstige beperking", en="how many times as often with a serious limitation",
        assumption="no figure read; wide range",
    )  # fmt: skip
    healthy_factor: float = parameter(
        0.015, unit="factor", low=0.0, high=0.2,
        nl="hoeveel keer zo vaak praktische hulp en verzorging nodig zijn zonder beperking als met een lichte",
        en="how many times as often practical help and care are needed without a limitation as with some",
        assumption="few of these needs come without a limitation; size not read",
    )  # fmt: skip
    healthy_social: float = _chance(
        0.00005, "kans op blijvende behoefte aan gezelschap zonder beperking",
        "chance of a lasting need of company without a limitation",
    )  # fmt: skip
    healthy_administrative: float = _chance(
        0.00007, "kans op blijvende hulp bij papieren of geld zonder beperking",
        "chance of a lasting need about forms or money without a limitation",
    )  # fmt: skip
    alone_factor: float = parameter(
        1.8, unit="factor", low=1.0, high=4.0,
        nl="hoeveel vaker wie alleen woont gezelschap nodig heeft",
        en="how many times as often those alone need company",
        assumption="direction well known, size not read",
    )  # fmt: skip
    poor_factor: float = parameter(
        2.5, unit="factor", low=1.0, high=6.0,
        nl="hoeveel vaker een laag inkomen hulp bij papieren of geld vraagt",
        en="how many times as often those with a low income need help with forms or money",
        assumption="direction well known, size not read",
    )  # fmt: skip
    hours_practical: float = _hours(
        2.0, "uren praktische hulp per week, mediaan", "weekly hours of a practical need, median"
    )
    hours_social: float = _hours(2.0, "uren gezelschap per week, mediaan", "weekly hours of a need of company, median")
    hours_personal: float = _hours(5.0, "uren verzorging per week, mediaan", "weekly hours of a need of care, median")
    hours_administrative: float = _hours(
        1.5, "uren hulp bij papieren of geld, mediaan", "weekly hours of a need about forms, median"
    )
    hours_sigma: float = parameter(
        0.9, unit="log hours", low=0.3, high=1.5,
        nl="spreiding van die uren", en="spread of those hours, as sigma of a lognormal",
        assumption="no figure read; carers' hours spread with sigma 1.33, part of which comes from who helps",
    )  # fmt: skip
    stage_factor: float = parameter(
        1.6, unit="factor", low=1.0, high=3.0,
        nl="hoeveel meer uren elke zwaardere fase vraagt", en="how many times the hours each heavier stage asks",
        assumption="no figure read; wide range",
    )  # fmt: skip
    passing_end_chance: float = parameter(
        0.2, unit="chance per week", low=0.05, high=1.0,
        nl="kans dat een tijdelijke hulpvraag vanzelf eindigt", en="chance that a passing need ends by itself",
        assumption="illness, a move or a form take about five weeks",
    )  # fmt: skip
    helped_end_chance: float = parameter(
        0.3, unit="chance per week", low=0.0, high=1.0,
        nl="extra kans dat die eindigt als ze vervuld is", en="added chance that it ends when it was met",
        assumption="a few hours of help settle most passing needs",
    )  # fmt: skip
    lasting_end_chance: float = parameter(
        0.002, unit="chance per week", low=0.0, high=0.02,
        nl="kans dat een blijvende hulpvraag eindigt", en="chance that a lasting need ends",
        assumption="lasts about ten years, less where life ends or moves on before",
    )  # fmt: skip
    escalation: float = parameter(
        0.002, unit="chance per week, a quarter year unmet", low=0.0, high=0.02,
        nl="kans dat een onvervulde hulpvraag zwaarder wordt", en="chance that an unmet need worsens",
        assumption="no figure read: prevention hangs on it, so it has a wide range",
    )  # fmt: skip
    made_good_weeks: int = parameter(
        4, unit="weeks", low=1, high=52,
        nl="zoveel weken tekort maakt een week met genoeg hulp goed",
        en="so many weeks of shortage are made good by a week with enough help",
        assumption="one visit does not undo half a year of neglect, steady help does within weeks; size not read",
    )  # fmt: skip
    brought_serious: float = parameter(
        0.25, unit="share", low=0.0, high=1.0,
        nl="deel van de blijvende hulpvragen dat al matig zwaar is bij wie hier komt wonen, en aan het begin, zonder "
        "ernstige beperking; met een ernstige zijn ze het alle",
        en="share of lasting needs already moderate in those who come to live here, and at the start, without a "
        "serious limitation; with one all are",
        assumption="needs have a history; so that the first years do not show everyone's needs growing at once",
    )  # fmt: skip
    informal_reach: float = parameter(
        0.3, unit="complexity, 0 to 1", low=0.0, high=0.9,
        nl="ingewikkeldheid tot waar mensen een hulpvraag zelf en samen helemaal aankunnen",
        en="complexity up to which people can carry all of a need themselves and together",
        assumption="the boundary between what citizens do and where professionals are indispensable; not read anywhere",
    )  # fmt: skip
    unmet_share: float = parameter(
        0.1, unit="share", low=0.0, high=0.5,
        nl="deel dat onvervuld moet zijn om mee te tellen als onvervuld",
        en="share that must be unmet to count as unmet",
        assumption="samenredzaamheid is defined with needs at least 90% met",
    )  # fmt: skip

    @cached_property
    def passing(self) -> np.ndarray:
        """Return the chance of a passing need by domain."""
        return table([self.passing_practical, self.passing_social, self.passing_personal, self.passing_administrative])

    @cached_property
    def lasting(self) -> np.ndarray:
        """Return the chance of a lasting need by domain and limitation, shape (4, 3)."""
        some = [
            self.lasting_practical,
            self.lasting_social,
            self.lasting_personal,
            self.lasting_administrative,
        ]
        healthy = [
            self.lasting_practical * self.healthy_factor, self.healthy_social,
            self.lasting_personal * self.healthy_factor, self.healthy_administrative,
        ]  # fmt: skip
        rows = [(well, limited, limited * self.serious_factor) for well, limited in zip(healthy, some, strict=True)]
        return table([chance for row in rows for chance in row]).reshape(4, 3)

    @cached_property
    def most_chance(self) -> float:
        """Return the greatest chance that any need arises for anyone, so that most need not be looked at further."""
        lasting = added(self.lasting.max(axis=1).tolist())
        return added(self.passing.tolist()) + lasting * max(self.alone_factor, self.poor_factor, 1.0)

    @cached_property
    def minutes(self) -> np.ndarray:
        """Return quantiles of weekly minutes by domain, shape (4, steps)."""
        hours = (self.hours_practical, self.hours_social, self.hours_personal, self.hours_administrative)
        return np.stack([lognormal(60.0 * median, self.hours_sigma) for median in hours])

    def step(self, town: Town) -> None:
        """Let needs end, worsen and arise, and open this week's need."""
        residents, needs, homes = town.residents, town.needs, town.homes
        people = People(
            residents.identity, residents.neighbourhood, residents.arrived, residents.age, residents.limitation,
            residents.position, residents.self_reliance, residents.home, homes.income, residents.received_minutes,
            residents.met_minutes, residents.leans_on_overloaded, residents.overcame, residents.succeeded,
        )  # fmt: skip
        book = NeedBook(
            needs.stage, needs.lasting, needs.required_minutes, needs.reserved_minutes, needs.complexity, needs.since,
            needs.unmet_weeks, needs.open_minutes, needs.formal, needs.formal_since, needs.asked_since,
            needs.granted_minutes, needs.worker, needs.reached, needs.service, needs.case_style, needs.bond,
            needs.ended, town.ledgers.queue_left,
        )  # fmt: skip
        keys = Keys(
            town.key(NEED_ARISES), town.key(NEED_BROUGHT), town.key(NEED_ENDS), town.key(NEED_WORSENS),
            town.key(NEED_SIZE),
        )  # fmt: skip
        course = Course(
            self.passing, self.lasting, self.most_chance, self.minutes, self.alone_factor, self.poor_factor,
            self.stage_factor, self.passing_end_chance, self.helped_end_chance, self.lasting_end_chance,
            self.escalation, self.unmet_share, self.made_good_weeks, self.informal_reach, self.brought_serious,
        )  # fmt: skip
        change_needs(people, book, keys, course, town.week)


class People(NamedTuple):
    """Columns of residents (and the income of homes) on which needs hang, and what is written off of last week."""

    identity: np.ndarray
    neighbourhood: np.ndarray
    arrived: np.ndarray
    age: np.ndarray
    limitation: np.ndarray
    position: np.ndarray
    self_reliance: np.ndarray
    home: np.ndarray
    income: np.ndarray
    received_minutes: np.ndarray
    met_minutes: np.ndarray
    leans_on_overloaded: np.ndarray
    overcame: np.ndarray
    succeeded: np.ndarray


class Keys(NamedTuple):
    """The keys of this week's draws."""

    arises: np.uint64
    brought: np.uint64
    ends: np.uint64
    worsens: np.uint64
    size: np.uint64


class Course(NamedTuple):
    """Parameters of the course of needs, as numbers for kernels."""

    passing_chance: np.ndarray
    lasting_chance: np.ndarray
    most_chance: float
    minutes: np.ndarray
    alone_factor: float
    poor_factor: float
    stage_factor: float
    passing_end: float
    helped_end: float
    lasting_end: float
    escalation: float
    unmet_share: float
    made_good_weeks: int
    informal_reach: float
    brought_serious: float


@kernel
def change_needs(people: People, needs: NeedBook, keys: Keys, course: Course, week):
    """End needs, let them worsen, let at most one arise for each resident, and open what this week asks."""
    for row in range(people.identity.shape[0]):
        if people.identity[row] == 0 or people.age[row] < HELPER_AGE:
            continue
        arising = NOTHING
        chance = quick_draw(keys.arises, people.identity[row])
        if chance < course.most_chance:
            arising = _what_arises(people, course, row, chance)
        if needs.stage[row, 0] + needs.stage[row, 1] + needs.stage[row, 2] + needs.stage[row, 3] > 0:
            _write_off(people, row)
        elif arising == NOTHING and people.arrived[row] != week:
            continue
        for domain in range(4):
            if needs.stage[row, domain] > 0:
                _go_on(people, needs, keys, course, row, domain, week)
            else:
                brings = people.arrived[row] == week and _brings(people, keys, course, row, domain)
                if not brings and arising // 2 != domain:
                    continue
                _begin(people, needs, keys, course, row, domain, week, brings, brings or arising % 2 == 1)
            beyond = max(float(needs.complexity[row, domain]) - course.informal_reach, 0.0)
            beyond /= 1.0 - course.informal_reach
            needs.reserved_minutes[row, domain] = int(needs.required_minutes[row, domain] * beyond)
            needs.open_minutes[row, domain] = needs.required_minutes[row, domain]


@inlined
def _write_off(people: People, row: int) -> None:
    """Write off what someone received last week, before it is this week's; only those in need were helped."""
    people.leans_on_overloaded[row] = False
    for rung in range(people.received_minutes.shape[1]):
        people.received_minutes[row, rung] = 0
        people.met_minutes[row, rung] = 0


@inlined
def _go_on(people: People, needs: NeedBook, keys: Keys, course: Course, row: int, domain: int, week: int) -> None:
    """Count the weeks a need went unmet, or make some good; let it end, or worsen while unmet."""
    who, number = people.identity[row], np.uint64(domain)
    unmet = needs.open_minutes[row, domain] > course.unmet_share * needs.required_minutes[row, domain]
    weeks = np.int64(needs.unmet_weeks[row, domain])
    needs.unmet_weeks[row, domain] = min(weeks + 1, 5200) if unmet else max(weeks - course.made_good_weeks, 0)
    if needs.lasting[row, domain]:
        ends = course.lasting_end
    else:
        ends = course.passing_end + (0.0 if unmet else course.helped_end)
    if draw(keys.ends, who, number) < ends:
        people.succeeded[row] = week
        if needs.stage[row, domain] > 1:
            people.overcame[row] |= 1 << domain
        end_need(needs, people.neighbourhood[row], row, domain)
    elif unmet and needs.stage[row, domain] < 3:
        worsening = chance_to_worsen(course.escalation, needs.unmet_weeks[row, domain], people.self_reliance[row])
        if draw(keys.worsens, who, number) < worsening:
            needs.stage[row, domain] += 1
            needs.lasting[row, domain] = True
            more = int(needs.required_minutes[row, domain] * course.stage_factor)
            needs.required_minutes[row, domain] = min(more, 6720)
            needs.complexity[row, domain] = min(float(needs.complexity[row, domain]) + 0.25, 1.0)
            needs.unmet_weeks[row, domain] = 0


@inlined
def _begin(
    people: People, needs: NeedBook, keys: Keys, course: Course, row: int, domain: int, week: int, brings: bool,
    lasting: bool,
) -> None:  # fmt: skip
    """Let a need begin: how serious, how many minutes a week, how complex."""
    who, number = people.identity[row], np.uint64(domain)
    serious = (lasting and people.limitation[row] == 2) or (
        brings and draw(keys.brought, who, number + np.uint64(4)) < course.brought_serious
    )
    needs.lasting[row, domain] = lasting
    needs.stage[row, domain] = 2 if serious else 1
    needs.since[row, domain] = week
    size = quantile(course.minutes[domain], draw(keys.size, who, number)) * (course.stage_factor if serious else 1.0)
    needs.required_minutes[row, domain] = min(max(int(size), 15), 6720)
    spread = draw(keys.size, who, number + np.uint64(4))
    needs.complexity[row, domain] = first_complexity(domain, spread) + (0.2 if serious else 0.0)


@inlined
def _what_arises(people: People, course: Course, row: int, chance: float) -> int:
    """Return which need the draw `chance` makes arise this week: 2 x domain, plus 1 if it lasts; or NOTHING."""
    for domain in range(4):
        lasts, passes = _begins(people, course, row, domain), course.passing_chance[domain]
        if chance < lasts:
            return 2 * domain + 1
        if chance < lasts + passes:
            return 2 * domain
        chance -= lasts + passes
    return NOTHING


@inlined
def _brings(people: People, keys: Keys, course: Course, row: int, domain: int) -> bool:
    """Tell whether a newcomer has a lasting need: as many of them as where as many needs begin as end."""
    begin = _begins(people, course, row, domain)
    share = begin / (begin + course.lasting_end) if begin > 0.0 else 0.0
    return draw(keys.brought, people.identity[row], np.uint64(domain)) < share


@inlined
def _begins(people: People, course: Course, row: int, domain: int) -> float:
    """Return the chance that a lasting need begins: more so of company for those alone, of forms for the poor."""
    chance = course.lasting_chance[domain, people.limitation[row]]
    if domain == SOCIAL and people.position[row] == LIVING_ALONE:
        return chance * course.alone_factor
    if domain == ADMINISTRATIVE and people.income[people.home[row]] == 0:
        return chance * course.poor_factor
    return chance
