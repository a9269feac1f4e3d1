"""What lies ready is brought to a peer that does not come for it: once each, as much at once as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, Unreachable
from coalesce.records import RecordList
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.pulling import pull
from coalesce.services.pushing import inbox, push
from coalesce.services.taking_back import outstanding
from coalesce.services.taking_in import take_in
from coalesce.services.wire import Collection
from coalesce.services.withdrawing import withdraw
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, leaves, owner, publish, raw_rows
from tests.exchange_nodes import Ring, opened, ring
from tests.said import held


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Ring]:
    with ring(tmp_path, "NL", "FR") as made:
        yield made


@pytest.fixture
def nl(two: Ring) -> Node:
    return two.nodes[0]


@pytest.fixture
def fr(two: Ring) -> Node:
    return two.nodes[1]


@pytest.fixture
def border(nl: Node) -> RecordList:
    made = add_list(nl.store, held=handling("FR"))
    publish(nl.store, made, [entry("A"), entry("B", "Vulneq Shambir")], "first")
    offer(nl)
    return made


def test_what_lies_ready_is_given_once(nl: Node, fr: Node, border: RecordList) -> None:
    assert push(nl, "fr", opened).posted == 2
    assert push(nl, "fr", opened).posted == 0
    assert take_in(fr, "nl").persons == 2
    assert set(held(fr)) == {"A", "B"}
    publish(nl.store, border, [entry("A", "Hedraq Tolumis"), entry("B", "Vulneq Shambir")], "second")
    offer(nl)
    assert push(nl, "fr", opened).posted == 1
    assert any('"action":"push"' in leaf for leaf in leaves(nl.store.folder))


def test_a_withdrawal_that_was_given_waits_for_its_receipt(nl: Node, fr: Node, border: RecordList) -> None:
    push(nl, "fr", opened)
    take_in(fr, "nl")
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["A"], "they asked")
    assert push(nl, "fr", opened).posted == 1
    assert push(nl, "fr", opened).posted == 0
    assert len(outstanding(nl, "fr")) == 1
    assert take_in(fr, "nl").erased == 1
    assert push(fr, "nl", opened).posted == 1
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM wire WHERE box = 'out'") == [(0,)]
    assert take_in(nl, "fr").receipts == 1
    assert outstanding(nl, "fr") == []


def test_what_was_given_and_is_fetched_too_is_taken_in_once(nl: Node, fr: Node, border: RecordList) -> None:
    push(nl, "fr", opened)
    told = pull(fr, "nl", opened)
    assert (told.taken.persons, told.taken.dropped) == (2, 2)


def test_no_more_is_given_at_once_than_the_peer_takes(nl: Node, fr: Node, border: RecordList) -> None:
    publish(nl.store, border, [entry(f"R{n}", remarks="x" * 2_000) for n in range(9)], "second")
    offer(nl)
    settings = replace(fr.store.settings, taxii_max_content_bytes=9_000)
    fr.store.settings = settings
    with Ring([fr]) as anew:
        raw_rows(nl.store.folder, "UPDATE peer SET url = ?", anew.url(fr))
        assert push(nl, "fr", opened).posted == 10
        assert take_in(fr, "nl").persons == 9
    assert raw_rows(fr.store.folder, "SELECT count(DISTINCT id) > 3 FROM post") == [(1,)]


def test_what_the_peer_does_not_take_is_counted_and_kept(nl: Node, fr: Node, border: RecordList) -> None:
    fr.store.settings = replace(fr.store.settings, taxii_inbox_bytes=1)
    with pytest.raises(Unreachable):
        push(nl, "fr", opened)
    fr.store.settings = replace(fr.store.settings, taxii_inbox_bytes=10**9)
    assert push(nl, "fr", opened).posted == 2


def test_who_has_no_inbox_or_is_suspended_is_given_nothing(nl: Node) -> None:
    with pytest.raises(Unreachable, match="no inbox"):
        inbox([Collection("1", "x", "released", True, False), Collection("2", "x", "inbox", True, False)])
    nl.store.exchange.set_active(owner(nl.store), "fr", False)
    with pytest.raises(BadUsage, match="suspended"):
        push(nl, "fr", opened)
