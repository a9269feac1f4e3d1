"""``compiled``: a function compiled by numba on its first call, without Python's lock.

Invariant: the machine code is kept for the next process where there is a place to keep it, until a source beside it changes;
where the installation is read-only and the user has no cache either, each process compiles anew, and gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
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
        made: Any = njit(cache=True, nogil=True, forceinline=part)(function)
    except RuntimeError:  # numba finds no folder that it may write
        return cast(F, njit(nogil=True, forceinline=part)(function))
    # numba looks at the function's own file alone: what is inlined from another would stay as it was.
    kept = made._cache._cache_file
    kept._source_stamp = (kept._source_stamp, _stamp(Path(function.__code__.co_filename).parent))
    return cast(F, made)


@lru_cache(maxsize=8)
def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The names, times and sizes of the sources of a folder: compiled functions call those of their own folder."""
    told = ((path.name, path.stat()) for path in sorted(folder.glob("*.py")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in told)
