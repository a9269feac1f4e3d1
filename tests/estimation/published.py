"""The published tables of ../shared/data/estimation, as CaptureTables."""

from __future__ import annotations

import csv
from pathlib import Path

from coalesce.records import CaptureTable


def published(data: Path, name: str) -> CaptureTable:
    """One table; patterns that the file omits are zero."""
    with (data / "estimation" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    counts = [0] * (1 << len(header) - 1)
    for row in rows:
        counts[sum(int(cell) << which for which, cell in enumerate(row[:-1]))] += int(row[-1])
    return CaptureTable(tuple(header[:-1]), tuple(counts))
