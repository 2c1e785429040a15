"""The commands; each reads its arguments, calls one function, prints one thing.

Data go to stdout, progress and messages to stderr. Everything heavy is imported inside the commands, so that --help
answers at once.
"""

import click

from samenredzaam.cli import looking, measuring, places, running, studies
from samenredzaam.show.terminal import Commands, says


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=says(
        "Reken door hoe mensen in een wijk het samen redden, en vergelijk beleid.",
        "Simulate how people in a neighbourhood manage together, and compare policies.",
    ),
)
@click.version_option(package_name="samenredzaam")
@click.option("--debug", is_flag=True, help=says("Laat zien waar een fout ontstond.", "Show where an error arose."))
@click.pass_context
def main(context: click.Context, debug: bool) -> None:  # noqa: ARG001 - read from the context where errors are told
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    *(running.run, running.compare, running.plot, running.check),
    *(looking.list_, looking.systems, looking.network, looking.follow),
    *(places.neighbourhood, places.municipality),
    *(measuring.validate, measuring.benchmark, measuring.compile_beforehand),
    studies.sweep,
):
    main.add_command(command)
