"""Tables, JSON and CSV of the same rows; nothing in a cell becomes a formula."""

from __future__ import annotations

import orjson
import pytest

from coalesce.cli.printing import print_record, print_rows, progress
from coalesce.cli.session import Format

ROWS = [{"name": "=1+1", "n": 2, "share": 0.5, "none": None, "many": ["a", "b"], "flag": True}]


def test_json_is_one_document(capfd: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Format.JSON)
    assert orjson.loads(capfd.readouterr().out) == ROWS


def test_a_csv_cell_is_no_formula(capfd: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, Format.CSV, ("name", "n", "none", "many"))
    assert capfd.readouterr().out.splitlines() == ["name,n,none,many", "'=1+1,2,,a; b"]


def test_a_table_is_never_cut_short(capfd: pytest.CaptureFixture[str]) -> None:
    print_rows([{"name": "x" * 500}], Format.TABLE)
    assert "x" * 500 in capfd.readouterr().out
    print_rows([], Format.TABLE)
    assert "nothing to show" in capfd.readouterr().out


def test_one_answer_is_named_values(capfd: pytest.CaptureFixture[str]) -> None:
    print_record({"left_out": {"vessel": 3}, "ok": False}, Format.TABLE)
    assert capfd.readouterr().out == "left out  vessel 3\nok        no\n"


def test_progress_is_silent_off_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with progress() as tell:
        tell("reading", 0.5)
    assert capfd.readouterr().out == ""
