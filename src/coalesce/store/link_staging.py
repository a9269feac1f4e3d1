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

from coalesce.linking.ordering import packed
from coalesce.records import Link, LinkColumns
from coalesce.store import codec, schema
from coalesce.store.many_columns import Column, fractions, insert_columns, texts, whole
from coalesce.store.many_rows import Into, insert_rows, numbers
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
        columns, weights = self._columns(told, run)
        for some in self._pace.slices(weights):
            with self._writer.transaction() as connection:
                connection.exec_driver_sql(_WEIGHT, list(some))
        self._write(run, _INTO, columns)
        order = np.argsort(told.right, kind="stable")  # the links come by their left sides
        left, right, *_ = columns
        self._write(run, _BY_RIGHT, [right.at(order), left.at(order)])
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
            columns, weights = self._columns(told, run)
            with self._writer.transaction() as connection:
                before = self._drop(connection, run, piece)
                if kept := self._insert(connection, run, _INTO, columns):
                    connection.exec_driver_sql(_WEIGHT, weights)
                    insert_rows(connection, _BY_RIGHT, [(run, right, left) for _, left, right, *_ in kept])
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

    def _columns(self, told: LinkColumns, run: int) -> tuple[list[Column], list[WeightRow]]:
        """The columns of links but for the first, in the order of their table, and the rows of their weights."""
        weights: dict[int, WeightRow] = {}
        numbers = []
        for model, weight in told.weights:
            parts = codec.encode_weight(weight)
            digest = hashlib.blake2b(model.encode() + b"\0" + parts, digest_size=8).digest()
            number = int.from_bytes(digest, "little", signed=True)
            weights[number] = run, number, model, parts
            numbers.append(number)
        names, versions = texts(packed(told.records)), whole(np.array(told.versions, dtype=np.int64))
        sides = [column.at(places) for column in (names, versions) for places in (told.left, told.right)]
        stated, weighs = fractions(np.array(told.probability, dtype=np.float64)), np.array(numbers, dtype=np.int64)
        return [*sides, stated, whole(weighs).at(told.which)], [weights[number] for number in sorted(weights)]

    def _write(self, run: int, into: Into, columns: Sequence[Column]) -> None:
        """Stage these rows, both their sides in front, but for those of records withdrawn while the linker ran."""
        for span in self._pace.slices(range(len(columns[0].values))):
            part = [column.at(slice(span[0], span[-1] + 1)) for column in columns]
            with self._writer.transaction() as connection:
                if self._seen is not None and is_as_seen(connection, self._seen):
                    insert_columns(connection, into, (run, *part))
                else:
                    self._insert(connection, run, into, part)

    def _insert(self, connection: Connection, run: int, into: Into, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
        """Put in the rows of which both sides are there. Gives them."""
        one, other, *more = (column.plain() for column in columns)
        lost = gone(connection, {*one, *other})
        rows = [row for row in zip(repeat(run), one, other, *more) if row[1] not in lost and row[2] not in lost]
        insert_rows(connection, into, rows)
        return rows

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
