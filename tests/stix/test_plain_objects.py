"""Objects of others, one by one: what has no field here is kept, nothing is guessed, and a fault names its field."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.handling import TLP
from coalesce.intake import Limits
from coalesce.records import NameKind, Provenance
from coalesce.stix import EXTENSION, BadObject
from coalesce.stix.companions import location, organisation
from coalesce.stix.grants import MARKINGS
from coalesce.stix.ids import shared_id
from coalesce.stix.plain_objects import PlainPerson, PlainPlace, PlainSighting, read_plain, told_of
from tests.stix.test_signing import SENT

FROM = Provenance("theirs.json", 1)
TIMES = {"spec_version": "2.1", "created": "2014-07-01T00:00:00Z", "modified": "2014-08-01T00:00:00.5Z"}
PERSON = shared_id("identity", "theirs", "1")
HERE = shared_id("location", "theirs", "1")


def identity(**fields: Any) -> dict[str, Any]:
    """An individual as others write one; the name is invented."""
    return {
        "type": "identity",
        "id": PERSON,
        **TIMES,
        "name": "Vulneq Shambir",
        "identity_class": "individual",
        **fields,
    }


def place(**fields: Any) -> dict[str, Any]:
    """A location."""
    return {"type": "location", "id": HERE, **TIMES, **fields}


def sighting(**fields: Any) -> dict[str, Any]:
    """A sighting of that individual."""
    return {
        "type": "sighting",
        "id": shared_id("sighting", "theirs", "1"),
        **TIMES,
        "sighting_of_ref": PERSON,
        **fields,
    }


def read(found: dict[str, Any], **limits: int) -> Any:
    """The object as it is read."""
    return read_plain(found, FROM, Limits(**limits))


def test_an_individual_is_a_record() -> None:
    found = read(identity(description="From  Sfax.", aliases=["Vulneq S.", "Vulneq Shambir"]))
    assert isinstance(found, PlainPerson)
    assert found.entry.reference == PERSON
    assert [(name.full, name.kind) for name in found.entry.names] == [
        ("Vulneq Shambir", NameKind.PRIMARY),
        ("Vulneq S.", NameKind.ALIAS),
    ]
    assert found.entry.remarks == "From Sfax."
    assert not found.revoked


def test_what_has_no_field_is_kept() -> None:
    unknown = {"roles": ["guide"], "confidence": 80, "x_rank": {"b": 1, "a": None}, "lang": "ar"}
    found = read(identity(description="Tall", **unknown))
    assert orjson.loads(found.facts.unknown) == unknown
    assert found.entry.remarks == 'Tall; confidence: 80; lang: ar; roles: ["guide"]; x_rank: {"a":null,"b":1}'
    assert told_of(read(identity()).facts) == ""


@given(st.dictionaries(st.text(min_size=3, max_size=9).map("x_{}".format), st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3), max_leaves=4
), max_size=4))  # fmt: skip
def test_whatever_is_unknown_is_kept_as_it_is(unknown: dict[str, Any]) -> None:
    assert orjson.loads(read(identity(**unknown)).facts.unknown) == unknown


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], None),
        ([MARKINGS[TLP.GREEN]], TLP.GREEN),
        ([MARKINGS[TLP.GREEN], MARKINGS[TLP.RED], MARKINGS[TLP.CLEAR]], TLP.RED),
        (["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"], TLP.CLEAR),
    ],
)
def test_a_label_is_taken_at_its_strictest(labels: list[str], expected: TLP | None) -> None:
    found = read(identity(object_marking_refs=labels))
    assert found.facts.tlp is expected
    assert found.facts.unknown == b"{}"


def test_a_marking_that_is_not_known_is_kept() -> None:
    other = shared_id("marking-definition", "theirs")
    found = read(identity(object_marking_refs=[MARKINGS[TLP.RED], other]))
    assert found.facts.tlp is TLP.RED
    assert other in found.entry.remarks


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"identity_class": "organization"}, "organisation"),
        ({"identity_class": "group"}, "group"),
        ({"identity_class": "x" * 900}, "identity of another class"),
        ({"identity_class": ""}, "identity of another class"),
        ({"type": "malware"}, "malware"),
        ({"type": "x-whatever"}, "other type"),
    ],
)
def test_what_is_no_individual_is_left_out_by_its_kind(fields: dict[str, Any], kind: str) -> None:
    assert read(identity(**fields)) == kind
    assert read(orjson.loads(organisation("NL"))) == "organisation"


@pytest.mark.parametrize(
    ("fields", "country", "name"),
    [
        ({"country": "SY"}, "SY", None),
        ({"country": "Syria", "name": "Syrian Arab Republic"}, "SY", None),
        ({"country": "SY", "name": "Raqqa"}, "SY", "Raqqa"),
        ({"country": "SY", "city": "Raqqa", "name": "a house"}, "SY", "Raqqa"),
        ({"region": "western-asia", "name": "the border"}, None, "the border"),
        ({"country": " "}, None, None),
    ],
)
def test_a_location_is_a_country_and_a_place(fields: dict[str, Any], country: str | None, name: str | None) -> None:
    found = read(place(**fields))
    assert isinstance(found, PlainPlace)
    assert (found.country, found.name) == (country, name)


def test_our_own_locations_are_read() -> None:
    found = read(orjson.loads(location("SY", "Jarabulus")))
    assert (found.country, found.name) == ("SY", "Jarabulus")
    assert read(orjson.loads(location("SY"))).name is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({"first_seen": "2014-07-09T23:59:60.123456789Z"}, PartialDate.of(2014, 7, 9)),
        ({"last_seen": "2014-07-09T00:00:00Z"}, PartialDate.of(2014, 7, 9)),
        (
            {"first_seen": "2014-07-09T00:00:00Z", "last_seen": "2014-08-01T00:00:00Z"},
            PartialDate.span(PartialDate.of(2014, 7, 9), PartialDate.of(2014, 8, 1)),
        ),
    ],
)
def test_a_sighting_has_the_days_that_it_says(fields: dict[str, str], expected: PartialDate | None) -> None:
    found = read(sighting(where_sighted_refs=[HERE, shared_id("identity", "x")], **fields))
    assert isinstance(found, PlainSighting)
    assert (found.person, found.where, found.date) == (PERSON, (HERE,), expected)


def test_a_sighting_of_something_else_is_left_out() -> None:
    assert read(sighting(sighting_of_ref=shared_id("malware", "x"))) == "sighting of no person"


@pytest.mark.parametrize(
    ("found", "field", "reason"),
    [
        ({}, "type", "is missing"),
        ({"type": 7}, "type", "must be a text"),
        (identity(spec_version="2.0"), "spec_version", "2.0 are not read"),
        ({name: held for name, held in identity().items() if name != "spec_version"}, "spec_version", "not 2.1"),
        (identity(id="identity--1"), "id", "an id of STIX"),
        (identity(id=HERE), "id", "of type identity"),
        (identity(name=""), "name", "at least one letter"),
        (identity(name=None), "name", "is missing"),
        (identity(name=["x"]), "name", "a text"),
        (identity(name="x" * 101), "name", "101 characters"),
        (identity(description="x" * 101), "description", "101 characters"),
        (identity(aliases=["a b"] * 10), "name", "more than the 5 names"),
        (identity(aliases="a"), "aliases", "a list"),
        (identity(aliases=["?"]), "aliases", "at least one letter"),
        (identity(identity_class=1), "identity_class", "a text"),
        (identity(modified="2014-08-01"), "modified", "a time in UTC"),
        (identity(modified="2014-08-01T00:00:00+01:00"), "modified", "a time in UTC"),
        (identity(created=None), "created", "is missing"),
        (identity(revoked="yes"), "revoked", "true or false"),
        (identity(object_marking_refs=[7]), "object_marking_refs", "list of texts"),
        (identity(x_long="x" * 200), "id", "fields that are not known"),
        (place(city="x" * 101), "city", "101 characters"),
        (place(country="Atlantis"), "country", "not a known country"),
        (sighting(sighting_of_ref="x"), "sighting_of_ref", "an id of STIX"),
        (sighting(first_seen="2014-02-30T00:00:00Z"), "first_seen", "no day"),
        (sighting(first_seen="0001-02-03T00:00:00Z"), "first_seen", "outside"),
        (
            sighting(first_seen="2014-07-09T00:00:00Z", last_seen="2014-07-08T00:00:00Z"),
            "last_seen",
            "is before first_seen",
        ),
        (orjson.loads(SENT), "extensions", "pull it from that node"),
        ({"type": "identity", "extensions": {EXTENSION: {}}}, "extensions", "pull it from that node"),
    ],
)
def test_a_fault_names_its_field(found: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(BadObject, match=reason) as raised:
        read(found, max_field_chars=100, max_names=5)
    assert raised.value.where.field == field


def test_versions_sort_as_they_were_modified() -> None:
    times = ["2014-08-01T00:00:00Z", "2014-08-01T00:00:00.000001Z", "2014-08-01T00:00:00.1Z", "2014-08-01T00:00:00.12Z",
             "2014-08-01T00:00:01Z", "2015-01-01T00:00:00Z"]  # fmt: skip
    versions = [read(identity(modified=time)).facts.version for time in times]
    assert versions == sorted(set(versions))
    assert read(identity(modified="2014-08-01T00:00:00.100Z")).facts.version == versions[2]


def test_nesting_without_end_is_a_fault() -> None:
    deep: list[Any] = []
    for _ in range(600):
        deep = [deep]
    with pytest.raises(BadObject):
        read(identity(x_deep=deep))
