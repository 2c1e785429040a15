"""The network report: every measure against a slow, obvious count or against networkx, and the report as a whole."""

import itertools
import json
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.profile import read as read_profile
from samenredzaam.neighbourhood.profile import write as write_profile
from samenredzaam.neighbourhood.residents import Homes, Residents
from samenredzaam.neighbourhood.ties import (
    BY_ELSEWHERE,
    BY_HOUSEHOLD_LIFE,
    BY_START,
    BY_STREET,
    FRIEND,
    HOUSEHOLD,
    KIN,
    KINDS,
    NEIGHBOUR,
    OUTSIDE,
    Fading,
)
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.sources import CONFIDENCES, sources
from samenredzaam.streams import mixed
from samenredzaam.study import network_measures as measures
from samenredzaam.study.network import report
from samenredzaam.study.network_course import CONTACTS, Followed, means
from samenredzaam.study.network_rows import CONTACT_NAMES, at_the_start, figures, over_the_years

PEOPLE = 12
PROPERTY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def town_of(people=PEOPLE, ages=None, places=None):
    """Return a town of people who each live alone, without ties; `places` are (x, y) of their homes."""
    residents, homes = Residents(people), Homes(people)
    residents.identity[:] = [mixed(row + 1) for row in range(people)]
    residents.home[:] = np.arange(people)
    residents.age[:] = ages if ages is not None else 40
    residents.birth_week[:] = -np.ceil(residents.age * WEEKS_PER_YEAR).astype(int) - 5
    homes.identity[:] = np.arange(people) + 1
    if places is not None:
        homes.x[:], homes.y[:] = np.array(places, dtype=np.float32).T
    return Town(1, ("A",), residents, homes, Fading())


def tie(town, one, two, kind=FRIEND, *, made=-10, touched=None, strength=0.6, maker=BY_START, born=-2000, meets=()):
    """Add a tie to the table, as it stands there, and return its row; `meets` are weeks close to the town's."""
    row = town.ties.capacity
    town.ties.grow(row + 1)
    ties = town.ties
    ties.identity[row] = mixed(1000 + row)
    ties.ends[row] = (one, two)
    ties.kind[row], ties.maker[row], ties.made[row], ties.strength[row] = kind, maker, made, strength
    ties.touched[row] = made if touched is None else touched
    ties.outside_birth_week[row] = born
    ties.meetings[row] = sum(1 << (int(ties.identity[row]) + week) % 4 for week in meets)
    return row


def drawn_town(edges, ages=None, places=None):
    """Return a town with ties from {(one, two): kind}."""
    town = town_of(ages=ages, places=places)
    for (one, two), kind in edges.items():
        tie(town, one, two, kind)
    return town


PAIRS = list(itertools.combinations(range(PEOPLE), 2))
NETWORKS = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from([HOUSEHOLD, KIN, FRIEND, NEIGHBOUR]), max_size=40)
AGES = st.lists(st.integers(0, 100), min_size=PEOPLE, max_size=PEOPLE)
PLACES = st.lists(st.tuples(st.integers(0, 700), st.integers(0, 700)), min_size=PEOPLE, max_size=PEOPLE)


@PROPERTY
@given(NETWORKS)
def test_clustering_with_household_is_that_of_networkx(edges):
    graph = nx.Graph(list(edges))
    found = measures.clustering(drawn_town(edges), household_too=True)
    for row in range(PEOPLE):
        if row in graph and graph.degree(row) > 1:
            assert found[row] == pytest.approx(nx.clustering(graph, row), abs=1e-12)
        else:
            assert math.isnan(found[row])


@PROPERTY
@given(NETWORKS)
def test_clustering_without_household_counts_pairs_of_the_others(edges):
    graph = nx.Graph(list(edges))
    own = nx.Graph([pair for pair, kind in edges.items() if kind != HOUSEHOLD])
    found = measures.clustering(drawn_town(edges), household_too=False)
    for row in own:
        known = list(own[row])
        if len(known) > 1:
            tied = graph.subgraph(known).number_of_edges()
            assert found[row] == pytest.approx(tied / math.comb(len(known), 2), abs=1e-12)
        else:
            assert math.isnan(found[row])


def test_a_couple_one_knows_is_a_tied_pair():
    town = drawn_town({(0, 1): FRIEND, (0, 2): FRIEND, (1, 2): HOUSEHOLD, (0, 3): HOUSEHOLD})
    assert measures.clustering(town, household_too=False)[0] == 1.0
    assert measures.clustering(town, household_too=True)[0] == pytest.approx(1 / 3)


@PROPERTY
@given(NETWORKS, AGES)
def test_likeness_is_that_of_networkx(edges, ages):
    town = drawn_town(edges, ages)
    codes = np.array(ages) % 3 - 1
    graph = nx.Graph([pair for pair in edges if min(codes[list(pair)]) >= 0])
    nx.set_node_attributes(graph, dict(enumerate(codes.tolist())), "code")
    found = measures.likeness(codes, measures.ties_here(town))
    if len(graph) == 0:
        assert math.isnan(found.same)
        return
    same = sum(codes[one] == codes[two] for one, two in graph.edges) / graph.number_of_edges()
    assert found.same == pytest.approx(same)
    ends = [codes[row] for pair in graph.edges for row in pair]
    assert found.expected == pytest.approx(sum(ends.count(code) ** 2 for code in set(ends)) / len(ends) ** 2)
    if len({codes[row] for row in graph}) > 1:
        assert found.coefficient == pytest.approx(nx.attribute_assortativity_coefficient(graph, "code"))
    else:
        assert math.isnan(found.coefficient)


@PROPERTY
@given(NETWORKS, AGES)
def test_likeness_in_age_is_that_of_networkx(edges, ages):
    town = drawn_town(edges, ages)
    found = measures.age_likeness(town, measures.ties_here(town))
    adults = [age for age in ages if age >= 18]
    if len(adults) > 1:
        gaps = [abs(one - two) for one, two in itertools.combinations(adults, 2)]
        assert found.random_gap_years == pytest.approx(sum(gaps) / len(gaps))
    if not edges:
        assert math.isnan(found.correlation)
        return
    gaps = [abs(ages[one] - ages[two]) for one, two in edges]
    assert found.gap_years == pytest.approx(sum(gaps) / len(gaps))
    graph = nx.Graph(list(edges))
    nx.set_node_attributes(graph, dict(enumerate(ages)), "age")
    if len({ages[row] for row in graph}) > 1:
        assert found.correlation == pytest.approx(nx.numeric_assortativity_coefficient(graph, "age"), abs=1e-9)


@PROPERTY
@given(NETWORKS, AGES, PLACES)
def test_rings_count_pairs_as_one_would_by_hand(edges, ages, places):
    town = drawn_town(edges, ages, places)
    town.residents.home[1] = town.residents.home[0]
    pairs, tied = [0] * 6, [0] * 6
    for one, two in PAIRS:
        if min(ages[one], ages[two]) < 18 or (one, two) == (0, 1):
            continue
        at = [places[0] if row == 1 else places[row] for row in (one, two)]
        square = (at[0][0] - at[1][0]) ** 2 + (at[0][1] - at[1][1]) ** 2
        ring = next((ring for ring in range(5) if square <= (100 * (ring + 1)) ** 2), 5)
        pairs[ring] += 1
        tied[ring] += edges.get((one, two), HOUSEHOLD) != HOUSEHOLD
    # Two who share a home are no pair by distance, so a tie between them other than of the household would be.
    edges_at_home = edges.get((0, 1), HOUSEHOLD) != HOUSEHOLD and min(ages[:2]) >= 18
    tied[0] += edges_at_home
    found = measures.rings(town)
    assert found.pairs.tolist() == pairs
    assert found.tied.tolist() == tied


def test_a_ring_reaches_up_to_its_edge_for_pairs_and_ties_alike():
    places = [(0, 0), (60, 80), (0, 101)] + [(5000 + 900 * row, 0) for row in range(PEOPLE - 3)]
    found = measures.rings(drawn_town({(0, 1): FRIEND, (0, 2): FRIEND}, places=places))
    assert found.tied.tolist() == [1, 1, 0, 0, 0, 0]
    assert found.pairs[:2].tolist() == [2, 1]  # 0-1 at exactly 100 m, 1-2 at 64 m; 0-2 at 101 m


def test_ties_are_counted_for_both_ends_by_kind_and_place():
    town = drawn_town({(0, 1): FRIEND, (0, 2): NEIGHBOUR})
    tie(town, 0, OUTSIDE, KIN)
    found = measures.ties_by_kind(town)
    assert found.sum() == 5
    assert found[0, FRIEND, 0] == found[1, FRIEND, 0] == found[0, NEIGHBOUR, 0] == found[2, NEIGHBOUR, 0] == 1
    assert found[0, KIN, 1] == 1


def test_children_are_no_supporters():
    town = drawn_town({(0, 1): HOUSEHOLD, (0, 2): HOUSEHOLD}, ages=[40, 17, 18] + [40] * (PEOPLE - 3))
    tie(town, 0, OUTSIDE, KIN, born=-17 * 52)
    tie(town, 0, OUTSIDE, KIN, born=-19 * 53)
    assert measures.supporters(town)[0].tolist() == [1, 1, 0, 0, 0, 0]


def test_good_ties_fade():
    town = drawn_town({})
    town.week = 52
    tie(town, 0, 1, touched=52, strength=0.6)
    tie(town, 0, 2, touched=42, strength=0.6)
    tie(town, 0, 3, touched=-40, strength=0.99)
    weeks = math.log(0.5 / 0.6) / math.log(0.985)
    assert 10 < weeks < 92
    assert measures.good_ties(town)[:4].tolist() == [2, 1, 1, 0]


@pytest.mark.parametrize(("strength", "good"), [(0.5, 1), (0.49, 0)])
def test_a_tie_is_good_from_the_declared_strength(strength, good):
    town = drawn_town({})
    tie(town, 0, 1, strength=strength, touched=0)
    assert town.fading.good_strength == 0.5
    assert measures.good_ties(town)[:3].tolist() == [good, good, 0]


def test_what_is_left_of_ties():
    town = drawn_town({(0, 1): FRIEND, (0, 2): FRIEND, (3, 4): FRIEND, (5, 6): NEIGHBOUR, (7, 8): KIN})
    outside = tie(town, 9, OUTSIDE, KIN)
    lost_outside = tie(town, 10, OUTSIDE, KIN)
    before = measures.snapshot(town)
    ties, identity = town.ties, town.residents.identity
    ties.identity[0] = 0  # the friends 0 and 1 part
    ties.ends[1], ties.identity[1] = (0, OUTSIDE), mixed(int(ties.identity[1]))  # 2 moves away and stays a friend of 0
    identity[2] = 0
    identity[4] = ties.identity[2] = 0  # 4 dies
    ties.made[3] = 20  # 5 and 6 parted and became neighbours again
    identity[7] = identity[8] = ties.identity[4] = 0  # 7 and 8 leave together
    ties.identity[lost_outside] = 0
    town.week = 52
    found = measures.kept(town, before)
    assert found.here.tolist() == [0, 0, 1, 1, 0, 0]  # 0-1 and 5-6
    assert found.here_left.tolist() == [0, 0, 0, 0, 0, 0]
    assert found.elsewhere.tolist() == [0, 2, 0, 0, 0, 0]
    assert found.elsewhere_left.tolist() == [0, 1, 0, 0, 0, 0]
    assert found.all.tolist() == [0, 2, 4, 2, 0, 0]  # friends seen from 0, 1, again 0, and 3
    assert found.all_left.tolist() == [0, 1, 1, 0, 0, 0]  # 0 has 2 still
    assert ties.identity[outside] != 0


def test_contact_and_new_ties_of_the_week():
    town = drawn_town({(0, 1): FRIEND})
    town.week = 30
    tie(town, 1, 2, NEIGHBOUR, meets=(30,))
    tie(town, 2, 10, NEIGHBOUR, meets=(29, 31), touched=30)
    tie(town, 3, OUTSIDE, KIN, meets=(30, 31))
    tie(town, 4, 5, NEIGHBOUR, made=30, maker=BY_STREET)
    tie(town, 6, OUTSIDE, FRIEND, made=30, maker=BY_ELSEWHERE)
    tie(town, 7, 8, HOUSEHOLD, made=30, maker=BY_HOUSEHOLD_LIFE)
    tie(town, 9, OUTSIDE, KIN, made=30, maker=BY_START)
    assert np.flatnonzero(measures.in_contact(town, (NEIGHBOUR,))).tolist() == [1, 2, 4, 5]
    assert np.flatnonzero(measures.in_contact(town, CONTACTS["contact_any"])).tolist() == [1, 2, 3, 4, 5, 6, 9]
    assert measures.made_now(town) == (1, 1)


def followed_week(ages=None):
    """Return what is seen in week 30 of a town with one contact of two neighbours and two new ties, one elsewhere."""
    town = town_of(ages=ages)
    seen = Followed(measures.snapshot(town), [means(town)])
    town.week = 30
    tie(town, 0, 1, NEIGHBOUR, meets=(30,))
    tie(town, 2, 3, FRIEND, made=30, maker=BY_STREET)
    tie(town, 4, OUTSIDE, FRIEND, made=30, maker=BY_ELSEWHERE)
    seen.see(town)
    seen.course.append(means(town))
    return {row.measure.en: row.value for row in over_the_years(seen, measures.kept(town, seen.before), 1)}


def test_new_ties_are_told_by_place_and_one_elsewhere_is_half_of_one():
    found = followed_week()
    assert found["with someone here"] == pytest.approx(10_000 / PEOPLE)
    assert found["with someone elsewhere"] == pytest.approx(10_000 / PEOPLE)
    assert found["together"] == pytest.approx(20_000 / PEOPLE)
    assert found["together, elsewhere as half"] == pytest.approx(15_000 / PEOPLE)


def test_contact_is_a_share_of_those_of_15_and_older():
    found = followed_week([15, 14] + [40] * 6 + [3] * (PEOPLE - 8))
    assert found["with neighbours"] == pytest.approx(100 / 7)  # the one of 15 counts, the one of 14 does not
    assert found["with friends"] == pytest.approx(300 / 7)
    assert found["with kin"] == 0


def test_a_town_without_anyone_or_without_ties_is_reported():
    for town in (town_of(0), town_of(1), town_of()):
        seen = Followed(measures.snapshot(town), [means(town)])
        seen.see(town)
        seen.course.append(means(town))
        rows = at_the_start(town) + over_the_years(seen, measures.kept(town, seen.before), 1)
        assert all(row.value is None or math.isfinite(row.value) for row in rows)
        assert not any(row.within for row in rows)


def test_figures_are_declared_with_what_is_needed():
    for name, figure in figures().items():
        assert figure.confidence in CONFIDENCES, name
        assert (figure.source is None) == (figure.confidence == "GK"), name
        assert figure.source is None or figure.source in sources(), name
        assert (figure.low is None) == (figure.high is None), name
        assert figure.low is None or figure.low < figure.high, name
        assert all(figure.text), name
    assert CONTACTS.keys() == CONTACT_NAMES.keys()


@pytest.fixture(scope="module")
def found():
    """Return the report of a small neighbourhood."""
    return report("netherlands", 3, residents=600, spin_up_weeks=12)


def test_the_report_shows_every_figure(found):
    shown = {row.figure for row in found.rows() if row.figure}
    everything = {figure.text for name, figure in figures().items() if name != "survival_seven_years"}
    assert shown == everything
    assert found.residents == 600
    assert len(found.course) == 2
    for row in found.rows():
        assert (row.figure is None) == (row.confidence is None)
        assert row.within is None or row.figure is not None
    assert found.missed() == [row for row in found.rows() if row.within is False]


def test_the_report_is_json_and_comes_out_the_same_again(found):
    text = json.dumps(found.as_json(), allow_nan=False)
    assert text == json.dumps(report("netherlands", 3, residents=600, spin_up_weeks=12).as_json())
    assert text != json.dumps(report("netherlands", 4, residents=600, spin_up_weeks=12).as_json())


def test_the_report_is_said_in_two_languages(found):
    dutch, english = ([row.said(language) for row in found.rows()] for language in ("nl", "en"))
    assert len({tuple(row) for row in dutch}) == 1
    assert dutch[0].keys() != english[0].keys()
    names = [(row.group, row.measure) for row in found.rows()]
    assert len(names) == len(set(names))


def test_measuring_changes_nothing(made):
    before = made.town.digest()
    at_the_start(made.town)
    measures.kept(made.town, measures.snapshot(made.town))
    means(made.town)
    assert made.town.digest() == before


@pytest.fixture(scope="module")
def made():
    """Return a small model that was spun up for a while."""
    from samenredzaam.model import NeighbourhoodModel

    return NeighbourhoodModel("baseline", 5, residents=400, spin_up_weeks=12, record=False)


def test_a_built_network_agrees_with_places_among_residents(made):
    residents = made.town.residents
    places = (residents.ties >= 0).sum(axis=1)
    assert measures.ties_by_kind(made.town).sum(axis=(1, 2)).tolist() == places.tolist()
    assert places.sum() > 1000


def test_a_built_network_has_the_clustering_of_networkx(made):
    ties = made.town.ties
    graph = nx.Graph([ends for ends, used in zip(ties.ends.tolist(), ties.used, strict=True) if used and ends[1] >= 0])
    found = measures.clustering(made.town, household_too=True)
    several = [row for row in graph if graph.degree(row) > 1]
    assert np.nansum(found) == pytest.approx(sum(nx.clustering(graph, several).values()))
    assert len(several) == int((~np.isnan(found)).sum()) > 200


def test_the_order_of_ties_does_not_matter(made):
    town = made.town
    rows = at_the_start(town)
    saved = town.saved()
    order = np.random.default_rng(8).permutation(town.ties.capacity)
    place = np.argsort(order)
    town.ties.restore({name: array[order] for name, array in town.ties.arrays().items()})
    town.residents.ties[:] = np.where(town.residents.ties >= 0, place[town.residents.ties], -1)
    assert at_the_start(town) == rows
    town.restore(made, saved)


def test_friends_kept_longer_are_seen_to_be(monkeypatch):
    import dataclasses

    from samenredzaam.scenario import read as read_scenario
    from samenredzaam.study import network

    monkeypatch.setattr(
        network,
        "read_scenario",
        lambda name: dataclasses.replace(read_scenario(name), parameters={"meeting.friend_survival": 0.995}),
    )
    long = _values(report("netherlands", 3, residents=600, spin_up_weeks=4))
    monkeypatch.setattr(
        network,
        "read_scenario",
        lambda name: dataclasses.replace(read_scenario(name), parameters={"meeting.friend_survival": 0.6}),
    )
    short = _values(report("netherlands", 3, residents=600, spin_up_weeks=4))
    name = "friends, both still live here"
    assert long[name] > 97 > 75 > short[name]
    assert long["neighbours, both still live here"] == pytest.approx(short["neighbours, both still live here"], abs=8)


def _values(found):
    return {row.measure.en: row.value for row in found.rows() if row.group.en == "survival of ties"}


def test_a_profile_may_be_a_path(tmp_path, found):
    path = tmp_path / "netherlands.toml"
    write_profile(read_profile("netherlands"), path)
    assert report(path, 3, residents=600, spin_up_weeks=12).rows() == found.rows()


@pytest.mark.parametrize("years", [0, 51, 1.5, True, "1"])
def test_years_out_of_range_are_refused(years):
    with pytest.raises(InputError, match="whole number from 1 to 50"):
        report("netherlands", years=years)


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="netherlands"):
        report("netherland")
    with pytest.raises(InputError, match="not found"):
        report(tmp_path / "nothing.toml")
    with pytest.raises(InputError, match="residents"):
        report("netherlands", residents=5)


def test_seven_years_are_held_against_the_panel():
    found = report("netherlands", 3, residents=200, years=7, spin_up_weeks=4)
    left = [row for row in found.rows() if row.figure == figures()["survival_seven_years"].text]
    assert len(left) == 1
    assert left[0].value is not None
    yearly = next(row.value for row in found.rows() if row.measure.en.startswith("all outside the household, losses"))
    assert (yearly / 100) ** 7 == pytest.approx(left[0].value / 100, abs=1e-9)
    assert len(found.course) == 8
    assert len(KINDS) == found.course[0].by_kind.shape[0]
