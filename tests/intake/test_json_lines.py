"""JSON lines: a bad line costs itself alone; the mapping applies to keys."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits, Mapping, Read, Rejected, open_reader

LINES = """{"reference": "A", "name": ["Ali Hassan", "Abu Ali"], "birth_date": 1989, "document": "passport: 0123"}

{"reference": "B", "name": "Omar", "sex": null, "document": 77.0}
{"reference": "C", "name": {"first": "Said"}}
not json
[1, 2]
{"reference": "D", "name": "Said", "birth_date": "soon"}
{"reference": "E", "name": ["Nur; Hadi", "Ben"]}
{"reference": "F", "name": "Hadi", "late": "x"}
"""


def test_each_line_is_read_or_rejected_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(LINES)
    source = open_reader(path)
    rows = list(source.rows())
    assert (source.reader, source.unused) == ("jsonl", ("late",))
    entries = [row.entry for row in rows if isinstance(row, Read)]
    assert [entry.reference for entry in entries] == ["A", "B", "F"]
    assert [name.full for name in entries[0].names] == ["Ali Hassan", "Abu Ali"]
    assert str(entries[0].birth_dates[0]) == "1989"
    assert [entry.documents[0].number for entry in entries[:2]] == ["0123", "77"]
    told = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    assert list(told) == [4, 5, 6, 7, 8]
    assert told[5] == "is not JSON in UTF-8"
    assert "nested" in told[4]
    assert "separator" in told[8]


def test_a_mapping_applies_to_keys_and_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "list.data"
    path.write_text('{"Nom": "Ali", "Born on": "03.04.1989"}\n')
    with pytest.raises(BadFile, match='name = "Nom"'):
        open_reader(path)
    mapping = Mapping({"name": ("Nom",), "birth_date": ("Born on",)}, day_first=True)
    (row,) = open_reader(path, mapping=mapping).rows()
    assert isinstance(row, Read)
    assert str(row.entry.birth_dates[0]) == "1989-04-03"


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(
        '{"name": "Ali"}\n{"name": "' + "x" * 200 + '"}\n{"name": "Omar"}\n{"name": ' + "[" * 80 + "]" * 80 + "}\n"
    )
    rows = list(open_reader(path, limits=Limits(max_line_chars=180)).rows())
    assert [row.line for row in rows if isinstance(row, Rejected)] == [2, 4]
    with pytest.raises(BadFile, match="more than the 3 rows"):
        open_reader(path, limits=Limits(max_rows=3))
    path.write_text('{"name": "Ali", "a": 1, "b": 2}\n')
    with pytest.raises(BadFile, match="different keys"):
        open_reader(path, limits=Limits(max_columns=2))
    path.write_text('{"name": "Ali"}\n{"name": "Om')
    with pytest.raises(BadFile, match="line 2: the file is cut short"):
        open_reader(path)
    path.write_text("[]\n")
    with pytest.raises(BadFile, match="no line is a mapping"):
        open_reader(path)


def test_a_number_keeps_the_digits_it_is_written_with(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    written = ["123456789012345678901234", "12345678.10", "9007199254740993", "1e22", "-0.50", "77"]
    path.write_text(
        "".join(f'{{"name": "Ali", "document": {number}}}\n' for number in [*written, "78.0", "[5.0, 6.10]"])
    )
    rows = [row for row in open_reader(path).rows() if isinstance(row, Read)]
    assert [row.entry.documents[0].number for row in rows] == [*written, "78", "5"]
    assert rows[-1].entry.documents[1].number == "6.10"


def test_a_key_that_stands_twice_rejects_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(
        '{"name": "Ali", "name": "Omar"}\n{"name": "a \\"name\\": b", "remarks": "x: y"}\n{"name": "Z\\u0000"}\n'
    )
    bad, good, damaged = open_reader(path).rows()
    assert isinstance(bad, Rejected)
    assert bad.reason.startswith("name: this key stands twice")
    assert "Ali" not in bad.reason
    assert isinstance(good, Read)
    assert good.entry.names[0].full == 'a "name": b'
    assert isinstance(damaged, Rejected)
    assert "NUL" in damaged.reason
    path.write_text('{"id": "a", "schema": "Person", "properties": {"name": ["Ali"], "name": ["Omar"]}}\n')
    (row,) = open_reader(path, reader="ftm").rows()
    assert isinstance(row, Rejected)
    assert "stands twice" in row.reason


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ('{"reference": "A", "name": "Ali", "name": "Omar"}', "A"),  # another key stands twice
        ('{"name": "Ali", "name": "Omar", "reference": 7}', "7"),
        ('{"reference": "A", "name": "Ali", "reference": "A"}', "A"),
        ('{"reference": "A", "name": "Ali", "reference": "B"}', None),
        ('{"reference": "A", "name": "Ali "the" Omar"}', "A"),  # no JSON behind it
        ('{"reference": "A", "name": "\udcff"}', "A"),  # no UTF-8 behind it
        ('{"reference": "A", "name": "Al\\u0000"}', "A"),
        ('{"reference": "A\\u0000", "name": "Ali"}', None),
        ('{"reference": "A", "name": ' + "[" * 100_000, "A"),
        ('{"reference": "A", "name": "Ali"} x', "A"),
        ('{"reference": "A", "name": "' + "x" * 300_000 + '"}', "A"),  # longer than a line may be
        ('{"name": "Ali "the" Omar", "reference": "A"}', None),  # what stands behind a fault may be anything
        ('{"reference": "A" "name": "Ali"}', None),
        ('{"reference": 12', None),
        ('{"reference": {"id": "A"}, "name": "Ali", "name": "Omar"}', None),
        ('{"reference": ["A"], "name": "Ali", "name": "Omar"}', "A"),
        ('["A"]', None),
        ("no JSON", None),
    ],
)
def test_a_rejected_line_names_its_reference_where_it_surely_does(
    tmp_path: Path, line: str, reference: str | None
) -> None:
    path = tmp_path / "list.jsonl"
    good = '{"reference": "Z", "name": "Said"}\n'
    path.write_bytes((good + line + "\n").encode("utf-8", "surrogateescape"))
    _, bad = open_reader(path, limits=Limits(max_line_chars=250_000)).rows()
    assert isinstance(bad, Rejected)
    assert bad.reference == reference


def test_a_reference_of_two_keys_is_named_where_both_stand(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    good = '{"letter": "A", "no": 1, "name": "Said"}\n'
    bad = ['{"letter": "A", "name": "Ali "the"", "no": 2}', '{"letter": "A", "no": 3, "name": "Ali "the""}']
    path.write_text(good + "\n".join([*bad, '{"letter": {}, "no": 4, "name": "Ali"}']) + "\n")
    mapping = Mapping({"reference": ("letter", "no")})
    rows = list(open_reader(path, mapping=mapping).rows())
    assert [row.reference for row in rows if isinstance(row, Rejected)] == [None, "A 3", None]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("reader", ["auto", "jsonl", "ftm"])
def test_another_encoding_is_told(tmp_path: Path, encoding: str, reader: str) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes('{"name": "Ali"}\n'.encode(encoding))
    with pytest.raises(BadFile, match=r"UTF-16: save it as UTF-8$|UTF-32: save it as UTF-8$|NUL bytes.*as UTF-8"):
        list(open_reader(path, reader=reader).rows())
