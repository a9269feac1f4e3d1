"""The second door: every current record of the node, to be linked and counted and never shown.

Invariant: what comes out is ``Sealed``; people, links, review, search, screening and export
take a ReadView, and mypy refuses them this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from coalesce.handling import Sealed, seal
from coalesce.store import views
from coalesce.store.reading import Reading


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One record's linking columns as prepared at import."""

    record: str
    version: int
    list_id: str
    deduplicated: bool
    body: bytes


class CountView(Reading):
    """What may be counted. Made by ``Store.count``."""

    def prepared(self) -> Sealed[Iterator[CountedRow]]:
        """The linking columns of every current record, sealed, by record id."""
        v = views.counted
        query = select(v).order_by(v.c.record_id)
        self._notes.append({"what": "counted"})
        return seal(self._stream(query))

    def _stream(self, query: Select[Any]) -> Iterator[CountedRow]:
        for row in self._connection.execution_options(yield_per=2000).execute(query):
            yield CountedRow(row.record_id, row.version, row.list_id, bool(row.deduplicated), row.body)
