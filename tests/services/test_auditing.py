"""Exports with their own row, noted tree heads, and a check that goes on beside its page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotPermitted, StoreBusy, Tampered
from coalesce.handling import Role
from coalesce.services import auditing
from coalesce.services.auditing import Check, Checks, run_check
from coalesce.services.node import Node
from coalesce.store.audit_check import AuditCheck
from coalesce.store.read_audit import AuditQuery, AuditWords
from tests.builders import INVESTIGATION, NOON, leaves, let_in, make_node, owner, raw_rows


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", audit_scan_rows=4)
    for _ in range(9):
        with made.store.read(owner(made.store), INVESTIGATION) as view:
            view.lists()
    yield made
    made.store.close()


def finished(checks: Checks, node: Node) -> Check:
    for _ in range(400):
        found = checks.latest(owner(node.store))
        if found and not found.running:
            return found
        time.sleep(0.01)
    raise AssertionError("the check never ended")


def test_an_export_is_whole_leaves_its_row_and_is_not_in_itself(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "CHUNK", 3)
    there = len(leaves(node.store.folder))
    pieces = auditing.exported(node, owner(node.store), AuditWords())
    assert '"action":"audit export"' in leaves(node.store.folder)[-1], "before anything is read"
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        view.lists()
    rows = [row for piece in pieces for row in piece]
    assert [row.seq for row in rows] == list(range(there, 0, -1))
    chosen = auditing.exported(node, owner(node.store), AuditWords(action="init", about="NL"))
    assert [row.leaf["action"] for piece in chosen for row in piece] == ["init"]
    assert '"chosen":{"action":"init"}' in leaves(node.store.folder)[-1]
    with pytest.raises(NotPermitted):
        auditing.exported(node, let_in(node.store, "rita", "NL", Role.READER), AuditWords())


def test_a_search_by_id_alone_looks_through_fewer_rows(node: Node) -> None:
    assert auditing.page(node, owner(node.store), AuditQuery(50, AuditWords(action="init"))).next == 7
    assert auditing.page(node, owner(node.store), AuditQuery(50, AuditWords(about="x"))).next == 11
    assert auditing.page(node, owner(node.store), AuditQuery(50, AuditWords(about="x", actor="owner"))).next == 9


def test_a_noted_head_is_what_a_check_gave() -> None:
    assert auditing.noted_head("") is None
    assert auditing.noted_head(f" 12:{'AB' * 32} ") == (12, "ab" * 32)
    for text in (
        "12",
        "0:" + "a" * 64,
        "x:" + "a" * 64,
        "12:" + "a" * 63,
        "12:" + "g" * 64,
        "-1:" + "a" * 64,
        "²:" + "a" * 64,
    ):
        with pytest.raises(BadUsage, match="tree head"):
            auditing.noted_head(text)


def test_a_check_ends_with_what_it_found(node: Node) -> None:
    checks = Checks()
    assert checks.latest(owner(node.store)) is None
    checks.begin(node, owner(node.store))
    found = finished(checks, node)
    assert found.found is not None
    assert found.found.rows == len(leaves(node.store.folder)) == found.checked
    assert '"action":"audit verify"' in leaves(node.store.folder)[-1]
    raw_rows(node.store.folder, "UPDATE audit SET leaf = CAST(replace(leaf, 'owner', 'other') AS BLOB) WHERE seq = 3")
    checks.begin(node, owner(node.store))
    broken = finished(checks, node)
    assert (broken.broken, broken.row, broken.found) == (True, 3, None)
    with pytest.raises(NotPermitted):
        checks.begin(node, let_in(node.store, "rita", "NL", Role.READER))


def test_one_check_at_a_time(node: Node) -> None:
    checks = Checks()
    going = Check("owner", NOON, checked=1, of=9)
    checks._latest["NL"] = going
    assert checks.begin(node, owner(node.store)) is going


def test_a_check_says_why_it_could_not_be_made() -> None:
    begun = Check("ada", NOON)

    def busy() -> AuditCheck:
        raise StoreBusy("try again")

    def tampered() -> AuditCheck:
        raise Tampered("not the one that was noted")

    assert run_check(begun, busy) == replace(begun, fault="try again")
    assert run_check(begun, tampered) == replace(begun, fault="not the one that was noted", broken=True)
    done = run_check(begun, lambda: AuditCheck(3, "c", "t"))
    assert (done.running, done.checked, done.of) == (False, 3, 3)
