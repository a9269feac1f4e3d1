"""Heads of audit logs, row by row: this node's own, and what peers said of theirs and of others'.

Invariant: what was noted stays as it came; of two that differ at one size both are kept. However much a peer sends, so many of its
heads of one log are kept, the newest and those that are in conflict before the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from coalesce.store.audit_tree import DIGEST
from coalesce.store.head_tables import own_head, peer_head
from coalesce.store.schema import audit

CHUNK = 50_000
"""Leaf hashes that are read in one snapshot."""


MOST_CONFLICTS = 4
"""So many heads in conflict are passed on at once: one is enough to ask."""


class Stands(StrEnum):
    """What is known of a head: the first of a log that came here, shown to have grown from one that came before, not shown to,
    or in conflict with another: then the log was rewritten, or told differently to different members."""

    FIRST = "first"
    PROVEN = "proven"
    UNPROVEN = "unproven"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class OwnHead:
    """A head that this node has published. ``front``: the hashes of the whole subtrees; ``daily``: the first of its day."""

    size: int
    root: bytes
    at: datetime
    front: tuple[bytes, ...]
    daily: bool


@dataclass(frozen=True, slots=True)
class PeerHead:
    """What ``peer`` said of the log of the member ``log``. ``since``: the greatest size from which it was shown to have grown, or 0;
    ``next``: whether none was published between; ``body``: its signed bytes."""

    peer: str
    log: str
    size: int
    root: bytes
    since: int
    next: bool
    at: datetime
    came: datetime
    stands: Stands
    body: bytes


# -- our own -------------------------------------------------------------------------------


def newest_own(connection: Connection, daily: bool = False) -> OwnHead | None:
    """The last head that this node has published; with ``daily``, the last that was the first of its day."""
    query = select(own_head).order_by(own_head.c.size.desc()).limit(1)
    row = connection.execute(query.where(own_head.c.daily) if daily else query).first()
    if row is None:
        return None
    front = tuple(row.front[start : start + DIGEST] for start in range(0, len(row.front), DIGEST))
    return OwnHead(row.size, row.root, datetime.fromisoformat(row.at), front, bool(row.daily))


def own_at(connection: Connection, size: int) -> bytes | None:
    """What this node has published at one size."""
    root = connection.execute(select(own_head.c.root).where(own_head.c.size == size)).scalar()
    return None if root is None else bytes(root)


def published(connection: Connection) -> list[tuple[int, bytes]]:
    """Sizes and heads that this node has published and remembers."""
    rows = connection.execute(select(own_head.c.size, own_head.c.root).order_by(own_head.c.size))
    return [(row.size, bytes(row.root)) for row in rows]


def keep_own(connection: Connection, made: OwnHead, before: int) -> bool:
    """Note a head that is published; False, and nothing noted, where another than that of ``before`` leaves is the last."""
    last = connection.execute(select(func.max(own_head.c.size))).scalar() or 0
    if last != before:
        return False
    row = {"size": made.size, "root": made.root, "at": made.at.isoformat(), "front": b"".join(made.front)}
    connection.execute(insert(own_head).values(**row, daily=made.daily))
    return True


def drop_own(connection: Connection, hourly: str, daily: str) -> None:
    """Forget heads published before these moments, but for the last of each kind."""
    h = own_head
    for kind, before in ((False, hourly), (True, daily)):
        last = select(func.max(h.c.size)).where(h.c.daily == kind).scalar_subquery()
        connection.execute(delete(h).where(h.c.daily == kind, h.c.at < before, h.c.size < last))


def rows(connection: Connection) -> int:
    """How many rows the log has."""
    return int(connection.execute(select(func.max(audit.c.seq))).scalar() or 0)


def leaf_hashes(connection: Connection, after: int) -> Iterator[bytes]:
    """The leaf hashes of the rows behind that one, in order: at most so many as one snapshot reads."""
    query = select(audit.c.leaf_hash).where(audit.c.seq > after, audit.c.seq <= after + CHUNK).order_by(audit.c.seq)
    return iter(connection.execute(query).scalars())


# -- what peers said -----------------------------------------------------------------------


def at_size(connection: Connection, log: str, size: int) -> list[PeerHead]:
    """What anybody said of a log at one size."""
    query = select(peer_head).where(peer_head.c.log == log, peer_head.c.size == size)
    return [_read(row) for row in connection.execute(query.order_by(peer_head.c.peer, peer_head.c.root))]


def between(connection: Connection, log: str, after: int, before: int) -> list[PeerHead]:
    """What anybody said of a log at a size between these two."""
    h = peer_head
    query = select(h).where(h.c.log == log, h.c.size > after, h.c.size < before)
    return [_read(row) for row in connection.execute(query.order_by(h.c.size, h.c.peer))]


def successors(connection: Connection, peer: str, log: str, size: int) -> list[PeerHead]:
    """What a peer said of a log that it published next before with fewer leaves than ``size``, and with more then, as it has
    proven."""
    h = peer_head
    grown = (h.c.since < size, h.c.size > size, h.c.next, h.c.stands == Stands.PROVEN)
    return [_read(row) for row in connection.execute(select(h).where(h.c.peer == peer, h.c.log == log, *grown))]


def newest(connection: Connection, peer: str, log: str) -> PeerHead | None:
    """The longest log that a peer has told of, conflicts left out."""
    h = peer_head
    query = select(h).where(h.c.peer == peer, h.c.log == log, h.c.stands != Stands.CONFLICT)
    row = connection.execute(query.order_by(h.c.size.desc()).limit(1)).first()
    return _read(row) if row else None


def told_since(connection: Connection, peer: str, log: str, since: datetime | None) -> list[PeerHead]:
    """What others are to be told of a log: the newest, if that came since; where it was not shown to have grown, the last that was, too;
    and so many conflicts that came since."""
    h = peer_head
    of = select(h).where(h.c.peer == peer, h.c.log == log)
    came = h.c.came >= (since.isoformat() if since else "")
    last = newest(connection, peer, log)
    if last is None or (since is not None and last.came < since):
        told = []
    else:
        told = [last]
        if last.stands is Stands.UNPROVEN:
            sure = of.where(h.c.stands.in_((Stands.FIRST, Stands.PROVEN))).order_by(h.c.size.desc()).limit(1)
            told += [_read(row) for row in connection.execute(sure)]
    bad = of.where(h.c.stands == Stands.CONFLICT, came).order_by(h.c.came, h.c.size).limit(MOST_CONFLICTS)
    return told + [_read(row) for row in connection.execute(bad)]


def of_log(connection: Connection, log: str) -> list[PeerHead]:
    """All that was said of one log."""
    query = select(peer_head).where(peer_head.c.log == log).order_by(peer_head.c.size, peer_head.c.peer)
    return [_read(row) for row in connection.execute(query)]


def conflicts(connection: Connection) -> list[PeerHead]:
    """Every head in conflict, by log and size."""
    h = peer_head
    query = select(h).where(h.c.stands == Stands.CONFLICT).order_by(h.c.log, h.c.size, h.c.peer)
    return [_read(row) for row in connection.execute(query)]


def keep(connection: Connection, said: PeerHead) -> None:
    """Note what a peer said; the same again with a nearer proof takes the place of the former."""
    h = peer_head
    same = (h.c.peer == said.peer, h.c.log == said.log, h.c.size == said.size, h.c.root == said.root)
    known = connection.execute(select(h).where(*same)).first()
    if known is None:
        row = {name: getattr(said, name) for name in ("peer", "log", "size", "root", "since", "next", "stands", "body")}
        times = {"at": said.at.isoformat(), "came": said.came.isoformat()}
        connection.execute(insert(h).values(row | times))
    elif said.stands is Stands.CONFLICT:
        connection.execute(update(h).where(*same).values(stands=Stands.CONFLICT))
    elif said.stands is Stands.PROVEN and known.stands != Stands.CONFLICT and said.since > known.since:
        connection.execute(
            update(h).where(*same).values(stands=Stands.PROVEN, since=said.since, next=said.next, body=said.body)
        )


def drop(connection: Connection, peer: str, log: str, most: int) -> None:
    """Of what a peer said of one log forget the oldest beyond so many: conflicts last, of them those that came later first."""
    h = peer_head
    mine = (h.c.peer == peer, h.c.log == log)
    for chosen, order in (
        (h.c.stands != Stands.CONFLICT, (h.c.at.desc(), h.c.size.desc())),
        (h.c.stands == Stands.CONFLICT, (h.c.came, h.c.size)),
    ):
        found = connection.execute(select(h.c.size, h.c.root).where(*mine, chosen).order_by(*order).offset(most)).all()
        for row in found:
            connection.execute(delete(h).where(*mine, h.c.size == row.size, h.c.root == row.root))


def _read(row: Row[Any]) -> PeerHead:
    times = datetime.fromisoformat(row.at), datetime.fromisoformat(row.came)
    known = row._mapping
    shown = (known["since"], bool(known["next"]))
    return PeerHead(row.peer, row.log, row.size, row.root, *shown, *times, Stands(row.stands), row.body)
