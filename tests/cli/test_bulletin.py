"""The bulletin's numbers, and its PDF."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from coalesce.settings import Settings, write_settings
from tests.cli.conftest import Run
from tests.series_made import NAME, a_node, in_force, numbered
from tests.services.test_bulletin import drawn


@pytest.fixture
def figures(run: Run, tmp_path: Path) -> Run:
    """A node that publishes a series to FR, seen by claire."""
    folder = tmp_path / "counted"
    node, _ = a_node(folder)
    numbered(node, in_force(node), drawn)
    node.store.close()
    write_settings(folder, Settings(member="NL"))

    def command(*arguments: object) -> object:
        return run("--node", folder, "--as", "claire", *arguments)

    return command  # type: ignore[return-value]  # the same as Run


def test_the_month_s_legs_as_table_and_document(figures: Run) -> None:
    said = figures("bulletin", "--format", "json")
    assert said.code == 0, said.err
    told = said.json()
    assert (told["kind"], told["month"], told["series"]) == ("bulletin", "2014-09", NAME)
    rows = {row["leg"]: row for row in figures("bulletin", "--month", "2014-08", "--format", "csv").csv()}
    assert (rows["TR>SY"]["count"], rows["TR>SY"]["change"], rows["SY>IQ"]["count"]) == ("140", "40", "")
    assert "at most 10, 19 times in 20" in figures("bulletin").err


def test_what_is_not_to_be_had_is_refused(figures: Run, tmp_path: Path) -> None:
    assert figures("bulletin", "--series", "x").code == 1
    assert figures("bulletin", "--month", "2015-01").code == 2
    assert figures("bulletin", "--as", "bea").code == 2
    assert figures("bulletin", "--purpose", "border").code == 2
    there = tmp_path / "there.pdf"
    there.write_bytes(b"x")
    assert figures("bulletin", "--pdf", there).code == 2
    assert there.read_bytes() == b"x"


def test_without_the_extra_its_lack_is_told(figures: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    said = figures("bulletin", "--pdf", tmp_path / "out.pdf")
    assert (said.code, "pip install" in said.err) == (1, True)
    assert not (tmp_path / "out.pdf").exists()


def test_the_pdf_is_written(figures: Run, tmp_path: Path) -> None:
    try:
        import weasyprint  # noqa: F401  only whether it is there
    except (ImportError, OSError) as fault:
        pytest.skip(f"the extra [pdf] cannot be used here: {fault}")
    assert figures("bulletin", "--pdf", tmp_path / "out.pdf").code == 0
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
