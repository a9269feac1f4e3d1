"""The database gives each row of the log its place, for whoever may read it, and keeps no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import NotFound
from coalesce.handling import Role
from tests.builders import INVESTIGATION, let_in, make_store, owner, raw_rows


def test_a_row_has_a_place_for_its_member_and_for_whom_it_concerns(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    claire = let_in(store, "claire", "FR", Role.READER)
    with store.read(claire, INVESTIGATION) as view:
        view.lists()
    places = raw_rows(
        store.folder, "SELECT member, number, seq, actor, action, refused FROM audit_place ORDER BY seq, member"
    )
    assert places == [
        ("NL", 1, 1, "owner", "init", 0),
        ("NL", 2, 2, "owner", "member add", 0),
        ("FR", 1, 3, "owner", "actor add", 0),
        ("NL", 3, 3, "owner", "actor add", 0),
        ("FR", 2, 4, "claire", "read", 0),
    ]
    store.close()


def test_a_refusal_is_known_as_one(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    with pytest.raises(NotFound), store.read(owner(store), INVESTIGATION) as view:
        view.record("x" * 26)
    (last,) = raw_rows(store.folder, "SELECT refused, purpose, day FROM audit_place ORDER BY seq DESC LIMIT 1")
    assert last == (1, "investigation", "2014-11-01")
    store.close()
