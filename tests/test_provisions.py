"""What was granted: it is looked at again, nurses fit it to the need as they go, and nobody else is asked for it."""

import dataclasses

import numpy as np

from conftest import BASELINE, Lived
from samenredzaam.mechanisms.support import Support
from samenredzaam.mechanisms.support.provision import Provision
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import ASKED, FOR_ASSESSMENT, MUNICIPALITY, QUEUE_ASSESSMENT
from samenredzaam.neighbourhood.offers import FORMAL_FIRST, INFORMAL_FIRST
from samenredzaam.neighbourhood.residents import (
    ENDED_PRICE,
    ENDED_REFUSED,
    FORMAL_ASSESSMENT,
    FORMAL_NONE,
    FORMAL_PROVISION,
    PERSONAL,
    PRACTICAL,
)
from twins import formal
from twins.plain import differences, plain

PROVISION = Provision()
TERM = PROVISION.review_weeks
ACTIVE = np.ones(1, dtype=np.bool_)


def grant(model: NeighbourhoodModel, domain: int, minutes: int, weeks_ago: np.ndarray) -> np.ndarray:
    """Let everyone with a need of a domain have it provided for since `weeks_ago`; return their rows, and open it."""
    needs, week = model.town.needs, model.town.week
    rows = np.flatnonzero(needs.stage[:, domain] > 0)
    needs.required_minutes[rows, domain] = needs.open_minutes[rows, domain] = 400
    needs.formal[rows, domain], needs.granted_minutes[rows, domain] = FORMAL_PROVISION, minutes
    needs.formal_since[rows, domain] = week - weeks_ago[np.arange(len(rows)) % len(weeks_ago)]
    model.town.needy = np.flatnonzero(needs.stage.any(axis=1))
    model.town.formally = np.flatnonzero(needs.formal.any(axis=1))
    model.town.ledgers.clear()
    return rows


def live(model: NeighbourhoodModel, **values: float) -> None:
    """Live the rung of provisions, as it does and as its twin does."""
    mechanism = dataclasses.replace(PROVISION, **values)
    twin = plain(model.town)
    formal.provision(mechanism, twin, [True])
    mechanism.step(model.town, ACTIVE)
    assert differences(twin, plain(model.town)) == []


def test_a_provision_is_looked_at_again_after_each_term(lived: Lived) -> None:
    """By the rules of that day: under a strict municipality whoever has had their term gets less, the others do not."""
    model = lived(1500, 11, weeks=5)
    weeks_ago = np.array([TERM, TERM - 1, TERM + 1, 2 * TERM, 0])
    rows = grant(model, PRACTICAL, 300, weeks_ago)
    needs = model.town.needs
    since = needs.formal_since[rows, PRACTICAL].copy()
    model.town.offers.strictness[:] = 1.0
    model.town.offers.fee_cents[:] = 0
    model.town.offers.provider_minutes[:] = 10**6
    live(model)
    term = np.isin(model.town.week - since, (TERM, 2 * TERM))
    assert term.sum() >= 10
    granted, goes_on = needs.granted_minutes[rows, PRACTICAL], needs.formal[rows, PRACTICAL] == FORMAL_PROVISION
    assert (granted[~term] == 300).all()
    assert (granted[term] < 300).all()
    assert goes_on[~term].all()
    # Who lives with several adults can do with their usual help, and is refused; who goes on, goes on since the start.
    assert goes_on[term].any()
    assert not goes_on[term].all()
    assert (needs.formal[rows[~goes_on], PRACTICAL] == FORMAL_NONE).all()
    assert (needs.ended[rows[~goes_on], PRACTICAL] == ENDED_REFUSED).all()
    assert (needs.formal_since[rows[goes_on], PRACTICAL] == since[goes_on]).all()


def test_who_cannot_do_the_household_is_no_usual_help(lived: Lived) -> None:
    """Nothing is taken off for housemates who cannot do it; for those who cannot do something else it is."""
    granted = []
    for hindered in (0, 1 << PERSONAL, 1 << PRACTICAL):
        model = lived(1500, 11, weeks=5)
        rows = grant(model, PRACTICAL, 300, np.array([TERM]))
        model.town.residents.hindered[:] = hindered
        model.town.offers.strictness[:] = 0.0
        model.town.offers.fee_cents[:] = 0
        live(model)
        granted.append(model.town.needs.granted_minutes[rows, PRACTICAL].copy())
    able, otherwise, unable = granted
    assert (able == otherwise).all()
    assert (able < 400).any(), "nobody lives with another adult"
    assert (unable == 400).all()


def test_without_looking_again_what_was_granted_stays(lived: Lived) -> None:
    """Of those who have a provision all along, some have other hours after a term, and nobody without one."""
    for parameters, moves in (({}, True), ({"provision.review_weeks": 520}, False)):
        scenario = dataclasses.replace(BASELINE, parameters=parameters)
        model = lived(1500, 12, weeks=30, scenario=scenario)
        before = minutes_granted(model)
        for _ in range(TERM + 1):
            model.step()
        after = minutes_granted(model)
        all_along = before.keys() & after.keys()
        assert len(all_along) >= 5
        assert any(before[one] != after[one] for one in all_along) == moves


def minutes_granted(model: NeighbourhoodModel) -> dict[tuple[int, int, int], int]:
    """Return the minutes granted by who, which need, and since when, but for nursing."""
    needs = model.town.needs
    return {
        (int(needs.identity[row]), int(domain), int(needs.formal_since[row, domain])): int(
            needs.granted_minutes[row, domain]
        )
        for row, domain in np.argwhere(needs.formal == FORMAL_PROVISION)
        if domain != PERSONAL
    }


def test_looking_again_takes_the_time_of_assessors(lived: Lived) -> None:
    model = lived(1500, 11, weeks=5)
    assessed = []
    for weeks_ago in (TERM - 1, TERM):
        rows = grant(model, PRACTICAL, 300, np.array([weeks_ago]))
        needs, town = model.town.needs, model.town
        needs.formal[rows[:-4], PRACTICAL] = FORMAL_ASSESSMENT
        needs.formal_since[rows[:-4], PRACTICAL] = town.week
        town.offers.assessments[:], town.offers.fee_cents[:] = 7, 0
        live(model)
        assessed.append(int(town.ledgers.queue_out[0, QUEUE_ASSESSMENT]))
    assert assessed == [7, 3]


def test_whoever_finds_the_price_too_high_withdraws_before_anyone_is_paid_to_assess(lived: Lived) -> None:
    for cents, withdraws in ((0, False), (10**6, True)):
        model = lived(1500, 11, weeks=5)
        rows = grant(model, PRACTICAL, 0, np.array([1]))
        needs, town = model.town.needs, model.town
        needs.formal[rows, PRACTICAL] = FORMAL_ASSESSMENT
        town.offers.assessments[:], town.offers.fee_cents[:] = len(rows), cents
        live(model)
        assert (needs.ended[rows, PRACTICAL] == ENDED_PRICE).all() == withdraws
        assert (town.ledgers.cents[0, MUNICIPALITY, FOR_ASSESSMENT] == 0) == withdraws
        assert town.ledgers.queue_out[0, QUEUE_ASSESSMENT] >= len(rows)


def test_nurses_fit_their_plan_to_what_is_needed(lived: Lived) -> None:
    """Down where others do more, up where there is room in the contract, and not at all where they never look."""
    for minutes, room, pace, follows in (
        (800, 10**6, 0.1, -1), (100, 10**6, 0.1, 1), (100, 60, 0.1, 0), (100, 10**6, 0.0, 0),
    ):  # fmt: skip
        model = lived(1500, 11, weeks=5)
        rows = grant(model, PERSONAL, minutes, np.array([TERM, 3]))
        model.town.offers.nursing_minutes[:] = room
        live(model, nursing_pace=pace)
        change = model.town.needs.granted_minutes[rows, PERSONAL] - minutes
        assert len(rows) >= 5
        assert (np.sign(change) == follows).all(), (minutes, room, pace, change)
        assert (np.abs(change) <= pace * 400).all()


def test_nobody_is_asked_for_what_a_provider_is_about_to_do(lived: Lived) -> None:
    """Whoever has all they need granted asks nobody; where formal support comes first, only for what it left."""
    for ladder, granted, asks in ((INFORMAL_FIRST, 0, True), (INFORMAL_FIRST, 400, False), (FORMAL_FIRST, 400, True)):
        model = lived(1500, 11, weeks=5)
        town, support = model.town, next(one for one in model.mechanisms.week if isinstance(one, Support))
        for column in (town.needs.stage, town.needs.formal, town.needs.open_minutes):
            column[:, [1, 2, 3]] = 0
        support._begin(town)
        for rung in (support.household, support.standing):
            rung.step(town, ACTIVE)
        grant(model, PRACTICAL, granted, np.array([3]))
        town.needs.reserved_minutes[:] = 0
        town.offers.ladder[:] = ladder
        support.asking.step(town, ACTIVE)
        assert (town.ledgers.events[0, ASKED] > 0) == asks, (ladder, granted)
