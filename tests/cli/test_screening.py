"""``coalesce screen`` for one name and for a file of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def known(at: Run, tmp_path: Path) -> Run:
    path = tmp_path / "people.csv"
    path.write_text("reference,name\nA-1,Hedraq Tolumis Dorvek\nB-2,Vulneq Shambir\n", encoding="utf-8")
    assert at("list", "add", "watch", "--kind", "designations").code == 0
    assert at("import", path, "--list", "watch").code == 0
    return at


def names(folder: Path, text: str) -> Path:
    path = folder / "names.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_name(known: Run) -> None:
    ((answer),) = known("screen", "hedraq tolunis dorvek", "--format", "json").json()
    assert answer["query"] == "hedraq tolunis dorvek"
    (hit,) = answer["hits"]
    assert {"record", "reference", "list", "name", "score", "reasons"} <= hit.keys()
    assert (hit["reference"], hit["list"], hit["name"]) == ("A-1", "watch", "Hedraq Tolumis Dorvek")
    assert 0.6 <= hit["score"] < 1
    assert len(hit["reasons"]) >= 3


def test_a_file_of_names(known: Run, tmp_path: Path) -> None:
    path = names(tmp_path, "id,Name\n1,Shambir Vulneq\n2,Zzyx Qwop\n3,\n4,Hedraq Tolumis Dorvek\n")
    said = known("screen", "--file", path, "--format", "json")
    assert said.code == 0
    assert [[hit["reference"] for hit in one["hits"]] for one in said.json()] == [["B-2"], [], [], ["A-1"]]
    assert [(one["line"], one["note"]) for one in said.json() if one["note"]] == [(4, "is empty; not screened")]
    assert "names.csv, line 4, field 'name'" in said.err
    rows = known("screen", "--file", path, "--format", "csv").csv()
    assert [(row["query"], row["reference"]) for row in rows] == [
        ("Shambir Vulneq", "B-2"),
        ("Hedraq Tolumis Dorvek", "A-1"),
    ]


def test_top_and_threshold(known: Run) -> None:
    assert known("screen", "Hedraq Tolumis", "--threshold", "1", "--format", "json").json() == [
        {"query": "Hedraq Tolumis", "line": None, "hits": [], "note": None}
    ]
    assert len(known("screen", "Vulneq Shambir", "--top", "1", "--format", "json").json()[0]["hits"]) == 1


def test_a_file_without_a_column_of_names(known: Run, tmp_path: Path) -> None:
    said = known("screen", "--file", names(tmp_path, "who\nVulneq\n"))
    assert said.code == 2
    assert "names.csv, line 1, field 'name'" in said.err
    assert said.out == ""


@pytest.mark.parametrize("arguments", [(), ("Vulneq", "--file", "x.csv"), ("Vulneq", "--top", "0")])
def test_what_makes_no_sense(known: Run, arguments: tuple[str, ...]) -> None:
    assert known("screen", *arguments).code == 2


def test_nobody_is_found_without_a_word(known: Run) -> None:
    said = known("screen", "!!", "--format", "json")
    assert [(one["query"], one["hits"]) for one in said.json()] == [("!!", [])]
    assert "no letter or digit" in said.json()[0]["note"]
    assert "no letter or digit" in said.err


def test_no_line_of_a_file_is_passed_over_in_silence(known: Run, tmp_path: Path) -> None:
    path = names(tmp_path, '\nname\n\nVulneq Shambir\n""\n  \n?!\nHedraq "x\nZzyx\n')
    said = known("screen", "--file", path, "--format", "json")
    assert [(one["line"], len(one["hits"])) for one in said.json()] == [
        (3, 0), (4, 1), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0),
    ]  # fmt: skip
    assert [f"line {line}," in said.err for line in range(2, 10)] == [
        False, True, False, True, True, True, False, False,
    ]  # fmt: skip
