"""What lies ready of a judgement goes at once when it is erased or its release changes; that it was told is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.handling import Grant
from coalesce.records import Verdict
from coalesce.store import judgement_rows
from coalesce.store.judgement_rows import Told
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire
from tests.builders import INVESTIGATION, add_list, entry, let_in, make_store, owner, publish, raw_rows


@pytest.mark.parametrize("how", ["released anew", "erased"])
def test_the_bytes_go_and_what_was_told_stays_to_be_taken_back(tmp_path: Path, how: str) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    store.exchange.add(owner(store), KnownPeer("paris", "FR"))
    publish(store, add_list(store), [entry("A"), entry("B")])
    with store.read(owner(store), INVESTIGATION) as view:
        first, second = sorted(view.facts())
        store.write(owner(store), INVESTIGATION).judge(view, (first, second), Verdict.SAME, "w", [])
    ((identity,),) = raw_rows(store.folder, "SELECT id FROM judgement")
    words = [NewWire(f"coalesce-judgement--{n}", "coalesce-judgement", str(n), b"{}") for n in (1, 2)]
    store.exchange.put(Box(BoxKind.OUT, "paris"), words)
    with store.transaction() as connection:
        judgement_rows.keep_told(connection, "paris", Told("coalesce-judgement--1", identity, b"said", "2014"))
    if how == "erased":
        raw_rows(store.folder, "DELETE FROM judgement")
    else:
        with store.transaction() as connection:
            judgement_rows.release(connection, identity, "NL", frozenset({Grant(INVESTIGATION, "FR")}))
    assert raw_rows(store.folder, "SELECT stix_id FROM wire") == [("coalesce-judgement--2",)]
    assert raw_rows(store.folder, "SELECT judgement, digest FROM told_judgement") == [(identity, b"")]
    store.close()
