"""serve and demo hand the node to the desk; the demo's link is the visitor's and is used once."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce import app, cli
from coalesce.cli.injected import Injected
from coalesce.handling import Actor
from coalesce.services.node import Node


def test_a_demo_signs_in_its_visitor_once(tmp_path: Path) -> None:
    seen: list[Actor] = []

    def serve(node: Node, port: int, link: str | None) -> None:
        assert port == 8123
        if link is not None:
            from coalesce.store.accounts import CredentialKind

            seen.append(node.store.signed_in(node.store.open_session(link), CredentialKind.SESSION))

    def build(folder: Path, progress: object) -> Node:
        node = app.create_node(folder, "NL")
        owner = node.store.actor("owner")
        from coalesce.handling import Role
        from coalesce.services import keeping

        keeping.add_actor(node, owner, Actor("claire", "FR", frozenset({Role.ANALYST})))
        return node

    injected = Injected(app.open_node, app.create_node, serve, build)
    assert cli.run(injected, ["demo", "--dir", str(tmp_path / "demo"), "--port", "8123"]) == 0
    assert [actor.name for actor in seen] == ["claire"]
    assert cli.run(injected, ["serve", "--port", "8123", "--node", str(tmp_path / "demo")]) == 0


def test_a_demo_need_not_serve(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    injected = Injected(
        app.open_node, app.create_node, lambda *_: None, lambda folder, _: app.create_node(folder, "NL")
    )
    assert cli.run(injected, ["demo", "--dir", str(tmp_path / "demo"), "--no-serve"]) == 0
    assert capfd.readouterr().out.strip() == str(tmp_path / "demo")
