"""What an import stores of an entry is what a migration makes of it again."""

from __future__ import annotations

from coalesce.linking.prepared import stored
from coalesce.records import Document
from coalesce.services.preparing import prepared, prepared_again
from tests.builders import encoder, entry


def test_made_again_it_is_the_same() -> None:
    one = entry("R-1", "Vulneq Shambir Dorvek", documents=(Document("K771209X"),))
    made = prepared(one, encoder())
    assert prepared_again(one, made.packed) == made.search_keys


def test_a_crowded_key_is_neither_stored_nor_indexed() -> None:
    one = entry("R-1", documents=(Document("K771209X"),))
    whole, less = prepared(one, encoder()), prepared(one, encoder(), lambda found: found[1:])
    assert stored(less.packed)[1] == stored(whole.packed)[1][1:]
    assert set(less.search_keys) < set(whole.search_keys)
    assert less.compared == whole.compared
