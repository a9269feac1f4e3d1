"""What is encoded comes back, and equal content has equal digests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.handling import TLP, Grant, Handling, HandlingCode, Onward, Purpose
from coalesce.records import (
    Document,
    Entry,
    Grade,
    MatchWeight,
    Name,
    NameKind,
    NamePart,
    NameQuality,
    PartRole,
    Place,
    Provenance,
    Sex,
    Sighting,
    SightingKind,
    WeightPart,
)
from coalesce.store import codec

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
maybe = st.one_of(st.none(), text)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
dates = st.builds(lambda d, n, c: PartialDate(d, d + timedelta(n), c), days, st.integers(0, 800), st.booleans())


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)


names = st.builds(
    Name,
    text,
    st.sampled_from(["Latn", "Arab", "Zyyy"]),
    st.sampled_from(list(NameKind)),
    st.sampled_from(list(NameQuality)),
    maybe,
    several(st.builds(NamePart, st.sampled_from(list(PartRole)), text)),
)
handlings = st.builds(
    Handling,
    days,
    st.sampled_from(list(TLP)),
    st.frozensets(st.builds(Grant, st.sampled_from(list(Purpose)), st.sampled_from(["FR", "BE"]))),
    st.frozensets(st.sampled_from(["FR", "BE"])),
    st.sampled_from(list(HandlingCode)),
    st.sampled_from(list(Onward)),
)
sightings = st.builds(
    Sighting,
    st.sampled_from(list(SightingKind)),
    st.sampled_from(["SY", "TR"]),
    st.one_of(st.none(), dates),
    maybe,
    st.sampled_from([None, "TR"]),
    st.sampled_from(list(Grade)),
    st.one_of(st.none(), handlings),
)
entries = st.builds(
    Entry,
    text,
    st.lists(names, min_size=1, max_size=3).map(tuple),
    st.builds(Provenance, text, st.integers(1, 10**6)),
    st.sampled_from([None, *Sex]),
    several(dates),
    several(st.builds(Place, text, maybe)),
    several(st.sampled_from(["SY", "FR"])),
    several(st.builds(Document, text, text, maybe)),
    text,
    several(sightings),
    several(st.builds(Place, text, maybe)),
)


@given(entries)
def test_an_entry_comes_back_without_its_sightings(entry: Entry) -> None:
    assert codec.decode(codec.encode(entry), entry.reference) == replace(entry, sightings=())
    assert codec.sex_of(codec.encode(entry)) == entry.sex


@given(entries, handlings, st.builds(Provenance, text, st.integers(1, 99)))
def test_the_digest_leaves_file_and_line_out(entry: Entry, held: Handling, elsewhere: Provenance) -> None:
    assert codec.digest(entry, held) == codec.digest(replace(entry, provenance=elsewhere), held)
    backwards = replace(entry, sightings=entry.sightings[::-1])
    assert codec.digest(entry, held) == codec.digest(backwards, held), "the order of sightings says nothing"


@given(entries, entries, handlings, handlings)
def test_the_digest_tells_what_differs(one: Entry, other: Entry, held: Handling, ruled: Handling) -> None:
    def said(entry: Entry, under: Handling) -> tuple[object, ...]:
        seen = sorted(repr(replace(each, handling=each.handling or under)) for each in entry.sightings)
        plain = replace(entry, sightings=(), provenance=Provenance("", 1), reference="")
        return plain, under, seen

    same = codec.digest(one, held) == codec.digest(other, ruled)
    assert same == (said(one, held) == said(other, ruled))


@given(entries, handlings)
def test_a_wider_release_is_another_version(entry: Entry, held: Handling) -> None:
    wider = replace(held, releases=held.releases | {Grant(Purpose.BORDER, "DE")})
    assert codec.digest(entry, held) != codec.digest(entry, wider)


@given(
    st.builds(
        MatchWeight,
        st.floats(-40, 40),
        several(st.builds(WeightPart, text, st.floats(-40, 40), text)),
    )
)
def test_a_weight_comes_back(weight: MatchWeight) -> None:
    assert codec.decode_weight(codec.encode_weight(weight)) == weight


@given(dates)
def test_a_date_comes_back_from_its_columns(when: PartialDate) -> None:
    assert codec.to_date(when.earliest.isoformat(), when.latest.isoformat(), when.circa) == when


def test_an_entry_without_residences_has_the_bytes_that_it_had_before_they_were_read() -> None:
    plain = Entry("r", (Name("Zorbal", "Latn"),), Provenance("a.csv", 7), remarks="tall")
    before = b'[[["Zorbal","Latn","primary","unknown",null,[]]],null,[],[],[],[],"tall",["a.csv",7]]'
    assert codec.encode(plain) == before
    assert codec.decode(before, "r") == plain


@given(entries, entries)
def test_one_field_is_written_over_and_the_others_stay(entry: Entry, other: Entry) -> None:
    for field in codec.FIELDS:
        made = codec.with_field(entry, field, codec.encode_field(other, field))
        assert codec.encode_field(made, field) == codec.encode_field(other, field)
        assert made.reference == entry.reference
        assert made.sightings == entry.sightings
        for untouched in set(codec.FIELDS) - {field}:
            assert codec.encode_field(made, untouched) == codec.encode_field(entry, untouched)
        assert codec.with_field(entry, field, codec.encode_field(entry, field)) == entry


@given(entries)
def test_sightings_are_struck_out_by_what_they_say(entry: Entry) -> None:
    for one in entry.sightings:
        left = codec.with_field(entry, codec.SIGHTINGS, orjson.dumps([codec.said_of(one)])).sightings
        assert codec.said_of(one) not in {codec.said_of(other) for other in left}
        assert set(left) <= set(entry.sightings)
    assert codec.with_field(entry, codec.SIGHTINGS, b"[]") is entry
    assert codec.with_field(entry, codec.SIGHTINGS, codec.encode_field(entry, codec.SIGHTINGS)).sightings == ()


def test_two_bodies_say_alike_whatever_file_and_line_they_came_from() -> None:
    one = Entry("R", (Name("Zorbal Kemtari", "Latn"),), Provenance("made.csv", 1), remarks="tall")
    moved = replace(one, provenance=Provenance("other.csv", 99))
    assert codec.says_alike(codec.encode(one), codec.encode(one))
    assert codec.says_alike(codec.encode(one), codec.encode(moved))
    assert not codec.says_alike(codec.encode(one), codec.encode(replace(one, remarks="short")))
    assert not codec.says_alike(codec.encode(one), codec.encode(replace(moved, residences=(Place("Sfax", "TN"),))))
