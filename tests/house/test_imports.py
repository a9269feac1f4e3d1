"""The floors hold: each import contract is broken by its planted faults. `make check` runs them on the house itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from house.sources import ROOT

FAULTS = {
    "upwards": ("records/planted.py", "import coalesce.store.store", "floors"),
    "sideways": ("intake/planted.py", "import coalesce.linking.model", "floors"),
    "a room that no floor knows": ("attic/__init__.py", "", "floors"),
    "in a circle": ("handling/marking.py", "import coalesce.handling.policy", "cycles"),
    "a driver in a service": ("services/planted.py", "import sqlite3", "drivers"),
    "the engine's driver in the store": ("store/planted.py", "import duckdb", "drivers"),
    "a driver hidden in a function": ("flows/planted.py", "def f() -> None:\n    import sqlalchemy.orm", "drivers"),
}


def breaks(house: Path, contract: str) -> bool:
    """Whether the package in ``house`` breaks the contract."""
    run = "from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run(
        [sys.executable, "-c", run, "--no-logo", "--no-cache", "--contract", contract],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.returncode != 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_import_is_refused(fault: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src" / "coalesce", tmp_path / "src" / "coalesce", ignore=shutil.ignore_patterns("data"))
    path, statement, contract = FAULTS[fault]
    assert not breaks(tmp_path, contract), "broken before anything was planted"
    planted = tmp_path / "src" / "coalesce" / path
    planted.parent.mkdir(exist_ok=True)
    before = planted.read_text(encoding="utf-8") if planted.exists() else ""
    planted.write_text(f"{before}\n{statement}\n", encoding="utf-8")
    assert breaks(tmp_path, contract)
