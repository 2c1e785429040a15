"""Scenario files to try, built from a right one by replacing parts of it."""

from pathlib import Path
from typing import Any

from samenredzaam.parameters import Declaration
from samenredzaam.texts import Text

DATA = Path(__file__).parent / "data" / "scenarios"
PARAMETERS = {
    "asking.reluctance_weight": Declaration(2.0, "per unit", 0.0, 5.0, Text("a", "b"), None, "made up"),
    "asking.rounds": Declaration(3, "rounds", 1, 9, Text("a", "b"), None, "made up"),
    "caring.strain": Declaration(0.1, "per week", 0.0, 1.0, Text("a", "b"), None, "made up"),
}
KNOWN: dict[str, Any] = {"parameters": PARAMETERS, "profiles": ("amsterdam-wk036366", "netherlands")}

TITLE = '[title]\nnl = "Titel"\nen = "Title"\n'
QUESTION = '[question]\nnl = "Vraag?"\nen = "Question?"\n'
SETTING = {"profile": '"amsterdam-wk036366"', "start": "2024-01-01", "weeks": "520"}
POLICY = {"lever": '"team_hours"', "date": "2026-01-01", "value": "28.8"}


def table(header: str, keys: dict[str, str]) -> str:
    """Return a table of TOML; a key without a value is left out."""
    return f"{header}\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value)


def contents(
    rest: str = "",
    *,
    top: str = "",
    title: str = TITLE,
    question: str = QUESTION,
    setting_text: str = table("[setting]", SETTING),
) -> str:
    """Return a scenario file."""
    return "\n".join([top, title, question, setting_text, rest])


def policy(**changed: str) -> str:
    """Return a scenario file with one change, of which keys are replaced, added or ("") left out."""
    return contents(table("[[policy]]", POLICY | changed))


def setting(**changed: str) -> str:
    """Return a scenario file with keys of [setting] replaced, added or ("") left out."""
    return contents(setting_text=table("[setting]", SETTING | changed))


def built(case: dict[str, Any]) -> str:
    """Return the scenario file of a case of data/scenarios/broken.toml."""
    parts = {key: case[key] for key in ("rest", "top", "title", "question", "setting_text") if key in case}
    if "policy" in case:
        parts["rest"] = table("[[policy]]", POLICY | case["policy"])
    if "setting" in case:
        parts["setting_text"] = table("[setting]", SETTING | case["setting"])
    return contents(**parts) + case.get("after", "")


def written(folder: Path, text: str | bytes, name: str = "mine.toml") -> Path:
    """Write a scenario file and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
