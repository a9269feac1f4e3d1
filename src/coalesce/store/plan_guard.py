"""The views of plans: the same policy as for records, on the tables of commitments.

Invariant: an entry that may not be seen is in none of these, so that neither a total nor a curve nor a plan's name tells
of it; of a plan without a visible entry only its owner learns that it is there. ``commitment_lot`` holds the same entries as
``commitment``, in numbers: it is read from one index alone, of which the policy's own columns are a part. What is told to an
audience (``TELL``) is what each member of it may see, and the same whichever of them asks; an audience that holds anybody who is
unknown here is told nothing.
"""

from __future__ import annotations

from collections.abc import Callable

TELL = "tell"
TABLES = (
    "plan",
    "plan_edition",
    "commitment",
    "commitment_version",
    "commitment_text",
    "commitment_event",
    "commitment_evidence",
)

_SAID = """v.form, v.line, v.parties, v.kind, v.place, v.need, v.measure, v.amount, v.status, v.renewed, v.available,
               v.notice, v.transit, v.sustain, v.verified, v.seen_notice, v.seen_transit, v.seen_sustain, v.called_up"""

_COUNTED = """v.pos, v.plan_id, v.slot, v.sort, v.crew, v.stage, v.renewed, v.amount, v.available, v.notice, v.transit, v.sustain,
               v.verified, v.seen_notice, v.seen_transit, v.seen_sustain, v.tlp"""


def plan_views(current: str, also: Callable[[str], str], own: str) -> dict[str, str]:
    """The views, given the policy of records: what is current, what ``also`` may be seen, whose version is one's own."""
    return {**_entries(current, also, own), **_PLANS}


def _entries(current: str, also: Callable[[str], str], own: str) -> dict[str, str]:
    return {
        "commitment": f"""
        SELECT v.commitment_id AS id, v.number, CASE WHEN ctx_mode() = 'read' THEN {own} ELSE 0 END AS version, v.plan_id, l.name AS plan_name, v.owner, v.set_id, v.tlp,
               v.code, v.onward, v.keep_until, {_SAID}, v.pos, v.slot, v.sort, v.crew, v.stage
        FROM {{base_commitment_version}} AS v
        JOIN {{base_plan}} AS l ON l.id = v.plan_id
        JOIN {{base_reader}} AS r ON r.set_id = v.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()
        WHERE {_asked("v.set_id")} AND {current} AND {also("v.set_id")}""",
        "commitment_lot": f"""
        SELECT {_COUNTED}
        FROM {{base_reader}} AS r
        CROSS JOIN {{base_plan}} AS l
        CROSS JOIN {{base_commitment_version}} AS v ON v.plan_id = l.id AND v.set_id = r.set_id
        WHERE r.member = ctx_member() AND r.purpose = ctx_purpose() AND {_asked("r.set_id")} AND {_unindexed(current)}
              AND {also("r.set_id")}""",
        "commitment_text": """
        SELECT v.id, k.reference, v.plan_id, v.form, v.line, v.kind, v.place, v.status, t.body
        FROM {commitment} AS v
        CROSS JOIN {base_commitment} AS k ON k.id = v.id
        CROSS JOIN {base_commitment_text} AS t ON t.commitment_id = v.id AND t.number = v.number""",
        "commitment_event": """
        SELECT e.id, e.commitment_id, e.kind, e.first, e.last, e.circa, e.withdraws, e.successor, e.corrects, e.at,
               (SELECT s.body FROM {base_commitment_evidence} AS s WHERE s.id = e.evidence) AS evidence,
               CASE WHEN ctx_mode() = 'read' AND v.owner = ctx_member() AND ctx_also() IN ('', v.owner) THEN e.actor ELSE '' END
               AS actor
        FROM {commitment} AS v
        CROSS JOIN {base_plan} AS l ON l.id = v.plan_id
        CROSS JOIN {base_commitment_event} AS e ON e.commitment_id = v.id AND e.edition <= l.edition""",
        "commitment_grant": """
        SELECT DISTINCT v.set_id, g.kind, g.member FROM {commitment} AS v JOIN {base_grant} AS g ON g.set_id = v.set_id
        WHERE ctx_mode() = 'read' AND (v.owner = ctx_member() OR g.member = ctx_member())
              AND (ctx_also() = '' OR v.owner = ctx_also() OR g.member = ctx_also())""",
    }


def _asked(set_id: str) -> str:
    """A reader asks for itself; or one of an audience for all of it, each of whom may see the entry."""
    return f"""(ctx_mode() = 'read' OR (ctx_mode() = '{TELL}' AND ctx_hearers() > 0 AND
        (SELECT count(*) FROM {{base_reader}} AS h WHERE h.set_id = {set_id} AND h.purpose = ctx_purpose()
         AND instr(ctx_audience(), ';' || h.member || ';') > 0) = ctx_hearers()))"""


def _unindexed(current: str) -> str:
    """The same condition, so written that no index but that of the join is taken for it."""
    return current.replace("v.", "+v.")


_PLANS = {
    "own_commitment": """
        SELECT v.commitment_id AS id, v.number, k.reference, t.body, v.opened, v.closed, v.plan_id, l.name AS plan_name,
               v.owner, v.set_id, v.tlp, v.code, v.onward, v.keep_until,
               COALESCE(v.noted, (SELECT e.at FROM {base_plan_edition} AS e WHERE e.plan_id = v.plan_id AND e.number = v.opened))
               AS since,
               COALESCE(v.ended, (SELECT e.at FROM {base_plan_edition} AS e WHERE e.plan_id = v.plan_id AND e.number = v.closed
               AND e.number <= l.edition)) AS until
        FROM {base_commitment_version} AS v
        JOIN {base_plan} AS l ON l.id = v.plan_id
        JOIN {base_commitment} AS k ON k.id = v.commitment_id
        JOIN {base_commitment_text} AS t ON t.commitment_id = v.commitment_id AND t.number = v.number
        WHERE ctx_mode() = 'read' AND ctx_also() = '' AND v.owner = ctx_member() AND v.opened <= l.edition
              AND v.keep_until >= ctx_today() AND ctx_today() <> ''""",
    "own_event": """
        SELECT e.id, e.commitment_id, e.kind, e.first, e.last, e.circa, e.withdraws, e.successor, e.corrects, e.at,
               (SELECT s.body FROM {base_commitment_evidence} AS s WHERE s.id = e.evidence) AS evidence, e.actor
        FROM {base_commitment_event} AS e
        CROSS JOIN {base_commitment} AS k ON k.id = e.commitment_id
        CROSS JOIN {base_plan} AS l ON l.id = k.plan_id AND e.edition <= l.edition
        WHERE ctx_mode() = 'read' AND ctx_also() = '' AND l.owner = ctx_member() AND ctx_today() <> ''
              AND EXISTS (SELECT 1 FROM {base_commitment_version} AS v WHERE v.commitment_id = k.id
                          AND v.opened <= l.edition AND v.keep_until >= ctx_today())""",
    "plan": """
        SELECT l.id, l.name, l.owner, l.set_id, l.tlp, l.code, l.onward, l.keep_until, l.edition
        FROM {base_plan} AS l
        WHERE (ctx_mode() = 'read' AND l.owner = ctx_member() AND ctx_also() IN ('', l.owner))
              OR (ctx_mode() IN ('read', 'tell') AND EXISTS (SELECT 1 FROM {commitment} AS v WHERE v.plan_id = l.id))""",
    "plan_edition": """
        SELECT e.plan_id, e.number, e.source, e.at, e.report
        FROM {base_plan_edition} AS e JOIN {base_plan} AS l ON l.id = e.plan_id AND e.number <= l.edition
        WHERE ctx_mode() = 'read' AND ctx_also() = '' AND l.owner = ctx_member()""",
}
