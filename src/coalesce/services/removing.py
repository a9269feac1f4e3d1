"""Forgetting a peer: what came from it goes too, records, entries of plans and words on pairs, since nobody would hear of its withdrawal any more.

Invariant: a peer that holds records of ours, or owes a receipt, is forgotten only on purpose.
"""

from __future__ import annotations

from coalesce.errors import BadUsage
from coalesce.handling import Actor
from coalesce.services.carrying import no_longer
from coalesce.services.copying import erased
from coalesce.services.node import Node
from coalesce.store import offered_rows, received_rows, sent_withdrawals
from coalesce.store.ground import snapshot
from coalesce.store.permits import Act, require
from coalesce.store.received_rows import WORD


def remove_peer(node: Node, actor: Actor, name: str, even_so: bool = False) -> int:
    """Forget a peer; gives how many copies of records were erased. Raises NotPermitted, NotFound, BadUsage, StoreBusy."""
    require(actor, Act.ADMINISTER)
    peer = node.store.exchange.peer(name)
    with snapshot(node.store) as connection:
        given = offered_rows.count(connection, name)
        owing = len(sent_withdrawals.outstanding(connection, name))
        held = received_rows.held_of(connection, name)
        carried = received_rows.carried_of(connection, name)
    if (given or owing) and not even_so:
        raise BadUsage(
            f"'{name}' holds {given} records of ours and owes {owing} receipts: take back what it holds by narrowing the lists,"
            " or say --even-so"
        )
    with node.store.alone("remove"):
        node.store.exchange.set_active(actor, name, False)
        node.store.erase_copies([*(erased(one, "", one.version) for one in held), *no_longer(carried, ())])
        node.store.exchange.remove(actor, peer.name)
    node.store.forget_erased()
    return len({one.record for one in held if one.kind != WORD})
