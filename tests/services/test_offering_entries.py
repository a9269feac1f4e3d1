"""Entries of plans lie ready for whom they are released to, whole with their events; what is lost is taken back; nothing else shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from coalesce.records import CommitmentSent, EventKind, Need
from coalesce.services.committing import note_event
from coalesce.services.node import Node
from coalesce.services.offering import offer, offer_few
from coalesce.services.taking_back import outstanding
from tests.builders import handling, owner, raw_rows
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import add_plan, publish, staged
from tests.exchange_nodes import nodes, ready
from tests.services.plans_sent import TO_BOTH, TO_FR, carry, held, kept, later, told


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        add_plan(made[0].store, "autumn")
        yield made


@pytest.fixture
def node(world: list[Node]) -> Node:
    return world[0]


def entries(node: Node, peer: str) -> list[CommitmentSent]:
    return [one.message for one in ready(node, peer) if isinstance(one.message, CommitmentSent)]


def test_each_peer_gets_what_its_member_may_read(node: Node) -> None:
    kept(node, commitment("C1", "NL", amount=quantity(6)), held=TO_BOTH)
    kept(node, commitment("C2", "NL"), held=TO_FR)
    kept(node, commitment("C3", "NL"), held=handling())
    kept(node, commitment("C4", "NL"), held=handling("FR:statistics"))
    kept(node, Need("N1", kind="tents"), held=TO_FR)
    offer(node)
    assert sorted(map(str, told(node, "fr"))) == ["('C1', 'declared')", "('C2', 'declared')", "('N1',)"]
    assert told(node, "be") == [("C1", "declared")]
    (one,) = ready(node, "be")
    assert one.grant.purposes == {"planning"}
    assert isinstance(one.message, CommitmentSent)
    assert (one.message.plan, one.message.member, one.message.terms.amount) == ("autumn", "NL", quantity(6))


def test_nothing_is_written_anew_where_nothing_that_is_told_changed(node: Node) -> None:
    kept(node, commitment("C1"), held=TO_FR)
    assert [(one.peer, one.added) for one in offer(node)] == [("be", 0), ("fr", 1)]
    before = entries(node, "fr")
    kept(node, commitment("C1"), held=TO_BOTH)  # released to another too
    assert [(one.peer, one.added, one.changed) for one in offer(node)] == [("be", 1, 0), ("fr", 0, 0)]
    assert entries(node, "fr") == before
    numbers = raw_rows(node.store.folder, "SELECT entry_number FROM wire WHERE peer = 'fr'")
    assert numbers == raw_rows(node.store.folder, "SELECT number FROM offered WHERE peer = 'fr'") == [(2,)]
    for whole in (False, True):
        assert {(one.added, one.changed, one.withdrawn) for one in offer(node, whole=whole)} == {(0, 0, 0)}


def test_an_event_and_its_correction_are_told_with_the_entry(node: Node) -> None:
    first = kept(node, commitment("C1"), event(day="2014-09-01"))
    offer(node)
    note_event(node, owner(node.store), first, event(EventKind.CONFIRMED, "2014-10-01"))
    kept(node, commitment("C1"), event(day="2014-09-02"))
    offer(node)
    (one,) = entries(node, "fr")
    by = {str(said.day): said for said in one.events}
    assert by["2014-09-02"].corrects == by["2014-09-01"].id
    assert by["2014-10-01"].kind is EventKind.CONFIRMED
    assert all(said.id.startswith("coalesce-event--") and not said.at and not said.by for said in one.events)
    assert one.created <= one.modified
    local = {row[0] for row in raw_rows(node.store.folder, "SELECT id FROM commitment_event")}
    assert not local & {said.id for said in one.events}


def test_what_is_lost_is_taken_back_with_its_reason(node: Node) -> None:
    plan = add_plan(node.store, "import", TO_FR)
    publish(node.store, plan, [staged(commitment("A"), held=TO_FR), staged(commitment("B"), held=TO_FR)])
    kept(node, commitment("C"))
    offer(node)
    kept(node, commitment("C"), held=handling())
    assert sorted(map(str, told(node, "fr"))) == ["('A', 'declared')", "('B', 'declared')"], "before the job has run"
    publish(node.store, plan, [staged(commitment("A"), held=TO_FR)])
    offer(node)
    found = told(node, "fr")
    assert sorted(map(str, found)) == ["('A', 'declared')", "('delisted', 1)", "('narrowed', 1)"]


def test_who_signs_nothing_is_told_by_a_revocation_and_owes_no_receipt(node: Node) -> None:
    raw_rows(node.store.folder, "UPDATE peer SET key = x'' WHERE name = 'fr'")
    kept(node, commitment("C1"), held=TO_FR)
    offer(node, ["fr"])
    (sent,) = raw_rows(node.store.folder, "SELECT body FROM wire WHERE type = 'coalesce-commitment'")
    kept(node, commitment("C1"), held=handling())
    assert [one.withdrawn for one in offer(node, ["fr"])] == [1]
    assert outstanding(node, "fr") == []
    ((last,),) = raw_rows(node.store.folder, "SELECT body FROM wire WHERE box = 'out' AND type LIKE 'coalesce-%'")
    found = orjson.loads(last)
    assert (found["id"], found["revoked"]) == (orjson.loads(sent[0])["id"], True)
    assert not {"plan_reference", "line", "amount", "events", "grant"} & found.keys()


def test_what_has_ended_is_gone_on_its_day_and_needs_no_withdrawal(world: list[Node]) -> None:
    node = world[0]
    short = handling("FR:planning", until=node.store.clock.today())
    kept(node, commitment("C1"), held=short)
    offer(node)
    assert len(told(node, "fr")) == 1
    later(*world)
    assert told(node, "fr") == []
    offer(node)
    assert told(node, "fr") == []
    assert raw_rows(node.store.folder, "SELECT count(*) FROM offered") == [(0,)]


def test_what_was_handled_otherwise_for_a_while_is_given_anew(node: Node) -> None:
    kept(node, commitment("C1"))
    offer(node)
    (before,) = entries(node, "fr")
    for one in (handling(), TO_FR):
        kept(node, commitment("C1"), held=one)
    assert [(one.peer, one.changed) for one in offer(node, ["fr"])] == [("fr", 1)]
    (after,) = entries(node, "fr")
    assert after.modified > before.modified
    assert (after.id, after.terms) == (before.id, before.terms)


def test_a_successor_is_named_to_whom_it_is_released_alone(node: Node) -> None:
    kept(node, commitment("C2"), held=TO_BOTH)
    first = kept(node, commitment("C1"), held=TO_BOTH)
    note_event(node, owner(node.store), first, event(EventKind.SUPERSEDED, "2014-10-01", successor="C2"))
    offer(node)

    def named(peer: str) -> list[str | None]:
        return [said.successor for one in entries(node, peer) for said in one.events if said.kind == "superseded"]

    assert (named("fr"), named("be")) == (["C2"], ["C2"])
    kept(node, commitment("C2"), held=TO_FR)
    offer(node)
    assert (named("fr"), named("be")) == (["C2"], [None])


def test_few_changes_are_laid_out_at_once_and_many_are_left(node: Node) -> None:
    kept(node, commitment("C1"))
    offer_few(node, most=1)
    assert told(node, "fr") == [("C1", "declared")]
    for name in ("C2", "C3"):
        kept(node, commitment(name))
    offer_few(node, most=1)
    assert told(node, "fr") == [("C1", "declared")]


def test_a_copy_is_offered_to_nobody(world: list[Node]) -> None:
    nl, fr, _ = world
    kept(nl, commitment("C1"), held=TO_BOTH)
    carry(nl, fr)
    assert held(fr) == {"C1": "declared"}
    assert {(one.added, one.withdrawn) for one in offer(fr, whole=True)} == {(0, 0)}


def test_an_entry_that_cannot_be_said_is_told_and_taken_back(node: Node) -> None:
    kept(node, commitment("C1", conditions="x"))
    offer(node)
    kept(node, commitment("C1", conditions="x" * 1_100_000))
    (one,) = offer(node, ["fr"])
    assert (one.unsaid, one.withdrawn) == (1, 1)
