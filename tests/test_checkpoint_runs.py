"""Runs from the command line that are ended halfway with no warning: the same command goes on to the same bytes."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from command import PROGRAM, asked, begun, environment
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import parse
from samenredzaam.study import checkpoints
from samenredzaam.study.results import Results, ResultsFolder
from samenredzaam.study.run import manifest_of, perform

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
weeks = 120
[[policy]]
lever = "team_hours"
date = 2024-02-12
factor = 0.1
"""
LONG = (
    "compare", "mine.toml", "--residents", 400, "--weeks", 120, "--every", 50, "--seeds", 2, "--no-figures",
)  # fmt: skip
OFTEN = ("--checkpoint-minutes", 0.001)
FILES = ("results.csv", "differences.csv", "map/0.npz", "map/1.npz")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended as on Unix")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a folder with a scenario of someone's own, and results that were made without a halt or a checkpoint."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "mine.toml").write_text(MINE, encoding="utf-8")
    done = asked(*LONG, "--processes", 1, "--checkpoint-minutes", 0, "--output", "straight", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def killed(place: Path, output: str, when: Callable[[Path], bool], *options: object) -> None:
    """Begin a comparison, and end it with SIGKILL as soon as its folder is as `when` says."""
    process = begun(*LONG, *OFTEN, *options, "--output", output, cwd=place)
    deadline = time.monotonic() + 300
    while process.poll() is None and not when(place / output) and time.monotonic() < deadline:
        time.sleep(0.002)
    assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate(timeout=60)


def holds(pattern: str) -> Callable[[Path], bool]:
    return lambda folder: any(folder.glob(pattern))


def same(place: Path, output: str) -> None:
    """Check that results are those of a run without a halt, and that nothing else is left."""
    for name in FILES:
        assert (place / output / name).read_bytes() == (place / "straight" / name).read_bytes(), name
    listed = [sorted(path.relative_to(place / one).as_posix() for path in (place / one).rglob("*"))
              for one in (output, "straight")]  # fmt: skip
    assert listed[0] == listed[1]


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_again_and_again_it_comes_to_the_same_end(place, processes):
    output = f"killed{processes}"
    options = ("--processes", processes)
    killed(place, output, holds("runs/spin-up-*-1.checkpoint"), *options)
    assert not (place / output / "results.csv").exists()
    killed(place, output, holds("runs/0-1.checkpoint"), *options)
    killed(place, output, holds("runs/1-*.checkpoint"), *options)
    done = asked(*LONG, *OFTEN, *options, "--output", output, cwd=place)
    assert done.returncode == 0, done.stderr
    assert "What was interrupted goes on from where it was last saved (" in done.stderr
    same(place, output)


def test_saving_on_the_way_changes_no_byte(place):
    done = asked(*LONG, *OFTEN, "--processes", 2, "--output", "saved", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "interrupted" not in done.stderr
    same(place, "saved")


def test_what_was_lived_is_not_lived_again(place, tmp_path, monkeypatch):
    """Counted: the weeks after an end in the spin-up and one in a run."""
    scenario = parse(MINE, "mine")
    folder = ResultsFolder(tmp_path / "counted", manifest_of([scenario], [1], every=50, command="", baseline=None))
    lived = []

    class Ended(BaseException):
        pass

    def week(model: NeighbourhoodModel) -> None:
        if len(lived) in (100, 200):
            lived.append(None)
            raise Ended
        lived.append(model.week)
        real(model)

    real = NeighbourhoodModel._live_week
    monkeypatch.setattr(NeighbourhoodModel, "_live_week", week)
    for _ in range(2):
        with pytest.raises(Ended):
            perform(folder, [scenario], processes=1, checkpoint_minutes=1e-9)
    perform(folder, [scenario], processes=1, checkpoint_minutes=1e-9)
    assert len(lived) == 156 + 120 + 2
    kept, straight = Results.read(tmp_path / "counted"), Results.read(place / "straight")
    mine = straight.scenarios.index("mine")
    assert kept.values[0, 0].tobytes() == straight.values[mine, 0].tobytes()


@pytest.mark.parametrize("contents", [b"", b"PK\x05\x06 not ours", None], ids=["empty", "other", "half"])
def test_a_checkpoint_that_is_damaged_counts_as_none(place, contents):
    output = place / "damaged"
    killed(place, "damaged", holds("runs/0-1.checkpoint"), "--processes", 1)
    for path in (output / "runs").glob("*.checkpoint"):
        path.write_bytes(path.read_bytes()[:1000] if contents is None else contents)
    done = asked(*LONG, "--processes", 1, "--output", "damaged", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    same(place, "damaged")
    shutil.rmtree(output)


def test_without_room_it_says_so_and_loses_nothing(place):
    """A limit on the size of files stands for a full disk: a checkpoint does not fit, all that is smaller does."""
    killed(place, "full", holds("runs/0-1.checkpoint"), "--processes", 1)
    kept = {path.name: path.read_bytes() for path in (place / "full" / "runs").glob("*.checkpoint")}
    command = [*PROGRAM, *map(str, (*LONG, *OFTEN, "--processes", 1, "--output", "full"))]
    limit = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    done = subprocess.run(
        [sys.executable, "-c", limit + "os.execv(sys.argv[1], sys.argv[1:])", *command],
        cwd=place, env=environment(), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    sentence = done.stderr.splitlines()[-1]
    assert "cannot be written (File too large); what was saved before is still there: make room" in sentence
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in (place / "full" / "runs").glob("*.checkpoint")} == kept
    done = asked(*LONG, "--processes", 1, "--output", "full", cwd=place)
    assert done.returncode == 0, done.stderr
    same(place, "full")


def test_parts_left_by_a_killed_process_are_removed_and_those_being_written_are_not(tmp_path):
    (tmp_path / "runs").mkdir()
    old, new = (tmp_path / "runs" / f".0-{seed}.checkpoint.99.part" for seed in (1, 2))
    for path in (old, new):
        path.write_bytes(b"part")
    os.utime(old, (time.time() - 3600, time.time() - 3600))
    checkpoints.remove_left(tmp_path)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [new.name]


def test_overwriting_begins_anew(place):
    killed(place, "anew", holds("runs/0-1.checkpoint"), "--processes", 1)
    done = asked(*LONG, "--processes", 1, "--overwrite", "--output", "anew", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "interrupted" not in done.stderr
    same(place, "anew")
