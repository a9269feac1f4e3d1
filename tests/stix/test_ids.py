"""Ids on the wire: the same each time, nothing to be read from them, valid in STIX 2.1."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadField
from coalesce.stix.ids import EXTENSION, location_id, organisation_id, shared_id, stix_id, type_of

KINDS = st.sampled_from(("identity", "sighting", "coalesce-audit-head"))


@given(st.binary(min_size=16, max_size=80), KINDS, st.text(max_size=30))
def test_an_id_is_the_same_each_time_and_a_uuid_of_version_4(secret: bytes, kind: str, local: str) -> None:
    made = stix_id(secret, kind, local)
    assert made == stix_id(secret, kind, local)
    assert type_of(made) == kind
    assert uuid.UUID(made.partition("--")[2]).version == 4


def test_another_node_kind_or_record_has_another_id() -> None:
    base = stix_id(bytes(32), "identity", "1")
    others = (stix_id(b"\1" * 32, "identity", "1"), stix_id(bytes(32), "identity", "2"))
    assert base not in others
    assert base.partition("--")[2] != stix_id(bytes(32), "sighting", "1").partition("--")[2]
    assert stix_id(bytes(32), "identity", "1") != stix_id(bytes(32), "identity", "\0001")


def test_members_and_places_have_the_same_id_everywhere() -> None:
    assert organisation_id("NL") == "identity--7023a26a-e635-48a3-9964-54f1c38c903c"
    assert location_id("SY") == "location--ae3cdc28-7d84-4fab-98b5-3b38b3d2498d"
    made = {location_id("SY"), location_id("SY", ""), location_id("SY", "Raqqa"), location_id("IQ", "Raqqa")}
    assert len(made) == 4
    assert shared_id("location", "a", "b") != shared_id("location", "a\0b", "")


@pytest.mark.parametrize("kind", ["", "ab", "Identity", "a_b", "x" * 65])
def test_a_type_is_written_as_stix_writes_it(kind: str) -> None:
    with pytest.raises(BadField, match="type of STIX"):
        stix_id(bytes(32), kind, "1")


@pytest.mark.parametrize(
    "text",
    ["", "identity", "identity--", "identity--1", "--5be9bbc4-1add-4f5a-974b-a37b32bf210e", EXTENSION.upper(), EXTENSION + "\n",
     "identity--00000000-0000-0000-0000-000000000000"],
)  # fmt: skip
def test_what_is_no_id_has_no_type(text: str) -> None:
    assert type_of(text) is None
    assert type_of(EXTENSION) == "extension-definition"
