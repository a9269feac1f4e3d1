"""The schemas: every message fits them, nothing else does, and no field of theirs is never written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts.document_stix import MESSAGES as EXAMPLES
from scripts.document_stix import sent

from coalesce.records import CommitmentSent, Deadline, GrantSent, Need
from coalesce.records.exchange import Message
from coalesce.stix import EXTENSION, TYPES, BadObject, decode, encode, stix_id, stix_type
from coalesce.stix.published import schemas
from tests.stix.messages import MESSAGES, NOON, SECRET, SIGNER, TO_FRANCE, grants

jsonschema = pytest.importorskip("jsonschema", reason="comes with stix2-validator, of the test extra")
referencing = pytest.importorskip("referencing", reason="comes with jsonschema")


@cache
def checker(name: str) -> Any:
    """A validator of one type; what is not among the shipped schemas cannot be asked for."""
    held = [referencing.Resource.from_contents(schema) for schema in schemas().values()]
    registry = referencing.Registry().with_resources((one.id(), one) for one in held)
    return jsonschema.Draft202012Validator(schemas()[name], registry=registry)


def faults(raw: bytes) -> list[str]:
    """What the schema of its type has against an object."""
    found = orjson.loads(raw)
    return [fault.message for fault in checker(found["type"]).iter_errors(found)]


def inner_schemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema and all in it that have properties."""
    if "properties" in schema:
        yield schema
    for held in schema.values():
        if isinstance(held, dict):
            yield from inner_schemas(held)


def test_every_type_has_one_and_each_is_a_schema() -> None:
    assert set(schemas()) == {"definitions", *TYPES}
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_field_is_described_and_no_other_is_allowed() -> None:
    for name, schema in schemas().items():
        for inner in inner_schemas(dict(schema)):
            assert inner["additionalProperties"] is False, name
            assert all(len(held["description"]) > 3 for held in inner["properties"].values()), name


@settings(deadline=None)
@given(MESSAGES, grants())
def test_every_message_fits(message: Message, grant: GrantSent) -> None:
    assert faults(encode(message, grant, SIGNER)) == []


@settings(deadline=None)
@given(st.sampled_from(EXAMPLES), st.data())
def test_a_field_of_another_kind_fits_neither_schema_nor_reader(message: Message, data: st.DataObject) -> None:
    whole = orjson.loads(sent(message))
    place = whole
    while True:
        name = data.draw(st.sampled_from(sorted(place)))
        inner = place[name]
        if not isinstance(inner, dict) or data.draw(st.booleans()):
            break
        place = inner
    place[name] = data.draw(st.sampled_from((None, 1.5, -1, {"x": 1}, [[]])))
    assert not checker(stix_type(message)).is_valid(whole)
    with pytest.raises(BadObject):
        decode(orjson.dumps(whole))


def test_every_field_is_written_by_some_example() -> None:
    nothing_said = CommitmentSent(
        stix_id(SECRET, "coalesce-need", "2"), NOON, NOON, "autumn", "NL", Need("1", by=Deadline())
    )
    written: set[str] = set()

    def note(value: object) -> None:
        if isinstance(value, dict):
            written.update(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            note(inner)

    for raw in (*map(sent, EXAMPLES), encode(nothing_said, TO_FRANCE, SIGNER)):
        note(orjson.loads(raw))
    wanted = {
        name for schema in schemas().values() for one in inner_schemas(dict(schema)) for name in one["properties"]
    }
    assert wanted <= written
    assert EXTENSION in wanted


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: message.id.partition("--")[0])
def test_a_field_that_is_left_out_is_missed_where_it_always_stands(message: Message) -> None:
    whole = orjson.loads(sent(message))
    for name in whole:
        less = {key: value for key, value in whole.items() if key != name}
        needed = name in schemas()[whole["type"]]["required"]
        fits = checker(whole["type"]).is_valid(less)
        assert not (needed and fits), name
