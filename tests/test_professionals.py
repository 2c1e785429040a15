"""Professionals with people: services, styles, bonds, skill, turnover, social prescribing, blended work, signals."""

import dataclasses
from typing import Any

import mesa
import numpy as np
import pytest

import invariants
from compiled import compiled
from conftest import BASELINE, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood import services
from samenredzaam.neighbourhood.deciders import GpPractice, Professional, Team
from samenredzaam.neighbourhood.ledgers import (
    CASES_CLOSED,
    CASES_LOST,
    CASES_PROFESSED,
    CASES_RETURNED,
    CASES_STEERED,
    CASES_TAKEN,
    FOR_LEARNING,
    FOR_SIGNALLING,
    ONLINE,
    SUBJECTS,
    UNUSED,
    USES,
    Ledgers,
)
from samenredzaam.neighbourhood.residents import (
    ACTIVATING,
    BY_SELF,
    BY_TEAM,
    CLIENT_LED,
    DIRECTIVE,
    FORMAL_CASE,
    FORMAL_NONE,
    FORMAL_QUEUE,
    LAISSEZ_FAIRE,
    OUTREACH,
    SOCIAL,
)
from samenredzaam.neighbourhood.styles import STYLE_LEVERS, Styles, professed_style, style_in_fact
from samenredzaam.neighbourhood.ties import BY_STREET, NEIGHBOUR
from samenredzaam.scenario import Scenario
from samenredzaam.streams import draw, drawn
from test_twins_week import RUNG_TWINS, TWINS
from twins.plain import differences, plain

BUSY = {
    "team_hours": 160.0, "participating_gps_share": 1.0, "link_worker_hours": 20.0, "digital_share": 0.4,
    "assessment_strictness": 0.9, "style_client_led": 0.4,
}  # fmt: skip


MORE_CASES = {"services.few_ties": 6, "people.tolerance_median": 8.0}
"""The team mediates for more people than usual, and helpers bear less, so that both happen at all in a small town."""


def scenario(parameters: dict[str, float] | None = None, **policy: float) -> Scenario:
    return dataclasses.replace(BASELINE, start_policy=BUSY | policy, parameters=MORE_CASES | (parameters or {}))


def live(model: NeighbourhoodModel, weeks: int) -> dict[str, np.ndarray]:
    """Live some weeks and add up their ledgers."""
    total: dict[str, Any] = {}
    for _ in range(weeks):
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
        for name, account in model.town.ledgers.arrays().items():
            total[name] = total.get(name, 0) + account
    return total


def bring_to_team(model: NeighbourhoodModel) -> None:
    """Let a fifth of those with a light need of company or about forms stand before the team."""
    needs, week = model.town.needs, model.town.week
    needs_them = (needs.formal == FORMAL_NONE) & (needs.stage == 1)
    needs_them[:, [0, 2]] = False
    needs_them &= ((needs.identity + np.uint64(week + 1000)) % np.uint64(5) == 0)[:, None]
    needs.formal[needs_them] = FORMAL_QUEUE
    needs.formal_since[needs_them] = week


def columns(model: NeighbourhoodModel, *names: str) -> dict[int, tuple[Any, ...]]:
    """Return columns of everyone who lives here, by who they are."""
    residents, needs = model.town.residents, model.town.needs
    arrays = [getattr(residents if name in type(residents).declared else needs, name).tolist() for name in names]
    who = residents.identity.tolist()
    return {who[row]: tuple(array[row] for array in arrays) for row in np.flatnonzero(residents.used)}


# ---------------------------------------------------------------- twins, where all of it happens


def test_twins_where_all_of_it_happens(lived: Lived) -> None:
    model = lived(1200, 6, weeks=20, scenario=scenario())
    town, active = model.town, np.ones(1, dtype=np.bool_)
    seen, made = np.zeros(5, dtype=np.int64), np.zeros(7, dtype=np.int64)
    events, fruits = np.zeros(8, dtype=np.int64), 0
    for _ in range(8):
        town.week += 1
        town.ledgers.clear()
        town.policy = model.scenario_used.in_force(town.week, model.codes)
        bring_to_team(model)
        for mechanism in model.mechanisms.week:
            name = type(mechanism).__name__
            if name == "Support":
                mechanism._begin(town)
                for rung in ("own", "household", "standing", "asking", "volunteers", "team", "provision"):
                    twin = plain(town) if rung in ("team", "provision") else None
                    getattr(mechanism, rung).step(town, active)
                    if twin:
                        RUNG_TWINS[rung](getattr(mechanism, rung), twin, active.tolist())
                        assert differences(twin, plain(town)) == [], rung
                mechanism.applying.step(town)
                continue
            if name not in ("Prescribing", "Serving", "Trusting"):
                mechanism.step(town)
                continue
            before = plain(town)
            twin = plain(town)
            TWINS[name](mechanism, twin)
            mechanism.step(town)
            assert differences(twin, plain(town)) == [], name
            fruits += name == "Serving" and bool(differences(before, twin))
        seen += town.ledgers.prescribing[0]
        events += town.ledgers.cases[0]
        made += np.bincount(town.needs.service.ravel(), minlength=7)
    assert (seen > 0).all(), seen
    assert (made[1:] > 0).all(), made
    assert (events[[CASES_TAKEN, CASES_CLOSED, CASES_RETURNED, CASES_PROFESSED, CASES_STEERED]] > 0).all(), events
    assert fruits


def test_whole_numbers_draw_as_arrays_do() -> None:
    compiled_draw = compiled(draw)
    for key, who, other in ((1, 2, 0), (2**63 + 5, 2**64 - 1, 7), (99, 12345678901234567, 2**40)):
        assert drawn(np.uint64(key), who, other) == compiled_draw(np.uint64(key), np.uint64(who), np.uint64(other))


# ---------------------------------------------------------------- the catalogue


def test_each_case_gets_a_service_for_its_need(lived: Lived) -> None:
    model = lived(1200, 6, weeks=20, scenario=scenario())
    town, found = model.town, set()
    for _ in range(10):
        bring_to_team(model)
        model.step()
        rows, domains = town.cases()
        for row, domain in zip(rows.tolist(), domains.tolist(), strict=True):
            code = int(town.needs.service[row, domain])
            found.add(code)
            assert domain in services.SERVICES[code].domains
    assert found == set(services.SERVICES)


def test_youth_begin_at_work_and_debts_are_settled_because_of_the_service(lived: Lived) -> None:
    """With one chance at nought, someone who found work does not, and a need that was settled lasts."""
    straight = lived(1200, 6, weeks=20, scenario=scenario())
    found = {}
    for name, column in (("to_work_chance", "work_minutes"), ("settled_chance", "lasting")):
        with_it = straight.branch(straight.scenario_used)
        without = straight.branch(straight.scenario_used)
        without.mechanisms = _changed(without, "Serving", **{name: 0.0})
        for _ in range(26):
            for model in (with_it, without):
                bring_to_team(model)
                model.step()
            one, two = columns(with_it, column), columns(without, column)
            found[column] = [who for who in one.keys() & two.keys() if one[who] != two[who]]
            if found[column]:
                break
        assert found[column], column


def test_mediation_makes_and_mends_ties_between_neighbours(lived: Lived) -> None:
    model = lived(1200, 6, weeks=20, scenario=scenario())
    mechanism = next(one for one in model.mechanisms.week if type(one).__name__ == "Serving")
    town = model.town
    adults = np.flatnonzero(town.residents.used & (town.residents.age >= 18))
    town.needs.formal[adults, SOCIAL] = FORMAL_CASE
    town.needs.service[adults, SOCIAL] = services.MEDIATION
    town.needs.formal_since[adults, SOCIAL] = town.week - 1
    town.needs.case_minutes[adults, SOCIAL] = 90
    ties, before = town.ties, int(town.ties.used.sum())
    strengths = dict(zip(ties.identity.tolist(), ties.strength.tolist(), strict=True))
    town.formally = adults
    dataclasses.replace(mechanism, mediation_chance=0.3).step(town)
    new = ties.used & ~np.isin(ties.identity, list(strengths))
    mended = [one for one, now in zip(ties.identity.tolist(), ties.strength.tolist(), strict=True)
              if now > strengths.get(one, 2.0)]  # fmt: skip
    assert before + np.count_nonzero(new) == ties.used.sum()
    assert np.count_nonzero(new) > 0
    assert mended
    assert (ties.kind[new] == NEIGHBOUR).all()
    assert (ties.maker[new] == BY_STREET).all()
    invariants.check_ties(town)


def _changed(model: NeighbourhoodModel, name: str, **values: float) -> Any:
    """Return the mechanisms of a model with numbers of one of them changed."""
    made = type(model.mechanisms)(model.scenario_used.parameters)
    made.week = [
        dataclasses.replace(one, **values) if type(one).__name__ == name else one  # type: ignore[type-var]
        for one in made.week
    ]
    return made


# ---------------------------------------------------------------- styles


def only(style: int, **others: float) -> dict[str, float]:
    """Return the policy of an organisation with one style, in which the client steers, and nobody is sought out."""
    alone = {"client_steers_share": 1.0, "outreach_hours": 0.0}
    return {lever: float(code == style) for code, lever in STYLE_LEVERS.items()} | alone | others


def test_professed_and_in_fact() -> None:
    even = np.full(4, 0.25)
    assert [professed_style(even, luck) for luck in (0.1, 0.3, 0.6, 0.9)] == list(STYLE_LEVERS)
    assert professed_style(np.zeros(4), 0.5) == DIRECTIVE
    share = Styles().steered_share
    assert style_in_fact(CLIENT_LED, True, 0.0, share) == CLIENT_LED
    assert style_in_fact(CLIENT_LED, False, 0.0, share) == DIRECTIVE
    assert style_in_fact(ACTIVATING, False, 0.999, share) == ACTIVATING
    assert style_in_fact(LAISSEZ_FAIRE, False, 0.0, share) == LAISSEZ_FAIRE


def test_styles_differ_in_what_they_take_and_bring(lived: Lived) -> None:
    """Directive helps most at once; with the client in the lead they do most themselves; laissez-faire gives least."""
    found = {}
    for style in STYLE_LEVERS:
        model = lived(900, 7, scenario=scenario(**only(style)))
        total = live(model, 30)
        cases = total["professional"][0, USES.index("cases")]
        found[style] = {
            "helped": total["given_by_rung"][0, BY_TEAM],
            "own": total["given_by_rung"][0, BY_SELF],
            "time": cases / max(int(total["cases"][0, CASES_TAKEN]), 1),
            "lost": total["cases"][0, CASES_LOST],
        }
        style_columns = model.town.needs.case_style[model.town.needs.formal == FORMAL_CASE]
        assert (style_columns == style).all()
    assert found[DIRECTIVE]["time"] > found[CLIENT_LED]["time"] > found[LAISSEZ_FAIRE]["time"]
    assert found[DIRECTIVE]["helped"] > found[ACTIVATING]["helped"] > found[LAISSEZ_FAIRE]["helped"]
    assert found[CLIENT_LED]["own"] > found[DIRECTIVE]["own"]
    assert found[ACTIVATING]["lost"] > 0
    assert all(found[style]["lost"] == 0 for style in STYLE_LEVERS if style != ACTIVATING)


def test_where_the_organisation_steers_styles_are_only_said(lived: Lived) -> None:
    model = lived(900, 7, scenario=scenario({"styles.steered_share": 1.0}, **only(CLIENT_LED, client_steers_share=0.0)))
    total = live(model, 20)["cases"][0]
    assert total[CASES_PROFESSED] == total[CASES_STEERED] > 0
    style = model.town.needs.case_style[model.town.needs.formal == FORMAL_CASE]
    assert (style == DIRECTIVE).all()


def test_whoever_is_found_by_outreach_is_helped_in_that_style(lived: Lived) -> None:
    """Whatever the style of the organisation; others of the same weeks get that of the organisation."""
    found_easily = {"outreach.accepted_share": 0.9, "outreach.unmet_weeks": 0, "outreach.report_chance": 0.5}
    model = lived(900, 7, weeks=5, scenario=scenario(found_easily, **only(ACTIVATING, outreach_hours=40.0)))
    residents, needs = model.town.residents, model.town.needs
    residents.avoids_formal[residents.used] = True
    # Some were found in the first weeks already.
    found = {(int(needs.identity[row]), int(domain)) for row, domain in np.argwhere(needs.case_style == OUTREACH)}
    count = len(found)
    styles: dict[bool, set[int]] = {True: set(), False: set()}
    # No case is over in so few weeks.
    for _ in range(8):
        bring_to_team(model)
        before = invariants.waiting(model.town), model.town.population()
        model.step()
        invariants.check(model.town, *before)
        new = needs.reached & (needs.formal == FORMAL_QUEUE) & (needs.formal_since == model.week)
        found |= {(int(needs.identity[row]), int(domain)) for row, domain in np.argwhere(new)}
        for row, domain in np.argwhere(needs.formal == FORMAL_CASE):
            by_outreach = (int(needs.identity[row]), int(domain)) in found
            styles[by_outreach].add(int(needs.case_style[row, domain]))
    assert len(found) > count
    assert styles == {True: {OUTREACH}, False: {ACTIVATING}}


# ---------------------------------------------------------------- who works in the team


def test_a_professionals_week_is_booked_to_the_minute() -> None:
    model = mesa.Model(rng=1)
    for contract in (0, 1, 300, 1800):
        ledgers = Ledgers(1)
        one = Professional(model, neighbourhood=0, number=1, hired_week=0, contract_minutes=contract)
        ledgers.post_weeks(0, [one.plan_week(0.25, 0.0, (60, 60, 30, 60), asked=900, intake_minutes=240)])
        assert ledgers.professional.sum() == ledgers.contract.sum() == contract
        assert one.case_minutes <= 900
        assert one.learned_minutes == ledgers.professional[0, FOR_LEARNING]
        assert one.places == ledgers.professional[0, UNUSED] // 240


def test_a_vacant_post_works_no_hours_until_it_is_filled() -> None:
    model = mesa.Model(rng=1)
    team, professionals = Team(model, neighbourhood=0, vacant=[]), []
    assert team.staff(professionals, 5000, 1800, week=0) == []
    assert [one.contract_minutes for one in professionals] == [1667, 1667, 1666]
    team.let_go(professionals, 1)
    team.vacant.append(9)
    assert team.staff(professionals, 5000, 1800, week=5) == []
    assert [one.contract_minutes for one in professionals if one] == [1667, 1667]
    assert team.staff(professionals, 5000, 1800, week=9) == []
    assert [one.number for one in professionals if one] == [1, 3, 4]
    assert sum(one.contract_minutes for one in professionals if one) == 5000
    team.vacant.append(20)
    assert team.staff(professionals, 1800, 1800, week=10) == [2, 3], "the vacancy lapses, then the last hired go"
    assert team.vacant == []
    assert len({one.identity for one in professionals if one} | {0}) == 2


def test_skill_comes_with_years_and_training_and_fades() -> None:
    model = mesa.Model(rng=1)
    trained, untrained, idle = (
        Professional(model, neighbourhood=0, number=number, skill=0.3, learned_minutes=60 * (number == 1))
        for number in (1, 2, 3)
    )
    for _ in range(300):
        trained.learn(0.005, 0.006, 0.002)
        untrained.learn(0.005, 0.006, 0.002)
        idle.learn(0.0, 0.006, 0.002)
    assert 1.0 > trained.skill > untrained.skill > 0.3 > idle.skill > 0.0


def test_training_makes_an_hour_achieve_more(lived: Lived) -> None:
    with_it, without = (lived(900, 7, weeks=60, scenario=scenario(learning_hours=hours)) for hours in (4.0, 0.0))
    skills = [np.mean([one.skill for one in model.town.deciders.professionals if one]) for model in (with_it, without)]
    assert skills[0] > skills[1]
    rung = next(one for one in with_it.mechanisms.week if type(one).__name__ == "Support").team
    assert rung._direct(with_it.town).mean() > rung._direct(without.town).mean()


def test_who_leaves_takes_trust_along(lived: Lived) -> None:
    """Of the clients of a professional who leaves some stay away, the others wait again; all trust formal help less."""
    model = lived(900, 7, weeks=30, scenario=scenario())
    town = model.town
    rows, domains = town.cases()
    town.needs.bond[rows, domains] = 0.9
    town.needs.case_style[rows[::2], domains[::2]] = OUTREACH
    style, trust = town.needs.case_style[rows, domains].copy(), town.residents.trust.copy()
    mechanism = next(one for one in model.mechanisms.week if type(one).__name__ == "Staffing")
    everyone = [place for place, one in enumerate(town.deciders.professionals) if one]
    dataclasses.replace(mechanism, lost_share=0.5)._break_bonds(town, everyone)
    after = town.needs.formal[rows, domains]
    assert set(after.tolist()) == {FORMAL_NONE, FORMAL_QUEUE}
    assert (town.residents.trust[rows] < trust[rows]).all()
    assert town.ledgers.cases[0, CASES_LOST] > 0
    assert not town.needs.bond.any()
    # Only the style of those found by outreach goes along to the next worker.
    kept = np.where((after == FORMAL_QUEUE) & (style == OUTREACH), OUTREACH, 0)
    assert (town.needs.case_style[rows, domains] == kept).all()
    assert set(kept.tolist()) == {0, OUTREACH}


def test_room_to_decide_keeps_professionals(lived: Lived) -> None:
    parameters = {"staffing.leave_chance": 0.02, "staffing.room_keeps": 1.0}
    left = [
        live(lived(900, 7, scenario=scenario(parameters, worker_room=room)), 40)["turnover"].sum()
        for room in (0.0, 1.0)
    ]
    assert left[0] > 0
    assert left[1] == 0


def test_bonds_are_broken_by_turnover_alone(lived: Lived) -> None:
    stable, fleeing = (
        lived(900, 7, weeks=40, scenario=scenario({"staffing.leave_chance": chance})) for chance in (0.0, 0.02)
    )
    for model in (stable, fleeing):
        model.step()
    bonds = [model.measure("bond_mean") for model in (stable, fleeing)]
    assert bonds[0] > bonds[1]
    assert stable.town.ledgers.turnover.sum() == 0


# ---------------------------------------------------------------- overloaded carers at the door


def test_overloaded_carers_come_to_the_team(lived: Lived) -> None:
    with_it, without = (
        lived(1200, 6, weeks=20, scenario=scenario({"team.carers_ask_chance": chance})) for chance in (0.3, 0.0)
    )
    helped = [np.count_nonzero(model.town.needs.service == services.FOR_CARERS) for model in (with_it, without)]
    assert helped[0] > helped[1]


@pytest.mark.parametrize(("week", "left"), [(-53, False), (-52, True)])
def test_no_queue_of_the_beginning_is_carried_along(week: int, left: bool, lived: Lived) -> None:
    model = lived(800, 5, scenario=scenario(team_hours=2.0))
    town = model.town
    town.week = week - 1
    bring_to_team(model)
    stood = town.needs.formal == FORMAL_QUEUE
    assert np.count_nonzero(stood) > 5
    model._live_week()
    waits = town.needs.formal == FORMAL_QUEUE
    assert (stood & waits & (town.needs.formal_since < town.week)).any() == left
    assert bool(town.ledgers.cases[0, CASES_TAKEN] > 0) != left


# ---------------------------------------------------------------- social prescribing


def test_gps_take_part_one_by_one() -> None:
    practice = GpPractice(mesa.Model(rng=1), neighbourhood=0, gps=4)
    taking_part = []
    for share in (0.0, 0.25, 0.5, 1.0):
        practice.plan_week(share)
        taking_part.append(practice.participating)
    assert taking_part == [0, 1, 2, 4]


def test_nobody_is_invited_by_a_link_worker_without_gps_who_refer(lived: Lived) -> None:
    """The same people see the GP; with referral some are invited to an activity who otherwise are not."""
    found = []
    for chance in (0.9, 0.0):
        model = lived(1200, 6, scenario=scenario({"prescribing.referral_chance": chance}))
        total = live(model, 30)
        found.append((total["prescribing"][0], columns(model, "invited_until", "gp_contact")))
    (with_it, ours), (without, theirs) = found
    assert with_it[2] > 0
    assert with_it[4] > 0
    assert (without[2:] == 0).all()
    invited = [who for who in ours.keys() & theirs.keys() if ours[who][0] > theirs[who][0]]
    assert invited
    assert without[1] > 0


def test_too_few_link_workers_leave_people_waiting(lived: Lived) -> None:
    few, many = (
        live(lived(1200, 6, scenario=scenario({"prescribing.referral_chance": 0.9}, link_worker_hours=hours)), 30)
        for hours in (1.0, 40.0)
    )
    assert few["prescribing"][0, 3] < many["prescribing"][0, 3]
    assert few["link_worker"][0, 0] <= few["link_worker"][0].sum()


def test_loneliness_is_not_touched_by_prescribing_itself(lived: Lived) -> None:
    model = lived(1200, 6, weeks=20, scenario=scenario())
    before = model.town.residents.loneliness.copy()
    next(one for one in model.mechanisms.week if type(one).__name__ == "Prescribing").step(model.town)
    assert (model.town.residents.loneliness == before).all()


def test_a_year_at_the_gp_is_as_published(lived: Lived) -> None:
    """About 4.5 contacts for each adult; 12% to 18% of adults about worries or loneliness."""
    model = lived(1200, 6, scenario=scenario(participating_gps_share=0.0))
    live(model, 52)
    history = np.array(model.history)[:, :, 0]
    contacts = history[:, list(model.recorder.metrics).index("gp_contacts_per_adult")].mean()
    assert 4.0 < contacts < 5.0
    assert 0.12 < model.measure("gp_psychosocial_share") < 0.18


# ---------------------------------------------------------------- blended work


def test_digital_contact_reaches_more_with_less_and_binds_less(lived: Lived) -> None:
    half, none = (lived(900, 7, scenario=scenario(digital_share=share)) for share in (0.6, 0.0))
    blended, plainly = live(half, 20), live(none, 20)
    assert blended["stretched"][0, ONLINE] > 0
    assert plainly["stretched"][0, ONLINE] == 0
    spent = [total["professional"][0, USES.index("cases")] for total in (blended, plainly)]
    assert spent[0] < spent[1]
    assert half.measure("bond_mean") < none.measure("bond_mean")


def test_the_unskilled_miss_the_digital_part_unless_it_is_noticed(lived: Lived) -> None:
    asked = []
    for noticed in (0.0, 1.0):
        model = lived(900, 7, weeks=10, scenario=scenario({"blending.noticed_share": noticed}, digital_share=0.0))
        model.town.offers.digital_share[:] = 0.5
        rows, domains = model.town.cases()
        model.town.residents.digital_skill[rows] = 0.1
        planning = next(one for one in model.mechanisms.week if type(one).__name__ == "Planning")
        asked.append(planning._ask(model.town, rows, domains)[0].sum())
    assert asked[0] < 0.6 * asked[1]


# ---------------------------------------------------------------- signals


def test_signals_take_time_and_without_time_stay_unwritten(lived: Lived) -> None:
    written = live(lived(1200, 6, scenario=scenario({"signalling.noticed_share": 1.0})), 40)
    assert written["signals"].sum() > 0
    assert written["professional"][0, FOR_SIGNALLING] == 30 * written["signals"].sum()
    assert written["unwritten"].sum() == 0
    busy = scenario({"signalling.noticed_share": 1.0}, team_hours=0.0)
    unwritten = live(lived(1200, 6, scenario=busy), 20)
    assert unwritten["signals"].sum() == 0
    assert unwritten["unwritten"].sum() > 0
    unseen = live(lived(1200, 6, scenario=scenario({"signalling.noticed_share": 0.0})), 10)
    assert unseen["signals"].sum() + unseen["unwritten"].sum() == 0


def test_every_subject_is_signalled_somewhere(lived: Lived) -> None:
    parameters = {
        "signalling.noticed_share": 1.0, "staffing.leave_chance": 0.02, "straining.drop_out_chance": 0.05,
        "straining.threshold": 0.5,
    }  # fmt: skip
    model = lived(
        1200, 6, scenario=scenario(parameters, fee_low=60.0, fee_middle=60.0, fee_high=60.0, assessor_hours=6.0)
    )
    total = live(model, 60)["signals"][0]
    assert (total > 0).all(), dict(zip(SUBJECTS, total, strict=True))


# ---------------------------------------------------------------- trust


@pytest.mark.parametrize(("name", "up"), [("helped_gain", True), ("wait_loss", False), ("refused_loss", False)])
def test_trust_moves_with_experience(name: str, up: bool, lived: Lived) -> None:
    """Each experience alone moves the trust of somebody, and only that way; without any nobody's."""
    moved = []
    for values in ({name: 0.05}, {}):
        none = {"helped_gain": 0.0, "wait_loss": 0.0, "refused_loss": 0.0}
        model = lived(1200, 6, weeks=20, scenario=scenario(assessor_hours=6.0))
        mechanisms = _changed(model, "Trusting", **(none | values))
        model.mechanisms = _without_broken_trust(mechanisms)
        before = columns(model, "trust")
        live(model, 12)
        after = columns(model, "trust")
        moved.append([after[who][0] - before[who][0] for who in before.keys() & after.keys()
                      if after[who] != before[who]])  # fmt: skip
    assert moved[0]
    assert all((one > 0) == up for one in moved[0])
    assert not moved[1]


def _without_broken_trust(mechanisms: Any) -> Any:
    mechanisms.week = [
        dataclasses.replace(one, trust_broken=0.0) if type(one).__name__ == "Staffing" else one
        for one in mechanisms.week
    ]
    return mechanisms
