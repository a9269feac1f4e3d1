"""What peers said of logs stays as it came, conflicts longest; and our own heads are made one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.store import Store, head_rows
from coalesce.store.audit_tree import tree_head
from coalesce.store.ground import snapshot
from coalesce.store.head_rows import OwnHead, PeerHead, Stands
from coalesce.store.peers import KnownPeer
from tests.builders import NOON, let_in, make_store, owner, raw_rows

SAID = PeerHead("paris", "FR", 10, b"r" * 32, 0, False, NOON, NOON, Stands.FIRST, b"{}")
OURS = OwnHead(5, b"r" * 32, NOON, (b"a" * 32, b"b" * 32), True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    for name, member in (("paris", "FR"), ("brussels", "BE")):
        let_in(made, name, member)
        made.exchange.add(owner(made), KnownPeer(name, member))
    yield made
    made.close()


def keep(store: Store, *said: PeerHead) -> None:
    with store.transaction() as connection:
        for one in said:
            head_rows.keep(connection, one)


def test_our_own_follow_each_other(store: Store) -> None:
    with store.transaction() as connection:
        assert head_rows.newest_own(connection) is None
        assert head_rows.keep_own(connection, OURS, 0)
        assert not head_rows.keep_own(connection, replace(OURS, size=6), 0), "another process was before"
        later = replace(OURS, size=7, daily=False, front=())
        assert head_rows.keep_own(connection, later, 5)
        assert head_rows.newest_own(connection) == later
        assert head_rows.newest_own(connection, daily=True) == OURS


def test_the_last_of_each_kind_is_never_forgotten(store: Store) -> None:
    heads = [replace(OURS, size=n, daily=n % 2 == 0, at=NOON + timedelta(hours=n)) for n in range(1, 9)]
    with store.transaction() as connection:
        for before, one in zip([0, *range(1, 8)], heads, strict=True):
            assert head_rows.keep_own(connection, one, before)
        head_rows.drop_own(connection, (NOON + timedelta(hours=4)).isoformat(), (NOON + timedelta(hours=5)).isoformat())
    assert [size for (size,) in raw_rows(store.folder, "SELECT size FROM own_head")] == [5, 6, 7, 8]
    with store.transaction() as connection:
        head_rows.drop_own(connection, "9", "9")
    assert [size for (size,) in raw_rows(store.folder, "SELECT size FROM own_head")] == [7, 8]


def test_leaves_are_those_of_the_log_in_order(store: Store) -> None:
    with snapshot(store) as connection:
        size = head_rows.rows(connection)
        leaves = list(head_rows.leaf_hashes(connection, 0))
        rest = list(head_rows.leaf_hashes(connection, 2))
    assert len(leaves) == size
    assert leaves[2:] == rest
    assert store.verify_audit(owner(store)).tree_head == tree_head(leaves).hex()


def test_two_that_differ_at_one_size_are_both_kept(store: Store) -> None:
    other = replace(SAID, root=b"s" * 32, stands=Stands.CONFLICT)
    keep(store, SAID, other)
    with snapshot(store) as connection:
        assert head_rows.at_size(connection, "FR", 10) == [SAID, other]
        assert head_rows.conflicts(connection) == [other]
        assert head_rows.newest(connection, "paris", "FR") == SAID


def test_the_same_again_is_kept_with_its_nearest_proof_and_a_conflict_stays_one(store: Store) -> None:
    far, near = (replace(SAID, since=n, stands=Stands.PROVEN, body=b"%d" % n) for n in (3, 8))
    keep(store, SAID, far, near, far, replace(SAID, stands=Stands.UNPROVEN))
    with snapshot(store) as connection:
        assert head_rows.at_size(connection, "FR", 10) == [near]
    keep(store, replace(near, stands=Stands.CONFLICT), replace(near, since=9))
    with snapshot(store) as connection:
        assert head_rows.at_size(connection, "FR", 10) == [replace(near, stands=Stands.CONFLICT)]


def test_what_lies_between_and_what_spans_a_size(store: Store) -> None:
    grown = replace(SAID, size=20, since=10, next=True, stands=Stands.PROVEN)
    skipping = replace(SAID, size=30, since=10, stands=Stands.PROVEN)
    told = replace(SAID, peer="brussels", size=15)
    keep(store, SAID, grown, told, skipping)
    with snapshot(store) as connection:
        assert head_rows.between(connection, "FR", 10, 20) == [told]
        assert head_rows.successors(connection, "paris", "FR", 15) == [grown]
        assert head_rows.successors(connection, "paris", "FR", 10) == []
        assert head_rows.successors(connection, "paris", "FR", 20) == []
        assert head_rows.of_log(connection, "FR") == [SAID, told, grown, skipping]
        assert head_rows.newest(connection, "brussels", "BE") is None


def test_so_many_of_one_log_are_kept_and_the_first_conflicts(store: Store) -> None:
    said = [replace(SAID, size=n, at=NOON + timedelta(hours=n), came=NOON + timedelta(hours=n)) for n in range(1, 7)]
    bad = [replace(one, root=b"s" * 32, stands=Stands.CONFLICT) for one in said]
    elsewhere = replace(SAID, peer="brussels")
    keep(store, *said, *bad, elsewhere)
    with store.transaction() as connection:
        head_rows.drop(connection, "paris", "FR", 2)
        left = head_rows.of_log(connection, "FR")
    assert [one.size for one in left if one.stands is Stands.FIRST and one.peer == "paris"] == [5, 6]
    assert [one.size for one in left if one.stands is Stands.CONFLICT] == [1, 2]
    assert elsewhere in left


def test_others_are_told_the_newest_and_what_is_in_conflict(store: Store) -> None:
    sure = replace(SAID, size=5)
    newest = replace(SAID, came=NOON + timedelta(hours=1))
    bad = replace(newest, size=9, stands=Stands.CONFLICT)
    keep(store, sure, newest, bad)
    with snapshot(store) as connection:
        for since in (None, NOON, newest.came):
            assert head_rows.told_since(connection, "paris", "FR", since) == [newest, bad]
        assert head_rows.told_since(connection, "paris", "FR", NOON + timedelta(hours=2)) == []
        assert head_rows.told_since(connection, "brussels", "BE", None) == []
    unproven = replace(newest, size=20, stands=Stands.UNPROVEN)
    keep(store, unproven)
    with snapshot(store) as connection:
        assert head_rows.told_since(connection, "paris", "FR", newest.came) == [unproven, newest, bad]
