"""A node whose columns were made with something else does not open; a new or empty one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import NeedsMigration
from coalesce.linking import prepared
from coalesce.store import Store, made_with, remaking
from coalesce.store.names import MODEL
from tests.builders import add_list, entry, make_store, publish, raw_rows

HELD = "SELECT value FROM state WHERE name = 'columns'"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    publish(made, add_list(made), [entry("R")])
    yield made
    made.close()


def opened(store: Store, expected: int = 0) -> None:
    """Open the node as another process would, and close it."""
    Store(store.folder, replace(store.settings, expected_records=expected), store.clock).close()


def test_a_node_opens_with_what_it_was_made_with(store: Store) -> None:
    opened(store)
    assert made_with.fits(store.engine, made_with.made_with(store.folder, 0))


@pytest.mark.parametrize("held", ["", "0 0000 0", f"{prepared.MAKE} 0123456789abcdef01234567 0"])
def test_columns_of_another_model_or_make_keep_it_closed(store: Store, held: str) -> None:
    raw_rows(store.folder, "DELETE FROM state WHERE name = 'columns'")
    if held:
        raw_rows(store.folder, "INSERT INTO state VALUES ('columns', ?)", held)
    with pytest.raises(NeedsMigration, match=r"another linking model.*'coalesce migrate' and 'coalesce link'"):
        opened(store)


def test_a_later_make_keeps_it_closed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_with, "MAKE", prepared.MAKE + 1)
    with pytest.raises(NeedsMigration, match="coalesce migrate"):
        opened(store)


def test_a_model_that_lies_beside_the_node_unpublished_keeps_it_closed(store: Store) -> None:
    (store.folder / MODEL).write_bytes(b"{}")
    with pytest.raises(NeedsMigration, match="another linking model"):
        opened(store)


def test_another_number_of_expected_records_says_so(store: Store) -> None:
    with pytest.raises(NeedsMigration, match=r"expected_records = 0, and 5000 is set: set it back, or"):
        opened(store, 5000)
    opened(store)


def test_an_empty_node_takes_on_what_is_set(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    opened(store, 5000)
    assert raw_rows(store.folder, HELD)[0][0].endswith(" 5000")
    store.close()


def test_links_of_other_columns_are_not_added_to(store: Store) -> None:
    model = "SELECT value FROM state WHERE name = 'model'"
    remaking.remake(store, lambda _, __, ___: (b"[]", ()), lambda _, __: None)
    assert raw_rows(store.folder, model) == [("",)]
    raw_rows(store.folder, "UPDATE state SET value = 'model-1' WHERE name = 'model'")
    remaking.remake(store, lambda _, __, ___: (b"[]", ()), lambda _, __: None)
    assert raw_rows(store.folder, model) == [(remaking.OUTDATED,)]
