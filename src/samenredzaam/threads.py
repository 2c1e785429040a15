"""Threads: one run of a large neighbourhood on several processors, with the same results as on one.

Rows are cut into parts, and a kernel lives through each part in a thread of its own. That is for kernels alone that
write nothing but what belongs to the row at hand (or to an array of the part), and read nothing of other rows that they
write: then it is no matter which part is done when. Many runs are better spread over processes; see study/run.py.

Environment: SAMENREDZAAM_THREADS says how many threads a process works with; 1 if not given.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

from samenredzaam.errors import InputError

LEAST_ROWS = 20_000
"""Fewer rows than this are not worth a thread: to hand them over takes as long as to do them."""

MOST_THREADS = 64
VARIABLE = "SAMENREDZAAM_THREADS"

_pools: dict[int, ThreadPoolExecutor] = {}


def thread_count() -> int:
    """Return how many threads this process works with.

    Raises:
        InputError: the environment asks for something else than 1 to MOST_THREADS.
    """
    given = os.environ.get(VARIABLE, "1")
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= MOST_THREADS):
        raise InputError(
            "{name} in de omgeving is {given!r}; geef een heel getal van 1 tot en met {most}",
            "{name} in the environment is {given!r}; give a whole number from 1 to {most}",
            name=VARIABLE, given=given, most=MOST_THREADS,
        )  # fmt: skip
    return int(given)


def parts(rows: int) -> list[slice]:
    """Return the parts in which so many rows are done: one, or as many as there are threads that have enough to do."""
    count = max(min(thread_count(), rows // LEAST_ROWS), 1)
    ends = [rows * number // count for number in range(count + 1)]
    return [slice(begin, end) for begin, end in pairwise(ends)]


def side_by_side(kernel: Callable[..., Any], calls: Sequence[tuple[Any, ...]]) -> None:
    """Call a kernel with each of several lots of arguments, each in a thread; an error in one is raised here."""
    if len(calls) == 1:
        kernel(*calls[0])
        return
    if len(calls) not in _pools:
        _pools[len(calls)] = ThreadPoolExecutor(len(calls), thread_name_prefix="samenredzaam")
    done = [_pools[len(calls)].submit(kernel, *arguments) for arguments in calls]
    for one in done:
        one.result()
