"""How much one write transaction takes on, so that none holds the store for over 100 ms.

Invariant: the size follows the measured time; it is never below one row nor above ``MOST`` (or what is given for it).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

LIMIT = 0.100
"""Seconds (DESIGN.md, section 4, "Settled")."""

AIM = 0.060
"""Seconds that a transaction is sized for: the rest is room for a slow disk."""

MOST = 5_000
"""Rows of one transaction at most: SQLite binds at most 32,766 values to a statement."""

MOST_IN_ORDER = 50_000
"""The same for rows that are written one statement each, in the order of their table."""


class Pace:
    """Cuts work into pieces; tell it how long each took with ``took``."""

    def __init__(self, rows: int, most: int = MOST) -> None:
        self.rows, self._most = rows, most

    def slices(self, work: Sequence[T]) -> Iterator[Sequence[T]]:
        """Slices of the work, of at most ``rows``, timed as ``pieces`` are; nothing is done for a single row."""
        at = 0
        while at < len(work):
            piece = work[at : at + self.rows]
            at += len(piece)
            began = time.perf_counter()
            yield piece
            self.took(len(piece), time.perf_counter() - began)

    def pieces(self, work: Iterable[T], weigh: Callable[[T], int] = lambda _: 1) -> Iterator[list[T]]:
        """Pieces of the work, of at most ``rows`` by weight (or one alone that is heavier).

        Each is timed by the caller's own use of it, between two steps.
        """
        piece: list[T] = []
        heavy = 0
        for one in work:
            weight = weigh(one)
            if piece and heavy + weight > self.rows:
                yield from self._timed(piece, heavy)
                piece, heavy = [], 0
            piece.append(one)
            heavy += weight
        if piece:
            yield from self._timed(piece, heavy)

    def _timed(self, piece: list[T], weight: int) -> Iterator[list[T]]:
        began = time.perf_counter()
        yield piece
        self.took(weight, time.perf_counter() - began)

    def took(self, rows: int, seconds: float) -> None:
        """Adapt: at most double, at most a quarter, from one piece to the next."""
        fitting = rows * AIM / max(seconds, 1e-6)
        self.rows = max(1, min(int(fitting), self.rows * 2, self._most), self.rows // 4)
