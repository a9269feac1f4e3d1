"""Nodes that pull from each other: what is released arrives once and binds, what is taken back goes, and receipts come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import BadUsage, Unreachable
from coalesce.records import RecordList, Sighting, SightingKind
from coalesce.services import pulling
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.peering import PeerOrder, add_peer
from coalesce.services.pulling import chosen, due, looked_at, pull, read_row
from coalesce.services.taking_back import outstanding
from coalesce.services.taking_in import take_in
from coalesce.services.wire import Collection, Listed, Peer, Reach
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store, backup, pull_rows
from coalesce.store.peers import KnownPeer
from coalesce.store.pull_rows import PullState
from coalesce.taxii.client import Client
from tests.builders import INVESTIGATION, NOON, add_list, entry, handling, ids, leaves, model, owner, publish, raw_rows
from tests.exchange_nodes import BOUNDS, Ring, box_of, holds, opened, ring
from tests.fake_taxii import INBOX, RELEASED, Asked, FakeServer, Told, serving, told

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3))
LEFT = Sighting(SightingKind.LEFT, "SY", PartialDate.of(2014, 6))


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
    publish(nl.store, made, [entry("A", sightings=(SEEN, LEFT)), entry("B", "Vulneq Shambir")], "first")
    return made


def exchanged(nl: Node, fr: Node) -> pulling.Pulled:
    offer(nl)
    return pull(fr, "nl", opened)


def copies(node: Node) -> dict[str, tuple[str, int]]:
    """What others' records say here, by reference: name and number of sightings, as our own member sees them."""
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        found = view.records(list(view.facts()))
    own = node.store.settings.member
    return {one.entry.reference: (one.name, len(one.sightings)) for one in found.values() if one.owner != own}


def state(node: Node, peer: str = "nl") -> PullState:
    with node.store.transaction() as connection:
        return pull_rows.read(connection, peer)


def later(node: Node, **by: float) -> None:
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(**by)


def test_what_is_released_arrives_and_says_the_same(nl: Node, fr: Node, border: RecordList) -> None:
    told_first = exchanged(nl, fr)
    assert (told_first.came, told_first.taken.persons, told_first.taken.sightings) == (4, 2, 2)
    assert copies(fr) == {"A": ("Zorbal Kemtari", 2), "B": ("Vulneq Shambir", 0)}
    with fr.store.read(owner(fr.store), INVESTIGATION) as view:
        (one,) = (record for record in view.records(list(view.facts())).values() if record.entry.reference == "A")
    assert (one.owner, one.list_name, one.handling.members(INVESTIGATION)) == ("NL", "border", {"FR"})
    assert sorted(held.sighting.kind for held in one.sightings) == ["entered", "left"]
    assert box_of(fr, "nl") == []
    again = pull(fr, "nl", opened)
    assert (again.came, again.taken.persons) == (0, 0)
    assert state(fr).at == NOON
    assert any('"action":"pull"' in leaf and '"came":4' in leaf for leaf in leaves(fr.store.folder))


def test_a_change_arrives_and_leaves_one_version(nl: Node, fr: Node, border: RecordList) -> None:
    exchanged(nl, fr)
    publish(nl.store, border, [entry("A", "Hedraq Tolumis", sightings=(SEEN,)), entry("B", "Vulneq Shambir")], "second")
    exchanged(nl, fr)
    assert copies(fr) == {"A": ("Hedraq Tolumis", 1), "B": ("Vulneq Shambir", 0)}
    assert raw_rows(fr.store.folder, "SELECT count(*), count(DISTINCT record_id) FROM version") == [(2, 2)]
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM sighting") == [(1,)]


def test_a_withdrawal_erases_and_its_receipt_comes_back_in_the_same_turn(
    nl: Node, fr: Node, border: RecordList
) -> None:
    exchanged(nl, fr)
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["A"], "they asked")
    assert [len(one.of) for one in outstanding(nl, "fr")] == [3]
    told_second = exchanged(nl, fr)
    assert (told_second.taken.erased, told_second.posted) == (3, 1)
    assert copies(fr) == {"B": ("Vulneq Shambir", 0)}
    assert take_in(nl, "fr").receipts == 1
    assert outstanding(nl, "fr") == []
    for node in (nl, fr):
        assert raw_rows(node.store.folder, "SELECT count(*) FROM wire WHERE type LIKE 'coalesce-%'") == [(0,)]
        assert not holds(node, "Zorbal")


def test_a_receipt_waits_in_the_out_box_where_the_peer_takes_none(nl: Node, fr: Node, border: RecordList) -> None:
    exchanged(nl, fr)
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["A"], "they asked")
    nl.store.settings = replace(nl.store.settings, taxii_inbox_bytes=1)
    with pytest.raises(Unreachable):
        exchanged(nl, fr)
    assert copies(fr) == {"B": ("Vulneq Shambir", 0)}
    assert pull(nl, "fr", opened).taken.receipts == 1
    assert outstanding(nl, "fr") == []


@pytest.mark.parametrize("page", [1, 3])
def test_a_pull_goes_on_where_it_was_broken_off(
    nl: Node, fr: Node, border: RecordList, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(nl.store, border, [entry(f"R{n}", sightings=(SEEN,)) for n in range(12)], "second")
    offer(nl)
    kept: list[int] = []
    before = pulling._Pulling._keep

    def keep(self: Any, one: Any) -> None:
        if len(kept) == page:
            raise KeyboardInterrupt
        kept.append(1)
        before(self, one)

    with monkeypatch.context() as patched:
        patched.setattr(pulling._Pulling, "_keep", keep)
        with pytest.raises(KeyboardInterrupt):
            pull(fr, "nl", opened)
    assert len(box_of(fr, "nl")) == 7 * page
    told_then = pull(fr, "nl", opened)
    assert told_then.came == 24 - 7 * page
    assert len(copies(fr)) == 12


def test_a_long_pull_takes_in_as_it_goes(
    nl: Node, fr: Node, border: RecordList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "PAGES", 1)
    monkeypatch.setattr(pulling, "AT_ONCE", 2)
    publish(nl.store, border, [entry(f"R{n}", sightings=(SEEN,)) for n in range(12)], "second")
    assert exchanged(nl, fr).taken.persons == 12
    editions = raw_rows(fr.store.folder, "SELECT count(*) FROM edition")
    assert editions[0][0] > 2


def test_a_peer_that_does_not_answer_is_left_alone_for_longer_and_longer(nl: Node, fr: Node, tmp_path: Path) -> None:
    with ring(tmp_path / "other", "BE", "LU") as others:
        be, lu = others.nodes
    waits = []
    for failures in range(1, 5):
        assert due(be, be.store.exchange.peer("lu"))
        with pytest.raises(Unreachable, match="lu: it does not answer"):
            pull(be, "lu", opened)
        now = state(be, "lu")
        assert (now.failures, now.error) == (failures, "it does not answer (ConnectError)")
        assert now.retry_at is not None
        waits.append((now.retry_at - NOON).total_seconds())
        assert not due(be, be.store.exchange.peer("lu"))
        raw_rows(be.store.folder, "UPDATE pull_state SET retry_at = NULL")
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    be.store.close()
    lu.store.close()


def test_a_peer_that_asks_for_time_gets_it(fr: Node) -> None:
    fake = FakeServer(twist=lambda asked, right: told({}, 503, Retry_After="7200"))
    with serving(fake):
        order = PeerOrder("slow", "BE", f"{fake.at}/taxii2/", plain_list="mine")
        add_list(fr.store, "mine", member="FR")
        add_peer(fr, owner(fr.store), order, opened)
        with pytest.raises(Unreachable, match="busy"):
            pull(fr, "slow", opened)
    assert state(fr, "slow").retry_at == NOON + timedelta(hours=2)


def test_a_suspended_peer_is_not_asked_nor_one_without_address(nl: Node, fr: Node) -> None:
    fr.store.exchange.set_active(owner(fr.store), "nl", False)
    with pytest.raises(BadUsage, match="suspended"):
        pull(fr, "nl", opened)
    assert not due(fr, fr.store.exchange.peer("nl"))
    assert not due(fr, KnownPeer("x", "NL"))
    nl.store.exchange.set_active(owner(nl.store), "fr", False)
    fr.store.exchange.set_active(owner(fr.store), "nl", True)
    with pytest.raises(Unreachable, match="does not let us in"):
        pull(fr, "nl", opened)


# -- what is held is compared --------------------------------------------------------------------------------------


def test_what_the_peer_has_no_longer_is_erased_by_whatever_way_its_withdrawal_was_lost(
    nl: Node, fr: Node, border: RecordList
) -> None:
    exchanged(nl, fr)
    raw_rows(nl.store.folder, "DELETE FROM offered WHERE stix_id IN (SELECT stix_id FROM wire WHERE type = 'sighting')")
    raw_rows(nl.store.folder, "DELETE FROM wire WHERE type = 'sighting'")
    assert pull(fr, "nl", opened).compared == 0
    later(fr, hours=25)
    assert pull(fr, "nl", opened).compared == 1
    assert copies(fr)["A"] == ("Zorbal Kemtari", 0)
    raw_rows(nl.store.folder, "DELETE FROM wire")
    assert pull(fr, "nl", opened, again=True).compared == 2
    assert copies(fr) == {}
    assert not holds(fr, "Zorbal")


class Meanwhile(Client):
    """While its manifest is read, another process takes something in that this manifest did not tell of."""

    def manifest(self, collection: str) -> Iterator[tuple[Listed, ...]]:
        yield from super().manifest(collection)
        self.taken()

    taken: Callable[[], object]


def test_what_comes_while_all_is_compared_stays(nl: Node, fr: Node, border: RecordList) -> None:
    exchanged(nl, fr)
    there = [entry("A", sightings=(SEEN, LEFT)), entry("B", "Vulneq Shambir"), entry("C", "Hedraq Tolumis")]
    publish(nl.store, border, there, "second")

    def meanwhile(reach: Reach) -> Peer:
        made = Meanwhile(reach, BOUNDS)
        made.taken = lambda: exchanged(nl, fr)
        return made

    assert pull(fr, "nl", meanwhile, again=True).compared == 0
    assert set(copies(fr)) == {"A", "B", "C"}


def test_reading_again_from_the_beginning_changes_nothing(nl: Node, fr: Node, border: RecordList) -> None:
    exchanged(nl, fr)
    before = raw_rows(fr.store.folder, "SELECT * FROM version")
    told_again = pull(fr, "nl", opened, again=True)
    assert (told_again.came, told_again.taken.dropped, told_again.compared) == (4, 4, 0)
    assert raw_rows(fr.store.folder, "SELECT * FROM version") == before


def test_a_restored_backup_does_not_bring_copies_back(nl: Node, fr: Node, border: RecordList, tmp_path: Path) -> None:
    exchanged(nl, fr)
    backup.write(fr.store, owner(fr.store), tmp_path / "before")
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["B"], "they asked")
    publish(nl.store, border, [entry("A", sightings=(SEEN,))], "second")
    exchanged(nl, fr)
    assert take_in(nl, "fr").receipts == 2
    fr.store.close()
    assert backup.restore(fr.store.folder, tmp_path / "before") == 2
    again = Node(Store(fr.store.folder, fr.store.settings, fr.store.clock), model())
    assert copies(again) == {"A": ("Zorbal Kemtari", 1)}
    assert not holds(again, "Vulneq")
    told_then = pull(again, "nl", opened)
    assert copies(again) == {"A": ("Zorbal Kemtari", 1)}
    assert told_then.compared == 0
    assert state(again).compared == NOON
    again.store.close()


def test_a_backup_in_a_new_folder_is_compared_at_its_next_pull(
    nl: Node, fr: Node, border: RecordList, tmp_path: Path
) -> None:
    exchanged(nl, fr)
    backup.write(fr.store, owner(fr.store), tmp_path / "before")
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["B"], "they asked")
    exchanged(nl, fr)
    take_in(nl, "fr")
    backup.restore(tmp_path / "new", tmp_path / "before")
    again = Node(Store(tmp_path / "new", fr.store.settings, fr.store.clock), model())
    assert pull(again, "nl", opened).compared == 1
    assert set(copies(again)) == {"A"}
    assert not holds(again, "Vulneq")
    again.store.close()


# -- what a peer says of itself ---------------------------------------------------------------------------------------


def test_a_collection_is_named_ones_own_or_the_only_one() -> None:
    released = Collection("1", "Released to you", "released", True, False)
    inbox = Collection("2", "Your inbox", "inbox", True, True)
    ours, plain = KnownPeer("a", "NL", key=b"k" * 32), KnownPeer("b", "NL")
    assert chosen(ours, [released, inbox], "") == "1"
    assert chosen(plain, [released], "") == "1"
    assert chosen(plain, [released, inbox], "Your inbox") == "2"
    with pytest.raises(Unreachable, match="--collection"):
        chosen(plain, [released, inbox], "")
    with pytest.raises(Unreachable, match="no such collection"):
        chosen(plain, [replace(released, can_read=False)], "")


def test_what_is_no_object_of_stix_is_not_kept() -> None:
    good = (
        b'{"id":"identity--00000000-0000-4000-8000-000000000000","type":"identity","modified":"2014-11-01T12:00:00Z"}'
    )
    row = read_row(good)
    assert row is not None
    assert (row.version, row.spec_version) == ("2014-11-01T12:00:00.000000Z", "2.1")
    assert looked_at(good) == (row, False), "it does not mean to be one of ours"
    for bad in (
        b"[",
        b"[]",
        b"{}",
        good.replace(b'"type":"identity"', b'"type":"malware"'),
        good.replace(b"0000-4000", b"x"),
    ):
        assert read_row(bad) is None
    for odd in (b"9999-12-31T23:59:59Z", b"soon", b"0001-01-01T00:00:00+14:00"):
        row = read_row(good.replace(b"2014-11-01T12:00:00Z", odd))
        assert row is not None
        assert row.version == ""


def test_a_plain_server_is_read_into_the_list_that_its_terms_name(fr: Node) -> None:
    person = {"type": "identity", "spec_version": "2.1", "id": "identity--00000000-0000-4000-8000-000000000001",
              "created": "2014-11-01T12:00:00Z", "modified": "2014-11-01T12:00:00Z", "name": "Zorbal Kemtari",
              "identity_class": "individual"}  # fmt: skip
    place = {"type": "location", "spec_version": "2.1", "id": "location--00000000-0000-4000-8000-000000000002",
             "created": "2014-11-01T12:00:00Z", "modified": "2014-11-01T12:00:00Z", "country": "SY"}  # fmt: skip
    seen = {"type": "sighting", "spec_version": "2.1", "id": "sighting--00000000-0000-4000-8000-000000000003",
            "created": "2014-11-01T12:00:00Z", "modified": "2014-11-01T12:00:00Z",
            "sighting_of_ref": person["id"], "where_sighted_refs": [place["id"]]}  # fmt: skip
    fake = FakeServer()

    def give(number: int, one: dict[str, Any]) -> None:
        fake.held.append((f"2014-11-01T13:00:{number:02}.000000Z", one))

    def named(asked: Asked, right: Told) -> Told:
        return right if INBOX not in asked.path else told({}, 404)

    fake.twist = named
    add_list(fr.store, "partner", member="FR")
    with serving(fake):
        order = PeerOrder("partner", "BE", f"{fake.at}/taxii2/", plain_list="partner", collection=RELEASED)
        add_peer(fr, owner(fr.store), replace(order, authorization="Basic dTpw"), opened)
        give(0, seen)
        assert pull(fr, "partner", opened).taken.plain == 0  # of nobody yet
        give(1, person)
        give(2, place)
        assert pull(fr, "partner", opened).taken.plain == 1
        with fr.store.read(owner(fr.store), INVESTIGATION) as view:
            (one,) = view.records(list(view.facts())).values()
        assert (one.owner, one.list_name, one.name) == ("FR", "partner", "Zorbal Kemtari")
        assert [held.sighting.country for held in one.sightings] == ["SY"]
        give(3, {**person, "modified": "2014-11-02T12:00:00Z", "revoked": True})
        assert pull(fr, "partner", opened).taken.plain == 0
        assert ids(fr.store) == {}
        assert {asked.headers.get("authorization") for asked in fake.asked} == {"Basic dTpw"}
