"""``compiled``: a function compiled by numba on its first call, without Python's lock.

Invariant: the machine code is kept for the next process where there is a place to keep it; where the installation is
read-only and the user has no cache either, each process compiles anew, and gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function, compiled when it is first called."""
    return _made(function, part=False)


def inlined(function: F) -> F:
    """The same for a small function called from compiled ones a million times: it becomes part of them.

    A call by itself copies every array's seven numbers, which takes longer than what is done with them.
    """
    return _made(function, part=True)


def _made(function: F, *, part: bool) -> F:
    try:
        made = njit(cache=True, nogil=True, forceinline=part)(function)
    except RuntimeError:  # numba finds no folder that it may write
        made = njit(nogil=True, forceinline=part)(function)
    return cast(F, made)
