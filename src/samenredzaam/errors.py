"""What goes wrong with what a person gave us, said in one sentence."""

import difflib
import math
from collections.abc import Iterable

from samenredzaam.texts import Text, both


class InputError(Exception):
    """Something a person wrote cannot be used; the message is one sentence that says what would have been right.

    The command line prints it in the language of its user and ends with exit code 2.

    Args:
        nl: the sentence in Dutch, in which "{name}" stands for a part.
        en: the sentence in English, likewise; this is what `str` gives.
        parts: the parts by name, each perhaps a Text.
    """

    def __init__(self, nl: str, en: str, **parts: object) -> None:
        self.text = both(nl, en, **parts)
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[object, ...]:
        """Return how the error is made again in another process, from its whole sentences."""
        return _again, (self.text,)


def _again(text: Text) -> InputError:
    return InputError("{text}", "{text}", text=text)


def nearest(found: str, known: Iterable[str]) -> Text:
    """Return a closing clause that names the nearest known name, or lists the known ones where none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    if near:
        return Text(f"bedoelde u {near[0]!r}?", f"did you mean {near[0]!r}?")
    if len(names) > 12:
        names = [*names[:12], "..."]
    return both("bekend zijn: {names}", "known are: {names}", names=", ".join(names))


def kind_of_number(whole: bool) -> Text:
    """Return in words what is asked for: a whole number, or any."""
    return Text("een geheel getal", "a whole number") if whole else Text("een getal", "a number")


def why_no_number(value: object, low: float, high: float, *, whole: bool) -> Text | None:
    """Return why a value is no (whole) number from `low` to `high`, as a part of a sentence, or None if it is one."""
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        return Text(f"en dat is geen {'geheel ' if whole else ''}getal", f"which is not {kind_of_number(whole).en}")
    if isinstance(value, float) and not math.isfinite(value):
        return Text("en dat is geen eindig getal", "which is not a finite number")
    if not low <= value <= high:
        return Text("en dat valt buiten de grenzen", "which is out of range")
    return None
