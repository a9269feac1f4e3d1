"""list, import, withdraw: what became of every row, and one clear line for every bad file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli.conftest import PERSONS, Run

HOSTILE = {
    "empty.csv": b"",
    "no-name.csv": b"reference,born\n1,1990\n",
    "torn.csv": b'reference,name\n1,"Zorbal Kemtari\n',
    "nul.csv": b"reference,name\n1,Zor\0bal\n",
    "utf16.csv": "reference,name\n1,Zorbal\n".encode("utf-16"),
    "latin.csv": "reference,name\n1,Zorbál\n".encode("latin-1"),
    "bomb.xml": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CONSOLIDATED_LIST>&b;'
    b"</CONSOLIDATED_LIST>",
    "outside.xml": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&x;'
    b"</CONSOLIDATED_LIST>",
    "half.xml": b'<?xml version="1.0"?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>',
}


def test_import_has_its_keys_and_keeps_rejected_rows(run: Run, tmp_path: Path) -> None:
    run("init", str(tmp_path / "node"), "--member", "NL", node=False)
    run("list", "add", "own")
    path = tmp_path / "p.csv"
    path.write_text(PERSONS + "A3,,1990,M,TN,\nA4,Ulzha Murtav,1991-13-01,M,TN,\n", encoding="utf-8")
    report: Any = run("import", str(path), "--list", "own", "--format", "json").json()
    assert {"accepted", "added", "changed", "unchanged", "delisted", "rejected", "left_out"} <= set(report)
    assert (report["accepted"], report["added"], report["rejected"]) == (2, 2, 2)
    kept = Path(report["rejected_files"][0]).read_text(encoding="utf-8")
    assert "A3" in kept
    assert "there is no month 13" in kept
    path.write_text(PERSONS.replace("1990", "1992").replace("A1,", "A9,"), encoding="utf-8")
    again: Any = run("import", str(path), "--list", "own", "--format", "json").json()
    assert (again["added"], again["changed"], again["delisted"], again["edition"]) == (1, 1, 1, 2)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_line_and_changes_nothing(lists: Run, tmp_path: Path, name: str) -> None:
    before = lists("people", "--format", "json").out
    (tmp_path / name).write_bytes(HOSTILE[name])
    ran = lists("import", str(tmp_path / name), "--list", "own")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"coalesce: {name}")
    assert "Traceback" not in ran.err
    assert lists("people", "--format", "json").out == before


def test_folders_absent_files_and_unknown_lists(lists: Run, tmp_path: Path) -> None:
    for words in (
        (str(tmp_path), "--list", "own"),
        ("absent.csv", "--list", "own"),
        (str(tmp_path / "a.csv"), "--list", "no"),
    ):
        ran = lists("import", *words)
        assert ran.code == 2
        assert ran.err.count("\n") == 1


def test_lists_are_told_with_what_one_sees(lists: Run) -> None:
    rows: Any = lists("list", "list", "--format", "json").json()
    assert {(row["list"], row["member"], row["records"]) for row in rows} == {("own", "NL", 2), ("theirs", "FR", 2)}
    assert lists("list", "list", "--view-as", "XX").code == 2


def test_bad_releases_and_dates_name_the_option(lists: Run) -> None:
    assert "--release" in lists("list", "add", "x", "--release", "FR:tea").err
    assert "--keep-until" in lists("list", "add", "x", "--keep-until", "soon").err
    assert lists("list", "add", "own").code == 2


def test_withdrawing_is_the_owners(lists: Run) -> None:
    rows: Any = lists("people", "--format", "json").json()
    records = {one["reference"]: one["record"] for row in rows for one in row["records"]}
    assert lists("withdraw", records["B2"], "--why", "x").code == 1
    assert lists("withdraw", records["A2"], "--why", "a mistake").code == 0
    left: Any = lists("people", "--format", "json").json()
    assert "A2" not in {one["reference"] for row in left for one in row["records"]}
