"""What was taken back from each peer, and who has answered.

Invariant: a withdrawal stands here from the moment it lies ready for its peer; only a receipt of that peer's own member answers it, and of
its ids those that the receipt names: it stays owed for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update

from coalesce.records import ReceiptSent
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


@dataclass(frozen=True, slots=True)
class Answered:
    """The peer that was sent a withdrawal, and how many of its ids no receipt has named yet."""

    peer: str
    owed: int


def answer(connection: Connection, said: ReceiptSent, now: datetime, receipt: bytes) -> Answered | None:
    """Note a member's receipt; None where no peer of that member was sent this withdrawal. A second receipt for the same ids changes
    nothing. What it names of a withdrawal that stays owed stands as answered by itself."""
    t = sent_withdrawal
    sent = select(t).join(peer, peer.c.name == t.c.peer).where(t.c.id == said.withdrawal, peer.c.member == said.member)
    row = connection.execute(sent).first()
    if row is None or row.answered:
        return Answered(row.peer, 0) if row is not None else None
    of, named = orjson.loads(row.of), {*said.erased, *said.not_held}
    told, owed = [one for one in of if one in named], [one for one in of if one not in named]
    noted = {"answered": now.isoformat(), "receipt": receipt}
    this = update(t).where(t.c.id == said.withdrawal)
    if not owed:
        connection.execute(this.values(noted))
    elif told:
        part = {"id": f"{said.withdrawal}#{len(owed)}", "peer": row.peer, "at": row.at, "reason": row.reason}
        connection.execute(insert(t).values(**part, **noted, of=orjson.dumps(told).decode()))
        connection.execute(this.values(of=orjson.dumps(owed).decode()))
    return Answered(row.peer, len(owed))


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
