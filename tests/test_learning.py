"""Practices: they spread over a field of organisations, are put on paper or made one's own, and so change who helps.

Most of it shows in the field alone, without residents: a town of nobody, whose organisation has no professionals.
"""

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import curve_fit

from conftest import BASELINE, Lived
from samenredzaam.mechanisms.appropriating import Appropriating
from samenredzaam.mechanisms.spreading import Spreading
from samenredzaam.neighbourhood.deciders import Professional
from samenredzaam.neighbourhood.field import ELSEWHERE, HERE, Field
from samenredzaam.neighbourhood.ledgers import FOR_COACHING, FOR_LEARNING, MUNICIPALITY, ONLINE
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.neighbourhood.policy_learning import LearningPolicy
from samenredzaam.neighbourhood.practices import KEY, PRACTICES, PRACTISED, Practices
from samenredzaam.neighbourhood.residents import Homes, Residents
from samenredzaam.neighbourhood.ties import Fading
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario_changes import Change

SEEDS = (1, 2, 3, 4)
BLENDED, PRESCRIBING, RESPITE = (list(PRACTICES).index(name) for name in ("blended", "prescribing", "trained_respite"))
TEN_YEARS, TEAM = 520, 1000


class Alone:
    """A field without residents, lived week by week; in the organisation here work a thousand, of whom some leave."""

    def __init__(
        self,
        seed: int,
        policy: dict[str, float] | None = None,
        *,
        turnover: float = 0.003,
        practices: Practices = Practices(),  # noqa: B008 - it is frozen
        spreading: dict[str, float] | None = None,
        appropriating: dict[str, float] | None = None,
    ) -> None:
        self.town = Town(seed, ("here",), Residents(0), Homes(0), Fading())
        self.town.deciders.professionals = [SimpleNamespace(neighbourhood=0)] * TEAM  # type: ignore[list-item]
        self.practices = practices
        self.spreading = Spreading(practices=practices, **(spreading or {}))
        self.appropriating = Appropriating(**(appropriating or {}))
        self.turnover = turnover
        self.adopted: list[np.ndarray] = []
        self.done: list[np.ndarray] = []
        self.wish(policy or {})
        self.town.week = -1
        self.spreading.step(self.town)

    def wish(self, policy: dict[str, float]) -> None:
        for lever, value in policy.items():
            self.town.policy[lever][:] = value

    def live(self, weeks: int) -> "Alone":
        """Live so many weeks; note how much of each practice is adopted and done elsewhere."""
        town, field = self.town, self.town.field
        for _ in range(weeks):
            town.week += 1
            town.ledgers.clear()
            self.spreading.step(town)
            town.ledgers.turnover[:] = int(TEAM * self.turnover + 0.5)
            town.ledgers.contract[:], town.ledgers.professional[:, FOR_LEARNING] = 1800 * TEAM, 54 * TEAM
            self.appropriating.step(town)
            self.adopted.append(field.adopted[:ELSEWHERE].mean(axis=0))
            self.done.append((field.adopted * field.appropriated)[:ELSEWHERE].mean(axis=0))
        return self

    def in_force(self, lever: str) -> float:
        """Return what is in force here of a lever of a practice."""
        town, field = self.town, self.town.field
        wished = np.array([town.policy[one] for one in PRACTISED]).T
        done = field.adopted[HERE] * field.appropriated[HERE]
        found = self.practices.in_force(wished, field.in_place[HERE], done, field.own[HERE])
        return float(found[0, PRACTISED.index(lever)])


def courses(policy: dict[str, float], weeks: int, **changed: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean over seeds of what is adopted and of what is done elsewhere, shapes (weeks, practices)."""
    lived = [Alone(seed, policy, **changed).live(weeks) for seed in SEEDS]
    return np.mean([one.adopted for one in lived], axis=0), np.mean([one.done for one in lived], axis=0)


def weeks_until(course: np.ndarray, share: float) -> int:
    """Return the first week in which a course has reached a share."""
    return int(np.argmax(course >= share))


# ---------------------------------------------------------------- who there is


def test_every_practice_is_whole() -> None:
    assert len(PRACTISED) == len(set(PRACTISED))
    assert set(PRACTISED) <= LEVERS.keys()
    assert [PRACTISED[key] for key in KEY] == [one.levers[0] for one in PRACTICES.values()]
    for one in PRACTICES.values():
        assert one.room is None or one.room in LEVERS
        for lever in one.levers:
            assert getattr(Practices(), f"{lever}_in_full") >= LEVERS[lever].declared.default


@pytest.mark.parametrize("seed", SEEDS)
def test_peers_are_each_others_peers(seed: int) -> None:
    peers = Alone(seed).town.field.peers
    for row, others in enumerate(peers.tolist()):
        assert row not in others
        assert all(row in peers[other] for other in others)
    # Nobody is cut off: from one organisation a practice can reach all.
    reached = {0}
    while more := {other for row in reached for other in peers[row].tolist()} - reached:
        reached |= more
    assert len(reached) == len(peers)


def test_the_field_is_at_rest_before_the_first_week() -> None:
    one = Alone(1, {"field_orders": 1.0, "learning_circles": 1.0})
    one.town.week = -40
    before = one.town.field.digests()
    one.live(39)
    assert one.town.week == -1
    assert one.town.field.digests() == before


POLICIES = st.fixed_dictionaries(
    {},
    optional={
        name: st.floats(LEVERS[name].declared.low, LEVERS[name].declared.high)
        for name in [*(field.name for field in dataclasses.fields(LearningPolicy)), *PRACTISED, "worker_room"]
    },
)


@settings(max_examples=20)
@given(start=POLICIES, later=POLICIES, last=POLICIES, seed=st.integers(0, 2**32))
def test_shares_stay_shares_whatever_is_wished(
    start: dict[str, float], later: dict[str, float], last: dict[str, float], seed: int
) -> None:
    one = Alone(seed, start)
    for policy in (start, later, last):
        one.wish(policy)
        one.live(30)
        field = one.town.field
        for name in ("adopted", "appropriated", "ordered", "turnover", "learning"):
            assert (getattr(field, name) >= 0.0).all()
            assert (getattr(field, name) <= 1.0).all()
        assert (field.ordered <= field.adopted).all()
        assert (field.adopted[field.own] == 1.0).all()
        assert not field.ordered[field.own].any()
        for lever in PRACTISED:
            wished, before = one.town.policy[lever][0], field.in_place[HERE][0, PRACTISED.index(lever)]
            full = getattr(one.practices, f"{lever}_in_full", wished)
            assert min(wished, before) <= one.in_force(lever) <= max(wished, before, full)


# ---------------------------------------------------------------- what it does to a neighbourhood


def test_what_nobody_wishes_otherwise_stays_as_it_was() -> None:
    """Without spreading, offers are policy, whatever was in place at the start."""
    one = Alone(2, {"mixed_share": 0.9, "digital_share": 0.2}, spreading={"pace": 0.0, "begins_chance": 0.0})
    for _ in range(10):
        one.live(20)
        for lever in PRACTISED:
            assert one.in_force(lever) == one.town.policy[lever][0]


def test_stopping_is_easy_and_beginning_is_not() -> None:
    one = Alone(2, {"digital_share": 0.4})
    one.wish({"digital_share": 0.0})
    assert one.in_force("digital_share") == 0.0
    # Where it was already in full use, more of it is at once there too.
    one.wish({"digital_share": 0.6})
    assert one.in_force("digital_share") == pytest.approx(0.6)
    new = Alone(2, {"digital_share": 0.0})
    new.wish({"digital_share": 0.6, "roll_out": 1.0})
    new.live(4)
    assert new.town.field.adopted[HERE][0, BLENDED] == 1.0
    assert new.in_force("digital_share") == 0.0
    new.live(12)
    assert 0.0 < new.in_force("digital_share") < 0.1
    new.live(200)
    assert 0.2 < new.in_force("digital_share") < 0.6


def test_other_styles_make_room_as_far_as_clients_lead() -> None:
    one = Alone(3)
    before = {lever: float(one.town.policy[lever][0]) for lever in PRACTISED if lever.startswith("style")}
    one.wish({"style_client_led": 1.0, "style_directive": 0.0, "style_activating": 0.0, "style_laissez_faire": 0.0})
    assert one.in_force("style_directive") > 0.9 * before["style_directive"]
    one.wish({"style_client_led": 0.0})
    assert one.in_force("style_directive") == 0.0


@pytest.mark.parametrize(("practice", "room"), [(RESPITE, "respite_hours"), (BLENDED, "team_hours")])
def test_what_there_is_no_room_for_stays_on_paper(practice: int, room: str) -> None:
    lever = PRACTISED[KEY[practice]]
    both = []
    for hours in (0.0, 10.0):
        one = Alone(4, {lever: 0.0, room: hours})
        one.wish({lever: 0.5, "roll_out": 1.0})
        both.append(one.live(52).town.field)
    assert both[0].adopted[HERE][0, practice] == both[1].adopted[HERE][0, practice] == 1.0
    assert both[0].appropriated[HERE][0, practice] == 0.0
    assert both[1].appropriated[HERE][0, practice] > 0.1


def test_an_order_that_lapses_leaves_what_was_made_ones_own() -> None:
    """One year of orders is lost; after ten, what was made one's own goes on, here and elsewhere."""
    left = []
    for years in (1, 10):
        one = Alone(5, {"worker_room": 0.8}, spreading={"pace": 0.0, "begins_chance": 0.0})
        before = one.town.field.adopted.mean()
        one.wish({"field_orders": 1.0})
        assert one.live(52 * years).town.field.adopted.min() == 1.0
        one.wish({"field_orders": 0.0})
        left.append(one.live(12).town.field.adopted.mean() - before)
    assert 0.0 <= left[0] < 0.1
    assert left[1] > 0.2


def test_digital_contact_follows_what_the_team_made_its_own(lived: Lived) -> None:
    """An order of blended work changes who sees whom only as far as the team makes it its own."""
    minutes = []
    for pace in (0.0, 0.02, 0.1):
        scenario = dataclasses.replace(
            BASELINE,
            start_policy={"team_hours": 160.0, "digital_share": 0.0},
            parameters={"appropriating.pace": pace, "spreading.pace": 0.0, "spreading.begins_chance": 0.0},
            changes=(
                Change("digital_share", BASELINE.start, "value", 0.6),
                Change("roll_out", BASELINE.start, "value", 1.0),
            ),
        )
        model, total = lived(900, 7, scenario=scenario), 0
        for _ in range(60):
            model.step()
            total += int(model.town.ledgers.stretched[0, ONLINE])
        assert model.measure("practices_adopted_share") > model.measure("practices_done_share")
        minutes.append(total)
    assert minutes[0] == 0
    assert 0 < minutes[1] < 0.7 * minutes[2]


# ---------------------------------------------------------------- how it spreads


def test_social_prescribing_spreads_as_fast_as_it_did() -> None:
    """From a quarter of municipalities to a half in four years: 84 of 342 in 2019, 170 in 2023 (iq_healthcare)."""
    shares = [Alone(seed, practices=Practices(prescribing_at_start=0.25)).live(208).adopted for seed in range(1, 9)]
    course = np.mean(shares, axis=0)[:, PRESCRIBING]
    assert 0.2 < course[0] < 0.3
    assert 0.4 < course[-1] < 0.6


def test_switched_off_nothing_spreads_and_nothing_becomes_ones_own() -> None:
    adopted, _ = courses({}, 104, spreading={"pace": 0.0, "begins_chance": 0.0})
    assert (adopted[-1] == adopted[0]).all()
    still = Alone(1, turnover=0.0, appropriating={"pace": 0.0})
    before = still.town.field.appropriated.copy()
    assert (still.live(104).town.field.appropriated <= before).all()


def logistic(week: np.ndarray, most: float, middle: float, width: float) -> np.ndarray:
    return most / (1.0 + np.exp(-(week - middle) / width))


def exponential(week: np.ndarray, start: float, pace: float) -> np.ndarray:
    return start * np.exp(pace * week)


def test_adoption_over_the_field_is_an_s() -> None:
    """Pattern 12: what few have at the start follows an S and no exponential, slow at first and at the end."""
    adopted, _ = courses({}, 2 * TEN_YEARS)
    course, week = adopted[:, RESPITE], np.arange(2.0 * TEN_YEARS)
    s_shape, _ = curve_fit(logistic, week, course, p0=(1.0, 500.0, 150.0), bounds=((0.5, 0, 10), (1.0, 2000, 1000)))
    growth, _ = curve_fit(exponential, week, course, p0=(0.05, 0.003))
    left = [float(((course - fitted) ** 2).sum()) for fitted in (logistic(week, *s_shape), exponential(week, *growth))]
    assert left[0] < 0.25 * left[1]
    # The steepest quarter of the time is neither the first nor the last.
    gained = np.diff(course[[0, 260, 520, 780, 1039]])
    assert 0 < np.argmax(gained) < 3 or gained[0] < gained.max()


def test_circles_and_arenas_move_take_off_forward_and_orders_move_paper_forward() -> None:
    """Pattern 12: the other half."""
    plain, plain_done = courses({}, TEN_YEARS)
    until = weeks_until(plain[:, RESPITE], 0.25)
    assert 52 < until < TEN_YEARS
    circles, circles_done = courses({"learning_circles": 1.0}, TEN_YEARS)
    assert weeks_until(circles[:, RESPITE], 0.25) < until
    assert circles_done[-1].mean() > plain_done[-1].mean()
    arena, _ = courses({"arena_meetings": 26.0}, TEN_YEARS)
    assert arena.mean() > plain.mean()
    orders, orders_done = courses({"field_orders": 1.0}, TEN_YEARS)
    assert weeks_until(orders[:, RESPITE], 0.99) <= 4
    assert orders_done[:52].mean() < 0.5 * orders[:52].mean()


def test_arenas_work_through_front_runners() -> None:
    """Where nobody is a front-runner an arena changes nothing."""
    nobody = {"front_runner_share": 0.0}
    with_arena, without = (courses({"arena_meetings": met}, 156, spreading=nobody)[0] for met in (26.0, 0.0))
    assert (with_arena == without).all()


def test_circles_need_time_to_learn() -> None:
    one = Alone(6, {"learning_circles": 1.0})
    one.town.field.learning[:ELSEWHERE] = 0.0
    assert not one.live(13).town.field.seated[:ELSEWHERE].any()
    assert one.town.field.seated[HERE].all()


def test_a_known_name_spreads_faster_and_fits_less() -> None:
    common, common_done = courses({"common_brand": 1.0}, TEN_YEARS)
    local, local_done = courses({"common_brand": 0.0}, TEN_YEARS)
    assert common[-1].mean() > local[-1].mean()
    assert (common_done[-1] / common[-1]).mean() < (local_done[-1] / local[-1]).mean()
    same = {"spreading": {"variant_seen": 1.0}, "appropriating": {"common_fits": 1.0}}
    ends = [courses({"common_brand": brand}, 156, **same)[1][-1] for brand in (0.0, 1.0)]
    assert (ends[0] == ends[1]).all()


def test_coaching_helps_small_organisations_most_and_is_paid() -> None:
    gains = []
    for hours in (0.0, 40.0):
        one = Alone(7, {"coaching_hours": hours}, spreading={"pace": 0.0, "begins_chance": 0.0}).live(52)
        gains.append(one.town.field.appropriated[:ELSEWHERE].copy())
        assert one.town.ledgers.cents[0, MUNICIPALITY, FOR_COACHING] == int(100 * hours * 100 / 52.1775)
    field = one.town.field
    used = field.adopted[:ELSEWHERE] == 1.0
    small = field.size[:ELSEWHERE, None] <= 20
    more = gains[1] - gains[0]
    assert more[used & small].mean() > 1.5 * more[used & ~small].mean() > 0.0


@pytest.mark.parametrize("lever", ["worker_room", "backing", "learning_hours"])
def test_room_backing_and_learning_make_it_ones_own(lever: str) -> None:
    gained = []
    for high in (False, True):
        one = Alone(8, {"digital_share": 0.0})
        one.wish({"digital_share": 0.6, "roll_out": 1.0} | ({lever: 1.0} if high else {}))
        if lever == "learning_hours" and not high:
            one.appropriating = Appropriating(learning_adds=0.0)
        gained.append(one.live(52).town.field.appropriated[HERE][0, BLENDED])
    assert gained[1] > 1.2 * gained[0]


def test_who_leaves_takes_it_along(lived: Lived) -> None:
    """Turnover here is that of the team: who left is counted where they worked."""
    model = lived(900, 3, weeks=12)
    town = model.town
    team = [one for one in town.deciders.professionals if isinstance(one, Professional)]
    town.field.appropriated[HERE] = 1.0
    town.field.left_count[HERE] = 1
    for _ in range(12):
        model.step()
    assert 1 <= town.field.size[HERE][0] <= len(team)
    assert town.field.turnover[HERE][0] >= 1 / len(team) / 12
    assert (town.field.appropriated[HERE] < 1.0).any()


# ---------------------------------------------------------------- to order, or to ask (pattern 11)


def asked_or_ordered(seed: int, weeks: int, policy: dict[str, float], **changed: Any) -> tuple[Field, Field]:
    """Return the field after a wish for blended work that was asked for, and after one that was ordered."""
    found = []
    for roll_out in (0.0, 1.0):
        one = Alone(seed, {"digital_share": 0.0} | policy, **changed)
        one.wish({"digital_share": 0.6, "roll_out": roll_out})
        found.append(one.live(weeks).town.field)
    return found[0], found[1]


def done_by(weeks: int, policy: dict[str, float], **changed: Any) -> tuple[float, float]:
    """Return how much is in fact done of what was asked for, and of what was ordered: the mean of sixteen seeds."""
    pairs = [asked_or_ordered(seed, weeks, policy, **changed) for seed in range(1, 17)]
    both = [[float((one.adopted * one.appropriated)[HERE][0, BLENDED]) for one in pair] for pair in pairs]
    return tuple(np.mean(both, axis=0))  # type: ignore[return-value]


def test_what_is_imposed_is_on_paper_at_once_and_works_little() -> None:
    pairs = [asked_or_ordered(seed, 4, {}) for seed in range(1, 17)]
    assert all(ordered.adopted[HERE][0, BLENDED] == 1.0 for _, ordered in pairs)
    assert all(ordered.appropriated[HERE][0, BLENDED] < 0.05 for _, ordered in pairs)
    assert np.mean([asked.adopted[HERE][0, BLENDED] for asked, _ in pairs]) < 0.5
    by_asking, by_order = done_by(156, {})
    assert by_order < 0.8 * by_asking
    # Without what an order does to one's own motive and fit, it would only save the time of asking.
    by_asking, by_order = done_by(156, {}, appropriating={"order_drains": 0.0, "common_fits": 1.0})
    assert by_order >= by_asking


def test_where_ordering_nevertheless_wins() -> None:
    """Soon after, and where nobody takes up what is asked for; never for long where people leave fast."""
    by_asking, by_order = done_by(16, {})
    assert by_order > by_asking
    by_asking, by_order = done_by(156, {}, spreading={"asked_chance": 0.001, "pace": 0.0})
    assert by_order > by_asking
    by_asking, by_order = done_by(156, {}, turnover=0.02)
    assert by_order < by_asking
