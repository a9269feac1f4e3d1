"""What our own member allows itself of another's entries of plans: fewer purposes, or a shorter time, than their grants give.

Invariant: as for records (``narrowing``): it only ever takes away, and what was taken away comes back from its originator alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from coalesce.handling import Actor, Grant, Handling, Purpose
from coalesce.records import Plan
from coalesce.services.copying import erased
from coalesce.services.drafting_copies import LEFT_OUT
from coalesce.services.narrowing import Narrowed, less
from coalesce.services.node import Node
from coalesce.services.peering import machine
from coalesce.store import copies, plan_copies, received_rows
from coalesce.store.ground import snapshot
from coalesce.store.pace import Pace
from coalesce.store.permits import Act, require_for

_TOGETHER = 50


def narrow_plan(node: Node, actor: Actor, name: str, purposes: Collection[Purpose], until: date | None) -> Narrowed:
    """Allow our member these purposes of a plan ``OWNER/NAME``, until that day at most. No purpose: all that are granted.

    Raises NotPermitted, BadUsage, StoreBusy.
    """
    own = node.store.settings.member
    require_for(actor, Act.RELEASE, own, own)
    writer = node.store.write(machine(node), Purpose.PLANNING)
    to = plan_copies.named(writer, name)
    everything = copies.everything(own, until or date.max)
    after = replace(everything, releases=frozenset(Grant(one, own) for one in purposes) or everything.releases)
    with node.store.alone("narrow"):
        with writer.transaction() as connection:
            plan_copies.limit(connection, to, after)
        with snapshot(node.store) as connection:
            held = plan_copies.handlings(connection, to)
        left = {identity: less(handling, after) for identity, handling in held.items()}
        changed = {one: handling for one, handling in left.items() if handling != held[one]}
        empty = {
            one for one, handling in changed.items() if not handling.releases or handling.keep_until < writer.today()
        }
        for piece in Pace(_TOGETHER).pieces(sorted(changed)):
            _hold(node, to, {one: changed[one] for one in piece}, empty)
        with writer.transaction() as connection:
            ends = after.keep_until.isoformat()
            detail = {"plan": to.id, "purposes": sorted(purposes), "until": ends, "about": to.owner}
            node.store.log(connection, actor, Purpose.PLANNING, "narrow", detail)
    node.store.forget_erased()
    wider = not (after.releases <= to.handling.releases and after.keep_until <= to.handling.keep_until)
    return Narrowed(len(changed) - len(empty), len(empty), wider)


def _hold(node: Node, to: Plan, changed: dict[str, Handling], empty: set[str]) -> None:
    """Hold these under what is left, erase what nothing is left of, and note that less is held than was granted."""
    with snapshot(node.store) as connection:
        rows = [row for of in received_rows.of_records(connection, list(changed)).values() for row in of]
    gone = [row for row in rows if row.record in empty]
    node.store.erase_copies([erased(row, "", row.version) for row in gone])
    with node.store.transaction() as connection:
        for identity, handling in changed.items():
            plan_copies.rehandle(connection, to, identity, handling)
        marked = [replace(row, record=None if row.record in empty else row.record, digest=LEFT_OUT) for row in rows]
        received_rows.keep(connection, marked)
