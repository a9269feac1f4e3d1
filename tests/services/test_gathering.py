"""Records and links in arrays: all of the view but customers, in order."""

from __future__ import annotations

from pathlib import Path

from coalesce.handling import seal
from coalesce.records import ListKind
from coalesce.services.gathering import told_of_view
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_store,
    owner,
    publish,
    staged,
)


def test_what_the_view_shows_is_told_and_customers_are_not(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    border = add_list(store, deduplicated=True)
    publish(store, border, [staged(entry(name), handling(*["FR"] * (name != "C"))) for name in "ABC"])
    publish(store, add_list(store, "clients", kind=ListKind.CUSTOMERS), [staged(entry("K"), handling("FR"))])
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        links = [linked(view, known[one], known[other], 0.7) for one, other in ("AB", "BC")]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    with store.read(owner(store), INVESTIGATION) as view:
        told, lists = told_of_view(view)
    assert told.records == sorted(known[name] for name in "ABC")
    assert lists == [border.id] * 3
    assert set(told.closed.tolist()) == {0}
    assert len(told.left) == 2
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        told, _ = told_of_view(view)
    assert told.records == sorted(known[name] for name in "AB")
    assert len(told.left) == 1
    store.close()
