"""Copies of another member's entries of plans: the plans they stand in, and what they say just now.

Invariant: a plan of copies is written by what takes in from its owner's node, and by nobody else; a copy has one version, the present
one, and the events that its owner tells of it. Moments are those at which this node learned of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select, update

from coalesce.errors import BadUsage
from coalesce.handling import Handling
from coalesce.records import CommitmentEvent, Plan
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, schema
from coalesce.store.exchange_tables import received_plan
from coalesce.store.plan_rows import EventRows, events_of, marks, noted, plan_of, version_row
from coalesce.store.plan_tables import commitment, commitment_event, commitment_text, commitment_version
from coalesce.store.plan_tables import plan as plan_table
from coalesce.store.reading import pieces
from coalesce.store.sets import ReleaseSets

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


@dataclass(frozen=True, slots=True)
class EntryCopy:
    """An entry as it is to be held: what it says, its events with the wire's ids, and the handling of the copy."""

    terms: codec.Terms
    events: tuple[CommitmentEvent, ...]
    handling: Handling


def plan_for(writer: Writer, owner: str, name: str, widest: Handling) -> Plan:
    """The plan that holds the copies of this one, made where there is none; its handling is what our own member allows itself.

    Raises BadUsage where a plan of that name is kept here for that member by hand.
    """
    p, g = plan_table, schema.grant
    with writer.transaction() as connection:
        wanted = select(p).where(p.c.owner == owner, p.c.name == name)
        row = connection.execute(wanted).first()
        if row is None:
            made = {"id": writer.new_id(), "name": name, "owner": owner, "edition": 0, "hosted": False}
            made |= {"set_id": ReleaseSets(connection).id_of(owner, widest), **marks(widest)}
            connection.execute(insert(p).values(made))
            connection.execute(insert(received_plan).values(plan_id=made["id"]))
            writer.log(connection, "plan add", {"plan": made["id"], "owner": owner}, about=owner)
            row = connection.execute(wanted).one()
        elif not is_copy(connection, row.id):
            raise BadUsage(f"a plan of this name is kept here for {owner} by hand")
        granted = connection.execute(select(g).where(g.c.set_id == row.set_id)).all()
    return plan_of(row, read_rows.grants(granted))


def named(writer: Writer, name: str) -> Plan:
    """The plan of copies ``OWNER/NAME``. Raises BadUsage."""
    p, g = plan_table, schema.grant
    owner, _, short = name.partition("/")
    with writer.snapshot() as connection:
        row = connection.execute(select(p).where(p.c.owner == owner, p.c.name == short)).first()
        if row is None or not is_copy(connection, row.id):
            raise BadUsage(f"there is no plan '{name}' of another member's entries here: name it as OWNER/NAME")
        granted = connection.execute(select(g).where(g.c.set_id == row.set_id)).all()
    return plan_of(row, read_rows.grants(granted))


def limit(connection: Connection, plan: Plan, most: Handling) -> None:
    """Let this be what our own member allows itself of a plan from now on."""
    row = {"set_id": ReleaseSets(connection).id_of(plan.owner, most), **marks(most)}
    connection.execute(update(plan_table).where(plan_table.c.id == plan.id).values(row))


def handlings(connection: Connection, plan: Plan) -> dict[str, Handling]:
    """Under what each copy of a plan is held, by its id."""
    v, g = commitment_version, schema.grant
    rows = connection.execute(select(v).where(v.c.plan_id == plan.id)).all()
    granted = select(g).where(g.c.set_id.in_(select(v.c.set_id).where(v.c.plan_id == plan.id)))
    by_set = read_rows.grants(connection.execute(granted))
    return {row.commitment_id: read_rows.handling(row, by_set) for row in rows}


def rehandle(connection: Connection, plan: Plan, identity: str, handling: Handling) -> None:
    """Hold a copy under less than before."""
    v = commitment_version
    row = {"set_id": ReleaseSets(connection).id_of(plan.owner, handling), **marks(handling)}
    connection.execute(update(v).where(v.c.commitment_id == identity).values(row))


def is_copy(connection: Connection, plan_id: str) -> bool:
    """Whether a plan holds copies."""
    t = received_plan
    return connection.execute(select(t.c.plan_id).where(t.c.plan_id == plan_id)).first() is not None


def by_reference(connection: Connection, plan_id: str, references: Sequence[str]) -> dict[str, str]:
    """The ids of a plan's entries by their references."""
    c = commitment
    return {
        row.reference: row.id
        for piece in pieces(references)
        for row in connection.execute(
            select(c.c.reference, c.c.id).where(c.c.plan_id == plan_id, c.c.reference.in_(piece))
        )
    }


def write(connection: Connection, writer: Writer, plan: Plan, copy: EntryCopy, moment: datetime) -> str:
    """Hold an entry as its owner tells it now, in place of what was held of it; gives its id here."""
    c, v = commitment, commitment_version
    reference = copy.terms.reference
    identity = by_reference(connection, plan.id, [reference]).get(reference)
    if identity is None:
        identity = writer.new_id()
        connection.execute(insert(c).values(id=identity, plan_id=plan.id, reference=reference, by_hand=False))
    before = events_of(connection, [identity]).get(identity, [])
    events = _told(copy.events, identity, {one.event.id: one.event.at for one in before}, moment, writer.actor.name)
    number = (
        int(connection.execute(select(func.max(v.c.number)).where(v.c.commitment_id == identity)).scalar() or 0) + 1
    )
    connection.execute(delete(v).where(v.c.commitment_id == identity))
    connection.execute(delete(commitment_event).where(commitment_event.c.commitment_id == identity))
    key = {"commitment_id": identity, "number": number}
    row = version_row(plan, copy.terms, copy.handling, ReleaseSets(connection))
    now = {"opened": plan.edition, "noted": writer.now()}
    connection.execute(insert(v).values(**key, **row | codec.derived(events) | now))
    digest = codec.terms_digest(copy.terms, copy.handling)
    connection.execute(insert(commitment_text).values(**key, digest=digest, body=codec.encode(copy.terms)))
    rows = EventRows(connection, plan.id)
    for event in events:
        rows.add(identity, event, plan.edition)
    rows.write()
    return identity


def erase(connection: Connection, identity: str) -> None:
    """Delete an entry with its versions, events and their evidence."""
    connection.execute(delete(commitment).where(commitment.c.id == identity))


def _told(
    events: Sequence[CommitmentEvent], identity: str, known: dict[str, str], moment: datetime, by: str
) -> list[CommitmentEvent]:
    """The events as they are held: their ids are this node's, so that no two members' can meet; of two that say the same the first."""
    local = {one.id: _local(identity, one.id) for one in events}
    held: dict[bytes, CommitmentEvent] = {}
    for place, one in enumerate(events):
        own = replace(one, withdraws=local.get(one.withdraws or ""), corrects=local.get(one.corrects or ""))
        at = known.get(local[one.id]) or (moment + timedelta(microseconds=place)).isoformat(timespec="microseconds")
        held.setdefault(codec.event_digest(own), noted(own, local[one.id], at, by))
    return list(held.values())


def _local(identity: str, event: str) -> str:
    return hashlib.blake2b(f"{identity}\0{event}".encode(), digest_size=13).hexdigest()
