"""Studies: many runs, by a plan."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from samenredzaam.cli.options import PATH, as_json_too, in_language, in_processes
from samenredzaam.show.terminal import part_of, progress, says, tell
from samenredzaam.texts import Text


@click.command(
    help=says(
        "Maak alle runs van PLAN, een plan.toml of de map van een onderzoek; wat er al is, blijft zoals het is.",
        "Make all runs of PLAN, a plan.toml or the folder of a study; what is there already is not made again.",
    )
)
@click.argument("plan", type=PATH)
@click.option("--output", type=PATH, help=says("Map voor de tabellen.", "Folder for the tables."))
@click.option("--store", type=PATH,
              help=says("Map voor de runs (anders results/store, of SAMENREDZAAM_STORE).",
                        "Folder for the runs (results/store, or SAMENREDZAAM_STORE, if not given)."))  # fmt: skip
@click.option("--seeds", type=click.IntRange(1, 10_000),
              help=says("Runs van elk punt in elk scenario (anders wat het plan zegt).",
                        "Runs of each point in each scenario (as the plan says if not given)."))  # fmt: skip
@click.option("--part", callback=part_of, metavar="K/N", default="1/1", show_default=True,
              help=says("Maak dit deel, zoals 2/4; andere machines maken de andere.",
                        "Make this part, such as 2/4; other machines make the others."))  # fmt: skip
@click.option("--take-from", "others", type=PATH, multiple=True,
              help=says("Neem eerst de runs over uit een map met runs van elders; mag vaker.",
                        "First take over the runs in a folder with runs from elsewhere; may be repeated."))  # fmt: skip
@click.option("--retry", is_flag=True, help=says("Probeer ook wat eerder mislukte.", "Also try what failed before."))
@click.option("--status", "only_status", is_flag=True,
              help=says("Zeg alleen hoe ver het is.", "Only tell how far it is."))  # fmt: skip
@in_processes
@in_language
@as_json_too
def sweep(plan: Path, output: Path | None, store: Path | None, others: tuple[Path, ...], only_status: bool,
          processes: int | None, language: str, as_json: bool, **options: Any) -> None:  # fmt: skip
    """Make all runs of a plan."""
    from samenredzaam.study.run import usual_processes
    from samenredzaam.study.store import Store, usual_store
    from samenredzaam.study.sweep import Sweep
    from samenredzaam.study.sweep.plan import read

    found, kept = read(plan), Store(store) if store else usual_store()
    output = output or Path("results") / found.name
    made = Sweep(found, output, kept, seeds=options["seeds"], part=options["part"])
    for other in others:
        copied, refused = kept.take_over(Store(other))
        tell(Text(f"{copied} runs overgenomen uit {other}, {refused} onbruikbaar.",
                  f"{copied} runs taken over from {other}, {refused} of no use."), language)  # fmt: skip
    if only_status:
        status = made.status()
    else:
        with progress(language, lambda: tell(made.announcement(), language)) as look:
            status = made.perform(processes=processes or usual_processes(), retry=options["retry"], look=look)
        tell(Text(f"Tabellen: {output}/results.csv en design.csv.", f"Tables: {output}/results.csv and design.csv."),
             language)  # fmt: skip
    click.echo(json.dumps(status.as_json(), indent=1) if as_json else status.said().said(language))
    if not only_status and (status.failed or (status.parts == 1 and not status.complete)):
        sys.exit(1)
