"""One answer to stdout in the form asked for; nothing in it can start a formula."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.cli.printing import _cell, print_json, print_record, print_rows, progress, say
from coalesce.cli.session import Format

ROWS = [
    {"name": "Zorbal", "count": 3, "share": 0.12345, "judged": True, "of": None, "many": ["a", "b"]},
    {"name": "=1+1", "count": -3, "share": 0.5, "judged": False, "of": "x", "many": []},
]


def written(capfd: pytest.CaptureFixture[str], form: Format, rows: object = ROWS, columns: object = None) -> str:
    print_rows(rows, form, columns)  # type: ignore[arg-type]  # a test's own rows
    out, err = capfd.readouterr()
    assert err == ""
    return out


def test_json_is_one_document(capfd: pytest.CaptureFixture[str]) -> None:
    assert json.loads(written(capfd, Format.JSON)) == ROWS
    assert json.loads(written(capfd, Format.JSON, [])) == []


def test_csv_has_a_header_and_plain_cells(capfd: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(io.StringIO(written(capfd, Format.CSV))))
    assert rows == [
        ["name", "count", "share", "judged", "of", "many"],
        ["Zorbal", "3", "0.12345", "yes", "", "a; b"],
        ["'=1+1", "-3", "0.5", "no", "x", "–"],
    ]
    assert written(capfd, Format.CSV, [], ("a", "b")).strip() == "a,b"


def test_a_table_has_a_line_for_each_row_and_none_is_wrapped(capfd: pytest.CaptureFixture[str]) -> None:
    long = [{"name": "Zorbal " * 60, "note": "[red]no markup[/red]"}]
    lines = written(capfd, Format.TABLE, long).splitlines()
    assert len(lines) == 2
    assert "[red]no markup[/red]" in lines[1]
    told = written(capfd, Format.TABLE)
    assert "0.123" in told
    assert "yes" in told
    assert "–" in told
    assert written(capfd, Format.TABLE, []) == "nothing to show for this reader and purpose\n"


def test_columns_are_chosen_and_ordered(capfd: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(io.StringIO(written(capfd, Format.CSV, ROWS, ("count", "name", "absent")))))
    assert rows[0] == ["count", "name", "absent"]
    assert rows[1] == ["3", "Zorbal", ""]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8))
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = str(_cell(text))
    assert cell[0] not in "=+-@\t\r"
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


@pytest.mark.parametrize("form", Format)
def test_one_answer_with_named_values(capfd: pytest.CaptureFixture[str], form: Format) -> None:
    print_record({"accepted": 3, "left_out": {"vessel": 2}, "files": []}, form)
    out = capfd.readouterr().out
    if form is Format.JSON:
        assert json.loads(out) == {"accepted": 3, "left_out": {"vessel": 2}, "files": []}
    elif form is Format.CSV:
        assert list(csv.reader(io.StringIO(out))) == [["accepted", "left_out", "files"], ["3", "vessel 2", "–"]]
    else:
        assert [line.split() for line in out.splitlines()] == [
            ["accepted", "3"],
            ["left", "out", "vessel", "2"],
            ["files", "–"],
        ]


def test_messages_and_progress_go_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    say("a message")
    with progress() as tell:
        tell("importing", 0.5)
    print_json({"a": "é"})
    out, err = capfd.readouterr()
    assert json.loads(out) == {"a": "é"}
    assert err == "a message\n", "no bar where stderr is no terminal"


def test_what_takes_long_says_each_stage_once_where_there_is_no_bar(capfd: pytest.CaptureFixture[str]) -> None:
    with progress(stages=True) as tell:
        for step, share in (("reading", 0.0), ("fitting", 0.2), ("fitting", 0.5), ("done", 1.0)):
            tell(step, share)
    assert capfd.readouterr() == ("", "reading\nfitting\ndone\n")


def test_a_table_on_a_terminal_is_as_wide_as_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich then takes the output for a terminal
    monkeypatch.setenv("COLUMNS", "40")
    print_rows([{"name": "Zorbal " * 20}], Format.TABLE)
    assert len(capfd.readouterr().out.splitlines()) > 3
