"""What is told of while it happens, deep in the model, to the person who waits: one compiles, nothing can be kept."""

import sys
from collections.abc import Callable
from multiprocessing import parent_process

from samenredzaam.texts import Text

Teller = Callable[[Text], None]


def _to_stderr(text: Text) -> None:
    sys.stderr.write(f"{text.en}\n")


_tellers: list[Teller] = [_to_stderr]


def announced_by(teller: Teller) -> None:
    """Have what follows told by `teller`; until then it goes to stderr, in English."""
    _tellers[:] = [teller]


def announce(text: Text) -> None:
    """Tell the person who waits; processes that another began keep silent, as that one has told it."""
    if parent_process() is None:
        _tellers[0](text)
