"""Reading how much each list gives: numbers of visible records, people and sightings, and how late they came.

Invariant: every number is of visible rows alone; when an edition came is told of one's own lists only.
"""

from __future__ import annotations

from coalesce.store.read_records import RecordReads

_PEOPLE = """SELECT r.list_id, count(DISTINCT p.person) FROM visible_record AS r
    JOIN visible_person_of AS p ON p.record_id = r.id GROUP BY r.list_id"""
_BY_MEMBER = """SELECT r.owner, count(DISTINCT p.person) FROM visible_record AS r
    JOIN visible_person_of AS p ON p.record_id = r.id GROUP BY r.owner"""
_MONTHS = """SELECT r.list_id, substr(s.first, 1, 7) AS month, substr(s.last, 1, 7) AS until, count(s.id), max(s.last)
    FROM visible_sighting AS s JOIN visible_record AS r ON r.id = s.record_id GROUP BY r.list_id, month, until"""
_LATE = """SELECT o.list_id, o.opened, s.last FROM visible_own_version AS o
    JOIN visible_sighting AS s ON s.record_id = o.id WHERE o.closed IS NULL AND s.last IS NOT NULL LIMIT ?"""


class ContributionReads(RecordReads):
    """The part of a ReadView about how much each list gives."""

    def people_by_list(self) -> dict[str, int]:
        """How many people of this audience have a record on each list, by list id."""
        self._note("list count", [])
        return dict(self._tuples(_PEOPLE))

    def people_by_member(self) -> dict[str, int]:
        """How many people of this audience have a record on some list of each member."""
        self._note("list count", [])
        return dict(self._tuples(_BY_MEMBER))

    def sightings_by_month(self) -> list[tuple[str, str | None, int, str | None]]:
        """List id, month (None: no date, or one too wide for a month), how many visible sightings, the latest day of them."""
        self._note("list count", [])
        rows = self._tuples(_MONTHS)
        return [(of, month if month == until else None, number, last) for of, month, until, number, last in rows]

    def own_arrivals(self, most: int) -> list[tuple[str, int, str]]:
        """Of one's own lists: list id, the edition that brought a record, and the last day of one of its sightings."""
        self._note("list count", [])
        return [(of, opened, last) for of, opened, last in self._tuples(_LATE, (most,))]
