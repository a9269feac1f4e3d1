"""Tables of counts: read whole, or refused with line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import BadInput
from coalesce.intake import read_counts
from coalesce.records import CaptureTable


def written(tmp_path: Path, text: str) -> Path:
    """A file of counts."""
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_patterns_that_are_left_out_have_nobody(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B,count\n1,0,5\n\n1,1,1000000000000\n")
    assert read_counts(path) == CaptureTable(("A", "B"), (0, 5, 0, 10**12))


@pytest.mark.parametrize("text", ["A;B;count\n1;0;5\n0;1;0\n1;1;2\n", '\ufeff"A","B","Count"\n"1","0","5"\n1,1, 2 \n'])
def test_as_spreadsheets_write_it(tmp_path: Path, text: str) -> None:
    assert read_counts(written(tmp_path, text)) == CaptureTable(("A", "B"), (0, 5, 0, 2))


def test_json_lines_hold_the_same(tmp_path: Path) -> None:
    path = tmp_path / "counts.jsonl"
    path.write_text('{"A": 1, "B": 0, "count": 5}\n{"A": 1, "B": 1, "count": 2}\n', encoding="utf-8")
    assert read_counts(path) == CaptureTable(("A", "B"), (0, 5, 0, 2))


@pytest.mark.parametrize(
    ("text", "line", "field", "says"),
    [
        ("A,B,count\n1,0,-5\n", 2, "count", "below 0"),
        ("A,B,count\n1,0,5\n0,1,2.5\n", 3, "count", "no whole number"),
        ("A,B,count\n1,0,1e3\n", 2, "count", "no number"),
        ("A,B,count\n1,0,NaN\n", 2, "count", "no number"),
        ("A,B,count\n1,0,inf\n", 2, "count", "no number"),
        ("A,B,count\n1,0,\n", 2, "count", "empty"),
        ("A,B,count\n1,0,1000000000001\n", 2, "count", "more than"),
        ("A,B,count\n1,0," + "9" * 50 + "\n", 2, "count", "more than"),
        ("A,B,count\n1,0," + "9" * 5000 + "\n", 2, "count", "more than"),
        ("A,B,count\n1,2,5\n", 2, "B", "'2' is not 0"),
        ("A,B,count\n1,,5\n", 2, "B", "is not 0"),
        ("A,B,count\n1,0,5\n1,0,6\n", 3, None, "as in line 2"),
        ("A,B,count\n1,0,5\n0,0,6\n", 3, None, "on no list"),
        ("A,B,count\n1,0,5,7\n", 2, None, "4 cells"),
        ("A,B,count\n1,0\n", 2, None, "2 cells"),
        ("A,B,count\n1,0,5\n", None, None, "nobody is on this list"),
        ("A,B,count\n1,1,0\n", None, None, "no people"),
        ("A,B,count\n", None, None, "no people"),
        ("1,0,5\n0,1,3\n", 1, "count", "no header"),
        ("A,B,people\n1,0,5\n", 1, "count", "last column"),
        ("A,count,B\n1,5,0\n", 1, "count", "last column"),
        ("count\n5\n", 1, None, "no list"),
        ("A,a,count\n1,0,5\n", 1, None, "twice"),
        ("A,,count\n1,0,5\n", 1, None, "without a name"),
        ("A,B,C,D,E,F,G,H,I,count\n1,0,0,0,0,0,0,0,1,5\n", 1, None, "9 lists"),
        ("", None, None, "empty"),
    ],
)
def test_what_is_wrong_is_said_where(tmp_path: Path, text: str, line: int | None, field: str | None, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read_counts(written(tmp_path, text))
    assert caught.value.where.file == "counts.csv"
    if line is not None:
        assert caught.value.where.line == line
    if field is not None:
        assert caught.value.where.field == field


def test_one_list_is_a_table(tmp_path: Path) -> None:
    assert read_counts(written(tmp_path, "A,count\n1,5\n")) == CaptureTable(("A",), (0, 5))
