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
    try:
        made = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba finds no folder that it may write
        made = njit(nogil=True)(function)
    return cast(F, made)
