"""The views of notices and interests.

Invariant: a notice is there for its member and purpose while all that it rests on is: both records, those that joined them, and
the sightings that it tells of, each as the record views show it just now. So it is gone in the moment in which one of them is
withdrawn, narrowed or past its last day, whatever has run since. Looking as another member shows none.
"""

from __future__ import annotations

TABLES = ("notice", "notice_basis", "interest")

_READS = "ctx_mode() = 'read' AND ctx_also() = ''"

_SEEN = """EXISTS (SELECT 1 FROM {base_sighting} AS s
            CROSS JOIN {record} AS o ON o.id = s.record_id AND o.number = s.version
            CROSS JOIN {base_reader} AS r ON r.set_id = s.set_id AND r.member = ctx_member()
                AND r.purpose = ctx_purpose()
            WHERE s.id = b.sighting_id AND s.record_id = b.record_id AND s.keep_until >= ctx_today())"""

_STANDS = f"""CASE b.sighting_id WHEN '' THEN EXISTS (SELECT 1 FROM {{record}} AS o WHERE o.id = b.record_id)
            ELSE {_SEEN} END"""

NOTICE_VIEWS: dict[str, str] = {
    "notice": f"""
        SELECT n.id, n.kind, n.record_id, n.own_record, n.interest_id, n.at, n.seen
        FROM {{base_notice}} AS n
        CROSS JOIN {{record}} AS v ON v.id = n.record_id
        WHERE n.member = ctx_member() AND n.purpose = ctx_purpose() AND {_READS}
              AND (n.own_record IS NULL OR EXISTS (SELECT 1 FROM {{record}} AS o WHERE o.id = n.own_record))
              AND NOT EXISTS (SELECT 1 FROM {{base_notice_basis}} AS b WHERE b.notice_id = n.id AND NOT {_STANDS})""",
    "notice_sighting": """
        SELECT n.id AS notice_id, b.record_id, b.sighting_id
        FROM {notice} AS n
        CROSS JOIN {base_notice_basis} AS b ON b.notice_id = n.id
        WHERE b.sighting_id <> ''""",
    "interest": f"""
        SELECT i.id, i.member, i.actor, i.kind, i.value, i.made
        FROM {{base_interest}} AS i
        WHERE {_READS} AND i.member = ctx_member()""",
}
