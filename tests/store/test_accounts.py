"""Links are used once, nothing expired opens anything, and no secret stands in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotPermitted, NotSignedIn
from coalesce.handling import Role
from coalesce.store import Store, accounts
from coalesce.store.accounts import CredentialKind
from tests.builders import NOON, leaves, let_in, make_store, owner, raw_rows

LINK, SESSION, TOKEN = CredentialKind


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    let_in(made, "claire", "FR", Role.ANALYST)
    yield made
    made.close()


def wait(store: Store, **much: float) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.moment += timedelta(**much)


def test_a_link_opens_one_session(store: Store) -> None:
    link = store.issue(owner(store), "claire", LINK)
    session = store.open_session(link)
    assert store.signed_in(session, SESSION) == store.actor("claire")
    with pytest.raises(NotSignedIn):
        store.open_session(link)
    assert store.signed_in(session, SESSION).name == "claire"


def test_a_link_alone_is_no_session(store: Store) -> None:
    link = store.issue(owner(store), "claire", LINK)
    for kind in CredentialKind:
        with pytest.raises(NotSignedIn):
            store.signed_in(link, kind)
    assert store.open_session(link), "looking at a link does not use it up"


@pytest.mark.parametrize(("made", "asked"), [(TOKEN, SESSION), (SESSION, TOKEN)])
def test_a_secret_of_one_kind_is_none_of_another(store: Store, made: CredentialKind, asked: CredentialKind) -> None:
    secret = store.issue(owner(store), "claire", made)
    with pytest.raises(NotSignedIn):
        store.signed_in(secret, asked)
    with pytest.raises(NotSignedIn):
        store.open_session(secret)
    assert store.signed_in(secret, made).name == "claire"


@pytest.mark.parametrize(("kind", "minutes"), [(LINK, 30), (SESSION, 8 * 60), (TOKEN, 90 * 24 * 60)])
def test_a_secret_opens_until_its_time_and_not_after(store: Store, kind: CredentialKind, minutes: int) -> None:
    secret = store.issue(owner(store), "claire", kind)

    def use() -> object:
        return store.open_session(secret) if kind is LINK else store.signed_in(secret, kind)

    wait(store, minutes=minutes, microseconds=-1)
    if kind is not LINK:
        assert use()
    wait(store, microseconds=1)
    with pytest.raises(NotSignedIn):
        use()


def test_a_session_signed_out_is_closed(store: Store) -> None:
    session = store.open_session(store.issue(owner(store), "claire", LINK))
    store.close_session(session)
    store.close_session(session)
    with pytest.raises(NotSignedIn):
        store.signed_in(session, SESSION)


@pytest.mark.parametrize("secret", ["", "x", "é" * 40, "A" * 43, "\ud800"])
def test_a_wrong_secret_opens_nothing(store: Store, secret: str) -> None:
    for kind in CredentialKind:
        with pytest.raises(NotSignedIn):
            store.signed_in(secret, kind)
    with pytest.raises(NotSignedIn):
        store.open_session(secret)


def test_all_refusals_read_alike(store: Store) -> None:
    expired = store.issue(owner(store), "claire", TOKEN)
    wait(store, days=91)
    told = set()
    for secret in (expired, "unknown"):
        with pytest.raises(NotSignedIn) as caught:
            store.signed_in(secret, TOKEN)
        told.add(str(caught.value))
    assert len(told) == 1


def test_who_may_act_no_longer_is_not_signed_in(store: Store) -> None:
    link = store.issue(owner(store), "claire", LINK)
    token = store.issue(owner(store), "claire", TOKEN)
    raw_rows(store.folder, "UPDATE actor SET active = 0 WHERE name = 'claire'")
    with pytest.raises(NotSignedIn):
        store.signed_in(token, TOKEN)
    with pytest.raises(NotSignedIn):
        store.open_session(link)
    with pytest.raises(BadUsage):
        store.actor("claire")
    assert [one.name for one in store.actors()] == ["owner"]


def test_the_database_holds_keyed_digests_alone(store: Store) -> None:
    secrets = [store.issue(owner(store), "claire", kind) for kind in CredentialKind]
    kept = {bytes(row[0]) for row in raw_rows(store.folder, "SELECT digest FROM credential")}
    assert kept == {accounts.digest(store.key, secret) for secret in secrets}
    assert accounts.digest(b"another key", secrets[0]) not in kept
    store.close()
    on_disk = b"".join(path.read_bytes() for path in store.folder.iterdir() if path.is_file())
    assert not any(secret.encode() in on_disk for secret in secrets)
    assert not any(secret in leaf for secret in secrets for leaf in leaves(store.folder))


def test_no_secret_is_given_twice(store: Store) -> None:
    assert store.issue(owner(store), "claire", TOKEN) != store.issue(owner(store), "claire", TOKEN)


def test_another_s_token_takes_an_operator(store: Store) -> None:
    claire = store.actor("claire")
    with pytest.raises(NotPermitted):
        store.issue(claire, "owner", TOKEN)
    own = store.issue(claire, "claire", TOKEN)
    assert store.signed_in(own, TOKEN) == claire


def test_nobody_gets_a_token_for_nobody(store: Store) -> None:
    with pytest.raises(BadUsage):
        store.issue(owner(store), "nobody", TOKEN)


def test_what_has_expired_is_cleared_in_time(store: Store) -> None:
    store.issue(owner(store), "claire", LINK)
    wait(store, days=2)
    store.open_session(store.issue(owner(store), "claire", LINK))
    assert raw_rows(store.folder, "SELECT kind FROM credential") == [("session",)]


def test_an_actor_comes_back_with_its_roles(store: Store) -> None:
    bea = let_in(store, "bea", "BE", Role.READER, Role.AUDITOR)
    assert store.actor("bea") == bea
    assert store.actor("owner").roles == frozenset(Role)
