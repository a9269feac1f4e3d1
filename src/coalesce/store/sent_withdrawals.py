"""What was taken back from each peer, and who has answered.

Invariant: a withdrawal stands here from the moment it lies ready for its peer; only a receipt of that peer's own member answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update

from coalesce.store.exchange_tables import peer, sent_withdrawal


@dataclass(frozen=True, slots=True)
class SentWithdrawal:
    """One withdrawal that a peer was sent: the ids on the wire, the reason, and when it was answered, if it was."""

    id: str
    peer: str
    at: datetime
    of: tuple[str, ...]
    reason: str
    answered: datetime | None = None


def keep(connection: Connection, sent: SentWithdrawal) -> None:
    """Note one that lies ready."""
    row = {"id": sent.id, "peer": sent.peer, "at": sent.at.isoformat(), "reason": sent.reason}
    connection.execute(insert(sent_withdrawal).values(**row, of=orjson.dumps(sent.of).decode()))


def answer(connection: Connection, identity: str, member: str, now: datetime, receipt: bytes) -> str | None:
    """Note a member's receipt; gives the peer that was sent this withdrawal, None where no peer of that member was. A second
    receipt changes nothing."""
    t = sent_withdrawal
    sent = select(t.c.peer).join(peer, peer.c.name == t.c.peer).where(t.c.id == identity, peer.c.member == member)
    found = connection.execute(sent).scalar()
    if found is not None:
        fresh = update(t).where(t.c.id == identity, t.c.answered.is_(None))
        connection.execute(fresh.values(answered=now.isoformat(), receipt=receipt))
    return str(found) if found is not None else None


def outstanding(connection: Connection, of: str) -> list[SentWithdrawal]:
    """Those that a peer has not answered, the oldest first."""
    t = sent_withdrawal
    rows = connection.execute(select(t).where(t.c.peer == of, t.c.answered.is_(None)).order_by(t.c.at, t.c.id))
    return [_read(row) for row in rows]


def of_peer(connection: Connection, of: str, most: int) -> list[SentWithdrawal]:
    """The newest of one peer, answered or not."""
    t = sent_withdrawal
    rows = connection.execute(select(t).where(t.c.peer == of).order_by(t.c.at.desc(), t.c.id).limit(most))
    return [_read(row) for row in rows]


def counts(connection: Connection) -> dict[str, int]:
    """How many each peer has not answered; a peer without any is left out."""
    t = sent_withdrawal
    query = select(t.c.peer, func.count().label("n")).where(t.c.answered.is_(None)).group_by(t.c.peer)
    return {row.peer: row.n for row in connection.execute(query)}


def _read(row: Row[Any]) -> SentWithdrawal:
    told = row._mapping
    answered = datetime.fromisoformat(told["answered"]) if told["answered"] else None
    of: Sequence[str] = orjson.loads(told["of"])
    return SentWithdrawal(
        told["id"], told["peer"], datetime.fromisoformat(told["at"]), tuple(of), told["reason"], answered
    )
