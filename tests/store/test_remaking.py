"""Columns and keys made anew: what is touched, and that a broken-off run is seen."""

from pathlib import Path

import pytest

from coalesce.errors import NeedsMigration
from coalesce.store import remaking
from tests.builders import add_list, entry, make_store, publish, raw_rows, reopened


def test_every_version_gets_what_is_made_of_it(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    to = add_list(store)
    publish(store, to, [entry("a"), entry("b")])
    publish(store, to, [entry("a", "Another Name"), entry("b")], "e")
    seen: list[tuple[str, bool]] = []

    def make(one: object, list_id: str, current: bool) -> tuple[bytes, tuple[int, ...]]:
        assert list_id == to.id
        seen.append((getattr(one, "reference", ""), current))
        return b"[]", (7, 7, 8)

    remaking.remake(store, make, lambda _, __: None)
    assert sorted(seen) == [("a", False), ("a", True), ("b", True)]
    assert raw_rows(tmp_path, "SELECT DISTINCT body FROM prepared") == [(b"[]",)]
    assert raw_rows(tmp_path, "SELECT value, count(*) FROM search_key GROUP BY value") == [(7, 3), (8, 3)]
    store.close()


def test_a_node_that_is_not_made_for_its_model_does_not_open(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    assert not remaking.is_remaking(store)
    remaking.begin(store)
    assert remaking.is_remaking(store)
    with pytest.raises(NeedsMigration, match="coalesce migrate"):
        reopened(store)
    remaking.remake(store, lambda _, __, ___: (b"[]", ()), lambda _, __: None)
    reopened(store).close()
