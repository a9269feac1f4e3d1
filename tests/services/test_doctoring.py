"""Each check finds the fault that is planted for it, and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.services.doctoring import Finding, examine, outgrown
from coalesce.services.node import Node
from coalesce.store import Store
from tests.builders import add_list, entry, make_node, model, publish, raw_rows


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    publish(made.store, add_list(made.store), [entry("R")])
    yield made
    made.store.close()


def found(node: Node) -> dict[str, Finding]:
    return {one.check: one for one in examine(node, node.store.actor("owner"))}


def test_a_sound_node_is_told_sound(node: Node) -> None:
    told = found(node)
    assert {"database", "audit log", "disk", "permissions", "clock"} <= told.keys()
    assert all(one.ok for one in told.values() if one.check != "disk"), told
    assert all(one.finding for one in told.values())


def orphan(node: Node) -> None:
    raw_rows(node.store.folder, "DELETE FROM record")


def forged(node: Node) -> None:
    raw_rows(node.store.folder, "DELETE FROM audit WHERE seq = 1")


def opened(node: Node) -> None:
    (node.store.folder / "node.key").chmod(0o644)


@pytest.mark.parametrize(
    ("plant", "check", "words"),
    [
        (orphan, "database", "restore a backup"),
        (forged, "audit log", "changed at row 1"),
        (opened, "permissions", "chmod 600"),
    ],
)
def test_a_planted_fault_is_found(node: Node, plant: Callable[[Node], None], check: str, words: str) -> None:
    plant(node)
    told = found(node)
    assert not told[check].ok
    assert words in told[check].finding
    assert all(one.ok for one in told.values() if one.check not in (check, "disk"))


def test_only_a_sample_node_s_clock_may_stand_behind(node: Node) -> None:
    for sample in (True, False):
        settings = replace(node.store.settings, clock_days_back=30, sample=sample)
        other = Node(Store(node.store.folder, settings, node.store.clock), model())
        assert found(other)["clock"].ok is sample
        other.store.close()


def test_far_more_records_than_the_model_is_set_to_are_told_about_roughly(tmp_path: Path) -> None:
    small = replace(model(), population=2)
    made = make_node(tmp_path / "crowded")
    publish(made.store, add_list(made.store), [entry(f"R{n}") for n in range(13)])
    assert found(made)["expected records"].ok
    assert outgrown(made) is None
    told = found(replace(made, model=small))["expected records"]
    assert outgrown(replace(made, model=small)) == told.finding
    assert not told.ok
    assert "expected_records = 10," in told.finding
    assert "13" not in told.finding
    made.store.close()
