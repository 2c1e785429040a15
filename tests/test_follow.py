"""Following residents: it changes nothing, misses nothing, and tells it in plain sentences."""

import dataclasses
import datetime
import json

import numpy as np
import pytest

from command import asked
from conftest import BASELINE, GENEROUS, Lived
from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.notes import WHAT
from samenredzaam.neighbourhood.residents import ENDED_CLOSED, FORMAL_CASE, FORMAL_NONE, RUNGS, Needs, Residents
from samenredzaam.neighbourhood.ties import FRIEND, NEIGHBOUR
from samenredzaam.notebook import CHANGED, LEFT, PASSING, TIE_ENDED, TIE_MADE, Notebook, Record, Someone
from samenredzaam.show import diary
from samenredzaam.show.diary_changes import CHANGES, UNTOLD
from samenredzaam.study.diaries import Diaries, Followed, name_of
from samenredzaam.study.follow import CHOICES, follow
from samenredzaam.texts import LANGUAGES

WEEKS = 30
"""Residents 400, seed 3, and these weeks: fixed before the first run."""


def in_need(model, count):
    """Return the identities of some residents with a need."""
    town = model.town
    rows = np.flatnonzero((town.needs.stage > 0).any(axis=1))
    return np.sort(town.residents.identity[rows])[:count].tolist()


@pytest.mark.parametrize("scenario", [BASELINE, GENEROUS], ids=["baseline", "generous"])
def test_following_changes_no_byte(scenario, lived: Lived) -> None:
    plain, followed = lived(400, 3, scenario=scenario), lived(400, 3, scenario=scenario)
    notebook = followed.follow(in_need(followed, 12))
    for _ in range(WEEKS):
        plain.step()
        followed.step()
    assert np.array(plain.history).tobytes() == np.array(followed.history).tobytes()
    assert plain.town.digest() == followed.town.digest()
    assert notebook.records


def test_all_help_received_by_those_followed_is_in_the_notebook(lived: Lived) -> None:
    """Minutes by rung, week by week, are those of the ledgers' own columns, and no others are noted."""
    model = lived(400, 3, scenario=GENEROUS)
    identities = in_need(model, 40)
    notebook = model.follow(identities)
    total = 0
    for _ in range(WEEKS):
        model.step()
        residents = model.town.residents
        noted = {who: [0] * len(RUNGS) for who in identities}
        for record in notebook.records:
            paid_or_own = record.what in ("helped by someone paid", "did it themselves")
            if record.week == model.week and (paid_or_own or (record.what == "helped" and not record.acts)):
                noted[record.who][record.rung] += record.minutes
        for row in np.flatnonzero(np.isin(residents.identity, np.array(identities, dtype=np.uint64))):
            if (model.town.needs.stage[row] > 0).any():
                assert noted[int(residents.identity[row])] == residents.received_minutes[row].tolist()
                total += sum(noted[int(residents.identity[row])])
    assert total > 0


def test_help_given_by_those_followed_is_in_the_notebook(lived: Lived) -> None:
    model = lived(400, 3)
    residents = model.town.residents
    helpers = np.sort(residents.identity[residents.given_minutes > 0])[:20].tolist()
    notebook = model.follow(helpers)
    model.step()
    for row in np.flatnonzero(np.isin(residents.identity, np.array(helpers, dtype=np.uint64))):
        given = [
            one.minutes
            for one in notebook.records
            if one.who == int(residents.identity[row]) and one.what in ("helped", "hosted an activity") and one.acts
        ]
        assert sum(given) == residents.given_minutes[row]


def test_who_leaves_is_said_to_leave_and_nothing_comes_after(lived: Lived) -> None:
    model = lived(400, 3)
    everyone = model.town.residents.identity[model.town.residents.used].tolist()
    notebook = model.follow(everyone[:80])
    for _ in range(WEEKS):
        model.step()
    gone = set(everyone[:80]) - set(model.town.residents.identity.tolist())
    last = {record.who: record for record in notebook.records}
    assert {who for who, record in last.items() if record.what == LEFT} == gone
    assert gone


def test_more_notes_than_there_is_room_for_are_an_error_not_a_gap(lived: Lived) -> None:
    model = lived(400, 3)
    model.follow(in_need(model, 5))
    model.town.notes.written[0] = 10**6
    with pytest.raises(RuntimeError, match="more than there is room for"):
        model.step()


def test_every_kind_of_note_has_its_sentence() -> None:
    assert set(WHAT) <= {*diary._STRETCHES, *diary._ASKS}


def test_for_every_column_it_is_decided_whether_it_is_recorded_and_told() -> None:
    """A column added later has to get a sentence, or a place among those that have none; each has one place only."""
    columns = {
        name for table in (Residents, Needs) for name, one in table.declared.items() if not one.scratch
    } | {"household", "dwelling"}  # fmt: skip
    places = [*PASSING, *CHANGES, *UNTOLD]
    assert set(places) == columns
    assert len(places) == len(set(places))


def test_a_change_is_told_in_both_languages_without_the_name_of_its_column() -> None:
    declared = {**Residents.declared, **Needs.declared}
    for column in CHANGES:
        most = declared[column].high if column in declared else None
        values = [value for value in (0, 1, 2, 3, 4, 5, 12) if most is None or value <= most]
        told = {
            (language, CHANGES[column](changed(column, before, after), language))
            for language in LANGUAGES
            for before in values
            for after in values
            if before != after
        }
        assert {language for language, text in told if text} == set(LANGUAGES), column
        assert not any("_" in text or "{" in text or "  " in text for _, text in told), column


def changed(column, before, after, *, week=1):
    return Record(week, "Test", 7, CHANGED, domain=1, column=column, before=before, after=after)


START = {
    "age": 70, "sex": 1, "position": 1, "limitation": 0, "work_minutes": 0, "role": 0, "good_ties": 2,
    "in_activity": False, "loneliness": 4.0, "stages": [0, 2, 0, 0], "formal": [0, 1, 0, 0],
}  # fmt: skip


def lines(*records):
    """Return what a diary of these records says, without its head."""
    day_one = datetime.date(2024, 1, 1)
    found = list(diary.told(Diaries("test", "0", day_one, 1, 52, (Followed(7, START, records),)), "nl"))
    assert found[1].endswith("Heeft hulp nodig: gezelschap (matige vraag; wacht op het wijkteam).")
    return found[3:-1]


def test_help_goes_on_when_the_helper_has_a_birthday_and_not_after_a_long_gap() -> None:
    helped = [
        Record(week, "Support", 7, "helped", acts=False, other=Someone(9, FRIEND, 1, 41 + (week > 3)), domain=1, rung=2,
               minutes=90)
        for week in (1, 2, 3, 4, 5, 20)
    ]  # fmt: skip
    assert lines(*helped) == [
        "8 januari 2024 tot 5 februari 2024: krijgt hulp van een vriendin (41 jaar): gezelschap, 1,5 uur per week "
        "in 5 weken",
        "20 mei 2024: krijgt hulp van een vriendin (42 jaar): gezelschap, 1,5 uur",
    ]


def test_what_is_not_dared_week_after_week_is_told_in_one_line() -> None:
    not_dared = [
        Record(week, "Support", 7, "thought of asking and did not dare", other=Someone(who, kind, 0, age), domain=1)
        for week in range(4)
        for who, kind, age in ((8, NEIGHBOUR, 50), (9, FRIEND, 40), (10 + week, FRIEND, 30))
    ]
    (line,) = lines(*not_dared)
    assert line.endswith(
        "durft een buurman (50 jaar), een vriend (40 jaar) en 4 anderen niet te vragen om gezelschap (12 keer)"
    )


def test_what_another_line_says_is_not_told_again() -> None:
    friend = Someone(9, FRIEND, 1, 41)
    said = lines(
        Record(1, "Support", 7, "asked and heard yes", other=friend, domain=1),
        Record(1, "Support", 7, "agreed to help", acts=False, other=friend, domain=1),
        changed("ended", 0, ENDED_CLOSED, week=2),
        changed("formal", FORMAL_CASE, FORMAL_NONE, week=2),
        Record(3, "Moving", 7, TIE_MADE, other=Someone(0, FRIEND, None, 41)),
        Record(3, "Moving", 7, TIE_ENDED, other=friend),
        changed("formal", FORMAL_CASE, FORMAL_NONE, week=4),
        Record(5, "Support", 7, "agreed to help", other=friend, domain=1),
    )
    assert [line.split(": ", 1)[1] for line in said] == [
        "vraagt een vriendin (41 jaar) om gezelschap, en hoort ja",
        "het wijkteam rondt de hulp af: gezelschap",
        "een vriendin (41 jaar) verhuist; het contact blijft",
        "de formele hulp stopt: gezelschap",
        "spreekt met een vriendin (41 jaar) af te helpen: gezelschap",
    ]


def test_what_was_granted_is_told_with_what_it_was_before() -> None:
    said = lines(changed("granted_minutes", 0, 180, week=1), changed("granted_minutes", 180, 90, week=105))
    assert [line.split(": ", 1)[1] for line in said] == [
        "krijgt formele hulp toegekend: 3,0 uur per week, gezelschap",
        "er is opnieuw gekeken naar de formele hulp: 1,5 uur per week (was 3,0 uur per week), gezelschap",
    ]


def test_what_moves_a_little_every_week_is_recorded_when_it_has_moved_by_much(lived: Lived) -> None:
    """Minutes granted: that they begin and end, and every hour more or less."""
    model = lived(250, 1, weeks=2)
    town, who = model.town, int(model.town.residents.identity[model.town.residents.used][0])
    notebook = Notebook([who])
    notebook.look(town, "none")
    row = int(np.flatnonzero(town.residents.identity == who)[0])
    for minutes in (0, 45, 60, 90, 104, 105, 60, 44, 20, 0, 45):
        town.needs.granted_minutes[row, 2] = minutes
        notebook.look(town, "Support")
    said = [(one.before, one.after) for one in notebook.records if one.column == "granted_minutes"]
    assert said == [(0, 45), (45, 105), (105, 44), (20, 0), (0, 45)]


def test_losing_work_is_told_before_the_benefit_that_comes_of_it() -> None:
    said = lines(changed("benefit", False, True), changed("work_minutes", 1800, 0))
    assert [line.split(": ", 1)[1] for line in said] == ["heeft geen betaald werk meer", "krijgt bijstand"]


@pytest.mark.parametrize("whom", list(CHOICES))
def test_everyone_one_can_ask_for_answers_to_it_and_has_a_diary(whom) -> None:

    scenario = dataclasses.replace(BASELINE, residents=600, weeks=6)
    found = follow(scenario, 5, [whom], count=2, spin_up_weeks=12)
    assert 1 <= len(found.followed) <= 2
    for language in LANGUAGES:
        lines = list(diary.told(found, language))
        assert name_of(found.followed[0].identity) in lines[0]
        assert not any("{" in line for line in lines)


def test_a_change_is_told_from_what_it_was_to_what_it_became(lived: Lived) -> None:
    model = lived(400, 3)
    who = in_need(model, 1)[0]
    notebook = model.follow([who])
    row = int(np.flatnonzero(model.town.residents.identity == np.uint64(who))[0])
    domain = int(np.argmax(model.town.needs.stage[row]))
    before = int(model.town.needs.stage[row, domain])
    model.town.needs.stage[row, domain] = before % 3 + 1
    notebook.look(model.town, "Test")
    (record,) = [one for one in notebook.records if one.what == CHANGED]
    assert (record.column, record.domain, record.before, record.after) == ("stage", domain, before, before % 3 + 1)


def test_the_command_gives_text_and_json_of_the_same_diary(tmp_path) -> None:
    arguments = ["follow", "--residents", "500", "--weeks", "8", "--seed", "2", "--count", "2"]
    text = asked(*arguments, "--language", "nl", cwd=tmp_path)
    assert text.returncode == 0, text.stderr
    assert "Dagboek van bewoner" in text.stdout
    data = json.loads(asked(*arguments, "--json", cwd=tmp_path).stdout)
    assert [f"Dagboek van bewoner {one['resident']}" in text.stdout for one in data["followed"]] == [True, True]
    again = asked(*arguments, "--like", data["followed"][0]["resident"], "--json", cwd=tmp_path)
    assert json.loads(again.stdout)["followed"][0] == data["followed"][0]


@pytest.mark.parametrize(
    ("whom", "said"), [("carrer", "did you mean 'carer'"), ("0123456789abcdef", "nobody with the identity")]
)
def test_whom_nobody_can_follow_is_refused_in_one_sentence(whom, said) -> None:

    with pytest.raises(InputError, match=said):
        follow(dataclasses.replace(BASELINE, residents=300, weeks=2), 1, [whom], spin_up_weeks=2)


@pytest.mark.parametrize(
    ("policy", "what", "parts"),
    [
        ({"time_bank_share": 0.6}, "swapped over the time bank", ("time bank", "tijdbank")),
        ({"experts_by_experience": 20.0}, "guided", ("expert by experience", "ervaringsdeskundige")),
        (
            {"respite_hours": 100.0, "respite_by_trained_share": 0.5}, "was relieved",
            ("has respite", "heeft respijt"),
        ),
    ],
)  # fmt: skip
def test_the_diary_tells_of_swaps_experts_and_respite(policy, what, parts, lived: Lived) -> None:
    """Both who gives and who receives have it in their diary, with each other in it, in both languages."""
    parameters = {"people.tolerance_median": 6.0, "straining.pace": 0.2, "respite.ask_constant": 2.0}
    scenario = dataclasses.replace(BASELINE, start_policy=policy, parameters=parameters)
    plain, model = lived(500, 3, weeks=8, scenario=scenario), lived(500, 3, weeks=8, scenario=scenario)
    identities = model.town.residents.identity[model.town.residents.used].tolist()
    notebook = model.follow(identities[:250])
    for _ in range(12):
        plain.step()
        model.step()
    assert plain.town.digest() == model.town.digest()
    found = [one for one in notebook.records if one.what == what]
    both = {(one.week, one.who, one.other.identity) for one in found if one.acts and one.other is not None}
    assert {one.acts for one in found} == {True, False}
    assert all(
        (one.week, one.other.identity, one.who) in both
        for one in found
        if not one.acts and one.other.identity in identities[:250]
    )
    assert all(one.minutes > 0 for one in found)
    one = max((one for one in found if one.acts), key=lambda record: record.minutes)
    for language, part in zip(("en", "nl"), parts, strict=True):
        diaries = Diaries("test", "0", datetime.date(2024, 1, 1), 1, 52, (Followed(one.who, START, (one,)),))
        assert part in list(diary.told(diaries, language))[3]
