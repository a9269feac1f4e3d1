"""Controls are invented of what a proposal's two records show, tell their truth to who reads with care, and are the same again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.handling import seal
from coalesce.services import controlling
from coalesce.services.controlling import Mixed
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, owner, proposals
from tests.services import controls_made


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """See ``controls_made``."""
    made = controls_made.a_node(tmp_path / "node")
    yield made
    made.store.close()


def mix_of(node: Node, who: str = "claire") -> Mixed:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return controlling.mixed(node, view)


def test_truth_can_be_told_by_birth_date_or_document(node: Node) -> None:
    for who in ("claire", "dora", "owner"):
        for control in mix_of(node, who).controls.values():
            parts = {part.comparison: part.weight for part in control.link.weight.parts}
            told = [parts["birth_date"], parts["document"]]
            assert max(told) >= 2 if control.same else min(told) <= -2


def test_a_control_stands_beside_its_proposal_or_beside_one_that_tells_as_much(node: Node) -> None:
    for control in mix_of(node).controls.values():
        assert control.beside.probability == control.link.probability or control.far <= 0.1
        assert control.id not in control.anchor


def test_links_of_another_model_bring_no_control(node: Node) -> None:
    links = [replace(link, model="older") for link in proposals(node)]
    node.store.write(owner(node.store), INVESTIGATION).store_links(seal(links), "older")
    assert not mix_of(node).controls
