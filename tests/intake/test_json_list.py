"""A JSON list is cut into its mappings, as they are written, or refused whole."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadFile
from coalesce.intake.json_lines import json_lines
from coalesce.intake.json_list import begins, members
from coalesce.intake.limits import Limits

ROWS = st.lists(
    st.dictionaries(st.text(max_size=4), st.none() | st.booleans() | st.integers() | st.text(max_size=6), max_size=3),
    max_size=6,
)


def cut(text: str) -> list[tuple[int, bytes]]:
    return list(members(io.BytesIO(text.encode()), "plan.json", Limits()))


@given(ROWS, st.sampled_from([None, 0, 2]), st.booleans())
def test_every_mapping_comes_once_as_it_is(rows: list[dict[str, object]], indent: int | None, ascii_: bool) -> None:
    text = json.dumps(rows, indent=indent, ensure_ascii=ascii_)
    assert begins(text.encode())
    found = cut(text)
    assert [json.loads(each) for _, each in found] == rows
    lines = text.split("\n")
    assert all(each.decode().split("\n")[0] in lines[number - 1] for number, each in found)


def test_the_line_is_where_a_mapping_begins_and_digits_stay() -> None:
    assert cut('\ufeff[\n {"a": 1.50},\n\n {"b":\n 2}\n]\n') == [(2, b'{"a": 1.50}'), (4, b'{"b":\n 2}')]
    assert cut("[ ]") == []


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('[{"a": 1},\n {"b": 2}', 2, "comma or the closing bracket"),
        ('[{"a": 1},\n {"b": ', 2, "cut short"),
        ('[{"a": 1}\n {"b": 2}]', 2, "comma or the closing bracket"),
        ('[{"a": 1},\n]', 1, "comma or the closing bracket"),
        ('[{"a": 1}]\n{"b": 2}', 2, "more after the list"),
        ('[{"a": ' + "[" * 100_000, 1, "cut short"),
        ("[{", 1, "cut short"),
    ],
)
def test_what_is_no_list_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(BadFile, match=why) as raised:
        cut(text)
    assert raised.value.where.line == line


def test_bytes_that_are_not_utf_8_and_a_list_too_large_are_refused() -> None:
    with pytest.raises(BadFile, match="UTF-8") as raised:
        list(members(io.BytesIO(b'[{"a":\n "\xff"}]'), "plan.json", Limits()))
    assert raised.value.where.line == 2
    with pytest.raises(BadFile, match="more than 9 bytes"):
        list(members(io.BytesIO(b'[{"a": 1}]'), "plan.json", replace(Limits(), max_stix_bytes=9)))


def test_a_heading_in_brackets_begins_no_list() -> None:
    assert not begins(b"[name],b\n1,2\n")
    assert not begins(b'{"a": 1}')


def test_as_lines_a_bad_member_costs_no_other_and_rows_have_an_end(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('[{"a": 1},\n 7,\n {"a": 2, "a": 3},\n {"b": "' + "x" * 90 + '"},\n {"c": 4}]', encoding="utf-8")
    bounds = replace(Limits(), max_line_chars=80)
    with path.open("rb") as stream:
        found = list(json_lines(stream, path, bounds))
    assert [(number, mapping) for number, mapping, _, _ in found] == [
        (1, {"a": 1}), (2, None), (3, None), (4, None), (5, {"c": 4}),
    ]  # fmt: skip
    assert [row.fault is not None for _, _, row, _ in found] == [False, True, True, True, False]
    assert [sure for *_, sure in found] == [{"a": 1}, {}, {}, {"b": "x" * 90}, {"c": 4}]
    with path.open("rb") as stream, pytest.raises(BadFile, match="more than the 2 rows"):
        list(json_lines(stream, path, replace(bounds, max_rows=2)))
