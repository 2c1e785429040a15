"""The study in experiments/validation: a table for programs, and the generated part of findings.md for people."""

from pathlib import Path

from samenredzaam.study.findings_files import mark, renew_part
from samenredzaam.study.targets import GROUPS
from samenredzaam.study.validation import ROLE_NAMES, Outcome, Validation, absences
from samenredzaam.writing import written_whole

SUMMARY, FINDINGS = "summary.csv", "findings.md"
BEGIN = mark("python -m samenredzaam.study.validate experiments/validation")

_HEADS = (
    "| what | model (95% interval) | figure | unit | inside | off by | counts as | source |",
    "|---|---|---|---|---|---|---|---|",
)


def renew(folder: Path, found: Validation) -> Path:
    """Write summary.csv and the generated part of findings.md, and return the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    with written_whole(folder / SUMMARY) as file:
        file.write(found.csv().encode())
    renew_part(folder / FINDINGS, BEGIN, "Held against published figures", _generated(found))
    return folder / FINDINGS


def _generated(found: Validation) -> str:
    """Return what was found, as tables."""
    seeds = f"Seeds {found.seeds[0]} to {found.seeds[-1]}, model `{found.version}`."
    parts = ["\n".join(f"- {line}" for line in (*found.summary("en"), seeds))]
    for group, title in GROUPS.items():
        rows = [_line(one) for one in found.measured() if one.target.group == group]
        if rows:
            parts += [f"### {title.en[:1].upper()}{title.en[1:]}", "\n".join([*_HEADS, *rows])]
    parts.append("Sources by their key (`samenredzaam list sources`); in brackets how surely the figure was read.")
    parts += ["### Not measured", "\n".join(f"- {line}" for line in absences(found.absent(), "en"))]
    return "\n\n".join(parts) + "\n"


def _line(one: Outcome) -> str:
    """Return the row of an outcome."""
    row = list(one.row("en").values())
    _, name, model, interval, figure, unit, inside, beyond, _ = row
    inside = f"**{inside}**" if one.inside is False else inside
    model = f"{model} ({interval})" if interval else model
    target = one.target
    source = f"`{target.source}` ({target.confidence})" if target.source else target.confidence
    cells = (name, model, figure, unit, inside, beyond, ROLE_NAMES[target.role].en, source)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
