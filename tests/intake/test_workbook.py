"""What is no workbook is told so; bombs are refused before the reader of workbooks sees them."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits, open_reader
from tests.intake.workbooks import book, sheet_of, text

HEADER = text("A1", "name") + text("B1", "birth_date")
SMALL = Limits(max_unpacked_bytes=1_000_000, max_cells=10_000)
MANY = "<c><v>1</v></c>"


def refused(path: Path, data: bytes, reader: str = "auto") -> str:
    path.write_bytes(data)
    with pytest.raises(BadFile, match=path.name) as told:
        open_reader(path, reader=reader, limits=SMALL)
    return str(told.value)


@pytest.mark.parametrize("name", ["list.xlsx", "list.XLSM", "list.xls"])
@pytest.mark.parametrize("data", [b"name\nAli\n", b"\0\1\2", b"<html>", b'{"name": "Ali"}'])
def test_what_is_no_workbook_is_told_so(tmp_path: Path, name: str, data: bytes) -> None:
    assert "is no workbook" in refused(tmp_path / name, data)


def test_a_csv_that_is_said_to_be_one(tmp_path: Path) -> None:
    assert "is no workbook" in refused(tmp_path / "list.csv", b"name\nAli\n", reader="xlsx")


def test_the_old_kind_is_told_by_its_name(tmp_path: Path) -> None:
    assert "of the old kind" in refused(tmp_path / "list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_a_damaged_one(tmp_path: Path) -> None:
    assert "is damaged" in refused(tmp_path / "list.xlsx", book(HEADER)[:300])
    assert "is damaged" in refused(tmp_path / "l.xlsx", book(HEADER, more={"xl/worksheets/sheet1.xml": "<worksheet><"}))


def test_what_unpacks_to_too_much_whatever_it_says(tmp_path: Path) -> None:
    bomb = book(HEADER, more={"xl/media/more.bin": b"0" * 3_000_000})
    assert len(bomb) < 10_000
    assert "unpacks to more than the 1000000 bytes allowed" in refused(tmp_path / "list.xlsx", bomb)
    lying = bomb.replace((3_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert "unpacks to more than" in refused(tmp_path / "list.xlsx", lying)


def test_shared_texts_are_counted(tmp_path: Path) -> None:
    texts = f"<sst>{'<si/>' * 10_001}</sst>"
    assert "more than the 10000 texts" in refused(
        tmp_path / "l.xlsx", book(HEADER, more={"xl/sharedStrings.xml": texts})
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((text("XFD1", "x"),), "line 1: has a cell beyond column 500"),
        ((text("B99999999", "x"),), "has a cell below row"),
        ((text("B9999", "x"),), "a sheet of 9999 rows and 2 columns, more than the 10000 cells"),
        ((MANY * 501,), "beyond column 500"),
        ((MANY * 400, *[MANY] * 30), "a sheet of 26 rows and 400 columns"),
        (('</row><row r="9000">' + MANY * 2,), "a sheet of 9000 rows and 2 columns"),
    ],
)
def test_cells_are_counted_with_a_reference_or_without(tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
    assert words in refused(tmp_path / "list.xlsx", book(*rows))


def test_what_one_parser_may_pass_over_is_refused(tmp_path: Path) -> None:
    typed = '<!DOCTYPE worksheet [<!ENTITY a "b">]>' + sheet_of(HEADER)
    assert "document type" in refused(tmp_path / "l.xlsx", book(HEADER, more={"xl/worksheets/sheet1.xml": typed}))
    away = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.bin"/></Relationships>'
    assert "no sheets" in refused(tmp_path / "l.xlsx", book(HEADER, more={"xl/_rels/workbook.xml.rels": away}))


def test_merged_ranges_are_counted(tmp_path: Path) -> None:
    merged = f"<worksheet><sheetData/><mergeCells>{'<mergeCell/>' * 100_001}</mergeCells></worksheet>"
    path = tmp_path / "l.xlsx"
    path.write_bytes(book(more={"xl/worksheets/sheet1.xml": merged}))
    with pytest.raises(BadFile, match="more than 100000 merged ranges"):
        open_reader(path)
