"""Outreach (bemoeizorg): professionals call on those who need help and do not look for it themselves.

An avoider becomes known because someone they met this week reports it, or because the need is heavy and shows. The
most serious are visited first, as many as the hours set apart allow; what is left of those hours goes to looking
around. Whoever opens the door and agrees comes into the queue for formal help with that need, and is helped in the
style of outreach for as long as that case lasts.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.curves import logistic, logit
from samenredzaam.kernels import inlined, kernel
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import CALLS, QUEUE_PROVIDER, QUEUE_TEAM, REACHED
from samenredzaam.neighbourhood.residents import FORMAL_GRANTED, FORMAL_NONE, FORMAL_QUEUE, NO_STYLE, OUTREACH, PERSONAL
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import weeks_since_turn
from samenredzaam.parameters import parameter
from samenredzaam.streams import bits, draw, purpose

REPORTED = purpose("an avoider is reported")
LETS_IN = purpose("an avoider lets outreach in")


@dataclass(frozen=True)
class Outreach:
    """Visits to those who avoid formal help; the hours stand booked as outreach, whether they end in a visit or not."""

    writes: ClassVar = (
        "formal", "formal_since", "asked_since", "granted_minutes", "case_style", "reached", "approached",
    )  # fmt: skip

    unmet_weeks: int = parameter(
        6, unit="weeks", low=0, high=52,
        nl="na zoveel weken onvervuld valt een hulpvraag anderen op", en="after so many weeks unmet a need stands out",
        assumption="neglect shows after weeks; size not read",
    )  # fmt: skip
    report_chance: float = parameter(
        0.03, unit="chance at a meeting", low=0.0, high=0.5,
        nl="kans dat wie de mijder ontmoet het meldt", en="chance that someone who meets the avoider reports it",
        assumption="few report; size not read",
    )  # fmt: skip
    accepted_share: float = parameter(
        0.25, unit="share of visits", low=0.05, high=0.9,
        nl="deel dat een ongevraagd bezoek toelaat, bij gemiddeld vertrouwen",
        en="share who let an unsolicited visit in, with middling trust",
        assumption="about 25% of those of 75 and over in the Rotterdam programme Voor Mekaar, read in the trade press; "
        "here for avoiders of all ages, so a wide range",
    )  # fmt: skip
    trust_weight: float = parameter(
        2.0, unit="logit", low=0.0, high=6.0,
        nl="hoe zwaar vertrouwen in formele hulp daarbij weegt", en="how heavily trust in formal help weighs in that",
        assumption="direction well known, size not read",
    )  # fmt: skip
    again_weeks: int = parameter(
        13, unit="weeks", low=1, high=104,
        nl="na een bezoek komt men zolang niet terug", en="after a visit nobody comes back for so long",
        assumption="a quarter of a year; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Visit as many known avoiders as hours allow."""
        residents, needs = town.residents, town.needs
        avoiders = town.needy[residents.avoids_formal[town.needy]]
        known = np.empty((2, len(avoiders)), dtype=np.int64)
        ranks = np.empty(len(avoiders), dtype=np.uint64)
        agrees = np.empty(len(avoiders), dtype=np.bool_)
        count = list_known(
            avoiders, residents.ties, town.ties.identity, town.ties.meetings, residents.identity, residents.trust,
            residents.approached, needs.stage, needs.unmet_weeks, needs.open_minutes, needs.formal, needs.formal_since,
            known, ranks, agrees, town.week, town.key(REPORTED), town.key(LETS_IN), self.unmet_weeks,
            self.report_chance, logit(self.accepted_share), self.trust_weight, self.again_weeks,
        )  # fmt: skip
        if count == 0:
            return
        order = np.argsort(~ranks[:count], kind="stable")
        rows, domains, agrees = known[0, :count][order], known[1, :count][order], agrees[:count][order]
        visited = np.zeros(count, dtype=np.bool_)
        for at, visits in enumerate(town.offers.outreach_visits.tolist()):
            visited[rows_where(residents.neighbourhood[rows] == at)[:visits]] = True
        residents.approached[rows[visited]] = town.week
        town.ledgers.post_events(CALLS, residents.neighbourhood[rows[visited]])
        self._bring(town, rows[visited & agrees], domains[visited & agrees])

    def _bring(self, town: Town, rows: np.ndarray, domains: np.ndarray) -> None:
        """Bring needs to the team, or to the nurse, who comes for what is open."""
        if len(rows) == 0:
            return
        needs, at, nursing = town.needs, town.residents.neighbourhood[rows], domains == PERSONAL
        needs.reached[rows, domains] = True
        needs.formal[rows, domains] = np.where(nursing, FORMAL_GRANTED, FORMAL_QUEUE)
        needs.formal_since[rows, domains] = town.week
        needs.asked_since[rows, domains] = town.week
        needs.granted_minutes[rows, domains] = np.where(nursing, needs.open_minutes[rows, domains], 0)
        # The style is known before there is a case; nurses have no cases.
        needs.case_style[rows, domains] = np.where(nursing, NO_STYLE, OUTREACH)
        town.ledgers.post_events(REACHED, at)
        town.ledgers.post_queue(QUEUE_TEAM, at[~nursing])
        town.ledgers.post_queue(QUEUE_PROVIDER, at[nursing])


@kernel
def list_known(
    avoiders, ties_of, tie_identity, meetings, identity, trust, approached, stage, unmet_weeks, open_minutes, formal,
    formal_since, known, ranks, agrees, week, report_key, in_key, unmet_least, report_chance, accepts, trust_weight,
    again_weeks,
):  # fmt: skip
    """Write the known avoiders and the need that shows, how serious it is, and whether they would let someone in."""
    count = 0
    for row in avoiders:
        if approached[row] + again_weeks > week:
            continue
        chosen, highest = -1, 0
        for domain in range(4):
            if formal[row, domain] != FORMAL_NONE or formal_since[row, domain] + again_weeks > week:
                continue
            shows = unmet_weeks[row, domain] >= unmet_least and open_minutes[row, domain] >= 15
            if shows and stage[row, domain] > highest:
                chosen, highest = domain, np.int64(stage[row, domain])
        if chosen < 0 or not (
            highest == 3 or _reported(ties_of, tie_identity, meetings, identity, row, week, report_key, report_chance)
        ):
            continue
        known[0, count] = row
        known[1, count] = chosen
        ranks[count] = (np.uint64(highest) << np.uint64(62)) | (
            bits(in_key, identity[row], np.uint64(1)) >> np.uint64(2)
        )
        willing = logistic(accepts + trust_weight * (float(trust[row]) - 0.5))
        agrees[count] = draw(in_key, identity[row], np.uint64(0)) < willing
        count += 1
    return count


@inlined
def _reported(ties_of, tie_identity, meetings, identity, row: int, week: int, key: np.uint64, chance: float) -> bool:
    """Tell whether someone who met them this week reports it."""
    for place in range(ties_of.shape[1]):
        tie = np.int64(ties_of[row, place])
        if tie < 0 or (meetings[tie] >> weeks_since_turn(tie_identity[tie], week)) & 1 == 0:
            continue
        if draw(key, identity[row], tie_identity[tie]) < chance:
            return True
    return False
