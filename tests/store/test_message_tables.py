"""What was asked about a record goes with the record, and with it the bytes that lie ready of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coalesce.records import Enquiry, EnquiryKind
from coalesce.services import withdrawing
from coalesce.services.node import Node
from coalesce.store import message_rows
from coalesce.store.message_rows import OUT, Way
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    ids,
    let_in,
    make_store,
    model,
    owner,
    publish,
    raw_rows,
)


@pytest.mark.parametrize("gone", ["A", "B"])
def test_erasing_either_record_erases_the_words_and_the_bytes(tmp_path: Path, gone: str) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    store.exchange.add(owner(store), KnownPeer("paris", "FR"))
    publish(store, add_list(store), [entry("A"), entry("B")])
    known = ids(store)
    made = Enquiry(
        "q", EnquiryKind.QUESTION, known["A"], known["B"], "FR", "NL", "owner", INVESTIGATION, NOON, date(2014, 12, 1), "Seen?"
    )  # fmt: skip
    words = [NewWire(f"coalesce-request--{n}", "coalesce-request", str(n), b"{}") for n in (1, 2)]
    store.exchange.put(Box(BoxKind.OUT, "paris"), words)
    with store.transaction() as connection:
        message_rows.keep(connection, made, Way(OUT, "paris", "coalesce-request--1"))
    withdrawing.withdraw(Node(store, model()), owner(store), INVESTIGATION, known[gone], "asked for")
    assert raw_rows(store.folder, "SELECT * FROM message") == []
    assert raw_rows(store.folder, "SELECT stix_id FROM wire") == [("coalesce-request--2",)]
    store.close()
