"""What is packed at import comes back as it was, for an engine that never sees the record."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson
import pytest

from coalesce.errors import BadField
from coalesce.handling import seal
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import prepare
from coalesce.linking.keys import keys
from coalesce.linking.model import load_model
from coalesce.linking.prepared import pack, packed_anew, stored, stored_keys, unpack
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
    (row,) = unpack([Row("a", 2, "l", True, pack(columns, found, Encoder(load_model())))])
    assert (row.record, row.version, row.list_id, row.deduplicated) == ("a", 2, "l", True)
    assert (row.columns, row.keys) == (columns, found)


def test_it_is_registered_for_what_is_sealed() -> None:
    assert repr(seal(iter(())).map(unpack)) == "Sealed(...)"


def test_columns_of_another_make_are_refused() -> None:
    with pytest.raises(BadField):
        list(unpack([Row("a", 1, "l", True, b"[[1,2],[]]")]))


def test_what_an_older_version_stored_is_read_and_packed_anew() -> None:
    encoder = Encoder(load_model())
    columns = prepare(Entry("1", (Name("Zorbal Kemtari", "Latn"),), Provenance("x", 1)))
    found = keys(columns, load_model())
    older = orjson.dumps([orjson.loads(columns.to_json()), found])
    assert stored(older) == (columns, found)
    assert stored_keys(older) == found
    assert packed_anew(older, encoder) == pack(columns, found, encoder)


def test_numbers_of_another_model_are_told_apart() -> None:
    model = load_model()
    other = replace(model, tokens=replace(model.tokens, unseen=model.tokens.unseen + 1))
    columns = prepare(Entry("1", (Name("Zorbal Kemtari", "Latn"),), Provenance("x", 1)))
    one, two = (pack(columns, (), Encoder(each)) for each in (model, other))
    assert one[:8] != two[:8]
    assert packed_anew(one, Encoder(other)) == two
    assert Encoder(model.for_population(10**6)).tag == Encoder(model).tag


def test_numbers_of_before_residences_are_read_and_packed_anew() -> None:
    encoder = Encoder(load_model())
    columns = prepare(Entry("1", (Name("Zorbal Kemtari", "Latn"),), Provenance("x", 1)))
    found = keys(columns, load_model())
    now = pack(columns, found, encoder)
    older = b"\x01" + now[1:48] + now[56:]  # another make, one digest less
    assert stored(older) == (columns, found)
    assert packed_anew(older, encoder) == now
