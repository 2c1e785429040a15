"""A diary as people read it: what was recorded of a resident, in plain sentences, in Dutch or in English."""

import dataclasses
import datetime
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from samenredzaam.neighbourhood.residents import (
    BY_CRISIS,
    BY_GENERAL,
    BY_PROVISION,
    BY_TEAM,
    BY_VOLUNTEERS,
    FORMAL_NONE,
)
from samenredzaam.neighbourhood.ties import HOUSEHOLD, KIN
from samenredzaam.notebook import CAME, CHANGED, LEFT, TIE_ENDED, TIE_MADE, Record
from samenredzaam.numbers import day, number
from samenredzaam.show.diary_changes import CHANGES, FORMAL, LIMITATIONS, POSITIONS, ROLES, lonely
from samenredzaam.show.diary_words import DOMAINS, STAGES, need, other, sex_of
from samenredzaam.study.diaries import Diaries, Followed, name_of
from samenredzaam.texts import Text

GAP_WEEKS = 4
"""What comes again within so many weeks is told as one stretch."""

LEAST_MINUTES = 3
"""Help of fewer minutes a week is not told: in hours it would be 0.0."""

MOST_NAMED = 2
"""People named in one line; of more it is said how many."""

KEPT_TOUCH = "moved away, in touch"
"""What a pair of records is told as: a tie with someone here that ended, and the same one with someone elsewhere."""


@dataclass(frozen=True)
class Entry:
    """One line of a diary: where it comes, from which week until which, and what it says."""

    place: int
    first_week: int
    last_week: int
    text: str


def told(diaries: Diaries, language: str) -> Iterator[str]:
    """Yield the lines of the diaries of a run."""
    for one in diaries.followed:
        yield Text("Dagboek van bewoner", "Diary of resident").said(language) + f" {name_of(one.identity)}"
        yield _portrait(one.at_start, language)
        yield ""
        entries = sorted(_entries(one, language), key=lambda entry: (entry.first_week, entry.place))
        for entry in entries:
            yield f"{_when(entry, diaries.start, language)}: {entry.text}"
        if not entries:
            yield Text("Er is niets voorgevallen.", "Nothing happened.").said(language)
        yield ""


_LONELY = (Text("", ""), Text("eenzaam", "lonely"), Text("ernstig eenzaam", "severely lonely"))


def _portrait(at_start: dict[str, Any], language: str) -> str:
    """Return who someone was at the start, in one line."""
    sex, age = sex_of(at_start["sex"], language), at_start["age"]
    work = number(at_start["work_minutes"] / 60.0, language)
    parts = [
        Text(f"{sex} van {age}", f"{sex} aged {age}").said(language),
        POSITIONS[at_start["position"]].said(language),
        LIMITATIONS[at_start["limitation"]].said(language) if at_start["limitation"] else "",
        Text(f"werkt {work} uur per week", f"works {work} hours a week").said(language)
        if at_start["work_minutes"]
        else "",
        ROLES[at_start["role"]].said(language) if at_start["role"] in ROLES else "",
        Text("doet mee aan een activiteit", "takes part in an activity").said(language)
        if at_start["in_activity"]
        else "",
        _LONELY[lonely(at_start["loneliness"])].said(language),
        Text(f"goede banden: {at_start['good_ties']}", f"good ties: {at_start['good_ties']}").said(language),
    ]
    said = Text("Aan het begin: ", "At the start: ").said(language) + ", ".join(part for part in parts if part) + "."
    needs = [
        f"{DOMAINS[domain].said(language)} ({_standing(stage, formal, language)})"
        for domain, (stage, formal) in enumerate(zip(at_start["stages"], at_start["formal"], strict=True))
        if stage
    ]
    return said + (
        Text(" Heeft hulp nodig: ", " Needs help: ").said(language) + ", ".join(needs) + "." if needs else ""
    )


def _standing(stage: int, formal: int, language: str) -> str:
    """Return how heavy a need is, and where it stands with formal support."""
    heavy = Text(f"{STAGES[stage].nl} vraag", STAGES[stage].en).said(language)
    return f"{heavy}; {FORMAL[formal].said(language)}" if formal in FORMAL else heavy


def _when(entry: Entry, start: datetime.date, language: str) -> str:
    first = day(start + datetime.timedelta(days=7 * entry.first_week), language)
    if entry.last_week == entry.first_week:
        return first
    last = day(start + datetime.timedelta(days=7 * entry.last_week), language)
    return Text(f"{first} tot {last}", f"{first} to {last}").said(language)


def _entries(followed: Followed, language: str) -> Iterator[Entry]:
    """Yield what is told: single events, and stretches of what went on, or came again, from week to week."""
    stretches: dict[Any, tuple[int, list[Record]]] = {}
    for place, record in enumerate(_kept(_in_order(followed.records))):
        if record.what in _STRETCHES or record.what in _REPEATED:
            # By who the other is, not how they are known or how old: those change on the way.
            someone = record.other.identity if record.other is not None and record.what in _STRETCHES else None
            key = (record.what, record.acts, someone, record.domain, record.rung if record.what in _STRETCHES else None)
            begun, records = stretches.get(key, (place, []))
            if records and record.week - records[-1].week > GAP_WEEKS:
                yield from _ended(begun, records, language)
                begun, records = place, []
            records.append(record)
            stretches[key] = begun, records
        else:
            text = _event(record, language)
            if text:
                yield Entry(place, record.week, record.week, text)
    for begun, records in stretches.values():
        yield from _ended(begun, records, language)


def _in_order(records: Sequence[Record]) -> list[Record]:
    """Return the records with the changes that one mechanism makes at once in the order of CHANGES."""
    order = {column: place for place, column in enumerate(CHANGES)}
    found: list[Record] = []
    for _, group in itertools.groupby(records, lambda one: (one.week, one.mechanism, one.what == CHANGED)):
        # Records that are no changes have no column, and stay as they were.
        found += sorted(group, key=lambda one: order.get(one.column, 0))
    return found


def _kept(records: Sequence[Record]) -> Iterator[Record]:
    """Yield the records that are told, without what another one of the same week already says."""
    answered = {
        (one.week, one.other.identity, one.domain)
        for one in records
        if one.what in ("asked and heard yes", "offered help that was accepted") and one.other is not None
    }
    swapped = {
        (one.week, one.other.identity, one.domain)
        for one in records
        if one.what == "swapped over the time bank" and one.other is not None
    }
    ended = {(one.week, one.domain) for one in records if one.what == CHANGED and one.column == "ended" and one.after}
    elsewhere = Counter(_leaving(one) for one in records if one.what == TIE_MADE and _leaving(one))
    leaving = Counter(_leaving(one) for one in records if one.what == TIE_ENDED and _leaving(one))
    both = elsewhere & leaving
    pairs = {TIE_MADE: both.copy(), TIE_ENDED: both.copy()}
    for one in records:
        who = one.other.identity if one.other is not None else None
        if one.what == "agreed to help" and (one.week, who, one.domain) in answered:
            continue
        if one.what == "helped" and one.mechanism == "Swapping" and (one.week, who, one.domain) in swapped:
            continue
        stops = one.what == CHANGED and one.column == "formal" and one.after == FORMAL_NONE
        if stops and (one.week, one.domain) in ended:
            continue
        if one.what in pairs and pairs[one.what][_leaving(one)] > 0:
            pairs[one.what][_leaving(one)] -= 1
            if one.what == TIE_ENDED:
                yield dataclasses.replace(one, what=KEPT_TOUCH)
            continue
        yield one


def _leaving(record: Record) -> Any:
    """Return what a tie that ends here and goes on elsewhere has in common, or None where it is no such tie."""
    someone = record.other
    if someone is None or record.mechanism in ("KinElsewhere", "Befriending"):
        return None
    if (someone.identity == 0) != (record.what == TIE_MADE):
        return None
    return record.week, record.mechanism, someone.age


def _ended(place: int, records: list[Record], language: str) -> Iterator[Entry]:
    """Yield the stretch that `records` are, which began at `place` among what is told."""
    first = records[0]
    text = _repeated(records, language) if first.what in _REPEATED else _stretch(records, language)
    if text:
        yield Entry(place, first.week, records[-1].week, text)


def _stretch(records: list[Record], language: str) -> str:
    """Return help that went on, with its hours; or nothing where it was a matter of minutes."""
    weeks = len({one.week for one in records})
    weekly = sum(one.minutes for one in records) / weeks
    if weekly < LEAST_MINUTES:
        return ""
    hours = number(weekly / 60.0, language, 1)
    lasted = (
        Text(f"{hours} uur per week in {weeks} weken", f"{hours} hours a week in {weeks} weeks")
        if weeks > 1
        else Text(f"{hours} uur", f"{hours} hours")
    )
    return f"{_STRETCHES[records[0].what](records[0], language)}, {lasted.said(language)}"


def _repeated(records: list[Record], language: str) -> str:
    """Return what came again and again in one line: with whom most, and how often."""
    first = records[0]
    template = _ASKS[first.what][0 if first.acts else 1].said(language)
    if not template:
        return ""
    times = Counter(one.other.identity for one in records if one.other is not None)
    known = {one.other.identity: one.other for one in reversed(records) if one.other is not None}
    named = list(dict.fromkeys(other(known[who], language) for who, _ in times.most_common()))[:MOST_NAMED]
    more = len(times) - len(named)
    if more > 0:
        named.append(Text("nog iemand", "one other").said(language) if more == 1 else _others(more, language))
    people = Text(" en ", " and ").said(language).join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
    often = Text(f" ({len(records)} keer)", f" ({len(records)} times)").said(language) if len(records) > 1 else ""
    return template.format(other=people, need=need(first, language)) + often


def _others(count: int, language: str) -> str:
    return Text(f"{count} anderen", f"{count} others").said(language)


def _helped(record: Record, language: str) -> str:
    which = need(record, language)
    if record.rung == BY_VOLUNTEERS and record.acts:
        who = other(record.other, language, Text("iemand", "someone"))
        return Text(f"helpt als vrijwilliger {who} met {which}", f"as a volunteer helps {who} with {which}").said(
            language
        )
    who = other(
        record.other, language, Text("een vrijwilliger", "a volunteer") if record.rung == BY_VOLUNTEERS else None
    )
    if record.acts:
        return Text(f"helpt {who} met {which}", f"helps {who} with {which}").said(language)
    return Text(f"krijgt hulp van {who}: {which}", f"gets help from {who}: {which}").said(language)


_PAID = {
    BY_GENERAL: Text("een algemene voorziening", "a general provision"),
    BY_TEAM: Text("het wijkteam", "the neighbourhood team"),
    BY_PROVISION: Text("een aanbieder", "a provider"), BY_CRISIS: Text("crisiszorg", "crisis care"),
}  # fmt: skip


def _paid(record: Record, language: str) -> str:
    by = _PAID.get(record.rung or 0, Text("professionals", "professionals")).said(language)
    which = need(record, language)
    return Text(f"krijgt hulp van {by}: {which}", f"gets help from {by}: {which}").said(language)


def _own(record: Record, language: str) -> str:
    which = need(record, language)
    return Text(f"redt zich deels zelf: {which}", f"manages partly without others: {which}").said(language)


def _hosted(_record: Record, language: str) -> str:
    return Text("helpt als vrijwilliger bij een activiteit", "as a volunteer helps out at an activity").said(language)


def _swapped(record: Record, language: str) -> str:
    who, which = other(record.other, language), need(record, language)
    if record.acts:
        said = Text(f"helpt via de tijdbank {who} met {which}", f"over the time bank helps {who} with {which}")
    else:
        said = Text(
            f"krijgt via de tijdbank hulp van {who}: {which}", f"over the time bank is helped by {who}: {which}"
        )
    return said.said(language)


def _guided(record: Record, language: str) -> str:
    if record.acts:
        who = other(record.other, language, Text("iemand", "someone"))
        return Text(f"begeleidt als ervaringsdeskundige {who}", f"as an expert by experience guides {who}").said(
            language
        )
    who = other(record.other, language, Text("een ervaringsdeskundige", "an expert by experience"))
    return Text(f"praat met {who}", f"talks with {who}").said(language)


def _relieved(record: Record, language: str) -> str:
    if record.acts and record.other is None:
        who = Text("een professional", "a professional").said(language)
    else:
        who = other(
            record.other, language, Text("een opgeleide bewoner", "a trained resident") if record.acts else None
        )
    if record.acts:
        return Text(f"heeft respijt: {who} neemt de zorg over", f"has respite: {who} takes over the care").said(
            language
        )
    return Text(f"geeft respijt aan {who}", f"gives respite to {who}").said(language)


_STRETCHES: dict[str, Callable[[Record, str], str]] = {
    "swapped over the time bank": _swapped,
    "guided": _guided,
    "was relieved": _relieved,
    "hosted an activity": _hosted,
    "helped": _helped,
    "helped by someone paid": _paid,
    "did it themselves": _own,
}

_ASKS: dict[str, tuple[Text, Text]] = {
    "thought of asking and did not dare": (
        Text("durft {other} niet te vragen om {need}", "does not dare to ask {other} for {need}"),
        Text("", ""),
    ),
    "asked and heard no": (
        Text("vraagt {other} om {need}, en hoort nee", "asks {other} for {need}, and hears no"),
        Text("zegt nee tegen {other} op een vraag om {need}", "says no to {other}, asked for {need}"),
    ),
    "asked and heard yes": (
        Text("vraagt {other} om {need}, en hoort ja", "asks {other} for {need}, and hears yes"),
        Text("zegt ja tegen {other}, die vroeg om {need}", "says yes to {other}, who asked for {need}"),
    ),
    "agreed to help": (
        Text("spreekt met {other} af te helpen: {need}", "agrees with {other} to help: {need}"),
        Text("{other} gaat helpen: {need}", "{other} is going to help: {need}"),
    ),
    "noticed and did not offer": (
        Text(
            "ziet dat {other} hulp nodig heeft ({need}) en biedt die niet aan",
            "sees that {other} could do with help ({need}) and offers none",
        ),
        Text("", ""),
    ),
    "offered help that was declined": (
        Text("biedt {other} hulp aan, die niet hoeft", "offers {other} help, who declines"),
        Text("slaat hulp van {other} af", "declines help from {other}"),
    ),
    "offered help that was accepted": (
        Text("biedt {other} hulp aan: {need}", "offers {other} help: {need}"),
        Text("krijgt hulp aangeboden door {other}: {need}", "is offered help by {other}: {need}"),
    ),
    "gave up an arrangement": (
        Text("houdt op {other} te helpen: {need}", "stops helping {other}: {need}"),
        Text("{other} houdt op met helpen: {need}", "{other} stops helping: {need}"),
    ),
}  # fmt: skip


_REPEATED = ("thought of asking and did not dare", "asked and heard no", "noticed and did not offer")
"""Of _ASKS, what comes week after week; told together."""


def _event(record: Record, language: str) -> str:
    """Return a single event in words, or nothing where it is not told."""
    if record.what in _ASKS:
        text = _ASKS[record.what][0 if record.acts else 1].said(language)
        return text.format(other=other(record.other, language), need=need(record, language))
    if record.what in (TIE_MADE, TIE_ENDED, KEPT_TOUCH):
        return _tie(record, language)
    if record.what == LEFT:
        return _LEAVES.get(record.mechanism, Text("verhuist naar elders", "moves away")).said(language)
    if record.what == CHANGED and record.column in CHANGES:
        return CHANGES[record.column](record, language)
    return (
        Text("komt hier wonen", "comes to live here").said(language) if record.what == CAME and record.week >= 0 else ""
    )


_LEAVES = {
    "Dying": Text("overlijdt", "dies"),
    "Admitting": Text("gaat naar een verpleeghuis", "goes to a nursing home"),
}


def _tie(record: Record, language: str) -> str:
    """Return a tie that is made or ends."""
    who = other(record.other, language)
    kind = record.other.kind if record.other is not None else None
    if record.what == KEPT_TOUCH:
        return Text(f"{who} verhuist; het contact blijft", f"{who} moves away; they stay in touch").said(language)
    if record.what == TIE_MADE:
        if kind in (HOUSEHOLD, KIN):
            return Text(f"heeft er een band bij: {who}", f"has a new tie: {who}").said(language)
        return Text(f"leert iemand kennen: {who}", f"gets to know someone: {who}").said(language)
    if record.mechanism in ("Dying", "KinElsewhere"):
        return Text(f"{who} overlijdt", f"{who} dies").said(language)
    if record.mechanism == "Admitting":
        return Text(f"{who} gaat naar een verpleeghuis", f"{who} goes to a nursing home").said(language)
    return Text(f"verliest het contact met {who}", f"loses touch with {who}").said(language)
