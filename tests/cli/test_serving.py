"""serve and demo, with the server that the test hands in."""

from __future__ import annotations

from pathlib import Path

from coalesce.store.accounts import CredentialKind
from tests.cli.conftest import Run, open_node


def test_a_node_is_served_without_a_link(at: Run, served: list[tuple[str, int, str | None]]) -> None:
    assert at("serve", "--port", "8123").code == 0
    assert at("serve").code == 0
    assert served == [("NL", 8123, None), ("NL", 8000, None)]


def test_a_demo_is_served_with_a_link_that_opens_a_session(
    run: Run, served: list[tuple[str, int, str | None]], tmp_path: Path
) -> None:
    said = run("demo", "--dir", tmp_path / "demo", "--port", "8111")
    assert said.code == 0
    assert "every person in it is invented" in said.err
    ((member, port, link),) = served
    assert (member, port) == ("NL", 8111)
    assert link is not None
    node = open_node(tmp_path / "demo")
    session = node.store.open_session(link)
    assert node.store.signed_in(session, CredentialKind.SESSION).name == "claire"
    node.store.close()


def test_a_demo_can_be_built_alone(run: Run, served: list[tuple[str, int, str | None]], tmp_path: Path) -> None:
    said = run("demo", "--dir", tmp_path / "demo", "--no-serve")
    assert (said.code, served) == (0, [])
    assert said.out == f"{tmp_path / 'demo'}\n"
