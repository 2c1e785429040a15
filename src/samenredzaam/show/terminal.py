"""How the command line speaks: data on stdout, all else on stderr, what went wrong in one sentence with an exit code.

Exit codes: 0 done, 2 wrong input, 1 failed or stopped.
"""

import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from samenredzaam.errors import InputError, nearest
from samenredzaam.texts import Text, both

if TYPE_CHECKING:
    from samenredzaam.show.tables import Line

LANGUAGE_VARIABLE = "SAMENREDZAAM_LANGUAGE"
WHOLE = 10_000
"""The width of what is no terminal: nothing is cut there."""

RESUMED = Text(
    "gestopt; runs die klaar zijn blijven bewaard, en dezelfde opdracht gaat verder met wat ontbreekt",
    "stopped; finished runs are kept, and the same command goes on with what is missing",
)
STOPPED = Text("gestopt", "stopped")
WHERE = Text("--debug vóór de opdracht laat zien waar", "--debug before the command shows where")
HELP = Text("zie", "see")


def usual_language() -> str:
    """Return the language that the environment asks for: Dutch or English."""
    for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if asked := os.environ.get(name, ""):
            return "nl" if asked.lower().startswith("nl") else "en"
    return "en"


def says(nl: str, en: str) -> str:
    """Return a text of the help, in the language that the environment asks for."""
    return Text(nl, en).said(usual_language())


def tell(message: Text | str, language: str = "en") -> None:
    """Write a message to stderr."""
    click.echo(message.said(language) if isinstance(message, Text) else message, err=True)


def width() -> int:
    """Return how wide stdout is."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WHOLE


def print_lines(lines: "Iterable[Line]") -> None:
    """Write lines of a table to stdout."""
    plain = "NO_COLOR" in os.environ
    for line in lines:
        click.echo(click.style(line.text, bold=True) if line.strong and not plain else line.text)


class Known(click.Choice[str]):
    """One of some names; for another name the nearest is suggested."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return a known name as it is."""
        if value not in self.choices:
            near = nearest(str(value)[:80], self.choices)
            said = both("{value!r} is niet bekend; {near}", "{value!r} is not known; {near}", value=value, near=near)
            self.fail(said.said(usual_language()), param, ctx)
        return str(value)


def part_of(_: click.Context, __: click.Parameter, value: str) -> tuple[int, int]:
    """Return which part is meant, and of how many: 2/4 is the second of four."""
    found = re.fullmatch(r"([1-9]\d{0,4})/([1-9]\d{0,4})", value, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        said = both(
            "{value!r} is geen deel; schrijf het als 2/4: het tweede van vier",
            "{value!r} is no part; write it like 2/4: the second of four",
            value=value[:80],
        )
        raise click.BadParameter(said.said(usual_language()))
    return int(found[1]), int(found[2])


class Commands(click.Group):
    """A group of commands in which whatever goes wrong becomes a sentence and an exit code."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the options before the command."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            tell(_sentence(error))
            sys.exit(2)

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            found = super().invoke(context)
            # What is still to be written is written here, where a reader that has gone is no error.
            sys.stdout.flush()
        except click.UsageError as error:
            _end(context, _sentence(error), 2)
        except InputError as error:
            _end(context, f"samenredzaam: {error.text.said(_language(context))}", 2)
        except KeyboardInterrupt:
            running = context.invoked_subcommand in ("run", "compare", "sweep")
            said = (RESUMED if running else STOPPED).said(_language(context))
            tell(f"\nsamenredzaam: {said}")
            context.exit(1)
        except BrokenPipeError:
            # Whoever read our output has seen enough; what Python still holds for them goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(1)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            said = WHERE.said(_language(context))
            _end(context, f"samenredzaam: {error or type(error).__name__} ({said})", 1)
        return found

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or name the nearest known one."""
        if arguments and not arguments[0].startswith("-") and arguments[0] not in self.commands:
            near = nearest(arguments[0], self.commands)
            said = both(
                "er is geen opdracht {name!r}; {near}",
                "there is no command {name!r}; {near}",
                name=arguments[0],
                near=near,
            )
            raise click.UsageError(said.said(usual_language()))
        return super().resolve_command(context, arguments)


def _end(context: click.Context, sentence: str, code: int) -> None:
    """Say what went wrong, with --debug also where, and end."""
    if context.params.get("debug"):
        traceback.print_exc()
    tell(sentence)
    context.exit(code)


def _language(context: click.Context) -> str:
    """Return the language of the command that ran; it is gone where the command could not be read."""
    return str(context.meta.get(LANGUAGE_VARIABLE, usual_language()))


def _sentence(error: click.UsageError) -> str:
    """Return what is wrong with a command, on one line, and where its help is."""
    said = " ".join(error.format_message().split()).rstrip(".")
    command = error.ctx.command_path if error.ctx else "samenredzaam"
    return f"samenredzaam: {said[:1].lower() + said[1:]} ({HELP.said(usual_language())} {command} --help)"


@contextmanager
def progress(
    language: str, begun: Callable[[], None], what: Text | None = None
) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many runs are done: a bar on a terminal, and a line for each run elsewhere.

    Args:
        language: "nl" or "en".
        begun: called once, before anything is shown, when the work begins.
        what: what is counted, where it is no runs but many small things: elsewhere than on a terminal not a line each.
    """
    if not sys.stderr.isatty():
        yield _lines_of_progress(language, begun) if what is None else lambda done, wanted: None
        return
    from rich.console import Console  # noqa: PLC0415 - so that --help answers at once
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415  # noqa: PLC0415

    so_far, left = Text("bezig; nog", "so far; still").said(language), Text("te gaan", "to go").said(language)
    columns = (
        *("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), so_far),
        *(TimeRemainingColumn(), left),
    )
    bar = Progress(*columns, console=Console(stderr=True, highlight=False))

    def show(done: int, wanted: int) -> None:
        if not bar.tasks:
            begun()
            bar.add_task("runs" if what is None else what.said(language), total=wanted)
            bar.start()
        bar.update(bar.tasks[0].id, completed=done, total=wanted)

    try:
        yield show
    finally:
        bar.stop()


def _lines_of_progress(language: str, begun: Callable[[], None]) -> Callable[[int, int], None]:
    last = -1

    def line(done: int, wanted: int) -> None:
        nonlocal last
        if last < 0:
            begun()
        if done != last:
            tell(Text(f"{done} van {wanted} runs klaar", f"{done} of {wanted} runs done"), language)
        last = done

    return line
