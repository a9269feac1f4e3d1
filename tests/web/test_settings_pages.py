"""Settings at the desk: all of them, read only."""

from __future__ import annotations

from dataclasses import fields

from coalesce.settings import Settings
from tests.web.visits import Place


def test_every_setting_is_told_with_value_default_source_and_meaning(place: Place) -> None:
    otto = place.visitor("otto")
    page = otto.get("/settings").text
    assert [name for name in (field.name for field in fields(Settings)) if f"<code>{name}</code>" not in page] == []
    assert "coalesce.toml" in page
    rows = {row["name"]: row for row in otto.get("/api/settings").json()}
    assert set(rows["draws"]) == {"name", "value", "default", "source", "meaning", "stale"}
    assert (rows["draws"]["value"], rows["draws"]["default"], rows["draws"]["source"]) == (20, 200, "file")


def test_settings_are_filtered_by_word_and_by_change(place: Place) -> None:
    otto = place.visitor("otto")
    assert [row["name"] for row in otto.get("/api/settings?changed=yes").json()] == ["member", "draws"]
    assert {row["name"] for row in otto.get("/api/settings?q=idle").json()} == {"session_idle_minutes"}
    assert "No setting is like that" in otto.get("/settings?q=zorbal").text
    assert otto.get("/api/settings?changed=perhaps").status_code == 400
