"""A record in numbers: what the reference codes, one behind the other, and nothing that another record changes."""

from __future__ import annotations

from struct import unpack

import pytest

from coalesce.linking import coding
from coalesce.linking.agreement import code
from coalesce.linking.coding import HEAD, Encoder, encoded_bytes, key_number
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import load_model
from coalesce.names import skeleton
from coalesce.records import Document, Entry, Name, Provenance

ENTRY = Entry(
    "1",
    (Name("Zorbal Kemtari", "Latn"), Name("زوربال كمتاري ابو هدراق", "Arab")),
    Provenance("x", 1),
    documents=(Document("K771209X", "passport", "SY"),),
    nationalities=("SY",),
)


def test_the_numbers_are_those_of_the_reference() -> None:
    model = load_model()
    columns = prepare(ENTRY)
    coded = code(columns, model)
    encoded = Encoder(model).encode(columns, ("s:abc", "s:abc", "n:1"))
    assert encoded_bytes(encoded) == len(encoded)
    numbers = unpack(f"<{len(encoded) // 8}q", encoded)
    tokens = [mark for form in coded.forms for mark in form.tokens]
    nears = [mark for form in coded.forms for mark in form.nears]
    documents = list(coded.marks[Comparison.DOCUMENT].asserts)
    at = HEAD + len(coded.forms)
    assert list(numbers[HEAD:at]) == [len(form.tokens) for form in coded.forms]
    assert list(numbers[at : at + len(tokens)]) == tokens
    bones = numbers[at + len(tokens) : at + 2 * len(tokens)]
    assert set(bones) == {bone for form in coded.forms for bone in form.bones}
    assert list(numbers[at + 2 * len(tokens) : at + 3 * len(tokens)]) == nears
    assert list(numbers[at + 3 * len(tokens) :]) == [key_number("s:abc"), key_number("n:1"), *documents]


def test_what_is_not_said_has_no_digest() -> None:
    silent, speaking = Columns(), Columns(births=("1986",), sex="male", places=("klp",), residence_countries=("SY",))
    encoder = Encoder(load_model())
    assert unpack("<5q", encoder.encode(silent, ())[16:56]) == (0, 0, 0, 0, 0)
    births, nations, sex, places, dwelt = unpack("<5q", encoder.encode(speaking, ())[16:56])
    assert (nations, bool(births), bool(sex), bool(places), bool(dwelt)) == (0, True, True, True, True)


def test_an_encoder_that_forgets_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [Columns(((word,),), ((skeleton(word),),), births=("1986",)) for word in ("zorbal", "kemtari", "hedraq")]
    model = load_model()
    whole = [Encoder(model).encode(each, ()) for each in every]
    monkeypatch.setattr(coding, "REMEMBERED", 2)
    encoder = Encoder(model)
    assert [encoder.encode(each, ()) for each in every] == whole
