"""Every setting is told with its meaning and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from coalesce.services.explaining_settings import explained, meanings
from coalesce.services.node import Node
from coalesce.settings import FILE_NAME, Settings
from tests import builders


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = builders.make_node(tmp_path / "node", page_size=20)
    yield made
    made.store.close()


def test_every_setting_has_its_meaning() -> None:
    assert set(meanings()) == {field.name for field in fields(Settings)}
    assert meanings()["session_hours"] == "How long a session lasts at most."
    assert all(text.endswith(".") for text in meanings().values())


def test_a_value_is_told_with_its_source(node: Node) -> None:
    rows = {row.name: row for row in explained(node, {})}
    assert list(rows) == [field.name for field in fields(Settings)]
    assert (rows["page_size"].value, rows["page_size"].default, rows["page_size"].source) == (20, 50, "file")
    assert rows["page_size"].changed
    assert (rows["draws"].source, rows["flow_cache"].source, rows["flow_cache"].changed) == ("file", "default", False)
    assert not any(row.stale for row in rows.values())


def test_what_was_changed_since_is_told(node: Node) -> None:
    (node.store.folder / FILE_NAME).write_text('member = "NL"\npage_size = 30\ndraws = 20\n')
    rows = {row.name: row for row in explained(node, {"COALESCE_FLOW_CACHE": "4"})}
    assert [name for name, row in rows.items() if row.stale] == ["page_size", "flow_cache"]
    assert (rows["page_size"].value, rows["flow_cache"].source) == (20, "environment")
    (node.store.folder / FILE_NAME).write_text("nonsense")
    assert not any(row.source == "file" for row in explained(node, {}))


def test_a_secret_of_the_environment_is_no_setting(node: Node) -> None:
    rows = explained(node, {"COALESCE_OPENID_SECRET": "very-secret", "COALESCE_NODE": "x"})
    assert "very-secret" not in str(rows)
