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
    """At most ``size`` answers, the least recently used forgotten first. Threads may share it."""

    def __init__(self, size: int = 16) -> None:
        self._size, self._lock = size, Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def peek(self, key: Hashable) -> Any:
        """The answer for ``key`` where it is there, else None; nothing is made."""
        with self._lock:
            return self._answers.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for ``key``, made where it is not there."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                known: T = self._answers[key]
                return known
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return made
