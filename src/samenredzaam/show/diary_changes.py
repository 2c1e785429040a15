"""What changed of a resident, as plain sentences in Dutch and in English, by column of Residents and Needs."""

from collections.abc import Callable, Mapping
from typing import Any

from samenredzaam.neighbourhood.residents import (
    ACTIVATING,
    ASKED_BY_NOBODY,
    ASKED_BY_ORGANISATION,
    ASKED_BY_TIE,
    CAME_AS_CLIENT,
    CHILD,
    CLIENT_LED,
    DIRECTIVE,
    ENDED_CLOSED,
    ENDED_LOST,
    ENDED_PRICE,
    ENDED_REFUSED,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_GRANTED,
    FORMAL_NONE,
    FORMAL_PROVISION,
    FORMAL_QUEUE,
    ISOLATED,
    LAISSEZ_FAIRE,
    LIVING_ALONE,
    OTHER_MEMBER,
    OUTREACH,
    PARTNER,
    ROLE_CARE,
    ROLE_NEIGHBOURHOOD,
    ROLE_NONE,
    ROLE_OTHER,
    SINGLE_PARENT,
)
from samenredzaam.neighbourhood.services import SERVICES
from samenredzaam.notebook import Record
from samenredzaam.numbers import number
from samenredzaam.show.diary_words import STAGES, need
from samenredzaam.texts import Text

LONELY, SEVERELY_LONELY = 2.5, 8.5
"""Latent loneliness from which someone reports 3, lonely, or 9, severely lonely."""

POSITIONS = {
    CHILD: Text("woont als kind thuis", "lives at home as a child"),
    LIVING_ALONE: Text("woont alleen", "lives alone"),
    PARTNER: Text("woont met partner", "lives with a partner"),
    SINGLE_PARENT: Text("alleenstaande ouder", "single parent"),
    OTHER_MEMBER: Text("woont met anderen", "lives with others"),
}
ROLES = {
    ROLE_CARE: Text("vrijwilliger in de zorg", "volunteer in care"),
    ROLE_NEIGHBOURHOOD: Text("vrijwilliger voor de buurt", "volunteer for the neighbourhood"),
    ROLE_OTHER: Text("vrijwilliger bij bijvoorbeeld sport of school", "volunteer in, say, sport or school"),
}
LIMITATIONS = (
    Text("geen beperking", "no limitation"), Text("een beperking", "a limitation"),
    Text("een ernstige beperking", "a serious limitation"),
)  # fmt: skip
FORMAL = {
    FORMAL_QUEUE: Text("wacht op het wijkteam", "waits for the neighbourhood team"),
    FORMAL_CASE: Text("wordt geholpen door het wijkteam", "is helped by the neighbourhood team"),
    FORMAL_ASSESSMENT: Text("wacht op een indicatie", "waits to be assessed"),
    FORMAL_GRANTED: Text("wacht op een aanbieder", "waits for a provider"),
    FORMAL_PROVISION: Text("krijgt maatwerk of wijkverpleging", "has an individual provision or nursing"),
}
"""Where someone stands with formal support; who is in none has no text."""

_Said = Callable[[Record, str], str]
_NOTHING = Text("", "")


def _always(nl: str, en: str) -> _Said:
    """Return a function that tells the same of every change; "{need}" stands for the need."""
    return lambda record, language: Text(nl, en).said(language).format(need=need(record, language))


def _becomes(texts: Mapping[Any, Text], lead: Text = _NOTHING, end: Text = _NOTHING) -> _Said:
    """Return a function that tells which of a few things a column became; what has no text is not told."""

    def said(record: Record, language: str) -> str:
        if record.after not in texts:
            return ""
        text = lead.said(language) + texts[record.after].said(language) + end.said(language)
        return text.format(need=need(record, language))

    return said


def _raised(nl: str, en: str) -> _Said:
    """Return a function that tells when a count rises, not when it falls."""
    return lambda record, language: Text(nl, en).said(language) if record.after > record.before else ""


def _begins(nl: str, en: str) -> _Said:
    """Return a function that tells of a date until which something holds, when it did not hold already."""
    return lambda record, language: Text(nl, en).said(language) if record.before < record.week <= record.after else ""


def _moved(name: Text, decimals: int) -> _Said:
    """Return a function that tells of something that moves gradually."""

    def said(record: Record, language: str) -> str:
        way = (Text("meer", "more") if record.after > record.before else Text("minder", "less")).said(language)
        before, after = (number(value, language, decimals) for value in (record.before, record.after))
        return Text(f"{name.nl}: {way}, van {before} naar {after}", f"{name.en}: {way}, from {before} to {after}").said(
            language
        )

    return said


def _hours(minutes: int, language: str, decimals: int = 0) -> str:
    hours = number(minutes / 60.0, language, decimals)
    return Text(f"{hours} uur per week", f"{hours} hours a week").said(language)


def _stage(record: Record, language: str) -> str:
    which, stage = need(record, language), STAGES[record.after].said(language)
    if record.after == 0:
        return Text(f"de hulpvraag is voorbij: {which}", f"the need is over: {which}").said(language)
    if record.before == 0:
        return Text(f"heeft hulp nodig ({stage} vraag): {which}", f"comes to need help ({stage}): {which}").said(
            language
        )
    if record.after < record.before:
        return Text(f"de hulpvraag wordt lichter ({stage}): {which}", f"the need eases ({stage}): {which}").said(
            language
        )
    return Text(f"de hulpvraag wordt zwaarder ({stage}): {which}", f"the need worsens ({stage}): {which}").said(
        language
    )


def _formal(record: Record, language: str) -> str:
    if record.after != FORMAL_NONE:
        text = FORMAL[record.after]
    elif record.before in (FORMAL_CASE, FORMAL_PROVISION):
        text = Text("de formele hulp stopt", "formal support stops")
    else:
        text = Text("wacht niet meer op formele hulp", "waits for formal support no longer")
    return f"{text.said(language)}: {need(record, language)}"


def _granted(record: Record, language: str) -> str:
    if record.after == 0:
        return ""
    if record.before > 0:
        hours, before = _hours(record.after, language, 1), _hours(record.before, language, 1)
        return Text(
            f"er is opnieuw gekeken naar de formele hulp: {hours} (was {before}), {need(record, language)}",
            f"formal support is looked at again: {hours} (was {before}), {need(record, language)}",
        ).said(language)
    what = f"{_hours(record.after, language, 1)}, {need(record, language)}"
    return Text(f"krijgt formele hulp toegekend: {what}", f"is granted formal support: {what}").said(language)


def _worker(record: Record, language: str) -> str:
    """Tell of a professional who goes or is followed by another; that one comes or a case ends is told as such."""
    if record.before < 0:
        return ""
    if record.after >= 0:
        return _always("krijgt een andere hulpverlener: {need}", "gets another professional: {need}")(record, language)
    if record.mechanism == "Staffing":
        return _always("de hulpverlener vertrekt: {need}", "the professional leaves: {need}")(record, language)
    return ""


def _lasting(record: Record, language: str) -> str:
    if record.after:
        return _always("de hulpvraag is blijvend: {need}", "the need is a lasting one: {need}")(record, language)
    if record.mechanism == "Serving":
        return Text("de schulden zijn geregeld", "the debts are settled").said(language)
    return ""


def lonely(latent: float) -> int:
    """Return 0 for who is not lonely, 1 for who is, 2 for who is severely lonely."""
    return int(latent >= LONELY) + int(latent >= SEVERELY_LONELY)


def _loneliness(record: Record, language: str) -> str:
    """Tell of loneliness where it passes from one degree into another."""
    before, after = lonely(record.before), lonely(record.after)
    if before == after:
        return ""
    degrees = (
        Text("is niet eenzaam meer", "is lonely no longer"),
        Text("is eenzaam", "is lonely") if before == 0 else Text("is minder eenzaam", "is less lonely"),
        Text("is ernstig eenzaam", "is severely lonely"),
    )
    return degrees[after].said(language)


def _partner_lost(record: Record, language: str) -> str:
    if record.mechanism == "Dying":
        return Text("de partner overlijdt", "the partner dies").said(language)
    if record.mechanism == "Admitting":
        return Text("de partner gaat naar een verpleeghuis", "the partner goes to a nursing home").said(language)
    return Text("de partner gaat weg", "the partner leaves").said(language)


def _rests(record: Record, language: str) -> str:
    if record.before > record.week:
        return Text("is nog niet uitgerust, en helpt nog niet", "is still worn out, and does not help yet").said(
            language
        )
    return Text("is op van het helpen, en stopt er een tijd mee", "is worn out by helping, and stops for a time").said(
        language
    )


def _works(record: Record, language: str) -> str:
    before, after = (_hours(minutes, language) for minutes in (record.before, record.after))
    if record.before == 0:
        return Text(f"gaat werken, {after}", f"starts paid work, {after}").said(language)
    if record.after > 0:
        return Text(f"betaald werk: van {before} naar {after}", f"paid work: from {before} to {after}").said(language)
    if record.mechanism == "Ageing":
        return Text("gaat met pensioen", "retires").said(language)
    return Text("heeft geen betaald werk meer", "has paid work no longer").said(language)


def _activity(record: Record, language: str) -> str:
    if record.after == 0:
        return Text("doet niet meer mee aan de activiteit", "takes part in the activity no longer").said(language)
    if record.before == 0:
        return Text("gaat meedoen aan een activiteit in de buurt", "joins an activity in the neighbourhood").said(
            language
        )
    return Text("gaat naar een andere activiteit", "goes to another activity").said(language)


def _initiative(record: Record, language: str) -> str:
    if record.after == 0:
        return Text("gaat weg bij het initiatief", "leaves the initiative").said(language)
    if record.before == 0:
        return Text("hoort nu bij een initiatief van bewoners", "now belongs to an initiative of residents").said(
            language
        )
    return Text("gaat over naar een ander initiatief", "passes over to another initiative").said(language)


def _rung(record: Record, language: str) -> str:
    """Tell of isolation; what makes for the higher rungs is told as activity, volunteering or work."""
    if record.after == ISOLATED:
        return Text("heeft bijna geen contacten meer", "has hardly any contacts left").said(language)
    if record.before == ISOLATED:
        return Text("staat niet meer alleen", "is isolated no longer").said(language)
    return ""


def _prescribed(record: Record, language: str) -> str:
    if record.after < record.before:
        return ""  # that it is over, or was never taken up, shows in the contacts
    return Text("de huisarts verwijst door naar de welzijnscoach", "the GP refers them to a link worker").said(language)


CHANGES: dict[str, _Said] = {
    "limitation": _becomes(dict(enumerate(LIMITATIONS)), Text("heeft nu ", "now has ")),
    "stage": _stage,
    "lasting": _lasting,
    "formal": _formal,
    "granted_minutes": _granted,
    "worker": _worker,
    "service": _becomes(
        {code: service.name for code, service in SERVICES.items()},
        Text("het wijkteam geeft: ", "the team gives: "), Text(" ({need})", " ({need})"),
    ),
    "case_style": _becomes({
        DIRECTIVE: Text("de hulpverlener stuurt: {need}", "the professional directs: {need}"),
        ACTIVATING: Text(
            "de hulpverlener helpt om het zelf te doen: {need}", "the professional helps to do it oneself: {need}"
        ),
        LAISSEZ_FAIRE: Text("de hulpverlener wacht af: {need}", "the professional waits and sees: {need}"),
        OUTREACH: Text("de hulpverlener zoekt zelf contact: {need}", "the professional seeks contact: {need}"),
        CLIENT_LED: Text("bepaalt zelf welke hulp er komt: {need}", "decides what help there is: {need}"),
    }),
    "ended": _becomes({
        ENDED_CLOSED: Text("het wijkteam rondt de hulp af: {need}", "the team closes the case: {need}"),
        ENDED_LOST: Text("blijft weg bij het wijkteam: {need}", "stays away from the team: {need}"),
        ENDED_REFUSED: Text("formele hulp wordt geweigerd: {need}", "formal support is refused: {need}"),
        ENDED_PRICE: Text("vindt formele hulp te duur: {need}", "finds formal support too expensive: {need}"),
    }),
    "reached": _becomes({
        True: Text("neemt via bemoeizorg formele hulp aan: {need}", "accepts formal support through outreach: {need}")
    }),
    "partner_lost": _partner_lost,
    "bereaved": _always("verliest iemand die dichtbij stond", "loses someone close"),
    "position": _becomes(POSITIONS, Text("nu: ", "now: ")),
    "children_born": _raised("krijgt een kind", "has a child"),
    "dwelling": _always("verhuist binnen de gemeente", "moves house within the municipality"),
    "schooling": _becomes({
        2: Text("heeft nu een middelbare opleiding", "now has middle schooling"),
        3: Text("heeft nu een hoge opleiding", "now has high schooling"),
    }),
    "work_minutes": _works,
    "supported_work": _becomes({True: Text("het betaalde werk is begeleid werk", "the paid work is a supported job")}),
    "benefit": _becomes({
        True: Text("krijgt bijstand", "goes on social assistance"),
        False: Text("krijgt geen bijstand meer", "is off social assistance"),
    }),
    "loneliness": _loneliness,
    "strain": _moved(Text("belasting door het helpen", "strain of helping"), 1),
    "self_reliance": _moved(Text("zelfredzaamheid", "self-reliance"), 1),
    "trust": _moved(Text("vertrouwen in formele hulp", "trust in formal help"), 1),
    "reluctance_to_ask": _moved(Text("moeite om hulp te vragen", "reluctance to ask for help"), 1),
    "resting_until": _rests,
    "crisis_until": _begins("raakt in een crisis", "falls into a crisis"),
    "approached": _always("krijgt bezoek van bemoeizorg", "is called on by outreach"),
    "guided_until": _begins("heeft steun aan een ervaringsdeskundige", "has an expert by experience to look up to"),
    "rung": _rung,
    "activity": _activity,
    "initiative": _initiative,
    "invited_until": _begins("wordt uitgenodigd voor een activiteit", "is invited to an activity"),
    "introduced": _always(
        "wordt door een sociaal werker met anderen in contact gebracht",
        "is brought into contact with others by a social worker",
    ),
    "gp_psychosocial": _always(
        "gaat met zorgen of eenzaamheid naar de huisarts", "sees the GP about worries or loneliness"
    ),
    "prescribed_since": _prescribed,
    "prescribed_contacts": _raised("heeft een gesprek met de welzijnscoach", "talks with the link worker"),
    "role": _becomes(
        {code: Text(f"is nu {text.nl}", f"is now {text.en}") for code, text in ROLES.items()}
        | {ROLE_NONE: Text("stopt als vrijwilliger", "stops volunteering")}
    ),
    "asked_by": _becomes({
        ASKED_BY_TIE: Text("is daarvoor gevraagd door een bekende", "was asked to by someone they know"),
        ASKED_BY_ORGANISATION: Text("is daarvoor gevraagd door de organisatie", "was asked to by the organisation"),
        CAME_AS_CLIENT: Text("kwam eerst zelf om hulp", "first came for help themselves"),
        ASKED_BY_NOBODY: Text("heeft zich daarvoor zelf gemeld", "came forward unasked"),
    }),
    "asked_until": _begins("wordt bij de inloop gevraagd vrijwilliger te worden", "is asked at a walk-in to volunteer"),
    "trained": _becomes({
        True: Text("krijgt training om mantelzorgers af te lossen", "is trained to take the place of carers")
    }),
    "weariness": _moved(Text("moe van het vrijwilligerswerk", "worn out by volunteering"), 1),
}  # fmt: skip
"""How a change of a column is told; where the sentence is empty, another record says it. What changes at once is
told in this order."""

UNTOLD = (
    "identity", "neighbourhood", "household", "birth_week", "arrived", "age", "sex", "background", "prosocial_values",
    "reluctance_to_offer", "avoids_formal", "tolerance_minutes", "loneliness_setpoint", "wanted_contacts",
    "self_reliance_setpoint", "digital_skill", "activity_with_work", "role_minutes", "occasional", "required_minutes",
)  # fmt: skip
"""Columns whose changes are recorded and not told: they never change, mean nothing to a reader, or go with another."""
