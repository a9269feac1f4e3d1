"""What happened to one's own record, from one's own member's log: how often, by month and purpose.

Invariant: only the record's owner asks; who acted, the member's auditor reads in the log itself, and never of another
member's readers. A read of over 200 records stands in the log as a number and a digest, and is not found here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from coalesce.handling import Actor, Purpose
from coalesce.services.node import Node
from coalesce.store import audit_about
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class Happened:
    """``number`` acts of one kind for one purpose in one month (``2014-11``)."""

    month: str
    action: str
    purpose: str
    number: int


@dataclass(frozen=True, slots=True)
class RecordAudit:
    """Counts, newest month first. Of the newest ``looked_at`` rows of the member's log, ``all`` of them or not."""

    counts: tuple[Happened, ...]
    looked_at: int
    all: bool
    last: datetime | None


def audit_of(node: Node, view: ReadView, actor: Actor, record: str) -> RecordAudit:
    """What happened to a record of the actor's member, current or delisted. Raises NotFound for any other."""
    view.owned(record)
    most = node.store.settings.record_audit_rows
    with node.store.write(actor, Purpose.PLANNING).snapshot() as connection:
        found = audit_about.about(connection, actor.member, record, most)
    told: Counter[tuple[str, str, str]] = Counter()
    for row in found.rows:
        leaf = row.leaf
        told[str(leaf["at"])[:7], str(leaf["action"]), str(leaf["purpose"])] += 1
    counts = tuple(
        Happened(*key, number)
        for key, number in sorted(told.items(), key=lambda one: (one[0][0], one[0]), reverse=True)
    )
    last = datetime.fromisoformat(str(found.rows[0].leaf["at"])) if found.rows else None
    return RecordAudit(counts, found.looked_at, found.all, last)
