"""Opening CSV files: delimiters, encodings and headers."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits, Mapping, Read, load_mapping, open_reader
from coalesce.intake.csv_files import open_persons


def names(path: Path, mapping: Mapping | None = None) -> list[str]:
    rows = open_reader(path, mapping=mapping).rows()
    return [row.entry.names[0].full for row in rows if isinstance(row, Read)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found_out(tmp_path: Path, delimiter: str, ending: str) -> None:
    path = tmp_path / "l.csv"
    lines = [delimiter.join(row) for row in (('"reference"', '"name"'), ("A", '"Ali;Abu, Ali"'), ("B", "Omar"))]
    path.write_bytes(ending.join([*lines, ""]).encode())
    assert names(path) == ["Ali", "Omar"]


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes("\ufeffname\nعلي\n".encode())
    assert names(path) == ["علي"]


def test_declared_delimiter_and_encoding(tmp_path: Path) -> None:
    path, told = tmp_path / "l.csv", tmp_path / "m.toml"
    path.write_bytes("wer#wann\nRené#1989\n".encode("cp1252"))
    told.write_text('delimiter = "#"\nencoding = "cp1252"\n[columns]\nname = "wer"\nbirth_date = "wann"\n')
    assert names(path, load_mapping(told)) == ["René"]


def test_utf_16_is_read_where_it_is_declared(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes("name\tsex\nعلي\tM\n".encode("utf-16"))
    assert names(path, Mapping({"name": ("name",)}, encoding="utf-16")) == ["علي"]
    with pytest.raises(BadFile, match=r"is UTF-16: .*encoding = \"utf-16\""):
        open_reader(path)


def test_a_header_with_broken_quoting(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text('na"me,"se"x\nAli,M\n')
    with pytest.raises(BadFile, match="line 1: the header cannot be read"):
        open_persons(path, None, Limits())


def test_blank_lines_before_the_header_count_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("\n\nname\n\nAli\n")
    (row,) = open_reader(path).rows()
    assert isinstance(row, Read)
    assert row.entry.provenance.line == 5


def test_nothing_but_blanks(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("\n,,\n \n")
    with pytest.raises(BadFile):
        open_reader(path)
