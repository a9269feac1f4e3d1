"""What an import stores of an entry is what a migration makes of it again."""

from __future__ import annotations

from coalesce.linking.prepared import stored
from coalesce.records import Document
from coalesce.services.preparing import KeyRoom, prepared, prepared_again
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


def test_a_key_has_room_for_so_many_records_beyond_two_bytes_too() -> None:
    room = KeyRoom(70_000)
    assert all(room.kept(("k:often",)) for _ in range(70_000))
    assert room.kept(("k:often", "k:other")) == ("k:other",)
