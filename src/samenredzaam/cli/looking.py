"""Looking at what there is: catalogues, the systems of the field, the social network, the life of one resident."""

import json
from typing import Any

import click

from samenredzaam.cli.options import (
    as_json_too,
    check_names,
    in_language,
    of_size,
    of_weeks,
    print_report,
    print_rows,
    scenario_named,
    with_profile,
    with_seed,
)
from samenredzaam.show.terminal import Known, says, tell
from samenredzaam.texts import Text

KINDS = ("scenarios", "regimes", "profiles", "levers", "parameters", "metrics", "sources", "targets")


@click.command(
    "list",
    help=says(
        f"Noem wat er is. WHAT: {', '.join(KINDS)}.",
        f"List what there is. WHAT: {', '.join(KINDS)}.",
    ),
)
@click.argument("what", type=Known(KINDS), metavar="WHAT")
@in_language
@as_json_too
def list_(what: str, language: str, as_json: bool) -> None:
    """List what there is."""
    from samenredzaam.study.catalogue import catalogue

    print_rows(catalogue(what, language), language, as_json)


@click.command(
    help=says(
        "Noem de systemen van het veld (S1 tot S49), en wat daarvan in het model werkt; NAME is bijvoorbeeld S11.",
        "List the systems of the field (S1 to S49), and what of them works in the model; NAME is S11, for instance.",
    )
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@in_language
@as_json_too
def systems(names: tuple[str, ...], language: str, as_json: bool) -> None:
    """List the systems of the field."""
    from samenredzaam.study.systems import State, systems

    found = systems()
    check_names(Text("systeem", "system"), names, found)
    chosen = [found[name] for name in names] if names else list(found.values())
    print_rows([one.row(language) for one in chosen], language, as_json)
    if not names:
        counts = [f"{state.value.said(language)}: {sum(one.state is state for one in chosen)}" for state in State]
        tell("; ".join(counts))


@click.command(
    help=says(
        "Zet het sociale netwerk van PROFILE naast gepubliceerde cijfers.",
        "Report the social network of PROFILE beside published figures.",
    )
)
@click.argument("profile", default="amsterdam-wk036366")
@with_seed
@of_size
@in_language
@as_json_too
def network(profile: str, seed: int, residents: int | None, language: str, as_json: bool) -> None:
    """Report a social network."""
    from samenredzaam.study.network import report

    found = report(profile, seed, residents=residents)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    print_report(found.rows(), language, as_json)


@click.command(
    help=says(
        "Volg een paar bewoners in SCENARIO: een dagboek van wat zij besluiten en meemaken.",
        "Follow a few residents in SCENARIO: a diary of what they decide and meet with.",
    )
)
@click.argument("scenario", default="baseline")
@click.option(
    "--like",
    "whom",
    multiple=True,
    default=("in-need",),
    show_default=True,
    help=says(
        "Wie: in-need, alone, client, carer, volunteer, lonely, of een bewoner (16 tekens); mag vaker.",
        "Whom: in-need, alone, client, carer, volunteer, lonely, or a resident (16 digits); may be repeated.",
    ),
)
@click.option("--count", type=click.IntRange(1, 20), default=1, show_default=True, help=says("Hoeveel.", "How many."))
@with_seed
@with_profile
@of_size
@of_weeks
@in_language
@as_json_too
def follow(
    scenario: str, whom: tuple[str, ...], count: int, seed: int, language: str, as_json: bool, **options: Any
) -> None:
    """Keep a diary of residents."""
    from samenredzaam.show import diary
    from samenredzaam.study.follow import follow as followed

    found = followed(scenario_named(scenario, options), seed, whom, count=count)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    for line in diary.told(found, language):
        click.echo(line)
    tell(
        Text("Modeluitkomst: verzonnen mensen in een echte wijk.", "Model outcome: made-up people in a real place."),
        language,
    )
