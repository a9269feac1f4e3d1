"""Records by key: the visible ones alone, cut in an order of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.records import ListKind
from coalesce.store import Store
from coalesce.store.read_found import SCREENED, Within
from tests.builders import INVESTIGATION, add_list, entry, handling, leaves, let_in, make_store, owner, publish, staged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    rows = [
        replace(staged(entry(f"R{n}"), handling("FR") if n % 3 == 0 else None), search_keys=(7, 100 + n))
        for n in range(12)
    ]
    publish(made, add_list(made), rows)
    customers = add_list(made, "customers", handling("FR"), kind=ListKind.CUSTOMERS)
    publish(made, customers, [replace(staged(entry("C"), handling("FR")), search_keys=(7,))])
    yield made
    made.close()


def test_a_limit_cuts_visible_records_alone(store: Store) -> None:
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        named = view.named(view.under(7, 60))
        assert sorted(one.reference for one in named.values()) == ["C", "R0", "R3", "R6", "R9"]
        assert [row[2] for row in view.under(7, 2)] == ["R0", "R3"]
        assert sorted(row[2] for row in view.under(7, 60, Within(SCREENED))) == ["R0", "R3", "R6", "R9"]
        assert view.under(101, 60) == view.under(999, 60) == []


def test_a_limit_cuts_records_of_the_chosen_lists_alone(store: Store) -> None:
    last = add_list(store, "last")
    publish(store, last, [replace(staged(entry("L")), search_keys=(7, 900))])
    with store.read(owner(store), INVESTIGATION) as view:
        ids = {one.name: one.id for one in view.lists()}
        both = Within(lists=(last.id, ids["customers"]))
        assert [row[2] for row in view.under(7, 1, Within(lists=(last.id,)))] == ["L"]
        assert [row[2] for row in view.under(7, 9, both)] == ["C", "L"]
        assert [row[2] for row in view.under(7, 9, Within(SCREENED, both.lists))] == ["L"]
        assert [row[2] for row in view.under_any([*range(100, 112), 900], 1, Within(lists=(last.id,)))] == ["L"]
        assert view.under(7, 9, Within(lists=("none",))) == []


def test_many_keys_at_once(store: Store) -> None:
    with store.read(owner(store), INVESTIGATION) as view:
        found = view.under_any([*range(100, 112), *range(2000, 3000)], 60)
        assert sorted(row[0] for row in found) == list(range(100, 112))
        assert len(view.under_any(list(range(100, 112)), 5)) == 5
        assert view.under_any([], 5) == []


def test_what_a_key_gives_is_the_record_that_the_view_shows(store: Store) -> None:
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        named, records = view.named(view.under(7, 60)), view.records([row[1] for row in view.under(7, 60)])
        assert {
            one.record: (one.reference, one.list_id, one.list_name, one.owner, one.names) for one in named.values()
        } == {
            one.id: (one.entry.reference, one.list_id, one.list_name, one.owner, tuple(n.full for n in one.entry.names))
            for one in records.values()
        }
        assert len(named) == 5
        assert view.named([]) == {}


def test_many_small_reads_are_one_note(store: Store) -> None:
    with store.read(owner(store), Purpose.SCREENING) as view:
        for text in ("Vulneq Shambir", "Hedraq Tolumis"):
            view.note_asked(text)
            view.named(view.under(103, 9))
    written = leaves(store.folder)[-1]
    assert '"purpose":"screening"' in written
    assert written.count('"what":"search"') == written.count('"what":"record"') == 1
    assert "hambir" not in written
