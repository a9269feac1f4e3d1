"""Lists, who may see what of them, and "view as" a member.

Invariant: viewing as a member shows what both the reader and that member may see, never more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.records import RecordList
from coalesce.services.node import Node
from coalesce.store.read_view import EditionSeen


@dataclass(frozen=True, slots=True)
class ListShown:
    """A list with how many of its records the reader sees, and, for its owner, its editions."""

    of: RecordList
    records: int
    editions: tuple[EditionSeen, ...]


def lists_for(node: Node, actor: Actor, purpose: Purpose, view_as: str = "") -> list[ListShown]:
    """The lists visible to the actor; with ``view_as``, to both. Raises BadUsage for an unknown member."""
    check_member(node, view_as)
    with node.store.read(actor, purpose, also=view_as) as view:
        counts: Mapping[str, int] = view.list_counts()
        return [ListShown(each, counts.get(each.id, 0), tuple(view.editions(each.id))) for each in view.lists()]


def check_member(node: Node, code: str) -> None:
    """Raises BadUsage where a view as ``code`` is asked for and there is no such member."""
    if code and code not in {member.code for member in node.store.members()}:
        raise BadUsage(f"there is no member '{code}' on this node")
