"""Offers: what the deciders hold out this week, by neighbourhood; mechanisms read them, each week made anew."""

import numpy as np

from samenredzaam.neighbourhood.residents import (
    BY_CRISIS,
    BY_GENERAL,
    BY_HOUSEHOLD,
    BY_PROVISION,
    BY_SELF,
    BY_TEAM,
    BY_TIES,
    BY_VOLUNTEERS,
    RUNGS,
)

INFORMAL_FIRST = (BY_SELF, BY_HOUSEHOLD, BY_TIES, BY_VOLUNTEERS, BY_GENERAL, BY_TEAM, BY_PROVISION, BY_CRISIS)
FORMAL_FIRST = (BY_SELF, BY_HOUSEHOLD, BY_GENERAL, BY_TEAM, BY_PROVISION, BY_TIES, BY_VOLUNTEERS, BY_CRISIS)


class Offers:
    """What is on offer in a week; every array has a row for each neighbourhood.

    Attributes:
        access_threshold: how hard it is to reach the team, 0 to 1.
        strictness: how strictly is assessed, 0 to 1: policy, and what a deficit adds.
        fee_cents: price to the client per week by income group, shape (neighbourhoods, 3).
        assessments: applications that can be assessed this week.
        legal_waiting_weeks: term within which must be decided.
        provider_minutes: minutes of household help and guidance on contract.
        nursing_minutes: minutes of district nursing on contract.
        matches: volunteers who can be matched with a client this week.
        support_minutes_per_volunteer: guidance of volunteers, minutes a week for each in care or neighbourhood.
        general_minutes: minutes of general provisions: help at the walk-in, odd jobs, forms, company.
        walk_in_minutes: minutes that the walk-in is open.
        outreach_visits: visits that outreach can pay this week.
        approaches: people the organisation can ask this week to become a volunteer.
        respite_minutes: minutes in which someone can take the place of carers.
        respite_trained_minutes: of those, how many residents trained for it are to give.
        experts: experts by experience who are asked to guide others this week.
        initiative_room: share of initiatives that get a place for free: policy, and what a council that follows adds.
        initiative_obstacles: what stands in the way of beginning one, 0 to 1: policy, less what such a council clears.
        time_bank_share: share of adults who take part in the time bank.
        supported_seats: supported jobs there are: of policy, and of what is saved on social assistance.
        supported_job_eur: what a supported job costs a year.
        business_partners: businesses that work together with the team.
        places: meeting places; part of one is a place open fewer hours.
        opening_hours: hours a week that a meeting place is open: policy, and what funds add or a council cuts.
        participating_gps_share and all that follows up to respite_by_trained_share: what is in force of the levers of
            practices (PRACTISED), each under its name: what organisations made of what policy wishes.
        liveability_eur: euro per resident per year for streets and plans of residents for them.
        positioning_share: share of professionals' contract hours that goes to a tender that is near.
        ladder: which rung (of RUNGS) comes at each position, shape (neighbourhoods, rungs).
    """

    def __init__(self, neighbourhoods: int) -> None:
        self.access_threshold = np.zeros(neighbourhoods)
        self.strictness = np.zeros(neighbourhoods)
        self.fee_cents = np.zeros((neighbourhoods, 3), dtype=np.int64)
        self.assessments = np.zeros(neighbourhoods, dtype=np.int64)
        self.legal_waiting_weeks = np.zeros(neighbourhoods, dtype=np.int64)
        self.provider_minutes = np.zeros(neighbourhoods, dtype=np.int64)
        self.nursing_minutes = np.zeros(neighbourhoods, dtype=np.int64)
        self.matches = np.zeros(neighbourhoods, dtype=np.int64)
        self.support_minutes_per_volunteer = np.zeros(neighbourhoods)
        self.general_minutes = np.zeros(neighbourhoods, dtype=np.int64)
        self.walk_in_minutes = np.zeros(neighbourhoods, dtype=np.int64)
        self.outreach_visits = np.zeros(neighbourhoods, dtype=np.int64)
        self.approaches = np.zeros(neighbourhoods, dtype=np.int64)
        self.respite_minutes = np.zeros(neighbourhoods, dtype=np.int64)
        self.respite_trained_minutes = np.zeros(neighbourhoods, dtype=np.int64)
        self.experts = np.zeros(neighbourhoods, dtype=np.int64)
        self.initiative_room = np.zeros(neighbourhoods)
        self.initiative_obstacles = np.zeros(neighbourhoods)
        self.time_bank_share = np.zeros(neighbourhoods)
        self.supported_seats = np.zeros(neighbourhoods, dtype=np.int64)
        self.supported_job_eur = np.zeros(neighbourhoods)
        self.business_partners = np.zeros(neighbourhoods, dtype=np.int64)
        self.places = np.zeros(neighbourhoods)
        self.opening_hours = np.zeros(neighbourhoods)
        self.participating_gps_share = np.zeros(neighbourhoods)
        self.link_worker_hours = np.zeros(neighbourhoods)
        self.digital_share = np.zeros(neighbourhoods)
        self.style_client_led = np.zeros(neighbourhoods)
        self.client_steers_share = np.zeros(neighbourhoods)
        self.style_directive = np.zeros(neighbourhoods)
        self.style_activating = np.zeros(neighbourhoods)
        self.style_laissez_faire = np.zeros(neighbourhoods)
        self.activity_work_share = np.zeros(neighbourhoods)
        self.mixed_share = np.zeros(neighbourhoods)
        self.experts_by_experience = np.zeros(neighbourhoods)
        self.respite_by_trained_share = np.zeros(neighbourhoods)
        self.liveability_eur = np.zeros(neighbourhoods)
        self.positioning_share = np.zeros(neighbourhoods)
        self.ladder = np.tile(np.array(INFORMAL_FIRST, dtype=np.int8), (neighbourhoods, 1))
        assert self.ladder.shape[1] == len(RUNGS)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all offers by name: the arrays themselves."""
        return dict(vars(self))
