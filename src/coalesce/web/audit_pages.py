"""The audit log as an auditor reads it: rows in words, chosen and paged; saved as a file; verified from the page.

Invariant: rows are those of the own member and of acts that concern it, numbered among themselves; they hold ids and
digests, no name. Reading the log is a row of it, and so is an export, before its first line leaves.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import orjson

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.handling import Purpose, Role
from coalesce.services import auditing
from coalesce.store.audit import AuditRow
from coalesce.store.read_audit import AuditQuery, AuditWords
from coalesce.web.answers import Answer, Data, Page, Redirect, Stream
from coalesce.web.asked import Asked
from coalesce.web.audit_words import ACTS, row_shown
from coalesce.web.documents import audit_document
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar
from coalesce.web.saved import plain

routes = Registrar()
AUDITORS = frozenset({Role.AUDITOR})
WORDS = ("actor", "act", "for", "id", "since", "until", "refused")
COLUMNS = ("row", "at", "actor", "member", "purpose", "act", "outcome", "about", "detail")


@routes.page("/audit", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR, asks=(*WORDS, "before", "limit"))
def audit(asked: Asked) -> Answer:
    """Who read and changed what, the newest first."""
    query = _query(asked)
    found = auditing.page(asked.node, asked.actor, query)
    staff = sorted(one.name for one in asked.node.store.actors() if one.member == asked.actor.member)
    facts = {
        "rows": [row_shown(row) for row in found.rows],
        "found": found,
        "chosen": query.words,
        "staff": staff,
        "acts": ACTS,
        "files": {ending: asked.at(f"/audit.{ending}").again(before=None, limit=None) for ending in ("csv", "jsonl")},
        "check": asked.desk.checks.latest(asked.actor),
    }
    return Page("audit.html", say("Audit"), facts)


@routes.data("/api/audit", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR, asks=(*WORDS, "before", "limit"))
def api_audit(asked: Asked) -> Answer:
    """The newest rows that the own member may see, or those that are asked for; ``before`` takes the last one's ``row``."""
    return Data([audit_document(row) for row in auditing.page(asked.node, asked.actor, _query(asked)).rows])


@routes.page("/audit.csv", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR, asks=WORDS)
def audit_csv(asked: Asked) -> Answer:
    """Every row that is asked for, as CSV."""
    return Stream(
        _csv(auditing.exported(asked.node, asked.actor, _words(asked))), "text/csv; charset=utf-8", "audit.csv"
    )


@routes.page("/audit.jsonl", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR, asks=WORDS)
def audit_lines(asked: Asked) -> Answer:
    """The same as JSON lines, each with its whole leaf."""
    pieces = auditing.exported(asked.node, asked.actor, _words(asked))
    lines = (b"".join(orjson.dumps(audit_document(row)) + b"\n" for row in piece) for piece in pieces)
    return Stream(lines, "application/jsonl", "audit.jsonl")


@routes.page("/audit/verify", purpose=Purpose.PLANNING, roles=AUDITORS, door=Door.ACTOR)
def verify(asked: Asked) -> Answer:
    """The check that was begun last: how far it is, or what it found."""
    facts = {"check": asked.desk.checks.latest(asked.actor)}
    return Page("audit_check.html", say("Is the log whole?"), facts)


@routes.act("/audit/verify", purpose=Purpose.PLANNING, roles=AUDITORS)
def begin(asked: Asked) -> Answer:
    """Begin to recompute the whole log; with ``noted``, compare it with a tree head noted earlier."""
    noted = auditing.noted_head(asked.words.form.get("noted", ""))
    asked.desk.checks.begin(asked.node, asked.actor, noted)
    return Redirect(asked.link("/audit/verify"))


def _query(asked: Asked) -> AuditQuery:
    settings = asked.node.store.settings
    limit = max(1, asked.whole("limit", settings.page_size, settings.max_page_size))
    return AuditQuery(limit, _words(asked), asked.whole("before", 0, 999_999_999) or None)


def _words(asked: Asked) -> AuditWords:
    refused = asked.one("refused")
    if refused not in ("", "yes"):
        raise BadUsage("'refused' takes 'yes'")
    since, until = asked.one("since"), asked.one("until")
    return AuditWords(
        asked.one("actor"),
        asked.one("act"),
        asked.one("for"),
        asked.one("id"),
        PartialDate.parse(since).earliest.isoformat() if since else "",
        PartialDate.parse(until).latest.isoformat() if until else "",
        bool(refused),
    )


def _csv(pieces: Iterator[Sequence[AuditRow]]) -> Iterator[bytes]:
    yield _line(COLUMNS)
    for piece in pieces:
        yield b"".join(_line(_cells(row)) for row in piece)


def _cells(row: AuditRow) -> tuple[object, ...]:
    leaf = row.leaf
    detail = leaf["detail"]
    outcome = detail.get("outcome", "") if isinstance(detail, dict) else ""
    told = [leaf[name] for name in ("at", "actor", "member", "purpose", "action")]
    return (row.seq, *told, outcome, leaf.get("about", ""), orjson.dumps(detail).decode())


def _line(cells: Sequence[object]) -> bytes:
    out = io.StringIO()
    quoted = [plain(one) for one in cells]
    csv.writer(out, lineterminator="\r\n").writerow(quoted)
    return out.getvalue().encode()
