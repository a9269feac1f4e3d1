"""Backing up, restoring and migrating a node.

Invariant: as ``store.backup`` says; who does it is an operator.
"""

from __future__ import annotations

from pathlib import Path

from coalesce.handling import Actor
from coalesce.services.node import Node
from coalesce.store import backup as files
from coalesce.store.migrate import upgrade_node


def backup(node: Node, actor: Actor, file: Path) -> None:
    """Write the node into one file. Raises NotPermitted, BadUsage, StoreFull."""
    files.write(node.store, actor, file)


def restore(folder: Path, file: Path) -> int:
    """Bring a node back; gives how many withdrawals were replayed. Raises Tampered, BadFile, BadUsage."""
    return files.restore(folder, file)


def migrate(folder: Path) -> None:
    """Bring an older node's schema to this version's. Raises NoNode, NeedsMigration."""
    upgrade_node(folder)
