"""Rows of CSV files in every state."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadFile
from coalesce.intake.csv_rows import (
    RawRow,
    check_encoding,
    ends_mid_line,
    find_delimiter,
    read_rows,
    whole_rows,
)
from coalesce.intake.limits import Limits

SMALL = Limits(max_line_chars=200, max_row_lines=5, max_field_chars=50)


def rows(text: str | bytes, delimiter: str = ",", encoding: str = "utf-8", limits: Limits = SMALL) -> list[RawRow]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_rows(io.BytesIO(data), "list.csv", delimiter, encoding, limits))


def test_lines_are_counted_where_rows_begin() -> None:
    found = rows('a,b\n\n1,"x\ny"\n,\r\n2,z\r3,w')
    assert [(row.line, row.cells) for row in found] == [
        (1, ("a", "b")),
        (3, ("1", "x\ny")),
        (6, ("2", "z")),
        (7, ("3", "w")),
    ]


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert rows(b"\xef\xbb\xbfname\nAli")[0].cells == ("name",)


@given(st.lists(st.lists(st.text(alphabet='ab,"\n\r é', max_size=6), min_size=2, max_size=3), max_size=6))
def test_what_the_standard_writer_writes_is_read_back(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    assert [list(row.cells) for row in rows(out.getvalue(), limits=Limits())] == [line for line in table if any(line)]


def test_broken_quoting_costs_one_line() -> None:
    found = rows('a,b\n1,"x"y\n2,z\n')
    assert [(row.line, row.cells, bool(row.fault)) for row in found] == [
        (1, ("a", "b"), False),
        (2, ('1,"x"y',), True),
        (3, ("2", "z"), False),
    ]


def test_a_stray_quote_gives_its_following_lines_back() -> None:
    found = rows('a,b\n1,"open\n2,z\n3,"w"\n4,v\n')
    assert [(row.line, bool(row.fault)) for row in found] == [(1, False), (2, True), (3, False), (4, False), (5, False)]
    assert found[3].cells == ("3", "w")


@given(st.lists(st.sampled_from(["1,x", '2,"y"', '3,"open', '4,a"b', '5,"q"r', "6"]), max_size=12))
def test_every_line_belongs_to_exactly_one_row(lines: list[str]) -> None:
    text = "\n".join([*lines, '7,"end"', ""])
    found = rows(text, limits=Limits())
    covered = sum(1 + sum(cell.count("\n") for cell in row.cells) for row in found)
    assert covered == len(lines) + 1


def test_a_long_field_is_a_fault_of_its_row() -> None:
    found = rows("a\n" + "x" * 51 + "\nb\n")
    assert found[1].fault == "a field has 51 characters, more than 50"
    assert found[2].cells == ("b",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n" + "x" * 300, "line 2: a line of more than 200 characters"),
        ('a\n1\n"x\n', "line 3: ends inside a quoted field"),
        ('a\n"' + "x\n" * 9, "line 2: a quote is opened and not closed within 5 lines"),
        ("a\nb\0c\n", "line 2: holds a NUL byte"),
        (b"a\nok\n\xe9t\xe9\n", "line 3: is not UTF-8"),
    ],
)
def test_what_spoils_the_file_is_one_error_with_its_line(text: str | bytes, words: str) -> None:
    with pytest.raises(BadFile) as caught:
        rows(text)
    assert words in str(caught.value)
    assert str(caught.value).startswith("list.csv, line")


def test_the_line_of_a_wrong_byte_is_exact_in_a_large_file() -> None:
    with pytest.raises(BadFile, match="line 20001: is not UTF-8"):
        rows(b"name\n" + b"Ali Hassan\n" * 19_999 + b"\xe9\n" + b"x\n" * 50_000)


def test_a_declared_encoding_is_used() -> None:
    assert rows("naïve\n".encode("cp1252"), encoding="cp1252")[0].cells == ("naïve",)
    assert rows("a,b\n".encode("utf-16"), encoding="utf-16")[0].cells == ("a", "b")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le"])
def test_wide_encodings_are_named(encoding: str) -> None:
    head = "name\nAli".encode(encoding)
    with pytest.raises(BadFile, match=r"UTF-16|UTF-32|NUL"):
        check_encoding(head, "utf-8", "list.csv")
    check_encoding(head, encoding, "list.csv")


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("a,b,c", ","), ("a;b;c", ";"), ("a\tb\tc", "\t"), ("a|b", "|"), ("name", ","), ('"a;b",c', ","), ("", ",")],
)
def test_delimiters(line: str, delimiter: str) -> None:
    assert find_delimiter(line) == delimiter


def torn(tmp_path: Path, text: str, limits: Limits = SMALL) -> list[RawRow]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with path.open("rb") as stream:
        return list(whole_rows(read_rows(stream, path.name, ",", "utf-8", limits), path, 3, limits))


def test_a_torn_last_row_spoils_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"line 2: the file is cut short"):
        torn(tmp_path, "A,Ali,M\nB,Om")
    assert len(torn(tmp_path, "A,Ali,M\nB,Omar,M")) == 2
    assert len(torn(tmp_path, "A,Ali,M\nB,Om\n")) == 2
    assert torn(tmp_path, "\n") == []


def test_rows_are_counted(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="line 3: has more than the 2 rows"):
        torn(tmp_path, "a,b,c\n" * 3, Limits(max_rows=2))


def test_ends_mid_line(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for data, expected in ((b"a", True), (b"a\n", False), (b"a\r", False), (b"a\x00", False)):
        path.write_bytes(data)
        assert ends_mid_line(path) is expected


def test_the_stream_stays_its_openers() -> None:
    stream = io.BytesIO(b"a\nb\n")
    first = next(read_rows(stream, "list.csv", ",", "utf-8", SMALL))
    assert first.cells == ("a",)
    assert not stream.closed
