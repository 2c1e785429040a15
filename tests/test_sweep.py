"""Sweeps: what a plan says, which points it has, and that every run is made once whatever happens in between."""

import csv
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenredzaam.errors import InputError
from samenredzaam.mechanisms import PARAMETERS
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study.results import Run
from samenredzaam.study.store import Origin, Store, origin_of
from samenredzaam.study.sweep import Sweep, work
from samenredzaam.study.sweep.design import points_of
from samenredzaam.study.sweep.plan import Plan, read

HEAD = """
scenarios = ["baseline", "welfare_state"]

[title]
nl = "Vragen en uren"
en = "Asking and hours"

[question]
nl = "Wat maakt vragen uit?"
en = "What does asking matter?"
"""
SMALL = """
[setting]
residents = 200
weeks = 12
every = 6
seeds = 2
"""
VARY = """
[vary]
"people.reluctance_mean" = {}
"asking.rounds" = { low = 1, high = 4 }
"""
MEASURE = """
[measure]
metrics = ["need_unmet_share", "lonely_share"]
groups = ["all", "aged_75_plus"]
"""


def written(folder: Path, *parts: str, name: str = "plan.toml") -> Path:
    path = folder / name
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def planned(folder: Path, design: str, vary: str = VARY, setting: str = SMALL, more: str = "") -> Plan:
    return read(written(folder, HEAD, setting, vary, f"[design]\n{design}", MEASURE, more))


# What a plan says.


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ('"asking.rounds" = { low = 1, high = 4 }', '"asking.roundz" = {}', "did you mean 'asking.rounds'"),
        ('"asking.rounds" = { low = 1, high = 4 }', '"asking.rounds" = 3', "write {} for the whole range"),
        ('"asking.rounds" = { low = 1, high = 4 }', '"asking.rounds" = { low = 4, high = 2 }', "not below high"),
        (
            '"asking.rounds" = { low = 1, high = 4 }',
            '"asking.rounds" = { low = 0 }',
            "give a whole number from 1 to 10",
        ),
        ('"asking.rounds" = { low = 1, high = 4 }', '"policy.team_hour" = {}', "did you mean 'policy.team_hours'"),
        ('"asking.rounds" = { low = 1, high = 4 }', '"asking.rounds" = { values = [] }', "give a list of numbers"),
        ('method = "grid"', 'method = "gird"', "did you mean 'grid'"),
        ('method = "grid"', 'method = "sobol"\npoints = 12', "give a power of two"),
        ('method = "grid"', 'method = "list"', "give a list of points"),
        ('method = "grid"', "levels = 1", "from 2 to 20"),
        ("seeds = 2", "seeds = 0", "from 1 to 10000"),
        ("weeks = 12", "week = 12", "did you mean 'weeks'"),
        ('"baseline", "welfare_state"', '"baseline", "welfare_stat"', "did you mean 'welfare_state'"),
        ('"baseline", "welfare_state"', '"baseline", "baseline"', "names 'baseline' twice"),
        ('"need_unmet_share"', '"need_unmet_shar"', "did you mean 'need_unmet_share'"),
        ("[vary]", "[varied]", "did you mean 'vary'"),
        ("residents = 200", 'profile = "netherlands"\nprofiles = ["netherlands"]', "give one of the two"),
        ("residents = 200", "profiles = []", 'such as ["amsterdam-wk036366"]'),
        ("residents = 200", 'profiles = ["netherlands", "netherlands"]', "names 'netherlands' twice"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(wrong: str, right: str, says: str, tmp_path: Path) -> None:
    text = "\n".join([HEAD, SMALL, VARY, '[design]\nmethod = "grid"', MEASURE])
    assert wrong in text
    with pytest.raises(InputError) as caught:
        read(written(tmp_path, text.replace(wrong, right)))
    assert says in str(caught.value)
    assert len(caught.value.text.nl) > 20
    assert "plan.toml" in str(caught.value) or "welfare_stat" in str(caught.value)


def test_a_plan_is_read_from_its_folder_and_a_missing_one_is_told(tmp_path: Path) -> None:
    planned(tmp_path, 'method = "grid"')
    assert read(tmp_path).name == tmp_path.name
    with pytest.raises(InputError, match=r"is not there; name a plan"):
        read(tmp_path / "elsewhere")


# Points.


def test_a_grid_has_every_combination_once(tmp_path: Path) -> None:
    plan = planned(tmp_path, 'method = "grid"\nlevels = 3', '[vary]\n"asking.rounds" = { values = [1, 5] }\n'
                   '"people.reluctance_mean" = { low = 0.2, high = 0.6 }')  # fmt: skip
    found = [tuple(point.values.values()) for point in points_of(plan)]
    assert found == [(r, pytest.approx(m)) for r in (1, 5) for m in (0.2, 0.4, 0.6)]


def test_a_list_has_its_points_in_order(tmp_path: Path) -> None:
    points = ", ".join(f'{{ "people.reluctance_mean" = {m}, "asking.rounds" = {r} }}' for m, r in ((0.5, 2), (0.3, 4)))
    plan = planned(tmp_path, f'method = "list"\npoints = [{points}]')
    assert [point.values["asking.rounds"] for point in points_of(plan)] == [2, 4]


@pytest.mark.parametrize(
    ("method", "points", "count"), [("latin_hypercube", 40, 40), ("sobol", 16, 64), ("morris", 6, 18)]
)
def test_samples_fill_the_ranges_and_are_always_the_same(method: str, points: int, count: int, tmp_path: Path) -> None:
    design = f'method = "{method}"\npoints = {points}'
    first, again = (points_of(planned(tmp_path, design)) for _ in range(2))
    other = points_of(planned(tmp_path, f"{design}\nseed = 9"))
    assert first == again
    assert first != other
    assert len(first) == count
    means = np.array([point.values["people.reluctance_mean"] for point in first])
    declared = PARAMETERS["people.reluctance_mean"]
    assert means.min() >= declared.low
    assert means.max() <= declared.high
    assert np.ptp(means) > 0.6 * (declared.high - declared.low)
    rounds = {point.values["asking.rounds"] for point in first}
    assert rounds <= {1, 2, 3, 4}
    assert {1, 4} <= rounds
    assert all(isinstance(one, int) for one in rounds)


def test_levers_vary_from_the_start_or_from_a_day(tmp_path: Path) -> None:
    vary = '[vary]\n"policy.team_hours" = { values = [50.0] }'
    scenario = points_of(plan := planned(tmp_path, 'method = "grid"', vary))[0].scenario(plan, plan.scenarios[0])
    assert scenario.start_policy["team_hours"] == 50.0
    plan = planned(tmp_path, 'method = "grid"', vary, SMALL + "change_date = 2024-02-05\n")
    changed = points_of(plan)[0].scenario(plan, plan.scenarios[0])
    assert "team_hours" not in changed.start_policy
    assert changed.in_force(4, ("x",))["team_hours"][0] != 50.0
    assert changed.in_force(5, ("x",))["team_hours"][0] == 50.0
    assert changed.spin_up_key() == plan.scenarios[0].spin_up_key()


# The store.


def run_of(seed: int) -> Run:
    chance = np.random.default_rng(seed)
    return Run(np.array([5, 11]), chance.random((2, 3, 4)))


def origin(seed: int = 1, **changes: object) -> Origin:
    return origin_of(dataclasses.replace(read_scenario("baseline"), **changes), ("h",), seed, 6, "1")


def test_a_run_is_found_by_what_it_hangs_on_and_not_by_names(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(origin(), run_of(1))
    default = PARAMETERS["asking.rounds"].default
    for same in (origin(), origin(name="other"), origin(parameters={"asking.rounds": default})):
        assert np.array_equal(store.find(same).values, run_of(1).values)
    for other in (origin(2), origin(weeks=7), origin(parameters={"asking.rounds": 5}), origin(residents=300),
                  dataclasses.replace(origin(), version="2"), dataclasses.replace(origin(), neighbourhoods=("i",)),
                  dataclasses.replace(origin(), every=7)):  # fmt: skip
        assert store.find(other) is None
        assert not store.has(other)


@given(cut=st.floats(0.0, 0.999))
def test_a_damaged_run_counts_as_missing(cut: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store(tmp_path_factory.mktemp("store"))
    store.keep(origin(), run_of(1))
    path = store.place(origin().key)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(cut * len(whole))])
    assert store.find(origin()) is None
    store.keep(origin(), run_of(1))
    assert path.read_bytes() == whole


def test_a_run_under_the_name_of_another_is_not_taken_for_it(tmp_path: Path) -> None:
    store, other = Store(tmp_path / "one"), Store(tmp_path / "two")
    store.keep(origin(1), run_of(1))
    store.place(origin(2).key).parent.mkdir(parents=True, exist_ok=True)
    store.place(origin(1).key).rename(store.place(origin(2).key))
    assert store.find(origin(2)) is None
    assert other.take_over(store) == (0, 1)


def test_stores_are_put_together_and_emptied_by_version(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    one.keep(origin(1), run_of(1))
    for seed in (1, 2, 3):
        two.keep(origin(seed), run_of(seed))
    assert one.take_over(two) == (2, 0)
    assert one.take_over(two) == (0, 0)
    assert one.versions()["1"][0] == 3
    assert one.remove(["0"]) == 0
    assert one.remove(["1"]) == 3
    with pytest.raises(InputError, match="is not there"):
        one.take_over(Store(tmp_path / "nowhere"))


# Real sweeps, by real processes.


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "samenredzaam", "sweep", str(folder), *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


DESIGN = 'method = "latin_hypercube"\npoints = 5'


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sweep that was made by one process, without interruption."""
    folder = tmp_path_factory.mktemp("whole")
    planned(folder, DESIGN)
    done = command(folder, "--processes", "1", "--output", "out", "--store", "store")
    assert done.returncode == 0, done.stderr
    assert "Complete: all 20 runs are there." in done.stdout
    return folder


def tables(folder: Path) -> tuple[bytes, bytes]:
    return (folder / "out" / "results.csv").read_bytes(), (folder / "out" / "design.csv").read_bytes()


def test_the_table_has_every_value_of_the_plan(whole: Path) -> None:
    with (whole / "out" / "results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5 * 2 * 2 * 2 * 2 * 2
    assert {row["week"] for row in rows} == {"5", "11"}
    of_points = {row["point"]: row["value"] for row in rows if row["metric"] == "need_unmet_share"}
    assert len(set(of_points.values())) == 5
    said = json.loads((whole / "out" / "sweep.json").read_text(encoding="utf-8"))
    assert said["complete"]
    assert said["runs"] == 20


def test_two_processes_make_the_same_bytes_and_a_second_call_makes_nothing(whole: Path, tmp_path: Path) -> None:
    planned(tmp_path, DESIGN)
    done = command(tmp_path, "--processes", "2", "--output", "out", "--store", "store")
    assert done.returncode == 0, done.stderr
    assert tables(tmp_path) == tables(whole)
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "store").rglob("*.npz")}
    assert len(made) == 20
    done = command(tmp_path, "--processes", "2", "--output", "out", "--store", "store")
    assert done.returncode == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "store").rglob("*.npz")} == made
    assert tables(tmp_path) == tables(whole)


def test_parts_made_apart_and_put_together_are_the_whole(whole: Path, tmp_path: Path) -> None:
    planned(tmp_path, DESIGN)
    for part in (1, 2, 3):
        done = command(
            tmp_path, "--part", f"{part}/3", "--processes", "1", "--output", f"o{part}", "--store", f"s{part}"
        )
        assert done.returncode == 0, done.stderr
        assert "--take-from" in done.stdout
    sizes = [len(list((tmp_path / f"s{part}").rglob("*.npz"))) for part in (1, 2, 3)]
    assert sorted(sizes) == [6, 7, 7]
    done = command(tmp_path, "--take-from", "s2", "--take-from", "s3", "--output", "out", "--store", "s1")
    assert done.returncode == 0, done.stderr
    assert tables(tmp_path) == tables(whole)


def test_killed_five_times_and_finished_it_equals_the_whole(whole: Path, tmp_path: Path) -> None:
    planned(tmp_path, DESIGN)
    arguments = ["--processes", "2", "--output", "out", "--store", "store"]
    store = tmp_path / "store"
    for more in (1, 4, 8, 11, 15):
        running = subprocess.Popen(
            [sys.executable, "-m", "samenredzaam", "sweep", str(tmp_path), *arguments],
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 120
        while len(list(store.rglob("[0-9a-f]*.npz"))) < more and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.poll() is None, "it was to be killed before its end"
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert not (tmp_path / "out" / "results.csv").exists()
        assert len(list(store.rglob("[0-9a-f]*.npz"))) >= more
    assert command(tmp_path, *arguments).returncode == 0
    assert tables(tmp_path) == tables(whole)


def test_a_worker_that_is_killed_takes_no_other_along(tmp_path: Path) -> None:
    planned(tmp_path, DESIGN)
    running = subprocess.Popen(
        [sys.executable, "-m", "samenredzaam", "sweep", str(tmp_path), "--processes", "2", "--output", "out",
         "--store", "store"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while len(list((tmp_path / "store").rglob("[0-9a-f]*.npz"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = [child for child in _children(running.pid) if "spawn_main" in _command_line(child)]
    assert workers
    os.kill(workers[0], signal.SIGKILL)
    out, told = running.communicate(timeout=240)
    assert running.returncode == 1, told
    failed = list((tmp_path / "out" / "failed").glob("*.json"))
    assert 1 <= len(failed) <= 2
    assert f"{len(failed)} of 20 runs are missing" in out
    said = json.loads(failed[0].read_text(encoding="utf-8"))
    assert "ended from outside" in said["what"]
    assert "[setting]" in said["scenario"]
    still = command(tmp_path, "--output", "out", "--store", "store")
    assert still.returncode == 1
    assert f"{len(failed)} of 20 runs are missing" in still.stdout
    mended = command(tmp_path, "--retry", "--output", "out", "--store", "store")
    assert mended.returncode == 0, mended.stderr
    assert not list((tmp_path / "out" / "failed").glob("*.json"))


def _children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]


def _command_line(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8").replace("\0", " ")


def test_a_run_that_fails_is_written_down_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sweep = Sweep(planned(tmp_path, DESIGN), tmp_path / "out", Store(tmp_path / "store"), seeds=1)
    rounds = sweep.points[2].values["people.reluctance_mean"]

    def fails(model, every):
        if (
            model.scenario_used.parameters["people.reluctance_mean"] == rounds
            and model.scenario_used.name == "welfare_state"
        ):
            raise ZeroDivisionError("on purpose")
        return plainly(model, every)

    plainly = work.live
    monkeypatch.setattr(work, "live", fails)
    status = sweep.perform(processes=1)
    assert (status.there, status.failed, status.complete) == (9, 1, False)
    said = json.loads(next((tmp_path / "out" / "failed").glob("*.json")).read_text(encoding="utf-8"))
    assert said["what"] == "ZeroDivisionError: on purpose"
    assert "fails" in said["trace"]
    monkeypatch.setattr(work, "live", plainly)
    assert sweep.perform(processes=1).there == 9
    assert sweep.perform(processes=1, retry=True).complete


def test_a_half_finished_sweep_is_half_finished_everywhere(tmp_path: Path) -> None:
    sweep = Sweep(planned(tmp_path, DESIGN), tmp_path / "out", Store(tmp_path / "store"), seeds=6)
    jobs = list(sweep.jobs())
    half = jobs[: len(jobs) // 2]
    assert {job.origin.seed for job in half} == {1, 2, 3}
    assert len({job.origin.lived for job in half}) == len({job.origin.lived for job in jobs}) == 10


def test_seeds_are_added_until_intervals_are_narrow_enough(tmp_path: Path) -> None:
    until = '[until]\nmetric = "need_unmet_share"\nhalf_width = {width}\nmost_seeds = 5'
    few = 'method = "list"\npoints = [{ "people.reluctance_mean" = 0.5, "asking.rounds" = 2 }]'
    seeds = {}
    for width in (1.0, 1e-6):
        planned_both = planned(tmp_path, few, more=until.format(width=width))
        # Of one scenario it is the interval of its level; two may be alike so soon.
        plan = dataclasses.replace(planned_both, scenarios=planned_both.scenarios[:1])
        sweep = Sweep(plan, tmp_path / f"out{width}", Store(tmp_path / "store"))
        seeds[width] = sweep.perform(processes=1).seeds
    assert seeds == {1.0: 2, 1e-6: 5}


# Several neighbourhoods.

WIJKEN = ("amsterdam-wk036366", "netherlands", "town/")
ONE_POINT = 'method = "list"\npoints = [{ "people.reluctance_mean" = 0.5, "asking.rounds" = 2 }]'


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sweep over two profiles, and a folder of two profiles as a third."""
    folder = tmp_path_factory.mktemp("three")
    (folder / "town").mkdir()
    for name in ("amsterdam-wk036360", "amsterdam-wk036391"):
        shipped = files("samenredzaam") / "data" / "profiles" / f"{name}.toml"
        (folder / "town" / f"{name}.toml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    planned(folder, ONE_POINT, setting=SMALL + f"profiles = {json.dumps(WIJKEN)}\n")
    done = command(folder, "--processes", "2", "--output", "out", "--store", "store")
    assert done.returncode == 0, done.stderr
    assert "neighbourhoods: 3" in done.stderr
    assert "Complete: all 12 runs are there." in done.stdout
    return folder


@pytest.mark.parametrize("profile", WIJKEN)
def test_each_neighbourhood_is_lived_as_in_a_plan_of_its_own(three: Path, profile: str, tmp_path: Path) -> None:
    shutil.copytree(three / "town", tmp_path / "town")
    planned(tmp_path, ONE_POINT, setting=SMALL + f'profile = "{profile}"\n')
    assert command(tmp_path, "--processes", "1", "--output", "out", "--store", "store").returncode == 0
    head, *rows = (tmp_path / "out" / "results.csv").read_text(encoding="utf-8").splitlines()
    whole_head, *all_rows = (three / "out" / "results.csv").read_text(encoding="utf-8").splitlines()
    assert head == whole_head
    assert [row for row in all_rows if row.split(",")[1] == profile] == rows
    assert len(all_rows) == len(WIJKEN) * len(rows)
    kept = {path.relative_to(tmp_path) for path in (tmp_path / "store").rglob("*.npz")}
    assert len(kept) == 4
    assert all((three / path).read_bytes() == (tmp_path / path).read_bytes() for path in kept)


def test_half_a_sweep_of_several_neighbourhoods_has_all_of_them(tmp_path: Path) -> None:
    setting = SMALL + 'profiles = ["netherlands", "amsterdam-wk036366"]\n'
    sweep = Sweep(planned(tmp_path, DESIGN, setting=setting), tmp_path / "out", Store(tmp_path / "store"))
    half = [job.origin for job in sweep.jobs()][:20]
    assert {origin.seed for origin in half} == {1}
    assert len({(origin.neighbourhoods, origin.lived) for origin in half}) == 20
    assert [(case.point.number, case.site.name, case.name) for case in sweep.cases[:5]] == [
        (0, "netherlands", "baseline"), (0, "netherlands", "welfare_state"), (0, "amsterdam-wk036366", "baseline"),
        (0, "amsterdam-wk036366", "welfare_state"), (1, "netherlands", "baseline"),
    ]  # fmt: skip


def test_policy_for_a_neighbourhood_that_is_not_there_is_refused_before_anything_is_lived(tmp_path: Path) -> None:
    text = """
based_on = "baseline"

[title]
nl = "Hier"
en = "Here"

[question]
nl = "En hier?"
en = "And here?"

[[policy]]
lever = "team_hours"
date = 2024-02-05
value = 90.0
neighbourhoods = ["WK036366"]
"""
    here = written(tmp_path, text, name="here.toml")
    head = HEAD.replace('"welfare_state"', f'"{here}"')
    setting = SMALL + 'profiles = ["amsterdam-wk036366", "netherlands"]\n'
    plan = read(written(tmp_path, head, setting, VARY, f"[design]\n{DESIGN}", MEASURE))
    with pytest.raises(InputError, match="WK036366, which is not a neighbourhood here"):
        Sweep(plan, tmp_path / "out", Store(tmp_path / "store"))
