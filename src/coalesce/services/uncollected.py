"""Jobs that make rows by the million and no cycles do not stop to look for cycles: that takes half of their time.

Invariant: Python's collector is as it was when the last such job of the process has ended, however it ended.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_RUNNING: list[bool] = []
"""For each running job whether the collector was on when the first began."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector off inside. What nothing refers to is freed all the same."""
    with _LOCK:
        _RUNNING.append(_RUNNING[0] if _RUNNING else gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _LOCK:
            was_on = _RUNNING.pop()
            if was_on and not _RUNNING:
                gc.enable()
