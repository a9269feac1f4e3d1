"""A restored backup brings no old password back, and no role, session or second factor that was taken since."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import NotSignedIn
from coalesce.handling import Role
from coalesce.store import Store, backup
from coalesce.store.accounts import CredentialKind
from tests.builders import NOON, let_in, make_store, owner, raw_rows


def test_people_sign_in_after_a_restore_as_just_before_it(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node", FixedClock(NOON))
    claire = let_in(store, "claire", "FR")
    let_in(store, "dirk", "FR", Role.OPERATOR)
    store.accounts.set_password(claire, "old")
    token = store.issue(owner(store), "dirk", CredentialKind.TOKEN)
    backup.write(store, owner(store), tmp_path / "kept.tar")
    store.accounts.set_password(claire, "new")
    store.staff.bind(owner(store), "claire", "https://id.example", "42")
    store.staff.set_roles(owner(store), "dirk", frozenset({Role.READER}))
    store.staff.set_active(owner(store), "dirk", False)
    let_in(store, "late", "FR")
    store.accounts.set_password(store.actor("late"), "late")
    store.accounts.begin(store.accounts.tried("claire", "10.0.0.1"))
    store.close()
    backup.restore(store.folder, tmp_path / "kept.tar")
    again = Store(store.folder, store.settings, store.clock)
    assert again.accounts.password_of("claire") == "new"
    assert again.accounts.account("claire").subject == "42"
    assert [one.name for one in again.actors()] == ["claire", "owner"]
    assert again.staff.one(owner(again), "dirk").actor.roles == {Role.READER}
    with pytest.raises(NotSignedIn):
        again.signed_in(token, CredentialKind.TOKEN)
    assert len(raw_rows(again.folder, "SELECT * FROM attempt")) == 2
    assert raw_rows(again.folder, "SELECT actor FROM account") == [("claire",)]
    again.close()


def test_elsewhere_a_backup_signs_in_as_it_did(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node", FixedClock(NOON))
    store.accounts.set_password(owner(store), "old")
    backup.write(store, owner(store), tmp_path / "kept.tar")
    store.close()
    backup.restore(tmp_path / "elsewhere", tmp_path / "kept.tar")
    again = Store(tmp_path / "elsewhere", store.settings, store.clock)
    assert again.accounts.password_of("owner") == "old"
    again.close()
