"""Links are used once, nothing expired opens anything, and no secret stands in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotPermitted, NotSignedIn
from coalesce.handling import Purpose, Role
from coalesce.store import Store, accounts
from coalesce.store.account_book import Caller
from coalesce.store.accounts import CredentialKind, Scope
from tests.builders import NOON, leaves, let_in, make_store, owner, raw_rows

LINK, SESSION, TOKEN, PENDING = CredentialKind


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


def made(store: Store, kind: CredentialKind, name: str = "claire") -> str:
    """A secret of that kind, come by as its kind is."""
    if kind is not SESSION:
        return store.issue(owner(store), name, kind)
    return store.open_session(store.issue(owner(store), name, LINK))


@pytest.mark.parametrize(("had", "asked"), [(TOKEN, SESSION), (SESSION, TOKEN), (TOKEN, PENDING), (SESSION, PENDING)])
def test_a_secret_of_one_kind_is_none_of_another(store: Store, had: CredentialKind, asked: CredentialKind) -> None:
    secret = made(store, had)
    with pytest.raises(NotSignedIn):
        store.signed_in(secret, asked)
    with pytest.raises(NotSignedIn):
        store.open_session(secret)
    assert store.signed_in(secret, had).name == "claire"


@pytest.mark.parametrize(("kind", "minutes"), [(LINK, 30), (SESSION, 60), (TOKEN, 90 * 24 * 60)])
def test_a_secret_opens_until_its_time_and_not_after(store: Store, kind: CredentialKind, minutes: int) -> None:
    secret = made(store, kind)

    def use() -> object:
        return store.open_session(secret) if kind is LINK else store.signed_in(secret, kind)

    wait(store, minutes=minutes, microseconds=-1)
    if kind is TOKEN:
        assert use()
    wait(store, microseconds=1)
    with pytest.raises(NotSignedIn):
        use()


def test_a_session_that_is_used_lasts_its_hours_and_no_longer(store: Store) -> None:
    session = made(store, SESSION)
    for _ in range(15):
        wait(store, minutes=31)
        assert store.signed_in(session, SESSION)
    wait(store, minutes=15)
    with pytest.raises(NotSignedIn):
        store.signed_in(session, SESSION)


def test_a_session_opens_from_its_own_browser_alone(store: Store) -> None:
    entered = store.accounts.by_link(store.issue(owner(store), "claire", LINK), Caller("10.0.0.1", "Firefox"))
    assert store.signed_in(entered.secret, SESSION, "Firefox").name == "claire"
    for other in ("", "Chrome", "firefox"):
        with pytest.raises(NotSignedIn):
            store.signed_in(entered.secret, SESSION, other)
    assert store.signed_in(entered.secret, SESSION, "Firefox"), "a wrong browser does not end it"


def test_nobody_is_given_a_session(store: Store) -> None:
    for kind in (SESSION, PENDING):
        with pytest.raises(BadUsage):
            store.issue(owner(store), "claire", kind)


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
    secrets = [made(store, kind) for kind in (LINK, SESSION, TOKEN)]
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


@given(st.booleans(), st.sets(st.sampled_from(Purpose)), st.sampled_from(Purpose), st.booleans())
def test_a_scope_allows_what_it_names_and_no_more(
    writes: bool, purposes: set[Purpose], asked: Purpose, changes: bool
) -> None:
    scope = Scope(writes, frozenset(purposes))
    assert scope.allows(asked, changes) == ((asked in purposes or not purposes) and not (changes and not writes))
    assert not Scope(False, frozenset(purposes)).allows(asked, True)


def test_a_scope_is_kept_with_its_token(store: Store) -> None:
    scope = Scope(writes=True, purposes=frozenset({Purpose.BORDER, Purpose.PLANNING}))
    secret = store.issue(owner(store), "claire", TOKEN, scope)
    actor, held = store.accounts.who(secret, TOKEN)
    assert (actor.name, held.scope) == ("claire", scope)
    assert store.accounts.who(store.issue(owner(store), "claire", TOKEN), TOKEN)[1].scope == Scope()


def test_it_is_kept_when_a_credential_was_last_used(store: Store) -> None:
    secret = store.issue(owner(store), "claire", TOKEN)
    wait(store, seconds=30)
    assert store.signed_in(secret, TOKEN)
    assert store.accounts.held("claire")[0].seen == NOON, "not written more often than once a minute"
    wait(store, days=3)
    assert store.signed_in(secret, TOKEN)
    assert store.accounts.held("claire")[0].seen == store.clock.now()
    assert store.accounts.account("claire").seen == store.clock.now()
