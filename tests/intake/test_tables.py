"""Tables in three formats: blank rows, headers below blank lines, mappings."""

from pathlib import Path

from coalesce.intake import Limits, Mapping
from coalesce.intake.tables import open_table
from tests.intake.workbooks import book, texts

ROWS = (("", ""), ("a", " b "), ("1", "2"), ("", ""), ("3", ""))


def test_rows_and_their_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    plain, sheet = tmp_path / "t.csv", tmp_path / "t.xlsx"
    plain.write_text("\n".join(";".join(row) for row in ROWS) + "\n", encoding="utf-8")
    sheet.write_bytes(book(*texts(*ROWS)))
    for path in (plain, sheet):
        table = open_table(path, Mapping(delimiter=";"), Limits())
        assert table.header == ("a", "b")
        assert [(row.line, row.cells) for row in table.rows()] == [(3, ("1", "2")), (5, ("3", ""))]
        blanks = open_table(path, Mapping(delimiter=";"), Limits(), blanks=True)
        assert [row.line for row in blanks.rows()] == [3, 4, 5]
        assert list(table.rows()) == list(table.rows())


def test_a_json_list_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[\n {"a": 1}]', encoding="utf-8")
    table = open_table(path, None, Limits())
    assert table.header == ("a",)
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ("1",))]
    path.write_text("[a],b\n1,2\n", encoding="utf-8")
    assert open_table(path, None, Limits()).header == ("[a]", "b")


def test_lines_of_json_are_rows_under_every_key(tmp_path: Path) -> None:
    path = tmp_path / "t.ndjson"
    path.write_text('{"a": [1, 2]}\n{"b": "x"}\n', encoding="utf-8")
    table = open_table(path, None, Limits())
    assert (table.header, [row.cells for row in table.rows()]) == (("a", "b"), [("1;2", ""), ("", "x")])
