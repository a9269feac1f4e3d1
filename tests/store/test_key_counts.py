"""How many records of a list stand under a key: of that list alone."""

from __future__ import annotations

from pathlib import Path

from coalesce.store.key_counts import key_counts
from tests.builders import add_list, entry, make_store, publish, raw_rows


def test_only_the_list_itself_is_counted(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    one, two = add_list(store, "one"), add_list(store, "two")
    publish(store, one, [entry("A"), entry("B")])
    publish(store, two, [entry("A")])
    every = [row[0] for row in raw_rows(store.folder, "SELECT DISTINCT value FROM search_key")]
    with store.transaction() as connection:
        found = key_counts(connection, one.id, [*every, 7])
        assert 7 not in found
        assert max(found.values()) == 2
        assert set(key_counts(connection, two.id, every).values()) == {1}
        assert (
            sum(found.values()) + sum(key_counts(connection, two.id, every).values())
            == raw_rows(store.folder, "SELECT count(*) FROM search_key")[0][0]
        )
    store.close()
