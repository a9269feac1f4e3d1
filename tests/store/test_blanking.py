"""Words that SQLite left between rows are there before, and nowhere after; who reads and writes meanwhile notices nothing."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coalesce.store import blanking
from coalesce.store.between_rows import blank
from coalesce.store.blanking import Blanking, CannotBlank, Told, blanked, main, pages_of

WORD = b"Qanary"
KEPT = "SELECT count(*), sum(length(a)), sum(length(b)) FROM person"


def connected(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None, timeout=5)
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def made(database: Path, *pragmas: str) -> Path:
    """Rows of all sizes, in a table and an index, some over several pages, moved about; then all those with the word are deleted."""
    dice = random.Random(3)
    with closing(connected(database)) as raw:
        for pragma in (*pragmas, "journal_mode = WAL", "synchronous = OFF"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        raw.executemany("INSERT INTO state VALUES (?, ?)", [("erased", "1" * 16), ("cleaned", "2" * 16)])
        raw.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, a TEXT, b TEXT)")
        raw.execute("CREATE INDEX by_a ON person (a)")
        raw.execute("BEGIN")
        for number in range(1_500):
            word = WORD.decode() if number % 2 == 0 else "stays!"
            text = word * dice.randrange(1, 1_500 if number % 40 < 2 else 50)
            key = "".join(dice.choices("bdfghjkl", k=9)) + word * dice.randrange(9)
            raw.execute("INSERT INTO person VALUES (?, ?, ?)", (dice.getrandbits(40), key, text))
        raw.execute("COMMIT")
        raw.execute("DELETE FROM person WHERE b LIKE ?", (f"%{WORD.decode()}",))
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("blanking") / "made.db").read_bytes()


@pytest.fixture
def database(tmp_path: Path, template: bytes) -> Path:
    copy = tmp_path / "node.db"
    copy.write_bytes(template)
    return copy


def left(database: Path) -> int:
    """How often the word stands in the database's files."""
    files = (database, database.with_name(database.name + "-wal"))
    return sum(file.read_bytes().count(WORD) for file in files if file.exists())


def is_seen_to(raw: sqlite3.Connection) -> bool:
    of = dict(raw.execute("SELECT name, value FROM state").fetchall())
    return bool(of["erased"] == of["cleaned"])


@pytest.fixture
def raw(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(connected(database)) as connection:
        yield connection


def test_words_that_were_moved_before_they_were_deleted_are_gone(database: Path, raw: sqlite3.Connection) -> None:
    kept = raw.execute(KEPT).fetchone()
    assert left(database) > 0
    with closing(connected(database)) as reading, closing(connected(database)) as mapped:
        mapped.execute(f"PRAGMA mmap_size = {1 << 30}")
        for one in (reading, mapped):
            one.execute("BEGIN")
            assert one.execute(KEPT).fetchone() == kept
        assert blank(database)
        assert left(database) == 0
        for one in (reading, mapped):
            assert one.execute(KEPT).fetchone() == kept
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert is_seen_to(raw)


@pytest.mark.parametrize("size", [512, 65_536])
def test_pages_of_other_sizes(tmp_path: Path, size: int) -> None:
    database = made(tmp_path / "node.db", f"page_size = {size}")
    assert left(database) > 0
    assert blanked(database, 1).clean
    assert left(database) == 0
    with closing(connected(database)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_words_stay_in_gaps_alone_not_in_overflowing_or_free_pages(database: Path, raw: sqlite3.Connection) -> None:
    assert raw.execute("PRAGMA freelist_count").fetchone()[0] > 0
    assert raw.execute("SELECT max(length(b)) FROM person").fetchone()[0] > 4_096
    whole, by_kind = database.read_bytes(), dict[int, int]()
    for at in range(0, len(whole), 4_096):
        page = whole[at : at + 4_096]
        by_kind[page[0]] = by_kind.get(page[0], 0) + page.count(WORD)
    assert by_kind.pop(0) == 0  # what overflows, and what is free
    assert by_kind[13] > 0  # leaves of a table
    assert by_kind[10] > 0  # and of an index
    cursor = raw.execute(
        "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')"
    )
    assert cursor.fetchall() == []


def test_nobody_who_remembers_a_page_puts_its_gap_back(database: Path, raw: sqlite3.Connection) -> None:
    assert raw.execute("SELECT count(a || b) FROM person").fetchone()[0]  # every page is in its memory now
    assert raw.execute("SELECT count(*) FROM person INDEXED BY by_a WHERE a > ''").fetchone()[0]
    assert blank(database)
    raw.execute("UPDATE person SET a = a || 'x', b = substr(b, 2)")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert left(database) == 0


class Disturbed(Blanking):
    """Somebody else writes before pages have their turn."""

    often = 1

    def __init__(self, database: Path, raw: sqlite3.Connection, statement: str) -> None:
        self._file = os.open(database, os.O_RDWR)
        super().__init__(database, pages_of(self._file), 0.5)
        self._other, self._statement = raw, statement

    def _in_turns(self, found: list[int]) -> int:
        if self.told.rounds <= self.often:
            self._other.execute(self._statement)
        return super()._in_turns(found)

    def ran(self) -> Told:
        try:
            with closing(self):
                return self.run()
        finally:
            os.close(self._file)


EVERYWHERE = "UPDATE person SET b = substr(b, 2) || 'y', a = substr(a, 2) || 'y'"


def test_pages_that_were_changed_before_their_turn_are_seen_to_in_another_round(
    database: Path, raw: sqlite3.Connection
) -> None:
    told = Disturbed(database, raw, EVERYWHERE).ran()
    assert (told.clean, told.rounds) == (True, 2)
    assert left(database) == 0
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_where_everything_changes_all_the_time_it_is_left_to_the_next_time(
    database: Path, raw: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blanking, "HOT", 0)
    always = Disturbed(database, raw, EVERYWHERE)
    always.often = blanking.ROUNDS
    told = always.ran()
    assert (told.clean, told.rounds) == (False, blanking.ROUNDS)
    assert not is_seen_to(raw)
    assert blanked(database, 1).clean


def test_where_others_write_too_much_it_is_broken_off(
    database: Path, raw: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blanking, "MOST_FRAMES", 3)
    always = Disturbed(database, raw, EVERYWHERE)
    with pytest.raises(sqlite3.OperationalError, match="too much"):
        always.ran()
    assert not is_seen_to(raw)
    assert blanked(database, 1).clean


def test_what_others_wrote_is_read_in_as_many_turns_as_it_takes(
    database: Path, raw: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blanking, "TURN", 1e-4)
    assert Disturbed(database, raw, EVERYWHERE).ran().clean
    assert left(database) == 0


def test_what_is_erased_meanwhile_has_its_own_time(database: Path, raw: sqlite3.Connection) -> None:
    assert Disturbed(database, raw, "UPDATE state SET value = '3333333333333333' WHERE name = 'erased'").ran().clean
    assert not is_seen_to(raw)
    assert blanked(database, 1).clean
    assert is_seen_to(raw)


def test_who_reads_an_older_state_is_waited_for_and_then_left_alone(database: Path, raw: sqlite3.Connection) -> None:
    with closing(connected(database)) as reading:
        reading.execute("BEGIN")
        before = reading.execute(KEPT).fetchone()
        raw.execute("DELETE FROM person WHERE id % 2")
        told = blanked(database, 0.1)
        assert (told.clean, told.rounds) == (False, 0)
        assert reading.execute(KEPT).fetchone() == before
        assert not is_seen_to(raw)
    assert blanked(database, 1).clean
    assert left(database) == 0


def test_who_writes_for_long_is_not_waited_for(database: Path, raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    assert not blanked(database, 0.1).clean
    raw.execute("ROLLBACK")
    assert blanked(database, 1).clean


def test_while_another_empties_the_log_nothing_is_begun(database: Path, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE state SET value = 'a' WHERE name = 'cleaned'")
    byte = 121  # of the index of the log: who brings it into the file holds it (wal.c, WAL_CKPT_LOCK)
    hold = f"import fcntl; f = open({str(database) + '-shm'!r}, 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX, 1, {byte}); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holding:
        assert holding.stdout is not None
        holding.stdout.readline()
        told = blanked(database, 0.1)
        assert (told.clean, told.rounds) == (False, 0)
        holding.communicate(b"\n")
    assert blanked(database, 1).clean


def test_a_node_of_an_older_version_has_no_mark_yet(database: Path, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM state")
    assert blanked(database, 1).clean
    assert is_seen_to(raw)


def test_killed_anywhere_the_database_is_whole_and_the_next_time_is_complete(
    database: Path, raw: sqlite3.Connection
) -> None:
    dice, kept = random.Random(5), raw.execute(KEPT).fetchone()
    command = [sys.executable, "-I", "-S", blanking.__file__, str(database), "2"]
    for _ in range(4):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
            time.sleep(dice.uniform(0.03, 0.12))
            child.kill()
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute(KEPT).fetchone() == kept
    assert blank(database)
    assert left(database) == 0


def test_large_gaps_are_blanked_in_several_turns(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blanking, "CHUNK", 16 * 4_096)
    assert blanked(database, 1).clean
    assert left(database) == 0


WRITER = """
import os, random, sqlite3, sys
raw, dice = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10), random.Random(int(sys.argv[3]))
raw.execute("PRAGMA secure_delete = ON")
while not os.path.exists(sys.argv[2]):
    raw.execute("BEGIN IMMEDIATE")
    for _ in range(dice.randrange(1, 12)):
        row = (dice.getrandbits(40), "%x" % dice.getrandbits(40), "stays!" * dice.randrange(40))
        raw.execute("INSERT OR IGNORE INTO person VALUES (?, ?, ?)", row)
        raw.execute("DELETE FROM person WHERE id = (SELECT id FROM person WHERE id > ? LIMIT 1)", (dice.getrandbits(40),))
    raw.execute("COMMIT" if dice.random() < 0.9 else "ROLLBACK")
"""


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_whatever_two_others_write_meanwhile_nothing_is_left(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blanking, "CHUNK", 1 << 12)  # more turns than a small database has by itself
    monkeypatch.setattr(blanking, "ROUNDS", 100)
    database, stop = made(tmp_path / "node.db", "page_size = 512"), tmp_path / "stop"
    assert left(database) > 0
    command = [sys.executable, "-c", WRITER, str(database), str(stop)]
    writers = [subprocess.Popen([*command, str(seed + more)]) for more in (0, 1_000)]
    try:
        time.sleep(0.2)
        told = blanked(database, 10)
    finally:
        stop.touch()
        assert [writer.wait() for writer in writers] == [0, 0]
    assert told.clean
    assert left(database) == 0
    with closing(connected(database)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# -- what is refused ---------------------------------------------------------------------------------


def test_other_kinds_of_file_are_left_alone(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.db"
    for pragma in ("auto_vacuum = FULL", "journal_mode = DELETE"):
        other.unlink(missing_ok=True)
        with closing(sqlite3.connect(other)) as raw:
            raw.execute(f"PRAGMA {pragma}")
            if "vacuum" in pragma:
                raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("CREATE TABLE one (a)")
        with pytest.raises(CannotBlank, match="write-ahead log"):
            blanked(other, 1)
    checked = bytearray(database.read_bytes())
    checked[20] = 8
    other.write_bytes(checked)
    with pytest.raises(CannotBlank, match="checksums"):
        blanked(other, 1)
    other.write_bytes(b"no database")
    with pytest.raises(CannotBlank, match="no SQLite"):
        blanked(other, 1)
    monkeypatch.setattr(blanking, "MOST_PAGES", 10)
    with pytest.raises(CannotBlank, match="too large"):
        blanked(database, 1)


def test_the_program_tells_what_it_did(database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(database), "1"]) == 0
    assert capsys.readouterr().out.startswith("clean ")
    assert main([str(tmp_path / "nowhere.db"), "1"]) == 1
    assert capsys.readouterr().err == "No such file or directory\n"
    database.write_bytes(b"")
    assert main([str(database), "1"]) == 1
    assert "no SQLite" in capsys.readouterr().err
