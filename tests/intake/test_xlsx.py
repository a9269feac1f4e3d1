"""Workbooks: cells as a list's owner meant them."""

import io
import zipfile
from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Mapping, Read, Rejected, load_mapping, open_reader
from tests.intake.workbooks import book, sheet_of, text

HEADER = text("A1", "name") + text("B1", "birth_date") + text("C1", "document")


def test_dates_are_days_and_numbers_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row = text("A2", "Ali") + '<c r="B2" s="1"><v>32581</v></c><c r="C2"><v>123</v></c>'
    path.write_bytes(book(HEADER, row, text("A3", "7"), text("A4", "Omar")))
    source = open_reader(path)
    rows = list(source.rows())
    assert (source.reader, source.header) == ("xlsx", ("name", "birth_date", "document"))
    entries = [read.entry for read in rows if isinstance(read, Read)]
    assert [entry.names[0].full for entry in entries] == ["Ali", "Omar"]
    assert (str(entries[0].birth_dates[0]), entries[0].documents[0].number) == ("1989-03-14", "123")
    assert [(row.line, row.field) for row in rows if isinstance(row, Rejected)] == [(3, "name")]
    assert list(source.rows()) == rows


def test_mapping_and_sheet(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(text("A1", "Nom"), text("A2", "Ali")))
    with pytest.raises(BadFile, match='name = "Nom"'):
        open_reader(path)
    assert len(list(open_reader(path, mapping=Mapping({"name": ("Nom",)}, sheet="People")).rows())) == 1
    with pytest.raises(BadFile, match="found: People"):
        open_reader(path, mapping=Mapping({"name": ("Nom",)}, sheet="Other"))


def test_a_number_longer_than_a_spreadsheet_keeps_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [
        text(f"A{2 + place}", "Ali") + f'<c r="C{2 + place}"><v>{number}</v></c>'
        for place, number in enumerate(NUMBERS)
    ]
    path.write_bytes(book(HEADER, *rows))
    kept, lost = open_reader(path).rows()
    assert isinstance(kept, Read)
    assert kept.entry.documents[0].number == NUMBERS[0]
    assert isinstance(lost, Rejected)
    assert lost.reason.startswith("column C: a number of more than 15 digits")


NUMBERS = ("123456789012345", "1234567890123456")


def test_the_first_sheet_that_is_shown_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    data = book(text("A1", "name"), text("A2", "Hidden"), second=(text("A1", "name"), text("A2", "Shown")))
    hidden = book(
        more={"xl/workbook.xml": _part(data, "xl/workbook.xml").replace('sheetId="1"', 'sheetId="1" state="hidden"')}
    )
    sheets = {f"xl/worksheets/sheet{n}.xml": _part(data, f"xl/worksheets/sheet{n}.xml") for n in (1, 2)}
    path.write_bytes(book(more={**sheets, "xl/workbook.xml": _part(hidden, "xl/workbook.xml")}))
    assert _names(path) == ["Shown"]
    assert _names(path, Mapping({"name": ("name",)}, sheet="People")) == ["Hidden"]


def test_merged_downwards_stands_in_each_row(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = (
        HEADER,
        text("A2", "Ali") + text("B2", "1985"),
        text("A3", "Omar"),
        "",
        text("A5", "Said"),
        text("A6", "Nur"),
    )
    merged = '<mergeCells><mergeCell ref="B2:B5"/><mergeCell ref="C1:D1"/></mergeCells></worksheet>'
    path.write_bytes(book(more={"xl/worksheets/sheet1.xml": sheet_of(*rows).replace("</worksheet>", merged)}))
    found = [row for row in open_reader(path).rows() if isinstance(row, Read)]
    assert [row.cells[:2] for row in found] == [("Ali", "1985"), ("Omar", "1985"), ("Said", "1985"), ("Nur", "")]


def test_empty_rows_above_and_a_huge_declared_size_change_no_number(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = sheet_of(*[""] * 3, HEADER.replace('1"', '4"'), "", text("A6", "Ali") + text("B6", "soon"))
    path.write_bytes(
        book(
            more={
                "xl/worksheets/sheet1.xml": rows.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
            }
        )
    )
    (row,) = open_reader(path).rows()
    assert isinstance(row, Rejected)
    assert (row.line, row.field) == (6, "birth_date")


def _part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def _names(path: Path, mapping: Mapping | None = None) -> list[str]:
    return [row.entry.names[0].full for row in open_reader(path, mapping=mapping).rows() if isinstance(row, Read)]


def test_a_value_under_a_heading_that_is_merged_over_it_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    header = text("A1", "name") + text("C1", "birth_date") + text("D1", "internal")
    below = (text("A2", "Ali") + text("B2", "Veli"), text("A3", "Omar") + text("E3", "not read"))
    merged = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="D1:E1"/></mergeCells></worksheet>'
    path.write_bytes(book(more={"xl/worksheets/sheet1.xml": sheet_of(header, *below).replace("</worksheet>", merged)}))
    halved, whole = open_reader(path).rows()
    assert isinstance(halved, Rejected)
    assert halved.reason.startswith("column B: stands under the heading of column A, which is merged over both")
    assert isinstance(whole, Read)


def test_sheets_that_hold_something_and_are_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    people = text("A1", "name"), text("A2", "Ali")
    path.write_bytes(book(*people, second=people))
    assert open_reader(path).other_sheets == ("Seen",)
    name = {"name": ("name",)}
    assert open_reader(path, mapping=Mapping(name, sheet="Seen")).other_sheets == ()
    assert open_reader(path, mapping=Mapping(name, sightings_sheet="Seen")).other_sheets == ()
    path.write_bytes(book(*people))
    assert open_reader(path).other_sheets == ()


def test_an_empty_first_sheet_says_where_something_is(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(second=(text("A1", "name"), text("A2", "Ali"))))
    with pytest.raises(BadFile, match=r"no header and no row: .* others hold something: Seen"):
        open_reader(path)
    path.write_bytes(book())
    with pytest.raises(BadFile, match=r"no header and no row$"):
        open_reader(path)


def test_headings_below_a_title_are_pointed_out_and_read_where_a_mapping_says_so(tmp_path: Path) -> None:
    path, said = tmp_path / "list.xlsx", tmp_path / "m.toml"
    rows = [text("A1", "Persons of interest"), "", text("A3", "Name") + text("B3", "DOB"), text("A4", "Ali")]
    path.write_bytes(book(*rows))
    with pytest.raises(BadFile, match=r"line 3: its headings seem to stand in row 3") as fault:
        open_reader(path)
    said.write_text(str(fault.value).split("such as:\n")[1], encoding="utf-8")
    (row,) = open_reader(path, mapping=load_mapping(said)).rows()
    assert isinstance(row, Read)
    assert (row.entry.names[0].full, row.entry.provenance.line) == ("Ali", 4)
    path.write_bytes(book(text("A1", "Column"), text("A2", "name") + text("B2", "what somebody is called")))
    with pytest.raises(BadFile, match="has no column 'name'"):
        open_reader(path)


def test_a_day_with_its_time_is_that_day_and_a_bare_number_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row, bare = (text(f"A{n}", "Ali") + f'<c r="B{n}" s="{s}"><v>32581.6</v></c>' for n, s in ((2, 1), (3, 0)))
    path.write_bytes(book(HEADER, row, bare))
    day, number = open_reader(path).rows()
    assert isinstance(day, Read)
    assert str(day.entry.birth_dates[0]) == "1989-03-14"
    assert isinstance(number, Rejected)
    assert "a spreadsheet's number of a day: give its column a date format" in number.reason
