"""What agrees and what differs, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.records import Document, Entry, Name, Place, Provenance, Sex
from coalesce.web.differences import Mark, Piece, among, marked_names, rows


def marks(one: str, *others: str) -> list[tuple[str, str]]:
    [found] = marked_names([Name(one, "Latn")], [Name(other, "Latn") for other in others])
    return [(piece.text, str(piece.mark)) for piece in found.pieces]


def entry(**fields: object) -> Entry:
    return Entry("r", (Name("Zorbal", "Latn"),), Provenance("f", 1), **fields)  # type: ignore[arg-type]  # each test gives one field


def test_words_are_marked_across_order_and_script() -> None:
    assert marks("Zorbal Kemtari", "Kemtari Zorbal") == [("Zorbal", "same"), ("Kemtari", "same")]
    assert marks("Zorbal Kemtari", "Zorbel Yelgor") == [("Zorbal", "alike"), ("Kemtari", "differ")]
    assert [mark for _, mark in marks("محمد", "Muhammad")] in (["same"], ["alike"])


def test_words_that_make_one_token_are_one_piece() -> None:
    assert marks("Abd al-Latif Zorbal", "Abdullatif Zorbal") == [("Abd al-Latif", "same"), ("Zorbal", "same")]
    assert marks("Abu Omar al Zorbali", "Zorbali, Abu Omar")[0] == ("Abu Omar", "same")


def test_without_another_name_nothing_differs() -> None:
    assert marks("Zorbal") == [("Zorbal", "alone")]


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_written_word_is_kept_in_its_order(one: str, other: str) -> None:
    assert " ".join(text for text, _ in marks(one, other)).split() == one.split()


@pytest.mark.parametrize(
    ("field", "left", "right", "mark"),
    [
        ("birth_dates", (PartialDate.of(1986),), (PartialDate.of(1986, 3),), Mark.ALIKE),
        ("birth_dates", (PartialDate.of(1986),), (PartialDate.of(1986),), Mark.SAME),
        ("birth_dates", (PartialDate.of(1986),), (PartialDate.of(1990),), Mark.DIFFER),
        ("nationalities", ("FR",), ("BE", "FR"), Mark.SAME),
        ("nationalities", ("FR",), ("BE",), Mark.DIFFER),
        ("documents", (Document("X1", country="FR"),), (Document("X1", country="FR"),), Mark.SAME),
        ("birth_places", (Place("Zorbaq", "FR"),), (Place("Zorbaq"),), Mark.SAME),
        ("birth_places", (Place("Zorbaq", "FR"),), (Place("Elmtar", "FR"),), Mark.ALIKE),
        ("birth_places", (Place("Zorbaq", "FR"),), (Place("Elmtar", "BE"),), Mark.DIFFER),
        ("birth_places", (Place("Irbid, Jordan", "JO"),), (Place("إربد", "JO"),), Mark.SAME),
        ("birth_places", (Place("Zorbaq Province"),), (Place("Elmtar Province"),), Mark.DIFFER),
        ("birth_places", (Place("Zorbaq"),), (), Mark.ALONE),
        ("residences", (Place("Zorbaq", "FR"),), (Place("Elmtar", "FR"),), Mark.ALIKE),
    ],
)
def test_fields_are_marked(field: str, left: object, right: object, mark: Mark) -> None:
    [row] = rows(entry(**{field: left}), entry(**{field: right}))
    assert row.left[0].mark is mark


def test_only_what_somebody_says_has_a_row() -> None:
    assert rows(entry(), entry()) == ()
    [row] = rows(entry(sex=Sex.MALE), entry())
    assert (row.comparison, row.left[0].text, row.right) == ("sex", "M", ())


def test_several_records_are_marked_by_the_nearest_of_the_others() -> None:
    first = entry(birth_dates=(PartialDate.of(1986, 3, 14),), nationalities=("TN",), sex=Sex.MALE)
    second = entry(birth_dates=(PartialDate.of(1986),), nationalities=("FR", "TN"), sex=Sex.MALE)
    third = entry(birth_dates=(PartialDate.of(1971),), sex=Sex.FEMALE)
    found = {
        row.comparison: [[(p.text, str(p.mark)) for p in cell] for cell in row.cells]
        for row in among([first, second, third])
    }
    assert found["birth_date"] == [[("1986-03-14", "alike")], [("1986", "alike")], [("1971", "differ")]]
    assert found["nationality"] == [[("TN", "same")], [("FR", "differ"), ("TN", "same")], []]
    assert found["sex"] == [[("M", "same")], [("M", "same")], [("F", "differ")]]
    assert list(found) == ["birth_date", "nationality", "sex"]


def test_a_record_by_itself_stands_alone() -> None:
    (row,) = among([entry(sex=Sex.MALE)])
    assert row.cells == ((Piece("M", Mark.ALONE),),)
