"""The file of withdrawals beside the database: of records of this node, and of copies of others' records.

Invariant: it is only ever appended to, before the record is erased; it holds ids and keyed digests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import orjson

from coalesce.records import Withdrawal


@dataclass(frozen=True, slots=True)
class CopyErased:
    """A copy of another member's record, or with ``sighting`` (a digest) one of its sightings, that was taken back at ``version``.

    ``record``: its local id, or "" where it was not held; until ``keep_until`` it could come again.
    """

    originator: str
    stix_id: str
    peer: str
    kind: str
    record: str
    list_id: str
    sighting: str
    version: str
    keep_until: str


class Erasures:
    """One line of JSON for each withdrawal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, taken: Withdrawal) -> None:
        """Append a withdrawal and wait until the disk has it."""
        digest = taken.reference_digest.hex()
        self._append(
            [{"record_id": taken.record, "list_id": taken.list_id, "reference_digest": digest, "at": taken.at}]
        )

    def add_copies(self, taken: Sequence[CopyErased]) -> None:
        """The same for copies, all at once."""
        if taken:
            self._append([{"copy": astuple(one)} for one in taken])

    def _append(self, rows: Sequence[object]) -> None:
        torn = self._torn()
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(b"\n" * torn + b"".join(orjson.dumps(row) + b"\n" for row in rows))
            file.flush()
            os.fsync(file.fileno())

    def _torn(self) -> bool:
        """Whether a crash cut the last line short: the next one must not be glued to it."""
        if not self._path.exists() or not self._path.stat().st_size:
            return False
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() != b"\n"

    def rows(self) -> Iterator[Withdrawal]:
        """Every withdrawal, oldest first. A last line that a crash cut short is passed over: nothing was erased yet."""
        for row in self._lines():
            if "copy" not in row:
                digest = bytes.fromhex(row["reference_digest"])
                yield Withdrawal(row["record_id"], row["list_id"], digest, row["at"])

    def copies(self) -> Iterator[CopyErased]:
        """Every copy that was taken back, oldest first."""
        for row in self._lines():
            if "copy" in row:
                yield CopyErased(*row["copy"])

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines():
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
