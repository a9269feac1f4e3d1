"""Signing in is the same whichever way: a second factor is asked for, a session is new, and what failed is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from coalesce.access import one_time_codes
from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted, NotSignedIn, TooManyAttempts
from coalesce.handling import Actor, Role
from coalesce.store import Store
from coalesce.store.account_book import Caller, Entered
from coalesce.store.accounts import CredentialKind, Scope
from tests.builders import NOON, leaves, let_in, make_store, owner, raw_rows, reopened

LINK, SESSION, TOKEN, PENDING = CredentialKind
HERE = Caller("10.0.0.1", "Firefox")
SECRET = b"12345678901234567890"
CODES = ["aaaa-bbbb-cccc-dddd", "eeee-ffff-gggg-hhhh"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    let_in(made, "claire", "FR", Role.ANALYST)
    yield made
    made.close()


def wait(store: Store, **much: float) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.moment += timedelta(**much)


def claire(store: Store) -> Actor:
    return store.actor("claire")


def code(store: Store, secret: bytes = SECRET, off: int = 0) -> str:
    return one_time_codes.code(secret, one_time_codes.step_at(store.accounts.machine_now()) + off)


def enrolled(store: Store) -> None:
    store.accounts.enrol(claire(store), SECRET, code(store), CODES, "")
    wait(store, seconds=60)


def linked(store: Store, caller: Caller = HERE) -> Entered:
    return store.accounts.by_link(store.issue(owner(store), "claire", LINK), caller)


def test_every_way_in_asks_for_a_second_factor_that_is_set(store: Store) -> None:
    assert not linked(store).pending
    enrolled(store)
    store.staff.bind(owner(store), "claire", "https://id.example", "42")
    ways = (
        lambda: linked(store),
        lambda: store.accounts.enter("claire", "password", HERE),
        lambda: store.accounts.enter_subject("https://id.example", "42", b"once", HERE),
    )
    for way in ways:
        entered = way()
        assert entered.pending
        for kind in (SESSION, TOKEN):
            with pytest.raises(NotSignedIn):
                store.signed_in(entered.secret, kind, "Firefox")
        session = store.accounts.complete(entered.secret, code(store), HERE)
        assert session != entered.secret
        assert store.signed_in(session, SESSION, "Firefox").name == "claire"
        with pytest.raises(NotSignedIn):
            store.accounts.complete(entered.secret, code(store, off=1), HERE)
        wait(store, seconds=60)


def test_a_code_counts_once_and_neither_do_those_before_it(store: Store) -> None:
    enrolled(store)
    now = code(store)
    store.accounts.complete(linked(store).secret, now, HERE)
    for used in (now, code(store, off=-1)):
        with pytest.raises(NotSignedIn, match="used before"):
            store.accounts.complete(linked(store).secret, used, HERE)


def test_the_code_that_enrolled_opens_nothing(store: Store) -> None:
    store.accounts.enrol(claire(store), SECRET, code(store), CODES, "")
    with pytest.raises(NotSignedIn):
        store.accounts.complete(linked(store).secret, code(store), HERE)


def test_a_recovery_code_counts_once_and_for_its_own_actor(store: Store) -> None:
    enrolled(store)
    let_in(store, "dirk", "FR")
    store.accounts.enrol(store.actor("dirk"), SECRET, code(store), ["iiii-jjjj-kkkk-llll"], "")
    with pytest.raises(NotSignedIn):
        store.accounts.complete(linked(store).secret, "iiii-jjjj-kkkk-llll", HERE)
    assert store.accounts.complete(linked(store).secret, " AAAA BBBB cccc-dddd ", HERE)
    assert store.accounts.account("claire").recovery_left == 1
    with pytest.raises(NotSignedIn):
        store.accounts.complete(linked(store).secret, CODES[0], HERE)


def test_a_second_step_is_its_own_browsers_and_ends(store: Store) -> None:
    enrolled(store)
    entered = linked(store)
    with pytest.raises(NotSignedIn):
        store.accounts.complete(entered.secret, code(store), replace(HERE, agent="Chrome"))
    wait(store, minutes=store.settings.sign_in_minutes)
    with pytest.raises(NotSignedIn):
        store.accounts.complete(entered.secret, code(store), HERE)


def test_codes_cannot_be_tried_through(store: Store) -> None:
    enrolled(store)
    for _ in range(store.settings.sign_in_free + 1):
        with pytest.raises(NotSignedIn):
            store.accounts.complete(linked(store).secret, "000000", HERE)
    for given in ("000000", code(store)):
        with pytest.raises(TooManyAttempts):
            store.accounts.complete(linked(store).secret, given, HERE)
    wait(store, seconds=3)
    assert store.accounts.complete(linked(store).secret, code(store), HERE)


def failing(store: Store, name: str, address: str = "10.0.0.1") -> None:
    store.accounts.begin(store.accounts.tried(name, address))


def test_failures_by_a_name_make_it_wait_longer_each_time_and_a_restart_does_not_forget(store: Store) -> None:
    for _ in range(store.settings.sign_in_free + 1):
        failing(store, "claire")
    waits = []
    again = reopened(store)
    for _ in range(12):
        with pytest.raises(TooManyAttempts) as caught:
            failing(again, "Claire ")  # however it is written
        waits.append(caught.value.seconds)
        wait(again, seconds=caught.value.seconds)
        failing(again, "claire")
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    failing(again, "dirk", "10.0.0.2")
    wait(again, hours=store.settings.sign_in_forget_hours)
    failing(again, "claire")
    failing(again, "claire")
    again.close()


def test_an_address_that_tries_many_names_waits_and_one_right_password_does_not_free_it(store: Store) -> None:
    free = store.settings.sign_in_free_by_address
    for number in range(free + 1):
        failing(store, f"name{number}")
    with pytest.raises(TooManyAttempts):
        failing(store, "another")
    failing(store, "another", "10.0.0.9")
    wait(store, seconds=5)
    right = store.accounts.tried("claire", "10.0.0.1")
    store.accounts.begin(right)
    store.accounts.succeeded(right)
    failing(store, "yet-another")
    with pytest.raises(TooManyAttempts):
        failing(store, "and-another")


def test_who_signs_in_has_not_failed(store: Store) -> None:
    for _ in range(40):
        right = store.accounts.tried("claire", "10.0.0.1")
        store.accounts.begin(right)
        store.accounts.succeeded(right)
    assert raw_rows(store.folder, "SELECT failures FROM attempt") == [(0,)]


def test_many_attempts_at_once_are_no_more_than_one_after_the_other(store: Store) -> None:
    let_through: list[int] = []
    start = Barrier(8)

    def attempt() -> None:
        start.wait()
        for _ in range(3):
            try:
                failing(store, "claire", "")
            except TooManyAttempts:
                continue
            let_through.append(1)

    threads = [Thread(target=attempt) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(let_through) == store.settings.sign_in_free + 1


def test_what_was_tried_is_kept_as_digests(store: Store) -> None:
    failing(store, "typed-a-password-here", "192.0.2.77")
    store.accounts.refused("typed-a-password-here", "password")
    assert len(raw_rows(store.folder, "SELECT key FROM attempt")) == 2
    store.close()
    disk = b"".join(path.read_bytes() for path in store.folder.iterdir() if path.is_file())
    assert b"typed-a-password-here" not in disk
    assert b"192.0.2.77" not in disk


def test_a_refused_sign_in_stands_in_the_audit_of_whom_it_is_about(store: Store) -> None:
    store.accounts.refused("claire", "password")
    store.accounts.refused("unknown", "password")
    rows = [leaf for leaf in leaves(store.folder) if "refused" in leaf]
    assert ['"actor":"claire"' in leaf for leaf in rows] == [True, False]
    assert '"actor":"nobody"' in rows[1]
    assert "unknown" not in rows[1]


def test_a_changed_password_ends_every_session_but_the_one_it_was_changed_in(store: Store) -> None:
    first, other, token = linked(store), linked(store), store.issue(claire(store), "claire", TOKEN)
    waiting = store.issue(owner(store), "claire", LINK)
    _, held = store.accounts.who(first.secret, SESSION, "Firefox")
    store.accounts.set_password(claire(store), "a hash", held.id)
    assert store.signed_in(first.secret, SESSION, "Firefox")
    assert store.signed_in(token, TOKEN)
    with pytest.raises(NotSignedIn):
        store.signed_in(other.secret, SESSION, "Firefox")
    with pytest.raises(NotSignedIn):
        store.accounts.by_link(waiting, HERE)


def test_a_second_factor_set_or_taken_away_ends_the_others_too(store: Store) -> None:
    kept = linked(store)
    _, held = store.accounts.who(kept.secret, SESSION, "Firefox")
    other = linked(store)
    store.accounts.enrol(claire(store), SECRET, code(store), CODES, held.id)
    with pytest.raises(NotSignedIn):
        store.signed_in(other.secret, SESSION, "Firefox")
    wait(store, seconds=60)
    other = Entered(store.accounts.complete(linked(store).secret, code(store), HERE))
    with pytest.raises(BadUsage):
        store.accounts.with_code(claire(store), code(store), held.id)
    assert store.accounts.account("claire").factor_at is not None
    store.accounts.with_code(claire(store), code(store, off=1), held.id)
    assert store.accounts.account("claire").factor_at is None
    assert store.accounts.account("claire").recovery_left == 0
    assert store.signed_in(kept.secret, SESSION, "Firefox")
    with pytest.raises(NotSignedIn):
        store.signed_in(other.secret, SESSION, "Firefox")
    assert not linked(store).pending


def test_new_recovery_codes_replace_the_old_ones(store: Store) -> None:
    enrolled(store)
    store.accounts.with_code(claire(store), CODES[0], "", ["mmmm-nnnn-oooo-pppp"])
    with pytest.raises(NotSignedIn):
        store.accounts.complete(linked(store).secret, CODES[1], HERE)
    assert store.accounts.complete(linked(store).secret, "mmmm-nnnn-oooo-pppp", HERE)


def test_a_second_factor_is_not_overwritten_and_takes_its_own_code(store: Store) -> None:
    with pytest.raises(BadUsage, match="clock"):
        store.accounts.enrol(claire(store), SECRET, "000000", CODES, "")
    enrolled(store)
    with pytest.raises(BadUsage, match="already"):
        store.accounts.enrol(claire(store), b"x" * 20, code(store, b"x" * 20), CODES, "")


def test_no_secret_of_an_authenticator_is_on_the_disk(store: Store) -> None:
    enrolled(store)
    store.close()
    disk = b"".join(path.read_bytes() for path in store.folder.iterdir() if path.is_file())
    assert SECRET not in disk
    assert not any(one.encode() in disk or one.replace("-", "").encode() in disk for one in CODES)


def test_one_ends_ones_own_and_nobody_elses(store: Store) -> None:
    let_in(store, "dirk", "FR")
    token = store.issue(claire(store), "claire", TOKEN)
    [held] = store.accounts.held("claire")
    with pytest.raises(NotFound):
        store.accounts.end(store.actor("dirk"), held.id)
    assert store.signed_in(token, TOKEN)
    store.accounts.end(claire(store), held.id)
    with pytest.raises(NotSignedIn):
        store.signed_in(token, TOKEN)
    with pytest.raises(NotFound):
        store.accounts.end(claire(store), held.id)


def test_signing_out_elsewhere_keeps_this_session_and_the_tokens(store: Store) -> None:
    here, there, token = linked(store), linked(store), store.issue(claire(store), "claire", TOKEN)
    _, held = store.accounts.who(here.secret, SESSION, "Firefox")
    assert store.accounts.end_others(claire(store), held.id) == 1
    assert store.signed_in(here.secret, SESSION, "Firefox")
    assert store.signed_in(token, TOKEN)
    with pytest.raises(NotSignedIn):
        store.signed_in(there.secret, SESSION, "Firefox")


def test_a_list_of_what_is_open_leaves_out_what_is_over(store: Store) -> None:
    linked(store)
    store.issue(claire(store), "claire", TOKEN)
    assert {(one.kind, one.way) for one in store.accounts.held("claire")} == {(SESSION, "link"), (TOKEN, "")}
    wait(store, minutes=store.settings.session_idle_minutes)
    assert [one.kind for one in store.accounts.held("claire")] == [TOKEN]
    wait(store, days=store.settings.token_days)
    assert store.accounts.held("claire") == []


def test_a_token_lasts_no_longer_than_the_settings_say(store: Store) -> None:
    book = store.accounts
    for days in (-1, 91, 10**9):
        with pytest.raises((BadUsage, OverflowError)):
            book.issue(claire(store), book.order("claire", TOKEN, Scope(), "", days))
    secret = book.issue(claire(store), book.order("claire", TOKEN, Scope(), "  a  name ", 2))
    assert [one.label for one in book.held("claire")] == ["a name"]
    wait(store, days=2)
    with pytest.raises(NotSignedIn):
        store.signed_in(secret, TOKEN)


def test_a_providers_word_opens_for_who_is_bound_and_once(store: Store) -> None:
    issuer = "https://id.example"
    for proof in (b"1", b"2"):
        with pytest.raises(NotSignedIn, match="bound"):
            store.accounts.enter_subject(issuer, "42", proof, HERE)
    store.staff.bind(owner(store), "claire", issuer, "42")
    assert store.accounts.enter_subject(issuer, "42", b"3", HERE)
    for subject, proof in (("42", b"3"), ("43", b"4"), ("", b"5")):
        with pytest.raises(NotSignedIn):
            store.accounts.enter_subject(issuer, subject, proof, HERE)
    with pytest.raises(NotSignedIn):
        store.accounts.enter_subject("https://other.example", "42", b"6", HERE)
    store.staff.set_active(owner(store), "claire", False)
    with pytest.raises(NotSignedIn):
        store.accounts.enter_subject(issuer, "42", b"7", HERE)


def test_a_password_is_rehashed_unless_it_was_changed_meanwhile(store: Store) -> None:
    store.accounts.set_password(claire(store), "first")
    at = store.accounts.account("claire").password_at
    wait(store, days=1)
    store.accounts.rehashed("claire", "another", "wrong")
    assert store.accounts.password_of("claire") == "first"
    store.accounts.rehashed("claire", "first", "second")
    assert (store.accounts.password_of("claire"), store.accounts.account("claire").password_at) == ("second", at)


def test_an_authenticator_goes_by_the_machines_time_where_the_nodes_clock_stands_behind(tmp_path: Path) -> None:
    store = make_store(tmp_path / "late", FixedClock(NOON), sample=True, clock_days_back=10)
    assert store.accounts.machine_now() == NOON + timedelta(days=10)
    store.close()


def test_another_s_credential_takes_an_operator(store: Store) -> None:
    book = store.accounts
    with pytest.raises(NotPermitted):
        book.issue(claire(store), book.order("owner", LINK))
