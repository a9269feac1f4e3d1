"""estimate --table: an answer, a refusal with its exit code, and files that are no tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

SOUND = "A,B,C,D,count\n" + "".join(
    f"{pattern & 1},{pattern >> 1 & 1},{pattern >> 2 & 1},{pattern >> 3},{count}\n"
    for pattern, count in enumerate((0, 470, 440, 120, 390, 101, 96, 31, 250, 64, 58, 20, 55, 15, 13, 6))
    if pattern
)


@pytest.fixture(autouse=True)
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer resamples, and lists that may move the total when left out."""
    monkeypatch.setenv("COALESCE_ESTIMATE_RESAMPLES", "60")
    monkeypatch.setenv("COALESCE_ESTIMATE_LEFT_OUT_WIDTH", "4")


def written(tmp_path: Path, text: str) -> Path:
    """A file of counts."""
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_total_with_its_intervals(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, SOUND)
    found = run("estimate", "--table", path, "--format", "json").json()
    assert found["refusal"] is None
    assert found["n_observed"] == 2129
    assert found["interval95"][0] < found["estimate"] < found["interval95"][1]
    assert found["alternatives"][0]["model"] == found["model"]
    assert run("estimate", "--table", path, "--format", "json").json() == found
    other = run("estimate", "--table", path, "--seed", "2", "--format", "json").json()
    assert other["estimate"] == found["estimate"]
    assert other["interval95"] == found["interval95"]  # the average draws nothing
    assert other["opinions"] != found["opinions"]
    assert f"{found['estimate']:,.0f}" in run("estimate", "--table", path).out
    (row,) = run("estimate", "--table", path, "--format", "csv").csv()
    assert float(row["interval95_low"]) == found["interval95"][0]
    monkeypatch.setenv("COALESCE_ESTIMATE_NEAR_FACTOR", "1.0001")
    monkeypatch.setenv("COALESCE_ESTIMATE_NEAR_BIC", "30")
    (apart,) = run("estimate", "--table", path, "--format", "csv").csv()
    assert apart.keys() == row.keys()
    assert float(apart["range_low"]) < found["estimate"] < float(apart["range_high"])


def test_a_refusal_is_an_answer_with_exit_code_1(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, SOUND)
    done = run("estimate", "--table", path, "--one-source", "A,B", "--one-source", "C,D", "--format", "json")
    assert done.code == 1
    found = done.json()
    assert found["refusal"]["code"] == "few_lists"
    assert found["lists"] == ["A+B", "C+D"]
    assert found["estimate"] is None
    thin = written(tmp_path, "A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n")
    plain = run("estimate", "--table", thin)
    assert plain.code == 1
    assert "what would lift it" in plain.err
    assert "[13,23]" in plain.out
    rows = run("estimate", "--table", thin, "--format", "csv").csv()
    assert rows[0]["refusal"] == "few_on_two; no_overlap"
    assert rows[0]["estimate"] == ""
    assert rows[0]["range_low"] == rows[0]["range_high"] == ""
    assert "range" not in rows[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [("A,B,count\n1,0,-5\n", "counts.csv, line 2, field 'count'"), ("A,B\n1,0\n", "line 1, field 'count'")],
)
def test_a_file_that_is_no_table(run: Run, tmp_path: Path, text: str, says: str) -> None:
    done = run("estimate", "--table", written(tmp_path, text))
    assert done.code == 2
    assert says in done.err


@pytest.mark.parametrize("stray", [("--leg", "SY>IQ"), ("--lists", "A,B,C"), ("--captured", "leg"), ("--by", "month")])
def test_what_a_table_cannot_be_asked_is_refused(run: Run, tmp_path: Path, stray: tuple[str, str]) -> None:
    done = run("estimate", "--table", written(tmp_path, SOUND), *stray)
    assert done.code == 2
    assert "the file says all else" in done.err


def test_without_a_table_it_says_what_to_give(run: Run, tmp_path: Path) -> None:
    done = run("estimate")
    assert done.code == 2
    assert "--table" in done.err
    assert "--node" in done.err
    wrong = run("estimate", "--table", written(tmp_path, SOUND), "--one-source", "A,X")
    assert wrong.code == 2
    assert "'X'" in wrong.err
