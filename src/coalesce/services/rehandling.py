"""Changing a list's handling: narrowing or widening whom it reaches, with a look at that before.

Invariant: what changes is an edition of its own, published in one step with the list's own handling, with a new version of each record
that follows it; a record with a handling of its own keeps it. Whoever may have been under 18 when seen gains no reader, and
goes when the list goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from coalesce.errors import BadField, BadUsage
from coalesce.handling import Actor, Handling, Purpose, minor_when_seen, narrowed_for_minor, retention_end
from coalesce.records import Entry, RecordList
from coalesce.services.node import Node
from coalesce.services.noticing import noticed
from coalesce.services.offering import offer_few
from coalesce.store.restaging import Change, handlings, restaged, write_default
from coalesce.store.staging import CHANGED, UNCHANGED
from coalesce.store.writable import writable_list

SOURCE = "handling"
"""What stands as the file of an edition that changes handling alone."""


@dataclass(frozen=True, slots=True)
class Reach:
    """``following`` records bear the list's handling, or the same kept to the owner, and change with it; ``own`` have one of their
    own and do not."""

    before: Handling
    after: Handling
    following: int
    own: int


def reach(node: Node, actor: Actor, list_id: str, after: Handling) -> tuple[RecordList, Reach]:
    """Whom a change would reach; nothing is changed. Raises NotFound, NotPermitted, BadField."""
    writer = node.store.write(actor, Purpose.PLANNING)
    to = writable_list(writer, list_id)
    _check(node, after)
    borne = handlings(writer, to)
    alike = (to.handling, narrowed_for_minor(to.handling))
    following = sum(number for held, number in borne if held in alike)
    return to, Reach(to.handling, after, following, sum(number for _, number in borne) - following)


def rehandle(node: Node, actor: Actor, list_id: str, after: Handling, most: int = 0) -> int:
    """Change the handling; gives how many records changed. ``most``: refuse where more would have to be read.

    Raises NotFound, NotPermitted, BadField, BadUsage, StoreBusy.
    """
    writer = node.store.write(actor, Purpose.PLANNING)
    to, reached = reach(node, actor, list_id, after)
    if most and reached.following + reached.own > most:
        raise BadUsage(f"a list of over {most} records is handled anew with 'coalesce list handle'")
    if after == to.handling:
        return 0
    changed = _follows(to.handling, after, node.store.clock.today())

    with node.store.alone(SOURCE):
        staging = writer.stage(to, SOURCE, f"{SOURCE} {node.store.clock.now().isoformat()}")
        counts = staging.add(restaged(writer, to, changed))
        numbers = {"added": 0, "changed": counts[CHANGED], "unchanged": counts[UNCHANGED], "rejected": 0}
        staging.publish(
            {"accepted": counts[CHANGED] + counts[UNCHANGED], **numbers, "left_out": {}},
            beside=lambda connection: write_default(connection, writer, to, after),
        )
        noticed(node, to.id, staging.number)
    offer_few(node)
    return counts[CHANGED]


def _follows(before: Handling, after: Handling, today: date) -> Change:
    """What the change makes of a record's handling: who may have been under 18 when seen is the owner's alone, and is erased no
    later than the list ends, whatever the record's handling was."""

    def changed(entry: Entry, held: Handling) -> Handling:
        dates = [seen.date for seen in entry.sightings if seen.date is not None]
        minor = minor_when_seen(entry.birth_dates, dates, today)
        if held == before or (minor and held == narrowed_for_minor(before)):
            return narrowed_for_minor(after) if minor else after
        if minor and after.keep_until < min(before.keep_until, held.keep_until):
            return replace(held, keep_until=after.keep_until)
        return held

    return changed


def _check(node: Node, after: Handling) -> None:
    known = {member.code for member in node.store.members()}
    named = {grant.member for grant in after.releases} | after.figures_to
    if unknown := sorted(named - known):
        raise BadUsage(f"'{unknown[0]}' is no member of this node: add it first")
    settings = node.store.settings
    try:
        retention_end(after.keep_until, node.store.clock.today(), most=settings.max_retention_years)
    except BadField as error:
        raise error.at(field="keep-until") from None
