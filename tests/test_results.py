"""A results folder keeps what it was given, to the last bit, and says in one sentence what it cannot take."""

import dataclasses
import json
import math
import random
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import made_up
from samenredzaam.errors import InputError
from samenredzaam.study import manifest as manifests
from samenredzaam.study.results import Results, ResultsFolder, Run, Standing
from samenredzaam.study.results_table import HEADER, shape
from samenredzaam.writing import written_whole


@pytest.fixture(scope="module")
def found() -> Results:
    return made_up.results(3, 4, weeks=60, every=13)


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "complete"
    made_up.write(folder, 3, 4, weeks=60, every=13)
    return folder


@pytest.fixture
def copy(complete, tmp_path):
    return shutil.copytree(complete, tmp_path / "copy")


def filled(folder, found: Results, runs) -> ResultsFolder:
    made = ResultsFolder(folder, found.manifest)
    made.open()
    for scenario, seed in runs:
        made.add(scenario, seed, made_up.run(found, scenario, seed))
    return made


def every_run(found: Results) -> list[tuple[str, int]]:
    return [(scenario, seed) for scenario in found.scenarios for seed in found.manifest.seeds]


def test_what_is_read_is_what_was_given_to_the_last_bit(found, complete):
    read = Results.read(complete)
    assert read.values.tobytes() == found.values.tobytes()
    assert read.manifest.complete
    assert dataclasses.replace(read.manifest, complete=False, digest="", maps=()) == found.manifest


def test_the_table_is_the_same_whatever_order_the_runs_came_in(found, complete, tmp_path):
    runs = every_run(found)
    random.Random(3).shuffle(runs)
    folder = filled(tmp_path / "other", found, runs)
    folder.finish()
    for name in ("results.csv", "manifest.json"):
        assert (tmp_path / "other" / name).read_bytes() == (complete / name).read_bytes()


def test_rows_are_as_announced(complete, found):
    lines = (complete / "results.csv").read_bytes().decode("utf-8").split("\n")
    assert lines[0] + "\n" == HEADER
    assert lines[-1] == ""
    assert len(lines) == 2 + math.prod(shape(found.manifest))
    scenario, seed, week, date, group, metric, value = lines[1].split(",")
    assert (scenario, seed, week, date) == ("baseline", "1", "12", "2024-03-25")
    assert float(value) == found.table(metric, group)[0, 0, 0]
    empty = [line for line in lines if ",nobody," in line]
    assert empty
    assert all(line.endswith(",") for line in empty)


def test_values_are_the_shortest_text(tmp_path):
    manifest = made_up.manifest(1, 1, weeks=1, every=1)
    chosen = [0.1, 1 / 3, 3.0, -0.0, 1e300, 5e-324, 1e16, 12.50, 2.0**53, 100.0, -7.25, 1e-7]
    values = np.full((1, len(manifest.metrics), len(manifest.groups)), 10.0)
    values[0, : len(chosen), 0] = chosen
    folder = ResultsFolder(tmp_path / "numbers", manifest)
    folder.open()
    folder.add("baseline", 1, Run(np.array([0]), values))
    folder.finish()
    texts = [row.rsplit(",", 1)[1] for row in (tmp_path / "numbers/results.csv").read_text().split("\n")[1:13]]
    assert texts == [
        "0.1", "0.3333333333333333", "3", "-0", "1e+300", "5e-324", "1e+16", "12.5", "9007199254740992",
        "100", "-7.25", "1e-07",
    ]  # fmt: skip
    back = Results.read(tmp_path / "numbers").values[0, 0, 0, 0, : len(chosen)]
    assert back.tobytes() == np.array(chosen).tobytes()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(allow_infinity=False, width=64), min_size=len(made_up.METRICS), max_size=len(made_up.METRICS))
)
def test_any_number_comes_back(tmp_path_factory, numbers):
    manifest = made_up.manifest(1, 1, weeks=1, every=1)
    values = np.full((1, len(manifest.metrics), len(manifest.groups)), 0.5)
    values[0, :, 0] = numbers
    folder = ResultsFolder(tmp_path_factory.mktemp("any") / "folder", manifest)
    folder.open()
    folder.add("baseline", 1, Run(np.array([0]), values))
    folder.finish()
    back = Results.read(folder.path).values[0, 0, 0, 0]
    assert np.array_equal(back, np.array(numbers), equal_nan=True)
    assert np.array_equal(np.signbit(back[back == 0]), np.signbit(np.array(numbers)[back == 0]))


@given(st.integers(1, 600), st.integers(1, 700))
def test_periods_cover_all_weeks_once(weeks, every):
    manifest = made_up.manifest(1, 1, weeks=weeks, every=every)
    spans = list(zip(manifest.period_starts, manifest.period_ends, strict=True))
    assert [week for start, end in spans for week in range(start, end + 1)] == list(range(weeks))
    assert all(end - start + 1 == every for start, end in spans[:-1])


def test_names_with_odd_signs_survive(tmp_path):
    manifest = made_up.manifest(1, 1, weeks=4, every=2)
    odd = dataclasses.replace(manifest.scenarios[0], name='a,"b" <b>&/..\\é')
    manifest = dataclasses.replace(manifest, baseline=None, scenarios=(odd,))
    folder = ResultsFolder(tmp_path / "odd", manifest)
    folder.open()
    folder.add(odd.name, 1, Run(np.array([1, 3]), np.ones((2, len(manifest.metrics), len(manifest.groups)))))
    folder.finish()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd"]
    assert Results.read(tmp_path / "odd").scenarios == [odd.name]
    assert '"a,""b"" <b>&/..\\é",1,1,2024-01-08,all,' in (tmp_path / "odd/results.csv").read_text("utf-8")


def test_table_gives_one_metric_of_one_group(complete, found):
    read = Results.read(complete)
    metric, group = found.metrics.index("lonely_share"), found.groups.index("aged_75_plus")
    assert np.array_equal(read.table("lonely_share", "aged_75_plus"), found.values[..., group, metric])
    with pytest.raises(InputError, match="no metric 'lonly_share'; did you mean 'lonely_share'"):
        read.table("lonly_share")
    with pytest.raises(InputError, match="no group 'everybody'"):
        read.table("lonely_share", "everybody")


# An interruption, and going on.


def test_an_interruption_keeps_finished_runs(found, complete, tmp_path):
    runs = every_run(found)
    filled(tmp_path / "half", found, runs[:5])
    with pytest.raises(InputError, match=r"incomplete: 5 of 12 runs are there; give the command .* once more"):
        Results.read(tmp_path / "half")
    again = ResultsFolder(tmp_path / "half", found.manifest)
    assert again.open() is Standing.PART
    assert again.missing() == runs[5:]
    for scenario, seed in again.missing():
        again.add(scenario, seed, made_up.run(found, scenario, seed))
    again.finish()
    assert (tmp_path / "half/results.csv").read_bytes() == (complete / "results.csv").read_bytes()
    assert sorted(path.name for path in (tmp_path / "half").iterdir()) == ["manifest.json", "map", "results.csv"]


def test_a_complete_folder_is_left_as_it_is(found, copy):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    folder = ResultsFolder(copy, found.manifest)
    assert folder.open() is Standing.COMPLETE
    assert folder.missing() == []
    folder.finish()
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    with pytest.raises(ValueError, match="complete already"):
        folder.add("baseline", 1, made_up.run(found, "baseline", 1))


def test_a_broken_run_counts_as_missing(found, tmp_path):
    runs = every_run(found)
    folder = filled(tmp_path / "half", found, runs[:3])
    stored = sorted((tmp_path / "half/runs").iterdir())
    stored[0].write_bytes(stored[0].read_bytes()[:-200])
    stored[1].write_bytes(b"")
    assert folder.missing() == runs[:2] + runs[3:]


def test_a_run_of_another_request_counts_as_missing(found, tmp_path):
    filled(tmp_path / "one", found, every_run(found)[:1])
    other = dataclasses.replace(found.manifest, version="0.2.0")
    made = ResultsFolder(tmp_path / "two", other)
    made.open()
    shutil.copytree(tmp_path / "one/runs", tmp_path / "two/runs")
    assert not made.has("baseline", 1)


def test_going_on_with_other_libraries_is_recorded(found, tmp_path):
    filled(tmp_path / "half", found, every_run(found)[:1])
    newer = dataclasses.replace(found.manifest, made_with={**found.manifest.made_with, "numpy": "2.5.5"})
    folder = ResultsFolder(tmp_path / "half", newer)
    assert folder.open() is Standing.PART
    assert folder.manifest.made_with["numpy"] == "2.4.6, then 2.5.5"
    assert folder.manifest.made_with["python"] == "3.11.7"


def test_nothing_is_left_half_written(tmp_path):
    def fails():
        with written_whole(tmp_path / "file") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    (tmp_path / "file").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        fails()
    assert (tmp_path / "file").read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_finish_needs_every_run(found, tmp_path):
    folder = filled(tmp_path / "half", found, every_run(found)[:-1])
    with pytest.raises(ValueError, match=r"1 runs are missing, the first is \('easier_access', 4\)"):
        folder.finish()
    assert not (tmp_path / "half/results.csv").exists()


# What is not overwritten.


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seeds": (1, 2, 3, 5)}, "seeds"),
        ({"weeks": 61}, "weeks"),
        ({"version": "0.2.0"}, "version"),
        ({"every": 12}, "every"),
    ],
)
def test_another_request_is_refused(found, copy, change, named):
    before = (copy / "results.csv").read_bytes()
    folder = ResultsFolder(copy, dataclasses.replace(found.manifest, **change))
    with pytest.raises(InputError, match=rf"another request \(different: {named}\).*--output.*--overwrite"):
        folder.open()
    assert (copy / "results.csv").read_bytes() == before


def test_a_changed_scenario_is_another_request_and_a_changed_title_is_not(found, copy):
    first, *others = found.manifest.scenarios
    changed = dataclasses.replace(found.manifest, scenarios=(dataclasses.replace(first, hash="0" * 64), *others))
    with pytest.raises(InputError, match="different: scenarios"):
        ResultsFolder(copy, changed).open()
    assert ResultsFolder(copy, dataclasses.replace(found.manifest, command="other")).open() is Standing.COMPLETE


def test_another_baseline_of_complete_results_is_taken_over(found, copy):
    folder = ResultsFolder(copy, dataclasses.replace(found.manifest, baseline="cut"))
    assert folder.open() is Standing.COMPLETE
    assert Results.read(copy).manifest.baseline == "cut"


def test_overwriting_removes_only_what_is_ours(found, copy):
    (copy / "figures").mkdir()
    for name in ("differences.csv", "figures/forest.nl.svg", "figures/photo.jpg", "notes.txt"):
        (copy / name).write_text("x")
    folder = ResultsFolder(copy, dataclasses.replace(found.manifest, version="0.2.0"))
    assert folder.open(overwrite=True) is Standing.NEW
    left = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file())
    assert left == ["figures/photo.jpg", "manifest.json", "notes.txt"]
    assert len(folder.missing()) == 12


def test_overwriting_follows_no_link_out_of_the_folder(found, copy, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/holiday.png").write_text("x")
    (copy / "figures").symlink_to(tmp_path / "mine", target_is_directory=True)
    ResultsFolder(copy, found.manifest).open(overwrite=True)
    assert (tmp_path / "mine/holiday.png").exists()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_of_someone_else_is_never_touched(found, tmp_path, overwrite):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"is not a results folder \(there is no manifest.json\).*--output"):
        ResultsFolder(tmp_path, found.manifest).open(overwrite=overwrite)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_manifest_of_someone_else_is_never_touched(found, tmp_path, overwrite):
    (tmp_path / "manifest.json").write_text('{"name": "a web page", "icons": []}')
    with pytest.raises(InputError, match="not a manifest of this program"):
        ResultsFolder(tmp_path, found.manifest).open(overwrite=overwrite)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_and_a_place_that_cannot_be_written_are_refused(found, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file; name a folder"):
        ResultsFolder(tmp_path / "file", found.manifest).open()
    with pytest.raises(InputError, match="cannot be written"):
        ResultsFolder(tmp_path / "file" / "below", found.manifest).open()


def test_an_empty_folder_may_be_used(found, tmp_path):
    assert ResultsFolder(tmp_path, found.manifest).open() is Standing.NEW


# What a run must be.


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda run: Run(run.weeks, run.values.transpose(0, 2, 1)), "of shape"),
        (lambda run: Run(run.weeks, run.values.astype(np.float32)), "float32"),
        (lambda run: Run(run.weeks + 1, run.values), "last week of each period"),
        (lambda run: Run(run.weeks[:-1], run.values), "last week of each period"),
        (lambda run: Run(run.weeks, np.where(run.values > 0, np.inf, run.values)), "finite"),
    ],
)
def test_a_run_that_does_not_fit_is_refused(found, tmp_path, change, said):
    folder = filled(tmp_path / "folder", found, [])
    with pytest.raises(ValueError, match=said):
        folder.add("cut", 2, change(made_up.run(found, "cut", 2)))


@pytest.mark.parametrize(("scenario", "seed"), [("cuts", 2), ("cut", 99)])
def test_a_run_that_was_not_asked_for_is_refused(found, tmp_path, scenario, seed):
    folder = filled(tmp_path / "folder", found, [])
    with pytest.raises(ValueError, match="no part of this request"):
        folder.add(scenario, seed, made_up.run(found, "cut", 2))


# Broken folders.


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (b"", "not whole JSON"),
        (b'{"format": "samenredzaam results 1"', "not whole JSON"),
        (b"\xff\xfe\x00", "not whole JSON"),
        (b"[" * 100_000, "not whole JSON"),
        (b"[1, 2]", "not a manifest of this program"),
        (b'{"format": "samenredzaam results 2"}', "not a manifest of this program"),
        (b'{"format": "samenredzaam results 1"}', "the manifest lacks 'complete'"),
    ],
)
def test_a_broken_manifest_is_told_in_one_sentence(copy, broken, said):
    (copy / "manifest.json").write_bytes(broken)
    with pytest.raises(InputError, match=said) as told:
        Results.read(copy)
    assert "manifest.json" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("complete", "yes", "complete in the manifest should be true or false, and is 'yes'"),
        ("seeds", [1, True], "seeds in the manifest, item 2 should be a whole number"),
        ("seeds", [1, 1], "different whole numbers"),
        ("seeds", [], "at least one"),
        ("weeks", 1.5, "weeks in the manifest should be a whole number"),
        ("weeks", 10**9, "weeks must be from 1"),
        ("start", "2024-02-30", "cannot be used"),
        ("baseline", "bas", "baseline 'bas' is not one of the scenarios"),
        ("parameters", {"a.b": float("nan")}, "parameters in the manifest.a.b should be a number"),
        ("groups", {"all": {"nl": "alle"}}, "lacks 'en'"),
        ("groups", {}, "groups must have different names"),
        ("metrics", {"x": 3}, "should be an object"),
    ],
)
def test_a_manifest_with_a_wrong_value_is_told_in_one_sentence(copy, key, value, said):
    found = json.loads((copy / "manifest.json").read_text("utf-8"))
    (copy / "manifest.json").write_text(json.dumps({**found, key: value}), "utf-8")
    with pytest.raises(InputError, match=said):
        Results.read(copy)


def test_a_manifest_that_promises_far_more_than_there_is_takes_no_room(copy):
    found = json.loads((copy / "manifest.json").read_text("utf-8"))
    huge = {**found, "seeds": list(range(200_000)), "weeks": 52_000, "every": 1}
    (copy / "manifest.json").write_text(json.dumps(huge), "utf-8")
    with pytest.raises(InputError, match="far too short"):
        Results.read(copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text[:-1],
        lambda text: text + "extra\n",
        lambda text: text.replace("cut,2,", "cut,3,"),
        lambda text: text.replace(",0.", ",0,", 1),
        lambda text: text.replace("0.6", "0.7", 1),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace("\n", "\r\n"),
        lambda _: "",
    ],
)
def test_a_table_that_was_cut_off_or_changed_is_refused(copy, change):
    (copy / "results.csv").write_bytes(change((copy / "results.csv").read_text("utf-8")).encode())
    with pytest.raises(InputError, match=r"results.csv (is cut off|was) .*changed.*--overwrite"):
        Results.read(copy)


def test_a_folder_without_table_or_manifest_is_refused(copy, found, tmp_path):
    (copy / "results.csv").unlink()
    with pytest.raises(InputError, match=r"results.csv is not there"):
        Results.read(copy)
    with pytest.raises(InputError, match=r"has no results.csv; make it anew with --overwrite"):
        ResultsFolder(copy, found.manifest).open()
    with pytest.raises(InputError, match=r"manifest.json is not there"):
        Results.read(tmp_path)


def test_the_manifest_comes_back_from_its_file(found, tmp_path):
    (tmp_path / "manifest.json").write_bytes(found.manifest.written())
    assert manifests.read(tmp_path / "manifest.json") == found.manifest
