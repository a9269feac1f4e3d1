"""A list opened for import, whatever its format: those of ``intake``, and others' STIX.

Invariant: a path that looks like STIX is read as STIX, never as JSON lines; everything else is as ``intake`` has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from coalesce import intake
from coalesce.errors import BadUsage
from coalesce.intake import Limits, Mapping, Row, Source, open_reader
from coalesce.intake.files import checked_file, digest_of, head_of
from coalesce.stix.plain import HEADER, looks_like_stix, plain_rows

STIX = "stix"
READERS = (*intake.READERS, STIX)
"""The readers that there are, beside ``auto``."""


def is_stix(path: Path) -> bool:
    """Whether a file begins as STIX does. Raises BadFile where it cannot be read."""
    return path.is_file() and looks_like_stix(head_of(path))


def open_list(
    path: Path, *, reader: str = "auto", mapping: Mapping | None = None, limits: Limits | None = None
) -> Source:
    """The list at ``path``, ready to be read. ``reader`` "auto" goes by the content. Raises BadFile, BadUsage."""
    bounds = limits or Limits()
    if reader not in ("auto", *READERS):
        raise BadUsage(f"there is no reader of this name: there are auto, {', '.join(READERS)}")
    if reader != STIX and not (reader == "auto" and is_stix(path)):
        return open_reader(path, reader=reader, mapping=mapping, limits=bounds)
    if mapping is not None:
        raise BadUsage("a mapping is for CSV, JSON lines and XLSX only; this file is read by the reader 'stix'")
    size = checked_file(path, replace(bounds, max_file_bytes=min(bounds.max_file_bytes, bounds.max_stix_bytes)))

    def rows(stream: BinaryIO) -> Iterator[Row]:
        return plain_rows(stream.read(), path.name, bounds)

    return Source(STIX, path, digest_of([path]), size, HEADER, rows)
