"""Measures of ties and of formal support beside published figures."""

import math

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import (
    FOR_ACTIVITIES,
    FOR_ASSESSMENT,
    FOR_GENERAL,
    FOR_GUIDANCE,
    FOR_HOUSEHOLD_HELP,
    FOR_LINK_WORKER,
    FOR_RESPITE,
    FOR_TEAM,
    MUNICIPALITY,
)
from samenredzaam.neighbourhood.people import ADULT_AGE
from samenredzaam.neighbourhood.residents import ADMINISTRATIVE, FORMAL_PROVISION, PRACTICAL, SOCIAL
from samenredzaam.neighbourhood.ties import NEIGHBOUR
from samenredzaam.neighbourhood.town import Town
from samenredzaam.study import network_measures as network
from samenredzaam.study.network_course import CONTACT_AGE, CONTACTS, OUTSIDE_HOME
from samenredzaam.study.validate_measuring import (
    PER_YEAR,
    PERCENT,
    Counted,
    Year,
    at_the_end,
    each_week,
    over_the_year,
    shares,
)
from samenredzaam.study.validate_people import reported

# ---------------------------------------------------------------- ties


def _in_contact(town: Town, name: str) -> Counted:
    people = network.grown(town, CONTACT_AGE)
    return np.count_nonzero(network.in_contact(town, CONTACTS[name]) & people), np.count_nonzero(people)


@each_week()
def contact_kin(town: Town) -> Counted:
    """Count those in contact with kin outside the household."""
    return _in_contact(town, "contact_kin")


@each_week()
def contact_friends(town: Town) -> Counted:
    """Count those in contact with friends."""
    return _in_contact(town, "contact_friends")


@each_week()
def contact_neighbours(town: Town) -> Counted:
    """Count those in contact with neighbours."""
    return _in_contact(town, "contact_neighbours")


@each_week()
def contact_any(town: Town) -> Counted:
    """Count those in contact with anyone outside the household."""
    return _in_contact(town, "contact_any")


@over_the_year()
def survival(year: Year) -> np.ndarray:
    """Return the share of ties outside the household that are left, losses by death and moving included."""
    kept = network.kept(year.town, year.ties)
    of = list(OUTSIDE_HOME)
    return PERCENT * shares(kept.all_left[of].sum(), kept.all[of].sum())


@each_week(scale=10_000.0 / 2)
def new_ties(town: Town) -> Counted:
    """Count new ties, one here for two and one elsewhere for one half of that."""
    here, elsewhere = network.made_now(town)
    return 2 * here + elsewhere, np.count_nonzero(town.residents.used)


@at_the_end()
def sympathy_layer(model: NeighbourhoodModel) -> float:
    """Return the mean number of ties of adults."""
    found = network.ties_by_kind(model.town)[network.grown(model.town)]
    return float(shares(found.sum(), len(found))[0])


@at_the_end()
def good_ties(model: NeighbourhoodModel) -> float:
    """Return the mean number of good ties of adults."""
    found = network.good_ties(model.town)[network.grown(model.town)]
    return float(shares(found.sum(), len(found))[0])


@at_the_end()
def named_supporters(model: NeighbourhoodModel) -> float:
    """Return the mean number of ties of adults with adults."""
    found = network.supporters(model.town)[network.grown(model.town)]
    return float(shares(found.sum(), len(found))[0])


@at_the_end()
def neighbour_supporters(model: NeighbourhoodModel) -> float:
    """Return the share of neighbours among the ties of adults with adults."""
    found = network.supporters(model.town)[network.grown(model.town)]
    return PERCENT * float(shares(found[:, NEIGHBOUR].sum(), found.sum())[0])


@at_the_end()
def clustering(model: NeighbourhoodModel) -> float:
    """Return the mean share of pairs of an adult's ties here who are tied themselves."""
    found = network.clustering(model.town, household_too=True)[network.grown(model.town)]
    there = found[~np.isnan(found)].tolist()
    return math.fsum(there) / len(there) if there else math.nan


@at_the_end()
def distance(model: NeighbourhoodModel) -> float:
    """Return the chance of a tie at 100 to 200 m as a percentage of that within 100 m."""
    rings = network.rings(model.town)
    near, past = shares(rings.tied[:2], rings.pairs[:2])
    return PERCENT * float(past / near) if near else math.nan


# ---------------------------------------------------------------- formal support


@each_week(scale=1000.0)
def wmo_support(town: Town) -> Counted:
    """Count clients with guidance in company or administration."""
    used, formal = town.residents.used, town.needs.formal
    has = (formal[:, SOCIAL] == FORMAL_PROVISION) | (formal[:, ADMINISTRATIVE] == FORMAL_PROVISION)
    return np.count_nonzero(used & has), np.count_nonzero(used)


@each_week(scale=PER_YEAR / 100)
def household_help_per_client(town: Town) -> Counted:
    """Add up what household help costs, and its clients."""
    clients = town.residents.used & (town.needs.formal[:, PRACTICAL] == FORMAL_PROVISION)
    return int(town.ledgers.cents[:, MUNICIPALITY, FOR_HOUSEHOLD_HELP].sum()), np.count_nonzero(clients)


@over_the_year()
def nursing_clients_year(year: Year) -> np.ndarray:
    """Return how many of 1,000 had district nursing at some time in the year."""
    nursed = year.weekly("nursed").any(axis=0)
    return 1000.0 * shares((nursed & year.stays).sum(), year.stays.sum())


@each_week(scale=1.0)
def waiting(town: Town) -> Counted:
    """Add up the weeks since the first request of household help that began this week."""
    needs = town.needs
    begins = town.residents.used & (needs.formal[:, PRACTICAL] == FORMAL_PROVISION)
    begins &= needs.formal_since[:, PRACTICAL] == town.week
    return int((town.week - needs.asked_since[begins, PRACTICAL].astype(np.int64)).sum()), np.count_nonzero(begins)


GENERAL = (FOR_TEAM, FOR_GENERAL, FOR_ACTIVITIES, FOR_LINK_WORKER)
INDIVIDUAL = (FOR_HOUSEHOLD_HELP, FOR_GUIDANCE, FOR_ASSESSMENT, FOR_RESPITE)


@each_week()
def general_share(town: Town) -> Counted:
    """Add up what general provisions cost, the team among them, and what they and individual ones cost together."""
    cents = town.ledgers.cents[:, MUNICIPALITY].sum(axis=0)
    general = int(cents[list(GENERAL)].sum())
    return general, general + int(cents[list(INDIVIDUAL)].sum())


@each_week(scale=1000.0)
def social_workers(town: Town) -> Counted:
    """Count professionals of the teams."""
    return sum(one is not None for one in town.deciders.professionals), np.count_nonzero(town.residents.used)


@over_the_year()
def lonely_cost(year: Year) -> float:
    """Return how much more formal help severely lonely adults received in the year than others, in percent."""
    adults = year.stays & (year.before["age"] >= ADULT_AGE)
    severe = adults & (reported(year.before["loneliness"]) >= 9)
    others = adults & ~severe
    one, two = shares(
        [int(year.formal_minutes[group].sum()) for group in (severe, others)], [severe.sum(), others.sum()]
    )  # fmt: skip
    return PERCENT * (float(one / two) - 1.0) if two else math.nan
