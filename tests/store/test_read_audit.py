"""Pages of the log: chosen by words, cut by numbers that stay, and bounded in what they look through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import NotFound, NotPermitted
from coalesce.handling import Actor, Purpose, Role
from coalesce.store import Store
from coalesce.store.read_audit import AuditPage, AuditQuery, AuditWords
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, leaves, let_in, make_store, owner, publish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR", Role.READER)
    publish(made, add_list(made, held=handling("FR")), [entry("A"), entry("B")])
    yield made
    made.close()


def page(store: Store, actor: Actor | None = None, **words: Any) -> AuditPage:
    more = {name: words.pop(name) for name in ("limit", "before", "scan") if name in words}
    with store.read_log(actor or owner(store), told=False) as log:
        return log.page(AuditQuery(**{"limit": 50, **more}, words=AuditWords(**words)))


def look(store: Store, name: str, record: str, purpose: Purpose = INVESTIGATION) -> None:
    try:
        with store.read(store.actor(name), purpose) as view:
            view.record(record)
    except NotFound:
        pass


def test_pages_stay_as_they_are_while_rows_are_written(store: Store) -> None:
    first = page(store, limit=3)
    for _ in range(4):
        look(store, "owner", "x" * 26)
    second = page(store, limit=3, before=first.next)
    numbers = [row.seq for row in (*first.rows, *second.rows)]
    assert numbers == list(range(first.all, first.all - len(numbers), -1))
    assert page(store, limit=2, before=2).next is None
    assert [row.seq for row in page(store, before=99_999).rows] == list(range(first.all + 4, 0, -1))


def test_rows_are_found_by_every_word(store: Store) -> None:
    here = ids(store)["A"]
    look(store, "claire", here)
    look(store, "owner", here, Purpose.BORDER)
    look(store, "owner", "x" * 26)
    assert {row.leaf["actor"] for row in page(store, actor=owner(store)).rows} >= {"owner"}
    assert [row.leaf["purpose"] for row in page(store, purpose="border").rows] == ["border"]
    assert [row.leaf["action"] for row in page(store, action="import").rows] == ["import"]
    (refused,) = page(store, refused=True).rows
    assert refused.leaf["detail"]["outcome"] == "NotFound"  # type: ignore[index]  # a leaf's detail is a mapping
    assert next(row.leaf["purpose"] for row in page(store, about=here).rows) == "border"
    assert not page(store, about=here[:-1]).rows, "an id is found whole"
    assert not page(store, since="2014-11-02").rows
    assert page(store, until="2014-11-01").rows == page(store).rows
    both = page(store, about=here, purpose="border", since="2014-11-01", until="2014-11-01")
    assert len(both.rows) == 1
    assert page(store, about="%", limit=5).rows == ()


def test_whatever_is_asked_another_members_rows_are_not_there(store: Store) -> None:
    fiona = let_in(store, "fiona", "FR", Role.AUDITOR)
    here = ids(store)["B"]
    look(store, "owner", here)
    look(store, "claire", here)
    own = page(store, fiona)
    assert {(row.leaf["member"], row.leaf.get("about")) for row in own.rows} == {("FR", None), ("NL", "FR")}
    assert [row.leaf["actor"] for row in page(store, fiona, about=here).rows] == ["claire"]
    assert [row.seq for row in own.rows] == list(range(own.all, 0, -1)), "no gap tells of others"
    with pytest.raises(NotPermitted):
        page(store, store.actor("claire"))


def test_a_page_looks_through_so_many_rows_and_the_next_goes_on(store: Store) -> None:
    for _ in range(10):
        look(store, "owner", "x" * 26)
    found, begin, pages = [], None, 0
    while True:
        shown = page(store, action="init", scan=4, before=begin)
        found += shown.rows
        begin, pages = shown.next, pages + 1
        assert shown.reached == "2014-11-01"
        if begin is None:
            break
    assert [row.leaf["action"] for row in found] == ["init"]
    assert pages == -(-shown.all // 4)


def test_reading_the_log_is_a_row_of_it_and_no_looked_for_name_is(store: Store) -> None:
    with store.read_log(owner(store)) as log:
        log.page(AuditQuery(2, AuditWords(about="Zorbal Kemtari")))
    assert '"action":"audit"' in leaves(store.folder)[-1]
    assert "Zorbal" not in leaves(store.folder)[-1]
    assert AuditWords(actor="a", about="b").told() == {"actor": "a"}
    assert AuditWords(about="b").any
    assert not AuditWords().any
