"""What each peer was given and what was not taken back yet, row by row; and which records are to be looked at again.

Invariant: what is looked at again follows from editions and withdrawals alone, so that a job that was killed finds the same; a row
that was offered stays until its withdrawal was written, or the peer knows by itself that it has ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, union, update

from coalesce.store import schema, wire_rows
from coalesce.store.exchange_tables import offered, offered_list, received_list
from coalesce.store.many_rows import insert_rows
from coalesce.store.reading import pieces
from coalesce.store.wire_rows import About, Box, BoxKind


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that a peer was given. ``made``: when it was first; ``keep_until``: the last day that it was told, or "";
    ``events``: how many an entry of a plan had, whose id ``record`` is then; ``originator``: whose word it is; ``place``: the id of the
    place that a sighting tells of, or ""."""

    stix_id: str
    record: str
    kind: str
    number: int
    digest: bytes
    made: str
    keep_until: str = ""
    events: int = 0
    originator: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Newer:
    """A list with editions that a peer's out-box was not compared with: those after ``since`` up to ``edition``."""

    list_id: str
    since: int
    edition: int


ENTRIES = ("coalesce-commitment", "coalesce-need")
"""The kinds of what is no record nor part of one: entries of plans."""

_COLUMNS = (
    "peer",
    "stix_id",
    "record_id",
    "kind",
    "number",
    "digest",
    "seq",
    "made",
    "keep_until",
    "events",
    "originator",
    "place",
)


def newer(connection: Connection, peer: str) -> list[Newer]:
    """The lists to look at for a peer. Copies of others' records are offered to nobody."""
    to, done = schema.record_list, offered_list
    joined = to.outerjoin(done, and_(done.c.list_id == to.c.id, done.c.peer == peer))
    query = select(to.c.id, to.c.edition, done.c.edition.label("since")).select_from(joined)
    copies = select(received_list.c.list_id)
    fresh = or_(done.c.edition.is_(None), done.c.edition < to.c.edition)
    rows = connection.execute(query.where(fresh, to.c.edition > 0, to.c.id.not_in(copies)).order_by(to.c.id))
    return [Newer(row.id, row.since or 0, row.edition) for row in rows]


def touched(connection: Connection, one: Newer) -> list[str]:
    """The records that these editions brought, changed or closed."""
    v = schema.version

    def within(column: Any) -> Any:
        return select(v.c.record_id).where(v.c.list_id == one.list_id, column > one.since, column <= one.edition)

    return sorted(connection.execute(union(within(v.c.opened), within(v.c.closed))).scalars())


def touched_count(connection: Connection, one: Newer, most: int) -> int:
    """How many versions these editions opened or closed, counted up to so many."""
    v = schema.version

    def within(column: Any) -> Any:
        return (
            select(v.c.place).where(v.c.list_id == one.list_id, column > one.since, column <= one.edition).limit(most)
        )

    return sum(len(connection.execute(within(column)).all()) for column in (v.c.opened, v.c.closed))


def looked_at(connection: Connection, peer: str, one: Newer) -> None:
    """Note that the peer's out-box says what the list says."""
    chosen = (offered_list.c.peer == peer, offered_list.c.list_id == one.list_id)
    if not connection.execute(update(offered_list).where(*chosen).values(edition=one.edition)).rowcount:
        connection.execute(insert(offered_list).values(peer=peer, list_id=one.list_id, edition=one.edition))


def begin_anew(connection: Connection, peer: str) -> None:
    """Look at everything again, for one peer."""
    connection.execute(delete(offered_list).where(offered_list.c.peer == peer))


def gone(connection: Connection, peer: str, every: bool = False) -> list[str]:
    """Records that a peer was given and that were taken back since; with ``every``, all that are no longer here."""
    o, r, w = offered, schema.record, schema.withdrawal
    query = select(o.c.record_id).distinct().where(o.c.peer == peer, o.c.kind.not_in(ENTRIES))
    if every:
        return sorted(connection.execute(query.where(~exists().where(r.c.id == o.c.record_id))).scalars())
    joined = w.join(o, and_(o.c.peer == peer, o.c.record_id == w.c.record_id))
    return sorted(connection.execute(select(w.c.record_id).distinct().select_from(joined)).scalars())


def numbers(connection: Connection, peer: str) -> dict[str, int]:
    """The version that a peer was last given, by record."""
    o = offered
    chosen = (o.c.peer == peer, o.c.kind.not_in(ENTRIES))
    query = select(o.c.record_id, func.max(o.c.number).label("n")).where(*chosen).group_by(o.c.record_id)
    return {row.record_id: row.n for row in connection.execute(query)}


def entries(connection: Connection, peer: str) -> dict[str, tuple[int, int]]:
    """Version and number of events of each entry of a plan that a peer was given, by the entry's id."""
    o = offered
    query = select(o.c.record_id, o.c.number, o.c.events).where(o.c.peer == peer, o.c.kind.in_(ENTRIES))
    return {row.record_id: (row.number, row.events or 0) for row in connection.execute(query)}


def of_records(connection: Connection, peer: str, records: Sequence[str]) -> dict[str, list[Offered]]:
    """What a peer was given of these records, by record."""
    found: dict[str, list[Offered]] = defaultdict(list)
    for piece in pieces(records):
        query = select(offered).where(offered.c.peer == peer, offered.c.record_id.in_(piece))
        for row in connection.execute(query):
            told = (row.stix_id, row.record_id, row.kind, row.number, row.digest, row.made, row.keep_until or "")
            found[row.record_id].append(Offered(*told, row.events or 0, row.originator or "", row.place or ""))
    return found


def record_of(connection: Connection, peers: Sequence[str], stix_id: str) -> str | None:
    """The record that one of these peers was given under that id, and that was not taken back from it."""
    o = offered
    query = select(o.c.record_id).where(o.c.peer.in_(peers), o.c.stix_id == stix_id, o.c.kind == "identity").limit(1)
    return connection.execute(query).scalar()


def put(connection: Connection, peer: str, rows: Sequence[tuple[Offered, int]]) -> None:
    """Note what a peer is given, each with its number in the out-box, in place of what stood under the same id."""
    take_out(connection, peer, [one.stix_id for one, _ in rows])
    told = [
        (
            peer,
            one.stix_id,
            one.record,
            one.kind,
            one.number,
            one.digest,
            seq,
            one.made,
            one.keep_until,
            one.events,
            one.originator,
            one.place or None,
        )
        for one, seq in rows
    ]
    insert_rows(connection, ("offered", _COLUMNS), told)


def take_out(connection: Connection, peer: str, ids: Sequence[str]) -> None:
    """Forget that a peer was given these."""
    for piece in pieces(ids):
        connection.execute(delete(offered).where(offered.c.peer == peer, offered.c.stix_id.in_(piece)))


def move(connection: Connection, peer: str, rows: Sequence[tuple[str, About]]) -> None:
    """What stands in an out-box speaks of another version from now on."""
    o = offered
    wire_rows.retell(connection, Box(BoxKind.OUT, peer), rows)
    for stix_id, about in rows:
        connection.execute(update(o).where(o.c.peer == peer, o.c.stix_id == stix_id).values(number=about.number))


def move_entries(connection: Connection, peer: str, rows: Sequence[Offered]) -> None:
    """What stands in an out-box of entries of plans speaks of these versions from now on."""
    o = offered
    for one in rows:
        wire_rows.retell_entry(connection, Box(BoxKind.OUT, peer), one.stix_id, one.number)
        chosen = (o.c.peer == peer, o.c.stix_id == one.stix_id)
        connection.execute(update(o).where(*chosen).values(number=one.number, events=one.events))


def forget_ended(connection: Connection, peer: str, today: str) -> int:
    """Forget what a peer has erased by itself by now, since its last day has passed; gives how much that was."""
    o = offered
    return connection.execute(delete(o).where(o.c.peer == peer, o.c.keep_until < today)).rowcount


def count(connection: Connection, peer: str) -> int:
    """How many records and entries of plans a peer holds of us."""
    query = select(func.count(offered.c.record_id.distinct())).where(offered.c.peer == peer)
    return int(connection.execute(query).scalar_one())
