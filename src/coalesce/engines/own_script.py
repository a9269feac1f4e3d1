"""In which letters of its own a name form stands, Hangul or Han, in compiled code.

Invariant: what ``linking.agreement`` finds in the greatest bone of a form.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from coalesce.compiling import inlined

HANGUL, HAN = 1, 2


@inlined
def own(marked: NDArray[Any], said: NDArray[Any], first: int, count: int) -> int:
    """The greatest mark of ``count`` bones, said by their numbers from ``first`` on: ``HAN``, ``HANGUL``, or 0 for neither."""
    found = 0
    for at in range(first, first + count):
        found = max(found, marked[said[at]])
    return found
