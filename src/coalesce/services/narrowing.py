"""What our own member allows itself of another's records: fewer purposes, or a shorter time, than their grants give.

Invariant: it only ever takes away. What nothing is left of is erased; what was taken away comes back from its originator alone, by
pulling again from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from coalesce.handling import Actor, Grant, Handling, Purpose
from coalesce.records import Entry, RecordList
from coalesce.services.copying import PERSON, erased
from coalesce.services.drafting_copies import LEFT_OUT
from coalesce.services.node import Node
from coalesce.services.noticing import noticed
from coalesce.services.peering import machine
from coalesce.store import codec, copies, received_rows
from coalesce.store.copies import said_key
from coalesce.store.ground import snapshot
from coalesce.store.pace import Pace
from coalesce.store.permits import Act, require_for
from coalesce.store.received_rows import Received
from coalesce.store.restaging import restaged, set_default
from coalesce.store.staging import CHANGED, Staged, Staging
from coalesce.store.writer import Writer

_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How many copies were narrowed, and of how many nothing was left; ``wider``: whether more is allowed than before."""

    narrowed: int
    erased: int
    wider: bool


def narrow(node: Node, actor: Actor, name: str, purposes: Collection[Purpose], until: date | None) -> Narrowed:
    """Allow our member these purposes of a list ``OWNER/NAME``, until that day at most. No purpose: all that are granted.

    Raises NotPermitted, BadUsage, StoreBusy.
    """
    own = node.store.settings.member
    require_for(actor, Act.RELEASE, own, own)
    writer = node.store.write(machine(node), Purpose.PLANNING)
    everything = copies.everything(own, until or date.max)
    after = replace(everything, releases=frozenset(Grant(one, own) for one in purposes) or everything.releases)
    with node.store.alone("narrow"):
        to = copies.named(writer, name)
        set_default(writer, to, after)
        job = _Narrowing(node, writer, to, after)
        changed = job.restage()
        job.note()
        with writer.transaction() as connection:
            ends = after.keep_until.isoformat()
            detail = {"list": to.id, "purposes": sorted(purposes), "until": ends, "about": to.owner}
            node.store.log(connection, actor, Purpose.PLANNING, "narrow", detail)
    node.store.forget_erased()
    wider = not (after.releases <= to.handling.releases and after.keep_until <= to.handling.keep_until)
    return Narrowed(changed, len(job.empty), wider)


def less(held: Handling, after: Handling) -> Handling:
    """What is left of a copy's handling."""
    left = replace(held, releases=held.releases & after.releases, keep_until=min(held.keep_until, after.keep_until))
    counts = any(grant.purpose is Purpose.STATISTICS for grant in left.releases)
    return left if counts else replace(left, figures_to=frozenset())


@dataclass(slots=True)
class _Narrowing:
    """One list. ``empty``: references of the records of which nothing is left; ``struck``: sightings, by reference."""

    node: Node
    writer: Writer
    to: RecordList
    after: Handling
    empty: list[str] = field(default_factory=list)
    struck: dict[str, set[str]] = field(default_factory=dict)

    def restage(self) -> int:
        """Give every copy the handling that is left of its own; gives how many changed."""
        moment = self.node.store.clock.now().isoformat()
        staging = Staging(self.writer, self.to, "narrow", f"narrow {moment} {self.writer.new_id()}")
        counts = staging.add(self._rows())
        staging.publish({CHANGED: counts[CHANGED]}, whole=False, action="take in")
        noticed(self.node, self.to.id, staging.number)
        came, _ = staging.touched()
        for piece in Pace(_TOGETHER).pieces(came):
            with self.writer.transaction() as connection:
                copies.drop_older(connection, piece)
                rows = [row for of in received_rows.of_records(connection, piece).values() for row in of]
                received_rows.keep(connection, [replace(row, digest=LEFT_OUT) for row in rows])
        return counts[CHANGED]

    def note(self) -> None:
        """Erase what nothing is left of."""
        with snapshot(self.node.store) as connection:
            here = copies.by_reference(connection, self.to.id, [*self.empty, *self.struck])
            stands = received_rows.of_records(connection, list(here.values()))
        gone: list[Received] = []
        for reference, record in here.items():
            whole, keys = reference in self.empty, self.struck.get(reference, set())
            gone += [row for row in stands[record] if whole or (row.kind != PERSON and row.sighting in keys)]
        self.node.store.erase_copies([erased(row, self.to.id, row.version) for row in gone])
        for piece in Pace(_TOGETHER).pieces(gone):
            with self.writer.transaction() as connection:
                received_rows.keep(
                    connection, [replace(row, record=None, sighting="", digest=LEFT_OUT) for row in piece]
                )

    def _rows(self) -> Iterator[Staged]:
        for one in restaged(self.writer, self.to, self._changed):
            if self._is_empty(one.handling):
                self.empty.append(one.entry.reference)
                continue
            left = tuple(seen for seen in one.entry.sightings if not seen.handling or not self._is_empty(seen.handling))
            gone = [seen for seen in one.entry.sightings if seen not in left]
            if gone:
                self.struck[one.entry.reference] = {said_key(codec.said_of(seen)) for seen in gone}
            yield replace(one, entry=replace(one.entry, sightings=left))

    def _changed(self, _: Entry, held: Handling) -> Handling:
        return less(held, self.after)

    def _is_empty(self, handling: Handling) -> bool:
        return not handling.releases or handling.keep_until < self.writer.today()
