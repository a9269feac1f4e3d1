"""Lock 3 of the four: faults planted in the guard's policy are seen by the twin test (the others: tests/house, tests/web).

Each fault is one condition taken out of the SQL. A test that did not see it would not be holding anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import StoreError
from coalesce.handling import Actor
from coalesce.services.node import Node
from coalesce.store import Store, guard
from tests.store import worlds
from tests.store.test_non_interference import _all_ids, answers

FAULTS = {
    "records without their readers": (
        "record",
        "r.set_id = v.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()",
        "r.set_id = v.set_id AND r.member = v.owner AND r.purpose = ctx_purpose()",
    ),
    "any purpose": ("record", "r.member = ctx_member() AND r.purpose = ctx_purpose()", "r.member = ctx_member()"),
    "expired records": ("record", "v.keep_until >= ctx_today()", "v.keep_until > ''"),
    "closed versions": ("record", "AND (v.closed IS NULL OR v.closed > l.edition)", ""),
    "sightings as wide as their records": (
        "sighting",
        "r.set_id = s.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()",
        "r.set_id = v.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()",
    ),
    "links with one side": ("link", 'JOIN {record} AS b ON b.id = k."right"', "JOIN {record} AS b ON b.id = a.id"),
    "judgements of others": (
        "judgement",
        "r.set_id = j.set_id AND r.member = ctx_member() AND r.purpose = ctx_purpose()",
        "r.set_id = j.set_id AND r.purpose = ctx_purpose()",
    ),
    "lists of others": ("list", "OR EXISTS (SELECT 1 FROM {record} AS v WHERE v.list_id = l.id)", "OR 1"),
    "keys of others": ("search_key", "r.member = ctx_member() AND r.purpose", "r.member = v.owner AND r.purpose"),
    "history of others": ("own_version", "v.owner = ctx_member()", "v.owner <> ''"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_policy_is_seen(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view, right, wrong = FAULTS[fault]
    assert right in guard._INNER[view], "the planted fault must change the policy"
    monkeypatch.setattr(Store, "_erase_daily", lambda _: None)  # the policy alone hides what has expired
    world = worlds.make(tmp_path / "node", seed=2)
    ids = _all_ids(world.node)
    readers = [worlds.actor(member) for member in worlds.MEMBERS]
    honest = {reader.member: answers(world.node, reader, worlds.PURPOSES[0], ids) for reader in readers}
    monkeypatch.setitem(guard._INNER, view, guard._INNER[view].replace(right, wrong))
    world.node.store.close()  # the next connections are made with the fault
    assert any(_faulty(world.node, reader, ids) != honest[reader.member] for reader in readers)
    world.node.store.close()


def _faulty(node: Node, reader: Actor, ids: list[str]) -> dict[str, Any] | None:
    """The answers with the fault; none where a record that it shows twice cannot be written, or has two places among the links."""
    try:
        return answers(node, reader, worlds.PURPOSES[0], ids)
    except (StoreError, IndexError):
        return None
