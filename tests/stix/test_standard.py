"""Whatever is emitted is STIX 2.1 to those that know nothing of us: the validator of OASIS, strict, and its library."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from coalesce.records import Commitment, GrantSent
from coalesce.records.exchange import Message
from coalesce.stix import encode
from coalesce.stix.companions import companions, location, revocation
from tests.stix.messages import MESSAGES, NOON, SIGNER, TO_FRANCE, grants
from tests.stix.test_plans import sent as entry_of_plan
from tests.stix.test_sightings import SENT as SIGHTING
from tests.stix.test_signing import PERSON

stix2 = pytest.importorskip("stix2", reason="needs the test extra")
stix2validator = pytest.importorskip("stix2validator", reason="needs the test extra")
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of the two may ask the network for anything."""

    def refuse(*asked: object) -> None:
        raise AssertionError(f"asked the network for {asked}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def faults(raw: bytes) -> list[str]:
    """What the validator has against an object, its "should" counted as "must"; and that the library reads it."""
    found: dict[str, Any] = orjson.loads(raw)
    result = stix2validator.validate_instance(found, stix2validator.ValidationOptions(version="2.1", strict=True))
    stix2.parse(found, allow_custom=False)
    return [str(fault) for fault in (*result.errors, *result.warnings)]


@SOME
@given(MESSAGES, grants())
def test_every_message_is_valid(message: Message, grant: GrantSent) -> None:
    assert faults(encode(message, grant, SIGNER)) == []


@SOME
@given(MESSAGES, grants())
def test_whatever_stands_beside_it_is_valid(message: Message, grant: GrantSent) -> None:
    for one in companions(message, grant.tlp):
        assert faults(one) == []


def test_a_bundle_of_them_is_valid() -> None:
    sent = [encode(one, TO_FRANCE, SIGNER) for one in (PERSON, SIGHTING)]
    beside = [*companions(PERSON, TO_FRANCE.tlp), *companions(SIGHTING, TO_FRANCE.tlp)]
    every = b",".join(dict.fromkeys([*sent, *beside]))
    bundle = b'{"type":"bundle","id":"bundle--5be9bbc4-1add-4f5a-974b-a37b32bf210e","objects":[' + every + b"]}"
    assert faults(bundle) == []


def test_the_library_sees_a_name_a_place_and_a_day() -> None:
    person = stix2.parse(encode(PERSON, TO_FRANCE, SIGNER).decode())
    assert (person.name, person.identity_class) == ("Zorbal Kemtari", "individual")
    seen = stix2.parse(encode(SIGHTING, TO_FRANCE, SIGNER).decode())
    assert seen.first_seen.date().isoformat() == "2014-07-09"
    assert seen.sighting_of_ref == SIGHTING.person
    assert seen.where_sighted_refs[0].startswith("location--")


@pytest.mark.parametrize("message", [PERSON, SIGHTING, entry_of_plan(Commitment("1"))])
def test_a_revocation_is_valid_and_read_as_one(message: Message) -> None:
    raw = revocation(encode(message, TO_FRANCE, SIGNER), NOON + timedelta(1))
    assert faults(raw) == []
    assert stix2.parse(raw.decode())["revoked"]


def test_what_is_not_valid_is_found() -> None:
    assert faults(location("SY").replace(b'"country":"SY"', b'"country":"QQ"')) != []
    with pytest.raises(stix2.exceptions.ExtraPropertiesError):
        faults(encode(PERSON, TO_FRANCE, SIGNER).replace(b'"2.1"', b'"2.1","danger":"x"'))
