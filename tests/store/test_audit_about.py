"""The log of one record: one member's rows alone, the newest so many."""

from __future__ import annotations

from pathlib import Path

from coalesce.handling import Purpose
from coalesce.store.audit_about import about
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, make_store, owner, publish, staged


def test_rows_are_one_members_and_name_the_record(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    claire = let_in(store, "claire", "FR")
    publish(store, add_list(store), [staged(entry(name), handling("FR")) for name in ("A", "B")])
    known = ids(store)
    for who, name in ((owner(store), "A"), (claire, "A"), (owner(store), "B")):
        with store.read(who, INVESTIGATION) as view:
            view.record(known[name])
    with store.write(owner(store), Purpose.PLANNING).snapshot() as connection:
        mine = about(connection, "NL", known["A"], 100)
        theirs = about(connection, "FR", known["A"], 100)
        newest = about(connection, "NL", known["A"], 1)
    assert {row.leaf["actor"] for row in mine.rows} == {"owner"}
    assert len(mine.rows) == 2
    assert mine.all
    assert [row.leaf["actor"] for row in theirs.rows] == ["claire"]
    assert (newest.rows, newest.looked_at, newest.all) == ((), 1, False)
    store.close()
