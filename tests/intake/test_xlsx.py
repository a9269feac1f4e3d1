"""Workbooks: cells as a list's owner meant them; hostile archives refused before they are unpacked."""

import io
import zipfile
from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits, Mapping, Read, Rejected, open_reader

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def text(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def book(*rows: str, more: bytes = b"") -> bytes:
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(f"<row>{row}</row>" for row in rows)}</sheetData></worksheet>'
    )
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="b" Type="{_REL}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="People" sheetId="1" r:id="a"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_REL}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("xl/media/more.bin", more)
    return out.getvalue()


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


def test_hostile_workbooks_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(HEADER, more=b"0" * 3_000_000))
    with pytest.raises(BadFile, match="unpacks to more than"):
        open_reader(path, limits=Limits(max_unpacked_bytes=1_000_000))
    lying = path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(BadFile, match="unpacks to more than"):
        open_reader(path, limits=Limits(max_unpacked_bytes=1_000_000))
    for place, words in (("XFD1", "beyond column 500"), ("B99999999", "far below")):
        path.write_bytes(book(HEADER, text(place, "x")))
        with pytest.raises(BadFile, match=words):
            open_reader(path)
    path.write_bytes(book(HEADER)[:300])
    with pytest.raises(BadFile, match="is damaged"):
        open_reader(path)
