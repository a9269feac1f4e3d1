"""The file of withdrawals outlives crashes, and what it says is done again after a restore."""

from __future__ import annotations

from pathlib import Path

from coalesce.records import Withdrawal
from coalesce.store.erasures import Erasures
from tests.builders import INVESTIGATION, add_list, entry, ids, make_store, owner, publish, raw_rows, reopened

ROWS = [Withdrawal(f"record{n}", f"list{n}", bytes([n] * 16), "2014-11-01T12:00:00+00:00") for n in range(3)]


def told(log: Erasures) -> list[Withdrawal]:
    return list(log.rows())


def test_what_was_added_comes_back_in_order(tmp_path: Path) -> None:
    log = Erasures(tmp_path / "log")
    assert told(log) == []
    for row in ROWS:
        log.add(row)
    assert told(log) == ROWS
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_a_line_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    log = Erasures(tmp_path / "log")
    log.add(ROWS[0])
    log.add(ROWS[1])
    whole = (tmp_path / "log").read_bytes()
    for end in range(len(whole) // 2 + 1, len(whole)):
        (tmp_path / "log").write_bytes(whole[:end])
        log.add(ROWS[2])
        kept = told(log)
        assert kept[0] == ROWS[0]
        assert kept[-1] == ROWS[2]


def test_a_withdrawal_noted_twice_is_replayed_once(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to = add_list(store)
    publish(store, to, [entry("R"), entry("S")])
    taken = ids(store)["R"]
    for _ in range(2):  # the first try stopped before the erasure itself
        store.note_withdrawal(Withdrawal(taken, to.id, b"x" * 16, "2014-11-01T12:00:00+00:00"))
    store = reopened(store)
    assert list(ids(store)) == ["S"]
    assert raw_rows(store.folder, "SELECT record_id FROM withdrawal") == [(taken,)]
    store.close()


def test_a_replayed_withdrawal_makes_people_anew(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to = add_list(store)
    publish(store, to, [entry("R"), entry("S")])
    with store.read(owner(store), INVESTIGATION) as view:
        before = view.stamp()
    store.note_withdrawal(Withdrawal(ids(store)["R"], to.id, b"x" * 16, "2014-11-01T12:00:00+00:00"))
    store = reopened(store)
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.stamp() > before
    store.close()


def test_a_withdrawal_of_a_list_that_a_backup_does_not_know_opens(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    store.note_withdrawal(Withdrawal("r" * 26, "l" * 26, b"x" * 16, "2014-11-01T12:00:00+00:00"))
    store = reopened(store)
    assert raw_rows(store.folder, "SELECT * FROM withdrawal") == []
    store.close()
