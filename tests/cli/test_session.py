"""What every command shares: the node, who asks, and what for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coalesce.cli.injected import Injected
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services.node import Node
from tests.builders import leaves
from tests.cli.conftest import Run, create_node, open_node


def nothing(*_: object) -> Node:
    raise AssertionError("not asked for here")


def test_the_node_is_closed_when_the_command_is_done(tmp_path: Path) -> None:
    create_node(tmp_path / "node", "NL").store.close()
    opened: list[Node] = []

    def remembered(folder: Path) -> Node:
        opened.append(open_node(folder))
        return opened[-1]

    session = Session(Injected(remembered, nothing, nothing, nothing, nothing, nothing, nothing), tmp_path / "node")
    with session.node() as node:
        assert session.actor(node).name == "owner"
    assert opened[0].store.engine.pool.checkedin() == 0  # type: ignore[attr-defined]  # a QueuePool, as connections.py makes
    with (
        pytest.raises(BadUsage),
        Session(Injected(remembered, nothing, nothing, nothing, nothing, nothing, nothing)).node(),
    ):
        pass


def test_the_purpose_is_the_one_said_or_the_command_s(tmp_path: Path) -> None:
    injected = Injected(open_node, create_node, nothing, nothing, nothing, nothing, nothing)
    assert Session(injected).purpose_or(Purpose.BORDER) is Purpose.BORDER
    assert Session(injected, purpose=Purpose.REDRESS).purpose_or(Purpose.BORDER) is Purpose.REDRESS
    assert Session(injected).format is Format.TABLE


def test_actor_and_purpose_stand_in_the_log(full: Run, tmp_path: Path) -> None:
    assert full("--as", "claire", "--purpose", "border", "links").code == 0
    told = json.loads(leaves(tmp_path / "node")[-1])
    assert (told["actor"], told["member"], told["purpose"]) == ("claire", "FR", "border")
    assert full("links").code == 0
    told = json.loads(leaves(tmp_path / "node")[-1])
    assert (told["actor"], told["purpose"]) == ("owner", "investigation")
