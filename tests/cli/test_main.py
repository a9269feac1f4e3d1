"""Exit codes, where global options may stand, and how errors are told."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce import __version__
from coalesce.cli.injected import Injected
from coalesce.cli.main import app, hoisted
from coalesce.cli.main import run as run_command
from coalesce.cli.session import Format
from coalesce.handling import Purpose
from tests.cli.conftest import Run

COMMANDS = {
    "init", "migrate", "model", "doctor", "member", "actor", "list", "import", "withdraw", "link", "links", "people", "search", "history", "contributions", "review",
    "judge", "flows", "estimate", "audit", "backup", "restore", "serve", "demo", "version", "compare", "screen",
    "series", "commitments", "redress", "bulletin", "notices", "interests", "peer", "ask", "requests", "propose", "tell",
}  # fmt: skip
"""Of the contract (DESIGN.md, section 6), what this version has."""


def test_the_commands_are_those_of_the_contract() -> None:
    registered = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert {str(name).replace("_", "-") for name in registered | groups} == COMMANDS


def test_the_version_is_told(run: Run) -> None:
    said = run("version")
    assert (said.code, said.out, said.err) == (0, f"coalesce {__version__}\n", "")


def test_help_is_no_error(run: Run) -> None:
    for arguments in (["--help"], ["import", "--help"], ["list", "add", "--help"]):
        said = run(*arguments)
        assert said.code == 0
        assert "Usage" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["--format", "xml", "version"],
        ["--purpose", "fun", "links"],
        ["judge", "a", "b", "same"],
        ["judge", "a", "b", "perhaps", "--why", "x"],
        ["import"],
        ["links", "--least", "2"],
        ["serve", "--port", "0"],
        ["list"],
        ["--node"],
        ["audit", "list", "--top", "0"],
    ],
)
def test_bad_usage_is_exit_2_with_a_line_on_stderr(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert said.code == 2
    assert said.err
    assert "Traceback" not in said.err


def test_a_node_must_be_named_and_be_there(run: Run, tmp_path: Path) -> None:
    said = run("links")
    assert (said.code, said.out) == (2, "")
    assert said.err == "coalesce: say which node: --node DIR, or COALESCE_NODE in the environment\n"
    for place in (tmp_path, tmp_path / "absent"):
        said = run("--node", place, "links")
        assert said.code == 2
        assert said.err.startswith("coalesce: there is no node in ")
        assert said.err.count("\n") == 1


def test_a_refusal_is_exit_1(full: Run) -> None:
    for arguments in (
        ["--purpose", "statistics", "links"],
        ["withdraw", "a" * 26, "--why", "x"],
        ["judge", "a" * 26, "b" * 26, "same", "--why", "x"],
        ["--as", "claire", "backup", "file"],
        ["--as", "claire", "member", "add", "BE"],
    ):
        said = full(*arguments)
        assert (said.code, said.out) == (1, ""), arguments
        assert said.err.startswith("coalesce: ")
        assert said.err.count("\n") == 1


def test_an_unknown_actor_is_bad_input(full: Run) -> None:
    said = full("--as", "nobody", "links")
    assert said.code == 2
    assert "no actor 'nobody'" in said.err


def test_global_options_stand_before_or_behind(full: Run, tmp_path: Path) -> None:
    expected = full("--format", "json", "links").out
    assert json.loads(expected)
    node = tmp_path / "node"
    for arguments in (
        ["links", "--format", "json"],
        ["links", "--format=json"],
        ["--format=json", "links", "--node", str(node)],
        ["links", "--as", "owner", "--purpose", "investigation", "--format", "json", "--node", str(node)],
    ):
        assert full(*arguments).out == expected


def test_the_environment_names_node_actor_and_purpose(
    run: Run, full: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = full("--as", "claire", "--purpose", "investigation", "list", "list", "--format", "json").out
    monkeypatch.setenv("COALESCE_NODE", str(tmp_path / "node"))
    monkeypatch.setenv("COALESCE_AS", "claire")
    monkeypatch.setenv("COALESCE_PURPOSE", "investigation")
    assert run("list", "list", "--format", "json").out == expected
    monkeypatch.setenv("COALESCE_DRAWS", "no number")
    said = run("list", "list")
    assert said.code == 2
    assert "COALESCE_DRAWS" in said.err


def test_an_argument_that_is_no_text_is_told(run: Run) -> None:
    said = run("--node", "x\udcff", "links")
    assert said.code == 2
    assert said.err.count("\n") == 1


words = st.sampled_from(["links", "--node", "--as", "--why", "x", "--format=json", "--purpose", "--", "a b", "--top"])


@given(st.lists(words, max_size=8))
def test_hoisting_loses_no_word(arguments: list[str]) -> None:
    assert sorted(hoisted(arguments)) == sorted(arguments)
    assert hoisted(hoisted(arguments)) == hoisted(arguments)


def test_hoisting_keeps_what_stands_behind_two_dashes() -> None:
    assert hoisted(["judge", "--format", "json", "--", "--as", "x"]) == ["--format", "json", "judge", "--", "--as", "x"]


def test_a_fault_of_the_program_is_shown_whole() -> None:
    def fail(*_: object) -> object:
        raise ZeroDivisionError("a fault")

    injected = Injected(fail, fail, fail, fail, fail, fail, fail)  # type: ignore[arg-type]  # each fails before its type matters
    with pytest.raises(ZeroDivisionError):
        run_command(injected, ["--node", "x", "links"])


def test_an_interruption_says_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    def stop(*_: object) -> object:
        raise KeyboardInterrupt

    injected = Injected(stop, stop, stop, stop, stop, stop, stop)  # type: ignore[arg-type]  # each stops before its type matters
    assert run_command(injected, ["--node", "x", "links"]) == 130
    sys.stderr.flush()
    assert "the same command goes on where it stopped" in capfd.readouterr().err


def test_formats_and_purposes_are_the_contract_s() -> None:
    assert list(Format) == ["table", "json", "csv"]
    assert set(Purpose) == {"investigation", "border", "screening", "redress", "planning", "statistics"}
