"""What every view has: a guarded snapshot, and a note of what was read from it.

Invariant: nothing is read that is not noted, and what is noted are ids and digests.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Row, Select
from sqlalchemy.exc import DBAPIError

from coalesce.store.connections import translated

LISTED = 200
"""So many ids stand in an audit row one by one; above that their number and digest."""

_PIECE = 500
"""Values of one IN list."""

T = TypeVar("T")


class Reading:
    """A snapshot in which one reader is bound."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection, self._key = connection, key
        self._notes: list[dict[str, object]] = []
        self._gathered: dict[str, set[str]] = {}

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        try:
            return self._connection.execute(query).all()
        except DBAPIError as error:
            raise translated(error) from error

    def _tuples(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement that is text already, as the driver gives them: for many of them, or very often."""
        try:
            if not self._connection.in_transaction():
                self._connection.begin()
            driver: Any = self._connection.connection.driver_connection
            return list(driver.execute(statement, values).fetchall())
        except (DBAPIError, sqlite3.Error) as error:  # the driver's own, where it is asked past SQLAlchemy
            raise translated(error) from error

    def _whole_numbers(self, statement: str, values: Sequence[object], width: int) -> npt.NDArray[np.int64]:
        """The rows of a statement that gives whole numbers alone, ``width`` of them a row, without an object for each."""
        try:
            if not self._connection.in_transaction():
                self._connection.begin()
            driver: Any = self._connection.connection.driver_connection
            told = chain.from_iterable(driver.execute(statement, values))
            return np.fromiter(told, dtype=np.int64).reshape(-1, width)
        except (DBAPIError, sqlite3.Error) as error:
            raise translated(error) from error

    def _slices(self, statement: str, count: int) -> Iterator[list[tuple[Any, ...]]]:
        """The same, so many at a time."""
        try:
            cursor = self._connection.exec_driver_sql(statement).cursor
            while rows := cursor.fetchmany(count):
                yield list(rows)
        except (DBAPIError, sqlite3.Error) as error:
            raise translated(error) from error

    def _note(self, what: str, ids: Iterable[str]) -> None:
        self._note_ordered(what, sorted(dict.fromkeys(ids)))  # in the order given, which often is theirs already

    def _note_ordered(self, what: str, listed: list[str]) -> None:
        """The same of ids that are sorted already, each once."""
        self._notes.append(noted(what, listed))

    def _gather(self, what: str, ids: Iterable[str]) -> None:
        """Note ids of many small reads together: a view that answers a thousand questions has one note of them."""
        self._gathered.setdefault(what, set()).update(ids)

    def _note_asked(self, what: str, asked: Iterable[str], found: Iterable[str]) -> None:
        """Note what was found by its id; what was not, by a digest: anybody may ask for anything, a name too."""
        there = set(found)
        self._note(what, there)
        if missing := set(asked) - there:
            self._note(f"{what} not found", [self._keyed(one) for one in missing])

    def _keyed(self, text: str) -> str:
        """A digest by which the same text is known again, and not found out, without the node's key."""
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=16).hexdigest()

    @property
    def notes(self) -> list[dict[str, object]]:
        """What was read, for the audit row."""
        for what, ids in sorted(self._gathered.items()):
            self._note(what, ids)
        self._gathered.clear()
        return self._notes


def noted(what: str, listed: list[str]) -> dict[str, object]:
    """What was read, as an audit row holds it: few ids as they are, more by their digest."""
    note: dict[str, object] = {"what": what, "count": len(listed)}
    if len(listed) <= LISTED:
        return note | {"ids": listed}
    return note | {"digest": hashlib.sha256("\n".join(listed).encode()).hexdigest()}


def pieces(values: Sequence[T]) -> list[Sequence[T]]:
    """The distinct values in lists short enough for one statement."""
    unique = list(dict.fromkeys(values))
    return [unique[start : start + _PIECE] for start in range(0, len(unique), _PIECE)]
