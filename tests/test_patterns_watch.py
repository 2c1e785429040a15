"""What the study of patterns looks at beside the indicators of the model, against a slow reading of the same."""

import dataclasses

import numpy as np
import pytest

from samenredzaam.mechanisms import Mechanisms
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.ledgers import USES
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study.patterns_watch import WATCHES
from samenredzaam.study.prescribed import referred


def test_onlookers_see_what_a_slow_count_sees():
    scenario = dataclasses.replace(read_scenario("baseline"), residents=400, weeks=60)
    model = NeighbourhoodModel(scenario, 11, spin_up_weeks=20)
    onlookers = {name: watch.make(30) for name, watch in WATCHES.items()}
    here_in: dict[int, int] = {}
    helped_in: dict[int, set[int]] = {}
    for week in range(60):
        model.step()
        seen = {name: onlooker(model) for name, onlooker in onlookers.items()}
        people = _people(model)
        for who, one in people.items():
            here_in[who] = here_in.get(who, 0) + 1
            if one["given_minutes"] > 0:
                helped_in.setdefault(week, set()).add(who)
        _compare(model, seen, people, week)
        if week < 51:
            assert np.isnan(seen["willing_idle_share"])
            continue
        asked = [
            who
            for who, one in people.items()
            if here_in[who] >= 52 and one["age"] >= 18 and one["free_minutes"] >= 60
            and one["resting_until"] <= week and _would_say_yes(model, one)
        ]  # fmt: skip
        year = set().union(*(helped_in.get(past, set()) for past in range(week - 51, week + 1)))
        assert seen["willing_idle_share"] == pytest.approx(sum(who not in year for who in asked) / len(asked))


def test_onlookers_of_clients_and_of_lonely_ties_see_what_a_slow_count_sees():
    scenario = dataclasses.replace(read_scenario("baseline"), residents=900, weeks=40)
    model = NeighbourhoodModel(scenario, 12, spin_up_weeks=40)
    names = (
        "client_cohort_informal_hours", "client_cohort_unmet_share", "lasting_cohort_informal_hours",
        "lasting_cohort_agreed_hours", "loneliness_mean", "lonely_ties_correlation", "hours_for_cases_per_1000",
    )  # fmt: skip
    onlookers = {name: WATCHES[name].make(10) for name in names}
    cohort: set[int] = set()
    lasting: set[int] = set()
    looked = 0
    for week in range(40):
        model.step()
        seen = {name: onlooker(model) for name, onlooker in onlookers.items()}
        here = {one.known_as: one for one in model.residents}
        reported = {who: int(min(max(one.loneliness, 0.0), 11.0) + 0.5) for who, one in here.items()}
        adults = [who for who, one in here.items() if one.age >= 18]
        assert seen["loneliness_mean"] == pytest.approx(sum(reported[who] for who in adults) / len(adults))
        if week == 9:
            cohort = {who for who, one in here.items() if any(one.formal[domain] == 5 for domain in (0, 1, 3))}
            lasting = {
                who
                for who, one in here.items()
                if any(stage > 0 and lasts for stage, lasts in zip(one.stage, one.lasting, strict=True))
            }
        if week < 9:
            assert np.isnan(seen["client_cohort_unmet_share"])
        else:
            there = [here[who] for who in cohort if who in here]
            informal = sum(int(sum(one.received_minutes[1:4])) for one in there if max(one.stage) > 0)
            assert seen["client_cohort_informal_hours"] == pytest.approx(informal / 60 / len(there))
            unmet = sum(int(sum(one.open_minutes)) for one in there)
            assert seen["client_cohort_unmet_share"] == pytest.approx(
                unmet / sum(int(sum(one.required_minutes)) for one in there)
            )
            there = [here[who] for who in lasting if who in here]
            informal = sum(int(sum(one.received_minutes[1:4])) for one in there if max(one.stage) > 0)
            assert seen["lasting_cohort_informal_hours"] == pytest.approx(informal / 60 / len(there))
            agreed = _agreed(model, lasting)
            assert agreed > 0
            assert seen["lasting_cohort_agreed_hours"] == pytest.approx(agreed / 60 / len(there))
        used = dict(zip(USES, model.town.ledgers.professional[0].tolist(), strict=True))
        left = sum(used.values()) - sum(
            used[name] for name in ("rules", "volunteers", "connecting", "outreach", "learning")
        )
        assert seen["hours_for_cases_per_1000"] == pytest.approx(1000 * left / 60 / 900)
        if week % 13 == 12:
            assert seen["lonely_ties_correlation"] == pytest.approx(_likeness(model, reported))
            looked += 1
    assert cohort
    assert looked == 3


def _agreed(model, whom: set[int]) -> int:
    """Return the minutes that others agreed to give some people, arrangement by arrangement."""
    town, total = model.town, 0
    for row in np.flatnonzero(town.arrangements.used):
        recipient = town.arrangements.recipient[row]
        if recipient >= 0 and int(town.residents.identity[recipient]) in whom:
            total += int(town.arrangements.minutes[row])
    return total


REFERRING = {"participating_gps_share": 1.0, "link_worker_hours": 8.0}
QUARTER = 13


def test_change_after_a_referral_is_what_a_slow_count_finds():
    scenario = dataclasses.replace(read_scenario("baseline"), residents=1200, weeks=80, start_policy=REFERRING)
    model = NeighbourhoodModel(scenario, 13, spin_up_weeks=5)
    onlookers = {name: watch.make(0) for name, watch in WATCHES.items() if "_change" in name}
    here: list[dict[int, int]] = []
    contacts: list[set[int]] = []
    referred: dict[int, int] = {}
    worried: dict[int, int] = {}
    lonely: list[dict[int, int]] = []
    for week in range(80):
        model.step()
        seen = {name: onlooker(model) for name, onlooker in onlookers.items()}
        people = _referrals(model)
        here.append({who: one["age"] for who, one in people.items()})
        lonely.append({who: one["lonely"] for who, one in people.items()})
        contacts.append({who for who, one in people.items() if one["gp_contact"] == week})
        for who, one in people.items():
            if one["prescribed_since"] == week:
                referred.setdefault(who, week)
            elif one["gp_psychosocial"] == week:
                worried.setdefault(who, week)
    others = {who: week for who, week in worried.items() if referred.get(who, 1000) > week + QUARTER}
    assert min(len(referred), len(others)) > 20
    wanted = {
        "referred_gp_change_share": (referred, QUARTER, 0),
        "referred_gp_year_change_share": (referred, 52, 0),
        "referred_earlier_gp_change_share": (referred, QUARTER, 26),
        "others_gp_change_share": (others, QUARTER, 0),
    }
    for name, (who_when, span, earlier) in wanted.items():
        change = _slow_change(here, contacts, who_when, span, earlier)
        assert seen[name] == pytest.approx(change, nan_ok=True), name
    changes = [lonely[week + 52][who] - lonely[week][who]
               for who, week in referred.items() if week + 52 < 80 and who in lonely[week + 52]]  # fmt: skip
    assert changes
    assert seen["referred_loneliness_change"] == pytest.approx(sum(changes) / len(changes))


def _referrals(model) -> dict[int, dict]:
    residents = model.town.residents
    names = ("age", "gp_contact", "gp_psychosocial", "prescribed_since", "loneliness")
    return {
        int(who): one | {"lonely": int(min(max(float(one["loneliness"]), 0.0), 11.0) + 0.5)}
        for row, who in enumerate(residents.identity)
        if who
        for one in ({name: getattr(residents, name)[row] for name in names},)
    }


def _slow_change(here, contacts, who_when, span: int, earlier: int) -> float:
    """Return the change in contacts around a week of each, of those who were here and adult all the while."""
    before = after = 0
    for who, week in who_when.items():
        middle, seen = week - earlier, week + span
        begin = middle - span + 1
        if begin < 0 or seen >= len(here) or not all(who in here[one] for one in range(begin, seen + 1)):
            continue
        if here[seen][who] < 18 + 1 + (seen - begin) // 52:
            continue
        before += sum(who in contacts[one] for one in range(begin, middle + 1))
        after += sum(who in contacts[one] for one in range(middle + 1, middle + span + 1))
    return after / before - 1.0 if before else float("nan")


def test_whom_gps_would_have_referred_is_known_where_they_refer_nobody():
    scenario = dataclasses.replace(read_scenario("baseline"), residents=3000, weeks=8, start_policy=REFERRING)
    model = NeighbourhoodModel(scenario, 14, spin_up_weeks=2)
    alone = model.branch(scenario)
    alone.mechanisms = Mechanisms({"prescribing.referral_chance": 0.0})
    found: list[set[int]] = []
    for _ in range(8):
        model.step()
        alone.step()
        residents = model.town.residents
        since = residents.identity[residents.used & (residents.prescribed_since == model.town.week)]
        found.append(referred(alone.town))
        assert found[-1] == set(since.tolist())
        assert not (alone.town.residents.prescribed_since >= 0).any()
    assert len(set.union(*found)) > 5


def _likeness(model, reported: dict[int, int]) -> float:
    town, pairs = model.town, []
    for tie in np.flatnonzero(town.ties.used):
        one, other = town.ties.ends[tie]
        if other >= 0 and town.ties.kind[tie] != 0 and min(town.residents.age[[one, other]]) >= 18:
            who, whom = (reported[int(town.residents.identity[row])] for row in (one, other))
            pairs += [(who, whom), (whom, who)]
    return float(np.corrcoef(np.array(pairs).T)[0, 1])


def _people(model) -> dict[int, dict]:
    residents = model.town.residents
    names = ("age", "work_minutes", "given_minutes", "strain", "resting_until", "free_minutes", "prosocial_values")
    return {
        int(who): {name: getattr(residents, name)[row] for name in names} | {"formal": model.town.needs.formal[row]}
        for row, who in enumerate(residents.identity)
        if who
    }


def _would_say_yes(model, one) -> bool:
    """Return whether a favour over a tie of strength one half would sooner be done than not, by the formula."""
    yes = np.log(0.86 / 0.14) - 0.7 + 0.3 * float(one["prosocial_values"]) - 2.0 * float(one["strain"])
    return bool(yes > 0)


def _compare(model, seen, people, week) -> None:
    idle = [one for one in people.values() if one["age"] >= 18 and one["work_minutes"] == 0]
    assert seen["given_without_work_hours"] == pytest.approx(
        sum(int(one["given_minutes"]) for one in idle) / 60 / len(idle)
    )
    assert seen["strain_without_work_mean"] == pytest.approx(
        sum(float(one["strain"]) for one in idle) / len(idle), abs=2e-6
    )
    adults = [one for one in people.values() if one["age"] >= 18]
    without = sum(int(one["free_minutes"]) - int(one["given_minutes"]) < 15 for one in adults)
    assert seen["without_time_share"] == pytest.approx(without / len(adults))
    strained = sum(one["strain"] > 0.5 for one in idle)
    assert seen["strained_without_work_share"] == pytest.approx(strained / len(idle))
    dropped = sum(int(one["resting_until"]) > week for one in idle)
    assert seen["dropped_out_without_work_share"] == pytest.approx(dropped / len(idle))
    formal = sum(int((one["formal"] > 0).sum()) for one in people.values())
    assert seen["formal_demand_per_1000"] == pytest.approx(1000 * formal / len(people))
