"""Objects as they go over the wire, row by row: what lies ready for a peer, what it wrote, what was fetched from it.

Invariant: ``seq`` only grows within one box of one peer, whatever the clock does and whatever was deleted; there is one row for a
version of an object; of the rows of an object exactly one is ``first`` and one ``latest``. A version that is there already is
never replaced by other bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, select, update

from coalesce.errors import NotFound
from coalesce.store.exchange_tables import peer, wire
from coalesce.store.many_rows import insert_rows
from coalesce.store.reading import pieces

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class BoxKind(StrEnum):
    """Which of a peer's boxes: ``out`` it may fetch, ``in`` it wrote to us, ``pulled`` we fetched from it."""

    OUT = "out"
    IN = "in"
    PULLED = "pulled"


class WireState(StrEnum):
    """What became of what came in: "" there is nothing to do, ``new`` nobody looked at it yet, ``done``, ``refused``."""

    NONE = ""
    NEW = "new"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class About:
    """What of this node an object speaks of: a record's version and the release set of the record, or of its sighting."""

    record: str
    number: int
    set_id: int


@dataclass(frozen=True, slots=True)
class NewWire:
    """An object to be put into a box. ``version`` has six decimals; "" where the object has none: then the time it is added."""

    stix_id: str
    type: str
    version: str
    body: bytes
    spec_version: str = "2.1"
    about: About | None = None
    keep_until: str | None = None


@dataclass(frozen=True, slots=True)
class WireRow:
    """An object as it lies in a box."""

    seq: int
    stix_id: str
    type: str
    version: str
    body: bytes
    state: WireState
    why: str = ""


class Put(StrEnum):
    """What became of an object that was to be put into a box."""

    ADDED = "added"
    KNOWN = "known"
    OTHER = "other"
    """The same version is there with other bytes, and stays as it is."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One object's answer: its version and number in the box."""

    put: Put
    version: str
    seq: int


@dataclass(frozen=True, slots=True)
class Box:
    """One box of one peer."""

    kind: BoxKind
    peer: str


_COLUMNS = (
    "box", "peer", "seq", "stix_id", "type", "spec_version", "version", "first", "latest", "record_id", "number", "set_id",
    "keep_until", "state", "why", "body",
)  # fmt: skip


def stamp(seq: int) -> str:
    """The number of a row as TAXII's date_added: six decimals."""
    return (_EPOCH + seq * _MICROSECOND).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seq_at(moment: datetime) -> int:
    """The number that a row added at this moment has, if it is the only one."""
    return (moment - _EPOCH) // _MICROSECOND


def put(connection: Connection, box: Box, rows: Sequence[NewWire], now: datetime) -> list[Placed]:
    """Put objects into a box, in the caller's transaction; gives an answer for each. Raises NotFound for an unknown peer."""
    there = _versions(connection, box, [row.stix_id for row in rows])
    seq, placed, fresh = _last(connection, box), [], []
    now_seq = seq_at(now)
    for row in rows:
        known = there.setdefault(row.stix_id, {})
        old = _same(connection, box, known, row)
        if old is not None:
            placed.append(old)
            continue
        seq = max(seq + 1, now_seq)
        version = row.version or stamp(seq)
        known[version] = (seq, row.body, bool(row.version))
        fresh.append((seq, version, row))
        placed.append(Placed(Put.ADDED, version, seq))
    _insert(connection, box, fresh, there)
    if fresh:
        connection.execute(update(peer).where(peer.c.name == box.peer).values({f"last_{box.kind}": seq}))
    return placed


def remove(connection: Connection, box: Box, stix_id: str, versions: Sequence[str] | None = None) -> int:
    """Delete an object, or these of its versions; gives how many rows went."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.stix_id == stix_id)
    gone = delete(w).where(*chosen)
    if versions is not None:
        gone = gone.where(w.c.version.in_(versions))
    count = connection.execute(gone).rowcount
    if versions is not None:
        left = {row.version: row.seq for row in connection.execute(select(w.c.version, w.c.seq).where(*chosen))}
        _mark(connection, box, left)
    return count


def remove_many(connection: Connection, box: Box, ids: Iterable[str]) -> int:
    """Delete objects with all their versions; gives how many rows went."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer)
    return sum(
        connection.execute(delete(w).where(*chosen, w.c.stix_id.in_(piece))).rowcount for piece in pieces(list(ids))
    )


def newest(connection: Connection, box: Box, limit: int) -> list[WireRow]:
    """Objects of a box that nobody looked at yet, the oldest first."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.state == WireState.NEW)
    query = select(w).where(*chosen).order_by(w.c.seq).limit(limit)
    return [
        WireRow(row.seq, row.stix_id, row.type, row.version, row.body, WireState(row.state), row.why)
        for row in connection.execute(query)
    ]


def settle(connection: Connection, box: Box, seqs: Sequence[int], state: WireState, why: str = "") -> None:
    """Say what became of objects of a box."""
    w = wire
    for piece in pieces(seqs):
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq.in_(piece))
        connection.execute(update(w).where(*chosen).values(state=state, why=why))


def erase(connection: Connection, box: Box, seqs: Sequence[int]) -> None:
    """Delete rows of a box, as those that were applied: what they said stands in records now."""
    w = wire
    for piece in pieces(seqs):
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq.in_(piece))
        ids = connection.execute(select(w.c.stix_id).where(*chosen)).scalars().all()
        connection.execute(delete(w).where(*chosen))
        for left in _versions(connection, box, ids).values():
            _mark(connection, box, {version: seq for version, (seq, _, _) in left.items()})


# -- private -------------------------------------------------------------------------------

Known = dict[str, tuple[int, bytes | None, bool]]
"""The versions of one object: number, bytes where they were read, and whether the object itself names the version."""


def _versions(connection: Connection, box: Box, ids: Sequence[str]) -> dict[str, Known]:
    w = wire
    found: dict[str, Known] = {}
    for piece in pieces(ids):
        query = select(w.c.stix_id, w.c.version, w.c.seq)
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.stix_id.in_(piece))
        for row in connection.execute(query.where(*chosen)):
            found.setdefault(row.stix_id, {})[row.version] = (row.seq, None, row.version != stamp(row.seq))
    return found


def _same(connection: Connection, box: Box, known: Known, row: NewWire) -> Placed | None:
    """The answer for an object that is there already, whether with the same bytes or not; None for one to be added."""
    if row.version:
        if row.version not in known:
            return None
        seq, _, _ = known[row.version]
        same = _body(connection, box, known, row.version) == row.body
        return Placed(Put.KNOWN if same else Put.OTHER, row.version, seq)
    for version, (seq, _, named) in known.items():
        if not named and _body(connection, box, known, version) == row.body:
            return Placed(Put.KNOWN, version, seq)
    return None


def _body(connection: Connection, box: Box, known: Known, version: str) -> bytes:
    seq, body, _ = known[version]
    if body is None:
        w = wire
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq == seq)
        body = bytes(connection.execute(select(w.c.body).where(*chosen)).scalar_one())
    return body


def _last(connection: Connection, box: Box) -> int:
    last = connection.execute(select(peer.c[f"last_{box.kind}"]).where(peer.c.name == box.peer)).scalar()
    if last is None:
        raise NotFound("peer")
    return int(last)


def _insert(
    connection: Connection, box: Box, fresh: Sequence[tuple[int, str, NewWire]], there: dict[str, Known]
) -> None:
    state = WireState.NONE if box.kind is BoxKind.OUT else WireState.NEW
    marks = {id_: (min(there[id_]), max(there[id_])) for id_ in {row.stix_id for _, _, row in fresh}}
    told: list[tuple[Any, ...]] = []
    for seq, version, row in fresh:
        first, latest = marks[row.stix_id]
        about = (row.about.record, row.about.number, row.about.set_id) if row.about else (None, None, None)
        flags = (version == first, version == latest)
        ours = (*flags, *about, row.keep_until, str(state), "", row.body)
        told.append((str(box.kind), box.peer, seq, row.stix_id, row.type, row.spec_version, version, *ours))
    new = {seq for seq, _, _ in fresh}
    for stix_id in marks:
        older = {version: seq for version, (seq, _, _) in there[stix_id].items()}
        if any(seq not in new for seq in older.values()):
            _mark(connection, box, older)
    insert_rows(connection, ("wire", _COLUMNS), told)


def _mark(connection: Connection, box: Box, versions: dict[str, int]) -> None:
    """Say of the rows of one object which is its first and its latest version."""
    w = wire
    for version, seq in versions.items():
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq == seq)
        flags = {"first": version == min(versions), "latest": version == max(versions)}
        connection.execute(update(w).where(*chosen).values(flags))
