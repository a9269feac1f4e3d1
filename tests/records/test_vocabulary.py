"""The shared words: frozen, slotted, told from the package itself; written forms that a store may keep for years."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import StrEnum

import pytest

from coalesce import records
from coalesce.dates import PartialDate
from coalesce.records import Entry, Name, Place, Provenance, Sex, Sighting, SightingKind

WORDS = [getattr(records, name) for name in records.__all__]
SHAPES = [word for word in WORDS if is_dataclass(word)]
SCALES = [word for word in WORDS if isinstance(word, type) and issubclass(word, StrEnum)]

WRITTEN = {
    "Asks": "correct withdraw part",
    "EnquiryKind": "question proposal",
    "EnquiryOutcome": "answered corrected withdrawn refused accepted declined",
    "EventKind": "declared confirmed allocated in place ended withdrawn superseded",
    "Form": "contribution lead obligation request statement deadline activation",
    "Grade": "A B C D E F",
    "Joined": "nobody humans probability",
    "InterestKind": "place leg list",
    "LineOfEffort": "military foreign fighters financing humanitarian ideology all outside",
    "ListKind": "travellers designations customers",
    "MeasureKind": "unit currency",
    "NameKind": "primary alias former original_script",
    "NameQuality": "good low unknown",
    "NoticeKind": "new changed sighting correction designation interest",
    "Outcome": "corrected withdrawn parted joined refused not_ours",
    "PartRole": "given father grandfather family patronymic ordered",
    "RequestKind": "information correction withdrawal",
    "RequestOutcome": "answered corrected withdrawn refused",
    "Sex": "M F X",
    "SightingKind": "departed entered present left returned turned_back",
    "TakenBack": "withdrawn narrowed delisted expired",
    "Verdict": "same different unsure",
}


def entry() -> Entry:
    """An entry with something in most of its fields; the person is invented."""
    return Entry(
        reference="7",
        names=(Name("Dalil Marwan", "Latn"), Name("دليل مروان", "Arab")),
        provenance=Provenance("a.csv", 2),
        sex=Sex.MALE,
        birth_dates=(PartialDate.of(1989, 3),),
        birth_places=(Place("Homs", "SY"),),
        sightings=(Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 7)),),
    )


def test_every_word_is_a_shape_or_a_scale() -> None:
    assert len(SHAPES) + len(SCALES) == len(WORDS) == len(set(records.__all__))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_shapes_are_frozen_and_slotted(shape: type) -> None:
    assert shape.__dataclass_params__.frozen
    assert set(shape.__slots__) == {field.name for field in fields(shape)}


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.__name__)
def test_what_stores_hold_is_written_as_before(scale: type[StrEnum]) -> None:
    assert " ".join(scale) == WRITTEN[scale.__name__]


def test_an_entry_is_a_value() -> None:
    one, other = entry(), entry()
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    with pytest.raises(FrozenInstanceError):
        one.remarks = "changed"  # type: ignore[misc]  the fault that is planted


def test_what_the_list_leaves_empty_stays_empty() -> None:
    bare = Entry("7", (Name("Dalil", "Latn"),), Provenance("a.csv", 2))
    assert (bare.sex, bare.birth_dates, bare.nationalities, bare.documents, bare.remarks) == (None, (), (), (), "")
    seen = Sighting(SightingKind.PRESENT, "SY")
    assert (seen.date, seen.place, seen.from_country, seen.handling, str(seen.grade)) == (None, None, None, None, "F")
