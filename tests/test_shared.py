"""What people share weighs in their loneliness, and what they cannot do themselves they do not do for others."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from conftest import BASELINE, Lived
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.columns import NEVER
from samenredzaam.neighbourhood.households import leave
from samenredzaam.neighbourhood.residents import (
    ADMINISTRATIVE,
    BY_HOUSEHOLD,
    BY_TIES,
    PERSONAL,
    PRACTICAL,
    SOCIAL,
)
from samenredzaam.neighbourhood.ties import HOUSEHOLD, KIN, OUTSIDE
from samenredzaam.neighbourhood.town import Town

# Fixed before the first run.
RESIDENTS, SEED, WEEKS = 900, 3, 20
ABLE = {"ability.own_need_hinders": 0.0, "ability.limitation_hinders": 0.0}
UNABLE = {"ability.own_need_hinders": 1.0, "ability.limitation_hinders": 0.5}


def model_with(parameters: dict[str, float], weeks: int = WEEKS, **settings: Any) -> NeighbourhoodModel:
    scenario = dataclasses.replace(BASELINE, parameters=parameters)
    model = NeighbourhoodModel(scenario, SEED, residents=RESIDENTS, spin_up_weeks=8, **settings)
    for _ in range(weeks):
        model.step()
    return model


def named(model: NeighbourhoodModel, name: str, **parameters: float) -> Any:
    """Return a mechanism of the week, with other parameters perhaps."""
    found: Any = next(one for one in model.mechanisms.week if type(one).__name__ == name)
    return dataclasses.replace(found, **parameters)


def four_weeks(mechanism: Any, town: Town) -> None:
    """Live four weeks of one mechanism, so that everything has its turn."""
    for _ in range(4):
        town.week += 1
        mechanism.step(town)


def helps_whom(town: Town) -> set[tuple[int, int, int]]:
    """Return who has agreed to help whom here with what, by identity."""
    agreed, who = town.arrangements, town.residents.identity
    rows = np.flatnonzero(agreed.used & (agreed.rung == BY_TIES) & (agreed.helper >= 0) & (agreed.recipient >= 0))
    return {(int(who[agreed.helper[row]]), int(who[agreed.recipient[row]]), int(agreed.domain[row])) for row in rows}


def helps_in(parameters: dict[str, float], weeks: int) -> set[tuple[int, int, int, int]]:
    """Return who had agreed to help whom here with what in which week."""
    model = model_with(parameters, weeks=0)
    found = set()
    for week in range(weeks):
        model.step()
        found |= {(week, *agreed) for agreed in helps_whom(model.town)}
    return found


# What someone cannot do for themselves.


def test_who_cannot_do_it_themselves_does_not_help_and_others_come_in() -> None:
    able, unable = model_with(ABLE).town, model_with(UNABLE).town
    assert not able.residents.hindered.any()
    assert unable.residents.hindered.any()
    less, more = set(), set()
    for who in set(able.residents.identity.tolist()) & set(unable.residents.identity.tolist()) - {0}:
        one, other = (town.residents.received_minutes[town.residents.identity == who][0] for town in (able, unable))
        if other[BY_HOUSEHOLD] < one[BY_HOUSEHOLD]:
            less.add(who)
            if other.sum() - other[BY_HOUSEHOLD] > one.sum() - one[BY_HOUSEHOLD]:
                more.add(who)
    assert less, "no housemate stopped helping"
    assert more, "nobody came in the place of a housemate"
    assert helps_whom(unable) - helps_whom(able), "nobody helps someone else than before"


def test_the_hindered_help_nobody_with_that_and_still_give_company() -> None:
    model = model_with(UNABLE)
    town = model.town
    people, agreed, needs = town.residents, town.arrangements, town.needs
    for domain in (PRACTICAL, PERSONAL, ADMINISTRATIVE):
        cannot = (needs.stage[:, domain] > 0) | ((people.limitation == 2) & (domain != ADMINISTRATIVE))
        assert ((people.hindered[cannot & people.used] >> domain) & 1).all()
    assert not (people.hindered & (1 << SOCIAL)).any()
    rows = np.flatnonzero(agreed.used & (agreed.rung == BY_TIES) & (agreed.helper >= 0))
    hindered = people.hindered[agreed.helper[rows]]
    assert not ((hindered >> agreed.domain[rows]) & 1).any()
    assert (hindered > 0).any(), "nobody who is hindered helps with anything else"


def test_a_need_of_ones_own_ends_what_one_agreed_to(lived: Lived) -> None:
    town = lived(RESIDENTS, SEED, weeks=WEEKS).town
    agreed = town.arrangements
    rows = agreed.used & (agreed.rung == BY_TIES) & (agreed.helper >= 0) & (agreed.domain == PRACTICAL)
    helper = int(agreed.helper[np.flatnonzero(rows)[0]])
    model = lived(RESIDENTS, SEED, weeks=WEEKS)
    support = named(model, "Support")
    for hinders, goes_on in ((0.0, True), (1.0, False)):
        model = lived(RESIDENTS, SEED, weeks=WEEKS)
        town = model.town
        town.needs.stage[helper, PRACTICAL] = 2
        town.residents.limitation[helper] = 0
        dataclasses.replace(support.ability, own_need_hinders=hinders).step(town)
        dataclasses.replace(support.standing, kin_stop_chance=0.0, others_stop_chance=0.0, strain_stops=0.0).keep(town)
        agreed = town.arrangements
        mine = agreed.used & (agreed.helper == helper) & (agreed.rung == BY_TIES) & (agreed.domain == PRACTICAL)
        assert mine.any() == goes_on


# Going out.


def meetings_when(lived: Lived, lonely: float, withdrawal: float) -> Town:
    model = lived(RESIDENTS, SEED, weeks=4)
    model.town.residents.loneliness[model.town.residents.identity % np.uint64(7) == 0] = lonely
    four_weeks(named(model, "Meeting", withdrawal=withdrawal), model.town)
    model.town.residents.loneliness[:] = 0.0
    return model.town


def test_those_who_know_the_lonely_see_less_of_them(lived: Lived) -> None:
    glad, lonely = (meetings_when(lived, level, 0.3) for level in (0.0, 11.0))
    assert glad.digest() != lonely.digest()
    alike = glad.ties.used & lonely.ties.used & (glad.ties.identity == lonely.ties.identity)
    fewer = np.flatnonzero(alike & (lonely.ties.meetings != glad.ties.meetings))
    ends = glad.ties.ends[fewer]
    assert len(fewer), "nobody stayed at home"
    assert (glad.ties.kind[fewer] != HOUSEHOLD).all()
    withdrawn = glad.residents.identity[ends] % np.uint64(7) == 0
    assert withdrawn.any(axis=1).all(), "two meet less, neither of whom is lonely"
    assert (~withdrawn & (ends != OUTSIDE)).any(), "nobody was left alone by another"
    # Each meeting there is with the lonely would have been there with the glad too: the draws are the same.
    assert (lonely.ties.meetings[fewer] & ~glad.ties.meetings[fewer] == 0).all()


def test_without_withdrawal_loneliness_changes_no_meeting(lived: Lived) -> None:
    glad, lonely = (meetings_when(lived, level, 0.0) for level in (0.0, 11.0))
    assert glad.digest() == lonely.digest()


def test_who_goes_out_less_is_helped_by_others() -> None:
    usual, withdrawn = (model_with({"meeting.withdrawal": share}).town for share in (0.0, 0.8))
    assert helps_whom(usual) - helps_whom(withdrawn)
    assert helps_whom(withdrawn) - helps_whom(usual)


# Losses.


def someone_known(town: Town) -> int:
    """Return the row of an adult who has good ties here outside the home, and weak ones."""
    best, found = 0, -1
    for row in np.flatnonzero(town.residents.used & (town.residents.age >= 18)).tolist():
        good, others = good_and_weak(town, row)
        if len(others) and len(good) > best:
            best, found = len(good), row
    return found


def good_and_weak(town: Town, row: int) -> tuple[set[int], set[int]]:
    good, weak = set(), set()
    for tie in town.residents.ties[row][town.residents.ties[row] >= 0]:
        one, two = town.ties.ends[tie].tolist()
        other = two if one == row else one
        if other == OUTSIDE:
            continue
        kept = town.fading.strength_kept[max(town.week - int(town.ties.touched[tie]), 0)]
        strong = float(town.ties.strength[tie]) * kept >= town.fading.good_strength
        (good if strong else weak).add(other)
    return good, weak


@pytest.mark.parametrize("moved", [False, True])
def test_a_death_bereaves_all_who_were_close(moved: bool, lived: Lived) -> None:
    town = lived(RESIDENTS, SEED, weeks=4).town
    row = someone_known(town)
    good, _ = good_and_weak(town, row)
    before = set(np.flatnonzero(town.residents.bereaved == town.week).tolist())
    leave(town, np.array([row]), moved=moved)
    bereaved = set(np.flatnonzero(town.residents.bereaved == town.week).tolist()) - before
    assert bereaved == (set() if moved else good)


def test_the_death_of_kin_elsewhere_bereaves(lived: Lived) -> None:
    model = lived(RESIDENTS, SEED, weeks=4)
    town = model.town
    mechanism = named(model, "KinElsewhere")
    elsewhere = town.ties.used & (town.ties.kind == KIN) & (town.ties.ends[:, 1] == OUTSIDE)
    town.ties.outside_birth_week[elsewhere] = -6000
    known = town.ties.identity[elsewhere].tolist()
    first = town.week + 1
    four_weeks(mechanism, town)
    assert set(known) - set(town.ties.identity.tolist()), "nobody died"
    assert (town.residents.bereaved >= first).any()


def lonely_after(lived: Lived, change: Any, **parameters: float) -> np.ndarray:
    """Return loneliness four weeks on, without contagion, after a change of the town."""
    model = lived(RESIDENTS, SEED, weeks=4)
    change(model.town)
    four_weeks(named(model, "Feeling", contagion=0.0, **parameters), model.town)
    found: np.ndarray = model.town.residents.loneliness[model.town.residents.used].copy()
    return found


def test_grief_makes_lonely_and_without_its_weight_does_nothing(lived: Lived) -> None:
    def nobody(town: Town) -> None:
        town.residents.bereaved[:] = NEVER
        town.residents.partner_lost[:] = NEVER

    def everyone(town: Town) -> None:
        nobody(town)
        town.residents.bereaved[town.residents.used] = town.week

    assert (lonely_after(lived, everyone) > lonely_after(lived, nobody)).all()
    same = lonely_after(lived, everyone, grief_adds=0.0) == lonely_after(lived, nobody, grief_adds=0.0)
    assert same.all()


def test_of_two_losses_the_greater_counts(lived: Lived) -> None:
    def partner(town: Town) -> None:
        town.residents.partner_lost[town.residents.used] = town.week
        town.residents.bereaved[:] = NEVER

    def both(town: Town) -> None:
        partner(town)
        town.residents.bereaved[town.residents.used] = town.week

    assert (lonely_after(lived, partner) == lonely_after(lived, both)).all()


def test_whoever_grieves_is_helped_and_helps_otherwise() -> None:
    usual, grieving = (helps_in({"feeling.grief_adds": adds}, weeks=60) for adds in (0.0, 4.0))
    assert usual ^ grieving


# Streets and homes.


def test_a_pleasant_street_is_less_lonely_and_without_its_weight_all_are_alike(lived: Lived) -> None:
    def at(level: float) -> Any:
        return lambda town: town.streets.liveability.__setitem__(slice(None), level)

    assert (lonely_after(lived, at(1.0)) < lonely_after(lived, at(0.0))).all()
    same = lonely_after(lived, at(1.0), street_lowers=0.0) == lonely_after(lived, at(0.0), street_lowers=0.0)
    assert same.all()


def test_streets_differ_in_themselves(lived: Lived) -> None:
    spread = {}
    for setting in (0.0, 0.15):
        model = lived(RESIDENTS, SEED, weeks=4)
        tending = named(model, "Tending", setting_spread=setting, pace=0.1)
        for _ in range(60):
            model.town.week += 1
            tending.step(model.town)
        spread[setting] = float(model.town.streets.liveability.std())
    assert spread[0.15] > 1.5 * spread[0.0]


def test_a_street_in_itself_lets_others_meet_and_help() -> None:
    usual, differing = (helps_in({"tending.setting_spread": spread}, weeks=40) for spread in (0.0, 0.3))
    assert usual ^ differing


def likeness_at_home(town: Town) -> float:
    """Return the correlation of setpoints over all pairs of housemates."""
    ends = town.ties.ends[town.ties.used & (town.ties.kind == HOUSEHOLD) & (town.ties.ends[:, 1] != OUTSIDE)]
    setpoint = town.residents.loneliness_setpoint.astype(float)
    one, other = np.concatenate([ends, ends[:, ::-1]]).T
    return float(np.corrcoef(setpoint[one], setpoint[other])[0, 1])


def test_a_home_shares_what_makes_its_people_lonely() -> None:
    shared = {share: likeness_at_home(model_with({"people.loneliness_home_share": share}, weeks=1).town)
              for share in (0.0, 0.2, 0.6)}  # fmt: skip
    assert abs(shared[0.0]) < 0.1 < shared[0.2] < shared[0.6]
    assert abs(shared[0.6] - 0.6) < 0.1
