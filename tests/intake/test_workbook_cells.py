"""Cells that show no value are told, not taken for empty ones."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits, Mapping, Read, Rejected, open_reader
from coalesce.intake import workbook_cells as cells
from coalesce.intake.tables import open_table
from coalesce.intake.workbook import check_workbook
from tests.intake.workbooks import book, text

HEADER = text("A1", "name") + text("B1", "birth_date") + text("C1", "age")


def reasons(path: Path, *rows: str) -> dict[int, str | None]:
    path.write_bytes(book(HEADER, *rows))
    found = list(open_reader(path).rows())
    return {2 + place: row.reason if isinstance(row, Rejected) else None for place, row in enumerate(found)}


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_result_rejects_its_row(tmp_path: Path, result: str) -> None:
    bad = text("A2", "Ali") + f'<c r="B2"><f>DATE(1,2,3)</f>{result}</c>'
    told = reasons(tmp_path / "list.xlsx", bad, text("A3", "Omar"))
    assert told == {2: f"column B: {cells.NO_RESULT}", 3: None}


def test_a_formula_with_a_result_is_read_even_where_it_is_an_empty_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row = '<c r="A2" t="str"><f>B1</f><v>Ali</v></c><c r="B2" t="str"><f>C1</f><v></v></c>'
    path.write_bytes(book(HEADER, row, '<c r="A3" t="str"><f>B1</f><v>Omar</v></c><c r="B3"><f>1+1</f><v>1985</v></c>'))
    rows = [row for row in open_reader(path).rows() if isinstance(row, Read)]
    assert [row.cells[:2] for row in rows] == [("Ali", ""), ("Omar", "1985")]


def test_an_error_rejects_its_row_where_the_column_is_read(tmp_path: Path) -> None:
    error = '<c r="{}" t="e"><f>X</f><v>#DIV/0!</v></c>'.format
    told = reasons(
        tmp_path / "list.xlsx", text("A2", "Ali") + error("B2"), text("A3", "Omar") + error("C3"), error("A4")
    )
    assert told == {2: f"column B: {cells.ERROR}", 3: None, 4: f"column A: {cells.ERROR}"}


def test_a_table_beside_the_list_tells_them_too(tmp_path: Path) -> None:
    path = tmp_path / "seen.xlsx"
    path.write_bytes(book(text("A1", "x"), second=(HEADER, text("A2", "a"), '<c r="B3"><f>X</f></c>')))
    assert [row.fault for row in open_table(path, Mapping(sightings_sheet="Seen"), Limits()).rows()] == [
        None,
        f"column B: {cells.NO_RESULT}",
    ]


def test_there_is_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_UNREAD", 3)
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(HEADER, *('<c t="e"><v>#N/A</v></c>' for _ in range(4))))
    with pytest.raises(BadFile, match=r"line 5: .* more than 3 such cells"):
        check_workbook(path, Limits())
