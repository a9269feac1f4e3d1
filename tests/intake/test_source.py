"""The one way in: recognised by content, refused with one clear error."""

import hashlib
from pathlib import Path

import pytest

from coalesce.errors import BadFile, BadUsage
from coalesce.intake import Limits, Mapping, Read, Rejected, open_reader

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n\n", "no header"),
    "no name": (b"reference,nationality\nA,TN\n", "no column 'name'"),
    "utf-16": ("name\nAli\n".encode("utf-16"), "is UTF-16"),
    "utf-16 without mark": ("name\nAli\n".encode("utf-16-le"), "NUL"),
    "utf-32": ("name\nAli\n".encode("utf-32"), "is UTF-32"),
    "latin-1": ("name\nAli\nRené\n".encode("latin-1"), "line 3: is not UTF-8"),
    "nul": (b"name\nAli\nOm\0ar\n", "line 3: holds NUL"),
    "nul far in": (b"name\n" + b"Ali\n" * 40_000 + b"\0\n", "line 40002: holds a NUL"),
    "ten million characters": (b"name,sex\nAli,M\n" + b"x" * 10_000_000 + b",M\n", "line 3: a line of more than"),
    "ten million in quotes": (b'name,sex\n"' + b"x\n" * 5_000_000 + b'",M\n', "line 2: a quote is opened"),
    "unclosed quote": (b'name,sex\nAli,M\n"Omar,M\n', "line 3: ends inside a quoted field"),
    "cut short": (b"reference,name,sex\nA,Ali,M\nB,Om", "line 3: the file is cut short"),
    "same heading twice": (b"name,sex,Sex\nAli,M,F\n", "field 'Sex': this heading stands twice"),
    "a thousand columns": (b",".join(b"c%d" % n for n in range(1000)) + b"\n", "1000 columns"),
    "spreadsheet": (b"PK\x03\x04rest", "is damaged"),
    "pdf": (b"%PDF-1.7", "is a PDF"),
    "json": (b'{"shoe": "44"}\n', "no column 'name'"),
    "other xml": (b"<?xml version='1.0'?><!-- a --><rss/>", "not the UN consolidated list"),
    "broken xml": (b"<CONSOLIDATED_LIST><INDIVIDUALS>", "not well-formed XML"),
    "not xml": (b"<<<>>>", "not well-formed XML"),
    "xml bomb": (b'<!DOCTYPE a [<!ENTITY b "bb">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>', "entities"),
    "wrong utf-8 in xml": (b"<CONSOLIDATED_LIST>\xff\xfe</CONSOLIDATED_LIST>", "not well-formed XML"),
    "noise": (bytes(range(1, 256)) * 10, "list.csv"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_one_clear_error_that_names_it(tmp_path: Path, case: str) -> None:
    data, words = HOSTILE[case]
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        list(open_reader(path).rows())
    assert words in str(caught.value)
    assert str(caught.value).startswith("list.csv")
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("reader", ["auto", "csv", "un", "ofac", "eu"])
def test_folders_and_absent_files(tmp_path: Path, reader: str) -> None:
    with pytest.raises(BadFile):
        open_reader(tmp_path, reader=reader)
    with pytest.raises(BadFile):
        open_reader(tmp_path / "absent.csv", reader=reader)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, who may read everything: so the system's answer is given here."""
    path = tmp_path / "list.csv"
    path.write_text("name\nAli\n")

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BadFile, match=r"list\.csv: cannot be read \(Permission denied\)"):
        open_reader(path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\nAli\n")
    with pytest.raises(BadFile, match="more than the 3 allowed"):
        open_reader(path, limits=Limits(max_file_bytes=3))


def test_a_header_alone_is_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,sex\n")
    assert list(open_reader(path).rows()) == []


def test_bad_rows_lose_no_others(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('reference,name,birth_date\nA,Ali,1989\nA,Omar,\nB,Hasan,soon\nC,"x"y,\nD,\nE,Said,1990\n')
    rows = list(open_reader(path).rows())
    assert [row.entry.reference for row in rows if isinstance(row, Read)] == ["A", "E"]
    assert [row.line for row in rows if isinstance(row, Rejected)] == [3, 4, 5, 6]


def test_a_source_says_what_it_is_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    data = "name,shoe\n" + "Ali,44\n" * 3
    path.write_text(data)
    source = open_reader(path)
    assert (source.reader, source.size, source.done) == ("csv", len(data), 0)
    assert source.digest == hashlib.sha256(data.encode()).hexdigest()
    assert source.header == ("name", "shoe")
    assert source.unused == ("shoe",)
    rows = source.rows()
    next(rows)
    assert 0 < source.done <= source.size
    rest = list(rows)
    assert source.done == source.size
    assert len(rest) == 2
    assert list(source.rows())[1:] == rest


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\nAli\n")
    source = open_reader(path)
    path.unlink()
    with pytest.raises(BadFile, match="cannot be read further"):
        list(source.rows())


@pytest.mark.parametrize("reader", ["stix", "nonsense"])
def test_readers_that_do_not_exist_yet(tmp_path: Path, reader: str) -> None:
    with pytest.raises(BadUsage, match="there are auto, csv, un, ofac, eu, jsonl, ftm, xlsx"):
        open_reader(tmp_path / "x", reader=reader)


def test_a_mapping_is_for_csv(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text("<CONSOLIDATED_LIST/>")
    with pytest.raises(BadUsage, match="for CSV, JSON lines and XLSX only"):
        open_reader(path, mapping=Mapping({"name": ("x",)}))


def test_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "list.dat"
    path.write_text("\ufeff<?xml version='1.0'?>\n<!-- note -->\n<CONSOLIDATED_LIST/>")
    assert open_reader(path).reader == "un"
    path.write_text("name\nAli\n")
    assert open_reader(path).reader == "csv"


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    import tracemalloc

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        path.write_text("reference,name\n" + "".join(f"R{n},Ali Hassan\n" for n in range(count)))
        rows = open_reader(path).rows()
        tracemalloc.start()
        for _ in rows:
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)  # tables of other rooms are filled on first use
    assert peak(8_000) - peak(2_000) < 6_000 * 200  # one number a reference, and its place in a table


def test_columns_that_nothing_reads_are_told_those_without_a_heading_once_they_hold_something(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,,shoe size,\nAli,Veli,44,\n", encoding="utf-8")
    source = open_reader(path)
    assert source.unread == ("shoe size",)
    list(source.rows())
    assert source.unread == ("shoe size", "column 2, without a heading")
