"""A restored backup lets nobody in whom the node no longer let in, and gives no number twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from coalesce.store import Store, backup
from coalesce.store.peer_carrying import carry_peers
from coalesce.store.peer_door import Shown
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import BoxKind
from tests.builders import owner, raw_rows
from tests.store.boxes import fill, make_peers, one


def test_tokens_and_suspensions_are_those_of_just_before(tmp_path: Path) -> None:
    store = make_peers(tmp_path / "node")
    by = owner(store)
    old = {name: store.exchange.issue_token(by, name) for name in ("paris", "lyon", "hague")}
    backup.write(store, by, tmp_path / "kept.tar")
    new = store.exchange.issue_token(by, "paris")
    store.exchange.set_active(by, "lyon", False)
    store.exchange.remove(by, "hague")
    (number,) = fill(store, BoxKind.OUT, [one("a")])
    store.close()
    backup.restore(store.folder, tmp_path / "kept.tar")
    again = Store(store.folder, store.settings, store.clock)
    opened = {secret for secret in (*old.values(), new) if again.peer_door.bearer(Shown(secret))}
    assert opened == {new}
    assert [known.name for known in again.exchange.peers() if known.active] == ["paris"]
    assert raw_rows(again.folder, "SELECT last_out FROM peer WHERE name = 'paris'") == [(number,)]
    again.close()


def test_a_key_that_is_trusted_no_more_is_not_trusted_again_and_anothers_boxes_stay_shut(tmp_path: Path) -> None:
    store = make_peers(tmp_path / "node")
    by = owner(store)
    store.exchange.change(by, replace(store.exchange.peer("paris"), key=b"o" * 32, speaks_for=frozenset({"NL"})))
    backup.write(store, by, tmp_path / "kept.tar")
    store.exchange.change(by, replace(store.exchange.peer("paris"), key=b"n" * 32, speaks_for=frozenset()))
    store.exchange.remove(by, "hague")
    store.exchange.add(by, KnownPeer("hague", "FR"))
    token = store.exchange.issue_token(by, "hague")
    store.close()
    backup.restore(store.folder, tmp_path / "kept.tar")
    again = Store(store.folder, store.settings, store.clock)
    paris, hague = again.exchange.peer("paris"), again.exchange.peer("hague")
    assert (paris.key, paris.speaks_for) == (b"n" * 32, frozenset())
    assert (hague.member, hague.active) == ("NL", False)
    assert not again.peer_door.bearer(Shown(token))
    again.close()


def test_elsewhere_and_from_before_there_were_peers_nothing_is_carried(tmp_path: Path) -> None:
    store = make_peers(tmp_path / "node")
    token = store.exchange.issue_token(owner(store), "paris")
    backup.write(store, owner(store), tmp_path / "kept.tar")
    store.close()
    backup.restore(tmp_path / "elsewhere", tmp_path / "kept.tar")
    again = Store(tmp_path / "elsewhere", store.settings, store.clock)
    assert again.peer_door.bearer(Shown(token))
    with closing(sqlite3.connect(":memory:")) as older, closing(sqlite3.connect(again.folder / "node.db")) as goal:
        carry_peers(older, goal)
        goal.commit()
    assert again.peer_door.bearer(Shown(token))
    again.close()
