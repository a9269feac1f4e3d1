"""Where the parts meet: what ``build``, the openers and the console entry give."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coalesce import app
from coalesce.dates import FixedClock, SystemClock
from coalesce.errors import BadUsage, NoNode
from coalesce.linking.model import load_model
from coalesce.settings import Settings, read_settings, write_settings


def test_a_node_is_made_and_opened_again(tmp_path: Path) -> None:
    made = app.create_node(tmp_path / "node", "FR")
    made.store.close()
    assert read_settings(tmp_path / "node", {}).member == "FR"
    again = app.open_node(tmp_path / "node")
    assert [member.name for member in again.store.members()] == ["France"]
    assert again.model.name == made.model.name
    assert isinstance(again.store.clock, SystemClock)
    again.store.close()
    with pytest.raises(NoNode):
        app.open_node(tmp_path / "absent")
    with pytest.raises(BadUsage):
        app.create_node(tmp_path / "node", "FR")


def test_an_earlier_clock_stands_whole_days_behind() -> None:
    clock = app.EarlierClock(FixedClock(datetime(2014, 3, 1, 0, 30, tzinfo=UTC)), 1)
    assert clock.now() == datetime(2014, 2, 28, 0, 30, tzinfo=UTC)
    assert clock.today() == date(2014, 2, 28)


def test_a_node_s_settings_choose_its_clock(tmp_path: Path) -> None:
    app.create_node(tmp_path / "node", "NL").store.close()
    write_settings(tmp_path / "node", Settings(member="NL", sample=True, clock_days_back=100))
    node = app.open_node(tmp_path / "node")
    behind = SystemClock().now() - node.store.clock.now()
    assert timedelta(days=100) <= behind + timedelta(minutes=5) < timedelta(days=101)
    node.store.close()


def test_the_model_is_set_to_the_records_that_a_node_expects(tmp_path: Path) -> None:
    app.create_node(tmp_path / "node", "NL").store.close()
    shipped = load_model()
    write_settings(tmp_path / "node", Settings(member="NL", expected_records=1_000_000))
    node = app.open_node(tmp_path / "node")
    assert node.model == shipped.for_population(1_000_000)
    assert node.model.name != shipped.name
    node.store.close()


def test_the_memory_of_counts_is_as_large_as_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app.create_node(tmp_path / "node", "NL").store.close()
    monkeypatch.setenv("COALESCE_FLOW_CACHE", "1")  # of each of the kinds of answers
    node = app.open_node(tmp_path / "node")
    first = node.remembered.get("a", object)
    for key in range(app.KINDS - 1):
        node.remembered.get(key, object)
    assert node.remembered.get("a", object) is first
    for key in range(app.KINDS):
        node.remembered.get(key, object)
    assert node.remembered.get("a", object) is not first
    node.store.close()


def test_a_demo_that_stands_is_opened_and_not_made_again(tmp_path: Path) -> None:
    told: list[str] = []
    node = app.create_node(tmp_path / "demo", "NL")
    node.store.close()
    (tmp_path / "demo" / app.building._MARK).touch()
    again = app.build_demo(tmp_path / "demo", lambda step, share: told.append(step))
    assert told == []
    assert again.store.settings.member == "NL"
    again.store.close()


def test_the_console_entry_ends_with_the_command_s_code(tmp_path: Path) -> None:
    def coalesce(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "coalesce.app", *arguments], capture_output=True, text=True, check=False
        )

    node = str(tmp_path / "node")
    said = coalesce("init", node, "--member", "NL")
    assert (said.returncode, said.stdout) == (0, "")
    said = coalesce("links", "--node", node, "--format", "json")
    assert (said.returncode, said.stdout, said.stderr) == (0, "[]\n", "")
    said = coalesce("links", "--node", node, "--purpose", "statistics")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.count("\n") == 1
