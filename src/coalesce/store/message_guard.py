"""The views of what members put to each other.

Invariant: what was asked is there for the member that asked, for the purpose it asked for and while it sees the record, and for the
member that is asked; staff of the other stay unnamed, and of a question the record that the asking member holds.
"""

from __future__ import annotations

TABLES = ("message",)

_THEIRS = "m.member = ctx_member() AND ctx_also() = ''"
_OURS = "m.asked = ctx_member() AND ctx_also() = ''"
_SEES_BOTH = """(m.other IS NULL OR m.kind = 'question' OR EXISTS (SELECT 1 FROM {record} AS o WHERE o.id = m.other))"""
_MAY_ASK = "m.purpose = ctx_purpose() AND EXISTS (SELECT 1 FROM {record} AS v WHERE v.id = m.about)"

_MESSAGE = f"""
    SELECT m.id, m.kind, m.about, m.asked, m.member, m.purpose, m.at, m.due, m.words, m.field, m.value, m.verdict,
           CASE WHEN m.kind = 'question' AND m.member <> ctx_member() THEN '' ELSE coalesce(m.other, '') END AS other,
           CASE WHEN m.member = ctx_member() THEN m.actor ELSE '' END AS actor,
           CASE WHEN m.kind = 'proposal' AND m.asked <> ctx_member() THEN '' ELSE m.outcome END AS outcome,
           CASE WHEN m.kind = 'proposal' AND m.asked <> ctx_member() THEN '' ELSE m.answer END AS answer,
           CASE WHEN m.kind = 'proposal' AND m.asked <> ctx_member() THEN NULL ELSE m.answered_at END AS answered_at,
           CASE WHEN m.asked = ctx_member() THEN m.answered_by ELSE '' END AS answered_by
    FROM {{base_message}} AS m
    WHERE ctx_mode() = 'read' AND (({_OURS}) OR ({_THEIRS} AND {_MAY_ASK})) AND {_SEES_BOTH}"""

_WAITING = f"""
    SELECT m.kind, m.due FROM {{base_message}} AS m
    WHERE ctx_mode() = 'read' AND {_OURS} AND m.outcome = '' AND {_SEES_BOTH}"""


MESSAGE_VIEWS = {"message": _MESSAGE, "message_waiting": _WAITING}
"""The views, each with its query."""
