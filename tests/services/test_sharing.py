"""Lists, and what another member would see of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services.node import Node
from coalesce.services.sharing import lists_for
from tests.builders import INVESTIGATION, add_list, entry, handling, let_in, make_node, owner, publish, staged


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    let_in(made.store, "bea", "BE")
    rules = [handling("FR"), handling("FR", "BE"), handling()]
    publish(made.store, add_list(made.store), [staged(entry(f"R{n}"), rule) for n, rule in enumerate(rules)])
    publish(made.store, add_list(made.store, "french", member="FR"), [staged(entry("F"), handling("NL"))])
    yield made
    made.store.close()


def shown(node: Node, who: str, view_as: str = "", purpose: Purpose = INVESTIGATION) -> dict[str, tuple[int, int]]:
    told = lists_for(node, node.store.actor(who), purpose, view_as)
    return {one.of.name: (one.records, len(one.editions)) for one in told}


def test_each_sees_its_lists_and_what_is_released(node: Node) -> None:
    assert shown(node, "owner") == {"border": (3, 1), "french": (1, 0)}
    assert shown(node, "claire") == {"french": (1, 1), "border": (2, 0)}
    assert shown(node, "bea") == {"border": (1, 0)}
    assert shown(node, "bea", purpose=Purpose.BORDER) == {}


def test_viewing_as_is_never_wider(node: Node) -> None:
    assert shown(node, "owner", "FR") == {"border": (2, 0), "french": (1, 0)}
    assert shown(node, "owner", "BE") == {"border": (1, 0)}
    assert shown(node, "claire", "BE") == {"border": (1, 0)}
    assert shown(node, "claire", "NL") == {"border": (2, 0), "french": (1, 0)}
    assert shown(node, "bea", "FR") == {"border": (1, 0)}


def test_a_stranger_is_no_member_to_view_as(node: Node) -> None:
    with pytest.raises(BadUsage, match="no member 'QQ'"):
        lists_for(node, owner(node.store), INVESTIGATION, "QQ")
