"""Content keys: the same content, the same key."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.intake import content_key
from coalesce.records import Document, Entry, Name, Place, Provenance, Sex

ENTRY = Entry(
    reference="",
    names=(Name("Ali Ben Ali", "Latn"), Name("علي", "Arab")),
    provenance=Provenance("a.csv", 2),
    sex=Sex.MALE,
    birth_dates=(PartialDate.of(1989), PartialDate.of(1990, 3)),
    birth_places=(Place("Tunis", "TN"),),
    nationalities=("TN", "FR"),
    documents=(Document("X1", "passport", "TN"),),
    remarks="first edition",
)


def test_order_case_blanks_remarks_and_place_in_the_file_have_no_say() -> None:
    other = replace(
        ENTRY,
        names=(Name("عَلي", "Arab"), Name("ALI  BEN Ali", "Latn")),
        provenance=Provenance("b.csv", 77),
        birth_dates=ENTRY.birth_dates[::-1],
        nationalities=("FR", "TN"),
        remarks="second edition",
    )
    assert content_key(other) == content_key(ENTRY)


def test_each_identifying_field_has_a_say() -> None:
    others = [
        replace(ENTRY, names=(Name("Ali Ben Aly", "Latn"),)),
        replace(ENTRY, sex=None),
        replace(ENTRY, birth_dates=(PartialDate.of(1989),)),
        replace(ENTRY, birth_places=()),
        replace(ENTRY, nationalities=("TN",)),
        replace(ENTRY, documents=(Document("X2", "passport", "TN"),)),
        replace(ENTRY, documents=(Document("X1", "passport", "FR"),)),
    ]
    assert len({content_key(entry) for entry in (ENTRY, *others)}) == len(others) + 1


def test_the_key_is_pinned() -> None:
    """A change of this value would turn every entry without a reference into a new one at the next edition."""
    plain = Entry("", (Name("Nokey", "Latn"),), Provenance("x", 1), sex=Sex.FEMALE, nationalities=("SY",))
    assert content_key(plain) == "c-mnzkeo3hmgxleyll4roj3xhy"


@given(st.lists(st.from_regex(r"[abc][abc;\x1f]{0,2}", fullmatch=True), min_size=1, max_size=3, unique=True))
def test_names_do_not_run_into_each_other(texts: list[str]) -> None:
    apart = replace(ENTRY, names=tuple(Name(text, "Latn") for text in texts))
    joined = replace(ENTRY, names=(Name("".join(texts), "Latn"),))
    assert len(texts) == 1 or content_key(apart) != content_key(joined)
