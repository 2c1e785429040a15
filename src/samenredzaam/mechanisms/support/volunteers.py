"""The fourth rung: volunteers, matched with people who ask for one, as far as the organisation can match.

The willing are asked again: who already visits someone is drawn sooner, and talked into more than they meant to give.
Those who volunteer now and then help out once with a passing need, without a match.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.ability import is_able
from samenredzaam.mechanisms.support.respite import find_visitor
from samenredzaam.mechanisms.support.standing import Standing, arrange, write_agreement
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.effectiveness import informal_share
from samenredzaam.neighbourhood.links import (
    Links,
    arranged_bit,
    empty_place,
    make_tie,
    other_end,
    tied,
    use_for_help,
)
from samenredzaam.neighbourhood.people import HELPER_AGE, Settling
from samenredzaam.neighbourhood.postings import (
    HelpBook,
    informally_open,
    minutes_for,
    minutes_left,
    post_help,
)
from samenredzaam.neighbourhood.residents import BY_VOLUNTEERS, PERSONAL, ROLE_CARE, ROLE_NEIGHBOURHOOD
from samenredzaam.neighbourhood.ties import BY_MATCH, VOLUNTEER
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, mix, purpose, quick_draw

ASKS_VOLUNTEER = purpose("asks for a volunteer")
MATCH = purpose("match of volunteer and client")
HELPS_OUT = purpose("volunteers now and then")
ASKS_ONCE = purpose("asks for someone to help out once")


@dataclass(frozen=True)
class Volunteers:
    """Help by volunteers in care and neighbourhood; a match makes a tie."""

    writes: ClassVar = (*Standing.writes, "occasional_week")

    settling: Settling = Settling()
    standing: Standing = Standing()
    ask_constant: float = parameter(
        -1.0, unit="logit", low=-4.0, high=2.0,
        nl="geneigdheid om een vrijwilliger te vragen", en="inclination to ask for a volunteer",
        assumption="lower than for one's own ties: one must know of it and let a stranger in",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        2.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid hierbij weegt", en="how heavily reluctance to ask weighs here",
        assumption="somewhat less than with one's own ties, since nobody known is burdened",
    )  # fmt: skip
    unmet_weeks: int = parameter(
        2, unit="weeks", low=0, high=26,
        nl="na zoveel weken onvervuld kan om een vrijwilliger worden gevraagd",
        en="after so many weeks unmet one may ask for a volunteer",
        assumption="people try their own circle first",
    )  # fmt: skip
    heaviest_stage: int = parameter(
        2, unit="stage", low=1, high=3,
        nl="tot welke zwaarte vrijwilligers helpen", en="up to which stage volunteers help",
        assumption="heavy need wants professionals",
    )  # fmt: skip
    most_hours: float = parameter(
        4.0, unit="hours per week", low=0.5, high=20.0,
        nl="uren die een vrijwilliger hoogstens bij een client is", en="hours a volunteer spends at one client at most",
        assumption="the mean of volunteers' hours is 4.5 (cbs_volunteers_2017)",
    )  # fmt: skip
    asked_again: int = parameter(
        3, unit="times as likely", low=1, high=15,
        nl="hoeveel eerder een vrijwilliger die al iemand bezoekt weer wordt gevraagd",
        en="how much sooner a volunteer who already visits someone is asked again",
        assumption="organisations turn to those they know to be willing; size not read",
    )  # fmt: skip
    stretch_share: float = parameter(
        0.5, unit="share of hours", low=0.0, high=2.0,
        nl="hoeveel meer dan bedoeld actieve vrijwilligers zich laten vragen, als ze niet vermoeid zijn",
        en="how much more than meant active volunteers are talked into, when not weary",
        assumption="few do most; size not read",
    )  # fmt: skip
    occasional_share: float = parameter(
        0.12, unit="share in four weeks", low=0.0, high=0.5,
        nl="deel van de gelegenheidsvrijwilligers dat in vier weken iets doet",
        en="share of those who volunteer now and then who do something in four weeks",
        assumption="with the regulars gives 30% active in four weeks (cbs_volunteers)",
    )  # fmt: skip
    once_hours: float = parameter(
        2.0, unit="hours", low=0.5, high=8.0,
        nl="uren van een keer helpen", en="hours of helping out once",
        assumption="an afternoon; size not read",
    )  # fmt: skip
    first_strength: float = parameter(
        0.3, unit="0 to 1", low=0.05, high=0.7,
        nl="sterkte van een nieuwe band tussen vrijwilliger en client",
        en="strength of a new tie of volunteer and client",
        assumption="strangers who agreed to meet; grows with each week of help",
    )  # fmt: skip

    def step(self, town: Town, active: np.ndarray) -> None:
        """Give what volunteers agreed to; match those who ask with volunteers who have time; help out once."""
        self.standing.give(town, BY_VOLUNTEERS, active)
        self._match(town, active)
        self._help_out(town, active)

    def _match(self, town: Town, active: np.ndarray) -> None:
        residents, needs = town.residents, town.needs
        domains = np.empty(residents.capacity, dtype=np.int8)
        clients = np.empty(len(town.needy), dtype=np.int64)
        asking = ask_for_volunteer(
            town.book(), town.needy, residents.identity, residents.reluctance_to_ask, needs.stage, needs.unmet_weeks,
            clients, domains, active, town.key(ASKS_VOLUNTEER), self.ask_constant, self.reluctance_weight,
            self.unmet_weeks, self.heaviest_stage,
        )  # fmt: skip
        if asking == 0:
            return
        clients = self._first_in_line(town, clients[:asking], domains)
        spare, weight = np.zeros((2, residents.capacity), dtype=np.int64)
        volunteers = np.empty(residents.capacity, dtype=np.int64)
        ready = spare_minutes(
            town.book(), residents.identity, residents.role, residents.role_minutes, residents.resting_until,
            residents.weariness, residents.trained, town.arrangements.identity, town.arrangements.helper,
            town.arrangements.rung, town.arrangements.minutes, spare, weight, volunteers, town.week, self.asked_again,
            self.stretch_share,
        )  # fmt: skip
        if ready == 0 or len(clients) == 0:
            return
        agreed = np.zeros((len(clients), 4), dtype=np.int32)
        best = np.zeros(residents.capacity, dtype=np.uint64)
        count = match(
            town.book(), town.links(), clients, volunteers[:ready], residents.identity, residents.home,
            residents.hindered, domains, needs.complexity, spare, weight, town.arranged, best,
            np.full(len(clients), -1, dtype=np.int64), agreed, town.week, town.key(MATCH),
            int(60 * self.most_hours), self.first_strength,
            self.standing.informal.complexity_loss, town.fading.strength_kept, town.fading.debt_kept,
        )  # fmt: skip
        arrange(town, agreed[:count], BY_VOLUNTEERS)

    def _help_out(self, town: Town, active: np.ndarray) -> None:
        """Let those of the occasional pool who do something this week help someone with a passing need, once."""
        residents, needs = town.residents, town.needs
        pool = rows_where(residents.occasional)
        helpers, clients = np.empty(len(pool), dtype=np.int64), np.empty((len(town.needy), 2), dtype=np.int64)
        counts = np.zeros(2, dtype=np.int64)
        find_occasions(
            town.book(), pool, town.needy, residents.identity, residents.age, residents.resting_until,
            residents.occasional_week, residents.reluctance_to_ask, needs.stage, needs.lasting, active, helpers,
            clients, counts, town.week, town.key(HELPS_OUT), town.key(ASKS_ONCE), self.occasional_share,
            self.settling.care_role_share + self.settling.neighbourhood_role_share, self.ask_constant,
            self.reluctance_weight, self.heaviest_stage,
        )  # fmt: skip
        if not counts.all():
            return
        helpers, clients = helpers[: counts[0]], clients[: counts[1]]
        helpers = helpers[np.argsort(residents.identity[helpers], kind="stable")]
        stage, identity = needs.stage[clients[:, 0], clients[:, 1]], residents.identity[clients[:, 0]]
        help_once(
            town.book(), clients[np.lexsort((identity, -stage))], helpers,
            np.full(len(helpers), int(60 * self.once_hours), dtype=np.int64), residents.home, residents.hindered,
            needs.complexity, self.standing.informal.complexity_loss,
        )  # fmt: skip

    def _first_in_line(self, town: Town, clients: np.ndarray, domains: np.ndarray) -> np.ndarray:
        """Return as many clients as the organisations can match this week: the most serious, then the longest unmet."""
        needs, residents = town.needs, town.residents
        domain = domains[clients]
        stage, unmet = needs.stage[clients, domain], needs.unmet_weeks[clients, domain]
        order = np.lexsort((residents.identity[clients], -unmet.astype(np.int64), -stage.astype(np.int64)))
        clients = clients[order]
        chosen = np.zeros(len(clients), dtype=np.bool_)
        for neighbourhood, matches in enumerate(town.offers.matches):
            here = rows_where(residents.neighbourhood[clients] == neighbourhood)
            chosen[here[:matches]] = True
        return clients[chosen]


@kernel
def spare_minutes(
    book: HelpBook, identity, role, role_minutes, resting_until, weariness, trained, arrangement_identity, helper_of,
    rung_of, minutes, spare, weight, volunteers, week, asked_again, stretch,
):  # fmt: skip
    """Work out what each volunteer in care and neighbourhood has left of the hours of the role, and their weight.

    Who already visits someone weighs more, and has more hours than they meant to give: the less so, the more weary.
    Those trained for respite have their own task. Lists who has anything left in `volunteers`, and returns how many.
    """
    for row in range(identity.shape[0]):
        helps = (role[row] == ROLE_CARE or role[row] == ROLE_NEIGHBOURHOOD) and not trained[row]
        spare[row] = role_minutes[row] if identity[row] != 0 and helps and resting_until[row] <= week else 0
    for row in range(arrangement_identity.shape[0]):
        if arrangement_identity[row] != 0 and rung_of[row] == BY_VOLUNTEERS and helper_of[row] >= 0:
            spare[helper_of[row]] -= minutes[row]
            helps = role[helper_of[row]] == ROLE_CARE or role[helper_of[row]] == ROLE_NEIGHBOURHOOD
            if helps and not trained[helper_of[row]]:
                weight[helper_of[row]] = asked_again
    count = 0
    for row in range(identity.shape[0]):
        if spare[row] != 0 or weight[row] != 0:
            if weight[row] != 0:
                spare[row] += int(role_minutes[row] * stretch * (1.0 - float(weariness[row])))
            left = min(spare[row], minutes_left(book, row))
            spare[row] = left if left >= 30 else 0
            if left >= 30:
                volunteers[count] = row
                count += 1
    return count


@kernel
def ask_for_volunteer(
    book: HelpBook, needy, identity, reluctance_to_ask, stage, unmet_weeks, clients, domains, active, key, ask_constant,
    reluctance_weight, unmet_least, heaviest_stage,
):  # fmt: skip
    """Let people whose need went unmet ask for a volunteer, for their most serious need that volunteers help with.

    Lists them in `clients`, with the domain by row in `domains`, and returns how many they are.
    """
    count = 0
    for row in needy:
        if not active[book.neighbourhood[row]]:
            continue
        highest = 0
        for domain in range(4):
            if domain == PERSONAL or informally_open(book, row, domain) < 30 or stage[row, domain] > heaviest_stage:
                continue
            if unmet_weeks[row, domain] >= unmet_least and stage[row, domain] > highest:
                highest = stage[row, domain]
                domains[row] = domain
        if highest > 0:
            inclination = ask_constant - reluctance_weight * float(reluctance_to_ask[row])
            if draw(key, identity[row], np.uint64(domains[row])) < logistic(inclination):
                clients[count] = row
                count += 1
    return count


@kernel
def match(
    book: HelpBook, links: Links, clients, volunteers, identity, home, hindered, domains, complexity, spare, weight,
    arranged, best, chosen, agreed, week, key, most_minutes, first_strength, complexity_loss, strength_kept, debt_kept,
):  # fmt: skip
    """Match clients and volunteers by race: each client draws the best volunteer, each volunteer takes the best client.

    Writes agreements as (tie, side, domain, minutes) and returns how many.
    """
    for index in range(clients.shape[0]):
        client = np.int64(clients[index])
        highest = np.uint64(0)
        for volunteer in volunteers:
            here = book.neighbourhood[volunteer] == book.neighbourhood[client] and home[volunteer] != home[client]
            if not here or not is_able(hindered, volunteer, np.int64(domains[client])):
                continue
            score = _score(key, identity[client], identity[volunteer], weight[volunteer])
            if score > highest and (tied(links, client, volunteer) or empty_place(links, volunteer) >= 0):
                highest = score
                chosen[index] = volunteer
        if chosen[index] >= 0:
            best[chosen[index]] = max(best[chosen[index]], highest)
    count = 0
    for index in range(clients.shape[0]):
        client, volunteer = np.int64(clients[index]), np.int64(chosen[index])
        if volunteer < 0:
            continue
        if best[volunteer] != _score(key, identity[client], identity[volunteer], weight[volunteer]):
            continue
        domain = np.int64(domains[client])
        tie = _tie_between(links, client, volunteer)
        if tie < 0:
            tie = make_tie(links, client, volunteer, VOLUNTEER, BY_MATCH, week, first_strength)
        if tie < 0:
            continue
        side = 0 if links.ends[tie, 0] == client else 1
        if arranged[tie] & arranged_bit(side, domain):
            continue
        share = informal_share(complexity[client, domain], complexity_loss)
        minutes = min(minutes_for(informally_open(book, client, domain), share), spare[volunteer], most_minutes)
        post_help(book, volunteer, client, book.neighbourhood[client], domain, BY_VOLUNTEERS, minutes, share)
        use_for_help(links, tie, side, minutes, week, strength_kept, debt_kept)
        arranged[tie] |= arranged_bit(side, domain)
        write_agreement(agreed, count, tie, side, domain, minutes)
        count += 1
    return count


@inlined
def _score(key: np.uint64, client: np.uint64, volunteer: np.uint64, weight: int) -> np.uint64:
    """Return the score of a pair in the race: the best of as many draws as the volunteer weighs (0 counts as 1).

    So who weighs three wins three times as often as who weighs one. A draw times three would win nearly always.
    """
    word = bits(key, client, volunteer)
    best = word
    for _ in range(1, weight):
        word = mix(word)
        best = max(best, word)
    return best


@inlined
def _tie_between(links: Links, one: int, two: int) -> int:
    """Return the tie of two residents, or -1."""
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[one, place])
        if tie >= 0 and other_end(links, tie, one) == two:
            return tie
    return -1


@kernel
def find_occasions(
    book: HelpBook, pool, needy, identity, age, resting_until, occasional_week, reluctance_to_ask, stage, lasting,
    active, helpers, clients, counts, week, helps_key, asks_key, occasional_share, role_share, ask_constant,
    reluctance_weight, heaviest_stage,
):  # fmt: skip
    """List who of the pool helps out this week in care or neighbourhood, and who asks for it, with the domain.

    A passing need can be asked for, the most serious, and of equals the first domain. Others of the pool do something
    elsewhere. Writes the numbers of helpers and clients to `counts`.
    """
    for row in pool:
        who = identity[row]
        if weeks_since_turn(who, week) != 0 or resting_until[row] > week or age[row] < HELPER_AGE:
            continue
        if quick_draw(helps_key, who) >= occasional_share:
            continue
        occasional_week[row] = week
        if active[book.neighbourhood[row]] and draw(helps_key, who, np.uint64(1)) < role_share:
            helpers[counts[0]] = row
            counts[0] += 1
    for row in needy:
        if not active[book.neighbourhood[row]]:
            continue
        chosen, highest = -1, 0
        for domain in range(4):
            if domain == PERSONAL or lasting[row, domain] or informally_open(book, row, domain) < 30:
                continue
            if highest < stage[row, domain] <= heaviest_stage:
                chosen, highest = domain, stage[row, domain]
        if chosen < 0:
            continue
        inclination = ask_constant - reluctance_weight * float(reluctance_to_ask[row])
        if draw(asks_key, identity[row], np.uint64(chosen)) < logistic(inclination):
            clients[counts[1], 0] = row
            clients[counts[1], 1] = chosen
            counts[1] += 1


@kernel
def help_once(book: HelpBook, clients, helpers, spare, home, hindered, complexity, complexity_loss):
    """Let each client in their order be helped by the first helper who can and has half an hour left."""
    for index in range(clients.shape[0]):
        client, domain = clients[index, 0], clients[index, 1]
        share = informal_share(complexity[client, domain], complexity_loss)
        wanted = minutes_for(informally_open(book, client, domain), share)
        place = find_visitor(book, helpers, spare, home, hindered, client, domain, client, wanted)
        if place >= 0:
            minutes = min(wanted, spare[place], minutes_left(book, helpers[place]))
            spare[place] -= minutes
            post_help(
                book, helpers[place], client, book.neighbourhood[client], domain, BY_VOLUNTEERS, minutes, share
            )  # fmt: skip
