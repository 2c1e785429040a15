"""Notes: what is written down, as it happens, about the few residents who are followed.

Kernels write a note where someone asks, answers or helps. Notes are read by nobody in the model, so whoever is followed
lives exactly as if they were not. With nobody followed there is no room for notes, and none is made.
"""

from typing import NamedTuple

import numpy as np

from samenredzaam.kernels import inlined

MOST_NOTES = 4096
"""Notes there is room for between two times they are collected."""

WHAT = (
    "helped", "did it themselves", "helped by someone paid", "thought of asking and did not dare", "asked and heard no",
    "asked and heard yes", "agreed to help", "noticed and did not offer", "offered help that was declined",
    "offered help that was accepted", "gave up an arrangement", "hosted an activity",
    "swapped over the time bank", "guided", "was relieved",
)  # fmt: skip
(
    HELPED, DID_IT_THEMSELVES, HELPED_BY_PAID, DID_NOT_DARE, HEARD_NO, HEARD_YES, AGREED, DID_NOT_OFFER, OFFER_DECLINED,
    OFFER_ACCEPTED, GAVE_UP, HOSTED, SWAPPED, GUIDED, RELIEVED,
) = range(len(WHAT))  # fmt: skip
"""What a note says. The first of the two residents is who does it; the second to, for or with whom. Of relief the first
is who is relieved, and the second who comes in their place (NOBODY: a professional)."""

NOBODY = -2
"""The second resident of a note that concerns only one; OUTSIDE (-1) is someone who lives elsewhere."""


class Notes(NamedTuple):
    """Who is followed, by row of Residents, and the notes made since they were last collected."""

    followed: np.ndarray
    one: np.ndarray
    other: np.ndarray
    what: np.ndarray
    domain: np.ndarray
    rung: np.ndarray
    minutes: np.ndarray
    written: np.ndarray


def notes_on(followed: np.ndarray) -> Notes:
    """Return room for notes about those `followed`, booleans of shape (rows of Residents,), or of shape (0,)."""
    room = MOST_NOTES if len(followed) else 0
    one, other, what, domain, rung, minutes = (np.zeros(room, dtype=np.int32) for _ in range(6))
    return Notes(followed, one, other, what, domain, rung, minutes, np.zeros(1, dtype=np.int64))


@inlined
def anyone_followed(notes: Notes) -> bool:
    """Tell whether anyone is followed, so that what people only thought of must be worked out too."""
    return notes.followed.shape[0] > 0


@inlined
def note(notes: Notes, one: int, other: int, what: int, domain: int, rung: int, minutes: int) -> None:
    """Write down that `one` did something to `other` (rows of Residents, OUTSIDE or NOBODY), if either is followed."""
    if not anyone_followed(notes):
        return
    if (one >= 0 and notes.followed[one]) or (other >= 0 and notes.followed[other]):
        place = notes.written[0]
        notes.written[0] = place + 1
        if place < notes.one.shape[0]:
            notes.one[place] = one
            notes.other[place] = other
            notes.what[place] = what
            notes.domain[place] = domain
            notes.rung[place] = rung
            notes.minutes[place] = minutes
