"""Reading requests for redress, and the corrections of one's own records.

Invariant: a request is there for the member that asked and for the member that is asked, for the purpose ``redress``, and for
nobody else; staff of the other member stay unnamed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from coalesce.errors import NotFound
from coalesce.records import RedressRequest
from coalesce.store import views
from coalesce.store.reading import Reading, pieces
from coalesce.store.redress_rows import request_of


class RedressReads(Reading):
    """The part of a ReadView about redress."""

    def requests(self, answered: int) -> list[RedressRequest]:
        """Every open request, the earliest deadline first; then so many answered ones, the latest answer first."""
        v = views.redress
        waiting = self._rows(select(v).where(v.c.outcome == "").order_by(v.c.due, v.c.at, v.c.id))
        done = self._rows(select(v).where(v.c.outcome != "").order_by(v.c.answered_at.desc(), v.c.id).limit(answered))
        self._note("redress", [row.id for row in (*waiting, *done)])
        return [request_of(row) for row in (*waiting, *done)]

    def request(self, identity: str) -> RedressRequest:
        """One request. Raises NotFound."""
        v = views.redress
        rows = self._rows(select(v).where(v.c.id == identity))
        self._note_asked("redress", [identity], [row.id for row in rows])
        if not rows:
            raise NotFound("request")
        return request_of(rows[0])

    def corrected_fields(self, records: Sequence[str]) -> dict[str, list[str]]:
        """Which fields of one's own records are held corrected, by record."""
        v = views.correction
        rows = [row for piece in pieces(records) for row in self._rows(select(v).where(v.c.record_id.in_(piece)))]
        found: dict[str, list[str]] = {}
        for row in sorted(rows, key=lambda row: (row.record_id, row.field)):
            found.setdefault(row.record_id, []).append(row.field)
        self._note("correction", found)
        return found
