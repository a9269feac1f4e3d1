"""Files of names to be screened, and of pairs to be compared."""

from pathlib import Path

import pytest

from coalesce.errors import BadField, BadFile
from coalesce.intake import NameRead, Rejected, read_name_pairs, read_names
from tests.intake.workbooks import book, texts


def test_a_csv_of_names_by_whatever_column_it_stands_in(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("id;NAME\n1;Vulneq Shambir\n2;\n3;  Hedraq  \n", encoding="utf-8")
    first, empty, last = read_names(path)
    assert (first, last) == (NameRead("Vulneq Shambir", 2), NameRead("Hedraq", 4))
    assert isinstance(empty, Rejected)
    assert (empty.line, empty.field) == (3, "name")


@pytest.mark.parametrize("header", ["who", "name,name", "names"])
def test_a_header_without_one_column_of_names_is_refused_at_once(tmp_path: Path, header: str) -> None:
    path = tmp_path / "names.csv"
    path.write_text(f"{header}\nVulneq\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"names\.csv, line 1, field 'name'"):
        read_names(path)


def test_a_blank_line_is_told_and_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text('\nname\n\nVulneq\n""\n', encoding="utf-8")
    blank, name, empty = read_names(path)
    assert name == NameRead("Vulneq", 4)
    assert [(row.line, row.reason) for row in (blank, empty) if isinstance(row, Rejected)] == [
        (3, "is empty"),
        (5, "is empty"),
    ]


def test_names_come_from_a_workbook_and_from_json_lines_too(tmp_path: Path) -> None:
    sheet, lines = tmp_path / "names.xlsx", tmp_path / "names.jsonl"
    sheet.write_bytes(book(*texts(("id", "name"), ("1", "Vulneq"), ("2", ""), ("3", "Hedraq"))))
    lines.write_text('{"name": "Vulneq"}\n\n{"name": null, "id": 2}\n', encoding="utf-8")
    first, empty, last = read_names(sheet)
    assert (first, last) == (NameRead("Vulneq", 2), NameRead("Hedraq", 4))
    assert isinstance(empty, Rejected)
    assert [row.line for row in read_names(lines)] == [1, 3]


def test_pairs_may_be_empty_and_a_blank_line_is_none(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text('left,right\na,b\n\n,\n"",c\n', encoding="utf-8")
    assert list(read_name_pairs(path)) == [("a", "b"), ("", ""), ("", "c")]
    path.write_text("left,right\na,b,c\n", encoding="utf-8")
    with pytest.raises(BadField, match="line 2: the row has 3 cells"):
        list(read_name_pairs(path))


def test_a_name_that_its_comma_has_parted_is_told_and_not_read_by_half(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    for csv in ("name\nShambir, Vulneq\nHedraq,\n", "id,name\n1,Shambir, Vulneq\n2,Hedraq,\n"):
        path.write_text(csv, encoding="utf-8")
        parted, whole = read_names(path)
        assert isinstance(parted, Rejected)
        assert (parted.line, parted.field) == (2, "name")
        assert "quote a cell that holds the separator" in parted.reason
        assert whole == NameRead("Hedraq", 3)


def test_several_names_of_one_cell_are_several(tmp_path: Path) -> None:
    path, lines = tmp_path / "names.csv", tmp_path / "names.jsonl"
    path.write_text("name\nVulneq Shambir; Hedraq;\n;\n", encoding="utf-8")
    first, second, empty = read_names(path)
    assert [first, second] == [NameRead("Vulneq Shambir", 2), NameRead("Hedraq", 2)]
    assert isinstance(empty, Rejected)
    lines.write_text('{"name": ["Vulneq Shambir", "Hedraq"]}\n', encoding="utf-8")
    assert list(read_names(lines)) == [NameRead("Vulneq Shambir", 1), NameRead("Hedraq", 1)]


def test_a_workbook_with_names_in_further_sheets_is_refused_and_not_read_by_half(tmp_path: Path) -> None:
    path, people = tmp_path / "names.xlsx", texts(("name",), ("Vulneq",))
    path.write_bytes(book(*people, second=tuple(people)))
    with pytest.raises(BadFile, match="others hold something: Seen"):
        read_names(path)
    path.write_bytes(book(*people))
    assert list(read_names(path)) == [NameRead("Vulneq", 2)]
