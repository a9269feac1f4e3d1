"""Taking a record back.

Invariant: only the owner's own member withdraws; for others the record does not exist.
"""

from __future__ import annotations

from coalesce.handling import Actor, Purpose
from coalesce.services.node import Node
from coalesce.services.offering import offer_few


def withdraw(node: Node, actor: Actor, purpose: Purpose, record: str, why: str) -> None:
    """Erase a record with everything derived from it. Raises NotFound, NotPermitted, BadUsage."""
    with node.store.read(actor, purpose) as view:
        view.owned(record)
        node.store.write(actor, purpose).withdraw(view, record, why)
    offer_few(node)
    node.store.forget_erased()
