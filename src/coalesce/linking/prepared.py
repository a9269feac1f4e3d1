"""What linking stores of a record at import, and how an engine gets it back.

Invariant: what is packed is a function of the entry and the model, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import orjson

from coalesce.handling import sealed_function
from coalesce.linking.coding import WIDTH, Encoder, encoded_bytes, words_of
from coalesce.linking.columns import Columns
from coalesce.linking.near import Token
from coalesce.linking.rows import LinkRow

MAKE = 6
"""Of columns and blocking keys: to be raised whenever the same entry and model give others, so that a node of before is
brought along by ``coalesce migrate`` and is not left with keys that no new record has."""


class Stored(Protocol):
    """A record's packed columns as a view gives them."""

    @property
    def record(self) -> str:
        """The record's id."""

    @property
    def version(self) -> int:
        """The version that was packed."""

    @property
    def list_id(self) -> str:
        """The list it stands on."""

    @property
    def deduplicated(self) -> bool:
        """Whether that list is kept free of duplicates."""

    @property
    def body(self) -> bytes:
        """What ``pack`` gave."""


def pack(columns: Columns, keys: tuple[str, ...], encoder: Encoder) -> bytes:
    """The record in numbers (``coding``), then columns and blocking keys as compact JSON, filled up to whole numbers."""
    plain = orjson.dumps([orjson.Fragment(columns.to_json()), keys])
    return encoder.encode(columns, keys) + plain + b" " * (-len(plain) % WIDTH)


def stored(body: bytes) -> tuple[Columns, tuple[str, ...]]:
    """The columns and blocking keys that ``pack`` was given. Raises BadField for columns of another make."""
    columns, keys = orjson.loads(_plain(body))
    return Columns.from_list(columns), tuple(keys)


def stored_words(body: bytes) -> list[Token]:
    """The tokens of all forms alone, in the order in which they are encoded."""
    forms, skeletons, _, _, _, _, _, _, *more = orjson.loads(_plain(body))[0]
    return list(words_of(Columns(forms=forms, skeletons=skeletons, sources=more[0] if more else ())))


def stored_keys(body: bytes) -> tuple[str, ...]:
    """The blocking keys alone of what ``pack`` gave."""
    return tuple(orjson.loads(_plain(body))[1])


def packed_anew(body: bytes, encoder: Encoder) -> bytes:
    """The same columns and keys in the encoder's numbers: what another model or an older version packed."""
    return pack(*stored(body), encoder)


def _plain(body: bytes) -> bytes:
    """The JSON; a version before this one stored nothing else."""
    return body if body[:1] == b"[" else body[encoded_bytes(body) :]


@sealed_function
def unpack(rows: Iterable[Stored]) -> Iterator[LinkRow]:
    """Rows for an engine, in the order given. Raises BadField for columns of another make."""
    for row in rows:
        yield LinkRow(row.record, row.version, row.list_id, row.deduplicated, *stored(row.body))
