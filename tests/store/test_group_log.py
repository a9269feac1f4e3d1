"""Rows that are committed together are chained like any others, and nobody is told before they are on the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import CoalesceError, StoreBusy
from coalesce.store import Store
from coalesce.store.audit import read_head
from coalesce.store.group_log import GroupLog
from coalesce.store.names import HEAD
from tests.builders import leaves, owner, raw_rows
from tests.store.boxes import make_peers


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_peers(tmp_path / "node", busy_seconds=0.2)
    yield made
    made.close()


def test_rows_of_many_threads_are_chained_and_each_is_told_after_its_row_stands(store: Store) -> None:
    log, actor = GroupLog(store), store.exchange.peer("paris").actor
    unlogged: list[int] = []

    def answer(number: int) -> None:
        for step in range(5):
            log.note(actor, "peer read", {"number": number, "step": step})
            if not any(f'"number":{number},"step":{step}' in leaf for leaf in leaves(store.folder)):
                unlogged.append(number)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unlogged == []
    check = store.verify_audit(owner(store))
    assert sum('"peer:paris"' in leaf for leaf in leaves(store.folder)) == 40
    head = read_head(store.folder / HEAD)
    assert head is not None
    assert head[0] == check.rows
    log.close()


def test_what_waits_is_logged_before_it_closes(store: Store) -> None:
    log, told = GroupLog(store), list[CoalesceError | None]()
    for number in range(50):
        log.enter(owner(store), "peer read", {"number": number}, told.append)
    log.close()
    log.close()
    assert told == [None] * 50
    assert sum('"peer read"' in leaf for leaf in leaves(store.folder)) == 50


def test_what_cannot_be_logged_is_a_fault_of_each_that_waits_and_the_next_is_logged(store: Store) -> None:
    log = GroupLog(store)
    log.note(owner(store), "peer read", {"number": 0})
    with store.transaction(), pytest.raises(StoreBusy):
        log.note(owner(store), "peer read", {"number": 1})
    log.note(owner(store), "peer read", {"number": 2})
    log.close()
    told = [leaf for leaf in leaves(store.folder) if '"peer read"' in leaf]
    assert ['"number":0' in told[0], '"number":2' in told[1]] == [True, True]
    assert store.verify_audit(owner(store)).rows == raw_rows(store.folder, "SELECT count(*) FROM audit")[0][0]
