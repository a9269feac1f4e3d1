"""init, member, actor, migrate, doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coalesce.store.accounts import CredentialKind
from tests.builders import raw_rows
from tests.cli.conftest import Run, open_node


def test_a_node_is_made_and_said(run: Run, tmp_path: Path) -> None:
    said = run("init", tmp_path / "node", "--member", "NL")
    assert (said.code, said.out) == (0, "")
    assert "--node" in said.err
    assert [one["name"] for one in run("--node", tmp_path / "node", "actor", "list", "--format", "json").json()] == [
        "owner"
    ]


@pytest.mark.parametrize(
    ("member", "extra", "words"),
    [
        ("nl", [], "capital letters"),
        ("N", [], "capital letters"),
        ("NL", ["--database", "postgresql://x"], "leave --database away"),
    ],
)
def test_a_bad_init_makes_nothing(run: Run, tmp_path: Path, member: str, extra: list[str], words: str) -> None:
    said = run("init", tmp_path / "node", "--member", member, *extra)
    assert said.code == 2
    assert words in said.err
    assert not (tmp_path / "node").exists()


def test_a_node_is_not_made_twice_or_over_a_file(run: Run, at: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in ("node", "file"):
        said = run("init", tmp_path / place, "--member", "FR")
        assert said.code == 2
        assert said.err.count("\n") == 1
    assert at("member", "list", "--format", "csv").csv()[-1]["code"] == "NL"


def test_members_come_and_are_listed(at: Run) -> None:
    assert "added BE, Belgium" in at("member", "add", "BE").err
    assert at("member", "add", "EUROPOL", "--name", "Europol").code == 0
    rows = at("member", "list", "--format", "json").json()
    assert {"code": "EUROPOL", "name": "Europol"} in rows
    assert [row["code"] for row in rows] == ["BE", "EUROPOL", "FR", "NL"]
    assert at("member", "list", "--format", "csv").csv() == rows
    assert "Belgium" in at("member", "list").out
    assert at("member", "add", "BE").code == 2
    assert at("member", "add", "be").code == 2


def test_actors_come_with_their_roles(at: Run) -> None:
    said = at("actor", "add", "claire", "--member", "FR", "--role", "analyst", "--role", "reader")
    assert (said.code, said.out) == (0, "")
    rows = at("actor", "list", "--format", "json").json()
    assert rows[0] == {"name": "claire", "member": "FR", "roles": ["analyst", "reader"]}
    assert at("actor", "list", "--format", "csv").csv()[0]["roles"] == "analyst; reader"
    assert "claire" in at("actor", "list").out
    assert at("actor", "add", "claire", "--role", "reader").code == 2
    assert at("actor", "add", "dirk", "--role", "king").code == 2
    assert at("actor", "add", "dirk").code == 2
    assert at("actor", "add", "dirk", "--role", "reader").code == 0
    assert at("actor", "list", "--format", "json").json()[1]["member"] == "NL"


def test_only_an_operator_lets_in(at: Run) -> None:
    assert at("actor", "add", "ann", "--role", "analyst").code == 0
    for arguments in (
        ["member", "add", "BE"],
        ["actor", "add", "bob", "--role", "reader"],
        ["actor", "token", "owner"],
    ):
        said = at("--as", "ann", *arguments)
        assert said.code == 1
        assert "takes the role operator" in said.err


def test_an_operator_of_another_member_becomes_nobody_else(at: Run) -> None:
    assert at("actor", "add", "fop", "--member", "FR", "--role", "operator").code == 0
    assert at("actor", "token", "owner", "--as", "fop").code == 1
    assert at("actor", "add", "spy", "--member", "NL", "--role", "reader", "--as", "fop").code == 1
    assert at("actor", "add", "own", "--member", "FR", "--role", "reader", "--as", "fop").code == 0


def test_a_link_and_a_token_are_shown_once(at: Run, tmp_path: Path) -> None:
    link = at("actor", "token", "owner", "--format", "json").json()
    assert link["kind"] == "link"
    path, _, secret = link["secret"].partition("#")
    assert path == "/sign-in"
    node = open_node(tmp_path / "node")
    assert node.store.signed_in(node.store.open_session(secret), CredentialKind.SESSION).name == "owner"
    token = at("actor", "token", "owner", "--kind", "token", "--format", "json").json()["secret"]
    assert node.store.signed_in(token, CredentialKind.TOKEN).name == "owner"
    node.store.close()
    assert at("actor", "token", "owner", "--kind", "session").code == 2
    assert at("actor", "token", "nobody").code == 2
    assert "secret" in at("actor", "token", "owner").out
    assert at("actor", "token", "owner", "--format", "csv").csv()[0]["kind"] == "link"


def test_migrating_a_node_of_this_version_says_so(run: Run, at: Run, tmp_path: Path) -> None:
    said = at("migrate")
    assert (said.code, said.out) == (0, "")
    assert run("migrate").code == 2
    assert run("--node", tmp_path, "migrate").code == 2
    raw_rows(tmp_path / "node", "UPDATE alembic_version SET version_num = '9999'")
    for command in (["migrate"], ["links"]):
        said = at(*command)
        assert said.code == 1
        assert "newer version" in said.err


def test_the_doctor_finds_what_is_wrong(at: Run, tmp_path: Path) -> None:
    said = at("doctor", "--format", "json")
    rows = {row["check"]: row for row in said.json()}
    assert {"database", "audit log", "permissions", "clock", "disk"} <= rows.keys()
    assert all(row["ok"] for name, row in rows.items() if name != "disk")
    assert said.code == (0 if rows["disk"]["ok"] else 1)
    (tmp_path / "node" / "node.key").chmod(0o644)
    said = at("doctor", "--format", "json")
    assert said.code == 1
    assert not next(row for row in said.json() if row["check"] == "permissions")["ok"]
    assert at("doctor").code == at("doctor", "--format", "csv").code == 1
    json.dumps(said.json())
