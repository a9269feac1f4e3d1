"""The second door: every current record of the node, to be linked and counted and never shown.

Invariant: what comes out is ``Sealed``; people, links, review, search, screening and export
take a ReadView, and mypy refuses them this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from coalesce.handling import Sealed, seal
from coalesce.linking.index import linking_values
from coalesce.linking.prepared import stored_keys
from coalesce.store import views
from coalesce.store.count_figures import FigureReads
from coalesce.store.reading import pieces

_AT_ONCE = 2_000


class CountedRow(NamedTuple):
    """One record's linking columns as prepared at import; a tuple, since a million are made."""

    record: str
    version: int
    list_id: str
    deduplicated: bool
    body: bytes


_MADE = partial(tuple.__new__, CountedRow)
"""What ``CountedRow._make`` does, and a fifth of its time."""


class CountView(FigureReads):
    """What may be counted: for the linker here, for figures as ``FigureReads`` has it. Made by ``Store.count``."""

    def prepared(self) -> Sealed[Iterator[CountedRow]]:
        """The linking columns of every current record, sealed, in no order: as they lie, so that a million are read fast."""
        self._notes.append({"what": "counted"})
        return seal(self._stream())

    def stamp(self) -> int:
        """The number of the state that this snapshot shows: it rises with every change that may touch this member."""
        return int(self._rows(select(views.stamp))[0].stamp)

    def around(self, records: Sequence[str]) -> Sealed[list[CountedRow]]:
        """The linking columns of these records, and of every current one that shares a blocking key with them, sealed."""
        own = self._of(records)
        values = sorted({value for row in own.values() for value in linking_values(stored_keys(row.body))})
        k = views.counted_key
        sharing = {
            row.record_id
            for piece in pieces(values)
            for row in self._rows(select(k.c.record_id).where(k.c.value.in_(piece)))
        }
        self._notes.append({"what": "counted", "around": len(own)})
        own |= self._of(sorted(sharing - own.keys()))
        return seal([own[record] for record in sorted(own)])

    def _of(self, records: Sequence[str]) -> dict[str, CountedRow]:
        v = views.counted_few
        rows = [row for piece in pieces(records) for row in self._rows(select(v).where(v.c.record_id.in_(piece)))]
        return {row.record_id: _counted(row) for row in rows}

    def _stream(self) -> Iterator[CountedRow]:
        for rows in self._slices(
            "SELECT record_id, version, list_id, deduplicated, body FROM visible_counted", _AT_ONCE
        ):
            yield from map(_MADE, rows)


def _counted(row: Row[Any]) -> CountedRow:
    return CountedRow(row.record_id, row.version, row.list_id, bool(row.deduplicated), row.body)
