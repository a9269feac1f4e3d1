"""What became of what peers wrote, kept for a time, as it was told them.

Invariant: a status is kept with what it speaks of, in one transaction; its id is random.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from coalesce.store.exchange_tables import post


def keep(connection: Connection, identity: str, peer: str, at: datetime, body: bytes) -> None:
    """Keep what a peer is told."""
    connection.execute(insert(post).values(id=identity, peer=peer, at=_text(at), body=body))


def overdue(connection: Connection, before: str) -> bool:
    """Whether anything is kept longer than it is to be."""
    return connection.execute(select(post.c.id).where(post.c.at < before).limit(1)).first() is not None


def erase(connection: Connection, before: str) -> None:
    """Erase what was told before that moment."""
    connection.execute(delete(post).where(post.c.at < before))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
