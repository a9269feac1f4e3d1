"""Exit codes, and global options before or behind the command."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Run

from coalesce.cli.main import hoisted


def test_global_options_stand_anywhere() -> None:
    assert hoisted(["links", "--as", "ann", "--format=json"]) == ["--as", "ann", "--format=json", "links"]
    assert hoisted(["--node", "d", "judge", "--", "--as"]) == ["--node", "d", "judge", "--", "--as"]
    assert hoisted(["x", "--node"]) == ["--node", "x"]


def test_usage_is_two_and_one_line(run: Run, tmp_path: Path) -> None:
    for words in (
        ("bogus",),
        ("judge",),
        ("links", "--format", "xml"),
        ("flows", "--nope"),
        ("actor", "add", "\udcff"),
    ):
        ran = run(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "Traceback" not in ran.err


def test_no_node_says_how_to_make_one(run: Run) -> None:
    assert run("links").code == 2
    assert "coalesce init" in run("links").err
    assert "--node" in run("links", node=False).err


def test_the_version_is_told(run: Run) -> None:
    assert run("version").out.startswith("coalesce ")
