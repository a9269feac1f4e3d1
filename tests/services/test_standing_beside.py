"""Who knows no extension reads valid STIX: labels, members, places; and no place longer than a sighting tells of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from coalesce.dates import PartialDate
from coalesce.records import RecordList, Sighting, SightingKind
from coalesce.services.node import Node
from coalesce.services.offering import _alone, offer
from coalesce.services.peering import PeerOrder, add_peer
from coalesce.services.withdrawing import withdraw
from coalesce.store import guard
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, owner, publish, raw_rows
from tests.exchange_nodes import URL, beside, nodes, unreached

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), "Tal Kushtar")
SAME = replace(SEEN, kind=SightingKind.LEFT)
OTHER = replace(SEEN, place="Wadi Qanas")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with nodes(tmp_path, "NL", "FR") as made:
        yield made[0]


@pytest.fixture
def border(node: Node) -> RecordList:
    return add_list(node.store, held=handling("FR"))


def places(node: Node) -> list[str]:
    """The places that FR's peer could fetch just now."""
    with closing(sqlite3.connect(node.store.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.mode, context.member, context.peer = guard.SEND, "FR", "fr"
        context.today = node.store.clock.today().isoformat()
        rows = connection.execute("SELECT body FROM visible_outbox WHERE type = 'location' ORDER BY seq").fetchall()
    return [orjson.loads(row[0])["name"] for row in rows]


def test_what_is_referred_to_lies_beside_once(node: Node, border: RecordList) -> None:
    publish(node.store, border, [entry("A", sightings=(SEEN, SAME)), entry("B", sightings=(SEEN, OTHER))])
    told = offer(node)[0]
    assert (told.added, told.changed) == (6, 0)
    found = beside(node, "fr")
    kinds = sorted(one["type"] for one in found)
    assert kinds == ["extension-definition", "identity", "identity", "location", "location", "marking-definition"]
    assert sorted(places(node)) == ["Tal Kushtar", "Wadi Qanas"]
    before = raw_rows(node.store.folder, "SELECT * FROM wire")
    offer(node, whole=True)
    assert raw_rows(node.store.folder, "SELECT * FROM wire") == before


def test_a_place_is_hidden_with_the_sighting_that_it_lies_beside_and_comes_beside_another(
    node: Node, border: RecordList
) -> None:
    publish(node.store, border, [entry("A", sightings=(SEEN,)), entry("B", sightings=(SAME, OTHER))], "first")
    offer(node)
    with _alone(node):
        withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "they asked")
        withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["B"], "they asked")
    assert places(node) == []
    publish(node.store, border, [entry("C", sightings=(SAME,))], "second")
    offer(node)
    assert places(node) == ["Tal Kushtar"]


@pytest.mark.parametrize("gone", ["A", "B"])
def test_a_place_stays_while_any_sighting_tells_of_it(node: Node, border: RecordList, gone: str) -> None:
    publish(node.store, border, [entry("A", sightings=(SEEN,)), entry("B", sightings=(SAME, OTHER))], "first")
    offer(node)
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)[gone], "they asked")
    assert places(node) == (["Wadi Qanas", "Tal Kushtar"] if gone == "A" else ["Tal Kushtar"])
    assert not [one for one in beside(node, "fr") if gone == "B" and one.get("name") == "Wadi Qanas"]


def test_narrowing_a_sighting_hides_its_place_at_once(node: Node, border: RecordList) -> None:
    publish(node.store, border, [entry("A", sightings=(SEEN, OTHER))], "first")
    offer(node)
    kept = replace(SEEN, handling=handling())
    publish(node.store, border, [entry("A", sightings=(kept, OTHER))], "second")
    assert places(node) == ["Wadi Qanas"]
    offer(node)
    assert [one["name"] for one in beside(node, "fr") if one["type"] == "location"] == ["Wadi Qanas"]


def test_a_place_moves_with_its_record_to_another_version(node: Node, border: RecordList) -> None:
    publish(node.store, border, [entry("A", sightings=(SEEN,))], "first")
    offer(node)
    publish(node.store, border, [entry("A", "Vulneq Shambir", sightings=(SEEN,))], "second")
    offer(node)
    assert raw_rows(node.store.folder, "SELECT DISTINCT number FROM wire WHERE record_id IS NOT NULL") == [(2,)]
    assert places(node) == ["Tal Kushtar"]


def test_who_signs_nothing_is_told_by_revocations(node: Node, border: RecordList) -> None:
    add_list(node.store, "partner")
    add_peer(node, owner(node.store), PeerOrder("plain", "FR", URL, plain_list="partner"), unreached)
    publish(node.store, border, [entry("A", sightings=(SEEN,)), entry("B")], "first")
    offer(node, ["plain"])
    publish(node.store, border, [entry("B")], "second")
    (told,) = offer(node, ["plain"])
    assert told.withdrawn == 2
    query = "SELECT body FROM wire WHERE peer = 'plain' AND CAST(body AS TEXT) LIKE '%revoked%' ORDER BY type"
    found = [orjson.loads(row[0]) for row in raw_rows(node.store.folder, query)]
    assert [(one["type"], one["revoked"]) for one in found] == [("identity", True), ("sighting", True)]
    assert found[1]["sighting_of_ref"] == found[0]["id"]
    assert "Zorbal" not in str(found)
    assert raw_rows(node.store.folder, "SELECT count(*) FROM sent_withdrawal") == [(0,)]
