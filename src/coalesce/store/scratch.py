"""A folder of one job's own inside the node's, gone with the job.

Invariant: one job of a kind runs at a time, and what a killed one left behind is removed before the next
begins: it may hold personal data, and no withdrawal would reach it.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coalesce.errors import StoreBusy, StoreFull

_FULL = "the node's folder cannot be written ({}): make room, or look at its permissions"


@contextmanager
def scratch(folder: Path, kind: str) -> Iterator[Path]:
    """An empty folder for a job of this kind. Raises StoreBusy where another is running, StoreFull."""
    try:
        lock = (folder / f"{kind}.lock").open("w")
    except OSError as error:
        raise StoreFull(_FULL.format(error.strerror)) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(f"another {kind} is running on this node: try again when it is done") from None
        for left in folder.glob(f"{kind}-*/"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            made = tempfile.TemporaryDirectory(dir=folder, prefix=f"{kind}-")
        except OSError as error:
            raise StoreFull(_FULL.format(error.strerror)) from None
        with made as name:
            yield Path(name)
