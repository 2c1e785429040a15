"""The description of the model: its made parts are up to date, and nothing that happens is left out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment
from samenredzaam.errors import InputError
from samenredzaam.mechanisms import OWNERS, WEEK
from samenredzaam.study.description import names, part, renew, renewed

ODD = Path(__file__).parents[1] / "docs" / "odd.md"
TEXT = ODD.read_text(encoding="utf-8")


def test_made_parts_are_up_to_date():
    assert renewed(TEXT) == TEXT, "run: python -m samenredzaam.study.description docs/odd.md"


def test_every_part_is_there_once():
    assert sorted(re.findall(r"<!-- made: ([a-z_ ]+) -->", TEXT)) == sorted(names())
    assert TEXT.count("<!-- to here -->") == len(names())


def test_week_is_drawn_in_its_order():
    drawing = TEXT[TEXT.index("## 3.") :].split("```")[1]
    steps = [step.__name__ for step in WEEK]
    assert [word for word in re.findall(r"[A-Z]\w+", drawing) if word in steps] == steps


@pytest.mark.parametrize("name", [*OWNERS, "dying", "support", "counting"])
def test_every_submodel_is_described(name):
    section = TEXT[TEXT.index(f"\n### {name}\n") + len(name) + 6 :]
    written = re.split(r"<!-- made|\nCode: ", section)[0]
    assert len(written.split()) >= 20


def test_names_in_formulas_are_those_of_the_code():
    """A parameter that is named with its owner exists."""
    for owner, name in re.findall(r"\b([a-z_]+)\.([a-z_]+)\b", TEXT):
        if owner in OWNERS and name not in ("py", "toml", "md"):
            assert hasattr(OWNERS[owner], name), f"{owner}.{name} is not there"


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ODD.parent / target).exists(), target
    headings = set(re.findall(r"(?m)^### (\w+)$", TEXT))
    assert set(re.findall(r"\]\(#(\w+)\)", TEXT)) <= headings


def test_drift_is_found_and_mended(tmp_path):
    drifted = tmp_path / "odd.md"
    drifted.write_text(TEXT.replace("| `bond_pace` | 0.06 |", "| `bond_pace` | 0.6 |"), encoding="utf-8")
    assert drifted.read_text(encoding="utf-8") != TEXT
    renew(drifted)
    assert drifted.read_text(encoding="utf-8") == TEXT


def test_unknown_part_is_refused():
    with pytest.raises(InputError, match="no part 'submodel askin'"):
        part("submodel askin")
    assert part("table ties").startswith("| variable")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "does not exist"),
        ("<!-- made: submodel askin -->\n<!-- to here -->\n", "no part 'submodel askin' to make"),
    ],
)
def test_command_says_what_is_wrong_and_leaves_the_file(tmp_path, text, said):
    path = tmp_path / "odd.md"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "samenredzaam.study.description", str(path)]
    told = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=600)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == text
