"""What an import had still to do when its process ended after its edition was published: its links, and what is new for members.

Invariant: afterwards it is as if the process had not ended there. What waits for a whole run of the linker goes on waiting for it.
"""

from __future__ import annotations

from coalesce.handling import Purpose
from coalesce.records import ListKind
from coalesce.services.arriving import by_itself, match_arrivals
from coalesce.services.node import Node, Progress, silent
from coalesce.services.noticing import notice_since
from coalesce.store import notice_rows
from coalesce.store.ground import snapshot
from coalesce.store.staging import touched_since
from coalesce.store.visible_changes import Listed, lists


def settle(node: Node, progress: Progress = silent) -> int:
    """Match and tell what editions brought that nobody came to; gives of how many lists. The node is held alone by the caller."""
    done = 0
    waiting = _waiting(node)
    for place, (one, since) in enumerate(waiting):
        progress("matching what arrived before", place / len(waiting))
        done += _settled(node, one, since)
    return done


def settle_by_itself(node: Node) -> int:
    """The same, holding the node; nothing where nothing waits. Raises StoreBusy where it is held by long work, which does it itself."""
    if not _waiting(node):
        return 0
    with node.store.alone("match arrivals"):
        return settle(node)


def _waiting(node: Node) -> list[tuple[Listed, int]]:
    """The lists with editions that nobody looked at for what is new, and since which edition; few enough to be matched."""
    most = node.store.settings.arrival_most
    linked = node.store.write(by_itself(node), Purpose.STATISTICS).links_are_of(node.model.name)
    with snapshot(node.store) as connection:
        looked = notice_rows.looked_at(connection)
        behind = [(one, looked.get(one.id, 0)) for one in lists(connection) if looked.get(one.id, 0) < one.edition]
        return [
            (one, since)
            for one, since in behind
            if one.kind is ListKind.CUSTOMERS
            or (linked and len(touched_since(connection, one.id, since, one.edition, most + 1)[0]) <= most)
        ]


def _settled(node: Node, one: Listed, since: int) -> bool:
    if one.kind is not ListKind.CUSTOMERS:
        with snapshot(node.store) as connection:
            came, gone = touched_since(connection, one.id, since, one.edition)
        if not match_arrivals(node, came, gone):
            return False
    notice_since(node, one, since, one.edition)
    return True
