"""What both ways into a plan share: an entry's rows, its events, and what is derived of them.

Invariant: an event that says what a known one says is not added, and one that says it otherwise stands in its place; a
sentence is kept once for a plan; after a change every version that is current, or staged to become so, has the status that
its own events come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from coalesce.commitments.standing import standing
from coalesce.dates import PartialDate
from coalesce.handling import Handling
from coalesce.records import CommitmentEvent, EventKind, Evidence, Plan
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, schema
from coalesce.store.plan_tables import commitment, commitment_event, commitment_evidence, commitment_version
from coalesce.store.reading import pieces
from coalesce.store.sets import ReleaseSets

_CHANGES = "plans"
"""The row of ``state`` that counts the changes."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as held, with the edition that it came with."""

    event: CommitmentEvent
    edition: int


def marks(handling: Handling) -> dict[str, str]:
    """The columns of a handling, its releases aside."""
    return {
        "tlp": handling.tlp,
        "code": handling.code,
        "onward": handling.onward,
        "keep_until": handling.keep_until.isoformat(),
    }


def version_row(plan: Plan, terms: codec.Terms, handling: Handling, sets: ReleaseSets) -> dict[str, Any]:
    """A version without its identity, editions and what is derived of events."""
    told = codec.columns(terms)
    said = {**marks(handling), **told, **codec.counted(plan.id, told)}
    kept = {"closed": None, "noted": None, "ended": None}
    return {"plan_id": plan.id, "owner": plan.owner, "set_id": sets.id_of(plan.owner, handling), **kept, **said}


def event_of(row: Row[Any], evidence: bytes | None) -> CommitmentEvent:
    """A row as an event."""
    day = (
        PartialDate(date.fromisoformat(row.first), date.fromisoformat(row.last), bool(row.circa)) if row.first else None
    )
    return CommitmentEvent(
        kind=EventKind(row.kind),
        day=day,
        evidence=codec.decode_evidence(evidence) if evidence else None,
        id=row.id,
        withdraws=row.withdraws,
        successor=row.successor,
        corrects=row.corrects,
        at=row.at,
        by=row.actor,
    )


def events_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[EventRow]]:
    """All events of these entries, staged ones too."""
    e, s = commitment_event, commitment_evidence
    query = select(e, s.c.body).outerjoin(s, s.c.id == e.c.evidence).where(e.c.commitment_id.in_(ids))
    found: dict[str, list[EventRow]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.commitment_id].append(EventRow(event_of(row, row.body), row.edition))
    return found


def fresh(new: Iterable[CommitmentEvent], known: Iterable[EventRow]) -> list[CommitmentEvent]:
    """Those of the new events that say what none of the known ones says; a correction, what none says in that one's place."""
    there = {digest for one in known for digest in (said(one.event), codec.event_digest(one.event))}
    told = {codec.event_digest(one): one for one in new}
    return [one for digest, one in told.items() if digest not in there]


def said(event: CommitmentEvent) -> bytes:
    """What an event says, whatever it stands in place of."""
    return codec.event_digest(replace(event, corrects=None))


def put_right(new: CommitmentEvent, known: Iterable[EventRow]) -> CommitmentEvent:
    """The event as a correction of the one that tells of the same announcement otherwise; as it is where there is none.

    The same announcement: of the same kind, in the same sentence of the same source, or of no sentence where none was given
    before; or of the same day and source, where the sentence was mended.
    """
    if new.withdraws is not None or new.corrects is not None:
        return new
    there = [one for one in standing(row.event for row in known) if one.kind is new.kind and one.withdraws is None]
    said = _told(new.evidence)
    for one in sorted(there, key=lambda old: (old.at, old.id), reverse=True):
        quote, *source = before = _told(one.evidence)
        silent = not quote and all(old in ("", now) for old, now in zip(source, said[1:], strict=True))
        if before == said or silent or (one.day is not None and one.day == new.day and source == list(said[1:])):
            return replace(new, corrects=one.id)
    return new


def _told(evidence: Evidence | None) -> tuple[str, str, str]:
    return (evidence.quote, evidence.source, evidence.address) if evidence else ("", "", "")


class EventRows:
    """Events on their way into one transaction: their evidence is found or made first."""

    def __init__(self, connection: Connection, plan_id: str) -> None:
        self._connection, self._plan = connection, plan_id
        self._rows: list[dict[str, Any]] = []
        self._bodies: dict[bytes, bytes] = {}

    def add(self, commitment_id: str, event: CommitmentEvent, edition: int) -> None:
        """One more, with its id, moment and actor set."""
        digest = None
        if event.evidence is not None:
            body = codec.encode_evidence(event.evidence)
            digest = codec.short_digest(body)
            self._bodies[digest] = body
        row = {
            "id": event.id,
            "commitment_id": commitment_id,
            "edition": edition,
            "kind": event.kind,
            "first": event.day.earliest.isoformat() if event.day else None,
            "last": event.day.latest.isoformat() if event.day else None,
            "circa": bool(event.day and event.day.circa),
            "withdraws": event.withdraws,
            "successor": event.successor,
            "corrects": event.corrects,
            "evidence": digest,
            "digest": codec.event_digest(event),
            "at": event.at,
            "actor": event.by,
        }
        self._rows.append(row)

    def write(self) -> None:
        """Write them all."""
        if not self._rows:
            return
        numbers = self._evidence()
        rows = [{**row, "evidence": numbers[row["evidence"]] if row["evidence"] else None} for row in self._rows]
        self._connection.execute(insert(commitment_event), rows)

    def _evidence(self) -> dict[bytes, int]:
        s = commitment_evidence
        known = self._numbers()
        new = [
            {"plan_id": self._plan, "digest": digest, "body": body}
            for digest, body in self._bodies.items()
            if digest not in known
        ]
        if new:
            self._connection.execute(insert(s), new)
            known = self._numbers()
        return known

    def _numbers(self) -> dict[bytes, int]:
        s, digests = commitment_evidence, list(self._bodies)
        found: dict[bytes, int] = {}
        for start in range(0, len(digests), 500):
            piece = digests[start : start + 500]
            query = select(s.c.digest, s.c.id).where(s.c.plan_id == self._plan, s.c.digest.in_(piece))
            found.update((row.digest, row.id) for row in self._connection.execute(query))
        return found


def existing(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of these entries that are here."""
    c = commitment
    return {
        one for piece in pieces(ids) for one in connection.execute(select(c.c.id).where(c.c.id.in_(piece))).scalars()
    }


def changes(connection: Connection) -> int:
    """How often anything of a plan changed here."""
    s = schema.state
    return int(connection.execute(select(s.c.value).where(s.c.name == _CHANGES)).scalar() or 0)


def changed(connection: Connection) -> None:
    """Note that something of a plan changed: what peers were offered of plans is looked at again."""
    s = schema.state
    row = {"name": _CHANGES, "value": str(changes(connection) + 1)}
    if not connection.execute(update(s).where(s.c.name == _CHANGES).values(row)).rowcount:
        connection.execute(insert(s).values(row))


def derive_anew(connection: Connection, commitment_id: str, published: int) -> None:
    """Set what is derived of an entry's events on its current version and on a staged one."""
    v = commitment_version
    events = events_of(connection, [commitment_id]).get(commitment_id, [])
    alive = or_(v.c.closed.is_(None), v.c.closed > published)
    rows = connection.execute(select(v.c.number, v.c.opened).where(v.c.commitment_id == commitment_id, alive)).all()
    for row in rows:
        counted = [one.event for one in events if one.edition <= max(row.opened, published)]
        this = (v.c.commitment_id == commitment_id) & (v.c.number == row.number)
        connection.execute(update(v).where(this).values(**codec.derived(counted)))


def noted(event: CommitmentEvent, identity: str, at: str, by: str) -> CommitmentEvent:
    """The event as it will be held."""
    return replace(event, id=identity, at=at, by=by)


def plan_of(row: Row[Any], by_set: read_rows.Grants, own: bool = True) -> Plan:
    """A row of the plan table or view. Only its owner learns how many editions there were."""
    return Plan(row.id, row.name, row.owner, read_rows.handling(row, by_set), row.edition if own else 0)
