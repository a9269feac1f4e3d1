"""What was taken back: without a receipt first, the oldest first; then what was answered, the newest first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from coalesce.records import TakenBack
from coalesce.services.taken_back import taken_back
from coalesce.store import sent_withdrawals
from coalesce.store.peers import KnownPeer
from coalesce.store.sent_withdrawals import SentWithdrawal
from tests.builders import NOON, let_in, make_node, owner
from tests.store.boxes import answered


def test_what_waits_comes_first(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    for name, member in (("paris", "FR"), ("berlin", "DE")):
        let_in(node.store, f"reader-{name}", member)
        node.store.exchange.add(owner(node.store), KnownPeer(name, member))
    with node.store.transaction() as connection:
        for number in range(5):
            peer = "paris" if number % 2 else "berlin"
            at = NOON - timedelta(days=number)
            ids = tuple(f"identity--{number}-{place}" for place in range(number + 1))
            sent_withdrawals.keep(connection, SentWithdrawal(f"w{number}", peer, at, ids, TakenBack.NARROWED))
        for number in (0, 3):
            answered(connection, f"w{number}", NOON)
    found = taken_back(node, "", 10)
    assert [(one.id, one.ids, one.answered is None) for one in found] == [
        ("w4", 5, True), ("w2", 3, True), ("w1", 2, True), ("w0", 1, False), ("w3", 4, False),
    ]  # fmt: skip
    assert [one.id for one in taken_back(node, "FR", 10)] == ["w1", "w3"]
    assert [one.id for one in taken_back(node, "FR", 0)] == ["w1"], "what waits is told, however many there are"
    node.store.close()
