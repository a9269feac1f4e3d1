"""A record as an identity: everybody reads the name, we read all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from coalesce.dates import PartialDate
from coalesce.records import Document, Entry, Name, NameKind, Origin, PersonSent, Place, Provenance, Sex
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields
from coalesce.stix.ids import stix_id
from coalesce.stix.persons import entry_digest, read_entry, read_origin, write_entry, write_origin, write_person
from tests.stix.messages import ENTRIES, NOON, ORIGINS, SECRET

BARE = Entry("7", (Name("Zorbal Kemtari", "Latn"),), Provenance("made.csv", 1))
FULL = Entry(
    "7",
    (Name("Zorbal Kemtari", "Latn"), Name("زربال كمتاري", "Arab", NameKind.ORIGINAL_SCRIPT)),
    Provenance("made.csv", 1),
    Sex.MALE,
    (PartialDate.of(1989, 3, circa=True),),
    (Place("Sfax", "TN"),),
    ("TN", "FR"),
    (Document("X1", "passport", "TN"),),
    "limps",
    residences=(Place("Lyon"),),
)


@given(ENTRIES)
def test_an_entry_comes_back(entry: Entry) -> None:
    assert read_entry(Fields(write_entry(entry))) == entry


@given(ORIGINS)
def test_an_origin_comes_back(origin: Origin) -> None:
    assert read_origin(Fields(write_origin(origin))) == origin


def test_what_the_list_leaves_empty_is_not_written() -> None:
    assert set(write_entry(BARE)) == {"reference", "names", "source"}
    assert len(write_entry(FULL)) == 10
    assert write_entry(FULL)["birth_dates"] == [{"earliest": "1989-03-01", "latest": "1989-03-31", "circa": True}]


def test_who_knows_no_extension_reads_a_name_and_nothing_else() -> None:
    sent = PersonSent(stix_id(SECRET, "identity", "1"), NOON, NOON, Origin("NL", "border"), FULL)
    assert write_person(sent)[0] == {"name": "Zorbal Kemtari", "identity_class": "individual"}


def test_a_judgement_is_pinned_to_what_is_said_and_not_to_where_it_stood() -> None:
    assert entry_digest(FULL) == entry_digest(replace(FULL, provenance=Provenance("other.csv", 9)))
    assert len({entry_digest(FULL), entry_digest(replace(FULL, remarks="")), entry_digest(BARE)}) == 3


@pytest.mark.parametrize(
    ("name", "most"),
    [("names", 200), ("birth_dates", 100), ("nationalities", 100), ("documents", 100), ("residences", 100)],
)
def test_a_record_costs_no_more_than_a_row_of_a_list(name: str, most: int) -> None:
    said = write_entry(FULL)
    said[name] = said[name][:1] * most
    assert len(getattr(read_entry(Fields(said)), name)) == most
    said[name] = said[name] * 2
    with pytest.raises(BadObject, match=f"more than the {most} allowed"):
        read_entry(Fields(said))
