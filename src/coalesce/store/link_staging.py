"""A run of the linker on its way in: staged under the next number, then published in one update.

Invariant: readers see the links of one whole run; an interrupted run is never
seen and is cleared by the next.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, select, tuple_, update

from coalesce.records import Link, MatchWeight
from coalesce.store import codec, schema
from coalesce.store.many_rows import insert_rows, numbers
from coalesce.store.pace import MOST_IN_ORDER, Pace
from coalesce.store.standing import State, gone

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


_AT_ONCE = 20
"""Records whose links one transaction replaces."""

_REMEMBERED = 100_000
"""Weights whose numbers are remembered."""

_INTO = ("link", ("run", "left", "right", "left_version", "right_version", "probability", "weight"))
_BY_RIGHT = ("link_right", ("run", "right", "left"))

_WEIGHT = "INSERT OR IGNORE INTO link_weight (run, number, model, parts) VALUES (?, ?, ?, ?)"
"""A weight may be there already, of links of another day."""

_K, _Y, _W = schema.link, schema.link_right, schema.link_weight
_ORDERS: tuple[tuple[Table, tuple[Any, ...]], ...] = (
    (_Y, (_Y.c.right, _Y.c.left)),
    (_K, (_K.c.left, _K.c.right)),
    (_W, (_W.c.number,)),
)

Row = tuple[int, str, str, int, int, float, int]


class LinkStaging:
    """Writes one run, or parts of the published one. Made by the Writer."""

    def __init__(self, writer: Writer, model: str, seen: State | None = None) -> None:
        self._writer, self._model, self._seen = writer, model, seen
        self._pace = Pace(writer.settings.write_batch_rows, MOST_IN_ORDER)
        self._known: dict[int, tuple[MatchWeight, int]] = {}
        self._new: dict[int, tuple[str, bytes]] = {}

    def store(self, links: Iterable[Link]) -> None:
        """Stage all links, which come by left and right, publish them, clear the run before."""
        published = self._published()
        run = published + 1
        self._clear(lambda found: found != published)
        pairs: list[tuple[str, str]] = []
        for piece in self._pace.pieces(self._row(link, run) for link in links):
            with self._writer.transaction() as connection:
                pairs += [(row[2], row[1]) for row in self._insert(connection, run, piece)]
        pairs.sort()
        for part in self._pace.slices(pairs):
            with self._writer.transaction() as connection:
                self._insert_by_right(connection, run, part)
        s = schema.state
        with self._writer.transaction() as connection:
            connection.execute(update(s).where(s.c.name == "link_run").values(value=str(run)))
            connection.execute(update(s).where(s.c.name == "model").values(value=self._model))
            self._writer.bump(connection)
            self._writer.log(connection, "link", {"run": run, "model": self._model})
        self._clear(lambda found: found != run)

    def fits(self) -> bool:
        """Whether links of this model may stand beside those that are published."""
        s = schema.state
        with self._writer.snapshot() as connection:
            model = connection.execute(select(s.c.value).where(s.c.name == "model")).scalar()
        return model in ("", self._model)

    def replace(self, records: Sequence[str], links: Iterable[Link]) -> None:
        """In the published run: these links for whatever touched these records."""
        run, links = self._published(), list(links)
        for start in range(0, len(records), _AT_ONCE):
            piece = set(records[start : start + _AT_ONCE])
            rows = [self._row(link, run) for link in links if link.left in piece or link.right in piece]
            with self._writer.transaction() as connection:
                before = self._drop(connection, run, piece)
                if kept := self._insert(connection, run, rows):
                    self._insert_by_right(connection, run, [(row[2], row[1]) for row in kept])
                    s = schema.state
                    connection.execute(update(s).where(s.c.name == "model").values(value=self._model))
                    before = True
                if before:
                    self._writer.bump(connection)

    def _drop(self, connection: Connection, run: int, records: set[str]) -> bool:
        """Take away what touches these records; its rows by right side go with it. Whether there was any."""
        k, y = schema.link, schema.link_right
        by_right = select(y.c.left, y.c.right).where(y.c.run == run, y.c.right.in_(records))
        found = [tuple(row) for row in connection.execute(by_right)]
        count = connection.execute(delete(k).where(k.c.run == run, k.c.left.in_(records))).rowcount
        for left, right in found:
            count += connection.execute(delete(k).where(k.c.run == run, k.c.left == left, k.c.right == right)).rowcount
        return count > 0

    def _published(self) -> int:
        s = schema.state
        with self._writer.snapshot() as connection:
            return int(connection.execute(select(s.c.value).where(s.c.name == "link_run")).scalar_one())

    def _row(self, link: Link, run: int) -> Row:
        known = self._known.get(id(link.weight))
        if known is None or known[0] is not link.weight:
            # Many links have one weight. It is held beside its number, so that its address stays its own.
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            parts = codec.encode_weight(link.weight)
            digest = hashlib.blake2b(link.model.encode() + b"\0" + parts, digest_size=8).digest()
            known = link.weight, int.from_bytes(digest, "little", signed=True)
            self._known[id(link.weight)] = known
            self._new[known[1]] = link.model, parts
        return (run, link.left, link.right, link.left_version, link.right_version, link.probability, known[1])

    def _insert(self, connection: Connection, run: int, rows: Sequence[Row]) -> Sequence[Row]:
        """Put in these rows, but for links of records withdrawn while the linker ran. Gives those put in."""
        if not rows:
            return rows
        lost = gone(connection, {side for row in rows for side in row[1:3]}, self._seen)
        if lost:
            rows = [row for row in rows if row[1] not in lost and row[2] not in lost]
        weights = [(run, number, *told) for number, told in sorted(self._new.items())]
        self._new.clear()
        if weights:
            connection.exec_driver_sql(_WEIGHT, weights)
        insert_rows(connection, _INTO, rows)
        return rows

    def _insert_by_right(self, connection: Connection, run: int, pairs: Sequence[tuple[str, str]]) -> None:
        """The same pairs by their right sides, but for those withdrawn since."""
        lost = gone(connection, {side for pair in pairs for side in pair}, self._seen)
        rows = [(run, *pair) for pair in pairs if not lost or lost.isdisjoint(pair)]
        insert_rows(connection, _BY_RIGHT, rows)

    def _clear(self, which: Callable[[int], bool]) -> None:
        """Take away these runs: by right side first, so that what follows has nothing to take with it."""
        for table, first in _ORDERS:
            with self._writer.snapshot() as connection:
                runs = numbers(connection, table.c.run)
            for run in filter(which, runs):
                self._clear_run(table, first, run)

    def _clear_run(self, table: Table, first: tuple[Any, ...], run: int) -> None:
        pace = Pace(self._writer.settings.write_batch_rows, MOST_IN_ORDER)
        last: Any = ()
        while last is not None:
            began = time.perf_counter()
            with self._writer.transaction() as connection:
                here = table.c.run == run
                query = select(*first).where(here).order_by(*first).offset(pace.rows - 1).limit(1)
                last = connection.execute(query).first()
                reached = [] if last is None else [tuple_(*first) <= tuple_(*last)]
                done = connection.execute(delete(table).where(here, *reached)).rowcount
            pace.took(done, time.perf_counter() - began)
