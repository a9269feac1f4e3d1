"""What is prepared of an entry, and that it comes back from the store as it went in."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.linking.columns import MAX_FORMS, Columns, prepare
from coalesce.names import script_of
from coalesce.records import Document, Entry, Name, NameKind, Place, Provenance, Sex

HERE = Provenance("made.csv", 2)


def _entry(*names: str, **more: object) -> Entry:
    return Entry("1", tuple(Name(name, script_of(name)) for name in names), HERE, **more)  # type: ignore[arg-type]


def test_names_become_forms_without_order_or_repetition() -> None:
    left = prepare(_entry("Karim Zorbal Karim"))
    right = prepare(_entry("ZORBAL, Karim"))
    assert left.forms == right.forms == (("karim", "zorbal"),)
    assert left.skeletons == (("krm", "zrbl"),)


def test_scripts_meet_in_their_skeletons() -> None:
    latin, arabic = prepare(_entry("Mahmud Hasan")), prepare(_entry("محمود حسن"))
    assert set(latin.skeletons[0]) == set(arabic.skeletons[0])


def test_the_same_form_twice_is_one_and_their_number_is_bounded() -> None:
    assert len(prepare(_entry("Karim Zorbal", "Zorbal Karim")).forms) == 1
    assert len(prepare(_entry(*(f"Karim {'abcdefghijklmnopqrst'[i] * 2}z" for i in range(20)))).forms) == MAX_FORMS


@pytest.mark.parametrize(
    ("given_as", "kept"),
    [
        ("1989-03-14", "19890314"),
        ("1989-03", "198903"),
        ("1989", "1989"),
        ("1989~", "1989~"),
        ("1989-03-14~", "19890314~"),
        ("1970/1975", "1970/1975"),
        ("1970-03-02/1970-05-01", "1970"),
        ("1989-01-01", "1989"),
    ],
)
def test_birth_dates_keep_their_precision_and_the_first_of_january_is_a_year(given_as: str, kept: str) -> None:
    assert prepare(_entry("Karim", birth_dates=(PartialDate.parse(given_as),))).births == (kept,)


def test_documents_lose_their_punctuation_and_what_is_no_number_is_left_out() -> None:
    documents = (Document("a-12.345/67", "passport", "SY"), Document("none"), Document("12"), Document("unknown"))
    assert prepare(_entry("Karim", documents=documents)).documents == ("A1234567|SY",)
    other = (Document("a-١٢٣٤٥۶۷", "passport", "SY"),)
    assert prepare(_entry("Karim", documents=other)).documents == ("A1234567|SY",), "digits of any script"


def test_an_empty_field_stays_empty() -> None:
    assert prepare(_entry("Karim")) == Columns((("karim",),), (("krm",),))


def test_an_article_written_as_one_word_gives_two_forms() -> None:
    assert prepare(_entry("Karim Alzorbal")).forms == (("alzorbal", "karim"), ("karim", "zorbal"))
    assert len(prepare(_entry("Ali Alan")).forms) == 1


def test_a_name_that_leaves_no_token_gives_no_form() -> None:
    assert prepare(Entry("1", (Name("...", "Zyyy", NameKind.ALIAS),), HERE)).forms == ()


def test_places_and_sex() -> None:
    columns = prepare(_entry("Karim", sex=Sex.FEMALE, birth_places=(Place("al-Belqat", "SY"), Place("Omridan"))))
    assert (columns.sex, columns.countries, columns.places) == ("F", ("SY",), ("blkt", "mrdn"))


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("Belqat, Syria", "SY", ("blkt",)),
        ("Belqat District, Omridan Province, Syria", "SY", ("blkt", "mrdn")),
        ("Syria", "SY", ()),
        ("Bosnia-Herzegovina", "BA", ()),
        ("Belqat, Syria", None, ("blkt", "sr")),
        ("Belqat", "QQ", ("blkt",)),
    ],
)
def test_a_place_is_not_its_country(text: str, country: str | None, kept: tuple[str, ...]) -> None:
    assert prepare(_entry("Karim", birth_places=(Place(text, country),))).places == kept


def test_titles_are_left_out_unless_nothing_else_is_there() -> None:
    assert prepare(_entry("Haji Karim Zorbal")).forms == (("karim", "zorbal"),)
    assert prepare(_entry("Mullah")).forms == (("mullah",),)


@given(st.data())
def test_what_is_stored_comes_back(any_columns: st.SearchStrategy[Columns], data: st.DataObject) -> None:
    columns = data.draw(any_columns)
    assert Columns.from_json(columns.to_json()) == columns


@given(st.text(max_size=30), st.text(max_size=12))
def test_everything_prepared_is_ascii(name: str, number: str) -> None:
    entry = _entry(name, documents=(Document(number),), birth_places=(Place(name),))
    assert replace(prepare(entry), sources=()).to_json().isascii()


@pytest.mark.parametrize("stored", [b"", b"{}", b"[1]", b"null", orjson.dumps([1, 2, 3, 4, 5, 6, 7, 8])])
def test_what_cannot_be_read_says_so(stored: bytes) -> None:
    with pytest.raises(BadField, match="import the list again"):
        Columns.from_json(stored)


def test_east_asian_names_keep_their_vowels() -> None:
    assert set(prepare(_entry("예준 김")).skeletons[0]).isdisjoint(prepare(_entry("우진 박")).skeletons[0])
    assert prepare(_entry("Kim Ye-jun")).skeletons != prepare(_entry("Kim U-jin")).skeletons


def test_residences_keep_postcodes_and_what_stands_together_and_lose_streets_and_numbers() -> None:
    told = prepare(_entry("Karim", residences=(Place("12 Belqat Street, SW1 4DJ, Omridan, Syria", "SY"),)))
    assert told.residences == tuple(sorted(("blkt", "sw1", "4dj", "4dj+sw1", "mrdn", "12+blkt")))
    assert told.residence_countries == ("SY",)
    assert prepare(_entry("Karim", residences=(Place("unknown"),))).residences == ()


def test_columns_without_residences_have_the_bytes_of_before() -> None:
    assert prepare(_entry("Karim")).to_json() == b'[[["karim"]],[["krm"]],[],[],[],null,[],[],[]]'
