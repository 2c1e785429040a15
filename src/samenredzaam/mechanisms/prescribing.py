"""People see the GP, some about worries or loneliness; some GPs refer those to a link worker (welzijn op recept).

Worries come in spells of a quarter of a year that end by themselves. Some of those referred come, some of them stay;
after some contacts the link worker invites them to an activity and goes along. Loneliness is left to what they do then.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import NEVER, rows_where
from samenredzaam.neighbourhood.ledgers import (
    CAME,
    FOR_GP,
    FOR_LINK_WORKER,
    GP_CONTACTS,
    GP_PSYCHOSOCIAL,
    INSURER,
    MUNICIPALITY,
    REFERRED,
    STAYED,
    cents_of,
)
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS, weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn, mix, purpose, quick_draw

SEES_THE_GP = purpose("sees the GP")
WORRIES = purpose("a spell of worries")
WHICH_GP = purpose("which GP someone has")
REFERRED_BY_GP = purpose("the GP refers to a link worker")
COMES_TO_LINK_WORKER = purpose("comes to the link worker, and stays")

SPELL_WEEKS = 13
_START = SPELL_WEEKS * 10_000


@dataclass(frozen=True)
class Prescribing:
    """The GP, and the link worker, this week; each adult has a turn at the GP once in four weeks."""

    writes: ClassVar = (
        "gp_contact", "gp_psychosocial", "prescribed_since", "prescribed_contacts", "invited_until",
        "reluctance_to_ask",
    )  # fmt: skip

    contacts_per_year: float = parameter(
        3.5, unit="contacts per year", low=1.0, high=8.0,
        nl="contacten met de huisarts van wie geen zorgen heeft", en="contacts with the GP of those without worries",
        assumption="with worries, limitations and loneliness about the 4.5 of cbs_80191ned, which are per resident; "
        "taken to hold for adults, since children are not followed here",
    )  # fmt: skip
    limited_more: float = parameter(
        0.4, unit="share per level", low=0.0, high=2.0,
        nl="hoeveel vaker iemand met een beperking gaat", en="how much more often those with a limitation go",
        assumption="direction well known, size not read",
    )  # fmt: skip
    lonely_more: float = parameter(
        0.04, unit="share per point of loneliness", low=0.0, high=0.15,
        nl="hoeveel vaker wie eenzaam is gaat", en="how much more often the lonely go",
        assumption="the severely lonely, who score 9 or more, cost 40-50% more care in the next year (second-hand)",
    )  # fmt: skip
    worried_more: float = parameter(
        1.0, unit="share", low=0.0, high=4.0,
        nl="hoeveel vaker iemand gaat in een tijd van zorgen",
        en="how much more often someone goes in a spell of worries",
        assumption="twice as often; size not read",
    )  # fmt: skip
    worries_chance: float = parameter(
        0.06, unit="chance per quarter", low=0.0, high=0.3,
        nl="kans dat iemand in een kwartaal zorgen heeft", en="chance that someone has worries in a quarter",
        assumption="so that 12-18% of adults see the GP about such worries in a year (nivel_psychosocial)",
    )  # fmt: skip
    lonely_worries: float = parameter(
        0.2, unit="share per point of loneliness", low=0.0, high=1.0,
        nl="hoeveel meer kans daarop is per punt eenzaamheid",
        en="how much greater that chance is with each point of loneliness",
        assumption="the severely lonely three times as often as those who are not; size not read",
    )  # fmt: skip
    loss_worries: float = parameter(
        2.0, unit="share", low=0.0, high=6.0,
        nl="hoeveel meer kans daarop is in het jaar na het verlies van een partner",
        en="how much greater that chance is in the year after losing a partner",
        assumption="three times as often; size not read",
    )  # fmt: skip
    told_share: float = parameter(
        0.27, unit="share", low=0.0, high=1.0,
        nl="deel van de contacten in een tijd van zorgen dat daarover gaat",
        en="share of contacts in a spell of worries that are about them",
        assumption="many come with a bodily complaint; size not read, and set with the chance of worries",
    )  # fmt: skip
    consult_cost: float = parameter(
        33.0, unit="euro", low=10.0, high=80.0,
        nl="kosten van een consult", en="cost of a consult",
        assumption="33 euro in 2014 is general knowledge from the costing manual, not verified, nor raised to today",
    )  # fmt: skip
    referral_chance: float = parameter(
        0.3, unit="chance", low=0.0, high=1.0,
        nl="kans dat een deelnemende huisarts bij zulke zorgen verwijst",
        en="chance that a participating GP refers someone with such worries",
        assumption="no figure read; wide range",
    )  # fmt: skip
    comes_share: float = parameter(
        0.65, unit="share", low=0.1, high=1.0,
        nl="deel van wie verwezen is dat bij de welzijnscoach komt", en="share of those referred who come",
        assumption="uptake is partial; size not read",
    )  # fmt: skip
    stays_share: float = parameter(
        0.85, unit="share per contact", low=0.3, high=1.0,
        nl="deel dat na een contact terugkomt", en="share who come back after a contact",
        assumption="about three in four of those who come are there for three contacts; size not read",
    )  # fmt: skip
    contact_minutes: int = parameter(
        60, unit="minutes", low=20, high=180,
        nl="tijd van de welzijnscoach voor een contact", en="time of the link worker for a contact",
        assumption="a conversation of three quarters of an hour and its record; size not read",
    )  # fmt: skip
    contacts_needed: int = parameter(
        3, unit="contacts", low=1, high=6,
        nl="vanaf zoveel contacten gaat de welzijnscoach mee naar een activiteit",
        en="from so many contacts the link worker goes along to an activity",
        assumption="three contacts or more are needed for an effect; to be held against practice",
    )  # fmt: skip
    contacts_most: int = parameter(
        6, unit="contacts", low=2, high=20,
        nl="na zoveel contacten is het klaar", en="after so many contacts it is done",
        assumption="trajectories are short; size not read",
    )  # fmt: skip
    invited_weeks: int = parameter(
        13, unit="weeks", low=1, high=52,
        nl="zo lang geldt een uitnodiging voor een activiteit", en="how long an invitation to an activity holds",
        assumption="a season; size not read",
    )  # fmt: skip
    patience_weeks: int = parameter(
        26, unit="weeks", low=4, high=104,
        nl="zo lang wacht iemand hoogstens op de welzijnscoach",
        en="how long someone waits for the link worker at most",
        assumption="the spell of worries is over by then; size not read",
    )  # fmt: skip
    reluctance_less: float = parameter(
        0.02, unit="0 to 1", low=0.0, high=0.2,
        nl="hoeveel vraagverlegenheid afneemt door het meegaan",
        en="how much reluctance to ask falls by being accompanied",
        assumption="a little: asking got easier once; size not read",
    )  # fmt: skip
    tariff_link_worker: float = parameter(
        65.0, unit="euro per hour", low=45.0, high=110.0,
        nl="kosten van een welzijnscoach per uur", en="cost of a link worker per hour",
        assumption="that of a social worker",
    )  # fmt: skip

    @cached_property
    def usual_chance(self) -> float:
        """Return the chance to see the GP in the weeks of a turn, of those without worries."""
        return self.contacts_per_year * TURN_WEEKS / WEEKS_PER_YEAR

    def step(self, town: Town) -> None:
        """Let people see the GP, and those referred the link worker."""
        offers, deciders = town.offers, town.deciders
        for at, practice in enumerate(deciders.gp_practices):
            practice.plan_week(float(offers.participating_gps_share[at]))
        self._see_gp(town)
        rows = rows_where(town.residents.prescribed_since > NEVER)
        for at, workers in enumerate(deciders.link_workers):
            minutes = int(60.0 * offers.link_worker_hours[at] * int(town.residents_at_budget[at]) / 1000.0)
            places = workers.plan_week(minutes, self.contact_minutes)
            here = rows[town.residents.neighbourhood[rows] == at] if len(rows) else rows
            contacts = self._see_link_worker(town, here, places)
            town.ledgers.post_link_worker(at, minutes, contacts * self.contact_minutes)
            cents = minutes * cents_of(self.tariff_link_worker) // 60
            town.ledgers.post_money(at, MUNICIPALITY, FOR_LINK_WORKER, cents)

    def _see_gp(self, town: Town) -> None:
        residents, practices = town.residents, town.deciders.gp_practices
        gps = np.array([one.gps for one in practices], dtype=np.int64)
        participating = np.array([one.participating for one in practices], dtype=np.int64)
        see_gp(
            residents.identity, residents.neighbourhood, residents.age, residents.limitation, residents.loneliness,
            residents.partner_lost, residents.gp_contact, residents.gp_psychosocial, residents.prescribed_since,
            residents.prescribed_contacts, town.ledgers.prescribing, gps, participating, town.week,
            town.key(SEES_THE_GP), town.streams.lasting_key(WORRIES), town.streams.lasting_key(WHICH_GP),
            town.key(REFERRED_BY_GP), self.usual_chance, self.limited_more, self.lonely_more, self.worried_more,
            self.worries_chance, self.lonely_worries, self.loss_worries, self.told_share, self.referral_chance,
        )  # fmt: skip
        for at in range(len(town.codes)):
            cents = int(town.ledgers.prescribing[at, GP_CONTACTS]) * cents_of(self.consult_cost)
            town.ledgers.post_money(at, INSURER, FOR_GP, cents)

    def _see_link_worker(self, town: Town, rows: np.ndarray, places: int) -> int:
        """Let those referred have their contacts: who began before goes on, then who waits longest; return how many."""
        residents, week = town.residents, town.week
        begun = residents.prescribed_contacts[rows] > 0
        order = np.lexsort((residents.identity[rows], residents.prescribed_since[rows], ~begun))
        contacts = 0
        for row in rows[order].tolist():
            since, count = int(residents.prescribed_since[row]), int(residents.prescribed_contacts[row])
            if count == 0 and week - since > self.patience_weeks:
                residents.prescribed_since[row] = NEVER
                continue
            if week == since or contacts >= places:
                continue
            share = self.comes_share if count == 0 else self.stays_share
            if drawn(town.key(COMES_TO_LINK_WORKER), int(residents.identity[row])) >= share:
                residents.prescribed_since[row] = NEVER
                continue
            contacts += 1
            self._meet(town, row, count + 1)
        return contacts

    def _meet(self, town: Town, row: int, count: int) -> None:
        """Have a contact; after enough of them go along to an activity, after the last one it is done."""
        residents, ledgers = town.residents, town.ledgers
        at = residents.neighbourhood[row]
        residents.prescribed_contacts[row] = count
        ledgers.prescribing[at, CAME] += count == 1
        if count >= self.contacts_needed and residents.activity[row] == 0:
            residents.invited_until[row] = max(int(residents.invited_until[row]), town.week + self.invited_weeks)
        if count == self.contacts_needed:
            ledgers.prescribing[at, STAYED] += 1
            residents.reluctance_to_ask[row] = max(float(residents.reluctance_to_ask[row]) - self.reluctance_less, 0.0)
        if count >= self.contacts_most:
            residents.prescribed_since[row] = NEVER


@inlined
def _spell(identity: np.uint64, week: int) -> np.uint64:
    """Return which quarter of a year it is for someone; each person's quarters begin in a week of their own."""
    return (np.uint64(week + _START) + identity % np.uint64(SPELL_WEEKS)) // np.uint64(SPELL_WEEKS)


@kernel
def see_gp(
    identity, neighbourhood, age, limitation, loneliness, partner_lost, gp_contact, gp_psychosocial, prescribed_since,
    prescribed_contacts, prescribing, gps, participating, week, key, worries_key, gp_key, referral_key, usual_chance,
    limited_more, lonely_more, worried_more, worries_chance, lonely_worries, loss_worries, told_share, referral_chance,
):  # fmt: skip
    """Let a quarter of the adults perhaps see the GP, some about worries, and be referred where their GP takes part."""
    for row in range(identity.shape[0]):
        who = identity[row]
        if weeks_since_turn(who, week) != 0 or who == 0 or age[row] < ADULT_AGE:
            continue
        lonely = min(max(float(loneliness[row]), 0.0), 11.0)
        chance = usual_chance * (1.0 + limited_more * limitation[row] + lonely_more * lonely)
        luck = quick_draw(key, who)
        if luck >= chance * (1.0 + worried_more):
            continue
        lost = loss_worries if week - partner_lost[row] < 52 else 0.0
        worried = draw(worries_key, who, _spell(who, week)) < worries_chance * (1.0 + lonely_worries * lonely + lost)
        if luck >= chance and not worried:
            continue
        at = neighbourhood[row]
        gp_contact[row] = week
        prescribing[at, GP_CONTACTS] += 1
        if not worried or draw(key, who, np.uint64(1)) >= told_share:
            continue
        gp_psychosocial[row] = week
        prescribing[at, GP_PSYCHOSOCIAL] += 1
        gp = np.int64(mix(gp_key ^ who) % np.uint64(gps[at]))
        if gp >= participating[at] or prescribed_since[row] > NEVER:
            continue
        if draw(referral_key, who, np.uint64(0)) < referral_chance:
            prescribed_since[row] = week
            prescribed_contacts[row] = 0
            prescribing[at, REFERRED] += 1
