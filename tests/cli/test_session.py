"""What every command shares: the node, who asks, and what for."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coalesce.cli.injected import Injected
from coalesce.cli.session import STILL_READ, Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services.node import Node
from coalesce.store import between_rows
from coalesce.store.between_rows import mark
from coalesce.store.names import DATABASE
from tests.builders import leaves, raw_rows
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


def test_what_a_command_erased_is_blanked_or_it_says_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(between_rows, "PATIENCE", 0.05)
    create_node(tmp_path / "node", "NL").store.close()
    session = Session(Injected(open_node, nothing, nothing, nothing, nothing, nothing, nothing), tmp_path / "node")
    database = tmp_path / "node" / DATABASE

    def command() -> str:
        with session.node() as node, node.store.transaction() as connection:
            mark(connection)
        return capsys.readouterr().err

    assert command() == ""
    with closing(sqlite3.connect(database, isolation_level=None)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT * FROM state").fetchall()
        assert command() == STILL_READ + "\n"
    assert raw_rows(database.parent, "SELECT count(DISTINCT value) FROM state WHERE name IN ('erased', 'cleaned')") == [
        (2,)
    ]
    whole = bytearray(database.read_bytes())
    whole[20] = 8  # as if its pages had checksums
    database.write_bytes(whole)
    with session.node():
        pass
    assert "could not be blanked" in capsys.readouterr().err


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
