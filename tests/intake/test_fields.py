"""Cells to values; errors never repeat a cell."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadField
from coalesce.handling import TLP, Grant, Purpose
from coalesce.intake import fields
from coalesce.records import Document, NameKind, Place, Sex


def test_a_name_carries_its_script() -> None:
    name = fields.read_name(" علي \t بن ", NameKind.ALIAS)
    assert (name.full, name.script, name.kind) == ("علي بن", "Arab", NameKind.ALIAS)


@pytest.mark.parametrize("cell", ["", "  ", "12", "???", "\x00"])
def test_a_name_needs_a_letter(cell: str) -> None:
    with pytest.raises(BadField, match="letter"):
        fields.read_name(cell)


@pytest.mark.parametrize(
    ("cell", "sex"),
    [("M", Sex.MALE), ("female", Sex.FEMALE), (" X ", Sex.OTHER), ("2", Sex.FEMALE), ("", None), ("unknown", None)],
)
def test_sex(cell: str, sex: Sex | None) -> None:
    assert fields.read_sex(cell) == sex


def test_dates_keep_their_order_and_stand_once() -> None:
    found = fields.read_dates(["1970", "1969-03", "1970"], None)
    assert found == (PartialDate.of(1970), PartialDate.of(1969, 3))


@pytest.mark.parametrize("cell", ["03.04.1989", "1989-02-30", "1989-13", "yesterday", "31/12/99"])
def test_impossible_and_ambiguous_dates(cell: str) -> None:
    with pytest.raises(BadDate):
        fields.read_dates([cell], None)


@pytest.mark.parametrize(
    "cell",
    ["2014-07-03 14:20", "2014-07-03T14:20:59", "2014-07-03 14:20:59.5", "03.07.2014 4:20", " 2014-07-03 00:00 "],
)
def test_of_a_day_with_a_time_the_day_is_read(cell: str) -> None:
    assert fields.read_date(cell, True) == PartialDate.of(2014, 7, 3)


@pytest.mark.parametrize("cell", ["2014-07-03T14:20Z", "2014-07-03 14:20+02:00", "2014-07 14:20", "2014-07-03 25:00"])
def test_a_time_with_a_zone_or_without_a_whole_day_is_no_date(cell: str) -> None:
    with pytest.raises(BadDate):
        fields.read_date(cell, True)


def test_a_number_of_a_day_is_told_as_what_it_is() -> None:
    for number in ("32571", "32571.5"):
        with pytest.raises(BadDate, match="a spreadsheet's number of a day"):
            fields.read_date(number, None)


def test_declared_order_of_day_and_month() -> None:
    assert fields.read_dates(["03.04.1989"], True) == (PartialDate.of(1989, 4, 3),)
    assert fields.read_dates(["03.04.1989"], False) == (PartialDate.of(1989, 3, 4),)


def test_countries() -> None:
    assert fields.read_countries(["Tunisia", "FR", "tunisian", "stateless"]) == ("TN", "FR")
    with pytest.raises(BadField, match="ISO 3166"):
        fields.read_countries(["Narnia"])


def test_place() -> None:
    assert fields.read_place("Tikrit, Iraq") == Place("Tikrit, Iraq", "IQ")
    assert fields.read_place("Somewhere") == Place("Somewhere", None)


def test_documents() -> None:
    assert fields.read_documents(["passport: X1", "ID 77", "K9"], ["TN"]) == (
        Document("X1", "passport", "TN"),
        Document("77", "national_id", "TN"),
        Document("K9", "other", "TN"),
    )
    assert fields.read_documents(["A1", "B2"], ["TN", "unknown"]) == (Document("A1", "other", "TN"), Document("B2"))
    assert fields.read_documents([], []) == ()
    with pytest.raises(BadField, match="2 countries for 3"):
        fields.read_documents(["1", "2", "3"], ["TN", "FR"])


@pytest.mark.parametrize("number", ["IDX77", "Passepartout 1", "idaho9"])
def test_a_number_that_begins_like_a_kind_stays_whole(number: str) -> None:
    assert fields.read_documents([number], []) == (Document(number, "other", None),)


def test_handling() -> None:
    assert fields.read_tlp("TLP:AMBER+STRICT") is TLP.AMBER_STRICT
    assert fields.read_releases(["FR:border", "BE: Statistics"]) == {
        Grant(Purpose.BORDER, "FR"),
        Grant(Purpose.STATISTICS, "BE"),
    }
    assert fields.read_releases(["none"]) == frozenset()
    assert fields.read_members(["FR", "INTERPOL"]) == {"FR", "INTERPOL"}


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (fields.read_tlp, "pink"),
        (lambda cell: fields.read_releases([cell]), "FR"),
        (lambda cell: fields.read_releases([cell]), "FR:gossip"),
        (lambda cell: fields.read_releases([cell]), "France!:border"),
        (lambda cell: fields.read_members([cell]), "fr"),
        (fields.read_sex, "perhaps"),
    ],
)
def test_bad_words_are_one_bad_field(read: Callable[[str], object], cell: str) -> None:
    with pytest.raises(BadField):
        read(cell)


def test_too_many_values() -> None:
    with pytest.raises(BadField, match="3 values"):
        fields.split_values("a;b;c", ";", 2)
    assert fields.split_values(" a ;; b;", ";", 2) == ["a", "b"]


@given(st.text(min_size=4, max_size=20).filter(lambda text: len(text.strip()) > 3))
def test_no_error_repeats_the_cell(cell: str) -> None:
    readers: list[Callable[[str], object]] = [
        fields.read_sex,
        fields.read_country,
        fields.read_tlp,
        lambda text: fields.read_dates([text], None),
        lambda text: fields.read_releases([text]),
        lambda text: fields.read_members([text]),
    ]
    assert not any("Zq" + cell in _complaint(read, "Zq" + cell) for read in readers)


def _complaint(read: Callable[[str], object], cell: str) -> str:
    try:
        read(cell)
    except BadField as error:
        return str(error)
    return ""


def test_distinct_names_keep_the_first_place_of_each() -> None:
    texts = ["Ali Ben", "Abu Ali", "Ali Ben", "Omar"]
    assert [name.full for name in fields.distinct(map(fields.read_name, texts))] == ["Ali Ben", "Abu Ali", "Omar"]
