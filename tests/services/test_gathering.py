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
    clients = [staged(entry(name), handling("FR")) for name in ("K", "L", "M", "N")]
    publish(store, add_list(store, "clients", kind=ListKind.CUSTOMERS), clients)
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        links = [linked(view, known[one], known[other], 0.7) for one, other in ("AB", "BC")]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    with store.read(owner(store), INVESTIGATION) as view:
        told, listed = told_of_view(view)
    assert told.records == sorted(known[name] for name in "ABC")
    assert listed.records == told.records
    assert [listed.lists[place].id for place in listed.on.tolist()] == [border.id] * 3
    assert {listed.lists[place].id for place in told.closed.tolist()} == {border.id}
    pairs = [(told.records[left], told.records[right]) for left, right in zip(told.left, told.right, strict=True)]
    assert pairs == sorted(tuple(sorted((known[one], known[other]))) for one, other in ("AB", "BC"))
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        told, _ = told_of_view(view)
    assert told.records == sorted(known[name] for name in "AB")
    assert len(told.left) == 1
    store.close()
