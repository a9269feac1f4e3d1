"""The views of what may go to one peer: records and entries of plans released to its member, the bytes that lie ready for it, what it
wrote itself.

Invariant: the rule is ``handling.may_send``; a row of the out-box that speaks of a record is there only while the record is listed
and kept, and is handled for that member as the row says it, whether or not the job that clears the box has run since. A peer's
rows alone are looked at for its answer; and since most changes of a record are none for a peer, a row of an older version stays
where what that peer was told still holds: it would learn of the change otherwise, and could miss what it has not fetched yet.
"""

from __future__ import annotations

SEND = "send"
TABLES = ("peer", "wire", "post", "received", "told_judgement")


def _granted(set_id: str) -> str:
    return f"""EXISTS (SELECT 1 FROM {{base_grant}} AS g
            WHERE g.set_id = {set_id} AND g.member = ctx_member() AND g.kind <> 'figures_to')"""


def _read_by(set_id: str) -> str:
    """A grant to read: entries of plans are not counted, so that who may only count has no use for them."""
    return f"""EXISTS (SELECT 1 FROM {{base_grant}} AS g
            WHERE g.set_id = {set_id} AND g.member = ctx_member() AND g.kind NOT IN ('figures_to', 'statistics'))"""


def _granted_both(set_id: str, other: str) -> str:
    """A grant of both sets, for one purpose: a sighting is of no use to who may not use its record for the same."""
    return f"""EXISTS (SELECT 1 FROM {{base_grant}} AS g
            CROSS JOIN {{base_grant}} AS h ON h.set_id = {other} AND h.kind = g.kind AND h.member = g.member
            WHERE g.set_id = {set_id} AND g.member = ctx_member() AND g.kind <> 'figures_to')"""


_PEER = f"ctx_mode() = '{SEND}' AND p.name = ctx_peer() AND p.member = ctx_member() AND p.active"


def _told(set_id: str, of: str) -> str:
    """A member is told its own grants; and who may receive figures, where it may count for them."""
    return f"""(({of}.member = ctx_member() AND {of}.kind <> 'figures_to') OR ({of}.kind = 'figures_to' AND EXISTS (
            SELECT 1 FROM {{base_grant}} AS c
            WHERE c.set_id = {set_id} AND c.member = ctx_member() AND c.kind = 'statistics')))"""


def _still_told(old: str, new: str) -> str:
    """Whether a member is told of the set ``new`` all that it was told of ``old``."""
    return f"""({old} = {new} OR NOT EXISTS (SELECT 1 FROM {{base_grant}} AS g
            WHERE g.set_id = {old} AND {_told(old, "g")} AND NOT EXISTS (SELECT 1 FROM {{base_grant}} AS h
                WHERE h.set_id = {new} AND h.kind = g.kind AND h.member = g.member AND {_told(new, "h")})))"""


def _same(old: str, new: str, *columns: str) -> str:
    return " AND ".join(f"{old}.{column} IS {new}.{column}" for column in columns)


_MARKS = ("tlp", "code", "onward", "keep_until")
_SAID = ("kind", "country", "first", "last", "circa", "place", "from_country", "grade")

_STANDS = f"""EXISTS (SELECT 1 FROM {{base_version}} AS v
            CROSS JOIN {{base_list}} AS l ON l.id = v.list_id
            CROSS JOIN {{base_version}} AS o ON o.record_id = w.record_id AND o.number = w.number
            WHERE v.record_id = w.record_id AND {{current}} AND {_same("o", "v", *_MARKS)} AND {_granted("v.set_id")}
                AND {_still_told("o.set_id", "v.set_id")}
                AND (w.sighting_id IS NULL OR EXISTS (SELECT 1 FROM {{base_sighting}} AS a
                    CROSS JOIN {{base_sighting}} AS b ON b.record_id = w.record_id AND b.version = v.number
                    WHERE a.id = w.sighting_id AND {_same("a", "b", *_SAID, *_MARKS)}
                        AND {_still_told("a.set_id", "b.set_id")} AND {_granted_both("b.set_id", "v.set_id")})))"""
"""Whether what a row of an older version says, or of its handling, holds of the record as it is now."""

_ENTRY_STANDS = f"""EXISTS (SELECT 1 FROM {{base_commitment_version}} AS v
            CROSS JOIN {{base_plan}} AS l ON l.id = v.plan_id
            CROSS JOIN {{base_commitment_version}} AS o ON o.commitment_id = w.entry_id AND o.number = w.entry_number
            WHERE v.commitment_id = w.entry_id AND {{current}} AND v.owner <> ctx_member() AND {_same("o", "v", *_MARKS)}
                AND {_read_by("v.set_id")} AND {_still_told("o.set_id", "v.set_id")})"""
"""The same of an entry of a plan: what it says may have changed since, what was told of its handling holds."""

_SEEN = """s.id, s.record_id, s.set_id, s.tlp, s.code, s.onward, s.keep_until, s.kind, s.country, s.first, s.last, s.circa,
               s.place, s.from_country, s.grade"""

_WIRE = "w.seq, w.stix_id, w.type, w.spec_version, w.version, w.first, w.latest, w.state, w.why, w.body"

_TOLD_OF = "FROM {base_told_judgement} AS d"
_WORD_STANDS = f"""(w.type <> 'coalesce-judgement'
              OR NOT EXISTS (SELECT 1 {_TOLD_OF} WHERE d.peer = w.peer AND d.wire = w.stix_id)
              OR EXISTS (SELECT 1 {_TOLD_OF} CROSS JOIN {{tellable}} AS t ON t.id = d.judgement
                  WHERE d.peer = w.peer AND d.wire = w.stix_id))"""
"""Whether a word of our own member on a pair may still be told: to who may see both records. One that is passed on is its originator's."""


_OUTBOX = f"""
        SELECT {_WIRE}
        FROM {{base_peer}} AS p
        CROSS JOIN {{base_wire}} AS w ON w.box = 'out' AND w.peer = p.name
        WHERE {_PEER} AND (w.keep_until IS NULL OR w.keep_until >= ctx_today()) AND ctx_today() <> ''
              AND (w.entry_id IS NULL OR {_ENTRY_STANDS}) AND {_WORD_STANDS}
              AND (w.record_id IS NULL OR (EXISTS (
                  SELECT 1 FROM {{base_list}} AS l
                  WHERE l.id = w.list_id AND l.owner <> ctx_member() AND l.kind <> 'customers' AND w.opened <= l.edition
                        AND (w.closed IS NULL OR w.closed > l.edition OR {_STANDS}))
                  AND CASE w.set_id WHEN w.of_set THEN {_granted("w.set_id")}
                      ELSE {_granted_both("w.set_id", "w.of_set")} END))"""

_ENTRIES = {
    "sendable_entry": f"""
        SELECT v.commitment_id AS id, v.number, v.plan_id, l.name AS plan_name, v.owner, v.set_id, v.tlp, v.code, v.onward,
               v.keep_until, k.reference, t.body
        FROM {{base_commitment_version}} AS v
        CROSS JOIN {{base_plan}} AS l ON l.id = v.plan_id
        CROSS JOIN {{base_commitment}} AS k ON k.id = v.commitment_id
        CROSS JOIN {{base_commitment_text}} AS t ON t.commitment_id = v.commitment_id AND t.number = v.number
        WHERE ctx_mode() = '{SEND}' AND v.owner <> ctx_member() AND {_read_by("v.set_id")} AND {{current}}""",
    "sendable_entry_event": """
        SELECT e.id, e.commitment_id, e.kind, e.first, e.last, e.circa, e.withdraws, e.successor, e.corrects, e.at,
               (SELECT s.body FROM {base_commitment_evidence} AS s WHERE s.id = e.evidence) AS evidence, '' AS actor
        FROM {sendable_entry} AS v
        CROSS JOIN {base_plan} AS l ON l.id = v.plan_id
        CROSS JOIN {base_commitment_event} AS e ON e.commitment_id = v.id AND e.edition <= l.edition""",
    "sendable_entry_grant": """
        SELECT DISTINCT v.id AS entry_id, v.set_id, g.kind, g.member
        FROM {sendable_entry} AS v CROSS JOIN {base_grant} AS g ON g.set_id = v.set_id
        WHERE g.member = ctx_member() AND g.kind NOT IN ('figures_to', 'statistics')""",
}
"""Entries of plans that a member may read, with their events; nobody is told who noted these, nor who else may read."""

_WRITTEN = {
    "inbox": f"""
    SELECT {_WIRE}
    FROM {{base_peer}} AS p
    CROSS JOIN {{base_wire}} AS w ON w.box = 'in' AND w.peer = p.name
    WHERE {_PEER}""",
    "post": f"""
    SELECT q.id, q.at, q.body
    FROM {{base_peer}} AS p CROSS JOIN {{base_post}} AS q ON q.peer = p.name
    WHERE {_PEER}""",
}
"""What the peer wrote itself, and what became of it."""


def exchange_views(current: str) -> dict[str, str]:
    """The views, given what makes a version current."""
    return {
        "sendable": f"""
        SELECT v.record_id AS id, v.number, 0 AS version, v.list_id, l.name AS list_name, l.kind AS list_kind, l.source_group,
               l.deduplicated, v.owner, v.set_id, v.tlp, v.code, v.onward, v.keep_until, v.reference, v.body
        FROM {{base_version}} AS v
        CROSS JOIN {{base_list}} AS l ON l.id = v.list_id
        WHERE ctx_mode() = '{SEND}' AND v.owner <> ctx_member() AND l.kind <> 'customers' AND {_granted("v.set_id")}
              AND {current}""",
        "sendable_sighting": f"""
        SELECT {_SEEN}
        FROM {{sendable}} AS v
        CROSS JOIN {{base_sighting}} AS s ON s.record_id = v.id AND s.version = v.number
        WHERE s.keep_until >= ctx_today() AND {_granted_both("s.set_id", "v.set_id")}""",
        "sendable_grant": f"""
        SELECT DISTINCT v.id AS record_id, v.set_id, g.kind, g.member
        FROM {{sendable}} AS v CROSS JOIN {{base_grant}} AS g ON g.set_id = v.set_id
        WHERE {_told("g.set_id", "g")}""",
        "sendable_sighting_grant": f"""
        SELECT DISTINCT s.record_id, s.set_id, g.kind, g.member
        FROM {{sendable_sighting}} AS s CROSS JOIN {{base_grant}} AS g ON g.set_id = s.set_id
        WHERE {_told("g.set_id", "g")}""",
        **{name: view.replace("{current}", current) for name, view in _ENTRIES.items()},
        "outbox": _OUTBOX.replace("{current}", current),
        **_WRITTEN,
    }
