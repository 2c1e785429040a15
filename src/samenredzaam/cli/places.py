"""Making profiles of neighbourhoods and municipalities from public statistics."""

from pathlib import Path

import click

from samenredzaam.cli.options import PATH, as_json_too, in_language, print_report, print_rows
from samenredzaam.show.terminal import says, tell
from samenredzaam.texts import Text


@click.command(
    help=says(
        "Maak een profiel van een wijk uit FILE, een CSV-tabel 'Kerncijfers wijken en buurten' van het CBS.",
        "Make a profile of an area from FILE, a CSV table 'Kerncijfers wijken en buurten' of Statistics Netherlands.",
    )
)
@click.argument("file", type=PATH)
@click.option(
    "--code",
    help=says(
        "De code van het gebied, zoals WK036304; zonder code worden de gebieden in het bestand genoemd.",
        "The code of the area, such as WK036304; without it, the areas of the file are listed.",
    ),
)
@click.option(
    "--output",
    type=PATH,
    help=says("Waar het profiel komt (anders hier).", "Where to write the profile (this folder if not given)."),
)
@click.option(
    "--overwrite", is_flag=True, help=says("Vervang een profiel dat er staat.", "Replace a profile that is there.")
)
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help=says(
        "Bouw de wijk ook, en zet de mensen naast de cijfers.",
        "Also build it, and print the people beside the statistics.",
    ),
)
@in_language
@as_json_too
def neighbourhood(
    file: Path, code: str | None, output: Path | None, overwrite: bool, checked: bool, language: str, as_json: bool
) -> None:
    """Make a profile of an area."""
    from samenredzaam.neighbourhood import profile as profiles
    from samenredzaam.neighbourhood import statistics

    found = statistics.read(file)
    if code is None:
        kept = ("code", "kind", "name", "municipality", "residents")
        rows = [{name: getattr(area, name) for name in kept} for area in found.areas]
        print_rows(rows, language, as_json)
        tell(Text("Kies er een met --code.", "Choose one with --code."), language)
        return
    made = profiles.profile_from(found, code)
    path = output or Path(f"{made.name}.toml")
    profiles.write(made, path, overwrite=overwrite)
    tell(
        Text(
            f"Profiel van {made.title.nl} ({made.residents} inwoners): {path}. Lees en verbeter het gerust; "
            f"gebruik het met: samenredzaam compare cut --profile {path}",
            f"Profile of {made.title.en} ({made.residents} residents): {path}. Read and correct it freely; "
            f"use it with: samenredzaam compare cut --profile {path}",
        ),
        language,
    )
    if checked:
        from samenredzaam.study.built import report

        print_report(report(made), language, as_json)


@click.command(
    help=says(
        "Maak een map met een profiel van elke wijk van een gemeente uit FILE, een tabel als bij neighbourhood.",
        "Make a folder with a profile of each wijk of a municipality from FILE, a table as for neighbourhood.",
    )
)
@click.argument("file", type=PATH)
@click.option(
    "--code",
    help=says(
        "De code van de gemeente, zoals GM0363; nodig als de tabel van meer gemeenten is.",
        "The code of the municipality, such as GM0363; needed where the table is of several.",
    ),
)
@click.option(
    "--output",
    type=PATH,
    help=says("De map voor de profielen (anders de naam van de gemeente).",
              "The folder for the profiles (the name of the municipality if not given)."),
)  # fmt: skip
@click.option(
    "--overwrite", is_flag=True, help=says("Vervang profielen die er staan.", "Replace profiles that are there.")
)
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help=says(
        "Bouw de wijken ook, en noem wat niet bij de cijfers past.",
        "Also build the wijken, and print what is not in line with the statistics.",
    ),
)
@in_language
@as_json_too
def municipality(
    file: Path, code: str | None, output: Path | None, overwrite: bool, checked: bool, language: str, as_json: bool
) -> None:
    """Make profiles of all wijken of a municipality."""
    from samenredzaam.neighbourhood import profile_folders, statistics
    from samenredzaam.numbers import number

    made = profile_folders.municipality_from(statistics.read(file), code)
    folder = output or Path(made.name)
    profile_folders.write_folder(made.profiles, folder, overwrite=overwrite)
    for why in made.left_out:
        tell(Text(f"Niet erbij: {why.nl}.", f"Left out: {why.en}."), language)
    title, residents = profile_folders.together(made.profiles), number(made.residents, language)
    tell(
        Text(
            f"{title.nl} ({residents} inwoners): {folder}. Lees en verbeter de profielen gerust, of haal er een weg; "
            f"probeer het klein met: samenredzaam compare cut --profile {folder} --residents 20000",
            f"{title.en} ({residents} residents): {folder}. Read and correct the profiles freely, or take one away; "
            f"try it small with: samenredzaam compare cut --profile {folder} --residents 20000",
        ),
        language,
    )
    if checked:
        from samenredzaam.study.built import report_of_all

        rows, count = report_of_all(made.profiles)
        print_report(rows, language, as_json)
        tell(
            Text(
                f"Van {count} cijfers passen er {count - len(rows)} bij wat is gebouwd.",
                f"Of {count} numbers {count - len(rows)} are in line with what was built.",
            ),
            language,
        )
