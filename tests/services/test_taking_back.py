"""A withdrawal lies ready until the peer that it went to answers it; nobody else can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from coalesce.records import ReceiptSent, WithdrawalSent
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.peering import own_signer
from coalesce.services.taking_back import AT_ONCE, RECEIPT, Mail, outstanding, take_receipt
from tests.builders import NOON, add_list, entry, handling, leaves, publish, raw_rows
from tests.exchange_nodes import nodes, ready


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


@pytest.fixture
def node(world: list[Node]) -> Node:
    made = world[0]
    to = add_list(made.store, held=handling("FR"))
    publish(made.store, to, [entry("A"), entry("B")], "first")
    offer(made)
    publish(made.store, to, [entry("B")], "second")
    offer(made)
    return made


def withdrawal(node: Node) -> WithdrawalSent:
    (found,) = [one.message for one in ready(node, "fr") if isinstance(one.message, WithdrawalSent)]
    return found


def receipt(of: WithdrawalSent) -> ReceiptSent:
    return ReceiptSent("coalesce-receipt--1", of.id, of.of, (), NOON.astimezone(UTC), "FR")


def answered(node: Node, said: ReceiptSent) -> bool:
    with node.store.transaction() as connection:
        return take_receipt(connection, node, said, b"raw")


def test_it_stands_as_outstanding_until_its_receipt_is_here(node: Node) -> None:
    sent = withdrawal(node)
    (open_,) = outstanding(node, "fr")
    assert (open_.id, open_.of, open_.reason, open_.answered) == (sent.id, sent.of, "delisted", None)
    assert answered(node, receipt(sent))
    assert outstanding(node, "fr") == []
    assert not any(isinstance(one.message, WithdrawalSent) for one in ready(node, "fr"))
    assert raw_rows(node.store.folder, "SELECT receipt FROM sent_withdrawal") == [(b"raw",)]
    assert any('"action":"receipt"' in leaf for leaf in leaves(node.store.folder))


def test_a_receipt_of_another_member_or_of_nothing_counts_for_nothing(node: Node) -> None:
    sent = withdrawal(node)
    assert not answered(node, replace(receipt(sent), member="BE"))
    unknown = ReceiptSent("coalesce-receipt--1", "coalesce-withdrawal--1", sent.of, (), NOON.astimezone(UTC), "FR")
    assert not answered(node, unknown)
    assert len(outstanding(node, "fr")) == 1


def test_a_second_receipt_changes_nothing(node: Node) -> None:
    sent = withdrawal(node)
    assert answered(node, receipt(sent))
    before = raw_rows(node.store.folder, "SELECT * FROM sent_withdrawal")
    assert answered(node, receipt(sent))
    assert raw_rows(node.store.folder, "SELECT * FROM sent_withdrawal") == before


def test_many_ids_are_taken_back_by_several_withdrawals(world: list[Node]) -> None:
    node = world[0]
    to = add_list(node.store, held=handling("FR"))
    publish(node.store, to, [entry(f"R{n}") for n in range(AT_ONCE + 5)], "first")
    offer(node, ["fr"])
    publish(node.store, to, [], "second")
    (one,) = offer(node, ["fr"])
    assert one.withdrawn == AT_ONCE + 5
    ids = [of for sent in outstanding(node, "fr") for of in sent.of]
    assert len(ids) == len(set(ids)) == AT_ONCE + 5


def test_ids_of_messages_are_new_each_time(node: Node) -> None:
    mail = Mail(node, node.store.exchange.peer("fr"), own_signer(node))
    assert mail.new_id(RECEIPT) != mail.new_id(RECEIPT)


def test_a_withdrawal_lies_ready_until_receipts_name_all_its_ids(node: Node) -> None:
    sent = withdrawal(node)
    assert answered(node, replace(receipt(sent), erased=()))
    assert [one.of for one in outstanding(node, "fr")] == [sent.of]
    assert withdrawal(node).id == sent.id
    assert answered(node, replace(receipt(sent), erased=(), not_held=sent.of))
    assert outstanding(node, "fr") == []
