"""What it costs to start: a fresh installation that compiles its kernels, one that has them, and a call for help."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from samenredzaam.errors import InputError

RESIDENTS, WEEKS = 1000, 52
"""The first result of an installation that is measured: so many residents, for so many weeks."""


class Starts(NamedTuple):
    """Processor time of whole commands in seconds, from the first line of Python to the last.

    Attributes:
        cold: a first run with no compiled kernels.
        warm: the same with the kernels there.
        help: the list of commands.
    """

    cold: float
    warm: float
    help: float


def started() -> Starts:
    """Run a small neighbourhood twice with a kernel cache of its own, and ask for help.

    Raises:
        InputError: a command failed, or the system does not tell what processes took.
    """
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        cache.mkdir()
        took = [_run_once(Path(folder) / name, cache) for name in ("first", "second")]
        return Starts(took[0], took[1], _took(["--help"], cache))


def _run_once(output: Path, cache: Path) -> float:
    size = ["--residents", str(RESIDENTS), "--weeks", str(WEEKS), "--seeds", "1", "--processes", "1"]
    return _took(["run", "baseline", *size, "--no-figures", "--output", str(output)], cache)


def _took(arguments: Sequence[str], cache: Path) -> float:
    """Return the processor time of one command, with what it started."""
    before = _of_children()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "samenredzaam", *arguments], capture_output=True, text=True, check=False,
        env=os.environ | {"SAMENREDZAAM_CACHE": str(cache)},
    )  # fmt: skip
    if done.returncode != 0:
        raise InputError(
            "{command} lukte niet: {why}", "{command} failed: {why}",
            command=" ".join(["samenredzaam", *arguments[:2]]), why=done.stderr.strip().rsplit("\n", 1)[-1],
        )  # fmt: skip
    return _of_children() - before


def _of_children() -> float:
    """Return the processor time of all processes started from here that have ended."""
    if sys.platform == "win32":
        raise InputError(
            "op Windows valt niet te meten wat een opdracht aan rekentijd kost; laat --starts weg",
            "on Windows it cannot be measured what processor time a command takes; leave --starts out",
        )
    found = os.times()
    return found.children_user + found.children_system
