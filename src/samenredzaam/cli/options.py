"""What several commands share: their options, the scenario they name, and how they print rows."""

import json
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samenredzaam.announcing import announced_by
from samenredzaam.errors import InputError, nearest
from samenredzaam.show.terminal import LANGUAGE_VARIABLE, Known, print_lines, says, tell, usual_language, width
from samenredzaam.texts import LANGUAGES, Text

if TYPE_CHECKING:
    from samenredzaam.scenario import Scenario

Function = Callable[..., Any]
PATH = click.Path(path_type=Path)


def in_language(function: Function) -> Function:
    """Add the option that says in which language the command speaks."""
    return click.option(
        "--language",
        type=Known(LANGUAGES),
        default=usual_language,
        callback=_remembered,
        help=says(
            "Taal van wat u ziet: nl of en (anders volgens de omgeving).",
            "Language of what you see: nl or en (otherwise as the environment says).",
        ),
    )(function)


def _remembered(context: click.Context, _: click.Parameter, value: str) -> str:
    context.meta[LANGUAGE_VARIABLE] = value
    announced_by(lambda text: tell(text, value))
    return value


def as_json_too(function: Function) -> Function:
    """Add the option that asks for JSON."""
    return click.option(
        "--json", "as_json", is_flag=True, help=says("Geef JSON, voor programma's.", "Print JSON, for programs.")
    )(function)


def of_size(function: Function) -> Function:
    """Add the option that scales a neighbourhood."""
    return click.option(
        "--residents",
        type=int,
        help=says("Maak de wijk zo groot: aantal inwoners.", "Scale the neighbourhood to so many residents."),
    )(function)


with_seed = click.option("--seed", type=int, default=1, show_default=True, help=says("Het startgetal.", "The seed."))
from_seed = click.option(
    "--first-seed", type=click.IntRange(0, 2**31), default=1, show_default=True,
    help=says("Het eerste startgetal.", "The first seed."),
)  # fmt: skip
with_profile = click.option(
    "--profile",
    help=says("Een andere wijk: een meegeleverd profiel, een bestand, of een map met profielen (een gemeente).",
              "Another neighbourhood: a profile that ships, a file, or a folder of profiles (a municipality)."),
)  # fmt: skip
of_weeks = click.option("--weeks", type=int, help=says("Reken zoveel weken door.", "Simulate so many weeks."))
in_processes = click.option(
    "--processes", type=click.IntRange(1, 512),
    help=says("Processen tegelijk (anders alle processoren).", "Processes at a time (all processors if not given)."),
)  # fmt: skip


def running(function: Function) -> Function:
    """Add the options of commands that run scenarios."""
    options = (
        click.option(
            "--seeds", type=click.IntRange(1, 10_000), default=10, show_default=True,
            help=says("Runs per scenario.", "Runs of each scenario."),
        ),
        from_seed,
        with_profile,
        of_size,
        of_weeks,
        click.option(
            "--every", type=click.IntRange(1, 5200), default=13, show_default=True,
            help=says("Weken per rij van de resultaten.", "Weeks in a row of the results."),
        ),
        in_processes,
        click.option(
            "--checkpoint-minutes", type=click.FloatRange(0, 10_000), default=10.0, show_default=True,
            help=says("Bewaar lopende runs zo vaak, om na een onderbreking verder te gaan; 0: niet.",
                      "Save runs under way this often, to go on with after an interruption; 0: never."),
        ),
        click.option("--output", type=PATH, help=says("Map voor de resultaten.", "Folder for the results.")),
        click.option(
            "--overwrite", is_flag=True,
            help=says("Vervang resultaten die in de map staan.", "Replace results that are in the folder."),
        ),
        click.option("--no-figures", is_flag=True, help=says("Teken geen beelden.", "Draw no pictures.")),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return in_language(function)


def scenario_named(name: str, options: dict[str, Any]) -> "Scenario":
    """Return a scenario with what the command line changes of its setting."""
    import dataclasses

    from samenredzaam.neighbourhood.profile_folders import named
    from samenredzaam.scenario import read

    changes = {key: options[key] for key in ("profile", "residents", "weeks") if options[key] is not None}
    if "profile" in changes:
        changes |= {"profile": named(changes["profile"]), "folder": None, "beside": ()}
    return dataclasses.replace(read(name), **changes)


def check_names(what: Text, given: Sequence[str], known: Collection[str]) -> None:
    """Refuse names that are not known, before anything is run."""
    for name in given:
        if name not in known:
            raise InputError(
                "er is geen {what} {name!r}; {near}",
                "there is no {what} {name!r}; {near}",
                what=what,
                name=name,
                near=nearest(name[:80], known),
            )


def print_rows(rows: list[dict[str, Any]], language: str, as_json: bool = False, *, grouped: bool = False) -> None:
    """Print rows of one shape: as JSON, as a table on a terminal, or else whole with tabs between the cells."""
    from samenredzaam.show import tables

    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif sys.stdout.isatty():
        print_lines((tables.grouped if grouped else tables.listed)(rows, language, width()))
    else:
        for line in tables.separated(rows, language):
            click.echo(line)


def print_report(rows: Sequence[Any], language: str, as_json: bool) -> None:
    """Print the rows of a report."""
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1))
    else:
        print_rows([row.said(language) for row in rows], language, grouped=True)
