"""The made parts of the ODD description: tables of what there is, and of every submodel, from the declarations.

    python -m samenredzaam.study.description docs/odd.md

renews each part between its marks; what people wrote around them stays as it is.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from samenredzaam import metrics as metrics  # noqa: PLC0414 - importing it declares the indicators
from samenredzaam.errors import InputError
from samenredzaam.mechanisms import OWNERS, WEEK
from samenredzaam.neighbourhood import deciders
from samenredzaam.neighbourhood.field import Field
from samenredzaam.neighbourhood.places import Activities
from samenredzaam.neighbourhood.policy import LEVERS
from samenredzaam.neighbourhood.residents import Homes, Needs, Residents
from samenredzaam.neighbourhood.streets import Streets
from samenredzaam.neighbourhood.ties import Arrangements, Ties
from samenredzaam.parameters import Declaration, declarations
from samenredzaam.recording import GROUPS, METRICS
from samenredzaam.sources import CONFIDENCES, sources
from samenredzaam.study.systems import systems
from samenredzaam.writing import written_whole

PACKAGE = Path(inspect.getfile(OWNERS["asking"])).parents[2]
TABLES = {
    "residents": Residents, "needs": Needs, "homes": Homes, "streets": Streets, "ties": Ties,
    "arrangements": Arrangements, "activities": Activities, "field": Field,
}  # fmt: skip
BEGIN, END = "<!-- made: {} -->", "<!-- to here -->"
_PART = re.compile(r"<!-- made: ([a-z_ ]+) -->\n.*?<!-- to here -->", re.DOTALL)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _range(declared: Declaration) -> str:
    return f"{_number(declared.low)} to {_number(declared.high)}"


def _path(module: str) -> str:
    """Return where a module stands, from the folder of the package."""
    return Path(str(sys.modules[module].__file__)).relative_to(PACKAGE).as_posix()


def _link(module: str) -> str:
    return f"[`{_path(module)}`](../src/samenredzaam/{_path(module)})"


def _said(thing: object) -> str:
    """Return the first sentence or line of a docstring."""
    return (inspect.getdoc(thing) or "").split("\n")[0]


def schedule() -> str:
    """Return the steps of a week in their order."""
    rows = []
    for number, step in enumerate(WEEK, 1):
        rows.append((number, f"**{step.__name__}**", _said(sys.modules[step.__module__]), _link(step.__module__)))
    return _table(("", "step", "what happens", "submodel"), rows)


def table(name: str) -> str:
    """Return the state variables of an entity that stands in rows."""
    rows = []
    for column, declared in TABLES[name].declared.items():
        size = f" × {declared.shape[0]}" if declared.shape else ""
        kept = "within the week" if declared.scratch else "kept"
        rows.append((f"`{column}`", f"{declared.dtype}{size}", declared.unit, declared.meaning, kept))
    return _table(("variable", "type", "unit", "meaning", ""), rows)


def those_who_decide() -> str:
    """Return the deciders with what they remember."""
    found = [
        one
        for _, one in inspect.getmembers(deciders, inspect.isclass)
        if issubclass(one, deciders.Decider) and one is not deciders.Decider
    ]
    rows = [
        (f"**{one.__name__}**", _said(one), ", ".join(f"`{name}`" for name in one.kept()))
        for one in sorted(found, key=lambda one: inspect.getsourcelines(one)[1])
    ]
    return _table(("decider", "who", "remembers"), rows)


def submodel(name: str) -> str:
    """Return where a submodel stands, the columns it writes and its parameters."""
    owner = OWNERS[name]
    lines = [f"Code: {_link(owner.__module__)}."]
    if written := getattr(owner, "writes", ()):
        columns = (written,) if isinstance(written, str) else written
        lines.append(f"Writes: {', '.join(f'`{column}`' for column in columns)}.")
    rows = [
        (
            f"`{parameter}`", _number(declared.default), declared.unit, _range(declared), declared.meaning.en,
            declared.origin.en,
        )
        for parameter, declared in declarations(owner).items()
    ]  # fmt: skip
    made = _table(("parameter", "default", "unit", "range", "meaning", "source"), rows)
    return "\n".join(lines) + "\n\n" + made


def levers() -> str:
    """Return what an owner can change."""
    rows = [
        (
            f"`{name}`", one.name.en, one.owner.value.en, _number(one.declared.default), one.declared.unit,
            _range(one.declared), one.declared.origin.en,
        )
        for name, one in LEVERS.items()
    ]  # fmt: skip
    return _table(("lever", "name", "owner", "default", "unit", "range", "source of the default"), rows)


def indicators() -> str:
    """Return what is measured each week."""
    rows = [(f"`{name}`", one.title.en, one.unit.en) for name, one in METRICS.items()]
    groups = ", ".join(group.title.en for group in GROUPS.values())
    return f"Groups: {groups}.\n\n" + _table(("indicator", "name", "unit"), rows)


def publications() -> str:
    """Return every publication that a number rests on."""
    rows = [(f"`{key}`", one.cited().en, CONFIDENCES[one.confidence]) for key, one in sources().items()]
    return _table(("key", "publication", "how it was read"), rows)


def of_the_field() -> str:
    """Return the systems of the field and what of each there is."""
    rows = []
    for name, one in systems().items():
        what = one.does.en if one.does else ""
        lacking = f"lacking: {one.lacking.en}" if one.lacking else ""
        made_by = ", ".join(f"[{part}](#{part})" for part in one.mechanisms)
        rows.append((name, one.title.en, one.state.value.en, "; ".join(filter(None, (what, lacking))), made_by))
    return _table(("", "system", "state", "in the model", "submodels"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "schedule": schedule,
    "deciders": those_who_decide,
    "levers": levers,
    "indicators": indicators,
    "publications": publications,
    "systems": of_the_field,
}


def part(name: str) -> str:
    """Return a made part by the name in its mark.

    Raises:
        InputError: there is no such part.
    """
    kind, _, of = name.partition(" ")
    if name in PARTS:
        return PARTS[name]()
    if kind == "table" and of in TABLES:
        return table(of)
    if kind == "submodel" and of in OWNERS:
        return submodel(of)
    raise InputError("er is geen deel {name!r} te maken", "there is no part {name!r} to make", name=name)


def names() -> list[str]:
    """Return the name of every part that a whole description has."""
    return [*PARTS, *(f"table {name}" for name in TABLES), *(f"submodel {name}" for name in OWNERS)]


def renewed(text: str) -> str:
    """Return a description with every made part as the declarations now say."""
    return _PART.sub(lambda found: f"{BEGIN.format(found[1])}\n\n{part(found[1])}\n\n{END}", text)


def renew(path: Path) -> None:
    """Renew the made parts of a description.

    Raises:
        InputError: a mark names no part.
    """
    text = renewed(path.read_text(encoding="utf-8"))
    with written_whole(path) as file:
        file.write(text.encode())


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def main(path: Path) -> None:
    """Renew the made parts of the description in PATH."""
    try:
        renew(path)
    except InputError as error:
        click.echo(f"samenredzaam: {error}", err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
