"""The policy as SQL, and the lock that makes SQLite apply it to every read.

Invariant: on a guarded connection no statement reads a base table except through
the views made here, and these hold the same rule as ``handling.decide``; with no
context bound they are empty. The answer to "unknown" and to "forbidden" comes from
the same statement.

How: each connection gets temporary views on three floors. The lowest show a table as it is, the inner ones hold
the rule, the outer ones are what is asked. A table may be read from inside a lowest view alone, a lowest from an
inner, an inner from an inner or outer one. The names of the first two are random for the connection; the schema
tables are denied, so that they cannot be found out, and a common table expression cannot take them. A query plan
names an inner view where it is materialised, which is why knowing an inner name opens nothing; the lowest are
plain and always merged into their inner view, so that no plan names them. The context enters through functions
that are bound to the connection, so that the statements themselves never change.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from coalesce.store import message_guard, notice_guard, told_guard
from coalesce.store.exchange_guard import SEND, exchange_views
from coalesce.store.exchange_guard import TABLES as EXCHANGE_TABLES
from coalesce.store.plan_guard import TABLES as PLAN_TABLES
from coalesce.store.plan_guard import TELL, plan_views

READ = "read"
COUNT = "count"
AUDIT = "audit"
NOBODY = ""
__all__ = ["AUDIT", "COUNT", "NOBODY", "READ", "SEND", "TELL", "VIEWS", "Context", "install"]

PLACE_BITS = 31
"""Of the place of one record in a number that stands for two."""


@dataclass(slots=True)
class Context:
    """Who reads on this connection just now. ``also`` narrows to what a second member may see too; ``peer``: whose boxes;
    ``audience``: to whom all of it is told, as ``;FR;NL;``."""

    mode: str = NOBODY
    member: str = NOBODY
    purpose: str = NOBODY
    today: str = NOBODY
    also: str = NOBODY
    peer: str = NOBODY
    audience: str = NOBODY
    shown: dict[str, int] = field(default_factory=dict)
    """Records that this snapshot's own answer has shown to this reader, with the place of each in ``versions``."""
    versions: list[int] = field(default_factory=list)
    """The number of the version in which each was shown."""

    def clear(self) -> None:
        """Nobody reads."""
        self.bind(Context())
        self.shown, self.versions = {}, []

    def for_whom(self) -> dict[str, object]:
        """For whom else, beside the actor, as the audit log tells it."""
        also = self.also or (self.member if self.mode == SEND else NOBODY)
        told = {"also": also, "audience": self.audience.strip(";").split(";") if self.audience else []}
        return {name: value for name, value in told.items() if value}

    def bind(self, reader: Context) -> None:
        """Whoever this is reads from now on."""
        for name in BOUND:
            setattr(self, name, getattr(reader, name))


BOUND = ("mode", "member", "purpose", "today", "also", "peer", "audience")
"""What a context says, each as ``ctx_<name>()`` in the views."""

_CURRENT = """v.owner <> '' AND v.opened <= l.edition AND (v.closed IS NULL OR v.closed > l.edition)
    AND v.keep_until >= ctx_today() AND ctx_today() <> ''"""


def _also(set_id: str) -> str:
    return f"""(ctx_also() = '' OR EXISTS (SELECT 1 FROM {{base_reader}} AS also
        WHERE also.set_id = {set_id} AND also.member = ctx_also() AND also.purpose = ctx_purpose()))"""


_OWN = "CASE WHEN v.owner = ctx_member() AND ctx_also() IN ('', v.owner) THEN v.number ELSE 0 END"
"""The number of a version is its owner's to know: it tells how often the record changed."""

_KNOWN = """(v.owner = ctx_member() OR g.member = ctx_member())
    AND (ctx_also() = '' OR v.owner = ctx_also() OR g.member = ctx_also())"""
"""A grant is known to the owner and to whom it names."""

_COUNTED = f"""
        SELECT v.record_id, v.number AS version, v.list_id, l.deduplicated, p.body
        FROM {{base_version}} AS v
        JOIN {{base_list}} AS l ON l.id = v.list_id
        JOIN {{base_prepared}} AS p ON p.place = v.place
        WHERE ctx_mode() = '{COUNT}' AND l.kind <> 'customers' AND {_CURRENT}"""

_RECORD = f"""
        SELECT v.record_id AS id, v.number, {_OWN} AS version, v.list_id, l.name AS list_name, l.kind AS list_kind,
               l.deduplicated, v.owner, v.set_id, v.tlp, v.code, v.onward, v.keep_until,
               v.compared, v.reference, v.nationalities, v.body
        FROM {{base_version}} AS v
        JOIN {{base_list}} AS l ON l.id = v.list_id
        JOIN {{base_reader}} AS r ON r.set_id = v.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()
        WHERE ctx_mode() = '{READ}' AND {_CURRENT} AND {_also("v.set_id")}"""

_AS_COMPARED = """
        (a.number = k.left_version OR EXISTS (SELECT 1 FROM {base_version} AS c
            WHERE c.record_id = a.id AND c.number = k.left_version AND c.compared = a.compared))
        AND (b.number = k.right_version OR EXISTS (SELECT 1 FROM {base_version} AS d
            WHERE d.record_id = b.id AND d.number = k.right_version AND d.compared = b.compared))"""
"""A link holds while both its sides say what they said when they were compared."""


def _link(joined: str, side: str) -> str:
    return f"""
        SELECT {side}."left", {side}."right", a.version AS left_version, b.version AS right_version, w.model,
               k.probability, w.parts
        FROM {{base_state}} AS s {joined}
        CROSS JOIN {{base_link_weight}} AS w ON w.run = k.run AND w.number = k.weight
        JOIN {{record}} AS a ON a.id = k."left"
        JOIN {{record}} AS b ON b.id = k."right"
        WHERE s.name = 'link_run' AND {_AS_COMPARED}"""


_RUN = "run = CAST(s.value AS INTEGER)"


def _same(side: str) -> str:
    """The same of one side of a link that was compared in another version."""
    return f"""EXISTS (
            SELECT 1 FROM {{record}} AS a JOIN {{base_version}} AS c ON c.record_id = a.id AND c.compared = a.compared
            WHERE a.id = f."{side}" AND c.number = f.{side}_version)"""


# CROSS JOIN is SQLite's word for "in this order": a few keys are looked up, whatever else the store holds.
_INNER: dict[str, str] = {
    "record": _RECORD,
    "ordered": _RECORD.replace("JOIN", "CROSS JOIN"),
    "own_version": f"""
        SELECT v.record_id AS id, v.number AS version, v.list_id, v.opened, v.closed, v.set_id, v.tlp, v.code, v.onward,
               v.keep_until, v.reference, v.body
        FROM {{base_version}} AS v
        JOIN {{base_list}} AS l ON l.id = v.list_id
        WHERE ctx_mode() = '{READ}' AND ctx_also() = '' AND v.owner = ctx_member() AND v.opened <= l.edition
              AND v.keep_until >= ctx_today()""",
    "sighting": f"""
        SELECT s.id, s.record_id, s.set_id, s.tlp, s.code, s.onward, s.keep_until, s.kind, s.country,
               s.first, s.last, s.circa, s.place, s.from_country, s.grade
        FROM {{record}} AS v
        JOIN {{base_sighting}} AS s ON s.record_id = v.id AND s.version = v.number
        JOIN {{base_reader}} AS r ON r.set_id = s.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()
        WHERE s.keep_until >= ctx_today() AND {_also("s.set_id")}""",
    "sighting_of": f"""
        SELECT s.id, s.record_id, s.set_id, s.tlp, s.code, s.onward, s.keep_until, s.kind, s.country,
               s.first, s.last, s.circa, s.place, s.from_country, s.grade
        FROM {{base_sighting}} AS s
        CROSS JOIN {{record}} AS v ON v.id = s.record_id AND v.number = s.version
        CROSS JOIN {{base_reader}} AS r ON r.set_id = s.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()
        WHERE s.keep_until >= ctx_today() AND {_also("s.set_id")}""",
    "search_key": f"""
        SELECT k.value, k.place, v.record_id, l.kind AS list_kind, v.reference, v.list_id, l.name AS list_name, v.owner,
               v.body
        FROM {{base_search_key}} AS k
        CROSS JOIN {{base_version}} AS v ON v.place = k.place
        CROSS JOIN {{base_list}} AS l ON l.id = v.list_id
        CROSS JOIN {{base_reader}} AS r ON r.set_id = v.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()
        WHERE ctx_mode() = '{READ}' AND {_CURRENT} AND {_also("v.set_id")}""",
    "key_sieve": f"SELECT s.slice, s.made, s.bits FROM {{base_key_sieve}} AS s WHERE ctx_mode() = '{READ}'",
    "grant": """
        SELECT DISTINCT v.id AS record_id, v.set_id, g.kind, g.member
        FROM {record} AS v JOIN {base_grant} AS g ON g.set_id = v.set_id
        WHERE """
    + _KNOWN,
    "sighting_grant": """
        SELECT DISTINCT s.record_id, s.set_id, g.kind, g.member
        FROM {sighting} AS s JOIN {record} AS v ON v.id = s.record_id JOIN {base_grant} AS g ON g.set_id = s.set_id
        WHERE """
    + _KNOWN,
    "list": """
        SELECT l.id, l.name, l.owner, l.kind, l.set_id, l.tlp, l.code, l.onward, l.keep_until, l.source_group,
               l.deduplicated, l.edition
        FROM {base_list} AS l
        WHERE ctx_mode() = 'read' AND ((l.owner = ctx_member() AND ctx_also() IN ('', l.owner))
              OR EXISTS (SELECT 1 FROM {record} AS v WHERE v.list_id = l.id))""",
    "edition": """
        SELECT e.list_id, e.number, e.source, e.at, e.report
        FROM {base_edition} AS e JOIN {base_list} AS l ON l.id = e.list_id AND e.number <= l.edition
        WHERE ctx_mode() = 'read' AND ctx_also() = '' AND l.owner = ctx_member()""",
    "link": _link(f"CROSS JOIN {{base_link}} AS k ON k.{_RUN}", "k"),
    "link_right": _link(
        f"""CROSS JOIN {{base_link_right}} AS y ON y.{_RUN}
        CROSS JOIN {{base_link}} AS k ON k.run = y.run AND k."left" = y."left" AND k."right" = y."right" """,
        "y",
    ),
    # For a reader who was shown all its records before: of a million links no side is looked up but those that were
    # compared in another version. A limit keeps SQLite from asking for each pair twice.
    "stated": f"""
        SELECT CASE WHEN f.pair < 0 THEN -1 - f.pair ELSE f.pair END AS pair, f.probability
        FROM (SELECT ctx_shown(k."left", k.left_version, k."right", k.right_version) AS pair, k."left", k."right",
                     k.left_version, k.right_version, k.probability
              FROM {{base_state}} AS s CROSS JOIN {{base_link}} AS k ON k.{_RUN}
              WHERE s.name = 'link_run' AND ctx_mode() = '{READ}' LIMIT -1) AS f
        WHERE f.pair >= 0 OR (f.pair < 0 AND {_same("left")} AND {_same("right")})""",
    "judgement": """
        SELECT j.id, j."left", j."right", CASE WHEN a.version = 0 THEN 0 ELSE j.left_version END AS left_version,
               CASE WHEN b.version = 0 THEN 0 ELSE j.right_version END AS right_version, j.verdict, j.member, j.at,
               (a.compared = j.left_compared AND b.compared = j.right_compared) AS current,
               CASE WHEN j.member = ctx_member() AND ctx_also() = '' THEN j.reviewer ELSE '' END AS reviewer,
               CASE WHEN j.member = ctx_member() AND ctx_also() = '' THEN j.reason ELSE '' END AS reason
        FROM {base_judgement} AS j
        CROSS JOIN {base_reader} AS r ON r.set_id = j.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()
        CROSS JOIN {ordered} AS a ON a.id = j."left"
        CROSS JOIN {ordered} AS b ON b.id = j."right"
        WHERE NOT EXISTS (SELECT 1 FROM {base_judgement_shown} AS w WHERE w.judgement_id = j.id
                          AND NOT EXISTS (SELECT 1 FROM {record} AS o WHERE o.id = w.record_id))
              AND """
    f"{told_guard.WORD_KEPT} AND " + _also("j.set_id"),
    "person_of": """
        SELECT p.record_id, p.person, p.judged
        FROM {base_audience} AS a
        CROSS JOIN {base_person_of} AS p ON p.build = a.build
        JOIN {record} AS v ON v.id = p.record_id
        WHERE a.member = ctx_member() AND a.purpose = ctx_purpose() AND ctx_also() = ''""",
    "person_record": """
        SELECT q.person, p.record_id, p.judged
        FROM {base_audience} AS a
        CROSS JOIN {base_person_record} AS q ON q.build = a.build
        CROSS JOIN {base_person_of} AS p ON p.build = q.build AND p.record_id = q.record_id
        JOIN {record} AS v ON v.id = p.record_id
        WHERE a.member = ctx_member() AND a.purpose = ctx_purpose() AND ctx_also() = ''""",
    "audience": """
        SELECT a.stamp, a.day FROM {base_audience} AS a
        WHERE ctx_mode() = 'read' AND a.member = ctx_member() AND a.purpose = ctx_purpose()""",
    "stamp": """
        SELECT SUM(CAST(s.value AS INTEGER)) AS stamp,
               SUM(CASE WHEN s.name = 'stamp' THEN 0 ELSE CAST(s.value AS INTEGER) END) AS own
        FROM {base_state} AS s
        WHERE s.name IN ('stamp', 'stamp:' || ctx_member()) AND ctx_mode() <> ''""",
    "member": "SELECT m.code, m.name FROM {base_member} AS m WHERE ctx_mode() = 'read'",
    "counted": _COUNTED,
    "counted_few": _COUNTED.replace("JOIN", "CROSS JOIN"),
    "counted_key": f"""
        SELECT k.value, v.record_id
        FROM {{base_search_key}} AS k
        CROSS JOIN {{base_version}} AS v ON v.place = k.place
        CROSS JOIN {{base_list}} AS l ON l.id = v.list_id
        WHERE ctx_mode() = '{COUNT}' AND l.kind <> 'customers' AND {_CURRENT}""",
    "counted_record": f"""
        SELECT v.record_id, v.number, v.compared, v.list_id, l.name AS list_name, v.owner, v.set_id, l.deduplicated,
               v.reference, v.nationalities
        FROM {{base_version}} AS v
        JOIN {{base_list}} AS l ON l.id = v.list_id
        WHERE ctx_mode() = '{COUNT}' AND l.kind = 'travellers' AND {_CURRENT}""",
    "counted_sighting": """
        SELECT s.record_id, v.owner, s.set_id, s.kind, s.country, s.first, s.last, s.circa, s.place, s.from_country,
               s.grade
        FROM {counted_record} AS v
        JOIN {base_sighting} AS s ON s.record_id = v.record_id AND s.version = v.number
        WHERE s.keep_until >= ctx_today()""",
    "counted_link": """
        SELECT k."left", k."right", k.probability
        FROM {base_link} AS k
        JOIN {base_state} AS s ON s.name = 'link_run' AND k.run = CAST(s.value AS INTEGER)
        JOIN {counted_record} AS a ON a.record_id = k."left"
        JOIN {counted_record} AS b ON b.record_id = k."right"
        JOIN {base_version} AS c ON c.record_id = a.record_id AND c.number = k.left_version AND c.compared = a.compared
        JOIN {base_version} AS d ON d.record_id = b.record_id AND d.number = k.right_version AND d.compared = b.compared""",
    "counted_set": f"""
        SELECT g.set_id, g.member FROM {{base_grant}} AS g WHERE ctx_mode() = '{COUNT}' AND g.kind = 'figures_to'""",
    "redress": f"""
        SELECT q.id, q.asks, q.record_id, q.other_id, q.asked, q.member, q.purpose, q.at, q.due, q.words, q.field, q.value,
               q.outcome, q.answered_at, q.why, CASE WHEN q.member = ctx_member() THEN q.actor ELSE '' END AS actor,
               CASE WHEN q.asked = ctx_member() THEN q.answered_by ELSE '' END AS answered_by
        FROM {{base_redress}} AS q
        WHERE ctx_mode() = '{READ}' AND ctx_purpose() = 'redress' AND ctx_also() = ''
              AND (q.member = ctx_member() OR q.asked = ctx_member())""",
    "correction": """
        SELECT c.record_id, c.field, c.at FROM {base_correction} AS c
        JOIN {record} AS v ON v.id = c.record_id AND v.owner = ctx_member()""",
    "audit": f"""
        SELECT p.number, p.actor, p.action, p.purpose, p.day, p.refused, a.leaf
        FROM {{base_audit_place}} AS p CROSS JOIN {{base_audit}} AS a ON a.seq = p.seq
        WHERE ctx_mode() = '{AUDIT}' AND p.member = ctx_member() AND a.chain <> x''""",
    "counted_spent": f"""
        SELECT p.pseudonym, p.series, p.cells
        FROM {{base_ledger_person}} AS p
        JOIN {{base_series_closing}} AS c ON c.number = p.closing AND c.series = p.series
        WHERE ctx_mode() = '{COUNT}'""",
    **plan_views(_CURRENT, _also, _OWN),
    **exchange_views(_CURRENT),
    **notice_guard.NOTICE_VIEWS,
    **message_guard.MESSAGE_VIEWS,
    **told_guard.told_views(_CURRENT),
    **told_guard.COUNTED_VIEWS,
}

_TABLES = (
    "version", "list", "reader", "grant", "sighting", "search_key", "key_sieve", "edition", "link", "link_right", "link_weight", "state", "judgement",
    "judgement_shown", "person_of", "person_record", "audience", "member", "prepared", "ledger_person", "series_closing",
    "audit", "audit_place", "redress", "correction", *PLAN_TABLES, *EXCHANGE_TABLES, *notice_guard.TABLES, *message_guard.TABLES,
)  # fmt: skip
"""What the inner views are made of. The actors and their credentials are not among them."""

POSITIONS = {"commitment_version": "rowid AS pos, "}
"""What is shown of a table beside its columns: where a row stands, by which it is found again in the same snapshot."""

VIEWS = tuple(_INNER)
"""What a guarded connection can select from, as ``visible_<name>``."""

_ALLOWED_FUNCTIONS = frozenset({
    "ctx_mode", "ctx_member", "ctx_purpose", "ctx_today", "ctx_also", "ctx_peer", "ctx_audience", "ctx_hearers", "ctx_shown",
    "count", "sum", "min", "max", "coalesce", "length", "substr", "lower", "abs", "ifnull", "group_concat",
    "instr",
})  # fmt: skip

_ALLOWED_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION})


def install(connection: sqlite3.Connection) -> Context:
    """Guard a fresh connection for good, and give the context that binds its reader."""
    context = Context()
    for name in BOUND:
        connection.create_function(f"ctx_{name}", 0, _bound(context, name), deterministic=True)
    connection.create_function("ctx_hearers", 0, lambda: context.audience.count(";") - 1, deterministic=True)
    connection.create_function("ctx_shown", 4, _shown_in(context), deterministic=True)
    base = {name: f"base_{name}_{token}" for token in [secrets.token_hex(16)] for name in _TABLES}
    inner = {name: f"inner_{name}_{token}" for token in [secrets.token_hex(16)] for name in VIEWS}
    names = {**inner, **{f"base_{name}": hidden for name, hidden in base.items()}}
    for name, hidden in base.items():
        also = POSITIONS.get(name, "")
        connection.execute(f'CREATE TEMP VIEW "{hidden}" AS SELECT {also}* FROM main."{name}"')
    for name, select in _INNER.items():
        connection.execute(f'CREATE TEMP VIEW "{inner[name]}" AS {select.format(**names)}')  # our own text only
        connection.execute(f'CREATE TEMP VIEW "visible_{name}" AS SELECT * FROM "{inner[name]}"')
    connection.execute("PRAGMA query_only = ON")
    outer = frozenset(f"visible_{name}" for name in VIEWS)
    connection.set_authorizer(_authorizer(_Floors(outer, frozenset(inner.values()), frozenset(base.values()))))
    return context


@dataclass(frozen=True, slots=True)
class _Floors:
    outer: frozenset[str]
    inner: frozenset[str]
    base: frozenset[str]

    def allow(self, read: str | None, inside: str | None) -> bool:
        """Whether ``read`` may be read from inside the view ``inside`` (None: from the statement itself)."""
        if inside in self.base:
            return read in _TABLES
        if inside in self.inner:
            return read in self.base or read in self.inner
        return read in self.outer or (read in self.inner and inside in self.outer)


def _bound(context: Context, name: str) -> Callable[[], str]:
    def read() -> str:
        value: str = getattr(context, name)
        return value

    return read


def _shown_in(context: Context) -> Callable[[str, int, str, int], int | None]:
    """The places of two records in one number, below 0 (less by 1) where one was shown in another version than that; None
    where one was not shown to the reader.
    """

    def shown(left: str, left_version: int, right: str, right_version: int) -> int | None:
        one, other = context.shown.get(left), context.shown.get(right)
        if one is None or other is None:
            return None
        pair = one << PLACE_BITS | other
        versions = context.versions
        return pair if versions[one] == left_version and versions[other] == right_version else -1 - pair

    return shown


def _authorizer(floors: _Floors) -> Callable[..., int]:
    """Allow only what is listed. Every path returns a code: an exception would deny without a trace."""

    def authorize(action: int, first: str | None, second: str | None, _db: str | None, source: str | None) -> int:
        if action in _ALLOWED_ACTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if second in _ALLOWED_FUNCTIONS else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ and floors.allow(first, source):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return authorize
