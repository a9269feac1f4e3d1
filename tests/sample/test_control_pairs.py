"""Invented pairs in the shape of two given entries: their fields and scripts, and nobody's data."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from coalesce.dates import PartialDate
from coalesce.names import script_of
from coalesce.records import Document, Entry, Name, Place, Provenance, Sex, Sighting, SightingKind
from coalesce.sample.control_pairs import Pair, invented_pair, scrambled, sightings_like
from coalesce.sample.listed import is_listed

TODAY = date(2014, 11, 1)


def shape(name: str, script: str, **more: object) -> Entry:
    return Entry("AR-00417", (Name(name, script),), Provenance("made.csv", 40), **more)  # type: ignore[arg-type]  # a field of an Entry each


FULL = shape(
    "ZORBAL, Kemtari", "Latn", sex=Sex.MALE, birth_dates=(PartialDate.of(1986, 3, 14),), nationalities=("TN",),
    documents=(Document("X123456", "passport", "TN"),), birth_places=(Place("Zorb"),),
)  # fmt: skip
BARE = shape("زوربال كمتاري", "Arab")


def many(like: Pair, same: bool, count: int = 60) -> list[Pair]:
    found = [invented_pair(random.Random(n), like, TODAY, same) for n in range(count)]
    return [pair for pair in found if pair is not None]


def test_each_side_is_written_in_the_script_and_manner_of_its_shape() -> None:
    pairs = many((FULL, BARE), same=True)
    assert (
        sum("," in left.names[0].full for left, _ in pairs) > len(pairs) / 2
    )  # some are written without a family name
    for left, right in pairs:
        assert script_of(left.names[0].full) == "Latn"
        assert script_of(right.names[0].full) == "Arab"
        assert len(left.names) == len(right.names) == 1


def test_fields_that_neither_shape_fills_stay_empty() -> None:
    for pair in many((BARE, BARE), same=True):
        for entry in pair:
            assert (entry.sex, entry.birth_dates, entry.nationalities, entry.documents) == (None, (), (), ())
    filled = many((FULL, BARE), same=True)
    assert any(left.documents for left, _ in filled)
    assert any(right.birth_dates for _, right in filled)


def test_nobody_is_real_and_nothing_of_the_shape_goes_over() -> None:
    for same in (True, False):
        for pair in many((FULL, FULL), same):
            for entry in pair:
                assert not any(is_listed(name.full) for name in entry.names)
                assert "Zorb" not in repr(entry)
                assert entry.reference != FULL.reference
                assert all(document.number != "X123456" for document in entry.documents)


def test_residences_are_invented_where_a_shape_shows_them() -> None:
    """Without them a control beside pairs that show residences would be known by their lack."""
    dwelt = replace(FULL, residences=(Place("9 Zorb Road, Zorbton, Tunisia", "TN"), Place("ZORBTON")))
    once = replace(BARE, residences=(Place("Zorbton", "TN"),))
    for left, right in many((dwelt, once), same=True):
        assert "Zorb" not in repr(left.residences + right.residences).title()
        full, town = left.residences
        assert (len(full.text.split(", ")), full.text[0].isdigit(), full.country is None) == (3, True, False)
        assert (town.text.isupper(), town.country) == (True, None)
        assert [("," in place.text, bool(place.country)) for place in right.residences] == [(False, True)]
    agreeing = [
        sum(left.residences == right.residences for left, right in many((once, once), same))
        / len(many((once, once), same))
        for same in (True, False)
    ]
    assert agreeing[0] > 0.5 > 2 * agreeing[1]
    assert all(not entry.residences for pair in many((FULL, BARE), same=True) for entry in pair)


def test_namesakes_are_born_apart_and_have_papers_of_their_own() -> None:
    for left, right in many((FULL, FULL), same=False, count=120):
        assert not {one.number for one in left.documents} & {one.number for one in right.documents}
    agreeing = sum(
        left.birth_dates == right.birth_dates != () for left, right in many((FULL, FULL), same=False, count=120)
    )
    as_one = sum(
        left.birth_dates == right.birth_dates != () for left, right in many((FULL, FULL), same=True, count=120)
    )
    assert agreeing < as_one / 4


def test_the_same_seed_gives_the_same_pair() -> None:
    assert many((FULL, BARE), same=False) == many((FULL, BARE), same=False)


@pytest.mark.parametrize("reference", ["AR-00417", "КЗ-12", "QDi.001", "0123456789abcdef"])
def test_a_reference_keeps_its_look(reference: str) -> None:
    made = scrambled(random.Random(1), reference)
    assert len(made) == len(reference)
    assert [sign for sign in made if not sign.isalnum()] == [sign for sign in reference if not sign.isalnum()]


def test_a_nought_that_fills_a_reference_up_stays() -> None:
    assert scrambled(random.Random(2), "AR-00417").startswith("AR-00")


def test_sightings_keep_kind_country_and_precision_at_other_times() -> None:
    seen = (
        Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3, 9), "Zorb"),
        Sighting(SightingKind.LEFT, "SY", PartialDate.of(2014, 5)),
        Sighting(SightingKind.PRESENT, "IQ", PartialDate.of(2014)),
        Sighting(SightingKind.PRESENT, "IQ", None),
    )
    moved = sightings_like(random.Random(3), seen)
    assert [(one.kind, one.country) for one in moved] == [(one.kind, one.country) for one in seen]
    assert [one.date.precision if one.date else None for one in moved] == ["day", "month", "year", None]
    assert moved[0].date != seen[0].date
    assert moved[0].place is None
