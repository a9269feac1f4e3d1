"""One peer's own boxes, read through the guard: what lies ready for it, what it wrote itself, what became of that.

Invariant: nothing but the peer's own rows decides an answer: pages, their order, how far one looked. A page is bounded in rows and
bytes, and what is looked through for it is bounded too; where that ends first, the page says where to go on.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coalesce.store.connections import translated
from coalesce.store.reading import Reading
from coalesce.store.wire_rows import BoxKind

LOOKED_AT = 20_000
"""So many rows one page looks through for those that fit a filter that no index answers."""

NAMED = 20
"""So many objects stand in an audit row one by one; of more their numbers, between which they lay, and a digest of their ids."""

FIRST_ROWS = 100
"""So many rows are taken first; how large they are says how many more a page has room for."""

_TOGETHER = """SELECT count(*), min(seq), max(seq), group_concat(stix_id, ' '), CAST(group_concat(body, ',') AS BLOB) FROM ({})"""

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
class Page:
    """Objects in the order of their numbers, their bytes as stored with commas between. ``next``: behind which number it goes on,
    None where nothing follows."""

    count: int
    first: int
    last: int
    bodies: bytes
    next: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is, without its bytes: number, id and version of each."""

    rows: Sequence[tuple[int, str, str]]
    next: int | None


class BoxView(Reading):
    """The boxes of the peer that is bound."""

    def page(self, box: BoxKind, chosen: Chosen, span: Span) -> Page:
        """A page of a box. The database itself puts it together: a thousand rows that came one by one would each wait for
        whatever else this process is doing."""
        asked = self._asked(box, chosen, span)
        ids: list[str] = []
        parts: list[bytes] = []
        size, first, last, rows = 0, 0, span.after, FIRST_ROWS
        while len(ids) < span.rows and size < span.bytes:
            wanted = min(rows, span.rows - len(ids))
            found = self._tuples(_TOGETHER.format(asked.rows), [last, *asked.values, wanted])[0]
            count, low, high, named, bodies = found
            if count:
                ids += named.split(" ")
                parts.append(bodies)
                size, first, last = size + len(bodies), first or low, high
            if count < wanted:
                break
            rows = max(1, (span.bytes - size) * count // max(1, len(bodies)))
        self._note_wire(box, ids, (first, last))
        page = b",".join(parts) if len(parts) > 1 else parts[0] if parts else b""
        return Page(len(ids), first, last, page, self._next(asked, last, len(ids) == span.rows or size >= span.bytes))

    def listing(self, box: BoxKind, chosen: Chosen, span: Span) -> Listing:
        """The same without bytes."""
        asked = self._asked(box, chosen, span)
        rows = self._tuples(f"SELECT seq, stix_id, version FROM ({asked.rows})", [span.after, *asked.values, span.rows])
        self._note_wire(box, [one for _, one, _ in rows], (rows[0][0], rows[-1][0]) if rows else (0, 0))
        return Listing(rows, self._next(asked, rows[-1][0] if rows else span.after, len(rows) == span.rows))

    def is_there(self, box: BoxKind, stix_id: str) -> bool:
        """Whether a box holds the object in any version."""
        return bool(self._tuples(f"SELECT seq FROM {_VIEWS[box]} WHERE stix_id = ? LIMIT 1", (stix_id,)))

    def post(self, identity: str) -> bytes | None:
        """What became of what the peer wrote, as it was told; None for another's, an older, or none."""
        found = self._tuples("SELECT body FROM visible_post WHERE id = ?", (identity,))
        return bytes(found[0][0]) if found else None

    # -- private -----------------------------------------------------------------------------

    def _tuples(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows as the driver gives them, each statement in a snapshot of its own: a page needs no longer one."""
        driver: Any = self._connection.connection.driver_connection
        try:
            return list(driver.execute(statement, values).fetchall())
        except sqlite3.Error as error:
            raise translated(error) from error

    def _asked(self, box: BoxKind, chosen: Chosen, span: Span) -> _Asked:
        conditions, values = _conditions(chosen)
        end = None
        if not _answered_by_an_index(box, chosen):
            far = f"SELECT seq FROM {_VIEWS[box]} WHERE seq > ? ORDER BY seq LIMIT 1 OFFSET ?"
            found = self._tuples(far, (span.after, LOOKED_AT - 1))
            end = int(found[0][0]) if found else None
        if end is not None:
            conditions, values = f" AND seq <= ?{conditions}", [end, *values]
        by = "+seq" if chosen.ids else "seq"  # by their ids a few rows are found and sorted, not all looked through
        rows = f"SELECT seq, stix_id, version, body FROM {_VIEWS[box]} WHERE {by} > ?{conditions} ORDER BY {by} LIMIT ?"
        return _Asked(rows, values, end)

    def _next(self, asked: _Asked, last: int, is_full: bool) -> int | None:
        """Behind which number it goes on: where the page ended if more fits, else where the looking ended."""
        if is_full and self._tuples(f"SELECT seq FROM ({asked.rows})", [last, *asked.values, 1]):
            return last
        return asked.end

    def _note_wire(self, box: BoxKind, ids: Sequence[str], numbers: tuple[int, int]) -> None:
        """Which objects left, by their ids where these are few; and between which numbers, as the box itself has them."""
        note: dict[str, object] = {"what": f"wire {box}", "count": len(ids)}
        if ids:
            note |= {"from": numbers[0], "to": numbers[1]}
        if len(ids) <= NAMED:
            note["ids"] = ids
        else:
            note["digest"] = hashlib.sha256("\n".join(ids).encode()).hexdigest()
        self._notes.append(note)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A statement for the rows of a page, behind a number and at most so many; ``end``: the last number looked at, if any."""

    rows: str
    values: Sequence[object]
    end: int | None


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
    return f"{found} AND ({' OR '.join(kinds) or '0'})", values
