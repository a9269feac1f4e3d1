"""A run of the linker on its way in: staged under the next number, then published in one update.

Invariant: readers see the links of one whole run; an interrupted run is never
seen and is cleared by the next.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, or_, select, update

from coalesce.records import Link, MatchWeight
from coalesce.store import codec, schema
from coalesce.store.pace import Pace

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


_AT_ONCE = 20
"""Records whose links one transaction replaces."""

_REMEMBERED = 100_000
"""Weights whose bytes are remembered."""

_INSERT = """INSERT INTO link (run, "left", "right", left_version, right_version, model, probability, parts)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
    WHERE EXISTS (SELECT 1 FROM record WHERE id = ?2) AND EXISTS (SELECT 1 FROM record WHERE id = ?3)"""
"""As text, with tuples for its rows: half of the time of a row went into naming its columns."""

Row = tuple[int, str, str, int, int, str, float, bytes]


class LinkStaging:
    """Writes one run, or parts of the published one. Made by the Writer."""

    def __init__(self, writer: Writer, model: str) -> None:
        self._writer, self._model = writer, model
        self._pace = Pace(writer.settings.write_batch_rows)
        self._encoded: dict[int, tuple[MatchWeight, bytes]] = {}

    def store(self, links: Iterable[Link]) -> None:
        """Stage all links, publish them, clear the run before."""
        published = self._published()
        run = published + 1
        self._clear(schema.link.c.run != published)
        for piece in self._pace.pieces(links):
            with self._writer.transaction() as connection:
                self._insert(connection, [self._row(link, run) for link in piece])
        s = schema.state
        with self._writer.transaction() as connection:
            connection.execute(update(s).where(s.c.name == "link_run").values(value=str(run)))
            connection.execute(update(s).where(s.c.name == "model").values(value=self._model))
            self._writer.bump(connection)
            self._writer.log(connection, "link", {"run": run, "model": self._model})
        self._clear(schema.link.c.run != run)

    def fits(self) -> bool:
        """Whether links of this model may stand beside those that are published."""
        s = schema.state
        with self._writer.snapshot() as connection:
            model = connection.execute(select(s.c.value).where(s.c.name == "model")).scalar()
        return model in ("", self._model)

    def replace(self, records: Sequence[str], links: Iterable[Link]) -> None:
        """In the published run: these links for whatever touched these records."""
        k, run, links = schema.link, self._published(), list(links)
        for start in range(0, len(records), _AT_ONCE):
            piece = set(records[start : start + _AT_ONCE])
            rows = [self._row(link, run) for link in links if link.left in piece or link.right in piece]
            with self._writer.transaction() as connection:
                touching = or_(k.c.left.in_(piece), k.c.right.in_(piece))
                before = connection.execute(delete(k).where(k.c.run == run, touching)).rowcount > 0
                if self._insert(connection, rows):
                    s = schema.state
                    connection.execute(update(s).where(s.c.name == "model").values(value=self._model))
                    before = True
                if before:
                    self._writer.bump(connection)

    def _published(self) -> int:
        s = schema.state
        with self._writer.snapshot() as connection:
            return int(connection.execute(select(s.c.value).where(s.c.name == "link_run")).scalar_one())

    def _row(self, link: Link, run: int) -> Row:
        parts = self._encoded.get(id(link.weight))
        if parts is None or parts[0] is not link.weight:
            # Many links have one weight. It is held beside its bytes, so that its address stays its own.
            if len(self._encoded) >= _REMEMBERED:
                self._encoded.clear()
            parts = self._encoded[id(link.weight)] = link.weight, codec.encode_weight(link.weight)
        sides = (link.left, link.right, link.left_version, link.right_version)
        return (run, *sides, link.model, link.probability, parts[1])

    def _insert(self, connection: Connection, rows: Sequence[Row]) -> bool:
        """Put in these rows, but for links of records withdrawn while the linker ran. Whether there was any."""
        return bool(rows) and connection.exec_driver_sql(_INSERT, list(rows)).rowcount > 0

    def _clear(self, which: Any) -> None:
        k, pace = schema.link, Pace(self._writer.settings.write_batch_rows)
        first = (k.c.run, k.c.left, k.c.right)
        while True:
            began = time.perf_counter()
            with self._writer.transaction() as connection:
                found = connection.execute(select(*first).where(which).order_by(*first).limit(pace.rows)).all()
                if not found:
                    return
                run, left, right = found[-1]
                here = (k.c.run == run) & ((k.c.left < left) | ((k.c.left == left) & (k.c.right <= right)))
                connection.execute(delete(k).where(which & ((k.c.run < run) | here)))
            pace.took(len(found), time.perf_counter() - began)
