"""Working together across sectors, with businesses, and of support with work: who gets what because of it."""

import dataclasses

import numpy as np

from conftest import GENEROUS, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import CASES_JOINED, PLACED_BY_BUSINESS, REFERRED_BY_BUSINESS
from samenredzaam.neighbourhood.residents import FORMAL_CASE, FORMAL_QUEUE, SOCIAL
from samenredzaam.neighbourhood.services import HELPED_TO_WORK_TOO, TO_WORK, Services, clients_of, fitting_service
from samenredzaam.scenario import Scenario
from test_twins_week import TWINS, live_until
from twins.plain import differences, plain


def under(policy: dict[str, float], **parameters: float) -> Scenario:
    return dataclasses.replace(
        GENEROUS,
        start_policy=dict(GENEROUS.start_policy) | policy,
        parameters={name.replace("__", "."): value for name, value in parameters.items()},
    )


def households(model: NeighbourhoodModel) -> dict[int, set[int]]:
    """Return the professionals in each household with cases, by home."""
    found: dict[int, set[int]] = {}
    town = model.town
    for row, domain in zip(*np.nonzero(town.needs.formal == FORMAL_CASE), strict=True):
        home = int(town.residents.home[row])
        found.setdefault(home, set()).add(int(town.needs.worker[row, domain]))
    return found


def test_all_that_is_going_on_goes_to_one_professional(lived: Lived) -> None:
    """With one plan for all nobody gets a second professional; without, some do and nothing is joined."""
    joined, several = {}, {}
    for share in (0.0, 1.0):
        model = lived(4000, 1, scenario=under({"joint_cases_share": share}))
        joined[share], seen = 0, set()
        for _ in range(40):
            model.step()
            joined[share] += int(model.town.ledgers.cases[:, CASES_JOINED].sum())
            seen |= {who for who, workers in households(model).items() if len(workers) > 1}
        several[share] = seen
    assert joined[0.0] == 0 < joined[1.0]
    assert several[0.0]
    # Those taken in the same week by two, before either was a case, stay with two.
    assert len(several[1.0]) < len(several[0.0])


def test_partners_must_agree_before_a_case_is_joined(lived: Lived) -> None:
    model = lived(4000, 1, scenario=under({"joint_cases_share": 1.0}, team__partner_weeks=26))
    for _ in range(12):
        model.step()
    town = model.town
    with_case = (town.needs.formal == FORMAL_CASE).any(axis=1)
    waiting = (town.needs.formal == FORMAL_QUEUE) & with_case[:, None]
    assert waiting.any()
    assert town.ledgers.cases[0, CASES_JOINED] == 0


def test_businesses_bring_the_stuck_and_place_clients(lived: Lived) -> None:
    counts = {}
    for partners in (0.0, 5.0):
        model = lived(1500, 2, scenario=under({"business_partners": partners}))
        counts[partners] = np.zeros(2, dtype=int)
        for _ in range(52):
            model.step()
            counts[partners] += model.town.ledgers.partners[0]
    assert counts[0.0].tolist() == [0, 0]
    assert 0 < counts[5.0][REFERRED_BY_BUSINESS] <= 8 * 4, "eight businesses, one employee a quarter each"
    assert 0 < counts[5.0][PLACED_BY_BUSINESS] <= 8 * 2


def test_businesses_equal_their_twin(lived: Lived) -> None:
    """With as many businesses as it takes for something to happen every week."""
    model = lived(600, 2, scenario=under({"business_partners": 20.0}, partnering__referrals_yearly=26.0))
    changed = 0
    for _ in range(6):
        mechanism = live_until(model, "Partnering")
        before, twin = plain(model.town), plain(model.town)
        TWINS["Partnering"](mechanism, twin)
        mechanism.step(model.town)
        assert differences(twin, plain(model.town)) == []
        changed += bool(differences(before, twin))
        for after in model.mechanisms.week[model.mechanisms.week.index(mechanism) + 1 :]:
            after.step(model.town)
    assert changed > 2


def test_clients_on_assistance_are_helped_to_work_only_where_it_goes_together(lived: Lived) -> None:
    town = lived(1500, 2, scenario=under({})).town
    residents = town.residents
    rows = np.flatnonzero(residents.used & (residents.age >= 30) & (residents.age < 60) & residents.benefit)
    rows = rows[residents.work_minutes[rows] == 0]
    clients, bounds, key = clients_of(town), Services().bounds, town.streams.lasting_key(HELPED_TO_WORK_TOO)
    for share, helped in ((0.0, 0), (1.0, len(rows))):
        together = np.full(len(town.codes), share)
        with np.errstate(over="ignore"):
            found = [fitting_service(clients, bounds, together, key, row, SOCIAL, 1) for row in rows.tolist()]
        assert found.count(TO_WORK) == helped
    assert len(rows) > 10


def test_savings_on_assistance_pay_for_supported_jobs(lived: Lived) -> None:
    """Where fewer are on assistance than in week 0, the seats grow with what that saves, and not otherwise."""
    model = lived(1500, 2, scenario=under({"joint_support_and_work": 1.0, "supported_work_places": 0.0}), weeks=1)
    municipality = model.town.deciders.municipality
    assert municipality.assisted_at_start[0] > 0
    municipality.count_savings(0, 0, 1000, 1_600_000)
    saved = int(municipality.assisted_at_start[0] * 1000) * 1_600_000
    assert municipality.saved_on_assistance_cents == [saved]
    model.step()
    assert model.town.offers.supported_seats[0] == saved // 1_500_000
    municipality.count_savings(0, 1000, 1000, 1_600_000)
    model.step()
    assert model.town.offers.supported_seats[0] == 0
