"""What came in from a peer, by its two ways: what becomes of it once it was looked at.

Invariant: what was applied goes, what waits for its person says for whom, what was refused says why and holds nothing of what it said; it
comes again when who told it, whom it is of, or whom it is for is known otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from coalesce.store import pull_rows, received_rows, wire_rows
from coalesce.store.exchange_tables import wire
from coalesce.store.reading import pieces
from coalesce.store.wire_rows import Box, BoxKind, WireState

WAYS = (BoxKind.IN, BoxKind.PULLED)
KEPT = "plain"
"""Why something waits that is kept as it came."""

NOTHING = b"{}"
"""What is left of the bytes of something refused: a peer that reads back what it wrote is served JSON still."""


def applied(connection: Connection, box: Box, seqs: Sequence[int]) -> None:
    """Erase what was applied."""
    wire_rows.erase(connection, box, seqs)


def waits(connection: Connection, box: Box, rows: Mapping[int, tuple[str, str]]) -> None:
    """Let what came before its person wait for it: by number, the person's id, and the last day that it may."""
    w = wire
    for seq, (person, until) in rows.items():
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq == seq)
        values = {"state": WireState.NONE, "why": person, "keep_until": until}
        connection.execute(update(w).where(*chosen).values(values))


def wake(connection: Connection, peer: str, persons: Sequence[str]) -> int:
    """Look again at what waited for these persons; gives how much that is."""
    w, count = wire, 0
    for piece in pieces(persons):
        chosen = (w.c.box.in_(WAYS), w.c.peer == peer, w.c.state == WireState.NONE, w.c.why.in_(piece))
        values = {"state": WireState.NEW, "why": "", "keep_until": None}
        count += connection.execute(update(w).where(*chosen).values(values)).rowcount
    return count


def refused(connection: Connection, box: Box, reasons: Mapping[int, str], until: str) -> None:
    """Say why, and keep nothing of what was said; the reason itself goes after a while."""
    w = wire
    for seq, why in reasons.items():
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq == seq)
        values = {"state": WireState.REFUSED, "why": why[:300], "body": NOTHING, "keep_until": until}
        connection.execute(update(w).where(*chosen).values(values))


Named = tuple[BoxKind, int, bytes]
"""An object of a box: its box, number and bytes."""


def named(connection: Connection, peer: str, ids: Sequence[str], version: str) -> list[Named]:
    """What was not applied yet of these ids, up to that version, and what waits for them: whoever said it."""
    w, found = wire, list[Named]()
    for piece in pieces(ids):
        mine = w.c.stix_id.in_(piece) & (w.c.version <= version)
        chosen = (w.c.box.in_(WAYS), w.c.peer == peer, w.c.state.in_((WireState.NONE, WireState.NEW)))
        query = select(w.c.box, w.c.seq, w.c.body).where(*chosen, or_(mine, w.c.why.in_(piece)))
        found += [(BoxKind(row.box), row.seq, bytes(row.body)) for row in connection.execute(query)]
    return found


def drop(connection: Connection, peer: str, rows: Sequence[Named]) -> None:
    """Erase what was taken back before it was applied."""
    for kind in WAYS:
        wire_rows.erase(connection, Box(kind, peer), [seq for box, seq, _ in rows if box is kind])


def reconsider(connection: Connection, peer: str, members: Sequence[str]) -> None:
    """A peer is known otherwise: let come again what was refused for the sake of these members, or could not be passed on to them.

    Who told it is read from the start at the next pull: what was applied changes nothing. What a peer wrote that signs nothing lies here
    still, and is looked at again.
    """
    w = wire
    refused = (w.c.box.in_(WAYS), w.c.state == WireState.REFUSED)
    lying = (w.c.peer == peer, w.c.body != NOTHING)
    connection.execute(update(w).where(*refused, *lying).values(state=WireState.NEW, why="", keep_until=None))
    told = [w.c.peer == peer, *(func.instr(w.c.why, f" {member}") > 0 for member in members)]
    again = set(connection.execute(select(w.c.peer).where(*refused, or_(*told)).distinct()).scalars())
    connection.execute(delete(w).where(*refused, or_(*told)))
    for member in members:
        again |= received_rows.carriers(connection, member)
    for name in sorted(again):
        pull_rows.change(connection, name, cursor="", added_after="")


def forget_refused(connection: Connection, peer: str) -> None:
    """Let what was refused come again."""
    w = wire
    connection.execute(delete(w).where(w.c.box.in_(WAYS), w.c.peer == peer, w.c.state == WireState.REFUSED))


def counts(connection: Connection) -> dict[str, dict[str, int]]:
    """By peer: how much is ``new``, ``waiting`` for its person, ``refused``."""
    w = wire
    query = select(w.c.peer, w.c.state, func.count().label("n")).where(w.c.box.in_(WAYS), w.c.state != WireState.DONE)
    named = {WireState.NEW: "new", WireState.NONE: "waiting", WireState.REFUSED: "refused"}
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(query.group_by(w.c.peer, w.c.state)):
        found.setdefault(row.peer, {})[named[WireState(row.state)]] = row.n
    return found


def reasons(connection: Connection, peer: str) -> dict[str, int]:
    """Why what came from a peer was refused, and how often."""
    w = wire
    chosen = (w.c.box.in_(WAYS), w.c.peer == peer, w.c.state == WireState.REFUSED)
    query = select(w.c.why, func.count().label("n")).where(*chosen).group_by(w.c.why).order_by(w.c.why)
    return {row.why: row.n for row in connection.execute(query)}


def keeps(connection: Connection, box: Box, seqs: Sequence[int], until: str) -> None:
    """What is kept as it came, since later words may refer to it; it is to be taken in yet."""
    w = wire
    for piece in pieces(seqs):
        chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.seq.in_(piece))
        connection.execute(update(w).where(*chosen).values(state=WireState.NONE, why=KEPT, keep_until=until))


def kept(connection: Connection, peer: str) -> None:
    """What is kept of a peer has been taken in."""
    w = wire
    chosen = (w.c.box.in_(WAYS), w.c.peer == peer, w.c.state == WireState.NONE, w.c.why == KEPT)
    connection.execute(update(w).where(*chosen).values(state=WireState.DONE, why=""))


def keeps_new(connection: Connection, peer: str) -> bool:
    """Whether something is kept of a peer that was not taken in yet."""
    w = wire
    chosen = (w.c.box.in_(WAYS), w.c.peer == peer, w.c.state == WireState.NONE, w.c.why == KEPT)
    return connection.execute(select(w.c.seq).where(*chosen).limit(1)).first() is not None


def kept_bodies(connection: Connection, peer: str) -> list[bytes]:
    """What is kept of a peer as it came, the oldest first."""
    return list(connection.execute(select(wire.c.body).where(*_kept(peer)).order_by(wire.c.seq, wire.c.box)).scalars())


def kept_size(connection: Connection, peer: str) -> int:
    """How many bytes that is."""
    query = select(func.coalesce(func.sum(func.length(wire.c.body)), 0))
    return int(connection.execute(query.where(*_kept(peer))).scalar_one())


def _kept(peer: str) -> tuple[ColumnElement[bool], ...]:
    w = wire
    mine = or_(w.c.state == WireState.DONE, (w.c.state == WireState.NONE) & (w.c.why == KEPT))
    return w.c.box.in_(WAYS), w.c.peer == peer, mine
