"""Workbooks: cells as a list's owner meant them."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Mapping, Read, Rejected, open_reader
from tests.intake.workbooks import book, text

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
