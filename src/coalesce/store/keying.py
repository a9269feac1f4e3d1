"""The index of records on its way in.

Invariant: keys are written in the order of the index, many at a time, so that each page of it is touched once and not
once a key; what was written before is not written twice; the sieve of the index holds each from the same transaction on. A version is published only when its keys are there
(``Staging.add`` ends with ``flush``).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager

import numpy as np
from sqlalchemy import Connection, func, insert, select

from coalesce.store import schema, sieving
from coalesce.store.pace import Pace

HELD = 2_000_000
"""Keys held back before they are written: 16 bytes each, and as much again while they are sorted."""


class Keying:
    """Keys of versions, held back until there are many."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]], rows: int) -> None:
        """``transaction`` opens a short one; ``rows`` is how many keys the first takes."""
        self._transaction, self._rows = transaction, rows
        self._values, self._places = array("q"), array("q")

    def add(self, place: int, values: Iterable[int]) -> None:
        """Hold the keys of one version back."""
        before = len(self._values)
        self._values.extend(values)
        self._places.extend([place] * (len(self._values) - before))

    def flush(self, least: int = 1) -> None:
        """Write what is held back, in short transactions, where there are at least so many keys."""
        if len(self._values) < least:
            return
        for piece in Pace(self._rows).pieces(self._sorted()):
            with self._transaction() as connection:
                put = insert(schema.search_key).prefix_with("OR IGNORE", dialect="sqlite")
                connection.execute(put, [{"value": value, "place": place} for value, place in piece])
                sieving.add(connection, (value for value, _ in piece))
        self._values, self._places = array("q"), array("q")

    def _sorted(self) -> Iterator[tuple[int, int]]:
        values, places = np.frombuffer(self._values, np.int64), np.frombuffer(self._places, np.int64)
        order = np.lexsort((places, values))
        yield from zip(values[order].tolist(), places[order].tolist(), strict=True)


def next_place(connection: Connection) -> int:
    """A number that no version has, in a write transaction; those above it are free too."""
    return int(connection.execute(select(func.max(schema.version.c.place))).scalar() or 0) + 1
