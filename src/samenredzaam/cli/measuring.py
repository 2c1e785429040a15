"""Measuring the model itself: beside published figures, and how fast it is; and compiling it beforehand."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samenredzaam.cli.options import PATH, as_json_too, from_seed, in_language, in_processes, of_size, print_rows
from samenredzaam.errors import InputError
from samenredzaam.show.terminal import progress, says, tell
from samenredzaam.texts import Text

if TYPE_CHECKING:
    from samenredzaam.study.validation import Validation


@click.command(
    help=says(
        "Zet het model (huidig beleid) naast gepubliceerde cijfers, elk gemeten zoals de bron het omschrijft.",
        "Hold the model (current policy) against published figures, each measured as its source defines it.",
    )
)
@click.option("--profile", default="netherlands", show_default=True,
              help=says("De wijk: een meegeleverd profiel, of een bestand.",
                        "The neighbourhood: a profile that ships, or a file."))  # fmt: skip
@click.option("--seeds", type=click.IntRange(1, 10_000), default=5, show_default=True,
              help=says("Aantal runs.", "Number of runs."))  # fmt: skip
@from_seed
@of_size
@click.option("--weeks", type=int, default=52, show_default=True,
              help=says("Reken zoveel weken door; de laatste 52 worden gemeten.",
                        "Simulate so many weeks; the last 52 are measured."))  # fmt: skip
@in_processes
@click.option(
    "--output",
    type=PATH,
    help=says("Map voor validation.csv en de beelden.", "Folder for validation.csv and the pictures."),
)
@in_language
@as_json_too
def validate(
    profile: str, seeds: int, first_seed: int, weeks: int, processes: int | None, residents: int | None,
    output: Path | None, language: str, as_json: bool,
) -> None:  # fmt: skip
    """Hold the model against published figures."""
    from samenredzaam.study.run import usual_processes
    from samenredzaam.study.validate import validate as perform
    from samenredzaam.study.validation import absences

    if output is not None and output.exists() and not output.is_dir():
        raise InputError(
            "{path} is geen map; noem een andere --output", "{path} is no folder; name another --output", path=output
        )
    with progress(language, lambda: None) as look:
        found = perform(
            range(first_seed, first_seed + seeds), profile=profile, residents=residents, weeks=weeks,
            processes=processes or usual_processes(), progress=look,
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        terminal = sys.stdout.isatty()
        print_rows(found.rows(language, whole=not terminal), language, grouped=True)
        for line in absences(found.absent(), language) if terminal else ():
            click.echo(line)
    sys.stdout.flush()
    for line in found.summary(language):
        tell(line)
    if output is not None:
        _write_validation(found, output, language)


def _write_validation(found: "Validation", output: Path, language: str) -> None:
    """Write the table and the pictures of a validation, and name them."""
    from samenredzaam.show.figures import draw_validation

    try:
        paths = draw_validation(found, output, language)
        (output / "validation.csv").write_text(found.csv(), encoding="utf-8")
    except OSError as error:
        raise InputError(
            "{path} kan niet worden geschreven ({why}); noem een andere --output",
            "{path} cannot be written ({why}); name another --output",
            path=error.filename, why=error.strerror,
        ) from error  # fmt: skip
    for path in [output / "validation.csv", *(path for path in paths if path.suffix == ".png")]:
        tell(f"  {path}")


@click.command(
    help=says(
        "Meet hoe snel het model hier is, hoeveel geheugen het vraagt en hoe gauw het begint.",
        "Measure how fast the model is here, how much memory it takes and how soon it starts.",
    )
)
@click.option("--residents", "sizes", type=click.IntRange(200, 20_000_000), multiple=True,
              help=says("Aantal inwoners; mag vaker (anders 1.000, 10.000 en 100.000).",
                        "Number of residents; may be repeated (1,000, 10,000 and 100,000 if not given)."))  # fmt: skip
@click.option("--repeats", type=click.IntRange(1, 100), default=3, show_default=True,
              help=says("Hoe vaak elk wordt gemeten.", "How often each is measured."))  # fmt: skip
@click.option("--no-plain", is_flag=True,
              help=says("Zet het model niet naast een gewoon Mesa-model van drie van zijn mechanismen.",
                        "Do not hold the model against a plain Mesa model of three of its mechanisms."))  # fmt: skip
@click.option("--no-starts", is_flag=True,
              help=says("Meet het starten niet, waarvoor alles opnieuw wordt vertaald.",
                        "Do not measure starting, for which all is compiled anew."))  # fmt: skip
@in_language
@as_json_too
def benchmark(
    sizes: tuple[int, ...], repeats: int, no_plain: bool, no_starts: bool, language: str, as_json: bool
) -> None:
    """Measure speed, memory and starting."""
    from samenredzaam.study.benchmark import SIZES
    from samenredzaam.study.benchmark import benchmark as perform

    with progress(language, lambda: None) as look:
        found = perform(sizes or SIZES, repeats=repeats, plain=not no_plain, starts=not no_starts, progress=look)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        print_rows([one.said(language) for one in found.figures()], language, grouped=True)


@click.command(
    "compile",
    help=says(
        "Compileer al het rekenwerk vooraf, eenmalig voor deze versie, zodat geen run erop hoeft te wachten.",
        "Compile the model beforehand, once for this version, so that no run has to wait for it.",
    ),
)
@in_language
def compile_beforehand(language: str) -> None:
    """Compile every kernel."""
    from samenredzaam.study.compiling import compile_all

    with progress(language, lambda: None, Text("gecompileerd", "compiled")) as look:
        found = compile_all(look)
    click.echo(found.said().said(language))
