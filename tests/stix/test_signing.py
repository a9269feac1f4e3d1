"""What is signed comes back exactly; whatever was altered, widened, moved or signed by another is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.errors import BadField, NotTrusted
from coalesce.handling import TLP, HandlingCode, Onward, Purpose
from coalesce.records import Entry, GrantSent, Name, Origin, PersonSent, Provenance
from coalesce.records.exchange import Message
from coalesce.stix import EXTENSION, BadObject, check, decode, encode, grant_body, sign_body, stix_id
from coalesce.stix.canonical import written
from tests.stix.messages import (
    CONTROLS,
    MEMBER,
    MESSAGES,
    NOON,
    PERSONS,
    SECRET,
    SIGNER,
    STRANGER,
    TO_FRANCE,
    UNTIL,
    grants,
)

ENTRY = Entry("7", (Name("Zorbal Kemtari", "Latn"),), Provenance("made.csv", 1), birth_dates=(PartialDate.of(1989),))
PERSON = PersonSent(stix_id(SECRET, "identity", "1"), NOON, NOON, Origin("NL", "border"), ENTRY)
SENT = encode(PERSON, TO_FRANCE, SIGNER)


def parts(raw: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The object, and the mapping in it that holds grant and signatures."""
    whole = orjson.loads(raw)
    ours = whole["extensions"][EXTENSION]
    return whole, ours if "grant" in ours else whole


def refused(raw: bytes, key: bytes = SIGNER.key, me: str = "FR") -> str:
    """Why a well-formed message is not trusted."""
    with pytest.raises(NotTrusted) as raised:
        check(decode(raw), key, me)
    return str(raised.value)


@given(MESSAGES, grants())
def test_the_round_trip_is_exact(message: Message, grant: GrantSent) -> None:
    raw = encode(message, grant, SIGNER)
    signed = decode(raw)
    assert (signed.message, signed.grant, signed.member) == (message, grant, message.member)
    assert written(orjson.loads(raw)) == raw
    check(signed, SIGNER.key, grant.to)


@given(MESSAGES, grants())
def test_other_white_space_and_order_say_the_same(message: Message, grant: GrantSent) -> None:
    raw = encode(message, grant, SIGNER)
    other = dict(reversed(orjson.loads(raw).items()))
    again = decode(orjson.dumps(other, option=orjson.OPT_INDENT_2))
    assert again == decode(raw)
    check(again, SIGNER.key, grant.to)


@given(MESSAGES, grants(), st.data())
def test_a_flipped_byte_is_refused(message: Message, grant: GrantSent, data: st.DataObject) -> None:
    raw = bytearray(encode(message, grant, SIGNER))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((BadObject, NotTrusted)):
        check(decode(bytes(raw)), SIGNER.key, grant.to)


def test_every_flipped_bit_of_one_message_is_refused() -> None:
    for place in range(len(SENT)):
        for bit in range(8):
            raw = bytearray(SENT)
            raw[place] ^= 1 << bit
            with pytest.raises((BadObject, NotTrusted)):
                check(decode(bytes(raw)), SIGNER.key, "FR")


@given(PERSONS, PERSONS, grants())
def test_another_body_under_the_same_signatures_is_refused(
    one: PersonSent, other: PersonSent, grant: GrantSent
) -> None:
    _, place = parts(encode(one, grant, SIGNER))
    foreign, there = parts(encode(replace(other, id=one.id), grant, SIGNER))
    if one == replace(other, id=one.id):
        return
    there |= {name: place[name] for name in ("grant", "body_signature", "grant_signature")}
    assert "not the body" in refused(written(foreign), me=grant.to)
    there["grant"] = {
        **place["grant"],
        "body_sha256": parts(encode(replace(other, id=one.id), grant, SIGNER))[1]["grant"]["body_sha256"],
    }
    assert "the body is not signed" in refused(written(foreign), me=grant.to)


WIDER = (
    {"purposes": ["border", "investigation"]},
    {"keep_until": (UNTIL + timedelta(1)).isoformat()},
    {"handling_code": HandlingCode.H1},
    {"onward": Onward.YES},
    {"purposes": ["border", "statistics"], "figures_to": ["FR"]},
)


@pytest.mark.parametrize("change", WIDER)
def test_a_widened_grant_is_refused(change: dict[str, Any]) -> None:
    whole, place = parts(SENT)
    place["grant"] |= change
    assert "the grant is not signed" in refused(written(whole))


@given(PERSONS, grants(), grants())
def test_whatever_else_a_grant_says_is_refused(person: PersonSent, signed: GrantSent, other: GrantSent) -> None:
    other = replace(other, tlp=signed.tlp)
    if other == signed:
        return
    whole, place = parts(encode(person, signed, SIGNER))
    _, there = parts(encode(person, other, SIGNER))
    place["grant"] = there["grant"]
    assert "the grant is not signed" in refused(written(whole), me=other.to)


@given(PERSONS, PERSONS, grants())
def test_a_grant_moved_to_another_body_is_refused(one: PersonSent, other: PersonSent, grant: GrantSent) -> None:
    if one == other:
        return
    whole, place = parts(encode(one, grant, SIGNER))
    _, there = parts(encode(other, grant, SIGNER))
    place |= {"grant": there["grant"], "grant_signature": there["grant_signature"]}
    assert "another object" in (why := refused(written(whole), me=grant.to)) or "not the body" in why


@given(MESSAGES, grants(), MEMBER)
def test_a_grant_is_only_its_recipients(message: Message, grant: GrantSent, me: str) -> None:
    if me != grant.to:
        assert "another member" in refused(encode(message, grant, SIGNER), me=me)


@given(MESSAGES, grants())
def test_another_signer_is_refused(message: Message, grant: GrantSent) -> None:
    assert "the body is not signed" in refused(encode(message, grant, STRANGER), me=grant.to)
    mixed = grant_body(sign_body(message, grant.tlp, SIGNER), grant, STRANGER)
    assert "the grant is not signed" in refused(mixed, me=grant.to)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(MESSAGES, st.data())
def test_whatever_stands_in_a_field_no_other_error_comes(message: Message, data: st.DataObject) -> None:
    whole: Any = orjson.loads(encode(message, TO_FRANCE, SIGNER))
    before = written(whole)
    place: Any = whole
    while True:
        names = sorted(place) if isinstance(place, dict) else range(len(place))
        name = data.draw(st.sampled_from(names))
        inner = place[name]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[name] = data.draw(JSON)
    raw = json.dumps(whole, sort_keys=True)
    if raw == json.dumps(orjson.loads(before), sort_keys=True):
        return
    with pytest.raises((BadObject, NotTrusted)):
        check(decode(raw.encode()), SIGNER.key, "FR")


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()), st.integers(0, len(SENT)))
def test_whatever_bytes_come_no_other_error_does(raw: bytes, cut: int) -> None:
    for one in (raw, SENT[:cut] + raw + SENT[cut:], SENT[:cut]):
        if one != SENT and one.strip() != SENT:
            with pytest.raises((BadObject, NotTrusted)):
                check(decode(one), SIGNER.key, "FR")


def test_a_label_is_the_same_for_everybody_who_reads() -> None:
    whole, place = parts(SENT)
    place["grant"]["tlp"] = "clear"
    with pytest.raises(BadObject, match="object_marking_refs"):
        decode(written(whole))
    with pytest.raises(BadField, match="label"):
        grant_body(sign_body(PERSON, TLP.RED, SIGNER), TO_FRANCE, SIGNER)


def test_a_grant_is_no_other_recipients() -> None:
    assert "another member" in refused(SENT, me="BE")
    whole, place = parts(SENT)
    place["grant"]["recipient"] = "BE"
    assert "the grant is not signed" in refused(written(whole), me="BE")


def test_a_grant_is_no_other_objects() -> None:
    other = replace(PERSON, id=stix_id(SECRET, "identity", "2"))
    whole, place = parts(encode(other, TO_FRANCE, SIGNER))
    _, there = parts(SENT)
    place |= {"grant": there["grant"], "grant_signature": there["grant_signature"]}
    assert "grant of another object" in refused(written(whole))


def test_a_grant_is_no_other_versions() -> None:
    later = replace(PERSON, modified=NOON + timedelta(1))
    whole, place = parts(encode(later, TO_FRANCE, SIGNER))
    _, there = parts(SENT)
    place |= {"grant": there["grant"], "grant_signature": there["grant_signature"]}
    assert "not the body" in refused(written(whole))


def test_another_signer_is_refused_for_body_and_for_grant() -> None:
    assert "the body is not signed by the key of NL" in refused(encode(PERSON, TO_FRANCE, STRANGER))
    assert "the body is not signed by the key of NL" in refused(SENT, key=STRANGER.key)
    signed = sign_body(PERSON, TLP.AMBER, SIGNER)
    assert "the grant is not signed by the key of NL" in refused(grant_body(signed, TO_FRANCE, STRANGER))


def test_a_body_is_signed_once_for_all_its_recipients() -> None:
    signed = sign_body(PERSON, TLP.AMBER, SIGNER)
    for recipient in ("FR", "BE", "INTERPOL"):
        grant = replace(TO_FRANCE, to=recipient)
        raw = grant_body(signed, grant, SIGNER)
        assert raw == encode(PERSON, grant, SIGNER)
        assert b'"recipient":"%s"' % recipient.encode() in raw
        check(decode(raw), SIGNER.key, recipient)
    assert b"BE" not in SENT


def test_a_signature_of_a_body_is_none_of_a_grant() -> None:
    whole, place = parts(SENT)
    place["body_signature"], place["grant_signature"] = place["grant_signature"], place["body_signature"]
    assert "the body is not signed" in refused(written(whole))


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"grant": None}, "grant"),
    ({"grant": []}, "grant"),
    ({"grant": {}}, "grant.recipient"),
    ({"body_signature": None}, "body_signature"),
    ({"body_signature": "?"}, "body_signature"),
    ({"body_signature": "AAAA"}, "body_signature"),
    ({"grant_signature": "é"}, "grant_signature"),
    ({"grant_signature": 7}, "grant_signature"),
]


@pytest.mark.parametrize(("change", "field"), BROKEN)
def test_what_cannot_be_a_grant_or_signature_is_named(change: dict[str, Any], field: str) -> None:
    whole, place = parts(SENT)
    place |= change
    with pytest.raises(BadObject) as raised:
        decode(written(whole))
    assert field in (raised.value.where.field or "")


UNKNOWN: list[tuple[dict[str, Any], str]] = [
    ({"not_before": "2015-01-01"}, "not_before"),
    ({"not_before": None}, "not_before"),
    ({"purposes": []}, "purposes"),
    ({"purposes": ["border", "border"]}, "purposes"),
    ({"purposes": ["statistics", "border"]}, "purposes"),
    ({"purposes": ["war"]}, "purposes"),
    ({"figures_to": ["FR"]}, "figures_to"),
    ({"figures_to": []}, "figures_to"),
    ({"figures_to": ["fr"]}, "figures_to"),
    ({"recipient": "fr"}, "recipient"),
    ({"keep_until": "2019-1-1"}, "keep_until"),
    ({"keep_until": "2019-02-30"}, "keep_until"),
    ({"object_ref": "identity--1"}, "object_ref"),
    ({"tlp": "purple"}, "tlp"),
    ({"onward": True}, "onward"),
]


@pytest.mark.parametrize(("change", "field"), UNKNOWN)
def test_a_term_that_is_not_known_is_never_passed_over(change: dict[str, Any], field: str) -> None:
    whole, place = parts(SENT)
    place["grant"] |= change
    with pytest.raises(BadObject) as raised:
        decode(written(whole))
    assert (raised.value.where.field or "").partition("[")[0].endswith(f"grant.{field}")


def test_a_signature_has_one_form() -> None:
    whole, place = parts(SENT)
    text = place["body_signature"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    place["body_signature"] = text[:-3] + alphabet[alphabet.index(text[-3]) ^ 1] + "=="
    with pytest.raises(BadObject, match="base 64"):
        decode(written(whole))


@given(st.sampled_from(CONTROLS))
def test_what_does_something_unseen_is_neither_sent_nor_taken(sign: str) -> None:
    named = replace(PERSON, entry=replace(ENTRY, names=(Name(f"Zorbal{sign}", "Latn"),)))
    with pytest.raises(BadObject, match=r"field 'name': holds a control"):
        encode(named, TO_FRANCE, SIGNER)
    escaped = f'"reference":"\\u{ord(sign):04x}"'.encode()
    with pytest.raises(BadObject, match=r"reference': holds a control"):
        decode(SENT.replace(b'"reference":"7"', escaped))


@pytest.mark.parametrize("text", ["\\u0001", "\\b\\f", "a\tb\r\nc", "\\\\u001f", '"\\"'])
def test_a_text_that_only_shows_an_escape_is_sent(text: str) -> None:
    said = replace(PERSON, entry=replace(ENTRY, remarks=text))
    assert decode(encode(said, TO_FRANCE, SIGNER)).message == said


def test_nothing_of_a_person_shows_where_a_message_is_printed() -> None:
    signed = decode(SENT)
    assert "Zorbal" not in repr(signed) + repr(sign_body(PERSON, TLP.AMBER, SIGNER))
    assert Purpose.BORDER in signed.grant.purposes
