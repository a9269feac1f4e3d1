"""What is packed at import comes back as it was, for an engine that never sees the record."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from coalesce.errors import BadField
from coalesce.handling import seal
from coalesce.linking.columns import prepare
from coalesce.linking.keys import keys
from coalesce.linking.model import load_model
from coalesce.linking.prepared import pack, unpack
from coalesce.records import Entry, Name, Provenance


@dataclass(frozen=True, slots=True)
class Row:
    record: str
    version: int
    list_id: str
    deduplicated: bool
    body: bytes


def test_columns_and_keys_come_back() -> None:
    columns = prepare(Entry("1", (Name("Zorbal Kemtari", "Latn"), Name("زوربال كمتاري", "Arab")), Provenance("x", 1)))
    found = keys(columns, load_model())
    (row,) = unpack([Row("a", 2, "l", True, pack(columns, found))])
    assert (row.record, row.version, row.list_id, row.deduplicated) == ("a", 2, "l", True)
    assert (row.columns, row.keys) == (columns, found)


def test_it_is_registered_for_what_is_sealed() -> None:
    assert repr(seal(iter(())).map(unpack)) == "Sealed(...)"


def test_columns_of_another_make_are_refused() -> None:
    with pytest.raises(BadField):
        list(unpack([Row("a", 1, "l", True, b"[[1,2],[]]")]))
