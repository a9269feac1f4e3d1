"""The views of the judgements that may be told to another member's node, and of those that are counted.

Invariant: one may be told where its release names the member, and that member may see both records and all that the reviewer was shown for
the same purpose. One that came ends on its own last day.
"""

from __future__ import annotations

from coalesce.store.exchange_guard import SEND

WORD_KEPT = "NOT EXISTS (SELECT 1 FROM {base_received} AS q WHERE q.record_id = j.id AND q.keep_until < ctx_today())"
"""Whether a judgement is kept: a word that came from another member ends on its own last day, though its records last longer."""

COUNTED_VIEWS = {
    "counted_judgement": f"""
        SELECT j.id, j."left", j."right", j.left_version, j.right_version, j.set_id, j.verdict, j.member, j.at, j.reviewer,
               (a.compared = j.left_compared AND b.compared = j.right_compared) AS current
        FROM {{base_judgement}} AS j
        JOIN {{counted_record}} AS a ON a.record_id = j."left"
        JOIN {{counted_record}} AS b ON b.record_id = j."right"
        WHERE {WORD_KEPT}""",
}
"""Those that figures are counted with."""


def told_views(current: str) -> dict[str, str]:
    """The views, given what makes a version current."""
    return {
        "told_record": f"""
        SELECT v.record_id AS id, v.number, v.owner, v.compared, v.keep_until, v.reference, v.body, r.purpose
        FROM {{base_version}} AS v
        CROSS JOIN {{base_list}} AS l ON l.id = v.list_id
        CROSS JOIN {{base_reader}} AS r ON r.set_id = v.set_id AND r.member = ctx_member()
        WHERE ctx_mode() = '{SEND}' AND l.kind <> 'customers' AND {current}""",
        "tellable": f"""
        SELECT j.id, j."left", j."right", j.verdict, j.member, j.set_id, j.at, min(a.keep_until, b.keep_until) AS keep_until, r.purpose
        FROM {{base_judgement}} AS j
        CROSS JOIN {{base_reader}} AS r ON r.set_id = j.set_id AND r.member = ctx_member()
        CROSS JOIN {{told_record}} AS a ON a.id = j."left" AND a.purpose = r.purpose AND a.compared = j.left_compared
        CROSS JOIN {{told_record}} AS b ON b.id = j."right" AND b.purpose = r.purpose AND b.compared = j.right_compared
        WHERE ctx_mode() = '{SEND}' AND j.member <> ctx_member()
              AND NOT EXISTS (SELECT 1 FROM {{base_judgement_shown}} AS w WHERE w.judgement_id = j.id
                  AND NOT EXISTS (SELECT 1 FROM {{told_record}} AS o WHERE o.id = w.record_id AND o.purpose = r.purpose))""",
    }
