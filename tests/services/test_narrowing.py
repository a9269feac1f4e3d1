"""Our own member uses others' records for less; it never widens, and what it gave up comes from the originator alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.services.narrowing import less, narrow
from coalesce.services.node import Node
from coalesce.services.taking_in import take_in
from tests.builders import INVESTIGATION, handling, leaves, let_in, owner, raw_rows
from tests.exchange_nodes import hand, holds, nodes
from tests.said import GRANT, LEFT, SEEN, came, held, person, said, sighting

BOTH = replace(GRANT, purposes=frozenset({INVESTIGATION, Purpose.BORDER}))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR") as made:
        came(made[1], made[0], person(), sighting(), grant=BOTH)
        yield made


@pytest.fixture
def nl(world: list[Node]) -> Node:
    return world[0]


@pytest.fixture
def fr(world: list[Node]) -> Node:
    return world[1]


def test_purposes_are_given_up_for_what_is_here_and_for_what_comes(fr: Node, nl: Node) -> None:
    done = narrow(fr, owner(fr.store), "NL/border", [Purpose.BORDER], None)
    assert (done.narrowed, done.erased, done.wider) == (1, 0, False)
    assert held(fr) == {}
    assert held(fr, Purpose.BORDER) == {"A": ("Zorbal Kemtari", "entered")}
    came(fr, nl, person(1, "Vulneq Shambir"), grant=BOTH)
    assert held(fr) == {}
    assert held(fr, Purpose.BORDER) == {"A": ("Vulneq Shambir", "entered")}
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM version") == [(1,)]
    assert any('"action":"narrow"' in leaf for leaf in leaves(fr.store.folder))


def test_the_time_is_shortened_and_never_prolonged(fr: Node, nl: Node) -> None:
    narrow(fr, owner(fr.store), "NL/border", [], date(2015, 1, 1))
    assert raw_rows(fr.store.folder, "SELECT keep_until FROM version UNION SELECT keep_until FROM sighting") == [
        ("2015-01-01",)
    ]
    assert narrow(fr, owner(fr.store), "NL/border", [], date(2099, 1, 1)).wider
    assert raw_rows(fr.store.folder, "SELECT keep_until FROM version") == [("2015-01-01",)]


def test_what_nothing_is_left_of_is_erased_and_does_not_come_again(fr: Node, nl: Node) -> None:
    done = narrow(fr, owner(fr.store), "NL/border", [Purpose.SCREENING], None)
    assert (done.narrowed, done.erased) == (0, 1)
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM record") == [(0,)]
    assert not holds(fr, "Zorbal")
    assert came(fr, nl, person(), sighting(), grant=BOTH).persons == 0


def test_a_sighting_goes_where_nothing_of_it_is_left(fr: Node, nl: Node) -> None:
    came(fr, nl, sighting(1, LEFT), grant=GRANT)
    narrow(fr, owner(fr.store), "NL/border", [Purpose.BORDER], None)
    assert held(fr, Purpose.BORDER) == {"A": ("Zorbal Kemtari",)}
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM sighting") == [(0,)]


def test_what_was_given_up_comes_back_by_the_same_word_once_it_is_allowed(fr: Node, nl: Node) -> None:
    narrow(fr, owner(fr.store), "NL/border", [Purpose.SCREENING], None)
    assert narrow(fr, owner(fr.store), "NL/border", [], None).wider
    hand(fr, "nl", said(nl, person(), BOTH), said(nl, sighting(), BOTH))
    assert take_in(fr, "nl").persons == 1
    assert held(fr) == {"A": ("Zorbal Kemtari", "entered")}


def test_only_lists_of_copies_and_by_who_may(fr: Node) -> None:
    with pytest.raises(BadUsage):
        narrow(fr, owner(fr.store), "FR/border", [], None)
    reader = let_in(fr.store, "rita", "FR", Role.READER)
    with pytest.raises(NotPermitted):
        narrow(fr, reader, "NL/border", [], None)
    guest = let_in(fr.store, "nina", "NL", Role.RELEASING_OFFICER)
    with pytest.raises(NotPermitted):
        narrow(fr, guest, "NL/border", [], None)


def test_figures_go_with_counting() -> None:
    wide = handling("FR:statistics", "FR", figures=["BE"])
    assert less(wide, handling("FR")).figures_to == frozenset()
    assert less(wide, handling("FR:statistics")).figures_to == {"BE"}
    assert SEEN.handling is None
