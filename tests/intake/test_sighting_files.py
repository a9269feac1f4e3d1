"""Sightings from a workbook and from JSON lines, as from a CSV."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Mapping, Rejected, read_sightings, sighting_cells
from tests.intake.workbooks import book, texts

ROWS = (("reference", "kind", "country", "date"), ("A", "entered", "SY", "2014-03"), ("B", "flew", "SY", ""))
CSV = "\n".join(",".join(row) for row in ROWS) + "\n"
LINES = (
    '{"reference": "A", "kind": "entered", "country": "SY", "date": "2014-03"}\n'
    '{"kind": "flew", "reference": "B", "country": "SY"}\n'
)


def test_each_format_gives_the_same(tmp_path: Path) -> None:
    plain, sheet, lines = tmp_path / "s.csv", tmp_path / "s.xlsx", tmp_path / "s.jsonl"
    plain.write_text(CSV, encoding="utf-8")
    sheet.write_bytes(book(*texts(*ROWS)))
    lines.write_text(LINES, encoding="utf-8")
    expected = list(read_sightings(plain))
    assert list(read_sightings(sheet)) == expected
    first, second = read_sightings(lines)
    assert first[:2] == expected[0][:2]  # type: ignore[index]
    assert isinstance(second, Rejected)
    assert (second.line, second.field) == (2, "kind")
    assert sighting_cells(sheet, {3}) == sighting_cells(plain, {3})
    assert sighting_cells(lines, {2})[1][2][:2] == ("B", "flew")


def test_the_sheet_of_sightings_may_stand_beside_that_of_people(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    path.write_bytes(book(*texts(("Nom",), ("Ali",)), second=tuple(texts(*ROWS))))
    mapping = Mapping({"name": ("Nom",)}, sheet="People", sightings_sheet="Seen")
    assert len(list(read_sightings(path, mapping=mapping))) == 2
    with pytest.raises(BadFile, match=r"field 'reference'.*found: Nom"):
        read_sightings(path, mapping=Mapping({"name": ("Nom",)}, sheet="People"))
    with pytest.raises(BadFile, match="found: People, Seen"):
        read_sightings(path, mapping=Mapping({}, sightings_sheet="Other"))


def test_what_is_no_workbook_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    path.write_text(CSV, encoding="utf-8")
    with pytest.raises(BadFile, match="is no workbook"):
        read_sightings(path)
