"""How much one write transaction takes on, so that none holds the store for over 100 ms.

Invariant: the size follows the measured time; it is never below one row nor above ``MOST``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

LIMIT = 0.100
"""Seconds (DESIGN.md, section 4, "Settled")."""

AIM = 0.060
"""Seconds that a transaction is sized for: the rest is room for a slow disk."""

MOST = 5_000
"""Rows of one transaction at most: SQLite binds at most 32,766 values to a statement."""


class Pace:
    """Cuts work into pieces; tell it how long each took with ``took``."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def pieces(self, work: Iterable[T]) -> Iterator[list[T]]:
        """Pieces of the work. Each is timed by the caller's own use of it, between two steps."""
        rest = iter(work)
        while piece := list(islice(rest, self.rows)):
            began = time.perf_counter()
            yield piece
            self.took(len(piece), time.perf_counter() - began)

    def took(self, rows: int, seconds: float) -> None:
        """Adapt: at most double, at most a quarter, from one piece to the next."""
        fitting = rows * AIM / max(seconds, 1e-6)
        self.rows = max(1, min(int(fitting), self.rows * 2, MOST), self.rows // 4)
