"""The EU annexes: recognised, read, left out, rejected; and the two real ones."""

import re
from collections import Counter
from pathlib import Path

import pytest
from intake.annexes import annex

from coalesce.errors import BadFile
from coalesce.intake import LeftOut, Limits, Read, Rejected, open_reader


def test_it_is_known_by_its_header_and_people_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    people = [{"name": "Ali", "recordId": "1"}, {"name": "Omar", "recordId": "1", "annex": "II"}, {"name": "Said"}]
    things = [
        {"name": "X Ltd", "schema": "LegalEntity"},
        {"name": "EW-1", "schema": "Airplane"},
        {"name": "Y", "schema": "Asset"},
    ]
    path.write_text(annex(*people, *things))
    source = open_reader(path)
    rows = list(source.rows())
    assert source.reader == "eu"
    assert [row.entry.reference for row in rows if isinstance(row, Read)][:2] == ["I-1", "II-1"]
    assert [row.kind for row in rows if isinstance(row, LeftOut)] == ["organisation", "aircraft", "asset"]
    assert list(source.rows()) == rows


def test_rejected_rows_name_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        annex(
            *({"name": "Ali", "recordId": "1"}, {"name": "Omar", "recordId": "1"}, {"name": "7"}),
            *({"name": "Said"}, {"name": "Said", "notes": "again"}, {"name": "Nur", "schema": ""}),
        )
        + "too,short\n"
    )
    rows = list(open_reader(path).rows())
    told = [(row.line, row.field) for row in rows if isinstance(row, Rejected)]
    assert told == [(3, "recordId"), (4, "name"), (6, "recordId"), (7, "schema"), (8, None)]
    numbered = [{"name": "7", "recordId": "3", "annex": "I.A"}, {"name": "Nur", "schema": "", "recordId": "4"}]
    path.write_text(annex(*numbered))
    rows = list(open_reader(path).rows())
    assert [row.reference for row in rows if isinstance(row, Rejected)] == ["I.A-3", "I-4"]


def test_a_header_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,schema\nAli,Person\n")
    with pytest.raises(BadFile, match="field 'celex'"):
        open_reader(path, reader="eu")
    path.write_text(annex({"name": "Ali"}))
    with pytest.raises(BadFile, match="more than the 2 allowed"):
        open_reader(path, limits=Limits(max_columns=2))


@pytest.mark.parametrize(
    ("file", "people", "left_out", "doubled"),
    [
        ("eu_32002R0881.csv", 260, {"organisation": 88}, 2),
        ("eu_32006R0765.csv", 312, {"organisation": 95, "asset": 1}, 0),
    ],
)
def test_the_real_annexes(shared_data: Path, file: str, people: int, left_out: dict[str, int], doubled: int) -> None:
    rows = list(open_reader(shared_data / "lists" / file).rows())
    read = [row.entry for row in rows if isinstance(row, Read)]
    assert len(read) == people
    assert Counter(row.kind for row in rows if isinstance(row, LeftOut)) == left_out
    assert [row.reason[:26] for row in rows if isinstance(row, Rejected)] == ["an entry with the same con"] * doubled
    for entry in read:
        for name in entry.names:
            assert not re.search(r"[()\[\];:\"/0-9]|a\.k\.a|listed as|born|^,|,$", name.full)
    whole = sum(len(entry.documents) for entry in read)
    assert whole >= people // 4
