"""Pulls that somebody at the desk asked for: each in the background, with how far it is and what came of the last one.

Invariant: of one peer one pull runs at a time in a process; what it could not do is told in the words of its error, and the next
turn of the node goes on where it stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalesce.errors import CoalesceError
from coalesce.handling import Actor, Purpose
from coalesce.services.node import Node
from coalesce.services.pulling import pull
from coalesce.services.wire import Open
from coalesce.store.permits import Act, require_for


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last pull of a peer ended: when, its numbers, and why not, if it failed."""

    at: datetime
    counts: dict[str, Any]
    fault: str = ""


class Pulls:
    """The pulls of this process. ``tell`` is told of a fault of the program, by kind and place."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        self._tell = tell
        self._at: dict[str, tuple[str, float]] = {}
        self._ended: dict[str, Ended] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def progress(self, name: str) -> tuple[str, float] | None:
        """What is being done and how much of it is (0 to 1); None where no pull of that peer runs."""
        return self._at.get(name)

    def ended(self, name: str) -> Ended | None:
        """How the last one ended, since this process began."""
        return self._ended.get(name)

    def begin(self, node: Node, actor: Actor, name: str, opened: Open) -> bool:
        """Pull from a peer in the background; False where that is under way. Raises NotPermitted, NotFound."""
        host = node.store.settings.member
        require_for(actor, Act.ADMINISTER, host, host)
        peer = node.store.exchange.peer(name)
        with self._lock:
            if name in self._threads:
                return False
            writer = node.store.write(actor, Purpose.PLANNING)
            with writer.transaction() as connection:
                writer.log(connection, "pull ask", {"peer": name}, about=peer.member)
            self._at[name] = ("waiting", 0.0)
            thread = threading.Thread(target=self._run, args=(node, name, opened), name="pulling", daemon=True)
            self._threads[name] = thread
        thread.start()
        return True

    def wait(self, name: str, seconds: float) -> None:
        """Wait for a pull of this process to end."""
        thread = self._threads.get(name)
        if thread is not None:
            thread.join(seconds)

    def _run(self, node: Node, name: str, opened: Open) -> None:
        counts: dict[str, Any] = {}
        fault = "the pull broke off: ask again, and it goes on"
        try:
            told = pull(node, name, opened, lambda _, share: self._at.__setitem__(name, ("pulling", share)))
            counts = {"came": told.came, **told.taken.counts(), "posted": told.posted}
            fault = ""
        except CoalesceError as error:
            fault = str(error)
        except Exception as broken:  # noqa: BLE001  what is not ours to word might tell what was received
            self._tell(broken)
        finally:
            self._ended[name] = Ended(node.store.clock.now(), counts, fault)
            self._at.pop(name, None)
            self._threads.pop(name, None)
