"""What every command shares: which node, who asks, what for, how the answer is printed.

Invariant: the actor is named or is the node's ``owner``; the default purpose is the command's, and is
said in the audit like any other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coalesce.cli.injected import Injected
from coalesce.errors import BadUsage, StoreError
from coalesce.handling import Actor, Purpose
from coalesce.services.node import Node

STILL_READ = (
    "somebody reads an older state, so erased words may still stand between rows of the node's file: the next command, "
    "or the open desk, sees to it"
)


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(slots=True)
class Session:
    """The options before or behind the command's name."""

    injected: Injected
    folder: Path | None = None
    actor_name: str = "owner"
    purpose: Purpose | None = None
    format: Format = Format.TABLE

    @contextmanager
    def node(self) -> Iterator[Node]:
        """The open node. Raises BadUsage where none is named, NoNode where there is none."""
        if self.folder is None:
            raise BadUsage("say which node: --node DIR, or COALESCE_NODE in the environment")
        node = self.injected.open_node(self.folder)
        try:
            yield node
            _blanked(node)
        finally:
            node.store.close()

    def actor(self, node: Node) -> Actor:
        """Who asks. Raises BadUsage."""
        return node.store.actor(self.actor_name)

    def purpose_or(self, default: Purpose) -> Purpose:
        """What for: as said, else the command's default."""
        return self.purpose or default


def _blanked(node: Node) -> None:
    """Let nothing of what a command erased stand between rows; what the command did stands, whatever comes of this."""
    try:
        told = "" if node.store.blank_erased() else STILL_READ
    except StoreError as fault:
        told = str(fault)
    if told:
        sys.stderr.write(told + "\n")
