"""What the services of the team change in people's lives, beside the hours of help.

Youth begin at school or work; who comes to day activities is invited further; neighbours make up, or get to know each
other; debts are settled; carers at home are relieved of a part of their worry. All of it comes of contact: in a week
with less of it than the service asks the chance is less in proportion, and a case in which nobody was seen yet bears no
fruit.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.blending import Blending, reached
from samenredzaam.neighbourhood.links import (
    Links,
    bring_up_to_date,
    empty_places,
    make_tie,
    other_end,
    tied,
)
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import FORMAL_CASE
from samenredzaam.neighbourhood.services import DAY_ACTIVITIES, DEBT, FOR_CARERS, MEDIATION, TO_WORK, Services
from samenredzaam.neighbourhood.ties import BY_STREET, NEIGHBOUR, OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, mix, purpose

SERVED = purpose("a service of the team bears fruit")
MEDIATED = purpose("with whom the team mediates")

ROOM_FOR_TIES = 4
"""Places that both ends must have free, so that who comes first does not matter."""


@dataclass(frozen=True)
class Serving:
    """Fruits of the week."""

    writes: ClassVar = ("work_minutes", "benefit", "lasting", "invited_until", "strain", "ties")

    services: Services = Services()
    blending: Blending = Blending()
    to_work_chance: float = parameter(
        0.02, unit="chance per week", low=0.0, high=0.1,
        nl="kans dat een geholpen jongere met school of werk begint",
        en="chance that a young person who is helped begins at school or work",
        assumption="about half of them in the time a case lasts; size not read",
    )  # fmt: skip
    to_work_hours: float = parameter(
        24.0, unit="hours per week", low=8.0, high=40.0,
        nl="uren die iemand dan werkt of naar school gaat", en="hours a week at that work or school",
        assumption="a beginner's job or a course; size not read",
    )  # fmt: skip
    invited_weeks: int = parameter(
        4, unit="weeks", low=1, high=26,
        nl="zo lang geldt een uitnodiging voor een activiteit", en="how long an invitation to an activity holds",
        assumption="it is repeated every week of day activities; size not read",
    )  # fmt: skip
    mediation_chance: float = parameter(
        0.06, unit="chance per week", low=0.0, high=0.3,
        nl="kans dat bemiddeling een band met een buur herstelt of maakt",
        en="chance that mediation mends a tie with a neighbour, or makes one",
        assumption="half of the cases in a quarter of a year; size not read",
    )  # fmt: skip
    mediated_strength: float = parameter(
        0.4, unit="0 to 1", low=0.1, high=0.8,
        nl="sterkte van een band na bemiddeling", en="strength of a tie after mediation",
        assumption="neighbours who get on, not friends; size not read",
    )  # fmt: skip
    settled_chance: float = parameter(
        0.025, unit="chance per week", low=0.0, high=0.2,
        nl="kans dat schulden en papieren voorgoed geregeld zijn, in een week met alle tijd die de zaak vraagt",
        en="chance that debts and papers are settled for good, in a week with all the time the case asks",
        assumption="three in four within a year; arrangements of debts take long; size not read",
    )  # fmt: skip
    carer_relief: float = parameter(
        0.02, unit="share per week", low=0.0, high=0.2,
        nl="hoeveel de belasting van huisgenoten afneemt met mantelzorgondersteuning",
        en="how much the strain of housemates falls with support to carers",
        assumption="talks and practical advice help some; hours taken over are counted apart; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Let services bear fruit for whoever has a case."""
        needs, residents, homes = town.needs, town.residents, town.homes
        rows, domains = town.needs_that_are(FORMAL_CASE)
        mediated = np.zeros(len(rows), dtype=np.bool_)
        serve(
            rows, domains, self._contact(town, rows, domains), residents.identity, residents.activity, needs.service,
            needs.lasting, residents.work_minutes, residents.benefit, residents.invited_until, residents.strain,
            residents.home, homes.members, mediated, town.week, town.key(SERVED), self.to_work_chance,
            int(60 * self.to_work_hours), self.invited_weeks, self.mediation_chance, self.settled_chance,
            self.carer_relief,
        )  # fmt: skip
        rows = rows[mediated].astype(np.int64)
        town.room_for_ties(len(rows))
        mediate(
            town.links(), rows, residents.age, residents.home, homes.street, homes.members,
            np.full((2, len(rows)), OUTSIDE, dtype=np.int64), town.week, town.key(MEDIATED), self.mediated_strength,
            town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip

    def _contact(self, town: Town, rows: np.ndarray, domains: np.ndarray) -> np.ndarray:
        """Return how much of the contact that its service asks each case had this week, 0 to 1, shape (cases,)."""
        found = np.zeros(len(rows))
        needs, residents = town.needs, town.residents
        contact_had(
            rows, domains, residents.neighbourhood, residents.digital_skill, needs.service, needs.formal_since,
            needs.case_minutes, found, town.offers.digital_share, town.week, self.services.minutes,
            self.blending.digital_time, self.blending.digital_skill_needed,
        )  # fmt: skip
        return found


@kernel
def contact_had(
    rows, domains, neighbourhood, digital_skill, service, formal_since, case_minutes, found, digital_share, week,
    service_minutes, digital_time, skill_needed,
):  # fmt: skip
    """Write what each case had of the contact that its service asks; a case that was taken this week had none yet."""
    for index in range(rows.shape[0]):
        row, domain = rows[index], domains[index]
        if formal_since[row, domain] >= week:
            continue
        share = digital_share[neighbourhood[row]]
        online = share > 0.0 and digital_skill[row] >= skill_needed
        contact = reached(np.float64(case_minutes[row, domain]), online, share, digital_time)
        found[index] = min(contact / service_minutes[service[row, domain]], 1.0)


@kernel
def serve(
    rows, domains, contact, identity, activity, service, lasting, work_minutes, benefit, invited_until, strain, home,
    members, mediated, week, key, to_work_chance, to_work_minutes, invited_weeks, mediation_chance, settled_chance,
    carer_relief,
):  # fmt: skip
    """Let each service do what it is for; `mediated` tells for which cases neighbours are brought together."""
    for index in range(rows.shape[0]):
        row, domain, seen = rows[index], domains[index], contact[index]
        if seen == 0.0:
            continue
        kind = service[row, domain]
        luck = draw(key, identity[row], np.uint64(domain))
        if kind == TO_WORK and luck < to_work_chance * seen:
            work_minutes[row] = max(work_minutes[row], to_work_minutes)
            benefit[row] = False
        elif kind == DAY_ACTIVITIES and activity[row] == 0:
            invited_until[row] = max(invited_until[row], week + invited_weeks)
        elif kind == DEBT and luck < settled_chance * seen:
            # What is left of it passes like any need that does not last.
            lasting[row, domain] = False
        elif kind == FOR_CARERS:
            for place in range(members.shape[1]):
                other = members[home[row], place]
                if other >= 0 and other != row:
                    strain[other] = float(strain[other]) * (1.0 - carer_relief * seen)
        mediated[index] = kind == MEDIATION and luck < mediation_chance * seen


@kernel
def mediate(
    links: Links, rows, age, home, street, members, found, week, key, strength, strength_kept, debt_kept
):  # fmt: skip
    """Mend the weakest tie of each with a neighbour, or make one; first all choose, then it happens."""
    for index in range(rows.shape[0]):
        row = rows[index]
        found[0, index] = _weakest_neighbour(links, row, week, strength_kept)
        if found[0, index] < 0:
            found[1, index] = _someone_near(links, row, age, home[row], street, members, key)
    for index in range(rows.shape[0]):
        row, tie, other = rows[index], found[0, index], found[1, index]
        if tie >= 0:
            bring_up_to_date(links, tie, week, strength_kept, debt_kept)
            links.strength[tie] = max(float(links.strength[tie]), strength)
        elif other >= 0 and not tied(links, row, other):
            make_tie(links, row, other, NEIGHBOUR, BY_STREET, week, strength)


@inlined
def _weakest_neighbour(links: Links, row: int, week: int, strength_kept) -> int:
    """Return the weakest of someone's ties with neighbours, or -1; of equals the one with the smaller identity."""
    weakest, best = 2.0, np.int64(-1)
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[row, place])
        if tie < 0 or links.kind[tie] != NEIGHBOUR or other_end(links, tie, row) < 0:
            continue
        now = faded(links.strength[tie], links.touched[tie], week, strength_kept)
        if now < weakest or (now == weakest and links.identity[tie] < links.identity[best]):
            weakest, best = now, tie
    return best


@inlined
def _someone_near(links: Links, row: int, age, home: int, street, members, key: np.uint64) -> int:
    """Return an adult of one of the three doors to either side, by race of draws, or OUTSIDE."""
    word = bits(key, links.who[row], np.uint64(0))
    best, found = np.uint64(0), np.int64(OUTSIDE)
    for door in range(max(home - 3, 0), min(home + 4, street.shape[0])):
        if door == home or street[door] != street[home]:
            continue
        for place in range(members.shape[1]):
            one = np.int64(members[door, place])
            if one < 0 or age[one] < ADULT_AGE or tied(links, row, one):
                continue
            score = mix(word ^ links.who[one])
            if score > best and min(empty_places(links, row), empty_places(links, one)) > ROOM_FOR_TIES:
                best, found = score, one
    return found
