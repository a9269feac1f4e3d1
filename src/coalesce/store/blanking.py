"""Zeros over what SQLite leaves between rows, in a database that others read and write meanwhile.

SQLite zeroes what it deletes (``secure_delete``), but rows that it moves to another page stay behind in the gap between a page's cell
pointers and its cells, and outlive there what is deleted later. This overwrites the gaps of all pages.

It is a program of its own, run by its path and with the standard library alone (``between_rows`` starts it): a process that has SQLite
connections must not close another descriptor of the same file, since that drops its locks (POSIX). So the file is opened before
the connections here, and closed after them.

Invariant: a byte is written only in a gap, under SQLite's own write lock, and only in a page that has no frame in the log: then the file
is what everybody reads of that page, and all of it that anybody reads stays as it is. Before the lock is let go a row is changed, so
that every other connection drops the pages that it remembers and none puts an old gap back. Killed at any point, it leaves the
database whole and the mark unset.

It is complete, not only harmless: a round begins with an empty log and holds a snapshot to its end, so nobody can bring the log
into the file meanwhile. The file is frozen while it is looked through, and whatever others change stands in the log. A gap whose page
was changed before its turn came may have gone elsewhere with it (SQLite swaps pages when it splits them): then there is another round.
Format of files and log: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import os
import sqlite3
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:  # what is imported here is paid for at each run: no dataclasses, no paths
    from pathlib import Path

ERASED, CLEANED = "erased", "cleaned"
"""Rows of ``state``: set anew by whatever erases, and what it was when the last round that was complete began."""

MOST_PAGES = 1 << 25
"""A page of another kind begins with a page number or with zeros: below this many it is not taken for a page of rows."""

TURN = 0.040
"""Seconds that one turn may write: it is the only time that other writers wait."""

BUSY = 0.050
"""Seconds to wait for a lock at a time."""

ROUNDS, SECONDS = 8, 20.0
"""No further round is begun after so many, or so long: what others write all the time is left to the next run."""

MOST_FRAMES = 20_000
"""All is broken off when the log has grown to so many pages: it cannot be emptied meanwhile."""

CHUNK, HOT = 1 << 22, 5_000
"""Bytes read at once; pages changed in one round that are looked at first in the next."""

_PAGE = struct.Struct(">BHHH")
_POINTERS = {2: 12, 5: 12, 10: 8, 13: 8}
"""Where the cell pointers begin, by kind of page: inner pages of an index and a table, and their leaves."""
_ZEROS = bytes(65_536)


class CannotBlank(Exception):
    """The file is not one that this understands."""


class Pages:
    """The pages of an open file (a descriptor): their size, and how many bytes of it SQLite uses."""

    __slots__ = ("raw", "size", "usable")

    def __init__(self, raw: int, size: int, usable: int) -> None:
        self.raw, self.size, self.usable = raw, size, usable

    def count(self) -> int:
        """How many there are. Raises CannotBlank."""
        found = os.fstat(self.raw).st_size // self.size
        if found >= MOST_PAGES:
            raise CannotBlank("the database is too large: VACUUM it with the node stopped")
        return found

    def full_gaps(self) -> Iterator[int]:
        """Numbers of pages with something in their gap, in order."""
        count, step = self.count(), CHUNK // self.size
        for first in range(0, count, step):
            data = os.pread(self.raw, step * self.size, first * self.size)
            for at in range(0, len(data), self.size):
                if data[at] in _POINTERS or not (first or at):
                    start, end = self._gap(data, at, 0 if first or at else 100)
                    if data[at + start : at + end] != _ZEROS[: end - start]:
                        yield first + at // self.size + 1

    def blank(self, number: int) -> bool:
        """Zero the gap of one page; whether there was anything in it."""
        at = (number - 1) * self.size
        data = os.pread(self.raw, self.size, at)
        start, end = self._gap(data, 0, 100 if number == 1 else 0)
        if data[start:end] == _ZEROS[: end - start]:
            return False
        os.pwrite(self.raw, _ZEROS[: end - start], at + start)
        return True

    def _gap(self, data: bytes, at: int, head: int) -> tuple[int, int]:
        """Where, in the page that begins at ``at``, the gap begins and ends; nowhere in what is no page of rows."""
        kind, _, cells, content = _PAGE.unpack_from(data, at + head) if len(data) > at + head + 7 else (0, 0, 0, 0)
        start, end = head + _POINTERS.get(kind, 0) + 2 * cells, content or 65_536
        return (start, end) if kind in _POINTERS and start <= end <= self.usable else (0, 0)


def pages_of(raw: int) -> Pages:
    """The pages of an open database. Raises CannotBlank where it is of a kind whose pages mean something else."""
    head = os.pread(raw, 100, 0)
    if len(head) < 100 or head[:16] != b"SQLite format 3\0":
        raise CannotBlank("this is no SQLite database")
    size = int.from_bytes(head[16:18])
    size, kept, vacuums = 65_536 if size == 1 else size, head[20], int.from_bytes(head[52:56])
    if head[18:20] != b"\2\2" or vacuums or kept == 8:  # 8 bytes are the checksums of the checksum extension
        raise CannotBlank("the database has no write-ahead log, is vacuumed by itself, or has checksums in its pages")
    return Pages(raw, size, size - kept)


class Log:
    """The pages that have a frame in the write-ahead log, since it was empty."""

    __slots__ = ("_path", "_read", "_step", "pages")

    def __init__(self, database: Path | str, size: int) -> None:
        self._path, self._step, self._read, self.pages = f"{database}-wal", 24 + size, 0, set[int]()

    def read(self, frames: int, until: float) -> bool:
        """Read on to so many frames, which are committed: under the write lock. False where time was too short for all."""
        log = os.open(self._path, os.O_RDONLY)
        try:
            while self._read < frames and time.perf_counter() < until:
                self.pages.add(int.from_bytes(os.pread(log, 4, 32 + self._read * self._step)))
                self._read += 1
        finally:
            os.close(log)
        return self._read == frames


class Told:
    """Whether nothing is left, how many gaps were blanked in how many rounds, and the longest time in seconds that writers had to wait."""

    __slots__ = ("blanked", "clean", "longest", "rounds")

    def __init__(self) -> None:
        self.clean, self.blanked, self.longest, self.rounds = False, 0, 0.0, 0


class Blanking:
    """One run over one database."""

    def __init__(self, database: Path | str, pages: Pages, patience: float) -> None:
        self._database, self._pages, self._patience, self.told = database, pages, patience, Told()
        self._writing, self._asking, self._holding = (_connected(database) for _ in range(3))
        self._log = Log(database, pages.size)

    def close(self) -> None:
        """Let go of the connections."""
        for one in (self._holding, self._asking, self._writing):
            one.close()

    def run(self) -> Told:
        """Blank what can be blanked now, until nothing is left that was there when a round began, or patience ends."""
        self._marked()
        hot: list[int] = []
        began = time.perf_counter()
        while not self.told.clean and self.told.rounds < ROUNDS and time.perf_counter() - began < SECONDS:
            erased = self._begun(hot)
            if erased is None:
                break
            self.told.rounds += 1
            if not self._all_blanked():
                os.fsync(self._pages.raw)
                with self._turn(erased):
                    self.told.clean = True
            hot = sorted(self._log.pages)[:HOT]
        self._holding.rollback()
        self._emptied()
        return self.told

    def _marked(self) -> None:
        """Let the mark's rows be there; a node of an older version has none. What is there is left alone: a frame in the log would wait."""
        there = {name for (name,) in self._asking.execute("SELECT name FROM state")}
        if not {ERASED, CLEANED} <= there:
            with self._turn():
                fresh = [(name, os.urandom(8).hex()) for name in (ERASED, CLEANED)]
                self._writing.executemany("INSERT OR IGNORE INTO state VALUES (?, ?)", fresh)

    def _begun(self, hot: Sequence[int]) -> str | None:
        """Begin a round with an empty log, and see to the pages first that were changed in the last one; what was erased last."""
        until = time.perf_counter() + self._patience
        while time.perf_counter() < until:
            if self._holding.in_transaction:
                self._holding.execute("ROLLBACK")
            self._emptied()
            with suppress(sqlite3.OperationalError), self._turn() as end:
                if self._frames():
                    raise sqlite3.OperationalError("somebody was quicker")
                self._log = Log(self._database, self._pages.size)
                self._holding.execute("BEGIN")
                (erased,) = self._holding.execute("SELECT value FROM state WHERE name = ?", (ERASED,)).fetchone()
                self._blank(list(hot), end)
                return str(erased)
            time.sleep(BUSY / 10)
        return None

    def _all_blanked(self) -> int:
        """Blank every gap that is found; gives how many had been changed before their turn came."""
        left, most, found = 0, CHUNK // self._pages.size, list[int]()
        for number in self._pages.full_gaps():
            found.append(number)
            if len(found) >= most:
                left += self._in_turns(found)
        return left + self._in_turns(found)

    def _in_turns(self, found: list[int]) -> int:
        left = 0
        while found:
            with self._turn() as until:
                if (frames := self._frames()) > MOST_FRAMES:
                    raise sqlite3.OperationalError("others write too much just now")
                if self._log.read(frames, until):
                    left += self._blank(found, until)
            os.fsync(self._pages.raw)  # between turns, so that nobody waits for a disk that is busy with all of it
        return left

    def _blank(self, found: list[int], until: float) -> int:
        """Take pages off the list and blank them, but those that were changed: gives how many these are."""
        left = 0
        while found and time.perf_counter() < until:
            number = found.pop()
            if number in self._log.pages:
                left += 1
            else:
                self.told.blanked += self._pages.blank(number)
        return left

    @contextmanager
    def _turn(self, cleaned: str = "") -> Iterator[float]:
        """The write lock, and until when; a row is changed at the end of it."""
        self._locked()
        began = time.perf_counter()
        try:
            yield began + TURN
            change = (cleaned or os.urandom(8).hex(), CLEANED)
            self._writing.execute("UPDATE state SET value = ? WHERE name = ?", change)
            self._writing.execute("COMMIT")
        finally:
            if self._writing.in_transaction:
                self._writing.execute("ROLLBACK")
            self.told.longest = max(self.told.longest, time.perf_counter() - began)

    def _locked(self) -> None:
        """Take the write lock as soon as it is free. Raises sqlite3.OperationalError where it is not for long."""
        until = time.perf_counter() + self._patience
        while True:
            try:
                self._writing.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                if time.perf_counter() > until:
                    raise
            else:
                return

    def _frames(self) -> int:
        """How many frames the log has. Raises sqlite3.OperationalError where somebody else is just bringing it into the file."""
        until = time.perf_counter() + TURN
        while True:
            _, frames, _ = self._asking.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if frames >= 0:
                return int(frames)
            if time.perf_counter() > until:
                raise sqlite3.OperationalError("busy")
            time.sleep(0.001)  # who writes tries after each commit, as long as a round goes on

    def _emptied(self) -> None:
        """Try to bring the log into the file and to empty it; first what keeps no writer waiting."""
        with suppress(sqlite3.OperationalError):
            self._asking.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            self._asking.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _connected(database: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(database, timeout=BUSY, isolation_level=None)
    for pragma in ("secure_delete = ON", "synchronous = NORMAL", "wal_autocheckpoint = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def blanked(database: Path | str, patience: float) -> Told:
    """Blank the gaps of a database. Raises CannotBlank, OSError; where somebody reads or writes for too long, it is not clean."""
    raw = os.open(database, os.O_RDWR)
    try:
        with closing(Blanking(database, pages_of(raw), patience)) as one:
            with suppress(sqlite3.OperationalError):
                one.run()
            return one.told
    finally:
        os.close(raw)


def main(arguments: Sequence[str]) -> int:
    """``blanking.py DATABASE PATIENCE``: ``clean`` or ``left``, gaps blanked, longest turn in seconds, rounds."""
    try:
        told = blanked(arguments[0], float(arguments[1]))
    except (CannotBlank, OSError) as fault:
        sys.stderr.write(f"{fault.strerror if isinstance(fault, OSError) else fault}\n")
        return 1
    clean = "clean" if told.clean else "left"
    sys.stdout.write(f"{clean} {told.blanked} {told.longest:.4f} {told.rounds}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
