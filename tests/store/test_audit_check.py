"""The places that pages of the log are looked up in are checked with it; what was noted elsewhere is compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import Tampered
from coalesce.handling import Role
from coalesce.store import Store, audit_check
from coalesce.store.audit_check import Checking, NotedHead
from coalesce.store.audit_tree import EMPTY, tree_head
from coalesce.store.names import HEAD
from tests.builders import INVESTIGATION, let_in, make_store, owner, raw_rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    claire = let_in(made, "claire", "FR", Role.READER)
    for actor in (owner(made), claire, claire, owner(made)):
        with made.read(actor, INVESTIGATION) as view:
            view.lists()
    yield made
    made.close()


PLANTED = {
    "taken out of a page": ("DELETE FROM audit_place WHERE seq = 5 AND member = 'FR'", 5),
    "all of a member": ("DELETE FROM audit_place WHERE member = 'FR'", 3),
    "another actor": ("UPDATE audit_place SET actor = 'x' WHERE seq = 6", 6),
    "no refusal any more": ("UPDATE audit_place SET refused = 1 WHERE seq = 4", 4),
    "another day": ("UPDATE audit_place SET day = '2013-01-01' WHERE seq = 1", 1),
    "another row's place": ("UPDATE audit_place SET seq = 4 WHERE seq = 7", 7),
    "a row that is not there": ("INSERT INTO audit_place VALUES ('NL', 99, 99, 'a', 'b', 'c', '2014-01-01', 0)", 7),
    "somebody who is not concerned": ("INSERT INTO audit_place VALUES ('BE', 1, 4, 'a', 'b', 'c', '2014-01-01', 0)", 7),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_page_that_would_show_another_log_is_found(store: Store, fault: str) -> None:
    statement, row = PLANTED[fault]
    raw_rows(store.folder, statement)
    with pytest.raises(Tampered, match="order of the audit log") as found:
        store.verify_audit(owner(store))
    assert found.value.row == row


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 100])
def test_pieces_make_no_difference(store: Store, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    whole = store.verify_audit(owner(store))
    monkeypatch.setattr(audit_check, "CHUNK", chunk)
    heard: list[tuple[int, int]] = []
    assert store.verify_audit(owner(store), Checking(lambda checked, of: heard.append((checked, of)))) == whole
    assert heard[-1] == (whole.rows, whole.rows)
    assert heard == sorted(heard)
    raw_rows(store.folder, "UPDATE audit SET leaf = CAST(replace(leaf, 'claire', 'cleira') AS BLOB) WHERE seq = 5")
    with pytest.raises(Tampered, match="row 5") as found:
        store.verify_audit(owner(store))
    assert found.value.row == 5


def test_a_tree_head_noted_elsewhere_shows_a_log_written_anew(store: Store) -> None:
    leaves = [bytes(row[0]) for row in raw_rows(store.folder, "SELECT leaf_hash FROM audit ORDER BY seq")]
    noted = (4, tree_head(leaves[:4]).hex())
    assert store.verify_audit(owner(store), Checking(noted=noted)).rows == 7
    with pytest.raises(Tampered, match="first 4 rows"):
        store.verify_audit(owner(store), Checking(noted=(4, tree_head(leaves[1:5]).hex())))
    with pytest.raises(Tampered, match="9 rows were noted"):
        store.verify_audit(owner(store), Checking(noted=(9, "0" * 64)))
    (store.folder / HEAD).unlink()
    for table in ("audit_place", "audit"):
        raw_rows(store.folder, f"DELETE FROM {table} WHERE seq > 3")
    assert store.verify_audit(owner(store)).rows == 3, (
        "a chain cut short fits, where nothing beside it says how long it was"
    )
    with pytest.raises(Tampered, match="4 rows were noted"):
        store.verify_audit(owner(store), Checking(noted=noted))


def test_what_others_noted_is_compared_in_one_walk_and_what_is_unlike_is_told(store: Store) -> None:
    leaves = [bytes(row[0]) for row in raw_rows(store.folder, "SELECT leaf_hash FROM audit ORDER BY seq")]
    right = [NotedHead(size, tree_head(leaves[:size]), by) for size in (7, 3, 1) for by in ("FR", "BE")]
    assert store.verify_audit(owner(store), Checking(witnessed=right)).unlike == ()
    forged = NotedHead(3, tree_head(leaves[1:4]), "DE")
    longer, none = NotedHead(8, tree_head(leaves), "DE"), NotedHead(0, b"x" * 32, "DE")
    witnessed = [longer, *right, forged, none, NotedHead(0, EMPTY, "FR")]
    assert store.verify_audit(owner(store), Checking(witnessed=witnessed)).unlike == (none, forged, longer)
