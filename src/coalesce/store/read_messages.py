"""Reading what members put to each other: for the member that asked and the member that is asked.

Invariant: as ``message_guard`` says; what waits is counted without a word of it being read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from coalesce.errors import NotFound
from coalesce.records import Enquiry, EnquiryKind
from coalesce.store import views
from coalesce.store.message_rows import enquiry_of
from coalesce.store.reading import Reading


class MessageReads(Reading):
    """The part of a ReadView about questions and proposals between members."""

    def enquiries(self, answered: int) -> list[Enquiry]:
        """Every open one, the earliest deadline first, those without one last; then so many answered, the latest first."""
        v = views.message
        last = v.c.due.is_(None)
        waiting = self._rows(select(v).where(v.c.outcome == "").order_by(last, v.c.due, v.c.at, v.c.id))
        done = self._rows(select(v).where(v.c.outcome != "").order_by(v.c.answered_at.desc(), v.c.id).limit(answered))
        self._note("enquiry", [row.id for row in (*waiting, *done)])
        return [enquiry_of(row) for row in (*waiting, *done)]

    def enquiry(self, identity: str) -> Enquiry:
        """One of them. Raises NotFound."""
        v = views.message
        rows = self._rows(select(v).where(v.c.id == identity))
        self._note_asked("enquiry", [identity], [row.id for row in rows])
        if not rows:
            raise NotFound("request")
        return enquiry_of(rows[0])

    def waiting(self) -> Sequence[tuple[EnquiryKind, date | None]]:
        """Of each that waits for the own member's answer, whatever it was asked for: its kind and its last day, the first one first."""
        v = views.message_waiting
        rows = self._rows(select(v).order_by(v.c.due.is_(None), v.c.due))
        return [(EnquiryKind(row.kind), date.fromisoformat(row.due) if row.due else None) for row in rows]
