"""What is made of an entry at import, beside the entry itself: linking columns, blocking keys, keys of the index.

Invariant: a function of the entry and the model alone; an import and a migration make the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

from coalesce.linking.coding import Encoder
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.index import kept, linking_values
from coalesce.linking.keys import keys
from coalesce.linking.model import Model
from coalesce.linking.prepared import pack, stored
from coalesce.records import Entry
from coalesce.store.key_counts import key_counts
from coalesce.store.writer import Writer

Room = Callable[[tuple[str, ...]], tuple[str, ...]]
"""Which of a record's blocking keys are kept: a list may have crowded some."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """``packed``: columns and blocking keys as bytes; ``compared``: digest of the columns; ``search_keys``: the index."""

    packed: bytes
    compared: bytes
    search_keys: tuple[int, ...]


_SLOTS = 1 << 22
"""Of the sketch that counts keys: a key may be counted a few too many, never too few."""


class KeyRoom:
    """Counts how many records of one list had a key: a function of the list's own rows, their order and the model.

    Which rows keep a crowded key hangs on the order: a choice that does not would need each key's whole count before the
    first row is stored, which is to prepare every row twice, and preparing is most of an import.
    """

    def __init__(self, bound: int) -> None:
        self._bound, self._sketch = bound, array("I", bytes(4 * _SLOTS))

    def kept(self, found: tuple[str, ...]) -> tuple[str, ...]:
        """The keys that not too many rows before this one had."""
        kept = []
        for key in found:
            slot = crc32(key.encode()) % _SLOTS
            if self._sketch[slot] < self._bound:
                self._sketch[slot] += 1
                kept.append(key)
        return tuple(kept)


class ListRoom:
    """The same for a list that grows a few records at a time: what it holds already counts too."""

    def __init__(self, writer: Writer, list_id: str, bound: int) -> None:
        self._writer, self._list, self._bound = writer, list_id, bound
        self._counts: dict[int, int] = {}

    def look_up(self, entries: Iterable[Entry], model: Model) -> None:
        """Count what is there under the keys that these entries will have."""
        asked = {value for entry in entries for value in linking_values(keys(prepare(entry), model))}
        with self._writer.snapshot() as connection:
            self._counts |= key_counts(connection, self._list, sorted(asked - self._counts.keys()))

    def kept(self, found: tuple[str, ...]) -> tuple[str, ...]:
        """The keys that not too many records of the list have."""
        left = []
        for key, value in zip(found, linking_values(found), strict=True):
            if self._counts.get(value, 0) < self._bound:
                self._counts[value] = self._counts.get(value, 0) + 1
                left.append(key)
        return tuple(left)


def prepared(entry: Entry, encoder: Encoder, room: Room = lambda found: found) -> Prepared:
    """Everything that is stored of an entry so that it is found and linked."""
    columns = prepare(entry)
    blocking = room(keys(columns, encoder.model))
    compared = blake2b(columns.to_json(), digest_size=16).digest()
    return Prepared(pack(columns, blocking, encoder), compared, _kept(entry, columns, blocking))


def prepared_again(entry: Entry, packed: bytes) -> tuple[int, ...]:
    """The keys of the index from what is stored already: blocking keys stay as they were made at import."""
    return _kept(entry, *stored(packed))


def _kept(entry: Entry, columns: Columns, blocking: tuple[str, ...]) -> tuple[int, ...]:
    return kept(entry.reference, (name.full for name in entry.names), columns, blocking)
