"""The audit log as an auditor reads it: the newest rows of the own member.

Invariant: rows hold ids and digests, no name; their numbers are not shown, since the gaps would tell how much
other members do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from coalesce.handling import Purpose, Role
from coalesce.store.audit import AuditRow
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.documents import audit_document
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
AUDITORS = frozenset({Role.AUDITOR})


@routes.page("/audit", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR, asks=("limit",))
def audit(asked: Asked) -> Answer:
    """Who read and changed what, the newest first."""
    limit = _limit(asked)
    rows = asked.node.store.audit_rows(asked.actor, limit)
    longer = min(limit * 2, asked.node.store.settings.max_page_size) if len(rows) == limit else None
    return Page("audit.html", say("Audit"), {"rows": [_told(row) for row in rows], "longer": longer, "limit": limit})


@routes.data("/api/audit", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR, asks=("limit",))
def api_audit(asked: Asked) -> Answer:
    """The newest rows of the own member's log."""
    return Data([audit_document(row) for row in asked.node.store.audit_rows(asked.actor, _limit(asked))])


def _limit(asked: Asked) -> int:
    settings = asked.node.store.settings
    return max(1, asked.whole("limit", settings.page_size, settings.max_page_size))


def _told(row: AuditRow) -> dict[str, Any]:
    """A row in words: when, who, what, on how many."""
    detail = row.leaf["detail"]
    assert isinstance(detail, dict), "an audit row's detail is a mapping"
    read = [_note(note) for note in detail.get("read", []) if note.get("count", 1)]
    rest = [f"{name} {value}" for name, value in detail.items() if name not in ("read", "outcome")]
    return {
        "at": datetime.fromisoformat(str(row.leaf["at"])),
        "actor": row.leaf["actor"],
        "purpose": row.leaf["purpose"],
        "action": row.leaf["action"],
        "outcome": detail.get("outcome", "done"),
        "detail": "; ".join([*rest, *read]),
    }


def _note(note: dict[str, Any]) -> str:
    """``3 × record``; the kind alone where its number is no one's to know."""
    return f"{note['count']} × {note['what']}" if "count" in note else str(note["what"])
