"""One peer's own boxes, read through the guard: what lies ready for it, what it wrote itself, what became of that.

Invariant: nothing but the peer's own rows decides an answer: pages, their order, how far one looked. A page is bounded in rows and
bytes, and what is looked through for it is bounded too; where that ends first, the page says where to go on.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from coalesce.store.connections import translated
from coalesce.store.reading import LISTED, Reading
from coalesce.store.wire_rows import BoxKind

LOOKED_AT = 20_000
"""So many rows one page looks through for those that fit a filter that no index answers."""

_VIEWS = {BoxKind.OUT: "visible_outbox", BoxKind.IN: "visible_inbox"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which objects of a box: of these ids and types (none named: any), in which of their versions.

    ``last``, ``first``, ``every``, ``exact``: a version that is any of these.
    """

    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    last: bool = True
    first: bool = False
    every: bool = False
    exact: tuple[str, ...] = ()


ALL = Chosen(every=True)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a page begins, behind the number ``after``, and how much it holds at most."""

    after: int = 0
    rows: int = 100
    bytes: int = 8_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """An object of a box; ``body`` is empty where only its versions were asked for."""

    seq: int
    stix_id: str
    version: str
    spec_version: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Objects in the order of their numbers. ``next``: behind which number it goes on, None where nothing follows."""

    rows: Sequence[Kept]
    next: int | None


class BoxView(Reading):
    """The boxes of the peer that is bound."""

    def page(self, box: BoxKind, chosen: Chosen, span: Span, bodies: bool = True) -> Page:
        """A page of a box; without ``bodies`` of what there is alone."""
        conditions, values = _conditions(chosen)
        end = None if _answered_by_an_index(box, chosen) else self._end(box, span)
        until, bound = ("", []) if end is None else (" AND seq <= ?", [end])
        body = "body" if bodies else "x''"
        order = "+seq" if chosen.ids else "seq"  # by their ids a few rows are found and sorted, not all looked through
        query = (
            f"SELECT seq, stix_id, version, spec_version, {body} FROM {_VIEWS[box]}"
            f" WHERE {order} > ?{until}{conditions} ORDER BY {order} LIMIT ?"
        )
        rows, cut = self._read(query, [span.after, *bound, *values, span.rows + 1], span)
        self._note_wire(box, rows)
        if cut:
            return Page(rows, rows[-1].seq)
        return Page(rows, end)

    def is_there(self, box: BoxKind, stix_id: str) -> bool:
        """Whether a box holds the object in any version."""
        return bool(self._tuples(f"SELECT seq FROM {_VIEWS[box]} WHERE stix_id = ? LIMIT 1", (stix_id,)))

    def post(self, identity: str) -> bytes | None:
        """What became of what the peer wrote, as it was told; None for another's, an older, or none."""
        found = self._tuples("SELECT body FROM visible_post WHERE id = ?", (identity,))
        return bytes(found[0][0]) if found else None

    # -- private -----------------------------------------------------------------------------

    def _end(self, box: BoxKind, span: Span) -> int | None:
        """The last number that is looked at, None where fewer rows than that are left."""
        query = f"SELECT seq FROM {_VIEWS[box]} WHERE seq > ? ORDER BY seq LIMIT 1 OFFSET ?"
        found = self._tuples(query, (span.after, LOOKED_AT - 1))
        return int(found[0][0]) if found else None

    def _read(self, query: str, values: Sequence[object], span: Span) -> tuple[list[Kept], bool]:
        """Rows up to the page's bounds, and whether there are more."""
        rows: list[Kept] = []
        size = 0
        for row in self._each_row(query, values):
            size += len(row[4])
            if len(rows) == span.rows or (rows and size > span.bytes):
                return rows, True
            rows.append(Kept(*row))
        return rows, False

    def _each_row(self, query: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """One row after the other, so that what goes beyond a page's bytes is never held."""
        try:
            if not self._connection.in_transaction():
                self._connection.begin()
            driver: Any = self._connection.connection.driver_connection
            with contextlib.closing(driver.execute(query, values)) as cursor:
                yield from cursor
        except (DBAPIError, sqlite3.Error) as error:
            raise translated(error) from error

    def _note_wire(self, box: BoxKind, rows: Sequence[Kept]) -> None:
        """Which objects left, by their ids where these are few; and between which numbers, as the box itself has them."""
        note: dict[str, object] = {"what": f"wire {box}", "count": len(rows)}
        if rows:
            note |= {"from": rows[0].seq, "to": rows[-1].seq}
        ids = [row.stix_id for row in rows]
        if len(rows) <= LISTED:
            note["ids"] = ids
        else:
            note["digest"] = hashlib.sha256("\n".join(ids).encode()).hexdigest()
        self._notes.append(note)


def _answered_by_an_index(box: BoxKind, chosen: Chosen) -> bool:
    """Whether nearly every row that is looked at fits: ids are looked up, one type has its index, and what lies ready
    lies there in one version."""
    if chosen.ids:
        return True
    if chosen.exact or len(chosen.types) > 1:
        return False
    return box is BoxKind.OUT or chosen.every


def _conditions(chosen: Chosen) -> tuple[str, list[object]]:
    found = ""
    values: list[object] = []
    for column, wanted in (("stix_id", chosen.ids), ("type", chosen.types)):
        if wanted:
            found += f" AND {column} IN ({', '.join('?' * len(wanted))})"
            values += wanted
    if chosen.every:
        return found, values
    kinds = [name for name, asked in (("latest = 1", chosen.last), ("first = 1", chosen.first)) if asked]
    if chosen.exact:
        kinds.append(f"version IN ({', '.join('?' * len(chosen.exact))})")
        values += chosen.exact
    return f"{found} AND ({' OR '.join(kinds)})", values
