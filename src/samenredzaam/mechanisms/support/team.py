"""The sixth rung: the neighbourhood team helps its cases, and takes new ones from its queue as far as hours reach.

A case gets the service that fits need and person, in the style of its professional or in fact of the organisation. The
client does a part, trust grows with the weeks, some stay away; a case that has lasted its weeks is closed. Whoever
still has the need then comes back through the front door, or is passed on to assessment.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.intake import YEAR_WEEKS, Accounts, Customs, Files, Keys, take_in
from samenredzaam.neighbourhood.blending import Blending, reached
from samenredzaam.neighbourhood.casework import Casework
from samenredzaam.neighbourhood.ledgers import (
    CASES_CLOSED,
    CASES_LOST,
    CASES_PASSED,
    IN_GROUP,
    ONLINE,
    QUEUE_ASSESSMENT,
    QUEUE_TEAM,
)
from samenredzaam.neighbourhood.need_book import leave_worker
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    post_formal_help,
    post_own_work,
)
from samenredzaam.neighbourhood.residents import (
    BY_TEAM,
    ENDED_CLOSED,
    ENDED_LOST,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_NONE,
    FORMAL_QUEUE,
    LAISSEZ_FAIRE,
    PRACTICAL,
    SOCIAL,
)
from samenredzaam.neighbourhood.services import HELPED_TO_WORK_TOO, Services, clients_of
from samenredzaam.neighbourhood.styles import STYLE_LEVERS, Styles, work_done
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn, weeks_since_turns
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn, purpose

STYLE_PROFESSED = purpose("style said to be used in a case")
STYLE_STEERED = purpose("who steers a case")
CARER_KNOCKS = purpose("an overloaded helper comes to the team")
WORKED_AS_ONE = purpose("all that is going on in a household is worked as one")
STAYS_AWAY = purpose("a client stays away")


@dataclass(frozen=True)
class TeamWork:
    """Cases and intake."""

    writes: ClassVar = (
        "open_minutes", "received_minutes", "met_minutes", "formal", "formal_since", "asked_since", "worker",
        "reserved_minutes", "service", "case_style", "bond", "case_closed", "ended",
    )  # fmt: skip

    casework: Casework = Casework()
    services: Services = Services()
    styles: Styles = Styles()
    blending: Blending = Blending()
    direct_share: float = parameter(
        0.6, unit="share", low=0.2, high=1.0,
        nl="deel van de tijd voor een zaak dat directe hulp is, met het vakmanschap dat de dienst vraagt",
        en="share of the time for a case that is direct help, with the skill that the service asks",
        assumption="travel, consultation and the file take the rest; size not read",
    )  # fmt: skip
    skill_effect: float = parameter(
        0.6, unit="share per unit of skill", low=0.0, high=1.5,
        nl="hoeveel meer dat is met meer vakmanschap", en="how much more that is with more skill",
        assumption="quality raises what an hour achieves; size not read",
    )  # fmt: skip
    bond_pace: float = parameter(
        0.06, unit="share per week", low=0.005, high=0.3,
        nl="hoe snel vertrouwen in de professional groeit", en="how fast trust in the worker grows",
        assumption="half of it in about three months; size not read",
    )  # fmt: skip

    carers_ask_chance: float = parameter(
        0.03, unit="chance per week", low=0.0, high=0.3,
        nl="kans dat een overbelaste helper bij het wijkteam aanklopt",
        en="chance that an overloaded helper comes to the team",
        assumption="most struggle on for months; size not read",
    )  # fmt: skip

    partner_weeks: int = parameter(
        3, unit="weeks", low=0, high=26,
        nl="zo lang duurt het tot partners uit andere sectoren het eens zijn over een plan",
        en="how long it takes until partners from other sectors agree on one plan",
        assumption="each has its own interest and calendar; size not read",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Help the cases; take in who is first in the queue; overloaded carers come and wait from now on."""
        self._work(town, active)
        self._take_in(town, active)
        self._carers_knock(town, active)

    def _direct(self, town: Town) -> np.ndarray:
        """Return the share of a case's time that is direct help, by professional and service."""
        skills = np.array([one.skill if one else 0.0 for one in town.deciders.professionals])
        beyond = skills[:, None] - self.services.skills
        return np.minimum(np.maximum(self.direct_share * (1.0 + self.skill_effect * beyond), 0.0), 1.0)

    def _work(self, town: Town, active: np.ndarray) -> None:
        needs, residents, ledgers = town.needs, town.residents, town.ledgers
        rows, domains = town.needs_that_are(FORMAL_CASE)
        work_cases(
            town.book(), rows, domains, residents.identity, residents.digital_skill, needs.required_minutes,
            needs.lasting, needs.formal, needs.formal_since, needs.asked_since, needs.worker, needs.service,
            needs.case_style, needs.bond, needs.case_minutes, needs.case_closed, needs.ended, ledgers.stretched,
            ledgers.cases, ledgers.queue_in, self._direct(town), town.offers.digital_share, active, town.week,
            town.key(STAYS_AWAY), self.services.heads, self.services.weeks, self.styles.lasting,
            self.styles.needs_bond, self.styles.own, self.styles.own_weeks, self.styles.lost,
            self.blending.digital_time, self.blending.digital_skill_needed, self.blending.digital_bond, self.bond_pace,
        )  # fmt: skip

    def _carers_knock(self, town: Town, active: np.ndarray) -> None:
        """Let a need whose helper is overloaded be brought to the team by that helper, whatever of it is met.

        Each such need has its turn once in four weeks, and after a former answer not for as long as a year.
        """
        needs, residents, week = town.needs, town.residents, town.week
        rows = town.needy[residents.leans_on_overloaded[town.needy]]
        rows = rows[active[residents.neighbourhood[rows]] & (weeks_since_turns(residents.identity[rows], week) == 0)]
        key, chance = town.key(CARER_KNOCKS), over_turn(self.carers_ask_chance)
        for row in rows.tolist():
            domain = PRACTICAL if needs.stage[row, PRACTICAL] >= needs.stage[row, SOCIAL] else SOCIAL
            asked = needs.formal[row, domain] != FORMAL_NONE or needs.formal_since[row, domain] + YEAR_WEEKS > week
            if needs.stage[row, domain] == 0 or asked:
                continue
            if drawn(key, int(residents.identity[row])) < chance:
                needs.formal[row, domain] = FORMAL_QUEUE
                needs.formal_since[row, domain] = needs.asked_since[row, domain] = week
                town.ledgers.post_queue(QUEUE_TEAM, residents.neighbourhood[row : row + 1])

    def _take_in(self, town: Town, active: np.ndarray) -> None:
        """Take needs from the queue, the most serious first, then the longest waiting, while there are places."""
        needs, residents, homes, ledgers = town.needs, town.residents, town.homes, town.ledgers
        rows, domains = town.needs_that_are(FORMAL_QUEUE)
        if len(rows) == 0:
            return
        since, stage = needs.formal_since[rows, domains], needs.stage[rows, domains]
        order = np.lexsort((residents.identity[rows], domains, since, -stage))
        places = self._places(town)
        counts = [len(here) for here in places]
        after, used = np.cumsum(counts), np.zeros(len(places), dtype=np.int64)
        all_places = np.array([worker for here in places for worker in here], dtype=np.int64)
        take_in(
            clients_of(town),
            Files(
                needs.stage, needs.lasting, needs.formal, needs.formal_since, needs.worker, needs.service,
                needs.case_style, needs.bond, needs.case_closed, needs.ended,
            ),
            Accounts(ledgers.cases, ledgers.queue_in, ledgers.queue_out, ledgers.waited_weeks),
            self._customs(town),
            Keys(
                town.streams.lasting_key(WORKED_AS_ONE), town.key(STYLE_PROFESSED), town.key(STYLE_STEERED),
                town.streams.lasting_key(HELPED_TO_WORK_TOO),
            ),
            rows[order], domains[order], homes.identity, homes.members, np.empty(len(rows), dtype=np.int64),
            np.empty(len(rows)), np.empty(len(rows), dtype=np.bool_), all_places,
            after - counts, after, used, _in_first_years(town.week), active, town.week,
        )  # fmt: skip
        if not _in_first_years(town.week):
            for here, count in zip(places, used.tolist(), strict=True):
                for one in (town.deciders.professionals[worker] for worker in here[:count]):
                    if one:
                        one.take_case(self.casework.intake_minutes, ledgers)

    def _customs(self, town: Town) -> Customs:
        """Return how the teams work this week."""
        weights = np.array([getattr(town.offers, lever) for lever in STYLE_LEVERS.values()])
        retreated = [one is not None and one.retreated for one in town.deciders.professionals]
        return Customs(
            town.policy["joint_cases_share"], self.partner_weeks, town.policy["joint_support_and_work"],
            np.ascontiguousarray(weights.T), town.offers.client_steers_share, self.styles.steered_share,
            np.array(retreated, dtype=np.bool_), self.services.bounds,
        )  # fmt: skip

    @staticmethod
    def _places(town: Town) -> list[list[int]]:
        """Return for each neighbourhood its professionals, each as often as they have places for a new case.

        In the first years of the run-up, when places come back endlessly, each stands there once.
        """
        places: list[list[int]] = [[] for _ in town.codes]
        unlimited = _in_first_years(town.week)
        for number, one in enumerate(town.deciders.professionals):
            if one:
                places[one.neighbourhood] += [number] * (1 if unlimited else one.places)
        return places


def _in_first_years(week: int) -> bool:
    """Tell whether the run-up has more than a year to go.

    It begins with many needs and nobody helped. Whoever then comes to the team would have come before, so the hours it
    has now do not count: else a queue from the beginning is still there years later.
    """
    return week < -YEAR_WEEKS


@kernel
def work_cases(
    book: HelpBook, rows, domains, identity, digital_skill, required_minutes, lasting, formal, formal_since,
    asked_since, worker, service, case_style, bond, case_minutes, case_closed, ended, stretched, cases, queue_in,
    direct, digital_share, active, week, lost_key, heads, lasts, style_lasts, needs_bond, own, own_weeks, lost_chance,
    digital_time, skill_needed, digital_bond, bond_pace,
):  # fmt: skip
    """Let each client do their part and be helped by their professional; trust grows, and some cases end.

    Some clients stay away from now on; other cases have lasted their weeks. Help in a group and online reaches more
    than the minutes that the professional spends.
    """
    for index in range(rows.shape[0]):
        row, domain = rows[index], domains[index]
        at, style, kind = book.neighbourhood[row], case_style[row, domain], service[row, domain]
        if not active[at]:
            continue
        share = digital_share[at]
        online = share > 0.0 and digital_skill[row] >= skill_needed
        grown = min((week - formal_since[row, domain]) / own_weeks, 1.0)
        part = own[style] * grown * work_done(bond[row, domain], needs_bond[style])
        mine = min(int(required_minutes[row, domain] * part), informally_open(book, row, domain))
        if mine > 0:
            post_own_work(book, row, domain, mine)
        alone = case_minutes[row, domain] * direct[worker[row, domain], kind]
        contact = reached(alone, online, share, digital_time)
        given = min(int(contact * heads[kind]), book.open_minutes[row, domain])
        if given > 0:
            post_formal_help(book, row, domain, BY_TEAM, given)
            beyond = given - min(given, int(alone))
            by_screen = min(beyond, int(contact) - int(alone))
            stretched[at, ONLINE] += by_screen
            stretched[at, IN_GROUP] += beyond - by_screen
        if case_minutes[row, domain] > 0:
            near = 1.0 - share * (1.0 - digital_bond) if online else 1.0
            before = float(bond[row, domain])
            bond[row, domain] = before + bond_pace * near * (1.0 - before)
        stays_away = draw(lost_key, identity[row], np.uint64(domain)) < lost_chance[style]
        done = week - formal_since[row, domain] >= int(lasts[kind] * style_lasts[style])
        if stays_away or done:
            # Whoever was followed from a distance is not passed on.
            passed = not stays_away and lasting[row, domain] and style != LAISSEZ_FAIRE
            _end_case(formal, formal_since, asked_since, case_closed, ended, row, domain, stays_away, passed, week)
            leave_worker(worker, service, case_style, bond, row, domain)
            _post_end(cases, queue_in, at, stays_away, passed)


@inlined
def _end_case(
    formal, formal_since, asked_since, case_closed, ended, row: int, domain: int, stays_away: bool, passed: bool,
    week: int,
) -> None:  # fmt: skip
    """End a case that is lost or done; a need that is passed on waits to be assessed."""
    formal[row, domain] = FORMAL_ASSESSMENT if passed else FORMAL_NONE
    formal_since[row, domain] = week
    ended[row, domain] = ENDED_LOST if stays_away else ENDED_CLOSED
    if not stays_away:
        case_closed[row, domain] = week
    if passed:
        asked_since[row, domain] = week


@inlined
def _post_end(cases, queue_in, at: int, stays_away: bool, passed: bool) -> None:
    """Book how a case ended."""
    cases[at, CASES_LOST if stays_away else CASES_CLOSED] += 1
    if passed:
        cases[at, CASES_PASSED] += 1
        queue_in[at, QUEUE_ASSESSMENT] += 1
