"""The command line as its user meets it: real processes, with a terminal or without."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import samenredzaam

SOURCES = Path(samenredzaam.__file__).parent.parent
PROGRAM = [sys.executable, "-m", "samenredzaam"]
TO_LEAVE_OUT = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES", "LANG")

INTERRUPTIBLE = (
    "import runpy, signal\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "runpy.run_module('samenredzaam', run_name='__main__')\n"
)
"""The same program, also where tests run in the background, in which a shell has Ctrl-C ignored."""


def environment(**changes: str) -> dict[str, str]:
    """Return an environment in which nothing of this machine shows."""
    found = {name: value for name, value in os.environ.items() if name not in TO_LEAVE_OUT}
    path = os.pathsep.join([str(SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])])
    return found | {"PYTHONPATH": path, "SAMENREDZAAM_LANGUAGE": "en", "PYTHONUTF8": "1", "TERM": "xterm"} | changes


def asked(*arguments: object, cwd: Path | None = None, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, its output caught."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment(**changes), capture_output=True, text=True, check=False, timeout=600
    )


def begun(*arguments: object, cwd: Path | None = None, **changes: str) -> subprocess.Popen[str]:
    """Begin a command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *map(str, arguments)],
        cwd=cwd,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def on_terminal(*arguments: object, columns: int = 100, cwd: Path | None = None, **changes: str) -> tuple[int, str]:
    """Run a command with a terminal of so many columns as its stdout and stderr; return its code and what it wrote."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [*PROGRAM, *map(str, arguments)]
    process = subprocess.Popen(command, cwd=cwd, env=environment(**changes), stdout=theirs, stderr=theirs)
    os.close(theirs)
    written: list[bytes] = []
    reader = threading.Thread(target=_read, args=(ours, written))
    reader.start()
    code = process.wait(timeout=600)
    reader.join(timeout=60)
    os.close(ours)
    return code, b"".join(written).decode().replace("\r\n", "\n")


def _read(terminal: int, written: list[Any]) -> None:
    while True:
        try:
            found = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            return
        if not found:
            return
        written.append(found)
