"""audit, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.conftest import Run


def test_the_log_verifies_until_it_is_changed(lists: Run, tmp_path: Path) -> None:
    told: Any = lists("audit", "verify", "--format", "json").json()
    assert told["rows"] > 0
    assert lists("audit", "verify", "--as", "nobody").code == 2
    lists("actor", "add", "ann", "--role", "reader")
    assert lists("audit", "verify", "--as", "ann").code == 1
    assert lists("audit", "verify", "--with-peers").code == 2
    (tmp_path / "node" / "audit.head").write_text("99999999999999999999 " + "0" * 64)
    ran = lists("audit", "verify")
    assert ran.code == 1
    assert "cut off" in ran.err


def test_the_log_holds_no_name(lists: Run) -> None:
    rows: Any = lists("audit", "list", "--top", "100", "--format", "json").json()
    assert [row["row"] for row in rows] == list(range(len(rows), 0, -1))
    assert "Zorbal" not in str(rows)
    assert "Kemtari" not in lists("audit", "list").out


def test_a_backup_comes_back_elsewhere(lists: Run, tmp_path: Path) -> None:
    file = tmp_path / "node.bak"
    before = lists("people", "--format", "json").out
    assert lists("backup", str(file)).code == 0
    assert lists("backup", str(file)).code == 2
    other = str(tmp_path / "other")
    assert lists("restore", str(file), "--node", other, node=False).code == 0
    assert lists("people", "--format", "json", "--node", other, node=False).out == before
    actions: Any = lists("audit", "list", "--format", "json", "--node", other, node=False).json()
    assert "restore" in {row["action"] for row in actions}
    file.write_bytes(file.read_bytes()[:1000])
    assert lists("restore", str(file), "--node", str(tmp_path / "third"), node=False).code == 2
