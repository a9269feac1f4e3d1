"""What members say to each other beside records: requests, answers, proposals, words on pairs, heads, plans.

Invariant: a message stands here once, by its id; it is its peer's word, and nothing follows from it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from coalesce.store.exchange_tables import message, offered, received
from coalesce.store.received_rows import CARRIED


@dataclass(frozen=True, slots=True)
class MessageRow:
    """``box``: ``in`` or ``out``; ``about``: the local record that it is about, or None; ``body``: the bytes as they were signed."""

    id: str
    box: str
    peer: str
    kind: str
    about: str | None
    body: bytes
    at: str
    due: str | None
    state: str
    purpose: str
    actor: str = ""


def keep(connection: Connection, one: MessageRow) -> bool:
    """Note a message; False where it is there already."""
    if connection.execute(select(message.c.id).where(message.c.id == one.id)).first():
        return False
    row = {
        "id": one.id,
        "box": one.box,
        "peer": one.peer,
        "kind": one.kind,
        "about": one.about,
        "body": one.body,
        "at": one.at,
        "due": one.due,
        "state": one.state,
        "purpose": one.purpose,
        "actor": one.actor,
    }
    connection.execute(insert(message).values(row))
    return True


def record_of(connection: Connection, peer: str, stix_id: str) -> str | None:
    """The local record that an id on the wire means between us and this peer: one that it was given, or one that it gave."""
    ours = select(offered.c.record_id).where(offered.c.peer == peer, offered.c.stix_id == stix_id)
    gave = (received.c.peer == peer, received.c.stix_id == stix_id, received.c.kind != CARRIED)
    theirs = select(received.c.record_id).where(*gave)
    found = connection.execute(ours).scalar() or connection.execute(theirs).scalar()
    return str(found) if found else None
