"""Published figures and how the model is held against them: the file, the measures beside slow twins, the command."""

import csv
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest

from command import asked, on_terminal
from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.neighbourhood.residents import (
    ADMINISTRATIVE,
    BY_PROVISION,
    BY_TEAM,
    FORMAL_PROVISION,
    PERSONAL,
    PRACTICAL,
    SOCIAL,
)
from samenredzaam.recording import GROUPS as METRIC_GROUPS
from samenredzaam.recording import METRICS
from samenredzaam.show.figures import draw_validation, svg
from samenredzaam.show.validation import drawable, pictures, place, reference
from samenredzaam.sources import CONFIDENCES, sources
from samenredzaam.study.targets import EVIDENCE, GROUPS, INPUT, ROLES, SET_BY, target, targets
from samenredzaam.study.validate import YEAR_WEEKS, validate
from samenredzaam.study.validate_measuring import MEASURES, measure_named, onlookers
from samenredzaam.study.validate_people import carers, reported
from samenredzaam.study.validation import HEADER, Outcome, Validation, Verdict
from samenredzaam.study.validation_findings import BEGIN, renew
from samenredzaam.texts import Text

STUDY = Path(__file__).parent.parent / "experiments" / "validation"
WEEKS = 13

# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("name", targets())
def test_a_target_is_whole(name):
    found = targets()[name]
    assert found.group in GROUPS
    assert found.role in ROLES
    assert found.confidence in CONFIDENCES
    assert found.source is None or found.source in sources(), f"{found.source} is not in data/sources.toml"
    assert found.source is not None or found.confidence == "GK", "without a publication it is general knowledge"
    for text in (found.title, found.unit, found.defined, found.note, found.not_in_model, found.not_measured):
        assert text is None or all(said.strip() for said in text)
    assert all(all(part.title) for part in found.parts) or len(found.parts) == 1
    assert found.said is not None or all(all(part.figure) for part in found.parts)
    assert len(set(found.keys)) == len(found.keys)
    assert (found.measure is None) == bool(found.reason.nl)
    assert found.figure("nl")
    for part in found.parts:
        assert part.low is None or part.high is None or part.low <= part.high


@pytest.mark.parametrize("name", [name for name, found in targets().items() if found.measure])
def test_a_target_is_measured_by_something_there_is(name):
    found = targets()[name]
    kind, _, rest = found.measure.partition(".")
    if kind == "metric":
        metric, _, group = rest.partition(".")
        assert metric in METRICS
        assert not group or group in METRIC_GROUPS
    elif kind in ("parameter", "lever"):
        assert rest in (PARAMETERS if kind == "parameter" else LEVERS)
    assert measure_named(found.measure).parts == found.keys


def test_what_is_no_evidence_says_what_was_set_from_it():
    for name, found in targets().items():
        assert (found.role == EVIDENCE) == (not found.by), name
        for one in found.by:
            kind, _, rest = one.partition(".")
            known = one == "profile" or one in PARAMETERS or (kind == "lever" and rest in LEVERS)
            assert known, f"{name}: {one} is no parameter or lever"
    assert {found.role for found in targets().values()} == {EVIDENCE, SET_BY, INPUT}


def test_no_measure_is_made_for_nothing():
    used = {found.measure for found in targets().values() if found.measure}
    assert set(MEASURES) == {name for name in used if "." not in name}


def test_a_parameter_of_which_a_figure_is_the_source_is_named_as_input_or_set():
    """A parameter that cites a publication cannot be tested with the same figure."""
    for name, declared in PARAMETERS.items():
        held = [one for one in targets().values() if one.source == declared.source and one.source and one.held]
        assert not held or any(name in one.by or one.role != EVIDENCE for one in held), name


TABLE = {
    "group": "care",
    "title": {"nl": "t", "en": "t"},
    "unit": {"nl": "u", "en": "u"},
    "confidence": "S",
    "defined": {"nl": "d", "en": "d"},
    "measure": "helped",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": 1}, "colour"),
        ({"unit": None}, "lacks unit"),
        ({"not_in_model": {"nl": "x", "en": "x"}}, "one of measure"),
        ({"measure": None}, "one of measure"),
        ({"value": 3.0, "low": 2.0}, "both a value and a range"),
    ],
)
def test_a_broken_target_is_refused(change, said):
    table = {key: value for key, value in (TABLE | change).items() if value is not None}
    with pytest.raises(ValueError, match=said):
        target("broken", table)


@pytest.mark.parametrize(
    ("said", "low", "high", "figure"),
    [
        ({"value": 20.0}, 18.0, 22.0, "20"),
        ({"value": 2000.5, "points": 0.5}, 2000.0, 2001.0, "2.000,5"),
        ({"value": 10.0, "relative": 0.2}, 8.0, 12.0, "10"),
        ({"low": 1.5, "high": 2.0}, 1.5, 2.0, "1,5 tot 2"),
        ({"low": 60.0}, 60.0, None, "meer dan 60"),
        ({"high": 0.0}, None, 0.0, "minder dan 0"),
        ({}, None, None, ""),
    ],
)
def test_bounds_follow_from_what_is_given(said, low, high, figure):
    (part,) = target("made up", TABLE | said).parts
    assert (part.low, part.high) == (pytest.approx(low) if low is not None else None, high)
    assert part.figure.nl == figure
    assert part.bounded == (low is not None or high is not None)
    if low is not None:
        assert part.holds(low)
        assert not part.holds(low - 0.1)
        assert part.beyond(low - 0.5) == pytest.approx(-0.5)
    if high is not None:
        assert part.beyond(high + 0.5) == pytest.approx(0.5)
        assert part.beyond(high) == 0.0


# ---------------------------------------------------------------- the measures beside slow twins


class People:
    """The slow twin: everyone's weeks as dicts by identity."""

    def __init__(self, town):
        self.before = self.now(town)
        self.weeks = []

    @staticmethod
    def now(town):
        residents, needs = town.residents, town.needs
        columns = (
            "age", "sex", "schooling", "loneliness", "role", "role_since", "role_minutes", "occasional", "position",
            "limitation", "given_minutes", "caring_weeks", "children_born", "good_ties", "partner_lost", "home",
            "occasional_week", "asked_by", "volunteered_minutes",
        )  # fmt: skip
        found = {}
        for row in range(residents.capacity):
            if residents.identity[row] != 0:
                one = {name: getattr(residents, name)[row].item() for name in columns}
                one["formal"] = needs.formal[row].tolist()
                one["formal_since"] = needs.formal_since[row].tolist()
                one["asked_since"] = needs.asked_since[row].tolist()
                one["formal_help"] = sum(int(residents.received_minutes[row, rung]) for rung in (BY_TEAM, BY_PROVISION))
                one["helped_out"] = one["occasional_week"] == town.week
                one["home_help"] = int(residents.received_minutes[row, 1])
                found[int(residents.identity[row])] = one
        return found

    def see(self, town):
        self.weeks.append((town.week, self.now(town)))

    def stayed(self, age=0):
        """Yield who lived here all the time, grown enough at first: as then, and week by week."""
        for who, one in self.before.items():
            if one["age"] >= age and all(who in week for _, week in self.weeks):
                yield one, [week[who] for _, week in self.weeks]

    def person_weeks(self):
        for week, people in self.weeks:
            for one in people.values():
                yield week, one


def score(one):
    return int(min(max(one["loneliness"], 0.0), 11.0) + 0.5)


CARE = ("age", "given_minutes", "volunteered_minutes", "caring_weeks")


def is_carer(one):
    return one["age"] >= 20 and (cared(one) >= 480 or one["caring_weeks"] >= 13)


def cared(one):
    return one["given_minutes"] - one["volunteered_minutes"]


def share(chosen, of):
    chosen, of = list(chosen), list(of)
    return 100.0 * sum(chosen) / len(of) if of else math.nan


@pytest.fixture(scope="module")
def seen(lived):
    """Return what all measures give for a small town over a quarter of a year, its slow twin, and the model."""
    model = lived(400, 3)
    looking, twin = onlookers(list(MEASURES)), People(model.town)
    for one in looking.values():
        one.begin(model)
    for _ in range(WEEKS):
        model.step()
        twin.see(model.town)
        before = model.town.digest()
        for one in looking.values():
            one.see(model)
        assert model.town.digest() == before, "measuring changes nothing"
    values = {name: one.values(model) for name, one in looking.items()}
    return values, twin, model


def is_close(found, wanted):
    assert list(found) == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


def test_help_given_is_that_of_the_twin(seen):
    values, twin, _ = seen
    weekly, monthly, yearly = [], [], []
    for _, weeks in twin.stayed(18):
        helps = [week["given_minutes"] > 0 for week in weeks]
        weekly += helps
        monthly += [any(helps[begin : begin + 4]) for begin in range(0, 12, 4)]
        yearly.append(any(helps))
    is_close(values["helped"], [share(found, found) for found in (weekly, monthly, yearly)])


def test_volunteers_are_those_of_the_twin(seen):
    values, twin, _ = seen
    yearly, monthly, care, street = [], [], [], []
    by_schooling = {3: [], 1: []}
    by_age = [[] for _ in range(7)]
    for before, weeks in twin.stayed():
        active = [week["role"] != 0 or week["helped_out"] for week in weeks]
        if before["age"] >= 15:
            by_age[min((before["age"] - 15) // 10, 6)].append(any(active))
            yearly.append(any(active))
            roles = [week["role"] for week in weeks]
            monthly += [any(active[begin : begin + 4]) for begin in range(0, 12, 4)]
            care.append(1 in roles)
            street.append(2 in roles)
            if before["schooling"] in by_schooling:
                by_schooling[before["schooling"]].append(any(active))
    is_close(values["volunteers_yearly"], [share(yearly, yearly)])
    is_close(values["volunteers_monthly"], [share(monthly, monthly)])
    is_close(values["volunteers_kind"], [share(care, care), share(street, street)])
    is_close(values["volunteers_by_age"], [share(group, group) for group in by_age])
    is_close(values["volunteers_by_schooling"], [share(group, group) for group in by_schooling.values()])
    minutes = [one["role_minutes"] for _, one in twin.person_weeks() if one["role"] != 0 and one["age"] >= 15]
    is_close(values["volunteers_hours"], [sum(minutes) / 60 / len(minutes)])
    began = [one["asked_by"] for _, one in twin.person_weeks() if one["role"] != 0 and one["asked_by"] != 0]
    is_close(values["volunteers_asked"], [share((how in (1, 2, 3) for how in began), began)])


def test_volunteers_who_stopped_are_those_of_the_twin(seen):
    values, twin, _ = seen
    were = [(before, weeks) for before, weeks in twin.stayed() if before["role"] != 0]
    stopped = [
        any(week["role"] == 0 for week in weeks) or weeks[-1]["role_since"] != before["role_since"]
        for before, weeks in were
    ]
    assert sum(stopped) > 0
    is_close(values["volunteers_exit"], [share(stopped, stopped)])


def test_loneliness_is_that_of_the_twin(seen):
    values, twin, _ = seen
    people = [one for _, one in twin.person_weeks()]
    bands = [[score(one) for one in people if low <= one["age"] < high] for low, high in ((75, 85), (85, 200))]
    wanted = [share((points >= least for points in band), band) for band in bands for least in (3, 9)]
    is_close(values["lonely_old"], wanted)
    young = [score(one) for one in people if 16 <= one["age"] <= 25]
    levels = [(3, 8), (9, 11)]
    is_close(values["lonely_young"], [share((low <= one <= high for one in young), young) for low, high in levels])
    adults = [one for one in people if one["age"] >= 18]
    alone = [score(one) >= 9 for one in adults if one["position"] == 1]
    every = [score(one) >= 9 for one in adults]
    is_close(values["lonely_alone"], [share(alone, alone) / share(every, every)])
    severe = [weeks[-1] for before, weeks in twin.stayed(18) if score(before) >= 9]
    is_close(values["severe_persistence"], [share((score(one) >= 9 for one in severe), severe)])


def mean_score(people):
    people = list(people)
    return sum(map(score, people)) / len(people) if people else math.nan


def test_what_makes_lonelier_is_that_of_the_twin(seen):
    values, twin, _ = seen
    adults = [(week, one) for week, one in twin.person_weeks() if one["age"] >= 18]
    old = [one for _, one in adults if one["age"] >= 65]
    wanted = [
        mean_score(one for week, one in adults if week - one["partner_lost"] <= 104)
        - mean_score(one for _, one in adults if one["position"] == 2),
        mean_score(one for one in old if one["limitation"]) - mean_score(one for one in old if not one["limitation"]),
        mean_score(one for _, one in adults if one["good_ties"] >= 4)
        - mean_score(one for _, one in adults if one["good_ties"] < 4),
    ]
    is_close(values["lonely_drivers"], wanted)


def test_carers_are_those_of_the_twin(seen):
    values, twin, _ = seen
    people = [one for _, one in twin.person_weeks()]
    care = [one for one in people if is_carer(one)]
    is_close(values["carers_hours"], [sum(cared(one) for one in care) / 60 / len(care)])
    is_close(values["carers_eight_hours"], [share((cared(one) >= 480 for one in care), care)])
    bands = [[one for one in people if low <= one["age"] < low + 5] for low in range(20, 95, 5)]
    bands.append([one for one in people if one["age"] >= 95])
    is_close(values["carers_by_age"], [share(map(is_carer, band), band) for band in bands])


def test_carers_and_loneliness_are_those_of_the_indicators(seen):
    _, _, model = seen
    residents = model.town.residents
    old = residents.used & (residents.age >= 20)
    assert carers(model.town).sum() / old.sum() == pytest.approx(model.measure("carers_share"))
    adults = residents.used & (residents.age >= 18)
    lonely = (reported(residents.loneliness)[adults] >= 3).mean()
    assert lonely == pytest.approx(model.measure("lonely_share"))


def test_carers_for_family_are_those_of_the_twin(lived):
    model = lived(400, 3)
    model.step()
    looking = onlookers(["carers_family"])["carers_family"]
    looking.see(model)
    residents, arrangements, ties = model.town.residents, model.town.arrangements, model.town.ties
    kin = set()
    for row in range(arrangements.capacity):
        if arrangements.identity[row] != 0 and ties.kind[arrangements.tie[row]] in (0, 1):
            kin.add(int(arrangements.helper[row]))
    rows = [row for row in range(residents.capacity) if residents.identity[row] != 0]
    found = []
    for row in rows:
        one = {name: getattr(residents, name)[row].item() for name in CARE}
        if is_carer(one):
            mates = [other for other in rows if other != row and residents.home[other] == residents.home[row]]
            found.append(row in kin or any(residents.received_minutes[other, 1] > 0 for other in mates))
    assert found
    is_close(looking.values(model), [share(found, found)])


def test_formal_support_is_that_of_the_twin(seen):
    values, twin, _ = seen
    people = list(twin.person_weeks())
    support = [
        FORMAL_PROVISION in (one["formal"][SOCIAL], one["formal"][ADMINISTRATIVE]) for _, one in people
    ]  # fmt: skip
    is_close(values["wmo_support"], [10 * share(support, support)])
    nursed = [any(week["formal"][PERSONAL] == FORMAL_PROVISION for week in weeks) for _, weeks in twin.stayed()]
    assert any(nursed)
    is_close(values["nursing_clients_year"], [10 * share(nursed, nursed)])
    waited = [
        week - one["asked_since"][PRACTICAL]
        for week, one in people
        if one["formal"][PRACTICAL] == FORMAL_PROVISION and one["formal_since"][PRACTICAL] == week
    ]
    is_close(values["waiting"], [sum(waited) / len(waited) if waited else math.nan])
    minutes = {True: [], False: []}
    for before, weeks in twin.stayed(18):
        minutes[score(before) >= 9].append(sum(week["formal_help"] for week in weeks))
    means = {severe: sum(found) / len(found) for severe, found in minutes.items()}
    is_close(values["lonely_cost"], [100 * (means[True] / means[False] - 1) if means[False] else math.nan])


def test_people_and_households_are_those_of_the_twin(seen):
    values, twin, _ = seen
    people = [one for _, one in twin.person_weeks()]
    is_close(values["aged_65"], [share((one["age"] >= 65 for one in people), people)])
    is_close(values["aged_80"], [share((one["age"] >= 80 for one in people), people)])
    positions = [one["position"] for one in people]
    is_close(values["household_position"], [share((one == kind for one in positions), people) for kind in range(5)])
    bands = [
        [one["limitation"] > 0 for one in people if one["age"] in ages] for ages in (range(65, 75), range(75, 200))
    ]
    is_close(values["limitation"], [share(band, band) for band in bands])
    sizes = []
    for _, week in twin.weeks:
        homes = {}
        for one in week.values():
            homes.setdefault(one["home"], []).append(one["position"])
        sizes += [len(found) for found in homes.values() if set(found) != {4}]
    is_close(values["household_size"], [share((min(one, 5) == size for one in sizes), sizes) for size in range(1, 6)])
    is_close(values["household_mean"], [sum(sizes) / len(sizes)])


def test_births_are_those_of_the_twin(seen):
    values, twin, _ = seen
    total = 0.0
    for low in range(15, 50, 5):
        band = [(one, weeks) for one, weeks in twin.stayed(low) if one["age"] < low + 5 and one["sex"] == 1]
        born = sum(weeks[-1]["children_born"] - one["children_born"] for one, weeks in band)
        total += 5 * born / len(band) if band else 0.0
    is_close(values["children_per_woman"], [total * 52.1775 / WEEKS])


def test_every_measure_gives_a_value_for_each_part(seen):
    values, _, _ = seen
    for name, found in values.items():
        assert len(found) == len(MEASURES[name].parts), name
    assert values["life_expectancy"] == pytest.approx((80.3, 83.3), abs=0.05)
    assert values["willing"] == pytest.approx((88, 86, 72, 45, 29), abs=3)
    idle, unwilling = values["never_helped"]
    assert 0 <= idle <= 100
    assert 0 <= unwilling <= 100


# ---------------------------------------------------------------- the verdict


def outcome(*values, **said):
    found = target("made up", TABLE | said)
    return Outcome(found, found.parts[0], values)


@pytest.mark.parametrize(
    ("values", "verdict", "inside", "beyond"),
    [
        ((10.0, 10.1, 9.9), Verdict.INSIDE, True, 0.0),
        ((9.0, 10.8, 11.8), Verdict.INSIDE_EDGE, True, 0.0),
        ((11.0, 11.2, 12.0), Verdict.OUTSIDE_EDGE, False, 0.4),
        ((20.0, 20.1, 19.9), Verdict.OUTSIDE, False, 9.0),
        ((5.0,), Verdict.OUTSIDE, False, -4.0),
        ((), Verdict.NONE, None, None),
    ],
)
def test_a_verdict_says_whether_chance_could_tip_it(values, verdict, inside, beyond):
    found = outcome(*values, value=10.0)
    assert found.verdict is verdict
    assert found.inside is inside
    assert found.beyond == (pytest.approx(beyond) if beyond is not None else None)


def made_up(*outcomes):
    return Validation("town", Text("dorp", "town"), 100, (1, 2), 52, 156, "0", outcomes)


def test_a_figure_is_inside_when_all_its_numbers_are():
    parts = [{"key": "a", "value": 10.0}, {"key": "b", "value": 10.0}]
    half, whole = (target(name, TABLE | {"parts": parts}) for name in ("half", "whole"))
    unsure = target("unsure", TABLE | {"confidence": "GK", "value": 1.0})
    used = target("used", TABLE | {"role": "input", "by": ["profile"], "value": 1.0})
    found = made_up(
        *(Outcome(half, part, (value,)) for part, value in zip(half.parts, (10.0, 20.0), strict=True)),
        *(Outcome(whole, part, (10.0,)) for part in whole.parts),
        Outcome(unsure, unsure.parts[0], (5.0,)),
        Outcome(used, used.parts[0], (1.0,)),
    )
    assert found.count(EVIDENCE) == (1, 3, 3, 5)
    assert found.count(EVIDENCE, verified=True) == (1, 2, 3, 4)
    assert found.count(EVIDENCE, verified=False) == (0, 1, 0, 1)
    assert found.count(INPUT) == (1, 1, 1, 1)
    assert found.count(SET_BY) == (0, 0, 0, 0)
    assert found.inside_of("care") == (2, 4)
    assert found.inside_of("care", INPUT) == (1, 1)


# ---------------------------------------------------------------- the whole


@pytest.fixture(scope="module")
def small():
    return validate(range(1, 3), residents=300, spin_up_weeks=20)


def test_every_figure_is_told_in_both_languages(small):
    assert [one.target.name for one in small.outcomes] == [
        name for name, found in targets().items() for _ in found.parts
    ]  # fmt: skip
    for language in ("nl", "en"):
        rows = small.rows(language, whole=True)
        assert len(rows) == len(small.outcomes)
        assert len({tuple(row) for row in rows}) == 1
        said = "\n".join(small.summary(language))
        assert Text("Nog niet gekalibreerd", "Not calibrated yet").said(language) in said
        assert Text("geen voorspelling", "not a forecast").said(language) in said
    absent = [one for one in small.outcomes if not one.target.measure]
    assert absent
    assert not any(one.values for one in absent)


def test_numbers_do_not_depend_on_how_they_are_made(small):
    again = validate(range(1, 3), residents=300, spin_up_weeks=20, processes=2)
    assert json.dumps(again.as_json(), allow_nan=False) == json.dumps(small.as_json(), allow_nan=False)
    assert again.csv() == small.csv()
    rows = list(csv.DictReader(io.StringIO(small.csv())))
    assert tuple(rows[0]) == HEADER
    assert len(rows) == len(small.outcomes)


def test_the_last_year_is_measured(small):
    later = validate([1], residents=300, spin_up_weeks=20, weeks=YEAR_WEEKS + 10)
    one = next(found for found in later.outcomes if found.target.name == "carers_hours")
    assert one.values[0] != small.of("carers_hours")[0].values[0]


@pytest.mark.parametrize("weeks", [0, YEAR_WEEKS - 1, 521])
def test_weeks_out_of_range_are_refused(weeks):
    with pytest.raises(InputError, match="from 52 to 520"):
        validate([1], weeks=weeks)


def test_no_seeds_are_refused():
    with pytest.raises(InputError, match="at least one"):
        validate([])


def test_pictures_are_drawn_the_same_again(small, tmp_path):
    for language in ("nl", "en"):
        paths = draw_validation(small, tmp_path / "one", language)
        again = draw_validation(small, tmp_path / "two", language)
        assert [path.name for path in paths] == [path.name for path in again]
        assert all(one.read_bytes() == two.read_bytes() for one, two in zip(paths, again, strict=True))
    groups = {one.target.group for one in small.outcomes if drawable(one)}
    assert {path.stem for path in (tmp_path / "one").glob("*.nl.svg")} == {f"validation-{group}.nl" for group in groups}
    picture = pictures(small, "en")[0]
    assert "households by size: 1: model" in picture.alt.en
    assert "aria-label" in svg(picture, "en")


@pytest.mark.parametrize(
    ("said", "value", "wanted"),
    [
        ({"value": 10.0}, 20.0, 1.0),
        ({"value": 10.0}, 5.0, -1.0),
        ({"value": 10.0}, 0.0, -2.25),
        ({"value": 10.0}, 1e9, 2.25),
        ({"low": 4.0, "high": 16.0}, 8.0, 0.0),
        ({"low": 0.0, "high": 16.0}, 8.0, -1.0),
        ({"low": 60.0}, 60.0, 0.0),
    ],
)
def test_a_value_stands_so_many_doublings_from_its_figure(said, value, wanted):
    assert place(value, outcome(value, **said)) == pytest.approx(wanted)


def test_a_figure_of_zero_has_no_scale():
    assert reference(outcome(1.0, low=0.0)) == 0.0
    assert not drawable(outcome(1.0, low=0.0))


def test_findings_keep_what_people_wrote(small, tmp_path):
    path = renew(tmp_path, small)
    assert path.read_text(encoding="utf-8").startswith("# Held against published figures")
    path.write_text("# Mine\n\nWords.\n\n" + path.read_text(encoding="utf-8").partition("\n\n")[2], encoding="utf-8")
    renew(tmp_path, small)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Mine\n\nWords.\n\n" + BEGIN)
    assert (tmp_path / "summary.csv").read_text(encoding="utf-8") == small.csv()
    for found in targets().values():
        assert found.title.en in text
        assert found.source is None or not found.measure or f"`{found.source}` ({found.confidence})" in text
    path.write_text("lost", encoding="utf-8")
    with pytest.raises(InputError, match="marks"):
        renew(tmp_path, small)


def test_the_study_holds_every_figure():
    rows = list(csv.DictReader(io.StringIO((STUDY / "summary.csv").read_text(encoding="utf-8"))))
    wanted = [(name, part.key) for name, found in targets().items() for part in found.parts]
    assert [(row["target"], row["part"]) for row in rows] == wanted, (
        "run: python -m samenredzaam.study.validate experiments/validation"
    )
    assert BEGIN in (STUDY / "findings.md").read_text(encoding="utf-8")


# ---------------------------------------------------------------- the command

SMALL = ("validate", "--residents", "200", "--seeds", "1", "--processes", "1")


def test_the_command_prints_json_and_says_what_it_is():
    done = asked(*SMALL, "--json", "--language", "en")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["calibrated"] is False
    assert [one["name"] for one in found["targets"]] == list(targets())
    assert "Not calibrated yet" in done.stderr
    assert "Model outcome, not a forecast." in done.stderr


def test_the_command_writes_a_table_and_pictures(tmp_path):
    done = asked(*SMALL, "--language", "nl", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 1 + sum(len(found.parts) for found in targets().values())
    assert len({line.count("\t") for line in lines}) == 1
    assert "Nog niet gekalibreerd" in done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"validation.csv", "validation-care.nl.png", "validation-care.nl.svg"} <= names


def test_on_a_terminal_the_figures_stand_by_subject():
    pytest.importorskip("pty", reason="this system has no terminal to pretend")
    code, said = on_terminal(*SMALL, "--language", "en", columns=120)
    assert code == 0
    assert "informal care and help" in said
    assert "price of an hour of informal care (not in the model): informal help has no price in the model" in said
    assert "Model outcome, not a forecast." in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--seeds", "0"), "seeds"),
        (("--weeks", "10"), "from 52 to 520"),
        (("--profile", "netherland"), "netherlands"),
        (("--residents", "5"), "residents"),
        (("--output", __file__), "no folder"),
        (("--language", "fr"), "fr"),
    ],
)
def test_the_command_refuses_in_one_sentence(arguments, said):
    done = asked("validate", *arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("0 of")]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("samenredzaam: ")
    assert said in lines[0]


def test_sums_do_not_depend_on_rows(lived):
    """What is counted each week comes out the same with residents in other rows: counts, not sums of floats."""
    model = lived(300, 5)
    model.step()
    for name in ("lonely_drivers", "carers_by_age", "household_size"):
        above, below = MEASURES[name].make().count(model.town)
        assert np.asarray(above).dtype.kind in "iu"
        assert np.asarray(below).dtype.kind in "iu"
