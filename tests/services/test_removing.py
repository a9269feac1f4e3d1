"""A peer that is forgotten takes its copies along; one that holds ours is forgotten only on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.removing import remove_peer
from tests.builders import add_list, entry, handling, let_in, owner, publish, raw_rows
from tests.exchange_nodes import holds, nodes
from tests.said import came, held, person, sighting


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR") as made:
        yield made


def test_its_copies_go_with_it(world: list[Node]) -> None:
    nl, fr = world
    came(fr, nl, person(), sighting())
    assert remove_peer(fr, owner(fr.store), "nl") == 1
    assert held(fr) == {}
    assert not holds(fr, "Zorbal")
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM peer") == [(0,)]
    with pytest.raises(NotFound):
        remove_peer(fr, owner(fr.store), "nl")


def test_who_holds_records_of_ours_is_not_forgotten_by_mistake(world: list[Node]) -> None:
    nl, _ = world
    publish(nl.store, add_list(nl.store, held=handling("FR")), [entry("A")])
    offer(nl)
    with pytest.raises(BadUsage, match="holds 1 records of ours and owes 0"):
        remove_peer(nl, owner(nl.store), "fr")
    assert remove_peer(nl, owner(nl.store), "fr", even_so=True) == 0
    with pytest.raises(NotPermitted):
        remove_peer(nl, let_in(nl.store, "rita", "NL", Role.READER), "fr")
