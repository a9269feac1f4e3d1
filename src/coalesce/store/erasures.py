"""The file of withdrawals beside the database.

Invariant: it is only ever appended to, before the record is erased; it holds ids and keyed digests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import orjson

from coalesce.records import Withdrawal


class Erasures:
    """One line of JSON for each withdrawal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, taken: Withdrawal) -> None:
        """Append a withdrawal and wait until the disk has it."""
        digest = taken.reference_digest.hex()
        row = {"record_id": taken.record, "list_id": taken.list_id, "reference_digest": digest, "at": taken.at}
        torn = self._torn()
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(b"\n" * torn + orjson.dumps(row) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _torn(self) -> bool:
        """Whether a crash cut the last line short: the next one must not be glued to it."""
        return self._path.exists() and self._path.read_bytes()[-1:] not in (b"", b"\n")

    def rows(self) -> Iterator[Withdrawal]:
        """Every withdrawal, oldest first. A last line that a crash cut short is passed over: nothing was erased yet."""
        if not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines():
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            digest = bytes.fromhex(row["reference_digest"])
            yield Withdrawal(row["record_id"], row["list_id"], digest, row["at"])
