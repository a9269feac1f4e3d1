"""Bundles of others as rows: each object has a row, and no input ends in anything else."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.errors import BadFile
from coalesce.handling import TLP
from coalesce.intake import LeftOut, Limits, Read, Rejected, Row, RowHandling
from coalesce.records import Grade, Sighting, SightingKind
from coalesce.stix.grants import MARKINGS
from coalesce.stix.ids import shared_id
from coalesce.stix.plain import looks_like_stix, plain_rows, rows_of_objects
from tests.stix.test_companions import companions
from tests.stix.test_plain_objects import HERE, identity, place, sighting
from tests.stix.test_signing import PERSON as OURS
from tests.stix.test_signing import SENT

BOUNDS = Limits()
SEEN = sighting(where_sighted_refs=[HERE], first_seen="2014-07-09T10:00:00Z", count=3)


def rows(*objects: Any) -> list[Row]:
    """The rows of these objects."""
    return list(rows_of_objects(objects, "theirs.json", BOUNDS))


def read(raw: bytes, limits: Limits = BOUNDS) -> list[Row]:
    """The rows of a file."""
    return list(plain_rows(raw, "theirs.json", limits))


def test_a_person_comes_with_where_it_was_seen() -> None:
    (row,) = rows(SEEN, place(country="SY", name="Raqqa"), identity(description="Tall"))
    assert isinstance(row, Read)
    when = PartialDate.of(2014, 7, 9)
    assert row.entry.sightings == (Sighting(SightingKind.PRESENT, "SY", when, "Raqqa", None, Grade.F),)
    assert row.entry.remarks == "Tall; sighting: count: 3"
    assert row.entry.provenance.line == 3
    assert row.handling is None


def test_the_strictest_label_counts() -> None:
    marked = {"object_marking_refs": [MARKINGS[TLP.RED]]}
    (row,) = rows(identity(object_marking_refs=[MARKINGS[TLP.GREEN]]), {**SEEN, **marked}, place(country="SY"))
    assert isinstance(row, Read)
    assert row.handling == RowHandling(tlp=TLP.RED)


@pytest.mark.parametrize("wrap", ["bundle", "envelope", "list", "single"])
def test_bundle_envelope_list_and_single_object_are_read(wrap: str) -> None:
    one = identity()
    forms = {
        "bundle": {"type": "bundle", "id": shared_id("bundle", "1"), "objects": [one]},
        "envelope": {"more": False, "objects": [one]},
        "list": [one],
        "single": one,
    }
    raw = b"\xef\xbb\xbf" + json.dumps(forms[wrap], indent=1).encode()
    assert looks_like_stix(raw)
    assert [type(row) for row in read(raw)] == [Read]


@pytest.mark.parametrize(
    "head", [b"", b"name,birth_date", b"<CONSOLIDATED_LIST>", b'{"name": "x"}', b'{"schema":"Person","properties":{}}', b"[1]"]
)  # fmt: skip
def test_what_is_no_stix_does_not_look_so(head: bytes) -> None:
    assert not looks_like_stix(head)


LATER = {"modified": "2014-09-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([identity(), identity()], [Read, "repeated"]),
        ([identity(), identity(name="Other Name")], [Read, Rejected]),
        ([identity(), identity(**LATER)], [Read, "older version"]),
        ([identity(**LATER), identity()], [Read, "older version"]),
        ([identity(), identity(revoked=True, **LATER)], ["older version", "revoked"]),
        (
            [identity(), SEEN, place(country="SY"), {**SEEN, "revoked": True, **LATER}],
            [Read, "older version", "revoked"],
        ),
        ([identity(revoked=True), SEEN, place(country="SY")], ["revoked", "revoked"]),
        ([SEEN, place(country="SY")], [Rejected]),
        ([identity(), SEEN], [Read, Rejected]),
        ([identity(), SEEN, place(name="somewhere")], [Read, Rejected]),
        ([identity(identity_class="group"), SEEN, place(country="SY")], ["group", Rejected]),
        ([7, None, [], "x"], [Rejected] * 4),
        ([{"type": "malware"}, {"type": "malware"}], ["malware", "malware"]),
    ],
)
def test_every_object_has_its_row(objects: list[Any], expected: list[Any]) -> None:
    made = [row.kind if isinstance(row, LeftOut) else type(row) for row in rows(*objects)]
    assert made == expected


def test_a_rejected_row_has_its_place_its_field_and_the_object() -> None:
    (row,) = rows(identity(name="?" * 5000))
    assert isinstance(row, Rejected)
    assert (row.line, row.field, row.reference) == (1, "name", identity()["id"])
    assert row.row[0].startswith('{"type":"identity"')
    assert len(row.row[0]) == 2000


def test_a_person_of_whom_sightings_say_too_much_is_rejected() -> None:
    told = [{**SEEN, "id": shared_id("sighting", str(number)), "x_note": "n" * 60} for number in range(3)]
    made = rows_of_objects([identity(), place(country="SY"), *told], "theirs.json", Limits(max_field_chars=150))
    assert [(type(row), getattr(row, "field", "")) for row in made] == [(Rejected, "description")]


def test_messages_of_nodes_are_refused_and_what_stands_beside_them_is_left_out() -> None:
    beside = [orjson.loads(one) for one in companions(OURS, TLP.AMBER)]
    made = rows(orjson.loads(SENT), *beside)
    assert Counter(type(row) for row in made) == {Rejected: 1, LeftOut: 4}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "line 1: is not JSON"),
        (b'{"type":"bundle","objects":[\nNaN]}', "line 2: is not JSON"),
        (b'{"objects":["\\ud800"]}', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"7", "neither a bundle nor an object"),
        (b'"x"', "neither a bundle nor an object"),
        (b"{}", "no list 'objects'"),
        (b'{"objects":7}', "no list 'objects'"),
        (b'{"objects":{}}', "no list 'objects'"),
        (b'{"type":"bundle"}', "no objects"),
        (b"[]", "no objects"),
        (b'{"objects":[{"type":"a","type":"b"}]}', "twice"),
        (b'{"type":"bundle","spec_version":"2.0","objects":[{}]}', "STIX 2.0"),
        (b'{"objects":[1,2,3]}', "3 objects, more than the 2"),
        (b'{"objects":["' + b"x" * 300 + b'"]}', "bytes, more than the 300 allowed for STIX"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason) as raised:
        read(raw, Limits(max_rows=2, max_stix_bytes=300 if len(raw) < 4000 else 200_000))
    assert raised.value.where.file == "theirs.json"


def test_nesting_that_the_exact_parser_may_not_follow_ends_in_no_other_error() -> None:
    """Where that is differs from one Python to the next."""
    try:
        made = read(b'{"objects":' + b'[{"a":' * 500 + b'"\\":"' + b"}]" * 500 + b"}")
    except BadFile as fault:
        made = [Rejected(1, None, fault.reason)]
    assert [type(row) for row in made] == [Rejected]


def test_a_hundred_thousand_objects_are_read() -> None:
    many = [identity(id=shared_id("identity", str(number))) for number in range(1000)]
    spread = [{**one, "id": shared_id("identity", "s", str(number))} for number, one in enumerate(many * 100)]
    made = read(orjson.dumps({"type": "bundle", "objects": spread}))
    assert Counter(type(row) for row in made) == {Read: 100_000}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
BASES = st.sampled_from((identity(), place(country="SY", name="Raqqa"), SEEN, orjson.loads(SENT)))
FIELDS = st.sampled_from(
    sorted({*identity(), *place(), *SEEN, "extensions", "aliases", "revoked", "object_marking_refs"})
)


@given(st.lists(BASES | JSON, max_size=5), st.lists(st.tuples(st.integers(0, 4), FIELDS, JSON), max_size=4))
def test_whatever_others_write_ends_in_rows(objects: list[Any], changes: list[tuple[int, str, Any]]) -> None:
    bent = list(objects)
    for number, name, value in changes:
        if number < len(bent) and isinstance(bent[number], dict):
            bent[number] = {**bent[number], name: value}
    places = {type(one).__name__ for one in rows(*bent)}
    assert places <= {"Read", "Rejected", "LeftOut"}


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")), st.data()
)
def test_whatever_bytes_come_no_other_error_does(raw: bytes, data: st.DataObject) -> None:
    whole = orjson.dumps({"type": "bundle", "objects": [identity(), SEEN, place(country="SY")]})
    cut = data.draw(st.integers(0, len(whole)))
    for one in (raw, whole[:cut] + raw + whole[cut:], whole[:cut]):
        try:
            read(one)
        except BadFile as fault:
            seen = fault.where.file
        else:
            seen = "theirs.json"
        assert seen == "theirs.json"
