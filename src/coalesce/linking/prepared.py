"""What linking stores of a record at import, and how an engine gets it back.

Invariant: what is packed is a function of the entry and the model, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import orjson

from coalesce.handling import sealed_function
from coalesce.linking.columns import Columns
from coalesce.linking.rows import LinkRow


class Stored(Protocol):
    """A record's packed columns as a view gives them."""

    @property
    def record(self) -> str:
        """The record's id."""

    @property
    def version(self) -> int:
        """The version that was packed."""

    @property
    def list_id(self) -> str:
        """The list it stands on."""

    @property
    def deduplicated(self) -> bool:
        """Whether that list is kept free of duplicates."""

    @property
    def body(self) -> bytes:
        """What ``pack`` gave."""


def pack(columns: Columns, keys: tuple[str, ...]) -> bytes:
    """Columns and blocking keys as compact JSON."""
    return orjson.dumps([orjson.Fragment(columns.to_json()), keys])


def stored(body: bytes) -> tuple[Columns, tuple[str, ...]]:
    """The columns and blocking keys that ``pack`` was given. Raises BadField for columns of another make."""
    columns, keys = orjson.loads(body)
    return Columns.from_list(columns), tuple(keys)


def stored_keys(body: bytes) -> tuple[str, ...]:
    """The blocking keys alone of what ``pack`` gave."""
    return tuple(orjson.loads(body)[1])


@sealed_function
def unpack(rows: Iterable[Stored]) -> Iterator[LinkRow]:
    """Rows for an engine, in the order given. Raises BadField for columns of another make."""
    for row in rows:
        yield LinkRow(row.record, row.version, row.list_id, row.deduplicated, *stored(row.body))
