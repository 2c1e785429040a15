"""What must hold of a town at the end of every week, counted exactly."""

import numpy as np

from samenredzaam.neighbourhood.columns import NEVER
from samenredzaam.neighbourhood.ledgers import (
    ARRIVALS,
    BIRTHS,
    BY_HOSTING,
    DEATHS,
    DEPARTURES,
    FEES,
    FOR_ACTIVITIES,
    FOR_ASSESSMENT,
    FOR_COACHING,
    FOR_CRISIS,
    FOR_GENERAL,
    FOR_GP,
    FOR_GUIDANCE,
    FOR_HOUSEHOLD_HELP,
    FOR_INITIATIVES,
    FOR_LINK_WORKER,
    FOR_LIVEABILITY,
    FOR_NURSING,
    FOR_RESPITE,
    FOR_SUPPORTED_WORK,
    FOR_TEAM,
    FUNDS,
    INSURER,
    MUNICIPALITY,
    QUEUE_ASSESSMENT,
    QUEUE_PROVIDER,
    QUEUE_TEAM,
    RESIDENTS,
    STATE,
)
from samenredzaam.neighbourhood.residents import (
    BY_CRISIS,
    BY_GENERAL,
    BY_HOUSEHOLD,
    BY_PROVISION,
    BY_SELF,
    BY_TEAM,
    BY_TIES,
    BY_VOLUNTEERS,
    CHILD,
    FORMAL_ASSESSMENT,
    FORMAL_CASE,
    FORMAL_GRANTED,
    FORMAL_NONE,
    FORMAL_PROVISION,
    FORMAL_QUEUE,
    HOME_PLACES,
    LIVING_ALONE,
    OUTREACH,
    PARTNER,
    TIE_SLOTS,
)
from samenredzaam.neighbourhood.ties import BY_ACTIVITY, FRIEND, HOUSEHOLD, KIN, OUTSIDE, SHARES_AT_HOME
from samenredzaam.neighbourhood.town import Town

WAITING = {QUEUE_TEAM: FORMAL_QUEUE, QUEUE_ASSESSMENT: FORMAL_ASSESSMENT, QUEUE_PROVIDER: FORMAL_GRANTED}
PAYS = {
    (MUNICIPALITY, FOR_TEAM), (MUNICIPALITY, FOR_ASSESSMENT), (MUNICIPALITY, FOR_HOUSEHOLD_HELP),
    (MUNICIPALITY, FOR_GUIDANCE), (MUNICIPALITY, FEES), (INSURER, FOR_NURSING), (RESIDENTS, FEES),
    (MUNICIPALITY, FOR_GENERAL), (MUNICIPALITY, FOR_CRISIS), (INSURER, FOR_CRISIS),
    (MUNICIPALITY, FOR_RESPITE), (MUNICIPALITY, FOR_ACTIVITIES), (MUNICIPALITY, FOR_LIVEABILITY),
    (INSURER, FOR_GP), (MUNICIPALITY, FOR_LINK_WORKER), (MUNICIPALITY, FOR_COACHING),
    (MUNICIPALITY, FOR_INITIATIVES), (RESIDENTS, FOR_INITIATIVES), (MUNICIPALITY, FOR_SUPPORTED_WORK),
    (FUNDS, FOR_ACTIVITIES), (STATE, FOR_HOUSEHOLD_HELP), (STATE, FOR_GUIDANCE),
    (STATE, FEES),
}  # fmt: skip


def waiting(town: Town) -> np.ndarray:
    """Return how many needs stand in each queue, shape (neighbourhoods, queues)."""
    found = np.zeros((len(town.codes), len(WAITING)), dtype=np.int64)
    for queue, state in WAITING.items():
        rows = np.nonzero(town.needs.formal == state)[0]
        np.add.at(found[:, queue], town.residents.neighbourhood[rows], 1)
    return found


def check_columns(town: Town) -> None:
    """Every value of a used row lies in the range its column declares; every free row is nobody's."""
    for table_name, table in town.tables().items():
        used = table.used
        for name, declared in table.declared.items():
            values = getattr(table, name)[used]
            if values.dtype.kind == "f":
                assert np.isfinite(values).all(), f"{table_name}.{name}"
            values = values[values != declared.empty] if declared.empty < 0 else values
            if declared.low is not None:
                assert (values >= declared.low).all(), f"{table_name}.{name}"
            if declared.high is not None:
                assert (values <= declared.high).all(), f"{table_name}.{name}"
    for people in (town.residents, town.needs):
        for name, declared in people.declared.items():
            if name not in ("offered_minutes", "useful_minutes", "committed_minutes", "free_minutes", "given_minutes"):
                assert (getattr(people, name)[~town.residents.used] == declared.empty).all(), f"who left keeps {name}"


def check_needs(town: Town) -> None:
    """Needs only of the living; need = met + unmet; a state with formal support only where there is a need."""
    residents, needs = town.residents, town.needs
    assert (needs.identity == residents.identity).all()
    there = needs.stage > 0
    assert (there == (needs.required_minutes > 0)).all()
    unmet, met = needs.open_minutes.sum(axis=1), residents.met_minutes.sum(axis=1)
    in_need = there.any(axis=1)
    assert (needs.required_minutes.sum(axis=1)[in_need] == (met + unmet)[in_need]).all()
    assert (needs.open_minutes <= needs.required_minutes).all()
    assert not needs.open_minutes[~there].any()
    assert not met[~in_need].any()
    assert not residents.received_minutes[~in_need].any()
    assert (there | (needs.formal == FORMAL_NONE)).all()
    granted = (needs.formal == FORMAL_GRANTED) | (needs.formal == FORMAL_PROVISION)
    assert (granted == (needs.granted_minutes > 0)).all()
    assert ((needs.formal == FORMAL_CASE) == (needs.worker >= 0)).all()
    case = needs.formal == FORMAL_CASE
    for column in (needs.service, needs.case_style):
        assert (column[case] > 0).all()
    for column in (needs.service, needs.bond):
        assert not column[~case].any(), "a case that is over keeps its service or bond"
    found = (needs.formal == FORMAL_QUEUE) & (needs.case_style == OUTREACH)
    assert not needs.case_style[~case & ~found].any(), "a style without a case, and not found by outreach"
    assert (needs.formal_since <= town.week).all()


def check_hours(town: Town) -> None:
    """Hours given are hours received, by rung; nobody gives beyond their hours; what professionals have is booked."""
    residents, ledgers = town.residents, town.ledgers
    used = residents.used
    received = np.zeros_like(ledgers.given_by_rung)
    np.add.at(received, residents.neighbourhood[used], residents.received_minutes[used])
    assert (ledgers.given_by_rung == received + ledgers.outside_received).all()
    assert not np.delete(ledgers.outside_received, BY_TIES, axis=1).any()
    informal = ledgers.given_by_rung[:, [BY_HOUSEHOLD, BY_TIES, BY_VOLUNTEERS]].sum()
    exchanged = ledgers.exchanged_given.sum()
    assert residents.given_minutes.sum() <= informal + exchanged, "someone gave what nobody received"
    assert (residents.given_minutes <= residents.free_minutes).all()
    assert (residents.met_minutes <= residents.received_minutes).all()
    same = [BY_SELF, BY_GENERAL, BY_TEAM, BY_PROVISION, BY_CRISIS]
    assert (residents.met_minutes[:, same] == residents.received_minutes[:, same]).all()
    assert (ledgers.professional >= 0).all()
    assert (ledgers.professional.sum(axis=1) == ledgers.contract).all()
    professionals = [one for one in town.deciders.professionals if one]
    contracts = np.bincount(
        [one.neighbourhood for one in professionals],
        [one.contract_minutes for one in professionals],
        minlength=len(town.codes),
    )
    assert (ledgers.contract == contracts).all()
    cases = ledgers.professional[:, 1]
    stretched = cases + ledgers.stretched.sum(axis=1)
    assert (ledgers.given_by_rung[:, BY_TEAM] <= stretched).all(), (
        "the team gave more direct help than it has for cases"
    )
    hired = [one.contract_minutes for one in town.deciders.link_workers]
    assert (ledgers.link_worker.sum(axis=1) == hired).all()
    assert (ledgers.link_worker >= 0).all()
    general = town.offers.general_minutes.copy()
    for one in town.deciders.initiatives:
        general[one.neighbourhood] += one.hired_given_minutes
    assert (ledgers.given_by_rung[:, BY_GENERAL] <= general).all(), "general provisions gave more than their hours"
    bought = town.offers.provider_minutes + town.offers.nursing_minutes + town.offers.respite_minutes
    assert (ledgers.given_by_rung[:, BY_PROVISION] <= bought).all(), "providers gave more than their contract"


def check_care(town: Town) -> None:
    """Respite and its money stay within what is offered; volunteers give no more than they give at all."""
    residents, ledgers, offers = town.residents, town.ledgers, town.offers
    assert (ledgers.respite >= 0).all()
    assert (ledgers.respite.sum(axis=1) <= offers.respite_minutes).all()
    assert (ledgers.respite[:, 1] <= offers.respite_trained_minutes).all()
    assert (ledgers.respite[:, 0] <= ledgers.given_by_rung[:, BY_PROVISION]).all()
    assert (residents.volunteered_minutes <= residents.given_minutes).all()
    volunteered = ledgers.given_by_rung[:, BY_VOLUNTEERS].sum() + ledgers.exchanged_given[:, BY_HOSTING].sum()
    assert residents.volunteered_minutes.sum() <= volunteered
    assert (residents.committed_minutes >= 0).all()
    assert (town.arrangements.spared_minutes[town.arrangements.used] >= 0).all()
    assert (ledgers.volunteer_hours[:, 3] <= ledgers.volunteer_hours[:, 1]).all()
    ties = town.ties
    assert not ties.given_up[~ties.used].any(), "what was given up is remembered over a tie there is not"


def check_exchanges(town: Town) -> None:
    """Time given to one another is time received; what the bank owes its members and what it is owed are the same."""
    residents, ledgers = town.residents, town.ledgers
    assert (ledgers.exchanged_given == ledgers.exchanged_received).all()
    assert (ledgers.exchanged_given >= 0).all()
    for bank in town.deciders.time_banks:
        here = residents.used & (residents.neighbourhood == bank.neighbourhood)
        assert residents.bank_minutes[here].sum() + bank.closed_minutes == 0


def check_money(town: Town) -> None:
    """What is spent is spent by somebody on something; a fee is paid by residents and received by who pays for help."""
    cents = town.ledgers.cents
    for payer in range(cents.shape[1]):
        for purpose in range(cents.shape[2]):
            assert (payer, purpose) in PAYS or not cents[:, payer, purpose].any()
    received = cents[:, (MUNICIPALITY, STATE), FEES]
    assert (received <= 0).all()
    assert (cents[:, RESIDENTS, FEES] == -received.sum(axis=1)).all()
    assert (cents.sum(axis=2).sum(axis=1) == cents.sum(axis=1).sum(axis=1)).all()
    assert (np.delete(cents, FEES, axis=2) >= 0).all()
    assert (cents[:, RESIDENTS, FEES] >= 0).all()


def check_queues(town: Town, before: np.ndarray) -> None:
    """In = out + left + what more is waiting."""
    ledgers = town.ledgers
    assert (ledgers.queue_in == ledgers.queue_out + ledgers.queue_left + waiting(town) - before).all()


def check_population(town: Town, before: np.ndarray) -> None:
    """The population changes by births, arrivals, deaths and departures."""
    flows = town.ledgers.flows
    change = flows[:, BIRTHS] + flows[:, ARRIVALS] - flows[:, DEATHS] - flows[:, DEPARTURES]
    assert (town.population() == before + change).all()


def check_homes(town: Town) -> None:
    """Everyone stands in exactly one place of their own home; positions fit who lives there."""
    residents, homes = town.residents, town.homes
    home, place = np.nonzero(homes.members >= 0)
    rows = homes.members[home, place]
    assert np.array_equal(np.sort(rows), np.flatnonzero(residents.used))
    assert (residents.home[rows] == home).all()
    assert (residents.neighbourhood[rows] == homes.neighbourhood[home]).all()
    count = np.bincount(home, minlength=homes.capacity)
    assert count.max() <= HOME_PLACES
    assert ((count > 0) == (homes.household != 0)).all()
    for position, number in ((LIVING_ALONE, 1),):
        there = residents.used & (residents.position == position)
        assert (count[residents.home[there]] == number).all()
    alone = residents.used & (count[residents.home] == 1)
    assert (residents.position[alone] == LIVING_ALONE).all()
    partners = np.bincount(residents.home[residents.used & (residents.position == PARTNER)], minlength=homes.capacity)
    assert np.isin(partners, (0, 2)).all()
    grown = np.bincount(residents.home[residents.used & (residents.age >= 18)], minlength=homes.capacity)
    assert (grown[count > 0] > 0).all(), "children live alone"
    assert (residents.position[residents.used & (residents.age < 15)] == CHILD).all()


def check_streets(town: Town) -> None:
    """Every home stands along the street it names, and no street has none."""
    streets, homes = town.streets, town.homes
    for street in range(streets.capacity):
        first = int(streets.first_home[street])
        after = first + int(streets.homes_count[street])
        assert np.array_equal(np.flatnonzero(homes.street == street), np.arange(first, after))
        assert (homes.neighbourhood[first:after] == streets.neighbourhood[street]).all()


def check_ties(town: Town) -> None:
    """A tie stands once with each of its ends and nowhere else; nobody has two ties with one person."""
    residents, ties = town.residents, town.ties
    rows = np.flatnonzero(ties.used)
    first, second = ties.ends[rows, 0], ties.ends[rows, 1]
    assert residents.used[first].all()
    inside = second != OUTSIDE
    assert residents.used[second[inside]].all()
    assert (residents.identity[first[inside]] < residents.identity[second[inside]]).all()
    assert np.isin(ties.kind[rows[~inside]], (KIN, FRIEND)).all()
    meant = np.sort(np.concatenate([_places(first, rows), _places(second[inside], rows[inside])]))
    who, place = np.nonzero(residents.ties >= 0)
    assert np.array_equal(np.sort(_places(who, residents.ties[who, place])), meant)
    assert len(np.unique(meant)) == len(meant), "a tie stands twice with one of its ends"
    assert len(np.unique(ties.identity[rows])) == len(rows)
    pairs = _places(first[inside], second[inside])
    assert len(np.unique(pairs)) == len(pairs), "two people have two ties"
    assert (residents.ties >= 0).sum(axis=1).max() <= TIE_SLOTS
    together = residents.home[first[inside]] == residents.home[second[inside]]
    assert (ties.kind[rows[inside]][together] == HOUSEHOLD).all()
    assert (ties.outside_minutes[rows[inside]] == 0).all()
    assert (ties.touched[rows] <= town.week).all()
    assert (ties.made[rows] <= ties.touched[rows]).all()
    free = town.stack[: town.top[0]]
    assert np.array_equal(np.sort(free), np.flatnonzero(~ties.used)), "the free rows are not those on the stack"


def _places(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one.astype(np.int64) * 2**32 + other.astype(np.int64)


def check_debts(town: Town) -> None:
    """A debt is kept once, on its tie, and only help over that tie makes one: none at home, none before it was used."""
    ties = town.ties
    owed = ties.used & (ties.debt_minutes != 0)
    assert (ties.kind[owed] != HOUSEHOLD).all()
    # Whatever was given in a week of waking hours, faded week by week, cannot add up to more.
    most = 6720 / (1.0 - town.fading.debt_kept_share) if town.fading.debt_kept_share < 1.0 else np.inf
    assert (np.abs(ties.debt_minutes[owed]) <= most).all()


def check_arrangements(town: Town) -> None:
    """An arrangement stands over a tie there is, for a need there is, and once."""
    arrangements, ties, needs = town.arrangements, town.ties, town.needs
    rows = np.flatnonzero(arrangements.used)
    tie, side, domain = arrangements.tie[rows], arrangements.side[rows], arrangements.domain[rows]
    assert ties.used[tie].all()
    assert (arrangements.since[rows] >= ties.made[tie]).all()
    # What is not needed any more may shrink to nothing; it ends in the next week.
    assert (arrangements.minutes[rows] >= 0).all()
    assert len(np.unique(arrangements.identity[rows])) == len(rows)
    recipient, helper = ties.ends[tie, side], ties.ends[tie, 1 - side]
    here = recipient != OUTSIDE
    assert (needs.stage[recipient[here], domain[here]] > 0).all()
    assert (ties.outside_minutes[tie[~here]] > 0).all()
    assert (ties.outside_domain[tie[~here]] == domain[~here]).all()
    assert (town.residents.age[helper[helper != OUTSIDE]] >= 16).all()
    assert (ties.kind[tie] != HOUSEHOLD).all()
    # What relieves housemates is given before the rest, which is fitted to the time that is then left.
    at_home = arrangements.relief[rows] == SHARES_AT_HOME
    for first in (True, False):
        promised = np.zeros(town.residents.capacity, dtype=np.int64)
        old = (helper != OUTSIDE) & (arrangements.since[rows] < town.week) & (at_home == first)
        np.add.at(promised, helper[old], arrangements.minutes[rows][old])
        assert (promised <= town.residents.free_minutes).all(), "more is agreed than a week holds"


def check_activities(town: Town) -> None:
    """Whoever takes part does so in an activity there is, of their own neighbourhood, with room for all who do."""
    residents, activities = town.residents, town.activities
    rows = np.flatnonzero(activities.used)
    assert len(np.unique(activities.identity[rows])) == len(rows)
    members = np.flatnonzero(residents.activity)
    where = dict(zip(activities.identity[rows].tolist(), rows.tolist(), strict=True))
    assert set(residents.activity[members].tolist()) <= where.keys(), "someone takes part in what is closed"
    place = np.array([where[name] for name in residents.activity[members].tolist()], dtype=np.int64)
    assert (np.bincount(place, minlength=activities.capacity) == activities.members_count).all()
    assert (activities.members_count <= activities.room).all()
    assert (activities.neighbourhood[place] == residents.neighbourhood[members]).all()
    assert (residents.age[members] >= 16).all()
    since = residents.activity_since
    assert ((residents.activity != 0) == (since > NEVER)).all()
    assert (since[members] >= activities.opened[place]).all()
    made = (town.ties.maker == BY_ACTIVITY) & town.ties.used
    assert (made == (town.ties.maker_activity != 0) & town.ties.used).all()
    assert (activities.ties_made[rows] >= activities.lasting_ties[rows]).all()


def check_initiatives(town: Town) -> None:
    """Members are residents and of an initiative that lives; each has a name and a purse that is not overdrawn."""
    residents = town.residents
    alive = {one.identity: one for one in town.deciders.initiatives if one.lives}
    assert len(alive) == sum(one.lives for one in town.deciders.initiatives)
    members = np.flatnonzero(residents.initiative)
    assert set(residents.initiative[members].tolist()) <= alive.keys(), "someone is a member of what has ended"
    assert residents.used[members].all()
    for one in alive.values():
        theirs = members[residents.initiative[members] == np.uint64(one.identity)]
        assert (residents.neighbourhood[theirs] == one.neighbourhood).all()
        assert 0.0 <= one.energy <= 1.0
        assert one.purse_cents >= 0
        assert one.seats >= 0
        assert len(set(one.goals)) == len(one.goals)
    run = town.activities.used & town.activities.by_residents
    assert set(town.activities.identity[run].tolist()) <= alive.keys(), "a group goes on without its initiative"


def check(town: Town, waiting_before: np.ndarray, population_before: np.ndarray) -> None:
    """Check everything at the end of a week."""
    check_columns(town)
    check_needs(town)
    check_hours(town)
    check_care(town)
    check_exchanges(town)
    check_money(town)
    check_queues(town, waiting_before)
    check_population(town, population_before)
    check_homes(town)
    check_streets(town)
    check_ties(town)
    check_debts(town)
    check_arrangements(town)
    check_activities(town)
    check_initiatives(town)
