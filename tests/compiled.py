"""Parts of kernels as kernels have them: compiled, and not the plain Python that they are when called from Python."""

from collections.abc import Callable
from typing import Any

import numba

from samenredzaam.kernels import COMPILING


def compiled(part: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that calls a part of kernels from compiled code."""
    # A call from compiled code, since what is compiled by itself is not what kernels have.
    found: Callable[..., Any] = numba.njit(**COMPILING)(lambda *arguments: part(*arguments))  # noqa: PLW0108
    return found
