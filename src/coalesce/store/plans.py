"""Plans as their keepers change them: begun, entries kept by hand, events noted.

Invariant: what was said is not overwritten: a changed entry gets a new version, an event is added. A plan is written by a
releasing officer of its owner, or of the node's own member where that made the plan for its owner; to all others it is
the same as unknown, and so are plans that hold copies of another member's entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from coalesce.commitments.standing import check_event, standing
from coalesce.errors import BadField, BadUsage, NotFound, StoreBusy
from coalesce.handling import Handling
from coalesce.records import CommitmentEvent, Plan
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, schema
from coalesce.store.exchange_tables import received_plan
from coalesce.store.permits import Act, may_write_list, require, require_for
from coalesce.store.plan_rows import (
    EventRows,
    changed,
    derive_anew,
    events_of,
    fresh,
    marks,
    noted,
    plan_of,
    put_right,
    version_row,
)
from coalesce.store.plan_tables import commitment, commitment_text, commitment_version
from coalesce.store.plan_tables import plan as plan_table
from coalesce.store.sets import ReleaseSets

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


class Plans:
    """The plans of a node as one actor may change them. Made with the Writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def add(self, new: Plan) -> None:
        """Begin a plan. Raises BadUsage where its owner has one of that name, NotPermitted for another's."""
        writer, p = self._writer, plan_table
        require_for(writer.actor, Act.PLAN, new.owner, writer.settings.member)
        with writer.transaction() as connection:
            if connection.execute(select(p.c.id).where(p.c.owner == new.owner, p.c.name == new.name)).first():
                raise BadUsage(f"{new.owner} has a plan '{new.name}' already")
            row = {"id": new.id, "name": new.name, "owner": new.owner, "edition": 0, **marks(new.handling)}
            row |= {"set_id": ReleaseSets(connection).id_of(new.owner, new.handling)}
            connection.execute(insert(p).values(**row, hosted=writer.actor.member != new.owner))
            writer.log(connection, "plan add", {"plan": new.id, "owner": new.owner}, about=new.owner)

    def find(self, name: str) -> Plan:
        """A plan that the actor may write, by ``NAME`` or ``OWNER/NAME``; one's own before another's.

        Raises NotPermitted without the role; BadUsage for one that is unknown or not to be written, alike.
        """
        writer, p, g = self._writer, plan_table, schema.grant
        require(writer.actor, Act.PLAN)
        owner, _, short = name.rpartition("/")
        copies = p.c.id.in_(select(received_plan.c.plan_id))  # their owner's node alone writes them
        with writer.snapshot() as connection:
            wanted = (p.c.name == short) & (p.c.owner == owner) if owner else p.c.name == name
            rows = [row for row in connection.execute(select(p).where(wanted, ~copies)) if self._may_write(row)]
            rows = [row for row in rows if row.owner == writer.actor.member] or rows
            if not rows:
                raise BadUsage(
                    f"there is no plan '{name}' that you may write: make it with 'coalesce commitments plan {short}'"
                )
            if len(rows) > 1:
                owners = ", ".join(sorted(f"{row.owner}/{name}" for row in rows))
                raise BadUsage(f"there are several plans '{name}': say which, {owners}")
            granted = connection.execute(select(g).where(g.c.set_id == rows[0].set_id)).all()
        return plan_of(rows[0], read_rows.grants(granted))

    def keep(self, plan: Plan, terms: codec.Terms, events: Sequence[CommitmentEvent], handling: Handling) -> str:
        """Keep an entry by hand, or a new version of the one with its reference; events are added. Gives its id.

        Raises BadField for an event that cannot be, NotPermitted, BadUsage, StoreBusy.
        """
        writer = self._writer
        self.find(f"{plan.owner}/{plan.name}")
        with writer.transaction() as connection:
            edition = self._edition(connection, plan.id)
            identity = self._identity(connection, plan, terms.reference)
            known = events_of(connection, [identity]).get(identity, [])
            told = [put_right(event, known) for event in fresh(events, known)]
            for event in told:
                check_event(event, [one.event for one in known], writer.today())
            self._new_version(connection, (plan, identity, edition), terms, handling)
            rows = EventRows(connection, plan.id)
            for event in told:
                rows.add(identity, noted(event, writer.new_id(), writer.now(), writer.actor.name), edition)
            rows.write()
            derive_anew(connection, identity, edition)
            changed(connection)
            writer.log(connection, "commitment keep", {"commitment": identity, "plan": plan.id}, about=plan.owner)
        return identity

    def note(self, commitment_id: str, event: CommitmentEvent) -> str:
        """Add an event to an entry that the actor's member may write. Gives the event's id.

        Raises NotFound for one that is unknown or not to be written, BadField for an event that cannot be, BadUsage for
        one that says what another says.
        """
        writer, c = self._writer, commitment
        require(writer.actor, Act.PLAN)
        with writer.transaction() as connection:
            plan_id = connection.execute(select(c.c.plan_id).where(c.c.id == commitment_id)).scalar()
            copies = plan_table.c.id.in_(select(received_plan.c.plan_id))
            plan = connection.execute(select(plan_table).where(plan_table.c.id == plan_id, ~copies)).first()
            if plan is None or not self._may_write(plan) or not self._current(connection, commitment_id, plan.edition):
                raise NotFound("commitment")
            known = events_of(connection, [commitment_id]).get(commitment_id, [])
            check_event(event, [one.event for one in known], writer.today())
            if event.successor is not None:
                self._check_successor(connection, plan.id, commitment_id, event.successor)
            if not fresh([event], known):
                raise BadUsage("this event is noted already")
            new = noted(event, writer.new_id(), writer.now(), writer.actor.name)
            standing([*(one.event for one in known), new])
            rows = EventRows(connection, plan.id)
            rows.add(commitment_id, new, plan.edition)
            rows.write()
            derive_anew(connection, commitment_id, plan.edition)
            changed(connection)
            detail = {"commitment": commitment_id, "event": new.id, "kind": event.kind}
            writer.log(connection, "commitment event", detail, about=plan.owner)
        return new.id

    def _check_successor(self, connection: Connection, plan_id: str, superseded: str, reference: str) -> None:
        """Raises BadField where the plan has no other entry of this reference."""
        c = commitment
        found = connection.execute(select(c.c.id).where(c.c.plan_id == plan_id, c.c.reference == reference)).scalar()
        if found == superseded:
            raise BadField("an entry does not supersede itself").at(field="replaced_by")
        if found is None:
            raise BadField("the plan has no entry of this reference").at(field="replaced_by")

    def _may_write(self, row: Row[Any]) -> bool:
        writer = self._writer
        return may_write_list(writer.actor, row.owner, row.hosted, writer.settings.member)

    def _edition(self, connection: Connection, plan_id: str) -> int:
        return int(connection.execute(select(plan_table.c.edition).where(plan_table.c.id == plan_id)).scalar_one())

    def _identity(self, connection: Connection, plan: Plan, reference: str) -> str:
        c = commitment
        known = connection.execute(select(c.c.id).where(c.c.plan_id == plan.id, c.c.reference == reference)).scalar()
        if known is not None:
            return str(known)
        identity = self._writer.new_id()
        connection.execute(insert(c).values(id=identity, plan_id=plan.id, reference=reference, by_hand=True))
        return identity

    def _current(self, connection: Connection, identity: str, edition: int) -> Any:
        """Number and digest of the current version, or None."""
        v, t = commitment_version, commitment_text
        current = (v.c.opened <= edition) & (v.c.closed.is_(None) | (v.c.closed > edition))
        same = (t.c.commitment_id == v.c.commitment_id) & (t.c.number == v.c.number)
        query = select(v.c.number, t.c.digest).join(t, same).where(v.c.commitment_id == identity, current)
        return connection.execute(query).first()

    def _new_version(
        self, connection: Connection, of: tuple[Plan, str, int], terms: codec.Terms, handling: Handling
    ) -> None:
        plan, identity, edition = of
        v = commitment_version
        staged = select(v.c.number).where(v.c.commitment_id == identity, v.c.opened > edition)
        if connection.execute(staged).first():
            raise StoreBusy("an import of this plan is running, or was broken off: let it end, or run it again")
        digest = codec.terms_digest(terms, handling)
        before = self._current(connection, identity, edition)
        if before is not None and before.digest == digest:
            return
        numbers = select(v.c.number).where(v.c.commitment_id == identity).order_by(v.c.number.desc()).limit(1)
        number = int(connection.execute(numbers).scalar() or 0) + 1
        if before is not None:
            this = (v.c.commitment_id == identity) & (v.c.number == before.number)
            connection.execute(update(v).where(this).values(closed=edition, ended=self._writer.now()))
        row = version_row(plan, terms, handling, ReleaseSets(connection))
        key = {"commitment_id": identity, "number": number}
        now = {"opened": edition, "noted": self._writer.now(), "status": None, "renewed": None, "stage": None}
        connection.execute(insert(v).values(**key, **row | now))
        connection.execute(insert(commitment_text).values(**key, digest=digest, body=codec.encode(terms)))
