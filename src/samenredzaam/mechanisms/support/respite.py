"""Respite (respijtzorg): for some hours someone takes the place of an overloaded carer.

Carers above a strain may ask for it; who asks is served in the order of their strain, as far as the hours reach. The
need is met in their place, and their own time stays free: they give that much less this week. Part of the hours can be
given by residents on social assistance who are trained for it; needs that ask much skill go to professionals.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.effectiveness import Informal, informal_share
from samenredzaam.neighbourhood.ledgers import (
    BY_PROFESSIONALS,
    BY_TRAINED,
    FOR_RESPITE,
    MUNICIPALITY,
    cents_of,
)
from samenredzaam.neighbourhood.notes import NOBODY, RELIEVED, note
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_help,
    post_respite,
)
from samenredzaam.neighbourhood.residents import (
    ASKED_BY_ORGANISATION,
    BY_PROVISION,
    BY_TIES,
    BY_VOLUNTEERS,
    ROLE_CARE,
    ROLE_NONE,
)
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn_for, purpose

ASKS_RESPITE = purpose("a carer asks for respite")
TRAINS = purpose("is trained to give respite")
WHO_VISITS = purpose("whose turn it is to give respite")

LEAST_VISIT = 30
"""Nobody comes for less than so many minutes."""


@dataclass(frozen=True)
class Respite:
    """Hours in the place of carers, and the training of residents who give them."""

    writes: ClassVar = (
        "open_minutes", "received_minutes", "met_minutes", "given_minutes", "volunteered_minutes",
        "committed_minutes", "leans_on_overloaded", "spared_minutes", "trained", "role", "role_since", "role_minutes",
        "occasional", "asked_by",
    )  # fmt: skip

    informal: Informal = Informal()
    strain_from: float = parameter(
        0.5, unit="0 to 1", low=0.2, high=0.9,
        nl="belasting waarboven mantelzorgers om respijtzorg kunnen vragen",
        en="strain above which carers may ask for respite",
        assumption="the strain that counts as heavily burdened here, 19% of carers (cbs_carers_2022)",
    )  # fmt: skip
    ask_constant: float = parameter(
        -0.5, unit="logit", low=-4.0, high=2.0,
        nl="geneigdheid om respijtzorg te vragen", en="inclination to ask for respite",
        assumption="with the mean reluctance about one in eight ask in a week; respite is known to be used little",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        3.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid hierbij weegt", en="how heavily reluctance to ask weighs here",
        assumption="as in asking people one knows",
    )  # fmt: skip
    most_hours: float = parameter(
        8.0, unit="hours per week", low=1.0, high=40.0,
        nl="uren respijtzorg per mantelzorger per week, hoogstens",
        en="hours of respite for a carer in a week, at most",
        assumption="a day; some places offer a weekend now and then",
    )  # fmt: skip
    day_tariff: float = parameter(
        204.21, unit="euro per day", low=100.0, high=400.0,
        nl="kosten van een dag respijtzorg door professionals", en="cost of a day of respite by professionals",
        source="westerveld_2023",
    )  # fmt: skip
    day_hours: float = parameter(
        8.0, unit="hours", low=4.0, high=24.0,
        nl="uren van zo'n dag", en="hours of such a day",
        assumption="the source gives a price per day and not how long a day is",
    )  # fmt: skip
    trained_hours: float = parameter(
        8.0, unit="hours per week", low=2.0, high=24.0,
        nl="uren per week van wie ervoor is opgeleid", en="weekly hours of who is trained for it",
        assumption="one day that gives the week a shape; size not read",
    )  # fmt: skip
    trained_complexity: float = parameter(
        0.4, unit="0 to 1", low=0.0, high=1.0,
        nl="tot welke ingewikkeldheid opgeleide bewoners het kunnen overnemen",
        en="up to which complexity trained residents can take over",
        assumption="a short training does not make a nurse; size not read",
    )  # fmt: skip
    training_chance: float = parameter(
        0.05, unit="chance per week", low=0.0, high=0.5,
        nl="kans dat iemand met een bijstandsuitkering ja zegt als er een plaats in de opleiding is",
        en="chance that someone on social assistance says yes when there is a place in the training",
        assumption="some want to, few at once; size not read",
    )  # fmt: skip
    member_factor: float = parameter(
        3.0, unit="times", low=1.0, high=20.0,
        nl="hoeveel vaker een lid van een bewonersinitiatief daar ja op zegt",
        en="how many times more often a member of an initiative of residents says yes to that",
        assumption="they are used to doing something for others, and are asked by people they know; size not read",
    )  # fmt: skip
    training_weeks: int = parameter(
        8, unit="weeks", low=1, high=52,
        nl="duur van de opleiding", en="length of the training",
        assumption="a short course beside practice; size not read",
    )  # fmt: skip
    training_cost: float = parameter(
        800.0, unit="euro per person", low=0.0, high=5000.0,
        nl="kosten van de opleiding", en="cost of the training",
        assumption="a group course; size not read",
    )  # fmt: skip
    trained_tariff: float = parameter(
        8.0, unit="euro per hour", low=0.0, high=30.0,
        nl="kosten van begeleiding per uur van een opgeleide bewoner",
        en="cost of guidance per hour of a trained resident",
        assumption="someone at hand and expenses, no wage; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Train residents where they are wanted; then take the place of the most strained who ask."""
        self._train(town)
        residents, needs, arrangements = town.residents, town.needs, town.arrangements
        carers = rows_where(residents.strain > self.strain_from)
        if len(carers) == 0:
            return
        carers = carers[np.lexsort((residents.identity[carers], -residents.strain[carers]))]
        care = heaviest_cares(town, carers)
        visitors, spare = self._visitors(town)
        take_place(
            town.book(), carers, care, residents.identity, residents.home, residents.hindered,
            residents.reluctance_to_ask, needs.complexity, visitors, spare, arrangements.minutes,
            arrangements.spared_minutes, town.offers.respite_minutes, town.offers.respite_trained_minutes,
            town.ledgers.respite, town.key(ASKS_RESPITE), self.ask_constant, self.reluctance_weight,
            int(60 * self.most_hours),
            self.trained_complexity, self.informal.complexity_loss,
        )  # fmt: skip
        self._pay(town)

    def _train(self, town: Town) -> None:
        """Train as many as the hours they are to give ask for, of those on social assistance who say yes."""
        residents = town.residents
        wanted = -(-town.offers.respite_trained_minutes // int(60 * self.trained_hours))
        if not wanted.any():
            return
        candidates = rows_where(
            residents.benefit & ~residents.trained & (residents.role == ROLE_NONE) & (residents.age >= ADULT_AGE)
            & (residents.limitation < 2) & (residents.resting_until <= town.week)
        )  # fmt: skip
        luck = drawn_for(town.key(TRAINS), residents.identity[candidates], 0)
        chance = self.training_chance * np.where(residents.initiative[candidates] != 0, self.member_factor, 1.0)
        there = residents.neighbourhood[residents.trained & (residents.role == ROLE_CARE)]
        wanted = wanted - np.bincount(there, minlength=len(town.codes))
        for at in rows_where(wanted > 0).tolist():
            here = (residents.neighbourhood[candidates] == at) & (luck < chance)
            first = np.lexsort((residents.identity[candidates], luck, ~here))[: min(int(wanted[at]), int(here.sum()))]
            self._begin_training(town, at, candidates[first])

    def _begin_training(self, town: Town, at: int, rows: np.ndarray) -> None:
        residents = town.residents
        residents.trained[rows] = True
        residents.occasional[rows] = False
        residents.role[rows] = ROLE_CARE
        residents.role_since[rows] = town.week + self.training_weeks
        residents.role_minutes[rows] = np.maximum(residents.role_minutes[rows], int(60 * self.trained_hours))
        residents.asked_by[rows] = ASKED_BY_ORGANISATION
        town.ledgers.joined[at, ASKED_BY_ORGANISATION] += len(rows)
        town.ledgers.post_money(at, MUNICIPALITY, FOR_RESPITE, len(rows) * cents_of(self.training_cost))

    def _visitors(self, town: Town) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of those who are trained and ready, by hash, and the minutes each has this week."""
        residents = town.residents
        rows = rows_where(residents.trained)
        if len(rows) == 0:
            return rows, rows
        ready = (residents.role[rows] == ROLE_CARE) & (residents.role_since[rows] <= town.week)
        rows = rows[ready & (residents.resting_until[rows] <= town.week)]
        luck = drawn_for(town.key(WHO_VISITS), residents.identity[rows], 0)
        rows = rows[np.lexsort((residents.identity[rows], luck))]
        return rows, np.full(len(rows), int(60 * self.trained_hours), dtype=np.int64)

    def _pay(self, town: Town) -> None:
        per_hour = cents_of(self.day_tariff) / self.day_hours, 100 * self.trained_tariff
        for at, minutes in enumerate(town.ledgers.respite.tolist()):
            cents = sum(int(minutes[giver] * per_hour[giver] / 60.0) for giver in (BY_PROFESSIONALS, BY_TRAINED))
            town.ledgers.post_money(at, MUNICIPALITY, FOR_RESPITE, cents)


def heaviest_cares(town: Town, carers: np.ndarray) -> np.ndarray:
    """Return the heaviest care of each of some carers, int64 of shape (carers, 4).

    In a row stand recipient (-1: none here), domain, minutes, and row of the arrangement (-1: a housemate).
    """
    arrangements, residents, needs = town.arrangements, town.residents, town.needs
    care = np.empty((len(carers), 4), dtype=np.int64)
    find_heaviest_care(
        carers, care, residents.identity, residents.home, town.homes.members, needs.stage, needs.required_minutes,
        arrangements.identity, arrangements.rung, arrangements.minutes, arrangements.domain, arrangements.recipient,
        arrangements.helper, np.full(residents.capacity, -1, dtype=np.int32),
    )  # fmt: skip
    return care


@kernel
def find_heaviest_care(
    carers, care, identity, home, members, stage, required_minutes, arrangement_identity, rung_of, minutes, domain_of,
    recipient_of, helper_of, place_of,
):  # fmt: skip
    """Find for each carer the greatest need of a housemate, or what they agreed to give someone here if that is more.

    Among equals a need at home comes first, then who is first by identity, then the first domain.
    """
    for index in range(carers.shape[0]):
        row = carers[index]
        place_of[row] = index
        care[index, 0], care[index, 1], care[index, 2], care[index, 3] = -1, 0, 0, -1
        for place in range(members.shape[1]):
            other = np.int64(members[home[row], place])
            if other < 0 or other == row:
                continue
            for domain in range(4):
                if stage[other, domain] == 0:
                    continue
                now = np.int64(required_minutes[other, domain])
                best, found = care[index, 2], care[index, 0]
                if now > best or (now == best and found >= 0 and identity[other] < identity[found]):
                    care[index, 0], care[index, 1], care[index, 2] = other, domain, now
    for row in range(arrangement_identity.shape[0]):
        if arrangement_identity[row] == 0 or rung_of[row] != BY_TIES or recipient_of[row] < 0 or helper_of[row] < 0:
            continue
        index = place_of[helper_of[row]]
        if index < 0:
            continue
        best, found = care[index, 2], care[index, 3]
        first = found >= 0 and arrangement_identity[row] < arrangement_identity[found]
        if minutes[row] > best or (minutes[row] == best and first):
            care[index, 0], care[index, 1] = recipient_of[row], domain_of[row]
            care[index, 2], care[index, 3] = minutes[row], row


@kernel
def take_place(
    book: HelpBook, carers, care, identity, home, hindered, reluctance_to_ask, complexity, visitors, spare,
    agreed_minutes, spared_minutes, respite_minutes, trained_minutes, respite, key, ask_constant, reluctance_weight,
    most_minutes, trained_complexity, complexity_loss,
):  # fmt: skip
    """Let carers ask in their order, and someone take their place for as much as they do, is open, and is left."""
    for index in range(carers.shape[0]):
        row, recipient, domain, arrangement = np.int64(carers[index]), care[index, 0], care[index, 1], care[index, 3]
        if recipient < 0:
            continue
        inclination = ask_constant - reluctance_weight * float(reluctance_to_ask[row])
        if draw(key, identity[row], np.uint64(0)) >= logistic(inclination):
            continue
        at = np.int64(book.neighbourhood[recipient])
        share = informal_share(complexity[recipient, domain], complexity_loss)
        left = respite_minutes[at] - respite[at, BY_PROFESSIONALS] - respite[at, BY_TRAINED]
        wanted = min(care[index, 2], most_minutes, left, minutes_for(informally_open(book, recipient, domain), share))
        by_trained = min(wanted, trained_minutes[at] - respite[at, BY_TRAINED])
        place = -1
        if float(complexity[recipient, domain]) <= trained_complexity:
            place = find_visitor(book, visitors, spare, home, hindered, recipient, domain, row, by_trained)
        if place >= 0:
            minutes = _can_give(book, visitors[place], spare[place], by_trained)
            spare[place] -= minutes
            post_help(book, visitors[place], recipient, at, domain, BY_VOLUNTEERS, minutes, share)
            respite[at, BY_TRAINED] += minutes
            note(book.notes, row, visitors[place], RELIEVED, domain, BY_VOLUNTEERS, minutes)
        else:
            left = min(left, respite_minutes[at] - trained_minutes[at] - respite[at, BY_PROFESSIONALS])
            minutes = min(care[index, 2], most_minutes, left, informally_open(book, recipient, domain))
            if minutes < LEAST_VISIT:
                continue
            post_respite(book, recipient, at, domain, BY_PROVISION, minutes)
            respite[at, BY_PROFESSIONALS] += minutes
            note(book.notes, row, NOBODY, RELIEVED, domain, BY_PROVISION, minutes)
        # A housemate has no arrangement: with the need met in their place, there is that much less for them to do.
        if arrangement >= 0:
            spared_minutes[arrangement] = min(minutes, agreed_minutes[arrangement])


@inlined
def find_visitor(
    book: HelpBook, visitors, spare, home, hindered, recipient: int, domain: int, carer: int, wanted: int
) -> int:
    """Return the place in `visitors` of the first who can come to a recipient for half an hour or more, or -1.

    Nobody comes to their own home, nor in their own place (`carer`), nor to another neighbourhood, nor for what they
    cannot do themselves.
    """
    for place in range(visitors.shape[0]):
        one = visitors[place]
        if book.neighbourhood[one] != book.neighbourhood[recipient] or home[one] == home[recipient] or one == carer:
            continue
        if not is_able(hindered, one, domain):
            continue
        if _can_give(book, one, spare[place], wanted) >= LEAST_VISIT:
            return place
    return -1


@inlined
def _can_give(book: HelpBook, one: int, spare: int, wanted: int) -> int:
    return min(spare, wanted, minutes_left(book, one))
