"""The file of rejected rows."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import StoreFull
from coalesce.intake import Rejected, rejected_path, write_rejected


def test_cells_as_they_came_then_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [
        Rejected(3, "sex", "not a sex", ("A", "=cmd()", ' "q" ')),
        Rejected(9, None, "has 1 columns", ("B",)),
        Rejected(10, None, "=1+1", ("C", "x", "y")),
    ]
    written = write_rejected(path, ("reference", "name", "sex"), rows)
    assert written == rejected_path(path) == tmp_path / "list.csv.rejected.csv"
    with written.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    assert found == [
        ["reference", "name", "sex", "line", "reason"],
        ["A", "=cmd()", ' "q" ', "3", "sex: not a sex"],
        ["B", "", "", "9", "has 1 columns"],
        ["C", "x", "y", "10", "'=1+1"],
    ]
    assert written.stat().st_mode & 0o077 == 0


def test_nothing_rejected_nothing_written(tmp_path: Path) -> None:
    assert write_rejected(tmp_path / "list.csv", ("name",), []) is None
    assert list(tmp_path.iterdir()) == []


def test_all_or_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Rejected]:
        yield Rejected(2, None, "no", ("A",))
        raise RuntimeError("the reader fell over")

    kept = rejected_path(tmp_path / "list.csv")
    kept.write_text("from before", encoding="utf-8")
    with pytest.raises(RuntimeError):
        write_rejected(tmp_path / "list.csv", ("name",), broken())
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(kept.name, "from before")]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StoreFull, match="cannot be written"):
        write_rejected(tmp_path / "absent" / "list.csv", ("name",), [Rejected(2, None, "no")])
