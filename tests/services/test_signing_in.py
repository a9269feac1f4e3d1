"""Passwords: unknown and wrong are one answer, and guessing gets slower."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotSignedIn, TooManyAttempts
from coalesce.services import signing_in
from coalesce.services.node import Node
from coalesce.store.account_book import Caller
from coalesce.store.accounts import CredentialKind
from tests import builders
from tests.builders import NOON, let_in, raw_rows

GOOD = "four grey herons wade"
HERE = Caller("10.0.0.1", "Firefox")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = builders.make_node(tmp_path / "node", FixedClock(NOON), password_memory_kib=64, password_passes=1)
    let_in(made.store, "claire", "FR")
    let_in(made.store, "dirk", "FR")
    signing_in.set_password(made, made.store.actor("claire"), GOOD)
    yield made
    made.store.close()


def test_a_name_and_its_password_open_a_session(node: Node) -> None:
    entered = signing_in.by_password(node, "claire", GOOD, HERE)
    assert node.store.signed_in(entered.secret, CredentialKind.SESSION, "Firefox").name == "claire"


@pytest.mark.parametrize("name", ["claire", "dirk", "nobody", "", "owner", "claire'--"])
def test_unknown_wrong_and_without_a_password_are_one_answer(node: Node, name: str) -> None:
    with pytest.raises(NotSignedIn) as caught:
        signing_in.by_password(node, name, "four grey herons wake", HERE)
    assert str(caught.value) == signing_in.WRONG
    assert len(raw_rows(node.store.folder, "SELECT * FROM attempt")) == 2


def test_they_run_the_same_statements(node: Node) -> None:
    from sqlalchemy import event

    said: list[str] = []
    event.listen(node.store.engine, "before_cursor_execute", lambda *got: said.append(got[2]))
    runs = []
    for name in ("claire", "dirk", "nobody"):
        said.clear()
        with pytest.raises(NotSignedIn):
            signing_in.by_password(node, name, "wrong", replace(HERE, address=name))
        runs.append(list(said))
    assert runs[0] == runs[1] == runs[2]


def test_guessing_gets_slower_for_unknown_names_too_and_the_right_one_waits_as_well(node: Node) -> None:
    for name in ("claire", "nobody"):
        for _ in range(node.store.settings.sign_in_free + 1):
            with pytest.raises(NotSignedIn):
                signing_in.by_password(node, name, "wrong", HERE)
        for password in ("wrong", GOOD):
            with pytest.raises(TooManyAttempts) as caught:
                signing_in.by_password(node, name, password, HERE)
            assert caught.value.seconds == 2


def test_who_was_deactivated_signs_in_no_more(node: Node) -> None:
    node.store.staff.set_active(builders.owner(node.store), "claire", False)
    with pytest.raises(NotSignedIn, match=signing_in.WRONG):
        signing_in.by_password(node, "claire", GOOD, HERE)


def test_a_password_is_hashed_anew_where_the_cost_has_changed(node: Node) -> None:
    before = node.store.accounts.password_of("claire")
    dearer = replace(node.store.settings, password_memory_kib=128)
    node.store.settings = dearer
    assert signing_in.by_password(node, "claire", GOOD, HERE)
    after = node.store.accounts.password_of("claire")
    assert after != before
    assert "m=128," in str(after)
    assert signing_in.by_password(node, "claire", GOOD, HERE)
    assert node.store.accounts.password_of("claire") == after


@pytest.mark.parametrize("weak", ["claire-2026!", "FR-claire-NL", "short"])
def test_a_weak_password_is_not_set(node: Node, weak: str) -> None:
    with pytest.raises(BadUsage):
        signing_in.set_password(node, node.store.actor("claire"), weak)
    assert signing_in.by_password(node, "claire", GOOD, HERE)


def test_the_present_password_is_confirmed_and_guessing_it_is_slowed_too(node: Node) -> None:
    claire = node.store.actor("claire")
    signing_in.confirm(node, claire, GOOD)
    for _ in range(node.store.settings.sign_in_free + 1):
        with pytest.raises(BadUsage):
            signing_in.confirm(node, claire, "wrong")
    with pytest.raises(TooManyAttempts):
        signing_in.confirm(node, claire, GOOD)


def test_no_password_is_in_the_database_or_the_log(node: Node) -> None:
    signing_in.by_password(node, "claire", GOOD, HERE)
    node.store.close()
    disk = b"".join(path.read_bytes() for path in node.store.folder.iterdir() if path.is_file())
    assert GOOD.encode() not in disk
    assert b"$argon2id$" in disk


def test_names_that_others_know_are_own_words(node: Node) -> None:
    let_in(node.store, "jean.dupont", "FR")
    assert {"jean.dupont", "jean", "dupont", "FR", "NL"} <= set(
        signing_in.own_words(node, node.store.actor("jean.dupont"))
    )
