"""The one way in: a path becomes a Source, whatever the format.

Invariant: ``open_reader`` raises for all that can be known of the file as a whole; ``rows`` may be called again
and gives the same rows, as long as the file is the same (``digest`` says so).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from coalesce.errors import BadFile, BadUsage, Where
from coalesce.intake.csv_files import open_persons, person_rows
from coalesce.intake.files import checked_file, digest_of, head_of
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.rows import Row

READERS = ("csv",)
"""The readers that exist. Others of the design (eu, ftm, xlsx, jsonl, stix) come later."""


@dataclass(slots=True)
class Source:
    """An opened list. ``digest`` is SHA-256 in hexadecimal over its bytes, ``size`` its bytes.

    ``header`` names the cells of the rows that come back rejected; ``unused`` the columns that nothing reads.
    """

    reader: str
    path: Path
    digest: str
    size: int
    header: tuple[str, ...]
    _read: Callable[[BinaryIO], Iterator[Row]]
    unused: tuple[str, ...] = ()
    _stream: BinaryIO | None = field(default=None, init=False)
    _done: int = field(default=0, init=False)

    @property
    def done(self) -> int:
        """How many bytes have been read so far: for a progress bar beside ``size``."""
        if self._stream is not None and not self._stream.closed:
            self._done = self._stream.tell()
        return self._done

    def rows(self) -> Iterator[Row]:
        """Each row as Read, Rejected or LeftOut, streamed. Raises BadFile where the file turns out to be damaged."""
        try:
            with self.path.open("rb") as stream:
                self._stream = stream
                yield from self._read(stream)
                self._done = self.size
        except OSError as fault:
            raise BadFile(f"cannot be read further ({fault.strerror})", Where(self.path.name)) from None
        finally:
            self._stream = None


def open_reader(
    path: Path, *, reader: str = "auto", mapping: Mapping | None = None, limits: Limits | None = None
) -> Source:
    """The list at ``path``, ready to be read. Raises BadFile, BadUsage."""
    bounds = limits or Limits()
    chosen = _recognised(path, bounds) if reader == "auto" else reader
    if chosen not in READERS:
        raise BadUsage(f"there is no reader '{chosen}': there are {', '.join(READERS)} (and auto)")
    return _open_csv(path, mapping, bounds)


def _recognised(path: Path, limits: Limits) -> str:
    """The reader for a file, by how its content begins."""
    checked_file(path, limits)
    head_of(path)
    return "csv"


def _open_csv(path: Path, mapping: Mapping | None, limits: Limits) -> Source:
    size = checked_file(path, limits)
    persons = open_persons(path, mapping, limits)
    return Source(
        "csv",
        path,
        digest_of([path]),
        size,
        persons.plan.header,
        lambda stream: person_rows(persons, stream),
        persons.plan.unused,
    )
