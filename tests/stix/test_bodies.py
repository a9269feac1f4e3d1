"""The frame of an object, and that nothing stands in it that nobody has looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadField
from coalesce.handling import TLP
from coalesce.records import HeadSent, TakenBack, WithdrawalSent
from coalesce.records.exchange import Message
from coalesce.stix import EXTENSION, BadObject, decode, encode, is_ours, stix_type
from coalesce.stix.bodies import _TYPES, TYPES, read_body, write_body
from coalesce.stix.canonical import written
from coalesce.stix.ids import organisation_id, stix_id
from tests.stix.messages import MESSAGES, NOON, SECRET, SIGNER, TO_FRANCE
from tests.stix.test_signing import PERSON, SENT

WITHDRAWAL = WithdrawalSent(stix_id(SECRET, "coalesce-withdrawal", "1"), (PERSON.id,), TakenBack.WITHDRAWN, NOON, "NL")


def test_every_message_has_its_type() -> None:
    assert set(_TYPES) == set(get_args(Message))
    assert set(_TYPES.values()) <= set(TYPES)


@given(MESSAGES, st.sampled_from(TLP))
def test_a_body_comes_back(message: Message, tlp: TLP) -> None:
    body = write_body(message, tlp)
    assert read_body(body, written(body), tlp) == message
    assert is_ours(body)
    assert body["type"] == stix_type(message)
    assert body["created_by_ref"] == organisation_id(message.member)


@pytest.mark.parametrize("found", [{}, {"type": "identity"}, {"type": "identity", "extensions": []},
                                   {"type": "identity", "extensions": {}}, {"type": "malware", "extensions": {EXTENSION: {}}},
                                   {"type": ["identity"], "extensions": {EXTENSION: {}}}])  # fmt: skip
def test_what_others_wrote_is_not_ours(found: dict[str, Any]) -> None:
    assert not is_ours(found)


CHANGES: list[tuple[str, Any]] = [
    ("name", "Another Name"),
    ("name", None),
    ("identity_class", "group"),
    ("spec_version", "2.0"),
    ("created_by_ref", organisation_id("FR")),
    ("object_marking_refs", []),
    ("labels", ["seen"]),
    ("revoked", True),
    ("created", "2014-11-01T12:00:00Z"),
    ("modified", "2014-11-01T12:00:00.000+01:00"),
    ("id", stix_id(SECRET, "sighting", "1")),
    ("description", 1),
]


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_what_everybody_reads_is_what_we_read(name: str, value: Any) -> None:
    whole = orjson.loads(SENT)
    whole[name] = value
    if value is None:
        del whole[name]
    with pytest.raises(BadObject) as raised:
        decode(orjson.dumps(whole))
    assert (raised.value.where.field or "").partition("[")[0] == name


@pytest.mark.parametrize("value", [None, "x", 1, [], {"a": 1}])
def test_a_field_that_is_not_known_is_refused(value: Any) -> None:
    whole = orjson.loads(SENT)
    whole["extensions"][EXTENSION]["danger"] = value
    with pytest.raises(BadObject, match="danger"):
        decode(orjson.dumps(whole))


def test_whole_numbers_are_not_decimal_ones() -> None:
    with pytest.raises(BadObject, match=r"source\.line"):
        decode(SENT.replace(b'"line":1', b'"line":1.0'))
    with pytest.raises(BadObject, match=r"deduplicated"):
        decode(SENT.replace(b'"list_kind"', b'"deduplicated":false,"list_kind"'))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "malware"}, "type': is no type"),
        ({"type": 7}, "type': must be a text"),
        ({"extensions": []}, "extensions': must be a mapping"),
        ({"extensions": {}}, "is missing"),
        ({"extensions": {EXTENSION: 7}}, "must be a mapping"),
        ({"withdrawn_refs": []}, "of': a withdrawal names"),
        ({"member": "FR"}, "created_by_ref"),
    ],
)
def test_what_is_no_message_is_refused(change: dict[str, Any], reason: str) -> None:
    whole = orjson.loads(encode(WITHDRAWAL, TO_FRANCE, SIGNER))
    with pytest.raises(BadObject, match=reason):
        decode(orjson.dumps(whole | change))


def test_an_id_is_of_its_messages_type() -> None:
    with pytest.raises(BadField, match="coalesce-withdrawal"):
        write_body(replace(WITHDRAWAL, id=PERSON.id), TLP.AMBER)
    with pytest.raises(BadField, match="coalesce-audit-head"):
        write_body(HeadSent("1", 0, "00" * 32, NOON, "NL"), TLP.AMBER)
