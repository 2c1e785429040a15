"""Compiled once, announced once, kept where it lasts: real processes, each with a cache folder of the test's own."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command import PROGRAM, asked, environment
from samenredzaam import kernels

ANNOUNCED = "The model is being compiled, once per installation (about a minute)."
BUILT = """\
from samenredzaam import kernels
from samenredzaam.model import NeighbourhoodModel
print(NeighbourhoodModel("baseline", 3, residents=200, spin_up_weeks=0).town.digest(), len(kernels.compiled))
"""
"""What only builds a neighbourhood, for which a part of the kernels is compiled; tells its digest, and how many."""


def in_cache(cache: Path, **changes: str) -> dict[str, str]:
    """Return an environment with this cache folder."""
    return environment(SAMENREDZAAM_CACHE=str(cache), **changes)


def building(cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILT], env=in_cache(cache), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_several_processes_that_begin_at_once_all_finish_and_leave_the_cache_whole(tmp_path):
    processes = [building(tmp_path) for _ in range(3)]
    ended = [(*one.communicate(timeout=600), one.returncode) for one in processes]
    assert [code for _, _, code in ended] == [0, 0, 0], ended
    # Whoever comes last may find what the others compiled, and has nothing to wait for.
    told = [said.splitlines() for _, said, _ in ended]
    assert [ANNOUNCED] in told
    assert all(said in ([ANNOUNCED], []) for said in told)
    digests = {out.split()[0] for out, _, _ in ended}
    assert len(digests) == 1
    assert sum(int(out.split()[1]) for out, _, _ in ended) > 5
    later = building(tmp_path)
    out, said = later.communicate(timeout=600)
    assert out.split() == [*digests, "0"], "all was found compiled"
    assert said == ""
    assert not list(tmp_path.rglob("*.part"))


def compiled(cache: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Give the command, with a model that has little to compile."""
    code = (
        "import sys\nfrom samenredzaam.study import compiling\nfrom samenredzaam.model import NeighbourhoodModel\n"
        "compiling.warm_up = lambda: NeighbourhoodModel('baseline', 3, residents=200, spin_up_weeks=0)\n"
        "from samenredzaam.cli import main\nsys.argv[1:] = ['compile', *sys.argv[1:]]\nmain()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *options], env=in_cache(cache), capture_output=True, text=True, check=False
    )


def test_compiling_beforehand_tells_what_it_does_and_where_and_when_it_was_done(tmp_path):
    first, again = compiled(tmp_path), compiled(tmp_path, "--language", "nl")
    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert first.stderr.splitlines() == [ANNOUNCED]
    (folder,) = tmp_path.iterdir()
    assert "kernels are compiled (it took " in first.stdout
    assert f"and are kept in {folder} (" in first.stdout
    assert again.stderr == ""
    assert "waren er al" in again.stdout
    assert str(folder) in again.stdout


def test_compiling_beforehand_where_nothing_can_be_kept_is_refused(tmp_path):
    (tmp_path / "file").write_text("no folder")
    done = asked("compile", SAMENREDZAAM_CACHE=str(tmp_path / "file" / "cache"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Set SAMENREDZAAM_CACHE to a folder that can be written." in done.stderr
    off = asked("compile", SAMENREDZAAM_COMPILER="off")
    assert off.returncode == 2
    assert "SAMENREDZAAM_COMPILER is off" in off.stderr


UNWRITABLE = """\
import errno, pathlib
real = pathlib.Path.write_text
def write_text(path, *arguments, **options):
    if path.name == "used-by.txt":
        raise OSError(errno.EROFS, "Read-only file system")
    return real(path, *arguments, **options)
pathlib.Path.write_text = write_text
"""
"""Makes cache folders as those of a read-only home, also for those who may write everywhere."""


def test_what_was_compiled_beforehand_is_found_where_nothing_can_be_written(tmp_path):
    cache, temporary = tmp_path / "cache", tmp_path / "temporary"
    temporary.mkdir()
    assert compiled(cache).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    done = subprocess.run(
        [sys.executable, "-c", UNWRITABLE + BUILT],
        env=in_cache(cache, TMPDIR=str(temporary)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1] == "0", "nothing is compiled anew"
    assert done.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before
    assert not list(temporary.iterdir())
    empty = subprocess.run(
        [sys.executable, "-c", UNWRITABLE + "from samenredzaam import kernels\nprint(kernels.WHY_UNKEPT.en)"],
        env=in_cache(tmp_path / "empty"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "cannot be kept in" in empty.stdout


def test_another_version_has_another_folder(tmp_path, monkeypatch):
    before = kernels.sources_hash()
    real = kernels.metadata.version
    monkeypatch.setattr(kernels.metadata, "version", lambda name: "9.9" if name == "numba" else real(name))
    changed = kernels.sources_hash()
    assert changed != before
    copied = tmp_path / "package"
    shutil.copytree(kernels.PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kernels, "PACKAGE", copied)
    assert kernels.sources_hash() not in (before, changed)


def folder(root: Path, name: str, used_by: str | None, days: float) -> Path:
    """Make a cache folder that was last used so many days ago."""
    made = root / f"kernels-{name}"
    made.mkdir(parents=True)
    (made / "code.nbc").write_bytes(b"code")
    if used_by is not None:
        (made / kernels.USED_BY).write_text(used_by, encoding="utf-8")
        then = time.time() - days * 24 * 3600
        os.utime(made / kernels.USED_BY, (then, then))
    return made


def test_only_what_this_installation_has_not_used_for_a_week_is_removed(tmp_path):
    ours = str(kernels.PACKAGE)
    current = folder(tmp_path, "0" * 16, ours, 30)
    kept = [
        folder(tmp_path, "1" * 16, ours, 6),
        folder(tmp_path, "2" * 16, "/another/installation", 300),
        folder(tmp_path, "3" * 16, None, 300),
        folder(tmp_path / "elsewhere", "4" * 16, ours, 300),
    ]
    old = [folder(tmp_path, "5" * 16, ours, 8), folder(tmp_path, "6" * 16, ours, 300)]
    if sys.platform != "win32":
        (tmp_path / "kernels-link").symlink_to(kept[3])
    kernels.remove_unused(current)
    assert current.is_dir()
    assert [path for path in (*kept, *old) if not (path / "code.nbc").exists()] == old
    assert not any(path.exists() for path in old)


def test_a_folder_that_is_begun_with_is_dated(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMENREDZAAM_CACHE", str(tmp_path))
    old = folder(tmp_path, "5" * 16, str(kernels.PACKAGE), 8)
    found, why = kernels.cache_folder()
    assert found is not None
    assert why is None
    assert not old.exists(), "made anew, it removes what is old"
    os.utime(found / kernels.USED_BY, (1.0, 1.0))
    assert kernels.cache_folder() == (found, None)
    assert time.time() - (found / kernels.USED_BY).stat().st_mtime < 60


def test_compiled_code_that_vanishes_under_a_running_process_is_made_again(tmp_path):
    code = (
        "import shutil\nfrom samenredzaam import kernels\nfrom samenredzaam.model import NeighbourhoodModel\n"
        "shutil.rmtree(kernels.CACHE)\n"
        "NeighbourhoodModel('baseline', 3, residents=200, spin_up_weeks=0)\nprint(len(kernels.compiled))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=in_cache(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5
    assert any(tmp_path.rglob("*.nbc"))


@pytest.mark.parametrize("arguments", [["--help"], ["list", "levers"]], ids=" ".join)
def test_what_needs_no_kernel_announces_nothing(arguments, tmp_path):
    done = subprocess.run([*PROGRAM, *arguments], env=in_cache(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "compiled, once" not in done.stderr
