"""Traces: for systems (S1 to S49) that concern people, who did what for whom in which week because of that system.

Two runs from the same town and seed live side by side, one with the system and one without it. What happens between
people is written down in both. A trace is the first thing that happened in one run only, between people who until then
were the same in both to the last bit. tests/traces.py tells what is found here.
"""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.notes import NOBODY, WHAT, Notes
from samenredzaam.neighbourhood.residents import (
    ASKED_BY,
    CAME_AS_CLIENT,
    DOMAINS,
    FORMAL_CASE,
    ROLE_NONE,
    RUNGS,
    Needs,
    Residents,
)
from samenredzaam.neighbourhood.ties import MAKERS, OUTSIDE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import read
from samenredzaam.scenario_changes import Change

RESIDENTS, SEED, SPIN_UP_WEEKS, MOST_WEEKS = 1200, 1, 26, 78
"""Fixed before the first run."""

BASELINE = read("baseline")
ROOM_FOR_NOTES = 100_000


class Event(NamedTuple):
    """Something that happened in a week; `other` is 0 where it concerns one resident, and `one` is who acts."""

    what: str
    one: int
    other: int = 0
    about: str = ""

    @property
    def people(self) -> set[int]:
        """Return the residents it concerns."""
        return {self.one, self.other} - {0}

    @property
    def need(self) -> str:
        """Return which need it is about."""
        return self.about.split(",")[0]


@dataclass(frozen=True)
class Row:
    """A system, and how it is looked for.

    Attributes:
        name: its number.
        system: what it is, in words.
        lever: what differs between the runs, in words.
        on, off: levers, or parameters ("mechanism.name"), in the run with the system and in that without it.
        cause: what the system does to somebody, at first (kinds of events).
        effect: what comes of it, in the same week or later.
        through: what the same person must do in between, because of the system.
        gone: the effect is what happens only without the system.
        relieved: the cause is what happens only without the system: with it someone paid does that.
        fits: which effects can belong to a cause.
        also: levers in both runs.
    """

    name: str
    system: str
    lever: str
    on: dict[str, float]
    off: dict[str, float]
    cause: tuple[str, ...]
    effect: tuple[str, ...]
    through: str = ""
    gone: bool = False
    relieved: bool = False
    fits: Callable[[Event, Event], bool] = lambda cause, effect: True
    also: dict[str, float] = field(default_factory=dict)


def same_two(cause: Event, effect: Event) -> bool:
    return cause.people == effect.people


def same_need(cause: Event, effect: Event) -> bool:
    """Tell whether somebody else does something for the same person, about the same need."""
    return cause.one in effect.people and cause.need == effect.need


def somebody_else(cause: Event, effect: Event) -> bool:
    """Tell whether the one who does not have to help any more helps somebody else."""
    return effect.one == cause.one and effect.other != cause.other


def for_the_same(cause: Event, effect: Event) -> bool:
    return cause.one == effect.other


def in_turn(cause: Event, effect: Event) -> bool:
    """Tell whether the one who was helped helps somebody else."""
    return effect.one == cause.other and effect.other != cause.one


def as_volunteer(cause: Event, effect: Event) -> bool:
    return cause.one == effect.one and effect.about.endswith("volunteers")


def by_the_team(cause: Event, effect: Event) -> bool:
    return effect.what == "case begun" or effect.about.endswith("team")


def paid_instead(cause: Event, on: "Lived", off: "Lived") -> bool:
    """Tell whether whoever is not helped any more gets more paid help with that need than without the system."""

    def paid(lived: "Lived") -> int:
        return sum(
            minutes
            for one, minutes in lived.minutes.items()
            if (one.what, one.one, one.need) == ("helped by someone paid", cause.other, cause.need)
        )

    return paid(on) > paid(off)


BETWEEN = ("helped", "asked and heard yes", "agreed to help", "offered help that was accepted")
MET, JOINED, SWAPPED = ("tie: activity",), "joined an activity", "helped through the time bank"
ANSWERED = "became a volunteer, asked as a client"
TEAM = {"team_hours": 80.0}
AT_ONCE = {
    "roll_out": 1.0, "backing": 1.0, "worker_room": 1.0, "appropriating.pace": 0.1, "appropriating.order_drains": 0.0,
}  # fmt: skip
"""With this a season is enough for an organisation to make its own what it is told to do; otherwise it takes years."""

HEARD = {
    "free_hours": 20.0, "signals_heard_share": 1.0, "leaders_in_touch": 0.0, "monitoring_hours": 0.0,
    "outreach_hours": 0.0,
}  # fmt: skip
"""What professionals write reaches the council, which has hours to place and hears of residents in no other way."""

ROWS = (
    Row("S1", "social prescribing", "all GPs prescribe and link workers have 20 hours per 1,000 residents, or neither",
        {"participating_gps_share": 1.0, "link_worker_hours": 20.0},
        {"participating_gps_share": 0.0, "link_worker_hours": 0.0}, ("referred",), MET, through=JOINED, also=AT_ONCE),
    Row("S2", "blended work", "half of the contact in cases is digital, which takes professionals less time, or none",
        {"digital_share": 0.5}, {"digital_share": 0.0}, ("case begun",), ("asked and heard yes", "helped"),
        gone=True, fits=same_need, also=AT_ONCE),
    Row("S11", "connecting work", "10 hours of connecting work per 1,000 residents a week, or none",
        {"connecting_hours": 10.0}, {"connecting_hours": 0.0}, ("tie: connecting work",), BETWEEN, fits=same_two),
    Row("S15", "the spread of services", "services of the team bear fruit (debts are settled), or none does",
        {}, {"serving.to_work_chance": 0.0, "serving.mediation_chance": 0.0, "serving.settled_chance": 0.0,
             "serving.carer_relief": 0.0, "serving.invited_weeks": 0},
        ("need settled",), ("asked and heard yes", "helped"), gone=True, fits=same_need, also=TEAM),
    Row("S20", "informal and formal help: one crowds out the other",
        "formal help comes before that of people one knows, or after it", {"formal_first": 1}, {"formal_first": 0},
        ("helped by someone paid",), ("helped",), gone=True, fits=same_need),
    Row("S21", "barter, here a time bank", "half of the adults take part in a time bank, or nobody does",
        {"time_bank_share": 0.5}, {"time_bank_share": 0.0}, (SWAPPED,), (SWAPPED,), fits=in_turn),
    Row("S24", "respite by trained residents on social assistance",
        "of 20 hours of respite per 1,000 residents all are given by residents trained for it, or none",
        {"respite_by_trained_share": 1.0}, {"respite_by_trained_share": 0.0}, ("began a training",), ("helped",),
        fits=as_volunteer, also={"respite_hours": 20.0}),
    Row("S28", "low-threshold walk-in", "the walk-in is open 40 hours a week, or closed",
        {"walk_in_hours": 40.0}, {"walk_in_hours": 0.0}, ("invited",), MET, through=JOINED),
    Row("S29", "experts by experience", "10 experts by experience per 1,000 residents, or none",
        {"experts_by_experience": 10.0}, {"experts_by_experience": 0.0}, ("tie: expert by experience",), BETWEEN,
        fits=same_two),
    Row("S42", "a style of welfare work: outreach", "5 hours of outreach per 1,000 residents a week, or none",
        {"outreach_hours": 5.0}, {"outreach_hours": 0.0}, ("called on by outreach",), ("helped by someone paid",),
        fits=by_the_team, also=TEAM),
)  # fmt: skip
SOUGHT = (
    Row("S15, by day activities", "the spread of services",
        "services of the team bear fruit (day activities invite people), or none does",
        {}, {"serving.to_work_chance": 0.0, "serving.mediation_chance": 0.0, "serving.settled_chance": 0.0,
             "serving.carer_relief": 0.0, "serving.invited_weeks": 0},
        ("invited",), MET, through=JOINED, also=TEAM),
    Row("S18", "signalling",
        "professionals write down all signals of where policy chafes, or none",
        {"signalling.noticed_share": 1.0}, {"signalling.noticed_share": 0.0}, ("called on by outreach",),
        ("case begun", "helped by someone paid"), fits=by_the_team, also=TEAM | HEARD),
    Row("S28, by being asked", "whoever is asked at the walk-in to volunteer, helps somebody",
        "the walk-in is open 40 hours a week, or closed", {"walk_in_hours": 40.0}, {"walk_in_hours": 0.0},
        ("asked to volunteer",), ("helped",), through=ANSWERED, fits=as_volunteer),
    Row("S20, the reverse", "whoever is relieved by formal help, helps somebody else",
        "formal help comes before that of people one knows, or after it", {"formal_first": 1}, {"formal_first": 0},
        ("helped",), ("helped",), relieved=True, fits=somebody_else),
    Row("S20, the reverse again", "formal help without which somebody stops helping",
        "20 hours of respite per 1,000 residents, or none", {"respite_hours": 20.0}, {"respite_hours": 0.0},
        ("helped by someone paid",), ("gave up an arrangement",), gone=True, fits=for_the_same),
)  # fmt: skip
"""What was looked for too, and need not be there."""


@dataclass(frozen=True)
class Lived:
    """A week of one run: what happened, minutes of help by event, and what all columns of each resident hold."""

    events: frozenset[Event]
    minutes: dict[Event, int]
    columns: dict[int, bytes]


@dataclass(frozen=True)
class Trace:
    """What was found: weeks and events, both runs week by week, and the people in words."""

    row: Row
    seed: int
    cause: Event
    cause_week: int
    effect: Event
    effect_week: int
    on: list[Lived]
    off: list[Lived]
    names: dict[int, str]

    def steps(self) -> list[tuple[int, Event]]:
        """Return what else those of both cause and effect did or met on the way, in the run with the system only."""
        people = self.cause.people & self.effect.people
        told = ((self.cause_week, self.cause), (self.effect_week, self.effect))
        return [
            (week, event)
            for week in range(self.cause_week, self.effect_week + 1)
            for event in sorted(self.on[week].events - self.off[week].events)
            if event.people & people and (week, event) not in told
        ]

    def goes_through(self) -> bool:
        """Tell whether the step that is asked for in between was made."""
        return not self.row.through or any(event.what == self.row.through for _, event in self.steps())

    def since(self, who: int) -> int:
        """Return the week before which someone must be the same in both runs."""
        return self.cause_week if who in self.cause.people else self.effect_week

    @property
    def people(self) -> list[int]:
        """Return everybody concerned."""
        return sorted(self.cause.people | self.effect.people)


@functools.cache
def start(seed: int) -> NeighbourhoodModel:
    """Return the town from which all runs with a seed begin."""
    return NeighbourhoodModel(BASELINE, seed, residents=RESIDENTS, spin_up_weeks=SPIN_UP_WEEKS, record=False)


def branch(values: dict[str, float], seed: int = SEED) -> NeighbourhoodModel:
    """Return a model that goes on from the start with these levers and parameters."""
    changes = tuple(Change(name, BASELINE.start, "value", value) for name, value in values.items() if "." not in name)
    model = start(seed).branch(dataclasses.replace(BASELINE, changes=changes))
    model.mechanisms = type(model.mechanisms)({name: value for name, value in values.items() if "." in name})
    return model


def live(model: NeighbourhoodModel) -> Iterator[Lived]:
    """Live on week by week, with everybody followed."""
    town = model.town
    before = _by_name(town)
    known: set[int] = set(town.ties.identity.tolist())
    while True:
        _follow_everyone(town)
        model.step()
        after = _by_name(town)
        minutes = _noted(town)
        events = {*minutes, *_changed(town, before, after), *_made(town, known), *_swapped(minutes, before, after)}
        before, known = after, set(town.ties.identity.tolist())
        yield Lived(frozenset(events), minutes, _columns(town))


def _follow_everyone(town: Town) -> None:
    """Make room for notes about all, also for who comes to live here within the week."""
    room = [np.zeros(ROOM_FOR_NOTES, dtype=np.int32) for _ in range(6)]
    everyone = np.ones(4 * town.residents.capacity, dtype=np.bool_)
    town.notes = Notes(everyone, *room, np.zeros(1, dtype=np.int64))


def _noted(town: Town) -> dict[Event, int]:
    """Return what was noted in the week between two residents, or about one, with minutes."""
    notes, identity, found = town.notes, town.residents.identity, {}
    assert notes.written[0] < ROOM_FOR_NOTES
    for place in range(int(notes.written[0])):
        one, other = int(notes.one[place]), int(notes.other[place])
        if OUTSIDE in (one, other):
            continue
        about = f"{DOMAINS[notes.domain[place]]}, {RUNGS[notes.rung[place]]}"
        event = Event(
            WHAT[notes.what[place]], int(identity[one]), 0 if other == NOBODY else int(identity[other]), about
        )
        found[event] = found.get(event, 0) + int(notes.minutes[place])
    return found


KEPT_COLUMNS = {
    table: [name for name, one in declared.items() if not one.scratch and name not in ("ties", "home")]
    for table, declared in (("residents", Residents.declared), ("needs", Needs.declared))
}
"""What is kept of residents and their needs from week to week, but for rows, which are places and not contents."""

WATCHED = (
    "stage", "lasting", "prescribed_since", "invited_until", "asked_until", "trained", "approached", "work_minutes",
    "activity", "role", "asked_by", "bank_minutes",
)  # fmt: skip
TOLD: tuple[tuple[str, str, Callable[[int, int], bool]], ...] = (
    ("referred", "prescribed_since", lambda was, now: now > was),
    ("invited", "invited_until", lambda was, now: now > was),
    ("asked to volunteer", "asked_until", lambda was, now: now > was),
    ("began a training", "trained", lambda was, now: now > was),
    ("called on by outreach", "approached", lambda was, now: now > was),
    ("found work", "work_minutes", lambda was, now: now > was == 0),
    ("joined an activity", "activity", lambda was, now: now not in (0, was)),
)
"""Kind of event, column of Residents, and which change of it is that event."""


def _by_name(town: Town) -> dict[int, tuple[Any, ...]]:
    """Return what is watched of everyone who lives here, by who they are."""
    rows = np.flatnonzero(town.residents.used)
    tables = [town.needs if name in KEPT_COLUMNS["needs"] else town.residents for name in WATCHED]
    columns = [getattr(table, name)[rows].tolist() for table, name in zip(tables, WATCHED, strict=True)]
    return dict(zip(town.residents.identity[rows].tolist(), zip(*columns, strict=True), strict=True))


def _changed(town: Town, before: dict[int, tuple[Any, ...]], after: dict[int, tuple[Any, ...]]) -> Iterator[Event]:
    """Tell what happened to people by what changed of them."""
    for who in before.keys() & after.keys():
        for what, column, is_so in TOLD:
            place = WATCHED.index(column)
            if is_so(before[who][place], after[who][place]):
                yield Event(what, who)
        role, came = WATCHED.index("role"), after[who][WATCHED.index("asked_by")]
        if before[who][role] == ROLE_NONE != after[who][role]:
            yield Event(ANSWERED if came == CAME_AS_CLIENT else "became a volunteer", who, 0, ASKED_BY[came])
        stages, lasting = (zip(before[who][place], after[who][place], strict=True) for place in (0, 1))
        for domain, (stage, lasts) in enumerate(zip(stages, lasting, strict=True)):
            if stage[0] > stage[1] == 0:
                yield Event("need over", who, 0, DOMAINS[domain])
            elif lasts[0] > lasts[1] and stage[1] > 0:
                yield Event("need settled", who, 0, DOMAINS[domain])
    for row, domain in np.argwhere((town.needs.formal == FORMAL_CASE) & (town.needs.formal_since == town.week)):
        worker = int(town.needs.worker[row, domain])
        yield Event("case begun", int(town.residents.identity[row]), 0, f"{DOMAINS[domain]}, professional {worker + 1}")


def _made(town: Town, known: set[int]) -> Iterator[Event]:
    """Tell which ties between residents are new, and what made them."""
    ties = town.ties
    for row in np.flatnonzero(ties.used & (ties.ends[:, 1] >= 0)).tolist():
        if int(ties.identity[row]) not in known:
            guided = (town.residents.guided_until[ties.ends[row]] > town.week).tolist()
            ends = sorted(zip(guided, town.residents.identity[ties.ends[row]].tolist(), strict=True))
            yield Event(f"tie: {MAKERS[ties.maker[row]]}", ends[0][1], ends[1][1])


def _swapped(minutes: dict[Event, int], before: dict[int, Any], after: dict[int, Any]) -> Iterator[Event]:
    """Tell who helped whom through the time bank: by just as many minutes as the bank wrote down for both."""
    change = {who: after[who][-1] - before[who][-1] for who in before.keys() & after.keys()}
    for event, given in minutes.items():
        swap = event.what == "helped" and event.about.endswith("ties") and given > 0
        if swap and change.get(event.one) == given and change.get(event.other) == -given:
            yield Event(SWAPPED, event.one, event.other, event.about)


def _columns(town: Town) -> dict[int, bytes]:
    """Return all that is kept of each resident and their needs, as bytes."""
    rows = np.flatnonzero(town.residents.used)
    parts = [
        np.ascontiguousarray(getattr(getattr(town, table), name)[rows]).reshape(len(rows), -1).view(np.uint8)
        for table, names in KEPT_COLUMNS.items()
        for name in names
    ]
    kept = np.concatenate(parts, axis=1)
    return {who: kept[place].tobytes() for place, who in enumerate(town.residents.identity[rows].tolist())}


@functools.cache
def traced(name: str, seed: int = SEED) -> Trace | None:
    """Live the pair of runs of a row up to the first week in which an effect is found that needs its cause."""
    row = next(one for one in (*ROWS, *SOUGHT) if one.name == name)
    models = [branch(row.also | values, seed) for values in (row.on, row.off)]
    weeks: tuple[list[Lived], list[Lived]] = [], []
    differs: dict[int, int] = {}
    causes: list[tuple[int, Event]] = []
    for week, pair in enumerate(itertools.islice(zip(*map(live, models), strict=True), MOST_WEEKS)):
        on, off = pair
        weeks[0].append(on)
        weeks[1].append(off)
        everyone = on.columns.keys() | off.columns.keys()
        different = {who for who in everyone if on.columns.get(who) != off.columns.get(who)}
        for who in different.union(*(event.people for event in on.events ^ off.events)):
            differs.setdefault(who, week)
        causes += [
            (week, cause)
            for cause in sorted(off.events - on.events if row.relieved else on.events - off.events)
            if cause.what in row.cause
            and all(differs[who] == week for who in cause.people)
            and (not row.relieved or paid_instead(cause, on, off))
        ]
        for effect in sorted(off.events - on.events if row.gone else on.events - off.events):
            for since, cause in causes if effect.what in row.effect else ():
                others_same = all(differs[who] == week for who in effect.people - cause.people)
                if cause.people & effect.people and others_same and row.fits(cause, effect):
                    names = _named(models[1].town) | _named(models[0].town)
                    found = Trace(row, seed, cause, since, effect, week, *weeks, names)
                    if found.goes_through() and needs_its_cause(found):
                        return found
    return None


def needs_its_cause(trace: Trace) -> bool:
    """Tell whether the effect is not there with the system on for everyone but those whom the cause concerns.

    Week by week they are put back to what they are in the run without the system. What comes in the same week, or over
    a tie that the system made, needs no such proof.
    """
    row = trace.row
    if trace.cause_week == trace.effect_week or row.fits is same_two:
        return True
    models = [branch(row.also | values, trace.seed) for values in (row.on, row.off)]
    events: frozenset[Event] = frozenset()
    for week, (one, _) in enumerate(itertools.islice(zip(*map(live, models), strict=True), trace.effect_week + 1)):
        events = one.events
        if week >= trace.cause_week:
            for who in trace.cause.people:
                _put_back(models[0].town, models[1].town, who)
    return (trace.effect in events) == row.gone


def _put_back(town: Town, other: Town, who: int) -> None:
    """Give a resident of one town what all columns hold of them in another, but for rows, which are places."""
    here, there = (np.flatnonzero(one.residents.identity == np.uint64(who)) for one in (town, other))
    if len(here) and len(there):
        for name, table in (("residents", town.residents), ("needs", town.needs)):
            for column in KEPT_COLUMNS[name]:
                getattr(table, column)[here[0]] = getattr(getattr(other, name), column)[there[0]]


def _named(town: Town) -> dict[int, str]:
    """Return the made-up residents who live here now, in words."""
    residents, homes, found = town.residents, town.homes, {}
    for row in np.flatnonzero(residents.used).tolist():
        age, home, who = int(residents.age[row]), int(residents.home[row]), int(residents.identity[row])
        noun = (("boy", "girl") if age < 18 else ("man", "woman"))[residents.sex[row]]
        lives = f"dwelling {home + 1}, street {int(homes.street[home]) + 1}"
        found[who] = f"{noun}, {age}, {lives}, resident {who:016x}"
    return found
