"""A node whose index is of another make does not open; made anew, it is what an import would have made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import NeedsMigration
from coalesce.services.preparing import prepared_again
from coalesce.store import Store
from coalesce.store.reindexing import reindex
from tests.builders import add_list, entry, make_store, publish, raw_rows, tables


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", write_batch_rows=2)
    to = add_list(made)
    publish(made, to, [entry(f"R{n}", f"Vulneq Shamb{'aeiou'[n]}r Dor{n}vek") for n in range(5)], "one")
    publish(made, to, [entry(f"R{n}", f"Hedraq Tol{'aeiou'[n]}mis") for n in range(3)], "two")
    yield made
    made.close()


def unindexed(store: Store) -> Store:
    return Store(store.folder, store.settings, store.clock, indexed=False)


def test_an_index_made_anew_is_the_one_of_the_import(store: Store) -> None:
    before = tables(store.folder, "audit", "state")
    raw_rows(store.folder, "DELETE FROM state WHERE name = 'index'")
    raw_rows(store.folder, "DELETE FROM search_key WHERE place % 2 = 0")
    raw_rows(store.folder, "INSERT INTO search_key VALUES (77, 1)")
    with pytest.raises(NeedsMigration, match="coalesce migrate"):
        Store(store.folder, store.settings, store.clock)
    told: list[float] = []
    again = unindexed(store)
    reindex(again, prepared_again, lambda _, share: told.append(share))
    assert tables(store.folder, "audit", "state") == before
    assert told == sorted(told)
    assert told[-1] == 1.0
    again.close()
    Store(store.folder, store.settings, store.clock).close()


def test_an_interrupted_one_is_begun_again(store: Store) -> None:
    before = tables(store.folder, "audit", "state")
    raw_rows(store.folder, "DELETE FROM state WHERE name = 'index'")

    def stop(_: str, share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    again = unindexed(store)
    with pytest.raises(KeyboardInterrupt):
        reindex(again, prepared_again, stop)
    with pytest.raises(NeedsMigration):
        Store(store.folder, store.settings, store.clock)
    reindex(again, prepared_again, lambda _, __: None)
    assert tables(store.folder, "audit", "state") == before
    again.close()


def test_a_whole_index_is_left_alone(store: Store) -> None:
    raw_rows(store.folder, "DELETE FROM search_key WHERE place = 1")
    before = tables(store.folder)
    reindex(store, lambda _, __: (1,), lambda _, __: None)
    assert tables(store.folder) == before
