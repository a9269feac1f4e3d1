"""Whether a name form stands in Han or Hangul letters, in compiled code.

Invariant: what ``linking.agreement`` finds in the greatest bone of a form.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from coalesce.compiling import inlined


@inlined
def own(marked: NDArray[Any], said: NDArray[Any], first: int, count: int) -> bool:
    """Whether one of ``count`` bones, said by their numbers from ``first`` on, is marked as a Han or Hangul word's."""
    found = False
    for at in range(first, first + count):
        found |= marked[said[at]]
    return found
