"""The audit log for its auditors: a page, an export, a check that goes on while its page is looked at.

Invariant: an export leaves its own row before its first line leaves, and holds the rows that there were then; a check
changes nothing, and what it found is kept until the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coalesce.errors import BadUsage, CoalesceError, Tampered
from coalesce.handling import Actor, Purpose
from coalesce.services.node import Node
from coalesce.store.audit import AuditRow
from coalesce.store.audit_check import AuditCheck, Checking
from coalesce.store.permits import Act, require
from coalesce.store.read_audit import AuditPage, AuditQuery, AuditWords

CHUNK = 1_000
"""Rows of an export that are read in one snapshot."""


def page(node: Node, actor: Actor, query: AuditQuery) -> AuditPage:
    """One page of the log, the newest rows first. Raises NotPermitted."""
    with node.store.read_log(actor) as log:
        return log.page(replace(query, scan=_scan(node, query.words)))


def exported(node: Node, actor: Actor, words: AuditWords) -> Iterator[Sequence[AuditRow]]:
    """Every row that fits, the newest first, some at a time; the export's own row is not among them. Raises NotPermitted."""
    require(actor, Act.AUDIT)
    with node.store.read_log(actor, told=False) as log:
        begin: int | None = log.page(AuditQuery(1)).all + 1
    with node.store.transaction() as connection:
        detail = {"chosen": dict(words.told()), "by_id": bool(words.about)}
        node.store.log(connection, actor, Purpose.PLANNING, "audit export", detail)

    def pieces(before: int | None) -> Iterator[Sequence[AuditRow]]:
        while before is not None:
            query = AuditQuery(CHUNK, words, before, _scan(node, words))
            with node.store.read_log(actor, told=False) as log:
                found = log.page(query)
            if found.rows:
                yield found.rows
            before = found.next

    return pieces(begin)


def _scan(node: Node, words: AuditWords) -> int:
    """How many rows one page looks through: a tenth where nothing but an id is asked for, since then each row is read."""
    narrowed = words.actor or words.action or words.since or words.until or words.refused
    return max(1, node.store.settings.audit_scan_rows // (10 if words.about and not narrowed else 1))


def noted_head(text: str) -> tuple[int, str] | None:
    """``SIZE:HEAD`` as an earlier check gave it; None for "". Raises BadUsage."""
    if not text.strip():
        return None
    size, _, head = text.strip().lower().partition(":")
    if not (
        size.isascii() and size.isdigit() and int(size) > 0 and len(head) == 64 and not head.strip("0123456789abcdef")
    ):
        raise BadUsage("a noted tree head is written as an earlier check gave it: rows, a colon, 64 hexadecimal digits")
    return int(size), head


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the whole log. While it runs: ``checked`` rows of ``of``. Done: ``found``, or ``fault`` with the first
    ``row`` that is not what was written (0 where it is no one row)."""

    by: str
    begun: datetime
    checked: int = 0
    of: int = 0
    found: AuditCheck | None = None
    noted: tuple[int, str] | None = None
    fault: str = ""
    row: int = 0
    broken: bool = False

    @property
    def running(self) -> bool:
        """Whether it is not done yet."""
        return self.found is None and not self.fault


class Checks:
    """The latest check that an auditor of each member began in this process."""

    def __init__(self) -> None:
        self._latest: dict[str, Check] = {}
        self._lock = threading.Lock()

    def latest(self, actor: Actor) -> Check | None:
        """What the actor's member began last."""
        return self._latest.get(actor.member)

    def begin(self, node: Node, actor: Actor, noted: tuple[int, str] | None = None) -> Check:
        """Begin a check, or give the one that is running. Raises NotPermitted."""
        require(actor, Act.VERIFY)
        with self._lock:
            found = self._latest.get(actor.member)
            if found is not None and found.running:
                return found
            begun = Check(actor.name, node.store.clock.now(), noted=noted)
            self._latest[actor.member] = begun
        with node.store.transaction() as connection:
            node.store.log(connection, actor, Purpose.PLANNING, "audit verify", {})
        threading.Thread(target=self._run, args=(node, actor, begun), name="verifying", daemon=True).start()
        return begun

    def _run(self, node: Node, actor: Actor, begun: Check) -> None:
        def told(checked: int, of: int) -> None:
            self._latest[actor.member] = replace(begun, checked=checked, of=of)

        self._latest[actor.member] = run_check(
            begun, lambda: node.store.verify_audit(actor, Checking(told, begun.noted))
        )


def run_check(begun: Check, verify: Callable[[], AuditCheck]) -> Check:
    """What became of a check: whole, broken at a row, or not to be done."""
    try:
        found = verify()
    except Tampered as error:
        return replace(begun, fault=str(error), row=error.row, broken=True)
    except CoalesceError as error:
        return replace(begun, fault=str(error))
    return replace(begun, checked=found.rows, of=found.rows, found=found)
