"""Loneliness moves towards the level that someone's ties, contact, losses and limitations set.

A death bereaves all to whom the dead were close, the partner most; in a pleasant street people are less lonely than in
a bleak one. Part of it is the gap between the contact people want and the contact they have, widest for the young;
having many contacts does not guarantee its absence.

A quarter of the people look each week. The scale is that of De Jong Gierveld, 0 to 11. What is kept here is latent, and
may lie outside; what is reported is clipped.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import normal, protection, table
from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.links import Links, other_end
from samenredzaam.neighbourhood.residents import LIVING_ALONE
from samenredzaam.neighbourhood.streets import USUAL_LIVEABILITY
from samenredzaam.neighbourhood.ties import HOUSEHOLD, faded
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS, times_met
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose
from samenredzaam.threads import parts, side_by_side

FEELS = purpose("ups and downs of loneliness")


@dataclass(frozen=True)
class Feeling:
    """Loneliness this week."""

    writes: ClassVar = ("loneliness", "good_ties", "contacts", "owed_minutes", "examples")

    pace: float = parameter(
        0.03, unit="share per week", low=0.005, high=0.2,
        nl="hoe snel eenzaamheid volgt op wat er verandert", en="how fast loneliness follows what changes",
        assumption="with the noise gives a yearly persistence of severe loneliness near 0.66 (0.60-0.75 is general "
        "knowledge)",
    )  # fmt: skip
    noise: float = parameter(
        0.6, unit="scale points per week", low=0.1, high=1.5,
        nl="wekelijkse ups en downs", en="ups and downs of a week, standard deviation",
        assumption="as for the pace",
    )  # fmt: skip
    ties_protect: float = parameter(
        7.0, unit="scale points", low=2.0, high=10.0,
        nl="hoeveel goede banden samen schelen, met afnemend meereffect",
        en="how much good ties lower loneliness together, with declining returns",
        assumption="four or five protect (rivm_protective); from two to four is 0.28 standard deviations",
    )  # fmt: skip
    limited_adds: float = parameter(
        0.8, unit="scale points per level", low=0.0, high=3.0,
        nl="hoeveel een beperking eenzamer maakt", en="how much lonelier a limitation makes",
        assumption="better function lowers loneliness (dykstra_2005); size not read",
    )  # fmt: skip
    loss_adds: float = parameter(
        3.0, unit="scale points", low=0.0, high=6.0,
        nl="hoeveel het verlies van een partner eenzamer maakt, in het begin",
        en="how much lonelier losing a partner makes, at first",
        assumption="widowhood gives the largest rise (dykstra_2005); size not read",
    )  # fmt: skip
    loss_weeks: float = parameter(
        104.0, unit="weeks", low=26.0, high=260.0,
        nl="na zoveel weken is dat verlies verwerkt", en="after so many weeks that loss has worn off",
        assumption="two years; size not read",
    )  # fmt: skip
    grief_adds: float = parameter(
        1.0, unit="scale points", low=0.0, high=4.0,
        nl="hoeveel eenzamer de dood van iemand anders met wie men een goede band had maakt, in het begin",
        en="how much lonelier the death of someone else to whom one had a good tie makes, at first",
        assumption="parents, children and close friends are missed too, less than a partner on average, whose loss "
        "gives the largest rise (dykstra_2005); size not read",
    )  # fmt: skip
    grief_weeks: float = parameter(
        52.0, unit="weeks", low=13.0, high=156.0,
        nl="na zoveel weken is de dood van zo iemand verwerkt",
        en="after so many weeks such a death has worn off",
        assumption="a year of mourning, half that of a partner; size not read",
    )  # fmt: skip
    street_lowers: float = parameter(
        2.0, unit="scale points", low=0.0, high=6.0,
        nl="hoeveel minder eenzaam de prettigste straat maakt dan de akeligste",
        en="how much less lonely the most pleasant street makes than the bleakest",
        assumption="where people feel safe they go out, greet and chat, also with those they do not know; about as "
        "much as full self-reliance; size not read",
    )  # fmt: skip
    gap_adds: float = parameter(
        6.0, unit="scale points", low=0.0, high=10.0,
        nl="hoeveel eenzamer wie helemaal niet het contact heeft dat hij of zij wil",
        en="how much lonelier whoever has none of the contact they want",
        assumption="the gap between wanted and actual contact is what loneliness means; size not read",
    )  # fmt: skip
    young_want: float = parameter(
        2.0, unit="factor", low=1.0, high=3.0,
        nl="hoeveel meer contact mensen tot 25 jaar willen; neemt af tot gewoon op 40 jaar",
        en="how much more contact people want up to 25; falls to the usual at 40",
        assumption="set so that about 27% of those of 16 to 25 come out as strongly lonely (ggd_haaglanden_2022)",
    )  # fmt: skip
    alone_adds: float = parameter(
        1.3, unit="scale points", low=0.0, high=3.0,
        nl="hoeveel eenzamer alleen wonen maakt, naast het contact dat daarmee wegvalt",
        en="how much lonelier living alone makes, beside the contact it takes away",
        assumption="set so that those living alone are half as often again strongly lonely as all: 14% against 9% "
        "(cbs_lonely_2019)",
    )  # fmt: skip
    reliance_lowers: float = parameter(
        2.0, unit="scale points", low=0.0, high=6.0,
        nl="hoeveel minder eenzaam volledige zelfredzaamheid maakt dan geen",
        en="how much less lonely full self-reliance makes than none",
        assumption="who manages goes out and keeps up ties; size not read",
    )  # fmt: skip
    contagion: float = parameter(
        0.1, unit="scale points per point", low=0.0, high=0.5,
        nl="hoeveel de eenzaamheid van bekenden doorwerkt", en="how much the loneliness of one's ties carries over",
        assumption="disputed in the literature; small, and may be zero",
    )  # fmt: skip
    usual_level: float = parameter(
        2.3, unit="scale points", low=0.0, high=5.0,
        nl="eenzaamheid van bekenden die niets toevoegt", en="loneliness of one's ties that adds nothing",
        assumption="the mean of the latent scale (rivm_2022)",
    )  # fmt: skip

    @cached_property
    def wants(self) -> np.ndarray:
        """Return how many times the contact wanted once past youth people want at ages 0 to 120."""
        return table([1.0 + (self.young_want - 1.0) * min(max(40 - age, 0) / 15.0, 1.0) for age in range(121)])

    @cached_property
    def four_weeks(self) -> tuple[float, float]:
        """Return pace and noise over TURN_WEEKS that equal those of as many single weeks."""
        kept, spread, squared = 1.0, 0.0, (1.0 - self.pace) * (1.0 - self.pace)
        for _ in range(TURN_WEEKS):
            spread = spread * squared + self.noise * self.noise
            kept = kept * (1.0 - self.pace)
        return round(1.0 - kept, 9), round(math.sqrt(spread), 9)

    def step(self, town: Town) -> None:
        """Let a quarter of the residents take stock."""
        residents = town.residents
        pace, noise = self.four_weeks
        before, turning = residents.loneliness.copy(), town.turning()
        told = (
            town.links(), residents.identity, residents.age, residents.position, residents.limitation,
            residents.partner_lost, residents.bereaved, residents.home, town.homes.street, town.streets.liveability,
            residents.self_reliance, residents.wanted_contacts, residents.loneliness_setpoint,
            before, residents.loneliness, residents.good_ties, residents.contacts, residents.owed_minutes,
            residents.overcame, residents.examples, town.week, town.key(FEELS), town.fading.strength_kept,
            town.fading.debt_kept, town.fading.good_strength, self.wants, pace, noise, self.ties_protect, self.gap_adds,
            self.alone_adds, self.reliance_lowers, self.limited_adds, self.loss_adds, self.loss_weeks, self.grief_adds,
            self.grief_weeks, self.street_lowers, self.contagion, self.usual_level,
        )  # fmt: skip
        side_by_side(take_stock, [(turning[part], *told) for part in parts(len(turning))])


@kernel
def take_stock(  # noqa: C901 - all that sets loneliness, in one pass over the ties
    turning, links: Links, identity, age, position, limitation, partner_lost, bereaved, home, street, liveability,
    self_reliance, wanted_contacts, setpoint, before, loneliness, good_ties, contacts, owed_minutes, overcame, examples,
    week, key, strength_kept, debt_kept, good_strength, wants, pace, noise, ties_protect, gap_adds, alone_adds,
    reliance_lowers, limited_adds, loss_adds, loss_weeks, grief_adds, grief_weeks, street_lowers, contagion,
    usual_level,
):  # fmt: skip
    """Count good ties, meetings, debts and examples, and move loneliness towards the level they set, with noise."""
    for row in turning:
        who = identity[row]
        if who == 0:
            continue
        good, known, felt, met, met_at_home, owed, seen = 0, 0, 0, 0, 0, 0, 0
        for place in range(links.of.shape[1]):
            tie = links.of[row, place]
            if tie < 0:
                continue
            if faded(links.strength[tie], links.touched[tie], week, strength_kept) >= good_strength:
                good += 1
            times = times_met(np.int64(links.meetings[tie]))
            met += times
            if links.kind[tie] == HOUSEHOLD:
                met_at_home += times
            if links.debt_minutes[tie] != 0:
                debt = int(faded(links.debt_minutes[tie], links.touched[tie], week, debt_kept))
                owed += debt if links.ends[tie, 0] == row else -debt
            other = other_end(links, tie, row)
            if other >= 0:
                known += 1
                # Thousandths, so that the sum does not depend on the order of ties.
                felt += int(min(max(float(before[other]), 0.0), 11.0) * 1000.0)
                seen |= overcame[other]
        good_ties[row] = good
        contacts[row] = met - met_at_home
        owed_minutes[row] = owed
        examples[row] = seen
        aim = float(setpoint[row]) - ties_protect * protection(good) + limited_adds * limitation[row]
        aim -= reliance_lowers * float(self_reliance[row])
        wanted = TURN_WEEKS * float(wanted_contacts[row]) * wants[age[row]]
        if wanted > met:
            aim += gap_adds * (1.0 - met / wanted)
        if position[row] == LIVING_ALONE:
            aim += alone_adds
        missed = 0.0
        since = week - partner_lost[row]
        if since < loss_weeks:
            missed = loss_adds * (1.0 - since / loss_weeks)
        since = week - bereaved[row]
        if since < grief_weeks:
            missed = max(missed, grief_adds * (1.0 - since / grief_weeks))
        aim += missed
        aim -= street_lowers * (float(liveability[street[home[row]]]) - USUAL_LIVEABILITY)
        if known > 0:
            aim += contagion * (felt / (1000.0 * known) - usual_level)
        now = float(before[row]) + pace * (aim - float(before[row])) + noise * normal(draw(key, who, np.uint64(0)))
        loneliness[row] = now
