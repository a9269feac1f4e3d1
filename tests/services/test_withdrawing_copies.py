"""What is taken back goes with all that was derived of it, stays away, and is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.records import (
    Origin,
    TakenBack,
    WithdrawalSent,
)
from coalesce.services.node import Node
from coalesce.services.taking_in import take_in
from coalesce.stix import stix_id
from tests.builders import leaves, raw_rows
from tests.exchange_nodes import box_of, hand, holds, nodes
from tests.said import (
    PERSON,
    SEEN,
    SIGHTING,
    at,
    back,
    came,
    held,
    person,
    receipts,
    said,
    sighting,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


@pytest.fixture
def nl(world: list[Node]) -> Node:
    return world[0]


@pytest.fixture
def fr(world: list[Node]) -> Node:
    return world[1]


def test_a_withdrawal_erases_and_is_answered(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting())
    told = came(fr, nl, back(1, PERSON, SIGHTING))
    assert told.erased == 2
    assert receipts(fr) == [((PERSON, SIGHTING), ())]
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM record") == [(0,)]
    assert not holds(fr, "Zorbal")
    assert any('"action":"copies erased"' in leaf for leaf in leaves(fr.store.folder))


def test_a_person_goes_with_sightings_that_are_not_named(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting(5))
    came(fr, nl, back(1, PERSON))
    assert held(fr) == {}
    assert came(fr, nl, sighting(5)).waiting == 0


def test_a_sighting_goes_alone(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting(seen=replace(SEEN, place="Tal Kushtar")))
    came(fr, nl, back(1, SIGHTING))
    assert held(fr) == {"A": ("Zorbal Kemtari",)}
    assert not holds(fr, "Kushtar")


def test_what_was_taken_back_does_not_come_again_by_an_older_word(fr: Node, nl: Node) -> None:
    came(fr, nl, person(1))
    came(fr, nl, back(2, PERSON))
    assert came(fr, nl, person(1)).dropped == 1
    assert held(fr) == {}
    came(fr, nl, person(3))
    assert set(held(fr)) == {"A"}
    assert came(fr, nl, back(2, PERSON, identity="again")).erased == 0
    assert set(held(fr)) == {"A"}
    assert receipts(fr)[-1] == ((), (PERSON,))


def test_what_was_never_here_is_receipted_as_not_held_and_kept_away(fr: Node, nl: Node) -> None:
    came(fr, nl, back(2, PERSON))
    assert receipts(fr) == [((), (PERSON,))]
    assert came(fr, nl, person(1)).persons == 0


def test_what_waits_is_taken_back_too(fr: Node, nl: Node) -> None:
    came(fr, nl, sighting(seen=replace(SEEN, place="Tal Kushtar")))
    came(fr, nl, back(2, PERSON))
    assert box_of(fr, "nl") == []
    assert not holds(fr, "Kushtar")


def of_be(world: list[Node], hours: int, *of: str) -> bytes:
    told = WithdrawalSent(stix_id(b"b", "coalesce-withdrawal", "w"), of, TakenBack.WITHDRAWN, at(hours), "BE")
    return said(world[2], told)


def test_nobody_takes_back_what_is_anothers_nor_learns_whether_it_is_here(
    fr: Node, nl: Node, world: list[Node]
) -> None:
    came(fr, nl, person())
    nothing = stix_id(b"s", "identity", "nobody")
    hand(fr, "be", of_be(world, 1, PERSON, nothing))
    assert take_in(fr, "be").refused == {}
    assert set(held(fr)) == {"A"}
    assert receipts(fr) == []
    assert receipts(fr, "be") == [((), (PERSON, nothing))]
    came(fr, nl, person(1, "Hedraq Tolumis"))
    assert held(fr) == {"A": ("Hedraq Tolumis",)}


def test_who_says_something_under_anothers_id_hinders_no_withdrawal(fr: Node, nl: Node, world: list[Node]) -> None:
    came(fr, nl, person(), sighting())
    theirs = person(name="Vulneq Shambir", origin=Origin("BE", "border"))
    hand(fr, "be", said(world[2], theirs))
    assert take_in(fr, "be").persons == 1
    assert came(fr, nl, back(1, PERSON, SIGHTING)).erased == 2
    assert receipts(fr) == [((PERSON, SIGHTING), ())]
    assert held(fr) == {"A": ("Vulneq Shambir",)}
    assert not holds(fr, "Zorbal")


def test_what_waits_is_taken_back_by_who_said_it_alone(fr: Node, nl: Node, world: list[Node]) -> None:
    raw_rows(fr.store.folder, "UPDATE peer SET speaks_for = 'NL' WHERE name = 'be'")
    hand(fr, "be", said(nl, sighting()))
    assert take_in(fr, "be").waiting == 1
    hand(fr, "be", of_be(world, 1, PERSON, SIGHTING))
    take_in(fr, "be")
    hand(fr, "be", said(nl, person()))
    take_in(fr, "be")
    assert held(fr) == {"A": ("Zorbal Kemtari", "entered")}
