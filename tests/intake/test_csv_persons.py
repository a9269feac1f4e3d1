"""A CSV of persons: each row read or rejected, and no row lost."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.handling import TLP, Grant, Purpose
from coalesce.intake import Limits, Mapping, Read, Rejected, RowHandling
from coalesce.intake.columns import plan_persons
from coalesce.intake.csv_persons import PersonCsv, SeenReferences
from coalesce.intake.csv_rows import read_rows
from coalesce.records import Document, Entry, NameKind, NameQuality, Place, Provenance, Sex


def read(text: str, mapping: Mapping | None = None, limits: Limits | None = None) -> list[Read | Rejected]:
    bounds = limits or Limits()
    rows = read_rows(io.BytesIO(text.encode()), "l.csv", ",", "utf-8", bounds)
    plan = plan_persons(next(rows).cells, mapping, "l.csv", bounds)
    return list(PersonCsv("l.csv", plan, mapping or Mapping(), bounds).read(rows))


def entries(rows: list[Read | Rejected]) -> list[Entry]:
    return [row.entry for row in rows if isinstance(row, Read)]


HEADER = "reference,name,birth_date,sex,nationality,document,document_country,birth_place,remarks"


def test_every_field() -> None:
    (row,) = read(
        f'{HEADER}\nA1,Ali Ben;علي بن,1989-03;1990,M,Tunisia;FR,passport: X1;77,TN,"Tunis, Tunisia;Sfax",a  note\n'
    )
    assert isinstance(row, Read)
    entry = row.entry
    assert entry.reference == "A1"
    assert [(n.full, n.script, n.kind, n.quality) for n in entry.names] == [
        ("Ali Ben", "Latn", NameKind.PRIMARY, NameQuality.UNKNOWN),
        ("علي بن", "Arab", NameKind.ALIAS, NameQuality.UNKNOWN),
    ]
    assert entry.birth_dates == (PartialDate.of(1989, 3), PartialDate.of(1990))
    assert entry.sex is Sex.MALE
    assert entry.nationalities == ("TN", "FR")
    assert entry.documents == (Document("X1", "passport", "TN"), Document("77", "other", "TN"))
    assert entry.birth_places == (Place("Tunis, Tunisia", "TN"), Place("Sfax"))
    assert entry.remarks == "a note"
    assert entry.provenance == Provenance("l.csv", 2)
    assert row.handling is None


def test_a_row_may_say_who_sees_it() -> None:
    first, second, third = read(
        "name,tlp,release,figures_to,keep_until\n"
        'Ali,TLP:RED,FR:border;BE:statistics,"FR,BE",2027-12-31\n'
        "Omar,,none,none,\n"
        "Hasan,,,,2027\n"
    )
    assert isinstance(first, Read)
    assert first.handling == RowHandling(
        TLP.RED,
        frozenset({Grant(Purpose.BORDER, "FR"), Grant(Purpose.STATISTICS, "BE")}),
        frozenset({"FR", "BE"}),
        PartialDate.of(2027, 12, 31).latest,
    )
    assert isinstance(second, Read)
    assert second.handling == RowHandling(None, frozenset(), frozenset(), None)
    assert isinstance(third, Rejected)
    assert third.field == "keep_until"


@pytest.mark.parametrize(
    ("cells", "field", "words"),
    [
        ("A,,,,,,,,", "name", "every person needs a name"),
        ("A,;;,,,,,,,", "name", "every person needs a name"),
        ("A,123,,,,,,,", "name", "letter"),
        ("A,Ali;77,,,,,,,", "name", "letter"),
        ("A,Ali,03.04.1989,,,,,,", "birth_date", "ambiguous"),
        ("A,Ali,1289-02-20,,,,,,", "birth_date", "outside"),
        ("A,Ali,soon,,,,,,", "birth_date", "not a date"),
        ("A,Ali,,Q,,,,,", "sex", "not a sex"),
        ("A,Ali,,,Narnia,,,,", "nationality", "not a known country"),
        ("A,Ali,,,,1;2;3,TN;FR,,", "document", "2 countries for 3"),
        ("A,Ali,,,,1,Narnia,,", "document", "not a known country"),
        ("A,Ali", None, "has 2 columns where the header has 9"),
        ("A,Ali,,,,,,,,x", None, "has 10 columns where the header has 9"),
        ('A,"Ali"x,,,,,,,', None, "quoting"),
    ],
)
def test_a_bad_row_is_rejected_with_field_and_reason_and_costs_no_other(
    cells: str, field: str | None, words: str
) -> None:
    rows = read(f"{HEADER}\nR1,Omar,,,,,,,\n{cells}\nR2,Hasan,,,,,,,\n")
    assert [entry.reference for entry in entries(rows)] == ["R1", "R2"]
    (bad,) = [row for row in rows if isinstance(row, Rejected)]
    assert bad.line == 3
    assert words in bad.reason
    assert bad.field == field
    assert "Ali" not in bad.reason


def test_empty_cells_behind_the_last_column_are_forgiven() -> None:
    assert len(entries(read("reference,name\nA,Ali,,\n"))) == 1


def test_a_second_use_of_a_reference_names_the_first() -> None:
    rows = read("reference,name\nA,Ali\nB,Omar\nA,Hasan\n")
    assert rows[2] == Rejected(4, "reference", "this reference already stands in line 2", ("A", "Hasan"))


def test_entries_without_reference_get_a_content_key_and_equal_ones_are_rejected() -> None:
    rows = read("reference,name\n,Ali\n,Omar\n,ALI \n")
    first, second = entries(rows)
    assert first.reference.startswith("c-")
    assert first.reference != second.reference
    assert isinstance(rows[2], Rejected)
    assert rows[2].reason == "an entry with the same content and no reference already stands in line 2"


def test_content_keys_do_not_depend_on_the_order_of_columns() -> None:
    (one,) = entries(read("name,sex,birth_date\nAli,M,1989\n"))
    (two,) = entries(read("birth_date,remarks,name,sex\n1989,new,ali,male\n"))
    assert one.reference == two.reference


def test_a_rejected_row_does_not_hold_its_reference() -> None:
    assert [entry.names[0].full for entry in entries(read("reference,name,sex\nA,Ali,Q\nA,Omar,M\n"))] == ["Omar"]


def test_a_rejected_row_names_its_reference_as_far_as_it_goes() -> None:
    rows = read("name,reference,sex\nAli, A ,Q\nAli,B\nAli\nAli,,Q\nOmar,C,M\nOmar,C,M\n")
    assert [row.reference for row in rows if isinstance(row, Rejected)] == ["A", "B", None, None, None]
    assert [row.reference for row in read("name,sex\nAli,Q\n") if isinstance(row, Rejected)] == [None]


def test_aliases_have_a_column_too_and_stand_once() -> None:
    (entry,) = entries(read("name,aka\nAli Ben,Abu Ali; Ali Ben;أبو علي\n"))
    assert [name.full for name in entry.names] == ["Ali Ben", "Abu Ali", "أبو علي"]


def test_several_name_columns_become_ordered_parts() -> None:
    (entry,) = entries(read("first,last\nAli,Ben Ali\n", Mapping({"name": ("first", "last")})))
    assert entry.names[0].full == "Ali Ben Ali"
    assert [part.text for part in entry.names[0].parts] == ["Ali", "Ben Ali"]


def test_the_mapping_says_how_dates_and_values_are_written() -> None:
    mapping = Mapping({"name": ("wer",), "birth_date": ("wann",)}, day_first=True, separator="|")
    (entry,) = entries(read("wer,wann\nAli|Abu; Ali,03.04.1989|1990\n", mapping))
    assert entry.birth_dates == (PartialDate.of(1989, 4, 3), PartialDate.of(1990))
    assert [name.full for name in entry.names] == ["Ali", "Abu; Ali"]


def test_limits() -> None:
    rows = read("name\nA;B;C\nD\n", limits=Limits(max_names=2))
    assert isinstance(rows[0], Rejected)
    assert "3 names" in rows[0].reason
    rows = read("name,alias\nA;B,C\n", limits=Limits(max_names=2))
    assert isinstance(rows[0], Rejected)


CELL = st.sampled_from(["", "Ali", "1989", "03.04.1989", "M", "Q", "TN", "X1", 'a"b', "a,b", "علي", "x;y", "7"])


@given(st.lists(st.lists(CELL, min_size=1, max_size=10), max_size=12))
def test_every_row_that_is_not_blank_comes_out_once_and_in_order(table: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    rows = read("\n".join([HEADER, *quoted, ""]))
    lines = [row.entry.provenance.line if isinstance(row, Read) else row.line for row in rows]
    assert lines == [number for number, row in enumerate(table, 2) if any(row)]


def test_seen_references() -> None:
    seen = SeenReferences()
    assert seen.first_line("A", 2) is None
    assert seen.first_line("B", 3) is None
    assert seen.first_line("A", 9) == 2


def test_the_smallest_list_has_one_column_and_one_name() -> None:
    (entry,) = entries(read("name\nAli\n"))
    assert entry.sex is None
    for told in (entry.birth_dates, entry.birth_places, entry.nationalities, entry.documents):
        assert told == ()


def test_addresses_are_residences() -> None:
    (entry,) = entries(read('name,address\nAli,"Rue de Zorbal 4, Tunis, Tunisia; Homs"\n'))
    assert entry.residences == (Place("Rue de Zorbal 4, Tunis, Tunisia", "TN"), Place("Homs"))


def test_a_date_that_cannot_be_rejects_its_row_so_that_its_owner_mends_it() -> None:
    (bad,) = read("name,birth_date,remarks\nAli,1956-86-18;1957,tall\n")
    assert isinstance(bad, Rejected)
    assert bad.field == "birth_date"
