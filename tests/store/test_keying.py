"""Keys are written in the order of the index, once, and gone with their version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.store import Store
from coalesce.store.keying import Keying, next_place
from tests.builders import add_list, entry, make_store, publish, raw_rows, staged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def keys(store: Store) -> list[tuple[int, int]]:
    return raw_rows(store.folder, "SELECT value, place FROM search_key ORDER BY place, value")


def test_every_version_has_a_place_and_its_keys(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [replace(staged(entry(f"R{n}")), search_keys=(n, 7, 2**62 + n)) for n in range(3)])
    assert keys(store) == sorted(((v, n + 1) for n in range(3) for v in (n, 7, 2**62 + n)), key=lambda row: row[::-1])
    with store.transaction() as connection:
        assert next_place(connection) == 4


def test_a_changed_record_gets_keys_of_its_own(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [replace(staged(entry("R")), search_keys=(1, 2))], "one")
    publish(store, to, [replace(staged(entry("R", "Hedraq Tolumis")), search_keys=(2, 3))], "two")
    assert keys(store) == [(1, 1), (2, 1), (2, 2), (3, 2)]


def test_what_was_written_is_not_written_twice_and_little_is_held_back(store: Store) -> None:
    publish(store, add_list(store), [replace(staged(entry("R")), search_keys=(5,))])
    keying = Keying(store.transaction, 2)
    keying.add(1, [9, 5, 4, 4, 8])
    keying.flush(least=6)
    assert keys(store) == [(5, 1)]
    keying.flush(least=5)
    assert keys(store) == [(4, 1), (5, 1), (8, 1), (9, 1)]
    keying.flush()
    assert len(keys(store)) == 4


def test_an_edition_taken_back_leaves_no_key(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [replace(staged(entry("R")), search_keys=(1,))])
    writer = store.write(store.actor("owner"), "planning")  # type: ignore[arg-type]  # the purpose as text
    staging = writer.stage(writer.find_list(to.name), "more.csv", "more")
    staging.add([replace(staged(entry("S")), search_keys=(2, 3))])
    assert len(keys(store)) == 3
    staging.discard()
    assert keys(store) == [(1, 1)]
