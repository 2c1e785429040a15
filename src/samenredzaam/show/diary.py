"""A diary as people read it: what was recorded of a resident, in plain sentences, in Dutch or in English."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from samenredzaam.neighbourhood.residents import (
    CHILD,
    FEMALE,
    LIVING_ALONE,
    PARTNER,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
    ROLE_NONE,
    SINGLE_PARENT,
)
from samenredzaam.notebook import CAME, CHANGED, LEFT, TIE_ENDED, TIE_MADE, Record, Someone
from samenredzaam.numbers import day, number
from samenredzaam.study.diaries import Diaries, Followed, name_of
from samenredzaam.texts import Text

GAP_WEEKS = 4
"""Help that comes again within so many weeks is told as one stretch."""

_DOMAINS = (
    Text("praktische hulp", "practical help"), Text("gezelschap", "company"), Text("verzorging", "personal care"),
    Text("papieren en geld", "forms and money"),
)  # fmt: skip
_STAGES = (Text("geen", "none"), Text("lichte", "light"), Text("matige", "moderate"), Text("zware", "heavy"))
_KINDS = (
    Text("een huisgenoot", "someone at home"), Text("familie", "kin"), Text("een vriend", "a friend"),
    Text("een buur", "a neighbour"), Text("iemand van de activiteit", "someone from the activity"),
    Text("een vrijwilliger of cliënt", "a volunteer or client"),
)  # fmt: skip
_ROLES = {
    ROLE_NONE: Text("geen vrijwilligerswerk meer", "no voluntary work any more"),
    ROLE_CARE: Text("vrijwilliger in de zorg", "volunteer in care"),
    ROLE_NEIGHBOURHOOD: Text("vrijwilliger voor de buurt", "volunteer for the neighbourhood"),
}
_POSITIONS = {
    CHILD: Text("kind thuis", "child at home"),
    LIVING_ALONE: Text("woont alleen", "lives alone"),
    PARTNER: Text("woont met partner", "lives with a partner"),
    SINGLE_PARENT: Text("alleenstaande ouder", "single parent"),
}
_FORMAL = (
    Text("niet (meer) bij formele hulp", "not (or no longer) with formal support"),
    Text("wacht op het wijkteam", "waits for the neighbourhood team"),
    Text("is een zaak van het wijkteam", "is a case of the neighbourhood team"),
    Text("wacht op een indicatie", "waits to be assessed"),
    Text("toegekend, wacht op een aanbieder", "granted, waits for a provider"),
    Text("krijgt maatwerk of wijkverpleging", "has an individual provision or nursing"),
)
_LIMITATIONS = (
    Text("geen beperking meer", "no limitation any more"), Text("een beperking", "a limitation"),
    Text("een ernstige beperking", "a serious limitation"),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of a diary: from which week until which, and what it says."""

    first_week: int
    last_week: int
    text: str


def told(diaries: Diaries, language: str) -> Iterator[str]:
    """Yield the lines of the diaries of a run."""
    for one in diaries.followed:
        yield Text("Dagboek van bewoner", "Diary of resident").said(language) + f" {name_of(one.identity)}"
        yield _portrait(one.at_start, language)
        yield ""
        entries = sorted(_entries(one, language), key=lambda entry: entry.first_week)
        for entry in entries:
            yield f"{_when(entry, diaries.start, language)}: {entry.text}"
        if not entries:
            yield Text("Er is niets voorgevallen.", "Nothing happened.").said(language)
        yield ""


def _portrait(at_start: dict[str, Any], language: str) -> str:
    """Return who someone was at the start, in one line."""
    sex = Text("vrouw", "woman") if at_start["sex"] == FEMALE else Text("man", "man")
    parts = [
        Text(f"{sex.nl} van {at_start['age']}", f"{sex.en} of {at_start['age']}").said(language),
        _POSITIONS.get(at_start["position"], Text("woont met anderen", "lives with others")).said(language),
        _LIMITATIONS[at_start["limitation"]].said(language) if at_start["limitation"] else "",
        Text(f"goede banden: {at_start['good_ties']}", f"good ties: {at_start['good_ties']}").said(language),
    ]
    return Text("Aan het begin: ", "At the start: ").said(language) + ", ".join(part for part in parts if part) + "."


def _when(entry: Entry, start: datetime.date, language: str) -> str:
    first = day(start + datetime.timedelta(days=7 * entry.first_week), language)
    if entry.last_week == entry.first_week:
        return first
    last = day(start + datetime.timedelta(days=7 * entry.last_week), language)
    return Text(f"{first} tot {last}", f"{first} to {last}").said(language)


def _entries(followed: Followed, language: str) -> Iterator[Entry]:
    """Yield what is told: single events, and stretches of help that went on from week to week."""
    stretches: dict[Any, list[Record]] = {}
    for record in followed.records:
        if record.what in _STRETCHES:
            key = (record.what, record.acts, record.other, record.domain, record.rung)
            yield from _ended(stretches.get(key, []), record.week, language)
            if stretches.get(key) and record.week - stretches[key][-1].week > GAP_WEEKS:
                stretches[key] = []
            stretches.setdefault(key, []).append(record)
        else:
            text = _event(record, language)
            if text:
                yield Entry(record.week, record.week, text)
    for records in stretches.values():
        yield from _ended(records, None, language)


def _ended(records: list[Record], week: int | None, language: str) -> Iterator[Entry]:
    """Yield the stretch of help that `records` are, if by `week` it is over (None: the diary is)."""
    if records and (week is None or week - records[-1].week > GAP_WEEKS):
        first = records[0]
        hours = number(sum(one.minutes for one in records) / len(records) / 60.0, language, 1)
        weekly = Text(f"{hours} uur per week", f"{hours} hours a week").said(language)
        weeks = len(records)
        times = Text(f"in {weeks} weken", f"in {weeks} weeks").said(language) if weeks > 1 else ""
        text = f"{_STRETCHES[first.what](first, language)}, {weekly} {times}".rstrip()
        yield Entry(first.week, records[-1].week, text)


def _need(record: Record, language: str) -> str:
    return _DOMAINS[record.domain].said(language) if record.domain is not None else ""


def _other(someone: Someone | None, language: str) -> str:
    """Return another person in a few words: how they are known, woman or man, how old."""
    if someone is None:
        return Text("niemand", "nobody").said(language)
    kind = _KINDS[someone.kind].said(language) if someone.kind is not None else ""
    if not someone.identity:
        elsewhere = Text("elders", "elsewhere").said(language)
        return f"{kind or Text('iemand', 'someone').said(language)} {elsewhere}"
    sex = (Text("vrouw", "woman") if someone.sex == FEMALE else Text("man", "man")).said(language)
    who = f"{sex}, {someone.age}"
    return f"{kind} ({who})" if kind else Text(f"een bekende ({who})", f"someone ({who})").said(language)


def _helped(record: Record, language: str) -> str:
    other, need = _other(record.other, language), _need(record, language)
    if record.acts:
        return Text(f"helpt {other} met {need}", f"helps {other} with {need}").said(language)
    return Text(f"krijgt hulp van {other}: {need}", f"gets help from {other}: {need}").said(language)


_PAID = {
    4: Text("een algemene voorziening", "a general provision"), 5: Text("het wijkteam", "the neighbourhood team"),
    6: Text("een aanbieder", "a provider"), 7: Text("crisiszorg", "crisis care"),
}  # fmt: skip


def _paid(record: Record, language: str) -> str:
    by = _PAID.get(record.rung or 0, Text("professionals", "professionals")).said(language)
    need = _need(record, language)
    return Text(f"krijgt hulp van {by}: {need}", f"gets help from {by}: {need}").said(language)


def _own(record: Record, language: str) -> str:
    need = _need(record, language)
    return Text(f"redt zelf een deel van: {need}", f"manages without others a part of: {need}").said(language)


_STRETCHES: dict[str, Callable[[Record, str], str]] = {
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
        Text("zegt nee tegen {other}, die vroeg om {need}", "says no to {other}, who asked for {need}"),
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
        Text("ziet dat {other} hulp nodig heeft en biedt die niet aan", "sees that {other} needs help and offers none"),
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


def _event(record: Record, language: str) -> str:
    """Return a single event in words, or nothing where it is not told."""
    other = _other(record.other, language)
    if record.what in _ASKS:
        text = _ASKS[record.what][0 if record.acts else 1].said(language)
        return text.format(other=other, need=_need(record, language))
    if record.what == TIE_MADE:
        return Text(f"leert iemand kennen: {other}", f"gets to know someone: {other}").said(language)
    if record.what == TIE_ENDED:
        return Text(f"verliest het contact met {other}", f"loses touch with {other}").said(language)
    if record.what == LEFT:
        gone = Text("is overleden", "has died") if record.mechanism == "Dying" else Text("verhuist", "moves away")
        return gone.said(language)
    if record.what == CHANGED and record.column in _CHANGES:
        return _CHANGES[record.column](record, language)
    return (
        Text("komt hier wonen", "comes to live here").said(language) if record.what == CAME and record.week >= 0 else ""
    )


def _stage(record: Record, language: str) -> str:
    need, stage = _need(record, language), _STAGES[record.after].said(language)
    if record.after == 0:
        return Text(f"de hulpvraag is voorbij: {need}", f"the need is over: {need}").said(language)
    if record.before == 0:
        return Text(f"heeft hulp nodig ({stage} vraag): {need}", f"comes to need help ({stage}): {need}").said(language)
    return Text(f"de hulpvraag wordt zwaarder ({stage}): {need}", f"the need worsens ({stage}): {need}").said(language)


def _formal(record: Record, language: str) -> str:
    return f"{_need(record, language)}: {_FORMAL[record.after].said(language)}"


def _moved(name: Text, up: Text, down: Text, decimals: int) -> Callable[[Record, str], str]:
    """Return a function that tells of something that moves gradually."""

    def said(record: Record, language: str) -> str:
        way = (up if record.after > record.before else down).said(language)
        before, after = (number(value, language, decimals) for value in (record.before, record.after))
        return Text(f"{name.nl}: {way}, van {before} naar {after}", f"{name.en}: {way}, from {before} to {after}").said(
            language
        )

    return said


def _of(texts: dict[int, Text] | tuple[Text, ...], lead: Text) -> Callable[[Record, str], str]:
    """Return a function that tells which of a few things a column became; what has no text is not told."""

    def said(record: Record, language: str) -> str:
        found = texts.get(record.after) if isinstance(texts, dict) else texts[record.after]
        return f"{lead.said(language)} {found.said(language)}" if found else ""

    return said


_CHANGES: dict[str, Callable[[Record, str], str]] = {
    "stage": _stage,
    "formal": _formal,
    "role": _of(_ROLES, Text("is nu", "is now")),
    "position": _of(_POSITIONS, Text("nu:", "now:")),
    "limitation": _of(_LIMITATIONS, Text("heeft nu", "has now")),
    "partner_lost": lambda record, language: Text("is de partner kwijt", "has lost the partner").said(language),
    "resting_until": lambda record, language: Text(
        "is op van het helpen, en stopt er een tijd mee", "is worn out by helping, and stops for a time"
    ).said(language),
    "loneliness": _moved(
        Text("eenzaamheid", "loneliness"), Text("meer", "more"), Text("minder", "less"), 0
    ),
    "strain": _moved(
        Text("belasting door het helpen", "strain of helping"), Text("meer", "more"), Text("minder", "less"), 1
    ),
    "self_reliance": _moved(Text("zelfredzaamheid", "self-reliance"), Text("meer", "more"), Text("minder", "less"), 1),
    "trust": _moved(
        Text("vertrouwen in formele hulp", "trust in formal help"), Text("meer", "more"), Text("minder", "less"), 1
    ),
}  # fmt: skip
