"""What happened to one's own record: from one's own log, without names for who is no auditor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import NotFound
from coalesce.handling import Actor, Role
from coalesce.services.node import Node
from coalesce.services.record_audit import RecordAudit, audit_of
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, make_node, owner, publish, staged


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", record_audit_rows=6)
    let_in(made.store, "claire", "FR")
    let_in(made.store, "nora", "NL")
    publish(made.store, add_list(made.store), [staged(entry(name), handling("FR")) for name in ("A", "B")])
    yield made
    made.store.close()


def asked(node: Node, who: Actor, record: str) -> RecordAudit:
    with node.store.read(who, INVESTIGATION) as view:
        return audit_of(node, view, who, record)


def test_its_readers_count_what_their_own_member_did(node: Node) -> None:
    known = ids(node.store)
    nora, claire = node.store.actor("nora"), node.store.actor("claire")
    for who in (nora, nora, claire):
        with node.store.read(who, INVESTIGATION) as view:
            view.record(known["A"])
    found = asked(node, nora, known["A"])
    assert [(one.month, one.action, one.purpose, one.number) for one in found.counts] == [
        ("2014-11", "read", "investigation", 3)
    ], "two readings and the listing of ids, all of NL's own actors"
    assert found.last is not None


def test_it_says_how_far_back_it_looked(node: Node) -> None:
    known, who = ids(node.store), owner(node.store)
    for _ in range(8):
        with node.store.read(who, INVESTIGATION) as view:
            view.record(known["B"])
    found = asked(node, who, known["A"])
    assert (found.looked_at, found.all, found.counts) == (6, False, ())


def test_another_members_record_has_no_log_here(node: Node) -> None:
    reader = replace(node.store.actor("claire"), roles=frozenset({Role.ANALYST, Role.AUDITOR}))
    with pytest.raises(NotFound):
        asked(node, reader, ids(node.store)["A"])
