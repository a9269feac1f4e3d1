"""Reading what is new for a member, and its standing interests.

Invariant: what is shown, how many there are and where a limit cuts follow from the notices of this audience that stand just now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from coalesce.records import Interest, InterestKind, Notice, NoticeKind
from coalesce.store import views
from coalesce.store.reading import Reading, pieces


class NoticeReads(Reading):
    """The part of a ReadView about notices."""

    def notices(self, most: int, seen: bool = False) -> list[Notice]:
        """The newest, at most so many; with ``seen`` also those that were marked."""
        v = views.notice
        wanted = select(v) if seen else select(v).where(v.c.seen.is_(None))
        rows = self._rows(wanted.order_by(v.c.at.desc(), v.c.id).limit(most))
        self._note("notice", [row.id for row in rows])
        return self._told(rows)

    def unseen(self, most: int) -> int:
        """How many nobody of the member has marked; counted up to so many."""
        v = views.notice
        rows = self._rows(select(v.c.id).where(v.c.seen.is_(None)).limit(most))
        self._note("unseen", [])  # how many there are, and none of them
        return len(rows)

    def notices_of(self, ids: Sequence[str]) -> list[Notice]:
        """Those of these notices that stand."""
        v = views.notice
        rows = [row for piece in pieces(ids) for row in self._rows(select(v).where(v.c.id.in_(piece)))]
        self._note_asked("notice", ids, [row.id for row in rows])
        return self._told(rows)

    def interests(self) -> list[Interest]:
        """The standing interests of the reader's member, by kind and value."""
        v = views.interest
        rows = self._rows(select(v).order_by(v.c.kind, v.c.value, v.c.actor))
        self._note("interest", [row.id for row in rows])
        return [interest_of(row) for row in rows]

    def _told(self, rows: Sequence[Row[Any]]) -> list[Notice]:
        v = views.notice_sighting
        told: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for piece in pieces([row.id for row in rows]):
            for row in self._rows(select(v).where(v.c.notice_id.in_(piece))):
                told[row.notice_id].append((row.record_id, row.sighting_id))
        return [_notice(row, tuple(sorted(told[row.id]))) for row in rows]


def interest_of(row: Row[Any]) -> Interest:
    """An interest from its row."""
    made = datetime.fromisoformat(row.made)
    return Interest(row.id, row.member, row.actor, InterestKind(row.kind), row.value, made)


def _notice(row: Row[Any], sightings: tuple[tuple[str, str], ...]) -> Notice:
    return Notice(
        id=row.id,
        kind=NoticeKind(row.kind),
        record=row.record_id,
        own=row.own_record or "",
        interest=row.interest_id or "",
        at=datetime.fromisoformat(row.at),
        seen=datetime.fromisoformat(row.seen) if row.seen else None,
        sightings=sightings,
    )
