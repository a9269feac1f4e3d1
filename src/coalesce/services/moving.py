"""Backing up, restoring and migrating a node.

Invariant: as ``store.backup`` says; who does it is an operator.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from coalesce.handling import Actor, Purpose
from coalesce.services.node import Node, Progress, silent
from coalesce.services.preparing import prepared_again
from coalesce.store import backup as files
from coalesce.store.migrate import upgrade_node
from coalesce.store.reindexing import reindex


def backup(node: Node, actor: Actor, file: Path) -> None:
    """Write the node into one file. Raises NotPermitted, BadUsage, StoreFull."""
    files.write(node.store, actor, file)


def restore(folder: Path, file: Path) -> int:
    """Bring a node back; gives how many withdrawals were replayed. Raises Tampered, BadFile, BadUsage."""
    return files.restore(folder, file)


def note_restored(node: Node, actor: Actor, file: Path) -> None:
    """Let the audit log say that the node was brought back, and from which backup (by its SHA-256)."""
    with file.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    with node.store.transaction() as connection:
        node.store.log(connection, actor, Purpose.PLANNING, "restore", {"backup": digest})


def migrate(folder: Path) -> None:
    """Bring an older node's schema to this version's. Raises NoNode, NeedsMigration."""
    upgrade_node(folder)


def make_index(node: Node, progress: Progress = silent) -> None:
    """Make the index of a migrated node where it is not of this version. Raises StoreBusy."""
    with node.store.alone("migrate"):
        reindex(node.store, prepared_again, progress)
