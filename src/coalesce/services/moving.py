"""Backing up, restoring and migrating a node.

Invariant: as ``store.backup`` says; who does it is an operator.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from coalesce.handling import Actor, Purpose
from coalesce.linking.coding import Encoder
from coalesce.records import Entry
from coalesce.services.node import Node, Progress, silent
from coalesce.services.preparing import KeyRoom, prepared, prepared_again
from coalesce.store import backup as files
from coalesce.store.made_with import fits, made_with
from coalesce.store.migrate import upgrade_node
from coalesce.store.reindexing import reindex
from coalesce.store.remaking import Remake, begin, is_remaking, remake
from coalesce.store.sieving import fill


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
    """Make the index of a migrated node where it is not of this version, and where linking columns and keys are not the
    published model's, those too. Raises StoreBusy.
    """
    with node.store.alone("migrate"):
        wanted = made_with(node.store.folder, node.store.settings.expected_records)
        if is_remaking(node.store) or not fits(node.store.engine, wanted):
            begin(node.store)
            remake(node.store, columns_and_keys(node), progress)
        else:
            reindex(node.store, prepared_again, progress)
        fill(node.store.transaction)


def columns_and_keys(node: Node) -> Remake:
    """Everything that is stored of an entry so that it is found and linked, by the node's model; crowded keys as at import."""
    bound, encoder = node.store.settings.max_records_per_key, Encoder(node.model)
    rooms: dict[str, KeyRoom] = {}

    def made(entry: Entry, list_id: str, current: bool) -> tuple[bytes, tuple[int, ...]]:
        if current and list_id not in rooms:
            rooms.clear()  # lists come one after the other
            rooms[list_id] = KeyRoom(bound)
        room = rooms[list_id].kept if current else _roomy
        whole = prepared(entry, encoder, room)
        return whole.packed, whole.search_keys

    return made


def _roomy(found: tuple[str, ...]) -> tuple[str, ...]:
    return found
