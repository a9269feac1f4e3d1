"""Audit rows of many answers at once, committed together.

Invariant: ``note`` returns when the row is on the disk, and not before; who comes while another commits waits for the next
commit, which takes all that wait. So no answer leaves unlogged, and a hundred answers cost a few waits for the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from coalesce.handling import Actor, Purpose
from coalesce.store.ground import Ground


@dataclass(slots=True)
class _Noted:
    actor: Actor
    action: str
    detail: Mapping[str, object]
    done: bool = False
    fault: Exception | None = field(default=None)


class GroupLog:
    """The log of what peers were answered. Threads may share it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._waiting: list[_Noted] = []
        self._joining, self._committing = threading.Lock(), threading.Lock()

    def note(self, actor: Actor, action: str, detail: Mapping[str, object]) -> None:
        """Log one answer. Raises a StoreError where it could not be logged: the answer must not leave then."""
        mine = _Noted(actor, action, detail)
        with self._joining:
            self._waiting.append(mine)
        with self._committing:
            if not mine.done:
                with self._joining:
                    together, self._waiting = self._waiting, []
                self._commit(together)
        if mine.fault is not None:
            raise mine.fault

    def _commit(self, together: list[_Noted]) -> None:
        fault: Exception | None = None
        try:
            with self._ground.transaction() as connection:
                for one in together:
                    self._ground.log(connection, one.actor, Purpose.PLANNING, one.action, one.detail)
        except Exception as error:  # noqa: BLE001  whatever it is, every answer that waits for this commit is to know it
            fault = error
        for one in together:
            one.done, one.fault = True, fault
