"""A run of the linker on its way in: staged under the next number, then published in one update.

Invariant: readers see the links of one whole run; an interrupted run is never
seen and is cleared by the next.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from sqlalchemy import Connection, Table, delete, select, tuple_, update

from coalesce.linking.ordering import Texts, packed, plain
from coalesce.records import Link, LinkColumns
from coalesce.store import codec, schema
from coalesce.store.many_rows import insert_columns, insert_rows, numbers
from coalesce.store.pace import MOST_IN_ORDER, Pace
from coalesce.store.standing import State, gone, is_as_seen

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


_AT_ONCE = 20
"""Records whose links one transaction replaces."""

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
WeightRow = tuple[int, int, str, bytes]


@runtime_checkable
class InColumns(Protocol):
    """Links that can be had as columns: a million of them are not told one by one."""

    def columns(self) -> LinkColumns:
        """All of them."""


class LinkStaging:
    """Writes one run, or parts of the published one. Made by the Writer."""

    def __init__(self, writer: Writer, model: str, seen: State | None = None) -> None:
        self._writer, self._model, self._seen = writer, model, seen
        self._pace = Pace(writer.settings.write_batch_rows, MOST_IN_ORDER)

    def store(self, links: Iterable[Link]) -> None:
        """Stage all links, publish them, clear the run before."""
        published = self._published()
        run = published + 1
        self._clear(lambda found: found != published)
        told = links.columns() if isinstance(links, InColumns) else LinkColumns.of(links)
        rows, weights = self._rows(told, run)
        for some in self._pace.slices(weights):
            with self._writer.transaction() as connection:
                connection.exec_driver_sql(_WEIGHT, list(some))
        for piece in self._pace.slices(rows):
            with self._writer.transaction() as connection:
                self._insert(connection, piece)
        del rows
        right, left = _by_right(told)
        for span in self._pace.slices(range(len(right))):
            at = slice(span[0], span[-1] + 1)
            with self._writer.transaction() as connection:
                if self._seen is not None and is_as_seen(connection, self._seen):
                    insert_columns(connection, _BY_RIGHT, (run, right[at], left[at]))
                else:
                    self._insert_by_right(connection, run, list(zip(plain(right[at]), plain(left[at]), strict=True)))
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
            told = LinkColumns.of(link for link in links if link.left in piece or link.right in piece)
            rows, weights = self._rows(told, run)
            with self._writer.transaction() as connection:
                before = self._drop(connection, run, piece)
                if kept := self._insert(connection, rows):
                    connection.exec_driver_sql(_WEIGHT, weights)
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

    def _rows(self, told: LinkColumns, run: int) -> tuple[list[Row], list[WeightRow]]:
        """The rows of links in the order of their table, and those of their weights."""
        weights: dict[int, WeightRow] = {}
        numbers = []
        for model, weight in told.weights:
            parts = codec.encode_weight(weight)
            digest = hashlib.blake2b(model.encode() + b"\0" + parts, digest_size=8).digest()
            number = int.from_bytes(digest, "little", signed=True)
            weights[number] = run, number, model, parts
            numbers.append(number)
        left, right = told.left.tolist(), told.right.tolist()
        sides = (
            [column[place] for place in places] for column in (told.records, told.versions) for places in (left, right)
        )
        rows = zip(repeat(run), *sides, told.probability, [numbers[at] for at in told.which.tolist()])
        return list(rows), [weights[number] for number in sorted(weights)]

    def _insert(self, connection: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        """Put in these rows, but for links of records withdrawn while the linker ran. Gives those put in."""
        lost = self._lost(connection, rows)
        if lost:
            rows = [row for row in rows if row[1] not in lost and row[2] not in lost]
        insert_rows(connection, _INTO, rows)
        return rows

    def _lost(self, connection: Connection, rows: Sequence[Row] | Sequence[tuple[str, str]]) -> set[str]:
        """Records that are there no more, of rows in which strings name records."""
        if self._seen is not None and is_as_seen(connection, self._seen):
            return set()
        return gone(connection, {side for row in rows for side in row if isinstance(side, str)})

    def _insert_by_right(self, connection: Connection, run: int, pairs: Sequence[tuple[str, str]]) -> None:
        """The same pairs by their right sides, but for those withdrawn since."""
        lost = self._lost(connection, pairs)
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


def _by_right(told: LinkColumns) -> tuple[Texts, Texts]:
    """Right and left side of each link, in that order."""
    order, records = np.argsort(told.right, kind="stable"), packed(told.records)  # the links come by their left sides
    return records[told.right[order]], records[told.left[order]]
