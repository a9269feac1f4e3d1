"""Rows of what members put to each other: written once, answered once, erased with their record or when their term has passed.

Invariant: an answer is written where none is yet; nothing else of a row ever changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from coalesce.handling import Purpose
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Reply, Verdict
from coalesce.store import schema
from coalesce.store.message_tables import message

OUT, IN, HERE = "out", "in", "here"


@dataclass(frozen=True, slots=True)
class Way:
    """How an enquiry goes or came: the box, the peer ("" between members that read here), and its id on the wire."""

    box: str = HERE
    peer: str = ""
    wire: str = ""


BETWEEN_READERS = Way()


def keep(connection: Connection, made: Enquiry, way: Way = BETWEEN_READERS) -> bool:
    """Keep a new one; False, and nothing kept, where a record that it is about has gone meanwhile."""
    records = {made.about, made.other} - {""}
    r = schema.record
    if set(connection.execute(select(r.c.id).where(r.c.id.in_(records))).scalars()) != records:
        return False
    row = {
        "box": way.box,
        "peer": way.peer or None,
        "wire": way.wire,
        "reply": "",
        **{name: getattr(made, name) for name in ("id", "kind", "about", "asked", "member", "purpose", "words")},
        **{name: getattr(made, name) for name in ("field", "value", "actor")},
        "other": made.other or None,
        "at": made.at.isoformat(timespec="microseconds"),
        "due": made.due.isoformat() if made.due else None,
        "verdict": made.verdict or "",
        "outcome": "",
        "answer": "",
        "answered_by": "",
    }
    connection.execute(insert(message).values(row))
    return True


def answer(connection: Connection, identity: str, word: Reply, reply: str = "") -> bool:
    """Write the answer, and its id on the wire; False where there is one already, or the enquiry is gone."""
    row = {
        "outcome": word.outcome,
        "answer": word.words,
        "answered_by": word.actor,
        "answered_at": word.at.isoformat(timespec="microseconds"),
        "reply": reply,
    }
    open_still = (message.c.id == identity) & (message.c.outcome == "")
    return connection.execute(update(message).where(open_still).values(row)).rowcount == 1


def way_of(connection: Connection, identity: str) -> Way | None:
    """How an enquiry went or came; None where it is gone."""
    m = message
    row = connection.execute(select(m.c.box, m.c.peer, m.c.wire).where(m.c.id == identity)).first()
    return Way(row.box, row.peer or "", row.wire) if row else None


def asked_as(connection: Connection, wire: str, asked: str) -> str | None:
    """The id here of what was put to a member under that id on the wire."""
    m = message
    query = select(m.c.id).where(m.c.wire == wire, m.c.box == OUT, m.c.asked == asked)
    return connection.execute(query).scalar()


def came_as(connection: Connection, wire: str, member: str) -> str | None:
    """The id here of what a member put to us under that id on the wire."""
    m = message
    return connection.execute(select(m.c.id).where(m.c.wire == wire, m.c.member == member, m.c.box == IN)).scalar()


def open_of(connection: Connection, member: str) -> int:
    """How many enquiries of another member's node wait here for an answer."""
    m = message
    waiting = select(func.count()).where(m.c.member == member, m.c.box == IN, m.c.outcome == "")
    return int(connection.execute(waiting).scalar_one())


def overdue(connection: Connection, before: str) -> bool:
    """Whether one is kept longer than it may be: so long after its answer, or after its last day without one."""
    return connection.execute(select(message.c.id).where(_ended(before)).limit(1)).first() is not None


def erase(connection: Connection, before: str) -> int:
    """Erase those; gives how many."""
    return connection.execute(delete(message).where(_ended(before))).rowcount


def enquiry_of(row: Row[Any]) -> Enquiry:
    """An enquiry from its row, as the guard shows it."""
    said = None
    if row.outcome:
        said = Reply(EnquiryOutcome(row.outcome), row.answer, datetime.fromisoformat(row.answered_at), row.answered_by)
    return Enquiry(
        id=row.id,
        kind=EnquiryKind(row.kind),
        about=row.about,
        other=row.other,
        asked=row.asked,
        member=row.member,
        actor=row.actor,
        purpose=Purpose(row.purpose),
        at=datetime.fromisoformat(row.at),
        due=date.fromisoformat(row.due) if row.due else None,
        words=row.words,
        field=row.field,
        value=row.value,
        verdict=Verdict(row.verdict) if row.verdict else None,
        reply=said,
    )


def _ended(before: str) -> Any:
    m = message
    unanswered = and_(m.c.answered_at.is_(None), func.coalesce(m.c.due, m.c.at) < before)
    return or_(m.c.answered_at < before, unanswered)
