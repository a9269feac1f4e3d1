"""Operators let in and put out the people of their own member, and leave a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted, NotSignedIn
from coalesce.handling import Actor, Role
from coalesce.store import Store
from coalesce.store.accounts import CredentialKind
from coalesce.store.staff import Staff
from tests.builders import NOON, leaves, let_in, make_store, owner

LINK, SESSION, TOKEN, _ = CredentialKind


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    let_in(made, "claire", "FR", Role.ANALYST)
    let_in(made, "fop", "FR", Role.OPERATOR)
    let_in(made, "bea", "BE", Role.READER)
    yield made
    made.close()


CHANGES: list[Callable[[Staff, Actor, str], object]] = [
    lambda staff, by, name: staff.set_roles(by, name, frozenset({Role.READER})),
    lambda staff, by, name: staff.set_active(by, name, False),
    lambda staff, by, name: staff.set_active(by, name, True),
    lambda staff, by, name: staff.sign_out(by, name),
    lambda staff, by, name: staff.remove_factor(by, name),
    lambda staff, by, name: staff.remove_password(by, name),
    lambda staff, by, name: staff.bind(by, name, "https://id.example", name),
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_operator_changes_its_own_members_people_and_others_are_as_if_unknown(
    store: Store, change: Callable[[Staff, Actor, str], object]
) -> None:
    fop = store.actor("fop")
    change(store.staff, fop, "claire")
    told = set()
    for name in ("bea", "owner", "nobody"):
        with pytest.raises(NotFound) as caught:
            change(store.staff, fop, name)
        told.add(str(caught.value))
    assert len(told) == 1
    change(store.staff, owner(store), "bea")
    with pytest.raises(NotPermitted):
        change(store.staff, Actor("claire", "FR", frozenset({Role.ANALYST})), "bea")
    done = [orjson.loads(leaf) for leaf in leaves(store.folder)][-2:]
    assert [(row["actor"], row["detail"]["name"], row.get("about")) for row in done] == [
        ("fop", "claire", None),
        ("owner", "bea", "BE"),
    ]


def test_who_is_deactivated_opens_nothing_and_comes_back_with_nothing_open(store: Store) -> None:
    token = store.issue(owner(store), "claire", TOKEN)
    link = store.issue(owner(store), "claire", LINK)
    store.staff.set_active(owner(store), "claire", False)
    store.staff.set_active(owner(store), "claire", True)
    with pytest.raises(NotSignedIn):
        store.signed_in(token, TOKEN)
    with pytest.raises(NotSignedIn):
        store.open_session(link)
    assert store.actor("claire").roles == {Role.ANALYST}


def test_roles_count_at_once(store: Store) -> None:
    session = store.open_session(store.issue(owner(store), "claire", LINK))
    store.staff.set_roles(owner(store), "claire", frozenset({Role.READER, Role.AUDITOR}))
    assert store.signed_in(session, SESSION).roles == {Role.READER, Role.AUDITOR}
    with pytest.raises(BadUsage):
        store.staff.set_roles(owner(store), "claire", frozenset())


def test_the_nodes_member_keeps_an_operator(store: Store) -> None:
    by = owner(store)
    for change in (
        lambda: store.staff.set_active(by, "owner", False),
        lambda: store.staff.set_roles(by, "owner", frozenset({Role.READER})),
    ):
        with pytest.raises(BadUsage, match="last operator"):
            change()
    let_in(store, "otto", "NL", Role.OPERATOR)
    store.staff.set_active(by, "otto", False)
    with pytest.raises(BadUsage, match="last operator"):
        store.staff.set_active(by, "owner", False)
    store.staff.set_active(by, "otto", True)
    store.staff.set_active(by, "owner", False)
    assert "owner" not in {one.name for one in store.actors()}
    store.staff.set_active(store.actor("otto"), "fop", False)  # another member may be without


def test_a_page_of_people_tells_roles_and_what_is_open_and_no_secret(store: Store) -> None:
    token = store.issue(owner(store), "claire", TOKEN)
    store.open_session(store.issue(owner(store), "claire", LINK))
    store.staff.set_active(owner(store), "fop", False)
    staff = store.staff.of(owner(store), "FR")
    assert [(one.actor.name, one.active) for one in staff] == [("claire", True), ("fop", False)]
    assert staff[0].held == {SESSION: 1, TOKEN: 1}
    assert staff[0].account.seen == NOON
    assert token not in str(staff)
    assert store.staff.members(owner(store)) == ["BE", "FR", "NL"]
    store.staff.set_active(owner(store), "fop", True)
    fop = store.actor("fop")
    assert store.staff.members(fop) == ["FR"]
    for other in ("BE", "XX"):
        with pytest.raises(NotFound):
            store.staff.of(fop, other)
    with pytest.raises(NotPermitted):
        store.staff.members(store.actor("claire"))


def test_sessions_are_ended_and_tokens_where_that_is_said(store: Store) -> None:
    session = store.open_session(store.issue(owner(store), "claire", LINK))
    token = store.issue(owner(store), "claire", TOKEN)
    assert store.staff.sign_out(owner(store), "claire") == 1
    with pytest.raises(NotSignedIn):
        store.signed_in(session, SESSION)
    assert store.signed_in(token, TOKEN)
    [held] = store.staff.held(owner(store), "claire")
    store.staff.end(owner(store), "claire", held.id)
    with pytest.raises(NotSignedIn):
        store.signed_in(token, TOKEN)
    with pytest.raises(NotFound):
        store.staff.end(owner(store), "claire", held.id)
    again = store.issue(owner(store), "claire", TOKEN)
    assert store.staff.sign_out(owner(store), "claire", tokens=True) == 1
    with pytest.raises(NotSignedIn):
        store.signed_in(again, TOKEN)


def test_ones_own_are_told_to_everybody_and_anothers_to_its_operator(store: Store) -> None:
    store.issue(owner(store), "claire", TOKEN)
    claire = store.actor("claire")
    assert len(store.staff.held(claire, "claire")) == 1
    assert len(store.staff.held(store.actor("fop"), "claire")) == 1
    with pytest.raises(NotPermitted):
        store.staff.held(claire, "fop")
    with pytest.raises(NotFound):
        store.staff.held(store.actor("fop"), "bea")


def test_one_subject_is_one_actor(store: Store) -> None:
    by = owner(store)
    store.staff.bind(by, "claire", "https://id.example", "42")
    with pytest.raises(BadUsage, match="another actor"):
        store.staff.bind(by, "bea", "https://id.example", "42")
    store.staff.bind(by, "claire", "https://id.example", "43")
    store.staff.bind(by, "bea", "https://id.example", "42")
    assert store.staff.one(by, "claire").account.subject == "43"
    store.staff.bind(by, "claire", "https://id.example", "")
    assert store.staff.one(by, "claire").account.subject == ""
