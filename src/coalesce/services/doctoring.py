"""Looking a node over.

Invariant: nothing is mended here and no record is read; each finding says what to do.
"""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass

from coalesce.errors import Tampered
from coalesce.handling import Actor
from coalesce.services.node import Node

_ROOM = 500_000_000
"""Bytes that an import of a large list may need."""


_TOO_MANY = 4
"""So many times what the model expects."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and what was found."""

    check: str
    ok: bool
    finding: str


def examine(node: Node, actor: Actor) -> list[Finding]:
    """Every check. Raises NotPermitted for who is neither auditor nor operator."""
    return [_audit(node, actor), _integrity(node), _disk(node), _permissions(node), _clock(node), _expected(node)]


def outgrown(node: Node) -> str | None:
    """What to do where the node holds far more records than the linking model is set to; else None.

    Rounded to one digit: how many records there are exactly is nobody's to know who may not see them.
    """
    held, meant = node.store.size(), node.model.population
    if held <= _TOO_MANY * meant:
        return None
    about = round(held, 1 - len(str(held)))
    return (
        f"about {about:,} records, and the model is set to {meant:,}: linking compares far more pairs than it need."
        f" Make a backup, set expected_records = {about}, then run 'coalesce migrate' and 'coalesce link'"
    )


def _expected(node: Node) -> Finding:
    found = outgrown(node)
    return Finding(
        "expected records",
        found is None,
        found or f"not far above the {node.model.population:,} that the model is set to",
    )


def _integrity(node: Node) -> Finding:
    fault = node.store.integrity()
    return Finding("database", fault is None, fault or "sound")


def _audit(node: Node, actor: Actor) -> Finding:
    try:
        return Finding("audit log", True, f"{node.store.verify_audit(actor).rows} rows, unbroken")
    except Tampered as fault:
        return Finding("audit log", False, str(fault))


def _disk(node: Node) -> Finding:
    free = shutil.disk_usage(node.store.folder).free
    return Finding("disk", free > _ROOM, f"{free // 1_000_000} MB free; a large import needs {_ROOM // 1_000_000}")


def _permissions(node: Node) -> Finding:
    open_files = [
        path.name
        for path in sorted(node.store.folder.iterdir())
        if path.suffix in (".db", ".key", ".head", ".log") and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    found = f"others may read {', '.join(open_files)}: chmod 600 them" if open_files else "the owner's alone"
    return Finding("permissions", not open_files, found)


def _clock(node: Node) -> Finding:
    back = node.store.settings.clock_days_back
    wrong = back != 0 and not node.store.settings.sample
    found = (
        f"{back} days behind the machine's: only a sample node may be"
        if wrong
        else node.store.clock.today().isoformat()
    )
    return Finding("clock", not wrong, found)
