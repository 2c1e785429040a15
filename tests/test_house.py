"""The rules of the house, held by its own checks: style, types, floors, sizes, and what the README promises."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import environment
from samenredzaam import mechanisms, scenario
from samenredzaam.cli import main
from samenredzaam.neighbourhood import profile

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "samenredzaam"
SOURCES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400
MOST_KERNELS = 86
"""About two for each of the mechanisms and rungs, and those that build people and their network. All are compiled once
for each installation, about a minute of processor time; one that is not needed makes everybody wait.
"""


def run(*command: str | Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command at the top of the house."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def imported(path: Path) -> Iterator[str]:
    """Yield the names of the modules that a file imports, those of `from` with what is taken from them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def kept_files() -> list[Path]:
    """Return the files of the project that are kept, or will be."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    found = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if found.returncode:
        pytest.skip("this is not a clone")
    return [ROOT / name for name in found.stdout.split("\0") if name and (ROOT / name).is_file()]


# ---------------------------------------------------------------- the tools


@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("lint-imports", "--no-cache")],
    ids=" ".join,
)
def test_tool_finds_nothing(command):
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    tool = shutil.which(command[0], path=places)
    if tool is None:
        pytest.skip(f"{command[0]} is not installed")
    done = run(tool, *command[1:], NO_COLOR="1")
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


# ---------------------------------------------------------------- the sources


def test_no_file_outgrows_its_reader():
    lengths = {path.relative_to(PACKAGE).as_posix(): len(path.read_bytes().splitlines()) for path in SOURCES}
    assert not {name for name, lines in lengths.items() if lines > MOST_LINES}, "split these"


def test_only_kernels_knows_the_compiler():
    knowing = {module_of(path) for path in SOURCES if any(name.split(".")[0] == "numba" for name in imported(path))}
    assert knowing == {"samenredzaam.kernels"}


def test_every_mechanism_stands_in_the_week():
    folder = PACKAGE / "mechanisms"
    in_week = {owner.__module__ for owner in mechanisms.WEEK}
    files = {module_of(path) for path in [*folder.glob("*.py"), folder / "support" / "__init__.py"]}
    assert files - {"samenredzaam.mechanisms"} == in_week
    assert len(in_week) == len(mechanisms.WEEK)
    rungs = {module_of(path) for path in (folder / "support").glob("*.py")} - {"samenredzaam.mechanisms.support"}
    # The rungs, and what several of them share.
    assert rungs <= {name for path in (folder / "support").glob("*.py") for name in imported(path)}


def test_mechanisms_do_not_know_one_another():
    folder = PACKAGE / "mechanisms"
    for path in folder.glob("*.py"):
        if path.name != "__init__.py":
            others = [name for name in imported(path) if name.startswith("samenredzaam.mechanisms")]
            assert not others, f"{path.name} imports {others}"
    for path in (folder / "support").glob("*.py"):
        outside = [
            name
            for name in imported(path)
            if name.startswith("samenredzaam.mechanisms") and not name.startswith("samenredzaam.mechanisms.support")
        ]
        assert not outside, f"support/{path.name} imports {outside}"


COMPILED = {"kernel", "inlined", "measured", "_by_rung", "_on_rung"}


def plain_functions(tree: ast.AST, compiled: bool = False) -> Iterator[ast.FunctionDef]:
    """Yield the functions that are not compiled, nor stand in one that is."""
    for node in ast.iter_child_nodes(tree):
        names = {part.id for one in getattr(node, "decorator_list", []) for part in ast.walk(one)
                 if isinstance(part, ast.Name)}  # fmt: skip
        inside = compiled or bool(names & COMPILED)
        if isinstance(node, ast.FunctionDef) and not inside:
            yield node
        yield from plain_functions(node, inside)


def test_every_function_that_is_not_compiled_has_its_types():
    bare = []
    for path in SOURCES:
        for function in plain_functions(ast.parse(path.read_text(encoding="utf-8"))):
            given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            given += [one for one in (function.args.vararg, function.args.kwarg) if one]
            lacking = [one.arg for one in given if one.annotation is None and one.arg not in ("self", "cls")]
            if lacking or (function.returns is None and function.name != "__init__"):
                bare.append(f"{module_of(path)}:{function.lineno} {function.name} {lacking}")
    assert not bare


ALL_LEVERS = """\
import dataclasses
from samenredzaam import kernels
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.scenario import read
from samenredzaam.scenario_values import bounds_of
from samenredzaam.study.compiling import warm_up

warm_up()
before = len(kernels.kernels), len(kernels.compiled)
for end, beside in (("high", ()), ("low", ("amsterdam-wk036391",))):
    policy = {name: float(getattr(bounds_of(lever.declared), end)) for name, lever in LEVERS.items()}
    asked = {"residents": 600, "weeks": 520, "start_policy": policy, "beside": beside}
    model = NeighbourhoodModel(dataclasses.replace(read("baseline"), **asked), 1, spin_up_weeks=20)
    model.follow([int(model.town.residents.identity[0])])
    while model.running:
        model.step()
later = [*kernels.kernels][before[0]:] + kernels.compiled[before[1]:]
print("later", ",".join(later) or "none")
for name, one in kernels.kernels.items():
    print(name, len(one.signatures))
"""
"""Ten years with all levers as far as they go, either way, after the model was compiled beforehand."""


def test_a_few_kernels_are_compiled_beforehand_once_each_and_no_more_in_ten_years():
    done = run(sys.executable, "-c", ALL_LEVERS)
    assert done.returncode == 0, done.stderr
    counts = dict(line.split() for line in done.stdout.splitlines())
    assert counts.pop("later") == "none"
    assert 20 < len(counts) <= MOST_KERNELS
    assert {name: count for name, count in counts.items() if count != "1"} == {}, "each kernel has one signature"


# ---------------------------------------------------------------- what ships


@pytest.mark.parametrize("name", scenario.names())
def test_shipped_scenario_reads(name):
    found = scenario.read(name)
    found.check_codes((profile.read(found.profile_source).code,))
    assert found.changes or name == "baseline"


@pytest.mark.parametrize("name", profile.shipped())
def test_shipped_profile_reads(name):
    assert profile.read(name).residents >= 200


# Put together here, so that this file does not hold what it looks for.
MACHINE = [
    *(rf"(?<![\w.$}}/])/{folder}/\w" for folder in ("work", "tmp", "root", "mnt", "Users")),
    r"(?<![\w.$}/])/home/\w",
    r"[A-Z]:\\Users",
    "index" + "-url",
    "python" + "hosted",
    r"://(localhost|127\.|10\.|192\.168\.)",
]


def test_no_kept_file_names_a_place_on_a_machine_or_an_index():
    found = []
    for path in kept_files():
        if path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for wrong in MACHINE for match in re.finditer(wrong, text)]
    assert not found


# ---------------------------------------------------------------- the README

README = ROOT / "README.md"


def blocks(language: str) -> list[str]:
    """Return the examples of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Return every command of ours that the README or the guide for those who add to it names."""
    texts = [path.read_text(encoding="utf-8") for path in (README, ROOT / "CONTRIBUTING.md")]
    inline = [found for text in texts for found in re.findall(r"`(samenredzaam [^`\n]+)`", text)]
    lines = [line for block in blocks("sh") for line in re.split(r"\n|&&", block)]
    shown = [line.strip().replace(".venv/bin/", "") for line in lines]
    return [*dict.fromkeys(one for one in [*inline, *shown] if one.startswith("samenredzaam "))]


@pytest.mark.parametrize("place", range(len(blocks("python"))))
def test_python_example_of_the_readme_runs(place, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:samenredzaam", "-c", blocks("python")[place]],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_readme_has_its_examples():
    assert blocks("python")
    assert len(commands()) >= 5


@pytest.mark.parametrize("command", commands())
def test_command_of_the_readme_is_one_that_can_be_given(command):
    name, *arguments = shlex.split(command, comments=True)[1:]
    # Reading the arguments refuses unknown commands, options and kinds; nothing is run.
    main.commands[name].make_context(name, arguments)
