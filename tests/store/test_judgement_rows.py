"""A judgement's release is set and kept home; a received word is kept once, pinned to what its reviewer judged, and erased by its member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.handling import Grant
from coalesce.records import Verdict
from coalesce.store import Store, judgement_rows
from coalesce.store.ground import snapshot
from coalesce.store.judgement_rows import TakenWord, Told
from coalesce.store.peers import KnownPeer
from tests.builders import INVESTIGATION, NOON, add_list, entry, handling, let_in, make_store, owner, publish, raw_rows

KEY = b"k" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    publish(made, add_list(made, held=handling("FR:investigation")), [entry("A"), entry("B")])
    yield made
    made.close()


def pair(store: Store) -> tuple[str, str]:
    first, second = sorted(row[0] for row in raw_rows(store.folder, "SELECT id FROM record"))
    return first, second


def test_a_release_is_set_and_a_newer_word_keeps_the_older_home(store: Store) -> None:
    first, second = pair(store)
    with store.read(owner(store), INVESTIGATION) as view:
        writer = store.write(owner(store), INVESTIGATION)
        writer.judge(view, (first, second), Verdict.SAME, "w", [])
        ((identity,),) = raw_rows(store.folder, "SELECT id FROM judgement")
        to = frozenset({Grant(INVESTIGATION, "FR")})
        with store.transaction() as connection:
            assert not judgement_rows.tells(connection, "paris", "FR") or to
            judgement_rows.release(connection, identity, "NL", to)
            assert Grant(INVESTIGATION, "FR") in judgement_rows.grants(connection, identity)
            assert judgement_rows.tells(connection, "paris", "FR")
            assert sorted(judgement_rows.shown(connection, identity)) == [first, second]
        writer.judge(view, (first, second), Verdict.DIFFERENT, "w", [])
    with snapshot(store) as connection:
        assert Grant(INVESTIGATION, "FR") not in judgement_rows.grants(connection, identity)


def test_what_was_told_is_noted_by_its_id_on_the_wire(store: Store) -> None:
    one = Told("coalesce-judgement--1", "j", b"said", "2014")
    with store.transaction() as connection:
        judgement_rows.keep_told(connection, "paris", one)
        judgement_rows.keep_told(connection, "paris", replace(one, digest=b"anew"))
        assert judgement_rows.told(connection, "paris") == {one.wire: replace(one, digest=b"anew")}
        assert judgement_rows.tells(connection, "paris", "FR")
        judgement_rows.forget_told(connection, "paris", [one.wire])
        assert judgement_rows.told(connection, "paris") == {}
        assert judgement_rows.told_as_of(connection, "paris") == ""
        judgement_rows.note_told(connection, "paris", "7")
        judgement_rows.note_told(connection, "paris", "8")
        assert judgement_rows.told_as_of(connection, "paris") == "8"


def test_a_received_word_is_kept_in_its_newest_version_and_erased_by_its_member(store: Store) -> None:
    first, second = pair(store)
    word = TakenWord(
        "w1", "FR", first, second, Verdict.SAME, NOON, (True, False), frozenset({INVESTIGATION}), "NL"
    )  # fmt: skip
    newer = replace(word, verdict=Verdict.DIFFERENT, at=NOON + timedelta(hours=1))
    with store.transaction() as connection:
        identity = judgement_rows.take(connection, KEY, word)
        assert identity == judgement_rows.local_id(KEY, "FR", "w1")
        assert judgement_rows.take(connection, KEY, word) is None, "the same again"
        assert judgement_rows.take(connection, KEY, newer) == identity
        assert judgement_rows.take(connection, KEY, word) is None, "an older one"
        assert judgement_rows.take(connection, KEY, replace(word, wire="w2", left="nothing")) is None
    said = raw_rows(
        store.folder,
        "SELECT verdict, member, reviewer, reason, left_compared = x'', right_compared = x'' FROM judgement",
    )
    assert said == [("different", "FR", "", "", 0, 1)]
    with store.transaction() as connection:
        assert judgement_rows.held(connection, KEY, "BE", ["w1"]) == {}, "another member's id"
        there = judgement_rows.held(connection, KEY, "FR", ["w1", "w2"])
        assert there == {"w1": judgement_rows.local_id(KEY, "FR", "w1")}
        judgement_rows.erase(connection, there["w1"])
        assert judgement_rows.held(connection, KEY, "FR", ["w1", "w2"]) == {}


def test_the_state_changes_with_every_write(store: Store) -> None:
    with snapshot(store) as connection:
        before = judgement_rows.state(connection)
    publish(store, add_list(store, "more"), [entry("C")])
    with snapshot(store) as connection:
        assert judgement_rows.state(connection) != before
