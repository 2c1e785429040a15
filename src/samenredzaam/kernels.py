"""How a kernel is compiled and cached. The only importer of numba.

A kernel is a plain function of arrays and numbers that makes no arrays itself. `kernel` compiles it at its first call,
for a generic processor and without fast-math, so that every x86-64 machine computes the same bits. Compiled code is
cached in a folder named by a hash of all sources and versions: numba itself would not notice an edited function that a
kernel calls. Folders of versions of this installation that were not used for a week are removed when another is made.

Environment: SAMENREDZAAM_CACHE names another cache folder; SAMENREDZAAM_COMPILER=off runs the kernels as plain Python
(slow, same results); SAMENREDZAAM_BOUNDS=check makes every index checked.
"""

import atexit
import functools
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from samenredzaam.announcing import announce
from samenredzaam.texts import Text, both
from samenredzaam.writing import written_whole

PACKAGE = Path(__file__).parent
COMPILER = os.environ.get("SAMENREDZAAM_COMPILER", "on") != "off"
CHECKED = os.environ.get("SAMENREDZAAM_BOUNDS", "") == "check"

USED_BY = "used-by.txt"
"""Says in a cache folder which installation it is of; its date says when that was last begun."""

ALL_COMPILED = "all-compiled.json"
"""Says in a cache folder that every kernel was compiled, and what it took."""

UNUSED_SECONDS = 7 * 24 * 3600

kernels: dict[str, Any] = {}
compiled: list[str] = []
"""Names of the kernels that this process compiled, rather than found compiled."""


COMPILED = (
    "kernels.py",
    "streams.py",
    "curves.py",
    "recording.py",
    "metrics",
    "neighbourhood",
    "mechanisms",
)
"""Where kernels stand, and the functions and constants that are compiled into them."""


def sources_hash() -> str:
    """Return a hash of every source file that kernels are made of and of the versions that compile it."""
    digest = hashlib.sha256()
    files = [
        path for name in COMPILED for path in ((PACKAGE / name).rglob("*.py") if "." not in name else [PACKAGE / name])
    ]
    for path in sorted(files):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    for name in ("numba", "llvmlite", "numpy"):
        digest.update(f"{name} {metadata.version(name)}".encode())
    digest.update(f"{sys.version} {platform.machine()} {CHECKED} {PACKAGE}".encode())
    return digest.hexdigest()[:16]


def cache_root() -> Path:
    """Return the folder under which compiled kernels are kept, following the habits of the platform."""
    if chosen := os.environ.get("SAMENREDZAAM_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "samenredzaam"
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "samenredzaam"


def cache_folder() -> tuple[Path | None, Text | None]:
    """Return the folder of this version, made if need be, or None and why where nothing can be written."""
    folder = cache_root() / f"kernels-{sources_hash()}"
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / USED_BY).write_text(str(PACKAGE), encoding="utf-8")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        if (folder / ALL_COMPILED).is_file() and (copied := _copied(folder)):
            return copied, None
        return None, both(
            "Gecompileerd rekenwerk kan niet worden bewaard in {folder} ({why}); elk proces compileert het opnieuw. "
            "Laat SAMENREDZAAM_CACHE naar een map wijzen waarin geschreven kan worden.",
            "Compiled kernels cannot be kept in {folder} ({why}); they are compiled anew in every process. "
            "Set SAMENREDZAAM_CACHE to a folder that can be written.",
            folder=folder, why=error.strerror,
        )  # fmt: skip
    if made:
        remove_unused(folder)
    return folder, None


def _copied(folder: Path) -> Path | None:
    """Return a copy, for as long as this process lives, of a folder that was filled beforehand and cannot be written.

    The compiler wants to write where it reads, also where it will find everything.
    """
    try:
        temporary = Path(tempfile.mkdtemp(prefix="samenredzaam-"))
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        return Path(shutil.copytree(folder, temporary / folder.name))
    except OSError:
        return None


def remove_unused(current: Path) -> None:
    """Remove the cache folders beside this one that are of other versions of this installation, and long unused.

    One that is in use after all is only emptied: what it held is compiled anew when it is asked for.
    """
    for folder in current.parent.glob("kernels-*"):
        used = folder / USED_BY
        try:
            ours = folder != current and used.read_text(encoding="utf-8") == str(PACKAGE)
            unused = time.time() - used.stat().st_mtime > UNUSED_SECONDS
        except OSError:  # not of this version of the program, or another process was sooner
            continue
        if ours and unused and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


CACHE, WHY_UNKEPT = cache_folder() if COMPILER else (None, None)
KEPT_IN = cache_root() / CACHE.name if CACHE is not None else None
"""Where compiled code stays: the cache folder, or what that is a copy of."""

if not COMPILER:
    os.environ["NUMBA_DISABLE_JIT"] = "1"
os.environ["NUMBA_CPU_NAME"] = "generic"
os.environ["NUMBA_CPU_FEATURES"] = ""
if CACHE is not None:
    os.environ["NUMBA_CACHE_DIR"] = str(CACHE)

import numba  # noqa: E402 - numba reads its settings from the environment when it is imported
import numpy as np  # noqa: E402
from numba.core import event as events  # noqa: E402
from numba.extending import register_jitable  # noqa: E402

if not COMPILER:
    # Hashes wrap around at 64 bits by design; compiled code does so silently, NumPy's scalars would warn.
    np.seterr(over="ignore")


class Wide(np.ndarray):
    """An array that is read as compiled code reads it: a whole number of a few bytes is computed with as a wide one."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        narrow = isinstance(found, np.integer) and not isinstance(found, np.uint64)
        return int(found) if narrow else found


def _wide(argument: Any) -> Any:
    """Return an argument of a kernel with its arrays, also those in a NamedTuple, read as Wide."""
    if isinstance(argument, np.ndarray):
        return argument.view(Wide)
    if isinstance(argument, tuple):
        made = [_wide(one) for one in argument]
        return type(argument)._make(made) if hasattr(argument, "_make") else tuple(made)
    return argument


def _as_plain_python(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a kernel run as it stands, on arrays that are read as compiled code reads them."""

    @functools.wraps(function)
    def plain(*arguments: Any) -> Any:
        return function(*map(_wide, arguments))

    return plain


# Kernels get all their arrays from outside and make none. So the counting of references to arrays, which numba would
# do at every access over a NamedTuple of arrays, at five times the cost of the work itself, can be left out. Nor does
# anything call them from C.
COMPILING = {"error_model": "numpy", "boundscheck": CHECKED, "_nrt": False, "no_cfunc_wrapper": True}


class _Announcing(events.Listener):  # type: ignore[misc] # numba carries no types
    """Hears of every function that is truly compiled, and announces the first of many."""

    def on_start(self, event: events.Event) -> None:
        """Announce that all is being compiled, unless most of it was before."""
        if compiled or _name_of(event) is None:
            return
        # Where few are missing it does not take long.
        kept = 0 if CACHE is None else sum(1 for _ in CACHE.glob("**/*.nbi"))
        if WHY_UNKEPT is not None:
            announce(WHY_UNKEPT)
        elif 2 * kept < len(kernels):
            announce(COMPILING_NOW)

    def on_end(self, event: events.Event) -> None:
        """Write down which kernel was compiled."""
        if name := _name_of(event):
            compiled.append(name)
            for hear in hearers:
                hear(name)


COMPILING_NOW = Text(
    "Het rekenwerk wordt eenmalig gecompileerd (ongeveer een minuut).",
    "The model is being compiled, once per installation (about a minute).",
)
hearers: list[Callable[[str], None]] = []
"""Are called with the name of every kernel when it has been compiled."""


def _name_of(event: events.Event) -> str | None:
    """Return the name of the kernel that an event is about, or None where it is about a part of one."""
    found = event.data["dispatcher"]
    return next((name for name, one in kernels.items() if one is found), None)


events.register("numba:compile", _Announcing())


def compiled_before() -> dict[str, Any] | None:
    """Return what is known of when all kernels were compiled (count, seconds), or None where they were not yet."""
    try:
        found = json.loads((CACHE / ALL_COMPILED).read_text(encoding="utf-8")) if CACHE else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"kernels", "seconds"} <= found.keys() else None


def note_all_compiled(seconds: float) -> None:
    """Write down that every kernel has been compiled, in so many seconds."""
    if CACHE is not None:
        with written_whole(CACHE / ALL_COMPILED) as file:
            file.write(json.dumps({"kernels": len(kernels), "seconds": round(seconds, 1)}).encode())


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make `function` callable from kernels, as part of them: a call that hands over dozens of arrays is dear.

    It stays what it is when called from Python, so nothing is compiled for such calls; and it is compiled once for
    every set of types, where numba's own dispatcher would do so again for every literal number among the arguments.
    """
    made = register_jitable(forceinline=True, no_cpython_wrapper=True, **COMPILING)
    return made(function)  # type: ignore[no-any-return]


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` at its first call and keep the compiled form; no two kernels share a name."""
    name = f"{function.__module__}.{function.__qualname__}"
    if name in kernels:
        raise ValueError(f"there are two kernels named {name}")
    return _made(name, function)  # type: ignore[no-any-return]


def _made(name: str, function: Callable[..., Any]) -> Any:
    """Return a function as a kernel, and keep it by name."""
    made = numba.njit(cache=CACHE is not None, nogil=True, **COMPILING)(function)
    kernels[name] = made if COMPILER else _as_plain_python(made)
    return kernels[name]


def generated(name: str, source: str) -> Any:
    """Compile the function `name` of a module whose source was generated from declarations.

    The source is kept beside the compiled code, since numba caches only what stands in a file.
    """
    if KEPT_IN is None:
        namespace: dict[str, Any] = {}
        exec(compile(source, f"<generated {name}>", "exec"), namespace)  # noqa: S102 - our own declarations
        return _made(name, namespace[name])
    path = KEPT_IN / f"{name}_{hashlib.sha256(source.encode()).hexdigest()[:16]}.py"
    if not path.exists():
        KEPT_IN.mkdir(parents=True, exist_ok=True)  # it may have been removed since this process began
        with written_whole(path) as file:
            file.write(source.encode())
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module
    specification.loader.exec_module(module)
    return _made(name, getattr(module, name))
