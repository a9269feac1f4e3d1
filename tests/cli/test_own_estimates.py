"""estimate on a node: the own view's answer, by month and leg, what changed, and twins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.captured import three_lists
from tests.cli.conftest import Run, Said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node = three_lists(tmp_path_factory.mktemp("cli") / "node")
    node.store.close()
    return node.store.folder


@pytest.fixture
def ask(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COALESCE_DRAWS", "20")
    monkeypatch.setenv("COALESCE_ESTIMATE_RESAMPLES", "100")

    def command(*arguments: object) -> Said:
        return run("--node", folder, "estimate", *arguments)

    return command


def test_the_own_view_is_estimated(ask: Run) -> None:
    done = ask("--leg", "TR>SY", "--format", "json")
    found = done.json()
    assert done.code == 0
    assert (found["kind"], found["viewer"], found["captured_by"]) == ("own", "NL", "leg")
    assert found["interval95"][0] < found["estimate"] < found["interval95"][1]
    assert "your view as NL for investigation" in done.err
    table = ask("--leg", "TR>SY")
    assert f"{found['estimate']:,.0f}" in table.out


def test_a_refusal_ends_with_its_code(ask: Run) -> None:
    done = ask("--leg", "TR>SY", "--as", "claire", "--format", "json")
    assert done.code == 1
    assert done.json()["refusal"]["code"] == "few_lists"
    assert ask("--leg", "SY>IQ").code == 1


def test_by_month_is_a_row_each(ask: Run) -> None:
    rows = ask("--by", "month", "--format", "csv").csv()
    assert [row["of"] for row in rows] == ["all", "2014-03"]
    assert rows[0]["estimate"] == rows[1]["estimate"]
    parts = ask("--by", "leg", "--format", "json").json()["parts"]
    assert [part["of"] for part in parts] == ["TR>SY"]
    assert ask("--by", "sex").code == 2


def test_filters_reach_the_question(ask: Run) -> None:
    words = ("--into", "sy", "--since", "2014-01", "--until", "2014-12", "--origin", "FR", "--captured", "record")
    question = ask(*words, "--format", "json").json()["question"]
    assert question == {
        "leg": None,
        "into": "SY",
        "out_of": None,
        "since": "2014-01-01",
        "until": "2014-12-31",
        "origins": ["FR"],
        "sexes": [],
        "lists": [],
        "one_source": [],
        "captured_by": "record",
    }
    joined = ask("--one-source", "border,police", "--format", "json")
    assert joined.json()["lists"] == ["NL/border + NL/police", "NL/press"]
    assert joined.code == 1
    assert ask("--lists", "absent").code == 2


def test_what_changed_since_a_kept_answer(ask: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(ask("--leg", "TR>SY", "--format", "json").out, encoding="utf-8")
    assert "nothing that the estimate rests on has changed" in ask("--leg", "TR>SY", "--compared-with", kept).err
    changed = json.loads(kept.read_text(encoding="utf-8")) | {"n_observed": 60}
    kept.write_text(json.dumps(changed), encoding="utf-8")
    found = ask("--leg", "TR>SY", "--compared-with", kept, "--format", "json").json()
    assert found["changed"] == [
        f"people on the lists: 60 then, {found['n_observed']} now (+{found['n_observed'] - 60})"
    ]


def test_twins_show_how_such_lists_behave(ask: Run) -> None:
    done = ask("--leg", "TR>SY", "--simulate", "4", "--format", "json")
    found = done.json()
    assert [row["of"] for row in found["twins"]] == ["twin 1", "twin 2", "twin 3", "twin 4"]
    assert all(row["holds"] == (row["low95"] <= found["truth"] <= row["high95"]) for row in found["twins"])
    assert "intervals of 95 % hold it" in done.err
    assert ask("--leg", "SY>IQ", "--simulate", "2").code == 2


def test_twins_of_a_file_of_counts(run: Run, tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(
        "A,B,C,count\n1,0,0,200\n0,1,0,180\n1,1,0,60\n0,0,1,150\n1,0,1,50\n0,1,1,50\n1,1,1,20\n", encoding="utf-8"
    )
    rows = run("estimate", "--table", counts, "--simulate", "2", "--format", "csv").csv()
    assert len(rows) == 2
    assert {row["truth"] for row in rows} != {""}
