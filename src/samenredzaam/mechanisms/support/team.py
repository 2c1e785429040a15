"""The sixth rung: the neighbourhood team helps its cases, and takes new ones from its queue as far as hours reach.

A case gets the service that fits need and person, in the style of its professional or in fact of the organisation. The
client does a part, trust grows with the weeks, some stay away; a case that has lasted its weeks is closed. Whoever
still has the need then comes back through the front door, or is passed on to assessment.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.blending import Blending, reached
from samenredzaam.neighbourhood.casework import Casework
from samenredzaam.neighbourhood.ledgers import (
    CASES_CLOSED,
    CASES_JOINED,
    CASES_LOST,
    CASES_PASSED,
    CASES_PROFESSED,
    CASES_RETURNED,
    CASES_STEERED,
    CASES_TAKEN,
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
    DIRECTIVE,
    ENDED_CLOSED,
    ENDED_LOST,
    ENDED_NOT,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_NONE,
    FORMAL_QUEUE,
    LAISSEZ_FAIRE,
    OUTREACH,
    PRACTICAL,
    SOCIAL,
)
from samenredzaam.neighbourhood.services import Services
from samenredzaam.neighbourhood.styles import STYLE_LEVERS, Styles, gives_part, work_done
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import over_turn, weeks_since_turns
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, drawn, drawn_for, purpose

STYLE_PROFESSED = purpose("style said to be used in a case")
STYLE_STEERED = purpose("who steers a case")
CARER_KNOCKS = purpose("an overloaded helper comes to the team")
WORKED_AS_ONE = purpose("all that is going on in a household is worked as one")
STAYS_AWAY = purpose("a client stays away")

YEAR_WEEKS = 52
HEAVY = 3


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
        needs, residents = town.needs, town.residents
        rows, domains = town.needs_that_are(FORMAL_QUEUE)
        order = np.lexsort(
            (
                residents.identity[rows],
                domains,
                needs.formal_since[rows, domains],
                -needs.stage[rows, domains],
            )
        )
        rows, domains = rows[order], domains[order]
        joint, workers, bonds = self._joint(town, rows)
        agreed = joint & (town.week - needs.formal_since[rows, domains] >= self.partner_weeks)
        for neighbourhood in np.flatnonzero(active):
            mine = np.flatnonzero(agreed & (residents.neighbourhood[rows] == neighbourhood))
            self._join(town, int(neighbourhood), rows[mine], domains[mine], workers[mine], bonds[mine])
        rows, domains = rows[~joint], domains[~joint]
        for neighbourhood in np.flatnonzero(active):
            here = np.flatnonzero(residents.neighbourhood[rows] == neighbourhood)
            places = self._places(town, int(neighbourhood), len(here))
            here, workers = here[: len(places)], places[: len(here)]
            if len(here):
                self._hold_intakes(town, workers)
                self._begin(town, int(neighbourhood), rows[here], domains[here], workers)

    @staticmethod
    def _joint(town: Town, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return for needs in the queue whether they join a case of the household, its worker, and the bond there is.

        Shapes (needs,) all. One's own case comes first, then that of the housemate with the smallest identity; a bond
        is there only with one's own worker.
        """
        needs, residents, homes = town.needs, town.residents, town.homes
        workers, bonds = np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows))
        here = residents.home[rows]
        luck = drawn_for(town.streams.lasting_key(WORKED_AS_ONE), homes.identity[here], 0)
        together = luck < town.policy["joint_cases_share"][residents.neighbourhood[rows]]
        members = homes.members[here[together]]
        has_case = (needs.formal[members] == FORMAL_CASE).any(axis=2) & (members >= 0)
        together[together] = has_case.any(axis=1)
        for place in np.flatnonzero(together).tolist():
            mine = int(rows[place])
            mates = sorted(
                (one for one in homes.members[here[place]].tolist() if one >= 0), key=residents.identity.item
            )
            one = next(one for one in (mine, *mates) if (needs.formal[one] == FORMAL_CASE).any())
            workers[place] = needs.worker[one, np.argmax(needs.formal[one] == FORMAL_CASE)]
            bonds[place] = needs.bond[mine].max() if one == mine else 0.0
        return together, workers, bonds

    def _join(
        self, town: Town, at: int, rows: np.ndarray, domains: np.ndarray, workers: np.ndarray, bonds: np.ndarray
    ) -> None:
        """Let the professional a household has take up what else is going on: no new intake, and the bond is there."""
        if len(rows) == 0:
            return
        needs = town.needs
        self._begin(town, at, rows, domains, workers)
        taken = needs.formal[rows, domains] == FORMAL_CASE
        needs.bond[rows[taken], domains[taken]] = bonds[taken]
        town.ledgers.post_cases(CASES_JOINED, town.residents.neighbourhood[rows[taken]])

    def _hold_intakes(self, town: Town, workers: np.ndarray) -> None:
        """Spend the hours of first conversations; in the first years of the run-up hours do not count."""
        if not _in_first_years(town.week):
            for worker in workers:
                town.deciders.professionals[worker].take_case(self.casework.intake_minutes, town.ledgers)

    def _begin(self, town: Town, at: int, rows: np.ndarray, domains: np.ndarray, workers: np.ndarray) -> None:
        """Let household help and heavy needs go on to assessment, and the rest become cases."""
        needs, ledgers, week = town.needs, town.ledgers, town.week
        neighbourhood = town.residents.neighbourhood
        ledgers.post_queue(QUEUE_TEAM, neighbourhood[rows], week - needs.formal_since[rows, domains])
        household = (domains == PRACTICAL) & ~town.residents.leans_on_overloaded[rows]
        refer = needs.lasting[rows, domains] & (household | (needs.stage[rows, domains] == HEAVY))
        needs.formal[rows, domains] = np.where(refer, FORMAL_ASSESSMENT, FORMAL_CASE)
        needs.worker[rows, domains] = np.where(refer, -1, workers)
        needs.formal_since[rows, domains] = week
        needs.ended[rows, domains] = ENDED_NOT
        ledgers.post_queue(QUEUE_ASSESSMENT, neighbourhood[rows[refer]])
        needs.case_style[rows[refer], domains[refer]] = 0
        rows, domains = rows[~refer], domains[~refer]
        needs.service[rows, domains] = self.services.fitting(town, rows, domains)
        needs.bond[rows, domains] = 0.0
        self._choose_styles(town, at, rows, domains)
        ledgers.post_cases(CASES_TAKEN, neighbourhood[rows])
        again = week - needs.case_closed[rows, domains] <= YEAR_WEEKS
        ledgers.post_cases(CASES_RETURNED, neighbourhood[rows[again]])

    def _choose_styles(self, town: Town, at: int, rows: np.ndarray, domains: np.ndarray) -> None:
        """Give each new case the style in which it is in fact worked; whoever was found by outreach keeps that.

        A professional who has retreated works by the standard procedure, whatever was said and whoever was to decide.
        """
        needs, identity, ledgers = town.needs, town.residents.identity, town.ledgers
        weights = [float(getattr(town.offers, lever)[at]) for lever in STYLE_LEVERS.values()]
        steers = float(town.offers.client_steers_share[at])
        said, steered = town.key(STYLE_PROFESSED), town.key(STYLE_STEERED)
        new = needs.case_style[rows, domains] != OUTREACH
        rows, domains = rows[new], domains[new]
        who = identity[rows]
        professed = self.styles.professed(weights, drawn_for(said, who, domains))
        client = drawn_for(steered, who, domains) < steers
        style = self.styles.in_fact(professed, client, drawn_for(steered, who, domains + 4))
        retreated = np.array([one is not None and one.retreated for one in town.deciders.professionals])
        needs.case_style[rows, domains] = np.where(retreated[needs.worker[rows, domains]], np.int8(DIRECTIVE), style)
        part = gives_part(professed)
        ledgers.cases[at, CASES_PROFESSED] += np.count_nonzero(part)
        ledgers.cases[at, CASES_STEERED] += np.count_nonzero(part & (style == DIRECTIVE))

    def _places(self, town: Town, neighbourhood: int, waiting: int) -> np.ndarray:
        """Return the professionals of a neighbourhood, each as often as they have places for a new case.

        In the first years of the run-up there is a place for each of the `waiting`.
        """
        team = [
            (number, one.places)
            for number, one in enumerate(town.deciders.professionals)
            if one and one.neighbourhood == neighbourhood
        ]
        if _in_first_years(town.week):
            each = -(-waiting // max(len(team), 1))
            return np.array([number for number, _ in team] * each, dtype=np.int16)
        return np.array([number for number, places in team for _ in range(places)], dtype=np.int16)


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
