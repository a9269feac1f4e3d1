"""The words of a member's reviewers on pairs, to be counted: who agrees with whom.

Invariant: one's own member's words alone; a reviewer gets those on pairs that oneself judged, an auditor all. Only
numbers made of them leave the services: no record, and no reason that is not one of the usual.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from coalesce.handling import Role
from coalesce.linking.reviewers import Said
from coalesce.records import Verdict
from coalesce.store import schema
from coalesce.store.permits import Act, require
from coalesce.store.writer import Writer


def words_of_member(writer: Writer) -> list[Said]:
    """Oldest first; the log says that they were read. Raises NotPermitted for who neither judges nor oversees."""
    actor, j = writer.actor, schema.judgement
    oversees = Role.AUDITOR in actor.roles
    require(actor, Act.OVERSEE if oversees else Act.JUDGE)
    query = select(j).where(j.c.member == actor.member).order_by(j.c.at, j.c.id)
    if not oversees:
        mine = j.alias()
        own = select(mine.c.id).where(
            mine.c.left == j.c.left, mine.c.right == j.c.right, mine.c.reviewer == actor.name
        )  # fmt: skip
        query = query.where(own.exists())
    with writer.snapshot() as connection:
        rows = connection.execute(query).all()
    writer.note_read("judgement", [row.id for row in rows])
    return [
        Said(
            (row.left, row.right, row.left_version, row.right_version),
            row.reviewer,
            Verdict(row.verdict),
            row.reason,
            datetime.fromisoformat(row.at),
        )
        for row in rows
    ]
