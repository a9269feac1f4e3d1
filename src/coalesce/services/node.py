"""A node as services see it: the store, the model, what progress is told to.

Invariant: made once by ``app``; nothing in it changes afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from coalesce.linking.model import Model
from coalesce.services.queueing import Queues
from coalesce.services.remembering import Remembered
from coalesce.store import Store

Progress = Callable[[str, float], None]
"""Told what is being done and how much of it is (0 to 1)."""


def silent(step: str, share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Node:
    """An open store with the published model that links it."""

    store: Store
    model: Model
    remembered: Remembered = field(default_factory=Remembered)
    controls: Remembered = field(default_factory=lambda: Remembered(1_024))
    """Control pairs made before: each follows from its key alone."""
    queues: Queues = field(default_factory=Queues)
    """The review queues of audiences, worked on word by word."""
