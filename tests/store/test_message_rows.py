"""An enquiry is written once, answered once, found by its id on the wire, and erased with its record or after its term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Reply
from coalesce.store import Store, message_rows
from coalesce.store.ground import snapshot
from coalesce.store.message_rows import HERE, IN, OUT, Way
from coalesce.store.peers import KnownPeer
from tests.builders import INVESTIGATION, NOON, add_list, entry, ids, let_in, make_store, owner, publish, raw_rows

ABOUT: list[str] = []
"""The id of the record that is asked about, in the store of the test that runs."""
SAID = Reply(EnquiryOutcome.ANSWERED, "In May.", NOON, "owner")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    publish(made, add_list(made), [entry("D")])
    ABOUT.append(ids(made)["D"])
    yield made
    ABOUT.clear()
    made.close()


def asked(**changed: object) -> Enquiry:
    made = Enquiry(
        "q", EnquiryKind.QUESTION, ABOUT[0], "", "NL", "FR", "", INVESTIGATION, NOON, date(2014, 12, 1), "Seen?"
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]  # fields by name


def test_what_came_and_what_went_are_found_by_their_ids_on_the_wire(store: Store) -> None:
    sent = asked(id="s", asked="FR", member="NL")
    with store.transaction() as connection:
        assert message_rows.keep(connection, asked(), Way(IN, "paris", "w1"))
        assert message_rows.keep(connection, sent, Way(OUT, "paris", "w2"))
        assert not message_rows.keep(connection, asked(id="n", about="nothing"))
        found = [message_rows.came_as(connection, wire, "FR") for wire in ("w1", "w2")]
        assert found == ["q", None]
        assert [message_rows.asked_as(connection, wire, "FR") for wire in ("w1", "w2")] == [None, "s"]
        assert message_rows.came_as(connection, "w1", "BE") is None, "another member's word is not this one"
        assert message_rows.way_of(connection, "q") == Way(IN, "paris", "w1")
        assert message_rows.way_of(connection, "nothing") is None
        assert message_rows.open_of(connection, "FR") == 1


def test_it_is_answered_once(store: Store) -> None:
    with store.transaction() as connection:
        message_rows.keep(connection, asked())
        assert message_rows.way_of(connection, "q") == Way(HERE, "", "")
        assert message_rows.answer(connection, "q", SAID, "w3")
        assert not message_rows.answer(connection, "q", replace(SAID, words="In June."))
        assert not message_rows.answer(connection, "nothing", SAID)
    assert raw_rows(store.folder, "SELECT outcome, answer, reply FROM message") == [("answered", "In May.", "w3")]


def test_what_is_over_goes_after_its_term(store: Store) -> None:
    days = {"answered": "2014-11-02", "unanswered": "2014-12-02", "proposed": "2014-11-02"}
    with store.transaction() as connection:
        message_rows.keep(connection, asked(id="answered"))
        message_rows.answer(connection, "answered", SAID)
        message_rows.keep(connection, asked(id="unanswered"))
        message_rows.keep(connection, asked(id="proposed", kind=EnquiryKind.PROPOSAL, due=None))
    for name in ("answered", "proposed"):
        with snapshot(store) as connection:
            assert message_rows.overdue(connection, days[name])
    with store.transaction() as connection:
        assert not message_rows.overdue(connection, "2014-11-01")
        assert message_rows.erase(connection, days["answered"]) == 2
        assert not message_rows.overdue(connection, "2014-11-30")
        assert message_rows.erase(connection, days["unanswered"]) == 1
