"""Opening a node erases again what a backup has brought back, and nothing else."""

from __future__ import annotations

from pathlib import Path

from coalesce.records import Withdrawal
from coalesce.store.replaying import replay
from tests.builders import add_list, entry, ids, leaves, make_store, publish


def test_a_noted_withdrawal_is_completed_once(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    made = add_list(store)
    publish(store, made, [entry("A"), entry("B")])
    store.note_withdrawal(Withdrawal(ids(store)["A"], made.id, b"d", "2014-11-01"))
    store.note_withdrawal(Withdrawal("unknown", "another list", b"d", "2014-11-01"))
    replay(store, store._erasures)
    assert set(ids(store)) == {"B"}
    replay(store, store._erasures)
    assert sum('"replayed":true' in leaf for leaf in leaves(store.folder)) == 1
    store.close()
