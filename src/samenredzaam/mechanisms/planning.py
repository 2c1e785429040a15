"""What the deciders hold out this week: from policy and their own state they make offers and plan their hours."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from samenredzaam.kernels import kernel
from samenredzaam.neighbourhood.blending import Blending, left_of_time
from samenredzaam.neighbourhood.casework import Casework
from samenredzaam.neighbourhood.deciders import FREE_OUTREACH
from samenredzaam.neighbourhood.field import HERE
from samenredzaam.neighbourhood.ledgers import (
    FOR_LIVEABILITY,
    FOR_OUTREACH,
    FOR_RULES,
    FOR_TEAM,
    FOR_VOLUNTEERS,
    MUNICIPALITY,
    cents_of,
)
from samenredzaam.neighbourhood.offers import FORMAL_FIRST, INFORMAL_FIRST
from samenredzaam.neighbourhood.practices import PRACTISED, Practices
from samenredzaam.neighbourhood.residents import FORMAL_QUEUE, ROLE_CARE, ROLE_NEIGHBOURHOOD
from samenredzaam.neighbourhood.rules import Rules
from samenredzaam.neighbourhood.services import Services
from samenredzaam.neighbourhood.styles import Styles, work_done
from samenredzaam.neighbourhood.town import Town
from samenredzaam.parameters import parameter
from samenredzaam.streams import draw, purpose

NOTICED = purpose("it is noticed that someone cannot manage online")

PLANNED_LEVERS = ("volunteer_support_hours", "connecting_hours", "outreach_hours", "learning_hours")
"""The levers that set hours apart, in the order of PLANNED."""


@dataclass(frozen=True)
class Planning:
    """Offers of the week."""

    writes: ClassVar = ("case_minutes",)

    casework: Casework = Casework()
    services: Services = Services()
    styles: Styles = Styles()
    blending: Blending = Blending()
    rules: Rules = Rules()
    practices: Practices = Practices()
    tariff_social_worker: float = parameter(
        65.0, unit="euro per hour", low=45.0, high=110.0,
        nl="kosten van een sociaal werker per uur", en="cost of a social worker per hour",
        assumption="65 euro in 2014 is general knowledge from the costing manual, not verified, and not raised to "
        "today",
    )  # fmt: skip
    assessment_hours: float = parameter(
        16.0, unit="hours", low=4.0, high=30.0,
        nl="uren voor een beoordeling", en="hours for an assessment",
        assumption="1,394 euro an application (westerveld_2023) at 87 euro an hour",
    )  # fmt: skip
    match_hours: float = parameter(
        3.0, unit="hours", low=0.5, high=12.0,
        nl="uren om een vrijwilliger en een client te koppelen", en="hours to match a volunteer and a client",
        assumption="two conversations and an introduction; size not read",
    )  # fmt: skip

    visit_hours: float = parameter(
        3.0, unit="hours", low=0.5, high=12.0,
        nl="uren bemoeizorg voor een bezoek aan iemand die zelf geen hulp zoekt",
        en="hours of outreach for a visit to someone who does not look for help themselves",
        assumption="several doors, and time to talk; size not read",
    )  # fmt: skip
    approach_hours: float = parameter(
        1.0, unit="hours", low=0.25, high=6.0,
        nl="uren om iemand als vrijwilliger te werven", en="hours to ask someone to become a volunteer",
        assumption="finding someone and a conversation; size not read",
    )  # fmt: skip

    supported_job_eur: float = parameter(
        15000.0, unit="euro per year", low=5000.0, high=30000.0,
        nl="wat een beschutte werkplek de gemeente per jaar kost, na wat het werk opbrengt",
        en="what a supported job costs the municipality a year, less what the work earns",
        assumption="a wage subsidy and guidance; size not read",
    )  # fmt: skip

    def step(self, town: Town) -> None:
        """Plan every professional's week, and write the offers."""
        self._practise(town)
        self._plan_professionals(town)
        self._offer(town)

    def _practise(self, town: Town) -> None:
        """Offer what organisations made of the practices that policy wishes."""
        field = town.field
        wished = np.array([town.policy[lever] for lever in PRACTISED]).T
        done = field.adopted[HERE] * field.appropriated[HERE]
        found = self.practices.in_force(wished, field.in_place[HERE], done, field.own[HERE])
        for lever, values in zip(PRACTISED, found.T, strict=True):
            getattr(town.offers, lever)[:] = values

    def _plan_professionals(self, town: Town) -> None:
        """Let each professional divide the week over what cases ask and all else, and pay for the contract hours."""
        needs, professionals = town.needs, town.deciders.professionals
        rows, domains = town.cases()
        asked, caseloads = self._ask(town, rows, domains)
        asked_of, in_queue = asked.tolist(), self._in_queue(town)
        for at, places in enumerate(town.deciders.by_team()):
            team = max(len(places), 1)
            planned = town.deciders.teams[at].moved(
                [self._minutes(town, lever, at) // team for lever in PLANNED_LEVERS]
            )
            positioning = float(town.offers.positioning_share[at])
            pressure, rules = float(town.policy["rule_pressure"][at]), len(town.deciders.municipality.rules)
            monitoring = self._minutes(town, "monitoring_hours", at) // team
            protected = float(town.policy["protected_hours_share"][at])
            waiting = in_queue[at] * self.casework.intake_minutes // team if protected < 1.0 else 0
            weeks = []
            for place in places:
                one = professionals[place]
                assert one is not None
                one.caseload = caseloads[place]
                weeks.append(one.plan_week(
                    self.rules.share_of(one.contract_minutes, pressure, rules, monitoring),
                    positioning, planned, asked_of[place],
                    self.casework.intake_minutes, protected_share=protected, waiting_minutes=waiting,
                ))  # fmt: skip
            town.ledgers.post_weeks(at, weeks)
            cents = int(town.ledgers.contract[at]) * cents_of(self.tariff_social_worker) // 60
            town.ledgers.post_money(at, MUNICIPALITY, FOR_TEAM, cents)
        # Where hours are too few for what the cases ask, each gets its part.
        there = np.array([one.case_minutes if one else 0 for one in professionals], dtype=np.int64)
        worker = needs.worker[rows, domains]
        wanted = needs.case_minutes[rows, domains].astype(np.int64)
        needs.case_minutes[rows, domains] = wanted * there[worker] // np.maximum(asked[worker], 1)

    def _ask(self, town: Town, rows: np.ndarray, domains: np.ndarray) -> tuple[np.ndarray, list[int]]:
        """Write what each case asks of its worker this week, and return the sums and the caseload of each worker."""
        needs, residents, count = town.needs, town.residents, len(town.deciders.professionals)
        asked = np.zeros(count, dtype=np.int64)
        ask_of_workers(
            rows, domains, residents.identity, residents.neighbourhood, residents.digital_skill, needs.worker,
            needs.service, needs.case_style, needs.bond, needs.case_minutes, asked, town.offers.digital_share,
            self.services.minutes, self.styles.time, self.styles.needs_bond, self.blending.digital_time,
            self.blending.digital_skill_needed, self.blending.noticed_share, town.streams.lasting_key(NOTICED),
        )  # fmt: skip
        return asked, np.bincount(needs.worker[rows, domains], minlength=count).tolist()

    @staticmethod
    def _in_queue(town: Town) -> list[int]:
        """Return how many needs wait for the team, by neighbourhood; not looked at where no hours are for them."""
        if not (town.policy["protected_hours_share"] < 1.0).any():
            return [0] * len(town.codes)
        rows, _ = np.nonzero(town.needs.formal == FORMAL_QUEUE)
        return np.bincount(town.residents.neighbourhood[rows], minlength=len(town.codes)).tolist()

    def _offer(self, town: Town) -> None:
        offers, policy = town.offers, town.policy
        roles = town.residents.role
        volunteers = town.count_residents((roles == ROLE_CARE) | (roles == ROLE_NEIGHBOURHOOD))
        pool = sum(self._minutes(town, "free_hours", at) for at in range(len(town.codes)))
        for at, organisation in enumerate(town.deciders.volunteer_organisations):
            offers.access_threshold[at] = policy["access_threshold"][at]
            offers.strictness[at] = self._strictness(town, at)
            assessing, respite, outreach, general = self._free_minutes(town, at, pool)
            for group, income in enumerate(("low", "middle", "high")):
                offers.fee_cents[at, group] = int(policy[f"fee_{income}"][at] * 1200.0 / 52.0 + 0.5)
            offers.legal_waiting_weeks[at] = int(policy["legal_waiting_weeks"][at])
            offers.provider_minutes[at] = self._minutes(town, "provider_hours", at)
            offers.nursing_minutes[at] = self._minutes(town, "nursing_hours", at)
            offers.assessments[at] = self._assessments(town, at, assessing)
            hours = self._guidance(town, at)
            recruiting = int(hours * policy["volunteer_recruiting_share"][at])
            offers.approaches[at] = organisation.recruit(recruiting, int(60 * self.approach_hours))
            offers.respite_minutes[at] = self._minutes(town, "respite_hours", at) + respite
            trained = offers.respite_by_trained_share[at]
            offers.respite_trained_minutes[at] = int(int(offers.respite_minutes[at]) * trained)
            offers.matches[at], offers.support_minutes_per_volunteer[at] = organisation.plan_week(
                hours - recruiting, int(volunteers[at]), int(60 * self.match_hours)
            )
            offers.general_minutes[at] = self._minutes(town, "general_hours", at) + general
            offers.walk_in_minutes[at] = int(60 * policy["walk_in_hours"][at])
            outreach += int(town.ledgers.professional[at, FOR_OUTREACH])
            offers.outreach_visits[at] = self._finished(town.week, outreach, int(60 * self.visit_hours))
            here = int(town.residents_at_budget[at])
            offers.experts[at] = int(offers.experts_by_experience[at] * here / 1000.0)
            offers.supported_seats[at] = int(policy["supported_work_places"][at] * here / 1000.0)
            offers.supported_seats[at] += self._seats_of_savings(town, at)
            offers.supported_job_eur[at] = self.supported_job_eur
            offers.business_partners[at] = int(policy["business_partners"][at] * here / 1000.0 + 0.5)
            follows = float(policy["policy_follows_share"][at]) * town.deciders.municipality.mood[at]
            room = float(policy["initiative_room"][at])
            offers.initiative_room[at] = room + (1.0 - room) * follows
            offers.initiative_obstacles[at] = float(policy["initiative_obstacles"][at]) * (1.0 - follows)
            offers.time_bank_share[at] = policy["time_bank_share"][at]
            offers.places[at] = float(policy["meeting_places"][at]) * int(town.residents_at_budget[at]) / 1000.0
            open_share = town.deciders.welfare_organisations[at].hours_factor
            offers.opening_hours[at] = policy["opening_hours"][at] * open_share
            offers.liveability_eur[at] = policy["liveability_budget"][at]
            town.ledgers.post_money(at, MUNICIPALITY, FOR_LIVEABILITY, self._upkeep_cents(town, at))
            offers.ladder[at] = FORMAL_FIRST if policy["formal_first"][at] else INFORMAL_FIRST

    def _seats_of_savings(self, town: Town, at: int) -> int:
        """Return the supported jobs that are paid from what is saved on social assistance."""
        saved = town.deciders.municipality.saved_on_assistance_cents[at]
        return int(saved * float(town.policy["joint_support_and_work"][at]) / cents_of(self.supported_job_eur))

    @staticmethod
    def _strictness(town: Town, at: int) -> float:
        """Return how strictly is assessed: policy, what a deficit adds, and what signals about refusals take off."""
        municipality = town.deciders.municipality
        strict = town.policy["assessment_strictness"][at] + municipality.extra_strictness
        return float(min(max(strict - municipality.milder[at], 0.0), 1.0))

    def _free_minutes(self, town: Town, at: int, pool: int) -> list[int]:
        """Return what of `pool` the municipality places here on each of FREE_USES; hired outreach is paid at once."""
        minutes = [int(pool * share) for share in town.deciders.municipality.placed[at]]
        cents = minutes[FREE_OUTREACH] * cents_of(self.tariff_social_worker) // 60
        town.ledgers.post_money(at, MUNICIPALITY, FOR_TEAM, cents)
        return minutes

    def _guidance(self, town: Town, at: int) -> int:
        """Return the team's minutes for volunteers that rules leave, and book what they take."""
        hours = int(town.ledgers.professional[at, FOR_VOLUNTEERS])
        taken = self.rules.of_guidance(hours, len(town.deciders.municipality.rules))
        town.ledgers.rebook(at, FOR_VOLUNTEERS, FOR_RULES, taken)
        return hours - taken

    def _assessments(self, town: Town, at: int, more: int) -> int:
        """Return how many applications can be finished this week."""
        minutes = self._minutes(town, "assessor_hours", at) + more
        return self._finished(town.week, minutes, int(60 * self.assessment_hours))

    def _finished(self, week: int, minutes: int, each: int) -> int:
        """Return how many pieces of work are finished this week; counted from the start, so that no hour is lost."""
        week += 520
        return (week + 1) * minutes // each - week * minutes // each

    @staticmethod
    def _upkeep_cents(town: Town, at: int) -> int:
        """Return this week's part of the liveability budget; counted from the start, so that no cent is lost."""
        yearly = int(100.0 * town.policy["liveability_budget"][at] * int(town.residents_at_budget[at]))
        week = town.week + 520
        return (week + 1) * yearly // 52 - week * yearly // 52

    def _minutes(self, town: Town, lever: str, at: int) -> int:
        """Return the minutes a week of a lever in hours per 1,000 residents."""
        return int(60.0 * town.policy[lever][at] * int(town.residents_at_budget[at]) / 1000.0)


@kernel
def ask_of_workers(
    rows, domains, identity, neighbourhood, digital_skill, worker, service, case_style, bond, case_minutes, asked,
    digital_share, service_minutes, style_time, needs_bond, digital_time, skill_needed, noticed_share, key,
):  # fmt: skip
    """Write the minutes each case asks this week: by service, style, bond, and what of the contact is digital."""
    for index in range(rows.shape[0]):
        row, domain = rows[index], domains[index]
        style = case_style[row, domain]
        noticed = draw(key, identity[row], np.uint64(domain)) < noticed_share
        left = left_of_time(
            digital_skill[row] >= skill_needed, noticed, digital_share[neighbourhood[row]], digital_time
        )
        done = work_done(bond[row, domain], needs_bond[style])
        minutes = int(service_minutes[service[row, domain]] * style_time[style] * done * left)
        case_minutes[row, domain] = minutes
        asked[worker[row, domain]] += minutes
