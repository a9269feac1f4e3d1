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
