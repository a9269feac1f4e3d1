"""A confirmed sentence becomes a row with its quote; a like row asks first; nothing is kept twice or without a person's word."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from coalesce.errors import BadField, BadUsage, NotFound, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.records import Commitment, EventKind, LineOfEffort
from coalesce.services.node import Node
from coalesce.services.reporting import Alike, Confirmed, Kept, confirm, writable_plans
from tests.builders import handling, let_in, make_node, owner
from tests.commitments.plan_nodes import add_plan, keep, seen

QUOTE = "France will send six F-16s to Iraq."
JETS = {
    "form": "contribution", "status": "declared", "member": "FR", "line": "military", "kind": "combat aircraft",
    "quantity": "6", "unit": "F-16s", "place": "Iraq", "quote": QUOTE, "source": "a paper", "announced": "2014-09-05",
    "language": "en",
}  # fmt: skip


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    let_in(made.store, "odile", "FR", Role.RELEASING_OFFICER)
    add_plan(made.store, held=handling("FR:planning"))
    yield made
    made.store.close()


def kept(node: Node, cells: dict[str, str], **meant: object) -> tuple[str, ...]:
    done = confirm(node, owner(node.store), Confirmed("NL/autumn", cells, **meant))  # type: ignore[arg-type]  # same_as, another
    assert isinstance(done, Kept)
    return done.ids


def test_a_confirmed_row_has_its_sentence_as_evidence(node: Node) -> None:
    (identity,) = kept(node, JETS)
    (held,) = seen(node.store).values()
    assert held.id == identity
    assert held.status is EventKind.DECLARED
    assert isinstance(held.terms, Commitment)
    assert held.terms.amount is not None
    assert held.terms.amount.amount == Decimal(6)
    (event,) = held.events
    assert event.evidence is not None
    assert (event.evidence.quote, event.evidence.source, str(event.evidence.published)) == (
        QUOTE,
        "a paper",
        "2014-09-05",
    )
    assert str(event.day) == "2014-09-05"


def test_what_is_not_said_stays_unknown(node: Node) -> None:
    kept(node, {"form": "statement", "status": "declared", "quote": "We must do more.", "source": "a paper"})
    (held,) = seen(node.store).values()
    assert isinstance(held.terms, Commitment)
    assert (held.terms.amount, held.terms.line, held.terms.by, held.terms.place) == (None, None, None, "")
    assert held.events[0].day is None


def test_confirmed_twice_it_is_kept_once(node: Node) -> None:
    first, again = kept(node, JETS), kept(node, JETS)
    assert first == again
    (held,) = seen(node.store).values()
    assert (len(held.events), held.version) == (1, 1)


def test_a_like_row_asks_which_it_is(node: Node) -> None:
    (first,) = kept(node, JETS)
    later = {**JETS, "quantity": "8", "quote": "France said it would send eight F-16s to Iraq."}
    done = confirm(node, owner(node.store), Confirmed("autumn", later))
    assert isinstance(done, Alike)
    assert [held.id for held in done.there] == [first]
    assert [len(held.events) for held in seen(node.store).values()] == [1]


def test_the_same_commitment_gets_an_event_and_keeps_what_the_sentence_leaves_open(node: Node) -> None:
    (first,) = kept(node, {**JETS, "conditions": "if asked"})
    later = {
        **JETS,
        "status": "confirmed",
        "quantity": "",
        "unit": "",
        "quote": "Paris approved it.",
        "announced": "2014-09-19",
    }
    assert kept(node, later, same_as=first) == (first,)
    (held,) = seen(node.store).values()
    assert isinstance(held.terms, Commitment)
    assert held.status is EventKind.CONFIRMED
    assert held.terms.amount is not None
    assert held.terms.conditions == "if asked"
    assert {event.evidence.quote for event in held.events if event.evidence} == {QUOTE, "Paris approved it."}
    assert kept(node, later, same_as=first) == (first,)
    assert len(seen(node.store)[held.terms.reference].events) == 2


def test_another_commitment_stands_beside_it(node: Node) -> None:
    (first,) = kept(node, JETS)
    later = {**JETS, "quote": "France will send six more."}
    (second,) = kept(node, later, another=True)
    assert second != first
    assert kept(node, later, another=True) == (second,)
    (third,) = kept(node, {**later, "quote": "And six again."}, another=True)
    assert len({first, second, third}) == len(seen(node.store)) == 3


def test_two_lines_give_two_entries_with_one_sentence(node: Node) -> None:
    cells = {**JETS, "line": "military; humanitarian", "kind": "transport", "quantity": "", "unit": ""}
    assert len(kept(node, cells)) == 2
    held = seen(node.store).values()
    assert {one.terms.line for one in held} == {LineOfEffort.MILITARY, LineOfEffort.HUMANITARIAN}
    assert {event.evidence.quote for one in held for event in one.events if event.evidence} == {QUOTE}


@pytest.mark.parametrize(
    ("field", "value"),
    [("quantity", "many"), ("since", "soon"), ("currency", "euros"), ("notice_days", "a week"), ("date", "2099-01-01")],
)
def test_a_field_that_cannot_be_is_named_and_nothing_is_kept(node: Node, field: str, value: str) -> None:
    with pytest.raises(BadField) as fault:
        kept(node, {**JETS, field: value})
    assert fault.value.where.field == field
    assert seen(node.store) == {}


def test_an_entry_that_is_not_there_is_unknown(node: Node) -> None:
    with pytest.raises(NotFound):
        kept(node, JETS, same_as="nothing")


def test_a_word_on_an_entry_of_another_plan_brings_nothing_over(node: Node) -> None:
    secret = keep(node.store, add_plan(node.store, "winter"), Commitment("W1", conditions="kept to us"))
    with pytest.raises(NotFound):
        kept(node, JETS, same_as=secret)
    assert "kept to us" not in str(seen(node.store, node.store.actor("claire")))


def test_a_further_word_shows_an_entry_to_nobody_else(node: Node) -> None:
    with node.store.read(owner(node.store), Purpose.PLANNING) as view:
        (plan,) = view.plans()
    own = keep(node.store, plan, Commitment("X1", kind="combat aircraft"), held=handling())
    assert kept(node, JETS, same_as=own) == (own,)
    assert seen(node.store)["X1"].version == 2
    assert seen(node.store, node.store.actor("claire")) == {}


def test_only_who_writes_plans_may(node: Node) -> None:
    with pytest.raises(NotPermitted):
        confirm(node, node.store.actor("claire"), Confirmed("NL/autumn", JETS))
    with pytest.raises(BadUsage):
        confirm(node, node.store.actor("odile"), Confirmed("NL/autumn", JETS))
    assert seen(node.store) == {}


def test_the_plans_to_choose_from_are_those_one_may_write(node: Node) -> None:
    assert [plan.name for plan in writable_plans(node, owner(node.store))] == ["autumn"]
    keep(node.store, writable_plans(node, owner(node.store))[0], Commitment("C1"))
    assert writable_plans(node, node.store.actor("odile")) == []
    with pytest.raises(NotPermitted):
        writable_plans(node, node.store.actor("claire"))
