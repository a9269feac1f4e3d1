"""The file of rejected rows: what was wrong with each, beside the row as it came.

Invariant: the file appears whole or not at all, readable by its owner alone; the cells of the source stand in it
unchanged, so that a row can be mended and imported again; what we add cannot start a formula in a spreadsheet.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from coalesce.errors import StoreFull
from coalesce.intake.rows import Rejected

ENDING = ".rejected.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""OWASP, CSV injection."""


def rejected_path(path: Path) -> Path:
    """Where the rejected rows of a list go: ``PATH.rejected.csv`` beside it."""
    return path.with_name(path.name + ENDING)


def write_rejected(path: Path, header: Sequence[str], rejected: Iterable[Rejected]) -> Path | None:
    """Write the rejected rows of the list at ``path``: its own columns, then ``line`` and ``reason``.

    Returns the file's path, None where nothing was rejected (then no file is written). Raises StoreFull.
    """
    goal = rejected_path(path)
    try:
        with tempfile.NamedTemporaryFile("wb", prefix=".", suffix=ENDING, dir=goal.parent, delete=False) as held:
            unfinished = Path(held.name)
        try:
            written = _write(unfinished, header, rejected)
            if written:
                unfinished.replace(goal)
            return goal if written else None
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as fault:
        reason = f"the rejected rows cannot be written ({fault.strerror}): make room beside the list"
        raise StoreFull(reason) from None


def _write(path: Path, header: Sequence[str], rejected: Iterable[Rejected]) -> int:
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*header, "line", "reason"])
        for row in rejected:
            cells = [*row.row, *[""] * (len(header) - len(row.row))]
            out.writerow([*cells, row.line, _reason(row)])
            written += 1
        file.flush()
        os.fsync(file.fileno())
    return written


def _reason(row: Rejected) -> str:
    told = f"{row.field}: {row.reason}" if row.field else row.reason
    return "'" + told if told.startswith(_FORMULA) else told
