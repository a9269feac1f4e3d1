"""Objects are taken byte for byte; what cannot be named refuses all, any other fault is its object's own."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.taxii.bundles import Bundle, take_apart
from coalesce.taxii.faults import Fault

ID = "identity--04be1dee-2c49-4227-82c8-38b087c26efe"
AT = "2014-09-02T00:00:00.000000Z"


def one(**fields: object) -> dict[str, object]:
    return {"id": ID, "type": "identity", "spec_version": "2.1", "created": AT, "modified": AT, **fields}


def taken(*objects: object) -> Bundle:
    return take_apart(json.dumps({"objects": objects}).encode(), 10, 8)


def refused(body: bytes, most: int = 10) -> Fault:
    with pytest.raises(Fault) as fault:
        take_apart(body, most, 8)
    return fault.value


def test_an_object_is_taken_byte_for_byte() -> None:
    odd = (
        b'{ "id" : "'
        + ID.encode()
        + b'", "type":"identity" , "n": 1.50, "big": 123456789012345678901234567890, "\\u0661":"\xd9\xa1" }'
    )
    (row,) = take_apart(b'{"objects": [ ' + odd + b' ] , "more": false}', 10, 8).rows
    assert row.body == odd
    assert (row.stix_id, row.type, row.version, row.spec_version) == (ID, "identity", "", "2.1")


def test_its_version_is_modified_else_created_else_none() -> None:
    later = "2014-09-03T00:00:00Z"
    rows = taken(one(modified=later), one(modified=""), one(created="", modified="")).rows
    assert [row.version for row in rows] == ["2014-09-03T00:00:00.000000Z", AT, ""]


def test_nothing_at_all_is_an_empty_bundle() -> None:
    assert take_apart(b"{}", 10, 8) == take_apart(b'{"objects":[]}', 10, 8) == Bundle([], [])


@pytest.mark.parametrize(
    "body",
    [
        b"", b"x", b"[1,2]", b'"x"', b"null", b'{"objects": [ {', b'{"objects": {}}', b'{"objects": null}', b'{"objects": [1]}',
        b'{"objects":["x"]}', b'{"objects":[null]}', b'{"objects":[{}]}', b'{"objects":[{"id":5}]}', b'{"objects":[{"id":"x"}]}',
        b'{"objects":[{"id":"identity--04BE1DEE-2c49-4227-82c8-38b087c26efe"}]}', b'{"objects":[]} x', b'\xef\xbb\xbf{}',
        b'{"a":"\xff"}', b'{"objects":[{"id":"\\ud800"}]}', b'{"objects":' + b"[" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"objects":[{"id":"' + b"a" * 300 + b'--04be1dee-2c49-4227-82c8-38b087c26efe"}]}',
        f'{{"objects":[{{"id":"{ID}","type":7}}]}}'.encode(),
    ],
)  # fmt: skip
def test_what_cannot_be_named_refuses_all(body: bytes) -> None:
    fault = refused(body)
    assert fault.status == 422
    assert b"04be1dee" not in fault.body().lower(), "nothing that was sent is repeated"


def test_too_many_are_refused_before_any_is_looked_at() -> None:
    assert refused(json.dumps({"objects": [one()] * 3}).encode(), most=2).status == 422


def test_any_other_fault_is_the_objects_own() -> None:
    deep: object = 1
    for _ in range(9):
        deep = [deep]
    bundle = taken(
        one(),
        one(type="location"),
        one(spec_version="2.0"),
        one(created="yesterday"),
        one(modified="yesterday"),
        one(x_deep=deep),
        one(x_many=[[], [], [], [], [], [], [], [], [], {"a": '[[[[[[[[["\\'}]),
    )
    assert len(bundle.rows) == 2
    assert [failure.stix_id for failure in bundle.failures] == [ID] * 5
    assert [failure.why for failure in bundle.failures] == [
        "its type is not that of its id",
        "only STIX 2.1 is taken",
        "created or modified is no time",
        "created or modified is no time",
        "it is nested too deep",
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_depth_is_counted_as_json_has_it(fields: dict[str, object]) -> None:
    def depth(value: object) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max((depth(each) for each in inner), default=0)

    told = one(x_fields=fields)
    bundle = taken(told)
    assert bool(bundle.rows) == (depth(told) <= 8)
    if bundle.rows:
        assert json.loads(bundle.rows[0].body) == told


@given(st.binary(max_size=60))
def test_no_body_breaks_it(body: bytes) -> None:
    with suppress(Fault):
        assert take_apart(body, 10, 8).rows == []
