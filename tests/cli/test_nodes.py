"""init, member, actor, migrate, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.conftest import Run


def test_a_node_is_made_once(run: Run, tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "node"), "--member", "NL", node=False).code == 0
    assert run("init", str(tmp_path / "node"), "--member", "NL", node=False).code == 2
    assert run("init", str(tmp_path / "x"), "--member", "nl", node=False).code == 2
    assert run("init", str(tmp_path / "x"), "--member", "NL", "--database", "postgresql://x", node=False).code == 2
    assert run("migrate").code == 0


def test_members_and_actors(lists: Run) -> None:
    assert lists("member", "add", "INTERPOL", "--name", "Interpol").code == 0
    codes: Any = lists("member", "list", "--format", "json").json()
    assert {row["code"] for row in codes} == {"NL", "FR", "INTERPOL"}
    assert lists("actor", "add", "ann", "--member", "FR", "--role", "reader", "--role", "analyst").code == 0
    assert lists("actor", "add", "ann", "--role", "reader").code == 2
    actors: Any = lists("actor", "list", "--format", "json").json()
    assert {"name": "ann", "member": "FR", "roles": ["analyst", "reader"]} in actors


def test_an_operator_of_another_member_becomes_nobody_else(lists: Run) -> None:
    lists("actor", "add", "fop", "--member", "FR", "--role", "operator")
    assert lists("actor", "token", "owner", "--as", "fop").code == 1
    assert lists("actor", "add", "spy", "--member", "NL", "--role", "reader", "--as", "fop").code == 1
    assert lists("actor", "add", "own", "--member", "FR", "--role", "reader", "--as", "fop").code == 0


def test_a_token_is_shown_once_and_a_session_is_none(lists: Run) -> None:
    link: Any = lists("actor", "token", "owner", "--format", "json").json()
    token: Any = lists("actor", "token", "owner", "--kind", "token", "--format", "json").json()
    assert link["secret"].startswith("/sign-in#")
    assert len(token["secret"]) > 40
    assert lists("actor", "token", "owner", "--kind", "session").code == 2
    assert lists("actor", "token", "nobody").code == 2


def test_the_doctor_finds_a_sound_node_sound(lists: Run, tmp_path: Path) -> None:
    rows: Any = lists("doctor", "--format", "json").json()
    assert {row["check"] for row in rows} == {"audit log", "database", "disk", "permissions", "clock"}
    (tmp_path / "node" / "node.key").chmod(0o644)
    assert lists("doctor").code == 1
