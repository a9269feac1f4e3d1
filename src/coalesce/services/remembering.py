"""What is costly to work out for an audience, remembered while nothing has changed.

Invariant: an answer is given again only for the same audience, state and day; so it is
what working it out anew would give, and tells nothing of what others changed but time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Remembered:
    """At most ``size`` answers, the least recently used forgotten first. Threads may share it.

    Where a ``state`` is told, a key has one answer, that of the last state asked for: what a large answer was before a word
    changed it is not kept until sixteen others have come.
    """

    def __init__(self, size: int = 16) -> None:
        self._size, self._lock = size, Lock()
        self._answers: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()

    def peek(self, key: Hashable, state: Hashable = None) -> Any:
        """The answer for ``key`` in that state where it is there, else None; nothing is made."""
        with self._lock:
            known = self._answers.get(key)
        return known[1] if known is not None and known[0] == state else None

    def get(self, key: Hashable, make: Callable[[], T], state: Hashable = None) -> T:
        """The answer for ``key`` in that state, made where it is not there."""
        with self._lock:
            if key in self._answers and self._answers[key][0] == state:
                self._answers.move_to_end(key)
                known: T = self._answers[key][1]
                return known
        made = make()
        with self._lock:
            self._answers[key] = (state, made)
            self._answers.move_to_end(key)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return made
