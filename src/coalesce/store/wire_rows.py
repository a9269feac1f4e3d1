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

from sqlalchemy import Connection, delete, func, select, update

from coalesce.errors import NotFound
from coalesce.store.exchange_tables import peer, wire
from coalesce.store.many_rows import insert_rows
from coalesce.store.reading import pieces
from coalesce.store.schema import version

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
    """What of this node an object speaks of: a record's version and the release set of the record, or of its ``sighting``."""

    record: str
    number: int
    set_id: int
    sighting: str | None = None


@dataclass(frozen=True, slots=True)
class NewWire:
    """An object to be put into a box. ``version`` has six decimals; "" where the object has none: then the time it is added.
    ``entry``: the entry of a plan that it speaks of, and the number of its version."""

    stix_id: str
    type: str
    version: str
    body: bytes
    spec_version: str = "2.1"
    about: About | None = None
    keep_until: str | None = None
    entry: tuple[str, int] | None = None


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
    GONE = "gone"
    """What it speaks of is no longer here."""


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


ROW = 500
"""Bytes that a row and its places in the indexes take beside the object."""

_COLUMNS = (
    "box", "peer", "seq", "stix_id", "type", "spec_version", "version", "first", "latest", "record_id", "number", "set_id",
    "list_id", "opened", "closed", "of_set", "keep_until", "state", "why", "body", "sighting_id",
    "entry_id", "entry_number",
)  # fmt: skip


def stamp(seq: int) -> str:
    """The number of a row as TAXII's date_added: six decimals."""
    return (_EPOCH + seq * _MICROSECOND).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seq_at(moment: datetime) -> int:
    """The number that a row added at this moment has, if it is the only one."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(connection: Connection, box: Box, now: datetime) -> datetime:
    """A moment that is later than that of everything in a box, whatever the clock does. Raises NotFound for an unknown peer."""
    return max(now, _EPOCH + (_last(connection, box) + 1) * _MICROSECOND)


def text_of(at: datetime) -> str:
    """A moment as TAXII and STIX write it, with six decimals."""
    return stamp(seq_at(at))


def put(connection: Connection, box: Box, rows: Sequence[NewWire], now: datetime) -> list[Placed]:
    """Put objects into a box, in the caller's transaction; gives an answer for each. Raises NotFound for an unknown peer."""
    there = _versions(connection, box, [row.stix_id for row in rows])
    spoken_of = _spoken_of(connection, [row.about.record for row in rows if row.about])
    seq, placed, fresh = _last(connection, box), [], []
    now_seq = seq_at(now)
    for row in rows:
        known = there.setdefault(row.stix_id, {})
        gone = row.about is not None and (row.about.record, row.about.number) not in spoken_of
        old = Placed(Put.GONE, row.version, 0) if gone else _same(connection, box, known, row)
        if old is not None:
            placed.append(old)
            continue
        seq = max(seq + 1, now_seq)
        named = row.version or stamp(seq)
        known[named] = (seq, row.body, bool(row.version))
        fresh.append((seq, named, row))
        placed.append(Placed(Put.ADDED, named, seq))
    _mark_older(connection, box, fresh, there)
    insert_rows(connection, ("wire", _COLUMNS), _told(box, fresh, there, spoken_of))
    if fresh:
        connection.execute(update(peer).where(peer.c.name == box.peer).values({f"last_{box.kind}": seq}))
    return placed


def retell(connection: Connection, box: Box, rows: Sequence[tuple[str, About]]) -> None:
    """Objects of a box, by id, speak of another version of their records from now on. One that is no longer here changes nothing."""
    w = wire
    told = _spoken_of(connection, [about.record for _, about in rows])
    for stix_id, about in rows:
        version_now = told.get((about.record, about.number))
        if version_now is not None:
            values = dict(zip(("list_id", "opened", "closed", "of_set"), version_now, strict=True))
            values |= {"number": about.number, "set_id": about.set_id, "sighting_id": about.sighting}
            chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.stix_id == stix_id)
            connection.execute(update(w).where(*chosen).values(values))


def retell_entry(connection: Connection, box: Box, stix_id: str, number: int) -> None:
    """An object of a box speaks of another version of its entry of a plan from now on."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.stix_id == stix_id)
    connection.execute(update(w).where(*chosen).values(entry_number=number))


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


def versions_of(connection: Connection, box: Box, stix_id: str) -> dict[str, int]:
    """The versions of one object of a box, with their numbers."""
    return {told: seq for told, (seq, _, _) in _versions(connection, box, [stix_id]).get(stix_id, {}).items()}


def size(connection: Connection, box: Box) -> int:
    """How many bytes a box takes, each row with what stands around its object."""
    w = wire
    query = select(func.coalesce(func.sum(func.length(w.c.body) + ROW), 0))
    return int(connection.execute(query.where(w.c.box == box.kind, w.c.peer == box.peer)).scalar_one())


def overdue(connection: Connection, today: str) -> bool:
    """Whether anything is kept longer than it may be."""
    w = wire
    return connection.execute(select(w.c.seq).where(w.c.keep_until < today).limit(1)).first() is not None


def erase_expired(connection: Connection, today: str, limit: int) -> int:
    """Delete at most so many rows whose last day of keeping has passed; gives how many."""
    w = wire
    query = select(w.c.box, w.c.peer, w.c.seq).where(w.c.keep_until < today).limit(limit)
    found = connection.execute(query).all()
    for row in found:
        erase(connection, Box(BoxKind(row.box), row.peer), [row.seq])
    return len(found)


def newest(connection: Connection, box: Box, limit: int) -> list[WireRow]:
    """Objects of a box that nobody looked at yet, the oldest first."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.state == WireState.NEW)
    query = select(w).where(*chosen).order_by(w.c.seq).limit(limit)
    return [
        WireRow(row.seq, row.stix_id, row.type, row.version, row.body, WireState(row.state), row.why)
        for row in connection.execute(query)
    ]


def still_new(connection: Connection, box: Box, seqs: Sequence[int]) -> list[int]:
    """Those of these numbers that nobody has looked at yet."""
    w, chosen = wire, (wire.c.box == box.kind, wire.c.peer == box.peer, wire.c.state == WireState.NEW)
    return [
        seq
        for piece in pieces(seqs)
        for seq in connection.execute(select(w.c.seq).where(*chosen, w.c.seq.in_(piece))).scalars()
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
            _mark(connection, box, {told: seq for told, (seq, _, _) in left.items()})


# -- private -------------------------------------------------------------------------------

Known = dict[str, tuple[int, bytes | None, bool]]
"""The versions of one object: number, bytes where they were read, and whether the object itself names the version."""

Fresh = Sequence[tuple[int, str, NewWire]]
"""What is to be inserted: number, version, object."""


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
    for told, (seq, _, named) in known.items():
        if not named and _body(connection, box, known, told) == row.body:
            return Placed(Put.KNOWN, told, seq)
    return None


def _body(connection: Connection, box: Box, known: Known, told: str) -> bytes:
    seq, body, _ = known[told]
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


def _spoken_of(connection: Connection, records: Sequence[str]) -> dict[tuple[str, int], tuple[Any, ...]]:
    """List, editions and release set of the versions of these records."""
    v = version
    found: dict[tuple[str, int], tuple[Any, ...]] = {}
    for piece in pieces(records):
        query = select(v.c.record_id, v.c.number, v.c.list_id, v.c.opened, v.c.closed, v.c.set_id)
        for record, number, *told in connection.execute(query.where(v.c.record_id.in_(piece))):
            found[record, number] = tuple(told)
    return found


def _told(
    box: Box, fresh: Fresh, there: dict[str, Known], spoken_of: dict[tuple[str, int], tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    state = str(WireState.NONE if box.kind is BoxKind.OUT else WireState.NEW)
    marks = {one: (min(there[one]), max(there[one])) for one in {row.stix_id for _, _, row in fresh}}
    told: list[tuple[Any, ...]] = []
    for seq, named, row in fresh:
        first, latest = marks[row.stix_id]
        about: tuple[Any, ...] = (None,) * 7
        if row.about:
            one = (row.about.record, row.about.number)
            about = (*one, row.about.set_id, *spoken_of[one])
        said = (str(box.kind), box.peer, seq, row.stix_id, row.type, row.spec_version, named)
        seen = row.about.sighting if row.about else None
        ended = (row.keep_until, state, "", row.body, seen, *(row.entry or (None, None)))
        told.append((*said, named == first, named == latest, *about, *ended))
    return told


def _mark_older(connection: Connection, box: Box, fresh: Fresh, there: dict[str, Known]) -> None:
    new = {seq for seq, _, _ in fresh}
    for one in {row.stix_id for _, _, row in fresh}:
        numbers = {told: seq for told, (seq, _, _) in there[one].items()}
        if any(seq not in new for seq in numbers.values()):
            _mark(connection, box, numbers)


def _mark(connection: Connection, box: Box, versions: dict[str, int]) -> None:
    """Say of the rows of one object which is its first and its latest version."""
    w = wire
    for told, seq in versions.items():
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq == seq)
        flags = {"first": told == min(versions), "latest": told == max(versions)}
        connection.execute(update(w).where(*chosen).values(flags))
