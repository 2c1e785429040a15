"""What goes wrong with what a person gave us, said in one sentence."""

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """Something a person wrote cannot be used; the message is one sentence that says what would have been right.

    The command line prints it and ends with exit code 2.
    """


def nearest(found: str, known: Iterable[str]) -> str:
    """Return a closing clause that names the nearest known name, or lists the known ones where none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if len(names) > 12:
        names = [*names[:12], "..."]
    return "known are: " + ", ".join(names)
