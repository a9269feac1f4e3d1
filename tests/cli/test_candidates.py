"""commitments candidates: from a file or the standard input, in every format."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from coalesce.cli.candidates import row
from coalesce.commitments.extraction import find_candidates
from tests.cli.conftest import Run

TEXT = "\ufeffNorway will send 120 troops to Erbil by 1 May 2015.\n\nThe weather was fine.\n\nKuwait: $2 million.\n"


def test_as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    said = run("commitments", "candidates", path, "--format", "json")
    first, second = said.json()
    assert (first["act"], first["members"], first["lines"]) == ("declared", ["NO"], ["military"])
    assert (first["quantities"], first["places"], first["when"]) == (["120 troops"], ["Erbil"], ["1 May 2015"])
    text = TEXT.removeprefix("\ufeff")
    for one in (first, second):
        assert text[one["start"] : one["end"]] == one["sentence"]
        assert all(text[mark["start"] : mark["end"]] == mark["text"] for mark in one["marks"])
    assert second["money"] == ["$2 million"]
    (money,) = [mark for mark in second["marks"] if mark["label"] == "money"]
    assert money["number"] == "2000000"
    assert "currency" not in money
    assert "nothing is stored" in said.err


def test_as_csv_and_table_from_the_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for form in ("csv", "table"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        said = run("commitments", "candidates", "-", "--format", form)
        assert said.code == 0
        assert "120 troops" in said.out
        assert "weather" not in said.out


def test_a_text_without_candidates(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The weather was fine.", encoding="utf-8")
    assert run("commitments", "candidates", path, "--format", "json").json() == []


def test_what_is_no_text_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    said = run("commitments", "candidates", path)
    assert said.code == 2
    assert "a.pdf: is a PDF" in said.err
    assert run("commitments", "candidates", tmp_path / "none.txt").code == 2


def test_a_row_names_what_a_pronoun_stands_for() -> None:
    rows = [row(one) for one in find_candidates("Norway sent tents. It will send 40 trucks.")]
    (mark,) = [mark for mark in rows[1]["marks"] if mark["label"] == "member"]
    assert mark["basis"] == [0, 6]
