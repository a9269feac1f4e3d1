"""How people sign in, from the command line."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coalesce.access.passwords import passwords
from coalesce.services import signing_in
from coalesce.store.account_book import Caller
from coalesce.store.accounts import CredentialKind
from tests.cli.conftest import Run, open_node

GOOD = "four grey herons wade"


@pytest.fixture
def claire(at: Run) -> Run:
    """The node, where claire acts for FR."""
    assert at("actor", "add", "claire", "--member", "FR", "--role", "analyst").code == 0
    return at


Typing = Callable[..., None]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typing]:
    """Type lines on a terminal that shows nothing of them."""
    leader, follower = pty.openpty()
    with os.fdopen(follower) as terminal:

        def typed(*lines: str) -> None:
            left = iter(lines)
            monkeypatch.setattr("getpass.getpass", lambda prompt: next(left))
            monkeypatch.setattr(sys, "stdin", terminal)

        yield typed
    os.close(leader)


def test_a_password_is_typed_on_a_terminal(claire: Run, typing: Typing, tmp_path: Path) -> None:
    typing(GOOD, GOOD)
    said = claire("actor", "password", "--as", "claire")
    assert said.code == 0
    assert GOOD not in said.out + said.err
    node = open_node(tmp_path / "node")
    assert signing_in.by_password(node, "claire", GOOD, Caller()).secret
    node.store.close()
    assert claire("actor", "password", "claire", "--remove").code == 0
    node = open_node(tmp_path / "node")
    assert node.store.accounts.password_of("claire") is None
    node.store.close()


def test_a_password_is_taken_from_nowhere_else(claire: Run, typing: Typing) -> None:
    assert "terminal" in claire("actor", "password", "--as", "claire").err
    assert claire("actor", "password", "claire").code == 2, "an operator sets nobody's"
    typing(GOOD, GOOD + "x")
    assert "two ways" in claire("actor", "password", "--as", "claire").err
    typing("claire-claire", "claire-claire")
    said = claire("actor", "password", "--as", "claire")
    assert said.code == 2
    assert "claire-claire" not in said.err


def test_a_token_has_its_scope_and_end_and_is_revoked(claire: Run, tmp_path: Path) -> None:
    made = claire(
        "actor", "token", "claire", "--kind", "token", "--scope", "write", "--for", "border", "--days", "3",
        "--label", "nightly", "--format", "json",
    ).json()  # fmt: skip
    [held] = claire("actor", "held", "claire", "--format", "json").json()
    assert (held["kind"], held["label"], held["scope"], held["purposes"]) == ("token", "nightly", "write", ["border"])
    assert held["expires"].startswith("2014-11-04")
    assert made["secret"] not in str(held)
    assert claire("actor", "token", "claire", "--kind", "token", "--days", "91").code == 2
    assert claire("actor", "revoke", "claire", "nothing").code == 1
    assert claire("actor", "revoke", "claire", held["id"]).code == 0
    assert claire("actor", "held", "claire", "--format", "json").json() == []
    own = claire("actor", "token", "claire", "--kind", "token", "--as", "claire", "--format", "json").json()["secret"]
    [mine] = claire("actor", "held", "claire", "--as", "claire", "--format", "json").json()
    assert mine["scope"] == "read"
    assert claire("actor", "revoke", "claire", mine["id"], "--as", "claire").code == 0
    node = open_node(tmp_path / "node")
    with pytest.raises(Exception, match="not signed in"):
        node.store.signed_in(own, CredentialKind.TOKEN)
    node.store.close()


def test_roles_change_and_people_go_and_come_back(claire: Run) -> None:
    assert claire("actor", "roles", "claire", "--role", "reader", "--role", "auditor").code == 0
    assert claire("actor", "list", "--format", "json").json()[0]["roles"] == ["auditor", "reader"]
    claire("actor", "token", "claire", "--kind", "token")
    assert "ended 0" in claire("actor", "sign-out", "claire").err
    assert "ended 1" in claire("actor", "sign-out", "claire", "--tokens").err
    assert claire("actor", "deactivate", "claire").code == 0
    assert [row["name"] for row in claire("actor", "list", "--format", "json").json()] == ["owner"]
    every = {row["name"]: row for row in claire("actor", "list", "--all", "--format", "json").json()}
    assert (every["claire"]["active"], every["claire"]["seen"], every["owner"]["active"]) == (False, None, True)
    assert claire("actor", "reactivate", "claire").code == 0
    assert "last operator" in claire("actor", "deactivate", "owner").err
    for arguments in (
        ["deactivate", "owner"],
        ["roles", "owner", "--role", "reader"],
        ["held", "owner"],
        ["list", "--all"],
    ):
        assert claire("actor", *arguments, "--as", "claire").code == 1


def test_a_second_factor_is_told_and_taken_away(claire: Run) -> None:
    told = claire("actor", "second-factor", "claire", "--format", "json").json()
    assert told == {"actor": "claire", "since": None, "recovery_codes_left": 0}
    assert claire("actor", "second-factor", "claire", "--as", "claire").code == 0
    assert "no second factor" in claire("actor", "second-factor", "claire", "--remove").err
    assert claire("actor", "second-factor", "owner", "--remove", "--as", "claire").code == 1


def test_a_subject_is_bound_where_there_is_a_provider(claire: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "openid_issuer" in claire("actor", "openid", "claire", "--subject", "42").err
    assert claire("actor", "openid", "claire").code == 2
    monkeypatch.setenv("COALESCE_OPENID_ISSUER", "https://id.example")
    monkeypatch.setenv("COALESCE_OPENID_SECRET", "is no setting")
    assert claire("actor", "openid", "claire", "--subject", "42").code == 0
    assert "another actor" in claire("actor", "openid", "owner", "--subject", "42").err
    assert claire("actor", "openid", "claire", "--remove").code == 0
    assert claire("actor", "openid", "owner", "--subject", "42").code == 0


def test_hashing_is_that_of_the_settings() -> None:
    assert passwords(64, 1).hash(GOOD).startswith("$argon2id$v=19$m=64,t=1,p=4$")
