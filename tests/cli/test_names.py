"""compare: two names, or a file of pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.intake import Limits
from tests.cli.conftest import Run


def test_two_names(run: Run) -> None:
    (found,) = run("compare", "عبد اللطيف صالح", "Abdullatif Salih", "--format", "json").json()
    assert found["score"] > 0.8
    assert found["left"] == "عبد اللطيف صالح"
    assert [each["left"] for each in found["aligned"]] == ["عبد اللطيف", "صالح"]
    assert all(found["reasons"])


def test_a_file_in_order(run: Run, tmp_path: Path) -> None:
    pairs = [("Ali Hasan", "Hasan, Ali"), ("", "Ali"), ("=cmd()", "Karim \u200f"), ("Kim Jong Man", "Kim Jong Sik")] * 3
    path = tmp_path / "pairs.csv"
    path.write_text("left,right,note\n" + "".join(f'"{left}","{right}",x\n' for left, right in pairs), encoding="utf-8")
    found = run("compare", "--file", path, "--format", "json").json()
    assert [(each["left"], each["right"]) for each in found] == [(left.strip(), right.strip()) for left, right in pairs]
    assert found[0]["score"] > 0.8
    assert found[1]["score"] == 0
    rows = run("compare", "--file", path, "--format", "csv").csv()
    assert rows[2]["left"].startswith("'=")
    assert float(rows[0]["score"]) == found[0]["score"]
    assert "Hasan" in run("compare", "--file", path).out


def test_an_empty_file_of_pairs(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("left,right\n", encoding="utf-8")
    assert run("compare", "--file", path, "--format", "json").json() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,right\na,b\n", "pairs.csv, line 1, field 'left'"),
        ('left,right\na,b\na"b,"c"d\n', "pairs.csv, line 3"),
        ("left,right\na,b,c\n", "pairs.csv, line 2: the row has 3 cells"),
        ("left,right\na\n", "pairs.csv, line 2: the row has 1 cells"),
        ("", "pairs.csv"),
    ],
)
def test_bad_files(run: Run, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    said = run("compare", "--file", path, "--format", "json")
    assert said.code == 2
    assert said.out == ""
    assert words in said.err


def test_bad_usage(run: Run) -> None:
    assert run("compare", "one").code == 2
    assert run("compare").code == 2
    assert run("compare", "a", "b", "--file", "c.csv").code == 2


def test_a_name_is_as_long_as_a_field_of_a_file_may_be(run: Run, tmp_path: Path) -> None:
    too_long = "a" * (Limits().max_field_chars + 1)
    path = tmp_path / "pairs.csv"
    path.write_text(f"left,right\n{too_long},b\n", encoding="utf-8")
    alone, in_file = run("compare", too_long, "b"), run("compare", "--file", path)
    fault = f"a field has {len(too_long)} characters, more than {Limits().max_field_chars}"
    assert fault in alone.err
    assert fault in in_file.err
