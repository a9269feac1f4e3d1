"""The sieve as a process holds it, for all its readers.

Invariant: it answers a reader only where it is of the very state of the store that the reader sees; else every key may
be there. No answer follows from it: it spares look-ups of keys that stand nowhere, whoever asks, and timing apart
nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from coalesce.store.sieve import Sieve, keys_of

ASKED = 1
"""Questions that a process looks up without it first: who screens one name need not wait for it to be read."""

Part = tuple[int, bytes]
"""A slice and its bits."""

_UNREAD = Sieve({})
"""What is held before anything was read: it is never asked."""


class HeldSieve:
    """The newest sieve that a reader of this process has seen."""

    def __init__(self, without: int = ASKED) -> None:
        """``without``: questions that are answered without it first."""
        self._lock, self._left = Lock(), without
        self._of = 0
        self._parts: dict[int, bytes] = {}
        self._sieve = _UNREAD

    def wanted(self) -> bool:
        """Whether it is worth being asked for by now."""
        self._left -= 1
        return self._left < 0

    def of(self, number: int, later: Callable[[int], Sequence[Part]]) -> Sieve | None:
        """The sieve of the store's state ``number``; None for a state before the one that is held.

        ``later`` gives the slices changed after a number, as the reader sees them.
        """
        with self._lock:
            if number > self._of:
                self._parts.update(later(self._of))
                self._sieve, self._of = Sieve(self._parts), number
            return self._sieve if number == self._of else None


def passed(sieve: Sieve, keys: Sequence[int]) -> list[int]:
    """The keys that may stand in the index, in their order."""
    found = sieve.may_hold(keys_of(keys)).tolist()
    return [key for key, may in zip(keys, found, strict=True) if may]
