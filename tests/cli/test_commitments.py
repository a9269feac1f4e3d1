"""The group of commands about plans."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_the_group_says_what_it_is_for(run: Run) -> None:
    said = run("commitments", "--help")
    assert said.code == 0
    assert "candidates" in said.out
