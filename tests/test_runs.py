"""Runs from the command line: exact, resumable after whatever ends them, and never mixed with another request's."""

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command import asked, begun, on_terminal
from samenredzaam.scenario import Scenario, parse, read
from samenredzaam.study.results import Results, ResultsFolder
from samenredzaam.study.results_table import HEADER
from samenredzaam.study.run import manifest_of, perform

TABLE = Path(__file__).parent / "data" / "kwb-2019-amsterdam-excerpt.csv"

# Sizes and seeds were fixed before the first run. The first day is 1 January 2024; week 6 begins on 12 February.
CHANGE_WEEK = 6
MINE = """\
based_on = "baseline"
[title]
nl = "Mijn beleid"
en = "My policy"
[question]
nl = "Wat gebeurt er?"
en = "What happens?"
[setting]
residents = 400
weeks = 14
[[policy]]
lever = "provider_hours"
date = 2024-02-12
factor = 0.1
[[policy]]
lever = "team_hours"
date = 2024-02-12
factor = 0.1
"""
TOO_LATE = """\
[[policy]]
lever = "team_hours"
date = 2031-01-01
value = 0
"""
MAPS = ("map/0.npz", "map/1.npz", "map/2.npz")
SMALL = ("--residents", 400, "--weeks", 14, "--every", 2, "--seeds", 2)
LONG = ("--residents", 400, "--weeks", 300, "--every", 50, "--seeds", 4, "--processes", 2, "--no-figures")

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups are those of Unix")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a folder with a scenario of someone's own in it."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "mine.toml").write_text(MINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small(place) -> Path:
    """Return a results folder that two processes made."""
    compared(place, "small", "--processes", 2)
    return place / "small"


@pytest.fixture(scope="module")
def long(place) -> Path:
    """Return a results folder that takes some seconds to make, made without interruption."""
    done = asked("compare", "mine.toml", *LONG, "--output", "long", cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "long"


def compared(place: Path, output: str, *options: object) -> subprocess.CompletedProcess[str]:
    """Compare a scenario of one's own with the baseline."""
    done = asked("compare", "mine.toml", "cut", *SMALL, "--no-figures", "--output", output, *options, cwd=place)
    assert done.returncode == 0, done.stderr
    return done


def rows_of(table: Path, scenario: str) -> list[str]:
    return [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith(f"{scenario},")]


def made(folder: Path, scenarios: list[Scenario]) -> Path:
    """Run scenarios in this process, without the command line."""
    manifest = manifest_of(scenarios, [1, 2], every=2, command="a test", baseline=None)
    perform(ResultsFolder(folder, manifest), scenarios, processes=1)
    return folder / "results.csv"


# ---------------------------------------------------------------- the same numbers


def test_one_process_and_two_give_the_same_bytes(place, small):
    done = compared(place, "alone", "--processes", 1)
    assert "processes: 1" in done.stderr
    for name in ("results.csv", "differences.csv", *MAPS):
        assert (place / "alone" / name).read_bytes() == (small / name).read_bytes()
    assert Results.read(place / "alone").manifest.maps == Results.read(small).manifest.maps


def test_maps_are_of_the_end_of_the_first_seed_and_small(small):
    found = Results.read(small)
    assert [(entry.scenario, entry.seed) for entry in found.manifest.maps] == [
        ("baseline", 1), ("mine", 1), ("cut", 1)
    ]  # fmt: skip
    unmet = {name: one.residents["unmet_minutes"].sum() for name, one in found.maps.items()}
    assert unmet["mine"] > unmet["baseline"]
    assert sum((small / name).stat().st_size for name in MAPS) < 3 * 400 * 150


def test_a_comparison_prints_its_table_and_tells_the_rest_apart(place, small):
    done = compared(place, "small")
    assert done.stdout.startswith("Difference from ‘Current policy’ over the last year")
    assert "  My policy " in done.stdout
    assert "a first look" in done.stderr
    assert "Model outcome, not a forecast." in done.stderr


def test_given_again_it_is_there_already_and_is_drawn(place, small):
    before = (small / "results.csv").stat()
    code, text = on_terminal(
        "compare", "mine.toml", "cut", *SMALL, "--output", "small", "--language", "nl", columns=100, cwd=place
    )
    assert code == 0, text
    assert "Deze runs stonden er al, compleet." in text
    pictures = [line.strip() for line in text.split("Beelden:\n")[1].splitlines() if line.strip()]
    assert pictures
    assert all((place / picture).is_file() for picture in pictures)
    assert "Verschil met ‘Huidig beleid’" in text
    after = (small / "results.csv").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_bar_on_a_terminal_and_lines_elsewhere_tell_how_far_it_is(place):
    options = ("run", "mine.toml", *SMALL, "--no-figures", "--processes", 1, "--output")
    piped = asked(*options, "piped", cwd=place)
    assert [line for line in piped.stderr.splitlines() if "runs done" in line] == [
        f"{done} of 2 runs done" for done in (0, 1, 2)
    ]
    assert piped.stdout == ""
    code, text = on_terminal(*options, "shown", cwd=place)
    assert code == 0
    assert "2/2" in text
    assert (place / "shown" / "results.csv").read_bytes() == (place / "piped" / "results.csv").read_bytes()


def test_the_order_of_scenarios_changes_no_row(place, small):
    scenarios = [parse(MINE, "mine"), *(scaled(name) for name in ("cut", "baseline"))]
    table = made(place / "shuffled", scenarios)
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[0] == HEADER
    assert list(dict.fromkeys(line.split(",")[0] for line in lines[1:])) == ["mine", "cut", "baseline"]
    assert sorted(lines) == sorted((small / "results.csv").read_text(encoding="utf-8").splitlines(keepends=True))


def scaled(name: str) -> Scenario:
    return dataclasses.replace(read(name), residents=400, weeks=14)


def test_a_policy_that_never_takes_effect_changes_no_byte(place, small):
    table = made(place / "too_late", [parse(MINE + TOO_LATE, "mine")])
    assert rows_of(table, "mine") == rows_of(small / "results.csv", "mine")


def test_before_the_date_of_a_policy_all_is_as_in_the_baseline_and_after_it_not(small):
    values = Results.read(small)
    baseline, mine = (values.values[values.scenarios.index(name)] for name in ("baseline", "mine"))
    before = sum(end < CHANGE_WEEK for end in values.manifest.period_ends)
    assert before == CHANGE_WEEK // 2
    assert baseline[:, :before].tobytes() == mine[:, :before].tobytes()
    assert all(baseline[seed, before:].tobytes() != mine[seed, before:].tobytes() for seed in range(2))


# ---------------------------------------------------------------- ended halfway


def interrupted(place: Path, output: str, end: signal.Signals, whom) -> tuple[int, str]:
    """Begin a long comparison, end it when the first run is done, and return its code and what it told."""
    process = begun("compare", "mine.toml", *LONG, "--output", output, cwd=place)
    assert process.stderr is not None
    told = ""
    for line in process.stderr:
        told += line
        if (done := line.split(" of ")[0]).isdigit() and int(done) > 0:
            break
    whom(process, end)
    told += process.stderr.read()
    code = process.wait(60)
    process.stderr.close()
    if process.stdout is not None:
        process.stdout.close()
    return code, told


def goes_on(place: Path, output: str, long: Path) -> None:
    """Check that a stopped comparison kept finished runs, and that the same command completes it to the same bytes."""
    kept = sorted((place / output / "runs").glob("*.npz"))
    assert 1 <= len(kept) < 8
    assert not (place / output / "results.csv").exists()
    written = [path.stat().st_mtime_ns for path in kept]
    plot = asked("plot", output, cwd=place)
    assert plot.returncode == 2
    assert f"{len(kept)} of 8 runs are there" in plot.stderr
    assert written == [path.stat().st_mtime_ns for path in kept]
    done = asked("compare", "mine.toml", *LONG, "--output", output, cwd=place)
    assert done.returncode == 0, done.stderr
    assert next(line for line in done.stderr.splitlines() if "runs done" in line) == f"{len(kept)} of 8 runs done"
    for name in ("results.csv", "differences.csv", *MAPS[:2]):
        assert (place / output / name).read_bytes() == (long / name).read_bytes()
    assert sorted(path.name for path in (place / output).iterdir()) == sorted(path.name for path in long.iterdir())


@unix
def test_after_ctrl_c_the_same_command_goes_on(place, long):
    code, told = interrupted(place, "stopped", signal.SIGINT, lambda process, end: os.killpg(process.pid, end))
    assert code == 1
    assert told.rstrip().splitlines()[-1].startswith("samenredzaam: stopped; finished runs are kept")
    assert "Traceback" not in told
    goes_on(place, "stopped", long)


@unix
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="workers are found by /proc")
def test_after_a_worker_is_killed_the_same_command_goes_on(place, long):
    code, told = interrupted(
        place, "killed", signal.SIGKILL, lambda process, end: os.kill(workers(process.pid)[0], end)
    )
    assert code == 1
    assert told.rstrip().splitlines()[-1].startswith("samenredzaam: a process was ended from outside")
    assert "Traceback" not in told
    goes_on(place, "killed", long)


def workers(parent: int) -> list[int]:
    """Return the processes that a process works with."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            its_parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if its_parent == parent and b"spawn_main" in command:
            found.append(int(status.parent.name))
    assert found
    return found


@unix
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["ctrl_c", "kill_9"])
def test_nothing_is_left_running(place, end):
    """After Ctrl-C, which the whole group gets, and after only the process that was asked is killed."""
    process = begun("compare", "mine.toml", *LONG, "--weeks", 5000, "--output", f"left_{end.name}", cwd=place)
    assert process.stderr is not None
    for line in process.stderr:
        if "runs done" in line:
            break
    time.sleep(6)  # until the workers are well under way
    if end == signal.SIGINT:
        os.killpg(process.pid, end)
    else:
        process.kill()
    process.communicate(timeout=60)
    # A task would take longer by far.
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("processes of the stopped command are still there")


# ---------------------------------------------------------------- folders


@pytest.mark.parametrize(
    ("options", "different"),
    [
        (("--seeds", 3), "seeds"),
        (("--first-seed", 5), "seeds"),
        (("--every", 7), "every"),
        (("--weeks", 20), "weeks"),
        (("--profile", "netherlands"), "profile"),
    ],
)
def test_another_request_is_refused_and_changes_nothing(place, small, options, different):
    before = {path.name: path.read_bytes() for path in small.iterdir() if path.is_file()}
    done = asked("compare", "mine.toml", "cut", *SMALL, "--output", "small", *options, cwd=place)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert different in sentence
    assert "--overwrite" in sentence
    assert {path.name: path.read_bytes() for path in small.iterdir() if path.is_file()} == before


def test_a_changed_scenario_of_the_same_name_is_another_request(place, small, tmp_path):
    (tmp_path / "mine.toml").write_text(MINE.replace("0.1", "0.2"), encoding="utf-8")
    shutil.copytree(small, tmp_path / "small")
    done = asked("compare", "mine.toml", "cut", *SMALL, "--output", "small", cwd=tmp_path)
    assert done.returncode == 2
    assert "scenarios" in done.stderr


def test_a_wijk_of_ones_own_from_table_to_comparison(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    done = asked("neighbourhood", TABLE, "--code", "WK036300", "--output", folder / "wijk.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    own = MINE.replace("[setting]", '[setting]\nprofile = "wijk.toml"')
    (folder / "mine.toml").write_text(own, encoding="utf-8")
    (folder / "now.toml").write_text(own.split("[[policy]]")[0].replace("policy", "baseline"), encoding="utf-8")
    assert "WK036300" in asked("check", folder / "mine.toml", cwd=tmp_path).stdout.upper()
    options = ("--seeds", 2, "--every", 7, "--processes", 1, "--no-figures")
    done = asked("compare", "own/mine.toml", "--baseline", "own/now.toml", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (results,) = (tmp_path / "results").iterdir()
    manifest = Results.read(results).manifest
    assert manifest.baseline == "now"
    assert "wk036300" in manifest.profile.name
    refused = asked("compare", "own/mine.toml", *options, cwd=tmp_path)
    assert refused.returncode == 2
    assert "differ in profile" in refused.stderr


def test_without_a_folder_for_compiled_code_it_runs_with_a_notice(place, small, tmp_path):
    (tmp_path / "taken").write_text("a file, in which no folder can be made")
    options = ("--residents", 200, "--weeks", 2, "--seeds", 1, "--processes", 1, "--no-figures")
    done = asked("run", "mine.toml", *options, "--output", tmp_path / "results", cwd=place,
                 SAMENREDZAAM_CACHE=str(tmp_path / "taken" / "cache"))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Set SAMENREDZAAM_CACHE to a folder that can be written." in done.stderr
    assert asked("run", "mine.toml", *options, "--output", tmp_path / "cached", cwd=place).returncode == 0
    assert (tmp_path / "results" / "results.csv").read_bytes() == (tmp_path / "cached" / "results.csv").read_bytes()
