"""One form for the same words; what two readers could take for two things is read by nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.stix.canonical import differing, read, written
from coalesce.stix.faults import BadObject

KEYS = st.text(st.characters(codec="ascii"), max_size=8)
VALUES = st.recursive(
    st.text(max_size=10) | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(KEYS, VALUES, max_size=4)


@given(MAPPINGS)
def test_the_form_is_that_of_rfc_8785(value: dict[str, Any]) -> None:
    independent = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert written(value) == independent.encode()


@given(MAPPINGS)
def test_what_is_written_is_read(value: dict[str, Any]) -> None:
    assert read(written(value)) == value
    assert read(json.dumps(value, indent=1).encode()) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": "\\ud800"}', "not JSON"),
        (b'{"a": 1e999}', "not JSON"),
        (b"[" * 5000, "not JSON"),
        (b'{"a":' * 5000, "not JSON"),
        (b'{"a":' * 400 + b"1" + b"}" * 400, "cannot say"),
        (b"[]", "no mapping"),
        (b"null", "no mapping"),
        (b'{"a":1,"a":1}', "field 'a': this key stands twice"),
        (b'{"b":[{"a":1,"a":2}]}', "field 'a': this key stands twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"a":"' + b"x" * 100 + b'"}', "108 bytes, more than the 100"),
    ],
)
def test_what_is_no_mapping_of_json_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(BadObject, match=reason):
        read(raw, 100 if "108" in reason else 1_000_000)


def test_a_lone_surrogate_is_not_written() -> None:
    with pytest.raises(BadObject, match="cannot say"):
        written({"a": "\ud800"})


def test_the_first_difference_is_named() -> None:
    assert differing({"a": [1, {"b": True}]}, {"a": [1, {"b": 1}]}) == "a[1].b"
    assert differing({"a": 1}, {"a": 1.0}) == "a"
    assert differing({"a": [1]}, {"a": [1, 2]}) == "a"
    assert differing({"a": {"b": 1}}, {"a": {"b": 1, "c": None}}) == "a.c"
    assert differing({"a": [1]}, {"a": [1]}) == ""
    assert len(differing({"x" * 999: 1}, {})) == 200
