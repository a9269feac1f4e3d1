"""What reviewers answered to control pairs: kept apart from judgements, by the reviewer's name, for a time.

Invariant: an answer names no record and no person; it is given once; it is erased when its days are over.
Who may read it is said by ``Store``: a reviewer one's own, an auditor those of the same member.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from coalesce.errors import NotFound
from coalesce.handling import Actor
from coalesce.linking.controls import ControlAnswer
from coalesce.records import Verdict
from coalesce.store import schema


def keep(connection: Connection, actor: Actor, answer: ControlAnswer) -> None:
    """Keep one answer. Raises NotFound where the reviewer gave one before."""
    c = schema.control_answer
    known = select(c.c.id).where(c.c.id == answer.id, c.c.reviewer == actor.name)
    if connection.execute(known).first():
        raise NotFound("pair")
    row = {
        "id": answer.id,
        "reviewer": actor.name,
        "member": actor.member,
        "same": answer.same,
        "verdict": str(answer.verdict),
        "at": answer.at.isoformat(timespec="microseconds"),
    }
    connection.execute(insert(c).values(row))


def of_reviewer(connection: Connection, actor: Actor, since: str) -> list[ControlAnswer]:
    """One's own answers, oldest first."""
    c = schema.control_answer
    query = select(c).where(c.c.reviewer == actor.name, c.c.member == actor.member, c.c.at >= since)
    return _answers(connection.execute(query).all())


def of_member(connection: Connection, member: str, since: str) -> list[ControlAnswer]:
    """The answers of every reviewer of a member, oldest first."""
    c = schema.control_answer
    return _answers(connection.execute(select(c).where(c.c.member == member, c.c.at >= since)).all())


def overdue(connection: Connection, before: str) -> bool:
    """Whether an answer is kept longer than it may be."""
    c = schema.control_answer
    return connection.execute(select(c.c.id).where(c.c.at < before).limit(1)).first() is not None


def erase(connection: Connection, before: str) -> int:
    """Erase answers given before a moment; gives how many."""
    return connection.execute(delete(schema.control_answer).where(schema.control_answer.c.at < before)).rowcount


def _answers(rows: Sequence[Row[Any]]) -> list[ControlAnswer]:
    found = [
        ControlAnswer(row.id, row.reviewer, bool(row.same), Verdict(row.verdict), datetime.fromisoformat(row.at))
        for row in rows
    ]
    return sorted(found, key=lambda answer: (answer.at, answer.id))
