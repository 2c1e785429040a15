"""The fifth rung: general provisions in front, which anyone may use at once, without assessment.

Whoever is short of help may walk in. All their needs up to a certain weight are looked at together; hours are rationed
over the week's visitors, the most serious first, and volunteers help those still short. Visitors are also asked what
they can and want themselves: some are invited to an activity, some are asked to volunteer.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.attending import Attending
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    FOR_GENERAL,
    MUNICIPALITY,
    VISITS,
    cents_of,
)
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    post_formal_help,
)
from samenredzaam.neighbourhood.residents import BY_GENERAL, PERSONAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose

WALKS_IN = purpose("walks in")
ASKED_AT_WALK_IN = purpose("what someone is asked at a walk-in")

LEAST_MINUTES = 15
"""For less than this nobody walks in."""

WIDE_OPEN_MINUTES = 2400
"""A walk-in that is open for so many minutes a week is open whenever people would come."""


class Wish(NamedTuple):
    """What makes people walk in, as numbers for kernels; weights in logits."""

    constant: float
    reluctance_weight: float
    loneliness_weight: float
    rung_weight: float
    stage_weight: float
    heaviest_stage: int
    invite_chance: float
    ask_chance: float


@dataclass(frozen=True)
class General:
    """Walk-in, odd jobs, help with forms, company by day."""

    writes: ClassVar = (
        *Attending.writes, "reserved_minutes", "invited_until", "asked_until",
    )  # fmt: skip

    attending: Attending = Attending()
    constant: float = parameter(
        -0.5, unit="logit", low=-5.0, high=2.0,
        nl="geneigdheid om binnen te lopen", en="inclination to walk in",
        assumption="one must know of it; about one in ten a week with the mean reluctance, were it always open",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        1.5, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid hierbij weegt", en="how heavily reluctance to ask weighs here",
        assumption="half of what it weighs with someone one knows: nobody is burdened; size not read",
    )  # fmt: skip
    loneliness_weight: float = parameter(
        1.0, unit="logit over the scale of loneliness", low=0.0, high=4.0,
        nl="hoeveel minder eenzame mensen binnenlopen", en="how much less lonely people walk in",
        assumption="being lonely lowers going out; size not read",
    )  # fmt: skip
    rung_weight: float = parameter(
        0.2, unit="logit per rung of participation", low=0.0, high=1.0,
        nl="hoeveel eerder mensen binnenlopen per trede van de participatieladder",
        en="how much sooner people walk in for each rung of participation",
        assumption="who goes out finds the way; size not read",
    )  # fmt: skip
    stage_weight: float = parameter(
        0.8, unit="logit per stage", low=0.0, high=2.0,
        nl="hoeveel eerder mensen komen als het zwaarder is", en="how much sooner people come when it is more serious",
        assumption="direction well known, size not read",
    )  # fmt: skip
    heaviest_stage: int = parameter(
        2, unit="stage", low=1, high=3,
        nl="tot welke zwaarte algemene voorzieningen helpen", en="up to which stage general provisions help",
        assumption="a heavy need wants support made to measure",
    )  # fmt: skip
    most_hours: float = parameter(
        2.0, unit="hours per week", low=0.5, high=10.0,
        nl="uren die iemand per week hoogstens per hulpvraag krijgt", en="hours that someone gets for a need in a week",
        assumption="a morning of company, an odd job or a form; size not read",
    )  # fmt: skip
    invite_chance: float = parameter(
        0.3, unit="chance at a visit", low=0.0, high=1.0,
        nl="kans dat een bezoeker persoonlijk voor een activiteit wordt uitgenodigd",
        en="chance that a visitor is personally invited to an activity",
        assumption="people are asked what they want; how often was not read",
    )  # fmt: skip
    ask_chance: float = parameter(
        0.1, unit="chance at a visit", low=0.0, high=1.0,
        nl="kans dat een bezoeker wordt gevraagd zelf iets te doen",
        en="chance that a visitor is asked to do something",
        assumption="people are asked what they can; how often was not read",
    )  # fmt: skip
    remembered_weeks: int = parameter(
        8, unit="weeks", low=1, high=52,
        nl="hoe lang een uitnodiging of vraag blijft hangen", en="how long an invitation or request is remembered",
        assumption="about two months; size not read",
    )  # fmt: skip
    tariff: float = parameter(
        45.0, unit="euro per hour", low=20.0, high=80.0,
        nl="kosten van algemene voorzieningen per uur", en="cost of general provisions per hour",
        assumption="between household help (32.40, westerveld_2023) and a social worker; part is done by volunteers",
    )  # fmt: skip
    residents_each: int = parameter(
        10000, unit="residents", low=1000, high=50000,
        nl="inwoners per inloop", en="residents to a walk-in",
        assumption="one for a neighbourhood of the usual size; size not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Let people walk in, help them as far as hours reach, and ask what they can and want."""
        residents, needs, offers = town.residents, town.needs, town.offers
        visitors = np.empty(len(town.needy), dtype=np.int64)
        ranks = np.empty(len(town.needy), dtype=np.uint64)
        book = town.book()
        wish = Wish(
            self.constant, self.reluctance_weight, self.loneliness_weight, self.rung_weight, self.stage_weight,
            self.heaviest_stage, self.invite_chance, self.ask_chance,
        )  # fmt: skip
        count = walk_in(
            book, town.needy, residents.identity, residents.reluctance_to_ask, residents.loneliness, residents.rung,
            residents.avoids_formal, residents.activity, residents.invited_until, residents.asked_until, needs.stage,
            visitors, ranks, active, offers.walk_in_minutes, town.week + self.remembered_weeks, town.key(WALKS_IN),
            town.key(ASKED_AT_WALK_IN), wish,
        )  # fmt: skip
        if count > 0:
            self._serve(town, book, visitors[:count][np.argsort(~ranks[:count], kind="stable")], active)
        for at in rows_where(active).tolist():
            self._pay(town, at)

    def _serve(self, town: Town, book: HelpBook, visitors: np.ndarray, active: np.ndarray) -> None:
        """Help visitors in their order, as far as hours reach."""
        town.ledgers.post_events(VISITS, town.residents.neighbourhood[visitors])
        left = np.where(active, town.offers.general_minutes, 0)
        short = serve(book, visitors, town.needs.stage, left, self.heaviest_stage, int(60 * self.most_hours))
        if short > 0:
            self.attending.help(town, book, visitors, self.heaviest_stage)

    def _pay(self, town: Town, at: int) -> None:
        """Pay what is subsidised, whether used or not: the hours of help, and the hours that a walk-in is open."""
        hosted = int(town.offers.walk_in_minutes[at]) * int(town.residents_at_budget[at]) // self.residents_each
        minutes = int(town.offers.general_minutes[at]) + hosted
        town.ledgers.post_money(at, MUNICIPALITY, FOR_GENERAL, minutes * cents_of(self.tariff) // 60)


@kernel
def walk_in(
    book: HelpBook, needy, identity, reluctance_to_ask, loneliness, rung, avoids_formal, activity, invited_until,
    asked_until, stage, visitors, ranks, active, open_minutes, remembered, key, asked_key, wish: Wish,
):  # fmt: skip
    """Write who walks in and how urgent it is, the most serious need first and then by hash; return how many."""
    count = 0
    for row in needy:
        at = book.neighbourhood[row]
        if not active[at] or avoids_formal[row]:
            continue
        serious = _most_serious(book, stage, row, wish.heaviest_stage)
        if serious == 0:
            continue
        inclination = (
            wish.constant - wish.reluctance_weight * float(reluctance_to_ask[row])
            - wish.loneliness_weight * min(max(float(loneliness[row]), 0.0), 11.0) / 11.0
            + wish.rung_weight * (np.int64(rung[row]) - 1) + wish.stage_weight * (serious - 1)
        )  # fmt: skip
        within_reach = min(open_minutes[at] / WIDE_OPEN_MINUTES, 1.0)
        if draw(key, identity[row], np.uint64(0)) >= within_reach * logistic(inclination):
            continue
        visitors[count] = row
        ranks[count] = (np.uint64(serious) << np.uint64(62)) | (bits(key, identity[row], np.uint64(1)) >> np.uint64(2))
        count += 1
        if activity[row] == 0 and draw(asked_key, identity[row], np.uint64(0)) < wish.invite_chance:
            invited_until[row] = max(invited_until[row], remembered)
        if draw(asked_key, identity[row], np.uint64(1)) < wish.ask_chance:
            asked_until[row] = max(asked_until[row], remembered)
    return count


@inlined
def _most_serious(book: HelpBook, stage, row: int, heaviest_stage: int) -> int:
    """Return the stage of the most serious need that general provisions can help with, or 0."""
    serious = 0
    for domain in range(4):
        here = np.int64(stage[row, domain])
        if domain != PERSONAL and here <= heaviest_stage and book.open_minutes[row, domain] >= LEAST_MINUTES:
            serious = max(serious, here)
    return serious


@kernel
def serve(book: HelpBook, visitors, stage, left, heaviest_stage, most_minutes):
    """Help the visitors in their order with all needs they have, the heavier first, as long as there are hours left.

    Returns with how many of these needs people could still help.
    """
    short = 0
    for row in visitors:
        at = book.neighbourhood[row]
        for wanted in range(heaviest_stage, 0, -1):
            for domain in range(4):
                if domain == PERSONAL or stage[row, domain] != wanted:
                    continue
                minutes = min(np.int64(book.open_minutes[row, domain]), most_minutes, left[at])
                if minutes > 0:
                    post_formal_help(book, row, domain, BY_GENERAL, minutes)
                    left[at] -= minutes
                if informally_open(book, row, domain) > 0:
                    short += 1
    return short
