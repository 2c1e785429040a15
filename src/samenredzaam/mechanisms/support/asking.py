"""The third rung: people ask those they know, and those they know say yes or no.

In each of a few rounds a week, whoever is still short of help asks one person; whoever is asked says yes to at most
one, the most serious need first. A yes becomes an arrangement.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic, logit, table
from samenredzaam.kernels import inlined, kernel
from samenredzaam.mechanisms.support.standing import LEAST_MINUTES, Standing, arrange
from samenredzaam.neighbourhood.effectiveness import informal_share
from samenredzaam.neighbourhood.ledgers import HelpBook, informally_open, minutes_for, minutes_left, post_help
from samenredzaam.neighbourhood.links import Links, arranged_bit, other_end, use_for_help
from samenredzaam.neighbourhood.people import HELPER_AGE
from samenredzaam.neighbourhood.residents import BY_TIES, PRACTICAL
from samenredzaam.neighbourhood.ties import HOUSEHOLD, KIN, OUTSIDE, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose, quick_draw

ASKS = purpose("asks for help")
WHOM_TO_ASK = purpose("whom someone asks")
SAYS_YES = purpose("says yes to helping")
KIN_ASKS = purpose("kin elsewhere asks for help")

HOUSEWORK = 4


def _willing(default: float, nl: str, en: str, source: str | None = None, assumption: str | None = None) -> float:
    return parameter(
        default, unit="share", low=0.05, high=0.99, nl=nl, en=en, source=source, assumption=assumption
    )  # fmt: skip


@dataclass(frozen=True)
class Asking:
    """Asking, and saying yes."""

    writes: ClassVar = Standing.writes

    standing: Standing = Standing()
    rounds: int = parameter(
        3, unit="rounds per week", low=1, high=10,
        nl="hoeveel mensen iemand per week hoogstens vraagt", en="how many people someone asks in a week at most",
        assumption="a few; size not read",
    )  # fmt: skip
    ask_constant: float = parameter(
        1.2, unit="logit", low=-2.0, high=4.0,
        nl="geneigdheid om te vragen", en="inclination to ask",
        assumption="with the mean reluctance, about four in ten ask in a round",
    )  # fmt: skip
    reluctance_weight: float = parameter(
        3.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vraagverlegenheid weegt", en="how heavily reluctance to ask weighs",
        assumption="the most reluctant hardly ever ask; size not read",
    )  # fmt: skip
    stage_weight: float = parameter(
        0.8, unit="logit per stage", low=0.0, high=2.0,
        nl="hoeveel eerder mensen vragen als het zwaarder is", en="how much sooner people ask when it is more serious",
        assumption="direction well known, size not read",
    )  # fmt: skip
    strength_weight: float = parameter(
        1.5, unit="logit", low=0.0, high=4.0,
        nl="hoe zwaar de sterkte van de band weegt, bij vragen en bij ja zeggen",
        en="how heavily the strength of the tie weighs, in asking and in saying yes",
        assumption="direction well known, size not read",
    )  # fmt: skip
    debt_weight: float = parameter(
        0.6, unit="logit per 10 hours owed", low=0.0, high=3.0,
        nl="hoe zwaar schuld aan de ander weegt bij het vragen", en="how heavily what one owes weighs in asking",
        assumption="one-sided receiving makes asking harder; size not read",
    )  # fmt: skip
    willing_practical: float = _willing(
        0.86, "bereid tot praktische hulp", "willing to help in practical matters", "gfk_2015"
    )
    willing_social: float = _willing(
        0.88, "bereid tot een praatje of gezelschap", "willing to give company", "gfk_2015"
    )
    willing_personal: float = _willing(
        0.29, "bereid tot persoonlijke verzorging", "willing to give personal care", "gfk_2015"
    )
    willing_administrative: float = _willing(
        0.6, "bereid te helpen met papieren of geld", "willing to help with forms or money",
        assumption="not in the survey of willingness; between housework and shopping",
    )  # fmt: skip
    willing_housework: float = _willing(0.45, "bereid tot huishoudelijk werk", "willing to do housework", "gfk_2015")
    burden: float = parameter(
        -0.7, unit="logit", low=-2.0, high=1.0,
        nl="hoeveel lager het ja in het echt ligt dan in een vragenlijst",
        en="how much lower a yes in earnest lies than in a survey",
        assumption="stated willingness overstates; size not read",
    )  # fmt: skip
    lasting_burden: float = parameter(
        -1.5, unit="logit", low=-4.0, high=0.0,
        nl="hoeveel lager het ja ligt als het om blijvende hulp gaat, voor wie geen familie is",
        en="how much lower a yes lies when help is asked for good, for those who are not kin",
        assumption="a favour is not a promise; so that household help is needed by tens per 1,000 (cbs_86050ned)",
    )  # fmt: skip
    strain_weight: float = parameter(
        2.0, unit="logit", low=0.0, high=5.0,
        nl="hoe zwaar belasting weegt tegen ja zeggen", en="how heavily strain weighs against saying yes",
        assumption="direction well known, size not read",
    )  # fmt: skip
    values_weight: float = parameter(
        0.3, unit="logit per standard deviation", low=0.0, high=1.5,
        nl="hoe zwaar prosociale waarden wegen", en="how heavily prosocial values weigh",
        assumption="direction well known, size not read",
    )  # fmt: skip
    elsewhere_share: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="hoe vaak mensen iemand elders vragen, vergeleken met hier",
        en="how often people turn to someone elsewhere, compared with here",
        assumption="distance makes help harder to give; size not read",
    )  # fmt: skip
    most_kin: float = parameter(
        20.0, unit="hours per week", low=2.0, high=60.0,
        nl="uren waarmee familie hoogstens per afspraak instemt", en="hours that kin agree to at most at a time",
        assumption="about what half can bear",
    )  # fmt: skip
    most_others: float = parameter(
        4.0, unit="hours per week", low=0.5, high=30.0,
        nl="uren waarmee anderen hoogstens per afspraak instemmen", en="hours that others agree to at most at a time",
        assumption="help of friends and neighbours is mostly light; size not read",
    )  # fmt: skip

    @cached_property
    def willing(self) -> np.ndarray:
        """Return the logit of saying yes by task, with a tie of strength one half and no strain.

        Tasks are the four domains, and HOUSEWORK: what a lasting practical need asks week after week.
        """
        shares = (
            self.willing_practical, self.willing_social, self.willing_personal, self.willing_administrative,
            self.willing_housework,
        )  # fmt: skip
        return table([logit(share) + self.burden for share in shares])

    def step(self, town: Town, active: np.ndarray) -> None:
        """Give what was agreed; then let whoever is short ask, and kin elsewhere ask too."""
        self.standing.give(town, BY_TIES, active)
        self._ask_around(town, active)
        self._answer_kin(town, active)

    def _ask_around(self, town: Town, active: np.ndarray) -> None:
        residents, needs = town.residents, town.needs
        short = town.needy.copy()
        asked = np.empty(len(short), dtype=np.int64)
        asked_domain = np.empty(len(short), dtype=np.int64)
        agreed = np.empty((len(short), 4), dtype=np.int32)
        best = np.zeros(residents.capacity, dtype=np.uint64)
        ask_key, whom_key, yes_key = town.key(ASKS), town.key(WHOM_TO_ASK), town.key(SAYS_YES)
        book, links = town.book(), town.links()
        for number in range(self.rounds):
            count = ask_someone(
                book, links, short, residents.identity, residents.age, residents.reluctance_to_ask,
                residents.strain, residents.prosocial_values, residents.resting_until, needs.stage,
                needs.lasting, town.arranged, asked, asked_domain, best, active, number, town.week, ask_key,
                whom_key, yes_key, self.willing, self.ask_constant, self.reluctance_weight, self.stage_weight,
                self.strength_weight, self.debt_weight, self.lasting_burden, self.strain_weight, self.values_weight,
                self.elsewhere_share, town.fading.strength_kept, town.fading.debt_kept,
            )  # fmt: skip
            if count == 0:
                break
            short = short[:count]
            count = agree(
                book, links, short, needs.stage, needs.complexity, town.arranged, asked,
                asked_domain, best, agreed, town.week, whom_key, int(60 * self.most_kin),
                int(60 * self.most_others), self.standing.informal.complexity_loss,
                town.fading.strength_kept, town.fading.debt_kept,
            )  # fmt: skip
            arrange(town, agreed[:count], BY_TIES)

    def _answer_kin(self, town: Town, active: np.ndarray) -> None:
        residents = town.residents
        # The many ties of which nobody needs help from here are passed over by this one column.
        calling = np.flatnonzero(town.ties.outside_minutes != 0)
        best = np.zeros(residents.capacity, dtype=np.uint64)
        agreed = np.empty((len(calling), 4), dtype=np.int32)
        count = answer_kin(
            town.book(), town.links(), calling, residents.age, residents.strain, residents.prosocial_values,
            residents.resting_until, town.arranged, best, agreed, active, town.week, town.key(KIN_ASKS), self.willing,
            logistic(self.ask_constant - 0.5 * self.reluctance_weight), self.strength_weight, self.strain_weight,
            self.values_weight, int(60 * self.most_kin), town.fading.strength_kept,
            town.fading.debt_kept,
        )  # fmt: skip
        arrange(town, agreed[:count], BY_TIES)


@kernel
def ask_someone(
    book: HelpBook, links: Links, short, identity, age, reluctance_to_ask, strain, prosocial_values, resting_until,
    stage, lasting, arranged, asked, asked_domain, best, active, number, week, ask_key, whom_key, yes_key, willing,
    ask_constant, reluctance_weight, stage_weight, strength_weight, debt_weight, lasting_burden, strain_weight,
    values_weight, elsewhere_share, strength_kept, debt_kept,
):  # fmt: skip
    """Let each resident who is still short of help ask one person for one need.

    Moves those who are to the front of `short` and returns how many; keeps by place in it the tie over which someone
    said yes (-1: nobody did), and each helper's best request.
    """
    count = 0
    best[:] = 0
    for row in short:
        if not active[book.neighbourhood[row]] or not _is_short(book, row):
            continue
        domain = _most_pressing(book, stage, row, bits(whom_key, identity[row], np.uint64(number)))
        place = count
        count += 1
        short[place] = row
        asked[place] = -1
        tie = _whom_to_ask(
            book, links, age, resting_until, arranged, row, domain, week,
            bits(whom_key, identity[row], np.uint64(16 + number)), elsewhere_share, strength_kept,
        )  # fmt: skip
        if tie < 0:
            continue
        strength = faded(links.strength[tie], links.touched[tie], week, strength_kept) - 0.5
        debt = faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept)
        owes = debt if links.ends[tie, 0] == row else -debt
        inclination = (
            ask_constant - reluctance_weight * float(reluctance_to_ask[row]) + stage_weight * (stage[row, domain] - 1)
            + strength_weight * strength - debt_weight * owes / 600.0
        )  # fmt: skip
        if draw(ask_key, identity[row], np.uint64(number * 4 + domain)) >= logistic(inclination):
            continue
        helper = other_end(links, tie, row)
        answer = readiness(
            links, lasting, prosocial_values, strain, willing, row, domain, tie, helper, strength, strength_weight,
            lasting_burden, values_weight, strain_weight,
        )  # fmt: skip
        # The answer hangs on the pair and the week, not on the round: asking twice in a week does not help.
        if draw(yes_key, links.identity[tie], np.uint64(domain)) >= logistic(answer):
            continue
        asked[place] = tie
        asked_domain[place] = domain
        if helper >= 0:
            best[helper] = max(best[helper], _rank(whom_key, links.identity[tie], domain, stage[row, domain]))
    return count


@inlined
def readiness(
    links: Links, lasting, prosocial_values, strain, willing, row: int, domain: int, tie: int, helper: int,
    strength: float, strength_weight: float, lasting_burden: float, values_weight: float, strain_weight: float,
) -> float:  # fmt: skip
    """Return the logit of a yes of who is at the other end of a tie to helping someone with a need.

    `strength` is that of the tie less one half; `helper` is OUTSIDE for someone elsewhere, of whom nothing is known.
    """
    task = HOUSEWORK if domain == PRACTICAL and lasting[row, domain] else domain
    answer = willing[task] + strength_weight * strength
    if lasting[row, domain] and links.kind[tie] != KIN:
        answer += lasting_burden
    if helper >= 0:
        answer += values_weight * float(prosocial_values[helper]) - strain_weight * float(strain[helper])
    return answer


@inlined
def _is_short(book: HelpBook, row: int) -> bool:
    """Tell whether any need is open by enough to ask for."""
    most = 0
    for domain in range(4):
        most = max(most, informally_open(book, row, domain))
    return most >= LEAST_MINUTES


@inlined
def _most_pressing(book: HelpBook, stage, row: int, word: np.uint64) -> int:
    """Return the domain of the most serious need still open, by hash among equals."""
    chosen, highest = -1, 0
    for step in range(4):
        domain = np.int64((word + np.uint64(step)) % np.uint64(4))
        if informally_open(book, row, domain) >= LEAST_MINUTES and stage[row, domain] > highest:
            chosen, highest = domain, stage[row, domain]
    return chosen


@inlined
def _whom_to_ask(
    book: HelpBook, links: Links, age, resting_until, arranged, row: int, domain: int, week: int, word: np.uint64,
    elsewhere_share: float, strength_kept,
) -> int:  # fmt: skip
    """Return the tie over which someone asks, by a race of draws times strength, or -1.

    Those are left out who help with this need already, and those who have no time or rest.
    """
    chosen, highest = -1, 0.0
    for place in range(links.of.shape[1]):
        tie = np.int64(links.of[row, place])
        if tie < 0:
            continue
        # A tie's weight is at most 1, so whoever draws too low cannot win and need not be looked at further.
        luck = quick_draw(word, links.identity[tie])
        if luck <= highest or links.kind[tie] == HOUSEHOLD:
            continue
        if arranged[tie] & arranged_bit(0 if links.ends[tie, 0] == row else 1, domain):
            continue
        other = other_end(links, tie, row)
        if other == OUTSIDE:
            luck *= elsewhere_share
        elif age[other] < HELPER_AGE or resting_until[other] > week or minutes_left(book, other) < LEAST_MINUTES:
            continue
        score = luck * faded(links.strength[tie], links.touched[tie], week, strength_kept)
        if score > highest:
            chosen, highest = tie, score
    return chosen


@inlined
def _rank(key: np.uint64, tie_identity: np.uint64, domain: int, stage: int) -> np.uint64:
    """Return the priority of a request: the more serious first, by hash among equals; never 0."""
    word = bits(key, tie_identity, np.uint64(32 + domain)) >> np.uint64(2)
    return (np.uint64(stage) << np.uint64(62)) | word | np.uint64(1)


@kernel
def agree(
    book: HelpBook, links: Links, short, stage, complexity, arranged, asked, asked_domain, best, agreed, week, key,
    most_kin, most_others, complexity_loss, strength_kept, debt_kept,
):  # fmt: skip
    """Let each helper agree to their best request, for as much as is open and as they have left; help begins at once.

    Writes agreements as (tie, side, domain, minutes) and returns how many.
    """
    count = 0
    for place in range(short.shape[0]):
        row, tie = short[place], asked[place]
        if tie < 0:
            continue
        domain = asked_domain[place]
        helper = other_end(links, tie, row)
        if helper >= 0 and best[helper] != _rank(key, links.identity[tie], domain, stage[row, domain]):
            continue
        share = informal_share(complexity[row, domain], complexity_loss)
        minutes = minutes_for(informally_open(book, row, domain), share)
        minutes = min(minutes, most_kin if links.kind[tie] == KIN else most_others)
        if helper >= 0:
            minutes = min(minutes, minutes_left(book, helper))
        if minutes < LEAST_MINUTES:
            continue
        side = 0 if links.ends[tie, 0] == row else 1
        post_help(book, helper, row, book.neighbourhood[row], domain, BY_TIES, minutes, share)
        use_for_help(links, tie, side, minutes, week, strength_kept, debt_kept)
        arranged[tie] |= arranged_bit(side, domain)
        agreed[count, 0] = tie
        agreed[count, 1] = side
        agreed[count, 2] = domain
        agreed[count, 3] = minutes
        count += 1
    return count


@kernel
def answer_kin(
    book: HelpBook, links: Links, calling, age, strain, prosocial_values, resting_until, arranged, best, agreed, active,
    week, key, willing, ask_chance, strength_weight, strain_weight, values_weight, most_kin, strength_kept, debt_kept,
):  # fmt: skip
    """Let kin elsewhere who are not yet helped from here ask; each resident says yes to at most one of them a week."""
    for phase in range(2):
        count = 0
        for tie in calling:
            helper, domain = np.int64(links.ends[tie, 0]), np.int64(links.outside_domain[tie])
            if arranged[tie] & arranged_bit(1, domain):
                continue
            if not active[book.neighbourhood[helper]] or age[helper] < HELPER_AGE or resting_until[helper] > week:
                continue
            if draw(key, links.identity[tie], np.uint64(0)) >= ask_chance:
                continue
            strength = faded(links.strength[tie], links.touched[tie], week, strength_kept) - 0.5
            answer = (
                willing[domain] + strength_weight * strength + values_weight * float(prosocial_values[helper])
                - strain_weight * float(strain[helper])
            )  # fmt: skip
            if draw(key, links.identity[tie], np.uint64(1)) >= logistic(answer):
                continue
            rank = bits(key, links.identity[tie], np.uint64(2)) | np.uint64(1)
            if phase == 0:
                best[helper] = max(best[helper], rank)
                continue
            minutes = min(np.int64(links.outside_minutes[tie]), most_kin, minutes_left(book, helper))
            if best[helper] != rank or minutes < LEAST_MINUTES:
                continue
            post_help(book, helper, OUTSIDE, book.neighbourhood[helper], domain, BY_TIES, minutes, 1.0)
            use_for_help(links, tie, 1, minutes, week, strength_kept, debt_kept)
            agreed[count, 0] = tie
            agreed[count, 1] = 1
            agreed[count, 2] = domain
            agreed[count, 3] = minutes
            count += 1
    return count
