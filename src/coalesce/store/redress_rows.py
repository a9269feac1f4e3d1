"""Rows of requests: written once, answered once, erased when their term has passed.

Invariant: an answer is written where none is yet; nothing else of a row ever changes, but for words that go with their record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from coalesce.records import Answer, Asks, Outcome, RedressRequest
from coalesce.store import schema
from coalesce.store.redress_tables import redress


@dataclass(frozen=True, slots=True)
class Way:
    """Through which peer a request goes or came, and its id on the wire; both "" for one between members that read here."""

    peer: str = ""
    wire: str = ""


BETWEEN_READERS = Way()


def keep(connection: Connection, made: RedressRequest, way: Way = BETWEEN_READERS) -> bool:
    """Keep a new request; False, and nothing kept, where a record that it is about has gone meanwhile."""
    r = schema.record
    there = set(connection.execute(select(r.c.id).where(r.c.id.in_(made.records))).scalars())
    if there != set(made.records):
        return False
    row = {
        "id": made.id,
        "asks": made.asks,
        "record_id": made.record,
        "other_id": made.other,
        **{name: getattr(made, name) for name in ("asked", "member", "actor", "purpose", "words", "field", "value")},
        "at": made.at.isoformat(timespec="microseconds"),
        "due": made.due.isoformat(),
        "outcome": "",
        "answered_by": "",
        "why": "",
        "peer": way.peer,
        "wire": way.wire,
    }
    connection.execute(insert(redress).values(row))
    return True


def answer(connection: Connection, request: RedressRequest, word: Answer) -> bool:
    """Write the answer; False where there is one already. Of a record that is gone no reason is kept: it could tell of it."""
    r = schema.record
    there = set(connection.execute(select(r.c.id).where(r.c.id.in_(request.records))).scalars())
    row = {
        "outcome": word.outcome,
        "answered_by": word.actor,
        "answered_at": word.at.isoformat(timespec="microseconds"),
        "why": word.why if there == set(request.records) else "",
    }
    open_still = (redress.c.id == request.id) & (redress.c.outcome == "")
    return connection.execute(update(redress).where(open_still).values(row)).rowcount == 1


def way_of(connection: Connection, identity: str) -> Way:
    """How a request goes or came."""
    row = connection.execute(select(redress.c.peer, redress.c.wire).where(redress.c.id == identity)).first()
    return Way(row.peer, row.wire) if row else BETWEEN_READERS


def known_as(connection: Connection, wire: str, member: str) -> str | None:
    """The id here of what a member asked under that id on the wire."""
    return connection.execute(select(redress.c.id).where(redress.c.wire == wire, redress.c.member == member)).scalar()


def open_of(connection: Connection, member: str) -> int:
    """How many requests that came from another member's node wait here for an answer."""
    waiting = select(func.count()).where(redress.c.member == member, redress.c.wire != "", redress.c.outcome == "")
    return int(connection.execute(waiting).scalar_one())


def close(connection: Connection, identity: str, word: Answer) -> bool:
    """Write the answer that another member's node gave; False where there is one, or that member was not asked."""
    row = connection.execute(select(redress).where(redress.c.id == identity, redress.c.asked == word.member)).first()
    return row is not None and answer(connection, request_of(row), word)


def overdue(connection: Connection, before: str) -> bool:
    """Whether an answered request is kept longer than it may be."""
    return connection.execute(select(redress.c.id).where(redress.c.answered_at < before).limit(1)).first() is not None


def erase(connection: Connection, before: str) -> int:
    """Erase requests answered before a moment; gives how many."""
    return connection.execute(delete(redress).where(redress.c.answered_at < before)).rowcount


def request_of(row: Row[Any]) -> RedressRequest:
    """A request from its row, as the guard shows it."""
    said = None
    if row.outcome:
        said = Answer(
            Outcome(row.outcome), row.asked, row.answered_by, datetime.fromisoformat(row.answered_at), row.why
        )
    return RedressRequest(
        id=row.id,
        asks=Asks(row.asks),
        record=row.record_id,
        other=row.other_id,
        asked=row.asked,
        member=row.member,
        actor=row.actor,
        purpose=row.purpose,
        at=datetime.fromisoformat(row.at),
        due=date.fromisoformat(row.due),
        words=row.words,
        field=row.field,
        value=row.value,
        answer=said,
    )
