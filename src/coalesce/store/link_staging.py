"""A run of the linker on its way in: staged under the next number, then published in one update.

Invariant: readers see the links of one whole run; an interrupted run is never
seen and is cleared by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, or_, select, update

from coalesce.records import Link
from coalesce.store import codec, schema
from coalesce.store.pace import Pace

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


_AT_ONCE = 20
"""Records whose links one transaction replaces."""


class LinkStaging:
    """Writes one run, or parts of the published one. Made by the Writer."""

    def __init__(self, writer: Writer, model: str) -> None:
        self._writer, self._model = writer, model
        self._pace = Pace(writer.settings.write_batch_rows)

    def store(self, links: Iterable[Link]) -> None:
        """Stage all links, publish them, clear the run before."""
        published = self._published()
        run = published + 1
        self._clear(schema.link.c.run != published)
        for piece in self._pace.pieces(links):
            with self._writer.transaction() as connection:
                rows = self._still_there(connection, [self._row(link, run) for link in piece])
                if rows:
                    connection.execute(insert(schema.link), rows)
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
                before = connection.execute(delete(k).where(k.c.run == run, touching)).rowcount
                if rows := self._still_there(connection, rows):
                    connection.execute(insert(k), rows)
                if rows:
                    s = schema.state
                    connection.execute(update(s).where(s.c.name == "model").values(value=self._model))
                if rows or before:
                    self._writer.bump(connection)

    def _published(self) -> int:
        s = schema.state
        with self._writer.snapshot() as connection:
            return int(connection.execute(select(s.c.value).where(s.c.name == "link_run")).scalar_one())

    def _row(self, link: Link, run: int) -> dict[str, Any]:
        return {
            "run": run,
            "left": link.left,
            "right": link.right,
            "left_version": link.left_version,
            "right_version": link.right_version,
            "model": link.model,
            "probability": link.probability,
            "parts": codec.encode_weight(link.weight),
        }

    def _still_there(self, connection: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Without links of records withdrawn while the linker ran."""
        ids = {row[side] for row in rows for side in ("left", "right")}
        known = set(connection.execute(select(schema.record.c.id).where(schema.record.c.id.in_(ids))).scalars())
        return [row for row in rows if row["left"] in known and row["right"] in known]

    def _clear(self, which: Any) -> None:
        k = schema.link
        while True:
            with self._writer.transaction() as connection:
                query = select(k.c.run, k.c.left, k.c.right).where(which).limit(self._pace.rows)
                found = connection.execute(query).all()
                if not found:
                    return
                for run, left, right in found:
                    connection.execute(delete(k).where(and_(k.c.run == run, k.c.left == left, k.c.right == right)))
